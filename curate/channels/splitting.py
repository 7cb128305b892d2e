"""Texts too long for one post, in as few posts as their sentences allow. Nothing is lost, no address is cut.

A thread is cut between sentences; a sentence that no post can hold, between words; a word that no post can hold,
between graphemes. Each post fills up with what comes next: as longer runs count more than shorter ones, no other way
of cutting at the same places gives fewer posts (a run that begins later never has to end sooner).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from curate.channels import addresses
from curate.channels.counting import clusters
from curate.channels.tables import table

Measure = Callable[[str], int]
"""The length of a text as a channel counts it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A part of a post, with a blank line before it."""

    text: str
    whole: bool = False
    """Kept together where a post can hold it; if not, its first line is let go, then the next."""


@dataclass(frozen=True, slots=True)
class Atom:
    """What is not cut, and the white space between it and the one before."""

    text: str
    before: str = ""


class LinkTooLongError(ValueError):
    """No post can hold `link`, as the channel counts it."""

    def __init__(self, link: str) -> None:
        super().__init__(link)
        self.link = link


def split(
    blocks: Sequence[Block],
    *,
    limit: int,
    measure: Measure,
    links: Sequence[str] = (),
    first: int | None = None,
    also: Callable[[str], bool] | None = None,
) -> tuple[str, ...]:
    """Return the texts of the posts, each at most `limit` long by `measure`, its number included.

    One post has no number; several end in a line such as `1/3`. `links` are addresses that stand in the text and are
    to be known as such, whatever they end in. `first`: what the first post may hold, where that is less (a caption).
    `also`: what else must hold of a post; where it does not of a text, it must not of a longer one. Raises
    LinkTooLongError where an address alone is over the limit.
    """
    blocks = [block for block in blocks if block.text.strip()]
    together = "\n\n".join(block.text for block in blocks)
    room = _Room(limit=limit, first=limit if first is None else min(first, limit), measure=measure, also=also)
    if room.holds(together, 1):
        return (together,) if together else ()
    digits = 1
    while len(str(len(texts := _thread(blocks, digits, room, links)))) > digits:
        digits += 1
    return tuple(text + _number(at, len(texts)) for at, text in enumerate(texts, 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Room:
    """What a post may hold."""

    limit: int
    first: int
    measure: Measure
    also: Callable[[str], bool] | None

    def holds(self, text: str, at: int) -> bool:
        """Return whether the post number `at` can be `text`, as it stands."""
        room = self.first if at == 1 else self.limit
        return self.measure(text) <= room and (self.also is None or self.also(text))

    def holds_anywhere(self, text: str) -> bool:
        """Return whether every post can be `text`, as it stands."""
        return self.holds(text, 1)


def _number(at: int, total: int) -> str:
    return f"\n{at}/{total}"


def _thread(blocks: Sequence[Block], digits: int, room: _Room, links: Sequence[str]) -> list[str]:
    """Return the posts without their numbers, which leave room for a total of so many digits."""
    most = 10**digits - 1

    def fits(text: str, at: int) -> bool:
        return room.holds(text + _number(at, most), at)

    def fits_anywhere(text: str) -> bool:
        return room.holds_anywhere(text + _number(most, most))

    atoms = [atom for block in blocks for atom in _atoms(block, fits_anywhere, links)]
    texts: list[str] = []
    start = 0
    while start < len(atoms):
        end = _furthest(atoms, start, len(texts) + 1, fits)
        texts.append(_joined(atoms[start:end]))
        start = end
    return texts


def _furthest(atoms: Sequence[Atom], start: int, at: int, fits: Callable[[str, int], bool]) -> int:
    """Return where the post number `at` ends, that begins at `start`: after one atom at least, which always fits."""
    low, step = start + 1, 1
    while low + step <= len(atoms) and fits(_joined(atoms[start : low + step]), at):
        low, step = low + step, step * 2
    high = min(low + step, len(atoms) + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(_joined(atoms[start:middle]), at) else (low, middle)
    return low


def _joined(atoms: Sequence[Atom]) -> str:
    return atoms[0].text + "".join(atom.before + atom.text for atom in atoms[1:])


# ── what is not cut ──────────────────────────────────────────────────────────────────────────────────────────────────

_BREAKABLE = "\t-\r \x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000"
"""White space at which a line may be broken: not the no-break spaces of "10 %" and « mot »."""
_HEAD = re.compile(r"([^\n]+)(\n+)(.+)", re.DOTALL)
_LINE = re.compile(r"(\n+|\A)([^\n]+)")
_WORD = re.compile(f"([{_BREAKABLE}]*)([^{_BREAKABLE}]+)")


def _atoms(block: Block, fits: Callable[[str], bool], links: Sequence[str], before: str = "\n\n") -> Iterator[Atom]:
    if block.whole and fits(block.text):
        yield Atom(block.text, before)
    elif block.whole and (head := _HEAD.fullmatch(block.text)):
        yield from _atoms(Block(text=head[1]), fits, links, before)
        yield from _atoms(replace(block, text=head[3]), fits, links, head[2])
    else:
        for line in _LINE.finditer(block.text):
            yield from _of_line(line[2], line[1] or before, fits, links)


def _of_line(line: str, before: str, fits: Callable[[str], bool], links: Sequence[str]) -> Iterator[Atom]:
    for sentence in sentences(line):
        if fits(sentence.text):
            yield replace(sentence, before=sentence.before or before)
        else:
            for word in _WORD.finditer(sentence.text):
                yield from _of_word(word[2], word[1] or sentence.before or before, fits, links)
        before = ""


def _of_word(word: str, before: str, fits: Callable[[str], bool], links: Sequence[str]) -> Iterator[Atom]:
    if fits(word):
        yield Atom(word, before)
        return
    position = 0
    for start, end in addresses.written(word, links):
        yield from _pieces(word[position:start], before if position == 0 else "", fits)
        if not fits(word[start:end]):
            raise LinkTooLongError(word[start:end])
        yield Atom(word[start:end], before if start == 0 else "")
        position = end
    yield from _pieces(word[position:], before if position == 0 else "", fits)


def _pieces(text: str, before: str, fits: Callable[[str], bool]) -> Iterator[Atom]:
    for cluster in clusters(text):
        # A letter under hundreds of accents is one grapheme, and on X longer than a post.
        for piece in [cluster] if fits(cluster) else cluster:
            yield Atom(piece, before)
            before = ""


# ── sentences ────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _abbreviations() -> frozenset[str]:
    """Return the words that a full stop shortens, and after which a capital begins no sentence."""
    return frozenset(word for line in table("abbreviations.txt") for word in line.split())


_BEFORE_FIGURES = frozenset(
    {"art", "bl", "cap", "col", "fig", "max", "min", "nr", "no", "op", "par", "pag", "pp", "sec", "vol"}
)
"""Words that a full stop shortens where a figure follows; elsewhere they are words like any other."""
_STOP = re.compile(
    rf"(?P<marks>[.!?…]+)(?P<closers>[\"'”’»›)\]]*)(?P<space>[{_BREAKABLE}]+)|[。！？]+[」』）”’]*(?P<none>)(?=\S)"
)
_OPENERS = "\"'“‘”’„‚«‹([{¿¡—–-\u00a0\u202f"
_EDGE = re.compile(r"[\s(\[\"'“‘„«]")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,4}")
_FEW_DIGITS = 2
_NEAR = 40
"""Characters on either side of a full stop that are looked at."""


def sentences(line: str) -> list[Atom]:
    """Return the sentences of a line, each with the white space before it; joined they are `line`, without its margins.

    Cautious: what may be an abbreviation, an initial or an ordinal ("3. Oktober") does not end a sentence, and nothing
    does that a small letter follows. Too long a sentence only makes a thread less neat.
    """
    line = line.strip()
    found: list[Atom] = []
    start, before = 0, ""
    for stop in _STOP.finditer(line):
        group = "space" if stop["none"] is None else "none"
        if group == "space" and not _ends(line[start : stop.start()], stop, line[stop.end() : stop.end() + _NEAR]):
            continue
        found.append(Atom(line[start : stop.start(group)], before))
        start, before = stop.end(), stop[group]
    if start < len(line):
        found.append(Atom(line[start:], before))
    return found


def _ends(text: str, stop: re.Match[str], rest: str) -> bool:
    """Return whether the marks after `text`, before `rest`, end a sentence."""
    following = rest.lstrip(_OPENERS)[:1]
    if following.islower():
        return False
    return bool(stop["marks"] != "." or stop["closers"]) or not _is_short(text, following)


def _is_short(text: str, following: str) -> bool:
    """Return whether the full stop after `text` shortens its last word rather than ends a sentence."""
    word = _EDGE.split(text[-_NEAR:])[-1].casefold()
    if word.isdigit():
        # "3. Oktober", but not "nr. 3. Daarna".
        return len(word) <= _FEW_DIGITS and not text[: -len(word)].rstrip().endswith(".")
    if following.isdigit() and word in _BEFORE_FIGURES:
        return True
    return len(word) == 1 or word in _abbreviations() or bool(_DOTTED.fullmatch(word))
