"""Dates ahead, as a curator means them: until when something waits."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from curate.cli.base import zone
from curate.cli.read import moment
from curate.errors import UsageError
from curate.locale import M


def ahead(now: datetime, days: int) -> datetime:
    """Return the beginning of the day that is so many days ahead, in the organisation's time zone."""
    day = now.astimezone(zone()).date() + timedelta(days=days)
    return datetime.combine(day, time(), tzinfo=zone()).astimezone(now.tzinfo)


def date_ahead(typed: str, now: datetime) -> datetime:
    """Return the moment that a person means to wait until: a date, a day and month, or how long (10d, 2w).

    A day and month that are past are those of next year. `UsageError` where it is none of these, or not in the future.
    """
    found = re.fullmatch(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}))?", typed.strip())
    try:
        until = _day_and_month(found, now) if found else moment(typed, now)
        if not found and typed.strip()[-1:].lower() in "hdwu":
            until = now + (now - until)  # "10d" looks back everywhere else; here it looks ahead
    except (ValueError, OverflowError) as error:
        raise UsageError(
            M("“{found}” is not a date.", found=typed), hint=M("Write for instance 2026-12-24, 24/12, 10d or 2w.")
        ) from error
    if until - now < timedelta(minutes=1):
        raise UsageError(M("{when} is not in the future.", when=typed), hint=M("Write for instance 7d or 2w."))
    return until


def _day_and_month(found: re.Match[str], now: datetime) -> datetime:
    today = now.astimezone(zone()).date()
    day, month, year = int(found[1]), int(found[2]), int(found[3] or today.year)
    until = datetime(year, month, day, tzinfo=zone())
    if not found[3] and until.date() <= today:
        until = until.replace(year=year + 1)
    return until.astimezone(now.tzinfo)
