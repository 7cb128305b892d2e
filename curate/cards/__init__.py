"""Cards: pictures made for a post, with a title or a quote and its outlet. Same entry, same bytes.

`picture` is what a channel asks for: the curator's own where there is one with a licence, else a card.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from curate import text
from curate.models import Edition, Entry

__all__ = ["LONGEST_ALT", "Card", "Size", "card", "drawable", "photo", "picture"]

LONGEST_ALT = 1000
"""Characters: what Instagram and X take; others take more."""
_LONGEST_DRAWN = 600
"""Characters: more than any card has room for."""
_SMALL = (64, 64)
_MARKS = {"nl": ("“", "”"), "en": ("“", "”"), "fr": ("«\u00a0", "\u00a0»"), "de": ("„", "“")}
"""Quotation marks: Taalunie, Hart's Rules, Imprimerie nationale, Duden."""
_AROUND = ("“”", "„”", "„“", "«»", "»«", '""', "‘’", "””")
"""Marks that a curator may have put around a quote."""


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
    """File name, legal on Windows: `12-portrait.png`, of a photo `12-portrait.jpg`."""
    png: bytes
    """The bytes of the picture: a PNG, of a photo a JPEG."""
    alt: str


def picture(entry: Entry, edition: Edition, size: Size = Size.SQUARE) -> Card:
    """Return the picture of an item for a post: the curator's own where there is one, else a card."""
    return photo(entry, size) or card(entry, edition, size)


def photo(entry: Entry, size: Size = Size.SQUARE) -> Card | None:
    """Return the curator's picture in a size, as a JPEG that says nothing of place, time and camera.

    None where there is none, its licence is not recorded, or its file cannot be read as a picture.
    """
    if not entry.picture or not entry.image_licence.strip():
        return None
    from curate.cards import photos  # and with it Pillow: 60 ms

    made = photos.cut(entry.picture, size.value)
    alt = text.shorten(_line(entry.image_alt), LONGEST_ALT)
    return Card(name=f"{entry.item}-{size.name.lower()}.jpg", png=made, alt=alt) if made else None


def drawable(body: bytes) -> bool:
    """Return whether bytes can be shown as a picture; where not, a card stands in, or goes without the logo."""
    from curate.cards import photos

    return photos.opened(body, _SMALL) is not None


def card(entry: Entry, edition: Edition, size: Size = Size.SQUARE) -> Card:
    """Return the card of an item: its quote where it has one, else its title, with who published it.

    Where our fonts can draw neither, the outlet or the organisation stands there; the description has all the words.
    """
    from curate.cards import drawing, glyphs

    quote, outlet = _quoted(entry, edition), _outlet(entry)
    headline = quote or _line(entry.title)
    author = _line(entry.quote_author) if quote else ""
    source = (_line(entry.quote_outlet) if quote else "") or outlet
    shown = next(filter(glyphs.readable, (headline, source, _line(edition.organisation), _line(edition.title))), "·")
    (opening, closing), quoted = _marks(edition), bool(quote) and shown == quote
    words = drawing.Words(
        headline=_shortened(shown, closing if quoted else ""),
        source=source if shown != source else "",
        author=author,
        sender=_line(edition.organisation) if shown != _line(edition.organisation) else "",
        mark=opening.strip() if quoted else "",
        ending=closing if quoted else "",
    )
    return Card(
        name=f"{entry.item}-{size.name.lower()}.png",
        png=drawing.drawn(words, edition.colour, edition.logo, size.value),
        alt=_alt(headline, ", ".join(filter(None, (author, source)))),
    )


def _shortened(words: str, closing: str) -> str:
    """Return words as far as a card has room for them, with the quotation mark that closes them."""
    if len(words) <= _LONGEST_DRAWN:
        return words
    return text.shorten(words.removesuffix(closing), _LONGEST_DRAWN) + closing


def _alt(headline: str, names: str) -> str:
    """Return a description of at most 1,000 characters: where it is cut, it says so, and names stay."""
    names = text.shorten(names, LONGEST_ALT // 3)
    room = LONGEST_ALT - (len(names) + 3 if names else 0)
    return " — ".join(filter(None, (text.shorten(headline, room), names)))


def _quoted(entry: Entry, edition: Edition) -> str:
    """Return the quote within the quotation marks of the edition's language; "" where there is none."""
    words = _line(entry.quote)
    if len(words) > 1 and words[0] + words[-1] in _AROUND:
        words = words[1:-1].strip()
    opening, closing = _marks(edition)
    return f"{opening}{words}{closing}" if words else ""


def _marks(edition: Edition) -> tuple[str, str]:
    return _MARKS.get(edition.language, _MARKS["en"])


def _outlet(entry: Entry) -> str:
    """Return who published an item; the host of its address where nobody said."""
    try:
        host = urlsplit(entry.url).hostname or ""
    except ValueError:
        host = ""
    return _line(entry.outlet) or _line(host)


def _line(words: str) -> str:
    """Return words on one line, composed, without what misleads."""
    bare = text.without_controls(words, keep_newlines=False)
    return " ".join(unicodedata.normalize("NFC", bare).split())
