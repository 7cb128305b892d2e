"""Taking another database over: by keys, never by numbers, all of it or nothing, and twice is as good as once.

What comes from another machine is a stranger's until it has been looked at: texts are cleaned as those of feeds are,
addresses and keys have to fit each other, and what does not is left out and counted.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from curate import text, urls
from curate.merging import Side, Standing, Words, note, state
from curate.models import Origin, State
from curate.store.curation import WORDS, fingerprint
from curate.store.database import Connection, Row
from curate.store.keeping import doom, mark, next_number, remove, spare
from curate.store.taking import take_results, take_sendings

_FARES = (
    "last_fetch", "last_success", "last_error", "failures", "failing_since", "gone", "moved_to", "moved_days",
    "moved_seen", "last_new", "rhythm",
)  # fmt: skip
"""How a source fares. Not its validators: what we have not seen must not be "unchanged" for us."""
_ITEM = ("author", "language", "image", "outlet", "published", "updated")
_LONGEST = 100_000
"""Characters of a text that a person wrote."""


@dataclass(kw_only=True)
class Merged:
    """What a merge did."""

    counts: Counter[str] = field(default_factory=Counter)
    """How many rows of each table are new here; `states`: items whose state changed; `left_out`: what was not right."""
    rivals: list[tuple[int, str]] = field(default_factory=list)
    """Items that have two notes now, and who wrote the one that stands beside."""
    posted_twice: list[tuple[int, str]] = field(default_factory=list)
    """Items that went out on a channel from both machines."""
    touched: set[int] = field(default_factory=set)
    """Items to enrich and index again."""


class Merging:
    """One merge into a database, from an opened copy of another."""

    def __init__(self, connection: Connection, other: Path) -> None:
        self._c = connection
        self._other = other
        self._done = Merged()
        self._sources: dict[int, int] = {}
        self._items: dict[int, int] = {}
        self._notes: dict[int, int] = {}
        self._digests: dict[int, int] = {}
        self._fresh: set[int] = set()
        self._rewritten: set[int] = set()

    def merge(self) -> Merged:
        """Take everything over, and return what that was. To be called within a transaction."""
        with closing(sqlite3.connect(self._other)) as there:
            there.row_factory = sqlite3.Row
            self._there = there
            self._let_go()
            standings = self._standings(self._c.rows), self._standings(self._rows)
            assigned = self._assigned(self._c.rows), self._assigned(self._rows)
            self._take_sources()
            self._take_items()
            self._take_sightings()
            self._take_pages()
            self._take_notes()
            self._take_tags()
            self._take_digests()
            self._take_slots()
            self._take_events()
            self._take_states(*standings)
            self._take_assignments(*assigned)
            self._hold_approvals()
            self._take_posts()
            sent = take_sendings(self._c, self._rows, self._items, self._digests)
            self._done.counts["sending"] += sent
            self._done.counts["result"] += take_results(self._c, self._rows)
            self._take_tips()
            self._take_words_on_trends()
        for item in self._done.touched:
            self._c.run("INSERT OR IGNORE INTO pending VALUES (?)", [item])
        return self._done

    def _let_go(self) -> None:
        """Take out of the other one's copy what was let go of here and what nobody curated there."""
        if self._c.value("SELECT 1 FROM tombstone LIMIT 1") is None:
            return
        held = {row["key"] for row in self._c.rows("SELECT key FROM item")}
        buried = {row["key"] for row in self._c.rows("SELECT key FROM tombstone")} - held
        marks = {row["mark"] for row in self._c.rows("SELECT mark FROM tombstone_entry")}
        there = {row["id"]: row["key"] for row in self._rows("SELECT id, key FROM item")}
        gone = {number for number, key in there.items() if key in buried}
        gone |= {
            row["item_id"]
            for row in self._rows(
                "SELECT source.key, entry_id, item_id, sighting.title FROM sighting "
                "JOIN source ON source.id = source_id"
            )
            if marks and there[row["item_id"]] not in held and mark(row["key"], row["entry_id"], row["title"]) in marks
        }
        doom(self._there.execute, sorted(gone))
        spare(self._there.execute)
        remove(self._there.execute)

    # ── helpers of every step ────────────────────────────────────────────────────────────────────────────────────────

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        return [dict(row) for row in self._there.execute(sql, parameters)]

    def _new(self, table: str, values: Row) -> int:
        self._done.counts[table] += 1
        return self._c.insert(table, values)

    def _left_out(self) -> None:
        self._done.counts["left_out"] += 1

    @staticmethod
    def _standings(rows: Any) -> dict[str, Standing]:  # noqa: ANN401  (a query of either side)
        """Return where each item stands, by its key, with the event that put it there."""
        found = {}
        for row in rows(
            'SELECT item.key, item.state, (SELECT max(event."at" || event.key) FROM event '
            'WHERE event.item_id = item.id AND event."to" IS NOT NULL) AS last, '
            '(SELECT max(event."at" || event.key) FROM bulk JOIN event ON event.id = bulk.event_id '
            'WHERE bulk.item_id = item.id AND event."to" IS NOT NULL) AS swept FROM item'
        ):
            last = max(row["last"] or "", row["swept"] or "")
            found[row["key"]] = Standing(state=_state(row["state"]), changed=last[:20], event=last[20:])
        return found

    # ── what sources said ────────────────────────────────────────────────────────────────────────────────────────────

    def _take_sources(self) -> None:
        ours = {row["key"]: row for row in self._c.rows("SELECT * FROM source")}
        by_url = {row["url"]: row for row in ours.values()}
        for row in self._rows("SELECT * FROM source ORDER BY id"):
            held = ours.get(row["key"]) or by_url.get(row["url"])
            if held is None:
                values = {name: row[name] for name in ("key", "url", "language", "trust", "own")}
                values |= {name: row[name] for name in (*_FARES, "first_fetch")}
                values |= {"name": _line(row["name"]), "title": _line(row["title"]), "configured": 0}
                self._sources[row["id"]] = self._new("source", values)
                continue
            self._sources[row["id"]] = held["id"]
            if (row["last_fetch"] or "") > (held["last_fetch"] or ""):
                self._c.update("source", held["id"], {name: row[name] for name in _FARES})
        for row in self._rows("SELECT * FROM gap"):
            source = self._sources[row["source_id"]]
            known = self._c.value(
                'SELECT count(*) FROM gap WHERE source_id = ? AND "from" = ? AND "to" = ?',
                [source, row["from"], row["to"]],
            )
            if not known:
                self._new("gap", {"source_id": source, "from": row["from"], "to": row["to"]})
        last = self._rows("SELECT * FROM fetch WHERE finished IS NOT NULL ORDER BY finished DESC LIMIT 1")
        if last and last[0]["finished"] > (self._c.value("SELECT max(finished) FROM fetch") or ""):
            self._c.insert("fetch", {name: last[0][name] for name in ("started", "finished", "new_items", "failed")})

    def _take_items(self) -> None:
        ours = {row["key"]: row for row in self._c.rows("SELECT id, key, first_seen, baseline, content FROM item")}
        aliases = {
            urls.key(row["canonical_url"]): row
            for row in self._c.rows(
                "SELECT alias.canonical_url, item.id, item.key, first_seen, baseline, content FROM alias "
                "JOIN item ON item.id = alias.item_id WHERE number IS NOT NULL"
            )
        }
        for row in self._rows("SELECT * FROM item ORDER BY id"):
            held = ours.get(row["key"]) or aliases.get(row["key"])
            if held is None:
                values = self._item(row)
                if values is None:
                    self._left_out()
                    continue
                number = self._new("item", {"id": next_number(self._c), **values})
                self._fresh.add(row["id"])
                self._done.touched.add(number)
            else:
                number = held["id"]
                earliest = min(row["first_seen"], held["first_seen"])
                if earliest != held["first_seen"] or (held["baseline"] and not row["baseline"]):
                    baseline = int(held["baseline"] and row["baseline"])
                    self._c.update("item", number, {"first_seen": earliest, "baseline": baseline})
            self._items[row["id"]] = number

    def _item(self, row: Row) -> Row | None:
        """Return an item's row as it is kept here; None where its address and its key do not fit each other."""
        if not (urls.is_http(row["url"]) and urls.is_http(row["canonical_url"])):
            return None
        if urls.key(row["canonical_url"]) != row["key"] or row["source_id"] not in self._sources:
            return None
        values: Row = {name: _one_line(row[name]) for name in _ITEM}
        values |= {name: row[name] for name in ("key", "url", "canonical_url", "first_seen", "baseline")}
        values["misdated"] = int(bool(row["misdated"]) and row["published"] is None)
        values |= {
            "source_id": self._sources[row["source_id"]],
            "title": _line(row["title"]) or row["url"],
            "summary": _lines(row["summary"]),
            "content": text.clean_html(row["content"], row["url"]),
            "image": row["image"] if row["image"] and urls.is_http(row["image"]) else None,
            "state": _state(row["state"]).value,
            "snoozed_until": row["snoozed_until"],
            "assigned": _one_line(row["assigned"]) or None,
            "approved": row["approved"],
        }
        return values

    def _take_sightings(self) -> None:
        held = {
            (row["source_id"], row["entry_id"]): row
            for row in self._c.rows("SELECT source_id, entry_id, first_seen, last_seen FROM sighting")
        }
        for row in self._rows("SELECT * FROM sighting"):
            source, item = self._sources.get(row["source_id"]), self._items.get(row["item_id"])
            if source is None or item is None or not urls.is_http(row["url"]):
                self._left_out()
                continue
            ours = held.get((source, row["entry_id"]))
            if ours is None:
                values = {**row, "source_id": source, "item_id": item, "title": _line(row["title"])}
                self._new("sighting", values)
                self._done.touched.add(item)
            elif row["first_seen"] < ours["first_seen"] or row["last_seen"] > ours["last_seen"]:
                self._c.run(
                    "UPDATE sighting SET first_seen = ?, last_seen = ? WHERE source_id = ? AND entry_id = ?",
                    [
                        min(row["first_seen"], ours["first_seen"]),
                        max(row["last_seen"], ours["last_seen"]),
                        source,
                        row["entry_id"],
                    ],
                )

    def _take_pages(self) -> None:
        held = {row["item_id"]: row for row in self._c.rows("SELECT item_id, read, content FROM page")}
        for row in self._rows("SELECT * FROM page"):
            item = self._items.get(row["item_id"])
            if item is None or not urls.is_http(row["url"]):
                self._left_out()
                continue
            ours = held.get(item)
            fuller = ours is None or (len(row["content"]), row["read"]) > (len(ours["content"]), ours["read"])
            if not fuller:
                continue
            values = {**row, "item_id": item, "title": _line(row["title"]), "author": _one_line(row["author"])}
            values["content"] = text.clean_html(row["content"], row["url"])
            if ours is not None:
                self._c.run("DELETE FROM page WHERE item_id = ?", [item])
            self._new("page", values)
            self._done.touched.add(item)

    # ── what curators wrote ──────────────────────────────────────────────────────────────────────────────────────────

    def _take_notes(self) -> None:
        before = self._words(self._c.rows)
        after = self._words(self._rows)
        keys = {row["key"]: row["id"] for row in self._c.rows("SELECT id, key FROM note")}
        for row in self._rows("SELECT * FROM note ORDER BY id"):
            item = self._items.get(row["item_id"])
            if item is None:
                self._left_out()
                continue
            if row["key"] not in keys:
                values = {name: row[name] if name == "rating" else _lines(row[name]) for name in WORDS}
                values |= {"key": row["key"], "item_id": item, "by": _line(row["by"]), "at": row["at"]}
                keys[row["key"]] = self._new("note", values)
                self._done.touched.add(item)
            self._notes[row["id"]] = keys[row["key"]]
        for row in self._rows("SELECT id, key FROM item"):
            if row["id"] in self._items and row["key"] in after:
                self._choose(self._items[row["id"]], before.get(row["key"], Words(key=None)), after[row["key"]], keys)
        for row in self._rows("SELECT note.key, rival.item_id FROM rival JOIN note ON note.id = rival.note_id"):
            self._beside(self._items.get(row["item_id"]), keys.get(row["key"]))

    @staticmethod
    def _words(rows: Any) -> dict[str, Words]:  # noqa: ANN401  (a query of either side)
        """Return which note holds for each item that has any, by the item's key."""
        known: dict[str, set[str]] = {}
        for row in rows("SELECT item.key AS item, note.key FROM note JOIN item ON item.id = note.item_id"):
            known.setdefault(row["item"], set()).add(row["key"])
        held = {
            row["item"]: row
            for row in rows(
                'SELECT item.key AS item, note.key, note."at" FROM item JOIN note ON note.id = item.note_id'
            )
        }
        return {
            item: Words(
                key=held[item]["key"] if item in held else None,
                at=held[item]["at"] if item in held else "",
                known=frozenset(keys),
            )
            for item, keys in known.items()
        }

    def _choose(self, item: int, ours: Words, theirs: Words, keys: dict[str, int]) -> None:
        choice = note(ours, theirs)
        holds = theirs.key if choice.side is Side.THEIRS else ours.key
        beside = ours.key if choice.side is Side.THEIRS else theirs.key
        if choice.side is Side.THEIRS and holds is not None:
            self._c.update("item", item, {"note_id": keys[holds]})
            self._c.run("DELETE FROM rival WHERE item_id = ?", [item])
            self._settle(item)
            self._done.touched.add(item)
            if ours.key is not None:
                self._rewritten.add(item)
        if choice.rival and beside is not None:
            self._beside(item, keys[beside])

    def _settle(self, item: int) -> None:
        """Let nothing that was done here before be taken back on an item whose standing came from the other side.

        Taking it back would put in its place what stood here before the other's later word.
        """
        self._c.run("UPDATE event SET before = NULL WHERE item_id = ? AND before IS NOT NULL", [item])

    def _beside(self, item: int | None, number: int | None) -> None:
        """Keep that a note stands beside the one that holds."""
        if item is None or number is None:
            return
        row = self._c.row(
            'SELECT note_id, (SELECT "by" FROM note WHERE id = ?) AS writer FROM item WHERE id = ?', [number, item]
        )
        if row is None or row["note_id"] == number:
            return
        if self._c.run("INSERT OR IGNORE INTO rival (note_id, item_id) VALUES (?, ?)", [number, item]):
            self._done.rivals.append((item, row["writer"]))

    def _take_tags(self) -> None:
        """Take over what curators gave and took off; rules and sources give theirs anew."""
        last = 'SELECT item.key, max(event."at") AS last FROM event JOIN item ON item.id = event.item_id'
        ours, theirs = (
            {row["key"]: row["last"] for row in rows(f"{last} WHERE event.action = 'tag' GROUP BY item.id")}
            for rows in (self._c.rows, self._rows)
        )
        held = {
            (row["item_id"], row["tag"]): row["removed"]
            for row in self._c.rows("SELECT * FROM tag WHERE origin = 'curator'")
        }
        for row in self._rows(
            "SELECT tag.*, item.key FROM tag JOIN item ON item.id = tag.item_id WHERE origin = 'curator'"
        ):
            item, tag = self._items.get(row["item_id"]), text.one_line(row["tag"])
            if item is None or not tag:
                continue
            removed = held.get((item, tag))
            if removed == row["removed"]:
                continue
            if removed is None:
                values = {"item_id": item, "tag": tag, "origin": Origin.CURATOR.value, "removed": row["removed"]}
                self._new("tag", values)
                self._done.touched.add(item)
            elif theirs.get(row["key"], "") > ours.get(row["key"], ""):
                self._c.run(
                    "UPDATE tag SET removed = ? WHERE item_id = ? AND tag = ? AND origin = 'curator'",
                    [row["removed"], item, tag],
                )
                self._done.touched.add(item)

    def _take_events(self) -> None:
        held = {row["key"]: row["id"] for row in self._c.rows("SELECT id, key FROM event")}
        numbers: dict[int, int] = {}
        rows = self._rows('SELECT * FROM event ORDER BY "at", id')
        for row in rows:
            if row["key"] in held:
                numbers[row["id"]] = held[row["key"]]
                continue
            item, digest = self._items.get(row["item_id"]), self._digests.get(row["digest_id"])
            if (row["item_id"] and item is None) or (row["digest_id"] and digest is None):
                self._left_out()
                continue
            values = {name: row[name] for name in ("key", "batch", "at", "from", "to")}
            values["how"] = row["how"] if row["how"] in ("command", "review", "handin") else None
            values |= {"by": _line(row["by"]), "action": _line(row["action"]), "item_id": item, "digest_id": digest}
            # What stood there before is told in numbers of the other machine: it can be taken back only there.
            values |= {"text": None if row["text"] is None else _lines(row["text"]), "before": None}
            numbers[row["id"]] = self._new("event", values)
        self._c.run_many(
            "INSERT OR IGNORE INTO bulk VALUES (?, ?)",
            [
                [numbers[row["event_id"]], self._items[row["item_id"]]]
                for row in self._rows("SELECT * FROM bulk")
                if row["event_id"] in numbers and row["item_id"] in self._items
            ],
        )
        for row in rows:
            if row["undone_by"] is not None and row["id"] in numbers and row["undone_by"] in numbers:
                self._c.run(
                    "UPDATE event SET undone_by = ? WHERE id = ? AND undone_by IS NULL",
                    [numbers[row["undone_by"]], numbers[row["id"]]],
                )

    def _take_states(self, ours: dict[str, Standing], theirs: dict[str, Standing]) -> None:
        for row in self._rows("SELECT id, key, snoozed_until, approved FROM item"):
            item, held = self._items.get(row["id"]), ours.get(row["key"])
            if item is None or held is None:
                continue
            other = theirs[row["key"]]
            if state(held, other) is Side.THEIRS and other.state is not held.state:
                values = {"state": other.state.value, "snoozed_until": row["snoozed_until"]}
                self._c.update("item", item, {**values, "approved": row["approved"]})
                self._settle(item)
                self._done.counts["states"] += 1

    def _take_assignments(self, ours: dict[str, str], theirs: dict[str, str]) -> None:
        """Take over who is to look at what, where the other side said so later."""
        for row in self._rows("SELECT id, key, assigned FROM item"):
            item = self._items.get(row["id"])
            if item is not None and theirs.get(row["key"], "") > ours.get(row["key"], ""):
                self._c.update("item", item, {"assigned": _one_line(row["assigned"]) or None})
                self._settle(item)

    @staticmethod
    def _assigned(rows: Any) -> dict[str, str]:  # noqa: ANN401  (a query of either side)
        """Return when it was last said who is to look at an item, by its key."""
        last = (
            'SELECT item.key, max(event."at") AS last FROM event JOIN item ON item.id = event.item_id '
            "WHERE event.action = 'assign' OR (event.action = 'undo' AND event.text = 'assign') GROUP BY item.id"
        )
        return {row["key"]: row["last"] for row in rows(last)}

    def _hold_approvals(self) -> None:
        """Take back the approval of items whose words are others now: what was approved is a text, not an item."""
        for row in self._c.rows(
            "SELECT item.approved, note.* FROM item JOIN note ON note.id = item.note_id WHERE item.state = 'approved'"
        ):
            unknown = row["approved"] is None and row["item_id"] not in self._rewritten
            if not unknown and row["approved"] != fingerprint(row):
                self._c.update("item", row["item_id"], {"state": State.COMMENTED.value, "approved": None})
                self._settle(row["item_id"])
                self._done.counts["states"] += 1

    # ── what goes and went out ───────────────────────────────────────────────────────────────────────────────────────

    def _take_digests(self) -> None:
        held = {row["key"]: row for row in self._c.rows("SELECT * FROM digest")}
        for row in self._rows("SELECT * FROM digest ORDER BY id"):
            ours = held.get(row["key"])
            values = {name: value for name, value in row.items() if name != "id"}
            values |= {"title": _line(row["title"]), "by": _line(row["by"])}
            values |= {name: _lines(row[name]) for name in ("intro", "closing")}
            values["subject"] = _line(row["subject"])
            if ours is None:
                number = self._new("digest", values)
            else:
                number = ours["id"]
                if row["changed"] > ours["changed"]:
                    self._c.update("digest", number, values)
            self._digests[row["id"]] = number
            self._take_entries(row["id"], number, later=ours is None or row["changed"] > ours["changed"])

    def _take_entries(self, there: int, here: int, *, later: bool) -> None:
        """Take over the places of a digest: nothing is taken out of ours, and the later side says what each holds."""
        held = {row["item_id"]: row for row in self._c.rows("SELECT * FROM entry WHERE digest_id = ?", [here])}
        last = max((row["position"] for row in held.values()), default=0)
        for row in self._rows("SELECT * FROM entry WHERE digest_id = ? ORDER BY position", [there]):
            item = self._items.get(row["item_id"])
            if item is None:
                self._left_out()
                continue
            values = {"section": _line(row["section"]), "only": row["only"], "texts": _lines(row["texts"])}
            if item not in held:
                last += 1
                self._new("entry", {**values, "digest_id": here, "item_id": item, "position": last})
            elif later:
                self._c.run(
                    'UPDATE entry SET section = ?, "only" = ?, texts = ? WHERE digest_id = ? AND item_id = ?',
                    [values["section"], values["only"], values["texts"], here, item],
                )

    def _take_slots(self) -> None:
        """Take over when posts go out, where ours is not planned: what she planned here stays."""
        held = {
            (row["digest_id"], row["item_id"], row["channel"])
            for row in self._c.rows("SELECT digest_id, item_id, channel FROM slot")
        }
        for row in self._rows("SELECT * FROM slot"):
            digest, item = self._digests.get(row["digest_id"]), self._items.get(row["item_id"])
            place = (digest, item, _line(row["channel"]))
            if digest is None or item is None or place in held:
                continue
            values = dict(zip(("digest_id", "item_id", "channel"), place, strict=True))
            self._new("slot", {**values, "at": row["at"]})

    def _take_posts(self) -> None:
        held = {row["key"]: row for row in self._c.rows("SELECT id, key, undone FROM post")}
        standing = {
            (row["item_id"], row["channel"], row["round"])
            for row in self._c.rows("SELECT item_id, channel, round FROM post WHERE undone = 0")
        }
        for row in self._rows("SELECT * FROM post ORDER BY id"):
            item = self._items.get(row["item_id"])
            if item is None:
                self._left_out()
                continue
            if row["key"] in held:
                if row["undone"] and not held[row["key"]]["undone"]:
                    self._c.update("post", held[row["key"]]["id"], {"undone": 1})
                continue
            values = {name: row[name] for name in ("key", "how", "at", "undone", "round")}
            values |= {"item_id": item, "digest_id": self._digests.get(row["digest_id"]), "by": _line(row["by"])}
            values |= {"channel": _line(row["channel"]), "text": _lines(row["text"])}
            values["url"] = row["url"] if row["url"] and urls.is_http(row["url"]) else None
            place = (item, values["channel"], row["round"])
            if not row["undone"] and place in standing:
                values["undone"] = 1  # an item stands once on a channel; that it went out twice is told
                self._done.posted_twice.append(place[:2])
            elif not row["undone"]:
                standing.add(place)
            self._new("post", values)

    def _take_tips(self) -> None:
        held = {row["key"] for row in self._c.rows("SELECT key FROM tip")}
        for row in self._rows("SELECT * FROM tip"):
            item = self._items.get(row["item_id"])
            if row["key"] in held or item is None:
                continue
            values = {"key": row["key"], "item_id": item, "source_id": self._sources.get(row["source_id"])}
            self._new("tip", {**values, "by": _line(row["by"]), "why": _lines(row["why"]), "at": row["at"]})

    def _take_words_on_trends(self) -> None:
        """Take over what is followed, and the words on trends; of two that differ, the later one holds."""
        held = {row["key"] for row in self._c.rows("SELECT key FROM trend_note")}
        for row in self._rows("SELECT * FROM trend_note ORDER BY id"):
            if row["key"] not in held:
                words: Row = {"term": text.fold(_line(row["term"])), "written": _line(row["written"])}
                words |= {"text": _lines(row["text"]), "by": _line(row["by"]), "undone": int(bool(row["undone"]))}
                self._new("trend_note", {**words, "key": row["key"], "at": row["at"]})
        for row in self._rows("SELECT * FROM watch"):
            term = text.fold(_line(row["term"]))
            ours = self._c.row('SELECT "at" FROM watch WHERE term = ?', [term])
            if ours is not None and ours["at"] >= row["at"]:
                continue
            self._c.run("DELETE FROM watch WHERE term = ?", [term])
            values = {"term": term, "written": _line(row["written"]), "by": _line(row["by"]), "at": row["at"]}
            self._new("watch", {**values, "removed": int(bool(row["removed"]))})


def _state(name: str) -> State:
    """Return a state by its name; `new` for one that we do not know."""
    return State(name) if name in set(State) else State.NEW


def _line(value: str) -> str:
    return text.literal_line(value[:_LONGEST])


def _one_line(value: str | None) -> str | None:
    return None if value is None else _line(value)


def _lines(value: str) -> str:
    return text.without_controls(value[:_LONGEST])
