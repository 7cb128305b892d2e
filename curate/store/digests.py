"""The digests: drafts and editions, with their items in order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from curate.models import Kind, Planned
from curate.store.curation import Act, Curation
from curate.store.database import Connection, Row, known, moment, new_key, stamp


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One item's place in a digest."""

    item: int
    section: str = ""
    only: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """A digest as it is kept: what a curator put into it."""

    id: int
    key: str
    title: str
    intro: str
    closing: str
    language: str
    by: str
    created: datetime
    changed: datetime
    closed: datetime | None
    number: int | None
    since: datetime
    seen: int | None
    sources: int | None
    kind: Kind = Kind.LIST
    subject: str = ""
    until: datetime | None = None
    """End of the period; None: when it is closed."""
    curators: tuple[str, ...] | None = None
    """Fixed with the edition; None until then."""
    places: tuple[Place, ...] = ()

    @property
    def items(self) -> tuple[int, ...]:
        """The numbers of its items, in order."""
        return tuple(place.item for place in self.places)


class Digests:
    """The digests of one database."""

    def __init__(self, connection: Connection, curation: Curation) -> None:
        self._c = connection
        self._curation = curation

    def new(
        self,
        act: Act,
        *,
        title: str,
        language: str,
        intro: str,
        closing: str,
        since: datetime,
        until: datetime | None = None,
        kind: Kind = Kind.LIST,
        subject: str = "",
    ) -> int:
        """Make an empty draft and return its number."""
        number = self._c.insert(
            "digest",
            {
                "key": new_key(),
                "title": title,
                "intro": intro,
                "closing": closing,
                "language": language,
                "by": act.by,
                "created": stamp(act.at),
                "changed": stamp(act.at),
                "since": stamp(since),
                "until": stamp(until),
                "kind": kind.value,
                "subject": subject,
            },
        )
        self._curation.record(act, "digest new", digest=number, text=title, before={"made": number})
        return number

    def get(self, number: int) -> Digest | None:
        """Return a digest, None where there is no such number."""
        row = self._c.row("SELECT * FROM digest WHERE id = ? AND NOT gone", [number])
        return None if row is None else _digest(row, self._entries(number))

    def all(self) -> list[Digest]:
        """Return every digest, newest first."""
        rows = self._c.rows("SELECT * FROM digest WHERE NOT gone ORDER BY id DESC")
        return [_digest(row, self._entries(row["id"])) for row in rows]

    def keys(self) -> list[str]:
        """Return the key of every digest that there ever was, the oldest first."""
        return [row["key"] for row in self._c.rows("SELECT key FROM digest ORDER BY created, key")]

    def reopened(self) -> dict[int, list[Digest]]:
        """Return, for each digest that was reopened, the editions that it was until then, oldest first.

        What was reopened on another machine is not known here.
        """
        found: dict[int, list[Digest]] = {}
        for row in self._c.rows(
            "SELECT digest_id, before FROM event WHERE action = 'digest reopen' AND undone_by IS NULL "
            "AND before IS NOT NULL ORDER BY id"
        ):
            before = json.loads(row["before"])
            found.setdefault(row["digest_id"], []).append(_digest(before["digest"], before["entries"]))
        return found

    def change(
        self,
        act: Act,
        action: str,
        digest: Digest,
        *,
        values: dict[str, Any] | None = None,
        places: Sequence[Place] | None = None,
        item: int | None = None,
        text: str | None = None,
    ) -> None:
        """Change a digest or the items in it, and keep the event with what stood there before."""
        before = {
            "digest": self._c.row("SELECT * FROM digest WHERE id = ?", [digest.id]),
            "entries": self._entries(digest.id),
        }
        changed = {name: stamp(v) if isinstance(v, datetime) else v for name, v in (values or {}).items()}
        self._c.update("digest", digest.id, {**changed, "changed": stamp(act.at)})
        if places is not None:
            self._c.run("DELETE FROM entry WHERE digest_id = ?", [digest.id])
            for position, place in enumerate(places, 1):
                self._c.insert("entry", _row(digest.id, position, place))
        self._curation.record(act, action, digest=digest.id, item=item, text=text, before=before)

    def last_number(self) -> int:
        """Return the number of the newest edition, 0 where there is none."""
        return int(self._c.value("SELECT coalesce(max(number), 0) FROM digest"))

    def last_closed(self) -> datetime | None:
        """Return when the newest edition was closed."""
        return moment(self._c.value("SELECT max(closed) FROM digest"))

    def elsewhere(self, items: Sequence[int], but: int) -> dict[int, list[int]]:
        """Return, for each item that is in another digest too, the numbers of those."""
        marks = ",".join("?" * len(items))
        found: dict[int, list[int]] = {}
        for row in self._c.rows(
            "SELECT item_id, digest_id FROM entry JOIN digest ON digest.id = digest_id AND NOT gone "  # noqa: S608
            f"WHERE item_id IN ({marks}) AND digest_id != ? ORDER BY digest_id",
            [*items, but],
        ):
            found.setdefault(row["item_id"], []).append(row["digest_id"])
        return found

    def curators(self, since: datetime, until: datetime, items: Sequence[int]) -> tuple[str, ...]:
        """Return who judged or wrote in a time, and who wrote on these items, in the order of the alphabet."""
        marks = ",".join("?" * len(items))
        rows = self._c.rows(
            'SELECT DISTINCT "by" FROM event WHERE "at" >= ? AND "at" <= ? AND undone_by IS NULL '  # noqa: S608
            "AND item_id IS NOT NULL AND action IN ('shortlist', 'dismiss', 'snooze', 'comment', 'approve', 'tag') "
            'UNION SELECT note."by" FROM note JOIN item ON item.note_id = note.id '
            f"WHERE item.id IN ({marks}) AND note.commentary != ''",
            [stamp(since), stamp(until), *items],
        )
        names = {row["by"].casefold(): row["by"] for row in rows if row["by"].strip()}
        return tuple(sorted(names.values(), key=str.casefold))

    # ── when they go out ─────────────────────────────────────────────────────────────────────────────────────────────

    def plan(
        self, act: Act, digest: Digest, planned: Sequence[Planned], *, channels: Sequence[str], text: str = ""
    ) -> None:
        """Let this be the plan of a digest on these channels, in place of the one there was; keep the event."""
        held = self._slots(digest.id)
        self._curation.record(
            act, "digest plan", digest=digest.id, text=text, before={"slots": {"digest_id": digest.id, "rows": held}}
        )
        marks = ",".join("?" * len(channels))
        self._c.run(f"DELETE FROM slot WHERE digest_id = ? AND channel IN ({marks})", [digest.id, *channels])  # noqa: S608
        for each in planned:
            self._c.insert(
                "slot",
                {"digest_id": digest.id, "item_id": each.item, "channel": each.channel, "at": stamp(each.at)},
            )

    def planned(self, number: int) -> list[Planned]:
        """Return the plan of a digest, earliest first; what was taken out of the digest is not in it."""
        return [each for _, each in self._planned("WHERE slot.digest_id = ?", [number])]

    def planned_between(self, since: datetime, until: datetime) -> list[tuple[int, Planned]]:
        """Return what goes out in a time (the end left out), with the number of its digest, earliest first."""
        return self._planned('WHERE slot."at" >= ? AND slot."at" < ?', [stamp(since), stamp(until)])

    def planned_after(self, since: datetime, but: int) -> list[tuple[int, Planned]]:
        """Return what goes out after a moment, without that of one digest."""
        return self._planned('WHERE slot."at" >= ? AND slot.digest_id != ?', [stamp(since), but])

    def _planned(self, where: str, values: Sequence[object]) -> list[tuple[int, Planned]]:
        rows = self._c.rows(
            "SELECT slot.* FROM slot JOIN digest ON digest.id = slot.digest_id AND NOT digest.gone "  # noqa: S608
            "JOIN entry ON entry.digest_id = slot.digest_id AND entry.item_id = slot.item_id "
            f'{where} ORDER BY slot."at", slot.channel, slot.digest_id, entry.position',
            values,
        )
        return [
            (row["digest_id"], Planned(item=row["item_id"], channel=row["channel"], at=known(row["at"])))
            for row in rows
        ]

    def _slots(self, number: int) -> list[Row]:
        return self._c.rows("SELECT * FROM slot WHERE digest_id = ? ORDER BY item_id, channel", [number])

    def _entries(self, number: int) -> list[Row]:
        return self._c.rows("SELECT * FROM entry WHERE digest_id = ? ORDER BY position", [number])


def _row(digest: int, position: int, place: Place) -> Row:
    return {
        "digest_id": digest,
        "item_id": place.item,
        "position": position,
        "section": place.section,
        "only": json.dumps(place.only),
        "texts": json.dumps(dict(place.texts), ensure_ascii=False),
    }


def _digest(row: Row, entries: Sequence[Row]) -> Digest:
    return Digest(
        id=row["id"],
        key=row["key"],
        title=row["title"],
        intro=row["intro"],
        closing=row["closing"],
        language=row["language"],
        by=row["by"],
        created=known(row["created"]),
        changed=known(row["changed"]),
        closed=moment(row["closed"]),
        number=row["number"],
        since=known(row["since"]),
        seen=row["seen"],
        sources=row["sources"],
        kind=Kind(row["kind"]) if row["kind"] in set(Kind) else Kind.LIST,
        subject=row["subject"],
        until=moment(row["until"]),
        curators=None if row["curators"] is None else tuple(json.loads(row["curators"])),
        places=tuple(
            Place(
                item=entry["item_id"],
                section=entry["section"],
                only=tuple(json.loads(entry["only"])),
                texts=tuple(json.loads(entry["texts"]).items()),
            )
            for entry in entries
        ),
    )
