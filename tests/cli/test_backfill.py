"""A source's past, fetched into the archive: from WordPress or a sitemap, politely, and never into the inbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from curate.sources import _posts
from tests.cli.conftest import Call
from tests.cli.test_collect import item, rss
from tests.server import Reply, Server

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture(autouse=True)
def _followed(curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    server.script("/feed", Reply(body=rss(item(title="Van de feed"))))
    Path("sources.yaml").write_text(
        "organisation: {language: en, timezone: UTC}\nfetch: {pause: 0}\n"
        f"sources:\n  - {{url: '{server.url('/feed')}', name: Blog, allow_private: true}}\n",
        encoding="utf-8",
    )
    curate("fetch")


def post(number: int, date: str, **more: object) -> dict[str, object]:
    return {
        "date_gmt": date,
        "modified_gmt": date,
        "link": f"https://blog.example/{number}",
        "guid": {"rendered": f"https://blog.example/?p={number}"},
        "title": {"rendered": f"Bericht &#8220;{number}&#8221; <em>nu</em>"},
        "excerpt": {"rendered": "<p>Over de gdpr.</p>"},
        **more,
    }


def listed(server: Server, page: int, *rows: dict[str, object]) -> None:
    path = server.url("/wp-json/wp/v2/posts")
    asked = _posts.asked(path, datetime(2025, 12, 31, tzinfo=UTC), page)
    server.script(asked.removeprefix(server.url("")), Reply(body=json.dumps(rows).encode()))


def test_a_wordpress_site_fills_the_archive_page_by_page_and_not_the_inbox(curate: Call, server: Server) -> None:
    listed(server, 1, *(post(n, f"2026-{1 + n % 10:02}-03T08:00:00") for n in range(100)))
    listed(server, 2, post(100, "2026-01-01T09:00:00"), post(101, "2025-12-31T23:00:00"))
    tried = curate("backfill", "Blog", "--since", "2026-01-01", "--dry-run", "--json").json
    assert (tried["found"], tried["new"]) == (101, 0)
    done = curate("backfill", "blog", "--since", "2026-01-01", "--json").json
    assert (done["how"], done["found"], done["new"], done["left_out"]) == ("wordpress", 101, 101, 0)
    inbox = curate("inbox", "--json", "--items").json
    assert [row["title"] for row in inbox] == ["Van de feed"]
    [found] = curate("search", '"bericht 100"', "--json").json
    assert (found["title"], found["published"]) == ("Bericht “100” nu", "2026-01-01T09:00:00Z")
    again = curate("backfill", "Blog", "--since", "2026-01-01", "--json").json
    assert again["new"] == 0
    assert sum(path.startswith("/wp-json") for path in server.paths()) == 6


def test_the_newest_are_taken_where_there_are_more_than_asked_for(curate: Call, server: Server) -> None:
    listed(server, 1, *(post(n, f"2026-{1 + n:02}-03T08:00:00") for n in range(9)))
    done = curate("backfill", "Blog", "--since", "2026-01-01", "--limit", "4", "--json").json
    assert (done["found"], done["new"], done["left_out"], done["earliest"]) == (9, 4, 5, "2026-06-03T08:00:00Z")


SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{base}/nieuws/een-lange-titel</loc><lastmod>2026-03-01</lastmod></url>
<url><loc>{base}/nieuws/zonder-datum</loc></url>
<url><loc>{base}/nieuws/te-oud</loc><lastmod>2024-03-01</lastmod></url>
<url><loc>https://elders.example/vreemd</loc><lastmod>2026-03-01</lastmod></url>
</urlset>"""


def test_a_sitemap_behind_a_list_is_read_where_there_is_no_wordpress(curate: Call, server: Server) -> None:
    base = server.url("")
    server.script(
        "/robots.txt", Reply(body=f"Sitemap: {base}/lijst.xml\nSitemap: https://elders.example/s.xml".encode())
    )
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{base}/a.xml</loc></sitemap>"
        f"<sitemap><loc>{base}/oud.xml</loc><lastmod>2020-01-01</lastmod></sitemap></sitemapindex>"
    )
    server.script("/lijst.xml", Reply(body=index.encode()))
    server.script("/a.xml", Reply(body=SITEMAP.format(base=base).encode()))
    done = curate("backfill", "Blog", "--since", "2026-01-01", "--json").json
    assert (done["how"], done["found"], done["new"]) == ("sitemap", 1, 1)
    assert "/oud.xml" not in server.paths()
    [found] = curate("search", "lange titel", "--json").json
    assert found["title"] == "Een lange titel"


def test_what_robots_forbids_is_not_asked(curate: Call, server: Server) -> None:
    listed(server, 1, post(1, "2026-03-01T08:00:00"))
    server.script("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /wp-json/\nDisallow: /sitemap"))
    refused = curate("backfill", "Blog", "--since", "2026-01-01", code=3)
    assert "says nothing of its past" in refused.err
    assert not [path for path in server.paths() if path.startswith(("/wp-json", "/sitemap"))]


@pytest.mark.parametrize("body", [b"[]", b"{}", b"[1]", b'[{"link": 3}]', b"<html>", b"[" * 5000, b""])
def test_what_is_no_list_of_posts_is_no_past(curate: Call, server: Server, body: bytes) -> None:
    listed(server, 1)
    asked = _posts.asked(server.url("/wp-json/wp/v2/posts"), datetime(2025, 12, 31, tzinfo=UTC), 1)
    server.script(asked.removeprefix(server.url("")), Reply(body=body))
    done = curate("backfill", "Blog", "--since", "2026-01-01", code=0 if body == b"[]" else 3)
    assert "names nothing" in done.out if body == b"[]" else "says nothing of its past" in done.err


def test_a_site_that_wants_rest_gets_it(curate: Call, server: Server) -> None:
    asked = _posts.asked(server.url("/wp-json/wp/v2/posts"), datetime(2025, 12, 31, tzinfo=UTC), 1)
    server.script(asked.removeprefix(server.url("")), Reply(status=429, headers=(("Retry-After", "60"),)))
    assert "left alone" in curate("backfill", "Blog", "--since", "2026-01-01", code=3).err


def test_wrong_use_is_said(curate: Call) -> None:
    assert "no source called" in curate("backfill", "Blok", "--since", "2026-01-01", code=2).err
    assert "in the past" in curate("backfill", "Blog", "--since", "2027-01-01", code=2).err
    assert "not a time" in curate("backfill", "Blog", "--since", "lang geleden", code=2).err


def test_an_own_title_is_not_replaced_by_one_of_the_past(curate: Call, server: Server) -> None:
    listed(server, 1, post(1, "2026-11-20T10:00:00", link="https://blog.example/een"))
    assert curate("backfill", "Blog", "--since", "2026-01-01", "--json").json["new"] == 0
    assert [row["title"] for row in curate("inbox", "--json", "--items").json] == ["Van de feed"]


def test_places_are_beside_the_feed_and_at_the_root() -> None:
    assert _posts.places("https://a.example/blog/feed/") == (
        "https://a.example/blog/wp-json/wp/v2/posts",
        "https://a.example/wp-json/wp/v2/posts",
    )
    assert _posts.places("https://a.example/feed") == ("https://a.example/wp-json/wp/v2/posts",)
