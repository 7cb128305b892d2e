"""What `utm` may be at a channel: true, or a group of campaign words."""

from __future__ import annotations

from dataclasses import dataclass

from curate.config.faults import KeyPath, Report
from curate.config.rules import Group, Key, Schema, Tell, Text, YesNo
from curate.locale import M

WORDS = ("source", "medium", "campaign", "term", "content")
"""What the campaign words are, as they stand in an address after `utm_`."""
_GROUP = Group(
    keys={word: Key(rule=Text(), about=M("What stands in the address as utm_{word}.", word=word)) for word in WORDS},
    make=dict,
    expected=M("true, or a group of campaign words"),
)


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """True or false, or a group of campaign words."""

    def read(self, value: object, at: KeyPath, report: Report) -> bool | dict[str, str]:
        """Return whether there are any, or those that the curator chose."""
        if isinstance(value, bool):
            return value
        words: dict[str, str] | None = _GROUP.read(value, at, report)
        return words or False

    def schema(self, tell: Tell) -> Schema:
        """Return the schema of either."""
        return {"anyOf": [YesNo().schema(tell), _GROUP.schema(tell)]}
