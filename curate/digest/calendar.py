"""A plan as iCalendar (RFC 5545), which every agenda can read. The same plan gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from curate.digest.plan import Slated

_LONGEST = 75
"""Octets of a line, its end not counted (RFC 5545, 3.1)."""
_LENGTH = "PT15M"
"""An appointment without an end is drawn by some agendas as none at all."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""RFC 5545, 3.1: CONTROL has no place in a value. A tab has."""


def calendar(planned: Sequence[Slated], *, name: str) -> str:
    """Return the posts as appointments in a calendar called `name`, lines ending in CR LF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//curate//curate plan//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{escaped(name)}")
    for each in planned:
        lines += _event(each)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(each: Slated) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{each.key}@curate"
    yield f"DTSTAMP:{_moment(each.stamp)}"
    yield f"DTSTART:{_moment(each.at)}"
    yield f"DURATION:{_LENGTH}"
    yield f"SUMMARY:{escaped(f'{each.channel}: {each.title}')}"
    yield f"DESCRIPTION:{escaped(_description(each))}"
    yield "TRANSP:TRANSPARENT"  # a post is no meeting: she stays free
    yield "END:VEVENT"


def _description(each: Slated) -> str:
    items = " ".join(f"#{item}" for item in each.items)
    return f"curate digest show {each.digest}\n{items}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """Return a text as a value: backslash, semicolon, comma and line feed escaped (RFC 5545, 3.3.11)."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.encode("utf-8", "replace").decode("utf-8")  # half a character is none
    for character in ("\\", ";", ","):
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line broken into lines of at most 75 octets, no character cut, the further ones after a space."""
    parts: list[str] = []
    part, size = "", 0
    for character in line:
        width = len(character.encode("utf-8"))
        if size + width > _LONGEST:
            parts.append(part)
            part, size = "", 1  # the space that the next line begins with
        part += character
        size += width
    parts.append(part)
    return "\r\n ".join(parts)
