"""People: whose names stand here, another name for one, none for who left."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import Group, as_json, command, emit, local, option, say, say_help, session, tell, utc
from curate.errors import UsageError
from curate.locale import MN, M

if TYPE_CHECKING:
    from collections.abc import Callable

    from curate.cli.base import Command
    from curate.locale import Message


@click.group("people", cls=Group, invoke_without_command=True)
@say_help(
    M("The people whose names stand here: what they did, and when last.\n\nWithout more: the list."),
    example="curate people",
)
@as_json
@click.pass_context
def people(ctx: click.Context, *, as_json: bool) -> None:
    """List people, or go on to a command."""
    if ctx.invoked_subcommand is None:
        _listed(as_json=as_json)


def of_people(name: str, message: Message, *, example: str) -> Callable[..., Command]:
    """Return a decorator that makes a command of `curate people`."""

    def make(function: Callable[..., object]) -> Command:
        made = command(name, message, example=example)(function)
        people.add_command(made)
        return made

    return make


def _listed(*, as_json: bool) -> None:
    found = session().desk.store.people.all()
    if as_json:
        emit(
            [
                {
                    "name": each.name,
                    "notes": each.notes,
                    "tips": each.tips,
                    "events": each.events,
                    "posts": each.posts,
                    "assigned": each.assigned,
                    "last": utc(each.last),
                }
                for each in found
            ]
        )
        return
    for each in found:
        facts = [
            tell(MN("{n} note", "{n} notes", each.notes)) if each.notes else "",
            tell(MN("{n} tip", "{n} tips", each.tips)) if each.tips else "",
            tell(MN("{n} post", "{n} posts", each.posts)) if each.posts else "",
            tell(MN("{n} item to look at", "{n} items to look at", each.assigned)) if each.assigned else "",
            tell(M("last on {day}", day=local(each.last)[:10])) if each.last else "",
        ]
        layout.numbered(each.name, " · ".join(filter(None, facts)), [])
    if not found:
        say(M("Nobody did anything here yet."))


@of_people(
    "rename",
    M(
        "Put another name in the place of one, throughout: notes, tips, the log, the ledger.\n\n"
        "What people wrote stays as it is. Backups and files that were exported are not changed. "
        "This is not taken back with undo: give the old name again."
    ),
    example='curate people rename An "An Peeters"',
)
@click.argument("name", metavar="NAME")
@click.argument("to", metavar="NEW")
@as_json
def rename(name: str, to: str, *, as_json: bool) -> None:
    """Rename a person."""
    from curate.workflows import people as workflow

    _done(*workflow.rename(session().desk, name, to), as_json=as_json)


@of_people(
    "forget",
    M(
        "Take the name of who left out, throughout: notes, tips, the log, the ledger.\n\n"
        "The order of the log and what was written stay. Backups and files that were exported still hold the name. "
        "This cannot be taken back."
    ),
    example='curate people forget "An Peeters"',
)
@click.argument("name", metavar="NAME")
@option("--yes", is_flag=True, help=M("Do not ask."))
@as_json
def forget(name: str, *, yes: bool, as_json: bool) -> int:
    """Forget a person."""
    from curate.workflows import people as workflow

    workflow.called(session().desk, name)
    if not (yes or _agreed(name)):
        say(M("Nothing was changed."))
        return 1
    _done(*workflow.forget(session().desk, name), as_json=as_json)
    return 0


def _agreed(name: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            M("To forget a name cannot be taken back."), hint=M("Say that this is what you want with: --yes")
        )
    return click.confirm(tell(M("Take the name {name} out everywhere? It cannot be taken back.", name=name)), err=True)


def _done(new: str, places: int, *, as_json: bool) -> None:
    if as_json:
        emit({"name": new, "places": places})
        return
    say(MN("The name is now “{name}” in {n} place.", "The name is now “{name}” in {n} places.", places, name=new))
    say(M("Backups and files that were exported still hold the earlier name."))
