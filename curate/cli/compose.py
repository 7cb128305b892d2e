"""Composing: `curate digest …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import Group, as_json, emit, local, option, say, say_help, session, tell, utc
from curate.cli.base import command as base_command
from curate.errors import UsageError
from curate.locale import MN, M, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from curate.cli.base import Command
    from curate.store import Digest


@click.group("digest", cls=Group)
@say_help(
    M("Compose an edition: make a draft, put items in order, write intro and closing, check, close."),
    example='curate digest new "Trends van de week"',
)
def digest() -> None:
    """Digests."""


def command(name: str, message: Message, *, example: str) -> Callable[..., Command]:
    """Return a decorator that makes a command of `curate digest`."""

    def make(function: Callable[..., None]) -> Command:
        made = base_command(name, message, example=example)(function)
        digest.add_command(made)
        return made

    return make


NUMBER = click.argument("number", metavar="N", type=click.IntRange(min=1))
ITEM = click.argument("words", metavar="ITEM")
ITEMS = click.argument("words", metavar="ITEM…", nargs=-1, required=True)


def digest_json(found: Digest) -> dict[str, object]:
    """Return a digest as our JSON has it."""
    return {
        "digest": found.id,
        "title": found.title,
        "language": found.language,
        "state": "closed" if found.closed else "draft",
        "number": found.number,
        "by": found.by,
        "created": utc(found.created),
        "changed": utc(found.changed),
        "closed": utc(found.closed),
        "since": utc(found.since),
        "intro": found.intro,
        "closing": found.closing,
        "items": [
            {
                "item": place.item,
                "section": place.section or None,
                "only": list(place.only),
                "texts": dict(place.texts),
            }
            for place in found.places
        ],
    }


def _answer(found: Digest, message: Message, as_json: bool) -> None:
    if as_json:
        emit(digest_json(found))
    else:
        say(message)


@command("new", M("Make a draft, and say its number."), example='curate digest new "Trends van de week"')
@click.argument("title", required=False)
@option("--language", type=click.Choice(["nl", "en", "fr", "de"]), help=M("The language its public reads."))
@as_json
def new(title: str | None, language: str | None, *, as_json: bool) -> None:
    """Make a digest."""
    from curate.workflows import composing

    desk = session().desk
    title = desk.config.digest.title if title is None else title
    if not title:
        raise UsageError(M("A digest needs a title."), hint=M('For instance: curate digest new "Trends van de week"'))
    number = composing.new(desk, title, language=language)
    if as_json:
        emit({"digest": number})
        return
    say(M("Digest {number}: {title}", number=number, title=title))
    say(M("Put items in with: curate digest add {number} ITEM…", number=number))


@command("add", M("Put items at the end of a digest."), example="curate digest add 3 12 15 18")
@NUMBER
@ITEMS
@option("--section", metavar="TEXT", help=M("The heading under which they stand."))
@as_json
def add(number: int, words: tuple[str, ...], section: str | None, *, as_json: bool) -> None:
    """Add items."""
    from curate.workflows import composing

    desk = session().desk
    found = composing.add(desk, number, words, section=section)
    _answer(
        found,
        MN("Digest {digest} has {n} item.", "Digest {digest} has {n} items.", len(found.places), digest=number),
        as_json,
    )
    notes = desk.store.curation.notes(found.items)
    silent = [item for item in found.items if item not in notes or not notes[item].commentary]
    if silent and not as_json:
        say(M("Still without your words: {items}. Write them with: curate comment ITEM", items=_marks(silent)))


def _marks(items: Iterable[int]) -> str:
    return ", ".join(f"#{item}" for item in items)


@command("remove", M("Take items out of a digest; they stay in the selection."), example="curate digest remove 3 15")
@NUMBER
@ITEMS
@as_json
def remove(number: int, words: tuple[str, ...], *, as_json: bool) -> None:
    """Remove items."""
    from curate.workflows import composing

    found = composing.remove(session().desk, number, words)
    _answer(
        found,
        MN("Digest {digest} has {n} item.", "Digest {digest} has {n} items.", len(found.places), digest=number),
        as_json,
    )


@command("move", M("Put an item at another place; 1 is the first."), example="curate digest move 3 18 1")
@NUMBER
@ITEM
@click.argument("place", type=int)
@as_json
def move(number: int, words: str, place: int, *, as_json: bool) -> None:
    """Move an item."""
    from curate.workflows import composing

    found = composing.move(session().desk, number, words, place)
    _answer(found, M("The order is now: {items}", items=_marks(found.items)), as_json)


def _write(name: str, number: int, words: str | None, *, as_json: bool) -> None:
    from curate.workflows import composing

    if words is None:
        from curate.cli import editor

        before = str(getattr(composing.draft(session().desk, number), name))
        words = editor.words(session().desk, f"digest-{number}-{name}", before)
    found = composing.write(session().desk, number, **{name: words})
    _answer(found, M("Written in digest {digest}.", digest=number), as_json)


@command(
    "title",
    M("Give a digest another title. Without TEXT: in your editor."),
    example='curate digest title 3 "Trends van november"',
)
@NUMBER
@click.argument("words", metavar="[TEXT]", required=False)
@as_json
def title(number: int, words: str | None, *, as_json: bool) -> None:
    """Write the title."""
    _write("title", number, words, as_json=as_json)


@command(
    "intro",
    M("Write what stands before the items. Without TEXT: in your editor."),
    example='curate digest intro 3 "Deze week…"',
)
@NUMBER
@click.argument("words", metavar="[TEXT]", required=False)
@as_json
def intro(number: int, words: str | None, *, as_json: bool) -> None:
    """Write the intro."""
    _write("intro", number, words, as_json=as_json)


@command(
    "closing",
    M("Write what stands after the items. Without TEXT: in your editor."),
    example='curate digest closing 3 "Tot volgende week!"',
)
@NUMBER
@click.argument("words", metavar="[TEXT]", required=False)
@as_json
def closing(number: int, words: str | None, *, as_json: bool) -> None:
    """Write the closing."""
    _write("closing", number, words, as_json=as_json)


@command(
    "text",
    M("Give an item your own text on one channel, in place of the one composed. Without TEXT: in your editor."),
    example='curate digest text 3 12 --channel x "Kort en goed: …"',
)
@NUMBER
@ITEM
@click.argument("body", metavar="[TEXT]", required=False)
@option("--channel", required=True, metavar="NAME", help=M("The channel."))
@option("--text", "given", metavar="TEXT", help=M("The text, where it does not stand at the end."))
@option("--clear", is_flag=True, help=M("Take your own text away again."))
@as_json
def text(
    number: int, words: str, body: str | None, channel: str, given: str | None, *, clear: bool, as_json: bool
) -> None:
    """Write a text for a channel."""
    from curate import channels
    from curate.workflows import composing

    desk, name = session().desk, channels.channel(channel).name
    written = "" if clear else body if given is None else given
    if written is None:
        from curate.cli import editor

        place = composing.place(desk, number, words)
        before = dict(place.texts).get(name, "")
        written = editor.words(desk, f"digest-{number}-{place.item}-{name}", before)
    found = composing.own_text(desk, number, words, channel=name, body=written)
    message = (
        M("Written for {channel} in digest {digest}.", channel=name, digest=number)
        if written.strip()
        else M("No text of its own for {channel} any more in digest {digest}.", channel=name, digest=number)
    )
    _answer(found, message, as_json)


@command(
    "only",
    M("Keep an item to some channels. Without --channel: it is for all again."),
    example="curate digest only 3 12 --channel mastodon --channel facebook",
)
@NUMBER
@ITEM
@click.argument("more", metavar="[NAME…]", nargs=-1)
@option("--channel", "given", multiple=True, metavar="NAME", help=M("A channel; more may follow, or be repeated."))
@as_json
def only(number: int, words: str, more: tuple[str, ...], given: tuple[str, ...], *, as_json: bool) -> None:
    """Keep an item to channels."""
    from curate import channels
    from curate.workflows import composing

    named = tuple(channels.channel(name).name for name in (*given, *more))
    found = composing.only(session().desk, number, words, named)
    message = M("Only for {channels}.", channels=", ".join(named)) if named else M("For all channels again.")
    _answer(found, message, as_json)


@command("show", M("A digest as it stands: its items in order, and your words."), example="curate digest show 3")
@NUMBER
@as_json
def show(number: int, *, as_json: bool) -> None:
    """Show a digest."""
    from curate.channels import markdown
    from curate.workflows import composing
    from curate.workflows import desk as at

    desk = session().desk
    found = at.digest(desk, number)
    edition = composing.edition(desk, found)
    if as_json:
        trust = edition.trust
        emit(
            {
                **digest_json(found),
                "trust": None if trust is None else {"seen": trust.seen, "sources": trust.sources, "kept": trust.kept},
            }
        )
        return
    click.echo(layout.strong(tell(found.title)))
    layout.fields(
        [
            (M("State"), tell(M("closed, edition {number}", number=found.number or 0) if found.closed else M("draft"))),
            (M("Changed"), local(found.changed)),
            (M("Language"), found.language),
            (M("Intro"), found.intro),
        ]
    )
    section = ""
    for place, entry in enumerate(edition.entries, 1):
        if entry.section != section:
            section = entry.section
            say()
            click.echo(layout.strong(tell(section)))
        words = entry.commentary or tell(M("(no commentary yet)"))
        facts = [f"#{entry.item} · {entry.outlet}", words]
        facts += [tell(M("only for {channels}", channels=", ".join(entry.only)))] if entry.only else []
        facts += [tell(M("own text for {channel}: {text}", channel=name, text=body)) for name, body in entry.texts]
        facts += [tell(M("went out on {channels}", channels=", ".join(entry.posted)))] if entry.posted else []
        layout.numbered(f"{place}.", entry.title, facts)
    if not edition.entries:
        say(M("No items yet. Put some in with: curate digest add {number} ITEM…", number=number))
    layout.fields([(M("Closing"), found.closing)])
    if edition.trust is not None:
        say()
        say(markdown.trust(edition))


@command("check", M("See whether a digest can go out. Exit code 1 where it cannot."), example="curate digest check 3")
@NUMBER
@as_json
def check(number: int, *, as_json: bool) -> int:
    """Check a digest."""
    from curate.models import Level
    from curate.workflows import publishing

    findings = publishing.check(session().desk, number)
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if as_json:
        emit([{"rule": f.rule, "level": f.level.value, "item": f.item, "message": tell(f.message)} for f in findings])
        return 1 if errors else 0
    for finding in findings:
        level = M("ERROR") if finding.level is Level.ERROR else M("note")
        mark = f"#{finding.item}" if finding.item else "–"
        layout.numbered(mark, f"{tell(level)}: {tell(finding.message)}", [finding.rule])
    if errors:
        say(MN("{n} error: it cannot go out yet.", "{n} errors: it cannot go out yet.", len(errors)))
        return 1
    say(M("It can go out. Write it for the channels with: curate export {number}", number=number))
    return 0


@command("list", M("The digests, newest first."), example="curate digest list")
@as_json
def list_(*, as_json: bool) -> None:
    """List digests."""
    desk = session().desk
    found = desk.store.digests.all()
    if as_json:
        emit([digest_json(each) for each in found])
        return
    for each in found:
        state = M("closed, edition {number}", number=each.number or 0) if each.closed else M("draft")
        count = MN("{n} item", "{n} items", len(each.places))
        layout.numbered(str(each.id), each.title, [f"{tell(state)} · {tell(count)} · {local(each.changed)}"])
    if not found:
        say(M('No digest yet. Make one with: curate digest new "TITLE"'))


@command("close", M("Fix an edition: its number, date and order."), example="curate digest close 3")
@NUMBER
@option("--reopen", is_flag=True, help=M("Let a closed edition be changed again."))
@as_json
def close(number: int, *, reopen: bool, as_json: bool) -> None:
    """Close a digest."""
    from curate.workflows import composing

    if reopen:
        found = composing.reopen(session().desk, number)
        _answer(found, M("Digest {digest} can be changed again.", digest=number), as_json)
    else:
        found = composing.close(session().desk, number)
        message = M("Digest {digest} is closed: it is edition {number}.", digest=number, number=found.number or 0)
        _answer(found, message, as_json)
