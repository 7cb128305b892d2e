"""What is written above a request, and what is read above an answer. Pure."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

import httpx

from curate import __version__
from curate.models import Request

FRESH_CAP = timedelta(hours=24)
RETRY_CAP = timedelta(days=7)
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "text/html;q=0.8, */*;q=0.5"
)
_MAX_AGE = re.compile(r"""(?:^|[\s,;])max-age\s*=\s*"?(\d+)""", re.IGNORECASE)
_DIGITS = 10
"""More digits of seconds than 300 years have: the cap holds, whatever they are."""


def user_agent(organisation_url: str | None) -> str:
    """Return who is asking: `curate/<version> (+<organisation url>)`."""
    url = re.sub(r"[^\x21-\x7e]|[()]", "", organisation_url or "")
    return f"curate/{__version__} (+{url})" if url else f"curate/{__version__}"


def request_headers(agent: str) -> dict[str, str]:
    """Return the headers that go with every request."""
    return {"User-Agent": agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip"}


def validators(request: Request) -> dict[str, str]:
    """Return what makes the request conditional, byte for byte as the server gave it."""
    headers = {}
    if request.etag and _can_be_sent(request.etag):
        headers["If-None-Match"] = request.etag
    if request.last_modified and _can_be_sent(request.last_modified):
        headers["If-Modified-Since"] = request.last_modified
    return headers


def _can_be_sent(value: str) -> bool:
    return all(character >= " " or character == "\t" for character in value) and "\x7f" not in value


def authorization(url: httpx.URL) -> dict[str, str]:
    """Return the header for the name and password that an address carries; empty where it has none."""
    if not url.userinfo:
        return {}
    name, _, password = url.userinfo.partition(b":")
    pair = f"{unquote(name.decode('ascii'))}:{unquote(password.decode('ascii'))}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode("ascii")}


def header(headers: httpx.Headers, name: str) -> str | None:
    """Return a header as its bytes stand there; None where it is absent, empty, or could not be sent back as it was.

    aiohttp writes headers in UTF-8, so a validator in any other encoding would go back altered: better none.
    """
    wanted = name.lower().encode("ascii")
    for key, value in headers.raw:
        if key.lower() == wanted:
            try:
                return value.decode("utf-8") or None
            except UnicodeDecodeError:
                return None
    return None


def content_type(headers: httpx.Headers) -> str | None:
    """Return the Content-Type, None where the server gives none; unreadable bytes are replaced."""
    for key, value in headers.raw:
        if key.lower() == b"content-type":
            return value.decode("utf-8", "replace").strip() or None
    return None


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the answer stays good, at most 24 hours; None where nothing says so, or it is stale already.

    max-age goes before Expires (RFC 9111, 5.3), less the Age it has when it comes (4.2.3).
    """
    control = headers.get("cache-control", "")
    aged = _MAX_AGE.search(control)
    if re.search(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,])", control, re.IGNORECASE):
        return None
    if aged:
        age = _seconds(headers.get("age", ""), FRESH_CAP) or timedelta()
        left = (_seconds(aged[1], timedelta(days=365)) or timedelta()) - age
    else:
        expires = _date(headers.get("expires", ""))
        left = expires - (_date(headers.get("date", "")) or now) if expires else timedelta()
    return min(left, FRESH_CAP) if left > timedelta() else None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the server asks to be left alone, at most 7 days; None where it asks for nothing.

    Seconds or an HTTP date (RFC 9110, 10.2.3); a date counts from the server's own Date, so that a clock that is wrong
    here does no harm.
    """
    value = headers.get("retry-after", "").strip()
    wait = _seconds(value, RETRY_CAP)
    if wait is None and (until := _date(value)) is not None:
        wait = until - (_date(headers.get("date", "")) or now)
    return min(wait, RETRY_CAP) if wait is not None and wait > timedelta() else None


def _seconds(value: str, cap: timedelta) -> timedelta | None:
    digits = value.strip().split(".")[0]
    if not (digits.isascii() and digits.isdigit()):
        return None
    return cap if len(digits) > _DIGITS else min(timedelta(seconds=int(digits)), cap)


def _date(value: str) -> datetime | None:
    """Return the moment of an HTTP date in any of its three forms (RFC 9110, 5.6.7); None where it is none."""
    try:
        moment = parsedate_to_datetime(value.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
