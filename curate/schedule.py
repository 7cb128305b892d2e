"""When a source is due, and what its newest answer changes about that. Pure: the moment and the chance are given.

A source is asked no more often than `every`; what its server and its document wish (max-age, Expires, ttl,
sy:updatePeriod, skipHours, skipDays) makes it rarer, each by 24 hours at the most, a Retry-After by 7 days.

**Jitter.** Sources that were asked together should not stay together for ever, yet one with `every: 1h` must be due
again when an hourly run comes round, which may begin a few seconds early. So what was asked well is due a little
*early*, by 15 seconds to a minute (a twentieth where the interval is short), chosen by chance; and never earlier. A
delay in place of this would make every second hourly run pass it by. Where it really matters, after failures, when half
of the world comes back at once, the next attempt is spread over half of its delay.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from curate.models import Answer, Said, SourceState

CAP = timedelta(hours=24)
"""Longest that a server's or a document's wish makes us wait."""
RETRY_CAP = timedelta(days=7)
"""Longest that a Retry-After makes us wait."""
FIRST_BACKOFF = timedelta(hours=1)
_DOUBLINGS = 4
"""1, 2, 4, 8, 16 hours; with the spread, the last is 16 to 24."""
_SPREAD = 0.5
_EARLY = timedelta(minutes=1)
_EARLY_SHARE = 0.05
_HOUR = timedelta(hours=1)
_GONE, _NOT_MODIFIED = 410, 304
_PRIVATE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa")
"""Endings of names that mean nothing outside one network (RFC 6761, 6762, 8375, and common practice)."""


# ── is it due ────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_due(state: SourceState, now: datetime, *, everything: bool = False) -> bool:
    """Return whether a source is to be asked now.

    `everything` (`--all`): also before its time, but never within a server's Retry-After nor after a 410.
    """
    if state.gone or is_within_retry(state, now):
        return False
    if everything or state.next_due is None or state.last_fetch is None or _clock_was_ahead(state, now):
        return True
    return now >= state.next_due and not _is_skipped(state, now)


def is_within_retry(state: SourceState, now: datetime) -> bool:
    """Return whether the server asked to be left alone until later than now; for longer than 7 days it cannot."""
    return state.blocked_until is not None and timedelta() < state.blocked_until - now <= RETRY_CAP


def _clock_was_ahead(state: SourceState, now: datetime) -> bool:
    """Return whether it was last asked in the future: a clock that was once wrong must not stop a source for years."""
    return state.last_fetch is not None and state.last_fetch - now > CAP


def _is_skipped(state: SourceState, moment: datetime) -> bool:
    """Return whether a moment lies in the document's skipHours or skipDays, unless it has been skipped for a day."""
    if state.last_fetch is not None and moment - state.last_fetch >= CAP - _early(CAP, 1.0):
        return False
    return moment.hour in state.skip_hours or moment.weekday() in state.skip_days


# ── what an answer changes ───────────────────────────────────────────────────────────────────────────────────────────


def after(
    state: SourceState, answer: Answer, said: Said | None, *, every: timedelta, now: datetime, chance: float
) -> SourceState:
    """Return the state of a source after it was asked at `now`.

    `said`: what its document says; None where it was not read again, because nothing changed. `chance`: in [0, 1).
    `title`, `body_hash` and `items` are not this module's, and stay.
    """
    if answer.error is None:
        return _after_success(state, answer, said, every=every, now=now, chance=chance)
    if answer.status is None and answer.retry_after is not None:
        # Not asked: its host wants to be left alone because of another source. No failure of this one.
        until = now + min(answer.retry_after, RETRY_CAP)
        return replace(state, blocked_until=until, next_due=max(until, state.next_due or until))
    return _after_failure(state, answer, every=every, now=now, chance=chance)


def _after_success(
    state: SourceState, answer: Answer, said: Said | None, *, every: timedelta, now: datetime, chance: float
) -> SourceState:
    unchanged = answer.status == _NOT_MODIFIED
    state = _moved(state, answer, now)
    if said is not None:
        state = replace(state, said_every=said.every, skip_hours=said.skip_hours, skip_days=said.skip_days)
    state = replace(
        state,
        etag=answer.etag or (state.etag if unchanged else None),
        last_modified=answer.last_modified or (state.last_modified if unchanged else None),
        first_fetch=state.first_fetch or now,
        last_fetch=now,
        last_success=now,
        last_error=None,
        failures=0,
        failing_since=None,
        blocked_until=None,
        gone=False,
    )
    return replace(state, next_due=_next_due(state, answer.fresh_for, every=every, now=now, chance=chance))


def _next_due(
    state: SourceState, fresh_for: timedelta | None, *, every: timedelta, now: datetime, chance: float
) -> datetime:
    wishes = [min(wish, CAP) for wish in (fresh_for, state.said_every) if wish is not None]
    interval = max(every, *wishes) if wishes else every
    due = now + interval - _early(interval, chance)
    latest = max(due, now + CAP - _early(CAP, chance))
    while due < latest and _is_skipped(state, due):
        due = min(due.replace(minute=0, second=0, microsecond=0) + _HOUR, latest)
    return due


def _early(interval: timedelta, chance: float) -> timedelta:
    """Return by how much a source is due early: a quarter to the whole of a minute, or of a twentieth if less."""
    return min(_EARLY, interval * _EARLY_SHARE) * (0.25 + 0.75 * chance)


def _moved(state: SourceState, answer: Answer, now: datetime) -> SourceState:
    """Count on how many different days (UTC) the source sent us to the same new address for good."""
    if answer.moved_to is None:
        return replace(state, moved_to=None, moved_days=0, moved_seen=None)
    if answer.moved_to != state.moved_to or state.moved_seen is None:
        return replace(state, moved_to=answer.moved_to, moved_days=1, moved_seen=now)
    another_day = state.moved_seen.date() != now.date()
    return replace(state, moved_days=state.moved_days + another_day, moved_seen=now)


def _after_failure(
    state: SourceState, answer: Answer, *, every: timedelta, now: datetime, chance: float
) -> SourceState:
    """Return the state after a failure. The validators stay those of the last document that was read."""
    failures = state.failures + 1
    gone = answer.status == _GONE
    blocked = None if answer.retry_after is None else now + min(answer.retry_after, RETRY_CAP)
    wait = every - _early(every, chance) if blocked else max(every, backoff(failures, chance))
    due = max(now + wait, blocked or now)
    return replace(
        state,
        last_fetch=now,
        last_error=answer.error,
        failures=failures,
        failing_since=state.failing_since or now,
        blocked_until=blocked,
        gone=gone,
        next_due=None if gone else due,
    )


def backoff(failures: int, chance: float) -> timedelta:
    """Return how long a source is left alone after so many failures in a row: 1 hour to 24, doubling, spread."""
    return FIRST_BACKOFF * (1 << min(max(failures - 1, 0), _DOUBLINGS)) * (1 + _SPREAD * chance)


# ── hosts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def public_host(url: str) -> str | None:
    """Return the host of an address where it is a public name; None for a number, this machine or a local network.

    What one source is told there holds for all of that host; two programs on one machine have nothing in common.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except (ValueError, UnicodeError):
        return None
    if "." not in host or any(host == name or host.endswith("." + name) for name in _PRIVATE_NAMES):
        return None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return None if host.rpartition(".")[2].isdigit() else host
    return None


def blocked_hosts(states: Iterable[SourceState], now: datetime) -> dict[str, datetime]:
    """Return the public hosts that asked to be left alone, and until when."""
    blocked: dict[str, datetime] = {}
    for state in states:
        host = public_host(state.url)
        if host is not None and state.blocked_until is not None and is_within_retry(state, now):
            blocked[host] = max(state.blocked_until, blocked.get(host, state.blocked_until))
    return blocked


def is_blocked(url: str, blocked: Mapping[str, datetime]) -> bool:
    """Return whether the host of an address is one of those that asked to be left alone."""
    host = public_host(url)
    return host is not None and host in blocked
