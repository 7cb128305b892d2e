"""What a person types to search for, read: words, phrases, beginnings, what must not be there, and fields.

Whatever is typed means something: a quote that is left open ends with the line, a field that nobody knows is a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from urllib.parse import unquote

from curate import text, urls
from curate.errors import UsageError
from curate.locale import M
from curate.models import State

MOST_WORDS = 40
"""So many words of a query are looked for; what is pasted whole is found by its first ones."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """Words that stand together in one of an item's texts, or do not."""

    words: tuple[str, ...]
    """Folded."""
    typed: str = ""
    """The one word that was typed, folded, whose other forms count too; "" for what stood in quotes."""
    part: str | None = None
    """The text to look in: title, text, note, author or url. None: any but the address."""
    beginning: bool = False
    """The last word is only the beginning of one."""
    without: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A condition on something other than texts."""

    name: str
    """tag, source, site, lang or state."""
    value: str
    without: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A search."""

    terms: tuple[Term, ...] = ()
    fields: tuple[Field, ...] = ()
    since: datetime | None = None
    """Published at this moment or later."""
    before: datetime | None = None
    unknown: tuple[str, ...] = ()
    """What stood before a colon and is no field: it was taken for a word."""


_FIELDS: Mapping[str, str] = {
    name: meant
    for meant, names in {
        "tag": "tag tags label trefwoord",
        "source": "source bron",
        "before": "before voor",
        "since": "after since na sinds",
        "lang": "lang language taal",
        "state": "state status staat",
        "author": "author auteur",
        "title": "title titel",
        "text": "text tekst",
        "note": "note notitie",
        "url": "url adres",
        "site": "site",
    }.items()
    for name in names.split()
}
"""What may be typed before a colon, in English or Dutch → what it means."""
FIELDS = ("tag", "source", "before", "after", "since", "lang", "state", "author", "title", "note", "url", "site")
"""The fields as they are named to a person."""
_PARTS = ("title", "text", "note", "author", "url")
_LANGUAGES = {
    "nl": "nl nederlands dutch",
    "fr": "fr frans french français",
    "en": "en engels english",
    "de": "de duits german deutsch",
}

_PIECE = re.compile(
    r'(?P<minus>-?)(?:(?P<field>[^\W\d_]{1,20}):)?(?:"(?P<phrase>[^"]*)"?(?P<star>\*?)|(?P<word>[^\s"]+))'
)
_QUOTES = str.maketrans("“”„‟«»″", '"' * 7)


def plain(typed: str) -> Query:
    """Return the search for all words of a text, as they are: nothing in it has a meaning of its own."""
    return Query(terms=tuple(Term(words=(word,)) for word in _words(typed)[:MOST_WORDS]))


def read(typed: str, *, now: datetime, zone: tzinfo, states: Mapping[str, State]) -> Query:
    """Return what a person typed as a search. `states`: the states by their names, in lower case.

    `UsageError` where a field is given a value that it cannot have.
    """
    reader = _Reader(now=now, zone=zone, states=states)
    for piece in _PIECE.finditer(text.without_controls(typed).translate(_QUOTES)):
        reader.take(piece)
    return reader.query()


@dataclass(kw_only=True)
class _Reader:
    now: datetime
    zone: tzinfo
    states: Mapping[str, State]
    terms: list[Term] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    since: list[datetime] = field(default_factory=list)
    before: list[datetime] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    _open: tuple[str, bool] | None = None
    """A field whose value is the next piece: "source: Blog"."""

    def query(self) -> Query:
        return Query(
            terms=tuple(self.terms[:MOST_WORDS]),
            fields=tuple(self.fields),
            since=max(self.since, default=None),
            before=min(self.before, default=None),
            unknown=tuple(self.unknown),
        )

    def take(self, piece: re.Match[str]) -> None:
        name, without = piece["field"], bool(piece["minus"])
        meant = _FIELDS.get(text.fold(name)) if name else None
        waiting, self._open = self._open, None
        if waiting is not None and not name and not without:
            meant, without = waiting
        word = piece["word"]
        if word is not None and meant is None and word.endswith(":") and _FIELDS.get(text.fold(word[:-1])):
            self._open = (_FIELDS[text.fold(word[:-1])], without)
        elif word is not None and meant is None:
            self._free(word if name is None else f"{name}:{word}", name, without=without)
        elif meant is None:
            if name:
                self._noted(name, without=without)
            self._term(piece["phrase"] + piece["star"], None, exact=True, without=without)
        else:
            value = piece["phrase"] + piece["star"] if word is None else word
            self._field(meant, value.strip(), exact=word is None, without=without)

    def _free(self, word: str, name: str | None, *, without: bool) -> None:
        if name in ("http", "https"):
            self._term(_address(word), "url", exact=True, without=without)
            return
        if name:
            self._noted(name, without=without)
            word = word.removeprefix(f"{name}:")
        self._term(word, None, exact=False, without=without)

    def _noted(self, name: str, *, without: bool) -> None:
        self.unknown.append(name)
        self._term(name, None, exact=False, without=without)

    def _term(self, typed: str, part: str | None, *, exact: bool, without: bool) -> None:
        words = _words(typed)
        if not words:
            return
        beginning = typed.rstrip().endswith("*") and len(words[-1]) >= _SHORTEST_BEGINNING
        self.terms.append(
            Term(
                words=tuple(words[:MOST_WORDS]),
                typed="" if exact or beginning else text.fold(typed).strip(_EDGES),
                part=part,
                beginning=beginning,
                without=without,
            )
        )

    def _field(self, name: str, value: str, *, exact: bool, without: bool) -> None:
        if not value:
            return
        if name == "site":
            value = urls.host(f"https://{value.partition('://')[2] or value}").removeprefix("www.") or value
            self._term(value, "url", exact=True, without=without)
            if not without:
                self.fields.append(Field(name=name, value=value))
        elif name in _PARTS:
            self._term(value, name, exact=exact or name == "url", without=without)
        elif name in ("since", "before"):
            earlier = (name == "before") != without
            (self.before if earlier else self.since).append(moment(value, now=self.now, zone=self.zone))
        else:
            self.fields.append(Field(name=name, value=self._value(name, value), without=without))

    def _value(self, name: str, value: str) -> str:
        folded = text.fold(value)
        if name == "state":
            if folded not in self.states:
                raise UsageError(
                    M("“{value}” is no state of an item.", value=value),
                    hint=M("There are: {states}", states=", ".join(sorted(self.states))),
                )
            return self.states[folded].value
        if name == "lang":
            found = next((code for code, names in _LANGUAGES.items() if folded in text.fold(names).split()), folded[:2])
            if not re.fullmatch(r"[a-z]{2}", found):
                raise UsageError(M("“{value}” is no language.", value=value), hint=M("Write for instance: lang:nl"))
            return found
        return value


_SHORTEST_BEGINNING = 2
"""Letters: one letter begins too many words to tell anything."""


def _address(typed: str) -> str:
    """Return an address as the index has it: its canonical form, without the scheme."""
    try:
        return unquote(urls.canonical(typed)).partition("://")[2]
    except ValueError:
        return typed.partition("://")[2]


def _words(typed: str) -> list[str]:
    """Return the words of what was typed as the index has them: "e-mail" and "foto's" are two each."""
    return WORD.findall(text.fold(typed))


WORD = re.compile(r"[^\W_]+")
"""A word of a folded text, as the index has it."""
_EDGES = "*.,;:!?()[]{}<>/'-_"
"""What may stand around a word and does not belong to it."""


# ── moments ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_AGO = re.compile(r"(\d{1,4})\s*([hudwmyj])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365, "j": 365}
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_DUTCH_DATE = re.compile(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})")
_NAMED = {"today": 0, "vandaag": 0, "yesterday": 1, "gisteren": 1}


def moment(typed: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Return the moment that a person means: a year, a month or a day (its beginning), or so long ago.

    `2026`, `2026-01`, `2026-01-15`, `15/1/2026`; `12h`, `30d`, `2w`, `6m`, `1y` before `now`; `today`. Days begin in
    `zone`. `UsageError` where it is none of these.
    """
    given = typed.strip().casefold()
    try:
        if found := _AGO.fullmatch(given):
            span, unit = int(found[1]), found[2]
            return now - (timedelta(hours=span) if unit in "hu" else timedelta(days=span * _DAYS[unit]))
        if given in _NAMED:
            day = now.astimezone(zone) - timedelta(days=_NAMED[given])
            return day.replace(hour=0, minute=0, second=0, microsecond=0)
        if found := _DATE.fullmatch(given):
            return datetime(int(found[1]), int(found[2] or 1), int(found[3] or 1), tzinfo=zone)
        if found := _DUTCH_DATE.fullmatch(given):
            return datetime(int(found[3]), int(found[2]), int(found[1] or 1), tzinfo=zone)
        exact = datetime.fromisoformat(typed.strip())
        return exact if exact.tzinfo else exact.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        raise UsageError(
            M("“{value}” is not a date to search by.", value=typed),
            hint=M(
                "Write for instance before:2026-01 (before January 2026), after:2025-09-15 (from that day on) or "
                "since:30d; what is meant as words, put in quotes."
            ),
        ) from None


def named(states: Mapping[State, Sequence[str]]) -> dict[str, State]:
    """Return the states by each of their names, folded, as `read` takes them."""
    return {text.fold(name): state for state, names in states.items() for name in (state.value, *names)}
