"""Searching as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from curate.models import Said, SaidEntry
from curate.store import Configured, Store
from tests.cli.conftest import Call
from tests.store.test_items import NOW

TEXTS = {
    "Steden kiezen voor fietsen": "Een nieuw fietspad in Gent.",
    "De stad en privacy": "Wat een gemeente mag weten van Élodie.",
    "Musea digitaal": "Digitale geletterdheid in het museum.",
}


@pytest.fixture
def filled(curate: Call) -> Call:
    """Give a workspace with three items, tagged and indexed."""
    curate("init", ".")
    with Store(Path("data/curate.db")) as store:
        store.sources.configure([Configured(name="Blog", fallback="blog", url="https://blog.example/feed")])
        entries = tuple(
            SaidEntry(id=None, url=f"https://blog.example/{number}", title=title, summary=text, language="nl")
            for number, (title, text) in enumerate(TEXTS.items(), 1)
        )
        store.items.take(1, Said(entries=entries), home="https://blog.example", now=NOW, first=False)
    curate("enrich")
    return curate


def found(curate: Call, *words: str) -> set[int]:
    return {row["item"] for row in curate("search", *words, "--json").json}


def test_a_word_is_found_in_its_other_forms_and_the_hit_is_marked(filled: Call) -> None:
    rows = filled("search", "steden", "--json").json
    assert {row["item"]: row["snippet"] for row in rows} == {
        1: "[Steden] kiezen voor fietsen",
        2: "De [stad] en privacy",
    }
    assert found(filled, "stad") == {1, 2}
    assert "»Steden«" in filled("search", "stad").out
    assert set(rows[0]) >= {"item", "title", "url", "source", "story", "score", "reasons", "tags", "snippet"}


def test_a_word_to_leave_out_is_no_option(filled: Call) -> None:
    assert found(filled, "stad", "-privacy") == {1}
    assert found(filled, "-stad") == {3}
    assert found(filled, "-bron:Blog", "stad") == set()
    assert "3 items" in filled("search", "bron:Blog", "--limit", 3).out


def test_fields_in_both_languages(filled: Call) -> None:
    assert found(filled, 'source:"Blog"', "taal:nl", "voor:2030", "museum") == {3}
    assert found(filled, "state:new", "titel:musea") == {3}
    assert found(filled, "staat:nieuw", "elodie") == {2}


def test_what_a_field_cannot_have_is_said(filled: Call) -> None:
    fault = filled("search", "voor:ouders", code=2)
    assert "not a date" in fault.err
    assert "before:2026-01" in fault.err


def test_nothing_found_says_what_to_try(filled: Call) -> None:
    none = filled("search", "tga:zebra")
    assert "word*" in none.out
    assert "tga:" in none.err
    assert "tag:" in none.err
    empty = filled("search", "zebra", "--json")
    assert (empty.json, "word*" in empty.err) == ([], True)


def test_commentary_is_found_at_once_and_shown_before_the_text(filled: Call) -> None:
    filled("comment", 3, "--commentary", "Hier leert een museum van zijn bezoekers.")
    [row] = filled("search", "bezoeker", "--json").json
    assert row["snippet"].endswith("museum van zijn [bezoekers].")


def test_what_waits_for_the_index_is_found_all_the_same(filled: Call) -> None:
    with Store(Path("data/curate.db")) as store:
        store.search.empty()
        assert store.search.waiting_count() == 3
    assert found(filled, "fietspad") == {1}
    with Store(Path("data/curate.db")) as store:
        assert store.search.waiting_count() == 0


@pytest.mark.parametrize(
    "typed", ['"', "*", '"" -', "((", "NEAR/2", "a AND", "title:", "-", "é:ü", "'; DROP TABLE item; --"]
)
def test_whatever_is_typed_is_answered(filled: Call, typed: str) -> None:
    assert isinstance(filled("search", "--json", "--", typed).json, list)
