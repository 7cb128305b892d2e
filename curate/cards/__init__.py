"""Cards: pictures made for a post, with a title or a quote and its outlet. Same entry, same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from curate.models import Edition, Entry

if TYPE_CHECKING:
    from PIL import ImageFont


class Size(Enum):
    """Where a card goes: width and height in pixels."""

    PORTRAIT = (1080, 1350)
    """Instagram."""
    SQUARE = (1080, 1080)
    """Facebook, LinkedIn, Mastodon, WhatsApp."""
    WIDE = (1200, 630)
    """What links show (Open Graph)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A picture, and what it shows in words."""

    name: str
    """File name, legal on Windows: `12-portrait.png`."""
    png: bytes
    alt: str


def card(entry: Entry, edition: Edition, size: Size = Size.SQUARE) -> Card:
    """Return the card of an item: its quote where it has one, else its title, with who published it."""
    from PIL import Image, ImageDraw  # 60 ms: only where a card is drawn

    words = f"“{entry.quote}”" if entry.quote.strip() else entry.title
    width, height = size.value
    picture = Image.new("RGB", size.value, edition.colour or "#1f3a5f")
    draw = ImageDraw.Draw(picture)
    draw.multiline_text((80, 80), _wrapped(words, width - 160), fill="white", font=_font(56), spacing=16)
    draw.text((80, height - 120), entry.outlet, fill="white", font=_font(36))
    body = BytesIO()
    picture.save(body, "PNG", optimize=False)
    alt = " — ".join(filter(None, (" ".join(words.split()), " ".join(entry.outlet.split()))))
    return Card(name=f"{entry.item}-{size.name.lower()}.png", png=body.getvalue(), alt=alt)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _wrapped(words: str, width: int) -> str:
    lines, line = [], ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and _font(56).getlength(longer) > width:
            lines.append(line)
            longer = word
        line = longer
    return "\n".join([*lines, line])
