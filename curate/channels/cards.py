"""The pictures of an edition by themselves: each item's in every size, and what they show in words.

They take a while where there are many, and most people want those of one channel: only made when asked for by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from curate import cards
from curate.cards import Size
from curate.channels import ChannelRules, composing
from curate.locale import M, P, translate
from curate.models import Edition, Export

DESCRIPTIONS = "alt.txt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cards:
    """The channel: `12-portrait.png`, `12-square.png`, `12-wide.png`, … and `alt.txt`."""

    name: str = "cards"
    asked: bool = True
    rules: ChannelRules

    @property
    def unit(self) -> Literal["item", "edition"]:
        """The whole edition in one folder."""
        return "edition"

    @property
    def limit(self) -> int | None:
        """None: there is no post to be too long."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return the descriptions, and the pictures; there are no settings."""
        drawn = [
            [cards.picture(entry, edition, size) for size in Size] for entry in composing.meant_for(edition, self.name)
        ]
        words = ["\n".join([*(each.name for each in sizes), composing.line(sizes[0].alt)]).rstrip() for sizes in drawn]
        nothing = translate(P("Nothing in this edition is for this channel."), edition.language)
        text = "\n\n".join([composing.line(edition.title), *(words or [nothing])]).strip() + "\n"
        pictures = ((each.name, each.png) for sizes in drawn for each in sizes)
        return Export(channel=self.name, files=((DESCRIPTIONS, text), *pictures))


CHANNEL = Cards(
    rules=ChannelRules(
        limit=None,
        counts=M("not at all: a picture is no text"),
        hashtags=0,
        source="https://ogp.me/",
        checked=date(2026, 11, 23),
        alt=cards.LONGEST_ALT,
    )
)
