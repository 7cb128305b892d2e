"""Full text, through the command: read politely, kept apart, and never a failure of its source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.server import Reply, Server

HTML = [("Content-Type", "text/html; charset=utf-8")]
WORDS = "Wie zich wil inzetten zoekt een korte klus in de eigen buurt, zegt het onderzoek over gdpr. "


def article(name: str, *, head: str = "") -> Reply:
    body = "".join(f"<p>{WORDS}{name} {n}.</p>" for n in range(8))
    return Reply(
        body=f"<html lang=nl><head>{head}</head><body><article>{body}</article></body></html>".encode(), headers=HTML
    )


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server with a feed of three items and their pages."""
    with Server() as running:
        items = "".join(
            f"<item><title>Bericht {n}</title><link>{running.url(f'/{n}')}</link><description>Kort.</description>"
            f"<pubDate>Fri, 20 Nov 2026 1{n}:00:00 GMT</pubDate></item>"
            for n in (1, 2, 3)
        )
        feed = f"<rss version='2.0'><channel><title>Krant</title>{items}</channel></rss>"
        running.script("/feed", Reply(body=feed.encode()))
        running.script("/1", article("eerste"))
        running.script("/2", article("tweede", head='<meta property="article:content_tier" content="locked">'))
        yield running


def follow(server: Server, *, full_text: bool) -> None:
    extra = ", full_text: true" if full_text else ""
    Path("sources.yaml").write_text(
        "organisation: {language: en}\ntags: {privacy: [gdpr]}\n"
        f"sources:\n  - {{url: '{server.url('/feed')}', allow_private: true{extra}}}\n",
        encoding="utf-8",
    )


@pytest.fixture(autouse=True)
def _today(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")


def number(curate: Call, title: str) -> int:
    return next(row["item"] for row in curate("inbox", "--json").json if row["title"] == title)


def test_a_source_that_asks_for_it_has_its_pages_read_once(curate: Call, server: Server) -> None:
    follow(server, full_text=True)
    summary = curate("fetch", "--json").json
    assert (summary["fetched"], summary["failed"], summary["new_items"]) == (1, 0, 3), (
        "a page's fault is not its source's"
    )
    shown = curate("show", number(curate, "Bericht 1"), "--json").json
    assert "eerste 7" in shown["text"]
    assert (shown["full_text"], shown["paywalled"], shown["summary"]) == (True, None, "Kort.")
    assert [tag["tag"] for tag in shown["tags"]] == ["privacy"], "tags come of the whole text"
    assert curate("show", number(curate, "Bericht 2"), "--json").json["paywalled"] is True
    assert "paywall" in curate("show", number(curate, "Bericht 2")).out
    missing = curate("show", number(curate, "Bericht 3")).out
    assert "could not be read" in missing
    assert "404" in missing
    assert [row["item"] for row in curate("search", "klus", "--json").json]
    asked = len(server.paths())
    curate("fetch", "--all")
    assert len(server.paths()) == asked + 1, "pages are not asked again"
    assert server.most_at_once() == 1


def test_without_it_no_page_is_asked(curate: Call, server: Server) -> None:
    follow(server, full_text=False)
    curate("fetch")
    assert server.paths() == ["/feed"]
    shown = curate("show", number(curate, "Bericht 1"), "--json").json
    assert (shown["full_text"], shown["paywalled"], shown["text"]) == (False, None, "Kort.")


def test_the_page_of_an_item_is_read_when_asked_for(curate: Call, server: Server) -> None:
    follow(server, full_text=False)
    curate("fetch")
    first, third = number(curate, "Bericht 1"), number(curate, "Bericht 3")
    [read] = curate("fetch", "--full-text", first, "--json").json
    assert (read["item"], read["ok"], read["error"], read["paywalled"]) == (first, True, None, None)
    assert read["words"] > 100
    assert "words read" in curate("fetch", "--full-text", "Bericht 2").out
    failed = curate("fetch", "--full-text", third, "--full-text", first, "--json", code=3).json
    assert [row["ok"] for row in failed] == [False, True]
    assert "404" in failed[0]["error"]
    server.script("/3", article("derde"))
    assert curate("fetch", "--full-text", third, "--json").json[0]["ok"]
    assert "could not" not in curate("show", third).out
    assert "#99" in curate("fetch", "--full-text", "99", code=2).err
    assert "alone" in curate("fetch", "--full-text", first, "--all", code=2).err


def test_robots_are_heeded_and_what_was_read_stays(curate: Call, server: Server) -> None:
    follow(server, full_text=False)
    curate("fetch")
    first = number(curate, "Bericht 1")
    curate("fetch", "--full-text", first)
    server.script(
        "/1", Reply(body=b"<html><body><p>Alleen voor wie betaalt, vandaag en morgen.</p></body></html>", headers=HTML)
    )
    curate("fetch", "--full-text", first)
    assert "eerste 7" in curate("show", first, "--json").json["text"], "a wall that went up takes nothing away"
    server.script("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /\n"))
    [refused] = curate("fetch", "--full-text", first, "--json", code=3).json
    assert "robots" in refused["error"]
    assert "eerste 7" in curate("show", first, "--json").json["text"]


def test_a_page_that_is_added_is_there_in_full(curate: Call, server: Server) -> None:
    follow(server, full_text=False)
    added = curate("add", server.url("/2"), "--json").json
    shown = curate("show", added["item"], "--json").json
    assert (shown["full_text"], shown["paywalled"], shown["language"]) == (True, True, "nl")
    assert "tweede 7" in shown["text"]
