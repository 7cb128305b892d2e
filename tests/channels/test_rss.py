"""The RSS feed: what it says, that it is valid, and that readers find in it what was put there."""

from __future__ import annotations

import locale

import pytest
from hypothesis import given

from curate.channels.rss import TYPE
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
from tests.channels.validator import ATOM, CONTENT, DC, complaints, tree

SELF = "https://voorbeeld.be/rss.xml"


def test_a_whole_feed():
    body = document("rss", whole(full()), feed_url=SELF)
    channel = tree(body).find("channel")
    assert [channel.findtext(name) for name in ("title", "link", "language", "lastBuildDate")] == [
        "Trends van de week",
        SITE,
        "nl",
        "Wed, 25 Nov 2026 08:00:30 GMT",
    ]
    assert channel.find(f"{ATOM}link").attrib == {"rel": "self", "type": TYPE, "href": SELF}
    item = channel.find("item")
    assert item.findtext("link") == PAGE
    assert item.findtext("pubDate") == "Wed, 25 Nov 2026 08:00:30 GMT"
    assert item.findtext(f"{DC}creator") == "Voorbeeld vzw"
    assert [each.text for each in item.findall("category")] == ["sociale media", "AI"]
    assert item.find("source").get("url") == "https://blog.voorbeeld.be/feed.xml"
    assert item.findtext("source") == "Blog Voorbeeld"
    assert item.findtext(f"{CONTENT}encoded").startswith("<p>Lees dit")
    assert [link.get("rel") for link in item.findall(f"{ATOM}link")] == ["related", "via", "via"]
    assert complaints(body) == []
    assert "geheim" not in body


def test_dates_are_english_whatever_the_machine_speaks():
    before = locale.setlocale(locale.LC_TIME)
    try:
        for name in ("nl_BE.UTF-8", "de_DE.UTF-8", "C.UTF-8"):
            try:
                locale.setlocale(locale.LC_TIME, name)
            except locale.Error:
                continue
            assert "Wed, 25 Nov 2026" in document("rss", whole(full()))
    finally:
        locale.setlocale(locale.LC_TIME, before)


def test_a_title_that_looks_like_html_is_written_so_that_no_reader_takes_it_for_that():
    body = document("rss", whole(full(title="List<String> & <b>co</b>")))
    assert "<title>List&#x3C;String&gt; &#x26; &#x3C;b&gt;co&#x3C;/b&gt;</title>" in body
    assert tree(body).findtext("channel/item/title") == "List<String> & <b>co</b>"


def test_a_feed_without_any_address_still_has_its_link():
    body = document("rss", whole(site="", organisation_url=""))
    assert tree(body).findtext("channel/link").startswith("urn:uuid:")
    assert complaints(body) == []
    assert tree(document("rss", whole(site="", organisation_url=""), feed_url=SELF)).findtext("channel/link") == SELF


@pytest.mark.parametrize("words", HOSTILE)
def test_what_strangers_wrote_does_nothing(words: str):
    assert complaints(document("rss", hostile(words), feed_url=SELF)) == []


@some
@given(editions())
def test_any_edition_is_valid_and_read_by_others(edition: Edition):
    body = document("rss", edition, feed_url=SELF)
    assert complaints(body) == []
    read = read_by_others(body)
    assert len(read.entries) == sum(not entry.only or "rss" in entry.only for entry in edition.entries)


@some
@given(readable())
def test_readers_find_what_was_put_there(edition: Edition):
    body = document("rss", edition)
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
