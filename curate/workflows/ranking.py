"""Ranking: the scores of items, and what the curators' decisions teach them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from curate.enrich import learning, ranking
from curate.enrich.index import Entry, Index, Vector, dot
from curate.enrich.lemmas import lemma
from curate.enrich.sketches import Text, mark, sketch
from curate.enrich.terms import as_written, terms
from curate.models import Item
from curate.store.lessons import Lesson
from curate.store.sources import Known
from curate.workflows.desk import Desk

AT_ONCE = 400
"""New items whose scores follow a decision at once: the best of those that it touches. The others follow when they are
next looked at, and would not have been shown before these."""
_NEAR = 12
"""Words by which items like a published one are looked up: those that tell most about it."""


def rank(desk: Desk, numbers: Sequence[int], sources: Mapping[int, Known] | None = None) -> None:
    """Score items anew."""
    sources = desk.store.sources.known() if sources is None else sources
    seen = desk.store.items.seen_in(numbers)
    items = desk.store.items.many(numbers)
    told = desk.store.stories.sources({item.story for item in items})
    learnt = _learnt(desk, items, sources, seen)
    scores = []
    for item in items:
        found = ranking.score(
            tags=item.tags,
            trust=max((sources[number].trust for number in seen.get(item.id, ())), default=3),
            sources=told.get(item.story, 1),
            published=item.published,
            first_seen=item.first_seen,
            weights=desk.config.ranking,
            learnt=learnt.get(item.id, ()),
        )
        scores.append((item.id, found.value, found.reasons))
    desk.store.items.rank(scores)


def _learnt(
    desk: Desk, items: Sequence[Item], sources: Mapping[int, Known], seen: Mapping[int, Sequence[int]]
) -> dict[int, list[ranking.Term]]:
    """Return what the decisions so far say of some items, by their numbers."""
    by_source = desk.store.lessons.by_source()
    if not by_source:
        return {}
    numbers = [item.id for item in items]
    vectors = {entry.item: entry.vector for entry in desk.store.sketches.entries(numbers)}
    taste = desk.store.lessons.taste({word for vector in vectors.values() for word in vector})
    echoes = desk.store.lessons.echoes(numbers)
    found: dict[int, list[ranking.Term]] = {}
    for item in items:
        terms_: list[ranking.Term | None] = [
            learning.like(vectors.get(item.id, {}), taste, _written(item)),
            *(
                learning.keep_rate(sources[number].name, *by_source[number])
                for number in seen.get(item.id, ())[:1]
                if number in by_source
            ),
        ]
        if item.id in echoes:
            terms_.append(learning.echo(*echoes[item.id]))
        found[item.id] = [term for term in terms_ if term is not None]
    return found


def _written(item: Item) -> dict[int, str]:
    """Return the words of an item's title by their marks."""
    found = terms(item.title, item.language, lemma if item.language else None)
    shown = as_written(found, item.title, language=item.language, lemmatise=lemma if item.language else None)
    return {mark(term): word for term, word in zip(found, shown, strict=True)}


# ── learning ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def learn(desk: Desk, *, follow: bool = True) -> int:
    """Learn from what was decided since the last time, let the scores follow, and return of how many items it was.

    `follow` False: scores stay as they are, for who is going to score everything anyway.
    """
    with desk.store.transaction():
        items = desk.store.lessons.unsettled()
        if not items:
            return 0
        held, wanted = desk.store.lessons.held(items), desk.store.lessons.wanted(items)
        changed = [item for item in items if (held[item][0] if item in held else None) != wanted.get(item)]
        words: set[int] = set()
        for item in changed:
            if item in held:
                desk.store.lessons.forget(*held[item])
                words |= held[item][1].keys()
        words |= _teach(desk, [wanted[item] for item in changed if item in wanted])
        sources = {lesson.source for lesson in (*wanted.values(), *(each for each, _ in held.values()))}
        if changed and follow:
            rank(desk, desk.store.lessons.touched(words, sources, AT_ONCE))
        return len(changed)


def _teach(desk: Desk, lessons: Sequence[Lesson]) -> set[int]:
    """Learn from items and return the words that something was learnt of."""
    numbers = [lesson.item for lesson in lessons]
    entries = {entry.item: entry for entry in desk.store.sketches.entries(numbers)}
    missing = [number for number in numbers if number not in entries]
    if missing:  # decided before enrichment had it, or long after it was forgotten
        entries |= _weighed(desk, missing)
    words: set[int] = set()
    for lesson in lessons:
        desk.store.lessons.learn(lesson, entries[lesson.item])
        words |= entries[lesson.item].vector.keys()
        if lesson.published:
            desk.store.lessons.keep_echoes(_echoes_of(desk, lesson.item, entries[lesson.item].vector))
    return words


def _weighed(desk: Desk, numbers: Sequence[int]) -> dict[int, Entry]:
    index = Index(desk.store.sketches)
    return {item.id: index.weighed(sketch(Text.of(item), lemma)) for item in desk.store.items.many(numbers)}


def _echoes_of(desk: Desk, item: int, vector: Vector) -> list[tuple[int, int, float]]:
    """Return (other, item, cosine) of the items that may be like a published one."""
    found: dict[int, float] = defaultdict(float)
    words = list(vector)[:_NEAR]
    for word, holders in desk.store.sketches.word_holders(words).items():
        for other, weight in holders:
            found[other] += vector[word] * weight
    near = sorted(found.keys() - {item}, key=lambda other: (-found[other], other))[:AT_ONCE]
    return [(entry.item, item, dot(vector, entry.vector)) for entry in desk.store.sketches.entries(near)]


class Echoes:
    """What was published, as new items are held against it."""

    def __init__(self, desk: Desk) -> None:
        self._holders: dict[int, list[tuple[int, float]]] = {}
        published = sorted(desk.store.lessons.published())[-_REMEMBERED:]
        for item, (_, vector) in desk.store.lessons.held(published).items():
            for word, weight in vector.items():
                self._holders.setdefault(word, []).append((item, weight))

    def of(self, entries: Iterable[Entry]) -> list[tuple[int, int, float]]:
        """Return (item, published item, cosine) of the published item that each is most like."""
        found = []
        for entry in entries if self._holders else ():
            likeness: dict[int, float] = defaultdict(float)
            for word, weight in entry.vector.items():
                for item, theirs in self._holders.get(word, ()):
                    likeness[item] += weight * theirs
            likeness.pop(entry.item, None)
            if likeness:
                item, cosine = max(likeness.items(), key=lambda each: (each[1], -each[0]))
                found.append((entry.item, item, cosine))
        return found


_REMEMBERED = 1000
"""Published items that new ones are held against: the latest. At seven a week, those of nearly three years."""
