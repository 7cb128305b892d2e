"""X: 280 weighted characters; an address that X recognises counts 23, an emoji 2."""

from __future__ import annotations

from datetime import date

from curate.channels import ChannelRules, addresses, counting
from curate.channels.itemwise import Itemwise
from curate.locale import M

CHANNEL = Itemwise(
    name="x",
    rules=ChannelRules(
        limit=280,
        unit="weighted",
        counts=M(
            "weighted: letters of most scripts of Europe, Africa and the Middle East count 1, others and emoji 2; "
            "every address on a domain that X knows counts 23"
        ),
        hashtags=2,
        source="https://github.com/twitter/twitter-text/blob/master/config/v3.json",
        checked=date(2026, 11, 23),
        alt=1000,
        shares="text",
        poster="account",
    ),
    measure=counting.weighted,
    recognised=addresses.on_x,
    compose_url="https://x.com/compose/post",
    share_url="https://x.com/intent/post?text={text}",
)
