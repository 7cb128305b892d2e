"""What moves, in figures: a term, its share by the sources that tell it, and how it went over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """What a trend does."""

    RISING = "rising"
    NEW = "new"
    """Not once in its past."""
    RETURNING = "returning"
    """It rose at this time of the year before."""
    FALLING = "falling"


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """How a term was told by one stratum of sources."""

    periods: int
    sources: int
    now: int
    before: int
    of_now: int
    of_before: int

    @property
    def expected(self) -> float:
        """Return how often its past lets expect it now."""
        return self.before * self.of_now / self.of_before if self.of_before else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """A term in figures."""

    items: int
    """In the period; within a story, each source counts once."""
    before: int
    expected: float
    p_more: float
    """How likely so many or more are by chance, where each story comes as a whole."""
    p_less: float
    """The same of so few or fewer."""
    each_more: float
    """How likely so many or more are by chance, where each source tells by itself."""
    each_less: float
    shares: tuple[Share, ...]
    sources: tuple[int, ...]
    """Those of the period, who told most first."""
    sources_before: tuple[int, ...]
    without_loudest: tuple[float, float]
    """`p_more` and `p_less` without the source that speaks most for each."""
    stories: int
    evidence: tuple[int, ...]
    """Its items of the period, newest first."""
    earlier: tuple[int, ...]
    """Its items of the past, newest first."""
    series: tuple[tuple[int, int], ...]
    """(with the term, all) of each period, oldest first; the last one is the period asked about."""
    days: tuple[tuple[int, int], ...]
    """The same of each day (of longer periods, each week)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trend:
    """A term, or several that share their items, that moved."""

    name: str
    kind: str
    number: int
    """Of the term that gives its name."""
    terms: tuple[str, ...]
    """All of them, the one that gives the name first."""
    numbers: tuple[int, ...]
    direction: Direction
    figures: Figures
    p: float
    q: float
    since: int
    """When it began, in seconds since 1970."""
    years: tuple[int, ...] = ()
    """How many years ago it rose too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a search for trends found."""

    trends: tuple[Trend, ...]
    families: Mapping[str, int]
    """Kind → how many terms of it were asked about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """How a term fares that somebody asked about."""

    figures: Figures
    direction: Direction | None
    """None: it does not move."""
    p: float
    q: float
    since: int | None


def sparkline(series: Sequence[int]) -> str:
    """Return figures as bars of text, the largest at full height; the figures themselves have to stand beside it."""
    most = max(series, default=0)
    if not most:
        return _BARS[0] * len(series)
    return "".join(_BARS[0] if not each else _BARS[max(1, round(each / most * 7))] for each in series)


_BARS = "▁▂▃▄▅▆▇█"
