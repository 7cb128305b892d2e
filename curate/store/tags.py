"""The tags of all items: how many there are of each, what gave them, and giving them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from curate.models import Origin
from curate.store.database import Connection, stamp

_HIDDEN = (
    "EXISTS (SELECT 1 FROM tag AS off WHERE off.item_id = tag.item_id AND off.tag = tag.tag "
    "AND off.origin = 'curator' AND off.removed)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """How a tag is used."""

    items: int = 0
    recent: int = 0
    """Of these, the items that came out since the moment asked about."""
    origins: dict[Origin, int] = field(default_factory=dict)
    """How many items have it from whom; an item may have it from several."""
    rules: dict[str, int] = field(default_factory=dict)
    """How many items each entry of its rule fired on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ByHand:
    """What a curator did with the tags of an item."""

    given: frozenset[str] = frozenset()
    taken_off: frozenset[str] = frozenset()


class Tags:
    """The tags of one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def used(self, since: datetime) -> dict[str, Use]:
        """Return how each tag is used that any item shows."""
        counts = {
            row["tag"]: (row["items"], row["recent"])
            for row in self._c.rows(
                "SELECT tag.tag, count(DISTINCT item.id) AS items, count(DISTINCT CASE WHEN "  # noqa: S608
                "coalesce(item.published, item.first_seen) >= ? THEN item.id END) AS recent FROM tag "
                f"JOIN item ON item.id = tag.item_id WHERE NOT tag.removed AND NOT {_HIDDEN} GROUP BY tag.tag",
                [stamp(since)],
            )
        }
        origins: dict[str, dict[Origin, int]] = {}
        for row in self._c.rows(
            f"SELECT tag, origin, count(*) AS n FROM tag WHERE NOT removed AND NOT {_HIDDEN} GROUP BY tag, origin"  # noqa: S608
        ):
            origins.setdefault(row["tag"], {})[Origin(row["origin"])] = row["n"]
        rules: dict[str, dict[str, int]] = {}
        for row in self._c.rows(
            "SELECT tag.tag, entry.value AS rule, count(*) AS n FROM tag, json_each(tag.rules) AS entry "
            "WHERE tag.rules IS NOT NULL GROUP BY 1, 2"
        ):
            rules.setdefault(row["tag"], {})[row["rule"]] = row["n"]
        return {
            tag: Use(
                items=counts.get(tag, (0, 0))[0],
                recent=counts.get(tag, (0, 0))[1],
                origins=origins.get(tag, {}),
                rules=rules.get(tag, {}),
            )
            for tag in {**counts, **rules}
        }

    def by_hand(self, items: Sequence[int]) -> dict[int, ByHand]:
        """Return what curators did with the tags of items; items that nobody touched are not among them."""
        marks = ",".join("?" * len(items))
        given: dict[int, set[str]] = {}
        off: dict[int, set[str]] = {}
        for row in self._c.rows(
            f"SELECT item_id, tag, removed FROM tag WHERE origin = 'curator' AND item_id IN ({marks})",  # noqa: S608
            list(items),
        ):
            (off if row["removed"] else given).setdefault(row["item_id"], set()).add(row["tag"])
        return {
            item: ByHand(given=frozenset(given.get(item, ())), taken_off=frozenset(off.get(item, ())))
            for item in {*given, *off}
        }

    # ── giving them again ────────────────────────────────────────────────────────────────────────────────────────────

    def progress(self, rules: str) -> int:
        """Return the last item that has its tags by these rules already, from a run that was broken off; 0: none."""
        row = self._c.row("SELECT item_id FROM retag WHERE rules = ?", [rules])
        return 0 if row is None else int(row["item_id"])

    def reached(self, rules: str, item: int) -> None:
        """Keep how far a run came."""
        self._c.run("DELETE FROM retag")
        self._c.run("INSERT INTO retag (rules, item_id) VALUES (?, ?)", [rules, item])

    def finished(self) -> None:
        """Keep that a run came to its end."""
        with self._c.transaction():
            self._c.run("DELETE FROM retag")
