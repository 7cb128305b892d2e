"""What the ranking learns from decisions, and that it says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.enrich.learning import LEAST, MOST, Taste, echo, keep_rate, like
from curate.enrich.ranking import score
from tests.enrich.test_ranking import DAY, tag


def vector(*words):
    return dict.fromkeys(words, len(words) ** -0.5)


def taste(kept=(), dismissed=()):
    sums = []
    for vectors in (kept, dismissed):
        found = {}
        for each in vectors:
            for word, weight in each.items():
                found[word] = found.get(word, 0.0) + weight
        sums.append(found)
    return Taste(kept=sums[0], dismissed=sums[1], items_kept=len(kept), items_dismissed=len(dismissed))


def test_nothing_is_known_before_the_first_decision():
    assert like(vector(1, 2, 3), taste(), {}) is None
    assert keep_rate("Blog", 0, 0) is None


def test_the_first_decision_counts():
    learnt = taste(kept=[vector(1, 2, 3)])
    same, partly, other = (like(each, learnt, {}) for each in (vector(1, 2, 3), vector(3, 4, 5), vector(6, 7)))
    assert same.value > partly.value > 0
    assert other is None


def test_what_was_dismissed_counts_against():
    learnt = taste(kept=[vector(1, 2)], dismissed=[vector(3, 4)] * 3)
    assert like(vector(3, 4), learnt, {}).value < 0 < like(vector(1, 2), learnt, {}).value


def test_a_word_that_is_in_everything_says_nothing():
    """One in ten is kept, and so is one in ten of what holds the word."""
    learnt = taste(kept=[vector(1, 2)] * 10, dismissed=[vector(1, 3)] * 90)
    everywhere, kept = like({1: 1.0}, learnt, {}), like({2: 1.0}, learnt, {})
    assert abs(everywhere.value if everywhere else 0) < 0.1 * kept.value


def test_it_never_drowns_a_tag():
    learnt = taste(kept=[vector(*range(10))] * 200)
    found = like(vector(*range(10)), learnt, {})
    assert found.value == MOST
    liked = score(published=DAY, first_seen=DAY, learnt=[found])
    unlike = like(vector(*range(10)), taste(kept=[vector(50)] * 200, dismissed=[vector(*range(10))] * 200), {})
    assert unlike.value == LEAST
    tagged = score(published=DAY, first_seen=DAY, tags=[tag("a", matched="woord")], learnt=[unlike])
    assert tagged.value > liked.value


def test_the_reason_names_the_words_that_count_most():
    learnt = taste(kept=[vector(1, 2), vector(1, 2), vector(1)], dismissed=[vector(4, 5)])
    assert str(like(vector(1, 2, 9), learnt, {1: "fusie", 2: "stad", 9: "niets"}).reason) == (
        "like what you kept (fusie, stad)"
    )
    assert str(like(vector(1), learnt, {}).reason) == "like what you kept"
    assert str(like(vector(4, 5), learnt, {4: "wedstrijd"}).reason) == "like what you dismissed (wedstrijd)"


@pytest.mark.parametrize(("kept", "decided", "value"), [(1, 1, 1 / 3), (0, 1, -1 / 3), (5, 10, 0), (98, 98, 0.98)])
def test_a_source_is_trusted_as_it_earns(kept, decided, value):
    """Smoothed keep rate, (a + 1) / (n + 2), counted from one half."""
    found = keep_rate("Blog", kept, decided)
    assert found.value == pytest.approx(value, abs=0.001)
    assert str(found.reason) == f"you kept {kept} of {decided} of Blog"


def test_what_was_told_already_is_worth_less():
    fresh = score(published=DAY, first_seen=DAY)
    told = score(published=DAY, first_seen=DAY, learnt=[echo(12, 0.8)])
    assert told.value < fresh.value
    assert "like #12, which was published: -1.2" in map(str, told.reasons)


WORDS = st.dictionaries(st.integers(0, 9), st.floats(0.01, 1), max_size=8)


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5), WORDS)
def test_never_beyond_its_bounds(kept, dismissed, each):
    found = like(each, taste(kept, dismissed), {})
    assert found is None or LEAST <= found.value <= MOST
