"""The score: what speaks for an item, term by term, each with its reason.

What speaks for an item adds up to its *relevance*, which counts half as much for every `HALF_LIFE` that has gone by
since the item came out. The logarithm of that is log2(1 + relevance) − age / HALF_LIFE; and since `now` moves all items
alike, it may be left out: log2(1 + relevance) + published / HALF_LIFE puts any two items in the same order at every
moment. So a score is stored once, can be indexed, and needs no clock.

What the curator kept and dismissed is among what speaks for an item: see `learning`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import log2

from curate.locale import MN, M, Message
from curate.models import Origin, Tag

HALF_LIFE = timedelta(days=3)
"""Two issues a week: what was missed in one is worth half in the next."""
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
"""From where time is counted. It moves all scores alike, and keeps them small enough to be told apart."""

WEIGHTS: Mapping[str, float] = {
    "tag": 1.0,
    "curator_tag": 1.5,
    "source_tag": 0.25,
    "trust": 0.25,
    "sources": 1.0,
    "kept": 0.5,
    "like": 1.0,
    "echo": 1.5,
    "freshness": 1.0,
}
"""What each adds to the relevance: a tag by rule, by a curator, by its source (all of whose items have it); a point of
trust above 1; a doubling of the sources that tell the story; a source of which everything was kept (or, taken off,
dismissed); likeness to what was kept, in full; likeness to what was published, taken off. The last one multiplies how
fast things age."""
MOST_TAGS = 4.0
"""What all tags together add at most, in weights of one tag: an item that names everything is about nothing."""


_SHOWN = 0.005
"""What adds less makes no difference."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One thing that speaks for an item, or against it."""

    name: str
    """Its weight is called so."""
    value: float
    """What it adds to the relevance; for `freshness`, half-lives since EPOCH."""
    reason: Message

    @property
    def shown(self) -> Message:
        """Return the reason with what it adds; freshness is a date, and its figure says nothing by itself."""
        return (
            self.reason if self.name == "freshness" else M("{reason}: {value}", reason=self.reason, value=self.written)
        )

    @property
    def written(self) -> str:
        """Return what it adds, with its sign."""
        return f"{self.value:+.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """How good an item is."""

    value: float
    """Higher is better. The difference of two scores is in half-lives: 1 makes up for being 3 days older."""
    terms: tuple[Term, ...]
    """Those of the relevance, weightiest first, then freshness."""

    @property
    def reasons(self) -> tuple[Message, ...]:
        """The reasons as they are shown; what makes no difference is not named."""
        return tuple(term.shown for term in self.terms if term.name == "freshness" or abs(term.value) >= _SHOWN)


def score(
    *,
    tags: Iterable[Tag] = (),
    trust: int = 3,
    sources: int = 1,
    published: datetime | None,
    first_seen: datetime,
    weights: Mapping[str, float] | None = None,
    learnt: Iterable[Term] = (),
) -> Score:
    """Return the score of an item.

    `trust` is that of its source, 1 to 5; `sources` how many different ones tell its story; where `published` is None
    (unknown) or in the future, `first_seen` stands in. `weights` are those that differ from WEIGHTS; names that are not
    there do nothing. `learnt` are further terms, worked out from what the curator kept and dismissed (`learning`), each
    for a weight of 1.
    """
    weigh = {**WEIGHTS, **(weights or {})}
    weighed = [replace(term, value=term.value * weigh.get(term.name, 1.0)) for term in learnt]
    terms = [*_tags(tags, weigh), *_trust(trust, weigh), *_sources(sources, weigh), *weighed]
    terms.sort(key=lambda term: -abs(term.value))
    relevance = max(0.0, sum(term.value for term in terms))
    fresh = _freshness(published, first_seen, weigh["freshness"])
    return Score(value=log2(1 + relevance) + fresh.value, terms=(*terms, fresh))


def _tags(tags: Iterable[Tag], weigh: Mapping[str, float]) -> list[Term]:
    """Return a term for each tag; one that several set counts once, by the weightiest of them."""
    terms: dict[str, Term] = {}
    for tag in tags:
        term = Term(name="tag", value=weigh[_TAG_WEIGHT[tag.origin]], reason=_tag_reason(tag))
        if tag.tag not in terms or abs(term.value) > abs(terms[tag.tag].value):
            terms[tag.tag] = term
    most = MOST_TAGS * max(weigh[name] for name in _TAG_WEIGHT.values())
    total = sum(term.value for term in terms.values())
    if total <= most or not total:
        return list(terms.values())
    return [Term(name=term.name, value=term.value * most / total, reason=term.reason) for term in terms.values()]


_TAG_WEIGHT = {Origin.RULE: "tag", Origin.SOURCE: "source_tag", Origin.CURATOR: "curator_tag"}


def _tag_reason(tag: Tag) -> Message:
    if tag.matched:
        return M("tag {tag} ({matched})", tag=tag.tag, matched=tag.matched)
    return M("tag {tag}", tag=tag.tag)


def _trust(trust: int, weigh: Mapping[str, float]) -> list[Term]:
    return [Term(name="trust", value=weigh["trust"] * (trust - 1), reason=M("trust {trust} of 5", trust=trust))]


def _sources(sources: int, weigh: Mapping[str, float]) -> list[Term]:
    if sources < 2:  # noqa: PLR2004  (one source tells every item)
        return []
    reason = MN("{n} source tells it", "{n} sources tell it", sources)
    return [Term(name="sources", value=weigh["sources"] * log2(sources), reason=reason)]


def _freshness(published: datetime | None, first_seen: datetime, weight: float) -> Term:
    """Return how fresh an item is; a date in the future would keep it at the top for ever."""
    known = published is not None and published <= first_seen
    moment = published if published is not None and known else first_seen
    day = moment.astimezone(UTC).date()
    reason = M("published on {date}", date=day) if known else M("first seen on {date}", date=day)
    return Term(name="freshness", value=weight * ((moment - EPOCH) / HALF_LIFE), reason=reason)
