"""The small Markdown form on which a curator writes about an item: written for the editor, and read back.

    ---
    item: 12
    rating:
    quote author: An Peeters
    …
    ---

    <!--
    [note 0123456789abcdef]
    what we know of the item: not kept
    -->

    ## Commentary: why does this matter to our public? <!-- commentary -->

    …

Reading is tolerant of what editors do (byte order mark, line ends of Windows, `---` made into a dash, trailing spaces)
and strict with what could lose a word: text under no heading, a heading that is gone, a comment without an end.
A line of the curator's own that begins with `##` or `<!--` carries a backslash in the form. The mark in brackets tells
which notes were there when the form was made: `basis` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cache

from curate.errors import UsageError
from curate.locale import PEOPLE, M, Message, translate
from curate.models import Item, Note


@dataclass(frozen=True, kw_only=True, slots=True)
class FormFields:
    """What stands on a form, by the names of a note's fields; "" and None where nothing was filled in."""

    item: int
    commentary: str = ""
    context: str = ""
    quote: str = ""
    quote_author: str = ""
    quote_outlet: str = ""
    related: str = ""
    image: str = ""
    image_alt: str = ""
    image_licence: str = ""
    rating: int | None = None


LINES: dict[str, Message] = {
    "item": M("item"),
    "rating": M("rating"),
    "quote_author": M("quote author"),
    "quote_outlet": M("quote outlet"),
    "related": M("read also"),
    "image": M("image"),
    "image_alt": M("image description"),
    "image_licence": M("image licence"),
}
"""The short fields, in the order of the form."""

SECTIONS: dict[str, tuple[Message, Message]] = {
    "commentary": (M("Commentary"), M("why does this matter to our public?")),
    "context": (M("Context"), M("what must one know to place it?")),
    "quote": (M("Quote"), M("word for word, and no longer than needed")),
}
"""The long fields: name and question of their headings."""

_DASHES = re.compile(r"[-–—]+")
# "--" becomes a dash in editors that mean well.
_COMMENT = re.compile(r"\s*<!(?:--|[–—])")
_COMMENT_END = re.compile(r"(?:--|[–—])>")
_HEADING = re.compile(r"\s*##(?!#)")
_MARK = re.compile(r"<!(?:--|[–—])\s*(\w+)\s*(?:--|[–—])>")
_SPECIAL = re.compile(r"(\s*)(\\*(?:##(?!#)|<!(?:--|[–—])))")
_ESCAPED = re.compile(r"(\s*)\\(\\*(?:##(?!#)|<!(?:--|[–—])))")
_BASIS = re.compile(r"(?m)^<!(?:--|[–—])\s*\n\[note ([0-9a-f]{16})\]")
_RATING = re.compile("[1-5]")
_NUMBER = re.compile("#?([0-9]{1,18})")


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def render(
    item: Item,
    note: Note | None,
    language: str,
    *,
    zone: tzinfo = UTC,
    others: Sequence[Note] = (),
    based_on: str = "",
) -> str:
    """Return the form for `item`, filled in with what `note` holds, in `language`; dates are shown in `zone`.

    `others` are notes that stand beside it: they are shown, to take over what is good in them. `based_on` is the mark
    of the notes that are there now.
    """
    values = {name: _value(note, name) for name in (*LINES, *SECTIONS)} | {"item": str(item.id)}
    top = [f"{translate(label, language)}: {_one_line(values[name])}".rstrip() for name, label in LINES.items()]
    told = [*_facts(item, language, zone), *(line for other in others for line in _other(other, language))]
    facts = [_harmless(line) for line in told]
    mark = (f"[note {based_on}]",) if based_on else ()
    parts = ["\n".join(("---", *top, "---")), "\n".join(("<!--", *mark, *facts, "-->"))]
    for name, (label, question) in SECTIONS.items():
        parts.append(f"## {translate(label, language)}: {translate(question, language)} <!-- {name} -->")
        parts.append(_escaped(_newlines(values[name]).strip()))
    return "\n\n".join(parts).rstrip() + "\n"


def _value(note: Note | None, name: str) -> str:
    value = getattr(note, name, None)
    return "" if value is None else str(value)


def _facts(item: Item, language: str, zone: tzinfo) -> list[str]:
    told = [item.outlet, item.author or ""]
    if item.published is not None:
        day = item.published.astimezone(zone).date()
        told.append(translate(M("published on {date}", date=day), language))
    facts = [item.title, " · ".join(part for part in told if part), item.url, "", _one_line(item.summary), ""]
    return [
        *facts,
        translate(M("Write under the headings below. What stands between these arrows is not kept."), language),
        translate(M("A rating is a number from 1 to 5, and stays with you."), language),
        translate(M("Begin a line of your own that starts with ## with a backslash: \\##"), language),
    ]


def _other(note: Note, language: str) -> list[str]:
    """Return what another curator wrote, as lines of the comment."""
    name = translate(M("{name} wrote another note on this:", name=note.by), language)
    lines = ["", name]
    for field, (label, _) in SECTIONS.items():
        if words := _value(note, field):
            lines += [f"{translate(label, language)}:", *_newlines(words).split("\n")]
    return lines


def _harmless(fact: str) -> str:
    """Return a line that a stranger wrote, unable to end the comment it stands in."""
    return _COMMENT_END.sub("- >", fact)


def _escaped(text: str) -> str:
    return "\n".join(
        _SPECIAL.sub(r"\1\\\2", line, count=1) if _SPECIAL.match(line) else line for line in text.split("\n")
    )


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _one_line(text: str) -> str:
    return " ".join(_newlines(text).split("\n")).strip()


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def parse(text: str, *, item: int | None = None) -> FormFields:
    """Return what a curator filled in, the headings and names in any language that curators read.

    `item` is the number the form must be about; None: any. Raises UsageError, naming the line and what is wrong with
    it, where something cannot be read without losing a word.
    """
    lines = _newlines(text.removeprefix("\ufeff")).rstrip("\n").split("\n")
    top, first = _top(lines)
    sections = _sections(lines, first)
    return FormFields(
        item=_item(top.pop("item", None), item),
        rating=_rating(top.pop("rating", None)),
        **{name: value for name, (_, value) in top.items()},
        **sections,
    )


def basis(text: str) -> str | None:
    """Return the mark of the notes that were there when a form was made; None where it is gone."""
    found = _BASIS.search(_newlines(text))
    return found[1] if found else None


def _top(lines: Sequence[str]) -> tuple[dict[str, tuple[int, str]], int]:
    """Return the short fields with the line each stands on (1 is the first), and the index of the line after them."""
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not _DASHES.fullmatch(lines[start].strip()):
        raise _wrong(start, M("the form begins with a line ---, and that is gone."))
    found: dict[str, tuple[int, str]] = {}
    for index in range(start + 1, len(lines)):
        line = lines[index].strip()
        if _DASHES.fullmatch(line):
            return found, index + 1
        if _HEADING.match(line) or _COMMENT.match(line):
            raise _wrong(index, M("the line --- that ends the upper part is gone; put it back above this line."))
        if line:
            name, value = _named(index, line)
            if name in found:
                raise _wrong(index, M("“{name}” stands here for the second time.", name=LINES[name]))
            found[name] = (index, value)
    raise _wrong(len(lines) - 1, M("the line --- that ends the upper part is gone; put it back."))


def _named(index: int, line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    known = _names().get(_plain(name))
    if not colon or known not in LINES:
        raise _wrong(index, M("“{found}” is no line of the form, which has “name: value” here.", found=line[:60]))
    return known, value.strip()


def _sections(lines: Sequence[str], first: int) -> dict[str, str]:
    """Return the long fields, read from the line with index `first` on."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for index, line in _without_comments(lines, first):
        if _HEADING.match(line):
            name = _section(index, line)
            if name in found:
                raise _wrong(index, M("the heading “{name}” stands here for the second time.", name=SECTIONS[name][0]))
            current = found[name] = []
        elif current is not None:
            current.append(_ESCAPED.sub(r"\1\2", line, count=1) if _ESCAPED.match(line) else line)
        elif line.strip():
            raise _wrong(index, M("this text stands under no heading; move it to where it belongs."))
    for name, (label, _) in SECTIONS.items():
        if name not in found:
            gone = M("the heading “## {name} <!-- {mark} -->” is gone; put it back.", name=label, mark=name)
            raise _wrong(len(lines) - 1, gone)
    return {name: "\n".join(body).strip() for name, body in found.items()}


def _without_comments(lines: Sequence[str], first: int) -> Iterator[tuple[int, str]]:
    """Yield the lines from index `first` on that are in no comment, each with its index."""
    opened: int | None = None
    for index in range(first, len(lines)):
        line, start = lines[index], 0
        if opened is None:
            begins = _COMMENT.match(line)
            if begins is None:
                yield index, line
                continue
            opened, start = index, begins.end()
        elif _is_ours(line):
            break
        if ends := _COMMENT_END.search(line, start):
            opened = None
            if line[ends.end() :].strip():
                yield index, line[ends.end() :]
    if opened is not None:
        raise _wrong(opened, M("the comment that begins here with <!-- does not end; close it with -->"))


def _is_ours(line: str) -> bool:
    """Return whether this is a heading that the form wrote: no comment goes on beyond one."""
    mark = _MARK.search(line) if _HEADING.match(line) else None
    return mark is not None and mark[1] in SECTIONS


def _section(index: int, line: str) -> str:
    mark = _MARK.search(line)
    if mark and mark[1] in SECTIONS:
        return mark[1]
    written = re.split(r"[:(<]", line.strip().lstrip("#"), maxsplit=1)[0]
    name = _names().get(_plain(written))
    if name not in SECTIONS:
        what = M(
            "“{found}” is no heading of the form. One of your own is written \\## or ###.", found=line.strip()[:60]
        )
        raise _wrong(index, what)
    return name


def _item(found: tuple[int, str] | None, expected: int | None) -> int:
    index, value = found or (0, "")
    number = _NUMBER.fullmatch(value)
    if number is None:
        raise _wrong(index, M("the number of the item is gone; write “item: {item}”.", item=expected or "…"))
    if expected is not None and int(number[1]) != expected:
        raise _wrong(index, M("this form is about item #{found}, not about #{item}.", found=number[1], item=expected))
    return int(number[1])


def _rating(found: tuple[int, str] | None) -> int | None:
    index, value = found or (0, "")
    if not value:
        return None
    if not _RATING.fullmatch(value):
        raise _wrong(index, M("a rating is a number from 1 to 5, not “{found}”.", found=value[:60]))
    return int(value)


def _wrong(index: int, what: Message) -> UsageError:
    return UsageError(M("Line {line}: {what}", line=index + 1, what=what))


@cache
def _names() -> dict[str, str]:
    """Return every name of a field, in every language that curators read, → the field."""
    names = {_plain(field): field for field in (*LINES, *SECTIONS)}
    for language in PEOPLE:
        names |= {_plain(translate(label, language)): field for field, label in LINES.items()}
        names |= {_plain(translate(label, language)): field for field, (label, _) in SECTIONS.items()}
    return names


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())
