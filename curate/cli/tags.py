"""The tags: what there is, why an item has which, giving them again, and what the rules miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import Group, as_json, command, emit, local, option, say, say_help, session, tell, utc
from curate.cli.collect import progress_bar
from curate.errors import UsageError
from curate.locale import MN, M, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from curate.cli.base import Command
    from curate.models import Tag
    from curate.workflows.tagging import Listed, Retagged, Why


@click.group("tags", cls=Group)
@say_help(
    M("The tags and their rules: what they find, why, and what they miss."),
    example="curate tags why 12",
)
def tags() -> None:
    """Group the commands about tags."""


def of_tags(name: str, message: Message, *, example: str) -> Callable[..., Command]:
    """Return a decorator that makes a command of `curate tags`."""

    def make(function: Callable[..., object]) -> Command:
        made = command(name, message, example=example)(function)
        tags.add_command(made)
        return made

    return make


@of_tags(
    "list",
    M("Every tag: its rule, how many items have it and from whom, and which words never fired."),
    example="curate tags list",
)
@as_json
def list_(*, as_json: bool) -> None:
    """List tags."""
    from curate.workflows import tagging

    rows = tagging.listed(session().desk)
    if as_json:
        emit([_listed_json(row) for row in rows])
        return
    for row in rows:
        layout.numbered(_MARK, row.tag, [tell(fact) for fact in _listed_facts(row)])
    if not rows:
        say(M("No tags yet. Write a rule for one in sources.yaml, under `tags:`."))


_MARK = "·"


def _listed_json(row: Listed) -> dict[str, object]:
    from curate.models import Origin

    return {
        "tag": row.tag,
        "words": list(row.words),
        "items": row.use.items,
        **{origin.value: row.use.origins.get(origin, 0) for origin in Origin},
        "last_30_days": row.use.recent,
        "fired": {word: row.use.rules.get(word, 0) for word in row.words if not word.startswith("-")},
        "never_fired": list(row.never_fired),
    }


def _listed_facts(row: Listed) -> list[Message]:
    from curate.models import Origin

    items = MN("{n} item", "{n} items", row.use.items)
    facts = [
        M(
            "{items}, {recent} in the last 30 days (by rule {rule}, by source {source}, by hand {curator})",
            items=items,
            recent=row.use.recent,
            rule=row.use.origins.get(Origin.RULE, 0),
            source=row.use.origins.get(Origin.SOURCE, 0),
            curator=row.use.origins.get(Origin.CURATOR, 0),
        )
        if row.use.items
        else M("no items")
    ]
    if row.words:
        facts.append(M("rule: {words}", words=", ".join(row.words)))
    if row.never_fired:
        facts.append(M("never fired: {words}", words=", ".join(row.never_fired)))
    return facts


# ── why ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@of_tags(
    "why",
    M("Why an item has its tags: the words that fired, what was kept off and by which word, what you took off."),
    example="curate tags why 12",
)
@click.argument("words", metavar="ITEM", nargs=-1, required=True)
@as_json
def why(words: tuple[str, ...], *, as_json: bool) -> None:
    """Say why an item has its tags."""
    from curate.workflows import tagging

    found = tagging.why(session().desk, " ".join(words))
    if as_json:
        emit(_why_json(found))
        return
    item = found.item
    layout.numbered(f"#{item.id}", item.title, [tell(M("language: {language}", language=item.language or "–"))])
    for tag in item.tags:
        say(f"  {_reason(tag)}")
    for each in found.excluded:
        say(
            M(
                "  not {tag}: the text says “{matched}”, but also “{by}” (rule: {rule})",
                tag=each.tag,
                matched=each.fired.matched,
                by=each.by.matched,
                rule=each.by.rule,
            )
        )
    for off in found.taken_off:
        if off.event is None:
            say(M("  not {tag}: a curator took it off", tag=off.tag))
        else:
            say(M("  not {tag}: {by} took it off on {at}", tag=off.tag, by=off.event.by, at=local(off.event.at)))
    if not (item.tags or found.excluded or found.taken_off):
        say(M("  No rule finds a word in it."))
    if found.to_come:
        gains = ", ".join(found.to_come)
        say(M("  By the rules as they are now it would get: {tags}. Do so with: curate tags retag", tags=gains))
    if found.to_go:
        losses = ", ".join(found.to_go)
        say(M("  By the rules as they are now it would lose: {tags}. Do so with: curate tags retag", tags=losses))


def _reason(tag: Tag) -> str:
    by = tell(M("rule: {rules}", rules=", ".join(tag.rules))) if tag.rules else ""
    return " · ".join(filter(None, [layout.tag_reason(tag), by]))


def _why_json(found: Why) -> dict[str, object]:
    return {
        "item": found.item.id,
        "title": found.item.title,
        "language": found.item.language,
        "tags": [
            {"tag": tag.tag, "origin": tag.origin.value, "matched": tag.matched, "rules": list(tag.rules)}
            for tag in found.item.tags
        ],
        "excluded": [
            {
                "tag": each.tag,
                "matched": each.fired.matched,
                "rule": each.fired.rule,
                "by": {"matched": each.by.matched, "rule": each.by.rule},
            }
            for each in found.excluded
        ],
        "removed": [
            {
                "tag": off.tag,
                "by": None if off.event is None else off.event.by,
                "at": None if off.event is None else utc(off.event.at),
            }
            for off in found.taken_off
        ],
        "would": {"add": list(found.to_come), "remove": list(found.to_go)},
    }


# ── retag ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@of_tags(
    "retag",
    M(
        "Give all items their tags again, by the rules as they are now; their scores follow.\n\n"
        "What you gave or took off by hand stays. A run that is broken off goes on where it was."
    ),
    example="curate tags retag --dry-run",
)
@option("--dry-run", is_flag=True, help=M("Only say what would change."))
@as_json
def retag(*, dry_run: bool, as_json: bool) -> None:
    """Give the tags again."""
    from curate.workflows import tagging

    with progress_bar(M("Tagging")) as progress:
        done = tagging.retag(session().desk, dry_run=dry_run, progress=progress)
    if as_json:
        emit(
            {
                "dry_run": dry_run,
                "resumed": done.resumed,
                "items": done.items,
                "changed": done.changed,
                "tags": [{"tag": each.tag, "added": each.added, "removed": each.removed} for each in done.changes],
            }
        )
    else:
        _say_retagged(done, dry_run=dry_run)


def _say_retagged(done: Retagged, *, dry_run: bool) -> None:
    if done.resumed:
        say(M("An earlier run was broken off; this one went on where it was."))
    for each in done.changes:
        say(M("{tag}: +{added} −{removed}", tag=each.tag, added=each.added, removed=each.removed))
    items = MN("{n} item", "{n} items", done.items)
    if dry_run:
        say(M("Would change: {changed} of {items}. Nothing was written.", changed=done.changed, items=items))
    else:
        say(M("Changed: {changed} of {items}.", changed=done.changed, items=items))


# ── suggest ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@of_tags(
    "suggest",
    M(
        "Words and phrases of the last 90 days that three or more sources use and no rule covers, best first.\n\n"
        "--add PHRASE writes one into sources.yaml, as a tag of its own or, with --to, into the rule of another."
    ),
    example='curate tags suggest --add "kunstmatige intelligentie" --to AI',
)
@option("--limit", type=click.IntRange(min=1), default=20, metavar="N", help=M("How many rows (default: 20)."))
@option("--add", "word", metavar="PHRASE", help=M("Write this into the rule of a tag."))
@option("--to", metavar="TAG", help=M("The tag whose rule it goes into (else the phrase's own name)."))
@option("--new", is_flag=True, help=M("Make the tag if it does not exist yet."))
@as_json
def suggest(limit: int, word: str | None, to: str | None, *, new: bool, as_json: bool) -> None:
    """Suggest rules."""
    from curate.workflows import tagging

    desk = session().desk
    if word is not None:
        tag = tagging.add(desk, word, to, new=new)
        if as_json:
            emit({"tag": tag, "word": word})
            return
        say(
            M("“{word}” stands in the rule of {tag} now ({file}).", word=word, tag=tag, file=desk.workspace.config.name)
        )
        say(M("Give the items that are here already their tags with: curate tags retag"))
        return
    if to is not None or new:
        raise UsageError(
            M("--to and --new go with --add."), hint=M('For instance: curate tags suggest --add "open data"')
        )
    rows = tagging.suggest(desk, limit)
    if as_json:
        emit(
            [
                {
                    "phrase": row.phrase,
                    "language": row.language,
                    "items": row.items,
                    "sources": row.sources,
                    "score": row.score,
                    "examples": list(row.examples),
                }
                for row in rows
            ]
        )
        return
    titles = {item.id: item.title for item in desk.store.items.many([row.examples[0] for row in rows])}
    for row in rows:
        items, sources = MN("{n} item", "{n} items", row.items), MN("{n} source", "{n} sources", row.sources)
        example = f"#{row.examples[0]} {titles[row.examples[0]]}"
        layout.numbered(_MARK, row.phrase, [tell(M("{items} of {sources}", items=items, sources=sources)), example])
    if rows:
        say(M("Make one a rule with: curate tags suggest --add PHRASE [--to TAG]"))
    else:
        say(M("Nothing to suggest: no phrase of the last 90 days is used by three sources and missed by every rule."))
