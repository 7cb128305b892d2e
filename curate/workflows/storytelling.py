"""Corrections by hand: which items tell the same story, whatever we found."""

from __future__ import annotations

from collections.abc import Sequence

from curate.errors import UsageError
from curate.locale import M
from curate.models import Item, Join, Story
from curate.store.stories import Standing
from curate.workflows import desk as at
from curate.workflows import ranking
from curate.workflows.desk import Desk

HAND = "event"
"""What a join by hand is: a person says that they tell the same news, whether or not in the same words."""


def split(desk: Desk, words: Sequence[str]) -> tuple[Story, Story]:
    """Take items out of their story, into one of their own; later runs respect it. Returns (theirs, what is left).

    `UsageError` where they do not belong to one story, or are all of it.
    """
    items = at.items(desk, words)
    story = _story_of(desk, items[0])
    numbers = [item.id for item in items]
    strangers = [item.id for item in items if item.id not in story.items]
    if strangers:
        raise UsageError(
            M("Items #{item} and #{other} do not belong to one story.", item=items[0].id, other=strangers[0]),
            hint=M("Take them out of their stories one by one."),
        )
    others = [item for item in story.items if item not in numbers]
    if not others:
        raise UsageError(
            M("Item #{item} is alone in its story: there is nothing to take it out of.", item=items[0].id)
            if len(items) == 1
            else M("These items are all of their story: there would be nothing left."),
        )
    with desk.store.transaction():
        before = desk.store.stories.standing(story.items)
        desk.store.stories.split(numbers, others)
        _record(desk, "story split", numbers, before)
        ranking.rank(desk, list(story.items))
    return _story_now(desk, numbers[0]), desk.store.stories.get(story.id)


def join(desk: Desk, words: Sequence[str]) -> Story:
    """Let items, with all that tells their stories, tell one story; return it. `UsageError` where they do already."""
    items = at.items(desk, words)
    stories = [_story_of(desk, item) for item in items]
    numbers = sorted({story.id for story in stories})
    if len(numbers) < 2:  # noqa: PLR2004
        raise UsageError(
            M("Name at least two items, of different stories.")
            if len(items) == 1
            else M("These items belong to one story already.")
        )
    members = sorted({item for story in stories for item in story.items})
    first = items[0]
    with desk.store.transaction():
        before = desk.store.stories.standing(members)
        desk.store.stories.unite(members, numbers)
        joined = {stories[0].id}
        for item, story in zip(items[1:], stories[1:], strict=True):
            if story.id not in joined:
                joined.add(story.id)
                reason = M("{by} says that it tells the same as #{item}", by=desk.by, item=first.id)
                join_ = Join(item=item.id, kind=HAND, with_=first.id, score=1.0, text=reason)
                desk.store.stories.join(join_)
        _record(desk, "story join", [item.id for item in items], before)
        ranking.rank(desk, members)
    return _story_now(desk, first.id)


def _story_of(desk: Desk, item: Item) -> Story:
    if not item.story:
        raise UsageError(
            M("Item #{item} has not been compared with others yet.", item=item.id), hint=M("Type first: curate enrich")
        )
    return desk.store.stories.get(item.story)


def _story_now(desk: Desk, number: int) -> Story:
    item = desk.store.items.get(number)
    assert item is not None  # noqa: S101
    return desk.store.stories.get(item.story)


def _record(desk: Desk, action: str, items: Sequence[int], before: Standing) -> None:
    act = desk.act()
    named = " ".join(f"#{item}" for item in items)
    for item in items:
        desk.store.curation.record(act, action, item=item, text=named, before={"stories": before})
