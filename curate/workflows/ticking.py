"""Taking in what was ticked on a posting sheet: the ledger gets what went out by hand, each post once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from curate.digest import handout as form
from curate.digest.ticks import Tick, Ticks
from curate.errors import CurateError, UsageError
from curate.locale import M, Message
from curate.models import Edition, LedgerRow
from curate.store import Digest
from curate.workflows import colleagues, composing, publishing
from curate.workflows import desk as at
from curate.workflows.desk import Desk

_AHEAD = timedelta(minutes=10)
"""That much may the clock of the device differ on which a post was ticked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """What was made of one item of a tick."""

    item: int | None
    """None: it is not known here."""
    title: str
    channel: str
    row: LedgerRow | None = None
    """What the ledger has of it now; None: nothing."""
    left: Message | None = None
    """Why it was not taken over; None: it was."""
    notes: tuple[Message, ...] = ()
    """What was taken over otherwise than it stood on the sheet, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Returned:
    """What was made of one sheet that came back."""

    digest: int
    by: str
    posts: tuple[Recorded, ...]
    left_out: int

    @property
    def changed(self) -> bool:
        """Whether anything was taken over."""
        return any(each.left is None for each in self.posts)


def hand_in(desk: Desk, ticks: Ticks, by: str | None = None) -> Returned:
    """Record the posts that were ticked, all of it one step for `undo`, and return what was made of each.

    `by`: who posted; None: as the sheet says, else who hands it in. `UsageError` where its digest is not one of here.
    """
    named = by or ticks.by
    step = desk.as_one_step(by=colleagues.person(named) if named else None, how="handin")
    with desk.store.transaction():
        digest = _digest(desk, ticks)
        sheet = _Sheet(replace(step, learns=False), digest, composing.edition(desk, digest))
        posts = tuple(recorded for tick in ticks.ticks for recorded in sheet.taken(tick))
        at.decided(desk)
    return Returned(digest=digest.id, by=step.by, posts=posts, left_out=ticks.left_out)


def _digest(desk: Desk, ticks: Ticks) -> Digest:
    found = next((digest for digest in desk.store.digests.all() if digest.key == ticks.digest), None)
    if found is None:
        raise UsageError(
            M("This sheet is of a digest that is not here: {number} “{title}”.", number=ticks.number,
              title=ticks.title or "–"),
            hint=M("Hand it in where it was exported. Nothing was recorded."),
        )  # fmt: skip
    return found


class _Sheet:
    """The digest that a sheet is of, and what its items look like on their channels now."""

    def __init__(self, desk: Desk, digest: Digest, edition: Edition) -> None:
        self._desk = desk
        self._digest = digest
        self._edition = edition
        self._texts: dict[str, Mapping[int, str]] = {}

    def taken(self, tick: Tick) -> Iterator[Recorded]:
        """Yield what was made of a tick: one for each item that its post tells."""
        if not tick.keys:
            why = M("the sheet does not say which item this is")
            yield Recorded(item=None, title="", channel=tick.channel, left=why)
        for place, key in enumerate(tick.keys):
            number = tick.numbers[place] if place < len(tick.numbers) else 0
            yield self._item(tick, key, f"#{number}" if number else "")

    def _item(self, tick: Tick, key: str, shown: str) -> Recorded:
        item = self._desk.store.items.by_key(key) if len(key) >= form.MARK else None
        facts: dict[str, Any] = {"item": item.id if item else None, "title": item.title if item else shown,
                                 "channel": tick.channel}  # fmt: skip
        if item is None:
            return Recorded(**facts, left=M("this item is not known here"))
        try:
            name = publishing.a_place(tick.channel)
            now = self._now(name).get(item.id, "")
            when, notes = self._moment(tick)
            rows, before = publishing.posted(
                self._desk,
                self._digest.id,
                [str(item.id)],
                channel=name,
                url=tick.url or None,
                at_=when,
                texts={item.id: tick.text or now},
            )
        except CurateError as error:
            return Recorded(**facts, left=error.message)
        if before:
            why = M("it stands in the ledger already, since {when}", when=self._local(before[0].at))
            return Recorded(**facts, row=before[0], left=why)
        if tick.text and now and tick.text.split() != now.split():
            notes.append(M("its text is another one here by now; the ledger keeps that of the sheet"))
        return Recorded(**facts, row=rows[0], notes=(*tick.faults, *notes))

    def _now(self, channel: str) -> Mapping[int, str]:
        """Return the texts as they would go out on a channel now; none where they could not."""
        if channel not in self._texts:
            try:
                self._texts[channel] = publishing.texts_on(self._desk, self._edition, channel)
            except CurateError:
                self._texts[channel] = {}
        return self._texts[channel]

    def _moment(self, tick: Tick) -> tuple[datetime, list[Message]]:
        """Return when something was posted, as far as that can be: not ahead of us, nor before there was a digest."""
        now = self._desk.now
        if tick.at is None:
            return now, []
        if self._digest.created - _AHEAD <= tick.at <= now + _AHEAD:
            return min(tick.at, now), []
        said = self._local(tick.at)
        return now, [M("the time on the sheet cannot be right ({when}): recorded as of now", when=said)]

    def _local(self, when: datetime) -> datetime:

        return when.astimezone(self._desk.zone)
