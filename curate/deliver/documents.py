"""The trend report in the forms that boards edit: Markdown, Word, and JSON for programs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime

from curate.channels import composing, markdown
from curate.deliver.reports import day
from curate.figures.report import KICKERS, METHOD, Part, Report
from curate.locale import Message, P, translate

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that a zip file gives each file where none is wanted: the same report is the same bytes."""


def text(report: Report) -> str:
    """Return the report as Markdown."""
    return "\n\n".join(_markdown(report)) + "\n"


def _say(message: Message, report: Report) -> str:
    return translate(message, report.language)


def _markdown(report: Report) -> Iterator[str]:
    yield f"# {markdown.escaped(report.title)}"
    period = f"{day(report.since, report.language)} – {day(report.until, report.language)}"
    yield f"{markdown.escaped(report.organisation)} · {period}"
    if report.draft:
        yield f"*{_say(P('A draft: some trends have no words of ours yet.'), report)}*"
    for part in report.parts:
        yield f"## {markdown.escaped(part.name)}"
        yield f"*{_say(KICKERS[part.direction], report)}.* {part.sentence(report.language)}"
        yield composing.paragraphs(part.words) or f"*{_say(P('No words of ours yet.'), report)}*"
        rows = "\n".join(f"| {step} | {items} | {of} |" for step, items, of in part.rows)
        head = " | ".join(_say(each, report) for each in (P("from"), P("items"), P("of all")))
        yield f"| {head} |\n|---|---|---|\n{rows}"
        for entry in part.evidence:
            yield f"### {markdown.escaped(entry.title)}"
            yield f"{markdown.escaped(composing.outlet_of(entry))} · <{composing.address(entry.url)}>"
            yield from filter(None, (composing.paragraphs(entry.commentary), composing.paragraphs(entry.context)))
    yield f"## {_say(P('What we read'), report)}"
    yield "\n".join(f"- {_say(name, report)}: {count}" for name, count in report.counts)
    yield f"## {_say(P('How we counted'), report)}"
    yield from (_say(each, report) for each in METHOD)
    if report.aside:
        yield "\n".join(f"- {_say(each, report)}" for each in report.aside)
    yield from filter(None, (*report.sponsors, report.licence))


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
    }


def word(report: Report) -> bytes:
    """Return the report as a Word document: headings, tables and the words; the charts are in the page."""
    import docx

    made = docx.Document()
    properties = made.core_properties
    properties.title, properties.author, properties.language = report.title, report.organisation, report.language
    at = datetime(report.until.year, report.until.month, report.until.day)  # noqa: DTZ001  (the format has no zone)
    properties.created = properties.modified = at
    properties.last_modified_by = report.organisation
    made.add_heading(_clean(report.title), 0)
    made.add_paragraph(
        f"{report.organisation} · {day(report.since, report.language)} – {day(report.until, report.language)}"
    )
    if report.draft:
        made.add_paragraph(_say(P("A draft: some trends have no words of ours yet."), report))
    for part in report.parts:
        _word_part(made, part, report)
    made.add_heading(_say(P("What we read"), report), 1)
    for name, count in report.counts:
        made.add_paragraph(f"{_say(name, report)}: {count}", style="List Bullet")
    made.add_heading(_say(P("How we counted"), report), 1)
    for message in (*METHOD, *report.aside):
        made.add_paragraph(_say(message, report))
    for line in filter(None, (*report.sponsors, report.licence)):
        made.add_paragraph(_clean(line))
    written = io.BytesIO()
    made.save(written)
    return _timeless(written.getvalue())


def _word_part(made: object, part: Part, report: Report) -> None:
    from docx.document import Document

    assert isinstance(made, Document)  # noqa: S101
    made.add_heading(_clean(part.name), 1)
    made.add_paragraph(f"{_say(KICKERS[part.direction], report)}. {part.sentence(report.language)}")
    words = composing.paragraphs(part.words) or _say(P("No words of ours yet."), report)
    for paragraph in words.split("\n\n"):
        made.add_paragraph(_clean(paragraph))
    table = made.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, (P("from"), P("items"), P("of all")), strict=True):
        cell.text = _say(head, report)
    for row in part.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value)
    for entry in part.evidence:
        made.add_heading(_clean(entry.title), 2)
        made.add_paragraph(_clean(f"{composing.outlet_of(entry)} · {composing.address(entry.url)}"))
        for said in filter(None, (entry.commentary, entry.context)):
            made.add_paragraph(_clean(composing.paragraphs(said)))


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
