"""Whose names stand in the database, and another name in the place of one. What people wrote stays as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from curate.store.database import Connection, known

_SAID_BY = ("note", "event", "tip", "digest", "post", "result", "sending", "watch", "trend_note")
"""The tables with a column that says who."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A name, and what was done under it."""

    name: str
    notes: int
    tips: int
    events: int
    posts: int
    assigned: int
    last: datetime | None
    """When something was last done under it; None: somebody was asked to look at something, no more."""


class People:
    """The names in one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def all(self) -> list[Person]:
        """Return every name that stands for a person, in the order of the alphabet."""
        counts: dict[str, dict[str, int]] = {}
        last: dict[str, str] = {}
        for table in _SAID_BY:
            when = "created" if table == "digest" else '"at"'
            for row in self._c.rows(
                f'SELECT "by" AS name, COUNT(*) AS n, MAX({when}) AS last FROM {table} GROUP BY 1'  # noqa: S608
            ):
                counts.setdefault(row["name"], {})[table] = row["n"]
                last[row["name"]] = max(last.get(row["name"], ""), row["last"] or "")
        for row in self._c.rows("SELECT assigned AS name, COUNT(*) AS n FROM item WHERE assigned NOT NULL GROUP BY 1"):
            counts.setdefault(row["name"], {})["item"] = row["n"]
        for row in self._c.rows("SELECT DISTINCT text AS name FROM event WHERE action = 'assign' AND text != ''"):
            counts.setdefault(row["name"], {})
        return [
            Person(
                name=name,
                notes=of.get("note", 0),
                tips=of.get("tip", 0),
                events=of.get("event", 0),
                posts=of.get("post", 0),
                assigned=of.get("item", 0),
                last=known(last[name]) if last.get(name) else None,
            )
            for name, of in sorted(counts.items(), key=lambda pair: (pair[0].casefold(), pair[0]))
            if name
        ]

    def rename(self, name: str, to: str) -> int:
        """Put one name in the place of another wherever it says who, and return in how many rows.

        The log keeps its order, its moments and its keys. What stood there before a change is kept for `undo`: the
        name is replaced there too, so that taking a step back does not bring it back.
        """
        with self._c.transaction():
            changed = 0
            for table in _SAID_BY:
                changed += self._c.run(f'UPDATE {table} SET "by" = ? WHERE "by" = ?', [to, name])  # noqa: S608
            changed += self._c.run("UPDATE item SET assigned = ? WHERE assigned = ?", [to, name])
            changed += self._c.run(
                "UPDATE event SET text = ? WHERE action IN ('assign', 'people') AND text = ?", [to, name]
            )
            changed += self._in_json(
                "digest", "curators", lambda names: [to if each == name else each for each in names]
            )
            return changed + self._in_json("event", "before", lambda said: _elsewhere(said, name, to))

    def _in_json(self, table: str, column: str, change: Callable[[Any], Any]) -> int:
        changed = 0
        for row in self._c.rows(f"SELECT id, {column} AS said FROM {table} WHERE {column} NOT NULL"):  # noqa: S608
            before = json.loads(row["said"])
            after = change(before)
            if after != before:
                self._c.update(table, row["id"], {column: json.dumps(after, ensure_ascii=False)})
                changed += 1
        return changed


def _elsewhere(said: object, name: str, to: str) -> object:
    """Return what stood there before a change, with `to` in the place of `name` in the columns that say who."""
    if isinstance(said, list):
        return [_elsewhere(each, name, to) for each in said]
    if not isinstance(said, dict):
        return said
    return {key: _value(str(key), value, name, to) for key, value in said.items()}


def _value(key: str, value: object, name: str, to: str) -> object:
    if key in {"by", "assigned"} and value == name:
        return to
    if key == "curators" and isinstance(value, str):  # a column that is JSON itself
        return json.dumps([to if each == name else each for each in json.loads(value)], ensure_ascii=False)
    return _elsewhere(value, name, to)
