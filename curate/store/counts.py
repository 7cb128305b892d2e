"""What trends are counted from: which item said which terms when, as part of which story, by which sources.

Kept as items come in and change, so that a question reads rows and no texts. A number in a blob has 4 bytes,
little-endian.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from curate.enrich.mentions import TAG, Mention
from curate.enrich.tally import KINDS, Follower, Telling, Term, packed
from curate.store.database import Connection, Row, known, moment, stamp
from curate.store.sources import ADDED_BY_HAND

_FOLLOWED = timedelta(days=3)
"""An item without a date counts by when it was first seen only where a fetch had run so shortly before: then it can
only have come out in between."""
_CHANGING = ("tag", "story split", "story join", "undo", "same", "dismiss")
"""Actions of curators after which items count otherwise than before."""
UNDATED, MISDATED, ADVERTISING = "undated", "misdated", "advertising"


class Counts:
    """The counts of one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    # ── keeping them ─────────────────────────────────────────────────────────────────────────────────────────────────

    def keep(self, said: Mapping[int, Sequence[Mention]]) -> None:
        """Keep which words and phrases items say, in place of what they said before. `settle` has to follow."""
        numbers = self._numbers({(each.kind, each.key): each.written for found in said.values() for each in found})
        self._c.run_many(
            "INSERT INTO counted (item_id, story, sources, tags, terms) VALUES (?, ?, x'', x'', ?) "
            "ON CONFLICT (item_id) DO UPDATE SET terms = excluded.terms",
            [
                (item, -item, packed(numbers[each.kind, each.key] for each in found)) for item, found in said.items()
            ],
        )  # fmt: skip

    def _numbers(self, wanted: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], int]:
        """Return the numbers of terms, (kind, name) → as written; what has none is given one."""
        found = self.numbers(wanted)
        fresh = [(kind, name, written) for (kind, name), written in wanted.items() if (kind, name) not in found]
        if fresh:
            next_ = int(self._c.value("SELECT coalesce(max(id), 0) FROM term")) // 4 + 1
            rows = [(4 * (next_ + n) + KINDS.index(each[0]), *each) for n, each in enumerate(fresh)]
            self._c.run_many("INSERT INTO term (id, kind, name, written) VALUES (?, ?, ?, ?)", rows)
            found |= {(kind, name): number for number, kind, name, _ in rows}
        return found

    def settle(self, items: Sequence[int]) -> None:
        """Let items that are held count as they are now: their date, story, sources and tags."""
        for start in range(0, len(items), _AT_ONCE):
            self._settle(json.dumps(list(items[start : start + _AT_ONCE])))

    def _settle(self, items: str) -> None:
        rows = self._c.rows(_AS_THEY_ARE, [items])
        sources: dict[int, list[int]] = {}
        for item, source in self._c.db.execute(_SEEN_IN, [items, ADDED_BY_HAND]):
            sources.setdefault(item, []).append(source)
        tags = self._tags(items)
        dismissed = json.dumps([row["id"] for row in rows if row["state"] == "dismissed"])
        reasons = dict(self._c.db.execute(_DISMISSED, [dismissed]).fetchall()) if dismissed != "[]" else {}
        values = []
        for row in rows:
            at, why = self._when(row)
            if reasons.get(row["id"]) == ADVERTISING:
                at, why = None, ADVERTISING
            item = row["id"]
            seen, given = packed(sources.get(item, ())), packed(tags.get(item, ()))
            values.append((item, at, why, row["story_id"] or -item, seen, given))
        self._c.run_many(_SETTLED, values)

    def _when(self, row: Row) -> tuple[int | None, str | None]:
        """Return when an item was published, in seconds; (None, why) where that cannot be known."""
        if row["published"]:
            return int(known(row["published"]).timestamp()), None
        if row["misdated"]:
            return None, MISDATED
        seen, first = known(row["first_seen"]), moment(row["first_fetch"])
        if first is None or seen <= first:
            return None, UNDATED  # it was there already when the source was first asked
        before = self._c.value(
            "SELECT 1 FROM fetch WHERE started < ? AND started >= ? LIMIT 1", [stamp(seen), stamp(seen - _FOLLOWED)]
        )
        return (int(seen.timestamp()), None) if before else (None, UNDATED)

    def _tags(self, items: str) -> dict[int, list[int]]:
        """Return the terms of the tags that rules and curators gave; what a source gives says nothing of an item."""
        rows = self._c.rows(
            "SELECT item_id, tag, origin, removed FROM tag WHERE item_id IN (SELECT value FROM json_each(?))", [items]
        )
        off = {(row["item_id"], row["tag"]) for row in rows if row["removed"]}
        given = {(row["item_id"], row["tag"]) for row in rows if row["origin"] != "source"} - off
        numbers = self._numbers({(TAG, tag): tag for _, tag in sorted(given)})
        found: dict[int, list[int]] = {}
        for item, tag in sorted(given):
            found.setdefault(item, []).append(numbers[TAG, tag])
        return found

    def follow_stories(self, items: Collection[int] | None = None) -> None:
        """Let items count as part of the stories that they tell now; None: all of them."""
        some = "" if items is None else "AND item_id IN (SELECT value FROM json_each(?))"
        self._c.run(
            "UPDATE counted SET story = item.story_id FROM item WHERE item.id = counted.item_id "  # noqa: S608
            f"AND item.story_id IS NOT NULL AND item.story_id != counted.story {some}",
            [] if items is None else [json.dumps(sorted(items))],
        )

    def follow_curators(self) -> None:
        """Let the items that curators did something with since the last time count as they are now."""
        done = int(self._c.value("SELECT event_id FROM counted_up_to") or 0)
        marks = ",".join("?" * len(_CHANGING))
        rows = self._c.rows(
            f"SELECT id, action, text, item_id FROM event WHERE id > ? AND (action IN ({marks}) "  # noqa: S608
            "OR \"from\" = 'dismissed')",
            [done, *_CHANGING],
        )
        last = int(self._c.value("SELECT coalesce(max(id), 0) FROM event"))
        if last == done:
            return
        with self._c.transaction():
            if any("story" in f"{row['action']} {row['text']}" or row["action"] == "same" for row in rows):
                self.follow_stories()
            if any(row["action"] == "same" for row in rows):
                self._c.run("DELETE FROM counted WHERE item_id IN (SELECT number FROM alias WHERE number NOT NULL)")
            self.settle(sorted({row["item_id"] for row in rows if row["item_id"]}))
            self._c.run("DELETE FROM counted_up_to")
            self._c.run("INSERT INTO counted_up_to VALUES (?)", [last])

    def missing(self) -> list[int]:
        """Return the items that enrichment had before terms were counted, newest first."""
        rows = self._c.db.execute(
            "SELECT id FROM item WHERE id NOT IN (SELECT item_id FROM counted) "
            "AND id NOT IN (SELECT item_id FROM pending) ORDER BY id DESC"
        )
        return [row[0] for row in rows]

    # ── the rules of tags ────────────────────────────────────────────────────────────────────────────────────────────

    def follow_rules(self, marks: Mapping[str, str], now: datetime) -> None:
        """Keep since when tags are given by their rules as they are: tag → hash of its rule."""
        held = {row["tag"]: row["mark"] for row in self._c.rows("SELECT tag, mark FROM tag_rule")}
        if held == dict(marks):
            return
        # Where none was kept yet and items have tags by rules, these are as old as the items, or nobody can tell.
        older = self._c.value("SELECT 1 FROM item WHERE id NOT IN (SELECT item_id FROM pending) LIMIT 1")
        first = older is None or self._c.value("SELECT 1 FROM tag WHERE origin = 'rule' LIMIT 1") is not None
        since = None if first and not held else stamp(now)
        self._c.run_many("DELETE FROM tag_rule WHERE tag = ?", [[tag] for tag in held if tag not in marks])
        self._c.run_many(
            "INSERT OR REPLACE INTO tag_rule VALUES (?, ?, ?)",
            [[tag, mark, since] for tag, mark in marks.items() if held.get(tag) != mark],
        )

    def rules_hold(self, marks: Mapping[str, str]) -> None:
        """Keep that all items have their tags by these rules."""
        self._c.run("DELETE FROM tag_rule")
        self._c.run_many("INSERT INTO tag_rule VALUES (?, ?, NULL)", [[tag, mark] for tag, mark in marks.items()])

    def rules_since(self) -> dict[str, datetime]:
        """Return since when the tags are given by rules that older items were not asked for."""
        rows = self._c.rows("SELECT tag, since FROM tag_rule WHERE since IS NOT NULL ORDER BY tag")
        return {row["tag"]: known(row["since"]) for row in rows}

    # ── reading them ─────────────────────────────────────────────────────────────────────────────────────────────────

    def between(self, since: int, until: int) -> list[Telling]:
        """Return what counts after one moment, up to and with another; seconds since 1970, in no order."""
        return self._c.db.execute(  # plain tuples: a year of them is made in a tenth of a second
            'SELECT item_id, "at", story, sources, tags, terms FROM counted WHERE "at" > ? AND "at" <= ?',
            [since, until],
        ).fetchall()

    def first(self) -> int | None:
        """Return when the oldest item that counts was published; None where none does."""
        found = self._c.value('SELECT min("at") FROM counted WHERE "at" IS NOT NULL')
        return None if found is None else int(found)

    def left_out(self, since: datetime) -> dict[str, int]:
        """Return how many items that came in since a moment do not count, and why (`UNDATED`, `MISDATED`, …)."""
        rows = self._c.rows(
            'SELECT why, count(*) AS n FROM item JOIN counted ON item_id = id WHERE first_seen >= ? AND "at" IS NULL '
            "AND why IS NOT NULL GROUP BY why",
            [stamp(since)],
        )
        return {row["why"]: row["n"] for row in rows}

    def terms(self, numbers: Collection[int]) -> dict[int, Term]:
        """Return what numbers stand for."""
        rows = self._c.db.execute(
            "SELECT id, kind, name, written FROM term WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(numbers))],
        )
        return {row[0]: Term(*row[1:]) for row in rows}

    def numbers(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Return the numbers of terms, by kind and name; what no item ever said is not among them."""
        by_kind: dict[str, list[str]] = {}
        for kind, name in wanted:
            by_kind.setdefault(kind, []).append(name)
        return {
            (kind, row[0]): row[1]
            for kind, names in by_kind.items()
            for row in self._c.db.execute(
                "SELECT name, id FROM term WHERE kind = ? AND name IN (SELECT value FROM json_each(?))",
                [kind, json.dumps(names)],
            )
        }

    def names(self, language: str) -> dict[str, tuple[str, str]]:
        """Return under which kind and name of a term the names of sources count that were asked for before."""
        rows = self._c.db.execute("SELECT name, kind, term FROM named WHERE language = ?", [language])
        return {name: (kind, term) for name, kind, term in rows}

    def keep_names(self, language: str, found: Mapping[str, tuple[str, str]]) -> None:
        """Keep that: to look one up a dictionary is loaded, which takes longer than many a question."""
        self._c.run_many(
            "INSERT OR REPLACE INTO named VALUES (?, ?, ?, ?)",
            [(name, language, kind, term) for name, (kind, term) in found.items()],
        )

    def tag_numbers(self) -> dict[str, int]:
        """Return the number of every tag that was ever counted."""
        return dict(self._c.db.execute("SELECT name, id FROM term WHERE kind = ?", [TAG]).fetchall())

    def followers(self) -> dict[int, Follower]:
        """Return every source there ever was, but for what was added by hand."""
        return {
            row["id"]: Follower(
                id=row["id"],
                name=row["name"],
                own=bool(row["own"]),
                configured=bool(row["configured"]),
                first_fetch=moment(row["first_fetch"]),
                last_success=moment(row["last_success"]),
                failing=bool(row["failures"] or row["gone"]),
            )
            for row in self._c.rows("SELECT * FROM source WHERE url != ?", [ADDED_BY_HAND])
        }

    def fetches(self, since: datetime) -> list[datetime]:
        """Return when fetches began since a moment, oldest first, with the last one before it."""
        rows = self._c.rows(
            "SELECT started FROM fetch WHERE started >= "
            "coalesce((SELECT max(started) FROM fetch WHERE started < ?), '') ORDER BY started",
            [stamp(since)],
        )
        return [known(row["started"]) for row in rows]


_AT_ONCE = 500
"""Items in one statement."""
_AS_THEY_ARE = (
    "SELECT item.id, coalesce(item.published, page.published) AS published, item.misdated, item.first_seen, "
    "item.story_id, item.state, source.first_fetch FROM item JOIN source ON source.id = item.source_id "
    "LEFT JOIN page ON page.item_id = item.id WHERE item.id IN (SELECT value FROM json_each(?))"
)
_SEEN_IN = (
    "SELECT DISTINCT item_id, source_id FROM sighting JOIN source ON source.id = source_id "
    "WHERE item_id IN (SELECT value FROM json_each(?)) AND source.url != ? ORDER BY 1, 2"
)
_DISMISSED = (
    "SELECT item_id, text FROM event WHERE id IN (SELECT max(id) FROM event WHERE action = 'dismiss' "
    "AND undone_by IS NULL AND item_id IN (SELECT value FROM json_each(?)) GROUP BY item_id)"
)
_SETTLED = (
    "INSERT INTO counted (item_id, \"at\", why, story, sources, tags, terms) VALUES (?, ?, ?, ?, ?, ?, x'') "
    'ON CONFLICT (item_id) DO UPDATE SET "at" = excluded."at", why = excluded.why, story = excluded.story, '
    "sources = excluded.sources, tags = excluded.tags"
)
