"""A page on Facebook: 63,206 characters, of which readers see some 477 before they choose "more"."""

from __future__ import annotations

from datetime import date

from curate.channels import ChannelRules, counting
from curate.channels.itemwise import Itemwise
from curate.locale import M

CHANNEL = Itemwise(
    name="facebook",
    rules=ChannelRules(
        limit=63_206,
        unit="utf16",
        counts=M(
            "UTF-16 units: an emoji counts 2 or more, an address as long as it is; readers see about 477 at first"
        ),
        hashtags=3,
        source="https://developers.facebook.com/docs/graph-api/reference/page/feed/",
        checked=date(2026, 11, 23),
        shares="address",
        poster="person",
    ),
    # Facebook does not say what a character is. No text has more of anything than it has UTF-16 units, bytes apart.
    measure=counting.utf16_units,
    threaded=False,
    compose_url="https://www.facebook.com/",
    # Its `quote`, which filled in a text, no longer works.
    share_url="https://www.facebook.com/sharer/sharer.php?u={url}",
)
