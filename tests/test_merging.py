"""Which of two sides holds: the same answer from both, and nothing that went out comes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from curate.merging import Choice, Side, Standing, Words, note, state
from curate.models import State

OTHER = {Side.OURS: Side.THEIRS, Side.THEIRS: Side.OURS}
MOMENTS = st.sampled_from(["", "2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z"])
STANDINGS = st.builds(
    lambda state, changed, event: Standing(state=state, changed=changed, event=event if changed else ""),
    st.sampled_from(list(State)),
    MOMENTS,
    st.sampled_from(["a", "b", "c"]),
)
NOTES = st.sampled_from(["n1", "n2", "n3"])


@st.composite
def words(draw: st.DrawFn) -> Words:
    key = draw(st.none() | NOTES)
    known = draw(st.frozensets(NOTES)) | ({key} if key else set())
    at = {"n1": "2026-11-20T10:00:00Z", "n2": "2026-11-20T10:00:00Z", "n3": "2026-11-21T10:00:00Z"}
    return Words(key=key, at=at[key] if key else "", known=frozenset(known))


@given(STANDINGS, STANDINGS)
def test_both_sides_agree_on_a_state(one: Standing, other: Standing) -> None:
    chosen = {Side.OURS: one, Side.THEIRS: other}[state(one, other)]
    seen_from_there = {Side.OURS: other, Side.THEIRS: one}[state(other, one)]
    assert chosen.state is seen_from_there.state


@given(STANDINGS, STANDINGS)
def test_what_went_out_stays_out(one: Standing, other: Standing) -> None:
    out = {State.PUBLISHED, State.CORRECTED, State.WITHDRAWN}
    chosen = {Side.OURS: one, Side.THEIRS: other}[state(one, other)]
    assert (chosen.state in out) == bool({one.state, other.state} & out)


def test_the_last_word_on_a_state_holds() -> None:
    early = Standing(state=State.COMMENTED, changed="2026-11-20T10:00:00Z", event="z")
    late = Standing(state=State.DISMISSED, changed="2026-11-21T10:00:00Z", event="a")
    never = Standing(state=State.NEW)
    assert state(early, late) is Side.THEIRS
    assert state(late, early) is Side.OURS
    assert state(never, early) is Side.THEIRS
    assert state(early, never) is Side.OURS


@given(words(), words())
def test_both_sides_agree_on_a_note(one: Words, other: Words) -> None:
    here, there = note(one, other), note(other, one)
    chosen = {Side.OURS: one, Side.THEIRS: other}[here.side]
    seen_from_there = {Side.OURS: other, Side.THEIRS: one}[there.side]
    assert chosen.key == seen_from_there.key
    assert here.rival == there.rival


def test_a_note_that_was_known_gives_way_and_one_that_was_not_stands_beside() -> None:
    first = Words(key="n1", at="2026-11-20T10:00:00Z", known=frozenset({"n1"}))
    answer = Words(key="n2", at="2026-11-19T10:00:00Z", known=frozenset({"n1", "n2"}))
    apart = Words(key="n3", at="2026-11-21T10:00:00Z", known=frozenset({"n3"}))
    assert note(first, answer) == Choice(side=Side.THEIRS)
    assert note(answer, first) == Choice(side=Side.OURS)
    assert note(first, apart) == Choice(side=Side.THEIRS, rival=True)
    assert note(apart, first) == Choice(side=Side.OURS, rival=True)
    assert note(first, Words(key=None)) == Choice(side=Side.OURS)
