"""A channel on Telegram: messages of 4,096 UTF-16 units, 1,024 under a picture."""

from __future__ import annotations

from datetime import date

from curate.channels import ChannelRules, counting
from curate.channels.itemwise import Itemwise
from curate.locale import M

CHANNEL = Itemwise(
    name="telegram",
    rules=ChannelRules(
        limit=4096,
        unit="utf16",
        counts=M("UTF-16 units: an emoji counts 2 or more, an address as long as it is; with a picture 1024"),
        hashtags=3,
        source="https://core.telegram.org/bots/api#sendmessage",
        checked=date(2026, 11, 23),
        caption=1024,
        shares="text",
        poster="person",
    ),
    measure=counting.utf16_units,
    compose_url="https://web.telegram.org/",
    # It writes the address above the words itself.
    share_url="https://t.me/share/url?url={url}&text={words}",
)
