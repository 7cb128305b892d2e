"""Sharing: export, what was posted, the ledger, the channels."""

from __future__ import annotations

from pathlib import Path

import click

from curate.cli import layout
from curate.cli.base import (
    as_json,
    command,
    complain,
    dry_run,
    emit,
    local,
    option,
    say,
    session,
    tell,
    trying,
    warn,
)
from curate.errors import UsageError
from curate.locale import MN, M

NUMBER = click.argument("number", metavar="DIGEST", type=click.IntRange(min=1))


@command(
    "export",
    M(
        "Write a digest for the channels, ready to post: one file or folder a channel.\n\n"
        "Nothing leaves without your own words: a digest that holds an item without commentary is refused."
    ),
    example="curate export 3 --channel facebook --channel mastodon",
)
@NUMBER
@option(
    "--channel",
    "channels",
    multiple=True,
    metavar="NAME",
    help=M("A channel; may be repeated (default: those in sources.yaml, else all)."),
)
@option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help=M("The folder to write into (default: data/exports).")
)
@option("--skip-uncommented", is_flag=True, help=M("Leave out items without commentary, and say so."))
@option("--allow-uncommented", is_flag=True, help=M("Let items without commentary through, marked as such."))
@option(
    "--despite",
    "despite",
    multiple=True,
    metavar="RULE",
    help=M("Export although this rule of the check says no; may be repeated. Needs --why."),
)
@option("--why", metavar="TEXT", help=M("Why you export despite a rule; it stands in the log."))
@as_json
def export(
    number: int,
    channels: tuple[str, ...],
    out: Path | None,
    despite: tuple[str, ...],
    why: str | None,
    *,
    skip_uncommented: bool,
    allow_uncommented: bool,
    as_json: bool,
) -> None:
    """Export a digest."""
    from curate.workflows import publishing

    if skip_uncommented and allow_uncommented:
        raise UsageError(M("Choose one: --skip-uncommented or --allow-uncommented."))
    if despite and not (why or "").strip():
        raise UsageError(M("Say why with --why: an export despite a rule is kept in the log."))
    uncommented = "skip" if skip_uncommented else "allow" if allow_uncommented else "refuse"
    made = publishing.export(
        session().desk, number, channels=channels, out=out, uncommented=uncommented, despite=despite, why=why or ""
    )
    for message in made.notices:
        warn(message)
    if as_json:
        emit(
            [
                {
                    "channel": each.channel,
                    "path": str(each.path),
                    "posts": [
                        {
                            "text": post.text,
                            "length": post.length,
                            "limit": post.limit,
                            "links": list(post.links),
                            "items": list(post.items),
                        }
                        for post in each.posts
                    ],
                    "posted": list(each.posted),
                }
                for each in made.written
            ]
        )
        return
    for each in made.written:
        count = MN("{n} post", "{n} posts", len(each.posts)) if each.posts else M("one document")
        posted = (
            tell(M("already posted: {items}", items=", ".join(f"#{item}" for item in each.posted)))
            if each.posted
            else ""
        )
        layout.numbered(each.channel, str(each.path), [tell(count), posted])
    say(
        M("When you have posted one by hand, keep that with: curate posted {number} ITEM --channel NAME", number=number)
    )


@command(
    "posted",
    M("Record what you posted by hand. Without ITEM: all items of the digest that were for that channel."),
    example="curate posted 3 12 --channel facebook --url https://www.facebook.com/…",
)
@NUMBER
@click.argument("words", metavar="[ITEM…]", nargs=-1)
@option("--channel", required=True, metavar="NAME", help=M("Where you posted it."))
@option("--url", metavar="URL", help=M("The address of the post."))
@option("--at", "when", metavar="TIME", help=M("When, where it was not now: 2026-11-26 10:00."))
@dry_run
@as_json
def posted(
    number: int,
    words: tuple[str, ...],
    channel: str,
    url: str | None,
    when: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Record posts."""
    from curate.cli.read import moment
    from curate.workflows import publishing

    desk = session().desk
    at = desk.now if when is None else moment(when, desk.now)
    with trying(dry_run=dry_run):
        rows, before = publishing.posted(desk, number, words, channel=channel, url=url, at_=at)
    if as_json:
        from curate.cli.posts import row_json

        emit([row_json(row) for row in rows])
    for row in before:
        complain(
            M(
                "#{item} was on {channel} already, since {when}: not recorded again.",
                item=row.item,
                channel=row.channel,
                when=local(row.at),
            )
        )
    if not as_json:
        for row in rows:
            say(
                M(
                    "#{item} stands in the ledger for {channel}: {title}",
                    item=row.item,
                    channel=row.channel,
                    title=row.title,
                )
            )


@command(
    "channels",
    M("The channels: their limits, how they count, and since when that is known."),
    example="curate channels",
)
@as_json
def channels(*, as_json: bool) -> None:
    """List channels."""
    from curate.workflows import publishing

    rows = publishing.channels(session().config)
    if as_json:
        emit(rows)
        return
    for row in rows:
        limit = tell(M("at most {limit}", limit=row["limit"])) if row["limit"] else tell(M("no limit"))
        unit = tell(M("the whole edition") if row["unit"] == "edition" else M("item by item"))
        layout.numbered(
            str(row["name"]), f"{unit}, {limit}", [tell(row["counts"]), f"{row['source']} ({row['checked']})"]
        )
