"""Reading what a colleague filled in on a hand-out (see `handout`), whatever a mail program did to it.

It may be quoted, wrapped, in another encoding of the line ends, half decoded (quoted-printable, entities of HTML), with
greetings before and a signature behind. White space is what may get lost, words are not. What is read is a stranger's:
text only, in bounds, and everything that could not be read is said.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from curate import text
from curate.locale import M, Message

MOST = 500
"""Items in one answer."""
LONGEST = 100_000
"""Characters of one text."""
_WIDEST = 80
"""Columns. A line with several words that is longer shows that nothing was wrapped."""
_NARROWEST = 55
"""Columns. No mail program wraps at fewer."""
_YES = {"yes", "y", "ja", "j", "oui", "o", "ok", "oke", "okay", "x", "akkoord", "true", "goed", "bien", "gut"}
_NO = {"no", "n", "nee", "neen", "non", "nein", "false", "niet", "pas", "nicht"}

_NAMES = "curate|from|item|commentary|context|rating|approve|end"
_MARK = re.compile(rf"(?<!\\)\[\s*\[\s*({_NAMES})\b([^\[\]]{{0,400}})\]\s*\]", re.IGNORECASE)
_EDITION = re.compile(r"handout\s+([0-9a-f]{16})\b", re.IGNORECASE)
_KEYS = re.compile(r"([0-9a-f]{16,32})\s+([0-9a-f]{16})\b", re.IGNORECASE)
_QUOTED = re.compile(r"[ \t]*(?:[>|][ \t]?)+")
_DASHES = re.compile(r"\s*[-–—_*]{2,}\s*")
_CANARY = re.compile(r"handout\s+[0-9a-f]{16}\s+(=[^\s\[\]]{2,60})\s*\]", re.IGNORECASE)
_SIGN = re.compile(r"=(?:[0-9A-Fa-f]{2}|[ \t]*\n|[ \t]*\Z)")
_SOFT = re.compile(r"=[ \t]*\n|=20\n|=(?:C[2-9]|D[0-9A-F]|E[0-9A-F]|F[0-4])=[0-9A-F]{2}|=3D", re.IGNORECASE)
_OCTET = re.compile(r"=([0-9A-F]{2})", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
_TAG = re.compile(r"</?(?:br|p|div|span|html|body|pre|blockquote)\b[^<>]{0,2000}>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(?=\[\s*\\*\[)")
_RATING = re.compile(r"([1-5])\s*(?:/\s*5|\*|★)?\.?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What somebody said about one item; "" and None where nothing."""

    key: str
    """The beginning of the item's key."""
    basis: str
    """Mark of the words that it had on the hand-out."""
    title: str = ""
    commentary: str = ""
    context: str = ""
    rating: int | None = None
    approve: bool | None = None
    faults: tuple[Message, ...] = ()
    """What was filled in and could not be read."""

    @property
    def empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.commentary or self.context or self.rating or self.faults) and self.approve is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """One hand-out that came back."""

    edition: str
    by: str
    items: tuple[Answer, ...]
    whole: bool = True
    """False: its end is missing."""
    left_out: int = 0
    """Items beyond what is read at once."""


def read(given: str) -> list[Answers]:
    """Return every hand-out that a text holds, in its order; empty where it holds none."""
    given = given.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if given.lstrip()[:1] == "{":
        return _saved(given)
    given = _decoded(given).replace("\u00a0", " ").replace("\u2028", "\n")
    starts = [mark for mark in _MARK.finditer(given) if mark[1].lower() == "curate" and _EDITION.search(mark[2])]
    ends = [mark.start() for mark in starts[1:]] + [len(given)]
    found = []
    for start, end in zip(starts, ends, strict=False):
        begins = given.rfind("\n", 0, start.start()) + 1
        found.append(_answers(_unwrapped(_unquoted(given[begins:end]))))
    return found


# ── what mail programs do ────────────────────────────────────────────────────────────────────────────────────────────


def _decoded(given: str) -> str:
    """Return a text without the traces of how mail travels: quoted-printable, tags and entities of HTML."""
    if _is_printable(given):
        given = _from_octets(re.sub(r"=[ \t]*\n", "", given))
    if _is_html(given):
        given = html.unescape(_TAG.sub(lambda tag: "" if "span" in tag[0][:6].lower() else "\n", given))
    for _ in range(3):
        if not _has_entities(given):
            break
        given = html.unescape(given)
    return given


def _canary(given: str) -> str:
    """Return what became of the signs that show in which shape a text arrives; "" where they are gone."""
    found = _CANARY.search(given)
    return found[1] if found else ""


def _is_printable(given: str) -> bool:
    if canary := _canary(given):
        return canary.startswith("=3D")
    signs = re.finditer("=", given)
    return _SOFT.search(given) is not None and all(_SIGN.match(given, sign.start()) for sign in signs)


def _is_html(given: str) -> bool:
    if canary := _canary(given):
        return "&lt;" in canary.lower() and _TAG.search(given) is not None
    return len(_TAG.findall(given)) > 2  # noqa: PLR2004  (somebody may write about one)


def _has_entities(given: str) -> bool:
    if canary := _canary(given):
        return "&amp;" in canary.lower()
    return _ENTITY.search(given) is not None


def _from_octets(given: str) -> str:
    octets = bytearray()
    place = 0
    for found in _OCTET.finditer(given):
        octets += given[place : found.start()].encode("utf-8", "replace")
        octets.append(int(found[1], 16))
        place = found.end()
    octets += given[place:].encode("utf-8", "replace")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def _unquoted(block: str) -> list[str]:
    """Return the lines of an answer without the marks of a quotation, as deep as its first line is quoted.

    A line without them, within what is quoted, was broken off the one before it.
    """
    lines = block.split("\n")
    first = _QUOTED.match(lines[0])
    depth = first[0].count(">") + first[0].count("|") if first else 0
    if not depth:
        return lines
    strip = re.compile(rf"[ \t]*(?:[>|][ \t]?){{1,{depth}}}")
    bare: list[str] = []
    for line in lines:
        quoted = strip.match(line)
        if quoted is not None:
            bare.append(line[quoted.end() :])
        elif line.strip() and bare and bare[-1].strip() and not _MARK.match(line.strip()):
            bare[-1] = f"{bare[-1].rstrip()} {line.strip()}"
        else:
            bare.append(line)
    return bare


def _unwrapped(lines: Sequence[str]) -> str:
    """Return lines with those joined that were one, as far as their lengths tell.

    Where no line is longer than a mail program makes them, a line ends by itself where the next word would have had
    room, and was broken where not.
    """
    lines = [line.rstrip() for line in lines]
    widths = [len(line) for line in lines if " " in line.strip() and not _MARK.search(line)]
    width = max(widths, default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return "\n".join(lines)
    joined = [lines[0]]
    for before, line in pairwise(lines):
        word = line.split(" ", 1)[0]
        full = len(before) + 1 + len(word) > width
        if full and before and line and not line[0].isspace() and not _MARK.search(before) and not _MARK.match(line):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return "\n".join(joined)


# ── the marks ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(kw_only=True)
class _Filling:
    """An item's answer while it is read."""

    key: str
    basis: str
    title: str
    values: dict[str, str] = field(default_factory=dict)


def _answers(block: str) -> Answers:
    edition, by, whole, left_out = "", "", False, 0
    items: list[_Filling] = []
    reading = False
    for name, inside, value in _marks(block):
        if name == "curate":
            edition = (_EDITION.search(inside) or ["", ""])[1].lower()
        elif name == "end":
            whole = True
            break
        elif name == "from":
            by = by or _short(value)
        elif name == "item":
            keys = _KEYS.search(inside)
            reading = keys is not None and len(items) < MOST
            left_out += not reading
            if keys is not None and reading:
                items.append(_Filling(key=keys[1].lower(), basis=keys[2].lower(), title=_title(value)))
        elif reading:
            kept = items[-1].values
            kept[name] = "\n\n".join(filter(None, (kept.get(name, ""), _ESCAPED.sub("", value).strip())))
    if not whole and items:
        _without_signature(items[-1])
    answers = tuple(_answer(item.key, item.basis, item.title, item.values) for item in items)
    return Answers(edition=edition, by=text.one_line(by)[:200], items=answers, whole=whole, left_out=left_out)


def _marks(block: str) -> Iterator[tuple[str, str, str]]:
    """Yield each mark with what stands in it and the text up to the next one."""
    marks = list(_MARK.finditer(block))
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(block)
        yield mark[1].lower(), mark[2], block[mark.end() : end]


def _without_signature(item: _Filling) -> None:
    """Cut off what stands under "-- ": the end of the answer is gone, and with it where it ended."""
    for name, value in item.values.items():
        item.values[name] = re.split(r"(?m)^--\s*$", value, maxsplit=1)[0].strip()


def _short(value: str) -> str:
    """Return the first line that says something."""
    return next((line.strip() for line in value.split("\n") if line.strip() and not _DASHES.fullmatch(line)), "")


def _title(value: str) -> str:
    return text.shorten(text.literal_line(_short(value).lstrip("# ")), 200)


def _answer(key: str, basis: str, title: str, values: Mapping[str, str]) -> Answer:
    faults: list[Message] = []
    long: dict[str, str] = {}
    for name in ("commentary", "context"):
        said = text.without_controls(values.get(name, "")).strip()
        said = re.sub(r"\n{3,}", "\n\n", said)
        if len(said) > LONGEST:
            faults.append(M("the text has {n} characters, and {limit} is the most", n=len(said), limit=LONGEST))
            said = ""
        long[name] = said
    return Answer(
        key=key,
        basis=basis,
        title=title,
        rating=_rating(_short(values.get("rating", "")), faults),
        approve=_approval(_short(values.get("approve", "")), faults),
        faults=tuple(faults),
        **long,
    )


def _rating(said: str, faults: list[Message]) -> int | None:
    if not said:
        return None
    if found := _RATING.fullmatch(said):
        return int(found[1])
    faults.append(M("a rating is a number from 1 to 5, not “{found}”", found=text.shorten(text.literal_line(said), 40)))
    return None


def _approval(said: str, faults: list[Message]) -> bool | None:
    words = text.words(text.fold(said)) or [said.strip("[]() ").lower()]
    if not words[0]:
        return None
    if words[0] in _YES and not (len(words) > 1 and words[1] in _NO):
        return True
    if words[0] in _NO:
        return False
    faults.append(M("“{found}” is neither yes nor no", found=text.shorten(text.literal_line(said), 40)))
    return None


# ── the saved file ───────────────────────────────────────────────────────────────────────────────────────────────────


def _saved(given: str) -> list[Answers]:
    """Return the answers that the page saved as a file; empty where it is none of its files."""
    try:
        document = json.loads(given)
    except (ValueError, RecursionError):
        return []
    if not isinstance(document, dict) or document.get("curate_handout") != 1:
        return []
    items = document.get("items")
    rows = [row for row in items if isinstance(row, dict)] if isinstance(items, list) else []
    answers = [_saved_item(row) for row in rows[:MOST]]
    return [
        Answers(
            edition=_string(document, "edition")[:40],
            by=text.one_line(_string(document, "from"))[:200],
            items=tuple(answers),
            left_out=len(rows) - len(answers),
        )
    ]


def _saved_item(row: dict[str, Any]) -> Answer:
    values = {name: _string(row, name) for name in ("commentary", "context", "rating", "approve")}
    title = text.shorten(text.literal_line(_string(row, "title")), 200)
    return _answer(_string(row, "key")[:32].lower(), _string(row, "basis")[:32].lower(), title, values)


def _string(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
