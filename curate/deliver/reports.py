"""The trend report as one page to read, to print and to hand over: it holds all that it needs, and runs nothing."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date
from html import escape
from zoneinfo import ZoneInfo

from curate import charts
from curate.channels import composing, hypertext
from curate.figures.report import KICKERS, METHOD, Part, Report
from curate.locale import Message, P, translate
from curate.models import Entry
from curate.site.looks import readable

_STYLE = """
:root{--accent:%(accent)s;--link:%(link)s}
*{box-sizing:border-box}body{margin:0;font:1.05rem/1.6 Georgia,"Times New Roman",serif;color:#1a1a1a;background:#fff}
main{max-width:44rem;margin:0 auto;padding:1rem}h1,h2,h3{line-height:1.2;font-family:system-ui,sans-serif}
h1,h2,h3{overflow-wrap:anywhere}
.cover{border-top:1rem solid var(--accent);padding:4rem 0 2rem}.cover h1{font-size:2.6rem;margin:.5rem 0}
.cover img{max-width:9rem;max-height:6rem}.facts,nav,.kicker,table,figcaption,summary{font-family:system-ui,sans-serif}
.facts{color:#595959}.kicker{font-weight:700;color:var(--link);margin:0}
.words{font-size:1.15rem;border-left:.3rem solid var(--accent);padding-left:1rem}
.draft{background:#fff3c4;padding:.4rem .8rem;font-family:system-ui,sans-serif}
a{color:var(--link)}svg{max-width:100%%;height:auto}figure{margin:1rem 0}blockquote{margin:0 0 0 1rem;font-style:italic}
table{border-collapse:collapse;width:100%%;font-size:.95rem}
th,td{padding:.3rem .6rem;text-align:left;border-bottom:1px solid #d4d4d4}
.n{text-align:right;font-variant-numeric:tabular-nums}.item{border-top:1px solid #d4d4d4;padding:.4rem 0}
ol.contents{padding-left:1.4rem}.wide{overflow-x:auto}
@page{margin:2cm}
@media print{body{font-size:11pt}main{max-width:none;padding:0}.cover,.summary,.trend{break-after:page}
.contents-page,.read{break-after:auto}h2,h3{break-after:avoid}figure,.item,tr{break-inside:avoid}a{color:inherit}
summary{list-style:none}details table{font-size:8.5pt}
th,td{padding:.1rem .6rem}
.item a[href^=http]::after{content:" (" attr(href) ")";font-size:8.5pt;overflow-wrap:anywhere}}
"""


def page(report: Report, *, brief: bool = False) -> str:
    """Return the report as HTML; with `brief`, two pages for a board: the trends in a few lines each."""
    accent = report.colour or "#0b5394"
    style = _STYLE % {"accent": accent, "link": readable(accent, "#ffffff")}
    body = "\n".join(_brief(report) if brief else _whole(report))
    title = escape(report.title)
    return (
        f'<!doctype html>\n<html lang="{escape(report.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _say(message: Message, report: Report) -> str:
    return escape(translate(message, report.language))


def day(given: date, language: str) -> str:
    """Return a day as its readers write it."""
    from babel.dates import format_date

    return str(format_date(given, "long", locale=language))


def _cover(report: Report) -> Iterator[str]:
    logo = ""
    if report.logo:
        kind = "png" if report.logo.startswith(b"\x89PNG") else "jpeg"
        data = base64.b64encode(report.logo).decode()
        logo = f'<img src="data:image/{kind};base64,{data}" alt="{escape(report.organisation)}">'
    period = f"{day(report.since, report.language)} – {day(report.until, report.language)}"
    yield f'<header class="cover">{logo}\n<p class="facts">{escape(report.organisation)}</p>'
    yield f"<h1>{escape(report.title)}</h1>"
    yield f'<p class="facts">{escape(period)}</p>'
    for sponsor in report.sponsors:
        yield f'<p class="facts">{escape(composing.line(sponsor))}</p>'
    if report.draft:
        yield f'<p class="draft">{_say(P("A draft: some trends have no words of ours yet."), report)}</p>'
    yield "</header>"


def _whole(report: Report) -> Iterator[str]:
    yield from _cover(report)
    rows = "\n".join(f'<li><a href="#t{n}">{escape(part.name)}</a></li>' for n, part in enumerate(report.parts, 1))
    yield (
        f'<nav class="contents-page" aria-labelledby="contents"><h2 id="contents">{_say(P("Contents"), report)}</h2>\n'
        f'<ol class="contents">\n{rows}\n</ol>\n<p><a href="#how">{_say(P("How we counted"), report)}</a></p></nav>'
    )
    yield f'<section class="summary" aria-labelledby="summary"><h2 id="summary">{_say(P("In short"), report)}</h2>'
    yield from _summary(report)
    yield "</section>"
    for number, part in enumerate(report.parts, 1):
        yield from _trend(part, number, report)
    yield from _read(report)
    yield from _method(report)


def _summary(report: Report) -> Iterator[str]:
    yield "<ul>"
    for part in report.parts:
        yield (
            f"<li><strong>{escape(part.name)}</strong>: {_say(KICKERS[part.direction], report).lower()}. "
            f"{escape(part.sentence(report.language))}</li>"
        )
    yield "</ul>"


def _brief(report: Report) -> Iterator[str]:
    yield f'<header><h1>{escape(report.title)}</h1>\n<p class="facts">{escape(report.organisation)} · '
    yield f"{escape(day(report.since, report.language))} – {escape(day(report.until, report.language))}</p></header>"
    for part in report.parts[:6]:
        words = composing.paragraphs(part.words).split("\n\n")[0]
        yield f'<section style="break-after:auto"><p class="kicker">{_say(KICKERS[part.direction], report)}</p>'
        yield f"<h2>{escape(part.name)}</h2>\n{hypertext.own(words)}"
        yield f'<p class="facts">{escape(part.sentence(report.language))}</p></section>'
    said = " · ".join(f"{_say(name, report)}: {count}" for name, count in report.counts)
    yield f'<p class="facts">{said}</p>'
    if report.licence:
        yield f'<p class="facts">{escape(report.licence)}</p>'


def _trend(part: Part, number: int, report: Report) -> Iterator[str]:
    yield f'<section class="trend" id="t{number}" aria-labelledby="h{number}">'
    yield f'<p class="kicker">{_say(KICKERS[part.direction], report)}</p>'
    yield f'<h2 id="h{number}">{escape(part.name)}</h2>'
    if part.words:
        yield f'<div class="words">\n{hypertext.own(part.words)}\n</div>'
    else:
        yield f'<p class="draft">{_say(P("No words of ours yet."), report)}</p>'
    yield f"<p>{escape(part.sentence(report.language))} {_say(began(part, report.language), report)}</p>"
    if (with_it := goes_with(part)) is not None:
        yield f'<p class="facts">{_say(with_it, report)}</p>'
    yield _chart(part, report)
    for entry in part.evidence:
        yield _item(entry, report)
    if part.others:
        listed = "\n".join(
            f'<li>{hypertext.link(title or url, url)} <span class="facts">{escape(outlet)}</span></li>'
            for title, outlet, url in part.others
        )
        yield f"<h3>{_say(P('Also about this'), report)}</h3>\n<ul>\n{listed}\n</ul>"
    yield "</section>"


def began(part: Part, language: str) -> Message:
    """Return since when a trend is one."""
    return P("It began around {day}.", day=day(part.since, language))


def goes_with(part: Part) -> Message | None:
    """Return which terms share the items of a trend; None where none do."""
    return P("Goes with: {terms}", terms=", ".join(part.terms[1:8])) if len(part.terms) > 1 else None


def drawn(part: Part, language: str) -> tuple[str, str]:
    """Return the chart of a trend as SVG, and what it shows in words."""
    shown = translate(P("Items over time about “{name}”, beside what was to be expected", name=part.name), language)
    items, expected = (translate(each, language) for each in (P("items"), P("expected")))
    return charts.over_time(part.points, charts.Words(name=shown, items=items, expected=expected)), shown


def _chart(part: Part, report: Report) -> str:
    chart, shown = drawn(part, report.language)
    rows = "\n".join(
        f'<tr><th scope="row">{escape(step)}</th><td class="n">{items}</td><td class="n">{of}</td></tr>'
        for step, items, of in part.rows
    )
    return (
        f"<figure>{chart}<figcaption>{escape(shown)}</figcaption></figure>\n"
        f"<details open><summary>{_say(P('The figures'), report)}</summary>\n<table>\n<thead><tr>"
        f'<th scope="col">{_say(P("from"), report)}</th><th scope="col" class="n">{_say(P("items"), report)}</th>'
        f'<th scope="col" class="n">{_say(P("of all"), report)}</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table></details>"
    )


def _item(entry: Entry, report: Report) -> str:
    facts = ", ".join(filter(None, [composing.outlet_of(entry), composing.line(entry.author or "")]))
    zone = ZoneInfo(report.timezone)
    when = f" · {day(entry.published.astimezone(zone).date(), report.language)}" if entry.published else ""
    quote, quoted = composing.quoted(entry)
    shown = f'<blockquote>{escape(quote)} <span class="facts">{escape(quoted)}</span></blockquote>' if quote else ""
    return (
        f'<div class="item"><h3>{hypertext.link(entry.title or entry.url, entry.url)}</h3>\n'
        f'<p class="facts">{escape(facts)}{escape(when)}</p>\n'
        f"{hypertext.own(entry.commentary)}\n{hypertext.own(entry.context)}{shown}</div>"
    )


def _read(report: Report) -> Iterator[str]:
    yield f'<section class="read" aria-labelledby="read"><h2 id="read">{_say(P("What we read"), report)}</h2>\n<ul>'
    for name, count in report.counts:
        yield f"<li>{_say(name, report)}: {count}</li>"
    yield "</ul>"
    for theme, came in report.results:
        yield f"<p>{escape(theme)}: {escape(came.said(report.language))}</p>"
    rows = "\n".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="n">{seen}</td><td class="n">{kept}</td></tr>'
        for name, seen, kept in report.sources
    )
    yield (
        f'<div class="wide" tabindex="0" role="region" aria-label="{_say(P("source"), report)}"><table>\n<thead><tr>'
        f'<th scope="col">{_say(P("source"), report)}</th>'
        f'<th scope="col" class="n">{_say(P("came in"), report)}</th>'
        f'<th scope="col" class="n">{_say(P("kept"), report)}</th>'
        f"</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div></section>"
    )


def _method(report: Report) -> Iterator[str]:
    yield f'<section aria-labelledby="how"><h2 id="how">{_say(P("How we counted"), report)}</h2>'
    for message in METHOD:
        yield f"<p>{_say(message, report)}</p>"
    if report.aside:
        yield f"<h3>{_say(P('What was set aside'), report)}</h3>\n<ul>"
        for message in report.aside:
            yield f"<li>{_say(message, report)}</li>"
        yield "</ul>"
    for words in filter(None, (report.licence, report.contact)):
        yield f'<p class="facts">{escape(composing.line(words))}</p>'
    yield "</section>"
