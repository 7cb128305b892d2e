"""A channel on WhatsApp: no interface publishes there, so this is text to copy, with its own marks of emphasis."""

from __future__ import annotations

from datetime import date

from curate.channels import ChannelRules, counting
from curate.channels.itemwise import Itemwise
from curate.locale import M

CHANNEL = Itemwise(
    name="whatsapp",
    rules=ChannelRules(
        limit=65_536,
        unit="utf16",
        counts=M("UTF-16 units: an emoji counts 2 or more, an address as long as it is"),
        hashtags=0,
        source="https://faq.whatsapp.com/539178204879377",
        checked=date(2026, 11, 23),
        shares="text",
        poster="person",
    ),
    measure=counting.utf16_units,
    threaded=False,
    emphasis=("*", "_"),
    compose_url="https://web.whatsapp.com/",
    share_url="https://wa.me/?text={text}",
)
