"""Judging: keep, put aside, tag, write, take back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from curate.cli import layout
from curate.cli.base import as_json, command, dry_run, emit, local, option, say, session, tell, trying, utc
from curate.cli.read import event_json, moment, note_json, told
from curate.errors import UsageError
from curate.locale import MN, M
from curate.states import Step

if TYPE_CHECKING:
    from curate.workflows.curating import Moved

ITEMS = click.argument("words", metavar="ITEM…", nargs=-1, required=True)


def _report(moved: Sequence[Moved], as_json: bool) -> None:
    if as_json:
        emit(
            [{"item": m.item.id, "from": m.item.state.value, "state": m.to.value, "changed": m.changed} for m in moved]
        )
        return
    from curate import states

    for each in moved:
        title = each.item.title
        if each.changed:
            say(M("#{item} is {state}: {title}", item=each.item.id, state=states.said(each.to), title=title))
        else:
            say(M("#{item} was {state} already: {title}", item=each.item.id, state=states.said(each.to), title=title))


@command("shortlist", M("Keep items for a digest."), example="curate shortlist 12 15")
@ITEMS
@dry_run
@as_json
def shortlist(words: tuple[str, ...], *, dry_run: bool, as_json: bool) -> None:
    """Shortlist items."""
    from curate.workflows import curating

    with trying(dry_run=dry_run):
        _report(curating.move(session().desk, words, Step.SHORTLIST), as_json)


@command(
    "dismiss",
    M("Put items aside. They stay searchable; a reason helps the ranking to learn."),
    example="curate dismiss 13 14 --reason not-for-us",
)
@ITEMS
@option(
    "--reason",
    type=click.Choice(["not-for-us", "known", "weak", "advertising"]),
    metavar="WHY",
    help=M("Why: not-for-us, known, weak or advertising."),
)
@dry_run
@as_json
def dismiss(words: tuple[str, ...], reason: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Dismiss items."""
    from curate.workflows import curating

    with trying(dry_run=dry_run):
        _report(curating.move(session().desk, words, Step.DISMISS, text=reason), as_json)


@command("snooze", M("Put items aside until a date; then they are new again."), example="curate snooze 16 --until 7d")
@ITEMS
@option(
    "--until", metavar="WHEN", default="7d", help=M("A date such as 2026-12-01, or how long: 3d, 2w (default: 7d).")
)
@dry_run
@as_json
def snooze(words: tuple[str, ...], until: str, *, dry_run: bool, as_json: bool) -> None:
    """Snooze items."""
    from curate.workflows import curating

    desk = session().desk
    given = moment(until, desk.now)
    if given <= desk.now and until[-1:].lower() in "hdwu":
        given = desk.now + (desk.now - given)  # "7d" looks back everywhere else; here it looks ahead
    if given - desk.now < timedelta(minutes=1):
        raise UsageError(M("{when} is not in the future.", when=until), hint=M("Write for instance 7d or 2w."))
    with trying(dry_run=dry_run):
        _report(curating.move(desk, words, Step.SNOOZE, text=local(given), until=given), as_json)


@command(
    "catchup",
    M(
        "Let all that is new and older than a date lapse, for instance after a holiday: it no longer waits, and stays "
        "searchable.\n\n"
        "What somebody tagged, wrote about, tipped, or chose another item of the same story of, stays. "
        "It is one step: undo takes all of it back."
    ),
    example="curate catchup --before 7d --keep-top 10",
)
@option("--before", required=True, metavar="WHEN", help=M("Older than: 7d, 12h, 2w, or a date such as 2026-11-01."))
@option(
    "--keep-top",
    type=click.IntRange(0, 1_000_000),
    default=0,
    metavar="N",
    help=M("Leave the N best stories among them waiting."),
)
@dry_run
@as_json
def catchup(before: str, keep_top: int, *, dry_run: bool, as_json: bool) -> None:
    """Catch up."""
    from curate.workflows import curating

    desk = session().desk
    given = moment(before, desk.now)
    with trying(dry_run=dry_run):
        done = curating.catch_up(desk, given, top=keep_top)
    if as_json:
        emit({"before": utc(given), "lapsed": done.lapsed, "waiting": done.waiting})
        return
    if not done.lapsed:
        say(M("Nothing lapsed: of before {when}, nothing new is left to let go of.", when=given))
    else:
        say(MN("{n} item of before {when} lapsed.", "{n} items of before {when} lapsed.", done.lapsed, when=given))
    if done.waiting:
        said = MN("{n} story waits.", "{n} stories wait.", done.waiting)
        say(M("{what}  →  {command}", what=said, command="curate inbox"))
    if done.lapsed and not dry_run:
        say(M("Take it back with: curate undo"))


@command(
    "approve",
    M("Approve the commentary of items. Where two pairs of eyes are asked for, never your own."),
    example="curate approve 12 --by An",
)
@ITEMS
@dry_run
@as_json
def approve(words: tuple[str, ...], *, dry_run: bool, as_json: bool) -> None:
    """Approve items."""
    from curate.workflows import curating

    with trying(dry_run=dry_run):
        _report(curating.approve(session().desk, words), as_json)


@command(
    "tag",
    M(
        "Add and take off tags. What you take off stays off, whatever the rules say.\n\n"
        "+privacy is short for --add privacy. A new tag needs --new."
    ),
    example="curate tag 12 15 +privacy --remove reclame",
)
@ITEMS
@option("--add", multiple=True, metavar="TAG", help=M("A tag to add; may be repeated."))
@option("--remove", multiple=True, metavar="TAG", help=M("A tag to take off; may be repeated."))
@option("--new", is_flag=True, help=M("Make the tag if it does not exist yet."))
@dry_run
@as_json
def tag(
    words: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...], *, new: bool, dry_run: bool, as_json: bool
) -> None:
    """Tag items."""
    from curate.workflows import curating

    plus = tuple(word[1:] for word in words if word.startswith("+") and len(word) > 1)
    named = tuple(word for word in words if not word.startswith("+"))
    if not named:
        raise UsageError(M("Say which items."), hint=M("For instance: curate tag 12 15 +privacy"))
    if not (add or plus or remove):
        raise UsageError(M("Say which tags to add or to take off."), hint=M("For instance: curate tag 12 +privacy"))
    with trying(dry_run=dry_run):
        items = curating.tag(session().desk, named, add=(*add, *plus), remove=remove, new=new)
    if as_json:
        emit([{"item": item.id, "tags": [_tag_json(tag) for tag in item.tags]} for item in items])
        return
    for item in items:
        layout.numbered(f"#{item.id}", item.title, ["; ".join(layout.tag_reason(t) for t in item.tags)])


def _tag_json(tag: Any) -> dict[str, object]:  # noqa: ANN401
    return {"tag": tag.tag, "origin": tag.origin.value, "matched": tag.matched}


@command(
    "comment",
    M(
        "Write why an item matters to your public, and what one must know to place it.\n\n"
        "Without words on the command line, your editor opens on a small form. "
        "Where somebody wrote about it in the meantime, both texts are kept."
    ),
    example='curate comment 12 --commentary "Voor wie met jongeren werkt is dit…"',
)
@click.argument("words", metavar="ITEM")
@option("--commentary", metavar="TEXT", help=M("Why it matters to your public."))
@option("--context", metavar="TEXT", help=M("What one must know to place it."))
@option("--quote", metavar="TEXT", help=M("A sentence from the article."))
@option("--quote-author", metavar="NAME", help=M("Who said or wrote it."))
@option("--quote-outlet", metavar="NAME", help=M("Where it stands."))
@option("--related", metavar="URL", help=M("One of your own publications to read with it: its address or number."))
@option("--image", metavar="URL", help=M("A picture."))
@option("--image-alt", metavar="TEXT", help=M("What the picture shows, for who cannot see it."))
@option("--image-licence", metavar="TEXT", help=M("By which right you use the picture."))
@option("--use", metavar="NAME", help=M("Take the note of this person, where two machines wrote one each."))
@option("--rating", type=click.IntRange(1, 5), metavar="1–5", help=M("Your own rating, 1 to 5; nobody else sees it."))
@as_json
def comment(words: str, *, use: str | None, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Comment an item."""
    from curate.text import says_something
    from curate.workflows import curating

    desk = session().desk
    changes = {name: value for name, value in given.items() if value is not None}
    if use is not None:
        if changes:
            raise UsageError(M("--use takes a note as it is: leave the other words out."))
        note = curating.use(desk, words, use)
    elif changes:
        note = curating.comment(desk, words, changes)
    else:
        from curate.cli import editor

        note = editor.write(desk, words)
    if as_json:
        emit(note_json(note))
        return
    from curate.workflows import desk as at

    item = at.item(desk, words)
    say(M("Written about #{item}: {title}", item=item.id, title=item.title))
    if not says_something(note.commentary):
        say(M("There is no commentary yet, so it cannot go out: say why it matters to your public."))


@command("undo", M("Take the last step back, whoever took it."), example="curate undo")
@dry_run
@as_json
def undo(*, dry_run: bool, as_json: bool) -> None:
    """Undo."""
    from curate.workflows import curating

    with trying(dry_run=dry_run):
        events = curating.undo(session().desk)
    if as_json:
        emit([event_json(event) for event in events])
        return
    say(MN("Taken back, {n} change:", "Taken back, {n} changes:", len(events)))
    for event in events:
        click.echo(f"  {tell(told(event))}")


@command("log", M("Who did what, when; oldest first."), example="curate log 12")
@click.argument("words", metavar="[ITEM]", required=False)
@option("--by", "by", metavar="NAME", help=M("Only what this person did."))
@option("--since", metavar="WHEN", help=M("Only since: 7d, 12h, 2w, or a date."))
@option(
    "--limit", type=click.IntRange(min=1), default=50, metavar="N", help=M("How many lines, the newest (default: 50).")
)
@as_json
def log(words: str | None, by: str | None, since: str | None, limit: int, *, as_json: bool) -> None:
    """Show the log."""
    from curate.workflows import desk as at

    desk = session().desk
    item = at.item(desk, words).id if words else None
    events = desk.store.curation.events(
        item=item, by=by, since=None if since is None else moment(since, desk.now), limit=limit
    )
    if as_json:
        emit([{**event_json(event), "item": event.item, "digest": event.digest} for event in events])
        return
    for event in events:
        click.echo(tell(told(event)))
    if not events:
        say(M("Nothing was done yet."))
