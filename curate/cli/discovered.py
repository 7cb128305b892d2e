"""How `curate sources discover` shows what it found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from curate import config
from curate.cli import layout
from curate.cli.base import local, say, tell, utc
from curate.locale import MN, M
from curate.models import Said, SaidEntry
from curate.workflows.discovering import Discovery
from curate.workflows.sourcing import Added

SHOWN = 5
"""Items of a proposal that are shown."""


def as_json(found: Discovery, added: Added | None) -> dict[str, object]:
    """Return what was found as our JSON has it."""
    return {
        "url": found.url,
        "kind": found.kind,
        "title": found.title,
        "items": None if found.feed is None else len(found.feed.entries),
        "entries": [] if found.feed is None else _entries(found.feed.entries),
        "feeds": [{"url": feed.url, "title": feed.title, "type": feed.kind} for feed in found.feeds],
        "proposals": [
            {
                "select": dict(each.select),
                "items": len(each.said.entries),
                "entries": _entries(each.said.entries),
                "warnings": [tell(warning) for warning in each.said.warnings],
                "yaml": config.written(each.row),
            }
            for each in found.proposals
        ],
        "sitemaps": list(found.sitemaps),
        "advice": [tell(line) for line in found.advice],
        "added": None if added is None else {"name": added.name, "url": added.url, "entries": added.entries},
    }


def _entries(entries: Sequence[SaidEntry]) -> list[dict[str, object]]:
    return [
        {
            "title": entry.title,
            "url": entry.url,
            "published": utc(entry.published),
            "summary": entry.summary,
            "image": entry.image,
        }
        for entry in entries[:SHOWN]
    ]


def show(found: Discovery) -> None:
    """Write what was found, for a person."""
    if found.feed is not None:
        say(M("{url} is a feed: {title}", url=found.url, title=found.title or found.url))
        for line in _lines(found.feed):
            say(line)
    if found.feeds:
        say(MN("The page names {n} feed:", "The page names {n} feeds:", len(found.feeds)))
        for feed in found.feeds:
            layout.numbered("•", feed.title or feed.url, [tell(M("curate sources add {url}", url=feed.url))])
    if found.proposals:
        _show_proposals(found)
    elif found.feed is None and not found.feeds and found.kind == "page":
        say(M("The page names no feed, and repeats nothing that looks like a list of news. What else can be done:"))
    for advice in found.advice:
        layout.numbered("•", tell(advice), [])


def _show_proposals(found: Discovery) -> None:
    say()
    if found.feeds:
        say(M("A feed is surer, but the page itself can be followed too:"))
    else:
        say(M("The page names no feed, but it can be followed itself:"))
    for number, each in enumerate(found.proposals, 1):
        layout.numbered(
            f"{number}.", tell(MN("{n} item", "{n} items", len(each.said.entries))), list(_lines(each.said))
        )
        say()
        click.echo(config.written(each.row))
    say(M("Paste the lines of the one that fits under `sources:` in sources.yaml, or let curate do it:"))
    if found.proposals[0].row.get("allow_private"):
        say(M("curate sources discover {url} --pick 1 --allow-private", url=found.url))
    else:
        say(M("curate sources discover {url} --pick 1", url=found.url))


def _lines(said: Said) -> Iterator[str]:
    """Yield the first items, each with its date and link, and what is wrong."""
    for entry in said.entries[:SHOWN]:
        yield f"{local(entry.published, time=False)}  {entry.title}"
        yield f"    {entry.url or ''}"
    for warning in said.warnings:
        yield tell(warning)
