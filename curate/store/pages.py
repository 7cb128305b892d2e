"""What the items' own pages said, kept apart from what their sources said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from curate.locale import Message, pack, unpack
from curate.models import Page, SaidPage
from curate.store.database import Connection, known, moment, stamp


class Pages:
    """The items' own pages, as far as they were read."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def keep(self, item: int, said: SaidPage, now: datetime) -> None:
        """Keep what an item's page says, in place of what it said before; the item waits for enrichment again.

        A page that gives less than what was read before (a wall that went up since) takes nothing away.
        """
        with self._c.transaction():
            before = self.get(item)
            content = said.content
            if before is not None and len(before.content) > len(content):
                content = before.content
            self._c.run(
                "INSERT OR REPLACE INTO page (item_id, url, canonical, title, author, language, image, published, "
                "content, paywalled, read, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                [
                    item,
                    said.url,
                    said.canonical,
                    said.title,
                    said.author,
                    said.language,
                    said.image,
                    stamp(said.published),
                    content,
                    None if said.paywalled is None else int(said.paywalled),
                    stamp(now),
                ],
            )
            self._c.run("INSERT OR IGNORE INTO pending VALUES (?)", [item])

    def failed(self, item: int, url: str, why: Message, now: datetime) -> None:
        """Keep that an item's page could not be read, and why; what was read before stays."""
        with self._c.transaction():
            self._c.run(
                "INSERT INTO page (item_id, url, read, error) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (item_id) DO UPDATE SET read = excluded.read, error = excluded.error",
                [item, url, stamp(now), pack(why)],
            )

    def get(self, item: int) -> Page | None:
        """Return what an item's page said; None where it was never asked."""
        row = self._c.row("SELECT * FROM page WHERE item_id = ?", [item])
        if row is None:
            return None
        return Page(
            item=row["item_id"],
            url=row["url"],
            canonical=row["canonical"],
            title=row["title"],
            author=row["author"],
            language=row["language"],
            image=row["image"],
            published=moment(row["published"]),
            content=row["content"],
            paywalled=None if row["paywalled"] is None else bool(row["paywalled"]),
            read=known(row["read"]),
            error=None if row["error"] is None else unpack(row["error"]),
        )

    def unread(self, sources: Sequence[int], limit: int) -> list[tuple[int, int]]:
        """Return (source, item) of what these sources showed and whose page was never asked, newest first.

        At most `limit` of each source. What was there before the source was followed is left out, and what a curator
        has put aside.
        """
        found: list[tuple[int, int]] = []
        for source in sources:
            rows = self._c.rows(
                "SELECT id FROM item WHERE source_id = ? AND NOT baseline AND state NOT IN ('dismissed', 'lapsed') "
                "AND NOT EXISTS (SELECT 1 FROM page WHERE item_id = item.id) "
                "ORDER BY coalesce(published, first_seen) DESC, id DESC LIMIT ?",
                [source, limit],
            )
            found += [(source, row["id"]) for row in rows]
        return found
