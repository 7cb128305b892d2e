"""Reading one page into the store: a curator found it somewhere else."""

from __future__ import annotations

from dataclasses import replace

from curate import sources, states, urls
from curate.errors import SourceError, UsageError
from curate.locale import M
from curate.models import Document, Item, Said, State
from curate.states import Step
from curate.workflows import enriching, sourcing
from curate.workflows.desk import Desk


def add(desk: Desk, url: str, *, why: str | None = None) -> Item:
    """Read a page and return it as a shortlisted item; an item that is there already is only shortlisted.

    Raises `UsageError` for what is no address, `SourceError` where the page cannot be had.
    """
    url = sourcing.address(url)
    if not urls.is_http(url):
        raise UsageError(
            M("{url} is not the address of a page.", url=url), hint=M("Give one that begins with https:// or http://")
        )
    known = desk.store.items.by_url(url)
    if known is None:
        said = _read(desk, url)
        with desk.store.transaction():
            source = desk.store.sources.by_hand("Curate")
            desk.store.items.take(source, said, home=url, now=desk.now, first=False)
        known = desk.store.items.by_url(said.entries[0].url or url)
        assert known is not None  # noqa: S101
        enriching.enrich(desk)
    act = desk.act()
    with desk.store.transaction():
        to = states.after(known.state, Step.SHORTLIST, item=known.id)
        if to is not known.state or known.state is State.NEW or why:
            desk.store.curation.move(act, "add", known.id, from_=known.state, to=to, text=why)
    found = desk.store.items.get(known.id)
    assert found is not None  # noqa: S101
    return found


def _read(desk: Desk, url: str) -> Said:
    """Return what a page says of itself, under its canonical address where it names one of its own site."""
    own_hosts = {urls.host(source.url) for source in desk.config.sources if source.allow_private}
    answer = sourcing.ask(desk, url, allow_private=urls.host(url) in own_hosts)
    document = Document(body=answer.body or b"", url=answer.url, content_type=answer.content_type)
    said = sources.kind("article").read(document, {})
    entry = said.entries[0]
    if not entry.title and not entry.content and not entry.summary:
        raise SourceError(M("The page {url} holds no text to read.", url=url), source=url)
    return replace(said, entries=(replace(entry, url=entry.url or answer.url),))
