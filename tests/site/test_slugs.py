"""Names of folders: legal everywhere, and never two alike."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from curate.site.slugs import slugs

ODD = [
    "../x",
    "con",
    "CON",
    "E-leren",
    "e leren",
    "É-leren",
    "🎨",
    "🎭",
    "",
    ".",
    "..",
    "a/b",
    "a\\b",
    "x" * 300,
    "index",
    "NUL",
    "com1",
]


def test_known_troublemakers() -> None:
    made = slugs(ODD)
    assert made["../x"] == "x"
    assert made["con"].startswith("con-")
    assert made["🎨"].startswith("t-")
    assert made["🎨"] != made["🎭"]
    assert slugs(["Sociale media"]) == {"Sociale media": "sociale-media"}
    assert slugs(["Erfgoed", "Musea"])["Erfgoed"] == slugs(["Erfgoed"])["Erfgoed"] == "erfgoed"


@given(st.lists(st.sampled_from(ODD) | st.text(max_size=20), max_size=12))
def test_any_names_give_names_of_folders_each_its_own(names: list[str]) -> None:
    made = slugs(names)
    assert set(made) == set(names)
    assert len({slug.casefold() for slug in made.values()}) == len(made)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,125}", slug) for slug in made.values())
    assert not {"con", "nul", "aux", "prn", "com1", "index"} & set(made.values())
    more = slugs([*names, "nog iets", *ODD])
    assert more | made == more
