"""What was ticked on a posting sheet: a stranger's file, read in bounds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.digest import ticks

ROW: dict[str, Any] = {
    "items": [12],
    "keys": ["a" * 32],
    "channel": "facebook",
    "at": "2026-11-26T10:02:00Z",
    "url": "https://www.facebook.com/1",
    "text": "Kijk.\n\nhttps://blog.example/1",
}


def file(*rows: object, **more: object) -> str:
    return json.dumps({"curate_sheet": 1, "digest": "d", "number": 3, "title": "T", "posted": list(rows), **more})


def test_a_tick_is_read_as_it_was_saved() -> None:
    found = ticks.read(file(ROW, **{"from": " Bea  Jans "}))
    assert found is not None
    assert (found.digest, found.number, found.title, found.by, found.left_out) == ("d", 3, "T", "Bea Jans", 0)
    [tick] = found.ticks
    assert tick == ticks.Tick(
        keys=("a" * 32,),
        numbers=(12,),
        channel="facebook",
        at=datetime(2026, 11, 26, 10, 2, tzinfo=UTC),
        url="https://www.facebook.com/1",
        text="Kijk.\n\nhttps://blog.example/1",
    )


NO_SHEETS = ["", "{", "[]", "{}", "null", '{"curate_sheet": 2}', '{"curate_handout": 1}', "[" * 99999]


@pytest.mark.parametrize("given", NO_SHEETS, ids=range(len(NO_SHEETS)))
def test_what_is_no_sheet_is_none(given: str) -> None:
    assert ticks.read(given) is None


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("at", "gisteren", None),
        ("at", "2026-11-26T10:02:00", None),
        ("at", "0001-01-01T00:00:00+23:59", None),
        ("url", "javascript:alert(1)", ""),
        ("url", "https://[x", ""),
        ("url", "https://a b/", ""),
        ("url", "https://a/" + "x" * 3000, ""),
        ("text", "x" * 200_000, ""),
    ],
)
def test_what_cannot_be_read_is_left_and_told(field: str, value: str, kept: object) -> None:
    found = ticks.read(file({**ROW, field: value}))
    assert found is not None
    [tick] = found.ticks
    assert getattr(tick, field) == kept
    assert len(tick.faults) == 1
    assert len(str(tick.faults[0])) < 200


def test_controls_and_turned_text_do_not_come_in() -> None:
    found = ticks.read("\ufeff" + file({**ROW, "text": "a\x1b[31m\u202eb", "channel": "X\u202e"}, title="\x07T"))
    assert found is not None
    assert (found.ticks[0].text, found.ticks[0].channel, found.title) == ("a[31mb", "x", "T")


def test_no_more_than_so_many_are_read_at_once() -> None:
    found = ticks.read(file(*[ROW] * (ticks.MOST + 3), "no row"))
    assert found is not None
    assert (len(found.ticks), found.left_out) == (ticks.MOST, 3)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ROW, "x"]), inner, max_size=7),
    max_leaves=12,
)


@given(
    posted=st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(ROW, _JSON)), max_size=3) | _JSON,
    head=st.fixed_dictionaries({}, optional={"digest": _JSON, "number": _JSON, "title": _JSON, "from": _JSON}),
)
def test_no_file_is_a_reason_to_fail(posted: object, head: dict[str, object]) -> None:
    found = ticks.read(json.dumps({"curate_sheet": 1, "posted": posted, **head}))
    assert found is not None
    assert all(isinstance(number, int) for tick in found.ticks for number in tick.numbers)
