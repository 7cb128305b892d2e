"""Finding out how a site can be followed: the feed behind an address, or what its pages repeat."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from curate import fetch, sources, urls
from curate.errors import SourceError
from curate.fetch import Candidate
from curate.locale import M, Message
from curate.models import Answer, Document, Request, Said
from curate.workflows import asking
from curate.workflows.desk import Desk

if TYPE_CHECKING:  # what reads pages is loaded where one is read
    from curate.fetch.robots import Robots
    from curate.sources._patterns import Proposal
    from curate.sources._pointers import Pointers

MOST_REQUESTS = 4
"""To find a feed, the first and all redirects included: politeness to a site that does not know us yet."""
_FEED = "feed"
_GUESSED = {"mastodon", "wordpress"}
"""Kinds that an address only looks like: where no feed stands there, it is looked for as at any other address."""
_TOO_MANY = 429
_HEAD = 4096
"""Bytes in which a sitemap says what it is."""
_MOST_SITEMAPS = 3
_LOCATION = re.compile(rb"<loc>\s*(?:<!\[CDATA\[)?\s*([^\s<\]]{1,500})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A source behind an address."""

    url: str
    """To be written down."""
    said: Said
    kind: str = _FEED


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A way to read a page as a source of kind `page`."""

    select: Mapping[str, str]
    said: Said
    row: Mapping[str, object]
    """The keys of the source, as sources.yaml has them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovery:
    """How an address can be followed."""

    url: str
    title: str = ""
    kind: str = "page"
    """What stands at the address: a page, a feed, or a kind of its own (youtube, mastodon, …)."""
    feed: Said | None = None
    """What it says, where it is a feed itself."""
    feeds: tuple[Candidate, ...] = ()
    """That the page names; they were not asked."""
    proposals: tuple[Listed, ...] = ()
    """At most three, best first."""
    sitemaps: tuple[str, ...] = ()
    advice: tuple[Message, ...] = ()
    """What else can be done, in the order in which it should be tried."""


# ── the feed behind an address ───────────────────────────────────────────────────────────────────────────────────────


def find(desk: Desk, url: str, *, allow_private: bool = False) -> Found:
    """Return the source at or behind an address of the web; one request where it is a feed, never more than four.

    `SourceError` where there is none: it says what was asked, and what else can be done.
    """
    asking = _Asking(desk=desk, first=url, allow_private=allow_private)
    kind = _kind_of(url)
    if kind is not None:
        try:
            return _as_kind(asking, url, kind)
        except SourceError:
            if kind not in _GUESSED:
                raise
    document, moved = asking.get(url)
    try:
        return Found(url=moved, said=sources.kind(_FEED).read(document, {}))
    except SourceError:
        if not _is_page(document):
            raise
    return _behind(asking, document)


def _as_kind(asking: _Asking, url: str, kind: str) -> Found:
    """Return the source that an address of a known kind is; `SourceError` where it is none."""
    document, _ = asking.get(sources.feed_url(kind, url))
    settled = sources.settled(kind, document)
    if settled is not None:
        url = settled
        document, _ = asking.get(sources.feed_url(kind, url))
    return Found(url=url, said=sources.kind(kind).read(document, {}), kind=kind)


def _behind(asking: _Asking, page: Document) -> Found:
    """Return the first feed of a page that can be read: those that it names, then those that it may have."""
    named = [candidate.url for candidate in fetch.find_feeds(page)]
    tried: list[str] = []
    faults: dict[str, SourceError] = {}
    for url in dict.fromkeys((*named, *fetch.likely_feeds(page))):
        if asking.left <= 0 or url == page.url:
            continue
        tried.append(url)
        try:
            document, moved = asking.get(url)
            return Found(url=moved, said=sources.kind(_FEED).read(document, {}))
        except SourceError as fault:
            if asking.unwelcome:
                raise
            faults[url] = fault
    hint = M("See how the page itself could be followed: curate sources discover {url}", url=page.url)
    broken = next((url for url in named if url in faults), None)
    if broken is not None:
        raise SourceError(
            M(
                "{url} names a feed that cannot be read, {feed}: {fault}",
                url=page.url,
                feed=broken,
                fault=faults[broken].message,
            ),
            hint=hint,
        )
    raise SourceError(
        M(
            "No feed was found behind {url}. It names none, and none stands at: {tried}",
            url=page.url,
            tried=", ".join(tried),
        )
        if tried
        else M("No feed was found behind {url}.", url=page.url),
        hint=hint,
    )


@dataclass(kw_only=True)
class _Asking:
    """Asking one site a few times, politely."""

    desk: Desk
    first: str
    allow_private: bool
    left: int = MOST_REQUESTS
    unwelcome: bool = False
    """The server asked to be left alone."""
    _asked: set[str] = field(default_factory=set)

    def get(self, url: str) -> tuple[Document, str]:
        """Return what stands at an address, and the address to write down; `SourceError` where it cannot be had."""
        answer = self.answer(url)
        if answer.error is not None:
            raise SourceError(answer.error, source=url)
        document = Document(body=answer.body or b"", url=answer.url, content_type=answer.content_type)
        return document, answer.moved_to or url

    def answer(self, url: str) -> Answer:
        """Return what came of asking an address."""
        from curate.fetch import guard

        host = urls.host(url)
        if host in self._asked and not guard.is_loopback(host):
            time.sleep(self.desk.config.fetch.pause.total_seconds())  # as between any two requests to one host
        self._asked.add(host)
        own = self.allow_private and host == urls.host(self.first)
        request = Request(source=url, url=url, allow_private=own)
        [answer] = list(asking.fetch_all(self.desk, [request]))  # to its end, where its connections are closed
        self.left -= answer.requests
        self.unwelcome = answer.status == _TOO_MANY or answer.retry_after is not None
        return answer


def _kind_of(url: str) -> str | None:
    """Return the kind that an address is by its host or its form; None where only what stands there can tell."""
    from curate.sources import _pointers

    host = urls.host(url)
    if host in _pointers.YOUTUBE:
        return "youtube"
    if host in _pointers.PLAYERS:
        return "podcast"
    if host.endswith(".wordpress.com"):
        return "wordpress"
    return "mastodon" if _pointers.mastodon_like(url) else None


def _is_page(document: Document) -> bool:
    from curate.sources.feed import refusal

    return refusal.is_page(document.body) or "html" in (document.content_type or "").lower()


# ── what a page repeats ──────────────────────────────────────────────────────────────────────────────────────────────


def discover(desk: Desk, url: str, *, allow_private: bool = False) -> Discovery:
    """Return how an address of the web can be followed. It is asked once; its site's robots.txt is, where that matters.

    `SourceError` where the address cannot be had.
    """
    kind = _kind_of(url)
    if kind is not None and kind not in _GUESSED:
        sources.feed_url(kind, url)  # says what is wrong with it
        return Discovery(url=url, kind=kind, advice=(_follow(url),))
    asking = _Asking(desk=desk, first=url, allow_private=allow_private)
    document, moved = asking.get(url)
    try:
        said = sources.kind(_FEED).read(document, {})
    except SourceError:
        if not _is_page(document):
            raise
    else:
        return Discovery(url=moved, title=said.title, kind=_FEED, feed=said, advice=(_follow(moved),))
    return _of_page(asking, document, moved)


def _of_page(asking: _Asking, document: Document, url: str) -> Discovery:
    from curate.sources import _patterns, _pointers, page

    plain = Discovery(url=url, feeds=fetch.find_feeds(document))
    try:
        opened = page.opened(document)
    except SourceError as fault:
        return replace(plain, advice=(fault.told, *_by_hand(_pointers.Pointers(), url)))
    plain = replace(plain, title=page.title(opened))
    proposals = tuple(_listed(each, url, asking.allow_private) for each in _patterns.proposals(opened))
    if plain.feeds and not proposals:
        return plain
    rules = _rules(asking, document.url)
    plain = replace(plain, sitemaps=rules.sitemaps)
    parts = urlsplit(document.url)
    if proposals and rules.allows(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"):
        return replace(plain, proposals=proposals)
    forbidden = M("Its robots.txt does not want programs to read this page, so it cannot be followed as a page.")
    sitemaps = rules.sitemaps or _usual_sitemaps(asking, document.url)
    advice = [forbidden] if proposals else []
    return replace(
        plain,
        sitemaps=sitemaps,
        advice=(*advice, *_from_sitemaps(sitemaps), *_by_hand(_pointers.pointers(opened), url)),
    )


def _listed(proposal: Proposal, url: str, allow_private: bool) -> Listed:
    row: dict[str, object] = {"url": url, "kind": "page", "select": proposal.select}
    if allow_private:
        row["allow_private"] = True
    return Listed(select=proposal.select, said=proposal.said, row=row)


def _rules(asking: _Asking, url: str) -> Robots:
    """Return what a site's robots.txt says; nothing where it has none, or it cannot be had now."""
    from curate.fetch import robots

    answer = asking.answer(urljoin(url, "/robots.txt"))
    rules = robots.parse(answer.body or b"")
    return replace(rules, sitemaps=tuple(each for each in rules.sitemaps if urls.is_http(each)))


def _usual_sitemaps(asking: _Asking, url: str) -> tuple[str, ...]:
    """Return the sitemaps that stand at the usual address; of an index, those that it names."""
    usual = urljoin(url, "/sitemap.xml")
    body = asking.answer(usual).body or b""
    if b"<sitemapindex" in body[:_HEAD]:
        named = (html.unescape(each.decode("utf-8", "replace")).strip() for each in _LOCATION.findall(body))
        return tuple(each for each in islice(named, _MOST_SITEMAPS) if urls.is_http(each))
    return (usual,) if b"<urlset" in body[:_HEAD] else ()


# ── what else can be done ────────────────────────────────────────────────────────────────────────────────────────────


def _follow(url: str) -> Message:
    return M("Follow it with: curate sources add {url}", url=url)


def _from_sitemaps(sitemaps: tuple[str, ...]) -> tuple[Message, ...]:
    if not sitemaps:
        return ()
    return (
        M(
            "The site lists its pages for search engines (sitemap). Follow that by writing in sources.yaml, under "
            "sources: {row}",
            row=f"- {{url: '{sitemaps[0]}', kind: sitemap}}",
        ),
    )


def _by_hand(pointers: Pointers, url: str) -> Iterator[Message]:
    """Yield what can be done where a page cannot be followed as it is."""
    if pointers.scripted:
        yield M(
            "The page is put together by a script in the browser; without a browser, there is no news in it to read."
        )
    for each in pointers.pages:
        yield M("Perhaps the news stands on another page: curate sources discover {url}", url=each)
    for each in pointers.accounts:
        yield M("It has an account that can be followed: curate sources add {url}", url=each)
    if pointers.letter:
        yield M(
            "It has a newsletter: subscribe to it with a mailbox of its own, and follow that mailbox (`kind: mail` in "
            "sources.yaml)."
        )
    else:
        yield M("If it has a newsletter, follow that by mail (`kind: mail` in sources.yaml).")
    if pointers.mail:
        yield M(
            "Ask them for a feed (RSS); most systems have one that only needs to be switched on: {mail}",
            mail=pointers.mail,
        )
    else:
        yield M("Ask them for a feed (RSS); most systems have one that only needs to be switched on.")
    yield M("A single page you can always read in with: curate add {url}", url=url)
