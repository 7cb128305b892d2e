"""Charts as SVG that stands inside a page: readable in black and white, with the figures written beside the marks.

Drawn by Vega-Lite through vl-convert, which takes 0.4 s to wake and is loaded only where a chart is drawn. A chart
never stands alone: the page that holds it gives what it shows in words, and its figures as a table. So to a screen
reader it is one picture with a name; nothing in it asks for the keyboard, moves, or is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

INK, QUIET, BAND, GRID = "#1a1a1a", "#595959", "#d4d4d4", "#e6e6e6"
"""Ink on white 17:1, quiet 7:1 (WCAG AA asks 4.5); the band is told from the line by its form, not its colour."""
_FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
"""Its widths are what the drawing reckons with, and every machine has one of the same widths."""
_ROW = 26
"""Pixels of a bar with its name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """What there was in one step of time, and what was to be expected there."""

    day: date
    """The first of the step."""
    label: str
    """As the axis names it."""
    items: int
    low: float
    high: float
    """Between these it would have been nothing out of the ordinary."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What is written in a chart, in the language of its readers."""

    name: str
    """What the picture shows, for who does not see it."""
    items: str
    """Beside the line: "items"."""
    expected: str
    """Beside the band: "expected"."""


def over_time(points: Sequence[Point], words: Words, *, width: int = 640, height: int = 200) -> str:
    """Return the items of each step as a line with dots, over the band of what was expected; "" without points.

    The highest and the last of them are written out. Steps are evenly spaced, in the order given.
    """
    if not points:
        return ""
    top = max(range(len(points)), key=lambda place: (points[place].items, place))
    rows = [
        {
            "n": place,
            "label": _written(point.label),
            "items": point.items,
            "low": point.low,
            "high": point.high,
            "said": str(point.items) if place in (top, len(points) - 1) else "",
        }
        for place, point in enumerate(points)
    ]
    every = max(1, -(-len(points) // 9))
    shown = [place for place in range(len(points)) if (len(points) - 1 - place) % every == 0]
    labels = {str(place): rows[place]["label"] for place in shown}
    x = {
        "field": "n",
        "type": "quantitative",
        "scale": {"domain": [0, max(1, len(points) - 1)], "nice": False, "padding": 14},
        "axis": {
            "values": shown,
            "labelExpr": f"{_json(labels)}[datum.value + ''] || ''",
            "title": None,
            "grid": False,
            "labelFlush": False,
        },
    }
    y = {"type": "quantitative", "axis": {"title": None, "tickMinStep": 1, "format": "d"}, "scale": {"domainMin": 0}}
    last, first = rows[-1], rows[min(1, len(rows) - 1)]
    layers = [
        {
            "mark": {"type": "area", "color": BAND, "line": {"color": QUIET, "strokeWidth": 1, "strokeDash": [4, 3]}},
            "encoding": {"x": x, "y": {**y, "field": "high"}, "y2": {"field": "low"}},
        },
        {
            "mark": {"type": "line", "color": INK, "strokeWidth": 2.5, "point": {"color": INK, "size": 36}},
            "encoding": {"x": x, "y": {**y, "field": "items"}},
        },
        {
            "mark": {"type": "text", "dy": -11, "fontWeight": "bold", "fontSize": 13, "color": INK},
            "encoding": {"x": x, "y": {**y, "field": "items"}, "text": {"field": "said"}},
        },
        _beside(last, "items", _written(words.items), x, y, weight="bold", color=INK, dy=4),
        _beside(first, "high", _written(words.expected), x, y, weight="normal", color=QUIET),
    ]
    return _drawn({"width": width, "height": height, "layer": layers, "data": {"values": rows}}, words.name)


def pixels(svg: str) -> bytes:
    """Return a chart of `over_time` or `bars` as a PNG picture, twice as large, for what takes no SVG."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=2))


def _beside(
    row: Mapping[str, Any],
    field: str,
    said: str,
    x: object,
    y: Mapping[str, Any],
    *,
    weight: str,
    color: str,
    dy: int = -7,
) -> dict[str, Any]:
    """Return the name of a mark, written beside it: no legend to look up."""
    at_end = field == "items"
    return {
        "data": {"values": [{"n": row["n"], field: row[field], "said": said}]},
        "mark": {
            "type": "text",
            "align": "left" if at_end else "center",
            "dx": 10 if at_end else 0,
            "dy": dy,
            "fontWeight": weight,
            "color": color,
        },
        "encoding": {"x": x, "y": {**y, "field": field}, "text": {"field": "said"}},
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One row: how much there was, and the part of it that counts."""

    name: str
    whole: float
    part: float
    said: str
    """What is written at its end: "12 of 340"."""


def bars(rows: Sequence[Bar], name: str, *, width: int = 420) -> str:
    """Return rows as bars, the part dark in the light whole, each with its name before and its figures behind it."""
    if not rows:
        return ""
    values = [
        {
            "n": place,
            "name": _short(_written(row.name)),
            "whole": row.whole,
            "part": row.part,
            "said": _written(row.said),
        }
        for place, row in enumerate(rows)
    ]
    names = {str(value["n"]): value["name"] for value in values}
    y = {
        "field": "n",
        "type": "ordinal",
        "sort": None,
        "axis": {
            "title": None,
            "labelExpr": f"{_json(names)}[datum.value + '']",
            "labelLimit": 260,
            "ticks": False,
            "domain": False,
        },
    }
    x = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domainMin": 0, "domainMax": max(1.0, *(row.whole for row in rows))},
    }
    layers = [
        {
            "mark": {"type": "bar", "color": BAND, "stroke": QUIET, "strokeWidth": 1, "height": 16},
            "encoding": {"y": y, "x": {**x, "field": "whole"}},
        },
        {
            "mark": {"type": "bar", "color": INK, "height": 16},
            "encoding": {"y": y, "x": {**x, "field": "part"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 8, "color": INK},
            "encoding": {"y": y, "x": {**x, "field": "whole"}, "text": {"field": "said"}},
        },
    ]
    return _drawn({"width": width, "height": _ROW * len(rows), "layer": layers, "data": {"values": values}}, name)


def _short(name: str, most: int = 34) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""Characters that XML has no place for; on these the drawing does not fail but ends the whole process."""


def _written(words: str) -> str:
    return _NOT_XML.sub("", words)


def _json(value: object) -> str:
    import json

    return json.dumps(value)  # ASCII alone: in an expression, a line may end where Unicode says so


def _drawn(spec: dict[str, Any], name: str) -> str:
    import vl_convert  # 84 MB of library: only where a chart is drawn

    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "padding": {"left": 8, "top": 8, "right": 16, "bottom": 8},
        "config": {
            "font": _FONT,
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": 12,
                "labelColor": INK,
                "gridColor": GRID,
                "domainColor": QUIET,
                "tickColor": QUIET,
            },
            "text": {"fontSize": 12},
        },
        **spec,
    }
    return _pictured(vl_convert.vegalite_to_svg(whole, allowed_base_urls=[]), name)


def _pictured(svg: str, name: str) -> str:
    """Return a chart as one picture with a name: its parts say nothing to a screen reader that the table does not."""
    bare = re.sub(r' (?:role|aria-[a-z]+|xmlns:xlink|version|class)="[^"]*"', "", svg)
    size = re.search(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"', bare)
    assert size is not None  # noqa: S101  (what vl-convert writes)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[1]} {size[2]}" width="{size[1]}" '
        f'height="{size[2]}" role="img" aria-label="{escape(_written(name))}">'
    )
    return head + bare[bare.index(">") + 1 :]
