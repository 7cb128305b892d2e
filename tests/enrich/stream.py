"""A small stream that we write ourselves: words and sources that come by chance, week after week."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import accumulate

from curate.enrich.tally import DAY, Follower, Telling, Term, Window, packed, tally
from curate.enrich.trends import Detector, Trend

UNTIL = 20_000 * DAY
WEEK = Window(until=UNTIL, length=7 * DAY)
SOURCES = 20
_WORDS = 600
_FEWEST = 4


def word(number: int) -> int:
    """Return the number of a word."""
    return 4 * number + 2


def stream(
    seed: int = 1, *, a_day: int = 50, weeks: int = 9, sources: int = SOURCES, until: int = UNTIL
) -> list[Telling]:
    """Return so many items a day, each with some words of a language in which a few words are frequent."""
    chance = random.Random(seed)
    weights = list(accumulate(1 / (rank + 3) for rank in range(_WORDS)))
    rows = []
    for item in range(1, a_day * 7 * weeks + 1):
        at = until - chance.randrange(weeks * 7 * DAY)
        said = {word(n) for n in chance.choices(range(_WORDS), cum_weights=weights, k=_FEWEST)}
        rows.append(Telling(item, at, -item, packed([chance.randint(1, sources)]), b"", packed(sorted(said))))
    return rows


def put(
    rows: Sequence[Telling], number: int, items: int, *, seed: int = 1, source: int | None = None, days: int = 7
) -> list[Telling]:
    """Return the rows with a word put into so many items of the last days; all of one source, where that is given."""
    chance = random.Random(seed)
    now = [
        place
        for place, row in enumerate(rows)
        if row.at > UNTIL - days * DAY and (source is None or row.sources == packed([source]))
    ]
    changed = list(rows)
    for place in chance.sample(now, items):
        changed[place] = rows[place]._replace(terms=rows[place].terms + packed([number]))
    return changed


def followers(sources: int = SOURCES) -> dict[int, Follower]:
    """Return sources that were there all the time."""
    return {number: Follower(id=number, name=f"bron {number}") for number in range(1, sources + 1)}


def terms(numbers: Sequence[int]) -> Mapping[int, Term]:
    """Return terms that are called by their numbers."""
    kinds = {0: "tag", 1: "phrase", 2: "word"}
    return {number: Term(kinds[number % 4], f"{number}", f"{number}") for number in numbers}


def found(rows: Sequence[Telling], known: Mapping[int, Follower] | None = None, window: Window = WEEK) -> list[Trend]:
    """Return the trends of a week."""
    inside = [row for row in rows if window.since < row.at <= window.until]
    return list(Detector(tally(inside, window, known or followers())).find(terms).trends)


def rising(rows: Sequence[Telling], known: Mapping[int, Follower] | None = None) -> list[int]:
    """Return the words that rise."""
    return [number for trend in found(rows, known) if trend.direction != "falling" for number in trend.numbers]
