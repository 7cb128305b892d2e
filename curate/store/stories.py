"""The stories: which items tell the same thing, and why."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import TypedDict

from curate.locale import pack, unpack
from curate.models import Join, Story
from curate.store.database import Connection, new_key


class Standing(TypedDict):
    """How some items stand to each other; rows as the tables have them."""

    told: list[list[int]]
    joins: list[list[object]]
    apart: list[list[int]]


class Stories:
    """The stories of one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def tell(self, told: Mapping[int, int], fresh: Sequence[Sequence[int]]) -> None:
        """Put items into stories that are there (item → story), and each group of fresh ones into one of its own."""
        pairs = list(told.items())
        if fresh:
            first = int(self._c.value("SELECT coalesce(max(id), 0) FROM story")) + 1
            self._c.insert_many("story", [{"id": first + place, "key": new_key()} for place in range(len(fresh))])
            pairs += [(item, first + place) for place, group in enumerate(fresh) for item in group]
        self._c.run_many("UPDATE item SET story_id = ? WHERE id = ?", [(story, item) for item, story in pairs])

    def merge(self, into: int, gone: int) -> None:
        """Let one story tell all that another one told."""
        self._c.run("UPDATE item SET story_id = ? WHERE story_id = ?", [into, gone])

    def sources(self, stories: Collection[int]) -> dict[int, int]:
        """Return how many sources tell each of some stories."""
        rows = self._c.db.execute(
            "SELECT story_id, count(DISTINCT sighting.source_id) FROM item JOIN sighting ON item_id = item.id "
            "WHERE story_id IN (SELECT value FROM json_each(?)) GROUP BY story_id",
            [json.dumps(sorted(stories))],
        )
        return {row[0]: row[1] for row in rows}

    def members(self, stories: Collection[int]) -> list[int]:
        """Return the items of some stories."""
        rows = self._c.db.execute(
            "SELECT id FROM item WHERE story_id IN (SELECT value FROM json_each(?)) ORDER BY id",
            [json.dumps(sorted(stories))],
        )
        return [row[0] for row in rows]

    def alone(self, items: Collection[int]) -> set[int]:
        """Return those of some items that are the only one of their story."""
        rows = self._c.db.execute(
            "SELECT id FROM item WHERE id IN (SELECT value FROM json_each(?)) AND NOT EXISTS "
            "(SELECT 1 FROM item AS other WHERE other.story_id = item.story_id AND other.id != item.id)",
            [json.dumps(sorted(items))],
        )
        return {row[0] for row in rows}

    def standing(self, items: Collection[int]) -> Standing:
        """Return how some items stand to each other: what a correction by hand changes, and its undoing puts back."""
        numbers = [json.dumps(sorted(items))]
        among = "IN (SELECT value FROM json_each(?))"
        return Standing(
            told=[
                [row["id"], row["story_id"]]
                for row in self._c.rows(f"SELECT id, story_id FROM item WHERE id {among} ORDER BY id", numbers)  # noqa: S608
            ],
            joins=[
                list(row.values())
                for row in self._c.rows(
                    f"SELECT * FROM story_join WHERE item_id {among} AND with_id {among}",  # noqa: S608
                    numbers * 2,
                )
            ],
            apart=[
                list(row.values())
                for row in self._c.rows(f"SELECT * FROM apart WHERE item_id {among} AND other_id {among}", numbers * 2)  # noqa: S608
            ],
        )

    def restore(self, standing: Standing) -> None:
        """Let items stand to each other as they did."""
        numbers = json.dumps([item for item, _ in standing["told"]])
        for table, other in (("story_join", "with_id"), ("apart", "other_id")):
            self._c.run(
                f"DELETE FROM {table} WHERE item_id IN (SELECT value FROM json_each(?)) "  # noqa: S608
                f"AND {other} IN (SELECT value FROM json_each(?))",
                [numbers, numbers],
            )
        self._c.run_many("UPDATE item SET story_id = ? WHERE id = ?", [[s, item] for item, s in standing["told"]])
        self._c.run_many("INSERT INTO story_join VALUES (?, ?, ?, ?, ?)", standing["joins"])
        self._c.run_many("INSERT INTO apart VALUES (?, ?)", standing["apart"])

    def split(self, items: Sequence[int], others: Sequence[int]) -> None:
        """Let items tell a story of their own, and never again that of the others."""
        self.tell({}, [items])
        pairs = [[one, other] for one in items for other in others]
        both = pairs + [[other, one] for one, other in pairs]
        self._c.run_many("DELETE FROM story_join WHERE item_id = ? AND with_id = ?", both)
        self._c.run_many("INSERT OR IGNORE INTO apart VALUES (?, ?)", pairs)

    def unite(self, items: Sequence[int], stories: Sequence[int]) -> None:
        """Let stories be one, under the oldest number, and nobody of theirs be kept apart any more."""
        into, *gone = sorted(stories)
        for story in gone:
            self.merge(into, story)
        numbers = json.dumps(sorted(items))
        self._c.run(
            "DELETE FROM apart WHERE item_id IN (SELECT value FROM json_each(?)) "
            "AND other_id IN (SELECT value FROM json_each(?))",
            [numbers, numbers],
        )

    def join(self, join: Join) -> None:
        """Keep why an item belongs to a story."""
        self._c.run(
            "INSERT OR REPLACE INTO story_join VALUES (?, ?, ?, ?, ?)",
            [join.item, join.with_, join.kind, join.score, pack(join.text)],
        )

    def get(self, number: int) -> Story:
        """Return a story: its items, oldest first, their sources, and why they belong together."""
        rows = self._c.rows(
            "SELECT item.id, source.name FROM item JOIN source ON source.id = item.source_id WHERE story_id = ? "
            "ORDER BY coalesce(published, first_seen), item.id",
            [number],
        )
        sources = self._c.rows(
            "SELECT DISTINCT source.name FROM item JOIN sighting ON sighting.item_id = item.id "
            "JOIN source ON source.id = sighting.source_id WHERE item.story_id = ? ORDER BY source.name",
            [number],
        )
        joins = self._c.rows(
            "SELECT story_join.* FROM story_join JOIN item ON item.id = item_id WHERE story_id = ? ORDER BY 1, 2",
            [number],
        )
        return Story(
            id=number,
            items=tuple(row["id"] for row in rows),
            sources=tuple(row["name"] for row in sources),
            joins=tuple(
                Join(item=j["item_id"], kind=j["kind"], with_=j["with_id"], score=j["score"], text=unpack(j["reason"]))
                for j in joins
            ),
        )
