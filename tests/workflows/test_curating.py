"""Judging, tagging, writing; and that every step can be taken back exactly."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curate.digest.handout import markdown
from curate.errors import CurateError, Refused, UsageError
from curate.models import State
from curate.states import Step
from curate.store import Wanted
from curate.workflows import colleagues, composing, curating, handing, publishing, tailoring
from curate.workflows import desk as at
from curate.workflows.desk import Desk
from tests.workflows.conftest import CONFIGURATION, desk_in


def state(desk: Desk, number: int) -> State:
    item = desk.store.items.get(number)
    assert item is not None
    return item.state


# ── naming an item ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    ["2", "#2", "https://blog.example/2", "http://www.blog.example/2/?utm_source=x", "tiktok", "Vrijwilligers TIKTOK"],
)
def test_an_item_is_named_by_number_address_or_words(desk: Desk, words: str) -> None:
    assert at.item(desk, words).id == 2


@pytest.mark.parametrize(
    "words", ["99", "99999999999999999999", "https://blog.example/99", "niets van dit alles", "", "  "]
)
def test_what_names_no_item_is_said(desk: Desk, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        at.item(desk, words)
    assert refused.value.hint is not None


def test_words_that_fit_several_items_name_them(desk: Desk) -> None:
    with pytest.raises(UsageError, match="Several") as refused:
        at.item(desk, "op")
    assert "#2" in str(refused.value.hint)
    assert "#4" in str(refused.value.hint)


# ── judging ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_items_move_or_none_does(desk: Desk) -> None:
    curating.move(desk, ["1"], Step.SHORTLIST)
    with pytest.raises(UsageError):
        curating.move(desk, ["1", "2", "99"], Step.DISMISS)
    assert (state(desk, 1), state(desk, 2)) == (State.SHORTLISTED, State.NEW)


def test_a_bulk_step_is_taken_back_as_one(desk: Desk) -> None:
    curating.move(desk, ["1", "2", "3"], Step.DISMISS, text="weak")
    assert len(curating.undo(desk)) == 3
    assert [state(desk, n) for n in (1, 2, 3)] == [State.NEW] * 3


def test_undo_with_nothing_to_take_back_says_so(desk: Desk) -> None:
    with pytest.raises(Refused, match="nothing to take back"):
        curating.undo(desk)


def test_commentary_is_kept_through_edits_and_its_earlier_text_stays_in_the_log(desk: Desk) -> None:
    curating.comment(desk, "1", {"commentary": "Eerste versie"})
    curating.comment(desk, "1", {"context": "Met context"})
    curating.comment(desk, "1", {"commentary": "Tweede versie"})
    note = desk.store.curation.note(1)
    assert note is not None
    assert (note.commentary, note.context) == ("Tweede versie", "Met context")
    told = " ".join(event.text or "" for event in desk.store.curation.events(item=1))
    assert "Eerste versie" in told


def test_the_same_words_again_are_no_event(desk: Desk) -> None:
    curating.comment(desk, "1", {"commentary": "Woorden"})
    curating.comment(desk, "1", {"commentary": "Woorden"})
    assert len(desk.store.curation.events(item=1)) == 1


def test_an_edit_takes_approval_back(desk: Desk) -> None:
    curating.comment(desk, "1", {"commentary": "Woorden"})
    curating.approve(desk, ["1"])
    curating.comment(desk, "1", {"commentary": "Andere woorden"})
    assert state(desk, 1) is State.COMMENTED


def test_words_written_after_an_approval_are_approved_again_by_another(tmp_path: Path) -> None:
    with desk_in(tmp_path, CONFIGURATION + "approval: required\n") as desk:
        number = composing.new(desk, "Editie")
        curating.comment(desk, "1", {"commentary": "Dit raakt ons: het gaat over gegevens van onze leden."})
        composing.add(desk, number, ["1"])
        bea, cis = replace(desk, by="Bea"), replace(desk, by="Cis")

        def unapproved() -> list[int | None]:
            return [each.item for each in publishing.check(desk, number) if each.rule == "unapproved"]

        curating.approve(bea, ["1"])
        assert unapproved() == []
        tailoring.own_text(cis, number, "1", channel="x", body="Eigen woorden voor X")
        assert unapproved() == [1]
        with pytest.raises(Refused, match="Cis"):
            curating.approve(cis, ["1"])
        curating.approve(bea, ["1"])
        assert unapproved() == []
        publishing.posted(desk, number, ["1"], channel="x", url=None, at_=desk.now)
        curating.comment(desk, "1", {"commentary": "Andere woorden, nadat het op X verschenen was."})
        assert (state(desk, 1), unapproved()) == (State.PUBLISHED, [1])
        curating.approve(bea, ["1"])
        assert (state(desk, 1), unapproved()) == (State.PUBLISHED, [])


def test_commentary_can_be_searched_at_once(desk: Desk) -> None:
    curating.comment(desk, "3", {"commentary": "Een uitzonderlijke beschouwing"})
    assert [row.item.id for row in curating.search(desk, "uitzonderlijke", 10).rows] == [3]


def test_a_rating_outside_its_scale_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError, match="1 to 5"):
        curating.comment(desk, "1", {"rating": 9})


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_tag_asks_what_was_meant(desk: Desk) -> None:
    with pytest.raises(UsageError) as refused:
        curating.tag(desk, ["1"], add=["privcy"], remove=[], new=False)
    assert "privacy" in str(refused.value.hint)


def test_a_known_tag_is_found_whatever_its_case_and_a_new_one_is_made_on_demand(desk: Desk) -> None:
    [item] = curating.tag(desk, ["1"], add=["PRIVACY", "E-leren"], remove=[], new=False)
    assert [tag.tag for tag in item.tags] == ["e-leren", "privacy"]
    [item] = curating.tag(desk, ["1"], add=["nieuw"], remove=["privacy"], new=True)
    assert [tag.tag for tag in item.tags] == ["e-leren", "nieuw"]


# ── undo ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def snapshot(desk: Desk) -> object:
    """Return everything that a curator can change."""
    items = desk.store.items.listed(Wanted(states=(), baseline=True, limit=None))
    notes = desk.store.curation.notes([item.id for item in items])
    digests = [(d.id, d.title, d.intro, d.places, d.closed, d.number) for d in desk.store.digests.all()]
    return (
        sorted((item.id, item.state, item.tags, item.snoozed_until, item.assigned or "") for item in items),
        [[note.commentary for note in desk.store.curation.rivals(number)] for number in (1, 2, 3, 4)],
        desk.store.tips.of([1, 2, 3, 4]),
        sorted((item, note.commentary, note.context) for item, note in notes.items()),
        digests,
    )


def handed(desk: Desk, number: str, words: str, approve: str) -> str:
    """Return a hand-out of one item as it comes back, made of what the item says now."""
    made = handing._handout(desk, at.items(desk, [number]), "nl")
    filled = markdown(made)
    filled = re.sub(r"(\[\[from[^]]*\]\])", r"\1 Mia", filled)
    filled = re.sub(r"(\[\[context[^]]*\]\])", rf"\1\n{words}", filled)
    return re.sub(r"(\[\[approve[^]]*\]\])", rf"\1 {approve}", filled)


NUMBERS = st.lists(st.sampled_from(["1", "2", "3", "4"]), min_size=1, max_size=3)
STEPS: st.SearchStrategy[Callable[[Desk], object]] = st.one_of(
    st.builds(lambda n: lambda desk: curating.move(desk, n, Step.SHORTLIST), NUMBERS),
    st.builds(lambda n: lambda desk: curating.move(desk, n, Step.DISMISS), NUMBERS),
    st.builds(lambda n: lambda desk: curating.move(desk, n, Step.SNOOZE, until=desk.now), NUMBERS),
    st.builds(lambda n: lambda desk: curating.move(desk, n, Step.APPROVE), NUMBERS),
    st.builds(
        lambda n, t: lambda desk: curating.comment(desk, n, {"commentary": t}),
        st.sampled_from("1234"),
        st.text(max_size=9),
    ),
    st.builds(
        lambda n, a, r: lambda desk: curating.tag(desk, n, add=a, remove=r, new=True),
        NUMBERS,
        st.lists(st.sampled_from(["a", "b"]), max_size=2),
        st.lists(st.sampled_from(["a", "b"]), max_size=2),
    ),
    st.builds(lambda n: lambda desk: curating.approve(desk, n), NUMBERS),
    st.builds(
        lambda n, r: lambda desk: curating.comment(desk, n, {"rating": r}), st.sampled_from("1234"), st.integers(1, 5)
    ),
    st.builds(
        lambda n, t: lambda desk: curating.stand_beside(desk, n, {"commentary": t}),
        st.sampled_from("1234"),
        st.sampled_from(["iets", "iets anders"]),
    ),
    st.builds(lambda n, t: lambda desk: colleagues.tip(desk, n, t), st.sampled_from("1234"), st.sampled_from("ab")),
    st.builds(lambda n, t: lambda desk: colleagues.assign(desk, n, t), NUMBERS, st.sampled_from(["Bea", "Jan", None])),
    st.builds(
        lambda n, t, a: lambda desk: handing.hand_in(desk, handed(desk, n, t, a)),
        st.sampled_from("1234"),
        st.sampled_from(["", "Van een collega", "Van een ander"]),
        st.sampled_from(["", "ja", "nee"]),
    ),
    st.builds(lambda n: lambda desk: composing.add(desk, 1, n), NUMBERS),
    st.builds(lambda n: lambda desk: composing.remove(desk, 1, n), NUMBERS),
    st.builds(lambda n, p: lambda desk: composing.move(desk, 1, n, p), st.sampled_from("1234"), st.integers(0, 5)),
    st.builds(lambda t: lambda desk: composing.write(desk, 1, intro=t), st.text(max_size=9)),
    st.just(lambda desk: composing.close(desk, 1)),
    st.just(lambda desk: composing.reopen(desk, 1)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=12))
def test_every_step_is_taken_back_exactly(steps: list[Callable[[Desk], object]]) -> None:
    with tempfile.TemporaryDirectory() as folder, desk_in(Path(folder) / "werkmap") as desk:
        composing.new(desk, "Trends")
        seen = [snapshot(desk)]
        for step in steps:
            events = len(desk.store.curation.events())
            try:
                step(desk)
            except CurateError:
                assert snapshot(desk) == seen[-1]  # what is refused changes nothing
                continue
            if len(desk.store.curation.events()) > events:
                seen.append(snapshot(desk))
            else:
                assert snapshot(desk) == seen[-1]  # what changes something is in the log
        while len(seen) > 1:
            assert snapshot(desk) == seen.pop()
            curating.undo(desk)
        assert snapshot(desk) == seen.pop()
        curating.undo(desk)  # of making the digest
        assert desk.store.digests.all() == []
        with pytest.raises(Refused):
            curating.undo(desk)
