"""A review: item by item, best first; what stands beside each, what is decided on it, and where it stopped.

Every decision is one transaction of its own (`curating`), so whatever happens to the terminal or the machine, what was
decided is kept. What was looked at and left undecided is kept too: it comes at the end, in this review and the next.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import nsmallest

from curate import text
from curate.enrich.ranking import EPOCH, HALF_LIFE, WEIGHTS
from curate.enrich.terms import terms
from curate.errors import Refused, StoreError
from curate.locale import M, Message
from curate.models import Event, Item, Note, State, Story, Tip
from curate.states import Step
from curate.store import Wanted
from curate.workflows import curating, ranking
from curate.workflows.desk import Desk

PAGE = 10
"""Stories that are asked for at a time: few enough to be there at once, and that scores follow what was decided."""
OWN = 3000
"""Publications of one's own that an item is held against: the newest. At three a week, those of twenty years."""
LONGEST = 60_000
"""Characters of a text that are shown: a long read has about so many. The rest is a key away, in the browser."""
_BESIDE = 3
"""Earlier posts, and own publications, that are shown beside an item at most."""
_ALIKE = 2
"""Words of a title that an own publication shares, for it to be named where no tag is shared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """What went out about the same."""

    item: int
    title: str
    channel: str
    at: datetime
    why: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Related:
    """A publication of one's own that an item could be linked to."""

    item: int
    title: str
    url: str
    why: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """An item and all that one wants to see of it to judge it."""

    item: Item
    story: Story
    text: str
    """Plain, a paragraph a line."""
    score: float
    """As it is now: it falls by 1 for each half-life (see `enrich.ranking`)."""
    note: Note | None = None
    rivals: tuple[Note, ...] = ()
    """Notes that others wrote, not knowing the one that holds."""
    tips: tuple[Tip, ...] = ()
    before: tuple[Before, ...] = ()
    own: tuple[Related, ...] = ()


class Overtaken(Refused):
    """Somebody else did something with the item after it was shown; nothing was done now."""


class Review:
    """One review: where it is, what was decided in it, and what comes next."""

    def __init__(self, desk: Desk, wanted: Wanted, *, clock: Callable[[], datetime]) -> None:
        self._desk = desk
        self._wanted = wanted
        self._clock = clock
        self._trail: list[int] = []
        self._place = -1
        self._coming: deque[int] = deque()
        self._passed: set[str] = set()
        """Sources that were passed by."""
        self._unkept = 0
        """Looks that could not be kept (the database may not be written)."""
        self._unlearnt = False
        self._done: list[tuple[str, int]] = []
        self._own: _Own | None = None
        self.began = clock()
        desk.store.curation.wake(self.desk.act())
        self.total = desk.store.items.count(wanted, stories=True)
        """Stories that waited when it began, those of sources passed by left out."""

    @property
    def desk(self) -> Desk:
        """The desk at this moment: what is done now is of now, not of when the review began."""
        return replace(self._desk, now=self._clock(), learns=False)

    @property
    def number(self) -> int:
        """Which one this is, from 1."""
        return self._place + 1

    @property
    def minutes(self) -> float:
        """How long it lasts already."""
        return max(timedelta(), self._clock() - self.began) / timedelta(minutes=1)

    def rest(self) -> None:
        """Do what has time until nobody waits: learn from what was decided, and see what comes next.

        It can be left undone, or broken off: what was decided is kept, and is learnt from another time.
        """
        if self._unlearnt:
            self._unlearnt = False
            ranking.learn(self.desk)
        if not self._coming:
            self._coming.extend(self._page())

    # ── going through ────────────────────────────────────────────────────────────────────────────────────────────────

    def forward(self) -> Look | None:
        """Go to the next item and return it; None where there is none. The present one counts as looked at."""
        if self._place >= 0:
            self._keep_look(self._trail[self._place])
        if self._place + 1 >= len(self._trail):
            number = self._next()
            if number is None:
                return None
            self._trail.append(number)
        self._place += 1
        return self.present()

    def back(self) -> Look | None:
        """Go to the item before and return it; None where this is the first."""
        if self._place <= 0:
            return None
        self._place -= 1
        return self.present()

    def present(self) -> Look:
        """Return the item of now, as it stands now."""
        item = self._desk.store.items.get(self._trail[self._place])
        if item is None:
            raise Refused(M("Item #{item} is no longer there.", item=self._trail[self._place]))
        return self._look(item)

    def again(self) -> Look | None:
        """Return the item of now, or the next one where it is no longer there."""
        try:
            return self.present()
        except Refused:
            return self.forward()

    def next_source(self) -> Look | None:
        """Go to the next item that is not of the source of this one; the others of it come at the end, another time."""
        source = self.present().item.source
        self._keep_look(self._trail[self._place])
        left = self._desk.store.items.count(replace(self._wanted, source=source, looked=False), stories=True)
        self._desk.store.reviews.pass_by(source, self._clock())
        self.total = max(len(self._trail), self.total - left)
        self._passed.add(source)
        self._coming.clear()
        self._place = len(self._trail) - 1
        return self.forward()

    def _next(self) -> int | None:
        """Return the next item; one that was decided elsewhere since it was asked for is left out."""
        while True:
            if not self._coming:
                self._coming.extend(self._page())
            if not self._coming:
                return None
            number = self._coming.popleft()
            item = self._desk.store.items.get(number)
            if item is not None and item.state in (self._wanted.states or (item.state,)):
                return number

    def _page(self) -> list[int]:
        """Return the next items: the best of what nobody looked at, then what was looked at in an earlier review."""
        seen = set(self._trail)
        for looked, more in ((False, self._unkept), (True, len(seen))):
            wanted = replace(self._wanted, looked=looked, limit=PAGE + more)
            while True:
                found = self._desk.store.items.stories(wanted)
                fresh = [item.id for item in found if item.id not in seen and item.source not in self._passed]
                if fresh or wanted.limit is None or len(found) < wanted.limit:
                    break
                wanted = replace(wanted, limit=2 * wanted.limit)
            if fresh:
                return fresh[:PAGE]
        return []

    def _keep_look(self, number: int) -> None:
        try:
            self._desk.store.reviews.look(number, self._clock())
        except StoreError:  # only looking is possible here: then nothing is remembered, which a decision will say
            self._unkept += 1

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _look(self, item: Item) -> Look:
        store = self._desk.store
        story = curating.story(self._desk, item)
        body = text.plain(item.fullest) if item.fullest else item.summary
        return Look(
            item=item,
            story=story,
            text=text.without_controls(body[:LONGEST]),
            score=_now(item.score, self._clock(), self._desk.config.ranking.get("freshness", WEIGHTS["freshness"])),
            note=store.curation.note(item.id),
            rivals=tuple(store.curation.rivals(item.id)),
            tips=store.tips.of([item.id]).get(item.id, ()),
            before=tuple(self._before(item, story)),
            own=tuple(self._related(item)),
        )

    def _before(self, item: Item, story: Story) -> list[Before]:
        """Return what went out about the same: of its story, like it by its words, or with its tags."""
        store = self._desk.store
        found: dict[int, Before] = {}
        candidates = [(out, M("the same story")) for out in store.reviews.out([*story.items, item.id])]
        echo = store.lessons.echoes([item.id]).get(item.id)
        if echo is not None:
            candidates += [(out, M("much alike")) for out in store.reviews.out([echo[0]])]
        for tag in dict.fromkeys(tag.tag for tag in item.tags if tag.origin != "source"):
            candidates += [
                (out, M("tag {tag}", tag=tag)) for out in store.reviews.out_on(tag, limit=_BESIDE, but=item.id)
            ]
        for out, why in candidates:
            found.setdefault(out.item, Before(item=out.item, title=out.title, channel=out.channel, at=out.at, why=why))
        return list(found.values())[:_BESIDE]

    def _related(self, item: Item) -> list[Related]:
        """Return own publications that share a tag or words of the title, those that share most first."""
        if self._own is None:
            self._own = _Own.of(self._desk)
        mine = {*terms(item.title), *_marked(tag.tag for tag in item.tags if tag.origin != "source")}
        return [each for each in self._own.like(mine, _BESIDE + 1) if each.item != item.id][:_BESIDE]

    # ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def decide(self, look: Look, step: Step, *, reason: str | None = None, until: datetime | None = None) -> State:
        """Take the item that was looked at one step further and return its state.

        `Overtaken` where somebody else did something with it since it was shown; `Refused` where its state forbids it.
        """
        with self._desk.store.transaction():
            self.unchanged(look)
            moved = curating.move(self.desk, [str(look.item.id)], step, text=reason, until=until)
        self._unlearnt = True
        if moved[0].changed:
            self._done.append((step.value, look.item.id))
        return moved[0].to

    def comment(self, look: Look, commentary: str) -> Note:
        """Write the commentary of an item, the other words of its note left as they are."""
        with self._desk.store.transaction():
            self.unchanged(look)
            note = curating.comment(self.desk, str(look.item.id), {"commentary": commentary})
        self.commented(look)
        return note

    def commented(self, look: Look) -> None:
        """Count an item as commented, which was done in the editor."""
        self._unlearnt = True
        self._done.append((Step.COMMENT.value, look.item.id))

    def tag(self, look: Look, add: Sequence[str], remove: Sequence[str], *, new: bool) -> Item:
        """Add and take off tags, and return the item; `UsageError` where a tag is unknown and not `new`."""
        return curating.tag(self.desk, [str(look.item.id)], add=add, remove=remove, new=new)[0]

    def unchanged(self, look: Look) -> None:
        """Say nothing where an item stands as it was shown; `Overtaken` where it does not."""
        store = self._desk.store
        item, note = store.items.get(look.item.id), store.curation.note(look.item.id)
        if item is not None and item.state is look.item.state and _key(note) == _key(look.note):
            return
        events = store.curation.events(item=look.item.id, limit=1)
        raise Overtaken(
            M("{by} did something with this item in the meantime.", by=events[-1].by if events else "?"),
            hint=M("It is shown as it stands now. Press the key again if you still want it."),
        )

    # ── taking back ──────────────────────────────────────────────────────────────────────────────────────────────────

    def last_step(self) -> list[Event]:
        """Return what `undo` would take back, newest first."""
        return self._desk.store.curation.last_step()

    def undo(self, step: Sequence[Event]) -> list[Event]:
        """Take back the step that was shown, and go to its item. `Overtaken` where another one came after it."""
        with self._desk.store.transaction():
            if [event.id for event in self.last_step()] != [event.id for event in step]:
                raise Overtaken(
                    M("Somebody did something in the meantime, so nothing was taken back."),
                    hint=M("Press u again to see what the last step is now."),
                )
            events = curating.undo(self.desk)
        self._unlearnt = True
        for event in events:
            if event.item is None:
                continue
            for place in range(len(self._done) - 1, -1, -1):
                if self._done[place] == (event.action, event.item):
                    del self._done[place]
                    break
            self._return_to(event.item)
        return events

    def _return_to(self, item: int) -> None:
        if item not in self._trail:
            self._trail.insert(max(0, self._place), item)
            self.total += 1
        self._place = self._trail.index(item)

    # ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def decided(self) -> dict[int, str]:
        """Return the items of which something was decided, each with the name of the step that holds."""
        return {item: step for step, item in self._done}

    def counts(self) -> dict[str, int]:
        """Return how many items were kept, dismissed, …: by the step that holds for each, by its name."""
        return dict(Counter(self.decided().values()))

    def kept(self) -> list[int]:
        """Return the items that were kept and wait for words, in the order of their keeping."""
        return [item for item, step in self.decided().items() if step == Step.SHORTLIST.value]

    def waiting(self) -> int:
        """Return how many stories wait now."""
        return self._desk.store.items.count(self._wanted, stories=True)

    def tags_known(self) -> list[str]:
        """Return the tags there are, for completion."""
        desk = self._desk
        sources = {tag for source in desk.config.sources for tag in source.tags}
        return sorted({*desk.config.tags, *desk.store.items.tags_known(), *sources}, key=str.casefold)


@dataclass(frozen=True, slots=True)
class _Own:
    """The publications of the organisation itself, by their words and tags (these with a `#`)."""

    rows: tuple[tuple[int, str, str, frozenset[str]], ...]
    common: Counter[str]

    @classmethod
    def of(cls, desk: Desk) -> _Own:
        """Return those of a desk, newest first."""
        found = desk.store.reviews.own(OWN)
        tagged = desk.store.reviews.tagged([number for number, _, _ in found])
        rows = tuple(
            (number, title, url, frozenset((*terms(title), *_marked(tagged.get(number, ())))))
            for number, title, url in found
        )
        return cls(rows, Counter(word for *_, words in rows for word in words))

    def like(self, mine: set[str], most: int) -> list[Related]:
        """Return those that share a tag, or words enough; a word that few of them have weighs more."""
        weighed = []
        for place, (_, _, _, words) in enumerate(self.rows):
            shared = words & mine
            if len(shared) >= _ALIKE or any(word.startswith("#") for word in shared):
                weighed.append((-sum(1 / self.common[word] for word in shared), place))
        return [self._related(place, mine) for _, place in nsmallest(most, weighed)]

    def _related(self, place: int, mine: set[str]) -> Related:
        number, title, url, words = self.rows[place]
        shared = sorted(words & mine)
        named = [word[1:] for word in shared if word.startswith("#")] or shared
        return Related(item=number, title=title, url=url, why=M("both: {words}", words=", ".join(named[:3])))


def _now(score: float, now: datetime, freshness: float) -> float:
    """Return a score as it is at a moment: what speaks for the item, less what its age takes off."""
    return score - freshness * ((now - EPOCH) / HALF_LIFE)


def _key(note: Note | None) -> str:
    return "" if note is None else note.key


def _marked(tags: Iterable[str]) -> set[str]:
    return {f"#{tag}" for tag in tags}
