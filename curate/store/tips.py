"""What colleagues pointed at, in their own words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from curate import urls
from curate.models import SaidTip, State, Tip
from curate.store.database import Connection, known, stamp


class Tips:
    """The tips of one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def take(self, source: int, tips: Iterable[SaidTip], now: datetime) -> int:
        """Keep tips on items that are held, and return how many were new.

        The same words of the same person about the same item are one tip, however often the mailbox is read: its key
        is made of them. A tip without a date is of `now`.
        """
        new = 0
        with self._c.transaction():
            for tip in tips:
                item = self._item(source, tip.url)
                if item is None:
                    continue
                number, key = item
                new += self._keep(number, key, source=source, by=tip.by, why=tip.why, when=min(tip.at or now, now))
        return new

    def add(self, item: int, key: str, *, by: str, why: str, now: datetime) -> int | None:
        """Keep a tip that was given by command, and return its number; None where the same was said before."""
        if not self._keep(item, key, source=None, by=by, why=why, when=now):
            return None
        return int(self._c.value("SELECT id FROM tip WHERE key = ?", [_mark(key, by, why)]))

    def _keep(self, item: int, key: str, *, source: int | None, by: str, why: str, when: datetime) -> int:
        return self._c.run(
            'INSERT OR IGNORE INTO tip (key, item_id, source_id, "by", why, "at") VALUES (?, ?, ?, ?, ?, ?)',
            [_mark(key, by, why), item, source, by, why, stamp(when)],
        )

    def _item(self, source: int, url: str) -> tuple[int, str] | None:
        """Return number and key of the item at an address, as this source showed it; None where there is none."""
        row = self._c.row(
            "SELECT item.id, item.key FROM item JOIN sighting ON sighting.item_id = item.id "
            "WHERE sighting.source_id = ? AND sighting.url = ? ORDER BY item.id",
            [source, url],
        )
        if row is None:
            try:
                row = self._c.row("SELECT id, key FROM item WHERE canonical_url = ?", [urls.canonical(url)])
            except ValueError:
                return None
        return None if row is None else (int(row["id"]), str(row["key"]))

    def of(self, items: Sequence[int]) -> dict[int, tuple[Tip, ...]]:
        """Return the tips on items, oldest first; an item without one is left out."""
        found: dict[int, tuple[Tip, ...]] = {}
        for start in range(0, len(items), 500):  # SQLite takes no more than so many values in one statement
            some = items[start : start + 500]
            marks = ",".join("?" * len(some))
            for row in self._c.rows(
                "SELECT tip.*, source.name FROM tip LEFT JOIN source ON source.id = tip.source_id "  # noqa: S608
                f'WHERE item_id IN ({marks}) ORDER BY tip."at", tip.id',
                some,
            ):
                tip = Tip(by=row["by"], why=row["why"], at=known(row["at"]), via=row["name"])
                found[row["item_id"]] = (*found.get(row["item_id"], ()), tip)
        return found

    def waiting(self) -> int:
        """Return how many tips nobody has judged yet: those on items that are new."""
        return int(
            self._c.value(
                "SELECT count(*) FROM tip JOIN item ON item.id = tip.item_id WHERE item.state = ?", [State.NEW.value]
            )
        )


def _mark(key: str, by: str, why: str) -> str:
    return hashlib.sha256(f"{key}\x1f{by}\x1f{why}".encode("utf-8", "replace")).hexdigest()[:32]
