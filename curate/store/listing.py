"""The inbox: which items and stories are wanted, best first, found without looking at the others.

A million items may be waiting, and a curator looks at fifty. So the index on (state, baseline, score) is walked from
its best end, one walk for each state, and only until enough is found; and where few items have the tag, the source or
the date that is asked for, these are looked at and no others. What is said of many is counted no further than
somebody would read.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import itemgetter

from curate import text
from curate.models import State
from curate.store.database import Connection, stamp

FEW = 10_000
"""So many items are looked at one by one (0.02 s); where more fit, the walk along the index finds some soon."""
_FULL = "max(length(item.content), coalesce(length(page.content), 0)) > 100 + length(item.summary) * 3 / 2"
"""SQL: whether the whole text is there. A teaser is sent as HTML too, and then is hardly longer than its summary."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which items a listing is about. None and empty: no matter."""

    states: tuple[State, ...] = (State.NEW,)
    """Empty: every state."""
    tag: str | None = None
    source: str | None = None
    since: datetime | None = None
    baseline: bool = False
    """Also what was there before the source was followed."""
    tipped: bool = False
    """Only what a colleague pointed at."""
    assigned: str | None = None
    """Only what this person is to look at; "": what anybody is."""
    looked: bool | None = None
    """True: only what was looked at in a review; False: only what was not."""
    limit: int | None = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A story in the list: the item that stands for it, and the item whose score gave it its place."""

    shown: int
    leading: int


@dataclass(frozen=True, slots=True)
class Test:
    """A condition: how it is tested on an item at hand, and which items meet it (a query of their numbers)."""

    each: str
    all: str | None
    """None: there is no index to find them by."""
    values: tuple[object, ...]

    def without(self) -> Test:
        """Return the condition that an item does not meet this one."""
        return Test(f"NOT ({self.each})", None, self.values)


class Listing:
    """The lists of one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    def numbers(self, wanted: Wanted) -> list[int]:
        """Return the items that are wanted, best first."""
        return [number for number, _, _ in islice(self._walk(wanted), wanted.limit)]

    def stories(self, wanted: Wanted) -> list[Told]:
        """Return the stories that have an item that is wanted, best first, each with the item that stands for it."""
        leading: dict[int, int] = {}
        for number, story, _ in self._walk(wanted):
            if len(leading) == wanted.limit:
                break
            leading.setdefault(story or -number, number)
        shown = self._representatives(wanted, [story for story in leading if story > 0])
        return [Told(shown=shown.get(story, number), leading=number) for story, number in leading.items()]

    def count(self, wanted: Wanted, *, stories: bool, most: int | None = None) -> int:
        """Return how many items, or stories, are wanted, the limit left aside; at most `most`, where that is given."""
        if not stories:
            return sum(1 for _ in islice(self._walk(wanted), most))
        told: set[int] = set()
        for number, story, _ in self._walk(wanted):
            if len(told) == most:
                break
            told.add(story or -number)
        return len(told)

    # ── the walk ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _walk(self, wanted: Wanted) -> Iterator[tuple[int, int | None, float]]:
        """Yield (item, story, score) of what is wanted, best first, the newest number first where scores are alike."""
        tests = self._tests(wanted)
        few = self.fewest(tests)
        if few is not None:
            where, values = _where(wanted, [test for test in tests if test is not few])
            yield from self._c.db.execute(
                "SELECT item.id, story_id, score FROM item "  # noqa: S608
                f"WHERE item.id IN ({few.all}) AND {where} ORDER BY score DESC, item.id DESC",
                [*few.values, *values],
            )
            return
        conditions = "".join(f" AND {test.each}" for test in tests)
        given = [value for test in tests for value in test.values]
        states = [state.value for state in wanted.states or tuple(State)]
        walks = [
            self._c.db.execute(
                "SELECT item.id, story_id, score FROM item INDEXED BY item_inbox "  # noqa: S608
                f"WHERE state = ? AND baseline = ?{conditions} ORDER BY score DESC, item.id DESC",
                [state, baseline, *given],
            )
            for state in dict.fromkeys(states)
            for baseline in ((0, 1) if wanted.baseline else (0,))
        ]
        yield from heapq.merge(*walks, key=itemgetter(2, 0), reverse=True)

    def fewest(self, tests: Sequence[Test]) -> Test | None:
        """Return a condition that few items meet; None where there is none."""
        for test in tests:
            if test.all is None:
                continue
            found = self._c.value(f"SELECT count(*) FROM (SELECT 1 FROM ({test.all}) LIMIT {FEW})", test.values)  # noqa: S608
            if found < FEW:
                return test
        return None

    def _tests(self, wanted: Wanted) -> list[Test]:
        tests = []
        if wanted.assigned is not None:
            named = " AND lower(item.assigned) = lower(?)" if wanted.assigned else ""
            tests.append(
                Test(
                    f"item.assigned IS NOT NULL{named}",
                    f"SELECT id FROM item WHERE item.assigned IS NOT NULL{named}",  # noqa: S608
                    (wanted.assigned,) if wanted.assigned else (),
                )
            )
        if wanted.looked is not None:
            there = "" if wanted.looked else "NOT "
            all_ = "SELECT item_id FROM looked" if wanted.looked else None
            tests.append(Test(f"{there}EXISTS (SELECT 1 FROM looked WHERE item_id = item.id)", all_, ()))  # noqa: S608
        if wanted.tipped:
            tests.append(Test("EXISTS (SELECT 1 FROM tip WHERE item_id = item.id)", "SELECT item_id FROM tip", ()))
        if wanted.tag:
            tests.append(tagged(self.tags_named(wanted.tag)))
        if wanted.source:
            tests.append(seen_in(self.sources_named(wanted.source)))
        if wanted.since:
            tests.append(published_since(wanted.since))
        return tests

    def _representatives(self, wanted: Wanted, stories: Sequence[int]) -> dict[int, int]:
        """Return, for each story, the wanted item that stands for it.

        The source that is trusted most speaks for a story; of its equals, the one whose whole text is there; of these,
        the first.
        """
        where, values = _where(wanted, self._tests(wanted))
        found: dict[int, int] = {}
        for start in range(0, len(stories), 500):  # SQLite takes no more than so many values in one statement
            some = stories[start : start + 500]
            rows = self._c.rows(
                f"SELECT item.id, story_id FROM item JOIN source ON source.id = item.source_id "  # noqa: S608
                f"LEFT JOIN page ON page.item_id = item.id WHERE story_id IN ({marks(some)}) AND {where} "
                f"ORDER BY source.trust, {_FULL}, coalesce(item.published, item.first_seen) DESC, item.id DESC",
                [*some, *values],
            )
            found |= {row["story_id"]: row["id"] for row in rows}  # the last one holds
        return found

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def tags(self) -> list[str]:
        """Return every tag that any item has: from one to the next along the index, however many items have them."""
        rows = self._c.rows(
            "WITH RECURSIVE known(tag) AS (SELECT min(tag) FROM tag UNION ALL "
            "SELECT (SELECT min(tag) FROM tag WHERE tag > known.tag) FROM known WHERE known.tag IS NOT NULL) "
            "SELECT tag FROM known WHERE EXISTS (SELECT 1 FROM tag WHERE tag.tag = known.tag AND NOT removed)"
        )
        return [row["tag"] for row in rows]

    def tags_named(self, name: str) -> list[str]:
        """Return the tags of this name, whatever their capitals and accents; with a star, those that begin so."""
        wanted = text.fold(name.strip())
        if wanted.endswith("*"):
            return [tag for tag in self.tags() if text.fold(tag).startswith(wanted.rstrip("*"))]
        return [tag for tag in self.tags() if text.fold(tag) == wanted]

    def sources_named(self, name: str, *, part: bool = False) -> list[int]:
        """Return the sources of this name, title or address; with `part` and where there are none, of a longer one."""
        wanted = text.fold(name.strip())
        rows = [
            (row["id"], [text.fold(row[column]) for column in ("name", "title", "url")])
            for row in self._c.rows("SELECT id, name, title, url FROM source ORDER BY id")
        ]
        exact = [number for number, names in rows if wanted in names]
        if exact or not part:
            return exact
        bare = wanted.strip("*")
        return [number for number, names in rows if bare and any(bare in each for each in names)]


# ── conditions ───────────────────────────────────────────────────────────────────────────────────────────────────────


def tagged(tags: Sequence[str]) -> Test:
    """Return the condition that an item has one of these tags, and that no curator took it off."""
    among = marks(tags)
    off = "SELECT 1 FROM tag AS off WHERE off.item_id = tag.item_id AND off.tag = tag.tag AND off.removed"
    there = f"tag IN ({among}) AND NOT removed AND NOT EXISTS ({off})"
    return Test(
        f"EXISTS (SELECT 1 FROM tag WHERE item_id = item.id AND {there})",  # noqa: S608
        f"SELECT item_id FROM tag WHERE {there}",  # noqa: S608
        tuple(tags),
    )


def seen_in(sources: Sequence[int]) -> Test:
    """Return the condition that one of these sources showed an item."""
    among = marks(sources)
    return Test(
        f"EXISTS (SELECT 1 FROM sighting WHERE item_id = item.id AND sighting.source_id IN ({among}))",  # noqa: S608
        f"SELECT item_id FROM sighting WHERE sighting.source_id IN ({among})",  # noqa: S608
        tuple(sources),
    )


def published_since(since: datetime) -> Test:
    """Return the condition that an item was published at a moment or later; first seen, where that is not known."""
    return Test(
        "coalesce(item.published, item.first_seen) >= ?",
        "SELECT id FROM item WHERE coalesce(published, first_seen) >= ?",
        (stamp(since),),
    )


def _where(wanted: Wanted, tests: Sequence[Test]) -> tuple[str, list[object]]:
    """Return all conditions, none of which is to be looked up in an index (that is what + says to SQLite)."""
    parts = [test.each for test in tests]
    values: list[object] = [value for test in tests for value in test.values]
    if wanted.states:
        parts.append(f"+item.state IN ({marks(wanted.states)})")
        values += [state.value for state in wanted.states]
    if not wanted.baseline:
        parts.append("NOT item.baseline")
    return " AND ".join(parts) or "1", values


def marks(values: Collection[object]) -> str:
    """Return a question mark for each value, as SQL has them in a list."""
    return ",".join("?" * len(values))
