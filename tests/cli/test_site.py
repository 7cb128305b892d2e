"""The public topic page, through the command: what is on it, what is not, and looking at it."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import feedparser
import pytest

from curate.config import Source
from curate.workflows import siting
from curate.workspace import Workspace
from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.server import Reply, Server

WORDS = "Dit raakt ons: het gaat over de gegevens van onze leden."


@pytest.fixture(autouse=True)
def _collected(curate: Call, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    with Server() as server:
        server.script("/feed", Reply(body=rss(item(), item("twee", "Een tweede"), item("drie", "Een derde"))))
        follow(server.url("/feed"), extra="site: {url: 'https://themas.example/pad/', title: Onze keuze}")
        curate("fetch")
        yield


def issue(curate: Call, *items: str, comment: bool = True) -> None:
    number = curate("digest", "new", "Week 48", "--json").json["digest"]
    for each in items:
        if comment:
            curate("comment", each, "--commentary", f"{WORDS} Nummer {each}.")
    curate("digest", "add", number, *items)
    curate("digest", "close", number)


def test_what_is_in_a_closed_edition_is_on_the_site_and_a_second_time_nothing_is_written(curate: Call) -> None:
    issue(curate, "1", "2")
    first = curate("site", "--out", "public", "--json").json
    assert first["written"] == first["files"]
    home = Path("public/index.html").read_text(encoding="utf-8")
    assert "Onze keuze" in home
    assert "Een tweede" in home
    assert "Een derde" not in home
    assert "https://themas.example/pad/" in home
    again = curate("site", "--out", "public", "--json").json
    assert (again["written"], again["removed"], again["files"]) == (0, 0, first["files"])


def test_nothing_leaves_without_words(curate: Call) -> None:
    issue(curate, "1")
    issue(curate, "3", comment=False)
    refused = curate("site", "--out", "public", code=1)
    assert "#3" in refused.err
    assert not Path("public").exists()
    assert "#3" in curate("site", "--out", "public", "--skip-uncommented").err
    assert "Een derde" not in Path("public/index.html").read_text(encoding="utf-8")
    curate("site", "--out", "public", "--allow-uncommented")
    assert "Een derde" in Path("public/index.html").read_text(encoding="utf-8")
    assert "without commentary" in "".join(
        path.read_text(encoding="utf-8") for path in Path("public/items").glob("*/index.html")
    )
    assert "Choose one" in curate("site", "--skip-uncommented", "--allow-uncommented", code=2).err


def test_what_is_not_approved_stays_in(curate: Call) -> None:
    issue(curate, "1")
    with Path("sources.yaml").open("a", encoding="utf-8") as file:
        file.write("approval: required\n")
    assert "nobody approved" in curate("site", "--out", "public", code=1).err
    curate("approve", "1", "--by", "Bea")
    curate("site", "--out", "public")


def test_a_draft_is_not_on_it_and_the_workspace_is_no_place_for_it(curate: Call) -> None:
    curate("comment", "1", "--commentary", WORDS)
    number = curate("digest", "new", "Klad", "--json").json["digest"]
    curate("digest", "add", number, "1")
    assert curate("site", "--out", "public").out
    assert "Klad" not in Path("public/index.html").read_text(encoding="utf-8")
    assert "folder of its own" in curate("site", "--out", ".", code=2).err


def test_themes_and_templates_of_ones_own(curate: Call) -> None:
    issue(curate, "1")
    curate("tag", "1", "--add", "gdpr en meer", "--new")
    text = Path("sources.yaml").read_text(encoding="utf-8")
    Path("sources.yaml").write_text(
        text.replace("title: Onze keuze", "themes: {Rechten: [gdpr en meer]}"), encoding="utf-8"
    )
    Path("site").mkdir()
    Path("site/sources.html").write_text("<!doctype html><title>{{ site.organisation }}</title>x", encoding="utf-8")
    curate("site", "--out", "public")
    assert Path("public/themes/rechten/index.html").is_file()
    assert not Path("public/themes/privacy").exists()
    assert Path("public/sources/index.html").read_text(encoding="utf-8").endswith("x")
    Path("site/sources.html").write_text("{{ nothing }}", encoding="utf-8")
    assert "site/sources.html, line 1" in curate("site", "--out", "public", code=2).err


@pytest.mark.slow
def test_it_is_shown_on_this_machine_and_made_again(curate: Call) -> None:
    issue(curate, "1")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "curate", "site", "--out", "public", "--serve", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
    ) as process:  # fmt: skip
        try:
            url = _address(process)
            assert "Onze keuze" in _get(url)
            version = _get(f"{url}.curate-version")
            curate("comment", "1", "--commentary", "Heel andere woorden over dit bericht, na het bouwen.")
            for _ in range(100):
                if _get(f"{url}.curate-version") != version:
                    break
                time.sleep(0.1)
            assert "Heel andere woorden" in _get(url)
        finally:
            process.send_signal(signal.SIGINT)
            ended = process.wait(20)
    assert ended in (0, 130)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := next((word for word in line.split() if word.startswith("http://127")), ""):
            return found
    raise AssertionError("it ended before it said where it is")


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.read().decode())


def test_the_json_says_where_it_is(curate: Call) -> None:
    found = json.loads(curate("site", "--json").out)
    assert Path(found["path"]).is_dir()
    assert found["path"].endswith("site")


def test_a_trend_report_stands_on_it(curate: Call) -> None:
    issue(curate, "1")
    Path("reports").mkdir()
    Path("reports/2026.html").write_text("<!doctype html><title>Trends &amp; meer</title>x", encoding="utf-8")
    Path("reports/~$lock.html").write_text("x", encoding="utf-8")
    curate("site", "--out", "public")
    assert Path("public/reports/2026.html").read_text(encoding="utf-8").endswith("x")
    assert "Trends &amp; meer" in Path("public/reports/index.html").read_text(encoding="utf-8")
    assert not list(Path("public/reports").glob("*lock*"))


def test_what_is_withdrawn_or_corrected_says_so_there(curate: Call) -> None:
    issue(curate, "1", "2")
    curate("posted", "1", "1", "2", "--channel", "facebook")
    curate("site", "--out", "public")
    curate("comment", "1", "--commentary", "Andere woorden: het ging om iets anders dan we dachten.")
    curate("correct", "1")
    curate("withdraw", "2", "--why", "De cijfers klopten niet.")
    curate("site", "--out", "public")
    pages = {path.parent.name: path.read_text(encoding="utf-8") for path in Path("public/items").glob("*/index.html")}
    assert len([page for page in pages.values() if "Corrected on November 23, 2026." in page]) == 1
    [gone] = [page for page in pages.values() if "Withdrawn on November 23, 2026." in page]
    assert "De cijfers klopten niet." in gone
    assert "Nummer 2" not in gone
    assert "De cijfers klopten niet." in Path("public/feed.atom").read_text(encoding="utf-8")


def test_it_has_the_day_of_the_organisation(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Path("sources.yaml")
    text = config.read_text("utf-8")
    config.write_text(text.replace("organisation: {", "organisation: {timezone: Europe/Brussels, ", 1), "utf-8")
    issue(curate, "1", "2")
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T23:50:00+00:00")
    curate("comment", "1", "--commentary", "Andere woorden: het ging om iets anders dan we dachten.")
    assert "November 24, 2026" in curate("correct", "1").out
    assert "November 24, 2026" in curate("withdraw", "2", "--why", "De cijfers klopten niet.").out
    curate("site", "--out", "public")
    assert sum("November 24, 2026" in each.read_text("utf-8") for each in Path("public/items").glob("*/*.html")) == 2


def feed() -> dict[str, feedparser.FeedParserDict]:
    """Return the entries of the feed, by their titles."""
    parsed = feedparser.parse(Path("public/feed.atom").read_bytes())
    assert not parsed.bozo
    return {each.title: each for each in parsed.entries}


def page(item: str) -> str:
    """Return the page of an item whose title or words hold this."""
    found = [path.read_text(encoding="utf-8") for path in Path("public/items").glob("*/index.html")]
    [one] = [each for each in found if f"<title>{item}" in each]
    return one


def test_who_has_what_was_put_aside_in_a_reader_is_told(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    issue(curate, "1", "2")
    curate("site", "--out", "public")
    before = feed()["Een tweede"]
    monkeypatch.setenv("CURATE_NOW", "2026-11-25T09:00:00+00:00")
    curate("dismiss", "2", "--reason", "weak")
    curate("site", "--out", "public")
    after = feed()["Een tweede"]
    assert after.id == before.id
    assert (before.updated, after.updated) == ("2026-11-23T09:00:00Z", "2026-11-25T09:00:00Z")
    assert "no longer recommend" in after.summary


def test_other_words_after_it_was_published_are_an_update(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    issue(curate, "1", "2")
    curate("site", "--out", "public")
    before = feed()
    monkeypatch.setenv("CURATE_NOW", "2026-11-25T09:00:00+00:00")
    curate("comment", "2", "--commentary", "Heel andere woorden over hetzelfde, die we nu liever zeggen.")
    curate("site", "--out", "public")
    after = feed()
    assert {title: each.updated for title, each in after.items()} == {
        **{title: each.updated for title, each in before.items()}, "Een tweede": "2026-11-25T09:00:00Z"
    }  # fmt: skip
    assert after["Een tweede"].published == before["Een tweede"].published


def test_an_edition_that_is_open_again_stays_as_it_was(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    issue(curate, "1", "2")
    first = curate("site", "--out", "public", "--json").json
    monkeypatch.setenv("CURATE_NOW", "2026-11-25T09:00:00+00:00")
    curate("comment", "3", "--commentary", f"{WORDS} Nog niet.")
    curate("digest", "close", "1", "--reopen")
    curate("digest", "remove", "1", "2")
    curate("digest", "add", "1", "3")
    assert curate("site", "--out", "public", "--json").json == {**first, "written": 0}
    curate("digest", "close", "1")
    curate("site", "--out", "public")
    told = feed()
    assert "no longer recommend" in told["Een tweede"].summary
    assert (told["Een tweede"].published, told["Een tweede"].updated) == (
        "2026-11-23T09:00:00Z",
        "2026-11-25T09:00:00Z",
    )
    assert told["Een derde"].published == "2026-11-25T09:00:00Z"
    assert "no longer recommend" in page("Een tweede")
    edition = Path("public/editions/1/index.html").read_text(encoding="utf-8")
    assert "Een derde" in edition
    assert "Een tweede" not in edition
    assert "November 23" in edition
    curate("digest", "close", "1", "--reopen")
    curate("digest", "add", "1", "2")
    curate("digest", "close", "1")
    curate("site", "--out", "public")
    assert "no longer recommend" not in page("Een tweede")


@pytest.mark.parametrize("folder", ["site", "reports", "data", "data/exports", "x/..", ".."])
def test_a_folder_that_the_workspace_uses_is_refused(curate: Call, folder: str) -> None:
    issue(curate, "1")
    Path("x").mkdir()
    before = sorted(Path().rglob("*"))
    assert "folder of its own" in curate("site", "--out", folder, code=2).err
    assert sorted(Path().rglob("*")) == before


def test_the_site_of_another_workspace_is_left_alone(curate: Call, tmp_path: Path) -> None:
    issue(curate, "1")
    out = tmp_path / "public"
    curate("site", "--out", str(out))
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    curate("init", str(tmp_path / "other"))
    refused = curate("--workspace", str(tmp_path / "other"), "site", "--out", str(out), code=1)
    assert "another workspace" in refused.err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    curate("site", "--out", str(out))


def test_a_second_run_waits_its_turn(curate: Call) -> None:
    issue(curate, "1")
    with Workspace(Path.cwd()).building():
        assert "writing the site" in curate("site", "--out", "public", code=75).err
    curate("site", "--out", "public")


def test_two_items_whose_keys_begin_alike_have_each_a_page(curate: Call) -> None:
    issue(curate, "1", "2")
    with closing(sqlite3.connect("data/curate.db")) as database, database:
        for item, last in ((1, "a"), (2, "b")):
            database.execute("UPDATE item SET key = ? WHERE id = ?", ("0" * 63 + last, item))
    curate("site", "--out", "public")
    assert len(list(Path("public/items").glob("*/index.html"))) == 2
    assert page("Een tweede")


def test_reports_have_names_of_their_own_and_what_cannot_be_read_is_said(curate: Call) -> None:
    issue(curate, "1")
    Path("reports").mkdir()
    for name in ("index.html", "con.html", "a.html", "A.html", "leeg.HTML"):
        Path("reports", name).write_text("<!doctype html><title> </title>x", encoding="utf-8")
    Path("reports/map.html").mkdir()
    curate("site", "--out", "public")
    shown = Path("public/reports/index.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in Path("public/reports").iterdir()) == ["a.html", "index.html", "leeg.html"]
    assert re.findall(r'reports/([a-z]+)\.html">(\w+)<', shown) == [("leeg", "leeg"), ("a", "a")]


@pytest.mark.parametrize(
    ("url", "home", "feed"),
    [
        ("https://blog.be/feed?cat=3", "https://blog.be/", True),
        ("https://an:geheim@blog.be/feed", "https://blog.be/", False),
        ("https://blog.be/feed?api_key=geheim", "https://blog.be/", False),
        ("https://blog.be/feed?token=geheim", "https://blog.be/", False),
        ("https://blog.be/feed?monkey=1", "https://blog.be/", True),
        ("http://127.0.0.1:8000/feed", "", False),
        ("http://192.168.1.5/feed", "", False),
        ("http://[::1]/feed", "", False),
        ("http://wiki/feed", "", False),
        ("http://wiki.intranet/feed", "", False),
        ("file:///etc/passwd", "", False),
    ],
)
def test_the_public_gets_no_address_that_is_not_for_it(url: str, home: str, *, feed: bool) -> None:
    found = siting.published(Source(url=url, name="x"))
    assert found == (home, url if feed else "")


@pytest.mark.parametrize(
    ("tag", "slug"),
    [
        ("../x", "x"), ("con", "con-1143da"), ("🎨", "t-dbb0db"), ("...", "t-ab5df6"), ("مرحبا", "t-80eff1"),
        ("x" * 300, "x" * 60), ("a/b\\c", "a-b-c"), ("\u200b", ""), ("É-Leren!", "e-leren"), ("<script>", "script"),
    ],
)  # fmt: skip
def test_whatever_a_theme_is_called_it_has_a_folder(curate: Call, tag: str, slug: str) -> None:
    issue(curate, "1")
    with closing(sqlite3.connect("data/curate.db")) as database, database:
        database.execute("INSERT INTO tag (item_id, tag, origin) VALUES (1, ?, 'curator')", [tag])
    curate("site", "--out", "public")
    themes = {path.name for path in Path("public/themes").glob("*") if path.is_dir()}
    assert (slug in themes) == bool(slug)
    assert {path.name for path in Path().iterdir()} == {"data", "public", "sources.yaml"}


def test_the_address_of_a_theme_stays_when_one_of_a_like_name_comes(curate: Call) -> None:
    issue(curate, "1")
    curate("tag", "1", "--add", "zorg en welzijn", "--new")
    curate("site", "--out", "public")
    before = feedparser.parse(Path("public/themes/zorg-en-welzijn/feed.atom").read_bytes()).feed.id
    issue(curate, "2")
    curate("tag", "2", "--add", "zorg, en welzijn", "--new")
    curate("site", "--out", "public")
    parsed = feedparser.parse(Path("public/themes/zorg-en-welzijn/feed.atom").read_bytes())
    assert parsed.feed.id == before
    assert len(parsed.entries) == 1
    assert len(list(Path("public/themes").glob("zorg-en-welzijn*"))) == 2


@pytest.mark.parametrize("written", ["/", "/index.html", "/?utm=1#top", "/index.htm?x=1"])
def test_what_was_copied_along_with_the_address_of_the_site_is_no_part_of_it(curate: Call, written: str) -> None:
    issue(curate, "1")
    text = Path("sources.yaml").read_text(encoding="utf-8")
    Path("sources.yaml").write_text(text.replace("https://themas.example/pad/", f"https://x.be/pad{written}"), "utf-8")
    curate("site", "--out", "public")
    assert '<link rel="canonical" href="https://x.be/pad/">' in Path("public/index.html").read_text(encoding="utf-8")
    assert "<loc>https://x.be/pad/</loc>" in Path("public/sitemap.xml").read_text(encoding="utf-8")


def test_what_stands_on_the_site_alone_is_withdrawn_too(curate: Call) -> None:
    issue(curate, "1", "2")
    curate("site", "--out", "public")
    assert "public page" in curate("withdraw", "2", "--why", "De cijfers klopten niet.").out
    curate("site", "--out", "public")
    assert "De cijfers klopten niet." in page("Een tweede")
    assert f"{WORDS} Nummer 2" not in page("Een tweede")
    assert "De cijfers klopten niet." in feed()["Een tweede"].summary
    curate("comment", "3", "--commentary", WORDS)
    assert "went out nowhere" in curate("withdraw", "3", "--why", "Fout.", code=1).err


def test_what_stands_on_the_site_alone_is_corrected_too(curate: Call) -> None:
    issue(curate, "1", "2")
    curate("site", "--out", "public")
    curate("comment", "2", "--commentary", "Andere woorden: het ging om iets anders dan we dachten.")
    assert "public page" in curate("correct", "2", "--why", "De datum klopte niet.").out
    curate("site", "--out", "public")
    assert "Corrected on November 23, 2026." in page("Een tweede")
    assert "De datum klopte niet." in page("Een tweede")
    curate("comment", "3", "--commentary", WORDS)
    assert "went out nowhere" in curate("correct", "3", code=1).err
    curate("comment", "1", "--commentary", "")
    assert "cannot be corrected now" in curate("correct", "1", code=1).err


def test_what_stands_on_the_site_alone_is_corrected_in_words_that_somebody_approved(curate: Call) -> None:
    issue(curate, "1")
    config = Path("sources.yaml")
    config.write_text("approval: required\n" + config.read_text("utf-8"), "utf-8")
    curate("comment", "1", "--commentary", "Andere woorden: het ging om iets anders dan we dachten.", "--by", "An")
    assert "#1" in curate("correct", "1", code=1).err
    curate("approve", "1", "--by", "Bo")
    curate("correct", "1")


def test_an_item_is_kept_to_the_public_page(curate: Call) -> None:
    curate("digest", "new", "Week")
    curate("comment", "1", "--commentary", WORDS)
    curate("digest", "add", "1", "1")
    curate("digest", "only", "1", "1", "--channel", "site", "newsletter")
    curate("digest", "check", "1")
    curate("export", "1", "--channel", "newsletter", "--channel", "sheet", "--channel", "mastodon")
    curate("digest", "close", "1")
    curate("site", "--out", "public")
    [there] = Path("public/items").glob("*/index.html")
    assert WORDS in there.read_text("utf-8")
    assert WORDS in Path("data/exports/digest-1/newsletter/newsletter.txt").read_text("utf-8")
    assert not [path for path in Path("data/exports/digest-1/mastodon").glob("*") if WORDS in path.read_text("utf-8")]


def test_what_is_kept_from_the_site_does_not_stand_there(curate: Call) -> None:
    curate("digest", "new", "Week")
    curate("digest", "add", "1", "1", "2")
    for each in ("1", "2"):
        curate("comment", each, "--commentary", f"{WORDS} Nummer {each}.")
    curate("digest", "only", "1", "2", "--channel", "facebook")
    curate("digest", "close", "1")
    for step in (("correct", "2"), ("withdraw", "2", "--why", "Fout.")):
        assert "went out nowhere" in curate(*step, code=1).err
