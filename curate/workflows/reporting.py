"""The trend report: what moved in a time, with the curator's words on it, in every form."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from curate import platforms
from curate.charts import Point
from curate.deliver import exports
from curate.enrich.moves import Trend
from curate.errors import ExportError, Refused, UsageError
from curate.figures import report as forms
from curate.figures.report import Came, Part, Report
from curate.locale import M, Message, P, translate
from curate.models import Entry, Item, Note
from curate.store import Place
from curate.store.trends import TrendNote
from curate.text import fold
from curate.workflows import composing, figuring, trending
from curate.workflows.desk import Desk
from curate.workflows.trending import Look
from curate.workspace import files

Progress = Callable[[int, int, str], None]
_STEPS = (("week", 10), ("month", 400), ("quarter", 36_500))
"""The period in which trends are looked for, up to how many days a report may be long for it."""
_EVIDENCE = 6
_OTHERS = 8
_TOPS = 30
"""Trends in a draft."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A report that was written."""

    report: Report
    paths: tuple[Path, ...]
    silent: tuple[str, ...]
    """Trends that are not in it: nobody wrote about them."""
    pdf: Path | None
    notices: tuple[Message, ...] = ()


def write(
    desk: Desk,
    since: datetime,
    until: datetime,
    out: Path,
    *,
    title: str = "",
    draft: bool = False,
    brief: bool = False,
    pdf: bool = False,
    progress: Progress | None = None,
) -> Written:
    """Write the report of a time as a page, Markdown, Word and JSON, and return what was written.

    Refused where no trend has words of a curator, unless it is a `draft`.
    """
    from curate.deliver import documents, reports

    made, silent = report(desk, since, until, title=title, draft=draft, progress=progress)
    out = out.expanduser().absolute()
    out = out if out.suffix.lower() in (".html", ".htm") else out.with_name(f"{out.name}.html")
    page = reports.page(made, brief=brief)
    bodies = {out: page.encode("utf-8")}
    if not brief:
        bodies |= {
            out.with_suffix(".md"): documents.text(made).encode("utf-8"),
            out.with_suffix(".json"): documents.data(made).encode("utf-8"),
            out.with_suffix(".docx"): documents.word(made),
        }
    for path, body in bodies.items():
        exports.write_bytes(path, body)
    printed = _printed(out) if pdf else None
    notices: tuple[Message, ...] = ()
    if pdf and printed is None:
        notices = (
            M("There is no Chromium, Chrome or Edge here to make a PDF. "
                "Open {path} in a browser, choose Print, and save as PDF.",
              path=out),
        )  # fmt: skip
    return Written(report=made, paths=tuple(bodies), silent=silent, pdf=printed, notices=notices)


def _printed(page: Path) -> Path | None:
    """Return the page as PDF beside it, printed by a browser that is installed; None where there is none."""
    program = platforms.browser()
    if program is None:
        return None
    target = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "report.pdf"
        arguments = [program, "--headless", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder}/profile",
                     "--no-pdf-header-footer", f"--print-to-pdf={made}", page.as_uri()]  # fmt: skip
        if platforms.is_administrator():
            arguments.insert(1, "--no-sandbox")  # it refuses to run otherwise; the page is our own and runs nothing
        try:
            subprocess.run(arguments, capture_output=True, timeout=120, check=True)  # noqa: S603  (a browser, and our own page)
            body = made.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise ExportError(
                M("The browser could not make a PDF: {why}", why=str(error)),
                hint=M("Open {path} in a browser, choose Print, and save as PDF.", path=page),
            ) from error
        exports.write_bytes(target, body)
    return target


# ── what is in it ────────────────────────────────────────────────────────────────────────────────────────────────────


def report(
    desk: Desk,
    since: datetime,
    until: datetime,
    *,
    title: str = "",
    draft: bool = False,
    progress: Progress | None = None,
) -> tuple[Report, tuple[str, ...]]:
    """Return the report of a time, and the trends that nobody wrote about."""
    if since >= until:
        raise UsageError(M("The report ends before it begins."), hint=M("Give an earlier --from, or a later --to."))
    if since >= desk.now:
        raise UsageError(M("That time is still to come."), hint=M("Give a --from in the past."))
    until = min(until, desk.now)
    found = _found(desk, since, until, progress)
    words = _words(desk, found)
    said = {name: note for name, note in words.items() if note is not None}
    silent = tuple(name for name in found if name not in said)
    if not said and not draft:
        raise Refused(
            M("The report has nothing to say yet: no trend of this time has words of yours.")
            if found
            else M("In this time nothing rose or fell more than chance lets expect: there is nothing to report."),
            hint=M("Write them with: curate trends note {term}. They wait for words: {names}",
                   term=_quoted(silent[0]), names=", ".join(silent[:10]))
            if silent
            else M("See what there is with: curate trends --period quarter, or take a longer time."),
        )  # fmt: skip
    shown = {name: pair for name, pair in found.items() if draft or name in said}
    organisation, given = desk.config.organisation, desk.config.report
    language = organisation.language
    stats = figuring.stats(desk, since, until)
    zone = ZoneInfo(organisation.timezone)
    parts = tuple(
        _part(desk, trend, look, said.get(name), language) for name, (trend, look) in list(shown.items())[:_TOPS]
    )
    aside = list(dict.fromkeys(str(note) for _, look in found.values() for note in look.notes))
    kept = [note for _, look in found.values() for note in look.notes]
    made = Report(
        title=title or translate(P("Trend report {name}", name=organisation.name), language).strip(),
        organisation=organisation.name,
        contact=organisation.contact,
        language=language,
        since=since.astimezone(zone).date(),
        until=until.astimezone(zone).date(),
        parts=parts,
        draft=any(not part.words for part in parts),
        timezone=organisation.timezone,
        counts=(
            (P("items came in"), stats.counts.seen),
            (P("were kept"), stats.counts.kept),
            (P("were put aside"), stats.counts.dismissed),
            (P("were shared"), stats.posted),
        ),
        sources=tuple((each.source, each.seen, each.kept) for each in stats.sources if each.seen)[:60],
        results=tuple((each.name, Came(tuple(each.results.items()))) for each in stats.themes[:12] if each.results),
        aside=tuple(next(note for note in kept if str(note) == words) for words in aside),
        sponsors=given.sponsors,
        licence=given.licence,
        colour=organisation.colour,
        logo=files.picture(desk.workspace, organisation.logo, "organisation.logo"),
    )
    return made, silent if not draft else ()


def _found(desk: Desk, since: datetime, until: datetime, progress: Progress | None) -> dict[str, tuple[Trend, Look]]:
    """Return each trend of a time with the look that shows it most clearly, the strongest first."""
    zone = desk.zone
    best: dict[str, tuple[Trend, Look]] = {}
    ends = list(_ends(since, until))
    for number, (period, end) in enumerate(ends, 1):
        day = None if end >= desk.now else end.astimezone(zone).date().isoformat()
        look = trending.look(desk, period=period, until=day)
        for trend in look.trends:
            held = next((name for name in best if fold(name) == fold(trend.name)), trend.name)
            if held not in best or trend.q < best[held][0].q:
                best[held] = trend, look
        if progress is not None:
            progress(number, len(ends), "")
    return dict(sorted(best.items(), key=lambda each: (each[1][0].q, each[0])))


def _ends(since: datetime, until: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield the periods that a time is looked at in, each by its end, the last first."""
    days = (until - since).days
    period = next(name for name, most in _STEPS if days <= most)
    length = timedelta(days=trending.PERIODS[period])
    end = until
    while end > since:
        yield period, end
        end -= length


def _words(desk: Desk, found: dict[str, tuple[Trend, Look]]) -> dict[str, TrendNote | None]:
    """Return what the curator wrote on each trend, under any of its terms."""
    written: dict[str, TrendNote | None] = {}
    for name, (trend, _) in found.items():
        notes = (desk.store.trends.note(term) for term in dict.fromkeys((name, *trend.terms)))
        written[name] = next((note for note in notes if note is not None and note.text.strip()), None)
    return written


def _part(desk: Desk, trend: Trend, look: Look, note: TrendNote | None, language: str) -> Part:
    figures = trend.figures
    zone = desk.zone
    length = timedelta(seconds=look.tally.window.length)
    starts = [look.until - (len(figures.series) - place) * length for place in range(len(figures.series))]
    days = [start.astimezone(zone).date() for start in starts]
    bands = forms.band(figures.series)
    points = tuple(
        Point(day=start, label=_short(start, look.period, language), items=items, low=low, high=high)
        for start, (items, _), (low, high) in zip(days, figures.series, bands, strict=True)
    )
    evidence, others = _evidence(desk, trend)
    return Part(
        name=trend.name,
        terms=trend.terms,
        direction=trend.direction.value,
        items=figures.items,
        expected=figures.expected,
        sources=len(figures.sources),
        p=trend.p,
        q=trend.q,
        since=datetime.fromtimestamp(trend.since, zone).date(),
        words=note.text if note else "",
        by=note.by if note else "",
        points=points,
        rows=tuple((start.isoformat(), items, of) for start, (items, of) in zip(days, figures.series, strict=True)),
        evidence=evidence,
        others=others,
    )


def _short(start: date, period: str, language: str) -> str:
    from babel.dates import format_date

    return str(format_date(start, "d MMM" if period in ("week", "month") else "MMM yy", locale=language))


def _evidence(desk: Desk, trend: Trend) -> tuple[tuple[Entry, ...], tuple[tuple[str, str, str], ...]]:
    """Return the items that show a trend: those with a curator's words as entries, and some others by title."""
    numbers = list(trend.figures.evidence) or list(trend.figures.earlier)
    items = {item.id: item for item in desk.store.items.many(numbers)}
    notes = desk.store.curation.notes(numbers)
    curated = [number for number in numbers if number in items and number in notes and notes[number].commentary.strip()]
    entries = tuple(_entry(items[number], notes[number]) for number in curated[:_EVIDENCE])
    told: set[int] = {items[number].story for number in curated}
    others: list[tuple[str, str, str]] = []
    for number in numbers:
        if number in items and number not in curated and items[number].story not in told and len(others) < _OTHERS:
            told.add(items[number].story)
            others.append((items[number].title, items[number].outlet, items[number].url))
    return entries, tuple(others)


def _entry(item: Item, note: Note) -> Entry:
    return composing.entry(item, note, Place(item=item.id), ())


def _quoted(term: str) -> str:
    return f'"{term}"' if " " in term else term
