"""Figures about the work itself: how much came in and was kept, how wide one looked, and what came of what went out."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Yield:
    """What one source brought in a period, and what became of it."""

    source: str
    own: bool
    seen: int
    """Items."""
    kept: int
    dismissed: int
    posted: int

    @property
    def share(self) -> float | None:
        """Kept of seen, 0 to 1; None where nothing was seen."""
        return self.kept / self.seen if self.seen else None

    @property
    def only_costs(self) -> bool:
        """Whether it brought much, was judged, and nothing of it was kept.

        20 items: at the rate at which curators keep (one in ten or fewer), a fair source shows one of 20 in nine cases
        of ten.
        """
        return not self.own and not self.kept and self.dismissed >= _JUDGED and self.seen >= _JUDGED


_JUDGED = 20


def spread(counts: Mapping[str, int] | Collection[int]) -> float:
    """Return over how many names something is spread as if evenly: e to the power of Shannon's entropy; 0 of nothing.

    Ten posts of one source are 1.0, of ten sources 10.0, nine of one and one of another 1.4.
    """
    amounts = [each for each in (counts.values() if isinstance(counts, Mapping) else counts) if each > 0]
    total = sum(amounts)
    if not total:
        return 0.0
    return math.exp(-sum(each / total * math.log(each / total) for each in amounts))
