"""Full text: the pages behind the items, read politely and kept apart from what the sources said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from curate import urls
from curate.config import Source
from curate.errors import SourceError
from curate.locale import M, Message
from curate.models import Answer, Document, Item, Request, SaidPage
from curate.workflows import asking, enriching
from curate.workflows import desk as at
from curate.workflows.desk import Desk

MOST_PAGES = 30
"""Of one source in one run; the rest waits for the next one. A host is asked for one page at a time."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What came of reading the page of one item."""

    item: Item
    page: SaidPage | None = None
    error: Message | None = None


def read(desk: Desk, words: Sequence[str], *, progress: Progress | None = None) -> list[Read]:
    """Read the pages of items now, whether they were read before or not, and return what came of each.

    `UsageError` where an item is not there.
    """
    with desk.workspace.lock():
        at.configure(desk)
        items = at.items(desk, words)
        done = _read_all(desk, items, progress)
        enriching.enrich(desk)
    return done


def after_fetch(desk: Desk, followed: Sequence[tuple[int, Source]], *, progress: Progress | None = None) -> None:
    """Read the pages of what came in from sources that ask for it (`full_text: true`), each once.

    A page that cannot be read is no failure of its source: what the source gave is there, and the item says why.
    """
    wanted = [number for number, source in followed if source.full_text]
    unread = desk.store.pages.unread(wanted, MOST_PAGES)
    if unread:
        _read_all(desk, desk.store.items.many([item for _, item in unread]), progress)


def page(document: Document) -> SaidPage:
    """Return what a page says; `SourceError` where it is none."""
    from curate.sources._article import read_page

    return read_page(document)


def request(desk: Desk, name: str, url: str, *, obey_robots: bool) -> Request:
    """Return the request for a page; a private address is open where one of the sources opens its host."""
    own_hosts = {urls.host(source.url) for source in desk.config.sources if source.allow_private}
    return Request(source=name, url=url, allow_private=urls.host(url) in own_hosts, obey_robots=obey_robots)


def _read_all(desk: Desk, items: Sequence[Item], progress: Progress | None) -> list[Read]:
    """Ask the pages of items, keep what they say, and return it in the order of the items."""
    waiting = {str(item.id): item for item in items}
    requests = [request(desk, str(item.id), item.url, obey_robots=True) for item in items]
    found: dict[int, Read] = {}
    if progress is not None and items:
        progress(0, len(items), "")
    for done, answer in enumerate(asking.fetch_all(desk, requests), 1):
        item = waiting[answer.source]
        found[item.id] = _keep(desk, item, answer)
        if progress is not None:
            progress(done, len(items), item.title)
    return [found[item.id] for item in items]


def _keep(desk: Desk, item: Item, answer: Answer) -> Read:
    number = desk.store.twins.now(item.id)  # it may have turned out to be one that was read just now
    error, said = answer.error, None
    if error is None:
        try:
            said = page(Document(body=answer.body or b"", url=answer.url, content_type=answer.content_type))
        except SourceError as fault:
            error = fault.told
    if said is not None and not said.content:
        said, error = None, M("The page {url} holds no text to read.", url=answer.url)
    if said is None:
        assert error is not None  # noqa: S101
        desk.store.pages.failed(number, item.url, error, desk.now)
        return Read(item=item, error=error)
    with desk.store.transaction():
        desk.store.pages.keep(number, said, desk.now)
        desk.store.twins.settle(desk.act(), number, said)
    return Read(item=item, page=said)
