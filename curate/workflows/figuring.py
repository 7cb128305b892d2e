"""Figures: what came in and what became of it, and what others counted of what went out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from curate import channels as registry
from curate import text, urls
from curate.errors import Refused, UsageError
from curate.figures import Yield, results, spread
from curate.figures.report import COUNTED
from curate.locale import M, Message, translate
from curate.models import LedgerRow
from curate.store import CameIn, Result
from curate.workflows import desk as at
from curate.workflows.desk import Desk

if TYPE_CHECKING:
    from curate.deliver.statistics import Table

_ALIKE = 60
"""Characters of a post by which it is known again: files of others cut texts off."""
_SHORT = 8
"""Characters: "Update" is the beginning of many."""
_NEAR = timedelta(days=2)
"""Between the day in a file and that in the ledger: what was recorded the day after, in another time zone."""


# ── what came of posts ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Noted:
    """What was taken of results."""

    taken: tuple[tuple[LedgerRow, Mapping[str, float]], ...]
    """Rows of the ledger that got figures which were not known yet."""
    same: int
    """Posts of which all this was known."""
    faults: tuple[Message, ...]
    """What could not be read, or be told which post it is of; each names its line."""
    unknown: tuple[str, ...]
    """Names of columns that say nothing to us."""


def note(desk: Desk, words: str, channel: str, figures: Sequence[str]) -> Noted:
    """Keep figures given by hand (`reach=120`) with a post of an item on a channel.

    Raises UsageError where one is no figure or the ledger has no such post.
    """
    name = registry.channel(channel).name
    item = at.item(desk, words)
    given = dict(_figure(each) for each in figures)
    rows = desk.store.ledger.rows(item=item.id, channel=name)
    if not rows:
        raise UsageError(
            M("The ledger does not have #{item} on {channel}.", item=item.id, channel=name),
            hint=M("Record it first with: curate posted DIGEST {item} --channel {channel}", item=item.id, channel=name),
        )
    with desk.store.transaction():
        new = desk.store.results.add(desk.act(), rows[-1], given, edition=_whole(name))
    return Noted(taken=((rows[-1], given),) if new else (), same=0 if new else 1, faults=(), unknown=())


def _figure(written: str) -> tuple[str, float]:
    name, mark, amount = written.partition("=")
    metric, value = results.figure(name), results.number(amount)
    if not mark or value is None or value < 0:
        raise UsageError(
            M("“{found}” is no figure.", found=written),
            hint=M("Write it as NAME=NUMBER, such as reach=1200 clicks=35."),
        )
    if metric is None:
        raise UsageError(
            M("Nothing is counted under “{name}” here.", name=name),
            hint=at.near(name, list(results.METRICS)) or M("There are: {names}", names=", ".join(results.METRICS)),
        )
    return metric, value


def _whole(channel: str) -> bool:
    return registry.channel(channel).unit == "edition"


def take_in(desk: Desk, body: bytes, *, channel: str | None) -> Noted:
    """Keep what a file of another service says came of posts that stand in the ledger.

    A line is of a post whose address or text it gives; of a whole edition, whose title it gives as subject. What fits
    none or several is named and left out. UsageError as `figures.results.read` has it; Refused where the ledger is
    empty.
    """
    name = registry.channel(channel).name if channel else None
    read = results.read(body)
    ledger = desk.store.ledger.rows(channel=name)
    if not ledger:
        raise Refused(
            M("The ledger has nothing on {channel} that results could be of.", channel=name or "–")
            if name
            else M("The ledger is empty: nothing that results could be of."),
            hint=M("Record what you posted with: curate posted DIGEST --channel NAME"),
        )
    posts = _Posts(desk, ledger)
    taken, same = [], 0
    faults = list(read.faults)
    act = desk.act()
    with desk.store.transaction():
        for row in read.rows:
            found = posts.of(row)
            if isinstance(found, Message):
                faults.append(found)
                continue
            new = [
                each for each in found if desk.store.results.add(act, each, row.figures, edition=_whole(each.channel))
            ]
            taken += [(each, row.figures) for each in new[:1]]
            same += not new
    return Noted(taken=tuple(taken), same=same, faults=tuple(faults), unknown=read.unknown)


class _Posts:
    """The ledger, and how its rows are known again."""

    def __init__(self, desk: Desk, ledger: Sequence[LedgerRow]) -> None:
        self._rows = ledger
        self._zone = desk.zone
        self._texts = {row.id: _plain(row.text) for row in ledger}
        self._titles = {each.id: _plain(each.title) for each in desk.store.digests.all()}
        items = {item.id: item for item in desk.store.items.many(sorted({row.item for row in ledger}))}
        self._urls: dict[str, list[LedgerRow]] = {}
        for row in ledger:
            for url in dict.fromkeys(filter(None, (row.url, items[row.item].url if row.item in items else None))):
                self._urls.setdefault(_canonical(url), []).append(row)

    def of(self, row: results.Row) -> list[LedgerRow] | Message:
        """Return the rows that a line is of (all of an edition's, where it is of one), or why there are none."""
        found = self._urls.get(_canonical(row.url), []) if row.url else []
        direct = [each for each in found if each.url and _canonical(each.url) == _canonical(row.url)]
        found = direct or found or next(filter(None, (self._told(words, row.url) for words in row.words)), [])
        if len(_outings(found)) > 1 and row.day is not None:
            found = [each for each in found if abs(self._day(each) - row.day) <= _NEAR] or found
        if len(_outings(found)) > 1:
            told = {each.id for words in row.words for each in self._in_words(words)}
            found = [each for each in found if each.id in told] or found
        if len(_outings(found)) > 1:
            named = ", ".join(f"#{each.item} ({each.channel})" for each in found[:4])
            if len({each.channel for each in found}) > 1:
                return M("Line {line} fits several posts: {posts}. Say which channel it is with --channel.",
                         line=row.line, posts=named)  # fmt: skip
            return M("Line {line} fits several posts: {posts}. Give its figures by hand, with: {command}",
                     line=row.line, posts=named,
                     command=f"curate results ITEM --channel {found[0].channel} {_given(row)}")  # fmt: skip
        if not found:
            said = text.one_line(row.url or row.words[0])[:70]
            return M("Line {line} is of no post in the ledger: {said}", line=row.line, said=said)
        return found

    def _told(self, words: str, url: str) -> list[LedgerRow]:
        """Return the rows that went out in these words; `url`: where they stand, if the file says so.

        One post has several addresses on some networks, but never one of another network.
        """
        network = results.network(url)
        return [row for row in self._in_words(words) if network in (None, row.channel)]

    def _in_words(self, words: str) -> list[LedgerRow]:
        wanted = _plain(words)
        if len(wanted) < _SHORT:
            return []
        titled = [
            row for row in self._rows if row.digest and _whole(row.channel) and self._titles.get(row.digest) == wanted
        ]
        single = [row for row in self._rows if not _whole(row.channel)]
        whole = [row for row in single if wanted in self._texts[row.id] or _plain(row.title) == wanted]
        return titled or whole or [row for row in single if wanted[:_ALIKE] in self._texts[row.id]]

    def _day(self, row: LedgerRow) -> date:
        return row.at.astimezone(self._zone).date()


def _given(row: results.Row) -> str:
    return " ".join(f"{name}={value:.15g}" for name, value in row.figures.items())


def _outings(rows: Sequence[LedgerRow]) -> set[object]:
    """Return what rows are of: an edition on a channel went out once, with all its items."""
    return {(row.digest, row.channel) if _whole(row.channel) and row.digest else row.id for row in rows}


def _plain(words: str) -> str:
    return " ".join(text.fold(words).rstrip("… .").split())


def _canonical(url: str) -> str:
    try:
        return urls.canonical(url)
    except ValueError:
        return url


# ── figures of a period ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Outing:
    """What went out on a channel or about a theme, and what came of it."""

    name: str
    posts: int
    items: int
    results: Mapping[str, float]
    """What is counted → how much in all, where any was given."""
    measured: int
    """Posts of which something was given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stats:
    """The figures of one period."""

    since: datetime
    until: datetime
    counts: CameIn
    sources: tuple[Yield, ...]
    days: tuple[tuple[str, int, int], ...]
    """Day (ISO, UTC), items that came in, of these kept."""
    channels: tuple[Outing, ...]
    themes: tuple[Outing, ...]
    """By tag: an item with two tags counts under both."""
    posted: int
    """Items that went out in the period."""
    own: int
    """Of these the organisation's own."""
    outlets: int
    spread: float
    """Over how many sources the posted items are spread as if evenly."""
    languages: Mapping[str, int]


def stats(desk: Desk, since: datetime, until: datetime) -> Stats:
    """Return the figures of a time, its end left out; what went out is counted by the day it did."""
    if since >= until:
        raise UsageError(M("The period ends before it begins."), hint=M("Give an earlier --since, or a later --until."))
    sent = set(desk.store.results.sent(since, until))
    rows = [row for row in desk.store.ledger.rows() if row.id in sent]
    items = {item.id: item for item in desk.store.items.many(sorted({row.item for row in rows}))}
    given = desk.store.results.of([row.id for row in rows])
    owned = desk.store.results.owned(items)
    outlets = Counter(items[number].source for number in items if not owned.get(number))
    themes: dict[str, list[LedgerRow]] = {}
    channels: dict[str, list[LedgerRow]] = {}
    for row in rows:
        channels.setdefault(row.channel, []).append(row)
        for tag in items[row.item].tags if row.item in items else ():
            themes.setdefault(tag.tag, []).append(row)
    return Stats(
        since=since,
        until=until,
        counts=desk.store.results.counts(since, until),
        sources=tuple(desk.store.results.yields(since, until)),
        days=tuple(desk.store.results.weeks(since, until)),
        channels=tuple(_outing(name, of, given) for name, of in sorted(channels.items())),
        themes=tuple(
            _outing(name, of, given)
            for name, of in sorted(themes.items(), key=lambda each: (-len(each[1]), each[0].casefold()))
        ),
        posted=len(items),
        own=sum(owned.values()),
        outlets=len(outlets),
        spread=spread(outlets),
        languages=Counter(item.language or "" for item in items.values()),
    )


def _outing(name: str, rows: Sequence[LedgerRow], given: Mapping[int, Sequence[Result]]) -> Outing:
    """Return what came of posts in all; what is of a whole edition counts once, however many items it holds."""
    totals: Counter[str] = Counter()
    seen: set[tuple[object, str]] = set()
    for row in rows:
        for result in given.get(row.id, ()):
            mark = ((row.digest, row.channel) if result.edition else row.id, result.metric)
            if mark not in seen:
                seen.add(mark)
                totals[result.metric] += result.value  # type: ignore[assignment]
    return Outing(
        name=name,
        posts=len(_outings(rows)),
        items=len({row.item for row in rows}),
        results={metric: totals[metric] for metric in results.METRICS if metric in totals},
        measured=len(_outings([row for row in rows if row.id in given])),
    )


# ── as a page ────────────────────────────────────────────────────────────────────────────────────────────────────────


def write(desk: Desk, found: Stats, path: Path, language: str) -> None:
    """Write the figures as a page with charts. StoreError where it cannot be written."""
    from curate.deliver import exports, statistics  # the charts are heavy

    zone = desk.zone
    days = [each.astimezone(zone).date().isoformat() for each in (found.since, found.until)]
    title = translate(M("Figures of {name}", name=desk.config.organisation.name or "curate"), language)
    period = translate(M("From {first} to {last}", first=days[0], last=days[1]), language)
    page = statistics.page(title, period, _facts(found), _tables(found, language), language)
    exports.write_bytes(path.expanduser().absolute(), page.encode("utf-8"))


def _facts(found: Stats) -> list[tuple[Message, str]]:
    counts = found.counts
    return [
        (M("came in"), str(counts.seen)),
        (M("kept"), str(counts.kept)),
        (M("put aside"), str(counts.dismissed)),
        (M("with words of yours"), str(counts.commented)),
        (M("went out"), str(found.posted)),
        (M("of these your own"), str(found.own)),
        (M("sources that went out"), str(found.outlets)),
    ]


def _tables(found: Stats, language: str) -> list[Table]:
    from curate.deliver import statistics

    sources = [each for each in found.sources if each.seen]
    counted = [
        name for name in results.METRICS if any(name in each.results for each in (*found.channels, *found.themes))
    ]
    return [
        statistics.Table(
            title=M("What each source yields"),
            heading=(M("source"), M("came in"), M("kept"), M("put aside"), M("posted"), M("yield")),
            rows=tuple(
                (
                    each.source,
                    *map(str, (each.seen, each.kept, each.dismissed, each.posted)),
                    "–" if each.share is None else f"{round(each.share * 100)} %",
                )
                for each in sources
            ),
            chart=statistics.yields(sources, language),
        ),
        _out_table(M("By channel"), M("channel"), found.channels, counted, language),
        _out_table(M("By theme"), M("theme"), found.themes, counted, language),
    ]


def _out_table(title: Message, what: Message, rows: Sequence[Outing], counted: Sequence[str], language: str) -> Table:
    from curate.deliver import statistics

    return statistics.Table(
        title=title,
        heading=(what, M("posts"), M("items"), *(COUNTED[name] for name in counted)),
        rows=tuple(
            (
                each.name,
                str(each.posts),
                str(each.items),
                *(f"{each.results[name]:.0f}" if name in each.results else "–" for name in counted),
            )
            for each in rows
        ),
        chart=statistics.outings([(each.name, each.items) for each in rows[:25]], language),
    )
