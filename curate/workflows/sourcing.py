"""The sources: how each fares, adding one, removing one, asking without storing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from curate import config, fetch, health, sources, urls
from curate.config import Source
from curate.errors import Refused, SourceError, UsageError
from curate.locale import M, Message
from curate.models import Answer, Gap, Request, Said, SaidEntry, SourceState
from curate.workflows import asking, discovering, mailing, refreshing
from curate.workflows import desk as at
from curate.workflows.desk import Desk
from curate.workflows.discovering import Discovery, Found
from curate.workflows.refreshing import Progress

GAPS_SHOWN = timedelta(days=90)
"""How far back gaps are shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A source as it is configured, and how it fares."""

    source: Source
    state: SourceState
    gaps: tuple[Gap, ...] = ()
    """Of the last three months."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """A source that is followed from now on."""

    name: str
    url: str
    entries: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenOver:
    """What became of the feeds of a list."""

    added: tuple[str, ...]
    """Names of those that are followed from now on."""
    known: int
    """How many were followed already."""
    refused: tuple[tuple[str, Message], ...]
    """Addresses that are not right, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedOver:
    """The sources as a list for other feed readers."""

    opml: str
    feeds: int
    left_out: tuple[str, ...]
    """Names of the sources that are no feeds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What a source answered just now; nothing of it was stored."""

    name: str
    url: str
    entries: tuple[SaidEntry, ...] = ()
    warnings: tuple[Message, ...] = ()
    moved_to: str | None = None
    error: Message | None = None


def listed(desk: Desk) -> list[Row]:
    """Return the sources in the order of `sources.yaml`."""
    at.configure(desk)
    states = {state.url: state for state in desk.store.sources.all()}
    gaps: dict[int, list[Gap]] = {}
    for gap in desk.store.sources.gaps(desk.now - GAPS_SHOWN):
        gaps.setdefault(gap.source, []).append(gap)
    return [
        Row(source=source, state=states[source.url], gaps=tuple(gaps.get(states[source.url].id, ())))
        for source in desk.config.sources
        if source.url in states
    ]


def health_of(row: Row, now: datetime) -> list[Message]:
    """Return how a source fares, and what to do where it does not, a sentence a line."""
    state = row.state
    lines: list[Message] = []
    for ailment in health.ailments(state, now):
        lines.append(ailment.what)
        if ailment.command is not None:
            lines.append(M("What to do: {command}", command=ailment.command))
    if state.last_success is None:
        if not lines:
            lines.append(M("never fetched yet"))
    elif state.next_due is None or state.gone:
        lines.append(M("fetched on {when}", when=state.last_success))
    else:
        lines.append(M("fetched on {when}; due again on {due}", when=state.last_success, due=state.next_due))
    wish = health.wish(state, now)
    if wish is not None:
        lines.append(wish)
    return [*lines, *(health.gap_said(gap) for gap in row.gaps)]


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def check(desk: Desk, names: Sequence[str], *, progress: Progress | None = None) -> list[Checked]:
    """Ask sources now, without validators and without storing, and return what would come in."""
    at.configure(desk)
    states = desk.store.sources.all()
    if names:
        states = [refreshing.named(desk, states, name) for name in dict.fromkeys(names)]
    settings = {source.url: source for source in desk.config.sources}
    requests = []
    found: dict[int, Checked] = {}
    for state in states:
        try:
            request = refreshing.request(state, settings[state.url])
        except SourceError as error:  # this one cannot be asked; the others can
            found[state.id] = Checked(name=state.name, url=state.url, error=error.told)
        else:
            requests.append(replace(request, etag=None, last_modified=None))
    for done, answer in enumerate(mailing.fetch_all(desk, requests), 1):
        state = next(state for state in states if str(state.id) == answer.source)
        found[state.id] = _checked(state, settings[state.url], answer)
        if progress is not None:
            progress(done, len(requests), state.name)
    return [found[state.id] for state in states]


def _checked(state: SourceState, source: Source, answer: Answer) -> Checked:
    plain = Checked(name=state.name, url=state.url, moved_to=answer.moved_to)
    if answer.error is not None:
        return replace(plain, error=answer.error)
    try:
        said = refreshing.read(source, answer)
    except SourceError as error:
        return replace(plain, error=error.told)
    return replace(plain, entries=said.entries, warnings=said.warnings)


# ── adding and removing ──────────────────────────────────────────────────────────────────────────────────────────────


def add(
    desk: Desk,
    url: str,
    *,
    name: str | None = None,
    tags: Sequence[str] = (),
    trust: int | None = None,
    replace: str | None = None,
    allow_private: bool = False,
) -> Added:
    """Follow a source: ask its address once, find the feed behind it where it is a page, and write it into the file.

    With `replace`, an address takes the place of another one's, and the source keeps its items. Raises `SourceError`
    where no feed is found, `Refused` where it is followed already.
    """
    old = _named(desk, replace) if replace else None
    found = find(desk, url, allow_private=allow_private or bool(old and old.allow_private))
    for row in listed(desk):
        if row.source.url == found.url and row.source != old:
            raise Refused(M("{url} is followed already, as {name}.", url=found.url, name=row.state.name))
    if old is not None:
        new = found.url if found.kind == old.kind else sources.feed_url(found.kind, found.url)
        config.replace_url(desk.workspace.config, old.url, new)
        return Added(name=old.name, url=new, entries=len(found.said.entries))
    fields: dict[str, object] = {"url": found.url}
    if found.kind != "feed":
        fields["kind"] = found.kind
    fields |= {key: value for key, value in (("name", name), ("trust", trust)) if value is not None}
    if tags:
        fields["tags"] = list(tags)
    if allow_private:
        fields["allow_private"] = True
    config.add_source(desk.workspace.config, **fields)
    return Added(name=name or found.said.title or found.url, url=found.url, entries=len(found.said.entries))


def find(desk: Desk, url: str, *, allow_private: bool = False) -> Found:
    """Return the source at or behind an address; one request where it is a feed, four at most."""
    return discovering.find(desk, _of_the_web(url), allow_private=allow_private)


def discover(desk: Desk, url: str, *, allow_private: bool = False) -> Discovery:
    """Return how an address can be followed: its feeds, what it repeats, and what else can be done."""
    return discovering.discover(desk, _of_the_web(url), allow_private=allow_private)


def add_discovered(desk: Desk, found: Discovery, *, pick: int | None = None, allow_private: bool = False) -> Added:
    """Follow what was discovered: the feed, where there is one, else the best proposal; `pick` asks for a proposal.

    `Refused` where there is none, or it is followed already.
    """
    if pick is None and found.feed is None and not found.feeds and found.kind != "page":
        return add(desk, found.url, allow_private=allow_private)  # a kind of its own
    if pick is None and found.feed is not None:
        return _write(desk, {"url": found.url, "allow_private": allow_private or None}, found.feed)
    for feed in found.feeds if pick is None else ():
        try:
            here = urls.host(feed.url) == urls.host(found.url)
            return add(desk, feed.url, allow_private=allow_private and here)
        except SourceError:
            continue  # a feed that cannot be read: the next, else the page itself
    number = pick or 1
    if not 1 <= number <= len(found.proposals):
        raise Refused(
            M("There is no proposal {number} for {url}.", number=number, url=found.url)
            if found.proposals
            else M("Nothing was found at {url} that could be followed.", url=found.url),
            hint=M("See what else can be done with: curate sources discover {url}", url=found.url),
        )
    chosen = found.proposals[number - 1]
    return _write(desk, dict(chosen.row), chosen.said)


def _write(desk: Desk, row: dict[str, object], said: Said) -> Added:
    written = config.add_source(desk.workspace.config, **row)
    return Added(name=said.title or written.name, url=written.url, entries=len(said.entries))


def _of_the_web(url: str) -> str:
    url = address(url)
    if fetch.is_mailbox(url):  # what was typed is not repeated: a password may stand in it
        raise UsageError(
            M("A mailbox is not added by command."),
            hint=M(
                "Write it into sources.yaml: - {{url: {example}, kind: mail}}. Then try it with: curate sources check",
                example="imaps://an%40example.org@imap.example.org/INBOX",
            ),
        )
    if not urls.is_http(url):
        raise UsageError(
            M("{url} is not an address of the web.", url=url), hint=M("Give one that begins with https:// or http://")
        )
    return url


def address(typed: str) -> str:
    """Return the address a person means: `socius.be` is a page of the web, `mailto:an@socius.be` is not."""
    typed = typed.strip()
    return typed if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", typed) else f"https://{typed}"


def take_over(desk: Desk, file: Path) -> TakenOver:
    """Follow the feeds of a list (OPML) that are not followed yet, and return what became of each.

    Nobody is asked: the next fetch tells which of them are still there. Raises `UsageError` where the list cannot be
    read, and then nothing is changed.
    """
    from curate.sources import _opml as opml

    outlines = opml.parse(_content(file, opml.LARGEST), file.name)
    rows = [{"url": outline.url, "name": outline.name, "tags": outline.tags} for outline in outlines]
    asked = [url for source in desk.config.sources if (url := _asked(source)) is not None]
    made = config.add_sources(desk.workspace.config, rows, followed=asked)
    return TakenOver(added=tuple(source.name for source in made.added), known=len(made.known), refused=made.refused)


def hand_over(desk: Desk) -> HandedOver:
    """Return the sources as a list that other feed readers take (OPML).

    `Refused` where there is no feed.
    """
    from curate.sources import _opml as opml

    left_out, outlines = [], []
    for row in listed(desk):
        source, asked = row.source, _asked(row.source)
        if asked is None:
            left_out.append(row.state.name)
        else:
            home = source.url if asked != source.url else ""
            outlines.append(opml.Outline(url=asked, name=row.state.name, tags=source.tags, home=home))
    if not outlines:
        raise Refused(M("There is no feed to hand over."), hint=M("Follow one first, with: curate sources add URL"))
    text = opml.write(outlines, desk.config.organisation.name or "curate")
    return HandedOver(opml=text, feeds=len(outlines), left_out=tuple(left_out))


def _asked(source: Source) -> str | None:
    """Return the address of a source's feed; None where it is read otherwise (a page), or cannot be."""
    try:
        if source.kind == "feed" or isinstance(sources.kind(source.kind), sources.HasFeed):
            return sources.feed_url(source.kind, source.url)
    except SourceError:
        pass  # it has no feed that a list could name; its next fetch tells the curator why
    return None


def _content(file: Path, largest: int) -> bytes:
    """Return the bytes of a file, no more than one beyond `largest`; `UsageError` where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return opened.read(largest + 1)
    except FileNotFoundError as error:
        raise UsageError(M("{path} is not there.", path=file)) from error
    except OSError as error:
        raise UsageError(
            M("{path} cannot be read.", path=file), hint=M("Name the file that your feed reader exported (OPML).")
        ) from error


def ask(desk: Desk, url: str, *, allow_private: bool = False) -> Answer:
    """Return the answer of one address; `SourceError` where it could not be had."""
    request = Request(source=url, url=url, allow_private=allow_private)
    for answer in list(asking.fetch_all(desk, [request])):  # to its end, where its connections are closed
        if answer.error is not None:
            raise SourceError(answer.error, source=url)
        return answer
    raise UsageError(M("{url} is no address.", url=url))


def _named(desk: Desk, name: str) -> Source:
    """Return the source that a person means by a name, its feed's own title, or its address."""
    at.configure(desk)
    state = refreshing.named(desk, desk.store.sources.all(), name)
    return next(source for source in desk.config.sources if source.url == state.url)


def remove(desk: Desk, name: str) -> str:
    """Take a source out of the file, and return its name; its items stay."""
    source = _named(desk, name)
    shown = next(state.name for state in desk.store.sources.all() if state.url == source.url)
    config.remove_source(desk.workspace.config, source.name)
    return shown
