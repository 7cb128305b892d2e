"""Threads: 500 characters of which an emoji counts its bytes, five addresses, one topic tag."""

from __future__ import annotations

from datetime import date

from curate.channels import ChannelRules, addresses, counting
from curate.channels.itemwise import Itemwise
from curate.locale import M

MOST_LINKS = 5
"""Different addresses in one post (developers.facebook.com/docs/threads/posts), "www.example.com" being one."""


def _few_links(text: str) -> bool:
    if text.count("://") + text.count(".") <= MOST_LINKS:
        return True
    whole = addresses.written(text)
    bare = [(start, end) for start, end in addresses.on_x(text) if all(end <= a or b <= start for a, b in whole)]
    return len({text[start:end] for start, end in (*whole, *bare)}) <= MOST_LINKS


CHANNEL = Itemwise(
    name="threads",
    rules=ChannelRules(
        limit=500,
        unit="characters",
        counts=M("characters, an emoji as many as it has bytes (4 and more), an address as long as it is"),
        hashtags=1,
        source="https://developers.facebook.com/docs/threads/posts",
        checked=date(2026, 11, 23),
        alt=1000,
        links=MOST_LINKS,
        shares="text",
        poster="account",
    ),
    measure=counting.threads,
    also=_few_links,
    compose_url="https://www.threads.com/",
    share_url="https://www.threads.com/intent/post?text={text}",
)
