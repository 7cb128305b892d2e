"""What is kept of a text so that others can be compared with it: its phrases and its telling words, as numbers.

A mark is a number of 32 bits that stands for a word or a run of three words, the same in every process.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zlib import crc32

from curate.enrich.terms import Lemmatise, telling, terms
from curate.models import Item
from curate.text import fold, plain, words
from curate.urls import slug

LONGEST = 1500
"""Words of a text that are looked at for phrases. A long read has 3,000; a copy shows in its first half."""
_LONGEST_TEXT = 15_000
"""Characters that hold so many words: the rest of a text of megabytes is not even looked at."""
_ALL_INDEXED = 40
"""Texts of fewer runs are indexed whole: a quarter of a teaser would be too little to find it by."""
_TITLE_WEIGHT = 1
"""A word of the title counts as so many of the text."""
_WORDS = 400
"""Words of a text that tell what it is about: that stands at its beginning."""


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
    language: str | None = None
    """Two letters; None where it is not known: its words are then compared as they stand."""
    slug: str = ""
    """The words of its address: often another wording of the title."""

    @classmethod
    def of(cls, item: Item) -> Text:
        """Return an item as it is compared."""
        return cls(
            item=item.id,
            source=item.source,
            title=item.title,
            body=body(item),
            published=item.published or item.first_seen,
            story=item.story,
            language=item.language,
            slug=slug(item.url),
        )


def body(item: Item) -> str:
    """Return the fullest text that there is of an item, plain."""
    return _plain(item.fullest) if item.fullest else item.summary


@lru_cache(maxsize=600)
def _plain(html: str) -> str:
    """Return the plain text of the items of one batch, which several things are found out of."""
    return plain(html)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sketch:
    """What the index keeps of one text."""

    item: int
    source: str
    at: float | None
    """When it came out, in seconds since 1970; None where that is not known."""
    runs: array[int]
    """Marks of the runs by which it is found, in rising order: all of a short text, a quarter of a longer one."""
    words: array[int]
    """Marks of its telling words, each once."""
    counts: array[int]
    """How often each stands there, the title counting double."""


def sketch(text: Text, lemmatise: Lemmatise | None = None) -> Sketch:
    """Return what is kept of a text."""
    body = words(text.body[:_LONGEST_TEXT])
    found = set(_runs(body))
    if len(found) >= _ALL_INDEXED:
        found = {run for run in found if run < _SAMPLE}
    counts = Counter(map(mark, _telling(text, body, lemmatise)))
    return Sketch(
        item=text.item,
        source=text.source,
        at=text.published.timestamp() if text.published else None,
        runs=array("I", sorted(found)),
        words=array("I", counts),
        counts=array("H", (min(count, 0xFFFF) for count in counts.values())),
    )


def word_list(text: Text, lemmatise: Lemmatise | None = None) -> list[str]:
    """Return the telling words of a text as they are compared: those of title and address before those of the body."""
    return _telling(text, words(text.body[:_LONGEST_TEXT]), lemmatise)


def _telling(text: Text, body: list[str], lemmatise: Lemmatise | None) -> list[str]:
    language = text.language if lemmatise else None
    head = terms(text.title, language, lemmatise) * _TITLE_WEIGHT + terms(text.slug, language, lemmatise)
    return head + telling(body[: 2 * _WORDS], language, lemmatise)[:_WORDS]


def runs(text: str) -> list[int]:
    """Return the runs of three words of a text as marks, in its order."""
    return _runs(words(text[:_LONGEST_TEXT]))


def _runs(listed: list[str]) -> list[int]:
    marks = [_mark(word) for word in listed[:LONGEST]]
    return [(a * _A + b * _B + c * _C) & 0xFFFFFFFF for a, b, c in zip(marks, marks[1:], marks[2:], strict=False)]


_A, _B, _C = 0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35
"""Odd constants with well spread bits (golden ratio; MurmurHash3's finaliser): the order of the words counts."""


@lru_cache(maxsize=100_000)
def _mark(word: str) -> int:
    return mark(fold(word))


def mark(word: str) -> int:
    """Return the mark of a word as it is compared."""
    return crc32(word.encode("utf-8", "replace"))


def sampled(run: int) -> bool:
    """Return whether a run is one of the quarter by which longer texts are indexed: the same quarter in every text."""
    return run < _SAMPLE


def sampled_of(runs: Sequence[int]) -> int:
    """Return how many of some runs, in rising order, are of that quarter."""
    return bisect_left(runs, _SAMPLE)


_SAMPLE = 1 << 30
"""A quarter of what 32 bits can say."""


def alike(title: str, other: str) -> bool:
    """Return whether two titles of one source may head the same text: most words the same, and every number.

    "Aflevering 12: de stad" and "Aflevering 13: de stad" may not, however alike what stands under them.
    """
    one, two = set(words(fold(title))), set(words(fold(other)))
    return _numbers(one) == _numbers(two) and len(one & two) >= _TITLES_ALIKE * len(one | two)


_TITLES_ALIKE = 0.6
"""Share of the words of both titles."""


def same_numbers(title: str, other: str) -> bool:
    """Return whether two titles hold the same numbers."""
    return _numbers(set(words(fold(title)))) == _numbers(set(words(fold(other))))


def _numbers(listed: set[str]) -> set[str]:
    return {word for word in listed if any(map(str.isdigit, word))}
