"""What an intro or closing may name, and the list of what is not shared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.digest.avoiding import avoided
from curate.digest.filling import filled, tells, unknown

VALUES = {"seen": "412", "sources": "63", "kept": "7"}


def test_values_stand_where_they_are_named():
    assert filled("Uit {seen} van {sources}: {kept}. {x} {{seen}} {", VALUES) == "Uit 412 van 63: 7. {x} {412} {"


@given(st.text())
def test_any_text_can_be_filled(words):
    assert isinstance(filled(words, VALUES), str)
    assert filled(words, {}) == words


def test_who_says_from_how_much_says_it():
    assert tells("", "Uit {seen} berichten")
    assert not tells("Sinds {since}, door {curators}")


def test_what_is_no_value_is_named_with_the_one_that_was_meant():
    assert unknown("{seen} {sen} {curator} {hallo} {sen} {1}") == [
        ("sen", "seen"),
        ("curator", "curators"),
        ("hallo", None),
    ]


@pytest.mark.parametrize(
    ("avoid", "hit"),
    [
        ("example.org", True),
        ("EXAMPLE.ORG", True),
        ("https://www.example.org/", True),
        ("ample.org", False),
        ("example.com", False),
        ("goksites", True),
        ("GOKSITES", True),
        ("gok", False),
        ("gok*", True),
        ("nieuwe goksites", True),
        ("goksites nieuwe", False),
        ("…", False),
        ("", False),
    ],
)
def test_domains_and_whole_words(avoid, hit):
    found = avoided([avoid], addresses=["https://blog.example.org/a", "https://[x"], said="De nieuwe Goksîtes, getest")
    assert found == (avoid if hit else None)
