"""How lists and texts stand on the screen: readable at 80 columns, without colour, and read aloud.

A list is not a table: each entry is one line to recognise it by and one line of facts, so that a narrow terminal and a
screen reader lose nothing. Where the output goes to a file or a pipe, nothing is wrapped.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Sequence

import click

from curate.cli.base import local, tell, width
from curate.locale import M, Message
from curate.models import Item, Tag


def strong(text: str) -> str:
    """Return text that stands out, where the terminal shows colours and the person wants them."""
    return text if "NO_COLOR" in os.environ else click.style(text, bold=True)


def faint(text: str) -> str:
    """Return text that steps back."""
    return text if "NO_COLOR" in os.environ else click.style(text, dim=True)


def paragraph(text: str, *, indent: str = "") -> None:
    """Write text, wrapped to the screen, its paragraphs kept."""
    columns = width()
    for line in tell(text).splitlines() or [""]:
        if columns is None or not line.strip():
            click.echo(f"{indent}{line}".rstrip())
        else:
            click.echo(textwrap.fill(line, columns, initial_indent=indent, subsequent_indent=indent))


def numbered(mark: str, title: str, facts: Sequence[str]) -> None:
    """Write one entry of a list: its mark and title, and under it the facts."""
    indent = " " * max(7, len(mark) + 2)
    head = f"{mark:<{len(indent)}}"
    columns = width()
    title = tell(title)
    if columns is None:
        click.echo(f"{head}{title}")
    else:
        lines = textwrap.wrap(title, columns - len(indent)) or [""]
        click.echo(f"{head}{strong(lines[0])}")
        for line in lines[1:]:
            click.echo(f"{indent}{strong(line)}")
    for fact in facts:
        if fact:
            text = tell(fact)
            wrapped = [text] if columns is None else textwrap.wrap(text, columns - len(indent))
            for line in wrapped:
                click.echo(f"{indent}{faint(line)}")


def fields(pairs: Iterable[tuple[Message, str]]) -> None:
    """Write names and values under one another; empty values are left out."""
    shown = [(tell(name), tell(value)) for name, value in pairs if value]
    column = max((len(name) for name, _ in shown), default=0) + 2
    columns = width()
    for name, value in shown:
        head = f"{name + ':':<{column}}"
        if columns is None:
            click.echo(head + value)
        else:
            click.echo(textwrap.fill(value, columns, initial_indent=head, subsequent_indent=" " * column))


def facts_of(item: Item) -> str:
    """Return where an item is from, when, and its tags, on one line."""
    parts = [item.outlet]
    if item.author:
        parts.append(item.author)
    parts.append(local(item.published, time=False) if item.published else tell(M("no date")))
    if item.language:
        parts.append(item.language)
    if item.tags:
        parts.append(", ".join(dict.fromkeys(tag.tag for tag in item.tags)))
    return " · ".join(parts)


def tag_reason(tag: Tag) -> str:
    """Return a tag and why the item has it."""
    reasons = {
        "rule": M("{tag} (the text says “{matched}”)", tag=tag.tag, matched=tag.matched or ""),
        "source": M("{tag} (from the source {matched})", tag=tag.tag, matched=tag.matched or ""),
        "curator": M("{tag} (given by a curator)", tag=tag.tag),
    }
    return tell(reasons[tag.origin.value])
