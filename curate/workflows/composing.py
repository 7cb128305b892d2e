"""Composing a digest: a draft, its items in order, its words, and the edition that it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from curate import states, text, urls
from curate.errors import Refused, UsageError
from curate.locale import M
from curate.models import Edition, Entry, Item, Note, State, Trust
from curate.states import Step
from curate.store import Digest, Place
from curate.workflows import desk as at
from curate.workflows.desk import Desk

PERIOD = timedelta(days=7)
"""What the first edition looks back on; later ones look back to the one before."""


def new(desk: Desk, title: str, *, language: str | None = None) -> int:
    """Make a draft and return its number."""
    title = text.one_line(title)
    if not title:
        raise UsageError(M("A digest needs a title."), hint=M('For instance: curate digest new "Trends van de week"'))
    settings = desk.config.digest
    since = desk.store.digests.last_closed() or desk.now - PERIOD
    with desk.store.transaction():
        return desk.store.digests.new(
            desk.act(),
            title=title,
            language=language or settings.language or desk.config.organisation.language,
            intro=settings.intro,
            closing=settings.closing,
            since=since,
        )


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
        digest = draft(desk, number)
        places = {place.item: place for place in digest.places}
        for item in at.items(desk, words):
            _usable(item)
            if states.after(item.state, Step.SHORTLIST, item=item.id) is not item.state:
                desk.store.curation.move(act, Step.SHORTLIST.value, item.id, from_=item.state, to=State.SHORTLISTED)
            before = places.get(item.id, Place(item=item.id))
            places[item.id] = before if section is None else replace(before, section=text.one_line(section))
        if list(places.values()) != list(digest.places):
            added = " ".join(f"#{item}" for item in places if item not in digest.items)
            desk.store.digests.change(act, "digest add", digest, places=list(places.values()), text=added)
            at.decided(desk)
    return at.digest(desk, number)


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
        gone = [_placed(digest, item).item for item in at.items(desk, words)]
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
        moved = _placed(digest, at.item(desk, words))
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


def own_text(desk: Desk, number: int, words: str, *, channel: str, body: str) -> Digest:
    """Give an item its own text for one channel; an empty one takes it away."""
    with desk.store.transaction():
        digest = draft(desk, number)
        place = _placed(digest, at.item(desk, words))
        texts = {**dict(place.texts), channel: text.without_controls(body).strip()}
        changed = replace(place, texts=tuple((name, words) for name, words in sorted(texts.items()) if words))
        _replaced(desk, "digest text", digest, changed, f"{channel}: {texts[channel]}")
    return at.digest(desk, number)


def place(desk: Desk, number: int, words: str) -> Place:
    """Return an item's place in a digest that may still be changed."""
    return _placed(draft(desk, number), at.item(desk, words))


def only(desk: Desk, number: int, words: str, channels: Sequence[str]) -> Digest:
    """Keep an item to some channels; with none, it is for all again."""
    with desk.store.transaction():
        digest = draft(desk, number)
        place = _placed(digest, at.item(desk, words))
        changed = replace(place, only=tuple(sorted(set(channels))))
        _replaced(desk, "digest only", digest, changed, " ".join(changed.only))
    return at.digest(desk, number)


def _replaced(desk: Desk, action: str, digest: Digest, changed: Place, said: str) -> None:
    places = [changed if place.item == changed.item else place for place in digest.places]
    desk.store.digests.change(desk.act(), action, digest, places=places, item=changed.item, text=said)


def _placed(digest: Digest, item: Item) -> Place:
    for place in digest.places:
        if place.item == item.id:
            return place
    raise UsageError(
        M("Item #{item} is not in digest {digest}.", item=item.id, digest=digest.id),
        hint=M("See what is in it with: curate digest show {digest}", digest=digest.id),
    )


def close(desk: Desk, number: int) -> Digest:
    """Fix an edition: its number, date, order, and from how much it was chosen. `Refused` where it is empty."""
    with desk.store.transaction():
        digest = draft(desk, number)
        if not digest.places:
            raise Refused(
                M("Digest {digest} has no items yet.", digest=digest.id),
                hint=M("Add some with: curate digest add {digest} ITEM…", digest=digest.id),
            )
        seen, sources = desk.store.items.seen_between(digest.since, desk.now)
        values: dict[str, Any] = {
            "closed": desk.now,
            "number": digest.number or desk.store.digests.last_number() + 1,
            "seen": seen,
            "sources": sources,
        }
        desk.store.digests.change(desk.act(), "digest close", digest, values=values)
    return at.digest(desk, number)


def reopen(desk: Desk, number: int) -> Digest:
    """Let a closed edition be changed again; it keeps its number."""
    with desk.store.transaction():
        digest = at.digest(desk, number)
        if digest.closed is None:
            raise Refused(M("Digest {digest} is not closed.", digest=digest.id))
        values = {"closed": None, "seen": None, "sources": None}
        desk.store.digests.change(desk.act(), "digest reopen", digest, values=values)
    return at.digest(desk, number)


# ── the edition ──────────────────────────────────────────────────────────────────────────────────────────────────────


def edition(desk: Desk, digest: Digest) -> Edition:
    """Return a digest as channels read it: everything about its items, and nothing that changes by itself."""
    numbers = list(digest.items)
    items = {item.id: item for item in desk.store.items.many(numbers)}
    notes = desk.store.curation.notes(numbers)
    posted = desk.store.ledger.channels_of(numbers)
    date = digest.closed or digest.changed
    if digest.seen is not None and digest.sources is not None:
        seen, sources = digest.seen, digest.sources
    else:
        seen, sources = desk.store.items.seen_between(digest.since, date)
    return Edition(
        digest=digest.id,
        key=digest.key,
        title=digest.title,
        language=digest.language,
        organisation=desk.config.organisation.name,
        organisation_url=desk.config.organisation.url or "",
        timezone=desk.config.organisation.timezone,
        date=date,
        number=digest.number,
        intro=digest.intro,
        closing=digest.closing,
        entries=tuple(
            entry(items[place.item], notes.get(place.item), place, posted.get(place.item, ()))
            for place in digest.places
        ),
        trust=Trust(seen=seen, sources=sources, kept=len(digest.places)) if seen else None,
    )


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
    )
