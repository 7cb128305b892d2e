"""Reading what was ticked on a posting sheet (see `curate.channels.sheet`): which posts a person put out by hand.

What is read is a stranger's file: text only, in bounds, and everything that could not be read is said.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from curate import text
from curate.locale import M, Message

MOST = 2000
"""Posts on one sheet: a hundred items on twenty channels."""
_TOGETHER = 200
"""Items told in one post."""
LONGEST = 100_000
"""Characters of one text, as of a hand-out."""
_ADDRESS = 2000
"""Characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """One post that was ticked as posted."""

    keys: tuple[str, ...]
    """Those of the items that it tells; more than one where several are told as one text."""
    numbers: tuple[int, ...]
    """What the items were called on the sheet."""
    channel: str
    at: datetime | None
    """None: not told, or not to be read."""
    url: str
    """"" where there is none."""
    text: str
    """As it stood on the sheet."""
    faults: tuple[Message, ...] = ()
    """What was filled in and could not be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticks:
    """One sheet that came back."""

    digest: str
    """The digest's key."""
    number: int
    """What the digest was called on the sheet."""
    title: str
    by: str
    """"" where nobody is named."""
    ticks: tuple[Tick, ...]
    left_out: int = 0
    """Posts beyond what is read at once."""


def read(given: str) -> Ticks | None:
    """Return what was ticked; None where the text is not the file of a posting sheet."""
    try:
        document = json.loads(given.lstrip("\ufeff \r\n\t"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("curate_sheet") != 1:
        return None
    rows = document.get("posted")
    listed = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return Ticks(
        digest=_line(document, "digest")[:64],
        number=_number(document.get("number")),
        title=text.shorten(_line(document, "title"), 200),
        by=text.shorten(text.one_line(_string(document, "from")), 200),
        ticks=tuple(_tick(row) for row in listed[:MOST]),
        left_out=max(0, len(listed) - MOST),
    )


def is_page(given: str) -> bool:
    """Return whether a text is the sheet itself, on which nothing that was ticked is kept."""
    return '<meta name="generator" content="curate sheet">' in given[:20_000]


def _tick(row: dict[str, Any]) -> Tick:
    faults: list[Message] = []
    said = text.without_controls(_string(row, "text")).strip()
    if len(said) > LONGEST:
        faults.append(M("the text has {n} characters, and {limit} is the most", n=len(said), limit=LONGEST))
        said = ""
    return Tick(
        keys=tuple(text.literal_line(str(key))[:64] for key in _list(row, "keys")[:_TOGETHER]),
        numbers=tuple(_number(number) for number in _list(row, "items")[:_TOGETHER]),
        channel=_line(row, "channel")[:64].lower(),
        at=_moment(_line(row, "at"), faults),
        url=_url(_line(row, "url"), faults),
        text=said,
        faults=tuple(faults),
    )


def _moment(said: str, faults: list[Message]) -> datetime | None:
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said[:40])
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # said below
    faults.append(M("“{found}” is not a time.", found=text.shorten(said, 40)))
    return None


def _url(said: str, faults: list[Message]) -> str:
    if not said:
        return ""
    try:
        parts = urlsplit(said)
        usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if usable and " " not in said and len(said) <= _ADDRESS:
        return said
    faults.append(M("“{found}” is no address of a page.", found=text.shorten(said, 60)))
    return ""


def _list(row: dict[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    return value if isinstance(value, list) else []


def _number(value: object) -> int:
    """Return a number of ours; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63 else 0


def _line(row: dict[str, Any], name: str) -> str:
    return text.literal_line(_string(row, name))


def _string(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
