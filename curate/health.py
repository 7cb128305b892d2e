"""How a source fares: what is wrong with it, since when, why, and what to do. Pure: the moment is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from curate import schedule
from curate.locale import MN, M, Message
from curate.models import Gap, Level, SourceState

MOVED_DAYS = 5
"""On so many different days a permanent redirect is seen before the new address is proposed (fetching.md, A6)."""
SILENCE = 3
"""Times its usual rhythm: nothing new for longer than that is silence."""
SHORTEST_RHYTHM = timedelta(days=1)
"""A source that publishes ten times a day may still keep its Sunday."""
FEWEST_DAYS = 4
"""Days with publications that are needed to know a rhythm."""
_USUAL = 0.85
"""Share of the times between two days with publications that the rhythm covers: a weekend, a month's holiday."""


class Status(StrEnum):
    """How a source fares, in one word; the first that is true."""

    GONE = "gone"
    FAILING = "failing"
    WAITING = "waiting"
    """Its server asked to be left alone for a while."""
    NEW = "new"
    """Never fetched."""
    MOVED = "moved"
    SILENT = "silent"
    OK = "ok"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ailment:
    """One thing that is wrong with a source."""

    status: Status
    level: Level
    what: Message
    command: str | None = None
    """What to type; None where there is nothing to do but wait."""


def status(state: SourceState, now: datetime) -> Status:
    """Return how a source fares, in one word."""
    if state.gone:
        return Status.GONE
    if state.failures:
        return Status.FAILING
    if schedule.is_within_retry(state, now):
        return Status.WAITING
    if state.last_success is None:
        return Status.NEW
    if has_moved(state):
        return Status.MOVED
    return Status.SILENT if silent_since(state, now) is not None else Status.OK


def ailments(state: SourceState, now: datetime) -> list[Ailment]:
    """Return what is wrong with a source, the worst first; empty where all is well."""
    found = [_gone(state), _failing(state, now), _moved(state), _silent(state, now)]
    return [each for each in found if each is not None]


def has_moved(state: SourceState) -> bool:
    """Return whether a permanent redirect was seen often enough to believe it."""
    return state.moved_to is not None and state.moved_days >= MOVED_DAYS


def silent_since(state: SourceState, now: datetime) -> datetime | None:
    """Return when a source showed something new for the last time; None where it keeps its rhythm, or has none yet.

    What fails is not silent: nobody knows what it would have said.
    """
    if state.failures or state.gone or state.last_new is None or state.rhythm is None or state.last_success is None:
        return None
    quiet = state.last_success - state.last_new
    return state.last_new if quiet > SILENCE * max(state.rhythm, SHORTEST_RHYTHM) else None


def rhythm(days: Sequence[date]) -> timedelta | None:
    """Return the usual time between two days on which a source publishes; None where there are too few to know.

    `days`: on which it published, each once, in any order. Five in six of the times between them are no longer.
    """
    ordered = sorted(set(days))
    if len(ordered) < FEWEST_DAYS:
        return None
    between = sorted(after - before for before, after in pairwise(ordered))
    return between[min(int(len(between) * _USUAL), len(between) - 1)]


def gap_said(gap: Gap) -> Message:
    """Return what a gap means, as a sentence."""
    return M(
        "Between {since} and {until} it showed more than we saw: some of its publications were missed.",
        since=gap.since.date(),
        until=gap.until.date(),
    )


def wish(state: SourceState, now: datetime) -> Message | None:
    """Return what the server or the document wishes; None where it wishes nothing that matters now."""
    if schedule.is_within_retry(state, now) and state.blocked_until is not None:
        return M("Its server asks to be left alone until {when}.", when=state.blocked_until)
    if state.said_every is not None and state.said_every > timedelta(hours=1):
        hours = round(state.said_every.total_seconds() / 3600)
        return MN("It asks to be read every {n} hour.", "It asks to be read every {n} hours.", hours)
    return None


def _gone(state: SourceState) -> Ailment | None:
    if not state.gone:
        return None
    what = M("It is gone for good: its server says 410. It is not asked any more; its items stay.")
    return Ailment(
        status=Status.GONE, level=Level.ERROR, what=what, command=f'curate sources remove "{_shown(state.name)}"'
    )


def _failing(state: SourceState, now: datetime) -> Ailment | None:
    if not state.failures or state.gone:
        return None
    since = state.failing_since or state.last_fetch or now
    what = MN(
        "failing since {since} ({n} time): {error}",
        "failing since {since} ({n} times): {error}",
        state.failures,
        since=since.date(),
        error=state.last_error or "?",
    )
    return Ailment(
        status=Status.FAILING, level=Level.ERROR, what=what, command=f'curate sources check "{_shown(state.name)}"'
    )


def _moved(state: SourceState) -> Ailment | None:
    if not has_moved(state) or state.gone:
        return None
    what = M("It moved to {url}.", url=state.moved_to)
    command = f'curate sources add {state.moved_to} --replace "{_shown(state.name)}"'
    return Ailment(status=Status.MOVED, level=Level.WARNING, what=what, command=command)


def _silent(state: SourceState, now: datetime) -> Ailment | None:
    since = silent_since(state, now)
    if since is None or state.rhythm is None:
        return None
    days = max(1, round(max(state.rhythm, SHORTEST_RHYTHM).total_seconds() / 86_400))
    what = MN(
        "Nothing new since {since}; it used to publish every day. Look whether it goes on elsewhere.",
        "Nothing new since {since}; it used to publish every {n} days. Look whether it goes on elsewhere.",
        days,
        since=since.date(),
    )
    return Ailment(
        status=Status.SILENT, level=Level.WARNING, what=what, command=f'curate sources check "{_shown(state.name)}"'
    )


def _shown(name: str) -> str:
    """Return a name as it can stand between quotes in a command."""
    return name.replace('"', "'")
