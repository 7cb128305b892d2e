"""What was found last about trends, the terms that are followed, and curators' words on them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from curate.store.curation import Act, Curation
from curate.store.database import Connection, Row, known, moment, new_key, stamp
from curate.text import fold

STALE = timedelta(days=7)
"""What was found longer ago is no news."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """A term that somebody follows."""

    term: str
    """As it was typed."""
    by: str
    at: datetime
    found: dict[str, Any] | None
    """How it fared when trends were last looked for; None: they were not yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrendNote:
    """A curator's words on a trend."""

    term: str
    text: str
    by: str
    at: datetime


class Trends:
    """The trends of one database, as far as people see and follow them."""

    def __init__(self, connection: Connection, curation: Curation) -> None:
        self._c = connection
        self._curation = curation

    # ── found last ───────────────────────────────────────────────────────────────────────────────────────────────────

    def looked(self) -> datetime | None:
        """Return when trends were last looked for; None where they never were."""
        return moment(self._c.value('SELECT max("at") FROM trend_looked'))

    def remember(self, now: datetime, found: Sequence[tuple[dict[str, Any], Sequence[int]]]) -> None:
        """Keep what was found, each with the items that show it, in place of what was found before."""
        with self._c.transaction():
            for table in ("trend_item", "trend", "trend_looked"):
                self._c.run(f"DELETE FROM {table}")  # noqa: S608
            self._c.run("INSERT INTO trend_looked VALUES (?)", [stamp(now)])
            for trend, items in found:
                number = self._c.insert("trend", {"found": json.dumps(trend, ensure_ascii=False)})
                self._c.run(
                    "INSERT OR IGNORE INTO trend_item SELECT id, ? FROM item "
                    "WHERE id IN (SELECT value FROM json_each(?))",
                    [number, json.dumps(list(items))],
                )

    def found(self) -> list[dict[str, Any]]:
        """Return what was found last, strongest first."""
        return [json.loads(row["found"]) for row in self._c.rows("SELECT found FROM trend ORDER BY id")]

    def items_of(self, name: str) -> list[int]:
        """Return the items that show a trend that was found last; empty where it was not."""
        rows = self._c.rows("SELECT id, found FROM trend")
        numbers = [row["id"] for row in rows if fold(json.loads(row["found"])["term"]) == fold(name)]
        return [
            row["item_id"]
            for number in numbers[:1]
            for row in self._c.rows("SELECT item_id FROM trend_item WHERE trend_id = ? ORDER BY item_id", [number])
        ]

    def of(self, items: Collection[int], now: datetime) -> dict[int, list[dict[str, Any]]]:
        """Return what was found last that some items show, by item; nothing where that is `STALE`."""
        looked = self.looked()
        if looked is None or not timedelta(0) <= now - looked <= STALE:
            return {}
        rows = self._c.rows(
            "SELECT item_id, found FROM trend_item JOIN trend ON trend.id = trend_id "
            "WHERE item_id IN (SELECT value FROM json_each(?)) ORDER BY trend.id",
            [json.dumps(sorted(items))],
        )
        shown: dict[int, list[dict[str, Any]]] = {}
        for row in rows:
            shown.setdefault(row["item_id"], []).append(json.loads(row["found"]))
        return shown

    # ── followed ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def watched(self) -> list[Watch]:
        """Return the terms that are followed, in the order of the alphabet."""
        rows = self._c.rows("SELECT * FROM watch WHERE NOT removed ORDER BY term")
        return [
            Watch(
                term=row["written"],
                by=row["by"],
                at=known(row["at"]),
                found=None if row["found"] is None else json.loads(row["found"]),
            )
            for row in rows
        ]

    def watch(self, act: Act, term: str, *, remove: bool = False) -> bool:
        """Follow a term, or no longer, and keep the event; return whether that changed anything."""
        with self._c.transaction():
            row = self._c.row("SELECT removed FROM watch WHERE term = ?", [fold(term)])
            if (row is None or row["removed"]) == remove:
                return False
            before = {"watch": {"term": fold(term), "removed": int(not remove)}}
            self._c.run(
                'INSERT INTO watch (term, written, "by", "at", removed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (term) '
                'DO UPDATE SET written = excluded.written, "by" = excluded."by", "at" = excluded."at", '
                "removed = excluded.removed, found = NULL",
                [fold(term), term, act.by, stamp(act.at), int(remove)],
            )
            self._curation.record(act, "trend unwatch" if remove else "trend watch", text=term, before=before)
        return True

    def fared(self, found: dict[str, dict[str, Any]]) -> None:
        """Keep how followed terms fare: term as typed → figures."""
        self._c.run_many(
            "UPDATE watch SET found = ? WHERE term = ?",
            [[json.dumps(figures, ensure_ascii=False), fold(term)] for term, figures in found.items()],
        )

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def write(self, act: Act, term: str, text: str) -> None:
        """Keep a curator's words on a trend, "" to take them away; earlier ones stay in the database and the log."""
        with self._c.transaction():
            number = self._c.insert(
                "trend_note",
                {
                    "key": new_key(),
                    "term": fold(term),
                    "written": term,
                    "text": text,
                    "by": act.by,
                    "at": stamp(act.at),
                },
            )
            self._curation.record(act, "trend note", text=f"{term}: {text}", before={"trend_note": number})

    def note(self, term: str) -> TrendNote | None:
        """Return the words that hold on a trend; None where nobody wrote any, or took them away."""
        return next(iter(self._notes("AND term = ?", [fold(term)])), None)

    def notes(self) -> list[TrendNote]:
        """Return the words that hold, in the order of the alphabet."""
        return self._notes("", [])

    def written(self, term: str) -> list[TrendNote]:
        """Return all that was ever written on a trend and not taken back, oldest first."""
        rows = self._c.rows("SELECT * FROM trend_note WHERE term = ? AND NOT undone ORDER BY id", [fold(term)])
        return [_note(row) for row in rows]

    def _notes(self, where: str, values: Sequence[object]) -> list[TrendNote]:
        rows = self._c.rows(
            f'SELECT * FROM trend_note WHERE NOT undone {where} ORDER BY term, "at", id',  # noqa: S608
            values,
        )
        last = {row["term"]: row for row in rows}
        return [_note(row) for row in last.values() if row["text"]]


def _note(row: Row) -> TrendNote:
    return TrendNote(term=row["written"], text=row["text"], by=row["by"], at=known(row["at"]))
