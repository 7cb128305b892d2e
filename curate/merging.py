"""Two collections become one: which state, which note, which text holds where both sides changed. Pure.

Every rule gives the same answer from both sides, so that two machines which take each other over end up alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from curate.models import State

_FURTHER = (
    State.NEW,
    State.LAPSED,
    State.SNOOZED,
    State.DISMISSED,
    State.SHORTLISTED,
    State.COMMENTED,
    State.APPROVED,
    State.PUBLISHED,
    State.CORRECTED,
    State.WITHDRAWN,
)
"""How far an item is on its way; decides only where nothing else does."""
_OUT = frozenset({State.PUBLISHED, State.CORRECTED, State.WITHDRAWN})


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where an item stands on one side."""

    state: State
    changed: str = ""
    """When somebody last gave it a state (as the database writes a moment); "" where nobody ever did."""
    event: str = ""
    """The key of that event."""


class Side(Enum):
    """Whose answer holds."""

    OURS = "ours"
    THEIRS = "theirs"


def state(ours: Standing, theirs: Standing) -> Side:
    """Return whose state holds: the one given last; but what went out stays out, whatever was done after."""
    if (ours.state in _OUT) != (theirs.state in _OUT):
        return Side.OURS if ours.state in _OUT else Side.THEIRS
    mine = (ours.changed, ours.event, _FURTHER.index(ours.state))
    other = (theirs.changed, theirs.event, _FURTHER.index(theirs.state))
    return Side.THEIRS if other > mine else Side.OURS


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The note that holds on one side, and all the keys of notes that side knows of for the item."""

    key: str | None
    at: str = ""
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Whose note holds, and whether the other one stands beside it."""

    side: Side
    rival: bool = False


def note(ours: Words, theirs: Words) -> Choice:
    """Return whose note holds.

    A side that knew the other's note and wrote another one has the later word. Where neither knew the other's, both
    are kept: the one written last holds, and the other stands beside it until somebody chooses.
    """
    if theirs.key is None or theirs.key == ours.key:
        return Choice(side=Side.OURS)
    if ours.key is None:
        return Choice(side=Side.THEIRS)
    knew_theirs, knew_ours = theirs.key in ours.known, ours.key in theirs.known
    if knew_theirs != knew_ours:
        return Choice(side=Side.OURS if knew_theirs else Side.THEIRS)
    later = (theirs.at, theirs.key) > (ours.at, ours.key)
    return Choice(side=Side.THEIRS if later else Side.OURS, rival=not knew_ours)
