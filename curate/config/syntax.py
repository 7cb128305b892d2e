"""What YAML's own complaints mean, in plain words, with the line on which to look."""

from __future__ import annotations

import re

from yaml import MarkedYAMLError

from curate.locale import M, Message

_SINGLE = re.compile(r"(?<![\w'])'[^']*'\w")
_GLUED = re.compile(r"\s*(?:- )?(?P<key>[A-Za-z_]+):[^\s:/]")


def explained(error: MarkedYAMLError, text: str) -> tuple[int, Message]:
    """Return the line (from 1) where the fault is to be looked for, and what is wrong there.

    libyaml and PyYAML's own scanner word their complaints differently; both are understood, and what is not understood
    is still told with line and column.
    """
    rows = text.split("\n")
    problem = str(error.problem or "")
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    started = error.context_mark.line if error.context_mark else line
    known = (
        _tab(problem, rows, line)
        or _unclosed(problem, str(error.context or ""), started)
        or _alias(problem, line)
        or _colon(problem, rows, line)
        or _odd_start(problem, rows, line, column)
        or _indentation(problem, str(error.context or ""), rows, line)
    )
    if known:
        return known
    return line + 1, M(
        "this is not sound YAML (at column {column}). Check the indentation, the quotes and the colons "
        "here and on the line above.",
        column=column + 1,
    )


def _row(rows: list[str], line: int) -> str:
    return rows[line].rstrip("\r") if 0 <= line < len(rows) else ""


def _tab(problem: str, rows: list[str], line: int) -> tuple[int, Message] | None:
    row = _row(rows, line)
    indentation = row[: len(row) - len(row.lstrip())]
    if "\t" in indentation or "'\\t'" in problem or "tab character" in problem:
        return line + 1, M("found a tab. Indent with spaces, never with the Tab key.")
    return None


def _unclosed(problem: str, context: str, started: int) -> tuple[int, Message] | None:
    if "quoted scalar" in context and ("end of stream" in problem or "document separator" in problem):
        return started + 1, M("a quote is opened here and never closed.")
    if "flow sequence" in context:
        return started + 1, M("a list opened with [ here is not closed with ], or a comma is missing in it.")
    if "flow mapping" in context:
        return started + 1, M("a group opened with {{ here is not closed with }}, or a comma is missing in it.")
    if "escape" in problem:
        return started + 1, M(
            "found a backslash between double quotes that means nothing. Use single quotes, or write it twice."
        )
    return None


def _alias(problem: str, line: int) -> tuple[int, Message] | None:
    if "alias" in problem:
        return line + 1, M("found a word that begins with *. Put quotes around it.")
    if "duplicate anchor" in problem:
        return line + 1, M("found the same &name a second time. Give it another name.")
    return None


def _colon(problem: str, rows: list[str], line: int) -> tuple[int, Message] | None:
    """Explain “mapping values are not allowed” and “could not find expected ':'”, the two most frequent."""
    if "mapping values are not allowed" not in problem and "could not find expected ':'" not in problem:
        return None
    for number in (line - 1, line):
        glued = _GLUED.match(_row(rows, number))
        if glued:
            return number + 1, M("a space is missing after the colon of `{key}:`.", key=glued["key"])
    if "could not find" in problem:
        number = line if _row(rows, line).strip() and ":" not in _row(rows, line) else max(line - 1, 0)
        return number + 1, M("expected a key with a colon and a space, such as `name: Blog`.")
    if _row(rows, line).count(": ") > 1 or re.search(r": .*:$", _row(rows, line)):
        return line + 1, M("found a second colon in a value. Put quotes around the value.")
    return line + 1, M(
        "found a key where none can stand. Either it is indented differently from the keys above it, "
        "or the line above holds a value already."
    )


def _odd_start(problem: str, rows: list[str], line: int, column: int) -> tuple[int, Message] | None:
    if "cannot start any token" not in problem:
        return None
    character = _row(rows, line)[column : column + 1]
    return line + 1, M("found a value that begins with {character}. Put quotes around it.", character=character)


def _indentation(problem: str, context: str, rows: list[str], line: int) -> tuple[int, Message] | None:
    """Explain “did not find expected key” and its kin: text after a closing quote, or an indentation that is off."""
    row = _row(rows, line)
    if "expected '-' indicator" in problem or ("<block end>" in problem and "block collection" in context):
        return line + 1, M("this line is indented differently from the lines above it, or its “- ” is missing.")
    if "did not find expected key" not in problem and "<block end>" not in problem:
        return None
    if _SINGLE.search(row):
        return line + 1, M("found an apostrophe inside single quotes. Use double quotes around the text.")
    if re.search(r"[\"'\]}]\s*[^\s#,]", row):
        return line + 1, M("found text after a closing quote or bracket. Put quotes around the whole value.")
    return line + 1, M("this line is indented differently from the lines it belongs with.")
