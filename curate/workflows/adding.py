"""Reading one page into the store: a curator found it somewhere else."""

from __future__ import annotations

from curate import states, urls
from curate.errors import SourceError, UsageError
from curate.locale import M
from curate.models import Document, Item, Said, SaidEntry, SaidPage, State
from curate.states import Step
from curate.workflows import enriching, reading, sourcing
from curate.workflows.desk import Desk


def add(desk: Desk, url: str, *, why: str | None = None) -> Item:
    """Read a page and return it as a shortlisted item; an item that is there already is only shortlisted.

    Raises `UsageError` for what is no address, `SourceError` where the page cannot be had.
    """
    known = desk.store.items.by_url(sourcing.address(url)) or take_in(desk, url)
    act = desk.act()
    with desk.store.transaction():
        to = states.after(known.state, Step.SHORTLIST, item=known.id)
        if to is not known.state or known.state is State.NEW or why:
            desk.store.curation.move(act, "add", known.id, from_=known.state, to=to, text=why)
    found = desk.store.items.get(known.id)
    assert found is not None  # noqa: S101
    return found


def take_in(desk: Desk, url: str) -> Item:
    """Read a page and return it as the item that it is, which is new unless it was there under another address.

    Raises `UsageError` for what is no address, `SourceError` where the page cannot be had.
    """
    url = sourcing.address(url)
    if not urls.is_http(url):
        raise UsageError(
            M("{url} is not the address of a page.", url=url), hint=M("Give one that begins with https:// or http://")
        )
    page = _read(desk, url)
    said = _said(page)
    with desk.store.transaction():
        source = desk.store.sources.by_hand("Curate")
        desk.store.items.take(source, said, home=url, now=desk.now, first=False, asked=True)
        item = desk.store.items.by_url(said.entries[0].url or url)
        assert item is not None  # noqa: S101
        desk.store.pages.keep(item.id, page, desk.now)
    enriching.enrich(desk)
    return item


def _read(desk: Desk, url: str) -> SaidPage:
    """Return what a page says of itself; `SourceError` where it holds nothing to read."""
    request = reading.request(desk, url, url, obey_robots=False)  # a curator asked for this page by its address
    answer = sourcing.ask(desk, url, allow_private=request.allow_private)
    page = reading.page(Document(body=answer.body or b"", url=answer.url, content_type=answer.content_type))
    if not page.title and not page.content and not page.summary:
        raise SourceError(M("The page {url} holds no text to read.", url=url), source=url)
    return page


def _said(page: SaidPage) -> Said:
    """Return a page as what a source said: one entry, under the address that it gives itself."""
    entry = SaidEntry(
        id=None,
        url=page.canonical or page.url,
        title=page.title,
        summary=page.summary,
        content=page.content,
        author=page.author,
        published=page.published,
        updated=page.updated,
        language=page.language,
        image=page.image,
        outlet=page.outlet,
    )
    return Said(title=page.outlet or "", home=page.url, entries=(entry,))
