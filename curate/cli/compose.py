"""Composing: `curate digest …`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from curate.cli.base import Group, as_json, dry_run, emit, option, say, say_help, session, trying, utc, zone
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
        "kind": found.kind.value,
        "subject": found.subject or None,
        "since": utc(found.since),
        "until": utc(found.until),
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


def answer(found: Digest, message: Message, as_json: bool) -> None:
    """Say what was done; with `as_json`, show the digest as it is now."""
    if as_json:
        emit(digest_json(found))
    else:
        say(message)


KINDS = ("list", "top", "trend", "story", "timeline")


@command(
    "new",
    M(
        "Make a draft, and say its number.\n\n"
        "--kind list (one item after the other), top (numbered), trend (what several show together), story (several "
        "told as one text) or timeline (one story over several dated posts). --about opens it with items: of a trend, "
        "those with that tag or phrase; of a story or timeline, those that tell the story of that ITEM."
    ),
    example='curate digest new "Trends van de week"\n'
    'curate digest new "Privacy in beweging" --kind trend --about privacy',
)
@click.argument("title", required=False)
@option("--kind", type=click.Choice(KINDS), default="list", help=M("Its form (default: list)."))
@option("--about", default="", metavar="WORDS", help=M("The tag, phrase or item that it is opened with."))
@option("--since", metavar="WHEN", help=M("Start of its period: 7d, 4w, or a date (default: the last edition)."))
@option("--until", metavar="DATE", help=M("Last day of its period (default: the day it is closed)."))
@option("--language", type=click.Choice(["nl", "en", "fr", "de"]), help=M("The language its public reads."))
@as_json
def new(
    title: str | None,
    kind: str,
    about: str,
    since: str | None,
    until: str | None,
    language: str | None,
    *,
    as_json: bool,
) -> None:
    """Make a digest."""
    from curate.models import Kind
    from curate.workflows import composing

    desk = session().desk
    title = desk.config.digest.title if title is None else title
    if not title:
        raise UsageError(M("A digest needs a title."), hint=M('For instance: curate digest new "Trends van de week"'))
    number = composing.new(
        desk,
        title,
        language=language,
        kind=Kind(kind),
        about=about,
        since=begin(since, desk.now),
        until=end(until, desk.now),
    )
    if as_json:
        emit({"digest": number})
        return
    say(M("Digest {number}: {title}", number=number, title=title))
    made = desk.store.digests.get(number)
    if made is not None and made.places:
        say(M("It is opened with: {items}. See it with: curate digest show {n}", items=marks(made.items), n=number))
        return
    say(M("Put items in with: curate digest add {number} ITEM…", number=number))


def begin(when: str | None, now: datetime) -> datetime | None:
    """Return the moment at which a period begins; None for None."""
    from curate.cli.read import moment

    return None if when is None else moment(when, now)


def end(when: str | None, now: datetime) -> datetime | None:
    """Return the moment at which a period ends: a day given as a date is in it to its end; None for None."""
    from curate.cli.read import moment

    if when is None:
        return None
    found = moment(when, now)
    if not re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", when.strip()):
        return found
    try:
        return (found.astimezone(zone()) + timedelta(days=1)).astimezone(UTC) - timedelta(seconds=1)
    except OverflowError:
        return found


@command("add", M("Put items at the end of a digest."), example="curate digest add 3 12 15 18")
@NUMBER
@ITEMS
@option("--section", metavar="TEXT", help=M("The heading under which they stand."))
@dry_run
@as_json
def add(number: int, words: tuple[str, ...], section: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Add items."""
    from curate.workflows import composing

    desk = session().desk
    with trying(dry_run=dry_run):
        found = composing.add(desk, number, words, section=section)
    answer(
        found,
        MN("Digest {digest} has {n} item.", "Digest {digest} has {n} items.", len(found.places), digest=number),
        as_json,
    )
    notes = desk.store.curation.notes(found.items)
    silent = [item for item in found.items if item not in notes or not notes[item].commentary]
    if silent and not as_json:
        say(M("Still without your words: {items}. Write them with: curate comment ITEM", items=marks(silent)))


def marks(items: Iterable[int]) -> str:
    """Return the numbers of items as they are typed."""
    return ", ".join(f"#{item}" for item in items)


@command("remove", M("Take items out of a digest; they stay in the selection."), example="curate digest remove 3 15")
@NUMBER
@ITEMS
@dry_run
@as_json
def remove(number: int, words: tuple[str, ...], *, dry_run: bool, as_json: bool) -> None:
    """Remove items."""
    from curate.workflows import composing

    with trying(dry_run=dry_run):
        found = composing.remove(session().desk, number, words)
    answer(
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
    answer(found, M("The order is now: {items}", items=marks(found.items)), as_json)


def _write(name: str, number: int, words: str | None, *, as_json: bool) -> None:
    from curate.workflows import composing

    if words is None:
        from curate.cli import editor

        before = str(getattr(composing.draft(session().desk, number), name))
        words = editor.words(session().desk, f"digest-{number}-{name}", before)
    found = composing.write(session().desk, number, **{name: words})
    answer(found, M("Written in digest {digest}.", digest=number), as_json)


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
    M(
        "Give an item your own text on one channel, in place of the one composed. Without TEXT: in your editor.\n\n"
        "The channel ambassadors takes three, one a voice: --voice personal, professional or brief."
    ),
    example='curate digest text 3 12 --channel x "Kort en goed: …"\n'
    'curate digest text 3 12 --channel ambassadors --voice personal "Geraakt."',
)
@NUMBER
@ITEM
@click.argument("body", metavar="[TEXT]", required=False)
@option("--channel", required=True, metavar="NAME", help=M("The channel."))
@option(
    "--voice", metavar="NAME", help=M("Whose voice it is in, on a channel with several: personal, professional, brief.")
)
@option("--text", "given", metavar="TEXT", help=M("The text, where it does not stand at the end."))
@option("--clear", is_flag=True, help=M("Take your own text away again."))
@as_json
def text(
    number: int,
    words: str,
    body: str | None,
    channel: str,
    voice: str | None,
    given: str | None,
    *,
    clear: bool,
    as_json: bool,
) -> None:
    """Write a text for a channel."""
    from curate.workflows import tailoring

    desk, name = session().desk, tailoring.text_name(channel, voice)
    written = "" if clear else body if given is None else given
    if written is None:
        from curate.cli import editor

        place = tailoring.place(desk, number, words)
        before = dict(place.texts).get(name, "")
        written = editor.words(desk, f"digest-{number}-{place.item}-{name}", before)
    found = tailoring.own_text(desk, number, words, channel=name, body=written)
    message = (
        M("Written for {channel} in digest {digest}.", channel=name, digest=number)
        if written.strip()
        else M("No text of its own for {channel} any more in digest {digest}.", channel=name, digest=number)
    )
    answer(found, message, as_json)


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
    from curate.workflows import tailoring

    named = tuple(tailoring.outlet_name(name) for name in (*given, *more))
    found = tailoring.only(session().desk, number, words, named)
    message = M("Only for {channels}.", channels=", ".join(named)) if named else M("For all channels again.")
    answer(found, message, as_json)
