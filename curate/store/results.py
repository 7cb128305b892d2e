"""What came of what went out, as others counted it, and what came in and was kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from curate.figures import Yield
from curate.models import LedgerRow, State
from curate.store.curation import Act, Curation
from curate.store.database import Connection, known, stamp

KEPT = (State.SHORTLISTED, State.COMMENTED, State.APPROVED, State.PUBLISHED, State.CORRECTED, State.WITHDRAWN)
"""The states of what a curator found worth keeping."""
_KEPT = ", ".join(f"'{state.value}'" for state in KEPT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What came of one post, as it was last given."""

    post: int
    metric: str
    value: float
    edition: bool
    """It is of the whole edition that the post was part of."""
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CameIn:
    """What came in within a time, and what became of it. Items."""

    seen: int
    kept: int
    dismissed: int
    lapsed: int
    commented: int
    posted: int
    """Of what came in then; whatever day it was posted."""


class Results:
    """The figures of one database."""

    def __init__(self, connection: Connection, curation: Curation) -> None:
        self._c = connection
        self._curation = curation

    def add(self, act: Act, row: LedgerRow, figures: Mapping[str, float], *, edition: bool) -> bool:
        """Keep what came of a post, with its event; return whether anything of it was not known yet."""
        held = {each.metric: each.value for each in self.of([row.id]).get(row.id, ())}
        new = {metric: value for metric, value in figures.items() if held.get(metric) != value}
        if not new:
            return False
        ids = [
            self._c.insert(
                "result",
                {
                    "post_id": row.id,
                    "metric": metric,
                    "value": value,
                    "edition": int(edition),
                    "at": stamp(act.at),
                    "by": act.by,
                },
            )
            for metric, value in sorted(new.items())
        ]
        said = " ".join(f"{metric}={value:g}" for metric, value in sorted(new.items()))
        self._curation.record(
            act, "results", item=row.item, digest=row.digest, text=f"{row.channel}: {said}", before={"results": ids}
        )
        return True

    def of(self, posts: Sequence[int]) -> dict[int, tuple[Result, ...]]:
        """Return what came of posts, each thing as it was last given; a post without any is left out."""
        found: dict[int, dict[str, Result]] = {}
        for start in range(0, len(posts), 500):  # SQLite takes no more than so many values in one statement
            some = posts[start : start + 500]
            marks = ",".join("?" * len(some))
            for row in self._c.rows(
                f'SELECT * FROM result WHERE NOT undone AND post_id IN ({marks}) ORDER BY "at", id',  # noqa: S608
                some,
            ):
                found.setdefault(row["post_id"], {})[row["metric"]] = Result(
                    post=row["post_id"],
                    metric=row["metric"],
                    value=row["value"],
                    edition=bool(row["edition"]),
                    at=known(row["at"]),
                )
        return {post: tuple(of.values()) for post, of in found.items()}

    # ── what came in ─────────────────────────────────────────────────────────────────────────────────────────────────

    def counts(self, since: datetime, until: datetime) -> CameIn:
        """Return what came in within a time (its end left out), by what became of it.

        What a new source brought along from before is not counted.
        """
        row = self._c.row(
            f"""SELECT COUNT(*) AS seen,
                COALESCE(SUM(state IN ({_KEPT})), 0) AS kept,
                COALESCE(SUM(state = 'dismissed'), 0) AS dismissed,
                COALESCE(SUM(state = 'lapsed'), 0) AS lapsed,
                COALESCE(SUM(note.commentary != ''), 0) AS commented,
                COALESCE(SUM(EXISTS(SELECT 1 FROM post WHERE post.item_id = item.id AND NOT undone)), 0) AS posted
            FROM item LEFT JOIN note ON note.id = item.note_id
            WHERE first_seen >= ? AND first_seen < ? AND NOT baseline""",  # noqa: S608
            [stamp(since), stamp(until)],
        )
        assert row is not None  # noqa: S101
        return CameIn(**row)

    def yields(self, since: datetime, until: datetime) -> list[Yield]:
        """Return for each source what it showed within a time, and what became of it; one item counts for each."""
        rows = self._c.rows(
            f"""WITH shown AS (
                SELECT DISTINCT source_id, item_id FROM sighting WHERE first_seen >= ? AND first_seen < ?
            )
            SELECT source.name, source.own, COUNT(item.id) AS seen,
                COALESCE(SUM(item.state IN ({_KEPT})), 0) AS kept,
                COALESCE(SUM(item.state = 'dismissed'), 0) AS dismissed,
                COALESCE(SUM(EXISTS(SELECT 1 FROM post WHERE post.item_id = item.id AND NOT undone)), 0) AS posted
            FROM source
            LEFT JOIN shown ON shown.source_id = source.id
            LEFT JOIN item ON item.id = shown.item_id AND NOT item.baseline
            WHERE source.configured OR item.id IS NOT NULL
            GROUP BY source.id ORDER BY kept DESC, seen DESC, source.name""",  # noqa: S608
            [stamp(since), stamp(until)],
        )
        return [
            Yield(
                source=row["name"],
                own=bool(row["own"]),
                seen=row["seen"],
                kept=row["kept"],
                dismissed=row["dismissed"],
                posted=row["posted"],
            )
            for row in rows
        ]

    def weeks(self, since: datetime, until: datetime) -> list[tuple[str, int, int]]:
        """Return for each day of a time (ISO, UTC) how many items came in, and how many of these were kept."""
        rows = self._c.rows(
            f"""SELECT substr(first_seen, 1, 10) AS day, COUNT(*) AS seen,
                COALESCE(SUM(state IN ({_KEPT})), 0) AS kept
            FROM item WHERE first_seen >= ? AND first_seen < ? AND NOT baseline GROUP BY 1 ORDER BY 1""",  # noqa: S608
            [stamp(since), stamp(until)],
        )
        return [(row["day"], row["seen"], row["kept"]) for row in rows]

    def sent(self, since: datetime, until: datetime) -> list[int]:
        """Return the numbers of what went out within a time, as the ledger has them."""
        return [
            int(row["id"])
            for row in self._c.rows(
                'SELECT id FROM post WHERE NOT undone AND "at" >= ? AND "at" < ? ORDER BY id',
                [stamp(since), stamp(until)],
            )
        ]

    def owned(self, items: Iterable[int]) -> dict[int, bool]:
        """Return for each item whether a source of the organisation itself speaks for it."""
        chosen, found = list(items), dict[int, bool]()
        for start in range(0, len(chosen), 500):
            some = chosen[start : start + 500]
            marks = ",".join("?" * len(some))
            for row in self._c.rows(
                "SELECT item.id, source.own FROM item JOIN source ON source.id = item.source_id "  # noqa: S608
                f"WHERE item.id IN ({marks})",
                some,
            ):
                found[row["id"]] = bool(row["own"])
        return found
