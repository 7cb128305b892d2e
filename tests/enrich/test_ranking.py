"""Scores: what speaks for an item, and that their order needs no clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.enrich.ranking import HALF_LIFE, Term, score
from curate.locale import M
from curate.models import Origin, Tag

DAY = datetime(2026, 5, 4, 9, tzinfo=UTC)


def rated(*, published=DAY, first_seen=DAY, **kwargs):
    return score(published=published, first_seen=first_seen, **kwargs)


def tag(name, origin=Origin.RULE, matched=None):
    return Tag(tag=name, origin=origin, matched=matched)


def test_each_term_gives_its_reason():
    found = rated(tags=[tag("privacy", matched="avg")], trust=4, sources=3)
    assert sorted(map(str, found.reasons)) == [
        "3 sources tell it: +1.58",
        "published on May 4, 2026",
        "tag privacy (avg): +1",
        "trust 4 of 5: +0.75",
    ]
    assert [term.name for term in found.terms] == ["sources", "tag", "trust", "freshness"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"tags": [tag("a")]}, {}),
        ({"tags": [tag("a"), tag("b")]}, {"tags": [tag("a")]}),
        ({"tags": [tag("a", Origin.CURATOR)]}, {"tags": [tag("a")]}),
        ({"tags": [tag("a")]}, {"tags": [tag("a", Origin.SOURCE)]}),
        ({"tags": [tag("a", Origin.SOURCE)]}, {}),
        ({"trust": 5}, {"trust": 4}),
        ({"sources": 2}, {"sources": 1}),
        ({"sources": 9}, {"sources": 8}),
        ({}, {"published": DAY - timedelta(hours=1)}),
        ({"tags": [tag("a")], "published": DAY - timedelta(days=1)}, {}),
        ({"learnt": [Term(name="learnt", value=1, reason=M("like what you kept"))]}, {}),
    ],
)
def test_what_makes_an_item_better(better, worse):
    assert rated(**better).value > rated(**worse).value


def test_a_tag_that_several_set_counts_once():
    both = [tag("a", Origin.SOURCE, "Bron"), tag("a", matched="woord")]
    assert rated(tags=both) == rated(tags=both[::-1]) == rated(tags=both[1:])


def test_an_item_that_names_everything_is_about_nothing():
    many = rated(tags=[tag(str(n)) for n in range(40)])
    assert many.value == pytest.approx(rated(tags=[tag(str(n)) for n in range(6)]).value)


def test_relevance_halves_with_every_half_life():
    old = rated(tags=[tag("a"), tag("b")], trust=1, published=DAY - HALF_LIFE)
    assert rated(trust=1).value - old.value == pytest.approx(1 - 1.584962500721156)


def test_a_date_in_the_future_or_unknown_is_when_it_was_first_seen():
    now = rated()
    assert rated(published=DAY + timedelta(days=900)).value == now.value
    assert rated(published=None).value == now.value
    assert "first seen on May 4, 2026" in map(str, rated(published=None).reasons)


def test_weights_of_the_curator():
    assert rated(sources=4, weights={"sources": 0, "nonsense": 5}).value == rated().value
    assert rated(trust=1, weights={"trust": -1}).value >= rated(trust=5, weights={"trust": -1}).value


def test_what_makes_no_difference_is_not_named():
    assert [str(reason) for reason in rated(trust=1).reasons] == ["published on May 4, 2026"]


ITEMS = st.fixed_dictionaries(
    {
        "tags": st.lists(st.builds(tag, st.sampled_from("abc"), st.sampled_from(Origin)), max_size=4),
        "trust": st.integers(1, 5),
        "sources": st.integers(1, 20),
        "published": st.datetimes(datetime(2000, 1, 1), datetime(2026, 5, 4), timezones=st.just(UTC)),  # noqa: DTZ001
    }
)


@given(ITEMS, ITEMS, st.integers(0, 1000))
def test_the_order_is_that_of_decayed_relevance_at_every_moment(one, other, days):
    """Hold the stored form to what it stands for: (1 + relevance) · 2^(−age / half-life)."""
    now = DAY + timedelta(days=days)

    def decayed(item):
        relevance = sum(term.value for term in rated(**item).terms if term.name != "freshness")
        return (1 + relevance) * 2.0 ** ((item["published"] - now) / HALF_LIFE)

    if decayed(one) > decayed(other) * (1 + 1e-6) > 0:
        assert rated(**one).value > rated(**other).value


@given(ITEMS)
def test_the_value_is_the_sum_of_what_is_said(item):
    found = rated(**item)
    relevance = 2 ** (found.value - found.terms[-1].value) - 1
    assert relevance == pytest.approx(sum(term.value for term in found.terms[:-1]), abs=1e-6)
