"""The review: item by item, one key each. The loop is here; what is shown is `screen`, where it is shown `terminal`."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from curate.cli.ahead import ahead, date_ahead
from curate.cli.base import as_json, command, emit, local, option, say, session, tell
from curate.cli.read import STATES, done, told
from curate.errors import CurateError, UsageError
from curate.locale import MN, M, Message
from curate.states import Step

if TYPE_CHECKING:
    from curate.cli.terminal import Plain, Screen
    from curate.models import Event
    from curate.workflows.reviewing import Look, Review

REASONS: tuple[tuple[str, str, Message], ...] = (
    ("n", "not-for-us", M("not for us")),
    ("k", "known", M("known already")),
    ("w", "weak", M("weak")),
    ("a", "advertising", M("advertising")),
)
"""Why an item is put aside: the key, what is kept, the words."""
LONGEST = 24 * 60
"""Minutes of a review at most."""


@command(
    "review",
    M(
        "Go through what is new, item by item, best first, one key each: keep, dismiss, later, comment, tag, …\n\n"
        "Every decision is kept at once. Stop whenever you like: it goes on where it stopped, and what you left "
        "undecided comes at the end. With --plain, or in a pipe, it is written line by line, and you type a letter "
        "and Enter."
    ),
    example="curate review --minutes 15",
)
@option(
    "--minutes",
    type=click.IntRange(1, LONGEST),
    metavar="N",
    help=M("Stop kindly after so many minutes, when the item at hand is decided."),
)
@option("--tag", metavar="TAG", help=M("Only items with this tag."))
@option("--source", metavar="NAME", help=M("Only items of this source."))
@option(
    "--state",
    type=click.Choice(STATES),
    metavar="STATE",
    help=M("Only items in this state: {states} (default: new).", states=", ".join(STATES)),
)
@option("--plain", is_flag=True, help=M("Line by line, without redrawing: for a screen reader."))
@as_json
def review(
    minutes: int | None, tag: str | None, source: str | None, state: str | None, *, plain: bool, as_json: bool
) -> None:
    """Review."""
    from curate import clock
    from curate.cli import terminal
    from curate.models import State
    from curate.store import Wanted
    from curate.workflows.reviewing import Review

    chosen = (State(state),) if state else (State.NEW,)
    wanted = Wanted(states=chosen, tag=tag, source=source, baseline=state not in (None, "new"))
    going = Review(replace(session().desk, how="review"), wanted, clock=clock.now)
    first = going.forward()
    if first is None:
        if as_json:
            emit(review_json(going))
            return
        say(M("Nothing waits here. Fetch with: curate fetch, or see everything with: curate inbox --all"))
        return
    turn = Going(going, terminal.face(sys.stderr if as_json else sys.stdout, plain=plain), minutes)
    try:
        with turn.face:
            why = turn.go(first)
    except KeyboardInterrupt:
        _end(going, [], as_json=as_json)
        raise
    _end(going, [turn.said, why], as_json=as_json)


def _end(review: Review, said: Sequence[Message | str | None], *, as_json: bool) -> None:
    """Say how a review ended: what happened last, what was done in it, and what to type next."""
    if as_json:
        emit(review_json(review))
        return
    for each in said:
        if each:
            say(each)
    _sum_up(review)


def review_json(review: Review) -> dict[str, object]:
    """Return what was done in a review as our JSON has it."""
    return {
        "minutes": int(review.minutes),
        "decided": [{"item": item, "action": step} for item, step in review.decided().items()],
        "waiting": review.waiting(),
    }


class Going:
    """One review as it goes on: which key does what."""

    def __init__(self, review: Review, face: Screen | Plain, limit: int | None) -> None:
        self.review = review
        self.face = face
        self.limit = limit
        self.said: Message | str | None = None
        """What is to be said under the next item."""
        self.keys: dict[str, Callable[[Look, str], Look | None]] = {
            "k": self._keep,
            "d": self._dismiss,
            "z": self._snooze,
            "c": self._comment,
            "C": self._comment_here,
            "t": self._tag,
            "o": self._open,
            "f": self._full_text,
            "u": self._undo,
            "b": self._back,
            "n": lambda *_: self.review.forward(),
            "s": lambda *_: self.review.next_source(),
            "?": self._help,
        }

    def go(self, look: Look | None) -> Message | None:
        """Go through the items until there is none, the time is over or the curator stops; return why it ended."""
        from curate.cli.screen import Head

        def head() -> Head:
            review = self.review
            return Head(number=review.number, total=review.total, minutes=review.minutes, limit=self.limit)

        while look is not None:
            said, self.said = self.said, None
            self.face.show(look, head, self.review.desk.now, said or "")
            try:
                key, rest = self.face.key(self._rest)
                if key in ("q", "Q"):
                    return None
                after = self._after(key, look, rest)
            except EOFError:
                return M("Nothing more can be typed here, so the review stopped.")
            if self._over() and (after is None or after.item.id != look.item.id):
                return MN("{n} minute is over.", "{n} minutes are over.", self.limit or 0)
            look = after
        return M("That was all.")

    def _rest(self) -> None:
        """Do what has time until nobody waits; what goes wrong in it will go wrong, and be told, at the next key."""
        with suppress(CurateError):
            self.review.rest()

    def _over(self) -> bool:
        return self.limit is not None and self.review.minutes >= self.limit

    def _after(self, key: str, look: Look, rest: str) -> Look | None:
        """Do what a key is for and return the item to show then; the same one where it could not be done."""
        does = self.keys.get(key) or self.keys.get(key.casefold())
        if does is None:
            self.said = M("“{key}” does nothing here. ? shows the keys.", key=key)
            return look
        try:
            return does(look, rest)
        except CurateError as error:
            hint = "" if error.hint is None else f" {tell(error.hint)}"
            self.said = f"{tell(error.message)}{hint}"
            return self.review.again()

    # ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _keep(self, look: Look, rest: str) -> Look | None:
        return self._decide(look, Step.SHORTLIST)

    def _dismiss(self, look: Look, rest: str) -> Look | None:
        names = {name: name for _, name, _ in REASONS} | {key: name for key, name, _ in REASONS}
        if rest:
            if rest.casefold() not in names:
                raise UsageError(
                    M("“{reason}” is no reason to dismiss.", reason=rest),
                    hint=M("Write d n (not for us), d k (known), d w (weak) or d a (advertising)."),
                )
            return self._decide(look, Step.DISMISS, reason=names[rest.casefold()])
        choices = [*((key, word) for key, _, word in REASONS), ("enter", M("no reason"))]
        chosen = self.face.choose(M("Why?"), choices)
        if chosen is None:
            return look
        return self._decide(look, Step.DISMISS, reason=names.get(chosen))

    def _snooze(self, look: Look, rest: str) -> Look | None:
        if rest:
            return self._until(look, rest)
        now = self.review.desk.now
        days = {key: ahead(now, size) for key, size in (("1", 1), ("2", 3), ("3", 7), ("4", 30))}
        words = {key: local(until, time=False) for key, until in days.items()}
        chosen = self.face.choose(
            M("Until when?"),
            [
                ("1", M("tomorrow")),
                ("2", M("in 3 days ({date})", date=words["2"])),
                ("3", M("in a week ({date})", date=words["3"])),
                ("4", M("in a month ({date})", date=words["4"])),
                ("d", M("a date")),
            ],
        )
        if chosen is None:
            return look
        if chosen == "d":
            typed = self.face.line(M("Until which date? (2026-12-24, 24/12 or 10d)"))
            return look if not typed else self._until(look, typed)
        return self._decide(look, Step.SNOOZE, reason=local(days[chosen]), until=days[chosen])

    def _until(self, look: Look, typed: str) -> Look | None:
        until = date_ahead(typed, self.review.desk.now)
        return self._decide(look, Step.SNOOZE, reason=local(until), until=until)

    def _decide(
        self, look: Look, step: Step, *, reason: str | None = None, until: datetime | None = None
    ) -> Look | None:
        self.review.decide(look, step, reason=reason, until=until)
        self.said = _done(step, look, reason if until is None else local(until, time=False))
        return self.review.forward()

    # ── words and tags ───────────────────────────────────────────────────────────────────────────────────────────────

    def _comment(self, look: Look, rest: str) -> Look | None:
        from curate.cli import editor

        if rest or not self.face.person:
            return self._comment_here(look, rest)
        self.review.unchanged(look)
        with self.face.away():
            editor.write(self.review.desk, str(look.item.id))
        self.review.commented(look)
        now = self.review.present()
        if now.rivals:
            self.said = M("Somebody else wrote about it too; both texts are kept. Make one of them: press c.")
            return now
        self.said = _done(Step.COMMENT, look, None)
        return self.review.forward()

    def _comment_here(self, look: Look, rest: str) -> Look | None:
        held = look.note.commentary if look.note is not None else ""
        if "\n" in held:
            raise UsageError(
                M("The commentary has several paragraphs, which one line would lose."),
                hint=M("Press c to change it in your editor."),
            )
        typed = rest or self.face.line(M("Why does it matter to your public?"), start=held)
        if not typed or not typed.strip():
            return look
        self.review.comment(look, typed)
        self.said = _done(Step.COMMENT, look, None)
        return self.review.forward()

    def _tag(self, look: Look, rest: str) -> Look | None:
        words = self.review.tags_known()
        typed = rest or self.face.line(M("Tags, with commas between them (-tag takes one off):"), words=words)
        names = [name.strip() for name in (typed or "").split(",") if name.strip(" +-")]
        add = [name.lstrip("+").strip() for name in names if not name.startswith("-")]
        remove = [name.removeprefix("-").strip() for name in names if name.startswith("-")]
        if not names:
            return look
        known = {word.casefold() for word in words}
        new = [name for name in add if name.casefold() not in known]
        if new and not self._agreed(M("There is no tag “{tag}” yet. Make it?", tag=", ".join(new))):
            return look
        item = self.review.tag(look, add, remove, new=True)
        shown = ", ".join(dict.fromkeys(tag.tag for tag in item.tags)) or tell(M("none"))
        self.said = M("Its tags are now: {tags}", tags=shown)
        return self.review.present()

    def _agreed(self, asked: Message) -> bool:
        """Return whether the answer is yes, by its first letter in the curator's language."""
        choices = [(tell(word)[0].casefold(), word) for word in (M("yes"), M("no"))]
        return self.face.choose(asked, choices) == choices[0][0]

    # ── looking further ──────────────────────────────────────────────────────────────────────────────────────────────

    def _open(self, look: Look, rest: str) -> Look | None:
        url = look.item.url
        if not url.startswith(("http://", "https://")):
            raise UsageError(M("{url} is no address of a web page.", url=url))
        with self.face.away():
            opened = webbrowser.open(url)
        self.said = (
            M("Opened in your browser: {url}", url=url)
            if opened
            else M("No browser could be started here. The address is: {url}", url=url)
        )
        return look

    def _full_text(self, look: Look, rest: str) -> Look | None:
        from curate.workflows import reading

        self.face.say(M("Asking for the page: {url} …", url=look.item.url))
        read = reading.read(self.review.desk, [str(look.item.id)])[0]
        self.said = read.error if read.error is not None else M("This is the whole text of its page.")
        return self.review.present()

    def _help(self, look: Look, rest: str) -> Look | None:
        self.face.tell_keys()
        return look

    # ── going back ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _back(self, look: Look, rest: str) -> Look | None:
        before = self.review.back()
        if before is None:
            self.said = M("This is the first one.")
            return look
        return before

    def _undo(self, look: Look, rest: str) -> Look | None:
        step = self.review.last_step()
        if not step:
            self.said = M("There is nothing to take back.")
            return look
        what = told(step[0]) if len(step) == 1 else tell(_several(step))
        strange = any(event.by != self.review.desk.by or event.at < self.review.began for event in step)
        if strange and not self._agreed(M("The last step is: {what}. Take it back?", what=what)):
            return look
        self.review.undo(step)
        self.said = M("Taken back: {what}", what=what)
        return self.review.present()


def _several(step: Sequence[Event]) -> Message:
    return MN("{n} change, of which the last is: {what}", "{n} changes, of which the last is: {what}", len(step),
              what=told(step[0]))  # fmt: skip


def _done(step: Step, look: Look, reason: str | None) -> Message:
    """Return what was just done, as it stands under the next item."""
    from curate.text import shorten

    words = {name: word for _, name, word in REASONS}
    what = tell(done(step.value))
    title = shorten(look.item.title, 40)
    if not reason:
        return M("#{item} {what}: {title}", item=look.item.id, what=what, title=title)
    why = words.get(reason, reason)
    return M("#{item} {what} ({why}): {title}", item=look.item.id, what=what, why=why, title=title)


def _sum_up(review: Review) -> None:
    """Say what was done in a review, and what to type next."""
    counts = review.counts()
    minutes = int(review.minutes)
    parts = [
        f"{tell(done(step.value))} {counts[step.value]}"
        for step in (Step.SHORTLIST, Step.DISMISS, Step.SNOOZE, Step.COMMENT)
        if counts.get(step.value)
    ]
    done_ = ", ".join(parts) or tell(M("nothing was decided"))
    say(MN("In {n} minute: {done}.", "In {n} minutes: {done}.", minutes, done=done_))
    waiting = review.waiting()
    if waiting:
        say(MN("{n} waits. Go on with: curate review", "{n} wait. Go on with: curate review", waiting))
    kept = review.kept()
    if kept:
        say(M("Write why it matters: curate comment {item}", item=kept[0]))
    elif counts.get(Step.COMMENT.value):
        say(M("Put it into a digest: curate digest add DIGEST ITEM, or make one with: curate digest new TITLE"))
