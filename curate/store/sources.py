"""What we know of each source: its place in the configuration, its validators, how it fares."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from curate import urls
from curate.locale import pack, unpack
from curate.models import Gap, SourceState
from curate.store.database import Connection, Row, known, moment, stamp

ADDED_BY_HAND = "curate:added"
"""The address that stands for "a curator added it by hand": items from `curate add` need a source too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Configured:
    """A source as `sources.yaml` has it, as far as the store keeps it."""

    name: str | None
    """None: it has not been given one, so the feed's own title serves."""
    fallback: str
    """The name until the feed's title is known."""
    url: str
    trust: int = 3
    own: bool = False
    language: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What enrichment needs to know of a source."""

    name: str
    url: str
    trust: int
    own: bool


class Sources:
    """The sources of one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def configure(self, configured: Iterable[Configured]) -> None:
        """Bring the rows in line with the configuration; nothing is ever deleted."""
        with self._c.transaction():
            rows = {row["url"]: row for row in self._c.rows("SELECT * FROM source WHERE url != ?", [ADDED_BY_HAND])}
            by_name = {row["name"]: row for row in rows.values()}
            wanted = list(configured)
            taken: set[str] = {c.name for c in wanted if c.name}
            kept: set[int] = set()
            for source in wanted:
                row = rows.get(source.url)
                if (
                    row is None
                    and source.name
                    and by_name.get(source.name, {}).get("url") not in {c.url for c in wanted}
                ):
                    row = by_name.get(source.name)  # the same source at a new address: it keeps its items
                name = source.name or self._named(row, source, taken)
                taken.add(name)
                kept.add(self._write(row, source, name))
            for row in rows.values():
                if row["id"] not in kept and row["configured"]:
                    self._c.update("source", row["id"], {"configured": 0})

    @staticmethod
    def _named(row: Row | None, source: Configured, taken: set[str]) -> str:
        title = row["title"] if row else ""
        return title if title and title not in taken else source.fallback

    def _write(self, row: Row | None, source: Configured, name: str) -> int:
        values: Row = {
            "name": name,
            "url": source.url,
            "configured": 1,
            "own": int(source.own),
            "trust": source.trust,
        }
        if row is None:
            values |= {"key": urls.key(source.url), "language": source.language}
            return self._c.insert("source", values)
        if row["url"] != source.url:  # another address has other validators
            values |= {
                "etag": None,
                "last_modified": None,
                "body_hash": None,
                "next_due": None,
                "gone": 0,
                "failures": 0,
            }
            values |= {"blocked_until": None, "moved_to": None, "moved_days": 0, "moved_seen": None}
            values |= {"failing_since": None, "last_error": None}
        if source.language:
            values["language"] = source.language
        if any(row[column] != value for column, value in values.items()):
            self._c.update("source", row["id"], values)
        return int(row["id"])

    def all(self) -> list[SourceState]:
        """Return every configured source, in the order in which they were configured first."""
        rows = self._c.rows(
            "SELECT source.*, (SELECT count(*) FROM sighting WHERE source_id = source.id) AS items "
            "FROM source WHERE configured = 1 AND url != ? ORDER BY id",
            [ADDED_BY_HAND],
        )
        return [_state(row) for row in rows]

    def known(self) -> dict[int, Known]:
        """Return every source there ever was, by its number."""
        rows = self._c.rows("SELECT id, name, url, trust, own FROM source")
        return {
            row["id"]: Known(name=row["name"], url=row["url"], trust=row["trust"], own=bool(row["own"])) for row in rows
        }

    def record(self, state: SourceState) -> None:
        """Keep what one fetch taught us about a source."""
        self._c.update(
            "source",
            state.id,
            {
                "title": state.title,
                "etag": state.etag,
                "last_modified": state.last_modified,
                "body_hash": state.body_hash,
                "first_fetch": stamp(state.first_fetch),
                "last_fetch": stamp(state.last_fetch),
                "last_success": stamp(state.last_success),
                "last_error": None if state.last_error is None else pack(state.last_error),
                "failures": state.failures,
                "failing_since": stamp(state.failing_since),
                "next_due": stamp(state.next_due),
                "blocked_until": stamp(state.blocked_until),
                "gone": int(state.gone),
                "moved_to": state.moved_to,
                "moved_days": state.moved_days,
                "moved_seen": stamp(state.moved_seen),
                "said_every": None if state.said_every is None else int(state.said_every.total_seconds()),
                "skip_hours": json.dumps(sorted(state.skip_hours)),
                "skip_days": json.dumps(sorted(state.skip_days)),
            },
        )

    def note_gap(self, source: int, since: datetime, until: datetime) -> None:
        """Keep that publications of a source were missed between two fetches."""
        self._c.insert("gap", {"source_id": source, "from": stamp(since), "to": stamp(until)})

    def fill_gaps(self, source: int, since: datetime) -> None:
        """Forget the gaps of a source since a moment: what was missed in them has been fetched."""
        self._c.run('DELETE FROM gap WHERE source_id = ? AND "from" >= ?', [source, stamp(since)])

    def gaps(self, since: datetime) -> list[Gap]:
        """Return the gaps that ended since a moment, oldest first."""
        rows = self._c.rows('SELECT * FROM gap WHERE "to" >= ? ORDER BY "to", source_id', [stamp(since)])
        return [Gap(source=row["source_id"], since=known(row["from"]), until=known(row["to"])) for row in rows]

    def published_on(self, source: int, most: int = 60) -> tuple[list[date], datetime | None]:
        """Return the last days (UTC) on which a source published something, and the moment of the newest."""
        rows = self._c.rows(
            "SELECT max(coalesce(item.published, item.first_seen)) AS newest FROM sighting JOIN item "
            "ON item.id = item_id WHERE sighting.source_id = ? "
            "GROUP BY substr(coalesce(item.published, item.first_seen), 1, 10) ORDER BY 1 DESC LIMIT ?",
            [source, most],
        )
        moments = [known(row["newest"]) for row in rows]
        return [each.date() for each in moments], moments[0] if moments else None

    def keep_rhythm(self, source: int, last_new: datetime | None, rhythm: timedelta | None) -> None:
        """Keep how often a source publishes, and when it last did."""
        seconds = None if rhythm is None else int(rhythm.total_seconds())
        self._c.update("source", source, {"last_new": stamp(last_new), "rhythm": seconds})

    def by_hand(self, name: str) -> int:
        """Return the number of the source that stands for what a curator added by hand, made where it is not there."""
        number = self._c.value("SELECT id FROM source WHERE url = ?", [ADDED_BY_HAND])
        if number is not None:
            return int(number)
        return self._c.insert(
            "source", {"key": urls.key(ADDED_BY_HAND), "name": name, "url": ADDED_BY_HAND, "configured": 0}
        )

    def start_run(self, now: datetime) -> int:
        """Keep that a fetch began, and return its number."""
        return self._c.insert("fetch", {"started": stamp(now)})

    def end_run(self, run: int, now: datetime, *, new_items: int, failed: int) -> None:
        """Keep how a fetch ended."""
        self._c.update("fetch", run, {"finished": stamp(now), "new_items": new_items, "failed": failed})

    def last_run(self) -> datetime | None:
        """Return when the last fetch ended; None where none ever did."""
        return moment(self._c.value("SELECT max(finished) FROM fetch"))


def _state(row: Row) -> SourceState:
    return SourceState(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        url=row["url"],
        title=row["title"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        first_fetch=moment(row["first_fetch"]),
        last_fetch=moment(row["last_fetch"]),
        last_success=moment(row["last_success"]),
        last_error=None if row["last_error"] is None else unpack(row["last_error"]),
        failures=row["failures"],
        failing_since=moment(row["failing_since"]),
        next_due=moment(row["next_due"]),
        blocked_until=moment(row["blocked_until"]),
        gone=bool(row["gone"]),
        moved_to=row["moved_to"],
        moved_days=row["moved_days"],
        moved_seen=moment(row["moved_seen"]),
        said_every=None if row["said_every"] is None else timedelta(seconds=row["said_every"]),
        skip_hours=frozenset(json.loads(row["skip_hours"])),
        skip_days=frozenset(json.loads(row["skip_days"])),
        items=row["items"],
        last_new=moment(row["last_new"]),
        rhythm=None if row["rhythm"] is None else timedelta(seconds=row["rhythm"]),
    )
