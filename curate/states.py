"""The states of an item and the steps between them, as one table.

    new ──shortlist──▶ shortlisted ──comment──▶ commented ──approve──▶ approved ──post──▶ published
     │ ╲                    │                     │  ▲                    │              │      │
     │  ╲─snooze─▶ snoozed  │                     │  └────── comment ─────┘       correct│      │withdraw
     │  ╲─lapse──▶ lapsed   ▼                     ▼       (an edit takes approval back)  ▼      ▼
     └──dismiss─▶ dismissed ◀──────────────────────                                corrected  withdrawn

A colleague's tip wakes what had lapsed; a colleague's "no" takes an approval back.

What is already published is never dismissed or snoozed: it is corrected or withdrawn, in the open.
"""

from __future__ import annotations

from enum import StrEnum

from curate.errors import Refused
from curate.locale import M, Message
from curate.models import State


class Step(StrEnum):
    """What can be done to an item that changes its state."""

    SHORTLIST = "shortlist"
    DISMISS = "dismiss"
    SNOOZE = "snooze"
    WAKE = "wake"
    COMMENT = "comment"
    CLEAR = "clear"
    """The commentary was taken away again."""
    APPROVE = "approve"
    POST = "posted"
    CORRECT = "correct"
    """What is out says something else now, in the open."""
    WITHDRAW = "withdraw"
    """What is out is taken back, in the open."""
    LAPSE = "lapse"
    TIP = "tip"
    """A colleague pointed at it: what nobody touched in time waits again."""
    OBJECT = "object"
    """A colleague does not agree with its words."""


_OUT = (State.PUBLISHED, State.CORRECTED)
_BEFORE_OUT = (
    State.NEW,
    State.SHORTLISTED,
    State.COMMENTED,
    State.APPROVED,
    State.SNOOZED,
    State.LAPSED,
    State.DISMISSED,
)

TABLE: dict[tuple[Step, State], State] = {
    **{(Step.SHORTLIST, s): State.SHORTLISTED for s in (State.NEW, State.SNOOZED, State.LAPSED, State.DISMISSED)},
    **{(Step.SHORTLIST, s): s for s in (State.SHORTLISTED, State.COMMENTED, State.APPROVED, *_OUT)},
    **{(Step.DISMISS, s): State.DISMISSED for s in _BEFORE_OUT},
    **{(Step.SNOOZE, s): State.SNOOZED for s in _BEFORE_OUT},
    (Step.WAKE, State.SNOOZED): State.NEW,
    **{(Step.COMMENT, s): State.COMMENTED for s in _BEFORE_OUT},
    **{(Step.COMMENT, s): s for s in _OUT},
    **{(Step.CLEAR, s): State.SHORTLISTED for s in (State.COMMENTED, State.APPROVED)},
    **{(Step.CLEAR, s): s for s in (State.NEW, State.SHORTLISTED, State.SNOOZED, State.LAPSED, State.DISMISSED)},
    (Step.APPROVE, State.COMMENTED): State.APPROVED,
    **{(Step.APPROVE, s): s for s in (State.APPROVED, State.PUBLISHED, State.CORRECTED)},
    **{
        (Step.POST, s): State.PUBLISHED
        for s in (State.NEW, State.SHORTLISTED, State.COMMENTED, State.APPROVED, State.PUBLISHED)
    },
    (Step.POST, State.CORRECTED): State.CORRECTED,
    # What an edition holds stands on the public page, posted or not.
    **{(Step.CORRECT, s): State.CORRECTED for s in (*_OUT, State.COMMENTED, State.APPROVED)},
    # A draft that a network has can be taken back too, before anybody saw it.
    **{(Step.WITHDRAW, s): State.WITHDRAWN for s in (*_OUT, State.WITHDRAWN, State.COMMENTED, State.APPROVED)},
    (Step.LAPSE, State.NEW): State.LAPSED,
    **{(Step.TIP, s): s for s in State},
    (Step.TIP, State.LAPSED): State.NEW,
    **{(Step.OBJECT, s): s for s in State},
    (Step.OBJECT, State.APPROVED): State.COMMENTED,
}
"""(step, state before) → state after; a pair that is not here is refused."""


def after(state: State, step: Step, *, item: int) -> State:
    """Return the state that `step` leads to from `state`.

    `Refused` where the state forbids the step; `item` is the number to name in the sentence.
    """
    result = TABLE.get((step, state))
    if result is None:
        raise Refused(
            M("Item #{item} is {state}: it cannot be {step} now.", item=item, state=said(state), step=done(step)),
            hint=_hint(state, step),
        )
    return result


def _hint(state: State, step: Step) -> Message | None:
    if step is Step.APPROVE:
        return M("Only an item with commentary can be approved. Write it with: curate comment ITEM")
    if state in _OUT:
        return M("It went out already. See where with: curate posts")
    if state in (State.DISMISSED, State.SNOOZED, State.LAPSED):
        return M("Take it back first with: curate shortlist ITEM")
    return None


def said(state: State) -> Message:
    """Return the name of a state as a person reads it."""
    return {
        State.NEW: M("new"),
        State.SHORTLISTED: M("shortlisted"),
        State.COMMENTED: M("commented"),
        State.APPROVED: M("approved"),
        State.PUBLISHED: M("published"),
        State.DISMISSED: M("dismissed"),
        State.SNOOZED: M("snoozed"),
        State.LAPSED: M("lapsed"),
        State.CORRECTED: M("corrected"),
        State.WITHDRAWN: M("withdrawn"),
    }[state]


def done(step: Step) -> Message:
    """Return the name of a step as it reads after "cannot be"."""
    return {
        Step.SHORTLIST: M("shortlisted"),
        Step.DISMISS: M("dismissed"),
        Step.SNOOZE: M("snoozed"),
        Step.WAKE: M("woken"),
        Step.COMMENT: M("commented"),
        Step.CLEAR: M("left without commentary"),
        Step.APPROVE: M("approved"),
        Step.POST: M("recorded as posted"),
        Step.CORRECT: M("corrected"),
        Step.WITHDRAW: M("withdrawn"),
        Step.LAPSE: M("lapsed"),
        Step.TIP: M("pointed at"),
        Step.OBJECT: M("objected to"),
    }[step]
