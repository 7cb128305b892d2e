"""digest.json: all of an edition, of the form that the documentation has, and nothing of what is private."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given

from curate.models import Edition, Entry, Planned, Trust
from tests.channels.editions import editions
from tests.channels.feeding import APPEARED, HOSTILE, document, full, hostile, some, whole

FORM = json.loads((Path(__file__).parents[2] / "docs" / "digest.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(FORM)


def read(edition: Edition) -> dict:
    body = document("json", edition)
    made = json.loads(body)
    VALIDATOR.validate(made)
    assert "</" not in body
    return made


def test_the_form_is_itself_one():
    jsonschema.Draft202012Validator.check_schema(FORM)


def test_every_field_but_pictures_is_there():
    made = read(whole(full()))
    assert set(made) == {field.name for field in fields(Edition)} - {"logo"} | {"schema"}
    assert set(made["entries"][0]) == {field.name for field in fields(Entry)} - {"picture"}


def test_a_whole_edition():
    at = datetime(2026, 11, 26, 9, tzinfo=UTC)
    trust = Trust(seen=60, sources=6, kept=1, curators=("An",), since=APPEARED)
    item = full(by="An", texts=(("x", "Kort."),), posted=("x",), picture=b"PNG")
    made = read(whole(item, number=4, trust=trust, plan=(Planned(item=12, channel="facebook", at=at),), logo=b"PNG"))
    assert made["schema"] == 1
    assert (made["number"], made["date"], made["timezone"]) == (4, "2026-11-26T23:30:00Z", "Europe/Brussels")
    assert made["trust"] == {
        "seen": 60, "sources": 6, "kept": 1, "curators": ["An"], "since": "2026-11-20T23:30:00Z",
    }  # fmt: skip
    assert made["plan"] == [{"item": 12, "channel": "facebook", "at": "2026-11-26T09:00:00Z"}]
    [entry] = made["entries"]
    assert (entry["published"], entry["at"]) == ("2026-11-20T23:30:00Z", "2026-11-25T08:00:30Z")
    assert entry["commentary"] == item.commentary
    assert entry["texts"] == {"x": "Kort."}
    assert entry["feed"] == "https://blog.voorbeeld.be/feed.xml"


def test_what_nobody_knows_is_null():
    made = read(whole(full(author=None, published=None, at=None, language=None, feed="imaps://an@post.be"), trust=None))
    assert (made["trust"], made["number"], made["contact"]) == (None, None, None)
    assert [made["entries"][0][key] for key in ("author", "published", "at", "language", "feed")] == [None] * 5


def test_only_what_is_meant_for_it():
    assert read(whole(full(only=("x",))))["entries"] == []


@pytest.mark.parametrize("words", HOSTILE)
def test_what_strangers_wrote_does_nothing(words: str):
    read(hostile(words))


@some
@given(editions())
def test_any_edition_is_of_the_form(edition: Edition):
    made = read(edition)
    assert made["intro"].split() == edition.intro.split() or not edition.intro.isprintable()
