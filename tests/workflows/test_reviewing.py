"""Reviews: their order, what stands beside an item, decisions, and where they stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from curate.errors import Refused, StoreError
from curate.models import State
from curate.states import Step
from curate.store import Wanted
from curate.workflows import curating, ranking
from curate.workflows.desk import Desk
from curate.workflows.reviewing import Overtaken, Review
from tests.cli.reviewed import NOW, fill


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    """Give the desk of An, with five stories that wait."""
    made = fill(tmp_path / "werkmap", many=30)
    yield replace(made, by="An")
    made.store.close()


@pytest.fixture
def review(desk, clock) -> Review:
    return Review(desk, Wanted(), clock=clock)


def through(review: Review) -> list[int]:
    """Return the items of a review, in its order, to its end."""
    found = []
    while (look := review.forward()) is not None:
        found.append(look.item.id)
    return found


def test_it_goes_through_all_that_waits_best_first(desk, review):
    waiting = [item.id for item in desk.store.items.stories(Wanted(limit=None))]

    assert review.total == len(waiting) == 35
    assert through(review) == waiting


def test_what_was_looked_at_comes_at_the_end_next_time(desk, review, clock):
    first = [review.forward().item.id for _ in range(4)]  # the fourth is there, not behind us
    again = through(Review(desk, Wanted(), clock=clock))

    assert again[0] == first[3]
    assert again[-3:] == first[:3]
    assert sorted(again) == sorted(item.id for item in desk.store.items.stories(Wanted(limit=None)))


def test_the_others_of_a_story_count_as_looked_at_with_it(desk, review):
    look = review.forward()
    with desk.store.transaction():
        desk.store.stories.unite([look.item.id, 5], [look.item.story, desk.store.items.get(5).story])
    review.forward()

    assert 5 not in {item.id for item in desk.store.items.listed(Wanted(looked=False, limit=None))}
    assert 5 in {item.id for item in desk.store.items.listed(Wanted(looked=True, limit=None))}


def test_back_and_forth(review):
    first, second = review.forward(), review.forward()

    assert review.back().item.id == first.item.id
    assert review.back() is None
    assert review.number == 1
    assert review.forward().item.id == second.item.id
    assert review.number == 2


def test_the_rest_of_a_source_is_for_another_time(desk, review, clock):
    review.forward()
    third = review.next_source()

    assert third.item.source != "Sociaal Net"
    assert review.total == 33
    assert {desk.store.items.get(number).source for number in through(review)} == {"De Krant"}
    assert "Sociaal Net" in {desk.store.items.get(n).source for n in through(Review(desk, Wanted(), clock=clock))}


def test_each_decision_is_one_step_of_its_own_moment(desk, review, clock):
    look = review.forward()
    clock.now += timedelta(minutes=4)
    review.decide(look, Step.DISMISS, reason="weak")
    look = review.forward()
    review.decide(look, Step.SHORTLIST)

    steps = [event for event in desk.store.curation.events() if event.by == "An"]
    assert [(event.action, event.text, event.at) for event in steps] == [
        ("dismiss", "weak", NOW + timedelta(minutes=4)),
        ("shortlist", None, NOW + timedelta(minutes=4)),
    ]
    assert review.counts() == {"dismiss": 1, "shortlist": 1}
    assert review.kept() == [look.item.id]
    assert review.minutes == 4


def test_the_last_decision_on_an_item_is_what_counts(review):
    look = review.forward()
    review.decide(look, Step.DISMISS)
    review.forward()
    look = review.back()
    review.decide(look, Step.SHORTLIST)

    assert review.counts() == {"shortlist": 1}


def test_taking_back_returns_to_the_item_and_forgets_that_it_was_done(desk, review):
    look = review.forward()
    review.decide(look, Step.SHORTLIST)
    review.forward()
    review.undo(review.last_step())

    assert review.present().item.id == look.item.id
    assert review.present().item.state is State.NEW
    assert review.counts() == {}


def test_taking_back_what_was_done_before_shows_its_item(desk, clock):
    curating.move(desk, ["3"], Step.DISMISS)
    review = Review(desk, Wanted(), clock=clock)
    review.forward()
    review.undo(review.last_step())

    assert review.present().item.id == 3
    assert review.total == 35


def test_a_step_that_somebody_took_since_is_not_taken_back_unseen(desk, review):
    review.decide(review.forward(), Step.SHORTLIST)
    step = review.last_step()
    curating.move(replace(desk, by="Bert"), ["5"], Step.DISMISS)

    with pytest.raises(Overtaken):
        review.undo(step)
    assert desk.store.items.get(5).state is State.DISMISSED


@pytest.mark.parametrize("what", ["decide", "comment"])
def test_who_comes_second_does_nothing_unseen(desk, review, what):
    look = review.forward()
    curating.comment(replace(desk, by="Bert"), str(look.item.id), {"commentary": "Van Bert."})

    with pytest.raises(Overtaken, match="Bert"):
        review.decide(look, Step.DISMISS) if what == "decide" else review.comment(look, "Van An.")
    assert review.present().note.commentary == "Van Bert."
    assert review.counts() == {}
    review.comment(review.present(), "Van allebei.")
    assert desk.store.curation.note(look.item.id).commentary == "Van allebei."


def test_what_a_colleague_decided_in_the_meantime_does_not_come_any_more(desk, review):
    review.forward()
    curating.move(replace(desk, by="Bert"), ["2", "4"], Step.DISMISS)

    assert not {2, 4} & set(through(review))


def test_what_cannot_be_is_refused_and_nothing_counted(desk, clock):
    review = Review(desk, Wanted(states=(State.PUBLISHED,)), clock=clock)
    look = review.forward()

    with pytest.raises(Refused):
        review.decide(look, Step.DISMISS)
    assert review.counts() == {}


def test_what_was_published_before_and_what_is_our_own_stands_beside(review):
    look = review.forward()

    assert [(each.title[:8], each.channel, str(each.why)) for each in look.before] == [
        ("Jongeren", "facebook", "tag jongeren")
    ]
    assert [(each.title[:8], str(each.why)) for each in look.own] == [("Jongeren", "both: jongeren, privacy")]
    assert [tip.by for tip in look.tips] == ["Fatima"]
    assert look.text.startswith("Alinea 1")
    assert 0 < look.score < 3


def test_a_score_falls_by_one_in_three_days(desk, review, clock):
    before = review.forward().score
    clock.now += timedelta(days=3)

    assert review.present().score == pytest.approx(before - 1)


def test_learning_waits_until_nobody_does_and_is_never_lost(desk, review):
    review.decide(review.forward(), Step.SHORTLIST)
    assert desk.store.lessons.by_source() == {}
    review.rest()
    assert desk.store.lessons.by_source() != {}

    review.decide(review.forward(), Step.SHORTLIST)  # broken off here
    assert ranking.learn(desk) == 1


def test_a_database_that_cannot_be_written_can_be_looked_through(desk, review, monkeypatch):
    from curate.locale import M

    def refused(*_: object) -> None:
        raise StoreError(M("no"))

    monkeypatch.setattr(desk.store.reviews, "look", refused)

    assert len(through(review)) == 35


def test_tags_to_complete_are_those_of_rules_sources_and_items(review):
    assert review.tags_known() == ["jongeren", "privacy", "welzijn"]
