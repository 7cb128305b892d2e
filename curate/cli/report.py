"""The trend report."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from curate.cli.base import as_json, command, emit, option, say, session, tell, warn
from curate.cli.collect import progress_bar
from curate.cli.compose import begin, end
from curate.locale import MN, M


@command(
    "report",
    M(
        "Write the trend report of a time: one page to read and print, with charts, your words on each trend and the "
        "items that show it; beside it Markdown, Word and JSON, because boards edit.\n\n"
        "A trend without your words is not in it: curate trends note TERM. Without dates: the last year."
    ),
    example='curate report --from 2026-01-01 --title "Trends van 2026" --out trends.html',
)
@option("--from", "since", metavar="DATE", help=M("Its first day (default: a year before the last)."))
@option("--to", "until", metavar="DATE", help=M("Its last day (default: today)."))
@option("--title", default="", metavar="TEXT", help=M("What it is called."))
@option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.html", help=M("Where to write it."))
@option("--brief", is_flag=True, help=M("Two pages for a board."))
@option("--pdf", is_flag=True, help=M("Also as PDF, through Chromium, Chrome or Edge."))
@option("--draft", is_flag=True, help=M("Show trends without your words too, marked."))
@as_json
def report(
    since: str | None,
    until: str | None,
    title: str,
    out: Path | None,
    *,
    brief: bool,
    pdf: bool,
    draft: bool,
    as_json: bool,
) -> None:
    """Write a report."""
    from curate.workflows import reporting

    desk = session().desk
    last = end(until, desk.now) or desk.now
    first = begin(since, desk.now) or last - timedelta(days=365)
    path = out or desk.workspace.exports / "trend-report.html"
    with progress_bar(M("Looking for trends")) as progress:
        done = reporting.write(
            desk, first, last, path, title=title, draft=draft, brief=brief, pdf=pdf, progress=progress
        )
    for notice in done.notices:
        warn(notice)
    if as_json:
        emit(
            {
                "paths": [str(each) for each in done.paths],
                "pdf": None if done.pdf is None else str(done.pdf),
                "trends": [part.name for part in done.report.parts],
                "without_words": list(done.silent),
            }
        )
        return
    count = len(done.report.parts)
    say(MN("The report has {n} trend: {path}", "The report has {n} trends: {path}", count, path=done.paths[0]))
    for each in (*done.paths[1:], *filter(None, [done.pdf])):
        say(f"  {tell(str(each))}")
    if done.silent:
        names = ", ".join(done.silent[:8])
        say(
            M(
                "Not in it, as they have no words of yours: {names}. Write them with: curate trends note TERM",
                names=names,
            )
        )
