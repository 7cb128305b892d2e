"""The exact tests, held against sums that are worked out the long way."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.enrich.significance import Attainable, at_least, at_most, critical, false_discovery, tails

SHARES = st.sampled_from([0.01, 1 / 9, 0.3, 0.5, 0.9])


def mass(found: int, of: int, share: float) -> float:
    return float(comb(of, found) * share**found * (1 - share) ** (of - found))


@settings(max_examples=60, deadline=None)
@given(of=st.integers(0, 60), found=st.integers(-1, 62), share=SHARES)
def test_a_tail_is_the_sum_of_its_masses(of: int, found: int, share: float) -> None:
    more = sum(mass(each, of, share) for each in range(max(0, found), of + 1))
    less = sum(mass(each, of, share) for each in range(min(found, of) + 1))
    assert at_least(found, of, share) == pytest.approx(more, rel=1e-9, abs=1e-12)
    assert at_most(found, of, share) == pytest.approx(less, rel=1e-9, abs=1e-12)


def test_what_is_very_unlikely_keeps_its_figures() -> None:
    assert at_least(6, 6, 1 / 9) == pytest.approx((1 / 9) ** 6)
    assert 0 < at_least(900, 1000, 0.01) < 1e-300 or at_least(900, 1000, 0.01) == 0.0
    assert at_least(3, 5, 0.0) == 0.0
    assert at_least(3, 5, 1.0) == 1.0
    assert at_most(3, 5, 1.0) == 0.0
    assert at_most(3, 5, 0.0) == 1.0


@settings(max_examples=30, deadline=None)
@given(one=st.integers(0, 12), other=st.integers(0, 12), found=st.integers(0, 25))
def test_groups_with_shares_of_their_own_are_added_exactly(one: int, other: int, found: int) -> None:
    more = sum(
        mass(a, one, 0.1) * mass(b, other, 0.4) for a in range(one + 1) for b in range(other + 1) if a + b >= found
    )
    assert tails(found, [(one, 0.1), (other, 0.4)])[0] == pytest.approx(more, rel=1e-9, abs=1e-12)


def test_what_could_not_be_otherwise_is_no_evidence() -> None:
    assert tails(9, [(9, 1.0)]) == (1.0, 1.0)
    assert tails(9, [(9, 1.0), (4, 0.1)])[0] == 1.0
    assert tails(0, []) == (1.0, 1.0)


def test_many_trials_of_several_groups_are_taken_for_one_and_never_for_less_likely() -> None:
    assert tails(80, [(300, 0.1), (300, 0.15)])[0] >= tails(80, [(200, 0.1), (200, 0.15)])[0]


def test_false_discoveries_as_benjamini_and_hochberg_have_them() -> None:
    # The example of their paper (1995), section 3.1: at .05 four are kept.
    kept, others = [0.0001, 0.0004, 0.0019, 0.0095], [0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    chances = [*kept, *others, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert sum(q <= 0.05 for q in false_discovery(chances)) == 4
    assert false_discovery(list(reversed(chances))) == list(reversed(false_discovery(chances)))
    assert false_discovery([]) == []


def test_what_few_items_can_attain_counts_not_what_they_cannot() -> None:
    expected = Attainable({4: 1000}, 1 / 9)
    assert expected(1e-5) == 0.0  # four items never give so small a p
    assert expected((1 / 9) ** 4) == pytest.approx(1000 * (1 / 9) ** 4)
    assert expected(0.004) == expected((1 / 9) ** 4)  # between, there is nothing
    assert Attainable({4: 10}, 1 / 9, falls=True)(0.01) == 0.0
    assert Attainable({40: 10}, 1 / 9, falls=True)(0.01) == pytest.approx(10 * at_most(0, 40, 1 / 9))


@settings(max_examples=60, deadline=None)
@given(of=st.integers(1, 150), share=SHARES)
def test_the_critical_counts_are_the_first_that_are_so_unlikely(of: int, share: float) -> None:
    low, high = critical(of, share, 0.05)
    assert low == max((n for n in range(of + 1) if at_most(n, of, share) <= 0.05), default=-1)
    assert high == min((n for n in range(of + 1) if at_least(n, of, share) <= 0.05), default=of + 1)
