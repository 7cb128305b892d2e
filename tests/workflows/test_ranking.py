"""What decisions do to the scores of what still waits, and that taking them back takes that back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from curate.models import Said, SaidEntry, State
from curate.workflows import curating, enriching, ranking
from tests.enrich.news import REPORTS
from tests.workflows.conftest import NOW

LIKE = (
    "Dorpsfoto's van het archief",
    "Heemkring Den Dries zet duizend foto's van voor 1960 online; wie herkent iemand?",
)


@pytest.fixture
def waiting(desk):
    """Return the numbers of reports that wait on the desk, by title."""
    entries = tuple(
        SaidEntry(id=None, url=f"https://blog.example/r{n}", title=title, summary=body, published=NOW)
        for n, (title, body) in enumerate([*REPORTS, LIKE])
    )
    (source,) = desk.store.sources.all()
    desk.store.items.take(source.id, Said(entries=entries), home="https://blog.example", now=NOW, first=False)
    enriching.enrich(desk)
    return {item.title: item.id for item in desk.store.items.many(range(1, 40))}


def score(desk, number):
    return desk.store.items.get(number).score


def test_what_is_like_something_published_goes_down(desk, waiting):
    number, other = waiting[REPORTS[1][0]], waiting[LIKE[0]]
    act = desk.act()
    desk.store.curation.move(act, "shortlist", number, from_=State.NEW, to=State.SHORTLISTED)
    ranking.learn(desk)
    kept = score(desk, other)
    desk.store.curation.move(act, "posted", number, from_=State.SHORTLISTED, to=State.PUBLISHED)
    ranking.learn(desk)
    assert score(desk, other) < kept
    reasons = map(str, desk.store.items.get(other).reasons)
    assert any(reason.startswith(f"like #{number}, which was published: -") for reason in reasons)


def test_new_items_are_held_against_what_was_published(desk, waiting):
    number = waiting[REPORTS[1][0]]
    desk.store.curation.move(desk.act(), "posted", number, from_=State.NEW, to=State.PUBLISHED)
    ranking.learn(desk)
    (source,) = desk.store.sources.all()
    entry = SaidEntry(id=None, url="https://blog.example/later", title=REPORTS[1][0], summary=REPORTS[1][1][:200])
    desk.store.items.take(source.id, Said(entries=(entry,)), home="https://blog.example", now=NOW, first=False)
    enriching.enrich(desk)
    later = desk.store.items.by_url("https://blog.example/later")
    assert any(f"like #{number}" in str(reason) for reason in later.reasons)


def test_learning_twice_is_learning_once(desk, waiting):
    curating.move(desk, [str(waiting[REPORTS[0][0]])], curating.Step.SHORTLIST)
    scores = [score(desk, number) for number in waiting.values()]
    assert ranking.learn(desk) == 0
    assert [score(desk, number) for number in waiting.values()] == scores


def test_taking_back_takes_back_what_was_learnt(desk, waiting):
    scores = [score(desk, number) for number in waiting.values()]
    for title, step, reason in (
        (REPORTS[0][0], curating.Step.SHORTLIST, None),
        (REPORTS[2][0], curating.Step.DISMISS, "not-for-us"),
    ):
        curating.move(desk, [str(waiting[title])], step, text=reason)
    assert [score(desk, number) for number in waiting.values()] != scores
    curating.undo(desk)
    curating.undo(desk)
    assert [score(desk, number) for number in waiting.values()] == pytest.approx(scores)


def test_the_index_forgets_what_is_old_and_nobody_chose(desk, waiting):
    kept = waiting[REPORTS[0][0]]
    curating.move(desk, [str(kept)], curating.Step.SHORTLIST)
    assert desk.store.sketches.size() > len(REPORTS)
    with desk.store.transaction():
        desk.store.sketches.expire(NOW + timedelta(days=1))
    assert [entry.item for entry in desk.store.sketches.entries(range(1, 40))] == [kept]
    assert desk.store.sketches.word_counts(range(2**32 - 1, 2**32)) == {}
    enriching.run(desk, again=True)
    assert desk.store.sketches.size() > len(REPORTS)


def test_what_was_chosen_long_after_is_in_the_index_again(desk, waiting):
    with desk.store.transaction():
        desk.store.sketches.clear()
    number = waiting[REPORTS[0][0]]
    curating.move(desk, [str(number)], curating.Step.SHORTLIST)
    (source,) = desk.store.sources.all()
    entry = SaidEntry(id=None, url="https://blog.example/copy", title="Overgenomen", summary=REPORTS[0][1])
    desk.store.items.take(source.id, Said(entries=(entry,)), home="https://blog.example", now=NOW, first=False)
    enriching.enrich(desk)
    copy = desk.store.items.by_url("https://blog.example/copy")
    assert desk.store.sketches.entries([number])
    assert copy.id != number
