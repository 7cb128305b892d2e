"""How sources fare: what is wrong, since when, and what to do, from what is known and the moment alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate import health
from curate.health import Status
from curate.locale import M
from curate.models import Level, SourceState

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WELL = SourceState(
    id=1,
    key="k",
    name="Blog",
    url="https://blog.example/feed",
    last_success=NOW - timedelta(hours=1),
    last_fetch=NOW - timedelta(hours=1),
    last_new=NOW - timedelta(hours=5),
    rhythm=DAY,
)


def days(*ago: int) -> list[date]:
    return [(NOW - timedelta(days=each)).date() for each in ago]


def test_one_that_fares_well_has_no_ailment() -> None:
    assert health.status(WELL, NOW) is Status.OK
    assert health.ailments(WELL, NOW) == []
    assert health.wish(WELL, NOW) is None


def test_one_that_fails_says_since_when_why_and_what_to_do() -> None:
    failing = replace(WELL, failures=3, failing_since=NOW - 4 * DAY, last_error=M("It answered 500."))
    [ailment] = health.ailments(failing, NOW)
    assert (health.status(failing, NOW), ailment.level) == (Status.FAILING, Level.ERROR)
    assert str(ailment.what) == "failing since November 19, 2026 (3 times): It answered 500."
    assert ailment.command == 'curate sources check "Blog"'


def test_one_that_is_gone_is_to_be_removed() -> None:
    [ailment] = health.ailments(replace(WELL, gone=True, failures=1, last_error=M("x")), NOW)
    assert (ailment.status, ailment.command) == (Status.GONE, 'curate sources remove "Blog"')


@pytest.mark.parametrize(("seen", "moved"), [(4, False), (5, True), (9, True)])
def test_a_new_address_is_believed_on_the_fifth_day(seen: int, moved: bool) -> None:
    state = replace(WELL, moved_to="https://nieuw.example/feed", moved_days=seen)
    assert (health.status(state, NOW) is Status.MOVED) is moved
    assert [each.command for each in health.ailments(state, NOW)] == (
        ['curate sources add https://nieuw.example/feed --replace "Blog"'] if moved else []
    )


def test_what_a_server_wishes_is_told() -> None:
    later = replace(WELL, blocked_until=NOW + timedelta(hours=3))
    assert health.status(later, NOW) is Status.WAITING
    assert "until" in str(health.wish(later, NOW))
    assert "6 hours" in str(health.wish(replace(WELL, said_every=timedelta(hours=6)), NOW))
    assert health.wish(replace(WELL, said_every=timedelta(minutes=30)), NOW) is None


@pytest.mark.parametrize(
    ("rhythm", "quiet", "silent"),
    [
        (DAY, 3 * DAY, False),
        (DAY, 3 * DAY + timedelta(hours=1), True),
        (timedelta(hours=1), 2 * DAY, False),
        (7 * DAY, 20 * DAY, False),
        (7 * DAY, 22 * DAY, True),
        (365 * DAY, 400 * DAY, False),
        (None, 400 * DAY, False),
    ],
)
def test_silence_is_three_times_the_usual_rhythm(rhythm: timedelta | None, quiet: timedelta, silent: bool) -> None:
    state = replace(WELL, rhythm=rhythm, last_success=NOW, last_new=NOW - quiet)
    assert (health.silent_since(state, NOW) is not None) is silent
    assert (health.status(state, NOW) is Status.SILENT) is silent
    assert len(health.ailments(state, NOW)) == silent


def test_who_was_not_asked_is_not_silent() -> None:
    """A laptop that was shut for a month has silent sources only when they were asked since."""
    state = replace(WELL, last_success=NOW - 30 * DAY, last_new=NOW - 31 * DAY)
    assert health.silent_since(state, NOW) is None
    assert health.silent_since(replace(state, last_success=NOW, failures=2), NOW) is None


def test_a_rhythm_covers_weekends() -> None:
    weekdays = [date(2026, 11, 2) + timedelta(days=week * 7 + day) for week in range(4) for day in range(5)]
    assert health.rhythm(weekdays) == 3 * DAY
    assert health.rhythm(days(0, 1, 2, 3, 4, 5)) == DAY
    assert health.rhythm(days(0, 7, 14, 21, 28)) == 7 * DAY
    assert health.rhythm(days(0, 1, 2)) is None
    assert health.rhythm([]) is None


@given(st.lists(st.dates(date(2020, 1, 1), date(2026, 1, 1)), max_size=40))
def test_a_rhythm_is_one_of_the_times_between(found: list[date]) -> None:
    rhythm = health.rhythm(found)
    ordered = sorted(set(found))
    if rhythm is None:
        assert len(ordered) < health.FEWEST_DAYS
    else:
        assert rhythm in {after - before for before, after in pairwise(ordered)}
        assert health.rhythm(found[::-1]) == rhythm
