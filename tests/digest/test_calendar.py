"""iCalendar as RFC 5545 has it: lines folded, values escaped, nothing lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from curate.digest.calendar import calendar, escaped, folded
from curate.digest.plan import Slated

AT = datetime(2026, 11, 24, 10, 0, tzinfo=timezone(timedelta(hours=1)))


def slated(**given: object) -> Slated:
    plain = {
        "digest": 3,
        "channel": "x",
        "at": AT,
        "items": (12, 15),
        "title": "Wat jongeren, AI; en \\ wij",
        "key": "abc-def-x",
        "stamp": datetime(2026, 11, 23, 9, tzinfo=UTC),
    }
    return Slated(**(plain | given))  # type: ignore[arg-type]


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), value)


def test_a_post_is_an_appointment_in_utc():
    lines = unfolded(calendar([slated()], name="Voorbeeld vzw"))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20261124T090000Z" in lines
    assert "DTSTAMP:20261123T090000Z" in lines
    assert "UID:abc-def-x@curate" in lines
    assert r"SUMMARY:x: Wat jongeren\, AI\; en \\ wij" in lines
    assert r"DESCRIPTION:curate digest show 3\n#12 #15" in lines


def test_an_empty_plan_is_a_calendar_too():
    assert calendar([], name="x").count("BEGIN:") == 1


@given(st.lists(st.text(max_size=200), max_size=4), st.text(max_size=90))
def test_every_line_is_short_enough_and_every_title_comes_back(titles, name):
    planned = [slated(title=title, key=str(number)) for number, title in enumerate(titles)]
    made = calendar(planned, name=name)
    assert made == calendar(planned, name=name)
    assert made.endswith("\r\n")
    for line in made.removesuffix("\r\n").split("\r\n"):
        assert len(line.encode("utf-8")) <= 75
        assert "\n" not in line
        assert "\r" not in line
    found = [unescaped(line.removeprefix("SUMMARY:x: ")) for line in unfolded(made) if line.startswith("SUMMARY:")]
    expected = [re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", re.sub("\r\n?", "\n", title)) for title in titles]
    assert found == [title.encode("utf-8", "replace").decode() for title in expected]


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=400))
def test_folding_cuts_no_character_and_loses_none(line):
    parts = folded(line).split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part.removeprefix(" ") for part in parts[1:]) == line
    assert all(part.startswith(" ") for part in parts[1:])


def test_half_a_character_is_no_reason_to_fail():
    assert escaped("a\ud800b") == "a?b"
