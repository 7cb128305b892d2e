"""What a curator does with items: find, judge, tag, comment, take back."""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from curate import states, text
from curate.errors import Busy, Refused, UsageError
from curate.locale import PEOPLE, M, Message, translate
from curate.models import Event, Item, LedgerRow, Note, Page, Sighting, State, Story, Tip
from curate.states import Step
from curate.store import LONGEST, Wanted, query
from curate.store.curation import WORDS, empty_words, fingerprint, same_words, words_of
from curate.store.search import Texts
from curate.store.snippet import END, START, snippet
from curate.workflows import desk as at
from curate.workflows.desk import Desk

REASONS = ("not-for-us", "known", "weak", "advertising")
"""Why an item is dismissed; only the first and the third teach the ranking."""
Progress = Callable[[int, int, str], None]


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """An item in a list, with the story it belongs to."""

    item: Item
    story: Story
    snippet: str = ""
    """In a search: the place of the hit, the words found between STX and ETX."""
    tips: tuple[Tip, ...] = ()
    """What colleagues said of it, in the inbox."""
    trends: tuple[dict[str, Any], ...] = ()
    """The rising trends that its story shows, in the inbox; as they were found last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """All we know of one item."""

    item: Item
    story: Story
    text: str
    sightings: tuple[Sighting, ...]
    note: Note | None
    events: tuple[Event, ...]
    posts: tuple[LedgerRow, ...]
    page: Page | None
    """What its own page said, where that was asked."""
    rivals: tuple[Note, ...] = ()
    """Notes that others wrote on it elsewhere, not knowing the one that holds."""
    tips: tuple[Tip, ...] = ()


def inbox(desk: Desk, wanted: Wanted, *, by_item: bool = False) -> list[Listed]:
    """Return what waits, best first: one row a story with its best item, or one row an item."""
    desk.store.curation.wake(desk.act())
    found = desk.store.items.listed(wanted) if by_item else desk.store.items.stories(wanted)
    tips = desk.store.tips.of([item.id for item in found])
    rows = [Listed(item=item, story=story(desk, item), tips=tips.get(item.id, ())) for item in found]
    shown = desk.store.trends.of({number for row in rows for number in row.story.items}, desk.now)
    return [replace(row, trends=_trends(row.item, row.story, shown)) for row in rows] if shown else rows


def _trends(item: Item, told: Story, shown: Mapping[int, Sequence[dict[str, Any]]]) -> tuple[dict[str, Any], ...]:
    """Return the trends that an item shows, or a good part of the items that tell its story, each once."""
    found = [trend for number in told.items for trend in shown.get(number, ())]
    often = Counter(trend["term"] for trend in found)
    own = {trend["term"] for trend in shown.get(item.id, ())}
    fitting = {
        trend["term"]: trend for trend in found if trend["term"] in own or often[trend["term"]] * 3 >= len(told.items)
    }
    return tuple(fitting.values())


def story(desk: Desk, item: Item) -> Story:
    """Return the story that an item belongs to; one of its own, numbered 0, until enrichment has had it."""
    if not item.story:
        return Story(id=0, items=(item.id,), sources=(item.source,))
    return desk.store.stories.get(item.story)


@dataclass(frozen=True, kw_only=True, slots=True)
class Searched:
    """What a search found."""

    rows: list[Listed]
    newest_only: bool
    """So many items fit that only the newest of them were looked at."""
    unknown: tuple[str, ...]
    """What stood before a colon and is no field: it was taken for a word."""


def search(desk: Desk, typed: str, limit: int | None, *, progress: Progress | None = None) -> Searched:
    """Return the items that fit a query (see `query.read`), best first; the index is brought up to date before that.

    `UsageError` where a field is given what it cannot have.
    """
    asked = query.read(typed, now=desk.now, zone=desk.zone, states=query.named(_state_names()))
    with contextlib.suppress(Busy):  # what another command is writing is found the next time
        index_waiting(desk, progress=progress)
    found = desk.store.search.find(asked, limit)
    items = desk.store.items.many(found.items)
    notes = desk.store.curation.notes(found.items)
    rows = []
    for item in items:
        passage = snippet(_shown_texts(item, notes.get(item.id)), found.sought)
        rows.append(Listed(item=item, story=story(desk, item), snippet=passage))
    return Searched(rows=rows, newest_only=found.newest_only, unknown=asked.unknown)


def _state_names() -> dict[State, list[str]]:
    """Return what people call the states, in every language that they may read."""
    return {state: [translate(states.said(state), language) for language in PEOPLE] for state in State}


def _shown_texts(item: Item, note: Note | None) -> dict[str, str]:
    """Return an item's texts by name, as a search shows its hits: what she wrote herself before what others did."""
    return {
        "note": f"{note.commentary}\n{note.context}".strip() if note else "",
        "text": _body(item),
        "title": item.title,
        "author": item.author or "",
        "url": item.url,
    }


def _body(item: Item) -> str:
    """Return summary and text, the summary only where the text does not begin with it."""
    full = text.plain(item.fullest) if item.fullest else ""
    if not full or full.startswith(item.summary.rstrip("…. ")[:200]):
        return full or item.summary
    return f"{item.summary}\n{full}"


def show(desk: Desk, words: str) -> Shown:
    """Return all we know of one item."""
    item = at.item(desk, words)
    return Shown(
        item=item,
        story=story(desk, item),
        text=text.plain(item.fullest) if item.fullest else item.summary,
        page=desk.store.pages.get(item.id),
        rivals=tuple(desk.store.curation.rivals(item.id)),
        sightings=tuple(desk.store.items.sightings(item.id)),
        note=desk.store.curation.note(item.id),
        events=tuple(desk.store.curation.events(item=item.id)),
        posts=tuple(desk.store.ledger.rows(item=item.id)),
        tips=desk.store.tips.of([item.id]).get(item.id, ()),
    )


# ── judging ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """An item, and the state it went to; `changed` is False where it stood there already."""

    item: Item
    to: State
    changed: bool


def move(
    desk: Desk,
    words: Sequence[str],
    step: Step,
    *,
    text: str | None = None,
    until: datetime | None = None,
) -> list[Moved]:
    """Take every item named one step further; all of them, or, where one forbids it, none."""
    act = desk.act()
    with desk.store.transaction():
        moved = []
        for item in at.items(desk, words):
            to = states.after(item.state, step, item=item.id)
            changed = to is not item.state or until is not None
            if changed:
                desk.store.curation.move(
                    act, step.value, item.id, from_=item.state, to=to, text=text, snoozed_until=until
                )
            moved.append(Moved(item=item, to=to, changed=changed))
        at.decided(desk)
        return moved


def approve(desk: Desk, words: Sequence[str]) -> list[Moved]:
    """Approve the commentary of items; where two pairs of eyes are asked for, never one's own.

    What is approved is the text as it stands: the event keeps its hash, and an edit takes the approval back. So does a
    text for one channel that is written later.
    """
    act = desk.act()
    with desk.store.transaction():
        moved = []
        for item in at.items(desk, words):
            note = desk.store.curation.note(item.id)
            _never_ones_own(desk, item, note)
            to = states.after(item.state, Step.APPROVE, item=item.id)
            changed = to is not item.state or bool(since_approval(desk, item.id))
            if changed:
                mark = fingerprint(words_of(note))
                desk.store.curation.move(
                    act, Step.APPROVE.value, item.id, from_=item.state, to=to, text=mark, approved=mark
                )
            moved.append(Moved(item=item, to=to, changed=changed))
        at.decided(desk)
        return moved


def since_approval(desk: Desk, item: int, digest: int | None = None) -> list[Event]:
    """Return what was written about an item since somebody approved its words, oldest first.

    That is texts for one channel (of `digest`, or of any) and, where it has been approved at all, other words than the
    ones that were approved: an item that is out already stays where it is when its words change.
    """
    events = [event for event in desk.store.curation.events(item=item) if not event.undone]
    approvals = [place for place, event in enumerate(events) if event.action == Step.APPROVE.value]
    later = events[approvals[-1] + 1 :] if approvals else events
    texts = [each for each in later if each.action == "digest text" and digest in (None, each.digest)]
    if not approvals or events[approvals[-1]].text == fingerprint(words_of(desk.store.curation.note(item))):
        return texts
    return [*texts, *(each for each in later if each.action in (Step.COMMENT.value, Step.CLEAR.value))]


def _never_ones_own(desk: Desk, item: Item, note: Note | None) -> None:
    if desk.config.approval != "required" or note is None:
        return
    me = text.fold(text.one_line(desk.by))
    writers = [note.by, *(event.by for event in since_approval(desk, item.id))]
    if own := next((by for by in writers if text.fold(text.one_line(by)) == me), None):
        raise Refused(
            M("Item #{item}: {by} wrote the commentary, so somebody else approves it.", item=item.id, by=own),
            hint=M("Let a colleague do it: curate approve {item} --by NAME", item=item.id),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class CaughtUp:
    """What a catch-up did."""

    lapsed: int
    """Items."""
    waiting: int
    """Stories that still wait in the inbox."""


def catch_up(desk: Desk, before: datetime, *, top: int = 0) -> CaughtUp:
    """Let what came before a moment lapse in one step, but for the `top` best stories and what somebody touched."""
    with desk.store.transaction():
        lapsed = desk.store.curation.catch_up(desk.act(), before, top)
        return CaughtUp(lapsed=lapsed, waiting=desk.store.items.count(Wanted(), stories=True))


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def tag(desk: Desk, words: Sequence[str], *, add: Sequence[str], remove: Sequence[str], new: bool) -> list[Item]:
    """Add and take off tags, and return the items as they are now.

    A tag that nobody has used and no rule names is asked about, unless `new`.
    """
    known = sorted({*desk.config.tags, *desk.store.items.tags_known(), *_source_tags(desk)}, key=str.casefold)
    add = [_known_tag(tag, known, new=new) for tag in add]
    by_name = {name.casefold(): name for name in known}
    remove = [by_name.get(tag.casefold(), tag) for tag in remove]
    act = desk.act()
    with desk.store.transaction():
        found = at.items(desk, words)
        for item in found:
            desk.store.curation.tag(act, item.id, add=add, remove=remove)
    return desk.store.items.many([item.id for item in found])


def _source_tags(desk: Desk) -> set[str]:
    return {tag for source in desk.config.sources for tag in source.tags}


def _known_tag(tag: str, known: Sequence[str], *, new: bool) -> str:
    tag = text.one_line(tag)
    if not tag:
        raise UsageError(M("A tag needs a name."))
    for name in known:
        if name.casefold() == tag.casefold():
            return name
    if not new:
        raise UsageError(
            M("There is no tag “{tag}” yet.", tag=tag),
            hint=at.near(tag, known) or M("Make it by adding --new, or write a rule for it in sources.yaml."),
        )
    return tag


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def basis(desk: Desk, item: int) -> str:
    """Return what an item's notes are known by, to tell later whether somebody wrote one in the meantime."""
    held, others = desk.store.curation.note(item), desk.store.curation.rivals(item)
    keys = [held.key if held else "", *(note.key for note in others)]
    return hashlib.sha256("|".join(keys).encode()).hexdigest()[:16]


def comment(desk: Desk, words: str, changes: Mapping[str, Any], *, based_on: str | None = None) -> Note:
    """Write a note on an item: `changes` are fields of `WORDS`; the others stay as they were.

    An approved item whose words change is to be approved again; a rating is not among its words. Returns the note that
    holds now. `based_on`: the `basis` on which it was written; `Overtaken`, and nothing written, where somebody wrote
    another note since.
    """
    act = desk.act()
    with desk.store.transaction():
        item = at.item(desk, words)
        before = desk.store.curation.note(item.id)
        fields = words_of(before) | {name: _clean(desk, name, value) for name, value in changes.items()}
        there = (*([before] if before else []), *desk.store.curation.rivals(item.id))
        if there and based_on not in (None, basis(desk, item.id)) and not same_words(before, fields):
            raise Overtaken(item, there)
        if before is not None and same_words(before, fields) and not desk.store.curation.rivals(item.id):
            return before  # where another note stands beside it, writing the same again is choosing it
        if before is None and fields == empty_words():
            raise UsageError(
                M("Nothing was written about item #{item}.", item=item.id),
                hint=M('Say why it matters: curate comment {item} --commentary "…"', item=item.id),
            )
        rated = before is not None and fingerprint(words_of(before)) == fingerprint(fields)
        step = Step.COMMENT if text.says_something(fields["commentary"]) else Step.CLEAR
        to = item.state if rated else states.after(item.state, step, item=item.id)
        by = before.by if rated and before is not None else None  # a rating makes nobody the author of the words
        desk.store.curation.write(act, item.id, fields, from_=item.state, to=to, by=by)
        index(desk, [item.id])
        at.decided(desk)
        note = desk.store.curation.note(item.id)
    assert note is not None  # noqa: S101
    return note


SETTLED = (State.DISMISSED, State.PUBLISHED, State.CORRECTED, State.WITHDRAWN)
"""What somebody else says of items in these states changes nothing by itself."""


class Overtaken(Refused):
    """Somebody wrote about an item while this was written; `others` are the notes that are there now."""

    def __init__(self, item: Item, others: tuple[Note, ...]) -> None:
        self.others = others
        super().__init__(
            M("{by} wrote about item #{item} in the meantime.", by=others[0].by, item=item.id),
            hint=M("See both with: curate show {item}", item=item.id),
        )


def stand_beside(desk: Desk, words: str, fields: Mapping[str, Any]) -> Note:
    """Keep a note beside the one that holds, for the curator to choose from or to make one of; return it.

    Where there is none to stand beside, it is the one that holds; where the same words are there, they are returned.
    """
    with desk.store.transaction():
        item = at.item(desk, words)
        cleaned = empty_words() | {name: _clean(desk, name, value) for name, value in fields.items()}
        held = desk.store.curation.note(item.id)
        there = [*([held] if held else []), *desk.store.curation.rivals(item.id)]
        if not there and item.state not in SETTLED:
            return comment(desk, str(item.id), cleaned)
        known = [note for note in there if same_words(note, cleaned)]
        return known[0] if known else desk.store.curation.beside(desk.act(), item.id, cleaned)


def use(desk: Desk, words: str, whose: str) -> Note:
    """Choose one of the notes that stand side by side on an item, and return it as the note that holds now.

    `whose`: the name of who wrote it, or the beginning of its key where one name wrote several. `UsageError` where that
    fits none, or several; `Refused` where there is nothing to choose.
    """
    item = at.item(desk, words)
    held, others = desk.store.curation.note(item.id), desk.store.curation.rivals(item.id)
    notes = (*([held] if held else []), *others)
    if not others:
        raise Refused(M("Item #{item} has no two notes to choose from.", item=item.id))
    wanted = whose.strip().casefold()
    fitting = [note for note in notes if wanted and wanted in (note.by.casefold(), note.key[: len(wanted)])]
    if len(fitting) != 1:
        listed = "\n".join(
            f"  {note.key[:6]}  {note.by}: {text.shorten(text.one_line(note.commentary), 60)}" for note in notes
        )
        raise UsageError(
            M("“{name}” does not say which note of item #{item} you mean.", name=whose, item=item.id),
            hint=M("Say whose, or with which letters its line begins:\n{notes}", notes=listed),
        )
    return comment(desk, str(item.id), words_of(fitting[0]))


def _clean(desk: Desk, name: str, value: object) -> object:
    if name not in WORDS:
        raise KeyError(name)
    if name == "rating":
        if value is not None and value not in range(1, 6):
            raise UsageError(M("A rating is a number from 1 to 5, not {found}.", found=str(value)))
        return value
    if len(str(value)) > LONGEST:
        raise UsageError(
            M("“{field}” has {n} characters; a note holds {limit} at most.", field=FIELDS[name], n=len(str(value)),
              limit=LONGEST),
            hint=M("A post is read when it is short: keep what your public needs."),
        )  # fmt: skip
    cleaned = text.without_controls(str(value)).strip()
    if name in ("commentary", "context", "quote"):
        return cleaned
    cleaned = text.one_line(cleaned)
    return _address(desk, cleaned) if name == "related" and cleaned else cleaned


def _address(desk: Desk, related: str) -> str:
    """Return the address of what is to be read with an item: as given, or that of the item that is named."""
    return related if "://" in related else at.item(desk, related).url


FIELDS: dict[str, Message] = {
    "commentary": M("Commentary"),
    "context": M("Context"),
    "quote": M("Quote"),
    "quote_author": M("quote author"),
    "quote_outlet": M("quote outlet"),
    "related": M("read also"),
    "image": M("image"),
    "image_alt": M("image description"),
    "image_licence": M("image licence"),
}
"""What the fields of a note are called."""


def index(desk: Desk, numbers: Sequence[int]) -> None:
    """Bring items into the search index, with their curators' words."""
    notes = desk.store.curation.notes(numbers)
    desk.store.search.index(
        Texts(
            item=item.id,
            title=item.title,
            text=_body(item),
            note=f"{notes[item.id].commentary}\n{notes[item.id].context}" if item.id in notes else "",
            author=item.author or "",
            url=item.canonical_url,
            language=(item.language or desk.config.organisation.language)[:2].lower(),
        )
        for item in desk.store.items.many(numbers)
    )


def index_waiting(desk: Desk, *, progress: Progress | None = None) -> int:
    """Bring into the search index what waits for it, and return how many items that were.

    A million of them, after an older form of the index was left, take some minutes; what was done stays done.
    """
    total = desk.store.search.waiting_count()
    if total and desk.store.search.tidy():
        total = desk.store.search.waiting_count()
    done = 0
    while done < total:
        with desk.store.transaction():
            some = desk.store.search.waiting(INDEXED_AT_ONCE)
            if not some:
                break
            index(desk, some)
            desk.store.search.settled(some)
        done += len(some)
        if progress is not None:
            progress(done, total, "")
    return done


INDEXED_AT_ONCE = 2_000
"""Items that go into the search index in one transaction: fewer make it merge more often, more take memory."""


# ── taking back ──────────────────────────────────────────────────────────────────────────────────────────────────────


def undo(desk: Desk) -> list[Event]:
    """Take the last step back, whoever took it, and return its events. `Refused` where there is nothing."""
    with desk.store.transaction():
        events = desk.store.curation.last_step()
        if not events:
            raise Refused(M("There is nothing to take back."))
        act = desk.act()
        for event in events:
            desk.store.curation.take_back(act, event)
        index(desk, sorted({event.item for event in events if event.item and event.action == "comment"}))
        at.corrected(desk, [event.item for event in events if event.item and event.action.startswith("story")])
        at.decided(desk)
    return events


__all__ = ["END", "REASONS", "START", "Listed", "Moved", "Shown"]
