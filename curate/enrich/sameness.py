"""Copies: items whose text is the same text, whole or in part, edited or not.

A text is seen as its runs of three words. What share of the shorter text's runs the longer one holds (*containment*)
finds the press release under a new title, the wire report with a paragraph of one's own, and the teaser of the article,
and it explains itself: "shares 84 % of its phrases with #12". Finding candidates goes through an index of a quarter of
the runs; the share itself is counted on the whole texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from curate.enrich.index import Entry, Index
from curate.enrich.sketches import Text, alike, runs, sampled, sampled_of
from curate.locale import M
from curate.models import Join

COPY = "copy"
CONTAINED = 0.5
"""Share of the shorter text's runs from which on two texts are copies. Measured on newspaper articles: no wrong pair,
and every edited copy found but those with 30 % of the words changed, which the words alone give away (`events`)."""
CONTAINED_SHORT = 0.65
"""The same for texts of fewer than `SHORT` runs: two open days share half of what is said of any open day."""
SHORT = 40
CONTAINED_WITHIN_SOURCE = 0.8
"""The same within one source, whose items share what its pages have around every text."""
FEWEST_RUNS = 12
"""Runs shared at least: 14 words in a row. "Lees hier onze nieuwsbrief" is no text."""
FEWEST_RUNS_WITHIN_SOURCE = 25
_PROMISING = 0.35
"""Share within the index from which on the whole texts are compared: lower than what is asked, as a sample errs."""
_PROMISING_ANYWAY = 8
"""Shared runs of the index from which on they are compared in any case: what is known to say nothing is not among them,
though the other text may be full of it."""
_COMPARED = 12
"""Texts that are compared whole, of those found: the most promising."""


def copies_of(text: Text, index: Index) -> list[Join]:
    """Return why a text of the index is a copy of others there, or they of it, the surest first."""
    entry = index.entry(text.item)
    if entry is None:
        return []
    promising = _promising(entry, index)
    if not promising:
        return []
    own = telling(text, index)
    found = [join for other in promising if (join := _compare(text, own, other, index))]
    return sorted(found, key=lambda join: (-join.score, join.with_))


def _promising(entry: Entry, index: Index) -> list[int]:
    """Return the texts that share enough of the index with this one to be compared with it whole."""
    shared: Counter[int] = Counter()
    for run in entry.runs:
        shared.update(index.run_holders(run))
    del shared[entry.item]
    runs_ = [run for run in entry.runs if not index.says_nothing(run)]
    sizes = (len(runs_), sampled_of(runs_))
    found = [
        (-count, item)
        for item, count in shared.items()
        if count >= _PROMISING_ANYWAY
        or ((other := index.entry(item)) is not None and count >= _PROMISING * _most_shared(sizes, other))
    ]
    return [item for _, item in sorted(found)[:_COMPARED]]


def _most_shared(sizes: tuple[int, int], other: Entry) -> int:
    """Return how many runs two texts could share in the index: only those sampled, unless both are there whole.

    A text whose runs are not all of the sample is there whole.
    """
    whole, sample = sizes
    others_sample = sampled_of(other.runs)
    both_whole = whole > sample and len(other.runs) > others_sample
    return max(1, min(whole, len(other.runs)) if both_whole else min(sample, others_sample))


def _compare(text: Text, own: set[int], item: int, index: Index) -> Join | None:
    other = index.text(item)
    if other is None:
        return None
    index.knows_runs_of(item)
    others = telling(other, index)
    shared = len(own & others)
    within = text.source == other.source
    if shared < (FEWEST_RUNS_WITHIN_SOURCE if within else FEWEST_RUNS):
        return None
    length = min(len(own), len(others))
    share = shared / length
    if share < _least_share(length, within=within) or (within and not alike(text.title, other.title)):
        return None
    return Join(
        item=text.item,
        kind=COPY,
        with_=other.item,
        score=round(share, 4),
        text=M("shares {percent} % of its phrases with #{item}", percent=round(100 * share), item=other.item),
    )


def _least_share(length: int, *, within: bool) -> float:
    if within:
        return CONTAINED_WITHIN_SOURCE
    return CONTAINED_SHORT if length < SHORT else CONTAINED


def telling(text: Text, index: Index) -> set[int]:
    """Return the runs of a whole text, without those known to say nothing and those between two of these.

    The index knows a quarter of the runs of a longer text: what stands between two pieces of boilerplate, with nothing
    else of that quarter between them, is boilerplate too.
    """
    found = runs(text.body)
    silent = [place for place, run in enumerate(found) if index.says_nothing(run)]
    if not silent:
        return set(found)
    dropped = set(silent)
    for one, two in pairwise(silent):
        between = range(one + 1, two)
        if not _any_sampled(found, between):
            dropped.update(between)
    return {run for place, run in enumerate(found) if place not in dropped}


def _any_sampled(found: Sequence[int], places: range) -> bool:
    return any(sampled(found[place]) for place in places)
