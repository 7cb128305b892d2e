"""The text of `sources.yaml` with a source more, a source less, or another value: all other characters stay in place.

What is cut and where is told by the parser's tokens, which (unlike nodes) end where their text ends and know aliases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import yaml
from yaml.nodes import MappingNode, SequenceNode

from curate.config.faults import KeyPath
from curate.config.reading import Yaml, child, tokens

_BREAK = re.compile(r"\r\n|\r|\n")


def with_sources(document: Yaml, rows: Sequence[Mapping[str, object]]) -> str:
    """Return the text with more sources (one at least) at the end of the list, written as the others are."""
    text, node = document.text, document.node(("sources",))
    in_flow = ", ".join(_flow(dict(fields)) for fields in rows)
    if isinstance(node, SequenceNode) and node.value:
        places = _places(document, node)
        if places[-1].flow:
            return f"{text[: places[-1].end]}, {in_flow}{text[places[-1].end :]}"
        return _with_block(document, text, places[-1].end, places[-1].column, rows)
    start, end, column = _empty(document)
    if isinstance(document.root, MappingNode) and document.root.flow_style:
        return f"{text[:start]} [{in_flow}]{text[end:]}"
    return _with_block(document, text[:start] + text[end:], start, column + 2, rows)


def without_source(document: Yaml, number: int) -> str:
    """Return the text without the source at a place in the list (from 0). Comments between sources stay."""
    text, node = document.text, document.node(("sources",))
    places = _places(document, node) if isinstance(node, SequenceNode) else []
    place = places[number]
    if not place.flow:
        return text[: _row_start(text, place.start)] + text[_row_end(text, place.end) :]
    if number + 1 < len(places):
        return text[: place.start] + text[places[number + 1].start :]
    start = places[number - 1].end if number else place.start
    return text[:start] + text[place.end :]


def with_value(document: Yaml, at: KeyPath, value: str) -> str:
    """Return the text with another text at a path. Raises KeyError where nothing stands there."""
    node = document.node(at)
    if node is None:
        raise KeyError(at)
    return document.text[: node.start_mark.index] + _flow([value])[1:-1] + document.text[node.end_mark.index :]


def with_word(document: Yaml, tag: str, word: str) -> str | None:
    """Return the text with a word more at the end of a tag's rule; the tag after the others where it is not there.

    None where the rule is another's (an alias, or merged in): what is written once cannot be changed for one.
    """
    group = document.node(("tags",))
    if not isinstance(group, MappingNode) or not group.value:
        return _with_first_tag(document, tag, word)
    own = next(((key, value) for key, value in group.value if key.value == tag), None)
    if own is None:
        return None if child(group, tag) else _with_tag(document, group, tag, word)
    key, rule = own
    text = document.text
    if isinstance(rule, SequenceNode) and rule.value:
        places = _places(document, rule)
        if rule.start_mark.index < key.end_mark.index or places[-1].end < key.end_mark.index:
            return None
        if places[-1].flow:
            return f"{text[: places[-1].end]}, {_word(word)}{text[places[-1].end :]}"
        return _with_line(document, text, places[-1].end, f"{' ' * places[-1].column}- {_word(word)}")
    if rule.start_mark.index < key.end_mark.index:
        return None
    colon = text.index(":", key.end_mark.index) + 1
    return f"{text[:colon]} [{_word(word)}]{text[max(colon, rule.end_mark.index) :]}"


def _with_first_tag(document: Yaml, tag: str, word: str) -> str | None:
    """Return the text with a tag where there is none yet."""
    text, found = document.text, child(document.root, "tags")
    inner = f"{_key(tag)}: [{_word(word)}]"
    if found is None:
        if isinstance(document.root, MappingNode) and document.root.flow_style:
            end = document.root.end_mark.index - 1
            return f"{text[:end].rstrip().removesuffix(',')}, tags: {{{inner}}}{text[end:]}"
        newline = _newline(document)
        return f"{text}{'' if _BREAK.search(text[-1:]) else newline}{newline}tags:{newline}  {inner}{newline}"
    key, value = found
    colon = text.index(":", key.end_mark.index) + 1
    if value.start_mark.index < key.end_mark.index:
        return None
    end = max(colon, value.end_mark.index)
    if isinstance(document.root, MappingNode) and document.root.flow_style:
        return f"{text[:colon]} {{{inner}}}{text[end:]}"
    kept = text[:colon] + text[end:]
    return _with_line(document, kept, colon, f"{' ' * (key.start_mark.column + 2)}{inner}")


def _with_tag(document: Yaml, group: MappingNode, tag: str, word: str) -> str | None:
    """Return the text with a tag after the others."""
    text, inner = document.text, f"{_key(tag)}: [{_word(word)}]"
    found = child(document.root, "tags")
    if found is None or group.start_mark.index < found[0].end_mark.index:
        return None
    if group.flow_style:
        end = group.end_mark.index - 1
        return f"{text[:end].rstrip().removesuffix(',')}, {inner}{text[end:]}"
    within = [
        token for token in tokens(text)
        if group.start_mark.index <= token.start_mark.index < group.end_mark.index
        and not isinstance(token, yaml.BlockEndToken)
    ]  # fmt: skip
    column = group.value[0][0].start_mark.column
    return _with_line(document, text, _content_end(text, within), f"{' ' * column}{inner}")


def _with_line(document: Yaml, text: str, place: int, line: str) -> str:
    """Return the text with a line more, after the one that holds `place`."""
    end = _row_end(text, place)
    before = text[:end] if _BREAK.search(text[end - 1 : end]) else text[:end] + _newline(document)
    return f"{before}{line}{_newline(document)}{text[end:]}"


def _newline(document: Yaml) -> str:
    broken = _BREAK.search(document.text)
    return broken.group() if broken else "\n"


def _word(word: str) -> str:
    """Return a word of a rule as it is written in a list: a phrase between quotes, as in the examples."""
    bare = _flow([word])[1:-1]
    return f'"{word}"' if bare == word and " " in word and not {'"', "\\"} & {*word} else bare


def _key(name: str) -> str:
    return _flow({name: 1}).removeprefix("{").removesuffix(": 1}")


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where one member of a list stands: from its dash (in a flow list, from itself) to the end of its last word."""

    start: int
    end: int
    column: int
    flow: bool


def _places(document: Yaml, node: SequenceNode) -> list[_Place]:
    if node.flow_style:
        return [
            _Place(start=item.start_mark.index, end=item.end_mark.index, column=0, flow=True) for item in node.value
        ]
    within = [
        token
        for token in tokens(document.text)
        if node.start_mark.index <= token.start_mark.index < node.end_mark.index
        and not isinstance(token, yaml.BlockEndToken)
    ]
    first = next(token for token in within if isinstance(token, yaml.BlockEntryToken))
    column = first.start_mark.column
    dashes = [
        number
        for number, token in enumerate(within)
        if isinstance(token, yaml.BlockEntryToken) and token.start_mark.column == column
    ]
    return [
        _Place(
            start=within[dash].start_mark.index,
            end=_content_end(document.text, within[dash:following]),
            column=column,
            flow=False,
        )
        for dash, following in pairwise([*dashes, len(within)])
    ]


def _content_end(text: str, within: list[yaml.Token]) -> int:
    start: int = within[0].start_mark.index
    end = max(token.end_mark.index for token in within)
    return start + len(text[start:end].rstrip())  # a block text (|) takes the empty lines after it for its own


def _with_block(document: Yaml, text: str, place: int, column: int, rows: Sequence[Mapping[str, object]]) -> str:
    """Return the text with sources on lines of their own, after the line that holds `place`."""
    broken = _BREAK.search(document.text)
    newline = broken.group() if broken else "\n"
    more = "".join(block(fields, column=column, newline=newline) for fields in rows)
    end = _comments_end(text, _row_end(text, place), column)
    before = text[:end]
    if not _BREAK.search(before[-1:]):
        before += newline
    return before + more + text[end:]


def block(fields: Mapping[str, object], *, column: int = 2, newline: str = "\n") -> str:
    """Return a source in block style, its dash in that column (from 0)."""
    return "".join(
        f"{' ' * column}{'  ' if number else '- '}{key}: {_value(value)}{newline}"
        for number, (key, value) in enumerate(fields.items())
    )


def _empty(document: Yaml) -> tuple[int, int, int]:
    """Return where the empty value of `sources` begins (behind the colon) and ends, and the key's column."""
    key, value = child(document.root, "sources") or (document.root, document.root)
    colon = document.text.index(":", key.end_mark.index) + 1
    return colon, max(colon, int(value.end_mark.index)), int(key.start_mark.column)


def _value(value: object) -> str:
    """Return a value as it stands behind a key in block style."""
    if isinstance(value, (list, dict)):
        return _flow(value)
    return yaml.safe_dump({"k": value}, allow_unicode=True, width=inf).strip()[3:]


def _flow(value: object) -> str:
    return yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=inf).strip()


def _comments_end(text: str, place: int, column: int) -> int:
    """Return where the comments end that follow directly and stand further in than a dash."""
    # Such a comment speaks of the source above it.
    while comment := re.compile(rf"[ ]{{{column + 1},}}#").match(text, place):
        place = _row_end(text, comment.end())
    return place


def _row_start(text: str, place: int) -> int:
    return max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1


def _row_end(text: str, place: int) -> int:
    """Return where the next line begins."""
    found = _BREAK.search(text, place)
    return found.end() if found else len(text)
