"""What a terminal sends, as keys; and what keys make of a line that is typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from curate import platforms
from curate.cli.base import tell

_NAMED = {
    "\x1b[A": "up", "\x1bOA": "up", "\x1b[B": "down", "\x1bOB": "down", "\x1b[5~": "page up", "\x1b[6~": "page down",
    "\x1b[H": "home", "\x1bOH": "home", "\x1b[1~": "home", "\x1b[F": "end", "\x1bOF": "end", "\x1b[4~": "end",
    "\r": "enter", "\n": "enter", "\x7f": "backspace", "\b": "backspace", "\t": "tab", "\x1b[Z": "tab back",
    "\x15": "clear", "\x17": "word back", platforms.REDRAW: "redraw", "\x04": "end of input", " ": "space",
}  # fmt: skip
"""What a terminal sends → the key; see "XTerm Control Sequences", PC-Style Function Keys."""
_PASTE = re.compile("\x1b\\[200~(.*?)\x1b\\[201~", re.DOTALL)
_SEQUENCE = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|O[ -~])")
_UNFINISHED = re.compile("\x1b(?:\\[[0-?]*[ -/]*|O)?")


def keys(typed: str, *, last: bool) -> tuple[list[str], str]:
    """Return the keys that some input is, and what may be the beginning of a further one.

    What was pasted is one key that begins with "paste:". `last`: nothing follows soon, so that Escape is itself.
    """
    found: list[str] = []
    while typed:
        if pasted := _PASTE.match(typed):
            found.append("paste:" + pasted[1])
            typed = typed[pasted.end() :]
        elif typed.startswith("\x1b[200~"):
            break
        elif sequence := _SEQUENCE.match(typed):
            found.append(_NAMED.get(sequence[0], "unknown"))
            typed = typed[sequence.end() :]
        elif typed[0] == "\x1b":
            if not last and _UNFINISHED.fullmatch(typed):
                break
            found.append("escape")
            typed = typed[1:]
        else:
            found.append(_NAMED.get(typed[0], typed[0] if typed[0].isprintable() else "unknown"))
            typed = typed[1:]
    return found, typed


def completed(typed: str, words: Sequence[str], *, again: int) -> str:
    """Return a line of names between commas, its last one completed: to the word number `again` of those that fit."""
    before, comma, last = typed.rpartition(",")
    sign = re.match(r"\s*[+-]?", last)
    assert sign is not None  # noqa: S101  (it matches nothing too)
    begun = last[sign.end() :].casefold()
    fitting = [word for word in words if word.casefold().startswith(begun)]
    fitting += [word for word in words if begun in word.casefold() and word not in fitting]
    if not fitting:
        return typed
    return before + comma + sign[0] + fitting[again % len(fitting)]


def edited(typed: str, pressed: str) -> str:
    """Return a line after a key."""
    if pressed == "backspace":
        return typed[:-1]
    if pressed == "word back":
        return re.sub(r"\S*\s*$", "", typed)
    if pressed == "clear":
        return ""
    if pressed.startswith("paste:"):
        return typed + " ".join(tell(pressed[6:]).split())
    if pressed == "space":
        return typed + " "
    return typed + pressed if len(pressed) == 1 else typed
