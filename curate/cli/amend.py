"""Mistakes that went out, and who we are on a network."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import as_json, command, complain, dry_run, emit, say, session, tell, warn
from curate.cli.base import option as option_
from curate.errors import UsageError
from curate.locale import M, Message, translate

if TYPE_CHECKING:
    from curate.workflows.amending import Amended, Amendment

_FAILED = 3
ITEM = click.argument("words", metavar="ITEM")


@command(
    "correct",
    M(
        "Let every place where an item stands say what its words are now.\n\n"
        "Write what is right first (curate comment ITEM). Mastodon and a blog are changed; for the others you get the "
        "text to paste, with the address. The item is marked as corrected, and you get a line for the next edition."
    ),
    example='curate correct 12 --why "The date was wrong."',
)
@ITEM
@option_("--why", default="", metavar="TEXT", help=M("What was wrong; the public reads it on the site."))
@dry_run
@as_json
def correct(words: str, why: str, *, dry_run: bool, as_json: bool) -> int:
    """Correct an item."""
    from curate.workflows import amending

    done = amending.correct(session().desk, words, " ".join(why.split()), dry_run=dry_run)
    return _show(done, dry_run=dry_run, as_json=as_json)


@command(
    "withdraw",
    M(
        "Take an item back from every place where it stands, and say why.\n\n"
        "Where a network allows it, it is taken away; for the others you get the address. The item is marked as "
        "withdrawn and never goes out again, and you get a line for the next edition."
    ),
    example='curate withdraw 12 --why "The figures turned out to be wrong."',
)
@ITEM
@option_("--why", required=True, metavar="TEXT", help=M("Why; it stands in the log, and in the line for the public."))
@dry_run
@as_json
def withdraw(words: str, why: str, *, dry_run: bool, as_json: bool) -> int:
    """Withdraw an item."""
    from curate.workflows import amending

    if not why.strip():
        raise UsageError(M("Say why with --why: who reads you may ask."))
    done = amending.withdraw(session().desk, words, " ".join(why.split()), dry_run=dry_run)
    return _show(done, dry_run=dry_run, as_json=as_json)


def _show(done: Amendment, *, dry_run: bool, as_json: bool) -> int:
    line = translate(done.line, done.language) if done.line is not None else ""
    if as_json:
        emit(
            {
                "item": done.item,
                "places": [
                    {
                        "channel": place.channel,
                        "url": place.url,
                        "how": place.how,
                        "done": place.done,
                        "text": place.text,
                        "message": None if place.why is None else tell(place.why),
                    }
                    for place in done.places
                ],
                "line": line,
            }
        )
    else:
        for place in done.places:
            _show_place(place)
        if not done.places:
            say(M("It stands only on your public page, which says so after: curate site"))
        if line:
            say(M("For the next edition: {line}", line=line))
    if dry_run:
        warn(M("Nothing was changed: this only says what would be."))
    elif done.failed:
        complain(M("Not every place could be changed: see above, and do it again, or there yourself."))
    return _FAILED if done.failed else 0


def _show_place(place: Amended) -> None:
    facts = [" · ".join(filter(None, [tell(_said(place)), place.url or ""]))]
    if place.why is not None:
        facts.append(tell(place.why))
    layout.numbered("·", place.channel, facts)
    if place.text and place.done in ("hand", "failed"):
        layout.paragraph(place.text, indent="       │ ")


def _said(place: Amended) -> Message:
    if place.done == "hand":
        return M("yours to do: put this text there") if place.text else M("yours to do: take it away there")
    return {
        "changed": M("changed there"),
        "removed": M("taken away there"),
        "unchanged": M("says so already"),
        "stays": M("is with its readers: tell them in the next one"),
        "failed": M("could not be changed"),
    }[place.done]


@command(
    "login",
    M(
        "Give curate the password or token of a network: it is tried there, and kept in this computer's keyring.\n\n"
        "What you type is not shown. It stands in no file of curate."
    ),
    example="curate login mastodon",
)
@click.argument("channel", metavar="CHANNEL")
@as_json
def login(channel: str, *, as_json: bool) -> int:
    """Log in."""
    from curate.workflows import access

    desk = session().desk
    reached = access.access(desk, channel)
    said = M("Password or token for {account}", account=reached.account)
    if sys.stdin.isatty():
        secret = click.prompt(tell(said), hide_input=True, err=True)
    else:
        secret = sys.stdin.readline().rstrip("\r\n")
    done = access.login(desk, channel, secret)
    if as_json:
        emit({"channel": reached.channel, "account": done.account, "kept": done.kept, "variable": done.variable})
    else:
        say(M("{channel} lets you in, as {account}.", channel=reached.channel, account=done.account))
        if done.kept:
            say(M("It is kept in this computer's keyring."))
    if not done.kept:
        warn(
            M(
                "It is not kept: this computer has no keyring that curate can use. Give it in the environment, as "
                "{variable}, or install one: uv tool install 'cureren[keyring]', or pipx install 'cureren[keyring]'.",
                variable=done.variable,
            )
        )
    return 0
