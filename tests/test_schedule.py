"""When a source is due: time is passed by hand, and so is chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate import schedule
from curate.locale import M
from curate.models import Answer, Said, SourceState

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE = timedelta(minutes=1)
NEW = SourceState(id=1, key="k", name="Blog", url="https://blog.example.org/feed")
CHANCES = [0.0, 0.5, 0.999]


def good(**fields: object) -> Answer:
    return replace(Answer(source="Blog", url=NEW.url, status=200, body=b"x"), **fields)  # type: ignore[arg-type]


def bad(status: int | None = 500, **fields: object) -> Answer:
    return replace(Answer(source="Blog", url=NEW.url, status=status, error=M("bad")), **fields)  # type: ignore[arg-type]


def after(
    state: SourceState = NEW,
    answer: Answer | None = None,
    said: Said | None = None,
    *,
    every: timedelta = HOUR,
    now: datetime = NOW,
    chance: float = 0.5,
) -> SourceState:
    return schedule.after(state, answer or good(), said, every=every, now=now, chance=chance)


def wait(state: SourceState, now: datetime = NOW) -> timedelta:
    assert state.next_due is not None
    return state.next_due - now


# ── asked well ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_source_that_was_never_asked_is_due() -> None:
    assert schedule.is_due(NEW, NOW)


@pytest.mark.parametrize("chance", CHANCES)
def test_not_right_after_but_at_the_next_hourly_run(chance: float) -> None:
    state = after(chance=chance)
    assert not schedule.is_due(state, NOW)
    assert not schedule.is_due(state, NOW + HOUR - MINUTE - timedelta(seconds=1))
    assert schedule.is_due(state, NOW + HOUR - timedelta(seconds=15))
    assert schedule.is_due(state, NOW + HOUR)


@given(
    chance=st.floats(0, 1, exclude_max=True),
    every=st.timedeltas(timedelta(minutes=1), timedelta(days=30)),
    fresh=st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    said_every=st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_wishes_only_make_it_rarer_and_by_a_day_at_most(
    chance: float, every: timedelta, fresh: timedelta | None, said_every: timedelta | None
) -> None:
    state = after(answer=good(fresh_for=fresh), said=Said(every=said_every), every=every, chance=chance)
    wished = max(every, *(min(wish, DAY) for wish in (fresh, said_every, timedelta(0)) if wish is not None))
    assert wished - min(MINUTE, wished / 20) <= wait(state) < wished


def test_sources_that_were_asked_together_are_spread() -> None:
    assert len({after(chance=number / 20).next_due for number in range(20)}) == 20


def test_a_304_keeps_what_the_document_said() -> None:
    said = Said(every=3 * HOUR, skip_hours=frozenset({4}), skip_days=frozenset({6}))
    state = after(after(said=said), good(status=304, body=None))
    assert wait(state) > 2.9 * HOUR
    assert (state.skip_hours, state.skip_days) == ({4}, {6})
    assert wait(after(state, said=Said())) < HOUR


def test_validators_are_kept_on_304_and_on_failure_and_replaced_on_200() -> None:
    state = after(answer=good(etag='"a"', last_modified="m"))
    assert (state.etag, state.last_modified) == ('"a"', "m")
    same = after(state, good(status=304, body=None, etag='"b"'))
    assert (same.etag, same.last_modified) == ('"b"', "m")
    failed = after(state, bad(200, etag='"c"'))
    assert (failed.etag, failed.last_modified) == ('"a"', "m")
    replaced = after(state, good(etag=None, last_modified="n"))
    assert (replaced.etag, replaced.last_modified) == (None, "n")


def test_success_ends_a_failure() -> None:
    failed = after(after(answer=bad()), bad(429, retry_after=HOUR))
    assert failed.failures == 2
    state = after(failed, now=NOW + DAY)
    assert (state.failures, state.failing_since, state.last_error, state.blocked_until) == (0, None, None, None)
    assert state.last_success == state.first_fetch == NOW + DAY


def test_the_first_fetch_is_the_first_that_gave_something() -> None:
    failed = after(answer=bad())
    assert failed.first_fetch is None
    first = after(failed, now=NOW + DAY)
    assert after(first, now=NOW + 2 * DAY).first_fetch == NOW + DAY


# ── skipHours, skipDays ──────────────────────────────────────────────────────────────────────────────────────────────


def test_skipped_hours_are_passed_over() -> None:
    state = after(said=Said(skip_hours=frozenset({11, 12})))
    assert state.next_due == NOW.replace(hour=13, minute=0)
    assert not schedule.is_due(state, NOW.replace(hour=12, minute=59))
    assert schedule.is_due(state, NOW.replace(hour=13, minute=0))


def test_a_skipped_hour_is_skipped_also_when_the_laptop_was_shut_before() -> None:
    state = after(said=Said(skip_hours=frozenset({15})))
    assert schedule.is_due(state, NOW.replace(hour=14))
    assert not schedule.is_due(state, NOW.replace(hour=15))
    assert schedule.is_due(state, NOW.replace(hour=15), everything=True)


def test_skipped_days_make_it_wait_a_day_at_most() -> None:
    saturday = NOW + 5 * DAY
    state = after(said=Said(skip_days=frozenset({5, 6})), now=saturday - HOUR * 11)
    assert wait(state, saturday - HOUR * 11) <= DAY
    assert not schedule.is_due(state, saturday)
    assert schedule.is_due(state, saturday - HOUR * 11 + DAY)


def test_a_document_that_skips_all_hours_is_asked_once_a_day() -> None:
    state = after(said=Said(skip_hours=frozenset(range(24))))
    assert not schedule.is_due(state, NOW + 23 * HOUR)
    assert schedule.is_due(state, NOW + DAY)


# ── asked in vain ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_failures_back_off_from_an_hour_to_a_day() -> None:
    state, moment, waits = NEW, NOW, []
    for _ in range(12):
        state = after(state, bad(), now=moment, chance=0.0)
        waits.append(wait(state, moment))
        moment += waits[-1]
    assert waits[:6] == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, 16 * HOUR]
    assert state.failures == 12
    assert state.failing_since == NOW
    assert str(state.last_error) == "bad"


@given(failures=st.integers(0, 10_000), chance=st.floats(0, 1, exclude_max=True))
def test_backing_off_stays_within_an_hour_and_a_day(failures: int, chance: float) -> None:
    assert HOUR <= schedule.backoff(failures, chance) <= DAY
    assert chance < 0.01 or schedule.backoff(failures, chance) > schedule.backoff(failures, 0)


def test_429_without_a_time_backs_off_an_hour_at_least() -> None:
    state = after(answer=bad(429), every=timedelta(minutes=5), chance=0.0)
    assert wait(state) >= HOUR
    assert state.blocked_until is None


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_holds_also_for_all(status: int) -> None:
    state = after(answer=bad(status, retry_after=3 * HOUR))
    assert state.blocked_until == NOW + 3 * HOUR
    assert not schedule.is_due(state, NOW + 3 * HOUR - MINUTE, everything=True)
    assert schedule.is_due(state, NOW + 3 * HOUR)
    assert not schedule.is_due(after(answer=bad(500)), NOW + MINUTE)
    assert schedule.is_due(after(answer=bad(500)), NOW + MINUTE, everything=True)


def test_retry_after_is_at_most_a_week_and_never_less_than_every() -> None:
    assert wait(after(answer=bad(503, retry_after=timedelta(days=30)))) == timedelta(days=7)
    assert wait(after(answer=bad(503, retry_after=timedelta(seconds=5)))) >= HOUR - MINUTE


def test_410_stops_for_good() -> None:
    state = after(answer=bad(410))
    assert state.gone
    assert not schedule.is_due(state, NOW + 365 * DAY, everything=True)


def test_a_source_that_was_not_asked_because_of_its_host_has_not_failed() -> None:
    state = after(after(), bad(None, retry_after=2 * HOUR), now=NOW + HOUR)
    assert (state.failures, state.last_error, state.last_fetch) == (0, None, NOW)
    assert not schedule.is_due(state, NOW + 2 * HOUR, everything=True)
    assert schedule.is_due(state, NOW + 3 * HOUR)


def test_a_clock_that_was_wrong_once_stops_nothing() -> None:
    later = after(now=NOW + 3650 * DAY)
    assert schedule.is_due(later, NOW)
    assert schedule.is_due(replace(later, blocked_until=NOW + 3000 * DAY), NOW)


# ── moved ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_address_is_counted_once_a_day() -> None:
    moved = good(moved_to="https://new.example.org/feed")
    state = NEW
    for hours in (0, 1, 2, 14, 24, 48):
        state = after(state, moved, now=NOW + hours * HOUR)
    assert (state.moved_to, state.moved_days) == ("https://new.example.org/feed", 3)  # Monday, Tuesday, Wednesday
    assert after(state, bad()).moved_days == 3
    assert after(state, replace(moved, moved_to="https://other.example.org/"), now=NOW + 3 * DAY).moved_days == 1
    assert after(state).moved_to is None
    assert after(state).moved_days == 0


# ── hosts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Blog.Example.org.:8080/x", "blog.example.org"),
        ("https://a:b@bücher.example/x", "xn--bcher-kva.example"),
        ("http://127.0.0.1:80/", None),
        ("http://8.8.8.8/", None),
        ("http://[2606::1]/", None),
        ("http://localhost/", None),
        ("http://a.localhost/", None),
        ("http://nas.local/", None),
        ("http://nas/", None),
        ("http://127.1/", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_public_hosts(url: str, host: str | None) -> None:
    assert schedule.public_host(url) == host


def test_a_host_that_wants_to_be_left_alone_is_left_alone_by_all_its_sources() -> None:
    states = [
        replace(NEW, blocked_until=NOW + HOUR),
        replace(NEW, blocked_until=NOW + 2 * HOUR),
        replace(NEW, url="https://over.example.org/", blocked_until=NOW - HOUR),
        replace(NEW, url="http://127.0.0.1/a", blocked_until=NOW + HOUR),
        replace(NEW, url="https://free.example.org/"),
    ]
    blocked = schedule.blocked_hosts(states, NOW)
    assert blocked == {"blog.example.org": NOW + 2 * HOUR}
    assert schedule.is_blocked("http://blog.example.org/other", blocked)
    assert not schedule.is_blocked("http://127.0.0.1/b", blocked)
    assert not schedule.is_blocked("https://free.example.org/", blocked)
