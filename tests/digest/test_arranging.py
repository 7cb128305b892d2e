"""The order of a digest and its sections."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.digest.arranging import Placed, order, sections

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def placed(item: int, *tags: str, **given: object) -> Placed:
    return Placed(item=item, tags=tags, **given)  # type: ignore[arg-type]


def test_the_tag_that_most_share_is_the_first_section():
    found = sections([placed(1, "ai", "jeugd"), placed(2, "erfgoed"), placed(3, "jeugd"), placed(4)])
    assert list(found.items()) == [(1, "jeugd"), (3, "jeugd"), (2, "erfgoed"), (4, "")]


def test_of_two_that_are_even_the_one_of_the_configuration():
    both = [placed(1, "ai", "jeugd"), placed(2, "ai", "jeugd")]
    assert set(sections(both, known=["jeugd", "ai"]).values()) == {"jeugd"}
    assert set(sections(both).values()) == {"ai"}


@pytest.mark.parametrize(
    ("by", "oldest_first", "expected"),
    [("score", False, [2, 3, 1]), ("date", False, [1, 2, 3]), ("date", True, [2, 1, 3]), ("tag", False, [1, 3, 2])],
)
def test_what_decides_the_order(by, oldest_first, expected):
    places = [
        placed(1, "a", score=1, published=NOW),
        placed(2, "b", score=3, published=NOW - timedelta(days=1)),
        placed(3, "a", score=2),
    ]
    assert order(places, by, oldest_first=oldest_first) == expected


def test_sections_stay_together_and_in_their_order():
    places = [placed(1, section="B", score=1), placed(2, section="A", score=9), placed(3, section="B", score=5)]
    assert order(places, "score") == [3, 1, 2]


@given(
    st.lists(
        st.builds(
            Placed,
            item=st.integers(1, 50),
            section=st.sampled_from(["", "A", "B"]),
            score=st.floats(-9, 9),
            published=st.none() | st.just(NOW),
            tags=st.lists(st.sampled_from("abc"), max_size=3, unique=True).map(tuple),
        ),
        max_size=9,
        unique_by=lambda each: each.item,
    ),
    st.sampled_from(["score", "date", "tag"]),
)
def test_nothing_is_lost_and_twice_is_once(places, by):
    found = order(places, by)
    assert sorted(found) == sorted(each.item for each in places)
    by_item = {each.item: each for each in places}
    assert order([by_item[item] for item in found], by) == found
    assert sorted(sections(places)) == sorted(by_item)
    assert all(not tag or tag in by_item[item].tags for item, tag in sections(places).items())
    shown = [by_item[item].section for item in found]
    assert len(list(dict.fromkeys(shown))) == sum(
        one != other for one, other in zip([None, *shown], shown, strict=False)
    )
