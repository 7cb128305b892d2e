"""LinkedIn: 3,000 UTF-16 units, pasted as plain text."""

from __future__ import annotations

import pytest

from curate.errors import Refused
from tests.channels.editions import entry
from tests.channels.posting import export, texts


def test_what_is_pasted_is_not_escaped() -> None:
    odd = r"a\b <c> #d ~e_ |f| [g]*(h){i}@j"
    assert texts("linkedin", entry(commentary=odd))[0].startswith(odd)


def test_3000_units_fit_and_one_more_does_not() -> None:
    rest = export("linkedin", entry(commentary="x")).posts[0].length - 1
    [full] = export("linkedin", entry(commentary="👍" * ((3000 - rest) // 2) + "x" * (rest % 2))).posts
    assert full.length == 3000
    with pytest.raises(Refused, match="its text counts 3001, a post holds 3000"):
        export("linkedin", entry(commentary="👍" * ((3000 - rest) // 2) + "x" * (rest % 2 + 1)))


def test_a_description_of_4086_characters() -> None:
    [post] = export("linkedin", entry(picture=b"\xff\xd8\xff.", image_alt="woord " * 1000)).posts
    assert post.picture == "12-picture.jpg"
    assert 4000 < len(post.alt) <= 4086
