"""Planning: when the posts of a digest go out, and what that makes of the coming weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from curate import channels as registry
from curate.deliver import exports
from curate.digest import calendar, plan
from curate.digest.plan import Appointment, Slated
from curate.errors import Refused, UsageError
from curate.locale import M
from curate.models import Item, Kind, Planned
from curate.store import Digest
from curate.workflows import desk as at
from curate.workflows import rendering
from curate.workflows.desk import Desk

DAYS = 14
"""Two weeks are looked at."""
_FOR_EVER = timedelta(days=3660)


@dataclass(frozen=True, kw_only=True, slots=True)
class Weeks:
    """What goes out in a time."""

    first: date
    last: date
    posts: tuple[Slated, ...]
    clashes: tuple[tuple[Slated, Slated], ...]
    empty: tuple[date, ...]


# ── one digest ───────────────────────────────────────────────────────────────────────────────────────────────────────


def make(
    desk: Desk,
    number: int,
    slots: str,
    *,
    channels: Sequence[str] = (),
    after: datetime | None = None,
    dry_run: bool = False,
) -> tuple[Appointment, ...]:
    """Give every item on every channel a date and time, in place of the plan there was on those channels.

    What the ledger has on a channel already is left out. `after`: the first moment that counts; never before now.
    `UsageError` where the slots are none; `Refused` where there is nothing to plan.
    """
    slots = slots.strip() or desk.config.digest.slots
    chosen = plan.slots(slots)
    names = [name for name in rendering.in_use(desk.config, channels) if channels or not _made_of_others(name)]
    start = max(after or desk.now, desk.now)
    with desk.store.transaction():
        digest = at.digest(desk, number)
        wanted = _wanted(desk, digest, names)
        if not any(wanted.values()):
            raise Refused(
                M("Digest {digest} has nothing to plan: it is empty, or all of it went out.", digest=digest.id),
                hint=M("See what is in it with: curate digest show {digest}", digest=digest.id),
            )
        taken: dict[str, list[datetime]] = {}
        for _, other in desk.store.digests.planned_after(start - plan.CLOSE, digest.id):
            taken.setdefault(other.channel, []).append(other.at)
        found = plan.appoint(wanted, chosen, zone=desk.zone, after=start, taken=taken)
        if not dry_run:
            desk.store.digests.plan(desk.act(), digest, [each.planned for each in found], channels=names, text=slots)
    return found


def _wanted(desk: Desk, digest: Digest, names: Sequence[str]) -> dict[str, list[list[int]]]:
    """Return, by channel, the posts that are still to go out, each with its items."""
    posted = desk.store.ledger.channels_of(list(digest.items))
    wanted: dict[str, list[list[int]]] = {}
    for name in names:
        meant = [
            place.item
            for place in digest.places
            if (not place.only or name in place.only) and name not in posted.get(place.item, ())
        ]
        whole = _whole(digest, name)
        wanted[name] = ([meant] if meant else []) if whole else [[item] for item in meant]
    return wanted


def _whole(digest: Digest, channel: str) -> bool:
    """Return whether a digest goes out on a channel in one piece."""
    if digest.kind is Kind.STORY:
        return True
    return channel in registry.names() and registry.channel(channel).unit == "edition"


def _made_of_others(channel: str) -> bool:
    """Return whether a channel is made of the posts of others: those are what is planned."""
    return bool(getattr(registry.channel(channel), "gathers", False))


def set_(desk: Desk, number: int, words: str, when: datetime, *, channel: str) -> Planned:
    """Give one item on one channel another moment. `UsageError` where it is not for there, or the moment is past."""
    name = registry.channel(channel).name
    if when <= desk.now:
        raise UsageError(
            M("{when} is past: nothing can be planned then.", when=when),
            hint=M("What went out already is recorded with: curate posted {digest} ITEM --channel NAME", digest=number),
        )
    with desk.store.transaction():
        digest = at.digest(desk, number)
        item = at.item(desk, words)
        place = next((place for place in digest.places if place.item == item.id), None)
        if place is None:
            raise UsageError(
                M("Item #{item} is not in digest {digest}.", item=item.id, digest=digest.id),
                hint=M("See what is in it with: curate digest show {digest}", digest=digest.id),
            )
        if place.only and name not in place.only:
            raise UsageError(
                M("Item #{item} is not for {channel}.", item=item.id, channel=name),
                hint=M("Let it go there with: curate digest only {digest} {item}", digest=digest.id, item=item.id),
            )
        held = [each for each in desk.store.digests.planned(digest.id) if each.channel == name]
        moved = [item.id] if not _whole(digest, name) else [each.item for each in held] or list(digest.items)
        kept = [each for each in held if each.item not in moved]
        now = [Planned(item=each, channel=name, at=when) for each in moved]
        said = f"#{item.id} {name} {when:%Y-%m-%d %H:%M}"
        desk.store.digests.plan(desk.act(), digest, [*kept, *now], channels=[name], text=said)
    return Planned(item=item.id, channel=name, at=when)


def clear(desk: Desk, number: int, *, channels: Sequence[str] = ()) -> int:
    """Take the plan of a digest away (on some channels, or all), and return how many posts it had."""
    with desk.store.transaction():
        digest = at.digest(desk, number)
        held = desk.store.digests.planned(digest.id)
        named = [registry.channel(name).name for name in channels] or sorted({each.channel for each in held})
        gone = [each for each in held if each.channel in named]
        if gone:
            desk.store.digests.plan(desk.act(), digest, [], channels=named, text="–")
    return len(gone)


def of(desk: Desk, number: int) -> list[Planned]:
    """Return the plan of a digest, earliest first."""
    return desk.store.digests.planned(at.digest(desk, number).id)


# ── the coming weeks ─────────────────────────────────────────────────────────────────────────────────────────────────


def weeks(desk: Desk, *, days: int = DAYS) -> Weeks:
    """Return what goes out from today on, for so many days: the posts, those in each other's way, the empty days."""
    here = desk.zone
    among = plan.days(desk.now.astimezone(here).date(), days)
    since = datetime.combine(among[0], time(), here).astimezone(UTC)
    until = datetime.combine(among[-1] + timedelta(days=1), time(), here).astimezone(UTC)
    posts = tuple(_slated(desk, since, until))
    around = tuple(_slated(desk, since - plan.CLOSE, until))
    clashes = tuple(pair for pair in plan.clashes(around) if pair[1].at >= since)
    return Weeks(first=among[0], last=among[-1], posts=posts, clashes=clashes, empty=plan.empty(posts, among, here))


def write_calendar(desk: Desk, path: Path) -> int:
    """Write everything that is planned from today on as iCalendar, and return how many posts that are."""
    today = datetime.combine(desk.now.astimezone(desk.zone).date(), time(), desk.zone).astimezone(UTC)
    posts = list(_slated(desk, today, today + _FOR_EVER))
    name = desk.config.organisation.name or "curate"
    exports.write_bytes(path.absolute(), calendar.calendar(posts, name=name).encode("utf-8"))
    return len(posts)


def due(desk: Desk) -> list[Slated]:
    """Return what should have gone out by now, and is not in the ledger, earliest first."""
    return [each for each in _slated(desk, desk.now - timedelta(days=28), desk.now) if not each.posted]


def _slated(desk: Desk, since: datetime, until: datetime) -> list[Slated]:
    """Return the posts of a time, earliest first: one an item, or one an edition where it goes out in one piece."""
    rows = desk.store.digests.planned_between(since, until)
    digests = {number: at.digest(desk, number) for number in {number for number, _ in rows}}
    items = {item.id: item for item in desk.store.items.many(sorted({each.item for _, each in rows}))}
    posted = desk.store.ledger.channels_of(list(items))
    grouped: dict[tuple[object, ...], list[Planned]] = {}
    for number, each in rows:
        whole = _whole(digests[number], each.channel)
        grouped.setdefault((number, each.channel, each.at, None if whole else each.item), []).append(each)
    return [
        _post(digests[_number(place[0])], each, items, posted, whole=place[3] is None)
        for place, each in grouped.items()
    ]


def _number(value: object) -> int:
    assert isinstance(value, int)  # noqa: S101
    return value


def _post(
    digest: Digest,
    planned: Sequence[Planned],
    items: dict[int, Item],
    posted: dict[int, tuple[str, ...]],
    *,
    whole: bool,
) -> Slated:
    first = planned[0]
    item = items[first.item]
    key = f"{digest.key}-{first.channel}" if whole else f"{digest.key}-{item.key}-{first.channel}"
    return Slated(
        digest=digest.id,
        channel=first.channel,
        at=first.at,
        items=tuple(each.item for each in planned),
        title=digest.title if whole else item.title,
        key=key,
        stamp=digest.changed,
        posted=all(first.channel in posted.get(each.item, ()) for each in planned),
    )
