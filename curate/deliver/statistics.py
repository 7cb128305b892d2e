"""The figures of a period as one page: tables, and charts of what is in them. It holds all that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from curate import charts
from curate.figures import Yield
from curate.locale import MN, M, Message, translate

_STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1,h2{line-height:1.25}h2{margin-top:2.2rem}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.8rem;margin:1.5rem 0}
dl div{border:1px solid #767676;border-radius:.4rem;padding:.6rem .8rem}dt{color:#595959;font-size:.9rem}
dd{margin:0;font-size:1.6rem;font-weight:700}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{padding:.35rem .6rem;text-align:left;border-bottom:1px solid #d4d4d4}
.n{text-align:right;font-variant-numeric:tabular-nums}
svg{max-width:100%;height:auto}figure{margin:1rem 0}caption{text-align:left;color:#595959;padding:.3rem 0}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr,figure{break-inside:avoid}}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows under headings; the columns from `numbers` on hold numbers."""

    title: Message
    heading: tuple[Message, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int = 1
    chart: str = ""
    """SVG that shows what is in it; "": none."""


def page(title: str, period: str, facts: Sequence[tuple[Message, str]], tables: Iterable[Table], language: str) -> str:
    """Return the page. `facts` are what a period comes down to: what it is, and how much."""
    body = "\n".join(_body(title, period, facts, tables, language))
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _body(
    title: str, period: str, facts: Sequence[tuple[Message, str]], tables: Iterable[Table], language: str
) -> Iterator[str]:
    yield f"<h1>{escape(title)}</h1>\n<p>{escape(period)}</p>"
    shown = "".join(f"<div><dt>{_said(name, language)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    yield f"<dl>{shown}</dl>"
    for table in tables:
        if table.rows:
            yield _table(table, language)


def _table(table: Table, language: str) -> str:
    marks = ["" if place < table.numbers else ' class="n"' for place in range(len(table.heading))]
    head = "".join(
        f'<th scope="col"{mark}>{_said(name, language)}</th>' for mark, name in zip(marks, table.heading, strict=True)
    )
    rows = "\n".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(cell)}</th>' if not place else f"<td{mark}>{escape(cell)}</td>"
            for place, (mark, cell) in enumerate(zip(marks, row, strict=True))
        )
        + "</tr>"
        for row in table.rows
    )
    chart = f"<figure>{table.chart}</figure>\n" if table.chart else ""
    return (
        f"<h2>{_said(table.title, language)}</h2>\n{chart}"
        f'<div class="wide" tabindex="0" role="region" aria-label="{_said(table.title, language)}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>"
    )


def yields(sources: Sequence[Yield], language: str, *, most: int = 25) -> str:
    """Return what sources brought and what was kept of it, as a chart of the `most` that brought most."""
    shown = sorted(sources, key=lambda each: -each.seen)[:most]
    shown = [each for each in sources if each in shown and each.seen]
    rows = [
        charts.Bar(
            name=each.source,
            whole=each.seen,
            part=each.kept,
            said=translate(M("{kept} kept of {seen}", kept=each.kept, seen=each.seen), language),
        )
        for each in shown
    ]
    return charts.bars(rows, translate(M("What each source brought, and the dark part that was kept of it"), language))


def outings(rows: Sequence[tuple[str, int]], language: str) -> str:
    """Return how often something went out, as a chart."""
    shown = [
        charts.Bar(name=name, whole=count, part=count, said=translate(MN("{n} item", "{n} items", count), language))
        for name, count in rows
    ]
    return charts.bars(shown, translate(M("How many items went out"), language))


def _said(message: Message, language: str) -> str:
    return escape(translate(message, language))
