"""What curators did: notes, tags, states, and the events that tell it and take it back.

Every change is written together with its event, in one transaction. An event keeps what stood there before, so that
`undo` puts exactly that back; nothing a person wrote is ever overwritten or deleted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from curate.models import Event, Note, State
from curate.store.database import Connection, Row, known, moment, new_key, stamp
from curate.store.stories import Stories

WORDS = (
    "commentary",
    "context",
    "quote",
    "quote_author",
    "quote_outlet",
    "rating",
    "related",
    "image",
    "image_alt",
    "image_licence",
)
"""The fields of a note that a curator fills."""
LONGEST = 100_000
"""Characters that one field of a note can hold; twenty times what anybody reads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """Who acts, when; and the batch that makes the events of one command one step for `undo`."""

    by: str
    at: datetime
    batch: str
    how: str = "command"
    """`command`, `review` or `handin`."""


class Curation:
    """The curators' work in one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    # ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def record(
        self,
        act: Act,
        action: str,
        *,
        item: int | None = None,
        digest: int | None = None,
        from_: str | None = None,
        to: str | None = None,
        text: str | None = None,
        before: dict[str, Any] | None = None,
    ) -> int:
        """Keep that something was done. `before` is what stood there, None for what cannot be taken back."""
        return self._c.insert(
            "event",
            {
                "key": new_key(),
                "batch": act.batch,
                "at": stamp(act.at),
                "by": act.by,
                "action": action,
                "item_id": item,
                "digest_id": digest,
                "from": from_,
                "to": to,
                "text": text,
                "how": act.how,
                "before": None if before is None else json.dumps(before, ensure_ascii=False),
            },
        )

    def events(
        self,
        *,
        item: int | None = None,
        by: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> list[Event]:
        """Return what was done, oldest first; with `limit` only the newest so many."""
        tests, values = ["1"], list[object]()
        about = "(item_id = ?1 OR id IN (SELECT event_id FROM bulk WHERE bulk.item_id = ?1))"
        if item is not None:
            tests.append(about)
            values.append(item)
        for sql, value in (('"by" = ?', by), ('"at" >= ?', stamp(since))):
            if value is not None:
                tests.append(sql)
                values.append(value)
        rows = self._c.rows(
            f'SELECT * FROM event WHERE {" AND ".join(tests)} ORDER BY "at" DESC, id DESC LIMIT ?',  # noqa: S608
            [*values, -1 if limit is None else limit],
        )
        return [_event(row, self._earlier(row)) for row in reversed(rows)]

    def handouts(self) -> list[Event]:
        """Return when what was handed out, oldest first: the text of each begins with the mark of its edition."""
        return [_event(row) for row in self._c.rows("SELECT * FROM event WHERE action = 'handout' ORDER BY id")]

    def _earlier(self, row: Row) -> str | None:
        """Return the words that an event took the place of; None where it changed none."""
        if row["before"] is None or not (row["action"] == "comment" or row["action"].startswith("digest")):
            return None
        before = json.loads(row["before"])
        if row["action"] == "comment":
            note = self._c.row("SELECT * FROM note WHERE id = ?", [before["item"].get("note_id")])
            return None if note is None else _packed(note)
        words = (before.get("digest") or {}).get(row["action"].removeprefix("digest "))
        if row["action"] != "digest text":
            return words if isinstance(words, str) and words else None
        texts = [json.loads(entry["texts"]) for entry in before["entries"] if entry["item_id"] == row["item_id"]]
        words = (texts or [{}])[0].get((row["text"] or "").partition(": ")[0])
        return str(words) if words else None

    # ── states and notes ─────────────────────────────────────────────────────────────────────────────────────────────

    def move(
        self,
        act: Act,
        action: str,
        item: int,
        *,
        from_: State,
        to: State,
        text: str | None = None,
        snoozed_until: datetime | None = None,
        lasting: bool = False,
        post: int | None = None,
        approved: str | None = None,
        tip: int | None = None,
    ) -> None:
        """Give an item another state and keep the event.

        `lasting`: it cannot be taken back. `post` and `tip`: the row of the ledger, or of the tips, that goes with it,
        and is taken back with it. `approved`: the hash of the words that are approved with it.
        """
        before = None if lasting else {"item": self._before(item), "post": post, "tip": tip}
        values: Row = {"state": to.value, "snoozed_until": stamp(snoozed_until)}
        self._c.update("item", item, values if approved is None else {**values, "approved": approved})
        self.record(act, action, item=item, from_=from_.value, to=to.value, text=text, before=before)

    def note(self, item: int) -> Note | None:
        """Return the note that holds for an item, None where nobody wrote one."""
        row = self._c.row("SELECT note.* FROM note JOIN item ON item.note_id = note.id WHERE item.id = ?", [item])
        return None if row is None else _note(row)

    def rivals(self, item: int) -> list[Note]:
        """Return the notes that others wrote on an item elsewhere, not knowing the one that holds, oldest first."""
        rows = self._c.rows(
            'SELECT note.* FROM note JOIN rival ON rival.note_id = note.id WHERE rival.item_id = ? ORDER BY "at", key',
            [item],
        )
        return [_note(row) for row in rows]

    def undecided(self) -> list[int]:
        """Return the items on which two notes stand side by side."""
        return [row["item_id"] for row in self._c.rows("SELECT DISTINCT item_id FROM rival ORDER BY item_id")]

    def notes(self, items: Sequence[int]) -> dict[int, Note]:
        """Return the notes that hold, by item."""
        marks = ",".join("?" * len(items))
        rows = self._c.rows(
            f"SELECT note.* FROM note JOIN item ON item.note_id = note.id WHERE item.id IN ({marks})",  # noqa: S608
            list(items),
        )
        return {row["item_id"]: _note(row) for row in rows}

    def write(
        self, act: Act, item: int, words: dict[str, Any], *, from_: State, to: State, by: str | None = None
    ) -> None:
        """Add a note, let the item point at it, and keep the event with the text.

        `by`: whose words they are, where that is not who acts.
        """
        beside = [row["note_id"] for row in self._c.rows("SELECT note_id FROM rival WHERE item_id = ?", [item])]
        before = {"item": self._before(item), "rivals": beside}
        number = self._added(act, item, words, by or act.by)
        self._c.run("DELETE FROM rival WHERE item_id = ?", [item])  # who writes now has seen both
        values: Row = {"note_id": number, "state": to.value}
        if to is not from_ or to is not State.SNOOZED:
            values["snoozed_until"] = None
        self._c.update("item", item, values)
        self.record(act, "comment", item=item, from_=from_.value, to=to.value, text=_packed(words), before=before)

    def beside(self, act: Act, item: int, words: dict[str, Any]) -> Note:
        """Add a note that stands beside the one that holds, keep the event with the text, and return it."""
        number = self._added(act, item, words, act.by)
        self._c.run("INSERT INTO rival (note_id, item_id) VALUES (?, ?)", [number, item])
        self.record(act, "comment beside", item=item, text=_packed(words), before={"beside": number})
        row = self._c.row("SELECT * FROM note WHERE id = ?", [number])
        assert row is not None  # noqa: S101
        return _note(row)

    def _added(self, act: Act, item: int, words: dict[str, Any], by: str) -> int:
        values: Row = {name: words[name] for name in WORDS}
        return self._c.insert("note", {**values, "key": new_key(), "item_id": item, "by": by, "at": stamp(act.at)})

    def written(self, item: int) -> list[Note]:
        """Return every note that was ever written on an item, oldest first."""
        return [_note(row) for row in self._c.rows("SELECT * FROM note WHERE item_id = ? ORDER BY id", [item])]

    def standing_words(self, item: int) -> list[dict[str, Any]]:
        """Return the words of every note on an item whose writing was not taken back, oldest first."""
        rows = self._c.rows(
            "SELECT text FROM event WHERE item_id = ? AND action IN ('comment', 'comment beside') "
            "AND undone_by IS NULL ORDER BY id",
            [item],
        )
        return [empty_words() | json.loads(row["text"] or "{}") for row in rows]

    def _before(self, item: int) -> Row:
        row = self._c.row("SELECT id, state, snoozed_until, note_id, assigned, approved FROM item WHERE id = ?", [item])
        return row or {}

    # ── colleagues ───────────────────────────────────────────────────────────────────────────────────────────────────

    def assign(self, act: Act, item: int, to: str | None) -> None:
        """Let a person look at an item, None for nobody in particular, and keep the event."""
        before = self._before(item)
        self._c.update("item", item, {"assigned": to})
        self.record(act, "assign", item=item, text=to or "", before={"item": before})

    # ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def tag(self, act: Act, item: int, *, add: Sequence[str], remove: Sequence[str]) -> bool:
        """Add and take off tags as a curator; return whether that changed anything."""
        rows = self._c.rows("SELECT * FROM tag WHERE item_id = ?", [item])
        shown = {row["tag"] for row in rows if not row["removed"]} - {row["tag"] for row in rows if row["removed"]}
        added = [tag for tag in add if tag not in shown]
        removed = [tag for tag in remove if tag in shown]
        for tag, off in [*((tag, 0) for tag in added), *((tag, 1) for tag in removed)]:
            self._c.run(
                "INSERT INTO tag (item_id, tag, origin, removed) VALUES (?, ?, 'curator', ?) "
                "ON CONFLICT (item_id, tag, origin) DO UPDATE SET removed = excluded.removed",
                [item, tag, off],
            )
        if not added and not removed:
            return False
        mine = [row for row in rows if row["origin"] == "curator"]
        text = " ".join([*(f"+{tag}" for tag in added), *(f"-{tag}" for tag in removed)])
        self.record(act, "tag", item=item, text=text, before={"tags": {"item_id": item, "rows": mine}})
        return True

    # ── undo ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def last_step(self) -> list[Event]:
        """Return the events of the last command that can be taken back, newest first; empty where there is none."""
        row = self._c.row(
            "SELECT batch FROM event WHERE undone_by IS NULL AND before IS NOT NULL AND action != 'undo' "
            "ORDER BY id DESC LIMIT 1"
        )
        if row is None:
            return []
        rows = self._c.rows(
            "SELECT * FROM event WHERE batch = ? AND undone_by IS NULL AND before IS NOT NULL ORDER BY id DESC",
            [row["batch"]],
        )
        return [_event(r) for r in rows]

    def take_back(self, act: Act, event: Event) -> None:
        """Put back what stood there before an event, and keep that this was done."""
        before = json.loads(self._c.value("SELECT before FROM event WHERE id = ?", [event.id]))
        self._restore(before, event.id)
        undo = self.record(
            act, "undo", item=event.item, digest=event.digest, from_=event.to, to=event.from_, text=event.action
        )
        self._c.run("INSERT INTO bulk SELECT ?, item_id FROM bulk WHERE event_id = ?", [undo, event.id])
        self._c.update("event", event.id, {"undone_by": undo})

    def _restore(self, before: dict[str, Any], event: int) -> None:
        if states := before.get("bulk"):
            self._c.run(
                "UPDATE item SET state = ? WHERE state = ? AND id IN (SELECT item_id FROM bulk WHERE event_id = ?)",
                [states["from"], states["to"], event],
            )
        self._restore_words(before)
        if row := before.get("item"):
            self._c.update("item", row["id"], {name: value for name, value in row.items() if name != "id"})
        if tags := before.get("tags"):
            self._c.run("DELETE FROM tag WHERE item_id = ? AND origin = 'curator'", [tags["item_id"]])
            for row in tags["rows"]:
                self._c.insert("tag", row)
        if standing := before.get("stories"):
            Stories(self._c).restore(standing)
        self._restore_digest(before)
        if number := before.get("post"):
            self._c.update("post", number, {"undone": 1})
        for number in before.get("results", ()):
            self._c.update("result", number, {"undone": 1})

    def _restore_words(self, before: dict[str, Any]) -> None:
        if number := before.get("beside"):
            self._c.run("DELETE FROM rival WHERE note_id = ?", [number])
        if watch := before.get("watch"):
            self._c.run("UPDATE watch SET removed = ? WHERE term = ?", [watch["removed"], watch["term"]])
        if number := before.get("trend_note"):
            self._c.run("UPDATE trend_note SET undone = 1 WHERE id = ?", [number])
        if number := before.get("tip"):
            self._c.run("DELETE FROM tip WHERE id = ?", [number])  # its words stay in the event
        for number in before.get("rivals", ()):
            item = before["item"]["id"]
            self._c.run("INSERT OR IGNORE INTO rival (note_id, item_id) VALUES (?, ?)", [number, item])

    def _restore_digest(self, before: dict[str, Any]) -> None:
        if row := before.get("digest"):
            self._c.update("digest", row["id"], {name: value for name, value in row.items() if name != "id"})
            self._c.run("DELETE FROM entry WHERE digest_id = ?", [row["id"]])
            for entry in before["entries"]:
                self._c.insert("entry", entry)
        if slots := before.get("slots"):
            self._c.run("DELETE FROM slot WHERE digest_id = ?", [slots["digest_id"]])
            for slot in slots["rows"]:
                self._c.insert("slot", slot)
        if number := before.get("made"):
            self._c.update("digest", number, {"gone": 1})

    @contextmanager
    def step(self) -> Iterator[None]:
        """Everything inside is one transaction."""
        with self._c.transaction():
            yield

    # ── counts ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def wake(self, act: Act) -> int:
        """Bring back the items whose snooze has ended, and return how many."""
        due = self._c.rows(
            "SELECT id, note_id FROM item WHERE state = 'snoozed' AND snoozed_until <= ?", [stamp(act.at)]
        )
        if not due:
            return 0
        with self._c.transaction():
            for row in due:
                to = State.COMMENTED if row["note_id"] else State.NEW
                self.move(act, "wake", row["id"], from_=State.SNOOZED, to=to, lasting=True)
        return len(due)

    def lapse(self, act: Act, since: datetime) -> int:
        """Let new items that came in before a moment lapse: searchable, but no longer waiting. Return how many.

        One event tells of them all; nobody decided it, so there is nothing to take back.
        """
        with self._c.transaction():
            count = self._c.run(
                "UPDATE item SET state = 'lapsed' WHERE state = 'new' AND NOT baseline AND first_seen < :since "
                "AND assigned IS NULL AND NOT EXISTS "
                '(SELECT 1 FROM tip WHERE tip.item_id = item.id AND tip."at" >= :since)',
                {"since": stamp(since)},
            )
            if count:
                self.record(act, "lapse", from_=State.NEW.value, to=State.LAPSED.value, text=str(count))
        return count

    def catch_up(self, act: Act, before: datetime, top: int) -> int:
        """Let the new items published (else first seen) before a moment lapse, and return how many.

        The `top` best stories among them stay, and so does what somebody tagged, wrote about or pointed at, or chose
        another item of the same story of. One event tells of them all, and is taken back as one.
        """
        with self._c.transaction():
            states = {"from": State.NEW.value, "to": State.LAPSED.value}
            event = self.record(act, "catchup", from_=states["from"], to=states["to"], before={"bulk": states})
            self._c.run(_CAUGHT_UP, {"event": event, "before": stamp(before), "top": top})
            count = int(self._c.value("SELECT count(*) FROM bulk WHERE event_id = ?", [event]))
            if not count:
                self._c.run("DELETE FROM event WHERE id = ?", [event])
                return 0
            said = json.dumps({"items": count, "before": stamp(before)})
            self._c.update("event", event, {"text": said})
            self._c.run(
                "UPDATE item SET state = ? WHERE id IN (SELECT item_id FROM bulk WHERE event_id = ?)",
                [states["to"], event],
            )
        return count

    def last_words(self) -> datetime | None:
        """Return when somebody last wrote a note; None where nobody ever did."""
        return moment(self._c.value('SELECT max("at") FROM note'))

    def by_state(self) -> dict[State, int]:
        """Return how many items stand where, those of before a source was followed left out."""
        rows = self._c.rows("SELECT state, count(*) AS n FROM item WHERE NOT baseline GROUP BY state")
        return {State(row["state"]): row["n"] for row in rows}


_CAUGHT_UP = """
WITH waiting AS (
    SELECT id, score, coalesce(story_id, -id) AS story FROM item
    WHERE state = 'new' AND NOT baseline AND coalesce(published, first_seen) < :before
    AND NOT EXISTS (SELECT 1 FROM tag WHERE tag.item_id = item.id AND origin = 'curator')
    AND NOT EXISTS (SELECT 1 FROM note WHERE note.item_id = item.id)
    AND NOT EXISTS (SELECT 1 FROM tip WHERE tip.item_id = item.id)
    AND NOT EXISTS (
        SELECT 1 FROM item AS other
        WHERE other.story_id = item.story_id AND other.state NOT IN ('new', 'dismissed', 'lapsed')
    )
)
INSERT INTO bulk SELECT :event, id FROM waiting WHERE story NOT IN (
    SELECT story FROM waiting GROUP BY story ORDER BY max(score) DESC, max(id) DESC LIMIT :top
)
"""
"""Puts what lapses with an event into `bulk`; the best stories are those that the inbox shows first."""


def same_words(note: Note | None, words: dict[str, Any]) -> bool:
    """Return whether a note already says these words."""
    return note is not None and all(getattr(note, name) == words[name] for name in WORDS)


def empty_words() -> dict[str, Any]:
    """Return the words of a note that says nothing."""
    return {name: None if name == "rating" else "" for name in WORDS}


def fingerprint(words: Mapping[str, Any]) -> str:
    """Return the hash of what the public reads of a note: approval is bound to it. The rating is left out."""
    said = json.dumps([str(words[name] or "") for name in WORDS if name != "rating"], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def _packed(words: Mapping[str, Any]) -> str:
    return json.dumps({name: words[name] for name in WORDS if words[name]}, ensure_ascii=False)


def words_of(note: Note | None) -> dict[str, Any]:
    """Return the words of a note."""
    return empty_words() if note is None else {name: getattr(note, name) for name in WORDS}


def _note(row: Row) -> Note:
    words = {name: row[name] for name in WORDS}
    return Note(key=row["key"], by=row["by"], at=known(row["at"]), **words)


def _event(row: Row, earlier: str | None = None) -> Event:
    return Event(
        id=row["id"],
        key=row["key"],
        at=known(row["at"]),
        by=row["by"],
        action=row["action"],
        item=row["item_id"],
        digest=row["digest_id"],
        from_=row["from"],
        to=row["to"],
        text=row["text"],
        undone=row["undone_by"] is not None,
        how=row["how"],
        earlier=earlier,
    )
