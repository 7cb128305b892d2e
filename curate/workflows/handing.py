"""Handing items out to colleagues, and taking in what comes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from curate import text
from curate.digest import answers as reading
from curate.digest import handout as form
from curate.digest.answers import Answer, Answers
from curate.digest.handout import Handout, Sheet
from curate.errors import CurateError, Refused, UsageError
from curate.locale import PUBLIC, M, Message
from curate.models import Item, Note, State
from curate.states import Step
from curate.store import Wanted
from curate.store.curation import fingerprint, words_of
from curate.workflows import colleagues, curating
from curate.workflows import desk as at
from curate.workflows.desk import Desk

LARGEST = 5 * 1024 * 1024
"""Bytes of what is handed in; a hundred long answers are a tenth of that."""
_PAGES = (".html", ".htm")
_TEXTS = (".md", ".markdown", ".txt")


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def chosen(desk: Desk, words: Sequence[str], *, digest: int | None, state: State | None) -> list[Item]:
    """Return the items to hand out: those named, those of a digest, those in a state; else all that may need somebody.

    `Refused` where there are none, or too many to be looked at.
    """
    if words:
        found = at.items(desk, words)
    elif digest is not None:
        found = desk.store.items.many(list(at.digest(desk, digest).items))
    else:
        states = (state,) if state else (State.SHORTLISTED, State.COMMENTED)
        found = desk.store.items.listed(Wanted(states=states, baseline=True, limit=form.MOST_ITEMS + 1))
    if not found:
        raise Refused(
            M("There is nothing to hand out."),
            hint=M("Name items, or --digest N, or shortlist some first: curate shortlist ITEM"),
        )
    if len(found) > form.MOST_ITEMS:
        raise Refused(
            M("That is more than {n} items: nobody looks at so many.", n=form.MOST_ITEMS), hint=M("Name the items.")
        )
    return found


def hand_out(desk: Desk, path: Path, items: Sequence[Item], language: str | None = None) -> Handout:
    """Write items as a page, or as Markdown where the name of the file ends so, and return what was written.

    `UsageError` where the name says neither, or something else stands there; `ExportError` where it cannot be written.
    """
    from curate.deliver import exports, handouts

    suffix = path.suffix.lower()
    if suffix not in (*_PAGES, *_TEXTS):
        raise UsageError(
            M("{path} ends neither in .html nor in .md.", path=path),
            hint=M("For instance: curate handout nakijken.html, or curate handout nakijken.md"),
        )
    made = _handout(desk, items, language)
    _refuse_other(path, handouts.GENERATOR)
    written = handouts.page(made) if suffix in _PAGES else form.markdown(made)
    exports.write_bytes(path, written.encode("utf-8", "replace"))
    with desk.store.transaction():
        named = " ".join(f"#{item.id}" for item in items)
        desk.store.curation.record(desk.act(), "handout", text=f"{made.edition} {named}")
    return made


def _refuse_other(path: Path, generator: str) -> None:
    """Raise UsageError where a hand-out would take the place of what is none."""
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            head = file.read(4096).decode("utf-8", "replace")
        ours = generator in head or "[[curate handout " in head
    except OSError:
        ours = False  # a folder; writing says so
    if path.is_file() and not ours:
        raise UsageError(
            M("{path} is there already, and is no hand-out: it is left as it is.", path=path),
            hint=M("Choose another name."),
        )


def _handout(desk: Desk, items: Sequence[Item], language: str | None) -> Handout:
    organisation = desk.config.organisation
    wanted = language or organisation.language
    notes = desk.store.curation.notes([item.id for item in items])
    return Handout(
        organisation=organisation.name,
        contact=organisation.contact,
        language=wanted if wanted in PUBLIC else "en",
        made=desk.now,
        zone=ZoneInfo(organisation.timezone),
        sheets=tuple(_sheet(item, notes.get(item.id)) for item in items),
    )


def _sheet(item: Item, note: Note | None) -> Sheet:
    body = text.plain(item.fullest) if item.fullest else item.summary
    return Sheet(
        key=item.key[: form.MARK],
        basis=_mark(note),
        number=item.id,
        title=text.literal_line(item.title),
        url=item.url,
        outlet=text.literal_line(item.outlet),
        author=text.literal_line(item.author or ""),
        published=item.published,
        excerpt=text.without_controls(text.shorten(body, form.EXCERPT)),
        commentary=note.commentary if note else "",
        context=note.context if note else "",
        by=note.by if note else "",
    )


def _mark(note: Note | None) -> str:
    return fingerprint(words_of(note))[: form.MARK]


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """Something that was filled in and not taken over."""

    what: str
    """`item`, `commentary`, `context`, `rating`, `approve`."""
    why: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenIn:
    """What was made of an answer on one item."""

    item: int | None
    """None: it is not known here."""
    title: str
    took: tuple[str, ...] = ()
    """`commentary`, `context`, `rating`, `approve`, `objection`; `beside`: the texts stand beside those of today."""
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedIn:
    """What was made of one hand-out that came back."""

    by: str
    edition: str
    made: datetime | None
    """When that edition was handed out first; None: not from here."""
    newer: datetime | None
    """When a newer one was handed out; None: this is the newest."""
    whole: bool
    left_out: int
    items: tuple[TakenIn, ...]

    @property
    def changed(self) -> bool:
        """Whether anything was taken over."""
        return any(taken.took for taken in self.items)


def opened(raw: bytes) -> str:
    """Return the text of what is handed in: text, a saved file, or a whole mail; `UsageError` where it is too large."""
    if len(raw) > LARGEST:
        raise UsageError(
            M("That is larger than {n} MB: no hand-out is.", n=LARGEST // 1024 // 1024),
            hint=M("Hand in only the mail's text, or the file that the page saved."),
        )
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        given = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        given = raw.decode("cp1252", "replace")
    return _of_a_mail(raw, given)


def _of_a_mail(raw: bytes, given: str) -> str:
    """Return the text of a mail that was saved as it travelled; `given` where it is none."""
    head = given.lstrip()[:20_000].split("\n\n")[0].replace("\r\n\r\n", "\n\n")
    named = {line.partition(":")[0].lower() for line in head.split("\n") if re.match(r"[A-Za-z-]{2,40}:", line)}
    if not {"from", "mime-version"} <= named and not {"received", "from"} <= named:
        return given
    from curate.sources.mail import message

    letter = message.opened(raw)
    parts = [part for part in (letter.text, letter.html) if part]
    return next((part for part in parts if reading.read(part)), given)


def hand_in(desk: Desk, given: str, by: str | None = None) -> list[HandedIn]:
    """Take over what colleagues filled in, all of it one step for `undo`, and return what was made of each item.

    `by`: who it is from; None: as the answer says. `UsageError` where there is no hand-out in it, or nobody's name.
    """
    found = reading.read(given)
    if not found and "curate handout" in given[:20_000] and "<script>" in given:
        raise UsageError(
            M("This is the page itself, without what was filled in on it."),
            hint=M("Ask for the file of “Save my answers as a file”, or for the answers in a mail."),
        )
    if not found:
        raise UsageError(
            M("There is no hand-out in this text."),
            hint=M("Hand in the whole text from the line [[curate handout …]] on, or the file that the page saved."),
        )
    step = desk.as_one_step(how="handin")
    with desk.store.transaction():
        done = [_handed_in(step, answers, by) for answers in found]
        at.decided(desk)
    return done


def _handed_in(desk: Desk, answers: Answers, by: str | None) -> HandedIn:
    name = by or answers.by
    if not text.says_something(name):
        raise UsageError(
            M("The hand-out does not say whose answers these are."), hint=M("Say it with: curate handin FILE --by NAME")
        )
    name = colleagues.person(name)
    made, newer = _edition(desk, answers.edition)
    theirs = replace(desk, by=name)
    return HandedIn(
        by=name,
        edition=answers.edition,
        made=made,
        newer=newer,
        whole=answers.whole,
        left_out=answers.left_out,
        items=tuple(_taken(theirs, answer) for answer in answers.items),
    )


def _edition(desk: Desk, edition: str) -> tuple[datetime | None, datetime | None]:
    """Return when an edition was handed out, and when another one was after it; None where it was not."""
    events = desk.store.curation.handouts()
    mine = [place for place, event in enumerate(events) if (event.text or "").split(" ")[0] == edition]
    if not mine:
        return None, None
    later = events[mine[-1] + 1 :]
    return events[mine[0]].at, later[-1].at if later else None


def _taken(desk: Desk, answer: Answer) -> TakenIn:
    """Return what was made of an answer on one item."""
    item = desk.store.items.by_key(answer.key) if len(answer.key) >= form.MARK else None
    if item is None:
        why = M("this item is not known here")
        return TakenIn(item=None, title=answer.title, left=(Left(what="item", why=why),))
    left = [Left(what="item", why=fault) for fault in answer.faults]
    if answer.empty:
        left.append(Left(what="item", why=M("nothing was filled in")))
    held = desk.store.curation.note(item.id)
    took: list[str] = []
    words, fresh = _words(desk, item, held, answer, took, left)
    if words:
        _write(desk, item, words, fresh=fresh, took=took, left=left)
    if answer.approve is not None:
        _judge(desk, item.id, answer, fresh=fresh, took=took, left=left)
    if not took and not left:
        left.append(Left(what="item", why=M("nothing was changed")))
    return TakenIn(item=item.id, title=item.title, took=tuple(took), left=tuple(left))


def _words(
    desk: Desk, item: Item, held: Note | None, answer: Answer, took: list[str], left: list[Left]
) -> tuple[dict[str, Any], bool]:
    """Return the words of an answer that are new, as fields of a note, and whether it knew what stands there now."""
    fresh = answer.basis == _mark(held)
    base = held if fresh else _basis(desk, item, answer)
    given = {name: getattr(answer, name) for name in ("commentary", "context")}
    before = words_of(base)
    changes: dict[str, Any] = {name: words for name, words in given.items() if words and not _same(words, before[name])}
    said = desk.store.curation.standing_words(item.id)
    if changes and any(all(_same(words[name], value) for name, value in changes.items()) for words in said):
        left += [Left(what=name, why=M("this stands there already")) for name in changes]
        changes = {}
    if answer.rating is not None:
        rating = held.rating if held is not None else None
        if rating is None:
            changes["rating"] = answer.rating
        elif rating != answer.rating:
            left.append(Left(what="rating", why=M("it has a rating already: {rating}", rating=rating)))
        else:
            left.append(Left(what="rating", why=M("this stands there already")))
    took += [name for name in ("commentary", "context", "rating") if name in changes]
    if fresh or set(changes) <= {"rating"}:
        return changes, fresh
    return {name: value for name, value in (before | changes).items() if value}, fresh


def _basis(desk: Desk, item: Item, answer: Answer) -> Note | None:
    """Return the note that a colleague had before him; None where there was none, or where it is not known."""
    written = desk.store.curation.written(item.id)
    return next((note for note in reversed(written) if _mark(note) == answer.basis), None)


def _write(desk: Desk, item: Item, words: dict[str, Any], *, fresh: bool, took: list[str], left: list[Left]) -> None:
    """Write the words of an answer, or put them beside those that came in since."""
    only_rated = set(words) == {"rating"}
    settled = item.state in curating.SETTLED
    if only_rated or (fresh and not settled):
        try:
            curating.comment(desk, str(item.id), words)
        except CurateError as error:
            left += [Left(what=name, why=error.message) for name in took]
            took.clear()
        return
    held = desk.store.curation.note(item.id)
    curating.stand_beside(desk, str(item.id), words_of(held) | words if fresh else words)
    took.append("beside")
    why = (
        M("the item is settled meanwhile, so this stands beside what is there")
        if settled
        else M("its words changed since, so this stands beside them")
    )
    left.append(Left(what="note", why=why))


def _judge(desk: Desk, number: int, answer: Answer, *, fresh: bool, took: list[str], left: list[Left]) -> None:
    """Approve, or note that somebody does not agree: both only with the words that he saw, or wrote himself."""
    item = at.item(desk, str(number))
    if answer.approve and item.state is State.APPROVED:
        left.append(Left(what="approve", why=M("it is approved already")))
        return
    if not fresh:
        left.append(Left(what="approve", why=M("its words changed since: they are to be looked at again")))
        return
    if not answer.approve:
        _object(desk, item, took, left)
        return
    try:
        curating.approve(desk, [str(number)])
        took.append("approve")
    except CurateError as error:
        left.append(Left(what="approve", why=error.message))


def _object(desk: Desk, item: Item, took: list[str], left: list[Left]) -> None:
    from curate import states

    mark = _mark(desk.store.curation.note(item.id))
    for event in desk.store.curation.events(item=item.id, by=desk.by):
        if event.action == Step.OBJECT.value and event.text == mark and not event.undone:
            left.append(Left(what="approve", why=M("this stands there already")))
            return
    to = states.after(item.state, Step.OBJECT, item=item.id)
    until = item.snoozed_until
    desk.store.curation.move(
        desk.act(), Step.OBJECT.value, item.id, from_=item.state, to=to, text=mark, snoozed_until=until
    )
    took.append("objection")


def _same(one: object, other: object) -> bool:
    """Return whether two texts say the same, white space and the shape of quotes left aside: mail changes both."""
    return _bare(str(one or "")) == _bare(str(other or ""))


_SHAPES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "..."})


def _bare(words: str) -> str:
    return "".join(words.translate(_SHAPES).split())


__all__ = ["HandedIn", "Handout", "Left", "TakenIn", "chosen", "hand_in", "hand_out", "opened"]
