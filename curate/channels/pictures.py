"""The picture that goes with a post: the curator's, where a licence is recorded, or a card made of the item's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from curate import cards, text
from curate.cards import Size
from curate.cards.shrinking import shrunk
from curate.channels import composing
from curate.models import Edition, Entry

if TYPE_CHECKING:
    from curate.channels.itemwise import Itemwise

_KINDS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"RIFF", "webp"))
"""How a file of each kind begins."""
_EVERYWHERE = ("png", "jpg")
"""What a channel takes that needs a picture."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture as it goes out."""

    name: str
    body: bytes
    alt: str
    """What it shows, no longer than the channel takes."""


def of(channel: Itemwise, entry: Entry, edition: Edition, settings: Mapping[str, object]) -> Picture | None:
    """Return the picture of a post about `entry`; None where it goes without.

    The curator's own comes first. A card is made where the channel needs a picture, and where the setting `cards` is
    true. Where the setting `pictures` is false, nothing is drawn: the picture has no body, and no name.
    """
    most = channel.rules.alt
    drawn = settings.get("pictures") is not False
    kind = kind_of(entry.picture)
    if kind and (kind in _EVERYWHERE or not channel.rules.picture):
        body = entry.picture if channel.largest is None else _fitted(channel.largest, entry.picture)
        name = f"{entry.item}-picture.{kind_of(body)}"
        return Picture(name=name, body=body, alt=described(entry.image_alt, most))
    if channel.card and (channel.rules.picture or settings.get("cards") is True):
        return carded(entry, edition, channel.card, most) if drawn else Picture(name="", body=b"", alt="")
    return None


@lru_cache(maxsize=8)  # the check before an export asks for the same
def _fitted(most: int, body: bytes) -> bytes:
    """Return a picture of at most so many bytes; as it is where nothing can make it so small."""
    return body if len(body) <= most else shrunk(body, most) or body


def carded(entry: Entry, edition: Edition, size: Size, most: int | None) -> Picture:
    """Return the card of an item, with a description of at most `most` characters."""
    card = cards.card(entry, edition, size)
    return Picture(name=card.name, body=card.png, alt=described(card.alt, most))


def described(words: str, most: int | None) -> str:
    """Return a picture's description on one line, cut at a word where the channel takes no more."""
    line = composing.line(words)
    return line if most is None else text.shorten(line, most)


def kind_of(body: bytes) -> str:
    """Return what kind of picture this is (png, jpg, gif or webp), as files are named; "" where it is none."""
    return next((kind for start, kind in _KINDS if body.startswith(start)), "")


def media_type(name: str) -> str:
    """Return the media type of a picture of that name."""
    kind = name.rpartition(".")[2]
    return f"image/{'jpeg' if kind == 'jpg' else kind}"
