"""The feeds that a page names."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.fetch import find_feeds, likely_feeds
from curate.models import Document

PAGE = "https://site.example/nieuws/"


def urls(html: str | bytes, **more: str) -> list[str]:
    body = html if isinstance(html, bytes) else html.encode()
    return [feed.url for feed in find_feeds(Document(body=body, url=PAGE, **more))]  # type: ignore[arg-type]


def link(href: str, media: str = "application/rss+xml", rel: str = "alternate", title: str = "") -> str:
    return f'<link rel="{rel}" type="{media}" href="{href}" title="{title}">'


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (link("feed.xml"), [PAGE + "feed.xml"]),
        (link("/feed.xml#top"), ["https://site.example/feed.xml"]),
        (link("//other.example/f"), ["https://other.example/f"]),
        (link("a", "APPLICATION/ATOM+XML; charset=utf-8", "Alternate"), [PAGE + "a"]),
        (link("a", "application/feed+json"), [PAGE + "a"]),
        (link("/feed.json", "application/json"), ["https://site.example/feed.json"]),
        (link("/wp-json/wp/v2/pages/2", "application/json"), []),
        (link("a", "text/html"), []),
        (link("a", rel="stylesheet"), []),
        (link("a", "", "feed"), [PAGE + "a"]),
        (link("feed://site.example/a"), ["http://site.example/a"]),
        (link("feed:https://site.example/a"), ["https://site.example/a"]),
        (link("javascript:alert(1)"), []),
        (link("file:///etc/passwd"), []),
        (link("http://["), []),
        (link(""), []),
        (link("a") + link("a") + link("b"), [PAGE + "a", PAGE + "b"]),
        ('<base href="/in/">' + link("a"), ["https://site.example/in/a"]),
        ('<base href="http://x.example/">' + '<base href="http://y.example/">' + link("a"), ["http://x.example/a"]),
        (
            link("comments/feed", title="Reacties") + link("feed", title="Nieuws"),
            [PAGE + "feed", PAGE + "comments/feed"],
        ),
        ("<p>geen", []),
        ("", []),
        ("<rss><channel><link>x</link></channel></rss>", []),
        ('<?xml version="1.0"?><html>' + link("a"), [PAGE + "a"]),
    ],
)
def test_links(html: str, found: list[str]) -> None:
    assert urls(html) == found


def test_what_a_feed_is_called_and_of_which_kind() -> None:
    (feed,) = find_feeds(Document(body=link("a", "application/atom+xml", title=" Het\n nieuws ").encode(), url=PAGE))
    assert (feed.title, feed.kind) == ("Het nieuws", "atom")


def test_letters_of_another_encoding() -> None:
    body = f"<html>{link('/é', title='é')}".encode("utf-16")
    assert urls(body) == ["https://site.example/é"]
    body = f"<html>{link('/é', title='é')}".encode("latin-1")
    assert urls(body, content_type="text/html; charset=ISO-8859-1") == ["https://site.example/é"]


@given(st.binary(max_size=500))
def test_any_bytes(body: bytes) -> None:
    assert isinstance(urls(body), list)
    assert all(url.startswith("http") for url in likely(body))


def likely(html: str | bytes, url: str = PAGE) -> list[str]:
    return list(likely_feeds(Document(body=html if isinstance(html, bytes) else html.encode(), url=url)))


SITE = "https://site.example"


@pytest.mark.parametrize(
    ("html", "first"),
    [
        ("", ["/feed", "/rss.xml", "/feed.xml"]),
        ("<a href=/nieuws/feed.rss>x</a>", ["/nieuws/feed.rss", "/feed", "/rss.xml"]),
        ("<a href='?format=feed'>x</a><a href=/comments/feed/>y</a>", ["/nieuws/?format=feed", "/feed"]),
        ("<a href='/rss/nieuws'>x</a>", ["/rss/nieuws", "/feed"]),
        ("<a href='/feedback'>x</a><a href='/atomium'>y</a>", ["/feed", "/rss.xml"]),
        ("<link href=/wp-includes/a.css>", ["/feed/", "/?feed=rss2", "/feed"]),
        ("<img src='https://site.example/wij/wp-content/a.png'>", ["/wij/feed/", "/wij/?feed=rss2"]),
        ("<meta name=generator content='WordPress 6'>", ["/feed/", "/?feed=rss2"]),
        ("<meta name=generator content='Joomla! 5'>", ["/nieuws/?format=feed&type=rss"]),
        ("<meta name=generator content='SPIP 4'>", ["/spip.php?page=backend"]),
        ("<meta name=generator content='Plone'>", ["/nieuws/RSS", "/RSS"]),
    ],
)
def test_where_a_feed_may_stand(html: str, first: list[str]) -> None:
    assert likely(html)[: len(first)] == [SITE + path for path in first]


@pytest.mark.parametrize(
    "html", ["<div>" * 200_000 + link("a"), link("x") * 20_000, "<link " * 100_000, "<a b=" * 200_000]
)
def test_a_hostile_page_takes_no_time(html: str) -> None:
    began = perf_counter()
    urls(html)
    likely(html)
    assert perf_counter() - began < 5
