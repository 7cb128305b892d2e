"""The rules of the tags at work: what they find, why, what they would find, and what they miss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta

from curate import config, text
from curate.enrich import suggesting
from curate.enrich.sketches import body
from curate.enrich.suggesting import Read, Suggestion
from curate.enrich.tagging import Firing
from curate.errors import Refused, UsageError
from curate.locale import M
from curate.models import Event, Item, Tag
from curate.store import ByHand, Use
from curate.workflows import desk as at
from curate.workflows import enriching, ranking
from curate.workflows.desk import Desk
from curate.workflows.labelling import Labels

Progress = Callable[[int, int, str], None]
RECENT = timedelta(days=30)
SUGGESTED_FROM = timedelta(days=90)
"""How far back phrases are looked for."""
READ_AT_MOST = 10_000
"""Items that phrases are looked for in, the newest: some ten seconds of work."""
BEGINNING = 500
"""Characters of an item that are read for phrases: what it is about stands there."""


# ── list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A tag, its rule and how it is used."""

    tag: str
    words: tuple[str, ...]
    """Its rule, as `sources.yaml` has it; empty: no rule gives it."""
    use: Use

    @property
    def never_fired(self) -> tuple[str, ...]:
        """The entries that no item fired, exclusions aside."""
        return tuple(word for word in self.words if not word.startswith("-") and word not in self.use.rules)


def listed(desk: Desk) -> list[Listed]:
    """Return every tag: those with a rule in the order of the file, then the others by name."""
    used = desk.store.tags.used(desk.now - RECENT)
    rules = desk.config.tags
    others = {tag for source in desk.config.sources for tag in source.tags} | {
        tag for tag, use in used.items() if use.items
    }
    names = [*rules, *sorted(others - {*rules}, key=str.casefold)]
    return [
        Listed(tag=name, words=tuple(word.strip() for word in rules.get(name, ())), use=used.get(name, Use()))
        for name in names
    ]


# ── why ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Excluded:
    """A tag that an item does not get, because a word keeps it off."""

    tag: str
    fired: Firing
    by: Firing


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenOff:
    """A tag that a curator took off."""

    tag: str
    event: Event | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """Why an item has the tags that it has, and not others."""

    item: Item
    excluded: tuple[Excluded, ...]
    taken_off: tuple[TakenOff, ...]
    to_come: tuple[str, ...]
    """Tags that the rules as they are now would give it, and that it has not."""
    to_go: tuple[str, ...]
    """Tags that it has from a rule or source, and that these would not give it any more."""


def why(desk: Desk, words: str) -> Why:
    """Return why an item has its tags."""
    item = at.item(desk, words)
    labels = Labels(desk)
    by_hand = desk.store.tags.by_hand([item.id]).get(item.id, ByHand())
    fired = labels.tagger.firings(item.title, body(item), item.language)
    now = {tag.tag for tag in labels.of([item])[item.id]} | by_hand.given
    shown = {tag.tag for tag in item.tags}
    return Why(
        item=item,
        excluded=tuple(_excluded(fired)),
        taken_off=tuple(TakenOff(tag=tag, event=_taken_off(desk, item, tag)) for tag in sorted(by_hand.taken_off)),
        to_come=tuple(sorted(now - shown - by_hand.taken_off)),
        to_go=tuple(sorted(shown - now)),
    )


def _excluded(fired: Sequence[Firing]) -> list[Excluded]:
    keeps_off = {each.tag: each for each in reversed(fired) if each.excludes}
    found: dict[str, Excluded] = {}
    for each in fired:
        if not each.excludes and each.tag in keeps_off:
            found.setdefault(each.tag, Excluded(tag=each.tag, fired=each, by=keeps_off[each.tag]))
    return list(found.values())


def _taken_off(desk: Desk, item: Item, tag: str) -> Event | None:
    """Return the event in which a curator took a tag off; None where it came from another database."""
    for event in reversed(desk.store.curation.events(item=item.id)):
        if event.action == "tag" and not event.undone and f" -{tag} " in f" {event.text} ":
            return event
    return None


# ── retag ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """How many items gained a tag, and lost it."""

    tag: str
    added: int
    removed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Retagged:
    """What giving the tags again did, or would do."""

    items: int
    """How many were looked at."""
    changed: int
    changes: tuple[Change, ...]
    """By tag, in the order of the file."""
    resumed: bool
    """A run had been broken off, and this one went on where it was."""


def retag(desk: Desk, *, dry_run: bool = False, progress: Progress | None = None) -> Retagged:
    """Give all items the tags of the present rules, their scores with them, and return what that changed.

    What a curator gave or took off stays as it is. A run that is broken off keeps what it did; the next one goes on
    there, unless the rules are others by then. With `dry_run` nothing is written.
    """
    with nullcontext() if dry_run else desk.workspace.lock():
        if not dry_run:
            at.configure(desk)
        labels = Labels(desk)
        began = last = 0 if dry_run else desk.store.tags.progress(labels.mark)
        total, done, changed = desk.store.items.total(), 0, 0
        added: Counter[str] = Counter()
        removed: Counter[str] = Counter()
        while batch := desk.store.items.after(last, enriching.BATCH):
            last = batch[-1].id
            with nullcontext() if dry_run else desk.store.transaction():
                changed += _retag_batch(desk, labels, batch, added, removed, dry_run=dry_run)
                if not dry_run:
                    desk.store.tags.reached(labels.mark, last)
            done += len(batch)
            if progress is not None:
                progress(done, max(done, total), "")
        if not dry_run:
            desk.store.tags.finished()
            with desk.store.transaction():
                desk.store.counts.rules_hold(labels.marks)
    known = [*desk.config.tags, *sorted({*added, *removed} - {*desk.config.tags}, key=str.casefold)]
    return Retagged(
        items=done,
        changed=changed,
        changes=tuple(
            Change(tag=tag, added=added[tag], removed=removed[tag]) for tag in known if added[tag] or removed[tag]
        ),
        resumed=began > 0,
    )


def _retag_batch(
    desk: Desk, labels: Labels, batch: Sequence[Item], added: Counter[str], removed: Counter[str], *, dry_run: bool
) -> int:
    """Give a batch of items their tags, count what changes, and return how many items show other tags than before."""
    by_hand = desk.store.tags.by_hand([item.id for item in batch])
    differing: list[Item] = []
    for item, now in zip(batch, labels.of(batch).values(), strict=True):
        hand = by_hand.get(item.id, ByHand())
        before = {tag.tag for tag in item.tags}
        after = ({tag.tag for tag in now} | hand.given) - hand.taken_off
        added.update(after - before)
        removed.update(before - after)
        if after != before:
            differing.append(item)
        if not dry_run and _given(now, hand) != _given(item.tags, hand):
            desk.store.items.retag(item.id, now)
    if differing and not dry_run:
        desk.store.counts.settle([item.id for item in differing])
        ranking.rank(desk, [item.id for item in differing if item.story])  # the others have had no score yet
    return len(differing)


def _given(tags: Sequence[Tag], hand: ByHand) -> set[Tag]:
    """Return the tags that rules and sources gave, as far as they are shown, each once."""
    first: dict[tuple[str, str], Tag] = {}
    for tag in tags:
        if tag.origin != "curator" and tag.tag not in hand.taken_off:
            first.setdefault((tag.tag, tag.origin), tag)
    return {*first.values()}


# ── suggest ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def suggest(desk: Desk, limit: int) -> list[Suggestion]:
    """Return the phrases of the last three months that three or more sources use and no rule covers, best first."""
    items = desk.store.items.newest(desk.now - SUGGESTED_FROM, READ_AT_MOST)
    read = [
        Read(
            item=item.id,
            source=item.source,
            title=item.title,
            text=body(item)[:BEGINNING],
            language=item.language,
        )
        for item in items
    ]
    names = {source.name for source in desk.store.sources.known().values()} | {item.outlet for item in items}
    return suggesting.suggest(read, covered=Labels(desk).tagger.covers, names=names, limit=limit)


def add(desk: Desk, word: str, to: str | None, *, new: bool) -> str:
    """Write a word or phrase into the rule of a tag, and return that tag's name.

    `to`: the tag; where it is None, the tag has the word's own name. `UsageError` where there is no such tag (a new one
    is made with `new`, or without `to`), `Refused` where the word stands there already.
    """
    word = text.one_line(word).strip().strip('"“”„«»').strip()
    if not any(character.isalnum() for character in word):
        raise UsageError(M("A rule needs a word with at least one letter or digit."))
    rules = desk.config.tags
    known = {name.casefold(): name for name in [*rules, *(row.tag for row in listed(desk))]}
    tag = text.one_line(to if to is not None else word.lstrip("-"))
    if to is not None and tag.casefold() not in known and not new:
        raise UsageError(
            M("There is no tag “{tag}” yet.", tag=tag),
            hint=at.near(tag, [*known.values()]) or M("Make it by adding --new."),
        )
    tag = known.get(tag.casefold(), tag)
    if _stands(word, rules.get(tag, ())):
        raise Refused(M("“{word}” stands in the rule of {tag} already.", word=word, tag=tag))
    config.add_word(desk.workspace.config, tag, word)
    return tag


def _stands(word: str, words: Sequence[str]) -> bool:
    return text.fold(word) in {text.fold(each.strip().strip('"“”„«»')) for each in words}
