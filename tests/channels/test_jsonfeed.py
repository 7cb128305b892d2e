"""The JSON Feed: of the form that version 1.1 asks for, and read back as it was put there."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given

from curate.channels.jsonfeed import TYPE
from curate.models import Edition
from tests.channels.editions import editions
from tests.channels.feeding import HOSTILE, PAGE, SITE, document, full, hostile, read_by_us, readable, some, whole
from tests.channels.validator import Html

SELF = "https://voorbeeld.be/feed.json"
URI = {"type": "string", "pattern": r"^https?://[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#\[\]]+$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
WORDS = {"type": "string", "minLength": 1}
AUTHORS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {"name": WORDS, "url": URI, "avatar": URI},
        "minProperties": 1,
        "additionalProperties": False,
    },
}
ITEM = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "properties": {
        "id": WORDS,
        "url": URI,
        "external_url": URI,
        "title": WORDS,
        "content_html": WORDS,
        "content_text": WORDS,
        "summary": WORDS,
        "image": URI,
        "banner_image": URI,
        "date_published": MOMENT,
        "date_modified": MOMENT,
        "authors": AUTHORS,
        "tags": {"type": "array", "items": WORDS, "uniqueItems": True},
        "language": WORDS,
    },
    "patternProperties": {"^_[^.]+$": {"type": "object"}},
    "additionalProperties": False,
}
FORM = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": WORDS,
        "home_page_url": URI,
        "feed_url": URI,
        "description": WORDS,
        "language": {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$"},
        "authors": AUTHORS,
        "items": {"type": "array", "items": ITEM},
    },
    "additionalProperties": False,
}
"""What version 1.1 says (jsonfeed.org): keys, their types, and that extensions begin with an underscore."""
VALIDATOR = jsonschema.Draft202012Validator(FORM)


def valid(body: str) -> dict:
    feed = json.loads(body)
    VALIDATOR.validate(feed)
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    for item in feed["items"]:
        reader = Html()
        reader.feed(item["content_html"])
        assert (reader.wrong, reader.open) == ([], [])
    assert "</script" not in body.lower()
    return feed


def test_a_whole_feed():
    feed = valid(document("jsonfeed", whole(full()), feed_url=SELF))
    assert (feed["home_page_url"], feed["feed_url"], feed["language"]) == (SITE, SELF, "nl")
    assert feed["authors"] == [{"name": "Voorbeeld vzw", "url": SITE}]
    [item] = feed["items"]
    assert (item["url"], item["external_url"]) == (PAGE, "https://blog.voorbeeld.be/artikel")
    assert item["date_published"] == item["date_modified"] == "2026-11-25T08:00:30Z"
    assert item["tags"] == ["sociale media", "AI"]
    assert item["content_text"].startswith("Lees dit voor je volgende workshop")
    assert "Zie dit en daar." in item["content_text"]
    assert item["_curate"] == {
        "outlet": "Blog Voorbeeld",
        "author": "An Peeters",
        "published": "2026-11-20T23:30:00Z",
        "language": "fr",
        "source": {"url": "https://blog.voorbeeld.be/feed.xml", "title": "Blog Voorbeeld"},
        "via": ["An", "Jo"],
    }


def test_an_empty_edition_is_a_feed_too():
    assert valid(document("jsonfeed", whole()))["items"] == []


@pytest.mark.parametrize("words", HOSTILE)
def test_what_strangers_wrote_does_nothing(words: str):
    valid(document("jsonfeed", hostile(words)))


@some
@given(editions())
def test_any_edition_is_valid(edition: Edition):
    feed = valid(document("jsonfeed", edition, feed_url=SELF))
    assert len(feed["items"]) == sum(not entry.only or "jsonfeed" in entry.only for entry in edition.entries)


@some
@given(readable())
def test_our_own_reader_finds_what_was_put_there(edition: Edition):
    body = document("jsonfeed", edition)
    read = read_by_us(body, TYPE)
    assert [(each.title, each.url, each.published) for each in read.entries] == [
        (" ".join(entry.title.split()), entry.page, entry.at.replace(microsecond=0)) for entry in edition.entries
    ]
    assert [each.id for each in read.entries] == [item["id"] for item in json.loads(body)["items"]]
