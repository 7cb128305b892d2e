"""What a review shows: of an item, in so many columns and rows, as lines. Nothing here touches a terminal.

A line is text with four marks in it, which take no room: strong on and off, faint on and off. A terminal makes bold of
them; where there is no colour, the words of a tag stand between asterisks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from rich.cells import cell_len

from curate import states
from curate.cli import layout
from curate.cli.base import WIDEST, local, tell
from curate.locale import MN, M, Message
from curate.models import State
from curate.text import literal_line
from curate.workflows.reviewing import Look

STRONG, UNSTRONG, FAINT, UNFAINT = "\x02", "\x03", "\x0e", "\x0f"
"""The marks. No text of ours holds them: `without_controls` takes them out of everything that comes from elsewhere."""
UNBROKEN = "\u00a0"
_MARKS = re.compile("[\x02\x03\x0e\x0f]")
_TEXT_ROWS = 6
"""Rows of the text that are there at a first look, however much there is to say about an item."""
_LOW = 16
"""Rows of a terminal in which the keys have one row, and a title two, at most."""
_ROWS_OF_HELP = 2
_TYPED = 12
"""Columns that are left for what is typed beside a question."""

KEYS: tuple[tuple[str, Message, Message], ...] = (
    ("k", M("keep"), M("keep it for a digest (shortlist)")),
    ("d", M("dismiss"), M("put it aside, with a reason if you want; it stays searchable")),
    ("z", M("later"), M("put it aside until a date (snooze)")),
    ("c", M("comment"), M("write why it matters, in your editor (C: here, in one line)")),
    ("t", M("tag"), M("add and take off tags; Tab completes")),
    ("o", M("open"), M("open it in your browser")),
    ("f", M("full text"), M("read the whole text from its own page")),
    ("u", M("undo"), M("take the last step back")),
    ("b", M("back"), M("the item before this one")),
    ("n", M("next"), M("the next item; this one comes again at the end")),
    ("s", M("other source"), M("leave the rest of this source for another time")),
    ("q", M("quit"), M("stop; next time goes on from here")),
    ("?", M("help"), M("these keys")),
)
"""The keys: what is pressed, its word on the screen, and what it does."""


# ── words in columns ─────────────────────────────────────────────────────────────────────────────────────────────────


def width_of(line: str) -> int:
    """Return how many columns a line takes; a Chinese character or an emoji takes two."""
    bare = _MARKS.sub("", line)
    return len(bare) if bare.isascii() else cell_len(bare)


def wrap(text: str, columns: int, indent: str = "") -> list[str]:
    """Return text as lines of at most so many columns, broken between words; further ones are indented.

    Its own line ends stay. A word that is wider than a line is broken where it must.
    """
    columns = max(columns, len(indent) + 2)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0
        for part in paragraph.split(" "):
            word, wide = part, width_of(part)
            if line and used + 1 + wide > columns:
                lines.append(line)
                line, used = indent, len(indent)
                gap = ""
            else:
                gap = " " if line and line != indent else ""
            while used + len(gap) + wide > columns:
                head, word = _cut(word, columns - used - len(gap))
                lines.append(line + gap + head)
                line, used, gap, wide = indent, len(indent), "", width_of(word)
            line += gap + word
            used += len(gap) + wide
        lines.append(line)
    return _balanced(lines)


def _cut(word: str, columns: int) -> tuple[str, str]:
    """Return a word's beginning that fits in so many columns (a character at least), and the rest."""
    used, place = 0, 0
    for place, character in enumerate(word):
        used += width_of(character)
        if used > columns and place:
            return word[:place], word[place:]
    return word[:1], word[1:]


def _balanced(lines: list[str]) -> list[str]:
    """Return lines in which what is marked begins and ends in each line of its own."""
    found, strong, faint = [], False, False
    for line in lines:
        opened = (STRONG if strong else "") + (FAINT if faint else "")
        for mark in _MARKS.findall(line):
            strong = mark == STRONG or (strong and mark != UNSTRONG)
            faint = mark == FAINT or (faint and mark != UNFAINT)
        found.append(opened + line + (UNSTRONG if strong else "") + (UNFAINT if faint else ""))
    return found


def clipped(line: str, columns: int) -> str:
    """Return a line that takes no more than so many columns, with "…" where something was left off."""
    if width_of(line) <= columns:
        return line
    used, kept = 0, ""
    for character in line:
        used += width_of(character)
        if used >= columns:
            break
        kept += character
    return _balanced([kept.rstrip() + "…"])[0]


def marked(text: str, words: Iterable[str], on: str = STRONG, off: str = UNSTRONG) -> str:
    """Return text with every place where one of some words or phrases stands marked; whole words, in any case."""
    parts = [r"[\s\-‐‑]+".join(map(re.escape, word.split())) for word in sorted(set(words), key=len, reverse=True)]
    wanted = "|".join(part for part in parts if part)
    if not wanted:
        return text
    return re.sub(rf"(?<!\w)(?:{wanted})(?!\w)", lambda found: f"{on}{found[0]}{off}", text, flags=re.IGNORECASE)


# ── an item ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """Where the review is."""

    number: int
    total: int
    minutes: float
    limit: int | None = None
    """Minutes after which it ends; None: it has no end."""

    @property
    def shown(self) -> str:
        """As it stands above an item."""
        left = max(0, self.total - self.number)
        place = M("{number} of {total}, {left} to go", number=self.number, total=self.number + left, left=left)
        passed = int(self.minutes)
        if self.limit is None:
            return f"{tell(place)} · {tell(M('{n} min', n=passed))}"
        return f"{tell(place)} · {tell(M('{n} of {limit} min', n=passed, limit=self.limit))}"


def age(published: datetime | None, now: datetime) -> str:
    """Return how old a publication is, with its date."""
    if published is None:
        return tell(M("no date"))
    days = (now - published) / timedelta(days=1)
    date = local(published, time=False)
    if days < 0:
        return tell(M("dated ahead: {date}", date=date))
    return f"{tell(_age(days))} ({date})"


def _age(days: float) -> Message:
    """Return an age in the unit in which people count it."""
    if days >= 2 * _YEAR:
        return MN("{n} year old", "{n} years old", int(days / _YEAR))
    if days >= 2 * _MONTH:
        return MN("{n} month old", "{n} months old", int(days / _MONTH))
    if days >= 2 * _WEEK:
        return MN("{n} week old", "{n} weeks old", int(days / _WEEK))
    if days >= 1:
        return MN("{n} day old", "{n} days old", int(days))
    hours = int(days * 24)
    return MN("{n} hour old", "{n} hours old", hours) if hours else M("less than an hour old")


_YEAR, _MONTH, _WEEK = 365.25, 30.4, 7
"""Days."""


def words_marked(look: Look) -> list[str]:
    """Return the words that gave an item its tags."""
    return [tag.matched for tag in look.item.tags if tag.matched and tag.origin == "rule"]


def origin(look: Look, now: datetime) -> list[tuple[Message, str]]:
    """Return where an item comes from: names and values, empty ones left out."""
    item = look.item
    state = "" if item.state is State.NEW else tell(states.said(item.state))
    pairs = [
        (M("Outlet"), item.outlet),
        (M("Author"), item.author or ""),
        (M("Age"), age(item.published, now)),
        (M("Language"), item.language or ""),
        (M("Access"), tell(M("behind a paywall")) if item.paywalled else ""),
        (M("State"), state),
    ]
    return [(name, tell(value)) for name, value in pairs if value]


def facts(look: Look) -> list[tuple[Message, str]]:
    """Return what there is to know of an item beside its text, what matters most first: names and values."""
    item, note = look.item, look.note
    others = [name for name in look.story.sources if name != item.source]
    pairs: list[tuple[Message, str]] = [(M("Tip of"), f"{tip.by}: {literal_line(tip.why)}") for tip in look.tips]
    for each in (*([] if note is None else [note]), *look.rivals):
        written = " ".join((each.commentary or each.context or each.quote).split())
        pairs.append((M("Written by"), f"{each.by}, {local(each.at)}: {written}"))
    pairs += [
        (
            M("Went out before"),
            f"“{each.title}” ({local(each.at, time=False)}, {each.channel}; {tell(each.why)})",
        )
        for each in look.before
    ]
    pairs.append((M("Tags"), "; ".join(layout.tag_reason(tag) for tag in item.tags)))
    pairs.append((M("Score"), "; ".join([f"{look.score:.1f}", *(tell(reason) for reason in item.reasons)])))
    pairs.append((M("Also in"), ", ".join(others)))
    pairs += [(M("Yours"), f"#{each.item} “{each.title}” ({tell(each.why)})") for each in look.own]
    return [(name, tell(value)) for name, value in pairs if value]


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A screen: its lines, and where in the item it stands."""

    lines: tuple[str, ...]
    start: int
    """The first row of the item that is seen."""
    more: bool
    """There is more below."""
    step: int
    """By how many rows a page goes on."""
    cursor: tuple[int, int] | None = None
    """Row and column, from 0; None: not shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Foot:
    """What stands under an item: what just happened, and what can be done now."""

    message: str = ""
    question: str = ""
    """What is asked now, in place of the keys."""
    typed: str | None = None
    """What was typed so far; None: a key is waited for, not a line."""


def item_screen(
    look: Look, head: Head, foot: Foot, *, size: tuple[int, int], now: datetime, colour: bool, start: int = 0
) -> Drawn:
    """Return the screen of an item at a size (columns, rows), its text gone on to row `start`."""
    columns, rows = max(10, size[0] - 1), max(4, size[1])  # the last column is left free: terminals differ about it
    titles = 1 if rows <= 8 else 2 if rows <= 24 else 4  # noqa: PLR2004
    top = [FAINT + clipped(f"{head.shown} · #{look.item.id}", columns) + UNFAINT]
    top += [STRONG + line + UNSTRONG for line in _some(wrap(tell(look.item.title), columns), titles, columns)]
    bottom, column = _bottom(foot, columns, rows)
    bottom = bottom[-(rows - 2) :]  # what is asked is seen, however low the terminal
    top = top[: rows - len(bottom) - 1]
    room = max(0, rows - len(top) - len(bottom) - 1)
    body = list(_body(look, min(columns, WIDEST), room, now, colour))
    start = max(0, min(start, len(body) - room))
    seen = body[start : start + room]
    seen += [""] * (room - len(seen))
    more = start + room < len(body)
    rule = _rule(start, min(start + room, len(body)), len(body), columns)
    lines = (*top, *seen, rule, *bottom)
    cursor = None if column is None else (len(lines) - 1, column)
    return Drawn(lines=lines, start=start, more=more, step=max(1, room - 1), cursor=cursor)


def text_screen(title: str, text: str, foot: Foot, *, size: tuple[int, int], start: int = 0) -> Drawn:
    """Return a screen of lines of text (the help) under a title."""
    columns, rows = max(10, size[0] - 1), max(4, size[1])
    body = wrap(text, min(columns, WIDEST), "    ")
    bottom, _ = _bottom(foot, columns, rows)
    room = max(1, rows - len(bottom) - 2)
    start = max(0, min(start, len(body) - room))
    seen = [*body[start : start + room], *[""] * (room - len(body[start : start + room]))]
    rule = _rule(start, min(start + room, len(body)), len(body), columns)
    lines = (STRONG + clipped(title, columns) + UNSTRONG, *seen, rule, *bottom)[:rows]
    return Drawn(lines=lines, start=start, more=start + room < len(body), step=max(1, room - 1))


def _rule(first: int, last: int, of: int, columns: int) -> str:
    """Return the line under what is seen, which says how much of it there is."""
    if first == 0 and last >= of:
        return FAINT + "─" * columns + UNFAINT
    said = tell(M("lines {first}–{last} of {all}", first=first + 1, last=last, all=of))
    if last < of:
        said += " · " + tell(M("space: read on"))
    return FAINT + clipped(f"── {said} ".ljust(columns, "─"), columns) + UNFAINT


def _some(lines: list[str], most: int, columns: int) -> list[str]:
    """Return the first lines, with "…" where there are more."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], clipped(f"{lines[most - 1]} {lines[most]}", columns)]


def _bottom(foot: Foot, columns: int, rows: int) -> tuple[list[str], int | None]:
    """Return the lines under an item, and the column of the cursor where a line is typed."""
    most = 1 if rows <= _LOW else _ROWS_OF_HELP
    message = _some(wrap(foot.message, columns), most + 1, columns) if foot.message else []
    if foot.typed is not None:
        question = wrap(foot.question, max(8, columns - _TYPED))[-3:]
        before, typed = question[-1] + " ", foot.typed
        while width_of(before) + width_of(typed) >= columns and typed:
            typed = typed[1:]  # its end is where one types
        return [*message, *question[:-1], before + typed], width_of(before) + width_of(typed)
    if foot.question:
        return [*message, *(line.replace(UNBROKEN, " ") for line in wrap(foot.question, columns)[: 2 * most])], None
    return [*message, *_key_rows(columns, most)], None


@lru_cache(maxsize=8)
def _key_rows_in(columns: int, most: int, words: tuple[str, ...]) -> tuple[str, ...]:
    lines: list[str] = []
    for (key, _, _), word in zip(KEYS, words, strict=True):
        part = f"{STRONG}{key}{UNSTRONG} {word}"
        if lines and width_of(lines[-1]) + 2 + width_of(part) <= columns:
            lines[-1] += "  " + part
        else:
            lines.append(part)
    if len(lines) > most:
        lines = [f"{STRONG}?{UNSTRONG} {words[-1]}  {lines[0]}", *lines[1:]][:most]
        lines = [clipped(line, columns) for line in lines]
    return tuple(lines)


def _key_rows(columns: int, most: int) -> tuple[str, ...]:
    return _key_rows_in(columns, most, tuple(tell(word) for _, word, _ in KEYS))


def _body(look: Look, columns: int, room: int, now: datetime, colour: bool) -> tuple[str, ...]:
    """Return what stands between title and keys: facts, as far as there is room, the text, the other facts."""
    text = _wrapped(look.text or tell(M("(no text)")), tuple(words_marked(look)), columns, colour)
    head = wrap(" · ".join(value for _, value in origin(look, now)), columns)
    told = [(f"{tell(name)}: ", value) for name, value in facts(look)]
    whole = [wrap(name + value, columns, "  ") for name, value in told]
    budget = max(1, room - min(len(text), _TEXT_ROWS) - 1)
    if len(head) + sum(map(len, whole)) <= budget:
        return (*head, *_faint(line for lines in whole for line in lines), "", *text)
    short = [_some(lines, 1, columns)[0] for lines in whole][: max(0, budget - len(head))]
    left = [lines for place, lines in enumerate(whole) if place >= len(short) or len(lines) > 1]
    rest = ["", STRONG + tell(M("In full")) + UNSTRONG, *(line for lines in left for line in lines)] if left else []
    return (*head[:budget], *_faint(short), "", *text, *rest)


@lru_cache(maxsize=4)
def _wrapped(text: str, words: tuple[str, ...], columns: int, colour: bool) -> tuple[str, ...]:
    """Return a text in lines, an empty one between its paragraphs: kept, since each key draws it again."""
    on, off = (STRONG, UNSTRONG) if colour else ("*", "*")
    return tuple(wrap(re.sub(r"\n+", "\n\n", marked(text.strip(), words, on, off)), columns))


def _faint(lines: Iterable[str]) -> list[str]:
    return [FAINT + line + UNFAINT for line in lines]


# ── as plain sentences ───────────────────────────────────────────────────────────────────────────────────────────────


def spoken(look: Look, head: Head, now: datetime) -> list[str]:
    """Return an item as it is read aloud: one fact a line, nothing that is only seen."""
    lines = [f"{tell(M('Item'))} {head.shown} · #{look.item.id}", f"{tell(M('Title'))}: {tell(look.item.title)}"]
    lines += [f"{tell(name)}: {value}" for name, value in (*origin(look, now), *facts(look))]
    return lines


def spoken_text(look: Look) -> list[str]:
    """Return the text of an item as paragraphs, the words of its tags between asterisks."""
    text = marked(tell(look.text or M("(no text)")), words_marked(look), "*", "*")
    return [line for line in text.split("\n") if line.strip()]


def help_text() -> str:
    """Return what the keys do, one a line."""
    rows = [f"{key}  {tell(word)}: {tell(does)}" for key, word, does in KEYS]
    rows.append(tell(M("Space and the arrows go through a long text; at its end, space goes to the next item.")))
    rows.append(
        tell(M("Every decision is kept at once. What you leave undecided stays new and comes again at the end."))
    )
    return "\n".join(rows)


def question(asked: Message, choices: Sequence[tuple[str, Message]]) -> str:
    """Return a question with its keys; spaces within a choice do not break (see `wrap`)."""
    named = [("Enter" if key == "enter" else key, tell(word)) for key, word in choices]
    offered = [f"{key} = {word}".replace(" ", UNBROKEN) for key, word in named]
    return " ".join([tell(asked), f" ·{UNBROKEN}".join(offered)])
