"""Faults in `sources.yaml`: gathered while it is checked, told at once with file, line, key, found and expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Protocol

from curate.errors import ConfigError
from curate.locale import MN, M, Message

KeyPath = tuple[str | int, ...]
"""Where a value stands in the file: ("sources", 2, "trust")."""

MOST_SHOWN = 10
"""Faults told at once; more than that helps nobody."""
LONGEST_SHOWN = 60
"""Characters of a found value that are shown."""

# Words that people whose file is in Dutch (or American) write for the keys.
SYNONYMS = {
    "organisatie": "organisation",
    "bronnen": "sources",
    "bron": "sources",
    "naam": "name",
    "titel": "title",
    "taal": "language",
    "lang": "language",
    "tijdzone": "timezone",
    "kanalen": "channels",
    "labels": "tags",
    "tag": "tags",
    "trefwoorden": "tags",
    "soort": "kind",
    "type": "kind",
    "vertrouwen": "trust",
    "eigen": "own",
    "adres": "url",
    "link": "url",
    "feed": "url",
    "site": "url",
    "website": "url",
    "nieuwsbrief": "digest",
    "bewaren": "keep",
    "selectors": "select",
    "datum": "date",
    "samenvatting": "summary",
    "afbeelding": "image",
    "slot": "closing",
    "goedkeuring": "approval",
    "interval": "every",
    "active": "enabled",
}


class Positions(Protocol):
    """Where values stand in a file, and how they are written there."""

    def line(self, at: KeyPath, *, key: bool = False) -> int | None:
        """Return the line (from 1) of the value at a path, or of its key; None where it stands nowhere."""

    def raw(self, at: KeyPath) -> str | None:
        """Return a single value as it is written in the file; None where it is a list or a group, or not there."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong with the file."""

    line: int | None
    """From 1; None where the file has none to point at."""
    key: str
    """Dotted path, such as `sources[2].trust`; "" for the file as a whole."""
    problem: Message
    """What was found, what was expected and what to do."""


class FaultyFileError(ConfigError):
    """A file with faults in it; `faults` are those told, in the order of the file."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        # One thing is told once: a value that YAML could not read is not found missing as well.
        once = {(fault.line, fault.key): fault for fault in reversed(faults)}.values()
        ordered = sorted(once, key=lambda fault: (fault.line or 0, fault.key))
        self.faults: tuple[Fault, ...] = tuple(ordered[:MOST_SHOWN])
        sentences = [_sentence(file, fault) for fault in self.faults]
        rest = len(ordered) - len(sentences)
        if rest:
            sentences.append(MN("… and {n} more fault.", "… and {n} more faults.", rest))
        super().__init__(lines(sentences), hint=M("Correct the file and run the command again. Nothing was done yet."))


@dataclass(kw_only=True)
class Report:
    """The faults found so far, each with the line that its path has in the file."""

    positions: Positions | None = None
    faults: list[Fault] = field(default_factory=list)

    def add(self, at: KeyPath, problem: Message, *, key: bool = False, line: int | None = None) -> None:
        """Note that something is wrong at a path; `key`: with the key itself rather than its value."""
        if line is None and self.positions:
            line = self.positions.line(at, key=key)
        self.faults.append(Fault(line=line, key=dotted(at), problem=problem))

    def wrong(self, at: KeyPath, value: object, expected: Message, advice: Message | None = None) -> None:
        """Note that a value is not what was expected there."""
        found = self._found(at, value)
        if advice is None:
            self.add(at, M("found {found}, expected {expected}.", found=found, expected=expected))
        else:
            self.add(
                at,
                M("found {found}, expected {expected}. {advice}", found=found, expected=expected, advice=advice),
            )

    def unknown_key(self, at: KeyPath, known: Sequence[str]) -> None:
        """Note a key that means nothing where it stands, with the one that was probably meant."""
        word = str(at[-1])
        found, meant = shown(word), nearest(word, known)
        if meant:
            problem = M("found the unknown key “{found}”. Did you mean “{meant}”?", found=found, meant=meant)
        else:
            problem = M(
                "found the unknown key “{found}”, expected one of: {known}.", found=found, known=", ".join(known)
            )
        self.add(at, problem, key=True)

    def written(self, at: KeyPath, value: object) -> str:
        """Return a single value as the file writes it (`yes`, not True), or as YAML would."""
        raw = self.positions.raw(at) if self.positions else None
        if raw is not None:
            return shown(raw)
        return {True: "true", False: "false"}[value] if isinstance(value, bool) else shown(str(value))

    def _found(self, at: KeyPath, value: object) -> Message | str:
        if value is None:
            return M("nothing")
        if isinstance(value, list):
            return M("a list")
        if isinstance(value, dict):
            return M("a group of keys")
        if isinstance(value, str):
            return f"“{shown(value)}”"
        return self.written(at, value)


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that was probably meant, or None."""
    folded = word.strip().casefold()
    if SYNONYMS.get(folded) in known:
        return SYNONYMS[folded]
    by_fold = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(folded, list(by_fold), 1)
    return by_fold[near[0]] if near else None


def dotted(at: KeyPath) -> str:
    """Return a path as people write it: `sources[2].trust`, lists counted from 0."""
    text = ""
    for step in at:
        text += f"[{step}]" if isinstance(step, int) else f".{shown(step)}" if text else shown(step)
    return text


def shown(text: str) -> str:
    """Return text that is safe and short enough for a sentence: no control characters, at most 60 characters."""
    short = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    return "".join(character if character.isprintable() else "�" for character in short)


def lines(sentences: Sequence[Message]) -> Message:
    """Return one message that says several, a line each."""
    params = {f"line{number}": sentence for number, sentence in enumerate(sentences)}
    return Message("\n".join(f"{{{name}}}" for name in params), params)


def _sentence(file: str, fault: Fault) -> Message:
    if fault.line is None and not fault.key:
        return M("{file}: {problem}", file=file, problem=fault.problem)
    if fault.line is None:
        return M("{file}, {key}: {problem}", file=file, key=fault.key, problem=fault.problem)
    if not fault.key:
        return M("{file}, line {line}: {problem}", file=file, line=fault.line, problem=fault.problem)
    return M("{file}, line {line}, {key}: {problem}", file=file, line=fault.line, key=fault.key, problem=fault.problem)
