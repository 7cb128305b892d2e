"""Words → lines that fill a room: the largest size at which all of them fit, cut only where none does."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from curate.cards import faces
from curate.cards.faces import Face
from curate.cards.glyphs import Glyph, glyphs, ordered, rightward, spaced

_MEASURED_AT = 200
"""Pixels. Our fonts have no hints: what is measured at one size holds for all, to half a pixel a letter."""
_STEP = 0.94
"""From one size that is tried to the next: nobody sees a smaller step."""
_UNBROKEN = 0.5
"""Down to this share of the largest size, letters shrink rather than that a word is broken."""
_LEADING, _TALL = 1.17, 1.32
"""From line to line, in sizes."""
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
    face: Face
    cut: bool = False
    """Whether words were left out."""

    @property
    def height(self) -> int:
        """Pixels from the top of the first line's letters to the foot of the last one's."""
        return self.leading * (len(self.lines) - 1) + self.size if self.lines else 0


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


@lru_cache(maxsize=8)
def _space(face: Face) -> Glyph:
    return Glyph(face, " ", "WS")


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


def fitted(words: str, face: Face, *, room: tuple[int, int], sizes: tuple[int, int], most: int = 99) -> Block:
    """Return words in the largest of `sizes` (largest, smallest) at which they fit into `room` (width, height).

    Words are broken only where smaller letters would not do; words that do not fit at all are left out at the end,
    and "…" says so. `most`: lines.
    """
    parts, (wide, high), (largest, smallest) = pieces(words, face), room, sizes
    tall = any(glyph.face.tall for part in parts for glyph in part.glyphs)
    rightwards, size, tight = rightward(words), float(largest), 1.0
    while True:
        at = round(size)
        leading = round(at * (_TALL if tall else _LEADING))
        fits = min(most, max(1, (high - at) // leading + 1))
        whole = _broken(parts, wide / at, face) if at <= largest * _UNBROKEN or at == smallest else parts
        lines = _wrapped(whole, wide * tight / at)
        if at == smallest and len(lines) > fits:
            lines, cut = _cut(lines, fits, wide / at, face), True
        else:
            lines, cut = _balanced(whole, lines, wide * tight / at), False
        drawn = tuple(_line(line, face) for line in lines)
        widest = max((width(ordered(line, rightwards=rightwards), at) for line in drawn), default=0)
        if len(lines) <= fits and widest <= wide:
            return Block(
                lines=drawn, size=at, leading=leading, rightwards=rightwards, face=face, cut=cut
            )
        if at == smallest:
            tight *= 0.95  # letters that are wider than they were measured, or a piece of one that is
            wide_enough = tight > 0.3
            if not wide_enough:
                return Block(lines=(), size=at, leading=leading, rightwards=rightwards, face=face, cut=True)
        size = max(size * _STEP, smallest)


def _wrapped(parts: Sequence[Piece], wide: float) -> list[list[Piece]]:
    lines: list[list[Piece]] = []
    used = 0.0
    for part in parts:
        more = part.width + (_width((_space(faces.STRONG),)) if part.space else 0)
        if lines and used + more <= wide:
            lines[-1].append(part)
            used += more
        else:
            lines.append([part])
            used = part.width
    return lines


def _balanced(parts: Sequence[Piece], lines: list[list[Piece]], wide: float) -> list[list[Piece]]:
    """Return as many lines, but as narrow as they can be: no word stands alone in the last one."""
    low, high = max((part.width for part in parts), default=0), wide
    while high - low > 0.2:  # noqa: PLR2004  (of a letter)
        middle = (low + high) / 2
        narrower = _wrapped(parts, middle)
        if len(narrower) <= len(lines):
            high, lines = middle, narrower
        else:
            low = middle
    return lines


def _line(line: Sequence[Piece], face: Face) -> Line:
    return tuple(
        glyph
        for number, part in enumerate(line)
        for glyph in ((_space(face),) if part.space and number else ()) + part.glyphs
    )


def _cut(lines: list[list[Piece]], most: int, wide: float, face: Face) -> list[list[Piece]]:
    """Return the first lines, with "…" at the end of the last: after a word, or after letters of one."""
    dots = glyphs(_ELLIPSIS, face)
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
