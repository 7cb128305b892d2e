"""Words → what is drawn for them: for each character as a reader sees it, a face and the letters of it.

What no font of ours has is drawn as its plain form (𝗯𝗼𝗹𝗱 → bold, ǻ → a) or left out, never as an empty box. Who does
not see the picture gets all of it in the description.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import regex  # type: ignore[import-untyped]

from curate import text
from curate.cards import faces
from curate.cards.faces import Face

_CLUSTER = regex.compile(r"\X")
_TONES = dict.fromkeys(range(0x1F3FB, 0x1F400))
"""Skin tones: our emoji are drawn in one colour."""
_PLAIN = _TONES | {0xFE0E: None, 0xFE0F: None}
_COLOURFUL = "\ufe0f"
_JOINER = "\u200d"
_APART = "\u200c"
"""Between letters of Arabic it says that they do not join; it is not drawn."""
_INDICATORS = range(0x1F1E6, 0x1F200)
"""Two of them are a flag: they are drawn as their letters where the font has no such flag."""
_MOST_MARKS = 1
"""Over or under a letter that has no character of its own with them: a second would stand on the first."""
_MIRRORED = str.maketrans("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as a reader sees it."""

    face: Face
    letters: str
    """In the order in which they stand on the line, left to right."""
    direction: str
    """Its class in the bidirectional algorithm (UAX 9): `L`, `R`, `AL`, `EN`, …"""

    @property
    def letter(self) -> bool:
        """Whether words are made of it."""
        return self.letters[0].isalpha()


def glyphs(words: str, face: Face) -> tuple[Glyph, ...]:
    """Return what is drawn for words without spaces in them; empty where our fonts have nothing of it."""
    found = [glyph for cluster in _CLUSTER.findall(words) for glyph in _drawn(cluster, face)]
    return tuple(_joined(found))


def readable(words: str) -> bool:
    """Return whether at least half of the characters of `words` can be drawn, and one of them can be seen."""
    clusters = [cluster for cluster in _CLUSTER.findall(words) if not cluster.isspace()]
    drawn = sum(bool(_drawn(cluster, faces.STRONG)) for cluster in clusters)
    return drawn > 0 and 2 * drawn >= len(clusters)


@lru_cache(maxsize=4096)
def _drawn(cluster: str, face: Face) -> tuple[Glyph, ...]:
    return tuple(_emoji(cluster, face) or _letters(cluster, face))


# ── emoji ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _emoji(cluster: str, face: Face) -> Iterator[Glyph] | None:
    """Return an emoji, or several where we have no one picture for all of it; None where it is none."""
    plain = cluster.translate(_PLAIN)
    if one := faces.sequences().get(plain):
        return iter([Glyph(faces.EMOJI, one, "ON")])
    if plain and ord(plain[0]) in _INDICATORS:
        return (Glyph(face, chr(ord(each) - _INDICATORS[0] + ord("A")), "L") for each in plain)
    if plain and faces.covers(faces.EMOJI, plain[0]) and (_COLOURFUL in cluster or not faces.covers(face, plain[0])):
        found = (part[0] for part in plain.split(_JOINER) if part and faces.covers(faces.EMOJI, part[0]))
        return (Glyph(faces.EMOJI, each, "ON") for each in found)
    return None


# ── letters ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _letters(cluster: str, text_face: Face) -> Iterator[Glyph]:
    """Yield a letter with its marks, or what it is in plainer letters; nothing where we have none of it."""
    base = cluster[0]
    if unicodedata.category(base)[0] in "MC":
        return  # a mark without a letter, or nothing that can be seen
    if face := faces.covering(base, text_face):
        yield Glyph(face, base + _marks(cluster[1:], face), unicodedata.bidirectional(base))
        if face is faces.ARABIC and _APART in cluster:
            yield Glyph(face, _APART, "BN")
        return
    plain = unicodedata.normalize("NFKD", base)
    for each in plain if plain != base else "":
        if (face := faces.covering(each, text_face)) and unicodedata.category(each)[0] != "M":
            yield Glyph(face, each, unicodedata.bidirectional(each))


def _marks(marks: str, face: Face) -> str:
    if face.bare:
        return ""
    if face.shaped:
        return "".join(mark for mark in marks[:8] if mark == _JOINER or faces.covers(face, mark))
    return "".join(mark for mark in marks if faces.covers(face, mark) and unicodedata.combining(mark))[:_MOST_MARKS]


# ── Arabic: the form of a letter is said by its neighbours ───────────────────────────────────────────────────────────

_ALONE, _LAST, _FIRST, _AMID = "<isolated>", "<final>", "<initial>", "<medial>"
_LAM, _TATWEEL = "\u0644", "\u0640"


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Return letter (or lam and alef together) → form → the character for it, as Unicode's own data have it."""
    found: dict[str, dict[str, str]] = {}
    for point in (*range(0xFB50, 0xFBE9), *range(0xFBFC, 0xFC00), *range(0xFE80, 0xFEFD)):
        kind, _, points = unicodedata.decomposition(chr(point)).partition(" ")
        letters = "".join(chr(int(each, 16)) for each in points.split())
        if kind and faces.covers(faces.ARABIC, chr(point)):
            found.setdefault(letters, {})[kind] = chr(point)
    found[_TATWEEL] = dict.fromkeys((_ALONE, _LAST, _FIRST, _AMID), _TATWEEL)
    return found


def _joined(found: Sequence[Glyph]) -> Iterator[Glyph]:
    """Yield glyphs with the letters of Arabic in the forms that their neighbours give them."""
    forms, at, before = _forms(), 0, False
    while at < len(found):
        glyph = found[at]
        pair = glyph.letters + found[at + 1].letters if glyph.letters == _LAM and at + 1 < len(found) else ""
        letters = pair if pair in forms else glyph.letters
        at += 2 if pair in forms else 1
        if (own := forms.get(letters)) is None:
            before = False
            if letters != _APART:
                yield glyph
            continue
        after = at < len(found) and _LAST in forms.get(found[at].letters, {}) and _FIRST in own
        wanted = (_AMID if before else _FIRST) if after else (_LAST if before else _ALONE)
        yield Glyph(glyph.face, own.get(wanted) or own.get(_ALONE) or letters, glyph.direction)
        before = after


# ── the order on the line ────────────────────────────────────────────────────────────────────────────────────────────


def rightward(words: str) -> bool:
    """Return whether words are read from the left, as their first letter says (UAX 9, P2)."""
    strong = (unicodedata.bidirectional(character) for character in words)
    return next((kind == "L" for kind in strong if kind in {"L", "R", "AL"}), True)


def ordered(line: Sequence[Glyph], *, rightwards: bool) -> list[Glyph]:
    """Return the glyphs of a line from left to right: UAX 9 without explicit marks, which no text here has."""
    if rightwards and not any(glyph.direction in {"R", "AL"} for glyph in line):
        return list(line)
    levels = _levels([glyph.direction for glyph in line], 0 if rightwards else 1)
    shown = [
        Glyph(glyph.face, glyph.letters.translate(_MIRRORED), glyph.direction) if level % 2 else glyph
        for glyph, level in zip(line, levels, strict=True)
    ]
    order = list(range(len(line)))
    for lowest in range(max(levels, default=0), 0, -1):
        order = _turned(order, levels, lowest)
    return [shown[at] for at in order]


def _turned(order: list[int], levels: list[int], lowest: int) -> list[int]:
    """Return an order in which every run of at least that level is turned round (rule L2)."""
    turned: list[int] = []
    run: list[int] = []
    for at in order:
        if levels[at] >= lowest:
            run.insert(0, at)
        else:
            turned += [*run, at]
            run = []
    return turned + run


def _levels(kinds: Sequence[str], base: int) -> list[int]:
    """Return the level of each glyph: even is read from the left, odd from the right."""
    sides = _sides(_numbers(list(kinds)), "R" if base else "L")
    of_side = {"L": 2 if base else 0, "R": 1, "number": 2}
    return [of_side[side] if side else base for side in sides]


def _numbers(kinds: list[str]) -> list[str]:
    """Return the classes with what stands within a number, or at its edge (10:30, €5, 5%), counted to it (W4, W5)."""
    for at in range(1, len(kinds) - 1):
        if kinds[at] in {"CS", "ES"} and kinds[at - 1] == kinds[at + 1] == "EN":
            kinds[at] = "EN"
    for order in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):
        for at in order:
            if kinds[at] == "ET" and kinds[at - order.step] == "EN":
                kinds[at] = "EN"
    return kinds


def _sides(kinds: Sequence[str], base: str) -> list[str]:
    """Return `L`, `R` or `number` for each glyph; "" for what is as the whole line is (W7, N1, N2)."""
    sides: list[str] = []
    strong = base
    for kind in kinds:
        if kind in {"L", "R", "AL"}:
            strong = "L" if kind == "L" else "R"
            sides.append(strong)
        elif kind in {"EN", "AN"}:
            sides.append("number" if strong == "R" or kind == "AN" else "L")
        else:
            sides.append("")
    around = ["R" if side == "number" else side for side in sides]
    for at, side in enumerate(sides):
        if not side:
            before = next((each for each in reversed(around[:at]) if each), base)
            after = next((each for each in around[at + 1 :] if each), base)
            sides[at] = before if before == after else ""
    return sides


def spaced(words: str) -> list[str]:
    """Return words as they are drawn: composed, without what misleads, cut at their spaces but for those of French."""
    line = unicodedata.normalize("NFC", text.without_controls(words, keep_newlines=False))
    line = regex.sub(r" (?=[?!:;»]+(?: |$))|(?<=«) ", "\u00a0", line)
    return regex.split(r"[ \t\n\u2000-\u200a\u3000]+", line.strip())  # type: ignore[no-any-return]
