"""How likely a count is by chance: exact binomial tails, and what is left where many are asked at once.

Pure Python: a tail costs 7 µs, and scipy would be 100 MB for these few lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, lgamma, log, log1p

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


# ── many questions ───────────────────────────────────────────────────────────────────────────────────────────────────


def false_discovery(chances: Sequence[float], family: int | None = None) -> list[float]:
    """Return the q of each p, in the order given (Benjamini and Hochberg, 1995).

    Keeping what has q < .05 lets at most one in twenty of what is kept be chance. `family`: how many were asked, where
    `chances` holds only those that may matter: it must then hold all that are no larger than the q that is kept.
    """
    asked = family or len(chances)
    order = sorted(range(len(chances)), key=chances.__getitem__, reverse=True)
    kept, least = [1.0] * len(chances), 1.0
    for rank, place in zip(range(len(chances), 0, -1), order, strict=True):
        least = min(least, chances[place] * asked / rank)
        kept[place] = least
    return kept
