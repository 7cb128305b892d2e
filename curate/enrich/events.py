"""Events: items on the same news, each in its own words.

Items are compared by the words that few others use (TF-IDF), within a week. A new item goes to the story that it is
most like *on average* (average link), and stories that it ties together become one where they are alike on average too.
What is asked falls with the number of pairs that the average is of: two titles must share much, an item and a story of
ten need only share a little with each of the ten, which chance does not do.

Measured on 2,989 English headlines of 44 stories, each added as it came: see benchmarks. It is set so that among 1,400
headlines of a week, which tell nearly as many stories, only reports on one matter are joined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from curate.enrich.index import Index, Vector, dot

EVENT = "event"
WINDOW = timedelta(days=7)
"""Between an item and the one that ties it to a story."""
REWORDED = 0.6
"""Cosine from which on two longer texts are the same text, however much of it was reworded (enrich.md, Same text)."""
LONG = 30
"""Different telling words from which on a text is longer."""
TITLE = 12
"""Different telling words below which a text is no more than a title."""
WITNESSES = 40
"""Items of a story that stand for it: the latest."""
_ASKED = 16
"""Words by which others are looked up."""
_COMPARED = 60
"""Texts that are compared, of those looked up: the most promising."""
_MANY_PAIRS = 9
"""Pairs from which on an average says more than words that happen to be shared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked of two stories (or of an item and a story) on the same news."""

    one: float
    """Cosine of one pair."""
    many: float
    """Average cosine of very many pairs."""
    shared: int
    """Telling words that the new item has in common with one of the story."""

    def average(self, pairs: int) -> float:
        """Return the average cosine that is asked of so many pairs."""
        return self.many + (self.one - self.many) / pairs

    def words(self, pairs: int) -> int:
        """Return how many telling words must be shared where there are so many pairs."""
        return self.shared - (pairs >= _MANY_PAIRS)


def asked(length: int, *, within: bool = False) -> Asked:
    """Return what is asked; `length`: different telling words of the shorter text; `within`: both from one source.

    A title has 7 of them, and outlets word it differently: little likeness is much there, but two shared words are
    chance. Longer texts share words by being on one subject: more is asked of them. One source tells of one matter
    again and again in the same words (its programme, its vacancies): most is asked there.
    """
    part = min(1.0, max(0.0, (length - TITLE) / (LONG - TITLE)))
    one = 0.3 + 0.05 * part
    return Asked(one=one + 0.1 * within, many=0.065 + 0.085 * part, shared=3 + (length >= TITLE) + within)


@dataclass(frozen=True, kw_only=True, slots=True)
class Likeness:
    """How much an item's words are those of another one."""

    item: int
    cosine: float
    shared: int
    """Words of both vectors."""
    length: int
    """Different telling words of the shorter text."""


def like(item: int, index: Index) -> list[Likeness]:
    """Return the texts of a week around an item that are most like it, the likest first."""
    vector, entry = index.vector(item), index.entry(item)
    if entry is None or entry.at is None:
        return []
    shared: Counter[int] = Counter()
    found: dict[int, float] = {}
    for word in list(vector)[:_ASKED]:
        weight = vector[word]
        for other, theirs in index.word_holders(word):
            shared[other] += 1
            found[other] = found.get(other, 0.0) + weight * theirs
    del shared[item]
    index.know([other for other, n in shared.items() if n > 1])
    near = sorted((-found[other], other) for other, n in shared.items() if n > 1 and _near(entry.at, other, index))
    likenesses = [_likeness(item, other, index) for _, other in near[:_COMPARED]]
    return sorted(likenesses, key=lambda each: (-each.cosine, each.item))


def _near(at: float, other: int, index: Index) -> bool:
    entry = index.entry(other)
    return entry is not None and entry.at is not None and abs(entry.at - at) <= WINDOW.total_seconds()


def _likeness(item: int, other: int, index: Index) -> Likeness:
    one, two = index.vector(item), index.vector(other)
    entries = index.entry(item), index.entry(other)
    return Likeness(
        item=other,
        cosine=dot(one, two),
        shared=len(one.keys() & two.keys()),
        length=min(len(entry.words) for entry in entries if entry is not None),
    )


def middle(items: Sequence[int], index: Index) -> Vector:
    """Return the sum of the vectors of a story's witnesses, so that a dot product with it is a sum of cosines."""
    found: dict[int, float] = {}
    for item in items[-WITNESSES:]:
        for word, weight in index.vector(item).items():
            found[word] = found.get(word, 0.0) + weight
    return found
