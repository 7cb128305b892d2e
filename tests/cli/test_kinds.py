"""Kinds of source beside feeds and pages, fetched through the command."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.server import Reply, Server

FEED = b"""<rss version="2.0"><channel><title>Blog van An</title><link>https://blog.example/</link>
<item><title>Een titel</title><link>https://blog.example/een</link></item></channel></rss>"""
SITEMAP = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://krant.example/nieuws/vrijwilligers-zoeken-rust</loc><lastmod>2026-11-20</lastmod></url></urlset>"""
APPLE = "https://podcasts.apple.com/be/podcast/x/id123"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def follow(*rows: str) -> None:
    listed = "".join(f"  - {{{row}, allow_private: true}}\n" for row in rows)
    Path("sources.yaml").write_text(f"organisation: {{language: en}}\nsources:\n{listed}", encoding="utf-8")


@pytest.fixture(autouse=True)
def _today(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")


@pytest.mark.parametrize(
    ("kind", "typed", "asked"),
    [
        ("wordpress", "/blog", "/blog/feed/"),
        ("mastodon", "/@an", "/@an.rss"),
        ("podcast", "/podcast.xml", "/podcast.xml"),
        ("youtube", "/kanaal", "/kanaal"),
    ],
)
def test_the_feed_is_asked_and_the_address_stays_as_it_was_typed(
    curate: Call, server: Server, kind: str, typed: str, asked: str
) -> None:
    server.script(asked, Reply(body=FEED))
    follow(f"url: '{server.url(typed)}', kind: {kind}")
    assert curate("fetch", "--json").json["new_items"] == 1
    assert server.paths() == [asked]
    [row] = curate("sources", "list", "--json").json
    assert (row["name"], row["url"], row["kind"]) == ("Blog van An", server.url(typed), kind)


def test_a_packed_sitemap_is_fetched_without_asking_robots(curate: Call, server: Server) -> None:
    server.script("/sitemap.xml.gz", Reply(body=gzip.compress(SITEMAP), headers=[("Content-Type", "application/gzip")]))
    follow(f"url: '{server.url('/sitemap.xml.gz')}', kind: sitemap")
    assert curate("fetch", "--json").json["new_items"] == 1
    assert server.paths() == ["/sitemap.xml.gz"]
    [row] = curate("inbox", "--json").json
    assert (row["title"], row["published"]) == ("Vrijwilligers zoeken rust", "2026-11-20T00:00:00Z")


def test_a_source_that_cannot_be_asked_fails_alone_and_says_what_to_do(curate: Call, server: Server) -> None:
    server.script("/feed", Reply(body=FEED))
    follow(f"url: '{APPLE}', kind: podcast", f"url: '{server.url('/feed')}'")
    answer = curate("fetch", "--json", code=3).json
    assert (answer["fetched"], answer["failed"]) == (1, 1)
    assert "RSS address" in answer["failures"][0]["error"]
    checked = curate("sources", "check", "--json", code=3).json
    assert [each["ok"] for each in checked] == [False, True]
    assert "RSS address" in checked[0]["error"]
    assert curate("sources", "export").err  # it has no feed that a list could name
