"""Arranging a digest: what to put in, in which order, under which headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from curate.digest import arranging
from curate.digest.arranging import By, Placed
from curate.digest.avoiding import avoided
from curate.digest.suggest import Candidate, Suggestion, suggest
from curate.errors import UsageError
from curate.locale import M, Message
from curate.models import Item, Kind, State
from curate.store import Digest, Wanted
from curate.workflows import composing, curating
from curate.workflows import desk as at
from curate.workflows.desk import Desk

_SELECTION = (State.SHORTLISTED, State.COMMENTED, State.APPROVED)
_NOT_TO_USE = frozenset({State.DISMISSED, State.WITHDRAWN, State.SNOOZED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """What a draft was filled with, or would be."""

    digest: Digest
    suggestion: Suggestion
    titles: dict[int, str]


# ── filling ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def fill(desk: Desk, number: int, *, most: int | None = None, dry_run: bool = False) -> Filled:
    """Fill a draft from what was shortlisted and commented, within max_items and max_per_source; say why each.

    `most`: how many items it may have then, where that is not max_items. `dry_run`: nothing is put in.
    """
    digest = composing.draft(desk, number)
    waiting = desk.store.items.listed(Wanted(states=_SELECTION, baseline=True, limit=None))
    inside = desk.store.items.many(list(digest.items))
    suggestion = suggest(
        _candidates(desk, waiting, digest.id),
        inside=_candidates(desk, inside, digest.id),
        max_items=most or desk.config.digest.max_items,
        max_per_source=desk.config.digest.max_per_source,
        since=digest.since,
    )
    chosen = [each.item for each in suggestion.chosen]
    if chosen and not dry_run:
        with desk.store.transaction():
            digest = composing.draft(desk, number)
            composing.put(desk, desk.act(), digest, desk.store.items.many(chosen))
    titles = {item.id: item.title for item in waiting}
    return Filled(digest=at.digest(desk, number), suggestion=suggestion, titles=titles)


def _candidates(desk: Desk, items: Sequence[Item], digest: int) -> list[Candidate]:
    numbers = [item.id for item in items]
    posted, elsewhere = desk.store.ledger.channels_of(numbers), desk.store.digests.elsewhere(numbers, digest)
    notes = desk.store.curation.notes(numbers)
    return [
        Candidate(
            item=item.id,
            score=item.score,
            source=item.outlet,
            tags=frozenset(tag.tag for tag in item.tags),
            language=item.language,
            story=item.story,
            published=item.published,
            commented=item.id in notes and bool(notes[item.id].commentary.strip()),
            held_back=_held_back(desk, item, posted.get(item.id, ()), elsewhere.get(item.id, ())),
        )
        for item in items
    ]


def _held_back(desk: Desk, item: Item, posted: Sequence[str], elsewhere: Sequence[int]) -> Message | None:
    if posted:
        return M("It went out already, on: {channels}.", channels=", ".join(posted))
    if elsewhere:
        return M("It is in digest {digests} already.", digests=", ".join(map(str, elsewhere)))
    said = f"{item.title}\n{item.outlet}\n{item.summary}"
    if reason := avoided(desk.config.digest.avoid, addresses=(item.url,), said=said):
        return M("It is on the list of what you do not share (“{entry}”).", entry=reason)
    return None


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def about(desk: Desk, words: str, since: datetime, until: datetime | None) -> list[Item]:
    """Return the items that a trend is opened with: those of a period with a tag, or that hold a phrase.

    As many as an edition takes, diverse in their sources, what was shortlisted first. `UsageError` where there is none.
    """
    tags = {tag.casefold(): tag for tag in [*desk.config.tags, *desk.store.items.tags_known()]}
    tag = tags.get(" ".join(words.split()).casefold())
    if tag is not None:
        found = desk.store.items.listed(Wanted(states=(), tag=tag, baseline=True, limit=None))
    elif shown := desk.store.trends.items_of(words):
        found = desk.store.items.many(shown)
    else:
        bare = words.replace('"', " ").strip()
        found = [row.item for row in curating.search(desk, f'"{bare}"', None).rows]
    last = until or desk.now
    usable = [
        item for item in found if item.state not in _NOT_TO_USE and since <= (item.published or item.first_seen) <= last
    ]
    if not usable:
        raise UsageError(
            M("No item of the period has the tag or the words “{words}”.", words=words),
            hint=at.near(words, sorted(tags.values()))
            or M("Take a longer period with --since, or see the tags with: curate tags list"),
        )
    return _best(desk, usable)


def telling(desk: Desk, words: str) -> list[Item]:
    """Return the items that tell the same story as one, oldest first, as many as an edition takes."""
    one = at.item(desk, words)
    numbers = desk.store.stories.members([one.story]) if one.story else [one.id]
    usable = [item for item in desk.store.items.many(numbers) if item.state not in _NOT_TO_USE or item.id == one.id]
    return sorted(_best(desk, usable), key=lambda item: (item.published or item.first_seen, item.id))


def _best(desk: Desk, items: Sequence[Item]) -> list[Item]:
    chosen: list[int] = []
    for selected in (True, False):
        some = [item for item in items if (item.state in _SELECTION) is selected]
        candidates = [replace(each, story=0, held_back=None) for each in _candidates(desk, some, 0)]
        inside = _candidates(desk, desk.store.items.many(chosen), 0)
        found = suggest(
            candidates,
            inside=[replace(each, story=0) for each in inside],
            max_items=desk.config.digest.max_items,
            max_per_source=desk.config.digest.max_per_source,
        )
        chosen += [each.item for each in found.chosen]
    return desk.store.items.many(chosen)


# ── order and sections ───────────────────────────────────────────────────────────────────────────────────────────────


def order(desk: Desk, number: int, by: By, *, dry_run: bool = False) -> Digest:
    """Put the items of a draft in order, each in its section. A timeline begins with the oldest."""
    with desk.store.transaction():
        digest = composing.draft(desk, number)
        placed = _placed(desk, digest)
        numbers = arranging.order(
            placed, by, oldest_first=digest.kind in (Kind.TIMELINE, Kind.STORY), known=list(desk.config.tags)
        )
        by_item = {place.item: place for place in digest.places}
        changed = replace(digest, places=tuple(by_item[item] for item in numbers))
        if changed.places != digest.places and not dry_run:
            desk.store.digests.change(desk.act(), "digest order", digest, places=changed.places, text=by)
    return changed if dry_run else at.digest(desk, number)


def sections(desk: Desk, number: int, *, by_tag: bool, dry_run: bool = False) -> Digest:
    """Put the items of a draft under headings, a tag each, and those of one heading together; or take all away."""
    with desk.store.transaction():
        digest = composing.draft(desk, number)
        found = (
            arranging.sections(_placed(desk, digest), known=list(desk.config.tags))
            if by_tag
            else dict.fromkeys(digest.items, "")
        )
        by_item = {place.item: place for place in digest.places}
        places = tuple(replace(by_item[item], section=_heading(tag)) for item, tag in found.items())
        changed = replace(digest, places=places)
        if places != digest.places and not dry_run:
            said = " · ".join(dict.fromkeys(place.section for place in places if place.section))
            desk.store.digests.change(desk.act(), "digest sections", digest, places=places, text=said)
    return changed if dry_run else at.digest(desk, number)


def _heading(tag: str) -> str:
    return tag[:1].upper() + tag[1:]


def _placed(desk: Desk, digest: Digest) -> list[Placed]:
    items = {item.id: item for item in desk.store.items.many(list(digest.items))}
    return [
        Placed(
            item=place.item,
            section=place.section,
            score=items[place.item].score,
            published=items[place.item].published,
            tags=tuple(dict.fromkeys(tag.tag for tag in items[place.item].tags)),
        )
        for place in digest.places
    ]
