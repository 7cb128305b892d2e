"""A desk to work at: a workspace with a few items in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from curate import config, workspace
from curate.models import Said, SaidEntry
from curate.store import Configured, Store
from curate.workflows import curating
from curate.workflows.desk import Desk

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONFIGURATION = """
organisation: {name: Voorbeeld vzw, language: nl, timezone: Europe/Brussels}
sources:
  - {url: 'https://blog.example/feed', name: Blog, tags: [e-leren]}
tags:
  privacy: [gdpr, avg]
"""
TITLES = ("Scholen en de GDPR", "Vrijwilligers op TikTok", "Een museum zonder muren", "Leren op de bus")


@contextmanager
def desk_in(folder: Path, configuration: str = CONFIGURATION) -> Iterator[Desk]:
    """Give a desk in a new workspace, with one item a title."""
    made = workspace.create_from(folder, configuration)
    settings = config.load(made.config)
    with Store(made.database) as store:
        store.sources.configure([Configured(name="Blog", fallback="blog", url="https://blog.example/feed")])
        entries = tuple(
            SaidEntry(
                id=None,
                url=f"https://blog.example/{number}",
                title=title,
                summary=f"{title}: wat ervan te denken.",
                published=NOW - timedelta(hours=number),
            )
            for number, title in enumerate(TITLES, 1)
        )
        store.items.take(1, Said(entries=entries), home="https://blog.example", now=NOW, first=False)
        desk = Desk(workspace=made, config=settings, store=store, by="An", now=NOW)
        curating.index(desk, [1, 2, 3, 4])
        yield desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a desk."""
    with desk_in(tmp_path / "werkmap") as opened:
        yield opened
