"""Enrichment: tags, stories, scores and the search index, of what has not had them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from curate.enrich import tagging
from curate.workflows import curating
from curate.workflows.desk import Desk

Progress = Callable[[int, int, str], None]
BATCH = 500
"""Items enriched in one transaction: a run that is broken off loses no more than that, and goes on where it was."""
WINDOW = timedelta(days=30)
"""How far back items are looked at for the same text (enrich.md, Same text)."""


def run(desk: Desk, *, again: bool = False, progress: Progress | None = None) -> int:
    """Enrich under the workspace's lock, all items anew with `again`, and return how many were."""
    from curate.workflows import refreshing

    with desk.workspace.lock():
        refreshing.configure(desk)
        if again:
            desk.store.items.pend()
        return enrich(desk, progress=progress)


def enrich(desk: Desk, *, progress: Progress | None = None) -> int:
    """Enrich what has not had it, and return how many items that were."""
    total = desk.store.items.pending_count()
    if not total:
        return 0
    tagger = tagging.compile_rules(desk.config.tags)
    trusted = desk.store.sources.trusted()
    given = {source.url: source.tags for source in desk.config.sources}
    teller = _Teller(desk)
    done = 0
    while batch := desk.store.items.pending(BATCH):
        with desk.store.transaction():
            for item in batch:
                desk.store.items.retag(item.id, _tags(item, tagger, given, trusted))
            touched = teller.tell(batch)
            numbers = sorted({item.id for item in batch} | touched)
            _rank(desk, numbers, trusted)
            curating.index(desk, [item.id for item in batch])
            desk.store.items.enriched([item.id for item in batch])
        done += len(batch)
        if progress is not None:
            progress(done, total, "")
    return done
