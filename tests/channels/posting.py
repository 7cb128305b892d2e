"""What the tests of channels that go item by item share."""

from __future__ import annotations

from typing import Any

from curate import channels
from curate.models import Entry, Export
from tests.channels.editions import edition, entry

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"

FULL = entry(
    context="Vorig jaar schreven we erover.",
    quote="Wij kiezen zelf",
    quote_author="Jan",
    quote_outlet="De Morgen",
    tags=("sociale media", "AI", "2024", "jeugd", "ethiek", "kunst", "erfgoed", "zorg"),
    related="https://voorbeeld.be/ai",
)
"""An item with all that a post can hold."""


def export(channel: str, *entries: Entry, given: dict[str, object] | None = None, **more: Any) -> Export:
    return channels.channel(channel).render(edition(*entries, **more), given or {})


def texts(channel: str, *entries: Entry, **more: Any) -> list[str]:
    return [post.text for post in export(channel, *entries, **more).posts]
