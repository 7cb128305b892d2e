"""What waits for the curator: a few lines, each with the command to type next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from curate import health
from curate.health import Status
from curate.locale import MN, M, Message
from curate.models import Level, State, Way
from curate.store import Wanted
from curate.workflows import planning, publishing
from curate.workflows.desk import Desk

MOST_LINES = 12
MOST_COUNTED = 1_000
"""Of more, nobody wants to know how many."""
OPEN = (State.NEW, State.SHORTLISTED, State.COMMENTED)
"""The states in which an item waits for somebody who was asked to look at it."""
Line = tuple[Message, str | None]
"""What waits, and the command to type; None where there is nothing to do about it."""


def waiting(desk: Desk) -> list[Line]:
    """Return what waits, the most pressing first; at most `MOST_LINES` lines."""
    desk.store.curation.wake(desk.act())
    lines = [
        _fetched(desk),
        *_inbox(desk),
        *_tips(desk),
        *_asked(desk),
        *_silent(desk),
        *_undecided(desk),
        *_drafts(desk),
        *_paused(desk),
        *_unknown(desk),
        *_due(desk),
        *_unrecorded(desk),
        *_sources(desk),
        *_moving(desk),
    ]
    return lines[:MOST_LINES]


def _fetched(desk: Desk) -> Line:
    last = desk.store.sources.last_run()
    if last is None:
        return M("Nothing was fetched yet."), "curate fetch"
    age = desk.now - last
    if age < timedelta(minutes=2):
        return M("Fetched just now."), None
    if age < timedelta(hours=1):
        said = MN("Last fetch: {n} minute ago.", "Last fetch: {n} minutes ago.", int(age.total_seconds() // 60))
    elif age < timedelta(days=2):
        said = MN("Last fetch: {n} hour ago.", "Last fetch: {n} hours ago.", int(age.total_seconds() // 3600))
    else:
        said = MN("Last fetch: {n} day ago.", "Last fetch: {n} days ago.", age.days)
    return said, "curate fetch" if age > timedelta(hours=12) else None


def _inbox(desk: Desk) -> list[Line]:
    stories = desk.store.items.count(Wanted(), stories=True, most=MOST_COUNTED + 1)
    if stories > MOST_COUNTED:
        return [(M("More than 1,000 new stories to judge."), "curate review")]
    return [(MN("{n} new story to judge.", "{n} new stories to judge.", stories), "curate review")] if stories else []


def _tips(desk: Desk) -> list[Line]:
    tips = desk.store.tips.waiting()
    return [(MN("{n} tip from a colleague.", "{n} tips from colleagues.", tips), "curate inbox --tips")] if tips else []


def _asked(desk: Desk) -> list[Line]:
    wanted = Wanted(states=OPEN, baseline=True, assigned=desk.by)
    count = desk.store.items.count(wanted)
    said = MN("{n} item that you were asked to look at.", "{n} items that you were asked to look at.", count)
    return [(said, f'curate inbox --assigned "{desk.by}"')] if count else []


def _silent(desk: Desk) -> list[Line]:
    wanted = Wanted(states=(State.SHORTLISTED,), baseline=True)
    count = desk.store.items.count(wanted, most=MOST_COUNTED + 1)
    if not count:
        return []
    first = desk.store.items.listed(replace(wanted, limit=1))[0]
    if count > MOST_COUNTED:
        return [(M("More than 1,000 items in the selection without your words."), f"curate comment {first.id}")]
    said = MN("{n} item in the selection without your words.", "{n} items in the selection without your words.", count)
    return [(said, f"curate comment {first.id}")]


def _undecided(desk: Desk) -> list[Line]:
    items = desk.store.curation.undecided()
    if not items:
        return []
    said = MN("{n} item with two notes, of two people.", "{n} items with two notes, of two people.", len(items))
    return [(said, f"curate comment {items[0]}")]


def _drafts(desk: Desk) -> list[Line]:
    lines: list[Line] = []
    for digest in desk.store.digests.all():
        if digest.closed is not None or len(lines) == 3:  # noqa: PLR2004  (three drafts fill a quarter of the screen)
            continue
        errors = sum(finding.level is Level.ERROR for finding in publishing.check(desk, digest.id))
        if errors:
            said = MN(
                "Draft {digest}, “{title}”: {n} error in its check.",
                "Draft {digest}, “{title}”: {n} errors in its check.",
                errors,
                digest=digest.id,
                title=digest.title,
            )
            lines.append((said, f"curate digest check {digest.id}"))
        else:
            said = M("Draft {digest}, “{title}”, is ready.", digest=digest.id, title=digest.title)
            lines.append((said, f"curate export {digest.id}"))
    return lines


def _paused(desk: Desk) -> list[Line]:
    """Return a line on a pause that a person asked for, and may have forgotten."""
    if not desk.store.sendings.paused:
        return []
    return [(M("Publishing is paused: nothing goes out."), "curate pause --resume")]


def _unknown(desk: Desk) -> list[Line]:
    """Return a line on what was sent by itself and did not arrive, or of which nobody knows whether it did."""
    found = desk.store.sendings.all(states=[Way.OPEN, Way.REFUSED])
    if not found:
        return []
    said = MN(
        "{n} post did not go out, or nobody knows whether it did.",
        "{n} posts did not go out, or nobody knows whether they did.",
        len({row.lead for row in found}),
    )
    return [(said, "curate posts open")]


def _due(desk: Desk) -> list[Line]:
    """Return a line on the posts whose planned moment has come, and that the ledger does not have."""
    due = planning.due(desk)
    if not due:
        return []
    first = due[0]
    said = MN(
        "{n} planned post is due and not recorded; the first is digest {digest} on {channel}.",
        "{n} planned posts are due and not recorded; the first is digest {digest} on {channel}.",
        len(due),
        digest=first.digest,
        channel=first.channel,
    )
    items = " ".join(map(str, first.items))
    return [(said, f"curate posted {first.digest} {items} --channel {first.channel}")]


def _unrecorded(desk: Desk) -> list[Line]:
    for digest in desk.store.digests.all():
        if digest.closed is None:
            continue
        posted = desk.store.ledger.channels_of(digest.items)
        missing = [item for item in digest.items if item not in posted]
        if missing:
            said = MN(
                "Edition {number}: {n} item is not recorded as posted.",
                "Edition {number}: {n} items are not recorded as posted.",
                len(missing),
                number=digest.number or 0,
            )
            return [(said, f"curate posted {digest.id} --channel NAME")]
        return []
    return []


def _moving(desk: Desk) -> list[Line]:
    """Return a line on each followed term that moves, as it was found last; two at most."""
    moving = [each for each in desk.store.trends.watched() if each.found and each.found["direction"]]
    if not moving:
        return []
    from curate.workflows import trending  # the others do without it

    said = trending.moving(desk)[:2]
    return [(each, f'curate trends why "{watch.term}"') for each, watch in zip(said, moving, strict=False)]


def _sources(desk: Desk) -> list[Line]:
    """Return a line on those that fail, those that moved and those that fell silent."""
    named: dict[Status, list[str]] = {}
    for state in desk.store.sources.all():
        named.setdefault(health.status(state, desk.now), []).append(state.name)
    failing = named.get(Status.GONE, []) + named.get(Status.FAILING, [])
    moved, silent = named.get(Status.MOVED, []), named.get(Status.SILENT, [])
    lines: list[Line] = []
    if failing:
        said = MN(
            "{n} source is failing: {names}.", "{n} sources are failing: {names}.", len(failing), names=_some(failing)
        )
        lines.append((said, "curate sources list"))
    if moved:
        said = MN("{n} source moved: {names}.", "{n} sources moved: {names}.", len(moved), names=_some(moved))
        lines.append((said, "curate doctor"))
    if silent:
        said = MN(
            "{n} source fell silent: {names}.", "{n} sources fell silent: {names}.", len(silent), names=_some(silent)
        )
        lines.append((said, "curate doctor"))
    return lines


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")  # noqa: PLR2004
