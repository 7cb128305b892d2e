"""Reading: what waits, the inbox, one item, a search."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from curate.cli import layout
from curate.cli.base import as_json, command, emit, local, option, say, session, tell, utc, warn, zone
from curate.errors import UsageError
from curate.locale import MN, M

if TYPE_CHECKING:
    from curate.models import Event, Item, Note
    from curate.workflows.curating import Listed, Searched, Shown

STATES = (
    "new",
    "shortlisted",
    "commented",
    "approved",
    "published",
    "dismissed",
    "snoozed",
    "lapsed",
    "corrected",
    "withdrawn",
)
MOST_COUNTED = 1_000
"""Of more, nobody wants to know how many."""


def overview() -> None:
    """Say what waits, in at most 12 lines, each with the command to type."""
    from curate.workflows import overview as workflow

    for message, typed in workflow.waiting(session().desk):
        say(message if typed is None else M("{what}  →  {command}", what=message, command=typed))


# ── inbox ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@command(
    "inbox",
    M(
        "What came in, best first: one row a story, with its best item.\n\n"
        "By default what is new; see all states and all ages with --all."
    ),
    example="curate inbox --tag privacy --since 7d",
)
@option("--tag", metavar="TAG", help=M("Only items with this tag."))
@option("--source", metavar="NAME", help=M("Only items of this source."))
@option("--since", metavar="WHEN", help=M("Only what was published since: 7d, 12h, 2w, or a date such as 2026-11-01."))
@option(
    "--state",
    type=click.Choice(STATES),
    metavar="STATE",
    help=M("Only items in this state: {states} (default: new).", states=", ".join(STATES)),
)
@option("--limit", type=click.IntRange(min=1), metavar="N", help=M("How many rows (default: 50)."))
@option(
    "--all",
    "everything",
    is_flag=True,
    help=M("Every state and age, also what was there before you followed a source."),
)
@option("--tips", "tipped", is_flag=True, help=M("Only what colleagues pointed at, one row an item."))
@option(
    "--assigned",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help=M("Only what a colleague is to look at (NAME), or what anybody is; one row an item."),
)
@option("--items", "by_item", is_flag=True, help=M("One row an item, not one a story."))
@option("--why", is_flag=True, help=M("Also what speaks for each, and how much."))
@as_json
def inbox(
    tag: str | None,
    source: str | None,
    since: str | None,
    state: str | None,
    limit: int | None,
    *,
    everything: bool,
    tipped: bool,
    assigned: str | None,
    by_item: bool,
    why: bool,
    as_json: bool,
) -> None:
    """Show the inbox."""
    from curate.models import State
    from curate.store import Wanted
    from curate.text import literal_line, shorten
    from curate.workflows import curating

    desk, by_item = session().desk, by_item or tipped or assigned is not None
    usual = (State.NEW,) if assigned is None else (State.NEW, State.SHORTLISTED, State.COMMENTED)
    states = (State(state),) if state else (() if everything else usual)
    wanted = Wanted(
        states=states,
        tag=tag,
        source=source,
        since=None if since is None else moment(since, desk.now),
        baseline=everything or tipped or assigned is not None or state not in (None, "new"),
        tipped=tipped,
        assigned=assigned,
        limit=limit or desk.config.inbox.limit,
    )
    listed = curating.inbox(desk, wanted, by_item=by_item)
    if as_json:
        emit([listed_json(row) for row in listed])
        return
    for row in listed:
        others = [name for name in row.story.sources if name != row.item.source] if not by_item else []
        also = tell(M("also in: {sources}", sources=", ".join(others))) if others else ""
        shown = "" if row.item.state is State.NEW else tell(_state(row.item))
        facts = [" · ".join(filter(None, [shown, layout.facts_of(row.item)])), also]
        if why:
            facts += [tell(reason) for reason in row.item.reasons]
        if row.item.assigned:
            facts.append(tell(M("{name} is to look at it", name=row.item.assigned)))
        facts += [trend_said(trend) for trend in row.trends[:2]]
        facts += [tell(M("tip of {by}: {why}", by=tip.by, why=shorten(literal_line(tip.why), 300))) for tip in row.tips]
        layout.numbered(f"#{row.item.id}", row.item.title, facts)
    total = desk.store.items.count(wanted, stories=not by_item, most=MOST_COUNTED + 1)
    if not listed:
        say(M("Nothing here. Fetch with: curate fetch, or see everything with: curate inbox --all"))
    elif total > max(MOST_COUNTED, len(listed)):
        say(M("{shown} of more than 1,000. See more with: curate inbox --limit N", shown=len(listed)))
    elif total > len(listed):
        say(M("{shown} of {total}. See more with: curate inbox --limit {total}", shown=len(listed), total=total))


def _state(item: Item) -> Any:  # noqa: ANN401
    from curate import states

    return states.said(item.state)


def listed_json(row: Listed) -> dict[str, object]:
    """Return an item in a list as our JSON has it."""
    item, story = row.item, row.story
    return {
        "item": item.id,
        "title": item.title,
        "url": item.url,
        "source": item.source,
        "published": utc(item.published),
        "state": item.state.value,
        "tags": [{"tag": tag.tag, "origin": tag.origin.value, "matched": tag.matched} for tag in item.tags],
        "score": round(item.score, 4),
        "reasons": [tell(reason) for reason in item.reasons],
        "story": {
            "id": story.id,
            "size": len(story.items),
            "sources": list(story.sources),
            "items": list(story.items),
            "copies": sorted({join.item for join in story.joins if join.kind == "copy"}),
            "why": [
                {
                    "item": join.item,
                    "kind": join.kind,
                    "with": join.with_,
                    "score": round(join.score, 4),
                    "text": tell(join.text),
                }
                for join in story.joins
            ],
        },
        "summary": item.summary,
        "language": item.language,
        "assigned": item.assigned,
        "trends": [trend["term"] for trend in row.trends],
    }


def trend_said(trend: dict[str, Any]) -> str:
    """Return the trend that an item shows, in a few words."""
    what = {"new": M("is new"), "returning": M("returns, as in earlier years")}.get(trend["direction"], M("rises"))
    items = MN("{n} item", "{n} items", trend["items"])
    sources = MN("{n} source", "{n} sources", trend["sources"])
    return tell(
        M("▲ {term} {what}: {items} from {sources}", term=trend["term"], what=what, items=items, sources=sources)
    )


def moment(text: str, now: datetime, example: str = "7d, 12h, 2w, 2026-11-01") -> datetime:
    """Return the moment that a person means: `7d`, `12h`, `2w` ago, or a date. `UsageError` where it is neither.

    `example`: what to write, where that is not understood.
    """
    if found := re.fullmatch(r"(\d{1,5})\s*([hdwu])", text.strip().lower()):
        hours = {"h": 1, "u": 1, "d": 24, "w": 168}[found[2]]
        try:
            return now - timedelta(hours=int(found[1]) * hours)
        except OverflowError:
            pass  # longer ago than there are dates: said below
    else:
        try:
            given = datetime.fromisoformat(text.strip())
            if MINYEAR < given.year < MAXYEAR:  # so that every clock on earth can show it, and a while later
                return (given if given.tzinfo else given.replace(tzinfo=zone())).astimezone(UTC)
        except (ValueError, OverflowError):
            pass  # said below, with what is understood
    raise UsageError(
        M("“{found}” is not a time.", found=text), hint=M("Write for instance: {example}", example=example)
    )


# ── show ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@command(
    "show",
    M("All we know of one item: text, tags and why, sightings, your words, what was done with it."),
    example="curate show 12",
)
@click.argument("words", metavar="ITEM", nargs=-1, required=True)
@as_json
def show(words: tuple[str, ...], *, as_json: bool) -> None:
    """Show one item."""
    from curate.workflows import curating

    shown = curating.show(session().desk, " ".join(words))
    if as_json:
        emit(shown_json(shown))
    else:
        _write(shown)


def shown_json(shown: Shown) -> dict[str, object]:
    """Return all we know of an item as our JSON has it."""
    from curate.workflows.curating import Listed

    return {
        **listed_json(Listed(item=shown.item, story=shown.story)),
        "text": shown.text,
        "full_text": bool(shown.item.page),
        "paywalled": shown.item.paywalled,
        "author": shown.item.author,
        "sightings": [
            {
                "source": sighting.source,
                "url": sighting.url,
                "title": sighting.title,
                "first_seen": utc(sighting.first_seen),
                "last_seen": utc(sighting.last_seen),
            }
            for sighting in shown.sightings
        ],
        "tips": [{"by": tip.by, "why": tip.why, "at": utc(tip.at), "via": tip.via} for tip in shown.tips],
        "via": shown.tips[0].by if shown.tips else None,
        "note": note_json(shown.note),
        "other_notes": [note_json(rival) for rival in shown.rivals],
        "events": [event_json(event) for event in shown.events],
    }


def note_json(note: Note | None) -> dict[str, object] | None:
    """Return a note as our JSON has it; None where there is none."""
    if note is None:
        return None
    image = {"url": note.image, "alt": note.image_alt, "licence": note.image_licence} if note.image else None
    return {
        "commentary": note.commentary,
        "context": note.context,
        "quote": note.quote,
        "quote_author": note.quote_author,
        "quote_outlet": note.quote_outlet,
        "rating": note.rating,
        "related": note.related or None,
        "image": image,
        "by": note.by,
        "at": utc(note.at),
    }


def event_json(event: Event) -> dict[str, object]:
    """Return an event as our JSON has it."""
    return {
        "at": utc(event.at),
        "by": event.by,
        "action": event.action,
        "from": event.from_,
        "to": event.to,
        "text": event.text,
        "how": event.how,
        "before": event.earlier,
        "undone": event.undone,
    }


def _write(shown: Shown) -> None:
    item, note = shown.item, shown.note
    click.echo(layout.strong(f"#{item.id}  {tell(item.title)}"))
    layout.fields(
        [
            (M("Address"), item.url),
            (M("Outlet"), item.outlet),
            (M("Author"), item.author or ""),
            (M("Published"), local(item.published)),
            (M("Language"), item.language or ""),
            (M("Picture"), item.image or ""),
            (M("Access"), tell(M("behind a paywall")) if item.paywalled else ""),
            (M("State"), tell(_state(item))),
            (M("To look at it"), item.assigned or ""),
            (M("Tags"), "; ".join(layout.tag_reason(tag) for tag in item.tags)),
            (M("Score"), "; ".join(tell(reason) for reason in item.reasons)),
            (M("Seen in"), ", ".join(dict.fromkeys(sighting.source for sighting in shown.sightings))),
            (
                M("Same story"),
                "; ".join(f"#{join.item}–#{join.with_}: {tell(join.text)}" for join in shown.story.joins),
            ),
            (M("Went out on"), ", ".join(f"{row.channel} ({local(row.at)})" for row in shown.posts)),
        ]
    )
    say()
    layout.paragraph(shown.text or tell(M("(no text)")))
    if shown.page is not None and shown.page.error is not None:
        say(M("Its own page could not be read on {when}: {why}", when=shown.page.read.date(), why=shown.page.error))
    for tip in shown.tips:
        say()
        layout.fields([(M("Tip of"), f"{tip.by}, {local(tip.at)}" + (f" ({tip.via})" if tip.via else ""))])
        layout.paragraph(tip.why, indent="  ")
    if note is not None:
        say()
        layout.fields(
            [
                (M("Commentary"), note.commentary),
                (M("Context"), note.context),
                (M("Quote"), note.quote),
                (M("Quoted from"), ", ".join(filter(None, [note.quote_author, note.quote_outlet]))),
                (M("Read also"), note.related),
                (M("Picture"), ", ".join(filter(None, [note.image, note.image_alt, note.image_licence]))),
                (M("Rating"), str(note.rating or "")),
                (M("Written by"), f"{note.by}, {local(note.at)}"),
            ]
        )
    for rival in shown.rivals:
        say()
        layout.paragraph(tell(M("{by} wrote another note on this, on {when}:", by=rival.by, when=rival.at)))
        layout.fields([(M("Commentary"), rival.commentary), (M("Context"), rival.context), (M("Quote"), rival.quote)])
        say(M("Choose, or write one of both, with: curate comment {item}", item=item.id))
    if shown.events:
        say()
        for event in shown.events:
            click.echo(layout.faint(tell(told(event))))


def told(event: Event) -> str:
    """Return an event as one line."""
    what = tell(done(event.action))
    moved = event.from_ and event.to and event.from_ != event.to
    change = f" ({_state_named(event.from_)} → {_state_named(event.to)})" if moved else ""
    about = f" #{event.item}" if event.item else ""
    about += f" ({tell(M('digest {number}', number=event.digest))})" if event.digest else ""
    text = f": {_said(event)}" if event.text else ""
    undone = f" [{tell(M('taken back'))}]" if event.undone else ""
    undone += f" [{tell(M('by hand-out'))}]" if event.how == "handin" else ""
    return f"{local(event.at)}  {event.by}  {what}{about}{change}{text}{undone}"


def _state_named(name: str | None) -> str:
    from curate import states
    from curate.models import State

    return tell(states.said(State(name))) if name in STATES else str(name)


def _said(event: Event) -> str:
    if event.action == "approve" and event.text:
        return tell(M("text {mark}", mark=event.text[:8]))
    if event.action == "undo" and event.text:
        return tell(done(event.text))
    if event.action not in ("comment", "comment beside", "catchup") or not event.text:
        return event.text or ""
    try:
        words = json.loads(event.text)
        if event.action != "catchup":
            return " / ".join(str(words[name]) for name in ("commentary", "context", "quote") if words.get(name))
        when, number = datetime.fromisoformat(words["before"]), int(words["items"])
    except (ValueError, KeyError, TypeError, AttributeError):  # taken over from a machine that wrote something else
        return event.text
    return tell(MN("{n} item of before {when}", "{n} items of before {when}", number, when=when))


def done(action: str) -> Any:  # noqa: ANN401
    """Return what an action is called in the log."""
    names = {
        "add": M("added"),
        "shortlist": M("shortlisted"),
        "dismiss": M("dismissed"),
        "snooze": M("snoozed"),
        "wake": M("woken"),
        "lapse": M("lapsed"),
        "catchup": M("caught up"),
        "let go": M("let go"),
        "comment": M("commented"),
        "comment beside": M("wrote another note"),
        "clear": M("took the commentary away"),
        "approve": M("approved"),
        "object": M("does not agree"),
        "tip": M("tipped"),
        "assign": M("gave to look at"),
        "handout": M("wrote a hand-out"),
        "tag": M("tagged"),
        "people": M("gave a person another name"),
        "posted": M("recorded as posted"),
        "results": M("noted what came of a post"),
        "publish": M("published by itself"),
        "correct": M("corrected"),
        "withdraw": M("withdrawn"),
        "reworded": M("changed where it stands"),
        "posts forget": M("said that it did not go out"),
        "posts cancel": M("took back what was to go out"),
        "pause": M("held everything back"),
        "resume": M("let things go out again"),
        "undo": M("took back"),
        "story split": M("took out of a story"),
        "story join": M("joined into one story"),
        "export": M("exported"),
        "trend watch": M("follows a trend"),
        "trend unwatch": M("follows a trend no longer"),
        "trend note": M("wrote on a trend"),
        "same": M("turned out to be the same as"),
        "digest new": M("made a digest"),
        "digest add": M("put into a digest"),
        "digest remove": M("took out of a digest"),
        "digest move": M("moved in a digest"),
        "digest title": M("titled a digest"),
        "digest intro": M("wrote the intro of a digest"),
        "digest closing": M("wrote the closing of a digest"),
        "digest text": M("wrote a text for a channel"),
        "digest only": M("kept to some channels"),
        "digest order": M("put a digest in order"),
        "digest sections": M("put a digest under headings"),
        "digest period": M("set the period of a digest"),
        "digest plan": M("planned when a digest goes out"),
        "digest close": M("closed a digest"),
        "digest reopen": M("opened a digest again"),
    }
    return names.get(action, action)


# ── search ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@command(
    "search",
    M(
        "Find items by their words: in titles, texts and your own commentary, best first.\n\n"
        "Every word must be there, in any of its forms: “city” also finds “cities”. Accents and capitals do not matter."
        '\n\n"two words" are looked for together, begin* finds beginnings, -word leaves out what holds it.\n\n'
        'Fields: tag:privacy source:"Blog" before:2026-01 after:2025-06-15 since:30d lang:nl state:published '
        "author:… title:… note:… url:… site:…"
    ),
    example="""curate search '"digitale geletterdheid" jonge* -school since:6m'""",
)
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@option("--limit", type=click.IntRange(min=1), default=20, metavar="N", help=M("How many rows (default: 20)."))
@as_json
def search(words: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Search."""
    from curate.cli.collect import progress_bar
    from curate.workflows import curating

    desk = session().desk
    behind = desk.store.search.waiting_count()
    with progress_bar(M("Bringing the search index up to date")) if behind else nullcontext() as progress:
        found = curating.search(desk, " ".join(words), limit, progress=progress)
    if as_json:
        emit([{**listed_json(row), "snippet": _marked(row.snippet, "[", "]")} for row in found.rows])
    else:
        for row in found.rows:
            snippet = _marked(row.snippet, "»", "«").replace("\n", " ")
            layout.numbered(f"#{row.item.id}", row.item.title, [layout.facts_of(row.item), snippet])
    _tell_of(found, as_json=as_json)


search.context_settings = {"ignore_unknown_options": True}
"""What begins with a dash is a word to leave out."""


def _tell_of(found: Searched, *, as_json: bool) -> None:
    """Say how much was found, and what to try where that is nothing or too much."""
    from curate.store.query import FIELDS

    if found.newest_only:
        warn(
            M(
                "Many items hold this, so only the newest of them were looked at. Ask for more words, or for a time: "
                "before:2026-01"
            )
        )
    if found.rows:
        if not as_json:
            say(MN("{n} item.", "{n} items.", len(found.rows)))
        return
    tried = M("Nothing fits. Try fewer words, or the beginning of one with a star: word*")
    (warn if as_json else say)(tried)
    for name in found.unknown:
        warn(
            M(
                "“{name}:” is no field, so it was looked for as a word. Fields: {fields}",
                name=name,
                fields=", ".join(f"{each}:" for each in FIELDS),
            )
        )


def _marked(snippet: str, start: str, end: str) -> str:
    return snippet.replace("\x02", start).replace("\x03", end)
