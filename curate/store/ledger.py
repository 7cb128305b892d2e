"""The ledger: what went out, where, when, by whom, and the text as it went. Only this makes an item *published*."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from curate.models import LedgerRow
from curate.store.database import Connection, Row, known, new_key, stamp


class Ledger:
    """The ledger of one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def write(
        self,
        *,
        item: int,
        digest: int | None,
        channel: str,
        how: str,
        at: datetime,
        by: str,
        url: str | None,
        text: str,
        round_: int = 0,
    ) -> int:
        """Keep that an item went out on a channel, and return the row's number.

        An item goes to a channel once; `round_` is how often a person asked for it again.
        """
        return self._c.insert(
            "post",
            {
                "key": new_key(),
                "item_id": item,
                "digest_id": digest,
                "channel": channel,
                "how": how,
                "at": stamp(at),
                "by": by,
                "url": url,
                "text": text,
                "round": round_,
            },
        )

    def rows(
        self, *, digest: int | None = None, item: int | None = None, channel: str | None = None
    ) -> list[LedgerRow]:
        """Return what went out, oldest first."""
        tests, values = ["NOT undone"], list[object]()
        for sql, value in (("digest_id = ?", digest), ("item_id = ?", item), ("channel = ?", channel)):
            if value is not None:
                tests.append(sql)
                values.append(value)
        found = self._c.rows(
            "SELECT post.*, item.title FROM post JOIN item ON item.id = post.item_id "  # noqa: S608
            f'WHERE {" AND ".join(tests)} ORDER BY post."at", post.id',
            values,
        )
        return [_row(row) for row in found]

    def reword(self, post: int, text: str) -> None:
        """Let a row hold the text that stands out there now; the event of the change holds what stood there before."""
        self._c.run("UPDATE post SET text = ? WHERE id = ?", [text, post])

    def channels_of(self, items: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Return, for each item that went out, the channels it went out on."""
        marks = ",".join("?" * len(items))
        found: dict[int, tuple[str, ...]] = {}
        for row in self._c.rows(
            f"SELECT item_id, channel FROM post WHERE NOT undone AND item_id IN ({marks}) ORDER BY channel",  # noqa: S608
            list(items),
        ):
            found[row["item_id"]] = (*found.get(row["item_id"], ()), row["channel"])
        return found


def _row(row: Row) -> LedgerRow:
    return LedgerRow(
        id=row["id"],
        key=row["key"],
        item=row["item_id"],
        digest=row["digest_id"],
        channel=row["channel"],
        how=row["how"],
        at=known(row["at"]),
        by=row["by"],
        url=row["url"],
        text=row["text"],
        title=row["title"],
        round=row["round"],
    )
