"""What is counted, in Python and where there is much of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.enrich import tally
from curate.enrich.tally import Telling, holding, often, packed

NUMBERS = st.integers(1, 40).map(lambda n: 4 * n + n % 3)
"""Of terms: their kind is what is left of them divided by 4, and one term is of one kind."""
BLOBS = st.lists(st.lists(NUMBERS, unique=True, max_size=6).map(packed), max_size=8)


@pytest.fixture
def much(monkeypatch):
    """Let whatever is counted be much."""
    monkeypatch.setattr(tally, "_MANY", -1)


def plainly(told, fewest):
    every = [number for pair in told for part in pair for blob in part for number in tally.unpacked(blob)]
    kept = {number for number in every if every.count(number) >= fewest}

    def count(*parts):
        said = [number for part in parts for blob in part for number in tally.unpacked(blob)]
        return {number: said.count(number) for number in said if number in kept}

    return [(count(first, second), count(first)) for first, second in told]


@given(told=st.lists(st.tuples(BLOBS, BLOBS), max_size=3), fewest=st.integers(1, 5))
def test_what_is_counted_is_what_is_there(told, fewest):
    assert often(told, fewest) == plainly(told, fewest)


@pytest.mark.usefixtures("much")
@given(told=st.lists(st.tuples(BLOBS, BLOBS), max_size=3), fewest=st.integers(1, 5))
def test_so_it_is_where_there_is_much(told, fewest):
    assert often(told, fewest) == plainly(told, fewest)


ROWS = st.lists(st.tuples(st.lists(NUMBERS, max_size=2), st.lists(NUMBERS, max_size=5)), max_size=12)


@pytest.mark.parametrize("many", [10**9, -1])
@given(said=ROWS, wanted=st.sets(NUMBERS, max_size=4))
def test_the_items_that_say_a_term_are_found(many, said, wanted):
    rows = [Telling(n, n, -n, b"", packed(tags), packed(terms)) for n, (tags, terms) in enumerate(said)]
    expected = [(rows[n], wanted & {*tags, *terms}) for n, (tags, terms) in enumerate(said) if wanted & {*tags, *terms}]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally, "_MANY", many)
        assert list(holding(rows, wanted)) == expected
