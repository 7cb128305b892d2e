"""Stories: items that tell the same thing, whether in the same text or about the same news.

`Stories` finds why new items belong to stories: copies by their phrases (`sameness`), the same news by the words that
few others use (`events`). `assign` turns these joins into stories. It would rather miss than join wrongly: two rows for
one story cost a glance, a publication hidden behind another one is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from curate.enrich import events
from curate.enrich.events import EVENT, LONG, REWORDED, WITNESSES, Likeness
from curate.enrich.index import Entry, Index, Kept, Vector, dot
from curate.enrich.sameness import COPY, copies_of
from curate.enrich.sketches import Sketch, Text, alike, mark, same_numbers, sketch, word_list
from curate.enrich.terms import Lemmatise, as_written, names
from curate.locale import M
from curate.models import Join
from curate.text import fold

_MANY = 400
"""Texts from which on it is known which words are rare. Among fewer, two open days share as much as two reports of one
fire: there, what is shared must hold a name."""
_ELSEWHERE = 2
"""Other items of a source that may have a word which still tells what two of its items are about,"""
_ELSEWHERE_SHARE = 0.05
"""or this share of its items, where that is more: who passes on the news of many has it from all of them."""
_PASSES_ON = 300
"""Items of a month from which on a source is a newspaper, or passes on many: it tells one matter more than once."""
_MOST_GROUPED = 100_000
"""Items whose stories are held in memory."""
_SHOWN = 5
"""Words that a reason names."""


class Stories:
    """Everything recent, in which items that tell the same are found."""

    def __init__(self, kept: Kept | None = None, lemmatise: Lemmatise | None = None) -> None:
        self.index = Index(kept)
        self._lemmatise = lemmatise
        self._groups = _Groups(self.index)
        self._apart: dict[int, set[int]] = {}
        for one, other in self.index.kept.apart():
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)
        self.fresh: list[Entry] = []
        """What is to be kept of the texts that the last batch brought."""

    def add(self, texts: Sequence[Text], sketches: Sequence[Sketch] | None = None) -> None:
        """Let texts be found by later ones, without asking what they tell themselves.

        `sketches`: theirs, where they were made already.
        """
        if sketches is None:
            sketches = [sketch(text, self._lemmatise) for text in texts]
        self.fresh = self.index.add(texts, sketches)

    def expect(self, texts: Sequence[Text], *, each: float = 1.0) -> None:
        """Let words be weighed as if these texts, each standing for so many, were here: they are still to come."""
        counts: Counter[int] = Counter()
        for text in texts:
            counts.update({mark(word) for word in word_list(text, self._lemmatise)})
        self.index.expect({word: round(count * each) for word, count in counts.items()}, round(len(texts) * each))

    def forget(self) -> None:
        """Drop what was looked up and may be looked up again; everything that was added must be kept by now."""
        self.index.forget()
        self._groups.forget()

    def joins(self, new: Sequence[Text], sketches: Sequence[Sketch] | None = None) -> tuple[Join, ...]:
        """Return why new items belong to stories, each join once, in the order of `new`, best that of their appearance.

        An item is joined to every story that it holds a copy of, else to the one whose items it is most like, and to
        those that it ties to it. The result depends on the texts and their order alone.
        """
        self.add(new, sketches)
        added = {entry.item for entry in self.fresh}
        waiting = set(added)
        found: list[Join] = []
        for text in new:
            if text.item in added:
                waiting.discard(text.item)
                found += self._joins(text, waiting)
        return tuple(found)

    def _joins(self, text: Text, waiting: set[int]) -> list[Join]:
        found = []
        for join in copies_of(text, self.index):
            if join.with_ not in waiting and self._may_join(join.item, join.with_):
                self._groups.join(join.item, join.with_)
                found.append(join)
        return found or self._events(text, waiting)

    def _may_join(self, item: int, other: int) -> bool:
        """Return whether two items are in different stories, and nobody put these apart."""
        one, two = self._groups.of(item), self._groups.of(other)
        if one is two:
            return False
        if not self._apart:
            return True
        others = set(two.items)
        return not any(others & self._apart.get(each, set()) for each in one.items)

    # ── the same news ────────────────────────────────────────────────────────────────────────────────────────────────

    def _events(self, text: Text, waiting: set[int]) -> list[Join]:
        likenesses = [each for each in events.like(text.item, self.index) if each.item not in waiting]
        found = self._reworded(text, likenesses)
        while (best := self._best(text, likenesses)) is not None:
            self._groups.join(text.item, best.item)
            found.append(self._event(text, best))
        return found

    def _reworded(self, text: Text, likenesses: Sequence[Likeness]) -> list[Join]:
        found = []
        for each in likenesses:
            if each.cosine < REWORDED:
                break
            other = self.index.text(each.item)
            if each.length < LONG or other is None or not self._may_join(text.item, each.item):
                continue
            if text.source != other.source or alike(text.title, other.title):
                self._groups.join(text.item, each.item)
                shown = ", ".join(self._shown(text, each.item))
                reason = M("has most words in common with #{item}: {words}", item=each.item, words=shown)
                score = round(min(1.0, each.cosine), 4)
                found.append(Join(item=text.item, kind=COPY, with_=each.item, score=score, text=reason))
        return found

    def _best(self, text: Text, likenesses: Sequence[Likeness]) -> Likeness | None:
        """Return the item that ties this one to the story which it is surest to tell too; None where there is none."""
        own = self._groups.of(text.item)
        best: tuple[float, Likeness] | None = None
        tried: set[int] = set()
        for each in likenesses:
            group = self._groups.of(each.item)
            if group is own or id(group) in tried:
                continue
            pairs = own.witnesses * group.witnesses
            within = self._within(text, each.item)
            asked = events.asked(each.length, within=within)
            if each.shared < asked.words(pairs):
                continue
            over = dot(own.middle, group.middle) / pairs - asked.average(pairs)
            if over < 0 or (best is not None and over <= best[0]):
                tried.add(id(group))
            elif self._fit(text, each, group, within=within):
                tried.add(id(group))
                best = over, each
        return best[1] if best else None

    def _within(self, text: Text, item: int) -> bool:
        entry = self.index.entry(item)
        own = entry is not None and entry.source == text.source
        return own and self.index.size_of(text.source) < _PASSES_ON

    def _fit(self, text: Text, likeness: Likeness, group: _Group, *, within: bool) -> bool:
        """Return whether nothing speaks against a likeness: a person, a series, or words that say little."""
        if not self._may_join(text.item, likeness.item):
            return False
        certain = self.index.size >= _MANY
        if certain and not within:
            return True
        other = self.index.text(likeness.item)
        if other is None:
            return False
        shared = self._shared(text.item, likeness.item)
        if not certain and self._names(text, other).isdisjoint(shared):
            return False
        return not within or self._one_matter(text, other, shared, group)

    def _one_matter(self, text: Text, other: Text, shared: Sequence[int], group: _Group) -> bool:
        """Return whether two items of one source tell one matter, rather than being two of a series.

        Words that it uses elsewhere are its own way of speaking.
        """
        if fold(text.title) == fold(other.title) or not same_numbers(text.title, other.title):
            return False
        members = {text.item, *group.items}
        most = max(_ELSEWHERE, _ELSEWHERE_SHARE * self.index.size_of(text.source))
        telling = [word for word in shared if self._elsewhere(word, text.source, members) <= most]
        return len(telling) >= events.asked(0).shared

    def _elsewhere(self, word: int, source: str, members: set[int]) -> int:
        holders = [item for item, _ in self.index.word_holders(word) if item not in members]
        self.index.know(holders)
        return sum((entry := self.index.entry(item)) is not None and entry.source == source for item in holders)

    def _shared(self, item: int, other: int) -> list[int]:
        """Return the words of both vectors, the heaviest first."""
        theirs = self.index.vector(other)
        return [word for word in self.index.vector(item) if word in theirs]

    def _names(self, text: Text, other: Text) -> set[int]:
        return {
            mark(term)
            for each in (text, other)
            for term in names(each.title, each.body, language=each.language, lemmatise=self._lemmatise)
        }

    def _event(self, text: Text, likeness: Likeness) -> Join:
        shown = ", ".join(self._shown(text, likeness.item))
        return Join(
            item=text.item,
            kind=EVENT,
            with_=likeness.item,
            score=round(min(1.0, likeness.cosine), 4),
            text=M("tells the same news as #{item}: {words}", item=likeness.item, words=shown),
        )

    def _shown(self, text: Text, other: int) -> list[str]:
        """Return the words that tell most of what two items have in common, as they stand in the first."""
        terms = {mark(term): term for term in word_list(text, self._lemmatise)}
        shared = [terms[word] for word in self._shared(text.item, other) if word in terms][:_SHOWN]
        parts = (text.title, text.body, text.slug)
        return as_written(shared, *parts, language=text.language, lemmatise=self._lemmatise)


class _Group:
    """The items of one story, in the order of their appearance."""

    def __init__(self, items: list[int], index: Index) -> None:
        self.items = items
        self._index = index
        self._middle: Vector | None = None

    @property
    def witnesses(self) -> int:
        return min(len(self.items), WITNESSES)

    @property
    def middle(self) -> Vector:
        if self._middle is None:
            self._middle = events.middle(self.items, self._index)
        return self._middle

    def take(self, other: _Group) -> None:
        self.items.extend(other.items)
        self._middle = None

    def middle_moved(self) -> None:
        self._middle = None


class _Groups:
    """Which items are one story so far."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._of: dict[int, _Group] = {}

    def of(self, item: int) -> _Group:
        if item not in self._of:
            items = list(self._index.kept.story(item)) or [item]
            group = next((self._of[each] for each in items if each in self._of), None) or _Group(items, self._index)
            for each in {*items, item}:
                self._of.setdefault(each, group)
        return self._of[item]

    def forget(self) -> None:
        """Drop the middles of the groups; of very many groups, these too: what was joined is kept by now."""
        if len(self._of) > _MOST_GROUPED:
            self._of.clear()
        for group in self._of.values():
            group.middle_moved()

    def join(self, item: int, other: int) -> None:
        one, two = self.of(item), self.of(other)
        large, small = (one, two) if len(one.items) > len(two.items) else (two, one)
        if large is not small:
            large.take(small)
            for moved in small.items:
                self._of[moved] = large


def find_joins(
    new: Sequence[Text], recent: Iterable[Text] = (), *, lemmatise: Lemmatise | None = None
) -> tuple[Join, ...]:
    """Return why new items belong to stories, with recent ones or among themselves."""
    known = {text.item for text in new}
    teller = Stories(lemmatise=lemmatise)
    teller.add([text for text in recent if text.item not in known])
    return teller.joins(new)


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
