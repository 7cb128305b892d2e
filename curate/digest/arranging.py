"""The order of a digest and its sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

By = Literal["score", "date", "tag"]
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """An item in a digest, with what it is arranged by."""

    item: int
    section: str = ""
    score: float = 0.0
    published: datetime | None = None
    tags: tuple[str, ...] = ()


def sections(places: Sequence[Placed], *, known: Sequence[str] = ()) -> dict[int, str]:
    """Return the tag under which each item stands best, "" where it has none, in the order to show them in.

    As few sections as there can be: the tag that most items share comes first, then the one that most of the others
    share. Where two are even, the one that `known` (the tags of sources.yaml) names first.
    """
    rank = {tag: number for number, tag in enumerate(known)}
    waiting, found = list(places), dict[int, str]()
    while waiting:
        counts = Counter(tag for each in waiting for tag in dict.fromkeys(each.tags))
        if not counts:
            break
        best = min(counts, key=lambda tag: (-counts[tag], rank.get(tag, len(rank)), tag.casefold(), tag))
        found |= {each.item: best for each in waiting if best in each.tags}
        waiting = [each for each in waiting if best not in each.tags]
    return found | {each.item: "" for each in waiting}


def order(places: Sequence[Placed], by: By, *, oldest_first: bool = False, known: Sequence[str] = ()) -> list[int]:
    """Return the items in order, each in its section: best first, newest first (or oldest), or by the tags they share.

    Sections stay in the order in which they first appear. An item without a date stands last. What is even keeps its
    order.
    """
    shown = {each.section: number for number, each in reversed(list(enumerate(places)))}
    value = _VALUES[by]({"oldest_first": oldest_first}, places, known)
    return [each.item for each in sorted(places, key=lambda each: (shown[each.section], value(each)))]


Value = Callable[[Placed], float]


def _by_score(_: Mapping[str, bool], __: Sequence[Placed], ___: Sequence[str]) -> Value:
    return lambda each: -each.score


def _by_date(asked: Mapping[str, bool], _: Sequence[Placed], __: Sequence[str]) -> Value:
    sign = 1 if asked["oldest_first"] else -1

    def value(each: Placed) -> float:
        return float("inf") if each.published is None else sign * (each.published - _EARLIEST).total_seconds()

    return value


def _by_tag(_: Mapping[str, bool], places: Sequence[Placed], known: Sequence[str]) -> Value:
    numbers = {item: number for number, item in enumerate(sections(places, known=known))}
    return lambda each: numbers[each.item]


_VALUES = {"score": _by_score, "date": _by_date, "tag": _by_tag}
