"""Fetching, through the command: what comes in, what is wrong with it, and what is kept when it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from curate import sources
from tests.cli.conftest import Call
from tests.server import Reply, Server

ITEM = (
    "<item><title>{title}</title><link>https://blog.example/{name}</link><guid>{name}</guid>"
    "<pubDate>{date}</pubDate><description>Een tekst over gdpr.</description></item>"
)


def rss(*items: str, title: str = "Blog van An") -> bytes:
    """Return a feed of items."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>https://blog.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def item(name: str = "een", title: str = "Een titel", date: str = "Fri, 20 Nov 2026 10:00:00 GMT") -> str:
    """Return one item of a feed."""
    return ITEM.format(name=name, title=title, date=date)


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server on loopback."""
    with Server() as running:
        yield running


def follow(*urls: str, extra: str = "") -> None:
    """Write a workspace in this folder that follows these addresses."""
    rows = "\n".join(f"  - {{url: '{url}', allow_private: true}}" for url in urls)
    Path("sources.yaml").write_text(
        f"organisation: {{language: en}}\ntags: {{privacy: [gdpr]}}\n{extra}\nsources:\n{rows}\n", encoding="utf-8"
    )


@pytest.fixture(autouse=True)
def _today(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")


def test_what_is_due_is_fetched_tagged_and_shown(curate: Call, server: Server) -> None:
    server.script("/feed", Reply(body=rss(item())))
    follow(server.url("/feed"))
    summary = curate("fetch", "--json").json
    assert summary == {
        "sources": 1,
        "fetched": 1,
        "unchanged": 0,
        "not_due": 0,
        "failed": 0,
        "new_items": 1,
        "updated_items": 0,
        "warnings": [],
        "failures": [],
    }
    [row] = curate("inbox", "--json").json
    assert (row["item"], row["title"], row["url"], row["state"]) == (1, "Een titel", "https://blog.example/een", "new")
    assert row["tags"] == [{"tag": "privacy", "origin": "rule", "matched": "gdpr"}]
    assert row["published"] == "2026-11-20T10:00:00Z"
    assert row["story"]["items"] == [1]
    assert curate("fetch", "--json").json["not_due"] == 1
    assert [source["name"] for source in curate("sources", "list", "--json").json] == ["Blog van An"]


def test_no_enrich_leaves_it_for_enrich(curate: Call, server: Server) -> None:
    server.script("/feed", Reply(body=rss(item(), item("twee", "Nog een"))))
    follow(server.url("/feed"))
    curate("fetch", "--no-enrich")
    rows = curate("inbox", "--json").json
    assert [(row["item"], row["tags"], row["story"]["items"]) for row in rows] == [(2, [], [2]), (1, [], [1])]
    assert curate("enrich", "--json").json == {"enriched": 2}
    assert curate("inbox", "--json").json[0]["tags"][0]["tag"] == "privacy"


def test_one_bad_source_never_stops_the_rest(curate: Call, server: Server) -> None:
    server.script("/good", Reply(body=rss(item())))
    server.script("/page", Reply(body=b"<!doctype html><html><body><h1>Welkom</h1></body></html>"))
    server.script("/missing", Reply(status=404))
    server.script("/binary", Reply(body=bytes(range(256)) * 9))
    follow(*(server.url(path) for path in ("/page", "/missing", "/good", "/binary")))
    answer = curate("fetch", "--json", code=3)
    assert (answer.json["failed"], answer.json["fetched"], answer.json["new_items"]) == (3, 1, 1)
    assert all(failure["source"] and failure["error"] for failure in answer.json["failures"])
    assert "web page" in next(f["error"] for f in answer.json["failures"] if f["url"].endswith("/page"))
    assert [source["failures"] for source in curate("sources", "list", "--json").json] == [1, 1, 0, 1]


def test_cron_hears_nothing_when_all_is_well_and_a_line_a_failing_source(curate: Call, server: Server) -> None:
    server.script("/feed", Reply(body=rss(item())))
    follow(server.url("/feed"))
    answer = curate("fetch")
    assert (answer.out, answer.err) == ("", "")
    server.script("/missing", Reply(status=404))
    follow(server.url("/feed"), server.url("/missing"))
    answer = curate("fetch", code=3)
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1


def test_a_feed_cut_off_in_the_middle_gives_what_was_read_and_a_warning(curate: Call, server: Server) -> None:
    whole = rss(item("een"), item("twee", "Nog een"), item("drie", "En nog een"))
    server.script("/feed", Reply(body=whole[: whole.index(b"En nog")]))
    follow(server.url("/feed"))
    answer = curate("fetch", "--json").json
    assert answer["new_items"] >= 2
    assert len(answer["warnings"]) == 1


def test_what_was_held_stays_when_the_source_breaks(curate: Call, server: Server) -> None:
    server.script("/feed", Reply(body=rss(item())), Reply(body=b""), Reply(body=b"geen feed"))
    follow(server.url("/feed"))
    curate("fetch")
    curate("fetch", "--all", code=3)
    curate("fetch", "--all", code=3)
    assert len(curate("inbox", "--json").json) == 1


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (rss(item(title="Café à la crème")), "Café à la crème"),
        (rss(item(title="Café")).decode().replace("UTF-8", "ISO-8859-1").encode("latin-1"), "Café"),
        (rss(item(title="Café")).decode().replace("UTF-8", "UTF-16").encode("utf-16"), "Café"),
        (rss(item(title="Caf\x85é €")).decode().replace("\x85", "").encode("cp1252"), "Café €"),
        (rss(item(title="&lt;b&gt;Vet&lt;/b&gt; nieuws")), "Vet nieuws"),
        (rss(item(title="[red]Rood[/red] [link=file:///x]")), "[red]Rood[/red] [link=file:///x]"),
        (rss(item(title="Een\u202etitel\u009b31m")), "Eentitel31m"),
    ],
)
def test_titles_are_text_whatever_comes(curate: Call, server: Server, body: bytes, title: str) -> None:
    server.script("/feed", Reply(body=body))
    follow(server.url("/feed"))
    curate("fetch", "--json")
    assert curate("inbox", "--json").json[0]["title"] == title
    assert title in curate("inbox").out
    assert title in curate("show", "1").out


def test_items_without_link_title_id_or_date_are_kept(curate: Call, server: Server) -> None:
    bare = "<item><title>Zonder adres</title></item><item><description>Alleen een tekst</description></item>"
    server.script(
        "/feed",
        Reply(
            body=rss(
                bare,
                item("oud", date="Thu, 01 Jan 1970 00:00:00 GMT"),
                item("nieuw", date="Mon, 01 Jan 2035 00:00:00 GMT"),
            )
        ),
    )
    follow(server.url("/feed"))
    assert curate("fetch", "--json").json["new_items"] == 4
    rows = curate("inbox", "--json").json
    assert [row["published"] for row in rows] == [None] * 4
    assert all(row["url"].startswith("http") for row in rows)
    assert curate("fetch", "--all", "--json").json["new_items"] == 0


def test_two_sources_with_one_publication_give_one_item(curate: Call, server: Server) -> None:
    server.script("/a", Reply(body=rss(item())))
    server.script(
        "/b", Reply(body=rss(item().replace("/een<", "/een?utm_source=rss&amp;utm_medium=feed<"), title="Krant"))
    )
    follow(server.url("/a"), server.url("/b"))
    assert curate("fetch", "--json").json["new_items"] == 1
    shown = curate("show", "1", "--json").json
    assert sorted(sighting["source"] for sighting in shown["sightings"])
    assert len(shown["sightings"]) == 2


def test_a_changed_item_is_updated_and_keeps_its_curation(curate: Call, server: Server) -> None:
    server.script("/feed", Reply(body=rss(item())), Reply(body=rss(item(title="Een betere titel"))))
    follow(server.url("/feed"))
    curate("fetch")
    curate("comment", "1", "--commentary", "Mijn woorden")
    assert curate("fetch", "--all", "--json").json["updated_items"] == 1
    shown = curate("show", "1", "--json").json
    assert (shown["title"], shown["state"], shown["note"]["commentary"]) == (
        "Een betere titel",
        "commented",
        "Mijn woorden",
    )


def test_another_fetch_is_not_disturbed(curate: Call, server: Server) -> None:
    from curate import workspace

    server.script("/feed", Reply(body=rss(item())))
    follow(server.url("/feed"))
    with workspace.find().lock():
        answer = curate("fetch", code=75)
    assert "process" in answer.err


def test_an_unknown_name_is_said(curate: Call) -> None:
    follow("https://blog.example/feed")
    assert "blog.example" in curate("fetch", "blog.exmple", code=2).err


def test_a_kind_that_is_not_there_fails_alone(curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_ours", lambda: frozenset({"feed"}))  # as after an installation that went wrong
    sources.kind.cache_clear()
    server.script("/feed", Reply(body=rss(item())))
    follow(server.url("/feed"))
    text = Path("sources.yaml").read_text(encoding="utf-8")
    Path("sources.yaml").write_text(f"{text}  - {{url: 'https://krant.example/', kind: sitemap}}\n", encoding="utf-8")
    answer = curate("fetch", "--json", code=3).json
    assert (answer["fetched"], answer["failed"]) == (1, 1)


# ── sources ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_add_finds_the_feed_behind_a_page_and_keeps_the_file_as_it_was(curate: Call, server: Server) -> None:
    page = (
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>Welkom</body></html>'
    )
    server.script("/", Reply(body=page, headers=[("Content-Type", "text/html")]))
    server.script("/feed", Reply(body=rss(item())))
    Path("sources.yaml").write_text("# mijn bronnen\norganisation: {language: en}\nsources: []\n", encoding="utf-8")
    added = curate("sources", "add", server.url("/"), "--allow-private", "--tag", "zorg", "--json").json
    assert added == {"name": "Blog van An", "url": server.url("/feed"), "entries": 1}
    assert Path("sources.yaml").read_text(encoding="utf-8").startswith("# mijn bronnen\n")
    assert curate("fetch", "--json").json["new_items"] == 1
    assert "already" in curate("sources", "add", server.url("/feed"), "--allow-private", code=1).err
    curate("sources", "remove", "Blog van An")
    assert curate("sources", "list", "--json").json == []
    assert len(curate("inbox", "--json").json) == 1


def test_adding_a_feed_costs_one_request(curate: Call, server: Server) -> None:
    server.script("/feed", Reply(body=rss(item())))
    Path("sources.yaml").write_text("sources: []\n", encoding="utf-8")
    curate("sources", "add", server.url("/feed"), "--allow-private")
    assert server.paths() == ["/feed"]


def test_check_stores_nothing(curate: Call, server: Server) -> None:
    server.script("/feed", Reply(body=rss(item())))
    server.script("/missing", Reply(status=404))
    follow(server.url("/feed"), server.url("/missing"))
    answer = curate("sources", "check", "--json", code=3).json
    assert [row["ok"] for row in answer] == [True, False]
    assert [entry["title"] for entry in answer[0]["entries"]] == ["Een titel"]
    assert curate("inbox", "--all", "--json").json == []
    assert "Een titel" in curate("sources", "check", code=3).out


def test_a_private_address_is_refused_unless_it_is_allowed(curate: Call, server: Server) -> None:
    server.script("/feed", Reply(body=rss(item())))
    follow(server.url("/feed"))
    text = Path("sources.yaml").read_text(encoding="utf-8").replace(", allow_private: true", "")
    Path("sources.yaml").write_text(text, encoding="utf-8")
    assert "allow_private" in curate("fetch", "--json", code=3).json["failures"][0]["error"]
    assert server.paths() == []


# ── one page ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PAGE = """<!doctype html><html lang="nl-BE"><head><title>Artikel | Krant</title>
<meta property="og:title" content="Een artikel over vrijwilligers"><meta property="og:site_name" content="De Krant">
<meta property="article:published_time" content="2026-11-19T08:00:00+01:00"><meta name="author" content="Mia Peeters">
<link rel="canonical" href="/artikel"></head><body><nav><p>Menu menu menu menu menu menu</p></nav>
<article><h1>Een artikel</h1><p>Vrijwilligers zoeken vaker naar kort engagement, zegt het onderzoek.</p></article>
</body></html>"""


def test_a_page_becomes_a_shortlisted_item(curate: Call, server: Server) -> None:
    server.script(
        "/artikel?utm_source=mail", Reply(body=PAGE.encode(), headers=[("Content-Type", "text/html; charset=utf-8")])
    )
    follow(server.url("/feed"))
    added = curate("add", server.url("/artikel?utm_source=mail"), "--why", "Past bij ons dossier", "--json").json
    assert (added["title"], added["state"], added["language"]) == (
        "Een artikel over vrijwilligers",
        "shortlisted",
        "nl",
    )
    shown = curate("show", str(added["item"]), "--json").json
    assert "kort engagement" in shown["text"]
    assert "Menu" not in shown["text"]
    assert shown["author"] == "Mia Peeters"
    assert shown["events"][-1]["text"] == "Past bij ons dossier"
    again = curate("add", server.url("/artikel"), "--json").json
    assert again["item"] == added["item"]


def test_what_is_no_page_is_said(curate: Call, server: Server) -> None:
    server.script("/missing", Reply(status=404))
    follow(server.url("/feed"))
    assert curate("add", server.url("/missing"), code=3).err
    assert curate("add", "file:///etc/passwd", code=2).err
    assert curate("add", "javascript:alert(1)", code=2).err


def test_summary_json_is_one_document(curate: Call) -> None:
    follow("https://blog.example/feed")
    Path("sources.yaml").write_text("sources: []\n", encoding="utf-8")
    assert json.loads(curate("fetch", "--json").out)["sources"] == 0


@pytest.mark.parametrize("when", ["gisteren", "0001-01-01", "99999999d", "2026-13-01", ""])
def test_a_time_that_is_none_is_said(curate: Call, when: str) -> None:
    follow("https://blog.example/feed")
    assert "7d" in curate("inbox", "--since", when, code=2).err


@pytest.mark.parametrize("url", ["", "ftp://blog.example/feed", "mailto:an@blog.example", "https://"])
def test_what_is_no_address_is_not_followed(curate: Call, url: str) -> None:
    follow("https://blog.example/feed")
    assert "https://" in curate("sources", "add", url, code=2).err
