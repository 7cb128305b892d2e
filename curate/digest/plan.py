"""When posts go out: from slots such as "di 10:00, do 16:00" to a moment for every item on every channel.

A slot is a time on the wall of the organisation. Where the clocks change, a time may not be there (it is moved to what
the clock shows then: 02:30 becomes 03:30) or be there twice (the first is taken); both are said. Nothing here asks the
clock, and the same slots give the same plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from curate.errors import UsageError
from curate.locale import M, Message
from curate.models import Planned

CLOSE = timedelta(hours=1)
"""Two posts on one channel within this are in each other's way."""
_MOST_WEEKS = 520
"""Ten years: a plan that has not found its places by then never will."""

_DAYS = (
    "maandag maa ma monday mon mo lundi lun lu montag",
    "dinsdag din di tuesday tue tues tu mardi mar dienstag die",
    "woensdag woe wo wednesday wed we mercredi mer me mittwoch mit mi",
    "donderdag don do thursday thu thur thurs th jeudi jeu je donnerstag",
    "vrijdag vri vr friday fri fr vendredi ven ve freitag fre",
    "zaterdag zat za saturday sat sa samedi sam samstag sonnabend",
    "zondag zon zo sunday sun su dimanche dim sonntag son so",
)
"""Names of the days, Monday first, in Dutch, English, French and German, with what people shorten them to. Where two
letters are a day in two languages, the Dutch and German ones hold: "ma" is Monday (mardi: "mar"), "di" Tuesday."""
DAYS: Mapping[str, int] = {name: number for number, names in enumerate(_DAYS) for name in names.split()}

_TIME = r"(?P<hour>\d{1,2})(?:(?:[:.]|\s?[hu]\s?)(?P<minute>\d{2})|\s?(?:uhr|uur|heures?|[hu]))?"
_SLOT = re.compile(rf"(?P<day>[^\W\d_]+)\.?\s+(?:om |at |à |um )?{_TIME}(?:\s?(?:uhr|uur))?", re.IGNORECASE)
_EXAMPLE = "di 10:00, do 16:00"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Slot:
    """A day of the week (0 is Monday) and a time on the wall."""

    day: int
    at: time


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """When a slot comes round."""

    at: datetime
    """In UTC."""
    note: Message | None = None
    """What the change of the clocks made of it."""


def slots(text: str) -> tuple[Slot, ...]:
    """Return the slots that a text names, each once, in the order of the week; `UsageError` where it names none."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    if not parts:
        raise UsageError(M("No slot is named."), hint=_hint())
    return tuple(sorted({_slot(part) for part in parts}))


def _slot(part: str) -> Slot:
    found = _SLOT.fullmatch(" ".join(part.split()))
    if found is None:
        raise UsageError(M("“{slot}” is not a day and a time.", slot=part), hint=_hint())
    day = DAYS.get(found["day"].lower())
    if day is None:
        raise UsageError(M("“{day}” is not a day of the week.", day=found["day"]), hint=_hint())
    try:
        return Slot(day=day, at=time(int(found["hour"]), int(found["minute"] or 0)))
    except ValueError:
        raise UsageError(M("“{slot}” has a time that no clock shows.", slot=part), hint=_hint()) from None


def _hint() -> Message:
    return M("Write days with their times, for instance: {example}", example=_EXAMPLE)


def moments(chosen: Sequence[Slot], zone: ZoneInfo, after: datetime) -> Iterator[Moment]:
    """Yield when slots come round, each later than `after` and than the one before, for ten years."""
    first = after.astimezone(zone).date() - timedelta(days=1)
    last = after
    for number in range(_MOST_WEEKS * 7):
        day = _later(first, number)
        if day is None:
            return
        for moment in _of_day(chosen, zone, day):
            if moment.at > last:
                last = moment.at
                yield moment


def _later(first: date, days: int) -> date | None:
    try:
        return first + timedelta(days=days)
    except OverflowError:
        return None  # the calendar ends in 9999


def _of_day(chosen: Sequence[Slot], zone: ZoneInfo, day: date) -> list[Moment]:
    found = [moment(datetime.combine(day, slot.at), zone) for slot in chosen if slot.day == day.weekday()]
    return sorted((each for each in found if each is not None), key=lambda each: each.at)


def moment(wall: datetime, zone: ZoneInfo) -> Moment | None:
    """Return what moment the clock on the wall means; None where that lies outside the calendar.

    A time that is there twice means the first (PEP 495, fold=0); one that is skipped is as far behind the jump as it
    says, which is what fold=0 makes of it.
    """
    local = wall.replace(tzinfo=zone, fold=0)
    try:
        at = local.astimezone(UTC)
        shown = at.astimezone(zone)
    except (OverflowError, ValueError):
        return None
    clock = f"{wall:%H:%M}"
    if shown.replace(tzinfo=None) != wall:
        said = M("{time} is not there on that day: it becomes {shown}.", time=clock, shown=f"{shown:%H:%M}")
        return Moment(at=at, note=said)
    if local.replace(fold=1).utcoffset() != local.utcoffset():
        return Moment(at=at, note=M("{time} is there twice on that day: the first is meant.", time=clock))
    return Moment(at=at)


# ── the plan of a digest ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment:
    """One post, and when it goes out."""

    planned: Planned
    note: Message | None = None


def appoint(
    wanted: Mapping[str, Sequence[Sequence[int]]],
    chosen: Sequence[Slot],
    *,
    zone: ZoneInfo,
    after: datetime,
    taken: Mapping[str, Iterable[datetime]] | None = None,
) -> tuple[Appointment, ...]:
    """Return a moment for every item on every channel, in the order of the channels and then of time.

    `wanted`: by channel, the posts in their order, each with the items in it. `taken`: by channel, when something else
    goes out there; a slot within `CLOSE` of that is passed over. The order of the posts is kept.
    """
    found: list[Appointment] = []
    for channel, posts in wanted.items():
        free = _free(moments(chosen, zone, after), sorted((taken or {}).get(channel, ())))
        for items in posts:
            slot = next(free, None)
            if slot is None:
                raise UsageError(M("These slots never come round in the next ten years."), hint=_hint())
            found += [
                Appointment(planned=Planned(item=item, channel=channel, at=slot.at), note=slot.note) for item in items
            ]
    return tuple(found)


def _free(coming: Iterator[Moment], taken: Sequence[datetime]) -> Iterator[Moment]:
    return (each for each in coming if all(abs(each.at - other) >= CLOSE for other in taken))


# ── what is planned in a time ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Slated:
    """One post as it stands in the calendar: an item, or a whole edition."""

    digest: int
    channel: str
    at: datetime
    items: tuple[int, ...]
    title: str
    key: str
    """Made of the keys of its digest, item and channel: the same on every machine."""
    stamp: datetime
    """When its digest was last changed."""
    posted: bool = False


def clashes(planned: Sequence[Slated]) -> tuple[tuple[Slated, Slated], ...]:
    """Return each two posts, next to one another, that go out on one channel within `CLOSE`."""
    by_channel: dict[str, list[Slated]] = {}
    for each in sorted(planned, key=lambda one: (one.at, one.key)):
        by_channel.setdefault(each.channel, []).append(each)
    pairs = [
        (one, other) for listed in by_channel.values() for one, other in pairwise(listed) if other.at - one.at < CLOSE
    ]
    return tuple(sorted(pairs, key=lambda pair: (pair[0].at, pair[0].channel)))


def days(first: date, count: int) -> tuple[date, ...]:
    """Return so many days from one on."""
    return tuple(first + timedelta(days=number) for number in range(count))


def empty(planned: Sequence[Slated], among: Sequence[date], zone: ZoneInfo) -> tuple[date, ...]:
    """Return the days on which nothing goes out, as the wall has them."""
    full = {each.at.astimezone(zone).date() for each in planned}
    return tuple(day for day in among if day not in full)
