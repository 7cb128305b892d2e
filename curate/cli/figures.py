"""Figures: what came in and was kept, and what came of what went out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import as_json, command, dry_run, emit, local, option, say, session, tell, trying, utc, warn
from curate.cli.compose import begin, end
from curate.errors import UsageError
from curate.locale import MN, M, Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from curate.figures import Yield
    from curate.workflows.figuring import Noted, Outing, Stats

_DAYS = 91
"""A quarter of a year, where nothing else is said."""


@command(
    "stats",
    M(
        "What came in, was kept, commented and posted; what each source yields; and what came of what went out.\n\n"
        "Without dates: the last 91 days. With --out: a page with charts."
    ),
    example="curate stats --since 2026-01-01 --out cijfers.html",
)
@option("--since", metavar="DATE", help=M("From then on: a date, or an age such as 30d."))
@option("--until", metavar="DATE", help=M("Up to then, that day included."))
@option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.html", help=M("Write a page with charts.")
)
@as_json
def stats(since: str | None, until: str | None, out: Path | None, *, as_json: bool) -> None:
    """Show figures."""
    from curate.workflows import figuring

    desk = session().desk
    last = end(until, desk.now) or desk.now
    found = figuring.stats(desk, begin(since, desk.now) or last - timedelta(days=_DAYS), last)
    if out is not None:
        figuring.write(desk, found, out, session().language)
    if as_json:
        emit({**_json(found), "path": None if out is None else str(out)})
        return
    _show(found)
    if out is not None:
        say(M("The page with charts stands in {path}", path=out))


def _json(found: Stats) -> dict[str, object]:
    counts = found.counts
    return {
        "since": utc(found.since),
        "until": utc(found.until),
        "seen": counts.seen,
        "kept": counts.kept,
        "dismissed": counts.dismissed,
        "lapsed": counts.lapsed,
        "commented": counts.commented,
        "posted": found.posted,
        "own": found.own,
        "sources_posted": found.outlets,
        "spread": round(found.spread, 2),
        "languages": dict(found.languages),
        "sources": [
            {
                "name": each.source,
                "own": each.own,
                "seen": each.seen,
                "kept": each.kept,
                "dismissed": each.dismissed,
                "posted": each.posted,
                "yield": None if each.share is None else round(each.share, 4),
                "only_costs": each.only_costs,
            }
            for each in found.sources
        ],
        "channels": [_outing_json(each) for each in found.channels],
        "themes": [_outing_json(each) for each in found.themes],
    }


def _outing_json(each: Outing) -> dict[str, object]:
    return {
        "name": each.name,
        "posts": each.posts,
        "items": each.items,
        "measured": each.measured,
        "results": {name: int(value) if value == int(value) else value for name, value in each.results.items()},
    }


def _show(found: Stats) -> None:
    counts = found.counts
    first, last = local(found.since)[:10], local(found.until)[:10]
    say(M("From {first} to {last}", first=first, last=last))
    layout.numbered("–", tell(MN("{n} item came in", "{n} items came in", counts.seen)), [_came(found)])
    for each in _shown(found.sources):
        layout.numbered("–", each.source, [_yielded(each)])
    if hidden := len(found.sources) - len(_shown(found.sources)):
        say(MN("{n} more source brought nothing.", "{n} more sources brought nothing.", hidden))
    out = MN("{n} item went out", "{n} items went out", found.posted)
    layout.numbered("–", tell(out), [_went(found)] if found.posted else [])
    for outing in (*found.channels, *found.themes[:_THEMES]):
        layout.numbered("–", outing.name, [_came_of(outing)])
    if found.posted and not any(each.results for each in found.channels):
        say(M("What came of posts is kept with: curate results import FILE.csv, or curate results ITEM reach=…"))


_THEMES = 15


def _shown(sources: tuple[Yield, ...]) -> list[Yield]:
    return [each for each in sources if each.seen]


def _came(found: Stats) -> str:
    counts = found.counts
    said = [
        MN("{n} kept", "{n} kept", counts.kept),
        MN("{n} put aside", "{n} put aside", counts.dismissed),
        MN("{n} lapsed", "{n} lapsed", counts.lapsed),
        MN("{n} with words of yours", "{n} with words of yours", counts.commented),
        MN("{n} posted", "{n} posted", counts.posted),
    ]
    return " · ".join(tell(each) for each in said)


def _yielded(each: Yield) -> str:
    said: list[Message] = [M("{kept} kept of {seen}", kept=each.kept, seen=each.seen)]
    if each.share is not None and each.kept:
        said.append(M("{share} %", share=round(each.share * 100)))
    if each.posted:
        said.append(MN("{n} posted", "{n} posted", each.posted))
    if each.own:
        said.append(M("your own"))
    if each.only_costs:
        said.append(M("only costs time: nothing of it was kept"))
    return " · ".join(tell(one) for one in said)


def _went(found: Stats) -> str:
    said = [
        M("{own} your own, {others} of others", own=found.own, others=found.posted - found.own),
        MN("from {n} source", "from {n} sources", found.outlets),
        M("spread as over {spread}", spread=f"{found.spread:.1f}"),
        M("languages: {languages}", languages=", ".join(f"{name or '?'} {n}" for name, n in found.languages.items())),
    ]
    return " · ".join(tell(each) for each in said)


def _came_of(outing: Outing) -> str:
    said = [tell(MN("{n} post", "{n} posts", outing.posts))]
    said += [f"{name} {value:,.0f}".replace(",", " ") for name, value in outing.results.items()]
    if outing.results and outing.measured < outing.posts:
        said.append(tell(M("counted of {n}", n=outing.measured)))
    return " · ".join(said)


# ── results ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@command(
    "results",
    M(
        "Keep what came of posts, as others counted it: from their CSV file, or by hand.\n\n"
        "`results import FILE.csv` reads what Meta Business Suite, LinkedIn, Mailchimp, Brevo and Matomo export. "
        "`results ITEM --channel C reach=… clicks=…` keeps figures that you read elsewhere. "
        "curate itself tracks nothing."
    ),
    example="curate results 12 --channel facebook reach=1200 clicks=35",
)
@click.argument("words", metavar="import FILE | ITEM NAME=NUMBER…", nargs=-1, required=True)
@option("--channel", metavar="NAME", help=M("The channel that the figures are of."))
@dry_run
@as_json
def results(words: tuple[str, ...], channel: str | None, *, dry_run: bool, as_json: bool) -> int:
    """Keep results."""
    from curate.workflows import figuring

    desk = session().desk
    with trying(dry_run=dry_run):
        if words[0] == "import":
            noted = figuring.take_in(desk, _file(words[1:]), channel=channel)
        else:
            figures = [word for word in words if "=" in word]
            item = " ".join(word for word in words if "=" not in word)
            if not figures or not item or channel is None:
                raise UsageError(
                    M("Say of which item, on which channel, and what came of it."),
                    hint=M("For instance: curate results 12 --channel facebook reach=1200 clicks=35"),
                )
            noted = figuring.note(desk, item, channel, figures)
    _tell(noted, as_json=as_json)
    return 1 if noted.faults and not noted.taken and not noted.same else 0


def _file(words: tuple[str, ...]) -> bytes:
    if len(words) != 1:
        raise UsageError(M("Name one file: curate results import FILE.csv"))
    path = Path(words[0]).expanduser()
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(M("{path} is over 50 MB: that is no export of results.", path=path))
        return path.read_bytes()
    except OSError as error:
        raise UsageError(M("{path} cannot be read: {why}", path=path, why=error.strerror or str(error))) from error


_LARGEST = 50 * 2**20


def _tell(noted: Noted, *, as_json: bool) -> None:
    if as_json:
        emit(
            {
                "taken": [
                    {"item": row.item, "channel": row.channel, "url": row.url, "figures": _whole(figures)}
                    for row, figures in noted.taken
                ],
                "same": noted.same,
                "left_out": [tell(fault) for fault in noted.faults],
                "unknown_columns": list(noted.unknown),
            }
        )
        return
    for row, figures in noted.taken:
        said = " · ".join(f"{name} {value:g}" for name, value in figures.items())
        layout.numbered(f"#{row.item}", row.title, [f"{row.channel} · {said}"])
    for fault in noted.faults:
        warn(fault)
    if noted.unknown:
        warn(M("Columns that were not read: {names}", names=", ".join(noted.unknown)))
    if noted.same:
        say(MN("{n} post had these figures already.", "{n} posts had these figures already.", noted.same))
    if noted.taken:
        say(M("See what came of everything with: curate stats"))


def _whole(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: int(value) if value == int(value) else value for name, value in figures.items()}
