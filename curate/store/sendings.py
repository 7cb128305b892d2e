"""What is on its way out by itself: a row for each item and channel, written before anything is sent, closed after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from curate.locale import Message, pack, unpack
from curate.models import Sending, SendingPart, Way
from curate.store.database import Connection, Row, known, moment, stamp

_AT_ONCE = 500
"""Values in one question: older SQLite takes 999."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A message that is to go out: its items with their keys, and its parts with theirs."""

    lead: str
    channel: str
    round: int
    items: Sequence[tuple[int, str]]
    """(item, key of the item on this channel)"""
    parts: Sequence[tuple[str, str, str]]
    """(key, text, content as JSON), in order"""


class Sendings:
    """The sendings of one database."""

    def __init__(self, connection: Connection) -> None:
        self._c = connection

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def all(
        self,
        *,
        channel: str | None = None,
        item: int | None = None,
        states: Iterable[Way] = (),
        lead: str | None = None,
    ) -> list[Sending]:
        """Return the rows that fit, oldest first."""
        tests, values = ["1"], list[object]()
        for sql, value in (("channel = ?", channel), ("item_id = ?", item), ("lead = ?", lead)):
            if value is not None:
                tests.append(sql)
                values.append(value)
        if wanted := [state.value for state in states]:
            tests.append(f"sending.state IN ({','.join('?' * len(wanted))})")
            values += wanted
        rows = self._c.rows(
            "SELECT sending.*, item.title FROM sending JOIN item ON item.id = sending.item_id "  # noqa: S608
            f"WHERE {' AND '.join(tests)} ORDER BY sending.id",
            values,
        )
        return [_sending(row) for row in rows]

    def parts(self, leads: Sequence[str]) -> dict[str, list[SendingPart]]:
        """Return the parts of messages, by message, in order."""
        found: dict[str, list[SendingPart]] = {lead: [] for lead in leads}
        wanted = list(found)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self._c.rows(
                f"SELECT * FROM sending_part WHERE lead IN ({marks}) ORDER BY lead, part",  # noqa: S608
                some,
            )
            for row in rows:
                found[row["lead"]].append(_part(row))
        return found

    def remotes(self, channel: str) -> frozenset[str]:
        """Return all that the network of a channel calls ours by: what is one of these is no answer to another."""
        rows = self._c.rows(
            "SELECT remote FROM sending_part WHERE remote IS NOT NULL AND lead IN "
            "(SELECT lead FROM sending WHERE channel = ?)",
            [channel],
        )
        return frozenset(row["remote"] for row in rows)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def begin(
        self, begun: Begun, *, state: Way, at: datetime, by: str, digest: int | None, due: datetime | None
    ) -> None:
        """Keep that a message is to go out. What was refused before, or waits, is begun anew under the same keys."""
        attempts = {part.part: part.attempt for part in self.parts([begun.lead])[begun.lead]}
        self._c.run("DELETE FROM sending WHERE lead = ?", [begun.lead])
        self._c.run("DELETE FROM sending_part WHERE lead = ?", [begun.lead])
        for item, key in begun.items:
            self._c.insert(
                "sending",
                {
                    "key": key,
                    "item_id": item,
                    "channel": begun.channel,
                    "round": begun.round,
                    "digest_id": digest,
                    "lead": begun.lead,
                    "state": state.value,
                    "at": stamp(at),
                    "by": by,
                    "due": stamp(due),
                },
            )
        for number, (key, text, content) in enumerate(begun.parts):
            values = {"lead": begun.lead, "part": number, "key": key, "text": text, "content": content}
            values["attempt"] = attempts.get(number, max(attempts.values(), default=0))
            self._c.insert("sending_part", {**values, "state": Way.WAITING.value})

    def hand_over(self, lead: str, part: int, at: datetime) -> None:
        """Keep that a part is handed to the network now: from here on it may be out."""
        self._c.run(
            "UPDATE sending_part SET state = 'open', began = ? WHERE lead = ? AND part = ?", [stamp(at), lead, part]
        )
        self.put(lead, Way.OPEN)

    def not_out(self, lead: str, part: int) -> None:
        """Keep that a part did not go out, which is certain."""
        self._c.run("UPDATE sending_part SET state = 'waiting' WHERE lead = ? AND part = ?", [lead, part])

    def given_back(self, lead: str) -> None:
        """Keep that the network had a message and gave it back: under its old keys it would take it for known."""
        self._c.run(
            "UPDATE sending_part SET state = 'waiting', attempt = attempt + 1, remote = NULL, mark = NULL, url = NULL "
            "WHERE lead = ?",
            [lead],
        )

    def arrived(self, lead: str, part: int, *, remote: str, mark: str, url: str, content: str) -> None:
        """Keep that the network has a part; `content` is what is still needed of what went with it."""
        self._c.run(
            "UPDATE sending_part SET state = 'sent', remote = ?, mark = ?, url = ?, content = ? "
            "WHERE lead = ? AND part = ?",
            [remote, mark, url, content, lead, part],
        )

    def put(self, lead: str, state: Way, why: Message | None = None) -> None:
        """Say how far a message is."""
        self._c.run(
            "UPDATE sending SET state = ?, why = ? WHERE lead = ?",
            [state.value, None if why is None else pack(why), lead],
        )

    def close(self, sending: int, post: int) -> None:
        """Close the guard of an item: it is out, and this is its row of the ledger."""
        self._c.run("UPDATE sending SET state = 'sent', why = NULL, post_id = ? WHERE id = ?", [post, sending])

    def tidy(self, lead: str) -> None:
        """Let go of what was only needed on the way: its text stays."""
        self._c.run("UPDATE sending_part SET content = '{}' WHERE lead = ?", [lead])

    def reword(self, lead: str, part: int, text: str) -> None:
        """Keep the text that stands out there now."""
        self._c.run("UPDATE sending_part SET text = ? WHERE lead = ? AND part = ?", [text, lead, part])

    def forget(self, lead: str) -> None:
        """Let a message be as if it had never been begun: a person says that it did not go out."""
        self._c.run("DELETE FROM sending WHERE lead = ?", [lead])
        self._c.run("DELETE FROM sending_part WHERE lead = ?", [lead])

    # ── rests ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def rest(self, channel: str, until: datetime | None) -> None:
        """Let nothing go out on a channel until a moment; on "", on none, until a person says so."""
        self._c.run(
            "INSERT INTO rest (channel, until) VALUES (?, ?) "
            "ON CONFLICT (channel) DO UPDATE SET until = excluded.until",
            [channel, stamp(until)],
        )

    def wake(self, channel: str) -> bool:
        """End a rest; return whether there was one."""
        return self._c.run("DELETE FROM rest WHERE channel = ?", [channel]) > 0

    @property
    def paused(self) -> bool:
        """Whether a person has paused everything."""
        return self.resting("")[0]

    def resting(self, channel: str) -> tuple[bool, datetime | None]:
        """Return whether a channel rests, and until when (None: until a person says so)."""
        row = self._c.row("SELECT until FROM rest WHERE channel = ?", [channel])
        return (False, None) if row is None else (True, moment(row["until"]))


def _sending(row: Row) -> Sending:
    return Sending(
        id=row["id"],
        key=row["key"],
        item=row["item_id"],
        channel=row["channel"],
        round=row["round"],
        digest=row["digest_id"],
        lead=row["lead"],
        state=Way(row["state"]),
        at=known(row["at"]),
        by=row["by"],
        due=moment(row["due"]),
        post=row["post_id"],
        why=None if row["why"] is None else unpack(row["why"]),
        title=row["title"],
    )


def _part(row: Row) -> SendingPart:
    return SendingPart(
        lead=row["lead"],
        part=row["part"],
        key=row["key"],
        state=Way(row["state"]),
        text=row["text"],
        content=row["content"],
        began=moment(row["began"]),
        remote=row["remote"] or "",
        mark=row["mark"] or "",
        url=row["url"] or "",
        attempt=row["attempt"],
    )
