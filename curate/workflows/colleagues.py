"""What colleagues do for a curator: point at something, and be asked to look at something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curate import states, text
from curate.errors import UsageError
from curate.locale import M
from curate.models import Item
from curate.states import Step
from curate.store import LONGEST
from curate.workflows import desk as at
from curate.workflows.desk import Desk

LONGEST_NAME = 80
"""Characters of a person's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tipped:
    """An item that a colleague pointed at."""

    item: Item
    new: bool
    """It was not held before."""
    known: bool
    """The same person had said the same of it before."""


def tip(desk: Desk, words: str, why: str) -> Tipped:
    """Keep that somebody points at an item, and why; a page that is not held yet is read in, as a new item.

    What nobody had touched in time waits again. `SourceError` where a page cannot be had.
    """
    why = text.without_controls(why).strip()
    if not text.says_something(why):
        raise UsageError(
            M("Say why: that is what makes it a tip."), hint=M('For instance: --why "Past bij ons dossier"')
        )
    if len(why) > LONGEST:
        raise UsageError(M("The reason has {n} characters; {limit} is the most.", n=len(why), limit=LONGEST))
    item, new = _item(desk, words)
    act = desk.act()
    with desk.store.transaction():
        number = desk.store.tips.add(item.id, item.key, by=desk.by, why=why, now=desk.now)
        if number is not None:
            to = states.after(item.state, Step.TIP, item=item.id)
            until = item.snoozed_until
            desk.store.curation.move(
                act, Step.TIP.value, item.id, from_=item.state, to=to, text=why, tip=number, snoozed_until=until
            )
    return Tipped(item=at.item(desk, str(item.id)), new=new, known=number is None)


def _item(desk: Desk, words: str) -> tuple[Item, bool]:
    """Return the item that is meant, and whether it was read in for that."""
    from curate.workflows import adding, sourcing

    if "://" not in words:
        return at.item(desk, words), False
    held = desk.store.items.by_url(sourcing.address(words))
    return (held, False) if held is not None else (adding.take_in(desk, words), True)


def assign(desk: Desk, words: Sequence[str], to: str | None) -> list[tuple[Item, bool]]:
    """Ask a person to look at items, None: nobody in particular; return them, each with whether that changed it."""
    name = None if to is None else person(to)
    act = desk.act()
    with desk.store.transaction():
        found = at.items(desk, words)
        changed = [item.assigned != name for item in found]
        for item, other in zip(found, changed, strict=True):
            if other:
                desk.store.curation.assign(act, item.id, name)
        return list(zip(desk.store.items.many([item.id for item in found]), changed, strict=True))


def person(name: str) -> str:
    """Return a person's name on one line; `UsageError` where it is none."""
    name = text.one_line(name)
    if not text.says_something(name) or len(name) > LONGEST_NAME:
        raise UsageError(
            M("“{name}” is not a name of {limit} characters at most.", name=text.shorten(name, 40), limit=LONGEST_NAME)
        )
    return name
