"""The items of a period and of its past, as they are weighed: each source once a story, alike now and before.

Nothing is compared with days but with other items: a laptop that was shut, or a stream without weekends, has fewer of
all terms alike. What distorts that is a source that is there only now, or only before; what is done about it is here.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from curate.enrich.significance import at_least, at_most

PAST = 8
"""Periods before the one that is asked about."""
DAY = 86_400
_UNLIKELY = 0.01
"""A source came or went where chance would leave so long a silence less often."""
_OTHER_MEASURE = 0.001
"""A source whose part of the period chance explains less often is compared with nothing but itself."""


class Telling(NamedTuple):
    """One item as it counts."""

    item: int
    at: int
    """When it was published, in seconds since 1970."""
    story: int
    """Minus its own number where it tells none."""
    sources: bytes
    """Numbers, see `packed`."""
    tags: bytes
    """Numbers of terms."""
    terms: bytes


KINDS = ("tag", "phrase", "word")
"""The kinds of terms, in the order in which a trend is named by them. The number of a term tells its kind: divided by
4, it leaves its place in this list, so that nobody has to look it up."""


def kind_of(number: int) -> str:
    """Return the kind of a term by its number."""
    return KINDS[number % 4]


class Term(NamedTuple):
    """What a number stands for."""

    kind: str
    """`tag`, `phrase` or `word`."""
    name: str
    """Of a tag: itself; else its lemmas, folded."""
    written: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Follower:
    """A source, as far as it matters for what was seen when."""

    id: int
    name: str
    own: bool = False
    """The organisation's: it does not make its own trends."""
    configured: bool = True
    first_fetch: datetime | None = None
    last_success: datetime | None = None
    failing: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A period and the periods before it; seconds since 1970."""

    until: int
    length: int
    """Seconds of one period."""

    @property
    def start(self) -> int:
        """Return where the period begins."""
        return self.until - self.length

    @property
    def since(self) -> int:
        """Return where its past begins."""
        return self.until - (PAST + 1) * self.length


@dataclass(frozen=True, kw_only=True, slots=True)
class Stratum:
    """Sources that are compared over the same time."""

    sources: frozenset[int]
    now: int
    """Tellings in the period: one a source and story."""
    before: int
    periods: int
    """Of the past, that they cover."""

    @property
    def share(self) -> float:
        """Return which part of what they tell falls in the period, where nothing moves."""
        return self.now / (self.now + self.before)


@dataclass(slots=True)
class Tally:
    """What was told in a period and its past."""

    window: Window
    strata: list[Stratum] = field(default_factory=list)
    joined: dict[int, int] = field(default_factory=dict)
    """Source → since when, of those that came in the course of the past."""
    fresh: dict[int, int] = field(default_factory=dict)
    """Source → since when, of those that have no past yet: left out."""
    gone: dict[int, int] = field(default_factory=dict)
    """Source → until when, of those that are silent now: left out."""
    items: int = 0
    """In the period and its past, of the sources that are not left out."""
    first: int | None = None
    """When the oldest of them was published."""
    rows: list[Telling] = field(default_factory=list)
    told: dict[tuple[int, int, int], bytes] = field(default_factory=dict)
    """(period, story, source) → the terms; period 0 is the one asked about, 1 the one before it."""

    @property
    def now(self) -> int:
        """Return how many tellings there are in the period."""
        return sum(each.now for each in self.strata)

    @property
    def before(self) -> int:
        """Return how many there are in its past."""
        return sum(each.before for each in self.strata)

    @property
    def sources(self) -> frozenset[int]:
        """Return the sources that are weighed."""
        return frozenset().union(*(each.sources for each in self.strata))

    @property
    def a_day(self) -> float:
        """Return how many items came out a day."""
        if self.first is None:
            return 0.0
        return self.items / max(1.0, (self.window.until - self.first) / DAY)


def tally(
    rows: Sequence[Telling], window: Window, followers: Mapping[int, Follower], *, within: int | None = None
) -> Tally:
    """Return what was told in a period and its past.

    `within`: only by items with this tag (its number). Sources that `followers` does not know, and the organisation's
    own, do not count.
    """
    if within is not None:
        rows = [row for row in rows if within in unpacked(row[4])]
    made = Tally(window=window)
    known = {number for number, each in followers.items() if not each.own}
    told, spans = _told(rows, window, known)
    _judge(made, told, spans, followers)
    sources = made.sources
    weighed = {seen for seen in {row[3] for row in rows} if not sources.isdisjoint(_sources(seen))}
    made.told = {key: terms for key, terms in told.items() if key[2] in sources}
    made.rows = [row for row in rows if row[3] in weighed]
    made.items = len(made.rows)
    made.first = min((row[1] for row in made.rows), default=None)
    return made


_Told = dict[tuple[int, int, int], bytes]


def _told(rows: Iterable[Telling], window: Window, known: Collection[int]) -> tuple[_Told, dict[int, tuple[int, int]]]:
    """Return the terms by period, story and source; and of each source when its first and last item came out."""
    told: _Told = {}
    spans: dict[int, tuple[int, int]] = {}
    until, length = window.until, window.length
    for _, at, story, seen, tags, terms in rows:
        period = (until - at) // length
        for source in _sources(seen):
            if source not in known:
                continue
            key = (period, story, source)
            before = told.get(key)
            told[key] = tags + terms if before is None else _united(before, tags + terms)
            span = spans.get(source)
            spans[source] = (at, at) if span is None else (min(span[0], at), max(span[1], at))
    return told, spans


@lru_cache(maxsize=100_000)
def _sources(seen: bytes) -> tuple[int, ...]:
    """Return the sources of an item: nearly always those of very many others too."""
    return tuple(unpacked(seen))


def _united(one: bytes, other: bytes) -> bytes:
    return packed(dict.fromkeys([*unpacked(one), *unpacked(other)]))


# ── sources that came and went ───────────────────────────────────────────────────────────────────────────────────────


def _judge(made: Tally, told: _Told, spans: Mapping[int, tuple[int, int]], followers: Mapping[int, Follower]) -> None:
    """Put the sources into strata, and aside what has no past, or no present."""
    now = Counter(source for period, _, source in told if period == 0)
    before = Counter(source for period, _, source in told if period > 0)
    start = min((first for first, _ in spans.values()), default=made.window.since)
    start = max(start, made.window.since)
    covered: dict[int, list[int]] = {}
    for source, (first, last) in sorted(spans.items()):
        items = now[source] + before[source]
        if _is_gone(followers[source], made.window, start, last, items):
            made.gone[source] = last
            continue
        periods = _covered(followers[source], made.window, start, first, items)
        if periods == 0:
            made.fresh[source] = first
            continue
        if periods < PAST and first > start + made.window.length:
            made.joined[source] = first
        covered.setdefault(periods, []).append(source)
    for periods, sources in sorted(covered.items(), reverse=True):
        made.strata += _alike(sources, periods, now, before)


def _is_gone(follower: Follower, window: Window, start: int, last: int, items: int) -> bool:
    """Say whether a source is silent in the period because it is no longer there, or no longer heard."""
    if last > window.start:
        return False
    heard = follower.last_success
    lost = not follower.configured or (follower.failing and (heard is None or heard.timestamp() < window.start))
    return lost or ((last - start + 1) / (window.until - start + 1)) ** items < _UNLIKELY


def _covered(follower: Follower, window: Window, start: int, first: int, items: int) -> int:
    """Return how many periods of the past a source covers: all, where its first silence may be chance."""
    there = ((window.until - first + 1) / (window.until - start + 1)) ** items >= _UNLIKELY
    followed = follower.first_fetch
    only_now = followed is not None and followed.timestamp() > window.start and first > window.start
    if there and not only_now:
        return PAST
    if window.start - first < window.length:
        return 0
    return max(1, PAST - round((first - start) / window.length))


def _alike(sources: Sequence[int], periods: int, now: Mapping[int, int], before: Mapping[int, int]) -> list[Stratum]:
    """Return sources as one stratum, those aside of which far more or less than of the others falls in the period."""
    share = sum(now[each] for each in sources) / sum(now[each] + before[each] for each in sources)
    apart = [each for each in sources if _is_other(now[each], now[each] + before[each], share)]
    groups = [[each for each in sources if each not in apart], *([each] for each in apart)]
    return [
        Stratum(
            sources=frozenset(group),
            now=sum(now[each] for each in group),
            before=sum(before[each] for each in group),
            periods=periods,
        )
        for group in groups
        if group
    ]


def _is_other(now: int, items: int, share: float) -> bool:
    return 2 * min(at_least(now, items, share), at_most(now, items, share)) < _OTHER_MEASURE


# ── numbers in a blob ────────────────────────────────────────────────────────────────────────────────────────────────


def packed(numbers: Iterable[int]) -> bytes:
    """Return numbers as they are kept: 4 bytes each, little-endian."""
    made = array("I", numbers)
    if sys.byteorder == "big":
        made.byteswap()
    return made.tobytes()


def unpacked(blob: bytes) -> Sequence[int]:
    """Return the numbers that `packed` kept."""
    if sys.byteorder == "little":
        return memoryview(blob).cast("I")
    made = array("I")
    made.frombytes(blob)
    made.byteswap()
    return made


Counts = dict[int, int]
"""Number → how often."""
_MANY = 100_000
"""Numbers of which numpy is sooner done than Python, its own start of 0.1 s included."""


def often(told: Sequence[tuple[Sequence[bytes], Sequence[bytes]]], fewest: int) -> list[tuple[Counts, Counts]]:
    """Return how often the numbers stand in pairs of blobs, of each pair in both together and in the first.

    Only those that stand in all pairs together as often as `fewest`.
    """
    joined = [(b"".join(first), b"".join(second)) for first, second in told]
    if sum(len(first) + len(second) for first, second in joined) > 4 * _MANY:
        return _often_of_many(joined, fewest)
    counts = [(Counter(unpacked(first + second)), Counter(unpacked(first))) for first, second in joined]
    total: Counter[int] = Counter()
    for both, _ in counts:
        total.update(both)
    kept = {number for number, found in total.items() if found >= fewest}
    return [
        tuple({number: found for number, found in each.items() if number in kept} for each in pair)  # type: ignore[misc]
        for pair in counts
    ]


def _often_of_many(joined: Sequence[tuple[bytes, bytes]], fewest: int) -> list[tuple[Counts, Counts]]:
    import numpy as np

    arrays = [(np.frombuffer(first, "<u4"), np.frombuffer(second, "<u4")) for first, second in joined]
    every = [numbers for pair in arrays for numbers in pair if numbers.size]
    size = 1 + max((int(numbers.max()) for numbers in every), default=0) // 4
    number_of = np.zeros(size, np.uint32)  # a quarter of a number is enough to know it by
    total = np.zeros(size, np.int64)
    for numbers in every:
        number_of[numbers // 4] = numbers
        total += np.bincount(numbers // 4, minlength=size)
    kept = total >= fewest

    def counts(*some: np.ndarray) -> Counts:
        found = np.bincount(np.concatenate(some) // 4, minlength=size)
        places = np.flatnonzero(kept & (found > 0))
        return dict(zip(number_of[places].tolist(), found[places].tolist(), strict=True))

    return [(counts(first, second), counts(first)) for first, second in arrays]


def holding(rows: Sequence[Telling], numbers: Collection[int]) -> Iterator[tuple[Telling, set[int]]]:
    """Yield the items that say one of some terms, with those of them that they say."""
    wanted = set(numbers)
    if len(rows) > _MANY // 10:
        rows = _holding(rows, wanted)
    for row in rows:
        said = unpacked(row[4] + row[5])
        if not wanted.isdisjoint(said):
            yield row, wanted.intersection(said)


def _holding(rows: Sequence[Telling], wanted: Collection[int]) -> list[Telling]:
    if not wanted:
        return []
    import numpy as np

    said = np.frombuffer(b"".join([row[4] + row[5] for row in rows]), "<u4")
    ends = np.cumsum([len(row[4]) + len(row[5]) for row in rows]) // 4
    places = np.flatnonzero(np.isin(said, np.array(sorted(wanted), np.uint32), kind="table"))
    return [rows[place] for place in np.unique(np.searchsorted(ends, places, side="right")).tolist()]
