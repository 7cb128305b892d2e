"""Letting old items go that went nowhere, and seeing to it that they do not come back.

What anybody curated is never let go of. Of the others, their number and the hashes by which they would be known again
stay (tables `tombstone` and `tombstone_entry`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from curate import text, urls
from curate.models import Said
from curate.store.arrivals import Arrival
from curate.store.database import Connection, moment, stamp

Execute = Callable[..., Any]
"""Carries out a statement on one database, as `sqlite3.Connection.execute` does."""

HOLDING = ("note", "rival", "tip", "entry", "post", "sending")
"""Tables that point at an item because a person did something with it: such an item is never let go of."""
POINTING = (
    ("sighting", "item_id"),
    ("pending", "item_id"),
    ("tag", "item_id"),
    ("page", "item_id"),
    ("story_join", "item_id"),
    ("story_join", "with_id"),
    ("bulk", "item_id"),
    ("document", "item_id"),
    ("unsearched", "item_id"),
    ("alias", "item_id"),
    ("apart", "item_id"),
    ("apart", "other_id"),
    ("sketch", "item_id"),
    ("lesson", "item_id"),
    ("echo", "item_id"),
    ("echo", "with_id"),
    ("slot", "item_id"),
    ("looked", "item_id"),
    ("trend_item", "item_id"),
)
"""What goes with an item, and the column that names it. A test holds that no table that points at items is forgotten.

`event` goes too, and has a step of its own: events point at one another.
"""
RECENT = timedelta(days=30)
"""What a person did so lately can still be taken back: such an item stays."""
_BATCH = 2000
"""Items let go of in one transaction: a curator who writes meanwhile waits a second at most."""
_UNTOUCHED = "('new', 'dismissed', 'lapsed')"
"""The states of what went nowhere."""


class Keeping:
    """What one database lets go of, and remembers of that."""

    def __init__(self, connection: Connection, forget: Callable[[Collection[int]], None]) -> None:
        """`forget`: takes items out of the index that new texts are compared with."""
        self._c = connection
        self._forget = forget

    def let_go(self, before: datetime, now: datetime, progress: Callable[[int], None] | None = None) -> int:
        """Remove the items published (else first seen) before a moment that went nowhere, and return how many.

        What still waits in the inbox is not touched: it lapses first. Broken off, it has done whole batches.
        """
        candidates = [
            row["id"]
            for row in self._c.rows(
                f"SELECT id FROM item WHERE state IN {_UNTOUCHED} AND (state != 'new' OR baseline) "  # noqa: S608
                "AND coalesce(published, first_seen) < ? ORDER BY id",
                [stamp(before)],
            )
        ]
        gone = 0
        for start in range(0, len(candidates), _BATCH):
            with self._c.transaction():
                gone += self._let_go(candidates[start : start + _BATCH], now)
            if progress is not None:
                progress(start)
        return gone

    def _let_go(self, candidates: Sequence[int], now: datetime) -> int:
        run = self._c.db.execute
        doom(run, candidates)
        recent = f"SELECT id FROM event WHERE \"at\" >= '{stamp(now - RECENT)}'"  # noqa: S608
        run(
            f"DELETE FROM doomed WHERE id IN (SELECT item_id FROM event WHERE id IN ({recent})) "  # noqa: S608
            f"OR id IN (SELECT item_id FROM bulk WHERE event_id IN ({recent}))"
        )
        spare(run)
        self._bury(now)
        self._forget([row["id"] for row in self._c.rows("SELECT id FROM doomed")])
        return remove(run)

    def _bury(self, now: datetime) -> None:
        """Keep by what the doomed items would be known again."""
        self._c.run(
            'INSERT OR REPLACE INTO tombstone (item_id, key, "at") SELECT id, key, ? FROM item '
            "WHERE id IN (SELECT id FROM doomed)",
            [stamp(now)],
        )
        others = self._c.rows(
            "SELECT number, canonical_url FROM alias WHERE number IS NOT NULL AND item_id IN (SELECT id FROM doomed)"
        )
        self._c.run_many(
            'INSERT OR IGNORE INTO tombstone (item_id, key, "at") VALUES (?, ?, ?)',
            [[row["number"], urls.key(row["canonical_url"]), stamp(now)] for row in others],
        )
        shown = self._c.rows(
            "SELECT source.key, sighting.entry_id, sighting.title FROM sighting "
            "JOIN source ON source.id = sighting.source_id JOIN item ON item.id = item_id "
            "WHERE item_id IN (SELECT id FROM doomed) AND entry_id != item.canonical_url"
        )
        marks = [[mark(row["key"], row["entry_id"], row["title"])] for row in shown]
        self._c.run_many("INSERT OR IGNORE INTO tombstone_entry VALUES (?)", marks)

    def when(self, number: int) -> datetime | None:
        """Return when the item of a number was let go of; None where that never was."""
        return moment(self._c.value('SELECT "at" FROM tombstone WHERE item_id = ?', [number]))

    def free(self) -> int:
        """Return how many bytes of the database hold nothing."""
        return int(self._c.value("PRAGMA freelist_count")) * int(self._c.value("PRAGMA page_size"))

    def strays(self) -> int:
        """Return how many rows of the search index are of items that are not there."""
        return int(self._c.value("SELECT count(*) FROM document WHERE item_id NOT IN (SELECT id FROM item)"))

    def tidy(self) -> None:
        """Take strays out of the search index, and give the free pages back to the disk.

        Raises StoreError where the disk has no room for that: SQLite writes the whole anew.
        """
        with self._c.transaction():
            self._c.run("DELETE FROM document WHERE item_id NOT IN (SELECT id FROM item)")
        with self._c.faults():
            self._c.db.execute("VACUUM")
            self._c.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def next_number(connection: Connection) -> int:
    """Return a number that no item has, nor ever had: people write numbers down."""
    found = connection.row(
        "SELECT (SELECT max(id) FROM item) AS held, (SELECT max(item_id) FROM tombstone) AS gone, "
        "(SELECT max(number) FROM alias) AS other"
    )
    assert found is not None  # noqa: S101
    return max(found["held"] or 0, found["gone"] or 0, found["other"] or 0) + 1


def mark(source: str, entry: str, title: str) -> str:
    """Return by what an entry of a source is known again where its address changed: its id and title together.

    `source`: the source's key. The same rule by which a held item is found to have moved.
    """
    return hashlib.sha256("\x1f".join((source, entry, text.fold(title))).encode("utf-8", "replace")).hexdigest()[:32]


def buried(connection: Connection, source: int, said: Said, arrivals: Sequence[Arrival]) -> set[str]:
    """Return the canonical URLs of those arrivals that were let go of, and that nobody asks for again.

    A colleague who points at one asks for it.
    """
    if not arrivals or connection.value("SELECT 1 FROM tombstone LIMIT 1") is None:
        return set()
    key = str(connection.value("SELECT key FROM source WHERE id = ?", [source]))
    asked = {tip.url for tip in said.tips} | {_canonical(tip.url) for tip in said.tips}
    known = {
        each.canonical: (urls.key(each.canonical), mark(key, each.entry_id, each.entry.title))
        for each in arrivals
        if each.url not in asked and each.canonical not in asked
    }
    gone = _known(connection, [value for pair in known.values() for value in pair])
    return {canonical for canonical, pair in known.items() if gone.intersection(pair)}


def _canonical(url: str) -> str:
    try:
        return urls.canonical(url)
    except ValueError:
        return url


def _known(connection: Connection, marks: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(marks), 500):
        some = list(marks[start : start + 500])
        places = ",".join("?" * len(some))
        rows = connection.rows(
            f"SELECT key FROM tombstone WHERE key IN ({places}) "  # noqa: S608
            f"UNION SELECT mark FROM tombstone_entry WHERE mark IN ({places})",
            some + some,
        )
        found.update(row["key"] for row in rows)
    return found


# ── in any database of our form ──────────────────────────────────────────────────────────────────────────────────────


def doom(run: Execute, items: Iterable[int]) -> None:
    """Begin with these items: what is not spared after this is removed."""
    run("CREATE TEMP TABLE IF NOT EXISTS doomed (id INTEGER PRIMARY KEY)")
    run("DELETE FROM doomed")
    for item in items:
        run("INSERT OR IGNORE INTO doomed VALUES (?)", [item])


def spare(run: Execute) -> None:
    """Take out of the doomed what was curated, is the organisation's own, or tells the same story as such an item."""
    run("CREATE TEMP TABLE IF NOT EXISTS near (id INTEGER PRIMARY KEY)")
    run("DELETE FROM near")
    run("INSERT INTO near SELECT id FROM doomed")
    run(
        "INSERT OR IGNORE INTO near SELECT id FROM item WHERE story_id IN "
        "(SELECT story_id FROM item WHERE id IN (SELECT id FROM doomed))"
    )
    held = " OR ".join(
        (
            f"state NOT IN {_UNTOUCHED}",
            *(f"EXISTS (SELECT 1 FROM {table} WHERE {table}.item_id = item.id)" for table in HOLDING),  # noqa: S608
            "EXISTS (SELECT 1 FROM tag WHERE tag.item_id = item.id AND origin = 'curator')",
            "EXISTS (SELECT 1 FROM source WHERE source.id = item.source_id AND own)",
            "item.id IN (SELECT item_id FROM sighting JOIN source ON source.id = sighting.source_id WHERE own)",
            f"item.id IN ({_BEFORE})",
        )
    )
    run(f"DELETE FROM near WHERE id NOT IN (SELECT id FROM item WHERE id IN (SELECT id FROM near) AND ({held}))")  # noqa: S608
    run(
        "DELETE FROM doomed WHERE id IN (SELECT id FROM near) OR id IN (SELECT item.id FROM item WHERE story_id IN "
        "(SELECT story_id FROM item WHERE id IN (SELECT id FROM near)) AND item.id IN (SELECT id FROM doomed))"
    )


_BEFORE = (
    "SELECT json_extract(place.value, '$.item_id') FROM event, json_each("
    "CASE WHEN json_valid(event.before) THEN event.before ELSE '{}' END, '$.entries') AS place "
    "WHERE event.digest_id IS NOT NULL AND event.before IS NOT NULL"
)
"""The items that stood in a digest before a change: taking that change back puts them there again."""


def remove(run: Execute) -> int:
    """Remove the doomed items with all that goes with them, and return how many."""
    doomed = "(SELECT id FROM doomed)"
    for table, column in POINTING:
        run(f"DELETE FROM {table} WHERE {column} IN {doomed}")  # noqa: S608
    run(  # what one of their events took back elsewhere can then not be taken back again
        "UPDATE event SET undone_by = NULL, before = NULL WHERE undone_by IN "  # noqa: S608
        f"(SELECT id FROM event WHERE item_id IN {doomed}) AND (item_id IS NULL OR item_id NOT IN {doomed})"
    )
    run(f"DELETE FROM event WHERE item_id IN {doomed}")  # noqa: S608
    run("CREATE TEMP TABLE IF NOT EXISTS told (id INTEGER PRIMARY KEY)")
    run("DELETE FROM told")
    run(f"INSERT OR IGNORE INTO told SELECT story_id FROM item WHERE id IN {doomed} AND story_id IS NOT NULL")  # noqa: S608
    gone = int(run(f"DELETE FROM item WHERE id IN {doomed}").rowcount)  # noqa: S608
    run(  # the newest stays, so that no number is given twice
        "DELETE FROM story WHERE id IN (SELECT id FROM told) AND id < (SELECT max(id) FROM story) "
        "AND NOT EXISTS (SELECT 1 FROM item WHERE item.story_id = story.id)"
    )
    return gone
