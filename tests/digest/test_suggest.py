"""What a draft is filled with: within its limits, diverse, and each with its reason."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.digest.suggest import Candidate, suggest
from curate.locale import PEOPLE, M, translate

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def candidate(item: int, score: float = 1.0, **given: object) -> Candidate:
    plain = {"source": f"Krant {item}"}
    return Candidate(item=item, score=score, **(plain | given))  # type: ignore[arg-type]


def chosen(candidates, **given):
    plain = {"max_items": 3, "max_per_source": 2}
    return [each.item for each in suggest(candidates, **(plain | given)).chosen]


def test_the_best_scores_where_nothing_is_repeated():
    assert chosen([candidate(1, 1), candidate(2, 3), candidate(3, 2), candidate(4, 0)]) == [2, 3, 1]


def test_what_repeats_tags_and_source_gives_way_to_what_is_new():
    same = {"tags": frozenset({"privacy"}), "source": "De Krant", "language": "nl"}
    other = candidate(9, 8.5, tags=frozenset({"erfgoed"}), language="fr")
    assert chosen([candidate(1, 10, **same), candidate(2, 9, **same), other, candidate(4, 0)], max_items=2) == [1, 9]


def test_one_item_a_story_and_why():
    made = suggest([candidate(1, 2, story=7), candidate(2, 1, story=7)], max_items=5, max_per_source=2)
    assert [each.item for each in made.chosen] == [1]
    assert [(each.item, str(each.reason)) for each in made.left] == [(2, "It tells the same story as #1.")]


def test_what_is_inside_counts():
    inside = [candidate(1, source="A", story=3), candidate(2, source="A")]
    made = suggest(
        [candidate(3, source="A"), candidate(4, story=3), candidate(5), candidate(6)],
        inside=inside,
        max_items=3,
        max_per_source=2,
    )
    assert [each.item for each in made.chosen] == [5]
    assert [str(each.reason) for each in made.left] == [
        "A has 2 items already.",
        "It tells the same story as #1.",
        "There is no room for it: 3 items are in.",
    ]


def test_what_is_older_than_the_period_comes_last_and_says_so():
    old = candidate(1, 9, published=NOW - timedelta(days=30), tags=frozenset({"a"}))
    made = suggest([old, candidate(2, 8.9), candidate(3, 8.8)], max_items=3, max_per_source=2, since=NOW)
    assert [each.item for each in made.chosen] == [2, 3, 1]
    assert "older than the period" in str(next(each.reason for each in made.chosen if each.item == 1))


def test_reasons_say_what_an_item_brings():
    made = suggest([candidate(1, 2, tags=frozenset({"privacy", "AI"}), commented=True)], max_items=1, max_per_source=1)
    assert str(made.chosen[0].reason) == (
        "the best score of the selection; new here: AI, privacy; first from Krant 1; it has your words"
    )


TAGS = st.frozensets(st.sampled_from(["a", "b", "c", "d"]), max_size=3)


@st.composite
def pools(draw: st.DrawFn) -> list[Candidate]:
    return [
        Candidate(
            item=item,
            score=draw(st.floats(-1e6, 1e6) | st.just(0.0)),
            source=draw(st.sampled_from(["A", "B", "C"])),
            tags=draw(TAGS),
            language=draw(st.sampled_from([None, "nl", "fr"])),
            story=draw(st.integers(0, 3)),
            published=draw(st.none() | st.just(NOW - timedelta(days=3))),
            held_back=draw(st.none() | st.just(M("No."))),
        )
        for item in draw(st.lists(st.integers(1, 99), max_size=12, unique=True))
    ]


@given(pool=pools(), inside=st.integers(0, 3), most=st.integers(1, 8), each=st.integers(1, 3), seed=st.integers(0, 9))
def test_the_limits_hold_for_any_selection_in_any_order(pool, inside, most, each, seed):
    there, waiting = pool[:inside], pool[inside:]
    made = suggest(waiting, inside=there, max_items=most, max_per_source=each, since=NOW)
    shuffled = random.Random(seed).sample(waiting, len(waiting))
    assert made == suggest(shuffled, inside=there, max_items=most, max_per_source=each, since=NOW)
    by_item = {one.item: one for one in pool}
    new = [by_item[one.item] for one in made.chosen]
    assert len(there) + len(new) <= max(most, len(there))
    sources = Counter(one.source for one in [*there, *new])
    assert all(sources[one.source] <= each for one in new)
    stories = Counter(one.story for one in [*there, *new] if one.story)
    assert all(stories[one.story] == 1 for one in new if one.story)
    assert not any(one.held_back for one in new)
    assert {one.item for one in (*made.chosen, *made.left)} == {one.item for one in waiting}
    for one in (*made.chosen, *made.left):
        assert all(translate(one.reason, language) for language in PEOPLE)


@pytest.mark.parametrize("seed", range(5))
def test_it_is_far_more_diverse_than_the_best_scores_and_hardly_worse(seed):
    """Floors, on selections in which one subject is loud: the best scores alone hold two tags."""
    chance = random.Random(seed)
    tags = ["privacy", "ai", "erfgoed", "jeugd", "leren", "buurt", "zorg", "klimaat"]
    pool = []
    for item in range(1, 61):
        loud = item <= 25  # one subject, one hype, high scores
        tag = "ai" if loud else chance.choice(tags)
        pool.append(
            Candidate(
                item=item,
                score=chance.uniform(6, 10) if loud else chance.uniform(4, 9),
                source=f"Bron {chance.randrange(4 if loud else 15)}",
                tags=frozenset({tag}),
                language="nl",
            )
        )
    by_item = {one.item: one for one in pool}
    taken = [by_item[item] for item in chosen(pool, max_items=7, max_per_source=2)]
    best = sorted(pool, key=lambda one: -one.score)[:7]
    assert len({tag for one in taken for tag in one.tags}) >= 5
    assert len({one.source for one in taken}) >= 5
    assert len({tag for one in best for tag in one.tags}) <= 3
    assert sum(one.score for one in taken) >= 0.88 * sum(one.score for one in best)
