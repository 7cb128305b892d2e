"""Collecting: the sources, fetching, reading in one page."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import (
    Group,
    as_json,
    command,
    dry_run,
    emit,
    local,
    on_terminal,
    option,
    say,
    say_help,
    session,
    tell,
    utc,
    warn,
)
from curate.cli.base import command as base_command
from curate.errors import UsageError
from curate.locale import MN, M, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from curate.cli.base import Command
    from curate.models import FetchSummary
    from curate.workflows.reading import Read
    from curate.workflows.refreshing import Progress
    from curate.workflows.sourcing import Added

SOME_FAILED = 3


@contextmanager
def progress_bar(label: Message) -> Iterator[Progress | None]:
    """Give a progress bar where a person is looking, and None where nobody is (cron, a pipe)."""
    if not (on_terminal() and sys.stderr.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.text import Text

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[last]}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(tell(label), total=None, last="")

        def moved(done: int, total: int, last: str) -> None:
            bar.update(task, completed=done, total=total, last=Text(tell(last)[:30]))

        yield moved


@command(
    "fetch",
    M(
        "Fetch what is due, then tag and rank it. With names: only those sources.\n\n"
        "Silent in cron when all is well; exit code 3 where some sources failed."
    ),
    example="curate fetch",
)
@click.argument("names", metavar="[NAME…]", nargs=-1)
@option("--all", "everything", is_flag=True, help=M("Also what is not due yet (never against a server's own wish)."))
@option("--no-enrich", is_flag=True, help=M("Do not tag, join and rank afterwards."))
@option(
    "--full-text",
    "full_text",
    multiple=True,
    metavar="ITEM",
    help=M("Read the whole text of an item from its own page, in place of fetching; may be repeated."),
)
@option(
    "--to",
    "bundle",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=M("Write afterwards what the last 30 days brought into FILE, for: curate merge FILE."),
)
@as_json
def fetch(
    names: tuple[str, ...],
    full_text: tuple[str, ...],
    bundle: Path | None,
    *,
    everything: bool,
    no_enrich: bool,
    as_json: bool,
) -> int:
    """Fetch."""
    from curate.workflows import refreshing

    if full_text:
        if names or everything or no_enrich or bundle is not None:
            raise UsageError(
                M("--full-text stands alone: it reads the pages of items and fetches nothing else."),
                hint=M("For instance: curate fetch --full-text 12 --full-text 15"),
            )
        return _read_pages(full_text, as_json=as_json)
    if bundle is not None:
        from curate.workflows import joining

        joining.refuse(session().desk, bundle)
    with progress_bar(M("Fetching")) as progress:
        summary = refreshing.refresh(
            session().desk, names, everything=everything, enrich=not no_enrich, progress=progress
        )
    if bundle is not None:
        joining.hand_over(session().desk, bundle)
    if as_json:
        emit(summary_json(summary))
    else:
        _write_summary(summary)
    return SOME_FAILED if summary.failed else 0


def _read_pages(words: tuple[str, ...], *, as_json: bool) -> int:
    """Read the pages of items, say what each gave, and return the exit code."""
    from curate import text
    from curate.workflows import reading

    with progress_bar(M("Reading")) as progress:
        done = reading.read(session().desk, words, progress=progress)
    if as_json:
        emit(
            [
                {
                    "item": each.item.id,
                    "url": each.item.url,
                    "ok": each.page is not None,
                    "error": None if each.error is None else tell(each.error),
                    "canonical": None if each.page is None else each.page.canonical,
                    "words": 0 if each.page is None else len(text.words(text.plain(each.page.content))),
                    "paywalled": None if each.page is None else each.page.paywalled,
                }
                for each in done
            ]
        )
    else:
        for each in done:
            layout.numbered(f"#{each.item.id}", each.item.title, [tell(fact) for fact in _page_facts(each)])
    return SOME_FAILED if any(each.page is None for each in done) else 0


def _page_facts(read: Read) -> list[Message]:
    from curate import text

    if read.page is None:
        return [read.error] if read.error is not None else []
    words = len(text.words(text.plain(read.page.content)))
    facts = [MN("{n} word read from its page.", "{n} words read from its page.", words)]
    if read.page.paywalled:
        facts.append(M("Behind a paywall: what is read may be only its beginning."))
    return facts


def summary_json(summary: FetchSummary) -> dict[str, object]:
    """Return what a fetch did as our JSON has it."""
    return {
        "sources": summary.sources,
        "fetched": summary.fetched,
        "unchanged": summary.unchanged,
        "not_due": summary.not_due,
        "failed": summary.failed,
        "new_items": summary.new_items,
        "updated_items": summary.updated_items,
        "warnings": [{"source": t.source, "url": t.url, "warning": tell(t.what)} for t in summary.warnings],
        "failures": [{"source": t.source, "url": t.url, "error": tell(t.what)} for t in summary.failures],
        **({"moving": [tell(moves) for moves in summary.moving]} if summary.moving else {}),
    }


def _write_summary(summary: FetchSummary) -> None:
    for trouble in summary.failures:
        warn(M("{source}: {what}", source=trouble.source, what=trouble.what))
    if not on_terminal():
        return
    for trouble in summary.warnings:
        warn(M("{source}: {what}", source=trouble.source, what=trouble.what))
    new = MN("{n} new item", "{n} new items", summary.new_items)
    asked = MN("{n} source", "{n} sources", summary.fetched + summary.unchanged + summary.failed)
    say(M("{new} from {sources}.", new=new, sources=asked))
    for moves in summary.moving:
        say(moves)
    if summary.not_due:
        say(
            MN(
                "{n} source is not due yet (ask it all the same with --all).",
                "{n} sources are not due yet (ask them all the same with --all).",
                summary.not_due,
            )
        )
    if summary.failed:
        say(
            MN(
                "{n} source failed. See why with: curate sources list",
                "{n} sources failed. See why with: curate sources list",
                summary.failed,
            )
        )
    if summary.let_go:
        say(MN("{n} old item that went nowhere was let go of (keep:).",
               "{n} old items that went nowhere were let go of (keep:).", summary.let_go))  # fmt: skip
    if summary.new_items:
        say(M("See what came in with: curate inbox"))


@command("enrich", M("Tag, join and rank what has not been yet; fetch does this at its end."), example="curate enrich")
@option("--again", is_flag=True, help=M("Everything anew, for instance after changing the tag rules."))
@as_json
def enrich(*, again: bool, as_json: bool) -> None:
    """Enrich."""
    from curate.workflows import enriching

    with progress_bar(M("Tagging")) as progress:
        count = enriching.run(session().desk, again=again, progress=progress)
    if as_json:
        emit({"enriched": count})
    elif on_terminal():
        say(MN("{n} item tagged and ranked.", "{n} items tagged and ranked.", count))


@command(
    "add",
    M("Read one page into the store as a shortlisted item."),
    example='curate add https://voorbeeld.example/artikel --why "Past bij ons dossier"',
)
@click.argument("url", metavar="URL")
@option("--why", metavar="TEXT", help=M("Why you add it; it stands in the log."))
@as_json
def add(url: str, why: str | None, *, as_json: bool) -> None:
    """Add a page."""
    from curate.cli.read import listed_json
    from curate.workflows import adding, curating
    from curate.workflows.curating import Listed

    desk = session().desk
    item = adding.add(desk, url, why=why)
    if as_json:
        emit(listed_json(Listed(item=item, story=curating.story(desk, item))))
        return
    layout.numbered(f"#{item.id}", item.title, [layout.facts_of(item)])
    say(M("Shortlisted. Say why it matters with: curate comment {item}", item=item.id))


# ── sources ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.group("sources", cls=Group)
@say_help(
    M("The sources that are followed: list, add, remove, check, discover, import, export."),
    example="curate sources list",
)
def sources() -> None:
    """Group the commands about sources."""


def of_sources(name: str, message: Message, *, example: str) -> Callable[..., Command]:
    """Return a decorator that makes a command of `curate sources`."""

    def make(function: Callable[..., object]) -> Command:
        made = base_command(name, message, example=example)(function)
        sources.add_command(made)
        return made

    return make


@of_sources("list", M("The sources, and how each fares."), example="curate sources list")
@as_json
def list_(*, as_json: bool) -> None:
    """List sources."""
    from curate import health
    from curate.workflows import sourcing

    desk = session().desk
    rows = sourcing.listed(desk)
    if as_json:
        emit(
            [
                {
                    "name": row.state.name,
                    "url": row.state.url,
                    "kind": row.source.kind,
                    "tags": list(row.source.tags),
                    "trust": row.source.trust,
                    "own": row.source.own,
                    "last_success": utc(row.state.last_success),
                    "last_error": None if row.state.last_error is None else tell(row.state.last_error),
                    "failures": row.state.failures,
                    "next_due": utc(row.state.next_due),
                    "items": row.state.items,
                    "status": health.status(row.state, desk.now).value,
                    "failing_since": utc(row.state.failing_since),
                    "blocked_until": utc(row.state.blocked_until),
                    "moved_to": row.state.moved_to if health.has_moved(row.state) else None,
                    "silent_since": utc(health.silent_since(row.state, desk.now)),
                    "gaps": [{"from": utc(gap.since), "to": utc(gap.until)} for gap in row.gaps],
                }
                for row in rows
            ]
        )
        return
    for number, row in enumerate(rows, 1):
        facts = [row.state.url]
        items = tell(MN("{n} item", "{n} items", row.state.items))
        trust = tell(M("trust {trust} of 5", trust=row.source.trust))
        own = tell(M("own")) if row.source.own else ""
        facts.append(" · ".join(filter(None, [items, trust, own, ", ".join(row.source.tags)])))
        facts += [tell(fact) for fact in sourcing.health_of(row, desk.now)]
        layout.numbered(f"{number}.", row.state.name, facts)
    if not rows:
        say(M("No sources yet. Add one with: curate sources add URL"))


@of_sources(
    "add",
    M("Follow a source. A page's address does: its feed is found."),
    example="curate sources add https://socius.be",
)
@click.argument("url", metavar="URL")
@option("--name", metavar="NAME", help=M("What to call it (else the feed's own title)."))
@option("--tag", "tags", multiple=True, metavar="TAG", help=M("A tag for all its items; may be repeated."))
@option(
    "--trust", type=click.IntRange(1, 5), metavar="1–5", help=M("How much you trust it, 1 to 5 (3 where not given).")
)
@option("--replace", metavar="OLD", help=M("The source, by name or address, that has moved to this address."))
@option("--allow-private", is_flag=True, help=M("It is on this machine or network."))
@as_json
def add_source(
    url: str,
    name: str | None,
    tags: tuple[str, ...],
    trust: int | None,
    replace: str | None,
    *,
    allow_private: bool,
    as_json: bool,
) -> None:
    """Add a source."""
    from curate.workflows import sourcing

    added = sourcing.add(
        session().desk, url, name=name, tags=tags, trust=trust, replace=replace, allow_private=allow_private
    )
    if as_json:
        emit({"name": added.name, "url": added.url, "entries": added.entries})
        return
    _say_added(added)


def _say_added(added: Added) -> None:
    say(M("Followed from now on: {name} ({url})", name=added.name, url=added.url))
    say(
        MN(
            "It shows {n} item now. Fetch it with: curate fetch",
            "It shows {n} items now. Fetch them with: curate fetch",
            added.entries,
        )
    )


@of_sources("remove", M("Follow a source no longer. Its items stay."), example='curate sources remove "Blog Example"')
@click.argument("name")
@as_json
def remove_source(name: str, *, as_json: bool) -> None:
    """Remove a source."""
    from curate.workflows import sourcing

    removed = sourcing.remove(session().desk, name)
    if as_json:
        emit({"name": removed})
    else:
        say(M("No longer followed: {name}. Its items stay.", name=removed))


@of_sources(
    "check",
    M("Ask sources now, without storing anything, and show what would come in."),
    example="curate sources check",
)
@click.argument("names", metavar="[NAME…]", nargs=-1)
@as_json
def check(names: tuple[str, ...], *, as_json: bool) -> int:
    """Check sources."""
    from curate.workflows import sourcing

    with progress_bar(M("Asking")) as progress:
        checked = sourcing.check(session().desk, names, progress=progress)
    if as_json:
        emit(
            [
                {
                    "name": each.name,
                    "url": each.url,
                    "ok": each.error is None,
                    "error": None if each.error is None else tell(each.error),
                    "warnings": [tell(warning) for warning in each.warnings],
                    "moved_to": each.moved_to,
                    "entries": [
                        {"title": entry.title, "url": entry.url, "published": utc(entry.published)}
                        for entry in each.entries
                    ],
                }
                for each in checked
            ]
        )
    else:
        for each in checked:
            facts = [tell(each.error)] if each.error is not None else []
            facts += [tell(warning) for warning in each.warnings]
            if each.moved_to:
                facts.append(tell(M("It says that it moved to {url}.", url=each.moved_to)))
            if each.error is None:
                facts.append(tell(MN("{n} item now, the newest:", "{n} items now, the newest:", len(each.entries))))
                facts += [f"  {local(entry.published, time=False)}  {entry.title}" for entry in each.entries[:3]]
            layout.numbered("✗" if each.error is not None else "✓", each.name, facts)
        if not checked:
            say(M("No sources yet. Add one with: curate sources add URL"))
    return SOME_FAILED if any(each.error is not None for each in checked) else 0


@of_sources(
    "discover",
    M(
        "Find out how a page can be followed: its feeds, or what it repeats, with the selectors to read that.\n\n"
        "The page is asked once and nothing is stored, unless you say --add: then the best way is written into "
        "sources.yaml."
    ),
    example="curate sources discover https://www.gent.be/nieuws",
)
@click.argument("url", metavar="URL")
@option("--add", "adds", is_flag=True, help=M("Follow it the best way: by its feed, else as the page is read."))
@option("--pick", type=click.IntRange(1, 3), metavar="N", help=M("Follow it by the proposal of that number."))
@option("--allow-private", is_flag=True, help=M("It is on this machine or network."))
@as_json
def discover(url: str, *, adds: bool, pick: int | None, allow_private: bool, as_json: bool) -> None:
    """Discover how a page can be followed."""
    from curate.cli import discovered
    from curate.workflows import sourcing

    desk = session().desk
    found = sourcing.discover(desk, url, allow_private=allow_private)
    added = None
    if adds or pick is not None:
        added = sourcing.add_discovered(desk, found, pick=pick, allow_private=allow_private)
    if as_json:
        emit(discovered.as_json(found, added))
    elif added is None:
        discovered.show(found)
    else:
        _say_added(added)


@of_sources(
    "import",
    M(
        "Follow the feeds of a list that another feed reader exported (OPML). Its folders become tags.\n\n"
        "Those that you follow already stay as they are. Nothing is asked yet: that is for the next fetch."
    ),
    example="curate sources import feedly.opml",
)
@click.argument("file", metavar="FILE.opml", type=click.Path(path_type=Path))
@as_json
def import_sources(file: Path, *, as_json: bool) -> None:
    """Import sources."""
    from curate.workflows import sourcing

    taken = sourcing.take_over(session().desk, file)
    if as_json:
        refused = [{"url": url, "reason": tell(reason)} for url, reason in taken.refused]
        emit({"added": len(taken.added), "known": taken.known, "refused": refused})
        return
    added = len(taken.added)
    say(MN("{n} source is followed from now on.", "{n} sources are followed from now on.", added))
    if taken.known:
        say(MN("{n} was followed already.", "{n} were followed already.", taken.known))
    if taken.refused:
        say(MN("{n} was refused:", "{n} were refused:", len(taken.refused)))
    for url, reason in taken.refused:
        layout.numbered("✗", url, [tell(reason)])
    if added:
        say(M("Fetch them with: curate fetch"))


@of_sources(
    "export",
    M(
        "The feeds that you follow as a list that other feed readers take (OPML), with their tags.\n\n"
        "Sources that are no feeds (pages, sitemaps) cannot stand in it; they are named."
    ),
    example="curate sources export --out feeds.opml",
)
@option("--out", type=click.Path(path_type=Path), metavar="FILE", help=M("Write it there (default: to the screen)."))
@as_json
def export_sources(out: Path | None, *, as_json: bool) -> None:
    """Export sources."""
    from curate.deliver import exports
    from curate.models import Export
    from curate.workflows import sourcing

    made = sourcing.hand_over(session().desk)
    if out is not None:
        exports.write(Export(channel="opml", files=((out.name, made.opml),)), out.parent)
    if as_json:
        emit(
            {
                "sources": made.feeds,
                "left_out": list(made.left_out),
                "path": None if out is None else str(out),
                "opml": made.opml if out is None else None,
            }
        )
        return
    if out is None:
        click.echo(made.opml.encode("utf-8"), nl=False)  # what it says of its own encoding holds on every machine
    else:
        say(M("Written: {path}", path=out))
    if made.left_out:
        warning = MN(
            "{n} source is no feed and was left out: {names}",
            "{n} sources are no feeds and were left out: {names}",
            len(made.left_out),
            names=", ".join(made.left_out),
        )
        click.echo(tell(warning), err=True)


@command(
    "backfill",
    M(
        "Fetch a source's past into the archive: counted in trends and found by search, never in the inbox.\n\n"
        "A site made with WordPress lists its posts; any other may list its pages for search engines (sitemap). "
        "It is asked one thing at a time, and nothing that its robots.txt forbids."
    ),
    example="curate backfill Socius --since 2025-01-01",
)
@click.argument("name", metavar="NAME")
@option("--since", required=True, metavar="DATE", help=M("From then on: a date, or an age such as 52w."))
@option(
    "--limit", type=click.IntRange(min=1, max=50_000), default=5000, metavar="N",
    help=M("At most so many, the newest (default: 5000)."),
)  # fmt: skip
@dry_run
@as_json
def backfill(name: str, since: str, limit: int, *, dry_run: bool, as_json: bool) -> None:
    """Backfill."""
    from curate.cli.read import moment
    from curate.workflows import backfilling

    desk = session().desk
    with progress_bar(M("Reading the past")) as progress:
        done = backfilling.backfill(desk, name, moment(since, desk.now), most=limit, dry_run=dry_run, progress=progress)
    if as_json:
        emit(
            {
                "source": done.source,
                "how": done.how,
                "since": utc(done.since),
                "found": done.found,
                "new": done.new,
                "earliest": utc(done.earliest),
                "left_out": done.left,
                "warnings": [tell(each) for each in done.warnings],
            }
        )
        return
    for each in done.warnings:
        warn(each)
    if not done.found:
        say(M("{source} names nothing since {day}.", source=done.source, day=local(done.since)[:10]))
        return
    first = local(done.earliest)[:10]
    if dry_run:
        said = MN("{n} publication of {source} since {first} would come in. Nothing was kept.",
                  "{n} publications of {source} since {first} would come in. Nothing was kept.",
                  done.found - done.left, source=done.source, first=first)  # fmt: skip
    else:
        said = MN("{n} publication of {source} since {first} is new in the archive.",
                  "{n} publications of {source} since {first} are new in the archive.",
                  done.new, source=done.source, first=first)  # fmt: skip
    say(said)
    if done.left:
        say(MN("{n} older one was left out. Take it in with a higher --limit.",
               "{n} older ones were left out. Take them in with a higher --limit.", done.left))  # fmt: skip
