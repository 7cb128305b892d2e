"""Colleagues: tips, who is to look at what, and pages that are handed out and come back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli.base import as_json, command, dry_run, emit, option, say, session, tell, trying, utc, warn
from curate.cli.read import STATES
from curate.errors import UsageError
from curate.locale import MN, PUBLIC, M, Message

if TYPE_CHECKING:
    from curate.workflows.handing import HandedIn, TakenIn
    from curate.workflows.ticking import Recorded, Returned


@command(
    "tip",
    M(
        "Point at an item, or at a page that is not here yet, and say why. "
        "It waits with the tips: curate inbox --tips\n\n"
        "With --by you write down what a colleague told you."
    ),
    example='curate tip https://voorbeeld.example/artikel --why "Past bij ons" --by Bea',
)
@click.argument("words", metavar="URL|ITEM", nargs=-1, required=True)
@option("--why", required=True, metavar="TEXT", help=M("Why it is worth looking at."))
@as_json
def tip(words: tuple[str, ...], why: str, *, as_json: bool) -> None:
    """Tip an item."""
    from curate.workflows import colleagues

    tipped = colleagues.tip(session().desk, " ".join(words), why)
    item = tipped.item
    if as_json:
        row = {"item": item.id, "title": item.title, "url": item.url, "state": item.state.value}
        emit({**row, "new": tipped.new, "known": tipped.known, "by": session().desk.by, "why": why})
    elif tipped.known:
        say(M("You said this of #{item} before: {title}", item=item.id, title=item.title))
    else:
        say(M("Tipped: #{item} {title}", item=item.id, title=item.title))


@command(
    "assign",
    M("Ask a colleague to look at items. See what is asked of whom with: curate inbox --assigned"),
    example="curate assign 12 15 --to Bea",
)
@click.argument("words", metavar="ITEM…", nargs=-1, required=True)
@option("--to", metavar="NAME", help=M("Who is to look at them."))
@option("--nobody", is_flag=True, help=M("Nobody in particular any more."))
@dry_run
@as_json
def assign(words: tuple[str, ...], to: str | None, *, nobody: bool, dry_run: bool, as_json: bool) -> None:
    """Assign items."""
    from curate.workflows import colleagues

    if (to is None) is not nobody:
        raise UsageError(M("Say either --to NAME or --nobody."), hint=M("For instance: curate assign 12 15 --to Bea"))
    with trying(dry_run=dry_run):
        done = colleagues.assign(session().desk, words, to)
    if as_json:
        emit([{"item": item.id, "assigned": item.assigned, "changed": changed} for item, changed in done])
        return
    for item, _ in done:
        if item.assigned:
            say(M("{name} is to look at #{item}: {title}", name=item.assigned, item=item.id, title=item.title))
        else:
            say(M("Nobody in particular is to look at #{item}: {title}", item=item.id, title=item.title))


@command(
    "handout",
    M(
        "Write items on one page that a colleague, chair or director opens in any browser, fills in and sends back: "
        "no server, no account, no connection. With a name that ends in .md, the same as text.\n\n"
        "Without items: what is shortlisted or commented. What comes back is taken in by: curate handin FILE"
    ),
    example="curate handout nakijken.html --digest 3",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("words", metavar="[ITEM]…", nargs=-1)
@option("--digest", "digest", type=click.IntRange(min=1), metavar="N", help=M("The items of this digest."))
@option("--state", type=click.Choice(STATES), metavar="STATE", help=M("The items in this state, best first."))
@option("--language", type=click.Choice(PUBLIC), help=M("The language of the page: nl, en, fr or de."))
@as_json
def handout(
    file: Path, words: tuple[str, ...], digest: int | None, state: str | None, language: str | None, *, as_json: bool
) -> None:
    """Hand items out."""
    from curate.models import State
    from curate.workflows import handing

    if sum((bool(words), digest is not None, state is not None)) > 1:
        raise UsageError(M("Name items, or a digest, or a state: one of these."))
    desk = session().desk
    items = handing.chosen(desk, words, digest=digest, state=None if state is None else State(state))
    made = handing.hand_out(desk, file, items, language)
    if as_json:
        emit({"path": str(file), "edition": made.edition, "items": [sheet.number for sheet in made.sheets]})
        return
    say(MN("{path} holds {n} item.", "{path} holds {n} items.", len(made.sheets), path=file))
    say(M("Send it as an attachment. Take in what comes back with: curate handin FILE"))


@command(
    "handin",
    M(
        "Take in what a colleague filled in: the file that the page saved, or the text of the mail, as it came. "
        "A - reads what you paste.\n\n"
        "What changed here in the meantime is not overwritten: the two texts stand beside each other. All of it is one "
        "step for curate undo.\n\n"
        "It also takes the file of a posting sheet: what was ticked there is recorded as with curate posted."
    ),
    example="curate handin antwoorden.json",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@dry_run
@as_json
def handin(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Take answers in."""
    from curate.workflows import handing

    given = handing.opened(_read(file, handing.LARGEST))
    if _is_sheet(given):
        _record(given, dry_run=dry_run, as_json=as_json)
        return
    with trying(dry_run=dry_run):
        done = handing.hand_in(session().desk, given, session().by_option)
    if as_json:
        emit([_handed_json(each) for each in done])
        return
    for each in done:
        _write(each)


# ── a posting sheet ──────────────────────────────────────────────────────────────────────────────────────────────────


def _is_sheet(given: str) -> bool:
    """Return whether this is the file of a posting sheet; `UsageError` where it is the sheet itself."""
    from curate.digest import ticks

    if ticks.is_page(given):
        raise UsageError(
            M("This is the posting sheet itself, without what was ticked on it."),
            hint=M("Open it in a browser, and hand in the file of “Save the ticks as a file”."),
        )
    return ticks.read(given) is not None


def _record(given: str, *, dry_run: bool, as_json: bool) -> None:
    from curate.digest import ticks
    from curate.workflows import ticking

    found = ticks.read(given)
    assert found is not None  # noqa: S101  (`_is_sheet` said so)
    with trying(dry_run=dry_run):
        done = ticking.hand_in(session().desk, found, session().by_option)
    if as_json:
        emit([_returned_json(done)])
        return
    for each in done.posts:
        _write_post(each)
    if done.left_out:
        warn(MN("{n} post more than is read at once.", "{n} posts more than are read at once.", done.left_out))
    if not done.changed:
        say(M("Nothing was taken over."))


def _returned_json(done: Returned) -> dict[str, object]:
    return {
        "by": done.by,
        "digest": done.digest,
        "items": [
            {
                "item": each.item,
                "title": each.title,
                "channel": each.channel,
                "post": each.row.id if each.row else None,
                "took": [] if each.left else ["posted"],
                "not_taken": [{"what": "posted", "why": tell(each.left)}] if each.left else [],
                "notes": [tell(note) for note in each.notes],
            }
            for each in done.posts
        ],
    }


def _write_post(each: Recorded) -> None:
    mark = f"#{each.item}" if each.item else "–"
    if each.left is None:
        said = M("{item} stands in the ledger for {channel}: {title}", item=mark, channel=each.channel,
                 title=each.title)  # fmt: skip
        say(said)
    else:
        warn(M("{item} on {channel} is not recorded: {why}", item=mark if each.item else each.title or mark,
               channel=each.channel or "–", why=each.left))  # fmt: skip
    for note in each.notes:
        say(Message("  {line}", {"line": note}))


# ── a hand-out ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _read(file: Path, largest: int) -> bytes:
    """Return what is handed in, no more than one byte beyond the largest."""
    if str(file) == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise UsageError(M("There is nothing to read on the standard input."))
        if sys.stdin.isatty():
            warn(M("Paste the text of the mail, and end with Ctrl+D on a line of its own (Windows: Ctrl+Z and Enter)."))
        return sys.stdin.buffer.read(largest + 1)
    try:
        with file.open("rb") as opened:
            return opened.read(largest + 1)
    except OSError as error:
        raise UsageError(
            M("{path} cannot be read: {why}.", path=file, why=error.strerror or type(error).__name__)
        ) from error


def _handed_json(done: HandedIn) -> dict[str, object]:
    return {
        "by": done.by,
        "edition": done.edition,
        "made": utc(done.made),
        "newer": utc(done.newer),
        "whole": done.whole,
        "items": [
            {
                "item": taken.item,
                "title": taken.title,
                "took": list(taken.took),
                "not_taken": [{"what": left.what, "why": tell(left.why)} for left in taken.left],
            }
            for taken in done.items
        ],
    }


def _write(done: HandedIn) -> None:
    said = MN("From {name}, on {n} item:", "From {name}, on {n} items:", len(done.items), name=done.by)
    say(said)
    if done.made is None:
        warn(M("This hand-out was not made here: only items that are known here are taken."))
    elif done.newer is not None:
        warn(M("It is of the hand-out of {made}; there is a newer one, of {newer}.", made=done.made, newer=done.newer))
    if not done.whole:
        warn(M("The end is missing: look whether the last answer is whole."))
    if done.left_out:
        warn(MN("{n} item more than is read at once.", "{n} items more than are read at once.", done.left_out))
    for taken in done.items:
        _write_item(taken)
    if not done.changed:
        say(M("Nothing was taken over."))


def _write_item(taken: TakenIn) -> None:
    mark = f"#{taken.item}" if taken.item else "–"
    say(Message("{mark} {title}", {"mark": mark, "title": taken.title}))
    if taken.took:
        took = ", ".join(tell(_TOOK[name]) for name in taken.took)
        say(Message("  {line}", {"line": M("taken over: {what}", what=took)}))
    for left in taken.left:
        line = M("not taken over, {what}: {why}", what=_LEFT[left.what], why=left.why)
        if left.what == "note":
            line = left.why
        say(Message("  {line}", {"line": line}))


_TOOK = {
    "commentary": M("commentary"),
    "context": M("context"),
    "rating": M("rating"),
    "approve": M("approval"),
    "objection": M("does not agree"),
    "beside": M("beside what is there"),
}
_LEFT = {
    "item": M("this item"),
    "commentary": M("commentary"),
    "context": M("context"),
    "rating": M("rating"),
    "approve": M("approval"),
    "note": M("commentary"),
}
