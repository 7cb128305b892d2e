"""From a digest to feeds, to JSON and to the files of planning services, through the command."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.validator import ATOM, complaints, tree
from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.cli.test_share import WORDS
from tests.server import Reply, Server

NOW = "2026-11-23T09:00:00+00:00"
SETTINGS = """
channels:
  mastodon: {}
  x: {}
  buffer: {}
  atom: {feed_url: "https://voorbeeld.be/atom.xml"}
"""


@pytest.fixture(autouse=True)
def _digest(curate: Call, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give a digest of two items: the second is longer than one post."""
    monkeypatch.setenv("CURATE_NOW", NOW)
    with Server() as server:
        server.script("/feed", Reply(body=rss(item("a", "Alfa"), item("b", "Beta"))))
        follow(server.url("/feed"))
        with Path("sources.yaml").open("a", encoding="utf-8") as file:
            file.write(SETTINGS)
        curate("fetch")
        curate("comment", "1", "--commentary", WORDS)
        curate("comment", "2", "--commentary", WORDS * 8)
        curate("tip", "1", "--why", "Goed stuk", "--by", "Bo")
        curate("digest", "new", "Trends van de week")
        curate("digest", "add", "1", "1", "2")
        yield


def test_a_feed_of_what_was_really_fetched(curate: Call) -> None:
    [made] = curate("export", "1", "--channel", "atom", "--out", "uit", "--json").json
    body = Path(made["path"]).read_text("utf-8")
    assert made["posts"] == []
    assert complaints(body) == []
    first = tree(body).find(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}published") == "2026-11-23T09:00:00Z"
    assert first.findtext(f"{ATOM}source/{ATOM}id").endswith("/feed")
    assert "Bo" in {link.get("title") for link in first.findall(f"{ATOM}link[@rel='via']")}


def test_what_is_planned_goes_to_buffer_and_the_rest_is_said(curate: Call) -> None:
    empty = curate("export", "1", "--channel", "buffer", "--out", "uit")
    assert "Nothing of digest 1 is planned yet" in empty.err
    curate("digest", "plan", "1", "--slots", "di 10:00, do 16:00")
    assert {row["channel"] for row in curate("digest", "plan", "1", "--json").json["planned"]} == {
        "atom",
        "mastodon",
        "x",
    }
    made = curate("export", "1", "--channel", "buffer", "--out", "uit")
    assert "Longer than one post on x, and the file holds no threads, so left out: #2." in made.err
    assert "atom" not in made.err
    with Path("uit/buffer/buffer-x.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert row["Posting Time"] == "2026-11-24 10:00"
    assert row["Text"].startswith(WORDS[:40])


def test_all_of_it_as_json(curate: Call) -> None:
    curate("export", "1", "--channel", "json", "--out", "uit")
    made = json.loads(Path("uit/digest.json").read_text("utf-8"))
    assert [entry["commentary"] for entry in made["entries"]] == [WORDS, WORDS * 8]
    assert made["entries"][0]["at"] == "2026-11-23T09:00:00Z"
