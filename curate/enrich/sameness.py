"""Copies: items whose text is the same text, whole or in part, edited or not.

A text is seen as its runs of three words. What share of the shorter text's runs the longer one holds (*containment*)
finds the press release under a new title, the wire report with a paragraph of one's own, and the teaser of the article,
and it explains itself: "shares 84 % of its phrases with #12". Finding candidates goes through an index of a quarter of
the runs; the share itself is counted on the whole texts.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zlib import crc32

from curate.locale import M
from curate.models import Join
from curate.text import fold, words

COPY = "copy"
CONTAINED = 0.5
"""Share of the shorter text's runs from which on two texts are copies. Measured on newspaper articles: no wrong pair,
and every edited copy found but those with 30 % of the words changed, which the words alone give away (`stories`)."""
CONTAINED_SHORT = 0.65
"""The same for texts of fewer than `SHORT` runs: two open days share half of what is said of any open day."""
SHORT = 40
CONTAINED_WITHIN_SOURCE = 0.8
"""The same within one source, whose items share what its pages have around every text."""
FEWEST_RUNS = 12
"""Runs shared at least: 14 words in a row. "Lees hier onze nieuwsbrief" is no text."""
FEWEST_RUNS_WITHIN_SOURCE = 25
BOILERPLATE = 3
"""A run that stands in so many items of one source belongs to the source, not to the item, and does not count."""
COMMONPLACE = 100
"""A run that stands in more items than this tells nothing, and looking them all up would cost the most."""
LONGEST = 1500
"""Words of a text that are looked at. A long read has 3,000; a copy shows in its first half."""
_ALL_INDEXED = 40
"""Texts of fewer runs are indexed whole: a quarter of a teaser would be too little to find it by."""
_PROMISING = 0.35
"""Share within the index from which on the whole texts are compared: lower than what is asked, as a sample errs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """An item as it is compared with others."""

    item: int
    source: str
    title: str
    body: str
    """Plain text: the fullest there is."""
    published: datetime | None
    """When it came out; else when it was first seen; None where that is not known either."""
    story: int = 0
    """The story it belongs to already, 0 where it belongs to none."""


def runs(text: str) -> list[int]:
    """Return the runs of three words of a text as numbers of 32 bits, the same in every process, in its order."""
    marks = [_mark(word) for word in words(text)[:LONGEST]]
    return [(a * _A + b * _B + c * _C) & 0xFFFFFFFF for a, b, c in zip(marks, marks[1:], marks[2:], strict=False)]


_A, _B, _C = 0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35
"""Odd constants with well spread bits (golden ratio; MurmurHash3's finaliser): the order of the words counts."""


@lru_cache(maxsize=100_000)
def _mark(word: str) -> int:
    return crc32(fold(word).encode("utf-8", "replace"))


class Copies:
    """An index of texts in which copies of a text are found."""

    def __init__(self) -> None:
        self._texts: dict[int, Text] = {}
        self._indexed: dict[int, array[int]] = {}
        self._whole: set[int] = set()
        """The items of which every run is in the index."""
        self._telling: dict[int, list[int]] = {}
        """Item → how many of its runs in the index tell something: all, and of those in the sample."""
        self._holders: dict[int, list[int] | None] = {}
        """Run → the items that hold it; None where it says nothing (boilerplate, commonplace)."""

    def add(self, text: Text) -> None:
        """Put a text into the index; one that is there already stays as it is."""
        if text.item in self._texts:
            return
        self._texts[text.item] = text
        found = set(runs(text.body))
        if len(found) < _ALL_INDEXED:
            self._whole.add(text.item)
        else:
            found = {run for run in found if _sampled(run)}
        self._indexed[text.item] = array("I", sorted(found))
        self._telling[text.item] = [0, 0]
        for run in found:
            self._hold(run, text)

    def _hold(self, run: int, text: Text) -> None:
        holders = self._holders.setdefault(run, [])
        if holders is None:
            return
        holders.append(text.item)
        self._count(text.item, run, 1)
        if len(holders) >= BOILERPLATE:
            own = sum(self._texts[item].source == text.source for item in holders)
            if own >= BOILERPLATE or len(holders) > COMMONPLACE:
                self._holders[run] = None
                for item in holders:
                    self._count(item, run, -1)

    def _count(self, item: int, run: int, by: int) -> None:
        telling = self._telling[item]
        telling[0] += by
        if _sampled(run):
            telling[1] += by

    def of(self, item: int) -> list[Join]:
        """Return why a text of the index is a copy of others there, or they of it, the surest first."""
        text = self._texts[item]
        found = [join for other in self._promising(item) if (join := self._compare(text, self._texts[other]))]
        return sorted(found, key=lambda join: (-join.score, join.with_))

    def _promising(self, item: int) -> list[int]:
        """Return the texts that share enough of the index with this one to be compared with it whole."""
        shared: Counter[int] = Counter()
        for run in self._indexed[item]:
            shared.update(self._holders[run] or ())
        return [
            other
            for other, count in shared.items()
            if other != item and count >= _PROMISING * self._most_shared(item, other)
        ]

    def _most_shared(self, item: int, other: int) -> int:
        """Return how many runs two texts could share in the index: only those sampled, unless both are there whole."""
        sampled = not (item in self._whole and other in self._whole)
        return min(self._telling[item][sampled], self._telling[other][sampled])

    def _compare(self, text: Text, other: Text) -> Join | None:
        one, two = self._runs(text), self._runs(other)
        shared = len(one & two)
        within = text.source == other.source
        if shared < (FEWEST_RUNS_WITHIN_SOURCE if within else FEWEST_RUNS):
            return None
        length = min(len(one), len(two))
        share = shared / length
        if share < _least_share(length, within=within) or (within and not alike(text.title, other.title)):
            return None
        return Join(
            item=text.item,
            kind=COPY,
            with_=other.item,
            score=round(share, 4),
            text=M("shares {percent} % of its phrases with #{item}", percent=round(100 * share), item=other.item),
        )

    def _runs(self, text: Text) -> set[int]:
        """Return the runs of a whole text, without those known to say nothing."""
        return {run for run in runs(text.body) if self._holders.get(run, ()) is not None}


def _least_share(length: int, *, within: bool) -> float:
    if within:
        return CONTAINED_WITHIN_SOURCE
    return CONTAINED_SHORT if length < SHORT else CONTAINED


def _sampled(run: int) -> bool:
    return not run >> 30


def alike(title: str, other: str) -> bool:
    """Return whether two titles of one source may head the same text: most words the same, and every number.

    "Aflevering 12: de stad" and "Aflevering 13: de stad" may not, however alike what stands under them.
    """
    one, two = set(words(fold(title))), set(words(fold(other)))
    if {word for word in one if any(map(str.isdigit, word))} != {word for word in two if any(map(str.isdigit, word))}:
        return False
    return len(one & two) >= _TITLES_ALIKE * len(one | two)


_TITLES_ALIKE = 0.6
"""Share of the words of both titles."""
