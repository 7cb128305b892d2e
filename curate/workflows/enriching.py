"""Enrichment: tags, stories, scores and the search index, of what has not had them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from curate import text
from curate.enrich import ranking, stories, tagging
from curate.enrich.sameness import Text
from curate.models import Item, Origin, Tag
from curate.store.sources import Known
from curate.workflows import curating
from curate.workflows import desk as at
from curate.workflows.desk import Desk

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
        return enrich(desk, progress=progress)


def enrich(desk: Desk, *, progress: Progress | None = None) -> int:
    """Enrich what has not had it, and return how many items that were."""
    total = desk.store.items.pending_count()
    if not total:
        return 0
    tagger = tagging.compile_rules(desk.config.tags)
    sources = desk.store.sources.known()
    given = {source.url: source.tags for source in desk.config.sources}
    teller = stories.Stories(_texts(desk.store.items.recent(desk.now - WINDOW)))
    done = 0
    while batch := desk.store.items.pending(BATCH):
        numbers = [item.id for item in batch]
        with desk.store.transaction():
            seen = desk.store.items.seen_in(numbers)
            for item in batch:
                shown = [sources[number] for number in seen.get(item.id, ())]
                desk.store.items.retag(item.id, _tags(item, tagger, shown, given))
            touched = _tell(desk, teller, batch)
            _rank(desk, sorted({*numbers, *touched}), sources)
            desk.store.search.wait(numbers)
            desk.store.items.enriched(numbers)
        done += len(batch)
        if progress is not None:
            progress(done, total, "")
    curating.catch_up(desk)
    return done


def _tags(item: Item, tagger: tagging.Tagger, shown: Sequence[Known], given: Mapping[str, Sequence[str]]) -> list[Tag]:
    """Return an item's tags from the rules, and from every source that showed it."""
    found = list(tagger.tags(item.title, _body(item), item.language))
    for source in shown:
        found += [Tag(tag=tag, origin=Origin.SOURCE, matched=source.name) for tag in given.get(source.url, ())]
    return found


def _body(item: Item) -> str:
    return text.plain(item.fullest) if item.fullest else item.summary


# ── stories ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _texts(items: Sequence[Item]) -> list[Text]:
    """Return the items that tell a story already, as they are compared with new ones."""
    return [_text(item) for item in items if item.story]


def _text(item: Item) -> Text:
    return Text(
        item=item.id,
        source=item.source,
        title=item.title,
        body=_body(item),
        published=item.published or item.first_seen,
        story=item.story,
    )


def _tell(desk: Desk, teller: stories.Stories, batch: Sequence[Item]) -> set[int]:
    """Put the new items of a batch into stories, and return the items whose stories grew."""
    new = [item for item in batch if not item.story]
    joins = teller.joins([_text(item) for item in new])
    partners = {number for join in joins for number in (join.item, join.with_)}
    held = {item.id: item.story for item in desk.store.items.many(sorted(partners)) if item.story}
    result = stories.assign([item.id for item in new], joins, held)
    for group in result.fresh:
        story = desk.store.stories.new()
        for number in group:
            desk.store.stories.tell(number, story)
    for number, story in result.told.items():
        desk.store.stories.tell(number, story)
    for into, gone in result.merged:
        desk.store.stories.merge(into, gone)
    for join in joins:
        desk.store.stories.join(join)
    grown = {*result.told.values(), *(into for into, _ in result.merged)}
    return {number for story in grown for number in desk.store.stories.get(story).items}


# ── scores ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rank(desk: Desk, numbers: Sequence[int], sources: Mapping[int, Known]) -> None:
    """Score items; those of a story are scored together, because how many sources tell it counts for each."""
    seen = desk.store.items.seen_in(numbers)
    told: dict[int, int] = {}
    for item in desk.store.items.many(numbers):
        if item.story not in told:
            told[item.story] = len(desk.store.stories.get(item.story).sources)
        found = ranking.score(
            tags=item.tags,
            trust=max((sources[number].trust for number in seen.get(item.id, ())), default=3),
            sources=told[item.story],
            published=item.published,
            first_seen=item.first_seen,
            weights=desk.config.ranking,
        )
        desk.store.items.rank(item.id, found.value, found.reasons)
