"""Sharing: export, what was posted, the ledger, the channels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    utc,
    warn,
)
from curate.errors import UsageError
from curate.locale import MN, M, Message

if TYPE_CHECKING:
    from curate.workflows.limits import Asked

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
        emit([_row_json(row) for row in rows])
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


def _row_json(row: object) -> dict[str, object]:
    from curate.models import LedgerRow

    assert isinstance(row, LedgerRow)  # noqa: S101
    return {
        "post": row.id,
        "item": row.item,
        "title": row.title,
        "digest": row.digest,
        "channel": row.channel,
        "how": row.how,
        "at": utc(row.at),
        "by": row.by,
        "url": row.url,
        "text": row.text,
    }


@command("posts", M("The ledger: what went out, where, when and by whom."), example="curate posts --channel facebook")
@option("--digest", "number", type=click.IntRange(min=1), metavar="N", help=M("Only of this digest."))
@option("--channel", metavar="NAME", help=M("Only on this channel."))
@as_json
def posts(number: int | None, channel: str | None, *, as_json: bool) -> None:
    """Show the ledger."""
    rows = session().desk.store.ledger.rows(digest=number, channel=channel)
    if channel and not rows:
        from curate import channels

        channels.channel(channel)  # no such name: say so, and which was meant
    if as_json:
        emit([_row_json(row) for row in rows])
        return
    for row in rows:
        facts = " · ".join(filter(None, [row.channel, local(row.at), row.by, row.url or ""]))
        layout.numbered(f"#{row.item}", row.title, [facts])
    if not rows:
        say(M("Nothing went out yet. Record what you posted with: curate posted DIGEST --channel NAME"))


@command(
    "channels",
    M("The channels: what they accept, how they count, since when that is known, and what their share link fills in."),
    example="curate channels --online",
)
@option("--online", is_flag=True, help=M("Ask your Mastodon server for its own limit too."))
@as_json
def channels(*, online: bool, as_json: bool) -> None:
    """List channels."""
    from curate.workflows import limits

    rows = limits.rows(session().config)
    asked = {each.channel: each for each in limits.asked(session().desk)} if online else {}
    if as_json:
        emit([{**row, "server": _asked_json(asked[row["name"]])} if row["name"] in asked else row for row in rows])
        return
    for row in rows:
        unit = tell(M("the whole edition") if row["unit"] == "edition" else M("item by item"))
        lines = [tell(row["counts"]), *_accepts(row), *_shares(row), f"{row['source']} ({row['checked']})"]
        layout.numbered(str(row["name"]), f"{unit}, {_limit(row)}", lines)
    for each in asked.values():
        _say_asked(each, next(row for row in rows if row["name"] == each.channel))


def _limit(row: dict[str, Any]) -> str:
    if row["limit"] is None:
        return tell(M("no limit"))
    if row["limit"] != row["usual_limit"] and row["usual_limit"] is not None:
        return tell(M("at most {limit} (your setting; usually {usual})", limit=row["limit"], usual=row["usual_limit"]))
    return tell(M("at most {limit}", limit=row["limit"]))


def _accepts(row: dict[str, Any]) -> Iterator[str]:
    """Yield on one line what goes with a text of the channel: hashtags, pictures."""
    facts: list[Message] = []
    if row["unit"] == "item":
        yours = row["hashtags"] != row["usual_hashtags"]
        facts.append(
            M("hashtags: {n} (your setting; usually {usual})", n=row["hashtags"], usual=row["usual_hashtags"])
            if yours
            else M("hashtags: {n}", n=row["hashtags"])
        )
    if row["picture"]:
        facts.append(M("needs a picture"))
    if row["alt"] is not None:
        facts.append(M("description of a picture: at most {n}", n=row["alt"]))
    if facts:
        yield " · ".join(map(tell, facts))


def _shares(row: dict[str, Any]) -> Iterator[str]:
    """Yield on one line what the share link does; nothing of a channel that takes no items."""
    if row["unit"] != "item":
        return
    fills = {
        "address": M("share link: fills in nothing but the address"),
        "text": M("share link: fills in the text"),
        None: M("no share link"),
    }
    posters = {
        "person": M("posts as a person, never as your organisation"),
        "account": M("posts as the account that is logged in, which may be your organisation's"),
    }
    yield ", ".join(tell(each) for each in (fills[row["share"]], posters.get(row["poster"])) if each is not None)


def _say_asked(asked: Asked, row: dict[str, Any]) -> None:
    if asked.why is not None:
        warn(M("{server} did not tell its limit: {why}", server=asked.server, why=asked.why))
    elif asked.limit == row["limit"]:
        say(M("{server} says the same: at most {limit}.", server=asked.server, limit=asked.limit))
    else:
        say(
            M(
                "{server} says: at most {limit}; here it is {ours}. To use that, write in sources.yaml under channels: "
                "{channel}: limit: {limit}",
                server=asked.server,
                limit=asked.limit,
                ours=row["limit"],
                channel=asked.channel,
            )
        )
    from curate.channels.counting import LINK

    if asked.link is not None and asked.link != LINK:
        warn(M("{server} counts an address as {link}, and here it counts {ours}.", server=asked.server,
               link=asked.link, ours=LINK))  # fmt: skip


def _asked_json(asked: Asked) -> dict[str, object]:
    return {
        "url": asked.server,
        "limit": asked.limit,
        "link": asked.link,
        "alt": asked.alt,
        "error": None if asked.why is None else tell(asked.why),
    }
