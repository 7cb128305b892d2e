"""Stories, corrected by hand."""

from __future__ import annotations

import click

from curate.cli import layout
from curate.cli.base import Group, as_json, command, dry_run, emit, say, say_help, session, tell, trying
from curate.cli.judge import ITEMS
from curate.locale import MN, M
from curate.models import Story


@click.group("story", cls=Group)
@say_help(M("Correct which items tell one story. Later fetches respect it."), example="curate story split 12")
def story() -> None:  # noqa: D103
    pass


def story_json(found: Story) -> dict[str, object]:
    """Return a story as our JSON has it."""
    return {"id": found.id, "size": len(found.items), "sources": list(found.sources), "items": list(found.items)}


def _write(found: Story) -> None:
    titles = {item.id: item.title for item in session().desk.store.items.many(list(found.items))}
    say(MN("Story {id}, {n} item:", "Story {id}, {n} items:", len(found.items), id=found.id))
    for item in found.items:
        layout.numbered(f"#{item}", titles.get(item, ""), [])


@command(
    "split",
    M("Take items out of their story: they tell something else. They get a story of their own, for good."),
    example="curate story split 12 15",
)
@ITEMS
@dry_run
@as_json
def split(words: tuple[str, ...], *, dry_run: bool, as_json: bool) -> None:
    """Take items out of a story."""
    from curate.workflows import storytelling

    with trying(dry_run=dry_run):
        theirs, left = storytelling.split(session().desk, words)
    if as_json:
        emit({"story": story_json(theirs), "left": story_json(left)})
        return
    _write(theirs)
    _write(left)
    if not dry_run:
        click.echo(layout.faint(tell(M("Take it back with: curate undo"))))


@command(
    "join",
    M("Let items tell one story, with all that tells their stories now."),
    example="curate story join 12 31",
)
@ITEMS
@dry_run
@as_json
def join(words: tuple[str, ...], *, dry_run: bool, as_json: bool) -> None:
    """Let items tell one story."""
    from curate.workflows import storytelling

    with trying(dry_run=dry_run):
        found = storytelling.join(session().desk, words)
    if as_json:
        emit({"story": story_json(found)})
        return
    _write(found)
    if not dry_run:
        click.echo(layout.faint(tell(M("Take it back with: curate undo"))))


story.add_command(split)
story.add_command(join)
