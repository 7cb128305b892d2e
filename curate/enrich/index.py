"""An index of the texts that new ones are compared with: who holds a phrase, who a word, and how rare that is.

It looks things up in what is kept of earlier runs (`Kept`, the store's part) only when they are asked for, and keeps
what it learns: what a run costs depends on the texts that are new in it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import Protocol

from curate.enrich.sketches import Sketch, Text

Vector = Mapping[int, float]
"""Mark of a word → its weight; of length 1, heaviest first."""
KEPT = 40
"""Words by which a text is compared: those that tell most."""
COMMONPLACE = 100
"""A run that stands in more items than this tells nothing, and looking them all up would cost the most."""
BOILERPLATE = 3
"""A run that stands in so many items of one source belongs to the source, not to the item, and does not count."""
_FEWEST_TEXTS = 1000
"""How many texts there are at least, for weighing words: in a small collection no word is as rare as it seems."""
_COMMON = 0.02
"""Share of all texts from which on a word is too common to look others up by, where that is more than `_LARGEST`."""
_LARGEST = 300
"""Texts that may tell one story, so that the words which all of them have still find them."""
_SCALE = 65_535
"""Weights are kept as whole numbers up to this: 16 bits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One text, as it is kept between two runs."""

    item: int
    source: str
    at: float | None
    runs: array[int]
    words: array[int]
    """Marks of its telling words; the first ones are those of its vector, heaviest first."""
    weights: array[int]
    """Of the words of its vector, as whole numbers up to 65,535."""

    @property
    def vector(self) -> Vector:
        """Return the weights of the words that tell most about it."""
        return {word: weight / _SCALE for word, weight in zip(self.words, self.weights, strict=False)}


class Kept(Protocol):
    """What is kept of the texts of earlier runs."""

    def size(self) -> int:
        """Return how many texts are kept."""

    def size_of(self, source: str, /) -> int:
        """Return how many of them are of one source."""

    def run_holders(self, runs: Collection[int], /) -> Mapping[int, Sequence[int]]:
        """Return the items that hold a run, for those that some hold."""

    def word_holders(self, words: Collection[int], /) -> Mapping[int, Sequence[tuple[int, int]]]:
        """Return (item, weight) of those whose vector holds a word, for those that some hold."""

    def word_counts(self, words: Collection[int], /) -> Mapping[int, int]:
        """Return in how many texts a word stands, for those that stand in some."""

    def entries(self, items: Collection[int], /) -> Sequence[Entry]:
        """Return what is kept of some items."""

    def texts(self, items: Collection[int], /) -> Sequence[Text]:
        """Return the texts of some items."""

    def story(self, item: int, /) -> Sequence[int]:
        """Return the items of the story that an item belongs to, in the order of their appearance."""

    def apart(self) -> Iterable[tuple[int, int]]:
        """Return the pairs of items that a person put apart: they tell two stories whatever we find."""


class Nothing:
    """No earlier run."""

    def size(self) -> int:
        """Return 0."""
        return 0

    def size_of(self, _source: str) -> int:
        """Return 0."""
        return 0

    def run_holders(self, _runs: Collection[int]) -> Mapping[int, Sequence[int]]:
        """Return nothing."""
        return {}

    def word_holders(self, _words: Collection[int]) -> Mapping[int, Sequence[tuple[int, int]]]:
        """Return nothing."""
        return {}

    def word_counts(self, _words: Collection[int]) -> Mapping[int, int]:
        """Return nothing."""
        return {}

    def entries(self, _items: Collection[int]) -> Sequence[Entry]:
        """Return nothing."""
        return ()

    def texts(self, _items: Collection[int]) -> Sequence[Text]:
        """Return nothing."""
        return ()

    def story(self, item: int) -> Sequence[int]:
        """Return the item alone."""
        return (item,)

    def apart(self) -> Iterable[tuple[int, int]]:
        """Return nothing."""
        return ()


class Index:
    """The texts of earlier runs and of this one."""

    def __init__(self, kept: Kept | None = None) -> None:
        self.kept: Kept = Nothing() if kept is None else kept
        self._size = self.kept.size()
        self._sizes: dict[str, int] = {}
        """Source → how many of its texts there are."""
        self._entries: dict[int, Entry] = {}
        self._vectors: dict[int, Vector] = {}
        self._runs: dict[int, list[int]] = {}
        self._silent: set[int] = set()
        """Runs that say nothing: boilerplate of a source, or commonplace."""
        self._words: dict[int, list[tuple[int, int]]] = {}
        self._counts: dict[int, int] = {}
        self._texts: dict[int, Text] = {}
        self._rarities: dict[int, float] = {}
        """Of the words that were asked for since the last batch came."""
        self._expected: Counter[int] = Counter()
        self._expected_texts = 0
        self.held: list[tuple[int, int]] = []
        """(run, item) that the last batch brought: a run that says nothing is held by nobody more."""

    # ── adding ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def expect(self, words: Mapping[int, int], texts: int) -> None:
        """Let words be weighed as if so many texts that are still to come were here: word → in how many it stands.

        Otherwise the first texts of a first run would be weighed when every word seems rare.
        """
        self._expected.update(words)
        self._expected_texts += texts

    def add(self, texts: Sequence[Text], sketches: Sequence[Sketch]) -> list[Entry]:
        """Put texts into the index and return what is to be kept of them; those that are there stay as they are."""
        known = {entry.item for entry in self._known([sketch.item for sketch in sketches])}
        new = [(text, each) for text, each in zip(texts, sketches, strict=True) if each.item not in known]
        self._texts.update((text.item, text) for text, _ in new)
        self.counts({word for _, each in new for word in each.words})
        for _, each in new:
            for word in each.words:
                self._counts[word] = self._counts.get(word, 0) + 1
                if self._expected_texts:
                    self._expected[word] -= 1
        self.held = []
        self._size += len(new)
        for text, _ in new:
            self._sizes[text.source] = self.size_of(text.source) + 1
        self._expected_texts = max(0, self._expected_texts - len(new))
        self._rarities.clear()
        entries = [self.weighed(each) for _, each in new]
        self._load(entries)
        for entry in entries:
            self._hold(entry)
        return entries

    def _known(self, items: Collection[int]) -> list[Entry]:
        missing = [item for item in items if item not in self._entries]
        self._entries.update((entry.item, entry) for entry in self.kept.entries(missing))
        return [self._entries[item] for item in items if item in self._entries]

    def weighed(self, sketch: Sketch) -> Entry:
        """Return what is to be kept of a text, its words weighed by how rare they are now."""
        self.counts(sketch.words)
        weighed = sorted(
            [
                (-(1 + _log(count)) * self.rarity(word), word)
                for word, count in zip(sketch.words, sketch.counts, strict=True)
            ]
        )
        heaviest = weighed[:KEPT]
        length = sqrt(sum(weight * weight for weight, _ in heaviest)) or 1.0
        return Entry(
            item=sketch.item,
            source=sketch.source,
            at=sketch.at,
            runs=sketch.runs,
            words=array("I", (word for _, word in weighed)),
            weights=array("H", (max(1, round(-weight / length * _SCALE)) for weight, _ in heaviest)),
        )

    def _load(self, entries: Sequence[Entry]) -> None:
        """Look up at once who holds what some texts hold."""
        self._load_runs({run for entry in entries for run in entry.runs})
        words = {word for entry in entries for word, _ in zip(entry.words, entry.weights, strict=False)}
        missing = [word for word in words if word not in self._words]
        most = self.most
        asked = [word for word in missing if self._counts[word] <= most]
        found = self.kept.word_holders(asked)
        self._words.update((word, list(found.get(word, ()))) for word in asked)

    def _load_runs(self, runs: Collection[int]) -> None:
        missing = [run for run in runs if run not in self._runs]
        found = self.kept.run_holders(missing)
        self._runs.update((run, list(found.get(run, ()))) for run in missing)
        self._known({item for run in missing for item in found.get(run, ())})
        for run in missing:
            self._judge(run)

    def _judge(self, run: int) -> None:
        holders = self._runs[run]
        if len(holders) >= BOILERPLATE:
            sources = Counter(self._entries[item].source for item in holders if item in self._entries)
            if len(holders) > COMMONPLACE or max(sources.values(), default=0) >= BOILERPLATE:
                self._silent.add(run)

    def _hold(self, entry: Entry) -> None:
        self._entries[entry.item] = entry
        for run in entry.runs:
            if run not in self._silent:
                self._runs[run].append(entry.item)
                self.held.append((run, entry.item))
                self._judge(run)
        for word, weight in zip(entry.words, entry.weights, strict=False):
            if word in self._words:
                self._words[word].append((entry.item, weight))

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def size(self) -> int:
        """Return how many texts there are."""
        return self._size

    def size_of(self, source: str) -> int:
        """Return how many texts of one source there are."""
        if source not in self._sizes:
            self._sizes[source] = self.kept.size_of(source)
        return self._sizes[source]

    @property
    def most(self) -> int:
        """Return in how many texts a word may stand that others are looked up by."""
        return max(_LARGEST, round(_COMMON * self._size))

    def counts(self, words: Collection[int]) -> Mapping[int, int]:
        """Return in how many texts words stand."""
        missing = [word for word in words if word not in self._counts]
        if missing:
            found = self.kept.word_counts(missing)
            self._counts.update((word, found.get(word, 0)) for word in missing)
        return self._counts

    def rarity(self, word: int) -> float:
        """Return the inverse document frequency of a word, as a logarithm, never below zero."""
        if word in self._rarities:
            return self._rarities[word]
        texts = max(self._size + self._expected_texts, _FEWEST_TEXTS)
        count = self._counts[word]
        if self._expected_texts and (more := self._expected.get(word, 0)) > 0:
            count += more
        found = self._rarities[word] = max(0.01, _log(texts + 1) - _log(count + 0.5))
        return found

    def vector(self, item: int) -> Vector:
        """Return the weights of the words that tell most about a text; empty where none is kept of it."""
        if item not in self._vectors:
            entry = self.entry(item)
            self._vectors[item] = {} if entry is None else entry.vector
        return self._vectors[item]

    def know(self, items: Collection[int]) -> None:
        """Look up at once what is kept of some texts."""
        self._known(items)

    def entry(self, item: int) -> Entry | None:
        """Return what is kept of a text; None where nothing is."""
        found = self._known([item])
        return found[0] if found else None

    def text(self, item: int) -> Text | None:
        """Return a text whole."""
        if item not in self._texts:
            self._texts.update((text.item, text) for text in self.kept.texts([item]))
        return self._texts.get(item)

    def run_holders(self, run: int) -> Sequence[int]:
        """Return the items that hold a run of a text that was added; empty where it says nothing."""
        return () if run in self._silent else self._runs.get(run, ())

    def says_nothing(self, run: int) -> bool:
        """Return whether a run is known to be boilerplate of a source, or commonplace."""
        return run in self._silent

    def knows_runs_of(self, item: int) -> None:
        """Look up who holds the runs of a text, so that `says_nothing` knows them."""
        entry = self.entry(item)
        if entry is not None:
            self._load_runs(entry.runs)

    def word_holders(self, word: int) -> Sequence[tuple[int, int]]:
        """Return (item, weight up to 65,535) of the texts that a word of an added text tells much about."""
        return self._words.get(word, ()) if self.counts((word,))[word] <= self.most else ()

    def forget(self) -> None:
        """Drop what was looked up, where it grew beyond what a run should hold in memory.

        Only to be called when everything that was added is kept.
        """
        if len(self._runs) + len(self._words) + len(self._entries) > _MOST_HELD:
            for held in (self._entries, self._vectors, self._runs, self._words, self._counts):
                held.clear()
            self._silent.clear()
        self._vectors.clear()
        self._texts.clear()


_MOST_HELD = 500_000
"""Runs, words and texts held in memory; about 200 bytes each."""


@lru_cache(maxsize=100_000)
def _log(number: float) -> float:
    return log(number)


def dot(one: Vector, two: Vector) -> float:
    """Return the cosine of two vectors of length 1."""
    if len(two) < len(one):
        one, two = two, one
    return sum(weight * two[word] for word, weight in one.items() if word in two)
