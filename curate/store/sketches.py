"""What new texts are compared with: the sketches of a month's items and of all that was curated. It can be rebuilt."""

from __future__ import annotations

import json
import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain

from curate.enrich.index import Entry
from curate.enrich.sketches import Text
from curate.models import State
from curate.store.database import Connection, Row, stamp
from curate.store.items import Items

UNTOUCHED = (State.NEW, State.DISMISSED, State.LAPSED)
"""States of items that nobody chose: these are forgotten after a month."""
_MEMBERS = 200
"""Items of a story that are looked at: the latest."""


class Sketches:
    """The index of one database, as `enrich.index.Kept` asks it."""

    def __init__(self, connection: Connection, items: Items) -> None:
        self._c = connection
        self._items = items

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def size(self) -> int:
        """Return how many texts are kept."""
        return int(self._c.value("SELECT count(*) FROM sketch"))

    def size_of(self, source: str) -> int:
        """Return how many of them are of one source."""
        return int(
            self._c.value(
                "SELECT count(*) FROM sketch WHERE source_id IN (SELECT id FROM source WHERE name = ?)", [source]
            )
        )

    def run_holders(self, runs: Collection[int]) -> Mapping[int, Sequence[int]]:
        """Return the items that hold a run, for those that some hold."""
        found: dict[int, list[int]] = {}
        for row in self._marked("SELECT mark, item_id FROM run", runs):
            found.setdefault(row[0], []).append(row[1])
        return found

    def word_holders(self, words: Collection[int]) -> Mapping[int, Sequence[tuple[int, int]]]:
        """Return (item, weight) of those whose vector holds a word, for those that some hold."""
        found: dict[int, list[tuple[int, int]]] = {}
        for row in self._marked("SELECT mark, item_id, weight FROM word", words):
            found.setdefault(row[0], []).append((row[1], row[2]))
        return found

    def word_counts(self, words: Collection[int]) -> Mapping[int, int]:
        """Return in how many texts a word stands, for those that stand in some."""
        return {row[0]: row[1] for row in self._marked("SELECT mark, items FROM word_count", words)}

    def _marked(self, select: str, marks: Collection[int]) -> Iterable[tuple[int, ...]]:
        if not marks:
            return ()
        return self._c.db.execute(f"{select} WHERE mark IN (SELECT value FROM json_each(?))", [_json(marks)])  # noqa: S608

    def entries(self, items: Collection[int]) -> Sequence[Entry]:
        """Return what is kept of some items."""
        if not items:
            return ()
        rows = self._c.rows(
            "SELECT sketch.*, source.name FROM sketch JOIN source ON source.id = source_id "
            "WHERE item_id IN (SELECT value FROM json_each(?))",
            [_json(items)],
        )
        return [
            Entry(
                item=row["item_id"],
                source=row["name"],
                at=row["at"],
                runs=unpacked("I", row["runs"]),
                words=unpacked("I", row["words"]),
                weights=unpacked("H", row["weights"]),
            )
            for row in rows
        ]

    def texts(self, items: Collection[int]) -> Sequence[Text]:
        """Return the texts of some items."""
        return [Text.of(item) for item in self._items.many(list(items))]

    def story(self, item: int) -> Sequence[int]:
        """Return the items of the story that an item belongs to, in the order of their appearance."""
        rows = self._c.db.execute(
            "SELECT id FROM item WHERE story_id = (SELECT story_id FROM item WHERE id = ?) "
            "ORDER BY coalesce(published, first_seen) DESC, id DESC LIMIT ?",
            [item, _MEMBERS],
        )
        return [row[0] for row in rows][::-1]

    def apart(self) -> Iterable[tuple[int, int]]:
        """Return the pairs of items that a person put apart."""
        return [(row[0], row[1]) for row in self._c.db.execute("SELECT item_id, other_id FROM apart")]

    def missing(self) -> list[int]:
        """Return the curated items of which no sketch is kept, though they had their enrichment."""
        marks = ",".join("?" * len(UNTOUCHED))
        rows = self._c.rows(
            f"SELECT id FROM item WHERE state NOT IN ({marks}) AND story_id IS NOT NULL "  # noqa: S608
            "AND NOT EXISTS (SELECT 1 FROM sketch WHERE item_id = item.id) "
            "AND NOT EXISTS (SELECT 1 FROM pending WHERE item_id = item.id)",
            list(UNTOUCHED),
        )
        return [row["id"] for row in rows]

    # ── keeping ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def save(self, entries: Sequence[Entry], holders: Iterable[tuple[int, int]]) -> None:
        """Keep texts, and who holds which run."""
        facts = {row["id"]: row for row in self._facts([entry.item for entry in entries])}
        self._c.run_many(
            "INSERT OR REPLACE INTO sketch VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                [
                    entry.item,
                    facts[entry.item]["source_id"],
                    entry.at,
                    facts[entry.item]["first_seen"],
                    packed(entry.runs),
                    packed(entry.words),
                    packed(entry.weights),
                ]
                for entry in entries
            ],
        )
        self._c.run_many("INSERT OR IGNORE INTO run VALUES (?, ?)", sorted(holders))
        self._c.run_many(
            "INSERT OR REPLACE INTO word VALUES (?, ?, ?)",
            sorted(
                (word, entry.item, weight)
                for entry in entries
                for word, weight in zip(entry.words, entry.weights, strict=False)
            ),
        )
        counts = Counter(chain.from_iterable(entry.words for entry in entries))
        self._c.run_many(
            "INSERT INTO word_count VALUES (?, ?) ON CONFLICT (mark) DO UPDATE SET items = items + excluded.items",
            sorted(counts.items()),
        )

    def _facts(self, items: Sequence[int]) -> list[Row]:
        return self._c.rows(
            "SELECT id, source_id, first_seen FROM item WHERE id IN (SELECT value FROM json_each(?))", [_json(items)]
        )

    def expire(self, before: datetime) -> int:
        """Forget the texts first seen before a moment that nobody chose, and return how many."""
        marks = ",".join("?" * len(UNTOUCHED))
        rows = self._c.rows(
            "SELECT item_id FROM sketch CROSS JOIN item ON item.id = item_id "  # noqa: S608
            f"WHERE since < ? AND state IN ({marks})",
            [stamp(before), *UNTOUCHED],
        )
        for start in range(0, len(rows), 1000):
            self.remove([row["item_id"] for row in rows[start : start + 1000]])
        return len(rows)

    def remove(self, items: Collection[int]) -> None:
        """Forget some texts."""
        entries = self.entries(items)
        self._c.run_many("DELETE FROM run WHERE mark = ? AND item_id = ?", _pairs(entries, "runs"))
        self._c.run_many("DELETE FROM word WHERE mark = ? AND item_id = ?", _pairs(entries, "words"))
        counts = Counter(chain.from_iterable(entry.words for entry in entries))
        gone = sorted((number, mark) for mark, number in counts.items())
        self._c.run_many("UPDATE word_count SET items = items - ? WHERE mark = ?", gone)
        self._c.run_many("DELETE FROM sketch WHERE item_id = ?", [[entry.item] for entry in entries])

    def clear(self) -> None:
        """Forget all of it."""
        for table in ("sketch", "run", "word", "word_count"):
            self._c.run(f"DELETE FROM {table}")  # noqa: S608


def _pairs(entries: Sequence[Entry], name: str) -> list[tuple[int, int]]:
    return sorted((mark, entry.item) for entry in entries for mark in getattr(entry, name))


def _json(numbers: Iterable[int]) -> str:
    """Return numbers as one parameter, in order: neighbours lie on one page."""
    return json.dumps(sorted(numbers))


def packed(numbers: array[int]) -> bytes:
    """Return numbers as they are kept: little-endian."""
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()


def unpacked(kind: str, kept: bytes) -> array[int]:
    """Return the numbers that `packed` wrote; `kind` as for an array: I or H."""
    numbers = array(kind, kept)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
