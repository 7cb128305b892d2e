"""How likely a count is by chance: exact binomial tails, and what is left where many are asked at once.

Pure Python: a tail costs 7 µs, and scipy would be 100 MB for these few lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from math import ceil, exp, floor, lgamma, log, log1p, sqrt

_NEGLIGIBLE = 1e-17
"""A term smaller than this part of the sum changes no figure of it."""


@lru_cache(maxsize=200_000)
def at_least(found: int, of: int, share: float) -> float:
    """Return P(X ≥ found) for X of `of` trials that each come true with probability `share`."""
    if found <= 0:
        return 1.0
    if found > of or share <= 0.0:
        return 0.0
    if share >= 1.0:
        return 1.0
    if found <= of * share:  # the tail is the larger part: the smaller one is summed, and loses nothing
        return max(0.0, 1.0 - _sum_down(found - 1, of, share))
    return min(1.0, _sum_up(found, of, share))


@lru_cache(maxsize=200_000)
def at_most(found: int, of: int, share: float) -> float:
    """Return P(X ≤ found), as `at_least` does of the other tail."""
    if found < 0:
        return 0.0
    if found >= of or share <= 0.0:
        return 1.0
    if share >= 1.0:
        return 0.0
    if found >= of * share:
        return max(0.0, 1.0 - _sum_up(found + 1, of, share))
    return min(1.0, _sum_down(found, of, share))


def critical(of: int, share: float, chance: float) -> tuple[int, int]:
    """Return the counts that are the first, below and above what is usual, to be no likelier than `chance`.

    -1, or one more than there can be, where none is.
    """
    spread = 1.2 * sqrt(of * share * (1.0 - share))  # nothing nearer the middle is so unlikely
    low, high = int(of * share - spread) + 1, int(of * share + spread)
    while low >= 0 and at_most(low, of, share) > chance:
        low -= 1
    while high <= of and at_least(high, of, share) > chance:
        high += 1
    return low, high


def _sum_up(found: int, of: int, share: float) -> float:
    term = total = exp(_log_mass(found, of, share))
    odds = share / (1.0 - share)
    for each in range(found, of):
        term *= (of - each) / (each + 1) * odds
        total += term
        if term < _NEGLIGIBLE * total:
            break
    return total


def _sum_down(found: int, of: int, share: float) -> float:
    term = total = exp(_log_mass(found, of, share))
    odds = (1.0 - share) / share
    for each in range(found, 0, -1):
        term *= each / (of - each + 1) * odds
        total += term
        if term < _NEGLIGIBLE * total:
            break
    return total


def _log_mass(found: int, of: int, share: float) -> float:
    ways = lgamma(of + 1) - lgamma(found + 1) - lgamma(of - found + 1)
    return ways + found * log(share) + (of - found) * log1p(-share)


# ── several shares at once ───────────────────────────────────────────────────────────────────────────────────────────

_MANY = 400
"""Trials of which the sum over groups is not worked out: they are taken for one group with the mean share, whose tails
are never smaller (Hoeffding, 1956)."""
Strata = Sequence[tuple[int, float]]
"""(of, share): trials that come true with one probability, group by group."""


def tails(found: int, strata: Strata) -> tuple[float, float]:
    """Return P(X ≥ found) and P(X ≤ found), where X is the sum over groups that each have a share of their own.

    One group is the binomial; of several the distribution is worked out exactly. So what is compared over another time
    than the rest (a source that joined halfway) counts by its own measure.
    """
    told = [(of, share) for of, share in strata if of]
    certain = sum(of for of, share in told if share >= 1.0)
    told = [(of, share) for of, share in told if 0.0 < share < 1.0]
    trials = sum(of for of, _ in told)
    if len(told) > 1 and trials > _MANY:
        told = [(trials, sum(of * share for of, share in told) / trials)]
    if len(told) <= 1:
        of, share = told[0] if told else (0, 0.5)
        return at_least(found - certain, of, share), at_most(found - certain, of, share)
    masses = [1.0]
    for of, share in told:
        masses = _added(masses, _masses(of, share))
    place = found - certain
    return min(1.0, sum(masses[max(0, place) :])), min(1.0, sum(masses[: max(0, place + 1)]))


@lru_cache(maxsize=20_000)
def _masses(of: int, share: float) -> tuple[float, ...]:
    return tuple(exp(_log_mass(each, of, share)) for each in range(of + 1))


def _added(one: Sequence[float], other: Sequence[float]) -> list[float]:
    sums = [0.0] * (len(one) + len(other) - 1)
    for place, mass in enumerate(one):
        if mass > 1e-30:  # noqa: PLR2004  (what comes of it is nothing)
            for further, another in enumerate(other, place):
                sums[further] += mass * another
    return sums


def clustered(found: int, groups: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """Return P(X ≥ found) and P(X ≤ found), where each group comes true as a whole, or not at all.

    `groups`: (how many it is, share). What a story tells comes at once: eight tellings of it are one chance, not eight.
    """
    total = sum(size for size, _ in groups)
    if total > _MANY:
        return _roughly(found, groups, total)
    masses = [1.0]
    for size, share in groups:
        rest = [0.0] * size
        masses = [(1 - share) * here + share * there for here, there in zip(masses + rest, rest + masses, strict=True)]
    return min(1.0, sum(masses[max(0, found) :])), min(1.0, sum(masses[: max(0, found + 1)]))


def _roughly(found: int, groups: Sequence[tuple[int, float]], total: int) -> tuple[float, float]:
    """Return the same of very many: as if there were as many fewer as their groups are large (the design effect)."""
    size = sum(size * size for size, _ in groups) / total
    share = sum(size * share for size, share in groups) / total
    of = ceil(total / size)
    return at_least(floor(found / size), of, share), at_most(ceil(found / size), of, share)


# ── many questions ───────────────────────────────────────────────────────────────────────────────────────────────────


def false_discovery(chances: Sequence[float], expected: Callable[[float], float] | None = None) -> list[float]:
    """Return the q of each p, in the order given (Benjamini and Hochberg, 1995).

    Keeping what has q < .05 lets at most one in twenty of what is kept be chance. `expected`: p → how many of all that
    were asked would have so small a p by chance; None: p times their number, which are then all in `chances`.
    """
    order = sorted(range(len(chances)), key=chances.__getitem__, reverse=True)
    kept, least = [1.0] * len(chances), 1.0
    last, false = -1.0, 0.0
    for rank, place in zip(range(len(chances), 0, -1), order, strict=True):
        if (p := chances[place]) != last:  # many are alike, and it may take long to say
            last, false = p, len(chances) * p if expected is None else expected(p)
        least = min(least, false / rank)
        kept[place] = least
    return kept


class Attainable:
    """How many of a family of binomial tests come out so small by chance (Heyse, 2011).

    Few items cannot give just any p: of four, none is between .0002 and .005. To count each test as if it could asks
    too much of all others; on real streams, of a term of six items, two to three times too much.
    """

    def __init__(self, family: Mapping[int, int], share: float, *, falls: bool = False) -> None:
        """`family`: number of trials → how many tests have so many. `falls`: P(X ≤ found) is what was asked."""
        self._family = [
            (tests, _attainable(trials, share, falls=falls)) for trials, tests in family.items() if 0.0 < share < 1.0
        ]

    def __call__(self, p: float) -> float:
        """Return how many tests are expected to come out at p or below."""
        total = 0.0
        for tests, attained in self._family:
            place = bisect_right(attained, p * (1 + 1e-9))
            if place:
                total += tests * attained[place - 1]
        return total


def _attainable(trials: int, share: float, *, falls: bool) -> list[float]:
    """Return the tails that so many trials can give below a half, smallest first."""
    share = 1.0 - share if falls else share  # so few successes are so many failures
    found = int(trials * share) + 1
    if found > trials:
        return []
    masses, mass = [], exp(_log_mass(found, trials, share))
    odds = share / (1.0 - share)
    for each in range(found, trials + 1):
        masses.append(mass)
        mass *= (trials - each) / (each + 1) * odds
        if mass < 1e-30:  # noqa: PLR2004  (no p is as small)
            break
    return list(accumulate(reversed(masses)))
