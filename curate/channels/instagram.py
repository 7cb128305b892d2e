"""Instagram: a picture with a caption of 2,200 characters, in which no address can be clicked."""

from __future__ import annotations

from datetime import date

from curate.cards import Size
from curate.channels import ChannelRules, counting
from curate.channels.itemwise import Itemwise
from curate.locale import M

CHANNEL = Itemwise(
    name="instagram",
    rules=ChannelRules(
        limit=2200,
        unit="utf16",
        counts=M("UTF-16 units: an emoji counts 2 or more, an address as long as it is, and nobody can click it"),
        hashtags=5,
        source="https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media/",
        checked=date(2026, 11, 23),
        alt=1000,
        picture=True,
    ),
    # Instagram does not say what a character is, see Facebook.
    measure=counting.utf16_units,
    threaded=False,
    card=Size.PORTRAIT,
    compose_url="https://www.instagram.com/",
)
