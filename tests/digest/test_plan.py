"""When posts go out: what slots mean, in the languages we speak, and over the changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.digest import plan
from curate.digest.plan import CLOSE, Slated, Slot
from curate.errors import UsageError

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday."""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("di 10:00, do 16:00", [(1, 10, 0), (3, 16, 0)]),
        ("do 16:00; di 10:00", [(1, 10, 0), (3, 16, 0)]),
        ("dinsdag 10u30", [(1, 10, 30)]),
        ("di. 10 uur", [(1, 10, 0)]),
        ("Tue 9:05, tuesday 09.05", [(1, 9, 5)]),
        ("mardi 10h, jeudi à 16h30", [(1, 10, 0), (3, 16, 30)]),
        ("mar 10:00", [(1, 10, 0)]),
        ("ma 10:00", [(0, 10, 0)]),
        ("Dienstag um 10 Uhr, Donnerstag 16:00 Uhr", [(1, 10, 0), (3, 16, 0)]),
        ("zo 0:00\nzo 23:59", [(6, 0, 0), (6, 23, 59)]),
        ("sonntag 8:00, dimanche 8:00, sunday 8:00, zondag 8:00", [(6, 8, 0)]),
        ("vr 9", [(4, 9, 0)]),
    ],
)
def test_days_and_times_as_people_write_them(written, expected):
    found = plan.slots(written)
    assert [(slot.day, slot.at.hour, slot.at.minute) for slot in found] == expected


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("", "No slot"),
        (" , ;", "No slot"),
        ("di", "di"),
        ("10:00", "10:00"),
        ("di 25:00", "di 25:00"),
        ("di 10:60", "di 10:60"),
        ("foodag 10:00", "foodag"),
        ("di 10:00 en", "di 10:00 en"),
        ("di 10:00 do 16:00", "di 10:00 do 16:00"),
        ("di ١٠:00" * 3000, "di"),
    ],
)
def test_what_is_no_slot_is_named_with_what_to_write(written, named):
    with pytest.raises(UsageError) as refused:
        plan.slots(written)
    assert named in str(refused.value.message)
    assert "di 10:00" in str(refused.value.hint)


@given(st.text(max_size=60))
def test_any_text_is_slots_or_a_sentence(written):
    try:
        found = plan.slots(written)
    except UsageError:
        return
    assert found


def when(chosen, count, after=NOW, zone=BRUSSELS):
    return [each.at.astimezone(zone) for each in islice(plan.moments(plan.slots(chosen), zone, after), count)]


def test_a_slot_keeps_its_time_on_the_wall_when_the_clocks_change():
    found = when("za 10:00, zo 10:00", 4, datetime(2027, 3, 27, tzinfo=UTC))
    assert [f"{at:%m-%d %H:%M %z}" for at in found] == [
        "03-27 10:00 +0100",
        "03-28 10:00 +0200",
        "04-03 10:00 +0200",
        "04-04 10:00 +0200",
    ]


def test_an_hour_that_is_not_there_moves_behind_the_jump_and_is_said():
    [found] = islice(plan.moments([Slot(day=6, at=time(2, 30))], BRUSSELS, datetime(2027, 3, 27, tzinfo=UTC)), 1)
    assert found.at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert str(found.note) == "02:30 is not there on that day: it becomes 03:30."


def test_an_hour_that_is_there_twice_is_the_first_and_is_said():
    [found] = islice(plan.moments([Slot(day=6, at=time(2, 30))], BRUSSELS, datetime(2026, 10, 24, tzinfo=UTC)), 1)
    assert found.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "twice" in str(found.note)


def test_two_slots_that_the_jump_puts_together_are_one():
    chosen = [Slot(day=6, at=time(2, 30)), Slot(day=6, at=time(3, 30))]
    first, second = islice(plan.moments(chosen, BRUSSELS, datetime(2027, 3, 27, tzinfo=UTC)), 2)
    assert (first.at.day, second.at.day) == (28, 4)


def test_the_present_moment_is_past():
    assert when("ma 10:00", 1)[0].date() == date(2026, 11, 30)
    assert when("ma 10:01", 1)[0].date() == date(2026, 11, 23)


@settings(max_examples=60, deadline=None)
@given(
    chosen=st.lists(
        st.builds(Slot, day=st.integers(0, 6), at=st.times().map(lambda at: at.replace(second=0, microsecond=0))),
        min_size=1,
        max_size=4,
        unique=True,
    ),
    zone=st.sampled_from(
        ["Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata", "UTC"]
    ).map(ZoneInfo),
    after=st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001
)
def test_moments_go_on_and_are_what_the_wall_shows(chosen, zone, after):
    found = list(islice(plan.moments(chosen, zone, after), 60))
    assert len(found) == 60
    assert all(one.at < other.at for one, other in pairwise([plan.Moment(at=after), *found]))
    for each in found:
        shown = each.at.astimezone(zone)
        assert each.at.tzinfo is UTC
        if each.note is None:
            assert Slot(day=shown.weekday(), at=shown.time()) in chosen
    assert found == list(islice(plan.moments(chosen, zone, after), 60))


def test_the_calendar_ends_and_so_do_the_moments():
    last = datetime(9999, 12, 28, tzinfo=UTC)
    assert len(list(plan.moments(plan.slots("di 10:00"), BRUSSELS, last))) == 1
    with pytest.raises(UsageError, match="never"):
        plan.appoint({"x": [[1], [2], [3]]}, plan.slots("di 10:00"), zone=BRUSSELS, after=last)


# ── the plan of a digest ─────────────────────────────────────────────────────────────────────────────────────────────


def test_each_channel_takes_the_slots_one_after_another():
    made = plan.appoint(
        {"facebook": [[1], [2], [3]], "markdown": [[1, 2, 3]]},
        plan.slots("di 10:00, do 16:00"),
        zone=BRUSSELS,
        after=NOW,
    )
    assert [(p.channel, p.item, f"{p.at.astimezone(BRUSSELS):%d %H:%M}") for p in (each.planned for each in made)] == [
        ("facebook", 1, "24 10:00"),
        ("facebook", 2, "26 16:00"),
        ("facebook", 3, "01 10:00"),
        ("markdown", 1, "24 10:00"),
        ("markdown", 2, "24 10:00"),
        ("markdown", 3, "24 10:00"),
    ]


@pytest.mark.parametrize(("minutes", "passed_over"), [(0, True), (59, True), (-59, True), (60, False), (-60, False)])
def test_what_something_else_has_taken_is_passed_over(minutes, passed_over):
    taken = datetime(2026, 11, 24, 9, 0, tzinfo=UTC) + timedelta(minutes=minutes)
    [made] = plan.appoint({"x": [[1]]}, plan.slots("di 10:00"), zone=BRUSSELS, after=NOW, taken={"x": [taken]})
    assert made.planned.at.day == (1 if passed_over else 24)
    [other] = plan.appoint({"y": [[1]]}, plan.slots("di 10:00"), zone=BRUSSELS, after=NOW, taken={"x": [taken]})
    assert other.planned.at.day == 24


# ── clashes and empty days ───────────────────────────────────────────────────────────────────────────────────────────


def slated(at: datetime, channel: str = "x", key: str = "k") -> Slated:
    return Slated(digest=1, channel=channel, at=at, items=(1,), title="T", key=key, stamp=NOW)


def test_two_posts_within_an_hour_on_one_channel_clash():
    one, two, three = slated(NOW), slated(NOW + CLOSE - timedelta(minutes=1)), slated(NOW + 2 * CLOSE)
    elsewhere = slated(NOW, channel="facebook")
    assert plan.clashes([three, two, elsewhere, one]) == ((one, two),)
    assert plan.clashes([one, slated(NOW + CLOSE)]) == ()


def test_a_day_is_empty_where_the_wall_says_so():
    late = slated(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))  # the 24th in Brussels
    days = plan.days(date(2026, 11, 23), 3)
    assert plan.empty([late], days, BRUSSELS) == (date(2026, 11, 23), date(2026, 11, 25))
