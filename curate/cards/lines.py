"""Words → lines that fill a room: the largest size at which all of them fit, cut only where none does."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, groupby

from curate.cards import faces
from curate.cards.faces import Face
from curate.cards.glyphs import Glyph, glyphs, ordered, rightward, spaced

_MEASURED_AT = 200
"""Pixels. Our fonts have no hints: what is measured at one size holds for all, to half a pixel a letter."""
_STEP = 0.94
"""From one size that is tried to the next: nobody sees a smaller step."""
_UNBROKEN = 0.62
"""Down to this share of the largest size, letters shrink rather than that a word is broken."""
_LEADING, _TALL = 1.17, 1.32
"""From line to line, in sizes."""
_TRIED = 4
"""Sizes, from the largest that fits, among which that with the most even lines is taken."""
_FEWEST = 3
"""Letters of a word that stay together before and after a hyphen (as TeX does for Dutch: two and three)."""
_SEARCHED = 7
"""How many letters back a good place for a hyphen is looked for."""
_HYPHEN = "-"
_ELLIPSIS = "…"
_ENDS_PIECE = frozenset("-–—/_&?=.,;:")
"""After these an address, and after the first three a word, may go on in the next line."""
_CLOSING = frozenset("、。，．：；？！）」』】〕》〉”’ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
"""What no line of Chinese or Japanese begins with (JIS X 4051)."""
_VOWELS = frozenset("aeiouyáàâäéèêëíìîïóòôöúùûü")
_TOGETHER = frozenset({"ch", "ck", "gh", "ph", "qu", "sc", "sh", "st", "th", "ij"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Glyphs that stay on one line."""

    glyphs: tuple[Glyph, ...]
    space: bool
    """Whether a space stands before it."""
    width: float
    """At size 1."""


Line = tuple[Glyph, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Lines of one size."""

    lines: tuple[Line, ...]
    """Each in the order of reading."""
    size: int
    leading: int
    """Pixels from one baseline to the next."""
    rightwards: bool
    """Whether they begin at the left."""
    tall: bool = False
    """Whether its letters are of a script that needs more room over and under them."""
    cut: bool = False
    """Whether words were left out."""

    @property
    def height(self) -> int:
        """Pixels from the top of the first line's letters to the foot of the last one's."""
        return self.leading * (len(self.lines) - 1) + round(self.size * (1.25 if self.tall else 1)) if self.lines else 0


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────────────────────


def runs(line: Sequence[Glyph]) -> Iterator[tuple[Face, str]]:
    """Yield what is drawn at one go: neighbours of one face."""
    for face, group in groupby(line, key=lambda glyph: glyph.face):
        yield face, "".join(glyph.letters for glyph in group)


def width(line: Sequence[Glyph], size: int) -> float:
    """Return how wide glyphs are at a size, in pixels."""
    return sum(faces.sized(face, size).getlength(letters) for face, letters in runs(line))


@lru_cache(maxsize=4096)
def _width(line: Line) -> float:
    return width(line, _MEASURED_AT) / _MEASURED_AT


def _space(face: Face) -> Glyph:
    return Glyph(face, " ", "WS")


@cache
def _space_width() -> float:
    return _width((_space(faces.STRONG),))


# ── pieces ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def pieces(words: str, face: Face) -> list[Piece]:
    """Return words as pieces between which a line may end."""
    found: list[Piece] = []
    for word in spaced(words):
        for number, part in enumerate(_parts(glyphs(word, face), address="://" in word or word.startswith("www."))):
            found.append(Piece(part, number == 0 and bool(found), _width(part)))
    return found


def _parts(word: Sequence[Glyph], *, address: bool) -> Iterator[Line]:
    part: list[Glyph] = []
    for at, glyph in enumerate(word):
        part.append(glyph)
        after = word[at + 1] if at + 1 < len(word) else None
        if after is None or _may_end(glyph, after, address=address):
            yield tuple(part)
            part = []


def _may_end(glyph: Glyph, after: Glyph, *, address: bool) -> bool:
    """Return whether a line may end within a word, between two glyphs of it."""
    if _ideograph(after):
        return after.letters not in _CLOSING and unicodedata.category(glyph.letters[0]) not in {"Ps", "Pi"}
    if _ideograph(glyph):
        return after.letters not in _CLOSING and unicodedata.category(after.letters[0])[0] != "P"
    if address:
        return glyph.letters in _ENDS_PIECE
    return glyph.letters in "-–—/" and after.letter


def _ideograph(glyph: Glyph) -> bool:
    point = ord(glyph.letters[0])
    return 0x3000 <= point <= 0x9FFF or 0xFF00 <= point <= 0xFF60 or point >= faces.SEQUENCES  # noqa: PLR2004


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def fitted(
    words: str, face: Face, *, room: tuple[int, int], sizes: tuple[int, int], most: int = 99, ending: str = ""
) -> Block:
    """Return words in the largest of `sizes` (largest, smallest) at which they fit into `room` (width, height).

    Words are broken only where smaller letters would not do; words that do not fit at all are left out at the end,
    and "…" says so, with `ending` behind it. `most`: lines.
    """
    page = _Page(words, face, room, sizes, most, _ELLIPSIS + ending)
    size = max(page.smallest, min(page.largest, _at_most(page.parts, *room, page.spacing)))
    while (block := page.set_at(size)) is None:
        if size == page.smallest:
            return page.squeezed()
        size = page.below(size)
    found = [block]
    while block and block.size > page.smallest and len(block.lines) > 1 and len(found) < _TRIED:
        if block := page.set_at(page.below(block.size)):
            found.append(block)
    return min(found, key=lambda each: _ragged(each) + (1 - each.size / found[0].size) / 2)


class _Page:
    """Words, and the room that they are to fill."""

    def __init__(
        self, words: str, face: Face, room: tuple[int, int], sizes: tuple[int, int], most: int, ending: str
    ) -> None:
        self.parts = pieces(words, face)
        self.face, self.most = face, most
        self.dots = glyphs(ending, face)
        self.wide, self.high = room
        self.largest, self.smallest = sizes
        self.rightwards = rightward(words)
        self.tall = any(glyph.face.tall for part in self.parts for glyph in part.glyphs)
        self.spacing = _TALL if self.tall else _LEADING

    def below(self, size: int) -> int:
        """Return the next smaller size."""
        return max(self.smallest, round(size * _STEP))

    def set_at(self, size: int, tight: float = 1.0) -> Block | None:
        """Return the words at a size; None where they do not fit, unless it is the smallest: then some are left out.

        `tight`: the share of a line that is filled.
        """
        leading, wide = round(size * self.spacing), self.wide * tight / size
        fits = min(self.most, max(1, (self.high - size) // leading + 1))
        least = size == self.smallest
        parts = _broken(self.parts, wide, self.face) if least or size <= self.largest * _UNBROKEN else self.parts
        lines = _wrapped(parts, wide)
        cut = least and len(lines) > fits
        if len(lines) > fits and not cut:
            return None
        lines = _cut(lines, fits, wide, self.face, self.dots) if cut else _balanced(parts, len(lines), wide)
        drawn = tuple(_line(line, self.face) for line in lines)
        if any(width(ordered(line, rightwards=self.rightwards), size) > self.wide for line in drawn):
            return None
        return Block(lines=drawn, size=size, leading=leading, rightwards=self.rightwards, tall=self.tall, cut=cut)

    def squeezed(self) -> Block:
        """Return the words at the smallest size where, rounded to whole pixels, they are wider than was measured."""
        tries = (self.set_at(self.smallest, tight / 100) for tight in range(95, 25, -5))
        nothing = Block(lines=(), size=self.smallest, leading=0, rightwards=self.rightwards, cut=True)
        return next((block for block in tries if block), nothing)


def _ragged(block: Block) -> float:
    """Return how much of its lines is empty on average, as a share of the longest."""
    widths = [_width(line) for line in block.lines]
    return 1 - sum(widths) / (len(widths) * max(widths)) if widths else 0


def _at_most(parts: Sequence[Piece], wide: int, high: int, spacing: float) -> int:
    """Return a size beyond which words cannot fit, even if no line had room left at its end."""
    long = sum(part.width for part in parts)
    return math.ceil(math.sqrt(wide * 2 * high / (long * spacing))) if long else high


def _wrapped(parts: Sequence[Piece], wide: float) -> list[list[Piece]]:
    lines: list[list[Piece]] = []
    used = 0.0
    for part in parts:
        more = part.width + (_space_width() if part.space else 0)
        if lines and used + more <= wide:
            lines[-1].append(part)
            used += more
        else:
            lines.append([part])
            used = part.width
    return lines


def _balanced(parts: Sequence[Piece], count: int, wide: float) -> list[list[Piece]]:
    """Return so many lines that are as even as they can be: the sum of the squares of what they lack is least."""
    if not parts:
        return []
    starts = [part.width + (_space_width() if part.space else 0) for part in parts]
    ends = [0.0, *accumulate(starts)]
    gaps = [_space_width() if part.space else 0.0 for part in parts]
    even = min(wide, 1.05 * ends[-1] / count)
    nowhere: tuple[float, tuple[int, ...]] = (math.inf, ())
    best = [(0.0, nowhere[1]), *[nowhere] * len(parts)]
    for _ in range(count):
        after = [nowhere] * (len(parts) + 1)
        for start, (cost, breaks) in enumerate(best[:-1]):
            if cost == math.inf:
                continue
            for end in range(start + 1, len(parts) + 1):
                long = ends[end] - ends[start] - gaps[start]
                if long > wide and end > start + 1:
                    break
                worse = cost + (long - even) ** 2
                if worse < after[end][0]:
                    after[end] = (worse, (*breaks, end))
        best = after
    breaks = best[-1][1]
    return [list(parts[start:end]) for start, end in zip((0, *breaks), breaks, strict=False)]


def _line(line: Sequence[Piece], face: Face) -> Line:
    return tuple(
        glyph
        for number, part in enumerate(line)
        for glyph in ((_space(face),) if part.space and number else ()) + part.glyphs
    )


def _cut(lines: list[list[Piece]], most: int, wide: float, face: Face, dots: Line) -> list[list[Piece]]:
    """Return the first lines, with "…" at the end of the last: after a word, or after letters of one."""
    kept, last = lines[: most - 1], list(lines[most - 1])
    while len(last) > 1 and _width(_line(last, face) + dots) > wide:
        last.pop()
    ending = last[-1].glyphs
    while len(ending) > 1 and (_width(_line([*last[:-1], Piece(ending, last[-1].space, 0)], face) + dots) > wide
                               or not (ending[-1].letter or ending[-1].direction != "ON")):  # fmt: skip
        ending = ending[:-1]
    last[-1] = Piece((*ending, *dots), last[-1].space, _width((*ending, *dots)))
    return [*kept, last]


# ── words that are longer than a line ────────────────────────────────────────────────────────────────────────────────


def _broken(parts: Sequence[Piece], wide: float, face: Face) -> list[Piece]:
    """Return pieces of which none is wider than a line."""
    return [short for part in parts for short in (_halves(part, wide, face) if part.width > wide else [part])]


def _halves(part: Piece, wide: float, face: Face) -> Iterator[Piece]:
    rest, space = part.glyphs, part.space
    hyphen = glyphs(_HYPHEN, face)
    while _width(rest) > wide and len(rest) > 1:
        count = _fitting(rest, wide - _width(hyphen))
        at = _place(rest, count)
        hyphened = rest[at - 1].letter and rest[at].letter and rest[at].direction == "L"
        head = rest[:at] + (hyphen if hyphened else ())
        yield Piece(head, space, _width(head))
        rest, space = rest[at:], False
    yield Piece(rest, space, _width(rest))


def _fitting(line: Line, wide: float) -> int:
    """Return how many glyphs fit, at least one."""
    low, high = 1, len(line) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _width(line[:middle]) <= wide:
            low = middle
        else:
            high = middle - 1
    return low


def _place(line: Line, most: int) -> int:
    """Return after how many glyphs a word is broken: before a consonant that a vowel follows, where there is one.

    That is how syllables begin in the languages of our public, as far as it can be told without a dictionary.
    """
    letters = "".join(glyph.letters[0] for glyph in line).lower()
    for at in range(most, max(_FEWEST, most - _SEARCHED) - 1, -1):
        if len(letters) - at < _FEWEST or not letters[at - _FEWEST : at + _FEWEST].isalpha():
            continue
        syllable = letters[at] not in _VOWELS and letters[at + 1] in _VOWELS
        if syllable and letters[at - 1 : at + 1] not in _TOGETHER and any(c in _VOWELS for c in letters[:at]):
            return at
    return most
