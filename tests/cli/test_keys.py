"""What a terminal sends, as keys; names that Tab completes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.cli.keys import completed, keys


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kd", ["k", "d"]),
        ("\x1b[A\x1bOB", ["up", "down"]),
        ("\x1b[5~ ", ["page up", "space"]),
        ("é\r", ["é", "enter"]),
        ("\x1b", ["escape"]),
        ("\x1bk", ["escape", "k"]),
        ("\x1b[200~twee\nregels\x1b[201~k", ["paste:twee\nregels", "k"]),
        ("\x1b[1;5Cx", ["unknown", "x"]),
        ("\x00", ["unknown"]),
    ],
)
def test_what_is_typed_is_keys(typed, found):
    assert keys(typed, last=True) == (found, "")


@pytest.mark.parametrize("begun", ["\x1b", "\x1b[", "\x1b[20", "\x1bO", "\x1b[200~half"])
def test_the_beginning_of_a_key_waits_for_its_end(begun):
    assert keys("k" + begun, last=False) == (["k"], begun)


@given(st.text(max_size=60), st.booleans())
def test_any_input_is_some_keys(typed, last):
    found, rest = keys(typed, last=last)

    assert typed.endswith(rest)
    assert all(found)


@given(st.lists(st.text("k\x1b[A5~OB200~1é ", min_size=1, max_size=4), max_size=8))
def test_keys_do_not_depend_on_how_they_arrive(parts):
    whole, rest = keys("".join(parts), last=False)
    found, left = [], ""
    for part in parts:
        some, left = keys(left + part, last=False)
        found += some

    assert (found, left) == (whole, rest)


TAGS = ["e-leren", "jongeren", "privacy", "privé"]


@pytest.mark.parametrize(
    ("typed", "again", "found"),
    [
        ("pri", 0, "privacy"),
        ("pri", 1, "privé"),
        ("pri", 2, "privacy"),
        ("jongeren, -PRI", 0, "jongeren, -privacy"),
        ("leren", 0, "e-leren"),
        ("", 0, "e-leren"),
        ("zzz", 0, "zzz"),
    ],
)
def test_tab_completes_the_last_name(typed, again, found):
    assert completed(typed, TAGS, again=again) == found
