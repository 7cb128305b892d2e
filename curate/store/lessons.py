"""What the ranking learnt from what was kept, dismissed and published. It can be learnt anew from the events."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from curate.enrich.index import Entry, Vector
from curate.enrich.learning import ECHO, Taste
from curate.models import State
from curate.store.database import Connection
from curate.store.sketches import packed, unpacked

KEPT = (
    State.SHORTLISTED,
    State.COMMENTED,
    State.APPROVED,
    State.PUBLISHED,
    State.CORRECTED,
    State.WITHDRAWN,
)
TEACHING = ("not-for-us", "weak")
"""Reasons for a dismissal that say something of the item; that it is known already, or advertising, does not."""
_OUT = (State.PUBLISHED, State.CORRECTED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """What an item teaches."""

    item: int
    source: int
    kept: bool
    published: bool


class Lessons:
    """What was learnt in one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def unsettled(self) -> list[int]:
        """Return the items of which something was decided since it was last learnt from, and mark that it is now."""
        last = self._c.value("SELECT event_id FROM settled") or 0
        newest = self._c.value("SELECT max(id) FROM event") or 0
        if newest <= last:
            return []
        self._c.run("DELETE FROM settled")
        self._c.run("INSERT INTO settled VALUES (?)", [newest])
        rows = self._c.rows(
            "SELECT DISTINCT item_id FROM event WHERE id > ? AND item_id IS NOT NULL AND action != 'tag'", [last]
        )
        return [row["item_id"] for row in rows]

    def wanted(self, items: Collection[int]) -> dict[int, Lesson]:
        """Return what some items teach, by where they stand now; those that teach nothing are not in it."""
        rows = self._c.rows(
            "SELECT id, source_id, state, (SELECT text FROM event WHERE item_id = item.id AND action = 'dismiss' "
            "AND undone_by IS NULL ORDER BY event.id DESC LIMIT 1) AS reason FROM item "
            "WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(items))],
        )
        found = {}
        for row in rows:
            kept = row["state"] in KEPT
            if kept or (row["state"] == State.DISMISSED and row["reason"] in TEACHING):
                found[row["id"]] = Lesson(
                    item=row["id"], source=row["source_id"], kept=kept, published=row["state"] in _OUT
                )
        return found

    def held(self, items: Collection[int]) -> dict[int, tuple[Lesson, Vector]]:
        """Return what was learnt from some items, with the words it was learnt of."""
        rows = self._c.rows(
            "SELECT * FROM lesson WHERE item_id IN (SELECT value FROM json_each(?))", [json.dumps(sorted(items))]
        )
        return {
            row["item_id"]: (
                Lesson(
                    item=row["item_id"],
                    source=row["source_id"],
                    kept=bool(row["kept"]),
                    published=bool(row["published"]),
                ),
                _entry(row["item_id"], row["words"], row["weights"]).vector,
            )
            for row in rows
        }

    def forget(self, lesson: Lesson, vector: Vector) -> None:
        """Take back what was learnt from an item."""
        self._c.run("DELETE FROM lesson WHERE item_id = ?", [lesson.item])
        self._c.run("DELETE FROM echo WHERE with_id = ?", [lesson.item])
        self._add(lesson, vector, -1)

    def learn(self, lesson: Lesson, entry: Entry) -> None:
        """Learn from an item."""
        few = len(entry.weights)
        self._c.run(
            "INSERT INTO lesson VALUES (?, ?, ?, ?, ?, ?)",
            [
                lesson.item,
                lesson.source,
                int(lesson.kept),
                int(lesson.published),
                packed(entry.words[:few]),
                packed(entry.weights),
            ],
        )
        self._add(lesson, entry.vector, 1)

    def _add(self, lesson: Lesson, vector: Vector, sign: int) -> None:
        column = "kept" if lesson.kept else "dismissed"
        kept, dismissed = (1, 0) if lesson.kept else (0, 1)
        self._c.run_many(
            f"INSERT INTO taste VALUES (?, ?, ?) ON CONFLICT (mark) DO UPDATE SET {column} = {column} + ?",  # noqa: S608
            [
                [word, sign * weight * kept, sign * weight * dismissed, sign * weight]
                for word, weight in sorted(vector.items())
            ],
        )

    def taste(self, words: Collection[int]) -> Taste:
        """Return what is known of some words."""
        rows = self._c.rows(
            "SELECT * FROM taste WHERE mark IN (SELECT value FROM json_each(?))", [json.dumps(sorted(words))]
        )
        counts = self._c.row("SELECT count(*) AS n, coalesce(sum(kept), 0) AS kept FROM lesson") or {"n": 0, "kept": 0}
        return Taste(
            kept={row["mark"]: row["kept"] for row in rows},
            dismissed={row["mark"]: row["dismissed"] for row in rows},
            items_kept=counts["kept"],
            items_dismissed=counts["n"] - counts["kept"],
        )

    def by_source(self) -> dict[int, tuple[int, int]]:
        """Return, for each source of which something was decided, how many items were kept, of how many."""
        rows = self._c.rows("SELECT source_id, sum(kept) AS kept, count(*) AS n FROM lesson GROUP BY source_id")
        return {row["source_id"]: (row["kept"], row["n"]) for row in rows}

    # ── what was published ───────────────────────────────────────────────────────────────────────────────────────────

    def published(self) -> set[int]:
        """Return the items that went out."""
        return {row["item_id"] for row in self._c.rows("SELECT item_id FROM lesson WHERE published")}

    def echoes(self, items: Collection[int]) -> dict[int, tuple[int, float]]:
        """Return, for each of some items that is like a published one, that one and their cosine."""
        rows = self._c.rows(
            "SELECT * FROM echo WHERE item_id IN (SELECT value FROM json_each(?))", [json.dumps(sorted(items))]
        )
        return {row["item_id"]: (row["with_id"], row["cosine"]) for row in rows}

    def keep_echoes(self, found: Iterable[tuple[int, int, float]]) -> None:
        """Keep (item, published item, cosine), where that is enough, and more than what is kept of that item."""
        self._c.run_many(
            "INSERT INTO echo VALUES (?, ?, ?) ON CONFLICT (item_id) DO UPDATE "
            "SET with_id = excluded.with_id, cosine = excluded.cosine WHERE excluded.cosine > cosine",
            [each for each in found if each[2] >= ECHO and each[0] != each[1]],
        )

    # ── who is touched by it ─────────────────────────────────────────────────────────────────────────────────────────

    def touched(self, words: Collection[int], sources: Collection[int], limit: int) -> list[int]:
        """Return the new items that hold one of some words, or are of one of some sources: the best so many."""
        rows = self._c.rows(
            # Everything here stands in an index: the rows themselves are long.
            "SELECT id FROM item INDEXED BY item_inbox WHERE state = 'new' AND baseline = 0 AND id IN "
            "(SELECT id FROM item WHERE source_id IN (SELECT value FROM json_each(?)) "
            "UNION SELECT item_id FROM word WHERE mark IN (SELECT value FROM json_each(?))) "
            "ORDER BY score DESC LIMIT ?",
            [json.dumps(sorted(sources)), json.dumps(sorted(words)), limit],
        )
        return [row["id"] for row in rows]

    def clear(self) -> None:
        """Forget all of it."""
        for table in ("lesson", "taste", "echo", "settled"):
            self._c.run(f"DELETE FROM {table}")  # noqa: S608


def _entry(item: int, words: bytes, weights: bytes) -> Entry:
    nothing = unpacked("I", b"")
    return Entry(
        item=item, source="", at=None, runs=nothing, words=unpacked("I", words), weights=unpacked("H", weights)
    )
