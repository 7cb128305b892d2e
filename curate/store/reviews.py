"""The reviews: what was looked at, and what a curator wants beside an item to judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from curate.store.database import Connection, Row, known, stamp


@dataclass(frozen=True, kw_only=True, slots=True)
class Out:
    """An item that went out, and where it did so first."""

    item: int
    title: str
    channel: str
    at: datetime


class Reviews:
    """The reviews in one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    # ── what was looked at ───────────────────────────────────────────────────────────────────────────────────────────

    def look(self, item: int, at: datetime) -> None:
        """Keep that an item was looked at, and with it the others of its story: they stood beside it."""
        with self._c.transaction():
            self._c.run(
                "INSERT OR REPLACE INTO looked SELECT id, :at FROM item WHERE id = :item "
                "OR story_id = (SELECT story_id FROM item WHERE id = :item)",
                {"item": item, "at": stamp(at)},
            )

    def pass_by(self, source: str, at: datetime) -> None:
        """Keep that all that is new of a source was passed by."""
        with self._c.transaction():
            self._c.run(
                "INSERT OR REPLACE INTO looked SELECT item.id, ? FROM item JOIN source ON source.id = item.source_id "
                "WHERE source.name = ? AND item.state = 'new' AND NOT item.baseline",
                [stamp(at), source],
            )

    # ── what stands beside an item ───────────────────────────────────────────────────────────────────────────────────

    def out(self, items: Sequence[int]) -> list[Out]:
        """Return where some items went out first, the newest first."""
        marks = ",".join("?" * len(items))
        return [
            _out(row)
            for row in self._c.rows(
                f'SELECT item.id, item.title, post.channel, min(post."at") AS "at" FROM post '  # noqa: S608
                f"JOIN item ON item.id = post.item_id WHERE NOT undone AND item.id IN ({marks}) "
                "GROUP BY item.id ORDER BY 4 DESC",
                list(items),
            )
        ]

    def out_on(self, tag: str, limit: int, but: int) -> list[Out]:
        """Return what went out last with a tag, one item `but` left aside, the newest first."""
        return [
            _out(row)
            for row in self._c.rows(
                'SELECT item.id, item.title, post.channel, min(post."at") AS "at" FROM post '
                "JOIN item ON item.id = post.item_id WHERE NOT undone AND item.id != ? AND EXISTS "
                "(SELECT 1 FROM tag WHERE tag.item_id = item.id AND tag.tag = ? AND NOT tag.removed) "
                "GROUP BY item.id ORDER BY 4 DESC LIMIT ?",
                [but, tag, limit],
            )
        ]

    def own(self, limit: int) -> list[tuple[int, str, str]]:
        """Return the newest publications of the organisation itself: (item, title, address)."""
        rows = self._c.rows(
            "SELECT item.id, item.title, item.url FROM item JOIN source ON source.id = item.source_id "
            "WHERE source.own AND item.state NOT IN ('withdrawn', 'dismissed') "
            "ORDER BY coalesce(item.published, item.first_seen) DESC, item.id DESC LIMIT ?",
            [limit],
        )
        return [(row["id"], row["title"], row["url"]) for row in rows]

    def tagged(self, items: Sequence[int]) -> dict[int, set[str]]:
        """Return the tags of items, those that a curator took off left out."""
        found: dict[int, set[str]] = {}
        for start in range(0, len(items), 500):  # SQLite takes no more than so many values in one statement
            some = list(items[start : start + 500])
            for row in self._c.rows(
                f"SELECT item_id, tag FROM tag WHERE item_id IN ({','.join('?' * len(some))}) AND NOT removed",  # noqa: S608
                some,
            ):
                found.setdefault(row["item_id"], set()).add(row["tag"])
        return found


def _out(row: Row) -> Out:
    return Out(item=row["id"], title=row["title"], channel=row["channel"], at=known(row["at"]))
