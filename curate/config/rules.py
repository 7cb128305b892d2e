"""The kinds of value that `sources.yaml` knows.

Each reads a plain value, notes what is wrong with it, and tells its JSON Schema: one description of the file serves the
check and the editors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from curate.config.faults import KeyPath, Report, nearest
from curate.errors import UsageError
from curate.locale import M, Message

Tell = Callable[[Message], str]
"""Puts a message into the language of the reader."""
Schema = dict[str, Any]


class Rule(Protocol):
    """What may stand at a place in the file."""

    def read(self, value: object, at: KeyPath, report: Report) -> Any:  # noqa: ANN401  (each rule yields its own type)
        """Return the value as the records hold it; where it is faulty, note that and return anything."""

    def schema(self, tell: Tell) -> Schema:
        """Return the JSON Schema (2020-12) of the values that are right here."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """One key of a section: what may stand there, and what it is for."""

    rule: Rule
    about: Message
    required: bool = False


# ── single values ────────────────────────────────────────────────────────────────────────────────────────────────────


def _text(value: object, at: KeyPath, report: Report, expected: Message) -> str | None:
    """Return a text; a number or a bare yes is told to be put between quotes."""
    if isinstance(value, str):
        return value
    advice = None
    if isinstance(value, (bool, int, float)):
        advice = M('To YAML that is no text: put quotes around it, "{raw}".', raw=report.written(at, value))
    report.wrong(at, value, expected, advice)
    return None


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text. On one line and not empty, unless `free`."""

    free: bool = False

    def read(self, value: object, at: KeyPath, report: Report) -> str | None:
        """Return the text without white space around it."""
        text = _text(value, at, report, M("a text"))
        if text is None:
            return None
        if not self.free and not text.strip():
            report.wrong(at, text, M("a text"), M("Fill it in or take the line out."))
        elif not self.free and not text.strip().isprintable():
            report.wrong(at, text, M("a text on one line"))
        return text.strip()

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of a text."""
        return {"type": "string"} if self.free else {"type": "string", "pattern": r"^\s*\S[^\n\r]*\s*$"}


@dataclass(frozen=True, kw_only=True)
class YesNo:
    """True or false."""

    def read(self, value: object, at: KeyPath, report: Report) -> bool:
        """Return whether it is true."""
        if isinstance(value, bool):
            return value
        report.wrong(at, value, M("true or false"))
        return False

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of true and false."""
        return {"type": "boolean"}


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A whole number between two bounds, both included."""

    low: int
    high: int

    def read(self, value: object, at: KeyPath, report: Report) -> int:
        """Return the number."""
        if isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high:
            return value
        report.wrong(at, value, M("a whole number from {low} to {high}", low=self.low, high=self.high))
        return self.low

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of the number, with its bounds."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, kw_only=True)
class Number:
    """Any finite number."""

    def read(self, value: object, at: KeyPath, report: Report) -> float:
        """Return the number."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        report.wrong(at, value, M("a number"))
        return 0.0

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of a number."""
        return {"type": "number"}


@dataclass(frozen=True, kw_only=True)
class OneOf:
    """One of a few words. `more` is asked for further ones, only where the word is none of the few."""

    words: tuple[str, ...]
    more: Callable[[], tuple[str, ...]] = tuple

    def read(self, value: object, at: KeyPath, report: Report) -> str:
        """Return the word."""
        if isinstance(value, str) and value in self.words:
            return value
        words = (*self.words, *self.more())
        if isinstance(value, str) and value in words:
            return value
        meant = nearest(value, words) if isinstance(value, str) else None
        advice = M("Did you mean “{meant}”?", meant=meant) if meant else None
        report.wrong(at, value, M("one of: {words}", words=", ".join(words)), advice)
        return self.words[0]

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of the words."""
        return {"enum": [*self.words, *self.more()]}


@dataclass(frozen=True, kw_only=True)
class Strictness:
    """How a rule of the check is to be taken. `house`: the rule of the house, which is always an error."""

    house: bool = False

    def read(self, value: object, at: KeyPath, report: Report) -> str:
        """Return off, warning or error. To YAML, a bare `off` is false."""
        if self.house:
            if value != "error":
                report.add(at, M("is the rule of the house: nothing leaves without your own words. Take the line out."))
            return "error"
        if value is False:
            return "off"
        return OneOf(words=("off", "warning", "error")).read(value, at, report)

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of the words."""
        return {"enum": ["error"]} if self.house else {"enum": ["off", False, "warning", "error"]}


@dataclass(frozen=True, kw_only=True)
class Slots:
    """Days of the week with times: di 10:00, do 16:00."""

    def read(self, value: object, at: KeyPath, report: Report) -> str:
        """Return the slots as they are written."""
        expected = M("days and times, such as: di 10:00, do 16:00")
        text = _text(value, at, report, expected)
        if text is None:
            return ""
        from curate.digest import plan  # only where slots are given

        try:
            plan.slots(text)
        except UsageError as error:
            report.wrong(at, text, expected, error.message)
        return text.strip()

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of a text; whether it names slots, only the check can say."""
        return {"type": "string", "pattern": r"\d"}


@dataclass(frozen=True, kw_only=True)
class Language:
    """Any language, as its two letters (ISO 639-1)."""

    def read(self, value: object, at: KeyPath, report: Report) -> str | None:
        """Return the two letters."""
        if isinstance(value, str) and re.fullmatch("[a-z]{2}", value):
            return value
        advice = None
        if isinstance(value, bool):
            advice = M('To YAML that is no text: put quotes around it, "{raw}".', raw=report.written(at, value))
        report.wrong(at, value, M("the two letters of a language, such as nl"), advice)
        return None

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of two letters."""
        return {"type": "string", "pattern": "^[a-z]{2}$"}


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A time zone that this machine knows (IANA)."""

    def read(self, value: object, at: KeyPath, report: Report) -> str | None:
        """Return the name of the zone."""
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

        expected = M("a time zone such as Europe/Brussels")
        name = _text(value, at, report, expected)
        if name is None:
            return None
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: `Europe` is a folder of the zone database
            zones = [zone for zone in sorted(available_timezones()) if not zone.startswith(f"{name}/")]
            meant = nearest(name, zones)
            report.wrong(at, name, expected, M("Did you mean “{meant}”?", meant=meant) if meant else None)
            return None

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of a zone's name; that it exists, only the check can say."""
        return {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+)*$"}


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address of the web: http or https, with a host, without spaces and without a password.

    `mailbox`: or one of a mailbox, imaps or imap (RFC 5092), with a user and a folder.
    """

    mailbox: bool = False

    def read(self, value: object, at: KeyPath, report: Report) -> str:
        """Return the address."""
        expected = M("an address that begins with https:// or http://")
        text = _text(value, at, report, expected)
        if text is None:
            return ""
        address = text.strip()
        if self.mailbox and is_mailbox(address):
            return _mailbox(address, at, report)
        try:
            parts = urlsplit(address)
            host, credentials, _ = parts.hostname, "@" in parts.netloc, parts.port
        except ValueError:
            report.wrong(at, address, expected, M("The name of the machine or its port is not right."))
            return ""
        if any(character.isspace() or not character.isprintable() for character in address):
            report.wrong(at, address, expected, M("An address holds no spaces."))
        elif parts.scheme in {"http", "https"} and credentials:
            problem = M("the address holds a user name or a password. Secrets do not belong in this file.")
            report.add(at, problem)
        elif parts.scheme not in {"http", "https"} or not host:
            report.wrong(at, address, expected, self._advice(address))
        return address

    @staticmethod
    def _advice(address: str) -> Message | None:
        bare = re.fullmatch(r"(?://)?((?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#].*)?)", address, re.IGNORECASE)
        return M("Did you mean “{meant}”?", meant=f"https://{bare[1]}") if bare else None

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of the address."""
        web = r"[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@]+([/?#]\S*)?"
        mail = r"[Ii][Mm][Aa][Pp][Ss]?://[^\s/?#:]+@[^\s/?#@]+(/[^\s?#]*)?"
        return {
            "type": "string",
            "format": "uri",
            "pattern": rf"^\s*({web}|{mail})\s*$" if self.mailbox else rf"^\s*{web}\s*$",
        }


def is_mailbox(address: str) -> bool:
    """Return whether an address is meant as one of a mailbox."""
    return re.match(r"imaps?:", address.strip(), re.IGNORECASE) is not None


def _mailbox(address: str, at: KeyPath, report: Report) -> str:
    """Return the address of a mailbox. What is noted of it never shows it: a password may stand in it."""
    try:
        parts = urlsplit(address)
        host, user, password, _ = parts.hostname, parts.username, parts.password, parts.port
    except ValueError:
        report.add(at, M("the name of the machine or its port is not right in the address of the mailbox."))
        return ""
    if password is not None:
        report.add(
            at,
            M(
                "a password stands in the address of the mailbox. Take it out (and choose another one, if others may "
                "have read this file); give it as CURATE_MAIL_PASSWORD in the environment, or keep it in the keyring."
            ),
        )
        return ""
    folder = unquote(parts.path)
    if not host or not user:
        report.add(
            at,
            M(
                "expected the address of a mailbox with its user, server and folder, such as {example}",
                example="imaps://an%40example.org@imap.example.org/INBOX",
            ),
        )
    elif any(character.isspace() for character in address) or parts.query or parts.fragment:
        report.add(
            at, M("the address of a mailbox holds no spaces, ? or #. Write %20 for a space, %3F for ? and %23 for #.")
        )
    elif not (unquote(user) + folder).isprintable():
        report.add(at, M("the address of the mailbox holds an invisible control character. Take it out."))
    return address


@dataclass(frozen=True, kw_only=True)
class Correspondent:
    """Somebody who writes letters: a mail address, or a domain."""

    def read(self, value: object, at: KeyPath, report: Report) -> str:
        """Return it in lower case."""
        expected = M("a mail address or a domain, such as an@example.org or example.org")
        text = _text(value, at, report, expected)
        if text is None:
            return ""
        if not re.fullmatch(_CORRESPONDENT, text.strip()):
            report.wrong(at, text.strip(), expected)
        return text.strip().lower()

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of an address or a domain."""
        return {"type": "string", "pattern": rf"^\s*{_CORRESPONDENT}\s*$"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Colour:
    """A colour, as web pages write it: `#rrggbb` or `#rgb`."""

    def read(self, value: object, at: KeyPath, report: Report) -> str:
        """Return it as `#rrggbb`, in small letters."""
        expected = M("a colour between quotes, such as '#0b5394'")
        text = _text(value, at, report, expected)
        if text is None:
            return ""
        written = text.strip().lower()
        if not re.fullmatch(_COLOUR, written):
            report.wrong(at, written, expected)
        digits = written.removeprefix("#")
        return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)  # noqa: PLR2004

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of a colour."""
        return {"type": "string", "pattern": rf"^\s*{_COLOUR}\s*$"}


_COLOUR = "#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"
_CORRESPONDENT = r"([^\s@<>,;]*@)?[^\s@<>,;./:]+(\.[^\s@<>,;./:]+)+"


# ── lengths of time ──────────────────────────────────────────────────────────────────────────────────────────────────

_DAY = timedelta(days=1)
_MONTH = 365.25 / 12 * _DAY
_UNITS: Mapping[str, timedelta] = {
    unit.lower(): length
    for units, length in (
        (
            ("s", "sec", "second", "seconds", "seconde", "seconden", "secondes", "Sekunde", "Sekunden"),
            timedelta(seconds=1),
        ),
        (("m", "min", "minute", "minutes", "minuut", "minuten"), timedelta(minutes=1)),
        (
            ("h", "hour", "hours", "u", "uur", "uren", "heure", "heures", "Stunde", "Stunden", "Std"),
            timedelta(hours=1),
        ),
        (("d", "day", "days", "dag", "dagen", "jour", "jours", "Tag", "Tage", "Tagen"), _DAY),
        (("w", "week", "weeks", "weken", "semaine", "semaines", "Woche", "Wochen"), 7 * _DAY),
        (
            ("month", "months", "maand", "maanden", "mnd", "mois", "Monat", "Monate", "Monaten"),
            _MONTH,
        ),
        (
            ("y", "year", "years", "j", "jaar", "jaren", "an", "ans", "année", "années", "Jahr", "Jahre", "Jahren"),
            12 * _MONTH,
        ),
    )
    for unit in units
}
_SPAN = re.compile(rf"(\d{{1,6}}(?:\.\d{{1,3}})?)\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A length of time: a number and a unit (`30m`, `6h`, `2d`, `18 months`, `18 maanden`).

    A month counts 365.25 / 12 days. `seconds`: a bare number is taken for seconds. `months`: `m` is a month, where
    minutes would mean nothing.
    """

    low: timedelta
    high: timedelta = timedelta(days=36525)
    expected: Message
    seconds: bool = False
    months: bool = False

    def read(self, value: object, at: KeyPath, report: Report) -> timedelta:
        """Return the length of time."""
        length = self._length(value)
        if length is None:
            advice = None
            if isinstance(value, int) and not isinstance(value, bool):
                hours = f"{value} months" if self.months else f"{value}h"
                advice = M("Say which unit, such as {hours} or {days}.", hours=hours, days=f"{value}d")
            report.wrong(at, value, self.expected, advice)
        elif not self.low <= length <= self.high:
            report.wrong(at, value, self.expected)
        else:
            return length
        return self.low

    def _length(self, value: object) -> timedelta | None:
        if self.seconds and isinstance(value, (int, float)) and not isinstance(value, bool):
            return timedelta(seconds=min(max(value, -1.0), 1e9))
        match = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            return None
        unit = "month" if self.months and match[2].lower() == "m" else match[2].lower()
        return float(match[1]) * _UNITS[unit]

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of a number with its unit; the bounds, only the check can say."""
        units = "|".join("".join(f"[{c.upper()}{c}]" for c in unit) for unit in _UNITS)
        text = {"type": "string", "pattern": rf"^\s*[0-9]{{1,6}}(\.[0-9]{{1,3}})?\s*({units})\s*$"}
        if not self.seconds:
            return text
        number = {"type": "number", "minimum": self.low.total_seconds(), "maximum": self.high.total_seconds()}
        return {"anyOf": [number, text]}


# ── lists and groups ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class ListOf:
    """A list of which every member follows one rule. `least`: fewer than that is a fault."""

    rule: Rule
    expected: Message
    least: int = 0

    def read(self, value: object, at: KeyPath, report: Report) -> tuple[Any, ...]:
        """Return the members; nothing at all is a list without members."""
        members = [] if value is None and not self.least else value
        if not isinstance(members, list):
            advice = None
            if isinstance(members, str) and members.strip() and isinstance(self.rule, Text):
                advice = M("Write it as a list: [{value}].", value=report.written(at, members))
            report.wrong(at, members, self.expected, advice)
            return ()
        if len(members) < self.least:
            report.add(at, M("found an empty list, expected {expected}.", expected=self.expected))
        return tuple(self.rule.read(member, (*at, number), report) for number, member in enumerate(members))

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of the list."""
        many: Schema = {"type": "array", "items": self.rule.schema(tell)}
        return {**many, "minItems": self.least} if self.least else {**many, "type": ["array", "null"]}


@dataclass(frozen=True, kw_only=True)
class Group:
    """Keys with a meaning. `make` builds the record of those given; `more` is the rule for all further keys."""

    keys: Mapping[str, Key]
    make: Callable[..., Any]
    more: Rule | None = None
    expected: Message = field(default_factory=lambda: M("a group of keys"))

    def read(self, value: object, at: KeyPath, report: Report) -> Any:  # noqa: ANN401
        """Return the record, or None where something in it is faulty; nothing at all is a group without keys."""
        given: object = {} if value is None else value
        if not isinstance(given, dict):
            self._not_a_group(given, at, report)
            return None
        before = len(report.faults)
        read: dict[str, Any] = {}
        more: dict[str, Any] = {}
        for name, inner in given.items():
            if name in self.keys:
                read[name] = self.keys[name].rule.read(inner, (*at, name), report)
            elif self.more:
                more[name] = self.more.read(inner, (*at, name), report)
            else:
                report.unknown_key((*at, name), list(self.keys))
        for name, key in self.keys.items():
            if key.required and name not in given:
                report.add((*at, name), M("is missing. {about}", about=key.about))
        if len(report.faults) > before:
            return None
        return self.make(**read, more=more) if self.more else self.make(**read)

    def _not_a_group(self, value: object, at: KeyPath, report: Report) -> None:
        advice = None
        glued = re.match(r"([a-z_]+):\S", value) if isinstance(value, str) else None
        if glued and glued[1] in self.keys:
            advice = M("A space is missing after the colon of `{key}:`.", key=glued[1])
        elif isinstance(value, str) and re.match(r"https?://\S+$", value) and "url" in self.keys:
            advice = M("Write: url: {value}", value=report.written(at, value))
        report.wrong(at, value, self.expected, advice)

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of the group, with what each key is for."""
        properties = {name: key.rule.schema(tell) | {"description": tell(key.about)} for name, key in self.keys.items()}
        required = [name for name, key in self.keys.items() if key.required]
        further = self.more.schema(tell) if self.more else False
        group: Schema = {"type": "object", "properties": properties, "additionalProperties": further}
        if required:
            return group | {"required": required}
        return group | {"type": ["object", "null"]}


@dataclass(frozen=True, kw_only=True)
class Table:
    """Names that the curator chooses, each with a value that follows one rule."""

    rule: Rule
    expected: Message

    def read(self, value: object, at: KeyPath, report: Report) -> dict[str, Any]:
        """Return name → value; nothing at all is a table without rows."""
        rows: object = {} if value is None else value
        if not isinstance(rows, dict):
            report.wrong(at, rows, self.expected)
            return {}
        for name in rows:
            if not name.strip() or not name.isprintable():
                report.add((*at, name), M("expected a name on one line."), key=True)
        return {name.strip(): self.rule.read(inner, (*at, name), report) for name, inner in rows.items()}

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of the table."""
        return {
            "type": ["object", "null"],
            "propertyNames": {"pattern": r"\S"},
            "additionalProperties": self.rule.schema(tell),
        }


@dataclass(frozen=True, kw_only=True)
class Anything:
    """Whatever YAML can say: what it means is another's to judge (further keys of a channel)."""

    def read(self, value: object, at: KeyPath, report: Report) -> object:
        """Return it as it is."""
        return value

    def schema(self, tell: Tell) -> Schema:
        """Return the schema that holds for everything."""
        return {}
