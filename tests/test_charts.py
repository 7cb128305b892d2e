"""Charts: one picture with a name, the same each time, and nothing in them from anywhere."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from curate import charts
from curate.charts import Bar, Point, Words

WORDS = Words(name='Items on "work" & <care>', items="berichten", expected="verwacht")
SVG = "{http://www.w3.org/2000/svg}"


def points(*items: int) -> list[Point]:
    return [
        Point(day=date(2026, 1, place), label=f"{place} jan", items=count, low=0.5, high=3)
        for place, count in enumerate(items, 1)
    ]


def texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in etree.fromstring(svg.encode()).iter(f"{SVG}text")]


def test_a_line_says_its_figures_and_its_names() -> None:
    svg = charts.over_time(points(1, 2, 9, 4), WORDS)
    root = etree.fromstring(svg.encode())
    assert (root.get("role"), root.get("aria-label")) == ("img", WORDS.name)
    written = texts(svg)
    assert {"9", "4", "berichten", "verwacht", "1 jan", "4 jan"} <= set(written)
    assert svg == charts.over_time(points(1, 2, 9, 4), WORDS)


@pytest.mark.parametrize("count", [1, 2, 9, 53])
def test_any_number_of_steps_is_drawn_and_not_every_label(count: int) -> None:
    svg = charts.over_time(points(*[3] * count), WORDS) if count < 32 else charts.over_time(
        [Point(day=date(2026, 1, 1), label=f"w{n}", items=n, low=0, high=n) for n in range(count)], WORDS
    )  # fmt: skip
    assert etree.fromstring(svg.encode()).get("role") == "img"
    assert len([each for each in texts(svg) if each.endswith("jan") or each.startswith("w")]) <= 11


def test_bars_have_their_names_and_figures() -> None:
    svg = charts.bars(
        [Bar(name="Blog <b>", whole=20, part=9, said="9 van 20"), Bar(name="Krant", whole=0, part=0, said="–")], "x"
    )
    assert {"Blog <b>", "Krant", "9 van 20", "–"} <= set(texts(svg))


def test_nothing_is_drawn_of_nothing() -> None:
    assert charts.over_time([], WORDS) == charts.bars([], "x") == ""


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_what_strangers_wrote_stays_text(name: str, said: str) -> None:
    svg = charts.bars([Bar(name=name, whole=3, part=1, said=said)], name)
    root = etree.fromstring(svg.encode())
    assert {etree.QName(each).localname for each in root.iter()} <= {
        "svg",
        "g",
        "rect",
        "path",
        "line",
        "text",
        "tspan",
    }
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "").replace(name, "").replace(said, "")
