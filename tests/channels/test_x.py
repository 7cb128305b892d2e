"""X: 280 weighted units, an address 23 whatever it is."""

from __future__ import annotations

import pytest

from tests.channels.editions import entry
from tests.channels.posting import FULL, export, texts


def test_a_post_holds_280_units() -> None:
    rest = export("x", entry(commentary="x")).posts[0].length - 1
    room = 280 - rest
    [post] = export("x", entry(commentary="日" * (room // 2) + "x" * (room % 2))).posts
    assert post.length == 280
    assert len(texts("x", entry(commentary="日" * (room // 2) + "x" * (room % 2 + 1)))) == 2


@pytest.mark.parametrize("length", [10, 1000, 4000])
def test_a_long_address_takes_no_more_room(length: int) -> None:
    url = "https://www.vrt.be/" + "a" * length
    [post] = export("x", entry(url=url)).posts
    assert post.length == export("x", entry(url="https://nu.nl/")).posts[0].length
    assert post.links == (url,)


def test_two_hashtags_and_no_figure_alone() -> None:
    assert texts("x", entry(tags=("2024", "één twee", "AI", "jeugd")))[0].endswith("\n\n#ÉénTwee #AI")


def test_a_thread_counts_itself() -> None:
    posts = texts("x", entry(commentary="Dit is een zin die ergens over gaat. " * 12), given={"limit": 280})
    assert [post.rsplit("\n", 1)[1] for post in posts] == [f"{n}/{len(posts)}" for n in range(1, len(posts) + 1)]
    assert "https://blog.voorbeeld.be/artikel" in posts[-1]
    assert len(texts("x", FULL)) == 1
