"""The sample world: real documents, always of this week, with what the demo has to show in them."""

from __future__ import annotations

import io
import re
import urllib.request
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from curate import samples, urls
from curate.config import parse
from curate.models import Document
from curate.sources import kind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DOCUMENTS = samples.documents(NOW)
GOOD = [name for name in DOCUMENTS if name != samples.BROKEN]


def entries(name: str):
    return kind("feed").read(Document(body=DOCUMENTS[name][0], url=f"https://{name}.example/feed"), {}).entries


def test_six_sources_give_sixty_items_in_three_languages_and_four_formats() -> None:
    assert {name: len(entries(name)) for name in GOOD} == {
        "linde": 10,
        "sociaal": 10,
        "mediawijs": 10,
        "carnet": 10,
        "commons": 10,
        "learning": 11,
    }
    assert len({urls.canonical(entry.url) for name in GOOD for entry in entries(name)}) == 60
    bodies = b"".join(body for body, _ in DOCUMENTS.values())
    assert all(
        mark in bodies for mark in (b"<rss", b"rdf:RDF", b'xmlns="http://www.w3.org/2005/Atom"', b"jsonfeed.org")
    )


@pytest.mark.parametrize("name", [name for name in GOOD if name != "commons"])
def test_an_independent_reader_finds_the_same(name: str) -> None:
    read = feedparser.parse(io.BytesIO(DOCUMENTS[name][0]))
    assert not read.bozo
    assert [entry.get("link") for entry in read.entries] == [entry.url for entry in entries(name)]


def test_everything_is_of_this_week_and_made_up() -> None:
    for name in GOOD:
        for entry in entries(name):
            assert entry.published is None or timedelta(0) < NOW - entry.published < timedelta(days=7)
    hosts = {match for body, _ in DOCUMENTS.values() for match in re.findall(rb'https?://([^/"<\s?]+)', body)}
    standards = {b"purl.org", b"www.w3.org", b"jsonfeed.org"}
    assert {host for host in hosts if not host.endswith(b".example")} <= standards


def test_the_same_moment_gives_the_same_bytes() -> None:
    assert samples.documents(NOW) == DOCUMENTS


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_curators_choice_is_there_and_has_words(language: str) -> None:
    words = samples.words(language)
    known = {entry.url for name in GOOD for entry in entries(name)}
    assert len(words.picks) == 5
    for pick in words.picks:
        assert pick.url in known
        assert len(pick.note["commentary"].split()) >= 25
        assert pick.note.get("related", pick.url) in known
    assert parse(samples.configuration(dict.fromkeys(DOCUMENTS, "x") | _addresses(), language).encode())


def _addresses() -> dict[str, str]:
    return {name: f"http://127.0.0.1:8000/{name}" for name in DOCUMENTS}


def test_the_sources_are_served_with_validators() -> None:
    with samples.serve(NOW) as addresses:
        with urllib.request.urlopen(addresses["carnet"]) as answer:
            assert answer.read() == DOCUMENTS["carnet"][0]
            tag = answer.headers["ETag"]
        again = urllib.request.Request(addresses["carnet"], headers={"If-None-Match": tag})
        with pytest.raises(urllib.error.HTTPError) as unchanged, urllib.request.urlopen(again):
            pass
        assert unchanged.value.code == 304
        unchanged.value.close()
