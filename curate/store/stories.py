"""The stories: which items tell the same thing, and why."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from curate.locale import pack, unpack
from curate.models import Join, Story
from curate.store.database import Connection, new_key


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
