"""When a term began to appear more than usual, or less: Kleinberg's automaton of two states (KDD 2002).

It dates what the test found, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

_TIMES = 3.0
"""A burst appears so many times as often as usual; a lull as many times less."""
_COST = 1.0
"""Kleinberg's γ: what it takes to leave the usual state, in units of ln(number of days)."""


def burst(series: Sequence[tuple[int, int]], usual: float, *, falls: bool = False) -> int | None:
    """Return where in a series the last burst began, None where there is none, or it ended before the last tenth.

    `series`: (items with the term, all items), oldest first. `usual`: the share of items with it before. With `falls`
    it is a lull that is looked for.
    """
    states = _states(series, usual, falls=falls)
    end = next((place for place in range(len(states) - 1, -1, -1) if states[place]), None)
    if end is None or end < len(states) * 0.9 - 1:
        return None
    start = end
    while start and states[start - 1]:
        start -= 1
    return start


def _states(series: Sequence[tuple[int, int]], usual: float, *, falls: bool) -> list[int]:
    """Return the cheapest way through: 0 where a day is as usual, 1 where it is in the burst."""
    low = min(max(usual, 1e-6), 0.3)
    shares = (low, low / _TIMES) if falls else (low, min(0.95, low * _TIMES))
    leave = _COST * log(max(2, len(series)))
    costs, ways = (0.0, leave), []
    for found, of in series:
        told = tuple(-found * log(share) - (of - found) * log(1 - share) for share in shares)
        stay = (costs[0] <= costs[1], costs[0] + leave < costs[1])
        ways.append((0 if stay[0] else 1, 0 if stay[1] else 1))
        costs = (min(costs) + told[0], min(costs[0] + leave, costs[1]) + told[1])
    state, states = int(costs[1] < costs[0]), []
    for way in reversed(ways):
        states.append(state)
        state = way[state]
    return states[::-1]
