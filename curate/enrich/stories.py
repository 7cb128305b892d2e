"""Stories: items that tell the same thing, whether in the same text or about the same news.

`Stories` finds why items belong together: copies by their phrases (`sameness`), the same news by the words that few
others use (TF-IDF), within a week. `assign` turns these joins into stories. It would rather miss than join wrongly: two
rows for one story cost a glance, a publication hidden behind another one is lost.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log, sqrt

from curate.enrich.sameness import COPY, Copies, Text, alike
from curate.enrich.terms import as_written, names, terms
from curate.locale import M
from curate.models import Join

EVENT = "event"
WINDOW = timedelta(days=7)
"""Between two items on the same news."""
REWORDED = 0.6
"""Cosine from which on two longer texts are the same text, however much of it was reworded (enrich.md, Same text)."""
LONG = 30
"""Different telling words from which on a text is longer."""
_TITLE_WEIGHT = 2
"""A word of the title counts as so many of the text."""
_WORDS = 400
"""Words of a text that are looked at: what it is about stands at its beginning."""
_KEPT = 40
"""Words by which a text is compared: those that tell most."""
_ASKED = 12
"""Words by which others are looked up."""
_COMMON = 0.02
"""Share of all texts from which on a word is too common to look others up by, where that is more than `_LARGEST`."""
_LARGEST = 300
"""Texts that may tell one story, so that the words which all of them have still find them."""
_COMPARED = 60
"""Texts that are compared, of those looked up: the most promising."""
_MANY = 1000
"""Texts from which on it is known which words are rare. Among fewer, two open days share as much as two reports of one
fire: there, what is shared must hold a name."""
_FEWEST_TEXTS = 200
"""How many texts there are at least, for weighing words: in a small collection no word is as rare as it seems."""
_SHOWN = 5
"""Words that a reason names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What is asked of two items on the same news."""

    cosine: float
    shared: int
    """Telling words in common."""


def asked(length: int) -> _Asked:
    """Return what is asked of two items; `length`: different telling words of the shorter one.

    A title has 7 of them, and outlets word it differently: little likeness is much there, but two shared words are
    chance. Longer texts share words by being on one subject: more is asked of them.
    """
    return _Asked(cosine=0.25, shared=3) if length < _TITLE_ONLY else _Asked(cosine=0.35, shared=4)


_TITLE_ONLY = 12
"""Different telling words from which on a text is more than a title."""
_LIKE_STORY = 0.8
"""Share of the cosine asked that an item must also have with the middle of the story: or a chain joins all there is."""


class Stories:
    """Everything recent, in which items that tell the same are found.

    Made once a run with what is recent; `joins` then takes the new items in batches, and costs what the new ones cost.
    """

    def __init__(self, recent: Iterable[Text] = (), *, window: timedelta = WINDOW) -> None:
        self._copies = Copies()
        self._news = _News(window)
        self._texts: dict[int, Text] = {}
        self._told = _Told()
        self._joined: set[frozenset[int]] = set()
        for text in recent:
            self._add(text)

    def _add(self, text: Text) -> None:
        if text.item not in self._texts:
            self._texts[text.item] = text
            self._copies.add(text)
            self._news.add(text)
            self._told.add(text.item, text.story)

    def joins(self, new: Sequence[Text]) -> tuple[Join, ...]:
        """Return why new items belong to stories, each join once, in the order of `new`.

        An item is joined to every story that it holds a copy of, else to the one item that most surely tells the same.
        The result depends on the texts and their order alone.
        """
        for text in new:
            self._add(text)
        waiting = {text.item for text in new}
        found: list[Join] = []
        for text in new:
            waiting.discard(text.item)
            for join in self._joins(self._texts[text.item], waiting):
                pair = frozenset({join.item, join.with_})
                if pair not in self._joined:
                    self._joined.add(pair)
                    self._told.join(join.item, join.with_)
                    found.append(join)
        return tuple(found)

    def _joins(self, text: Text, waiting: set[int]) -> list[Join]:
        best: dict[int, Join] = {}
        for join in self._copies.of(text.item):
            if join.with_ not in waiting:
                best.setdefault(self._told.story(join.with_), join)
        return list(best.values()) or self._news_joins(text, waiting)

    def _news_joins(self, text: Text, waiting: set[int]) -> list[Join]:
        """Return the surest join to each story that tells the same news."""
        best: dict[int, Join | None] = {}
        for likeness in self._news.like(text.item):
            story = self._told.story(likeness.item)
            if likeness.item not in waiting and best.get(story) is None:
                best[story] = self._news_join(text, likeness)
        return [join for join in best.values() if join]

    def _news_join(self, text: Text, likeness: _Likeness) -> Join | None:
        other = self._texts[likeness.item]
        reworded = likeness.cosine >= REWORDED and likeness.length >= LONG
        if text.source == other.source and not (reworded and alike(text.title, other.title)):
            return None
        shared = self._news.shared(text.item, other.item)
        if not reworded and not (self._same_news(text.item, likeness, len(shared)) and self._sure(text, other, shared)):
            return None
        shown = ", ".join(as_written(shared[:_SHOWN], text.title, text.body))
        return Join(
            item=text.item,
            kind=COPY if reworded else EVENT,
            with_=other.item,
            score=round(likeness.cosine, 4),
            text=M("has most words in common with #{item}: {words}", item=other.item, words=shown)
            if reworded
            else M("tells the same news as #{item}: {words}", item=other.item, words=shown),
        )

    def _sure(self, text: Text, other: Text, shared: Iterable[str]) -> bool:
        """Return whether the shared words are known to be rare, or name somebody or something."""
        return len(self._texts) >= _MANY or not _names(text, other).isdisjoint(shared)

    def _same_news(self, item: int, likeness: _Likeness, shared: int) -> bool:
        wanted = asked(likeness.length)
        if likeness.cosine < wanted.cosine or shared < wanted.shared:
            return False
        story = [other for other in self._told.items(likeness.item) if other != item]
        return self._news.cosine_with_middle(item, story) >= _LIKE_STORY * wanted.cosine


def find_joins(new: Sequence[Text], recent: Iterable[Text] = (), *, window: timedelta = WINDOW) -> tuple[Join, ...]:
    """Return why new items belong to stories, with recent ones or among themselves."""
    known = {text.item for text in new}
    return Stories((text for text in recent if text.item not in known), window=window).joins(new)


# ── stories from joins ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """Which item goes to which story."""

    told: Mapping[int, int]
    """Item → the story that was there and that it joins now."""
    fresh: tuple[tuple[int, ...], ...]
    """Items that make up a story of their own, for which a number must be made; each in the order given."""
    merged: tuple[tuple[int, int], ...]
    """(into, gone): a story that turned out to be the same as an older one."""


def assign(items: Sequence[int], joins: Sequence[Join], held: Mapping[int, int]) -> Assignment:
    """Return the stories of `items` after `joins`; `held` is item → story for all that belong to one already.

    A story never changes its number when it grows. Where two turn out to be one, the smaller number, the older, stays.
    """
    told = _Told()
    everyone = dict.fromkeys([*items, *(number for join in joins for number in (join.item, join.with_))])
    for item in everyone:
        told.add(item, held.get(item, 0))
    for join in joins:
        told.join(join.item, join.with_)
    groups: dict[int, list[int]] = {}
    for item in everyone:
        groups.setdefault(told.story(item), []).append(item)
    into: dict[int, int] = {}
    fresh: list[tuple[int, ...]] = []
    merged: set[tuple[int, int]] = set()
    for group in groups.values():
        numbers = {held[item] for item in group if held.get(item)}
        if not numbers:
            fresh.append(tuple(group))
            continue
        stays = min(numbers)
        merged |= {(stays, number) for number in numbers if number != stays}
        into |= {item: stays for item in group if not held.get(item)}
    return Assignment(told=into, fresh=tuple(fresh), merged=tuple(sorted(merged)))


class _Told:
    """Which items are one story so far: a union-find that keeps its groups."""

    def __init__(self) -> None:
        self._group: dict[int, list[int]] = {}
        self._first: dict[int, int] = {}
        """Story → its first item here."""

    def add(self, item: int, story: int) -> None:
        self._group.setdefault(item, [item])
        if story and self._first.setdefault(story, item) != item:
            self.join(item, self._first[story])

    def join(self, item: int, other: int) -> None:
        small, large = sorted((self._group[item], self._group[other]), key=len)
        if small is not large:
            large.extend(small)
            for moved in small:
                self._group[moved] = large

    def story(self, item: int) -> int:
        """Return the item that stands for the group."""
        return self._group[item][0]

    def items(self, item: int) -> list[int]:
        return self._group[item]


# ── the same news ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class _Likeness:
    """How much an item's words are those of another one."""

    item: int
    cosine: float
    length: int
    """Different telling words of the shorter text."""


def _names(*texts: Text) -> set[str]:
    return names(*(part for text in texts for part in (text.title, text.body)))


_WITNESSES = 30
"""Items of a story that make up its middle: the latest."""


class _News:
    """An index of words in which texts on the same news are found."""

    def __init__(self, window: timedelta) -> None:
        self._window = window.total_seconds()
        self._times: dict[int, float | None] = {}
        self._terms: dict[int, tuple[str, ...]] = {}
        self._counts: dict[int, array[int]] = {}
        self._holders: dict[str, list[int]] = {}
        self._vectors: dict[int, dict[str, float]] = {}

    def add(self, text: Text) -> None:
        counts = Counter(terms(text.title) * _TITLE_WEIGHT + terms(text.body)[:_WORDS])
        self._times[text.item] = text.published.timestamp() if text.published else None
        self._terms[text.item] = tuple(counts)
        self._counts[text.item] = array("H", counts.values())
        for term in counts:
            self._holders.setdefault(term, []).append(text.item)

    def like(self, item: int) -> list[_Likeness]:
        """Return the texts of the window that are most like this one, the likest first."""
        vector = self._vector(item)
        most = max(_LARGEST, _COMMON * len(self._terms))
        shared: Counter[int] = Counter()
        for term in list(vector)[:_ASKED]:
            if len(self._holders[term]) <= most:
                shared.update(self._holders[term])
        near = [(-n, -other) for other, n in shared.items() if n > 1 and other != item and self._near(item, other)]
        likenesses = [self._likeness(item, -other) for _, other in sorted(near)[:_COMPARED]]
        return sorted(likenesses, key=lambda likeness: (-likeness.cosine, likeness.item))

    def _near(self, item: int, other: int) -> bool:
        one, two = self._times[item], self._times[other]
        return one is not None and two is not None and abs(one - two) <= self._window

    def _likeness(self, item: int, other: int) -> _Likeness:
        one, two = self._vector(item), self._vector(other)
        return _Likeness(
            item=other,
            cosine=sum(weight * two[term] for term, weight in one.items() if term in two),
            length=min(len(self._terms[item]), len(self._terms[other])),
        )

    def shared(self, item: int, other: int) -> list[str]:
        """Return the telling words that both have, the heaviest first."""
        two = self._vector(other)
        return [term for term in self._vector(item) if term in two]

    def cosine_with_middle(self, item: int, story: Sequence[int]) -> float:
        """Return how like an item is to the items of a story taken together."""
        middle: dict[str, float] = {}
        for other in story[-_WITNESSES:]:
            for term, weight in self._vector(other).items():
                middle[term] = middle.get(term, 0.0) + weight
        length = sqrt(sum(weight * weight for weight in middle.values())) or 1.0
        return sum(weight * middle.get(term, 0.0) for term, weight in self._vector(item).items()) / length

    def _vector(self, item: int) -> dict[str, float]:
        """Return the weights of the words that tell most about a text, heaviest first, of length 1 together."""
        if item not in self._vectors:
            weights = [
                ((1 + log(count)) * self._rarity(term), term)
                for term, count in zip(self._terms[item], self._counts[item], strict=True)
            ]
            heaviest = sorted(weights, key=lambda weighed: (-weighed[0], weighed[1]))[:_KEPT]
            length = sqrt(sum(weight * weight for weight, _ in heaviest)) or 1.0
            self._vectors[item] = {term: weight / length for weight, term in heaviest}
        return self._vectors[item]

    def _rarity(self, term: str) -> float:
        """Return the inverse document frequency of a word, as a logarithm."""
        return log((max(len(self._terms), _FEWEST_TEXTS) + 1) / (len(self._holders[term]) + 0.5))
