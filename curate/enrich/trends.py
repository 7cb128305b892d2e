"""Which terms appear in more items, from more sources, than their past lets expect; or in fewer.

The exact binomial test of each term, with false discoveries held below one in twenty; what is left is asked once more
where each story counts as one chance, since eight sources that bring one story are not eight reasons to speak of a
trend. Then the gate: three sources, and no single one whose doing it is. The gate comes after the correction: inside
the family it would break what that counts on. Measured against z-scores, lift, Kleinberg, SigniTrend and chi-square,
this finds most at equal false alarms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from curate.enrich.bursts import burst
from curate.enrich.moves import Direction, Figures, Found, Share, Trend, Watched, sparkline
from curate.enrich.significance import (
    Attainable,
    Strata,
    at_least,
    at_most,
    clustered,
    critical,
    false_discovery,
    tails,
)
from curate.enrich.tally import DAY, KINDS, PAST, Tally, Telling, Term, Window, holding, kind_of, often, unpacked

CHANCE = 0.05
"""The part of what is told that may be chance (q)."""
SOURCES = 3
"""What fewer sources bring is theirs."""
ONE_STORY = 6
"""Sources that have to bring a story for it to be a trend by itself."""
FEWEST = 4
"""Items of period and past together; of fewer, nothing can be said."""
WORDS_FROM = 30.0
"""Items a day. Of fewer, single words say too little, and a week is too short (enrich.md)."""
_SHARED = 0.5
"""Of the items of the smaller of two terms, for them to be one trend."""
_STANDS_FOR = 0.6
"""Of the items of the strongest term, for a tag or phrase to give the trend its name."""


@dataclass(slots=True)
class _Chance:
    number: int
    kind: str
    p: float
    q: float = 1.0


# ── the test ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Detector:
    """Asks one tally about terms."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        told: list[tuple[list[bytes], list[bytes]]] = [([], []) for _ in tally.strata]
        place = {source: n for n, stratum in enumerate(tally.strata) for source in stratum.sources}
        for (period, _, source), terms in tally.told.items():
            told[place[source]][period > 0].append(terms)
        self._strata = [(stratum, *counts) for stratum, counts in zip(tally.strata, often(told, FEWEST), strict=True)]
        self._share_of = {source: stratum.share for stratum in tally.strata for source in stratum.sources}
        self._items: Counter[int] = Counter()
        for _, all_, _ in self._strata:
            self._items.update(all_)
        self._units = Counter(key[0] for key in tally.told)
        self._days: list[int] | None = None

    def family(self) -> list[int]:
        """Return the terms that can be asked about: those of four items or more."""
        return list(self._items)

    def find(
        self,
        terms: Callable[[Collection[int]], Mapping[int, Term]],
        *,
        kinds: Collection[str] = KINDS,
        left_out: Collection[int] = (),
        seasons: Sequence[Tally] = (),
    ) -> Found:
        """Return the terms that moved, the strongest first, those that fall after those that rise.

        `terms`: tells what numbers stand for. `kinds`: what is asked about. `left_out`: terms that are not.
        `seasons`: the same period of the years before, the last one first.
        """
        asked = {
            number: kind for number in self.family() if (kind := kind_of(number)) in kinds and number not in left_out
        }
        families = Counter(asked.values())
        more, less = self._chances(asked)
        likely = self._kept(more, asked), self._kept(less, asked, falls=True)
        figures = self.measure({each.number: (each.number,) for some in likely for each in some})
        rising, falling = (self._by_story(some, asked, figures, falls=bool(falls)) for falls, some in enumerate(likely))
        named = terms(figures)
        shown = {number: frozenset(each.evidence) for number, each in figures.items()}
        gone = {number: frozenset(each.earlier) for number, each in figures.items()}
        trends = [
            *(self._told(group, named, figures, seasons) for group in _groups(rising, shown)),
            *(self._told(group, named, figures, None) for group in _groups(falling, gone)),
        ]
        return Found(trends=tuple(trends), families=families)

    def _chances(self, asked: Mapping[int, str]) -> tuple[list[_Chance], list[_Chance]]:
        """Return the terms that may have risen, and those that may have fallen, with how likely that is by chance.

        What is likelier than `CHANCE` by itself changes no other's q below that, and is left out.
        """
        more, less = [], []
        plain: dict[int, tuple[int, int]] = {}
        only = self._strata[0] if len(self._strata) == 1 else None
        for number, kind in asked.items():
            if only is not None:  # nearly always, and nearly all that is asked is as usual
                items = self._items[number]
                if items not in plain:
                    plain[items] = critical(items, only[0].share, CHANCE)
                if plain[items][0] < only[2].get(number, 0) < plain[items][1]:
                    continue
            found, strata = self._of(number)
            usual = sum(of * share for of, share in strata)
            up, down = _one_tail(found, strata, usual)
            if len(strata) > 1 and min(up, down) < _NEAR:
                up, down = tails(found, strata)
            if up <= CHANCE and found > usual:
                more.append(_Chance(number, kind, up))
            elif down <= CHANCE and found < usual:
                less.append(_Chance(number, kind, down))
        return more, less

    def _kept(self, chances: Sequence[_Chance], asked: Mapping[int, str], *, falls: bool = False) -> list[_Chance]:
        """Return what is no false discovery, each kind a family of its own, the least likely first."""
        share = self.tally.now / max(1, self.tally.now + self.tally.before)
        kept: list[_Chance] = []
        for kind in KINDS:
            sizes = Counter(self._items[number] for number, its in asked.items() if its == kind)
            mine = [each for each in chances if each.kind == kind]
            chance = Attainable(sizes, share, falls=falls)
            for each, q in zip(mine, false_discovery([one.p for one in mine], chance), strict=True):
                each.q = q
            kept += [each for each in mine if each.q < CHANCE]
        return sorted(kept, key=lambda each: (each.p, KINDS.index(each.kind), each.number))

    def _by_story(
        self, likely: Sequence[_Chance], asked: Mapping[int, str], figures: Mapping[int, Figures], *, falls: bool
    ) -> list[_Chance]:
        """Return what still is no false discovery where each story comes as a whole, and passes the gate.

        That only makes each p larger, so nothing that was not likely before has to be asked. One story by itself is
        one chance, whoever tells it; it is a trend only where many do and nobody spoke of it before.
        """
        told = [
            _Chance(each.number, each.kind, figures[each.number].p_less if falls else figures[each.number].p_more)
            for each in likely
        ]
        kept = self._kept(told, asked, falls=falls)
        numbers = {each.number for each in kept}
        if not falls:
            kept += [each for each in likely if each.number not in numbers and enters(figures[each.number])]
        return sorted(
            (each for each in kept if passes(figures[each.number], falls=falls)),
            key=lambda each: (each.p, KINDS.index(each.kind), each.number),
        )

    def _of(self, number: int) -> tuple[int, Strata]:
        strata = [(all_[number], stratum.share) for stratum, all_, _ in self._strata if number in all_]
        return sum(now[number] for _, _, now in self._strata if number in now), strata

    # ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def measure(self, wanted: Mapping[int, Sequence[int]]) -> dict[int, Figures]:
        """Return the figures of what was asked for: a number of one's own → the terms that an item has to say."""
        of: dict[int, list[int]] = {}
        for name, numbers in wanted.items():
            for number in numbers:
                of.setdefault(number, []).append(name)
        found: dict[int, list[Telling]] = {name: [] for name in wanted}
        for row, said in holding(self.tally.rows, of):
            for name in {name for number in said for name in of[number]}:
                if said.issuperset(wanted[name]):
                    found[name].append(row)
        return {name: self._figures(rows) for name, rows in found.items()}

    def _figures(self, rows: Sequence[Telling]) -> Figures:
        window, counted_ = self.tally.window, self.tally.sources
        told = {
            ((window.until - row[1]) // window.length, row[2], source)
            for row in rows
            for source in unpacked(row[3])
            if source in counted_
        }
        now = Counter(source for period, _, source in told if period == 0)
        before = Counter(source for period, _, source in told if period > 0)
        shares = tuple(
            Share(
                periods=stratum.periods,
                sources=len(stratum.sources),
                now=sum(now[each] for each in stratum.sources & now.keys()),
                before=sum(before[each] for each in stratum.sources & before.keys()),
                of_now=stratum.now,
                of_before=stratum.before,
            )
            for stratum in self.tally.strata
        )
        more, less = self._by_stories(told)
        each_more, each_less = tails(now.total(), self._told_by(now, before))
        periods = Counter(period for period, _, _ in told)
        newest = sorted(rows, key=lambda row: (-row[1], -row[0]))
        return Figures(
            items=now.total(),
            before=before.total(),
            expected=sum(share.expected for share in shares),
            p_more=more,
            p_less=less,
            each_more=each_more,
            each_less=each_less,
            shares=tuple(share for share in shares if share.now or share.before),
            sources=tuple(source for source, _ in sorted(now.items(), key=lambda each: (-each[1], each[0]))),
            sources_before=tuple(source for source, _ in sorted(before.items(), key=lambda each: (-each[1], each[0]))),
            without_loudest=self._without_loudest(told, now, before),
            stories=len({story for period, story, _ in told if period == 0}),
            evidence=tuple(row[0] for row in newest if row[1] > window.start),
            earlier=tuple(row[0] for row in newest if row[1] <= window.start),
            series=tuple((periods[each], self._units[each]) for each in range(PAST, -1, -1)),
            days=self._by_day(rows),
        )

    def _told_by(self, now: Mapping[int, int], before: Mapping[int, int]) -> Strata:
        return [
            (sum(now.get(each, 0) + before.get(each, 0) for each in stratum.sources), stratum.share)
            for stratum in self.tally.strata
        ]

    def _by_stories(self, told: Collection[tuple[int, int, int]]) -> tuple[float, float]:
        """Return the chances of so many tellings, and of so few, where each story comes as a whole.

        `told`: (period, story, source). What is told of one story in two periods is two chances.
        """
        shares: dict[tuple[int, int], list[float]] = {}
        for period, story, source in told:
            shares.setdefault((period, story), []).append(self._share_of[source])
        groups = [(len(each), sum(each) / len(each)) for each in shares.values()]
        return clustered(sum(period == 0 for period, _, _ in told), groups)

    def _without_loudest(
        self, told: Collection[tuple[int, int, int]], now: Mapping[int, int], before: Mapping[int, int]
    ) -> tuple[float, float]:
        """Return the chances once more, each without the source that speaks most for it."""
        for_more = max(now, key=lambda each: (now[each], each), default=None)
        for_less = max(before, key=lambda each: (before[each], each), default=None)
        return (
            self._by_stories([each for each in told if each[2] != for_more])[0],
            self._by_stories([each for each in told if each[2] != for_less])[1],
        )

    # ── over time ────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def step(self) -> int:
        """Return how many seconds one place of `Figures.days` stands for."""
        return DAY if self.tally.window.length < 60 * DAY else 7 * DAY

    def _places(self) -> tuple[int, int]:
        """Return where the first place begins, and how many there are."""
        window = self.tally.window
        since = max(window.since, (self.tally.first or window.start) - self.step)
        return window.until, (window.until - since) // self.step + 1

    def _by_day(self, rows: Iterable[Telling]) -> tuple[tuple[int, int], ...]:
        until, places = self._places()
        if self._days is None:
            all_ = Counter((until - row[1]) // self.step for row in self.tally.rows)
            self._days = [all_[place] for place in range(places)]
        found = Counter((until - row[1]) // self.step for row in rows)
        return tuple((found[place], self._days[place]) for place in range(places - 1, -1, -1))

    def since(self, figures: Figures, *, falls: bool = False) -> int:
        """Return when a movement began, in seconds since 1970."""
        window = self.tally.window
        before = figures.before / max(1, self.tally.before)
        place = burst(figures.days, before, falls=falls)
        if place is None:
            return window.start
        _, places = self._places()
        return max(window.since, window.until - (places - place) * self.step)

    # ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _told(
        self,
        group: Sequence[_Chance],
        terms: Mapping[int, Term],
        figures: Mapping[int, Figures],
        seasons: Sequence[Tally] | None,
    ) -> Trend:
        """Return a group of terms as one trend. `seasons`: None where it falls."""
        lead, *others = group
        mine = figures[lead.number]
        years: tuple[int, ...] = ()
        if seasons is None:
            direction = Direction.FALLING
        else:
            years = _years(lead.number, seasons)
            direction = Direction.RETURNING if years else (Direction.RISING if mine.before else Direction.NEW)
        return Trend(
            name=terms[lead.number].written,
            kind=lead.kind,
            number=lead.number,
            terms=tuple(dict.fromkeys(terms[each.number].written for each in [lead, *others])),
            numbers=(lead.number, *(each.number for each in others)),
            direction=direction,
            figures=mine,
            p=lead.p,
            q=lead.q,
            since=self.since(mine, falls=seasons is None),
            years=years,
        )


def _one_tail(found: int, strata: Strata, usual: float) -> tuple[float, float]:
    """Return both chances as if all strata were one, no smaller than they are; of the one that cannot be small, 1."""
    of = sum(each for each, _ in strata)
    share = usual / of
    if found > usual:
        return at_least(found, of, share), 1.0
    return 1.0, at_most(found, of, share)


_NEAR = 0.2
"""What is no likelier than that as if all strata were one is worked out stratum by stratum."""


def passes(figures: Figures, *, falls: bool = False) -> bool:
    """Say whether enough sources show a movement, and not one of them by itself."""
    shown = figures.sources_before if falls else figures.sources
    alone = enters(figures) and not falls
    return len(shown) >= SOURCES and (alone or figures.without_loudest[falls] < CHANCE)


def enters(figures: Figures) -> bool:
    """Say whether so many sources tell of something that nobody told of before that it is new, be it one story."""
    return not figures.before and len(figures.sources) >= ONE_STORY


def _groups(chances: Sequence[_Chance], shown: Mapping[int, frozenset[int]]) -> list[list[_Chance]]:
    """Return the terms by the items that they share with the strongest of them, strongest first; the name before all.

    `shown`: the items of each term.
    """
    groups: list[tuple[frozenset[int], list[_Chance]]] = []
    for each in chances:
        items = shown[each.number]
        for lead, members in groups:
            if len(lead & items) >= _SHARED * min(len(lead), len(items)):
                members.append(each)
                break
        else:
            groups.append((items, [each]))
    return [_best_first(lead, members, shown) for lead, members in groups]


def _best_first(lead: frozenset[int], members: Sequence[_Chance], shown: Mapping[int, frozenset[int]]) -> list[_Chance]:
    """Return a group, first the one that gives it its name: a tag, else a phrase, that stands for most of its items."""
    named = [each for each in members if len(lead & shown[each.number]) >= _STANDS_FOR * len(lead)]
    best = min(named, key=lambda each: (KINDS.index(each.kind), each.p, each.number))
    return [best, *(each for each in members if each is not best)]


def _years(number: int, seasons: Sequence[Tally]) -> tuple[int, ...]:
    """Return how many years ago a term rose at the same time of the year; empty where it did not every year we know."""
    rose = []
    for ago, season in enumerate(seasons, 1):
        told = [key[0] == 0 for key, terms in season.told.items() if number in unpacked(terms)]
        share = season.now / max(1, season.now + season.before)
        if sum(told) < SOURCES or at_least(sum(told), len(told), share) >= CHANCE:
            return ()
        rose.append(ago)
    return tuple(rose)


# ── single questions ─────────────────────────────────────────────────────────────────────────────────────────────────


def watched(detector: Detector, wanted: Mapping[int, Sequence[int]]) -> dict[int, Watched]:
    """Return how some terms fare that were chosen beforehand: they are a family of their own.

    `wanted`: a number of one's own → the terms that an item has to say, as in `Detector.measure`.
    """
    figures = detector.measure(wanted)
    names = list(figures)
    chances = [min(1.0, 2 * min(figures[each].p_more, figures[each].p_less)) for each in names]
    found = {}
    for name, p, q in zip(names, chances, false_discovery(chances), strict=True):
        mine = figures[name]
        falls = mine.p_less < mine.p_more
        moves = q < CHANCE and passes(mine, falls=falls)
        rises = Direction.RISING if mine.before else Direction.NEW
        found[name] = Watched(
            figures=mine,
            direction=(Direction.FALLING if falls else rises) if moves else None,
            p=p,
            q=q,
            since=detector.since(mine, falls=falls) if moves else None,
        )
    return found


__all__ = ["Detector", "Direction", "Figures", "Found", "Trend", "Watched", "Window", "sparkline", "watched"]
