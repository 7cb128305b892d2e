"""Until when something waits, as a curator types it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from curate.cli.ahead import ahead, date_ahead
from curate.cli.base import begin
from curate.cli.session import Session
from curate.errors import UsageError

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
"""In Brussels it is half past midnight, on the 24th."""


@pytest.fixture(autouse=True)
def _in_brussels(tmp_path, monkeypatch):
    (tmp_path / "sources.yaml").write_text("organisation: {language: en, timezone: Europe/Brussels}\nsources: []\n")
    monkeypatch.chdir(tmp_path)
    begin(Session([], {}))


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("2026-12-24", "2026-12-23T23:00:00+00:00"),
        ("24/12", "2026-12-23T23:00:00+00:00"),
        ("24-12-2027", "2027-12-23T23:00:00+00:00"),
        ("1.7", "2027-06-30T22:00:00+00:00"),
        ("24/11", "2027-11-23T23:00:00+00:00"),
        ("10d", "2026-12-03T23:30:00+00:00"),
        ("2w", "2026-12-07T23:30:00+00:00"),
    ],
)
def test_a_date_is_understood_as_people_write_it(typed, until):
    assert date_ahead(typed, NOW) == datetime.fromisoformat(until)


@pytest.mark.parametrize(
    "typed", ["", "x", "31/2", "29/2", "2020-01-01", "0d", "9999999w", "1/1/0001", "2026-13-01", "-3d"]
)
def test_what_is_no_date_ahead_is_said_to_be_none(typed):
    with pytest.raises(UsageError):
        date_ahead(typed, NOW)


def test_tomorrow_begins_at_midnight_where_she_is():
    assert ahead(NOW, 1) == datetime(2026, 11, 24, 23, tzinfo=UTC)
