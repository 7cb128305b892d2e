"""Letters on their way from a mailbox to the store: where their links lead is asked, then they are read."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from time import monotonic

from curate import fetch, sources, urls
from curate.config import Source
from curate.errors import SourceError
from curate.locale import MN, Message
from curate.models import Answer, Document, Letter, Request, Said
from curate.workflows import asking
from curate.workflows.desk import Desk

MOST_ASKED = 300
"""Addresses that are asked for one mailbox in one run, besides those of its first letter."""
PATIENCE = 3
"""Deadlines of a source that the asking for one mailbox may take; letters that are left wait for the next run."""

Ask = Callable[[Sequence[Request]], Iterator[Answer]]


def fetch_all(desk: Desk, requests: Sequence[Request]) -> Iterator[Answer]:
    """Ask all of these, web and mailboxes, and yield the answers as they come in."""
    with closing(stream(desk, requests)) as came:
        for answer in came:
            if answer is not None:
                yield answer


def stream(desk: Desk, requests: Sequence[Request]) -> Generator[Answer | None, None, None]:
    """Ask all of these, web and mailboxes, and yield the answers as they come in, and None while none does.

    Mailboxes are read meanwhile. Their links are asked when the web is done, so that no host is asked twice at a time.
    """
    boxes = [request for request in requests if fetch.is_mailbox(request.url)]
    settings = desk.config.fetch
    with fetch.post(boxes, deadline=settings.deadline.total_seconds()) as letters:
        with closing(asking.stream(desk, [each for each in requests if not fetch.is_mailbox(each.url)])) as web:
            yield from web
        by_source = {request.source: request for request in boxes}
        for answer in letters:
            ask = partial(asking.fetch_all, desk)
            yield followed(desk, by_source[answer.source], answer, ask) if answer.letters else answer


def followed(desk: Desk, request: Request, answer: Answer, ask: Ask) -> Answer:
    """Return a mailbox's answer with where the links of its letters lead.

    What cannot be asked in this run is left for the next: the letters from there on count as unread. The first letter
    is always taken, so that no letter can stop the others for ever.
    """
    tips_from = _tips_from(desk, request.url)
    end = monotonic() + PATIENCE * desk.config.fetch.deadline.total_seconds()
    known: dict[str, Answer] = {}
    taken: list[Letter] = []
    for letter in answer.letters or ():
        wanted = [url for url in _to_ask(letter, tips_from) if url not in known]
        if taken and wanted and (len(known) + len(wanted) > MOST_ASKED or monotonic() > end):
            break
        for came in _asked(request, wanted, ask, end):
            known[came.source] = came
        taken.append(letter)
    left = len(answer.letters or ()) - len(taken)
    etag = answer.etag
    if left:
        etag = f"{(etag or ':').partition(':')[0]}:{(answer.letters or ())[len(taken)].number}"
    targets = {url: came.url for url, came in known.items() if came.error is None}
    return replace(
        answer,
        etag=etag,
        letters=tuple(taken),
        targets=tuple(targets.items()),
        warnings=(*answer.warnings, *_unresolved(known)),
    )


def _tips_from(desk: Desk, url: str) -> tuple[str, ...]:
    return next((source.tips_from for source in desk.config.sources if source.url == url), ())


def _to_ask(letter: Letter, tips_from: tuple[str, ...]) -> tuple[str, ...]:
    from curate.sources import mail

    try:
        return mail.to_ask(letter.body, {"tips_from": tips_from})
    except SourceError:
        return ()  # reading it says why


def _asked(request: Request, wanted: Sequence[str], ask: Ask, end: float) -> Iterator[Answer]:
    """Yield where addresses lead, those that are known in time."""
    own = urls.host(request.url.replace("imap", "http", 1)) if request.allow_private else None
    requests = [
        Request(source=url, url=url, only_address=True, allow_private=own is not None and urls.host(url) == own)
        for url in wanted
    ]
    with closing(ask(requests)) as came:  # type: ignore[type-var]  # it is a generator
        for answer in came:
            yield answer
            if monotonic() > end:
                return


def _unresolved(known: Mapping[str, Answer]) -> tuple[Message, ...]:
    failed = [came for came in known.values() if came.error is not None]
    if not failed:
        return ()
    return (
        MN(
            "Where {n} link leads could not be found out, so it still counts clicks ({why})",
            "Where {n} links lead could not be found out, so they still count clicks (the first: {why})",
            len(failed),
            why=failed[0].error,
        ),
    )


def read(source: Source, answer: Answer) -> Said:
    """Return what the letters of an answer say. One that cannot be read is told of, and does not stop the others."""
    from curate.sources import mail

    saids, warnings = [], list(answer.warnings)
    for letter in answer.letters or ():
        options = {"targets": dict(answer.targets), "tips_from": source.tips_from, "received": letter.received}
        try:
            saids.append(sources.kind(source.kind).read(Document(body=letter.body, url=source.url), options))
        except SourceError as error:
            warnings.append(error.message)
    said = mail.merged(saids)
    return replace(said, warnings=(*warnings, *said.warnings))
