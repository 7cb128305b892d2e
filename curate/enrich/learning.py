"""What the ranking learns: from the first item that is kept or dismissed for a reason that says something of it.

Rocchio's idea, a word at a time. A word stands for what was kept as far as the items that were kept hold more of it
than those that were dismissed, beyond what chance would give; and the less has been decided, the less it says. An item
is like what was kept as far as its words are. Measured beside Rocchio's means, the same with vectors of length 1, and
sums that level off: no difference in what comes first (`benchmarks/ranking.py`), but a decision changes only the words
of its item, and what it says can be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from curate.enrich.index import Vector
from curate.enrich.ranking import Term
from curate.locale import M

DAMPING = 2.0
"""Weight of a word in what was decided, below which little is believed of it: about six titles."""
MOST, LEAST = 0.75, -0.2
"""What likeness adds at most, and takes off at most: between the two lies less than one tag by rule, so that it never
drowns the words that a person chose."""
_NAMED = 3
"""Words that a reason names."""
_TELLS = 0.02
"""Likeness below which words that a reason could name say nothing."""
ECHO = 0.3
"""Cosine with something published from which on an item tells what was told already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taste:
    """What a word's share in the decisions was."""

    kept: Mapping[int, float]
    """Mark of a word → sum of its weights in what was kept."""
    dismissed: Mapping[int, float]
    items_kept: int
    items_dismissed: int

    def of(self, word: int) -> float:
        """Return what a word stands for: near 1 for what is kept, below 0 for what is dismissed, 0 where unknown."""
        kept, dismissed = self.kept.get(word, 0.0), self.dismissed.get(word, 0.0)
        if not kept and not dismissed:
            return 0.0
        usual = min(1.0, (self.items_kept + 1) / (self.items_dismissed + 1))
        return (kept - usual * dismissed) / (kept + dismissed + DAMPING)


def like(vector: Vector, taste: Taste, written: Mapping[int, str]) -> Term | None:
    """Return how like an item is to what was kept (less than nothing: to what was dismissed); None where unknown.

    `written`: the words of its title by their marks, as the reason names them.
    """
    parts = {word: weight * taste.of(word) for word, weight in vector.items()}
    value = max(LEAST, min(MOST, sum(parts.values())))
    if abs(value) < _TELLS:
        return None
    sign = 1 if value > 0 else -1
    telling = sorted((word for word, part in parts.items() if sign * part > 0), key=lambda word: -sign * parts[word])
    named = ", ".join([written[word] for word in telling if word in written][:_NAMED])
    if value > 0:
        reason = M("like what you kept ({words})", words=named) if named else M("like what you kept")
    else:
        reason = M("like what you dismissed ({words})", words=named) if named else M("like what you dismissed")
    return Term(name="like", value=value, reason=reason)


def keep_rate(source: str, kept: int, decided: int) -> Term | None:
    """Return what the decisions on a source's items say of its next ones: its smoothed keep rate, 0 at one in two."""
    if not decided:
        return None
    value = 2 * ((kept + 1) / (decided + 2) - 0.5)
    reason = M("you kept {kept} of {decided} of {source}", kept=kept, decided=decided, source=source)
    return Term(name="kept", value=value, reason=reason)


def echo(item: int, cosine: float) -> Term:
    """Return what likeness to a published item takes off."""
    return Term(name="echo", value=-cosine, reason=M("like #{item}, which was published", item=item))
