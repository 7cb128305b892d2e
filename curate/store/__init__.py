"""The store: one SQLite database, and the only place that knows SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from curate.store.arrivals import Arrival, arrivals
from curate.store.bundles import refuse_target, write_bundle
from curate.store.copies import back_up, bring_back, put_aside, restorable
from curate.store.counts import Counts
from curate.store.curation import LONGEST, Act, Curation
from curate.store.database import Connection, engine, explained, new_key
from curate.store.digests import Digest, Digests, Place
from curate.store.foreign import opened
from curate.store.items import Items, Taken
from curate.store.keeping import Keeping
from curate.store.ledger import Ledger
from curate.store.lessons import Lessons
from curate.store.listing import Wanted
from curate.store.merging import Merged, Merging
from curate.store.pages import Pages
from curate.store.people import People, Person
from curate.store.results import CameIn, Result, Results
from curate.store.reviews import Reviews
from curate.store.schema import VERSION as SCHEMA
from curate.store.search import Search
from curate.store.sendings import Begun, Sendings
from curate.store.sketches import Sketches
from curate.store.sources import Configured, Sources
from curate.store.stories import Stories
from curate.store.tags import ByHand, Tags, Use
from curate.store.tips import Tips
from curate.store.trends import Trends
from curate.store.twins import Twins

__all__ = [
    "LONGEST",
    "SCHEMA",
    "Act",
    "Arrival",
    "Begun",
    "ByHand",
    "CameIn",
    "Configured",
    "Digest",
    "Merged",
    "Person",
    "Place",
    "Result",
    "Store",
    "Taken",
    "Use",
    "Wanted",
    "arrivals",
    "back_up",
    "bring_back",
    "engine",
    "explained",
    "new_key",
    "opened",
    "put_aside",
    "refuse_target",
    "restorable",
    "write_bundle",
]


class Store:
    """One database, by its parts. `StoreError` on opening where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = Connection(path)
        self.sources = Sources(self._connection)
        self.items = Items(self._connection)
        self.stories = Stories(self._connection)
        self.sketches = Sketches(self._connection, self.items)
        self.lessons = Lessons(self._connection)
        self.tags = Tags(self._connection)
        self.tips = Tips(self._connection)
        self.people = People(self._connection)
        self.curation = Curation(self._connection)
        self.digests = Digests(self._connection, self.curation)
        self.ledger = Ledger(self._connection)
        self.results = Results(self._connection, self.curation)
        self.sendings = Sendings(self._connection)
        self.search = Search(self._connection)
        self.pages = Pages(self._connection)
        self.keeping = Keeping(self._connection, self.sketches.remove)
        self.twins = Twins(self._connection, self.curation, self.sketches.remove)
        self.reviews = Reviews(self._connection)
        self.counts = Counts(self._connection)
        self.trends = Trends(self._connection, self.curation)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written, or nothing is."""
        with self._connection.transaction():
            yield

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Nothing inside is written in the end."""
        with self._connection.trial():
            yield

    @contextmanager
    def repeatable(self) -> Iterator[None]:
        """Do not wait for the disk at each transaction inside: what a power cut would take can be done again."""
        with self._connection.repeatable():
            yield

    def merge(self, other: Path, *, dry_run: bool = False) -> Merged:
        """Take everything of another database over (see `merging.opened`), and return what that was, or would be."""
        with self._connection.trial() if dry_run else self._connection.transaction():
            return Merging(self._connection, other).merge()

    def backup(self, path: Path) -> None:
        """Write a whole copy of the database, while others may be writing in it."""
        back_up(self.path, path)

    def formless(self) -> list[str]:
        """Return the tables and indexes that have not the form which this curate gives them; empty where all have."""
        return self._connection.formless()

    def faults(self) -> list[str]:
        """Return what SQLite finds damaged, and references that lead nowhere; empty where all is whole."""
        return self._connection.faulty()

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
