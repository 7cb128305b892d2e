"""Kind `sitemap`: the pages that a site lists for search engines, for sites without a feed (https://www.sitemaps.org).

News sitemaps say title, date and language of each article. Plain ones say the address and, at best, when the page was
last changed: then the title is made of the address, and that date counts as the page's. What is no publication (a
contact page) is listed among the others; only the home page is known to be none.
"""

from __future__ import annotations

import heapq
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import unquote, urljoin, urlsplit

from curate import dates
from curate.errors import SourceError
from curate.locale import MN, M, Message
from curate.models import Document, Said, SaidEntry
from curate.sources import _bounds
from curate.sources.feed import refusal
from curate.sources.feed.decoding import decoded
from curate.sources.feed.mending import mended
from curate.sources.feed.outline import DEEPEST, Node, tree
from curate.sources.feed.wire import two_letters
from curate.text import absolute, literal_line, one_line

LARGEST = 10 * 1024 * 1024
"""Bytes, unpacked: what a fetch may bring. sitemaps.org allows 50 MB."""
MOST_ENTRIES = 1000
"""The newest. A news sitemap holds no more (Google, “News sitemaps”); an archive's whole sitemap is no news."""
MOST_NAMED = 10
"""Sitemaps of an index that are told."""
_MOST_LISTED = 50_000
"""Pages that a sitemap may list (sitemaps.org)."""
_MOST_MEMBERS = 100
"""Parts of one gzip stream. Real ones have one."""
_NEVER = datetime.min.replace(tzinfo=UTC)


class Sitemap:
    """A sitemap, plain or of news, packed or not."""

    name = "sitemap"
    obey_robots = False
    """It is written for programs, and the user named it: the same case as a feed. Its pages are not asked."""

    def read(self, document: Document, options: Mapping[str, object]) -> Said:
        """Return the newest pages, newest first; `SourceError` where it is no sitemap, or a list of sitemaps."""
        url = document.url
        source = decoded(_unpacked(document.body, url), document.content_type)
        if not source.body:
            raise refusal.empty(url)
        if _bounds.overgrown(source.body, _bounds.MOST_TAGS_OF_A_SITEMAP):
            raise _bounds.refusal(url)
        root, log = tree(mended(source.body))
        if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in log) and not refusal.is_page(source.body):
            raise refusal.too_deep(url, DEEPEST)
        name = "" if root is None else _local(root)
        if name == "sitemapindex":
            raise _index(root, url)
        if name != "urlset":
            raise _no_sitemap(source.body, name, url)
        pages, left_out = _newest(root, url)
        return Said(
            title=next((page.outlet for page in pages if page.outlet), ""),
            home=urljoin(url, "/"),
            language=next((page.language for page in pages if page.language), None),
            entries=tuple(_entry(page) for page in pages),
            warnings=(*source.warnings, *_broken(log), *_undated(left_out)),
        )

    def listed(self, document: Document) -> list[tuple[str, datetime | None]]:
        """Return the sitemaps that a list names, each with when it last changed; [] where it is no such list."""
        root = _root(document)
        if root is None or _local(root) != "sitemapindex":
            return []
        named = (
            (absolute(_text(element, "loc"), document.url), dates.parse(_text(element, "lastmod")))
            for element in islice(root.iterchildren("{*}sitemap"), _MOST_LISTED)
        )
        return [(where, changed) for where, changed in named if where]

    def pages(self, document: Document) -> list[SaidEntry]:
        """Return every page of a sitemap, however old; [] where it is a list of sitemaps or none."""
        root = _root(document)
        if root is None or _local(root) != "urlset":
            return []
        return [_entry(page) for page in _pages(root, document.url)]


KIND = Sitemap()


def _root(document: Document) -> Node | None:
    """Return the root of a sitemap; None where there is none. `SourceError` where it is not to be read."""
    source = decoded(_unpacked(document.body, document.url), document.content_type)
    if not source.body:
        return None
    if _bounds.overgrown(source.body, _bounds.MOST_TAGS_OF_A_SITEMAP):
        raise _bounds.refusal(document.url)
    return tree(mended(source.body))[0]


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """One `<url>`."""

    url: str
    changed: datetime | None
    published: datetime | None
    title: str
    language: str | None
    outlet: str
    keywords: tuple[str, ...]
    image: str | None

    @property
    def date(self) -> datetime | None:
        return self.published or self.changed


def _newest(root: Node, url: str) -> tuple[list[_Page], int]:
    """Return the newest pages, those without a date last, and how many without a date were left out."""
    pages = list(_pages(root, url))
    # Sorting keeps the order of the document among those of one date, and among those without.
    newest = heapq.nlargest(MOST_ENTRIES, pages, key=lambda page: page.date or _NEVER)
    undated = sum(page.date is None for page in pages) - sum(page.date is None for page in newest)
    return newest, undated


def _pages(root: Node, base: str) -> Iterator[_Page]:
    """Yield the pages, each address once, without the home page."""
    seen: set[str] = set()
    for element in islice(root.iterchildren("{*}url"), _MOST_LISTED):
        url = absolute(_text(element, "loc"), base)
        if url is None or url in seen or _is_home(url):
            continue
        seen.add(url)
        news = next(element.iterchildren("{*}news"), None)
        yield _Page(
            url=url,
            changed=dates.parse(_text(element, "lastmod")),
            published=dates.parse(_text(news, "publication_date")),
            title=one_line(_text(news, "title")),
            language=two_letters(_text(news, "publication", "language") or _text(news, "language")),
            outlet=one_line(_text(news, "publication", "name")),
            keywords=tuple(word for part in _text(news, "keywords").split(",") if (word := one_line(part))),
            image=absolute(_text(element, "image", "loc"), base),
        )


def _entry(page: _Page) -> SaidEntry:
    return SaidEntry(
        id=None,
        url=page.url,
        title=page.title or title_of(page.url),
        published=page.date,
        updated=page.changed,
        language=page.language,
        categories=tuple(dict.fromkeys(page.keywords)),
        image=page.image,
    )


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


# ── titles ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp|cfm|pdf)$", re.IGNORECASE)
_NUMBER = re.compile(r"(?:^|[-_ ])(?:[a-z]{0,3}\d{5,}|[0-9a-f]{12,})(?=$|[-_ ])", re.IGNORECASE)
"""A number in an address that counts articles. A year has four figures, and stays."""
_BETWEEN = re.compile(r"[-_+\s]+")
_NO_TITLE = {"index", "default", "amp", "article", "artikel", "view", "node"}


def title_of(url: str) -> str:
    """Return a title made of an address: the words of the last part of its path that has any, else its host.

    "/2026/11/vrijwilligers-zoeken-rust-123456.html" gives "Vrijwilligers zoeken rust".
    """
    parts = urlsplit(url)
    for part in reversed(parts.path.split("/")):
        bare = _NUMBER.sub(" ", _ENDING.sub("", literal_line(unquote(part, errors="replace"))))
        words = _BETWEEN.sub(" ", bare).strip()
        if any(character.isalpha() for character in words) and words.lower() not in _NO_TITLE:
            return words[0].upper() + words[1:]
    return parts.netloc.removeprefix("www.")


# ── the document ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _unpacked(body: bytes, url: str) -> bytes:
    """Return the document, unpacked where it is gzip (sitemap.xml.gz), never larger than `LARGEST`."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacked = b""
    for _ in range(_MOST_MEMBERS):
        stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            unpacked += stream.decompress(body, LARGEST + 1 - len(unpacked))
        except zlib.error as error:
            raise SourceError(
                M("The sitemap at {url} is packed (gzip) and damaged.", url=url),
                hint=M("Tell its publisher; curate tries again at the next fetch."),
            ) from error
        if len(unpacked) > LARGEST:
            raise SourceError(
                M("The sitemap at {url} is larger than {megabytes} MB.", url=url, megabytes=LARGEST // 2**20),
                hint=M("Follow a smaller one of the same site: its robots.txt names them."),
            )
        body = stream.unused_data
        if not stream.eof or not body.startswith(b"\x1f\x8b"):
            break
    return unpacked


def _local(element: Node) -> str:
    return str(element.tag.rpartition("}")[2].lower())


def _text(element: Node | None, *path: str) -> str:
    """Return the text of an element within, in whatever namespace; "" where it is not there."""
    for name in path:
        element = None if element is None else next(element.iterchildren(f"{{*}}{name}"), None)
    return "" if element is None else (element.text or "").strip()


def _broken(log: list[Node]) -> tuple[Message, ...]:
    if not log:
        return ()
    return (
        M(
            "The sitemap is not well-formed XML (line {line}: {reason}). Pages may be missing.",
            line=log[0].line,
            reason=one_line(log[0].message)[:120],
        ),
    )


def _undated(left_out: int) -> tuple[Message, ...]:
    if not left_out:
        return ()
    return (
        MN(
            "{n} page of the sitemap was left out: it has no date, and there are more than {most}.",
            "{n} pages of the sitemap were left out: they have no date, and there are more than {most}.",
            left_out,
            most=MOST_ENTRIES,
        ),
    )


# ── refused ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _index(root: Node, url: str) -> SourceError:
    """Return the error for a list of sitemaps: it names them, the last changed first."""
    listed = [
        (dates.parse(_text(element, "lastmod")) or _NEVER, where)
        for element in root.iterchildren("{*}sitemap")
        if (where := absolute(_text(element, "loc"), url))
    ]
    found = [where for _, where in sorted(listed, key=lambda each: each[0], reverse=True)]
    if not found:
        return SourceError(
            M("{url} is a list of sitemaps, and names none.", url=url),
            hint=M("Look at the address in a browser; the site's robots.txt may name another."),
        )
    return SourceError(
        MN(
            "{url} is a list of {n} sitemap, not a sitemap itself: {sitemaps}",
            "{url} is a list of {n} sitemaps, not a sitemap itself: {sitemaps}",
            len(found),
            url=url,
            sitemaps=", ".join(found[:MOST_NAMED]) + (", …" if len(found) > MOST_NAMED else ""),
        ),
        hint=M("Write the address of the one with the news in sources.yaml, in place of this one."),
    )


def _no_sitemap(body: bytes, root: str, url: str) -> SourceError:
    if root in ("rss", "feed", "rdf"):
        return SourceError(
            M("{url} is a feed, not a sitemap.", url=url),
            hint=M("Take `kind: sitemap` out of sources.yaml: a feed needs no kind."),
        )
    hint = M("The site's robots.txt may name its sitemaps: {robots}", robots=urljoin(url, "/robots.txt"))
    if root == "html" or refusal.is_page(body):
        return SourceError(M("{url} is a web page, not a sitemap.", url=url), hint=hint)
    return SourceError(M("{url} holds no sitemap.", url=url), hint=hint)
