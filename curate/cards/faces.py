"""The fonts that come with us: which characters each has, and each at a size.

Text is laid out by FreeType alone (`Layout.BASIC`), because the library that Pillow shapes text with is on some
computers and not on others, and a card is to look the same on all: kerning, forms of Arabic letters and sequences of
emoji are characters or tables of these fonts (`tools/fonts.py`). Only Devanagari needs that library, and uses it where
it is.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).parent / "fonts"
SEQUENCES = 0xF0000
"""The character of the first line of sequences.txt in the font of emoji."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Face:
    """A font, without a size."""

    file: str
    scale: float = 1.0
    """How large it is drawn beside letters of Inter, so that they look alike in size."""
    bare: bool = False
    """Marks over and under its letters are left out: nobody misses them, and they would not stand in their place."""
    shaped: bool = False
    """Its letters change with their neighbours in ways that only a shaping library knows."""
    tall: bool = False
    """Its letters need more room between lines."""


STRONG = Face(file="inter-semibold.ttf")
QUIET = Face(file="inter-medium.ttf")
EMOJI = Face(file="noto-emoji.ttf", scale=0.88)
ARABIC = Face(file="noto-arabic.ttf", scale=1.1, bare=True, tall=True)
_OTHERS = (
    ARABIC,
    Face(file="noto-hebrew.ttf", scale=1.08, bare=True),
    Face(file="noto-devanagari.ttf", shaped=True, tall=True),
    Face(file="noto-han.ttf", scale=0.96, tall=True),
    Face(file="noto-hangul.ttf", scale=0.96, tall=True),
)


def covering(character: str, text: Face) -> Face | None:
    """Return the face that has a character, `text` before all others; None where none has it."""
    return next((face for face in (text, *_OTHERS, EMOJI) if covers(face, character)), None)


def covers(face: Face, character: str) -> bool:
    """Return whether a face has a character."""
    starts, ends = _ranges(face.file)
    at = bisect_right(starts, ord(character)) - 1
    return at >= 0 and ord(character) <= ends[at]


@cache
def _ranges(file: str) -> tuple[list[int], list[int]]:
    """Return the first and the last of each run of characters in a font, from its table `cmap` of format 12."""
    with (FONTS / file).open("rb") as font:
        count = struct.unpack(">4xH6x", font.read(12))[0]
        tables = [struct.unpack(">4sLLL", font.read(16)) for _ in range(count)]
        start = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
        font.seek(start + 8)
        font.seek(start + struct.unpack(">L", font.read(4))[0] + 12)
        groups = [struct.unpack(">LLL", font.read(12)) for _ in range(struct.unpack(">L", font.read(4))[0])]
    return [first for first, _, _ in groups], [last for _, last, _ in groups]


@cache
def sequences() -> dict[str, str]:
    """Return, for each sequence of emoji (without skin tones and selectors), the one character that draws it."""
    lines = (FONTS / "sequences.txt").read_text(encoding="ascii").splitlines()
    return {"".join(chr(int(point, 16)) for point in line.split()): chr(SEQUENCES + n) for n, line in enumerate(lines)}


@lru_cache(maxsize=64)
def sized(face: Face, size: int) -> FreeTypeFont:
    """Return a face at a size in pixels of the letters beside it."""
    from PIL import ImageFont, features

    engine = ImageFont.Layout.RAQM if face.shaped and features.check("raqm") else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(FONTS / face.file), max(1, round(size * face.scale)), layout_engine=engine)
