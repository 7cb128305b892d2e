"""Moments, as feeds and pages write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.dates import parse, plausible

DAY = datetime(2026, 3, 3, tzinfo=UTC)
TIME = datetime(2026, 3, 3, 14, 30, tzinfo=UTC)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "3 maart 2026", "dinsdag 3 maart 2026", "3 mrt. 2026", "3-mrt-2026", "03 Mar 2026", "3 mars 2026",
        "mardi 3 mars 2026", "mar. 3 mars 2026", "3. März 2026", "Dienstag, 3. Maerz 2026", "March 3, 2026",
        "Mar 3rd, 2026", "3rd of March 2026", "03/03/2026", "3-3-2026", "3.3.2026", "2026-03-03", "2026/03/03",
        "20260303", "Tue, 03 Mar 2026", "\u00a03\u00a0maart\u00a02026 ", "Gepubliceerd op 3 maart 2026 door Jo",
        "2026-03-02T24:00:00Z",
    ],
)  # fmt: skip
def test_a_day(text):
    assert parse(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 03 Mar 2026 14:30:00 GMT", "Mon, 03 Mar 2026 14:30:00 +0000", "Tue, 03 Mar 26 14:30 UT",
        "3 Mar 2026 14:30:00", "Tue, 3 Mar 2026 15:30:00 CET", "Tue, 03 Mar 2026 16:30:00 CEST",
        "Tue, 03 Mar 2026 09:30:00 EST", "Tue, 03 Mar 2026 06:30:00 -0800", "Tue, 03 Mar 2026 14:30:00 XYZ",
        "Tue, 03 Mar 2026 16:30:00 GMT+2", "Tue,  3 Mar 2026  14:30:00  Z", "Tue Mar  3 14:30:00 2026",
        "Tue Mar 3 15:30:00 CET 2026", "2026-03-03T14:30:00Z", "2026-03-03t14:30:00z", "2026-03-03T14:30Z",
        "2026-03-03 14:30:00", "2026-03-03T15:30:00.123456789+01:00", "2026-03-03T15:30:00+0100",
        "2026-03-03T15:30:00 +01", "2026-03-03 14:30:00 UTC", "20260303T143000Z", "20260303143000",
        "2026-03-03T09:00:00-05:30", "3 maart 2026 14:30", "3 maart 2026 om 14u30", "3 maart 2026, 14.30 uur",
        "3 mars 2026 à 14h30", "3 mars 2026 à 14 h 30", "3. März 2026, 14.30 Uhr", "March 3, 2026 at 2:30 pm",
        "March 3, 2026 2:30 P.M.", "14:30, 3 maart 2026", "1772548200", "1772548200000",
    ],
)  # fmt: skip
def test_a_time(text):
    assert parse(text) == TIME


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/04/2026", (2026, 4, 3)),
        ("04/13/2026", (2026, 4, 13)),
        ("1er août 2025", (2025, 8, 1)),
        ("24 Dec 68", (2068, 12, 24)),
        ("24 Dec 69", (1969, 12, 24)),
        ("29 februari 2024", (2024, 2, 29)),
        ("2024-05", (2024, 5, 1)),
        ("1 oktober 2025", (2025, 10, 1)),
        ("2 juillet 2025", (2025, 7, 2)),
        ("2 Juni 2025", (2025, 6, 2)),
        ("2 februar 2025", (2025, 2, 2)),
        ("2. Dezember 2025", (2025, 12, 2)),
        ("1ste mei 2026", (2026, 5, 1)),
        ("2de juni 2026", (2026, 6, 2)),
        ("3 mei '26", (2026, 5, 3)),
        ("03.11.26", (2026, 11, 3)),
        ("3/11/26", (2026, 11, 3)),
        ("2026/6/3", (2026, 6, 3)),
        ("2026-11-3", (2026, 11, 3)),
        ("Datum: 2026-06-03", (2026, 6, 3)),
        ("Dienstag, den 3. November 2026", (2026, 11, 3)),
    ],
)
def test_which_day(text, day):
    assert parse(text) == datetime(*day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12–14 november 2026", (2026, 11, 12)),
        ("12 - 14 november 2026", (2026, 11, 12)),
        ("van 12 t/m 14 november 2026", (2026, 11, 12)),
        ("12 tot en met 14 november 2026", (2026, 11, 12)),
        ("12 en 13 november 2026", (2026, 11, 12)),
        ("du 12 au 14 novembre 2026", (2026, 11, 12)),
        ("du 1er au 3 mars 2026", (2026, 3, 1)),
        ("vom 12. bis 14. November 2026", (2026, 11, 12)),
        ("12./13. November 2026", (2026, 11, 12)),
        ("November 12–14, 2026", (2026, 11, 12)),
        ("za 28 november t/m zo 6 december 2026", (2026, 11, 28)),
        ("28 okt. - 3 nov. 2026", (2026, 10, 28)),
        ("28 december - 3 januari 2027", (2026, 12, 28)),
        ("28 december 2026 - 3 januari 2027", (2026, 12, 28)),
        ("30/11 - 02/12/2026", (2026, 11, 30)),
        ("31.12.2026 – 2.1.2027", (2026, 12, 31)),
    ],
)
def test_of_several_days_the_first(text, day):
    assert parse(text) == datetime(*day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("woensdag 3 juni 2026 om 14u30", (2026, 6, 3, 14, 30)),
        ("3 juni 2026 14.30u", (2026, 6, 3, 14, 30)),
        ("10:00 - 3 maart 2026", (2026, 3, 3, 10, 0)),
        ("14u30 - 3 maart 2026", (2026, 3, 3, 14, 30)),
        ("3 maart 2026, 10:00 - 12:00", (2026, 3, 3, 10, 0)),
        ("Published: 2026-06-03T10:00:00.000Z", (2026, 6, 3, 10, 0)),
        ("03/11/26 14:30", (2026, 11, 3, 14, 30)),
        ("12–14 november 2026, 20u", (2026, 11, 12, 20, 0)),
    ],
)
def test_a_time_beside_a_day(text, moment):
    assert parse(text) == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        None, "", " ", "gisteren", "2 days ago", "2026", "10", "12345", "3 maart", "maart 2026", "31 februari 2026",
        "2026-02-30", "2026-13-01", "2026-03-03T25:00:00Z", "0000-01-01", "0001-01-01T00:00:00+14:00", "tag:1,2:3",
        "9999-12-31T23:59:59-12:00", "x" * 1000, "99 marz 2026", "12:30", "32/01/2026", "13/13/2026",
        "vandaag", "aujourd'hui", "heute", "today", "il y a 3 jours", "vor 2 Tagen", "1.2.3.4", "192.168.10.26",
        "31 april - 3 mei", "0-0-00", "0" * 13 + "1",
    ],
)  # fmt: skip
def test_what_names_no_moment(text):
    assert parse(text) is None


moments = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001  (hypothesis wants naive bounds)
    max_value=datetime(2060, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
).map(lambda moment: moment.replace(microsecond=0))


@given(moments)
def test_what_is_written_by_the_book_is_read(moment):
    assert parse(moment.isoformat()) == moment
    assert parse(format_datetime(moment)) == moment


MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}
FORMS = ("{day} {month} {year}", "{day}. {month} {year}", "op {day} {month} {year} om 00:00", "{month} {day}, {year}")


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31)), st.sampled_from(sorted(MONTHS)), st.data())
def test_what_is_written_in_words_is_read(day, language, data):
    month = MONTHS[language].split()[day.month - 1]
    month = data.draw(st.sampled_from([month, month.upper(), month.title()]))
    form = data.draw(st.sampled_from(FORMS))
    text = form.format(day=day.day, month=month, year=day.year)
    assert parse(text) == datetime(day.year, day.month, day.day, tzinfo=UTC), text
    assert parse(f"{day.day:02}/{day.month:02}/{day.year}") == datetime(day.year, day.month, day.day, tzinfo=UTC)


@given(st.dates(min_value=date(1990, 1, 2), max_value=date(2060, 12, 31)), st.integers(1, 60), st.sampled_from("-–"))
def test_of_days_in_words_the_first_is_read(last, days, dash):
    first = last - timedelta(days=days)
    months = MONTHS["nl"].split()
    text = f"{first.day} {months[first.month - 1]} {dash} {last.day} {months[last.month - 1]} {last.year}"
    if first.month != last.month:
        assert parse(text) == datetime(first.year, first.month, first.day, tzinfo=UTC), text


@given(st.text() | st.from_regex(r"\A[0-9a-zé:+\-./, T]{0,40}\Z"))
def test_whatever_it_is_it_is_a_moment_in_utc_or_none(text):
    moment = parse(text)
    assert moment is None or moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        (None, False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(1990, 1, 1, tzinfo=UTC), True),
        (NOW, True),
        (NOW + timedelta(days=1), True),
        (NOW + timedelta(days=1, seconds=1), False),
    ],
)
def test_what_can_be_true(published, kept):
    assert plausible(published, NOW) == (published if kept else None)
