"""Fetching: what is due is asked, what comes in is read and kept, source by source; then it is enriched."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from curate import health, platforms, schedule, sources
from curate.config import Source
from curate.errors import SourceError, UsageError
from curate.locale import M, Message
from curate.models import Answer, Document, FetchSummary, Request, Said, SourceState, Trouble
from curate.store import Taken, arrivals
from curate.workflows import desk as at
from curate.workflows import enriching, keeping, mailing, trending
from curate.workflows import reading as pages
from curate.workflows.desk import Desk
from curate.workflows.pool import Job, Pool, Reading

Progress = Callable[[int, int, str], None]
"""Told how many sources are done, of how many, and which one was the last."""


@dataclass(kw_only=True)
class Tally:
    """What a run did so far."""

    asked: int = 0
    fetched: int = 0
    unchanged: int = 0
    not_due: int = 0
    new: int = 0
    updated: int = 0
    let_go: int = 0
    warnings: list[Trouble] = field(default_factory=list)
    failures: list[Trouble] = field(default_factory=list)

    def summary(self) -> FetchSummary:
        """Return it as it is shown."""
        return FetchSummary(
            sources=self.asked + self.not_due,
            fetched=self.fetched,
            unchanged=self.unchanged,
            not_due=self.not_due,
            failed=len(self.failures),
            new_items=self.new,
            updated_items=self.updated,
            let_go=self.let_go,
            warnings=tuple(self.warnings),
            failures=tuple(self.failures),
        )


def refresh(
    desk: Desk,
    names: Sequence[str] = (),
    *,
    everything: bool = False,
    enrich: bool = True,
    progress: Progress | None = None,
) -> FetchSummary:
    """Fetch what is due, and return what that did; one bad source never stops the rest.

    Raises `Busy` where another fetch holds the workspace's lock, `UsageError` for a name that no source has.
    """
    with desk.workspace.lock():
        at.configure(desk)
        tally = Tally()
        chosen = _chosen(desk, names)
        settings = {source.url: source for source in desk.config.sources}
        blocked = schedule.blocked_hosts([state for state, _ in chosen], desk.now)
        due = []
        for state, source in chosen:
            if schedule.is_due(state, desk.now, everything=everything) and not schedule.is_blocked(source.url, blocked):
                due.append(state)
            else:
                tally.not_due += 1
        run = desk.store.sources.start_run(desk.now)
        _ask(desk, due, settings, tally, progress)
        at.configure(desk)  # what has no name of its own is now called by its feed's title
        pages.after_fetch(desk, [(state.id, source) for state, source in chosen], progress=progress)
        desk.store.curation.lapse(desk.act(), desk.now - desk.config.inbox.expires)
        tally.let_go = keeping.let_go(desk)
        if enrich:
            enriching.enrich(desk, progress=progress)
        desk.store.sources.end_run(run, desk.now, new_items=tally.new, failed=len(tally.failures))
        moving = trending.notice(desk) if enrich else ()
    return replace(_named_now(desk, tally.summary()), moving=moving)


def _named_now(desk: Desk, summary: FetchSummary) -> FetchSummary:
    """Return a summary with the names that sources have after it: a first fetch tells what a feed calls itself."""
    names = {state.url: state.name for state in desk.store.sources.all()}

    def named_now(troubles: Sequence[Trouble]) -> tuple[Trouble, ...]:
        return tuple(replace(trouble, source=names.get(trouble.url, trouble.source)) for trouble in troubles)

    return replace(summary, warnings=named_now(summary.warnings), failures=named_now(summary.failures))


def _chosen(desk: Desk, names: Sequence[str]) -> list[tuple[SourceState, Source]]:
    """Return the sources that are followed, or those that are named, with their settings."""
    settings = {source.url: source for source in desk.config.sources if source.enabled}
    states = [state for state in desk.store.sources.all() if state.url in settings]
    if names:
        states = [named(desk, states, name) for name in dict.fromkeys(names)]
    return [(state, settings[state.url]) for state in states]


def named(desk: Desk, states: Sequence[SourceState], name: str) -> SourceState:
    """Return the source that a person means by a name, a title or an address."""
    wanted = name.strip().casefold()
    configured = {source.url: source.name.casefold() for source in desk.config.sources}
    for state in states:
        if wanted in (state.name.casefold(), state.title.casefold(), state.url.casefold(), configured.get(state.url)):
            return state
    raise UsageError(
        M("There is no source called “{name}”.", name=name),
        hint=at.near(name, [state.name for state in states]) or M("See the names with: curate sources list"),
    )


def _ask(
    desk: Desk,
    due: Sequence[SourceState],
    settings: dict[str, Source],
    tally: Tally,
    progress: Progress | None,
) -> None:
    tally.asked = len(due)
    waiting = {str(state.id): state for state in due}
    requests = []
    for state in due:
        try:
            requests.append(request(state, settings[state.url]))
        except SourceError as error:  # no such kind, or no such address: this source fails, the others go on
            answer = Answer(source=str(state.id), url=state.url, error=error.told)
            _take(desk, state, settings[state.url], _Came(answer=answer), tally)
    done = len(due) - len(requests)
    if progress is not None and due:
        progress(done, len(due), "")
    with desk.store.repeatable(), closing(_read_all(desk, requests, waiting, settings)) as came:
        for each in came:
            state = waiting[each.answer.source]
            _take(desk, state, settings[state.url], each, tally)
            done += 1
            if progress is not None:
                progress(done, len(due), state.name)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Came:
    """What came of one source: the answer, its body read."""

    answer: Answer
    """Without its body, and with an error where that could not be read."""
    reading: Reading | None = None
    """None where nothing changed, or where there is an error."""
    digest: str | None = None
    """SHA-256 of the body, hexadecimal; None where there was none."""


def _read_all(
    desk: Desk, requests: Sequence[Request], states: Mapping[str, SourceState], settings: Mapping[str, Source]
) -> Generator[_Came, None, None]:
    """Yield what came of each source, as it comes in. Some documents are read by other processes, and come later."""
    expected = sum(states[request.source].body_hash is None for request in requests)
    with Pool(expected) as pool, closing(mailing.stream(desk, requests)) as answers:
        lent: dict[str, _Came] = {}
        for answer in answers:
            platforms.heed()
            if answer is not None:
                state = states[answer.source]
                digest = None if answer.body is None else hashlib.sha256(answer.body).hexdigest()
                came = _Came(answer=replace(answer, body=None, letters=None), digest=digest)
                if answer.letters and answer.error is None:
                    yield _read_as(came, _letters(settings[state.url], answer))
                elif answer.error is not None or answer.body is None or digest == state.body_hash:
                    yield came
                elif (result := pool.take(answer.source, job(settings[state.url], answer))) is not None:
                    yield _read_as(came, result)
                else:
                    lent[answer.source] = came
            for name, result in pool.done():
                yield _read_as(lent.pop(name), result)
        for name, result in pool.done(wait=True):
            yield _read_as(lent.pop(name), result)


def _letters(source: Source, answer: Answer) -> Reading | Message:
    """Return what the letters of a mailbox say; where they cannot be read, why."""
    try:
        said = mailing.read(source, answer)
    except SourceError as error:
        return error.told
    return Reading(said=said, arrivals=arrivals(said, home=source.url))


def _read_as(came: _Came, result: Reading | Message) -> _Came:
    if isinstance(result, Message):
        return replace(came, answer=replace(came.answer, error=result))
    return replace(came, reading=result)


def request(state: SourceState, source: Source) -> Request:
    """Return the request for a source, with the validators that it gave last time."""
    return Request(
        source=str(state.id),
        url=sources.feed_url(source.kind, source.url),
        etag=state.etag,
        last_modified=state.last_modified,
        allow_private=source.allow_private,
        obey_robots=sources.kind(source.kind).obey_robots,
        name=source.name,
    )


def read(source: Source, answer: Answer) -> Said:
    """Return what a source said; `SourceError` where it cannot be read."""
    if answer.letters is not None:
        return mailing.read(source, answer)
    work = job(source, answer)
    return sources.kind(work.kind).read(work.document, work.options)


def job(source: Source, answer: Answer) -> Job:
    """Return what is to be read, and how, of an answer that has a body."""
    assert answer.body is not None  # noqa: S101
    document = Document(body=answer.body, url=answer.url, content_type=answer.content_type)
    return Job(kind=source.kind, document=document, options=options(source), home=source.url)


def options(source: Source) -> dict[str, object]:
    """Return what the kind of source needs to know to read its documents."""
    if source.select is None:
        return {}
    select = source.select
    return {
        "select": {
            name: value
            for name in ("item", "title", "link", "date", "summary", "image")
            if (value := getattr(select, name))
        }
    }


def _take(desk: Desk, state: SourceState, source: Source, came: _Came, tally: Tally) -> None:
    """Keep what came of one source: its items, how it fares, and when it is asked next, in one transaction."""
    answer, reading = came.answer, came.reading
    said = None if reading is None else reading.said
    with desk.store.transaction():
        after = schedule.after(state, answer, said, every=source.every, now=desk.now, chance=random.random())  # noqa: S311
        if answer.error is not None:
            desk.store.sources.record(after)
            if after.failures > state.failures or after.gone:
                tally.failures.append(Trouble(source=state.name, url=source.url, what=answer.error))
            else:  # not asked: its host wants to be left alone because of another source
                tally.asked -= 1
                tally.not_due += 1
            return
        if reading is not None:
            taken = desk.store.items.take(
                state.id,
                reading.said,
                home=source.url,
                now=desk.now,
                first=state.first_fetch is None,
                arrivals=reading.arrivals,
            )
            desk.store.tips.take(state.id, reading.said.tips, desk.now)
            _count(desk, state, reading.said, taken, tally)
            after = replace(after, title=reading.said.title or state.title, body_hash=came.digest)
            if taken.new:
                days, newest = desk.store.sources.published_on(state.id)
                desk.store.sources.keep_rhythm(state.id, newest, health.rhythm(days))
        desk.store.sources.record(after)
    tally.fetched += 1 if said is not None else 0
    tally.unchanged += 1 if said is None else 0


def _count(desk: Desk, state: SourceState, said: Said, taken: Taken, tally: Tally) -> None:
    tally.new += taken.new
    tally.updated += taken.updated
    if said.warnings:
        what = said.warnings[0]
        for more in said.warnings[1:]:
            what = M("{what} {hint}", what=what, hint=more)
        tally.warnings.append(Trouble(source=state.name, url=state.url, what=what))
    fresh = said.news_only or not said.entries
    if state.last_success is not None and not fresh and not taken.known and state.items:
        # Not one entry that we knew: between the two fetches the feed moved on further than it shows.
        desk.store.sources.note_gap(state.id, state.last_success, desk.now)
