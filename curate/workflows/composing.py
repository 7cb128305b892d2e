"""Composing a digest: a draft, its items in order, its words, and the edition that it becomes."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from curate import states, text, urls
from curate.digest import filling
from curate.errors import ConfigError, Refused, UsageError
from curate.locale import PUBLIC, M
from curate.models import Edition, Entry, Item, Kind, Note, State, Trust
from curate.states import Step
from curate.store import Act, Digest, Place
from curate.workflows import desk as at
from curate.workflows.desk import Desk
from curate.workspace import files

PERIOD = timedelta(days=7)
"""What the first edition looks back on; later ones look back to the one before."""
TREND_PERIOD = timedelta(days=30)
"""What a trend looks back on: it shows over weeks, not since the last edition."""
PAGE = 12
"""Digits of an item's key in the address of its own page (two alike among a million items: one chance in 500)."""


def new(
    desk: Desk,
    title: str,
    *,
    language: str | None = None,
    kind: Kind = Kind.LIST,
    about: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """Make a draft and return its number.

    `about` opens it with items: of a trend, those of the period with that tag or phrase; of a story or a timeline,
    those that tell the story of that ITEM. `since` and `until` are its period. Where they are None: since the last
    edition (a trend: 30 days; a story: its oldest item), and until it is closed. `UsageError` where there is nothing
    to open it with; then no draft is made.
    """
    title = text.one_line(title)
    if not title:
        raise UsageError(M("A digest needs a title."), hint=M('For instance: curate digest new "Trends van de week"'))
    settings = desk.config.digest
    start = since or _start(desk, kind)
    _period(start, until)
    act = desk.act()
    with desk.store.transaction():
        opened = _opened(desk, kind, about, start, until) if about.strip() else []
        if since is None and kind in (Kind.STORY, Kind.TIMELINE):
            start = min([start, *(item.published for item in opened if item.published is not None)])
        number = desk.store.digests.new(
            act,
            title=title,
            language=language or settings.language or desk.config.organisation.language,
            intro=settings.intro,
            closing=settings.closing,
            since=start,
            until=until,
            kind=kind,
            subject=text.one_line(about) if kind is Kind.TREND else "",
        )
        if opened:
            put(desk, act, at.digest(desk, number), opened)
    return number


def _start(desk: Desk, kind: Kind) -> datetime:
    if kind is Kind.TREND:
        return desk.now - TREND_PERIOD
    return desk.store.digests.last_closed() or desk.now - PERIOD


def _period(since: datetime, until: datetime | None) -> None:
    if until is not None and until <= since:
        raise UsageError(M("The period ends ({until}) before it begins ({since}).", since=since, until=until))


def _opened(desk: Desk, kind: Kind, about: str, since: datetime, until: datetime | None) -> list[Item]:
    from curate.workflows import arranging  # what only makes a draft does not load it

    if kind is Kind.TREND:
        return arranging.about(desk, about, since, until)
    if kind in (Kind.STORY, Kind.TIMELINE):
        return arranging.telling(desk, about)
    raise UsageError(
        M("--about does not go with --kind {kind}.", kind=kind.value),
        hint=M("It is for trend, story and timeline. Fill a draft with: curate digest suggest N"),
    )


def period(desk: Desk, number: int, *, since: datetime | None, until: datetime | None) -> Digest:
    """Change the period of a draft; what is None stays."""
    with desk.store.transaction():
        digest = draft(desk, number)
        _period(since or digest.since, until or digest.until)
        values = {name: value for name, value in (("since", since), ("until", until)) if value is not None}
        said = " – ".join(f"{value:%Y-%m-%d}" for value in values.values())
        desk.store.digests.change(desk.act(), "digest period", digest, values=values, text=said)
    return at.digest(desk, number)


def draft(desk: Desk, number: int) -> Digest:
    """Return a digest that may still be changed; `Refused` where its edition is closed."""
    found = at.digest(desk, number)
    if found.closed is not None:
        raise Refused(
            M("Digest {digest} is closed: it is edition {number}.", digest=found.id, number=found.number or 0),
            hint=M("Open it again with: curate digest close {digest} --reopen", digest=found.id),
        )
    return found


def add(desk: Desk, number: int, words: Sequence[str], *, section: str | None = None) -> Digest:
    """Put items at the end of a digest; those it has already stay where they are (a section given moves them)."""
    act = desk.act()
    with desk.store.transaction():
        put(desk, act, draft(desk, number), at.items(desk, words), section=section)
    return at.digest(desk, number)


def put(desk: Desk, act: Act, digest: Digest, items: Sequence[Item], *, section: str | None = None) -> None:
    """Put items at the end of a digest, shortlisting those that were not; inside a transaction."""
    places = {place.item: place for place in digest.places}
    for item in items:
        _usable(item)
        if states.after(item.state, Step.SHORTLIST, item=item.id) is not item.state:
            desk.store.curation.move(act, Step.SHORTLIST.value, item.id, from_=item.state, to=State.SHORTLISTED)
        before = places.get(item.id, Place(item=item.id))
        places[item.id] = before if section is None else replace(before, section=text.one_line(section))
    if list(places.values()) != list(digest.places):
        added = " ".join(f"#{item}" for item in places if item not in digest.items)
        desk.store.digests.change(act, "digest add", digest, places=list(places.values()), text=added)
        at.decided(desk)


def _usable(item: Item) -> None:
    if item.state in (State.DISMISSED, State.WITHDRAWN):
        raise Refused(
            M("Item #{item} is {state}.", item=item.id, state=states.said(item.state)),
            hint=M("Take it back first with: curate shortlist {item}", item=item.id)
            if item.state is State.DISMISSED
            else None,
        )


def remove(desk: Desk, number: int, words: Sequence[str]) -> Digest:
    """Take items out of a digest; they stay shortlisted or commented."""
    with desk.store.transaction():
        digest = draft(desk, number)
        gone = [placed(digest, item).item for item in at.items(desk, words)]
        places = [place for place in digest.places if place.item not in gone]
        out = " ".join(f"#{item}" for item in gone)
        desk.store.digests.change(desk.act(), "digest remove", digest, places=places, text=out)
    return at.digest(desk, number)


def move(desk: Desk, number: int, words: str, place: int) -> Digest:
    """Put an item at a place (1 is the first; a place past the end is the last)."""
    if place < 1:
        raise UsageError(M("A place is a number from 1 on, not {found}.", found=place))
    with desk.store.transaction():
        digest = draft(desk, number)
        moved = placed(digest, at.item(desk, words))
        places = [other for other in digest.places if other.item != moved.item]
        places.insert(place - 1, moved)
        desk.store.digests.change(desk.act(), "digest move", digest, places=places, item=moved.item, text=str(place))
    return at.digest(desk, number)


def write(desk: Desk, number: int, **words: str) -> Digest:
    """Change the title, intro or closing of a digest."""
    cleaned = {name: text.without_controls(value).strip() for name, value in words.items()}
    if "title" in cleaned:
        cleaned["title"] = text.one_line(cleaned["title"])
        if not cleaned["title"]:
            raise UsageError(M("A digest needs a title."))
    with desk.store.transaction():
        digest = draft(desk, number)
        desk.store.digests.change(
            desk.act(), f"digest {next(iter(cleaned))}", digest, values=dict(cleaned), text="\n".join(cleaned.values())
        )
    return at.digest(desk, number)


def placed(digest: Digest, item: Item) -> Place:
    """Return an item's place in a digest; `UsageError` where it is not in it."""
    for place in digest.places:
        if place.item == item.id:
            return place
    raise UsageError(
        M("Item #{item} is not in digest {digest}.", item=item.id, digest=digest.id),
        hint=M("See what is in it with: curate digest show {digest}", digest=digest.id),
    )


def close(desk: Desk, number: int, *, edition: int | None = None) -> Digest:
    """Fix an edition: its number, date, order, and from how much it was chosen. `Refused` where it is empty.

    `edition`: the number it is to have, where that is not the next one; `UsageError` where another has it.
    """
    with desk.store.transaction():
        digest = draft(desk, number)
        if not digest.places:
            raise Refused(
                M("Digest {digest} has no items yet.", digest=digest.id),
                hint=M("Add some with: curate digest add {digest} ITEM…", digest=digest.id),
            )
        until = digest.until or desk.now
        seen, sources = desk.store.items.seen_between(digest.since, until)
        values: dict[str, Any] = {
            "closed": desk.now,
            "number": _free_number(desk, digest, edition) if edition else next_number(desk, digest),
            "seen": seen,
            "sources": sources,
            "curators": json.dumps(desk.store.digests.curators(digest.since, until, digest.items), ensure_ascii=False),
        }
        desk.store.digests.change(desk.act(), "digest close", digest, values=values)
    return at.digest(desk, number)


def next_number(desk: Desk, digest: Digest) -> int:
    """Return the number that a draft would get as an edition: the one it had, or the next."""
    return digest.number or desk.store.digests.last_number() + 1


def _free_number(desk: Desk, digest: Digest, edition: int) -> int:
    for other in desk.store.digests.all():
        if other.number == edition and other.id != digest.id:
            raise UsageError(
                M("Edition {number} is there already: it is digest {digest}.", number=edition, digest=other.id),
                hint=M("The next free number is {number}.", number=desk.store.digests.last_number() + 1),
            )
    return edition


def reopen(desk: Desk, number: int) -> Digest:
    """Let a closed edition be changed again; it keeps its number."""
    with desk.store.transaction():
        digest = at.digest(desk, number)
        if digest.closed is None:
            raise Refused(M("Digest {digest} is not closed.", digest=digest.id))
        values = {"closed": None, "seen": None, "sources": None, "curators": None}
        desk.store.digests.change(desk.act(), "digest reopen", digest, values=values)
    return at.digest(desk, number)


# ── the edition ──────────────────────────────────────────────────────────────────────────────────────────────────────


def edition(desk: Desk, digest: Digest, *, without: Collection[int] = ()) -> Edition:
    """Return a digest as channels read it: everything about its items, and nothing that changes by itself.

    `without`: items that are left out of it.
    """
    places = [place for place in digest.places if place.item not in without]
    numbers = [place.item for place in places]
    items = {item.id: item for item in desk.store.items.many(numbers)}
    notes = desk.store.curation.notes(numbers)
    posted = desk.store.ledger.channels_of(numbers)
    tips = desk.store.tips.of(numbers)
    feeds = {source.name: source.url for source in desk.store.sources.all()}
    trust = _trust(desk, digest, numbers)
    organisation = desk.config.organisation
    values = _values(trust, digest.language, ZoneInfo(organisation.timezone), (digest.intro, digest.closing))
    return Edition(
        digest=digest.id,
        key=digest.key,
        title=digest.title,
        language=digest.language,
        organisation=organisation.name,
        organisation_url=organisation.url or "",
        timezone=organisation.timezone,
        date=digest.closed or digest.changed,
        number=digest.number,
        intro=filling.filled(digest.intro, values),
        closing=filling.filled(digest.closing, values),
        entries=tuple(
            replace(
                entry(items[place.item], notes.get(place.item), place, posted.get(place.item, ())),
                feed=feeds.get(items[place.item].source, ""),
                via=tuple(dict.fromkeys(tip.by for tip in tips.get(place.item, ()))),
                page=_page(desk, items[place.item]),
                picture=picture(desk, place.item, notes.get(place.item)),
            )
            for place in places
        ),
        trust=trust if trust.seen else None,
        told=filling.tells(digest.intro, digest.closing),
        kind=digest.kind,
        subject=digest.subject,
        contact=organisation.contact,
        address=organisation.address,
        colour=organisation.colour,
        logo=files.picture(desk.workspace, organisation.logo, "organisation.logo"),
        site=desk.config.site.url,
        plan=tuple(desk.store.digests.planned(digest.id)),
    )


def frame(desk: Desk, digest: Digest) -> tuple[str, str, Trust, bool]:
    """Return intro and closing of a digest, filled in, how it was filtered, and whether they say so themselves."""
    trust = _trust(desk, digest, digest.items)
    zone = desk.zone
    values = _values(trust, digest.language, zone, (digest.intro, digest.closing))
    told = filling.tells(digest.intro, digest.closing)
    return filling.filled(digest.intro, values), filling.filled(digest.closing, values), trust, told


def _trust(desk: Desk, digest: Digest, items: Sequence[int]) -> Trust:
    """Return how an edition was filtered: as it was fixed, or as it is counted now."""
    until = digest.until or digest.closed or digest.changed
    if digest.seen is not None and digest.sources is not None:
        seen, sources = digest.seen, digest.sources
    else:
        seen, sources = desk.store.items.seen_between(digest.since, until)
    curators = digest.curators
    if curators is None:
        curators = desk.store.digests.curators(digest.since, until, items)
    return Trust(seen=seen, sources=sources, kept=len(items), curators=curators, since=digest.since)


def _values(trust: Trust, language: str, zone: ZoneInfo, texts: Sequence[str]) -> dict[str, str]:
    """Return what an intro and a closing can name, as its public writes it; empty where they name nothing."""
    if not any("{" in words for words in texts):
        return {}
    from babel.dates import format_date  # 40 ms: only where something is named
    from babel.lists import format_list

    locale = language if language in PUBLIC else "en"
    since = trust.since.astimezone(zone) if trust.since else None
    return {
        "seen": str(trust.seen),
        "sources": str(trust.sources),
        "kept": str(trust.kept),
        "curators": format_list(trust.curators, locale=locale) if trust.curators else "",
        "since": format_date(since, "long", locale=locale) if since else "",
    }


def _page(desk: Desk, item: Item) -> str:
    """Return the address of an item's own page on the public site; "" where there is none."""
    site = desk.config.site.url
    return f"{site}/items/{item.key[:PAGE]}/" if site else ""


def picture(desk: Desk, item: int, note: Note | None) -> bytes:
    """Return the curator's picture: only where its licence is recorded, and it is a file that is there.

    What is wrong with one is for the check to say: a digest can be looked at all the same.
    """
    if note is None or not note.image_licence.strip():
        return b""
    with suppress(ConfigError):
        return files.picture(desk.workspace, note.image, f"#{item}")
    return b""


def entry(item: Item, note: Note | None, place: Place, posted: tuple[str, ...]) -> Entry:
    """Return an item of a digest as channels read it."""
    said = note or Note(key="", by="", at=item.first_seen)
    return Entry(
        item=item.id,
        key=item.key,
        title=item.title,
        url=urls.untracked(item.url),
        outlet=item.outlet,
        author=item.author,
        published=item.published,
        language=item.language,
        tags=tuple(dict.fromkeys(tag.tag for tag in item.tags)),
        section=place.section,
        commentary=said.commentary,
        context=said.context,
        quote=said.quote,
        quote_author=said.quote_author,
        quote_outlet=said.quote_outlet,
        related=said.related,
        image=said.image,
        image_alt=said.image_alt,
        image_licence=said.image_licence,
        texts=place.texts,
        only=place.only,
        posted=posted,
        own=item.own,
        paywalled=bool(item.paywalled),
        summary=text.plain(item.summary),
        by=said.by,
        at=note.at if note else None,
    )
