"""The ledger and what is on its way: listed, forgotten, cancelled, held."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import (
    Group,
    as_json,
    command,
    complain,
    emit,
    local,
    option,
    say,
    say_help,
    session,
    tell,
    utc,
    warn,
)
from curate.cli.publish import outcome_json, show_outcome
from curate.locale import MN, M, Message

if TYPE_CHECKING:
    from curate.cli.base import Command
    from curate.models import LedgerRow
    from curate.workflows.dispatch import Report
    from curate.workflows.settling import Outcome

_FAILED = 3
DIGEST = option("--digest", "number", type=click.IntRange(min=1), metavar="N", help=M("Only of this digest."))
CHANNEL = option("--channel", metavar="NAME", help=M("Only on this channel."))


@click.group("posts", cls=Group, invoke_without_command=True)
@say_help(
    M(
        "The ledger: what went out, where, when and by whom.\n\n"
        "Without a command: the list. `open` shows what is still on its way, and what nobody knows of."
    ),
    example="curate posts --channel facebook",
)
@DIGEST
@CHANNEL
@as_json
@click.pass_context
def posts(ctx: click.Context, number: int | None, channel: str | None, *, as_json: bool) -> None:
    """Group the commands about the ledger."""
    if ctx.invoked_subcommand is None:
        _list(number, channel, as_json=as_json)


def of_posts(name: str, message: Message, *, example: str) -> Callable[[Callable[..., object]], Command]:
    """Return a decorator that makes a command of `curate posts`."""

    def make(function: Callable[..., object]) -> Command:
        made = command(name, message, example=example)(function)
        posts.add_command(made)
        return made

    return make


@of_posts("list", M("What went out, oldest first, and what stands at a network already."), example="curate posts list")
@DIGEST
@CHANNEL
@as_json
def list_(number: int | None, channel: str | None, *, as_json: bool) -> None:
    """List the ledger."""
    _list(number, channel, as_json=as_json)


def _list(number: int | None, channel: str | None, *, as_json: bool) -> None:
    from curate.models import Way

    store = session().desk.store
    rows = store.ledger.rows(digest=number, channel=channel)
    if channel and not rows:
        from curate import channels

        channels.channel(channel)  # no such name: say so, and which was meant
    there = store.sendings.all(channel=channel, states=[Way.DRAFT, Way.SCHEDULED])
    there = [row for row in there if row.post is None and number in (None, row.digest)]
    parts = store.sendings.parts([row.lead for row in there])
    gone = {row.post for row in store.sendings.all(channel=channel, states=[Way.REMOVED])}
    if as_json:
        documents = [row_json(row, "removed" if row.id in gone else "sent") for row in rows]
        for sending in there:
            held = parts[sending.lead]
            documents.append(
                {
                    "post": None,
                    "item": sending.item,
                    "title": sending.title,
                    "digest": sending.digest,
                    "channel": sending.channel,
                    "how": "api",
                    "at": utc(sending.due or sending.at),
                    "by": sending.by,
                    "url": next((part.url for part in held if part.url), None),
                    "text": "\n\n".join(part.text for part in held),
                    "state": sending.state.value,
                }
            )
        emit(documents)
        return
    for row in rows:
        taken = tell(M("was taken away there")) if row.id in gone else ""
        facts = " · ".join(filter(None, [row.channel, local(row.at), row.by, row.url or "", taken]))
        layout.numbered(f"#{row.item}", row.title, [facts])
    from curate.workflows import settling

    for lead in dict.fromkeys(row.lead for row in there):
        show_outcome(settling.outcome(session().desk, [row for row in there if row.lead == lead]))
    if not rows and not there:
        say(M("Nothing went out yet. Record what you posted with: curate posted DIGEST --channel NAME"))


def row_json(row: LedgerRow, state: str = "sent") -> dict[str, object]:
    """Return a row of the ledger, for a script."""
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
        "state": state,
    }


@of_posts(
    "open",
    M("What is on its way: what waits, what did not go out, and what nobody knows of, each with what to type."),
    example="curate posts open",
)
@CHANNEL
@as_json
def open_(channel: str | None, *, as_json: bool) -> None:
    """List what is open."""
    from curate.workflows import holding

    found = holding.under_way(session().desk, channel)
    if as_json:
        emit([outcome_json(each) for each in found])
        return
    if session().desk.store.sendings.paused:
        warn(M("Publishing is paused: nothing goes out. Let it go on with: curate pause --resume"))
    for each in found:
        show_outcome(each)
        for line in _what_to_type(each):
            say(line)
    if not found:
        say(M("Nothing is on its way."))


def _what_to_type(each: Outcome) -> list[Message]:
    item, digest = each.items[0] if each.items else 0, "DIGEST" if each.digest is None else each.digest
    if each.state in ("open", "draft", "gone"):
        return [
            M("       Is it out? curate posted {digest} {item} --channel {channel} --url ADDRESS",
              digest=digest, item=item, channel=each.channel),
            M("       Is it not? curate posts forget {item} --channel {channel}", item=item, channel=each.channel),
        ]  # fmt: skip
    if each.state in ("waiting", "scheduled"):
        return [M("       Not after all? curate posts cancel {item} --channel {channel}",
                  item=item, channel=each.channel)]  # fmt: skip
    return [M("       Try again: curate publish {digest} --channel {channel}", digest=digest, channel=each.channel)]


@of_posts(
    "forget",
    M(
        "Say that something did not go out, where nobody could find out: it may be sent then.\n\n"
        "Look first: what is out after all would go out twice."
    ),
    example="curate posts forget 12 --channel mastodon",
)
@click.argument("words", metavar="ITEM…", nargs=-1, required=True)
@option("--channel", required=True, metavar="NAME", help=M("Where it did not go out."))
@as_json
def forget(words: tuple[str, ...], channel: str, *, as_json: bool) -> None:
    """Forget sendings."""
    from curate.workflows import holding

    found = holding.forget(session().desk, words, channel)
    if as_json:
        emit([outcome_json(each) for each in found])
        return
    for each in found:
        marks = " ".join(f"#{item}" for item in each.items)
        say(M("{items} is as if it had never been sent to {channel}.", items=marks, channel=each.channel))
        if each.state in ("draft", "scheduled"):
            say(M("If it stands there still, take it away there first: the next publish finds it again, as it is."))


@of_posts(
    "cancel",
    M("Take back what is to go out later, here and at the networks. Without ITEM: all of it."),
    example="curate posts cancel 12 --channel mastodon",
)
@click.argument("words", metavar="[ITEM…]", nargs=-1)
@option("--channel", "channels", multiple=True, metavar="NAME", help=M("Only this channel; may be repeated."))
@as_json
def cancel(words: tuple[str, ...], channels: tuple[str, ...], *, as_json: bool) -> int:
    """Cancel what is scheduled."""
    from curate.workflows import holding

    return _show(holding.cancel(session().desk, words, channels), as_json=as_json)


def _show(report: Report, *, as_json: bool) -> int:
    if as_json:
        emit([outcome_json(each) for each in report.outcomes])
    else:
        for each in report.outcomes:
            show_outcome(each)
    if report.failed:
        complain(M("Not everything could be taken back: see above, and do it there yourself."))
    return _FAILED if report.failed else 0


@command(
    "pause",
    M(
        "Hold everything: nothing goes out by itself until you say --resume.\n\n"
        "What a network has for later is taken back, and waits here."
    ),
    example="curate pause",
)
@option("--resume", is_flag=True, help=M("Let things go out again."))
@as_json
def pause(*, resume: bool, as_json: bool) -> int:
    """Pause publishing."""
    from curate.workflows import holding

    if not resume:
        report = holding.pause(session().desk)
        code = _show(report, as_json=as_json)
        warn(M("Nothing goes out until you type: curate pause --resume"))
        return code
    waiting = holding.resume(session().desk)
    if as_json:
        emit([outcome_json(each) for each in waiting])
        return 0
    for each in waiting:
        show_outcome(each)
    say(
        MN(
            "{n} post waits. It goes out with: curate publish --due",
            "{n} posts wait. They go out with: curate publish --due",
            len(waiting),
        )
        if waiting
        else M("Nothing waits; what you publish goes out again.")
    )
    return 0
