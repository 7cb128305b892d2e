"""Moments, read from what feeds and pages write, and whether they can be true.

Understood: RFC 822/2822 (RSS: also with a wrong weekday, a year of two digits, a named zone or none), ISO 8601 and its
profile RFC 3339 (Atom, JSON Feed, `<time datetime>`), asctime, seconds since 1970, and dates in Dutch, French, German
and English words. Words that need to know the present ("gisteren", "2 days ago") are not read.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta

_LONGEST = 200
"""Characters. What is longer is an article, not a date."""
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""The web is of 1990: an earlier date is a clock that was never set (1970-01-01), not a publication."""
_CENTURY_TURN = 69
"""RFC 2822, 4.3 and POSIX: years 00–68 are 2000–2068, 69–99 are 1969–1999."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january januar janvier janner jaenner jan janv",
            "februari february februar fevrier feber feb fev fevr febr",
            "maart march marz maerz mars mrt mar maa",
            "april avril apr avr",
            "mei may mai",
            "juni june juin jun",
            "juli july juillet jul juil",
            "augustus august aout aug aou",
            "september septembre sep sept",
            "oktober october octobre okt oct",
            "november novembre nov",
            "december dezember decembre dec dez",
        ),
        start=1,
    )
    for name in names.split()
}

_ZONES = {
    name: timedelta(minutes=minutes)
    for minutes, names in {
        0: "Z UT UTC GMT WET",
        60: "CET MET MEZ BST WEST",
        120: "CEST MEST MESZ EET SAST",
        180: "EEST MSK",
        330: "IST",
        480: "AWST SGT HKT",
        540: "JST KST",
        600: "AEST",
        660: "AEDT",
        720: "NZST",
        780: "NZDT",
        -180: "BRT ADT",
        -240: "EDT AST",
        -300: "EST CDT",
        -360: "CST MDT",
        -420: "MST PDT",
        -480: "PST AKDT",
        -540: "AKST",
        -600: "HST",
    }.items()
    for name in names.split()
}
"""RFC 822's own, and those that feeds of our parts use. A zone that is not here counts as UTC."""

_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![a-z])\.?"
_NTH = r"(?:er|ere|ste?|nd|rd|th|e|\.)?"
_DAY = rf"(?<!\d)(?P<day>\d{{1,2}}){_NTH}"
_TO = (
    r" ?(?:-|–|—|/|&|\+|t/m|t\.?e\.?m\.?|tot(?: en met)?|tm|en|et|und|and|bis(?: zum)?|au|to|until|through)"
    r" ?(?:le |zum |op )?"
)
"""Between the first and the last day of something that goes on for several."""
_TIME = (
    r"(?P<hour>\d{1,2})(?::|\.(?=\d\d ?(?:uur|uhr|u\b|h\b))| ?[hu] ?(?=\d\d))(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
)

_ISO = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<sep>[-/.]?)(?P<month>0[1-9]|1[0-2])(?:(?P=sep)(?P<day>\d{2})(?!\d{1,5}(?!\d)))?"
    r"(?:(?:t| ?)(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"(?P<rest>.*)"
)
_YEAR = r"[ ,\-/]*['’]?(?P<year>\d{4}|\d{2})(?!\d|:)"
_DAY_FIRST = re.compile(_DAY + r"[ \-/]*(?:de |of )?" + _MONTH + _YEAR)
_MONTH_FIRST = re.compile(
    rf"{_MONTH}[ \-/]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    r"(?: ?[-–—] ?\d{1,2}(?:st|nd|rd|th)?)?(?:,? |[\-/])(?P<year>\d{4})(?!\d|:)"
)
_DAYS = re.compile(
    rf"(?<![\d:.hu])(?P<day>\d{{1,2}}){_NTH}(?: (?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?)?"
    rf"{_TO}(?:[a-z]{{2,10}}\.? )?(?P<last>\d{{1,2}}){_NTH} {_MONTH.replace('?P<month>', '?P<until>')}{_YEAR}"
)
"""From one day to another, the year only behind the last."""
_ASCTIME = re.compile(
    _MONTH + r" (?P<day>\d{1,2}) " + _TIME.replace("?P<", "?P<_") + r"(?: [a-z]{3,5})? (?P<year>\d{4})(?!\d)"
)
_FIGURES = re.compile(
    r"(?<![\d./-])(?P<day>\d{1,2})(?P<sep>[./-])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?![\d./-]*\d)"
)
_DAYS_IN_FIGURES = re.compile(
    r"(?<![\d./-])(?P<day>\d{1,2})(?P<sep>[./-])(?P<month>\d{1,2})(?:(?P=sep)(?P<year>\d{4}|\d{2}))?(?:[./]?)"
    r" ?(?:-|–|—|t/m|tot|au|bis|to) ?\d{1,2}(?P=sep)\d{1,2}(?P=sep)(?P<last>\d{4}|\d{2})(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")
_ISO_WITHIN = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?!\d)")
_CLOCK = re.compile(r"(?<![\d:])" + _TIME + r"(?: ?(?P<half>[ap])\.?m\b\.?)?")
_HOUR_ALONE = re.compile(r"(?<![\d:])(?P<hour>\d{1,2}) ?(?:(?P<half>[ap])\.?m\b|uur\b|uhr\b|h\b|u\b)")
_OFFSET = re.compile(r"(?<![\d-])(?P<sign>[+\-−])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?(?!\d)")
_ZONE = re.compile(r"\b(?:" + "|".join(sorted(_ZONES, key=len, reverse=True)) + r")\b", re.IGNORECASE)
_SECONDS = re.compile(r"\d{10}|\d{13}")


def parse(text: str | None) -> datetime | None:
    """Return the moment that `text` names, aware, in UTC; None where it names none that can be read.

    A time without a zone is taken as UTC, a date without a time as midnight UTC. Figures alone are read day first
    ("03/04/2026" is 3 April), unless only the other order gives a date. Never raises.
    """
    if not text or len(text) > _LONGEST:
        return None
    try:
        regular = _regular(text)
        if regular is not None:
            return regular
        line = _folded(text)
        return _epoch(line) or _year_first(line) or _iso(line) or _several(line) or _worded(line)
    except (ValueError, OverflowError, OSError):
        return None


def plausible(published: datetime | None, now: datetime) -> datetime | None:
    """Return `published` where it can be true, else None: the caller then goes by the moment it first saw the item.

    Not true are dates before 1990 (a clock that was never set) and dates more than a day after `now`: an announcement
    dated next month would otherwise stand on top of every list until then. One day allows for zones got wrong.
    """
    if published is None or published < _EARLIEST or published > now + timedelta(days=1):
        return None
    return published


_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:([+-])(\d{2})(\d{2})|GMT|UTC|Z)"
)
_RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})")


def _regular(text: str) -> datetime | None:
    """Return the moment where it is written to the letter as RFC 822 or RFC 3339 has it, as nearly all feeds do."""
    if _RFC_3339.fullmatch(text):
        return datetime.fromisoformat(text).astimezone(UTC)
    found = _RFC_822.fullmatch(text)
    if found is None or (month := _MONTHS.get(found[2].lower())) is None:
        return None
    day, year, hour, minute, second = (int(found[group]) for group in (1, 3, 4, 5, 6))
    ahead = timedelta(hours=int(found[8]), minutes=int(found[9])) if found[7] else timedelta()
    offset = -ahead if found[7] == "-" else ahead
    return _moment(year=year, month=month, day=day, hour=hour, minute=minute, second=second, offset=offset)


def _folded(text: str) -> str:
    """Return `text` in lower case without accents, on one line, so that `_MONTHS` can be found in it."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.lower().split())


def _epoch(line: str) -> datetime | None:
    if not _SECONDS.fullmatch(line):
        return None
    seconds = int(line) if len(line) == 10 else int(line) // 1000  # noqa: PLR2004  (ten figures: seconds; 13: thousandths)
    return datetime.fromtimestamp(seconds, UTC)


def _iso(line: str) -> datetime | None:
    found = _ISO.match(line)
    if found is None or (found["day"] is None and (not found["sep"] or found["hour"] is not None)):
        return None
    return _moment(
        year=int(found["year"]),
        month=int(found["month"]),
        day=int(found["day"] or 1),
        hour=int(found["hour"] or 0),
        minute=int(found["minute"] or 0),
        second=int(found["second"] or 0),
        offset=_offset(found["rest"]) if found["hour"] else timedelta(),
    )


def _year_first(line: str) -> datetime | None:
    """Return the day of "2026/6/3", which ISO 8601 would write with two figures each."""
    found = _YEAR_FIRST.match(line)
    if found is None or (len(found["month"]) == 2 and len(found["day"]) == 2):  # noqa: PLR2004
        return None
    return _with_clock(line, found, year=int(found["year"]), month=int(found["month"]))


def _several(line: str) -> datetime | None:
    """Return the first of several days: "12–14 november 2026", "28 oktober tot 3 november 2026"."""
    found = _DAYS.search(line)
    if found is not None:
        until, year = _MONTHS[found["until"]], _century(found["year"])
        month = _MONTHS[found["month"]] if found["month"] else until
        if month == until and int(found["day"]) >= int(found["last"]):
            return None  # no days in order: what stands before the last is something else
        return _with_clock(line, found, year=year - (month > until), month=month)
    found = _DAYS_IN_FIGURES.search(line)
    if found is None:
        return None
    return _with_clock(line, found, year=_century(found["year"] or found["last"]), month=int(found["month"]))


def _with_clock(line: str, found: re.Match[str], *, year: int, month: int) -> datetime | None:
    """Return the moment of a day, with the time that stands beside it."""
    # The clock is looked for beside the date only, or the day itself could be taken for an hour.
    hour, minute, second, zone = _clock(f"{line[: found.start()]} | {line[found.end() :]}")
    return _moment(year=year, month=month, day=int(found["day"]), hour=hour, minute=minute, second=second, offset=zone)


def _worded(line: str) -> datetime | None:
    """Return the moment from a date with a month in words (RFC 822 is one of these) or in figures, day first."""
    found = _DAY_FIRST.search(line) or _MONTH_FIRST.search(line) or _ASCTIME.search(line)
    if found is not None:
        month, day = _MONTHS[found["month"]], int(found["day"])
    else:
        found = _FIGURES.search(line)
        if found is None:
            within = _ISO_WITHIN.search(line)
            return _iso(line[within.start() :]) if within else None
        month, day = int(found["month"]), int(found["day"])
        if month > 12 >= day:  # noqa: PLR2004
            month, day = day, month
    # The clock is looked for beside the date only, or the day itself could be taken for an hour.
    around = line if found.re is _ASCTIME else f"{line[: found.start()]} | {line[found.end() :]}"
    hour, minute, second, zone = _clock(around)
    return _moment(
        year=_century(found["year"]), month=month, day=day, hour=hour, minute=minute, second=second, offset=zone
    )


def _century(year: str) -> int:
    number = int(year)
    if len(year) > 2:  # noqa: PLR2004
        return number
    return number + (2000 if number < _CENTURY_TURN else 1900)


def _clock(text: str) -> tuple[int, int, int, timedelta]:
    """Return hour, minute, second and the zone's offset; midnight UTC where `text` names no time."""
    found = _CLOCK.search(text)
    minute = second = 0
    if found is not None:
        minute, second = int(found["minute"]), int(found["second"] or 0)
    else:
        found = _HOUR_ALONE.search(text)
        if found is None:
            return 0, 0, 0, timedelta()
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    return hour, minute, second, _offset(text[found.end() :])


def _offset(text: str) -> timedelta:
    """Return how far the zone named in `text` is ahead of UTC; nothing where it names none that we know."""
    found = _OFFSET.search(text)
    if found is not None:
        ahead = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        return ahead if found["sign"] == "+" else -ahead
    named = _ZONE.search(text)
    return _ZONES[named[0].upper()] if named else timedelta()


def _moment(
    *, year: int, month: int, day: int, hour: int, minute: int, second: int, offset: timedelta
) -> datetime | None:
    """Return the moment in UTC. Hour 24 is midnight of the next day (ISO 8601), second 60 a leap second."""
    if hour == 24:  # noqa: PLR2004
        return _moment(year=year, month=month, day=day, hour=0, minute=minute, second=second, offset=offset - _ONE_DAY)
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC) - offset


_ONE_DAY = timedelta(days=1)
