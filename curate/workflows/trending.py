"""Trends: what rises and falls in what came in, how sure that is, and what was missed while looking."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from curate import text
from curate.enrich import mentions, trends
from curate.enrich.mentions import PHRASE, TAG, WORD
from curate.enrich.moves import Figures, Trend, Watched
from curate.enrich.tally import DAY, Tally, Window, kind_of, tally
from curate.enrich.trends import Detector
from curate.errors import Busy, UsageError
from curate.locale import M, Message, P
from curate.models import Item
from curate.store.trends import STALE, TrendNote
from curate.workflows import desk as at
from curate.workflows import missed
from curate.workflows.desk import Desk

Progress = Callable[[int, int, str], None]
PERIODS = {"week": 7, "month": 30, "quarter": 91, "year": 365}
"""Name → days."""
_AT_ONCE = 500
_DAILY = timedelta(hours=20)
"""After so long, a fetch looks for trends again: once a day, whenever it runs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One look for trends: what was found, in what, and what has to be known about it."""

    period: str
    since: datetime
    until: datetime
    trends: tuple[Trend, ...]
    notes: tuple[Message, ...]
    """What was missed, left out or changed."""
    hints: tuple[Message, ...]
    """What can be done about that."""
    tally: Tally
    families: dict[str, int]
    """Kind → how many terms were asked about."""
    names: dict[int, str]
    """Of the sources, by their numbers."""
    nothing: Message | None = None
    """Why nothing could be found at all; None where it could."""


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def look(
    desk: Desk,
    *,
    period: str | None = None,
    until: str | None = None,
    tag: str | None = None,
    tags_only: bool = False,
    progress: Progress | None = None,
) -> Look:
    """Return the trends of the last week, month, quarter or year up to now, or up to and with a day.

    Without a period: a week where enough comes in for that, else a month. `tag`: only among items that have it.
    `UsageError` for a day that is none, or is to come, and for a tag that no item has.
    """
    end = desk.now if until is None else day_end(desk, until)
    count(desk, progress=progress)
    within = None if tag is None else _tag_number(desk, tag)
    made, period, few = _weighed(desk, period, end, within)
    detector = Detector(made)
    others, changed = _left_out(desk, made)
    kinds = [TAG] if tags_only else [TAG, PHRASE] if few is not None else [TAG, PHRASE, WORD]
    found = detector.find(
        desk.store.counts.terms,
        kinds=kinds,
        left_out=others | ({within} if within is not None else set()),
        seasons=_seasons(desk, made, within),
    )
    followers = desk.store.counts.followers()
    nothing = missed.nothing(desk, made)
    look_ = Look(
        period=period,
        since=missed.moment(made.window.start),
        until=end,
        trends=found.trends,
        notes=tuple(filter(None, [few, *missed.notes(desk, made, changed)])) if nothing is None else (),
        hints=(M("Give all items their tags again with: curate tags retag"),) if changed else (),
        tally=made,
        families=dict(found.families),
        names={number: follower.name for number, follower in followers.items()},
        nothing=nothing,
    )
    if until is None and tag is None and not tags_only:
        _remember(desk, look_, detector)
    return look_


def day_end(desk: Desk, typed: str) -> datetime:
    """Return the end of a day as a person wrote it; now, where that day is today.

    `UsageError` where it is no day, or one to come.
    """
    try:
        day = date.fromisoformat(typed.strip())
        end = datetime.combine(day + timedelta(days=1), time(), desk.zone)
        end = end.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            M("“{found}” is not a day.", found=typed), hint=M("Write it as year-month-day, for instance 2026-11-01.")
        ) from None
    today = desk.now.astimezone(desk.zone).date()
    if day > today:
        raise UsageError(
            M("{day} is still to come: what rises by then, nobody can count yet.", day=day),
            hint=M("Leave --until out to look up to now."),
        )
    return min(end, desk.now)


def count(desk: Desk, *, progress: Progress | None = None) -> None:
    """Bring the counts up to date: what came in before there were any, and what curators changed since."""
    with contextlib.suppress(Busy):  # what another command is writing is counted the next time
        missing = desk.store.counts.missing()
        for start in range(0, len(missing), _AT_ONCE):
            _count(desk, missing[start : start + _AT_ONCE])
            if progress is not None:
                progress(min(start + _AT_ONCE, len(missing)), len(missing), "")
        desk.store.counts.follow_curators()


def _count(desk: Desk, numbers: Sequence[int]) -> None:
    from curate.enrich.sketches import body

    items = desk.store.items.many(numbers)
    said = {item.id: mentions.mentions(item.title, body(item), item.language) for item in items}
    with desk.store.transaction():
        desk.store.counts.keep(said)
        desk.store.counts.settle([item.id for item in items])


def _weighed(desk: Desk, period: str | None, end: datetime, within: int | None) -> tuple[Tally, str, Message | None]:
    """Return the tally, its period, and what to say where too little comes in for single words, or for a week."""
    chosen = period or "week"
    made = _tally(desk, chosen, end, within)
    # How much comes in is asked of the whole, also where only the items with one tag are looked at.
    rate = (made if within is None else _tally(desk, chosen, end, None)).a_day
    if rate >= trends.WORDS_FROM or not made.items:
        return made, chosen, None
    few = P(
        "Some {n} items a day come in: too few to tell a trend from chance by single words (from {from_} on). Only "
        "tags and phrases are looked at.",
        n=round(rate),
        from_=round(trends.WORDS_FROM),
    )
    if chosen != "week":
        return made, chosen, few
    by_month = P("{few} And a week is too short for so few: this is the last month.", few=few)
    return _tally(desk, "month", end, within), "month", by_month


def _tally(desk: Desk, period: str, end: datetime, within: int | None) -> Tally:
    window = Window(until=int(end.timestamp()), length=PERIODS[period] * DAY)
    rows = desk.store.counts.between(window.since, window.until)
    return tally(rows, window, desk.store.counts.followers(), within=within)


def _seasons(desk: Desk, made: Tally, within: int | None) -> list[Tally]:
    """Return the same period of the years before, as far back as there are items, each with its own past."""
    first = desk.store.counts.first()
    window = made.window
    if first is None or window.length > PERIODS["quarter"] * DAY:
        return []
    seasons = []
    for ago in (1, 2, 3):
        # A feast moves, and a campaign begins a few days earlier: the season is a period wider than the period.
        until = window.until - ago * 365 * DAY + window.length // 2
        then = Window(until=until, length=2 * window.length)
        if then.start - then.length < first:
            break
        rows = desk.store.counts.between(then.since, then.until)
        seasons.append(tally(rows, then, desk.store.counts.followers(), within=within))
    return seasons


def _tag_number(desk: Desk, tag: str) -> int:
    numbers = {text.fold(name): number for name, number in desk.store.counts.tag_numbers().items()}
    found = numbers.get(text.fold(tag))
    if found is None:
        raise UsageError(
            M("No item has the tag “{tag}”.", tag=tag),
            hint=at.near(tag, desk.store.items.tags_known()) or M("See the tags with: curate tags list"),
        )
    return found


def _left_out(desk: Desk, made: Tally) -> tuple[set[int], list[str]]:
    """Return the terms that nothing can be said of, and the tags among them that were given other rules since.

    The names of the sources stand in their own titles; they are what is read, not what it is about.
    """
    since = desk.store.counts.rules_since()
    tags = desk.store.counts.tag_numbers()
    changed = [tag for tag, when in since.items() if when.timestamp() > made.window.since and tag in tags]
    of_names = desk.store.counts.numbers({each for each in _names(desk).values() if each != _UNNAMED})
    return {tags[tag] for tag in changed} | {*of_names.values()}, changed


_UNNAMED = ("", "")
"""No single term."""


def _names(desk: Desk) -> dict[str, tuple[str, str]]:
    """Return under which term the name of each source counts, `_UNNAMED` where that is none or several."""
    language = desk.config.organisation.language
    held = desk.store.counts.names(language)
    wanted = {follower.name for follower in desk.store.counts.followers().values()}
    keys = {name: mentions.keys(name, language) for name in sorted(wanted - held.keys())}
    fresh = {name: found[0] if len(found) == 1 else _UNNAMED for name, found in keys.items()}
    if fresh:
        with contextlib.suppress(Busy):  # while another command writes, they are asked for again the next time
            desk.store.counts.keep_names(language, fresh)
    return {name: each for name, each in {**held, **fresh}.items() if name in wanted}


# ── one term ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """The calculation for one term."""

    term: str
    look: Look
    watched: Watched
    trend: Trend | None
    """The trend that it is part of, where it is."""
    family: int
    """How many terms of its kind were asked about."""
    items: tuple[Item, ...]
    """Some that show it, newest first."""
    note: TrendNote | None


def why(desk: Desk, term: str, *, period: str | None = None, until: str | None = None) -> Why:
    """Return how a term fares and why; `UsageError` where no item ever said it."""
    numbers = numbers_of(desk, term)
    if numbers is None:
        raise UsageError(
            M("No item says “{term}” in its title or first sentence, and none has it as a tag.", term=term),
            hint=M("Look for it in whole texts with: curate search WORDS"),
        )
    looked = look(desk, period=period, until=until)
    found = trends.watched(Detector(looked.tally), {0: numbers})[0]
    trend = next((each for each in looked.trends if set(numbers) <= set(each.numbers)), None)
    shown = found.figures.evidence or found.figures.earlier
    return Why(
        term=term,
        look=looked,
        watched=found,
        trend=trend,
        family=looked.families.get(kind_of(numbers[0]), 0),
        items=tuple(desk.store.items.many(shown[:12])),
        note=desk.store.trends.note(term),
    )


def numbers_of(desk: Desk, term: str) -> list[int] | None:
    """Return what an item has to say for a term that a person typed: a tag, else its words; None: no item ever did."""
    tags = {text.fold(name): number for name, number in desk.store.counts.tag_numbers().items()}
    if (number := tags.get(text.fold(" ".join(term.split())))) is not None:
        return [number]
    spoken = desk.config.organisation.language
    for language in dict.fromkeys([spoken, "nl", "en", "fr", "de", None]):
        wanted = mentions.keys(term, language)
        found = desk.store.counts.numbers(wanted)
        if wanted and len(found) == len(set(wanted)):
            return [found[each] for each in dict.fromkeys(wanted)]
    return None


# ── following ────────────────────────────────────────────────────────────────────────────────────────────────────────


def watch(desk: Desk, term: str, *, remove: bool = False) -> bool:
    """Follow a term, or no longer; return whether that changed anything. `UsageError` where it says nothing."""
    term = _term(term)
    says = any(mentions.keys(term, language) for language in ("nl", "en", "fr", "de", None))
    tags = {text.fold(tag) for tag in [*desk.config.tags, *desk.store.items.tags_known()]}
    if not remove and not says and text.fold(term) not in tags:
        raise UsageError(
            M("“{term}” has no word that tells anything: it cannot be followed.", term=term),
            hint=M("Follow a tag, a word of three letters or more, or a phrase."),
        )
    return desk.store.trends.watch(desk.act(), term, remove=remove)


def write(desk: Desk, term: str, words: str) -> None:
    """Keep a curator's words on a trend; "" takes them away."""
    desk.store.trends.write(desk.act(), _term(term), text.without_controls(words).strip())


def _term(typed: str) -> str:
    term = text.one_line(typed).strip()
    if not term:
        raise UsageError(M("Name a tag, a word or a phrase."), hint=M('For instance: curate trends watch "open data"'))
    return term[:_LONGEST_TERM]


_LONGEST_TERM = 200


def notice(desk: Desk) -> tuple[Message, ...]:
    """Look for trends once a day, as a fetch does at its end, and return what followed terms do."""
    looked = desk.store.trends.looked()
    if looked is not None and timedelta(0) <= desk.now - looked < _DAILY:
        return ()
    look(desk)
    return moving(desk)


def moving(desk: Desk) -> tuple[Message, ...]:
    """Return a sentence on each followed term that moves, as it was found last."""
    looked = desk.store.trends.looked()
    if looked is None or not timedelta(0) <= desk.now - looked <= STALE:
        return ()
    return tuple(
        moved(each.term, each.found) for each in desk.store.trends.watched() if each.found and each.found["direction"]
    )


def moved(term: str, found: dict[str, Any]) -> Message:
    """Return how a followed term fares, in a sentence."""
    figures = {"term": term, "items": found["items"], "expected": f"{found['expected']:.1f}"}
    if found["direction"] == "falling":
        return M("You follow “{term}”, and it falls: {items} items, {expected} expected.", **figures)
    if found["direction"] == "new":
        return M("You follow “{term}”, and it is new: {items} items.", **figures)
    return M("You follow “{term}”, and it rises: {items} items, {expected} expected.", **figures)


def _remember(desk: Desk, found: Look, detector: Detector) -> None:
    """Keep what was found for the lists that show it in passing, and how followed terms fare."""
    terms = {place: numbers_of(desk, each.term) for place, each in enumerate(desk.store.trends.watched())}
    named = {place: each.term for place, each in enumerate(desk.store.trends.watched())}
    known = {place: numbers for place, numbers in terms.items() if numbers}
    fared = trends.watched(detector, known)
    with contextlib.suppress(Busy):  # somebody is writing: then the next time
        desk.store.trends.remember(
            desk.now, [(brief(trend, found), _shown(trend)) for trend in found.trends]
        )  # fmt: skip
        with desk.store.transaction():
            desk.store.trends.fared(
                {
                    named[place]: {
                        "direction": each.direction,
                        "items": each.figures.items,
                        "expected": each.figures.expected,
                        "p": each.p,
                    }
                    for place, each in fared.items()
                }
            )


def _shown(trend: Trend) -> tuple[int, ...]:
    return () if trend.direction is trends.Direction.FALLING else trend.figures.evidence


def brief(trend: Trend, found: Look) -> dict[str, Any]:
    """Return a trend in a few figures, as it is kept."""
    return {
        "term": trend.name,
        "direction": trend.direction.value,
        "period": found.period,
        "items": trend.figures.items,
        "expected": round(trend.figures.expected, 2),
        "sources": len(trend.figures.sources),
        "p": trend.p,
    }


__all__ = ["PERIODS", "Figures", "Look", "Why", "count", "look", "moving", "notice", "watch", "why", "write"]
