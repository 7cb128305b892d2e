"""Kind `article`: one page, read as one publication. Used by `curate add`, not for sources that are followed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from curate import dates, text
from curate.errors import SourceError
from curate.locale import M
from curate.models import Document, Said, SaidEntry

ARTICLES = {"Article", "NewsArticle", "BlogPosting", "Report", "ScholarlyArticle", "WebPage", "TechArticle"}
"""Types of schema.org that describe a publication."""
FEWEST_WORDS = 5
"""A paragraph of fewer words is a caption, a date or a button."""


class Article:
    """What a page says of itself: Open Graph, schema.org, `<meta>`, and its paragraphs."""

    name = "article"
    obey_robots = False  # a curator asked for this page by its address

    def read(self, document: Document, options: Mapping[str, object]) -> Said:
        """Return the page as one entry; `SourceError` where it is no HTML page."""
        if b"<" not in document.body[:4096]:
            raise SourceError(M("{url} is not a web page.", url=document.url))
        page = BeautifulSoup(document.body, "lxml")
        facts = next(_schema(page), {})
        html = page.find("html")
        language = str(html.get("lang") or "")[:2].lower() if isinstance(html, Tag) else ""
        canonical = page.select_one("link[rel~=canonical][href]")
        url = urljoin(document.url, str(canonical["href"])) if canonical else None
        heading = page.find("h1")
        title = _meta(page, "og:title") or _text(facts.get("headline")) or (heading.get_text(" ") if heading else "")
        image = _meta(page, "og:image")
        entry = SaidEntry(
            id=None,
            url=url if url and url.startswith(("http://", "https://")) else None,
            title=text.one_line(title or (page.title.get_text() if page.title else "")),
            summary=text.one_line(_meta(page, "og:description") or _meta(page, "description")),
            content=_content(page, document.url),
            author=text.one_line(_author(facts) or _meta(page, "author") or _meta(page, "article:author")) or None,
            published=dates.parse(_meta(page, "article:published_time") or _text(facts.get("datePublished"))),
            updated=dates.parse(_meta(page, "article:modified_time") or _text(facts.get("dateModified"))),
            language=language if len(language) == 2 and language.isalpha() else None,  # noqa: PLR2004
            image=urljoin(document.url, image) if image else None,
            outlet=text.one_line(_meta(page, "og:site_name")) or _host(document.url),
        )
        return Said(title=entry.outlet or "", home=document.url, entries=(entry,))


KIND = Article()


def _meta(page: BeautifulSoup, name: str) -> str:
    found = page.find("meta", attrs={"property": name}) or page.find("meta", attrs={"name": name})
    return str(found.get("content") or "") if isinstance(found, Tag) else ""


def _schema(page: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """Yield the descriptions of a publication that the page holds as JSON-LD."""
    for script in page.find_all("script", type="application/ld+json"):
        try:
            found = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue  # many pages hold JSON-LD that is none: the other facts serve
        graph = found.get("@graph", [found]) if isinstance(found, dict) else found
        for node in graph if isinstance(graph, list) else []:
            kinds = node.get("@type") if isinstance(node, dict) else None
            if ARTICLES & set([kinds] if isinstance(kinds, str) else [k for k in kinds or [] if isinstance(k, str)]):
                yield node


def _author(facts: Mapping[str, Any]) -> str:
    authors = facts.get("author") or []
    several = authors if isinstance(authors, list) else [authors]
    names = [_text(author.get("name")) if isinstance(author, dict) else _text(author) for author in several]
    return ", ".join(name for name in names if name)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _content(page: BeautifulSoup, url: str) -> str:
    """Return the page's paragraphs as cleaned HTML: those of its article, where it marks one."""
    body = page.find("article") or page.find("main") or page.body
    if not isinstance(body, Tag):
        return ""
    parts = [
        str(part)
        for part in body.find_all(["p", "h2", "h3", "blockquote", "ul", "ol"])
        if not part.find_parent(["nav", "footer", "aside", "form", "header", "blockquote", "ul", "ol"])
        and (part.name in ("h2", "h3") or len(part.get_text(" ").split()) >= FEWEST_WORDS)
    ]
    return text.clean_html("".join(parts), url)


def _host(url: str) -> str:
    return url.split("/")[2].removeprefix("www.") if url.count("/") > 1 else url
