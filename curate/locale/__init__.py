"""Sentences that a person reads: made once as a `Message`, put into a language at the edge.

Everything below the command line says what it has to say with `M(...)`, which is a value, not a string: the pure
middle knows no language. Whoever shows it calls `translate(message, language)`. The English sentence is the key of the
gettext catalogue; `nl` is complete (a test holds it), and what the public reads (marked `P(...)`) also in `fr` and
`de`.
"""

from __future__ import annotations

import gettext
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

PEOPLE = ("nl", "en")
"""Languages that everything a curator reads exists in."""
PUBLIC = ("nl", "en", "fr", "de")
"""Languages that everything the public reads exists in."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in English with `{names}`, and the values for them.

    `str(message)` is the English sentence. Values that are messages are translated with it; dates are written as the
    reader's language writes them.
    """

    text: str
    params: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    number: int = 0

    def __str__(self) -> str:
        return translate(self, "en")


def M(text: str, /, **params: object) -> Message:  # noqa: N802  (the marker that extraction looks for)
    """Return the message for a curator; `text` is the English sentence and the key of the catalogue."""
    return Message(text, params)


def MN(one: str, many: str, number: int, /, **params: object) -> Message:  # noqa: N802
    """Return the message that fits `number`, which both sentences may name as `{n}`."""
    return Message(one, {"n": number, **params}, many, number)


P = M
"""As `M`, for what the public reads: these exist in French and German too."""
PN = MN
"""As `MN`, for what the public reads."""


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of `language`, or the empty one (English) where there is none."""
    compiled = resources.files(__package__).joinpath(language, "LC_MESSAGES", "curate.mo")
    if not compiled.is_file():
        return gettext.NullTranslations()
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def translate(message: Message | str, language: str) -> str:
    """Return the sentence in `language` (two letters), in English where the catalogue does not hold it."""
    if isinstance(message, str):
        return message
    catalogue = _catalogue(language)
    if message.plural is None:
        sentence = catalogue.gettext(message.text)
    else:
        sentence = catalogue.ngettext(message.text, message.plural, message.number)
    return sentence.format_map({name: _shown(value, language) for name, value in message.params.items()})


def _shown(value: object, language: str) -> object:
    if isinstance(value, Message):
        return translate(value, language)
    if isinstance(value, datetime):
        from babel.dates import format_datetime  # 40 ms: only where a date is shown

        return format_datetime(value, "d MMM y HH:mm", locale=language)
    if isinstance(value, date):
        from babel.dates import format_date

        return format_date(value, "long", locale=language)
    return value


def pack(message: Message) -> str:
    """Return a message as text that a database can keep and `unpack` reads, so that it can be shown in any language."""
    return json.dumps(_plain(message), ensure_ascii=False)


def unpack(packed: str) -> Message:
    """Return the message that `pack` wrote."""
    return _message(json.loads(packed))


def _plain(value: object) -> object:
    if isinstance(value, Message):
        plain: dict[str, object] = {"text": value.text}
        if value.params:
            plain["params"] = {name: _plain(param) for name, param in value.params.items()}
        if value.plural is not None:
            plain |= {"plural": value.plural, "number": value.number}
        return plain
    if isinstance(value, date):  # a moment is one too
        return {"date": value.isoformat()}
    return value if isinstance(value, (int, float, str)) else str(value)


def _message(plain: dict[str, Any]) -> Message:
    params = {name: _value(value) for name, value in plain.get("params", {}).items()}
    return Message(plain["text"], params, plain.get("plural"), plain.get("number", 0))


def _value(plain: object) -> object:
    if not isinstance(plain, dict):
        return plain
    if "date" in plain:
        text = str(plain["date"])
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return _message(plain)
