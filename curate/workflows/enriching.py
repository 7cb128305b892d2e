"""Enrichment: tags, stories, scores and the search index, of what has not had them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from curate import platforms
from curate.enrich import lemmas, stories
from curate.enrich.sketches import Sketch, Text
from curate.models import Item
from curate.store.sketches import UNTOUCHED
from curate.workflows import curating, ranking
from curate.workflows import desk as at
from curate.workflows.ahead import Ahead, Read
from curate.workflows.desk import Desk
from curate.workflows.labelling import Labels

Progress = Callable[[int, int, str], None]
BATCH = 500
"""Items enriched in one transaction: a run that is broken off loses no more than that, and goes on where it was."""
WINDOW = timedelta(days=30)
"""How far back items are looked at for the same text (enrich.md, Same text)."""


def run(desk: Desk, *, again: bool = False, progress: Progress | None = None) -> int:
    """Enrich under the workspace's lock, all items anew with `again`, and return how many were."""
    with desk.workspace.lock():
        at.configure(desk)
        if again:
            desk.store.items.pend()
            desk.store.sketches.clear()
        return enrich(desk, progress=progress)


def enrich(desk: Desk, *, progress: Progress | None = None) -> int:
    """Enrich what has not had it, and return how many items that were."""
    waiting = desk.store.items.pending()
    if not waiting:
        return 0
    lemmas.expect(len(waiting))
    labels = Labels(desk)
    with desk.store.transaction():
        desk.store.counts.follow_rules(labels.marks, desk.now)
    sources = desk.store.sources.known()
    teller = _teller(desk)
    _expect(desk, teller, waiting)
    ranking.learn(desk, follow=False)
    echoes = ranking.Echoes(desk)
    done = 0
    with Ahead(desk.config.tags, len(waiting)) as ahead:
        for items, found in _read(desk, labels, ahead, waiting):
            numbers = [item.id for item in items]
            with desk.store.transaction():
                batch = labels.keep(_as_they_are(desk, items), found)
                touched = _tell(desk, teller, batch, {each.sketch.item: each.sketch for each in found})
                desk.store.lessons.keep_echoes(echoes.of(entry for entry in teller.fresh if entry.item in set(numbers)))
                ranking.rank(desk, sorted({*numbers, *touched}), sources)
                desk.store.search.wait(numbers)
                desk.store.counts.keep({item.id: each.mentions for item, each in zip(items, found, strict=True)})
                desk.store.counts.settle(numbers)
                desk.store.counts.follow_stories(touched)
                desk.store.items.enriched(numbers)
            teller.forget()
            done += len(items)
            if progress is not None:
                progress(done, len(waiting), "")
    curating.index_waiting(desk)
    return len(waiting)


def _read(desk: Desk, labels: Labels, ahead: Ahead, waiting: Sequence[int]) -> Iterator[tuple[list[Item], list[Read]]]:
    """Yield the waiting items in batches, with what was found out of their texts, which is always a batch ahead."""
    asked: deque[list[Item]] = deque()
    for start in range(0, len(waiting), BATCH):
        platforms.heed()
        asked.append(desk.store.items.many(waiting[start : start + BATCH]))
        ahead.ask(labels.said(asked[-1]))
        if len(asked) > 1:
            yield asked.popleft(), ahead.take()
    yield asked.popleft(), ahead.take()


def _as_they_are(desk: Desk, items: Sequence[Item]) -> Sequence[Item]:
    """Return items as they are now: those that tell a story may tell another one since they were read."""
    told = [item.id for item in items if item.story]
    now = {item.id: item for item in desk.store.items.many(told)}
    return [now.get(item.id, item) for item in items]


# ── stories ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _teller(desk: Desk) -> stories.Stories:
    """Return what finds stories, among the items of a month and all that was curated."""
    with desk.store.transaction():
        desk.store.sketches.expire(desk.now - WINDOW)
        teller = stories.Stories(desk.store.sketches, lemmas.lemma)
        for start in range(0, len(missing := desk.store.sketches.missing()), BATCH):
            teller.add([Text.of(item) for item in desk.store.items.many(missing[start : start + BATCH])])
            desk.store.sketches.save(teller.fresh, teller.index.held)
    return teller


def _expect(desk: Desk, teller: stories.Stories, waiting: Sequence[int]) -> None:
    """Let the first texts of a first run be weighed by the words of all that wait with them."""
    if len(waiting) <= BATCH or len(waiting) < teller.index.size:
        return
    sample = waiting[:: max(1, len(waiting) // _SAMPLE)]
    for start in range(0, len(sample), BATCH):
        texts = [Text.of(item) for item in desk.store.items.many(sample[start : start + BATCH])]
        teller.expect(texts, each=len(waiting) / len(sample))


_SAMPLE = 500
"""Items from which is seen how rare words are."""


def _tell(desk: Desk, teller: stories.Stories, batch: Sequence[Item], sketches: Mapping[int, Sketch]) -> set[int]:
    """Put the new items of a batch into stories, and return the items whose stories grew.

    An item that changed is compared anew where nothing else tells its story; one that has company stays there. What is
    old and was never chosen is not compared at all.
    """
    told = [item for item in batch if item.story]
    desk.store.sketches.remove([item.id for item in told])
    changed = [item.id for item in told if item.first_seen >= desk.now - WINDOW or item.state not in UNTOUCHED]
    alone = desk.store.stories.alone(changed)
    asked = [item for item in batch if not item.story or item.id in alone]
    joins = teller.joins([Text.of(item) for item in asked], [sketches[item.id] for item in asked])
    desk.store.sketches.save(teller.fresh, teller.index.held)
    fresh = teller.fresh
    others = [item for item in told if item.id in set(changed) - alone]
    teller.add([Text.of(item) for item in others], [sketches[item.id] for item in others])
    desk.store.sketches.save(teller.fresh, teller.index.held)
    teller.fresh = [*fresh, *teller.fresh]
    partners = {number for join in joins for number in (join.item, join.with_)}
    held = {item.id: item.story for item in [*asked, *desk.store.items.many(sorted(partners))] if item.story}
    result = stories.assign([item.id for item in asked], joins, held)
    desk.store.stories.tell(result.told, result.fresh)
    for into, gone in result.merged:
        desk.store.stories.merge(into, gone)
    for join in joins:
        desk.store.stories.join(join)
    return set(desk.store.stories.members({*result.told.values(), *(into for into, _ in result.merged)}))
