"""An edition: shown, checked, closed; and the list of all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import as_json, emit, local, option, say, session, tell
from curate.cli.compose import NUMBER, answer, command, digest_json
from curate.errors import UsageError
from curate.locale import MN, M

if TYPE_CHECKING:
    from curate.models import Edition, Entry
    from curate.store import Digest


@command(
    "show",
    M(
        "A digest as it stands: its items in order, and your words.\n\n"
        "--channel shows it as it would go out there; --html writes a page to look at, with every post."
    ),
    example="curate digest show 3\ncurate digest show 3 --html digest.html",
)
@NUMBER
@option("--channel", metavar="NAME", help=M("As it would go out on this channel."))
@option("--html", "page", type=click.Path(path_type=Path), metavar="FILE", help=M("Write it as a page to look at."))
@as_json
def show(number: int, channel: str | None, page: Path | None, *, as_json: bool) -> None:
    """Show a digest."""
    from curate.workflows import composing, previewing
    from curate.workflows import desk as at

    desk = session().desk
    if page is not None:
        written = previewing.page(desk, number, page, channels=[channel] if channel else [])
        if not as_json:
            say(M("The page is in {path}.", path=written))
            return
    found = at.digest(desk, number)
    if as_json:
        emit(_shown_json(found, composing.edition(desk, found)))
    elif channel is not None:
        for name, body in previewing.as_on(desk, number, channel).files:
            if isinstance(body, str):
                click.echo(tell(body), nl=False)
            else:
                say(M("Picture: {image}", image=name))
    else:
        _show(found, composing.edition(desk, found), composing.next_number(desk, found))


def _shown_json(found: Digest, edition: Edition) -> dict[str, object]:
    trust = edition.trust
    told = None if trust is None else {"seen": trust.seen, "sources": trust.sources, "kept": trust.kept}
    return {**digest_json(found), "trust": told, "curators": [] if trust is None else list(trust.curators)}


def _show(found: Digest, edition: Edition, next_number: int) -> None:
    from curate.channels import markdown

    click.echo(layout.strong(tell(found.title)))
    draft = M("draft; closed, it will be edition {number}", number=next_number)
    period = f"{local(found.since, time=False)} – {local(found.until, time=False) if found.until else ''}"
    layout.fields(
        [
            (M("State"), tell(M("closed, edition {number}", number=found.number or 0) if found.closed else draft)),
            (M("Form"), " · ".join(filter(None, [found.kind.value, found.subject]))),
            (M("Period"), period),
            (M("Changed"), local(found.changed)),
            (M("Language"), found.language),
            (M("Intro"), edition.intro),
        ]
    )
    section = ""
    for place, entry in enumerate(edition.entries, 1):
        if entry.section != section:
            section = entry.section
            say()
            click.echo(layout.strong(tell(section)))
        layout.numbered(f"{place}.", entry.title, _facts(entry))
    if not edition.entries:
        say(M("No items yet. Put some in with: curate digest add {number} ITEM…", number=found.id))
    layout.fields([(M("Closing"), edition.closing)])
    if edition.trust is not None and not edition.told:
        say()
        say(markdown.trust(edition))


def _facts(entry: Entry) -> list[str]:
    marked = [tell(M("for subscribers"))] if entry.paywalled else []
    facts = [" · ".join([f"#{entry.item}", entry.outlet, *marked])]
    facts += [entry.commentary or tell(M("(no commentary yet)"))]
    facts += [tell(M("only for {channels}", channels=", ".join(entry.only)))] if entry.only else []
    facts += [tell(M("own text for {channel}: {text}", channel=name, text=body)) for name, body in entry.texts]
    facts += [tell(M("went out on {channels}", channels=", ".join(entry.posted)))] if entry.posted else []
    return facts


@command(
    "check",
    M(
        "See whether a digest can go out. Exit code 1 where it cannot.\n\n"
        "--online also tries its links. --rules lists the rules; digest.rules in sources.yaml switches them."
    ),
    example="curate digest check 3 --online",
)
@click.argument("number", metavar="N", type=click.IntRange(min=1), required=False)
@option("--online", is_flag=True, help=M("Also try its links."))
@option("--rules", is_flag=True, help=M("List the rules, and how they stand here."))
@as_json
def check(number: int | None, *, online: bool, rules: bool, as_json: bool) -> int:
    """Check a digest."""
    from curate.models import Level
    from curate.workflows import publishing

    if rules:
        return _rules(as_json=as_json)
    if number is None:
        raise UsageError(M("Which digest?"), hint=M("See them with: curate digest list"))
    findings = publishing.check(session().desk, number, online=online)
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


def _rules(*, as_json: bool) -> int:
    from curate.digest.rules import RULES

    given = session().desk.config.digest.rules
    if as_json:
        emit([{"rule": name, "level": given.get(name, level.value), "about": tell(about)}
              for name, (level, about) in RULES.items()])  # fmt: skip
        return 0
    for name, (level, about) in RULES.items():
        layout.numbered(given.get(name, level.value), name, [tell(about)])
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
@option(
    "--number",
    "edition",
    type=click.IntRange(min=1),
    metavar="N",
    help=M("The number of the edition (default: the next one)."),
)
@option("--reopen", is_flag=True, help=M("Let a closed edition be changed again."))
@as_json
def close(number: int, edition: int | None, *, reopen: bool, as_json: bool) -> None:
    """Close a digest."""
    from curate.workflows import composing

    if reopen:
        found = composing.reopen(session().desk, number)
        answer(found, M("Digest {digest} can be changed again.", digest=number), as_json)
    else:
        found = composing.close(session().desk, number, edition=edition)
        message = M("Digest {digest} is closed: it is edition {number}.", digest=number, number=found.number or 0)
        answer(found, message, as_json)
