"""LinkedIn: 3,000 characters, to be pasted as plain text."""

from __future__ import annotations

from datetime import date

from curate.channels import ChannelRules, counting
from curate.channels.itemwise import Itemwise
from curate.locale import M

CHANNEL = Itemwise(
    name="linkedin",
    rules=ChannelRules(
        limit=3000,
        unit="utf16",
        counts=M("UTF-16 units: an emoji counts 2 or more, an address as long as it is"),
        hashtags=3,
        source="https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api",
        checked=date(2026, 11, 23),
        alt=4086,
        shares="address",
        poster="person",
    ),
    # What is pasted stays unescaped: only the interface's "little text format" escapes \ < > # ~ _ | [ ] * ( ) { } @.
    measure=counting.utf16_units,
    threaded=False,
    compose_url="https://www.linkedin.com/feed/?shareActive=true",
    share_url="https://www.linkedin.com/sharing/share-offsite/?url={url}",
)
