"""Bluesky: 300 characters as a reader sees them and 3,000 bytes; beside the text, the records that an interface takes."""

from __future__ import annotations

from datetime import date

from curate.channels import ChannelRules, counting
from curate.channels.itemwise import Itemwise
from curate.locale import M

MOST_BYTES = 3000
"""app.bsky.feed.post, `text`: maxLength 3000 (bytes) beside maxGraphemes 300."""


def _small_enough(text: str) -> bool:
    return counting.utf8_bytes(text) <= MOST_BYTES


CHANNEL = Itemwise(
    name="bluesky",
    rules=ChannelRules(
        limit=300,
        unit="graphemes",
        counts=M(
            "characters as a reader sees them (grapheme clusters), an address as long as it is; a post also holds at "
            "most 3000 bytes"
        ),
        hashtags=3,
        source="https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json",
        checked=date(2026, 11, 23),
        alt=2000,
        size=MOST_BYTES,
        shares="text",
        poster="account",
    ),
    measure=counting.graphemes,
    also=_small_enough,
    languages=3,
    compose_url="https://bsky.app/",
    share_url="https://bsky.app/intent/compose?text={text}",
)
