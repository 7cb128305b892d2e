"""A draft that is filled: which items of the selection go together well in one edition, each with its reason.

Maximal marginal relevance (Carbonell and Goldstein, 1998): each step takes the item that is best by its score less what
it repeats of those that are in already, its tags, its source, its language. The score says how good, the rest says how
new; `BALANCE` is how much the first weighs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from curate.locale import MN, M, Message

BALANCE = 0.6
"""The share of the score; 1 would take the best scores, whatever they repeat. On made-up selections in which one
subject is loud, seven items hold 2 tags at 1, 5 at .7, 6 at .6 and 7 at .5, for 99, 95, 93 and 90 % of the scores."""
_TAGS, _SOURCE, _LANGUAGE = 0.6, 0.3, 0.1
"""What makes two items alike: the tags they share, one source, one language. They add up to 1."""
_OLD = 2.0
"""What an item from before the period loses: more than all else is worth, so that it comes last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An item that may come into a digest."""

    item: int
    score: float
    source: str
    tags: frozenset[str] = frozenset()
    language: str | None = None
    story: int = 0
    """0: it tells no story with others."""
    published: datetime | None = None
    commented: bool = False
    held_back: Message | None = None
    """Why it cannot come in whatever is in there (it went out already, it is on the list of what we do not share)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggested:
    """An item, and why it is in or not."""

    item: int
    reason: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """What a draft would be filled with, in order, and what would not come in."""

    chosen: tuple[Suggested, ...]
    left: tuple[Suggested, ...]


@dataclass(kw_only=True, slots=True)
class _Draft:
    """What is in so far."""

    inside: list[Candidate]
    sources: Counter[str] = field(default_factory=Counter)
    stories: dict[int, int] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)

    def take(self, candidate: Candidate) -> None:
        self.inside.append(candidate)
        self._count(candidate)

    def _count(self, candidate: Candidate) -> None:
        self.sources[candidate.source] += 1
        self.tags |= candidate.tags
        if candidate.story:
            self.stories.setdefault(candidate.story, candidate.item)


def suggest(
    candidates: Sequence[Candidate],
    *,
    inside: Sequence[Candidate] = (),
    max_items: int,
    max_per_source: int,
    since: datetime | None = None,
) -> Suggestion:
    """Return which candidates to put in, at most so many with those `inside` already, and so many of one source.

    One item a story. `since`: the start of the period; what is older comes last. The same candidates, in whatever
    order, give the same answer.
    """
    draft = _Draft(inside=[])
    for each in inside:
        draft.take(each)
    known = {each.item for each in inside}
    waiting = sorted((each for each in candidates if each.item not in known), key=lambda each: each.item)
    relevance = _relevance(waiting, since)
    chosen: list[Suggested] = []
    while len(draft.inside) < max_items:
        open_ = [each for each in waiting if _against(each, draft, max_per_source) is None]
        if not open_:
            break
        best = max(open_, key=lambda each: (_worth(each, draft, relevance), relevance[each.item], -each.item))
        chosen.append(Suggested(item=best.item, reason=_reason(best, draft, relevance, since)))
        draft.take(best)
        waiting.remove(best)
    full = MN(
        "There is no room for it: {n} item is in.", "There is no room for it: {n} items are in.", len(draft.inside)
    )
    left = [Suggested(item=each.item, reason=_against(each, draft, max_per_source) or full) for each in waiting]
    return Suggestion(chosen=tuple(chosen), left=tuple(left))


def _relevance(candidates: Sequence[Candidate], since: datetime | None) -> Mapping[int, float]:
    """Return how good each is, from 0 to 1 between the worst and the best of them; 1 where all are alike."""
    scores = [each.score for each in candidates]
    low, span = min(scores, default=0.0), max(scores, default=0.0) - min(scores, default=0.0)
    return {
        each.item: ((each.score - low) / span if span > 0 else 1.0) - (_OLD if _old(each, since) else 0.0)
        for each in candidates
    }


def _old(candidate: Candidate, since: datetime | None) -> bool:
    return since is not None and candidate.published is not None and candidate.published < since


def _worth(candidate: Candidate, draft: _Draft, relevance: Mapping[int, float]) -> float:
    repeated = max((alike(candidate, other) for other in draft.inside), default=0.0)
    return BALANCE * relevance[candidate.item] - (1 - BALANCE) * repeated


def alike(one: Candidate, other: Candidate) -> float:
    """Return how much of an item another one repeats, from 0 to 1."""
    both = one.tags | other.tags
    return (
        (_TAGS * len(one.tags & other.tags) / len(both) if both else 0.0)
        + _SOURCE * (one.source == other.source)
        + _LANGUAGE * (one.language is not None and one.language == other.language)
    )


def _against(candidate: Candidate, draft: _Draft, max_per_source: int) -> Message | None:
    if candidate.held_back is not None:
        return candidate.held_back
    if candidate.story in draft.stories:
        return M("It tells the same story as #{other}.", other=draft.stories[candidate.story])
    if draft.sources[candidate.source] >= max_per_source:
        count = draft.sources[candidate.source]
        return MN("{source} has {n} item already.", "{source} has {n} items already.", count, source=candidate.source)
    return None


def _reason(best: Candidate, draft: _Draft, relevance: Mapping[int, float], since: datetime | None) -> Message:
    """Return why an item was taken now: what it brings that was not there, and how it scores."""
    said: list[Message] = []
    if relevance[best.item] >= 1:
        said.append(M("the best score of the selection"))
    if fresh := sorted(best.tags - draft.tags, key=str.casefold):
        said.append(M("new here: {tags}", tags=", ".join(fresh)))
    if not draft.sources[best.source]:
        said.append(M("first from {source}", source=best.source))
    if best.commented:
        said.append(M("it has your words"))
    if _old(best, since):
        said.append(M("older than the period"))
    said = said or [M("the best of what is left")]
    joined = said[0]
    for each in said[1:]:
        joined = Message("{before}; {more}", {"before": joined, "more": each})
    return joined
