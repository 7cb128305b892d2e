"""Finding out how a site can be followed, through the commands; what is asked is counted in the server's log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Call
from tests.server import Reply, Server

FEED = b"""<rss version="2.0"><channel><title>Blog van An</title><link>https://blog.example/</link>
<item><title>Een titel</title><link>https://blog.example/een</link></item></channel></rss>"""
HTML = (("Content-Type", "text/html; charset=utf-8"),)
TITLES = ("Vrijwilligers gezocht", "Nieuwe subsidie voor erfgoed", "Het jeugdhuis opent weer", "Een avond over privacy")
NEWS = "".join(
    f"<article class=news><h2><a href='/n/{n}'>{title}</a></h2><time datetime='2026-11-0{n + 1}'>x</time>"
    f"<p>Een tekst die zegt waar nummer {n} over gaat, in één zin.</p></article>"
    for n, title in enumerate(TITLES)
)
FILE = "# mijn bronnen\norganisation: {language: en}   # wij\nsources:\n  - url: https://a.example/feed   # de eerste\n"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(hosts=2) as running:
        yield running


@pytest.fixture(autouse=True)
def _workspace(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    Path("sources.yaml").write_text(FILE, encoding="utf-8")


def page(body: str = "", head: str = "") -> Reply:
    text = f"<!doctype html><html lang=nl><head><title>Nieuws</title>{head}</head><body>{body}</body></html>"
    return Reply(body=text.encode(), headers=HTML)


def link(href: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" title="Het nieuws" href="{href}">'


def held() -> str:
    return Path("sources.yaml").read_text(encoding="utf-8")


# ── sources add ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("head", "feed", "asked"),
    [
        (link("/feed"), "/feed", ["/", "/feed"]),
        (link("/weg") + link("/feed"), "/feed", ["/", "/weg", "/feed"]),
        ("<link rel=stylesheet href='/wp-content/x.css'>", "/feed/", ["/", "/feed/"]),
        ("<link rel=stylesheet href='/blog/wp-content/x.css'>", "/blog/feed/", ["/", "/blog/feed/"]),
        ("<meta name=Generator content='Drupal 10'>", "/rss.xml", ["/", "/rss.xml"]),
        ("<meta name=generator content='Hugo 0.1'>", "/index.xml", ["/", "/index.xml"]),
        ("<meta name=generator content='Ghost 5'>", "/rss/", ["/", "/rss/"]),
        ("<a href='/nieuws/rss/'>RSS</a>", "/nieuws/rss/", ["/", "/nieuws/rss/"]),
        ("", "/feed", ["/", "/feed"]),
        ("", "/rss.xml", ["/", "/feed", "/rss.xml"]),
        ("", "/feed.xml", ["/", "/feed", "/rss.xml", "/feed.xml"]),
    ],
)
def test_the_feed_behind_a_page_is_found(curate: Call, server: Server, head: str, feed: str, asked: list[str]) -> None:
    server.script("/", page(head=head))
    server.script(feed, Reply(body=FEED))
    added = curate("sources", "add", server.url("/"), "--allow-private", "--json").json
    assert added == {"name": "Blog van An", "url": server.url(feed), "entries": 1}
    assert server.paths() == asked
    assert held().startswith(FILE)


@pytest.mark.parametrize("head", ["", link("/a") + link("/b") + link("/c") + link("/d") + link("/e")])
def test_a_page_without_a_feed_costs_four_requests_and_says_what_can_be_done(
    curate: Call, server: Server, head: str
) -> None:
    server.script("/", page(head=head))
    said = curate("sources", "add", server.url("/"), "--allow-private", code=3).err
    assert f"curate sources discover {server.url('/')}" in said
    assert server.url(server.paths()[1]) in said
    assert len(server.log) == 4
    assert held() == FILE


def test_redirects_count_among_the_four(curate: Call, server: Server) -> None:
    server.script("/", Reply(status=302, headers=[("Location", "/een")]))
    server.script("/een", Reply(status=302, headers=[("Location", "/twee")]))
    server.script("/twee", page())
    curate("sources", "add", server.url("/"), "--allow-private", code=3)
    assert server.paths() == ["/", "/een", "/twee", "/feed"]


def test_a_page_at_the_place_of_a_feed_is_none(curate: Call, server: Server) -> None:
    server.script("/", page())
    server.script("/feed", page("Niet gevonden"))
    server.script("/rss.xml", Reply(body=FEED))
    assert curate("sources", "add", server.url("/"), "--allow-private", "--json").json["url"] == server.url("/rss.xml")


def test_who_wants_to_be_left_alone_is(curate: Call, server: Server) -> None:
    server.script("/", page())
    server.script("/feed", Reply(status=429, headers=[("Retry-After", "60")]))
    curate("sources", "add", server.url("/"), "--allow-private", code=3)
    assert server.paths() == ["/", "/feed"]


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_page_that_is_not_there_is_not_searched_around(curate: Call, server: Server, status: int) -> None:
    server.script("/", Reply(status=status))
    curate("sources", "add", server.url("/"), "--allow-private", code=3)
    assert server.paths() == ["/"]


def test_what_is_allowed_for_one_host_is_not_for_another_that_the_page_names(curate: Call, server: Server) -> None:
    server.script("127.0.0.1/", page(head=link(server.url("/feed", host=2))))
    server.script("127.0.0.2/feed", Reply(body=FEED))
    curate("sources", "add", server.url("/"), "--allow-private", code=3)
    assert {asked.host for asked in server.log} == {"127.0.0.1"}


def test_a_profile_on_mastodon_is_followed_as_one(curate: Call, server: Server) -> None:
    server.script("/@an.rss", Reply(body=FEED))
    curate("sources", "add", server.url("/@an"), "--allow-private")
    assert server.paths() == ["/@an.rss"]
    [_, row] = yaml.safe_load(held())["sources"]
    assert row == {"url": server.url("/@an"), "kind": "mastodon", "allow_private": True}
    assert curate("fetch", "--json", code=3).json["new_items"] == 1  # the other one is not there


def test_what_only_looks_like_mastodon_is_searched_as_a_page(curate: Call, server: Server) -> None:
    server.script("/@an", page(head=link("/feed")))
    server.script("/feed", Reply(body=FEED))
    curate("sources", "add", server.url("/@an"), "--allow-private")
    assert server.paths() == ["/@an.rss", "/@an", "/feed"]
    assert yaml.safe_load(held())["sources"][1]["url"] == server.url("/feed")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://podcasts.apple.com/be/podcast/x/id123", "RSS address"),
        ("https://open.spotify.com/show/abc", "RSS address"),
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/@name"),
        ("https://youtu.be/abc", "https://www.youtube.com/@name"),
    ],
)
@pytest.mark.parametrize("command", ["add", "discover"])
def test_addresses_that_have_no_feed_say_what_to_do(curate: Call, command: str, url: str, says: str) -> None:
    assert says in curate("sources", command, url, code=3).err
    assert held() == FILE


# ── sources discover ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_page_repeats_is_proposed_and_shown(curate: Call, server: Server) -> None:
    server.script("/nieuws", page(NEWS))
    found = curate("sources", "discover", server.url("/nieuws"), "--allow-private", "--json").json
    assert server.paths() == ["/nieuws", "/robots.txt"]
    assert (found["kind"], found["title"], found["feeds"], found["added"]) == ("page", "Nieuws", [], None)
    [best] = found["proposals"]
    select = {"item": "article", "title": "h2", "link": "h2 a@href", "date": "time@datetime", "summary": "p"}
    assert (best["select"], best["items"]) == (select, 4)
    assert best["entries"][0]["title"] == TITLES[0]
    assert best["entries"][0]["url"] == server.url("/n/0")
    assert best["entries"][0]["published"] == "2026-11-01T00:00:00Z"
    assert yaml.safe_load(best["yaml"]) == [
        {"url": server.url("/nieuws"), "kind": "page", "select": select, "allow_private": True}
    ]
    assert held() == FILE
    shown = curate("sources", "discover", server.url("/nieuws"), "--allow-private").out
    assert best["yaml"] in shown
    assert all(title in shown for title in TITLES)
    assert "--pick 1" in shown


def test_what_is_pasted_is_read_as_it_was_shown(curate: Call, server: Server) -> None:
    server.script("/nieuws", page(NEWS))
    found = curate("sources", "discover", server.url("/nieuws"), "--allow-private", "--json").json
    Path("sources.yaml").write_text(
        f"organisation: {{language: en}}\nsources:\n{found['proposals'][0]['yaml']}", "utf-8"
    )
    assert curate("fetch", "--json").json["new_items"] == 4
    assert {row["title"] for row in curate("inbox", "--json").json} == set(TITLES)


@pytest.mark.parametrize("option", [("--add",), ("--pick", "1")])
def test_the_best_proposal_is_followed(curate: Call, server: Server, option: tuple[str, ...]) -> None:
    server.script("/nieuws", page(NEWS))
    added = curate("sources", "discover", server.url("/nieuws"), "--allow-private", *option, "--json").json["added"]
    assert (added["url"], added["entries"]) == (server.url("/nieuws"), 4)
    assert held().startswith(FILE)
    assert "    kind: page\n    select: {item: article, title: h2, link: h2 a@href" in held()
    assert "already" in curate("sources", "discover", server.url("/nieuws"), "--allow-private", *option, code=2).err


def test_a_feed_that_the_page_names_comes_first(curate: Call, server: Server) -> None:
    server.script("/nieuws", page(NEWS, link("/feed")))
    server.script("/feed", Reply(body=FEED))
    found = curate("sources", "discover", server.url("/nieuws"), "--allow-private", "--json").json
    assert found["feeds"] == [{"url": server.url("/feed"), "title": "Het nieuws", "type": "rss"}]
    assert len(found["proposals"]) == 1
    assert f"curate sources add {server.url('/feed')}" in curate(
        "sources", "discover", server.url("/nieuws"), "--allow-private"
    ).out  # fmt: skip
    curate("sources", "discover", server.url("/nieuws"), "--allow-private", "--add")
    assert yaml.safe_load(held())["sources"][1] == {"url": server.url("/feed"), "allow_private": True}


def test_a_feed_that_is_named_and_cannot_be_read_gives_way_to_the_page(curate: Call, server: Server) -> None:
    server.script("/nieuws", page(NEWS, link("/weg")))
    curate("sources", "discover", server.url("/nieuws"), "--allow-private", "--add")
    assert yaml.safe_load(held())["sources"][1]["kind"] == "page"


def test_an_address_that_is_a_feed_is_told_and_followed(curate: Call, server: Server) -> None:
    server.script("/feed", Reply(body=FEED))
    found = curate("sources", "discover", server.url("/feed"), "--allow-private", "--json").json
    assert (found["kind"], found["title"], found["items"]) == ("feed", "Blog van An", 1)
    assert server.paths() == ["/feed"]
    assert "curate sources add" in curate("sources", "discover", server.url("/feed"), "--allow-private").out
    curate("sources", "discover", server.url("/feed"), "--allow-private", "--add")
    assert server.url("/feed") in held()


@pytest.mark.parametrize(
    ("robots", "sitemap", "named"),
    [
        (b"Sitemap: https://x.example/map.xml\nSitemap: ftp://x/", b"", ["https://x.example/map.xml"]),
        (b"", b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", ["/sitemap.xml"]),
        (b"", b"<sitemapindex><sitemap><loc> https://x.example/n.xml </loc></sitemap></sitemapindex>", ["https://x.example/n.xml"]),
        (b"", b"<html>", []),
    ],
    ids=["robots", "usual", "index", "none"],
)  # fmt: skip
def test_where_nothing_repeats_it_says_what_else_can_be_done(
    curate: Call, server: Server, robots: bytes, sitemap: bytes, named: list[str]
) -> None:
    links = "<a href='/nieuws'>Nieuws</a> <a rel=me href='https://mastodon.example/@wij'>Mastodon</a>"
    links += "<a href='https://www.youtube.com/@wij'>Films</a> <a href='mailto:info@x.example?x'>Mail</a>"
    server.script("/", page(f"<main><h1>Over ons</h1><p>Wij bestaan.</p>{links}<a href='/b'>Nieuwsbrief</a></main>"))
    server.script("/robots.txt", Reply(body=robots))
    server.script("/sitemap.xml", Reply(body=sitemap))
    found = curate("sources", "discover", server.url("/"), "--allow-private", "--json").json
    sitemaps = [server.url(each) if each.startswith("/") else each for each in named]
    assert (found["proposals"], found["sitemaps"]) == ([], sitemaps)
    advice = "\n".join(found["advice"])
    assert all(each in advice for each in sitemaps)
    for each in (
        server.url("/nieuws"),
        "https://mastodon.example/@wij",
        "https://www.youtube.com/@wij",
        "info@x.example",
    ):
        assert each in advice
    assert "kind: mail" in advice
    assert f"curate add {server.url('/')}" in advice
    assert len(server.log) <= 3
    assert "curate add" in curate("sources", "discover", server.url("/"), "--allow-private").out
    assert curate("sources", "discover", server.url("/"), "--allow-private", "--add", code=1).err
    assert held() == FILE


def test_a_page_that_robots_may_not_read_is_not_proposed(curate: Call, server: Server) -> None:
    server.script("/nieuws", page(NEWS))
    server.script("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /nieuws"))
    found = curate("sources", "discover", server.url("/nieuws"), "--allow-private", "--json").json
    assert found["proposals"] == []
    assert "robots.txt" in found["advice"][0]


def test_a_page_that_a_script_makes_is_told(curate: Call, server: Server) -> None:
    server.script("/", page("<div id=root></div><script src=/app.js></script>"))
    advice = curate("sources", "discover", server.url("/"), "--allow-private", "--json").json["advice"]
    assert "script" in advice[0]


def test_nesting_without_end_is_told(curate: Call, server: Server) -> None:
    server.script("/", page("<div>" * 90_000))
    advice = curate("sources", "discover", server.url("/"), "--allow-private", "--json").json["advice"]
    assert "levels deep" in advice[0]


@pytest.mark.parametrize(
    ("reply", "code"), [(Reply(status=404), 3), (Reply(body=b"%PDF-1.4"), 3), (Reply(body=b""), 3)]
)
def test_what_is_no_page_is_a_fault(curate: Call, server: Server, reply: Reply, code: int) -> None:
    server.script("/", reply)
    assert curate("sources", "discover", server.url("/"), "--allow-private", code=code).err


def test_a_private_address_is_refused_unless_it_is_allowed(curate: Call, server: Server) -> None:
    curate("sources", "discover", server.url("/"), code=3)
    curate("sources", "discover", "ftp://x.example/", code=2)
    curate("sources", "discover", server.url("/"), "--allow-private", "--pick", "4", code=2)
    assert server.paths() == []


def test_a_proposal_that_is_not_there_is_refused(curate: Call, server: Server) -> None:
    server.script("/nieuws", page(NEWS))
    said = curate("sources", "discover", server.url("/nieuws"), "--allow-private", "--pick", "3", code=1).err
    assert "no proposal 3" in said
    assert held() == FILE
