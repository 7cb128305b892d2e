"""A card: the words large on the organisation's colour, who said them below, the organisation at the foot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from curate.cards import faces, photos
from curate.cards.colours import WHITE, Colour, contrast, letters_on, mixed, parsed, quieter
from curate.cards.glyphs import ordered
from curate.cards.lines import Block, fitted, runs, width

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

_CAP = 0.73
"""Height of Inter's capitals, in sizes: what stands at the top of a line."""
_TALL_CAP = 0.95
_FAINT = 0.4
"""How much of the letters' colour the mark over the words has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What stands on a card. Empty: not there."""

    headline: str
    source: str = ""
    """Who published it."""
    author: str = ""
    """Who said it."""
    sender: str = ""
    """The organisation."""
    mark: str = ""
    """The opening quotation mark, of a quote."""
    ending: str = ""
    """The closing one, which stays where a quote is cut."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """Where things stand on a card, in pixels."""

    margin: int
    largest: int
    smallest: int
    mark: int
    """Size of the quotation mark."""
    source: int
    foot: int
    """Height of the foot."""
    sender: int
    gap: int
    one_line: bool = False
    """Whether who said it and where stand on one line."""


def measures(size: tuple[int, int]) -> Measures:
    """Return the measures of a card: a wide one is seen small, beside a link."""
    wide = size[0] > 1.5 * size[1]
    if wide:
        return Measures(
            margin=64, largest=88, smallest=36, mark=120, source=34, foot=64, sender=30, gap=30, one_line=True
        )
    return Measures(margin=92, largest=110, smallest=40, mark=230, source=42, foot=96, sender=36, gap=52)


@lru_cache(maxsize=256)
def drawn(words: Words, colour: str, logo: bytes, size: tuple[int, int]) -> bytes:
    """Return the PNG of a card. Kept, because several channels show the same: 256 of them are 20 MB."""
    from PIL import Image, ImageDraw

    ground = parsed(colour)
    picture = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(picture)
    at = measures(size)
    _foot(picture, draw, words.sender, logo, ground, at)
    _body(draw, words, ground, size, at)
    written = BytesIO()
    picture.save(written, "PNG", compress_level=6)
    return written.getvalue()


# ── the words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _body(draw: ImageDraw.ImageDraw, words: Words, ground: Colour, size: tuple[int, int], at: Measures) -> None:
    ink = letters_on(ground)
    room = size[0] - 2 * at.margin
    below = _below(words, room, at)
    top, foot = at.margin, size[1] - at.margin - at.foot - at.gap
    head = round(at.mark * 0.42) if words.mark else round(at.gap * 0.25)
    step = at.source // 2
    tail = at.gap + sum(each.height + step for each in below) if below else 0
    high = foot - top - head - at.gap - tail
    block = fitted(
        words.headline, faces.STRONG, room=(room, high), sizes=(at.largest, at.smallest), ending=words.ending
    )
    used = head + at.gap + block.height + tail
    y = top + max(0, (foot - top - used) // 2)
    left = block.rightwards
    _mark(draw, words.mark, mixed(ink, ground, _FAINT), (at.margin, y, room), at, left=left)
    y += head + at.gap
    _lines(draw, block, ink, (at.margin, y, room))
    y += block.height + at.gap
    for number, each in enumerate(below):
        _lines(draw, each, quieter(ink, ground) if number else ink, (at.margin, y, room), left=left)
        y += each.height + step


def _below(words: Words, room: int, at: Measures) -> list[Block]:
    """Return who said it and where: each whole, smaller or on two lines where it is long; both on one, where asked."""
    sizes, high = (at.source, round(at.source * 0.72)), 3 * at.source
    if at.one_line and words.author and words.source:
        both = fitted(f"{words.author} · {words.source}", faces.STRONG, room=(room, high), sizes=sizes, most=1)
        if not both.cut:
            return [both]
    said = [(words.author, faces.STRONG), (words.source, faces.QUIET if words.author else faces.STRONG)]
    blocks = (fitted(each, face, room=(room, high), sizes=sizes, most=2) for each, face in said if each)
    return [block for block in blocks if block.lines]


def _mark(
    draw: ImageDraw.ImageDraw, mark: str, colour: Colour, place: tuple[int, int, int], at: Measures, *, left: bool
) -> None:
    """Draw a large quotation mark, or a short bar, over the words."""
    x, y, room = place
    if not mark:
        long, thick = 2 * at.gap, round(at.gap * 0.25)
        x = x if left else x + room - long
        draw.rectangle((x, y, x + long - 1, y + thick - 1), fill=colour)
        return
    shape = _shape(mark, at.mark)
    draw.bitmap((x if left else x + room - shape.width, y), shape, fill=colour)


@lru_cache(maxsize=16)
def _shape(mark: str, size: int) -> Image.Image:
    """Return a mark in white on black, without what is empty around it: so it stands on the very margin."""
    from PIL import Image, ImageDraw

    drawn = Image.new("L", (2 * size, 2 * size))
    ImageDraw.Draw(drawn).text((size / 2, size), mark, fill=255, font=faces.sized(faces.STRONG, size), anchor="ls")
    return drawn.crop(drawn.getbbox())


def _lines(
    draw: ImageDraw.ImageDraw, block: Block, colour: Colour, place: tuple[int, int, int], *, left: bool | None = None
) -> None:
    """Draw the lines of a block into a room (left, top, width), at the side that they begin at."""
    x, y, room = place
    left = block.rightwards if left is None else left
    baseline = y + round(block.size * (_TALL_CAP if block.tall else _CAP))
    for line in block.lines:
        shown = ordered(line, rightwards=block.rightwards)
        at = float(x if left else x + room - width(shown, block.size))
        for face, letters in runs(shown):
            font = faces.sized(face, block.size)
            draw.text((at, baseline), letters, fill=colour, font=font, anchor="ls")
            at += font.getlength(letters)
        baseline += block.leading


# ── the foot ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _foot(
    picture: Image.Image, draw: ImageDraw.ImageDraw, sender: str, logo: bytes, ground: Colour, at: Measures
) -> None:
    """Draw the organisation's logo and name."""
    x, high = at.margin, picture.height - at.margin - at.foot
    if logo and (plate := _plate(logo, ground, at.foot)):
        picture.paste(plate, (x, high), plate)
        x += plate.width + at.gap // 2
    room = picture.width - at.margin - x
    block = fitted(sender, faces.QUIET, room=(room, at.foot), sizes=(at.sender, round(at.sender * 0.75)), most=2)
    y = high + (at.foot - block.height) // 2
    _lines(draw, block, quieter(letters_on(ground), ground), (x, y, room), left=True)


@lru_cache(maxsize=4)
def _plate(logo: bytes, ground: Colour, high: int) -> Image.Image | None:
    """Return a logo on a plate on which it can be seen; None where it is no picture."""
    from PIL import Image, ImageDraw

    inset = high // 8
    found = photos.logo(logo, (4 * high, high - 2 * inset))
    if found is None:
        return None
    plate = Image.new("RGBA", (found.width + 2 * inset, high), (*ground, 0))
    if (colour := _plate_colour(found, ground)) is not None:
        large = Image.new("L", (4 * plate.width, 4 * high))
        ImageDraw.Draw(large).rounded_rectangle((0, 0, 4 * plate.width - 1, 4 * high - 1), radius=high // 2, fill=255)
        plate.paste(colour, mask=large.resize(plate.size, Image.Resampling.BOX))
    plate.alpha_composite(found, (inset, (high - found.height) // 2))
    return plate


def _plate_colour(logo: Image.Image, ground: Colour) -> Colour | None:
    """Return what a logo stands on: white; for one that is made for dark, the card itself (None) or a dark plate."""
    from PIL import ImageStat

    average = ImageStat.Stat(logo.convert("RGB"), mask=logo.getchannel("A")).mean
    seen = (round(average[0]), round(average[1]), round(average[2]))
    if contrast(seen, WHITE) >= 1.4:  # noqa: PLR2004  (less is a pale grey on white)
        return WHITE
    return None if contrast(seen, ground) >= 3 else (40, 44, 52)  # noqa: PLR2004  (WCAG 1.4.11: of pictures)
