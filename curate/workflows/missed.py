"""What was missed while looking for trends, and what was left out for it: said, so that nobody has to guess."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from curate.enrich.tally import DAY, PAST, Tally
from curate.locale import PN, M, Message, P
from curate.store.counts import MISDATED, UNDATED
from curate.workflows.desk import Desk

_PAUSE = timedelta(days=3)
"""A time without a fetch that is worth saying."""
_NAMED = 4
"""Sources that are named one by one."""


def moment(seconds: int) -> datetime:
    """Return a moment of a tally."""
    return datetime.fromtimestamp(seconds, UTC)


def nothing(desk: Desk, made: Tally) -> Message | None:
    """Return why nothing can be found at all; None where it can."""
    if desk.store.counts.first() is None:
        return M("There is nothing to count yet. Fetch with: curate fetch")
    if made.now and made.before:
        return None
    if not made.items and not made.fresh and not made.gone:
        return M("No item is dated in this period or its past. Look at another one with: curate trends --until DATE")
    if not made.now and not made.fresh:
        return M("No source that is still there published anything in this period.")
    return M("There is no past to compare with yet: what came in is all of this period. Look again when it is over.")


def notes(desk: Desk, made: Tally, changed: Sequence[str]) -> list[Message | None]:
    """Return what to say of what was missed, left out or changed; None for what there is nothing to say of.

    `changed`: the tags that were given other rules since.
    """
    return [
        _short(made),
        *_sources(desk, made),
        _gaps(desk, made),
        _pauses(desk, made),
        _undated(desk, made),
        _ahead(desk),
        _rules(changed),
    ]


def _short(made: Tally) -> Message | None:
    """Return what to say of a past that is shorter than eight periods."""
    window = made.window
    if made.first is None or made.first <= window.since + window.length:
        return None
    days = max(1, (window.start - made.first) // DAY)
    return PN(
        "The past to compare with is {n} day, not {wanted}: only what is very clear shows.",
        "The past to compare with is {n} days, not {wanted}: only what is very clear shows.",
        days,
        wanted=PAST * window.length // DAY,
    )


def _sources(desk: Desk, made: Tally) -> list[Message | None]:
    """Return what to say of sources that came or went."""
    names = {number: follower.name for number, follower in desk.store.counts.followers().items()}

    def listed(sources: Sequence[int]) -> str:
        return _some([names[each] for each in sources])

    fresh, gone, joined = ([*each] for each in (made.fresh, made.gone, made.joined))
    return [
        PN(
            "Left out, because it is too new to have a past: {names}.",
            "Left out, because they are too new to have a past: {names}.",
            len(fresh),
            names=listed(fresh),
        )
        if fresh
        else None,
        PN(
            "Left out, because it fell silent or is no longer followed: {names}.",
            "Left out, because they fell silent or are no longer followed: {names}.",
            len(gone),
            names=listed(gone),
        )
        if gone
        else None,
        PN(
            "Compared only over the time that its items cover: {names}.",
            "Compared only over the time that their items cover: {names}.",
            len(joined),
            names=listed(joined),
        )
        if joined
        else None,
    ]


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f", … (+{len(names) - _NAMED})" if len(names) > _NAMED else "")


def _gaps(desk: Desk, made: Tally) -> Message | None:
    since, until = moment(made.window.since), moment(made.window.until)
    gaps = [gap for gap in desk.store.sources.gaps(since) if gap.since <= until]
    names = {number: follower.name for number, follower in desk.store.counts.followers().items()}
    missed = list(dict.fromkeys(names[gap.source] for gap in gaps if gap.source in names))
    if not missed:
        return None
    return P(
        "Some publications of {names} were missed; what is compared is what was seen, now and before.",
        names=_some(missed),
    )


def _pauses(desk: Desk, made: Tally) -> Message | None:
    """Return what to say of the longest time in which nothing was fetched, and of which nothing is here."""
    since, until = moment(made.window.since), moment(made.window.until)
    fetches = [each for each in desk.store.counts.fetches(since) if each <= until]
    pauses = [(after - before, before, after) for before, after in pairwise(fetches) if after - before > _PAUSE]
    days = {row[1] // DAY for row in made.rows}
    for _, before, after in sorted(pauses, reverse=True):
        missed = range(int(before.timestamp()) // DAY + 1, int(after.timestamp()) // DAY)
        if days.isdisjoint(missed):
            return P(
                "Nothing was fetched between {since} and {until}, and nothing of those days is here.",
                since=desk.local(before).date(),
                until=desk.local(after).date(),
            )
    return None


def _undated(desk: Desk, made: Tally) -> Message | None:
    found = desk.store.counts.left_out(moment(made.window.since))
    number = found.get(UNDATED, 0) + found.get(MISDATED, 0)
    if not number:
        return None
    return PN(
        "{n} item does not count: it gives no date, or one that cannot be true.",
        "{n} items do not count: they give no date, or one that cannot be true.",
        number,
    )


def _ahead(desk: Desk) -> Message | None:
    """Return what to say of items that are dated later than now: a clock went backwards, or theirs is wrong."""
    now = int(desk.now.timestamp())
    number = len(desk.store.counts.between(now, now + 100 * 365 * DAY))
    if not number:
        return None
    return PN(
        "{n} item is dated later than this moment, and counts when that has come.",
        "{n} items are dated later than this moment, and count when that has come.",
        number,
    )


def _rules(changed: Sequence[str]) -> Message | None:
    if not changed:
        return None
    return PN(
        "Left out, because its rule is newer than the items it is compared with: {names}.",
        "Left out, because their rules are newer than the items they are compared with: {names}.",
        len(changed),
        names=_some(changed),
    )
