"""The trends: what rises and falls, how that was worked out, what is followed, and a curator's words on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from curate.cli import layout
from curate.cli.base import Group, as_json, command, emit, option, say, say_help, session, tell, utc, warn, zone
from curate.cli.collect import progress_bar
from curate.errors import UsageError
from curate.locale import MN, M, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from curate.cli.base import Command
    from curate.enrich.moves import Figures, Share, Trend
    from curate.models import Item
    from curate.workflows.trending import Look, Why

PERIODS = ("week", "month", "quarter", "year")
_RISING, _FALLING = 10, 5
"""Trends shown on a screen; --all shows the others too."""
_EXAMPLES = 2
_MARKS = {"rising": "▲", "new": "+", "returning": "↻", "falling": "▼"}


def period(function: Any) -> Any:  # noqa: ANN401
    """Give a command the options that say which time is looked at."""
    until = option(
        "--until", metavar="DATE", help=M("The last day that is looked at (default: today), such as 2026-11-01.")
    )
    length = option(
        "--period",
        type=click.Choice(PERIODS),
        help=M("The last 7, 30, 91 or 365 days (default: the week, or the month where little comes in)."),
    )
    return length(until(function))


@click.group("trends", cls=Group, invoke_without_command=True)
@say_help(
    M(
        "What rises, what falls, what is new and what returns every year: tags, phrases and words in more items, "
        "or fewer, than the eight periods before let expect, in three sources at least.\n\n"
        "Chance is reckoned with: of all that is shown, less than one in twenty is due to it."
    ),
    example="curate trends --period month",
)
@period
@option(
    "--tag",
    is_flag=False,
    flag_value="",
    metavar="[TAG]",
    help=M("Only among the items with this tag (TAG), or only tags."),
)
@option("--all", "everything", is_flag=True, help=M("All of them, not only the strongest."))
@as_json
@click.pass_context
def trends(
    ctx: click.Context,
    period: str | None,
    until: str | None,
    tag: str | None,
    *,
    everything: bool,
    as_json: bool,
) -> None:
    """Show trends."""
    if ctx.invoked_subcommand is not None:
        return
    from curate.workflows import trending

    with progress_bar(M("Counting")) as progress:
        found = trending.look(
            session().desk,
            period=period,
            until=until,
            tag=tag or None,
            tags_only=tag == "",
            progress=progress,
        )
    for note in (*found.notes, *found.hints):
        warn(note)
    if as_json:
        if found.nothing is not None:
            warn(found.nothing)
        emit([trend_json(trend, found) for trend in found.trends])
        return
    _show(found, everything=everything)


def of_trends(name: str, message: Message, *, example: str) -> Callable[..., Command]:
    """Return a decorator that makes a command of `curate trends`."""

    def make(function: Callable[..., object]) -> Command:
        made = command(name, message, example=example)(function)
        trends.add_command(made)
        return made

    return make


def trend_json(trend: Trend, found: Look) -> dict[str, object]:
    """Return a trend as our JSON has it."""
    from curate.enrich.moves import Direction, sparkline

    figures = trend.figures
    falls = trend.direction is Direction.FALLING
    sources = figures.sources_before if falls else figures.sources
    return {
        "term": trend.name,
        "kind": trend.kind,
        "terms": list(trend.terms),
        "direction": trend.direction.value,
        "items": figures.items,
        "expected": round(figures.expected, 2),
        "before": figures.before,
        "sources": len(sources),
        "source_names": [found.names[each] for each in sources],
        "stories": figures.stories,
        "p": trend.p,
        "q": trend.q,
        "since": utc(datetime.fromtimestamp(trend.since, UTC)),
        "years": list(trend.years),
        "period": {"name": found.period, "from": utc(found.since), "until": utc(found.until)},
        "series": [{"from": utc(start), "items": items, "of": of} for start, items, of in over_time(figures, found)],
        "sparkline": sparkline([items for items, _ in figures.series]),
        "evidence": list(figures.earlier[:_LATEST] if falls and not figures.evidence else figures.evidence),
        "note": _note(trend.name),
    }


_LATEST = 12
"""Items that stand for a trend whose period has none."""


def over_time(figures: Figures, found: Look) -> list[tuple[datetime, int, int]]:
    """Return (start, items with the term, all items) of each period, oldest first."""
    length = timedelta(seconds=found.tally.window.length)
    periods = len(figures.series)
    return [(found.until - (periods - place) * length, items, of) for place, (items, of) in enumerate(figures.series)]


def _note(term: str) -> str | None:
    note = session().desk.store.trends.note(term)
    return None if note is None else note.text


# ── on a screen ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _show(found: Look, *, everything: bool) -> None:
    if found.nothing is not None:
        say(found.nothing)
        return
    _say_period(found)
    rising = [each for each in found.trends if each.direction.value != "falling"]
    falling = [each for each in found.trends if each.direction.value == "falling"]
    shown = found.trends if everything else [*rising[:_RISING], *falling[:_FALLING]]
    items = session().desk.store.items.many([n for each in shown for n in _examples(each)])
    titles = {item.id: item for item in items}
    for trend in shown:
        say()
        layout.numbered(_MARKS[trend.direction.value], trend.name, _facts(trend, titles))
    say()
    if not found.trends:
        say(M("Nothing rises or falls more than chance lets expect."))
        return
    if len(shown) < len(found.trends):
        say(M("{n} of {total}. See all with: curate trends --all", n=len(shown), total=len(found.trends)))
    name = _quoted(shown[0].name)
    say(M("How it was worked out: {command}", command=f"curate trends why {name}"))
    say(M("Follow one: {command}", command=f"curate trends watch {name}"))
    say(M("Your words on it, for the report: {command}", command=f"curate trends note {name}"))
    title = _quoted(tell(M("Trend: {name}", name=shown[0].name)))
    say(M("A digest about it: {command}", command=f"curate digest new {title} --kind trend --about {name}"))


def _say_period(found: Look) -> None:
    tally = found.tally
    lengths = {"week": M("a week"), "month": M("a month"), "quarter": M("a quarter"), "year": M("a year")}
    say(
        M(
            "{since} to {until} ({period}): {items} of {sources}, and {before} items in its past.",
            since=found.since.astimezone(zone()).date(),
            until=found.until.astimezone(zone()).date(),
            period=lengths[found.period],
            items=MN("{n} item", "{n} items", tally.now),
            sources=MN("{n} source", "{n} sources", len(tally.sources)),
            before=tally.before,
        )
    )


def _examples(trend: Trend) -> tuple[int, ...]:
    return (trend.figures.evidence or trend.figures.earlier)[:_EXAMPLES]


def _facts(trend: Trend, items: dict[int, Item]) -> list[str]:
    facts = [tell(said(trend)), tell(_beginning(trend))]
    if len(trend.terms) > 1:
        facts.append(tell(M("with it: {terms}", terms=", ".join(trend.terms[1:7]))))
    shown = [items[number] for number in _examples(trend) if number in items]
    return [*facts, *(f"#{item.id} {item.title} ({item.outlet})" for item in shown)]


def said(trend: Trend) -> Message:
    """Return what a trend does, in figures."""
    from curate.enrich.moves import sparkline

    figures = trend.figures
    falls = trend.direction.value == "falling"
    words = {
        "rising": M("rises"),
        "new": M("is new"),
        "returning": M("returns, as in earlier years"),
        "falling": M("falls"),
    }
    return M(
        "{line} {what}: {items} from {sources}, {expected} expected (p {p})",
        line=sparkline([items for items, _ in figures.series]),
        what=words[trend.direction.value],
        items=MN("{n} item", "{n} items", figures.items),
        sources=MN("{n} source", "{n} sources", len(figures.sources)),
        expected=decimal(figures.expected),
        p=chance(trend.p),
    ) if not falls or figures.items else M(
        "{line} {what}: no item, {expected} expected (p {p})",
        line=sparkline([items for items, _ in figures.series]),
        what=words["falling"],
        expected=decimal(figures.expected),
        p=chance(trend.p),
    )  # fmt: skip


def _beginning(trend: Trend) -> Message:
    return M("since {when}", when=datetime.fromtimestamp(trend.since, UTC).astimezone(zone()).date())


def decimal(value: float, places: int = 1) -> str:
    """Return a figure with its decimals, as the reader writes them."""
    written = f"{value:.{places}f}"
    return written if session().language == "en" else written.replace(".", ",")


def chance(p: float) -> str:
    """Return how likely something is by chance: "= 0.002", "< 0.00001"."""
    if p < 1e-5:  # noqa: PLR2004  (how much smaller tells nobody anything)
        return f"< {decimal(1e-5, 5)}"
    places = 2
    while places < 5 and p < 10 ** (1 - places):  # noqa: PLR2004
        places += 1
    return f"= {decimal(p, places)}"


def _quoted(name: str) -> str:
    """Return a name as it can stand in a command that a person types."""
    bare = name.replace('"', "'")
    return bare if bare.isalnum() else f'"{bare}"'


# ── why ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@of_trends(
    "why",
    M("How a term fares, and the calculation: what was counted now and before, in which sources, how likely it is."),
    example='curate trends why "sociale media"',
)
@click.argument("words", metavar="TERM", nargs=-1, required=True)
@period
@as_json
def why(words: tuple[str, ...], period: str | None, until: str | None, *, as_json: bool) -> None:
    """Say how a term fares and why."""
    from curate.workflows import trending

    found = trending.why(session().desk, " ".join(words), period=period, until=until)
    for note in (*found.look.notes, *found.look.hints):
        warn(note)
    if as_json:
        emit(_why_json(found))
        return
    if found.look.nothing is not None:
        say(found.look.nothing)
    _say_why(found)


def _why_json(found: Why) -> dict[str, object]:
    figures, look = found.watched.figures, found.look
    return {
        "term": found.term,
        "trend": None if found.trend is None else trend_json(found.trend, look),
        "direction": found.watched.direction,
        "items": figures.items,
        "before": figures.before,
        "expected": round(figures.expected, 2),
        "sources": len(figures.sources),
        "source_names": [look.names[each] for each in figures.sources],
        "stories": figures.stories,
        "p_more": figures.p_more,
        "p_less": figures.p_less,
        "each_source_by_itself": {"p_more": figures.each_more, "p_less": figures.each_less},
        "without_loudest": {"p_more": figures.without_loudest[0], "p_less": figures.without_loudest[1]},
        "family": found.family,
        "strata": [
            {
                "sources": share.sources,
                "periods": share.periods,
                "items": share.now,
                "before": share.before,
                "all_items": share.of_now,
                "all_before": share.of_before,
                "expected": round(share.expected, 3),
            }
            for share in figures.shares
        ],
        "series": [{"from": utc(start), "items": items, "of": of} for start, items, of in over_time(figures, look)],
        "evidence": [item.id for item in found.items],
        "note": None if found.note is None else found.note.text,
    }


def _say_why(found: Why) -> None:
    from curate.enrich.moves import sparkline

    figures = found.watched.figures
    _say_period(found.look)
    say()
    line = sparkline([n for n, _ in figures.series]) if found.trend is None else ""
    layout.numbered("·", found.term, [tell(_verdict(found)), line])
    say()
    say(M("Counted: titles and first sentences. Within a story, each source counts once."))
    for share in figures.shares:
        say(_share(share))
    say(M("So {expected} were to be expected, and there are {n}.", expected=decimal(figures.expected), n=figures.items))
    falls = figures.p_less < figures.p_more
    p = chance(figures.p_less if falls else figures.p_more)
    if falls:
        say(M("So few or fewer come about by chance with p {p} (exact, each story taken as a whole).", p=p))
    else:
        say(M("So many or more come about by chance with p {p} (exact, each story taken as a whole).", p=p))
    each = chance(figures.each_less if falls else figures.each_more)
    say(M("Were each source to tell by itself, it would be p {p} (exact binomial test).", p=each))
    if found.trend is not None:
        say(
            M(
                "{n} terms of this kind were asked about; with that reckoned in, q {q} (Benjamini and Hochberg).",
                n=found.family,
                q=chance(found.trend.q),
            )
        )
    loudest = chance(figures.without_loudest[falls])
    say(M("Without the source that speaks most for it, p {p}.", p=loudest))
    names = [found.look.names[each] for each in figures.sources]
    say(
        M(
            "In {sources} now: {names}",
            sources=MN("{n} source", "{n} sources", len(names)),
            names=", ".join(names[:8]) or "–",
        )
    )
    for start, items, of in over_time(figures, found.look):
        day = start.astimezone(zone()).date()
        say(M("  from {day}: {items} of {of}", day=day, items=items, of=of))
    for item in found.items[:5]:
        layout.numbered(f"#{item.id}", item.title, [layout.facts_of(item)])
    if found.note is not None:
        layout.fields([(M("Your words"), found.note.text)])


def _verdict(found: Why) -> Message:
    if found.trend is not None:
        return said(found.trend)
    figures = found.watched.figures
    return M(
        "no trend: {items} from {sources}, {expected} expected",
        items=MN("{n} item", "{n} items", figures.items),
        sources=MN("{n} source", "{n} sources", len(figures.sources)),
        expected=decimal(figures.expected),
    )


def _share(share: Share) -> Message:
    return M(
        "{sources} over {periods} periods: {now} of {of_now} now, {before} of {of_before} before",
        sources=MN("{n} source", "{n} sources", share.sources),
        periods=share.periods,
        now=share.now,
        of_now=share.of_now,
        before=share.before,
        of_before=share.of_before,
    )


# ── watch, note ──────────────────────────────────────────────────────────────────────────────────────────────────────


@of_trends(
    "watch",
    M("Follow a term: `curate fetch` and `curate` say when it moves. Without a term: what you follow."),
    example='curate trends watch "sociale media"',
)
@click.argument("words", metavar="[TERM]", nargs=-1)
@option("--remove", is_flag=True, help=M("Follow it no longer."))
@as_json
def watch(words: tuple[str, ...], *, remove: bool, as_json: bool) -> None:
    """Follow a term."""
    from curate.workflows import trending

    desk, term = session().desk, " ".join(words)
    if not words and remove:
        raise UsageError(M("Say which one you follow no longer."), hint=M("See them with: curate trends watch"))
    changed = trending.watch(desk, term, remove=remove) if words else False
    watched = desk.store.trends.watched()
    if as_json:
        emit([{"term": each.term, "by": each.by, "at": utc(each.at), "found": each.found} for each in watched])
    elif not words:
        _say_watched(watched)
    elif remove:
        said_ = M("You follow “{term}” no longer.", term=term)
        say(said_ if changed else M("You did not follow “{term}”.", term=term))
    else:
        followed = M("You follow “{term}”: curate fetch and curate say when it moves.", term=term)
        say(followed if changed else M("You follow “{term}” already.", term=term))


def _say_watched(watched: Sequence[Any]) -> None:
    from curate.workflows import trending

    for each in watched:
        moves = each.found is not None and each.found["direction"]
        facts = trending.moved(each.term, each.found) if moves else M("does not move")
        layout.numbered("·", each.term, [tell(facts)])
    if not watched:
        say(M("You follow nothing yet. Follow a tag, word or phrase with: curate trends watch TERM"))


@of_trends(
    "note",
    M(
        "Your words on a trend, for the trend report. Without a text, your editor opens.\n\n"
        "Earlier texts stay in the log. Put the term between quotes where it is a phrase."
    ),
    example='curate trends note "sociale media" "Waarom dit nu speelt."',
)
@click.argument("term", metavar="TERM")
@click.argument("words", metavar="[TEXT]", required=False)
@option("--show", is_flag=True, help=M("Show all that was written on it, oldest first."))
@as_json
def note(term: str, words: str | None, *, show: bool, as_json: bool) -> None:
    """Write on a trend."""
    from curate.workflows import trending

    desk = session().desk
    if show or (as_json and words is None):
        _show_notes(term, as_json=as_json)
        return
    if words is None:
        from curate.cli import editor

        held = desk.store.trends.note(term)
        words = editor.words(desk, f"trend-{_file_name(term)}", "" if held is None else held.text)
    trending.write(desk, term, words)
    if as_json:
        _show_notes(term, as_json=True)
    elif words.strip():
        say(M("Your words on “{term}” are kept.", term=term))
    else:
        say(M("Your words on “{term}” are taken away; the log still has them.", term=term))


def _show_notes(term: str, *, as_json: bool) -> None:
    written = session().desk.store.trends.written(term)
    if as_json:
        emit([{"term": each.term, "text": each.text, "by": each.by, "at": utc(each.at)} for each in written])
        return
    for each in written:
        layout.numbered("·", each.text or "–", [tell(M("{by}, {at}", by=each.by, at=each.at))])
    if not written:
        say(M("Nobody wrote on “{term}” yet.", term=term))


def _file_name(term: str) -> str:
    import hashlib
    import re

    from curate.text import fold

    bare = re.sub(r"[^a-z0-9]+", "-", fold(term)).strip("-")[:30]
    return f"{bare}-{hashlib.sha256(fold(term).encode()).hexdigest()[:6]}"
