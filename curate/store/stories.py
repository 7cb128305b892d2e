"""The stories: which items tell the same thing, and why."""

from __future__ import annotations

from curate.locale import pack, unpack
from curate.models import Join, Story
from curate.store.database import Connection, new_key


class Stories:
    """The stories of one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def new(self) -> int:
        """Make an empty story and return its number."""
        return self._c.insert("story", {"key": new_key()})

    def tell(self, item: int, story: int) -> None:
        """Put an item into a story."""
        self._c.update("item", item, {"story_id": story})

    def merge(self, into: int, gone: int) -> None:
        """Let one story tell all that another one told."""
        self._c.run("UPDATE item SET story_id = ? WHERE story_id = ?", [into, gone])

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
