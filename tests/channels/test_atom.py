"""The Atom feed: what it says, that it is valid, and that readers find in it what was put there."""

from __future__ import annotations

import pytest
from hypothesis import given

from curate.channels.atom import TYPE
from curate.models import Edition
from tests.channels.editions import editions
from tests.channels.feeding import (
    HOSTILE,
    PAGE,
    SITE,
    document,
    full,
    hostile,
    read_by_others,
    read_by_us,
    readable,
    some,
    whole,
)
from tests.channels.validator import ATOM, complaints, tree

SELF = "https://voorbeeld.be/atom.xml"


def test_a_whole_feed():
    body = document("atom", whole(full()), feed_url=SELF)
    assert body.startswith(
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl">'
    )
    feed = tree(body)
    assert feed.findtext(f"{ATOM}title") == "Trends van de week"
    assert feed.findtext(f"{ATOM}subtitle") == "Welkom hier. · Uit 60 berichten van 6 bronnen kozen we er 5."
    assert feed.findtext(f"{ATOM}updated") == "2026-11-25T08:00:30Z"
    assert [(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")] == [
        ("alternate", SITE),
        ("self", SELF),
    ]
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Voorbeeld vzw"
    assert [(link.get("rel"), link.get("href"), link.get("title")) for link in entry.findall(f"{ATOM}link")] == [
        ("alternate", PAGE, None),
        ("related", "https://blog.voorbeeld.be/artikel", full().title),
        ("via", "https://voorbeeld.be", "An, Jo"),
        ("via", "https://blog.voorbeeld.be/feed.xml", "Blog Voorbeeld"),
    ]
    assert [each.get("term") for each in entry.findall(f"{ATOM}category")] == ["sociale media", "AI"]
    assert entry.find(f"{ATOM}title").get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert entry.find(f"{ATOM}summary").get("type") is None
    source = entry.find(f"{ATOM}source")
    assert source.findtext(f"{ATOM}id") == "https://blog.voorbeeld.be/feed.xml"
    assert source.findtext(f"{ATOM}title") == "Blog Voorbeeld"
    assert source.findtext(f"{ATOM}updated") == "2026-11-20T23:30:00Z"
    assert source.findtext(f"{ATOM}author/{ATOM}name") == "An Peeters"
    assert complaints(body) == []
    assert "geheim" not in body


def test_without_a_site_the_original_is_the_page():
    feed = tree(document("atom", whole(full(page=""), site="")))
    links = [(link.get("rel"), link.get("href")) for link in feed.find(f"{ATOM}entry").findall(f"{ATOM}link")]
    assert links[:2] == [
        ("alternate", "https://blog.voorbeeld.be/artikel"),
        ("related", "https://blog.voorbeeld.be/artikel"),
    ]
    assert feed.find(f"{ATOM}link").get("href") == "https://voorbeeld.be"


def test_an_empty_edition_is_a_feed_too():
    assert complaints(document("atom", whole())) == []


@pytest.mark.parametrize("words", HOSTILE)
def test_what_strangers_wrote_does_nothing(words: str):
    assert complaints(document("atom", hostile(words), feed_url=SELF)) == []


@some
@given(editions())
def test_any_edition_is_valid_and_read_by_others(edition: Edition):
    body = document("atom", edition, feed_url=SELF)
    assert complaints(body) == []
    read = read_by_others(body)
    assert len(read.entries) == sum(not entry.only or "atom" in entry.only for entry in edition.entries)


@some
@given(readable())
def test_readers_find_what_was_put_there(edition: Edition):
    body = document("atom", edition)
    expected = [
        (" ".join(entry.title.split()), entry.page, entry.at.replace(microsecond=0)) for entry in edition.entries
    ]
    ours = read_by_us(body, TYPE)
    assert [(each.title, each.url, each.published) for each in ours.entries] == expected
    read = read_by_others(body)
    assert [(each.title, each.link, each.published_parsed[:6]) for each in read.entries] == [
        (title, page, at.timetuple()[:6]) for title, page, at in expected
    ]
    assert [each.id for each in ours.entries] == [each.id for each in read.entries]
    assert ours.language == "nl"
    assert not ours.warnings
