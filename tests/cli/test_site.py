"""The public topic page, through the command: what is on it, what is not, and looking at it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

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
