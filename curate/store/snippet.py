"""The place in an item's texts where a search hit it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from curate import text

START, END = "\x02", "\x03"
"""Marks around a hit: no text that we keep holds control characters."""
_SHOWN = 24
"""Words of a snippet."""
_BEFORE = 6
"""Of these, how many stand before the first hit."""
_LOOKED_AT = 200_000
"""Characters of a text in which hits are looked for."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """What is marked for one term of a search: any of these words, or these words in a row."""

    part: str | None
    words: frozenset[str]
    """Folded; each is a hit by itself."""
    row: tuple[str, ...] = ()
    """Folded; a hit where they follow each other."""
    beginning: str = ""
    """A hit is what begins so; for a row, its last word."""


def snippet(texts: Mapping[str, str], sought: Sequence[Sought]) -> str:
    """Return the passage that holds most of what is sought, the hits between START and END.

    `texts`: an item's texts by name, those that are rather shown first; where nothing is found in them, the beginning
    of the first that says something is returned.
    """
    best, found = "", 0
    for name, given in texts.items():
        passage, count = _passage(given[:_LOOKED_AT], [each for each in sought if each.part in (None, name)])
        if count > found:
            best, found = passage, count
    return best or text.shorten(text.one_line(next(filter(None, texts.values()), "")), 160)


def _passage(given: str, sought: Sequence[Sought]) -> tuple[str, int]:
    """Return the best passage of one text, and how many of what is sought it holds."""
    if not sought or not given:
        return "", 0
    words = list(_WORD.finditer(given))
    folded = [text.fold(word[0]) for word in words]
    hits = _hits(folded, sought)
    if not hits:
        return "", 0
    first, count = _window(hits)
    start = max(0, min(first - _BEFORE, len(words) - _SHOWN))
    end = min(len(words), start + _SHOWN)
    inside = {at - start: numbers for at, numbers in hits.items()}
    glued = {at for at, numbers in inside.items() if any(sought[n].row for n in numbers & inside.get(at + 1, set()))}
    passage = _marked(given, words[start:end], inside, glued)
    return f"{'…' if start else ''}{passage}{'…' if end < len(words) else ''}", count


def _hits(folded: Sequence[str], sought: Sequence[Sought]) -> dict[int, set[int]]:
    """Return, for each word that is part of a hit, of which of the sought it is."""
    hits: dict[int, set[int]] = {}
    for number, each in enumerate(sought):
        for at, word in enumerate(folded):
            if word in each.words or (each.beginning and not each.row and word.startswith(each.beginning)):
                hits.setdefault(at, set()).add(number)
            elif each.row and word == each.row[0] and _in_a_row(folded, at, each):
                for place in range(at, at + len(each.row)):
                    hits.setdefault(place, set()).add(number)
    return dict(sorted(hits.items()))


def _in_a_row(folded: Sequence[str], at: int, sought: Sought) -> bool:
    there = tuple(folded[at : at + len(sought.row)])
    if not sought.beginning:
        return there == sought.row
    return len(there) == len(sought.row) and there[:-1] == sought.row[:-1] and there[-1].startswith(sought.row[-1])


def _window(hits: Mapping[int, set[int]]) -> tuple[int, int]:
    """Return the hit that the best window begins with, and how many of what is sought it holds."""
    places = list(hits)
    best, most, end = places[0], 0, 0
    for at, place in enumerate(places[:200]):
        while end < len(places) and places[end] < place + _SHOWN - _BEFORE:
            end += 1
        held = len(set().union(*(hits[each] for each in places[at:end])))
        if held > most:
            best, most = place, held
    return best, most


def _marked(given: str, words: Sequence[re.Match[str]], hits: Collection[int], glued: Collection[int]) -> str:
    """Return a passage with its hits between marks; `glued`: the words whose mark goes on to the next one."""
    pieces: list[str] = []
    at = words[0].start()
    for number, word in enumerate(words):
        start = START if number in hits and number - 1 not in glued else ""
        end = END if number in hits and number not in glued else ""
        pieces += [given[at : word.start()], start, word[0], end]
        at = word.end()
    closing = _CLOSING.match(given, at)
    return " ".join("".join(pieces).split()) + (closing[0] if closing else "")


_CLOSING = re.compile(r"[.!?)\]»”\"']{1,3}")
