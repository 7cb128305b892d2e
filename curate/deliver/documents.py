"""The trend report in the forms that boards edit: Markdown, Word, and JSON for programs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from curate import charts
from curate.channels import composing, markdown
from curate.deliver.reports import began, day, drawn, goes_with
from curate.figures.report import KICKERS, METHOD, Part, Report
from curate.locale import Message, P, translate

if TYPE_CHECKING:
    from docx.document import Document

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that a zip file gives each file where none is wanted: the same report is the same bytes."""


def text(report: Report) -> str:
    """Return the report as Markdown."""
    return "\n\n".join(_markdown(report)) + "\n"


def _say(message: Message, report: Report) -> str:
    return translate(message, report.language)


def _period(report: Report) -> str:
    return f"{day(report.since, report.language)} – {day(report.until, report.language)}"


def _in_short(part: Part, report: Report) -> tuple[str, str]:
    """Return the line of a trend in the summary: its name, and what it does."""
    return part.name, f"{_say(KICKERS[part.direction], report).lower()}. {part.sentence(report.language)}"


def _facts(part: Part, report: Report) -> Iterator[str]:
    """Yield in plain sentences what the page says under the words on a trend."""
    yield f"{part.sentence(report.language)} {_say(began(part, report.language), report)}"
    if (with_it := goes_with(part)) is not None:
        yield _say(with_it, report)


def _markdown(report: Report) -> Iterator[str]:
    yield f"# {markdown.escaped(report.title)}"
    yield f"{markdown.escaped(report.organisation)} · {_period(report)}"
    if report.draft:
        yield f"*{_say(P('A draft: some trends have no words of ours yet.'), report)}*"
    yield f"## {_say(P('In short'), report)}"
    lines = (_in_short(part, report) for part in report.parts)
    yield "\n".join(f"- **{markdown.escaped(name)}**: {markdown.escaped(said)}" for name, said in lines)
    for part in report.parts:
        yield from _markdown_part(part, report)
    yield from _markdown_read(report)
    yield f"## {_say(P('How we counted'), report)}"
    yield from (_say(each, report) for each in METHOD)
    if report.aside:
        yield f"### {_say(P('What was set aside'), report)}"
        yield "\n".join(f"- {markdown.escaped(_say(each, report))}" for each in report.aside)
    yield from filter(None, (*report.sponsors, report.licence))


def _markdown_part(part: Part, report: Report) -> Iterator[str]:
    yield f"## {markdown.escaped(part.name)}"
    yield f"*{_say(KICKERS[part.direction], report)}.*"
    yield composing.paragraphs(part.words) or f"*{_say(P('No words of ours yet.'), report)}*"
    yield from map(markdown.escaped, _facts(part, report))
    yield _markdown_table([_say(each, report) for each in (P("from"), P("items"), P("of all"))], part.rows)
    for entry in part.evidence:
        yield f"### {markdown.escaped(entry.title)}"
        yield f"{markdown.escaped(composing.outlet_of(entry))} · <{composing.address(entry.url)}>"
        yield from filter(None, (composing.paragraphs(entry.commentary), composing.paragraphs(entry.context)))
        quote, said_by = composing.quoted(entry)
        if quote:
            yield "\n".join(f"> {markdown.escaped(line)}" for line in [*quote.split("\n"), "", f"— {said_by}"])
    if part.others:
        yield f"### {_say(P('Also about this'), report)}"
        yield "\n".join(
            f"- {markdown.escaped(title or url)} ({markdown.escaped(outlet)}) <{composing.address(url)}>"
            for title, outlet, url in part.others
        )


def _markdown_read(report: Report) -> Iterator[str]:
    yield f"## {_say(P('What we read'), report)}"
    yield "\n".join(f"- {_say(name, report)}: {count}" for name, count in report.counts)
    if report.results:
        yield "\n".join(f"- {markdown.escaped(theme)}: {came.said(report.language)}" for theme, came in report.results)
    if report.sources:
        heads = [_say(each, report) for each in (P("source"), P("came in"), P("kept"))]
        yield _markdown_table(heads, [(markdown.escaped(name), *counts) for name, *counts in report.sources])


def _markdown_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    said = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in row)} |" for row in said)


def data(report: Report) -> str:
    """Return the report as JSON: dates as ISO 8601, figures as they are."""
    said = {
        "title": report.title,
        "organisation": report.organisation,
        "language": report.language,
        "from": report.since.isoformat(),
        "to": report.until.isoformat(),
        "draft": report.draft,
        "trends": [_data(part) for part in report.parts],
        "counts": [{"name": _say(name, report), "items": count} for name, count in report.counts],
        "results": [{"theme": theme, **dict(came.figures)} for theme, came in report.results],
        "sources": [{"name": name, "items": seen, "kept": kept} for name, seen, kept in report.sources],
        "set_aside": [_say(each, report) for each in report.aside],
        "sponsors": list(report.sponsors),
        "licence": report.licence,
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _data(part: Part) -> dict[str, object]:
    return {
        "term": part.name,
        "terms": list(part.terms),
        "direction": part.direction,
        "items": part.items,
        "expected": round(part.expected, 3),
        "sources": part.sources,
        "p": part.p,
        "q": part.q,
        "since": part.since.isoformat(),
        "words": part.words,
        "by": part.by,
        "series": [{"from": step, "items": items, "of": of} for step, items, of in part.rows],
        "evidence": [entry.item for entry in part.evidence],
        "others": [{"title": title, "outlet": outlet, "url": url} for title, outlet, url in part.others],
    }


def word(report: Report) -> bytes:
    """Return the report as a Word document, with all that the page has; charts as pictures with their description."""
    import docx

    made = docx.Document()
    properties = made.core_properties
    properties.title, properties.author, properties.language = report.title, report.organisation, report.language
    at = datetime(report.until.year, report.until.month, report.until.day)  # noqa: DTZ001  (the format has no zone)
    properties.created = properties.modified = at
    properties.last_modified_by = report.organisation
    made.add_heading(_clean(report.title), 0)
    made.add_paragraph(_clean(f"{report.organisation} · {_period(report)}"))
    if report.draft:
        made.add_paragraph(_say(P("A draft: some trends have no words of ours yet."), report))
    made.add_heading(_say(P("In short"), report), 1)
    for name, said in (_in_short(part, report) for part in report.parts):
        line = made.add_paragraph(style="List Bullet")
        line.add_run(_clean(name)).bold = True
        line.add_run(_clean(f": {said}"))
    for part in report.parts:
        _word_part(made, part, report)
    _word_read(made, report)
    made.add_heading(_say(P("How we counted"), report), 1)
    for message in METHOD:
        made.add_paragraph(_say(message, report))
    if report.aside:
        made.add_heading(_say(P("What was set aside"), report), 2)
    for message in report.aside:
        made.add_paragraph(_clean(_say(message, report)), style="List Bullet")
    for words in filter(None, (*report.sponsors, report.licence)):
        made.add_paragraph(_clean(words))
    written = io.BytesIO()
    made.save(written)
    return _timeless(written.getvalue())


def _word_part(made: Document, part: Part, report: Report) -> None:
    made.add_heading(_clean(part.name), 1)
    made.add_paragraph(f"{_say(KICKERS[part.direction], report)}.")
    for paragraph in (composing.paragraphs(part.words) or _say(P("No words of ours yet."), report)).split("\n\n"):
        made.add_paragraph(_clean(paragraph))
    for fact in _facts(part, report):
        made.add_paragraph(_clean(fact))
    _word_chart(made, part, report)
    _word_table(made, [_say(each, report) for each in (P("from"), P("items"), P("of all"))], part.rows)
    for entry in part.evidence:
        made.add_heading(_clean(entry.title or entry.url), 2)
        made.add_paragraph(_clean(f"{composing.outlet_of(entry)} · {composing.address(entry.url)}"))
        for said in filter(None, (entry.commentary, entry.context)):
            made.add_paragraph(_clean(composing.paragraphs(said)))
        quote, said_by = composing.quoted(entry)
        if quote:
            made.add_paragraph(_clean(f"“{quote}” — {said_by}"), style="Quote")
    if part.others:
        made.add_heading(_say(P("Also about this"), report), 2)
    for title, outlet, url in part.others:
        made.add_paragraph(_clean(f"{title or url} ({outlet}): {composing.address(url)}"), style="List Bullet")


def _word_chart(made: Document, part: Part, report: Report) -> None:
    from docx.shared import Cm

    chart, shown = drawn(part, report.language)
    if not chart:
        return
    picture = made.add_picture(io.BytesIO(charts.pixels(chart)), width=Cm(15))
    picture._inline.docPr.set("descr", _clean(shown))  # noqa: SLF001  (python-docx has no other place for it)
    made.add_paragraph(_clean(shown), style="Caption")


def _word_read(made: Document, report: Report) -> None:
    made.add_heading(_say(P("What we read"), report), 1)
    for name, count in report.counts:
        made.add_paragraph(f"{_say(name, report)}: {count}", style="List Bullet")
    for theme, came in report.results:
        made.add_paragraph(_clean(f"{theme}: {came.said(report.language)}"), style="List Bullet")
    if report.sources:
        _word_table(made, [_say(each, report) for each in (P("source"), P("came in"), P("kept"))], report.sources)


def _word_table(made: Document, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    table = made.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(str(value))


def _clean(words: str) -> str:
    """Return words without the characters that a Word document has no place for."""
    return "".join(each for each in words if each in "\n\t" or (each >= " " and each not in "\ufffe\uffff"))


def _timeless(body: bytes) -> bytes:
    """Return a zip file with the same files, none of them with the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
