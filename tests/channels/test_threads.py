"""Threads: an emoji counts its bytes, one topic tag, five addresses."""

from __future__ import annotations

import pytest

from curate.channels import counting
from curate.models import Kind
from tests.channels.editions import entry
from tests.channels.posting import FULL, export, texts

LENGTHS = [
    ("", 0),
    ("abc é ĳ 日本", 10),
    ("👍", 4),
    ("👍🏽", 8),
    ("👨‍👩‍👧‍👦", 25),
    ("🇧🇪", 8),
    ("1️⃣", 7),
    ("❤️", 6),
    ("🫩", 4),
    ("e\u0301", 2),
    ("https://nu.nl/a", 15),
    ("a👍b", 6),
]


@pytest.mark.parametrize(("text", "length"), LENGTHS)
def test_an_emoji_counts_its_bytes_and_all_else_1(text: str, length: int) -> None:
    assert counting.threads(text) == length


def test_one_topic_tag() -> None:
    assert texts("threads", FULL)[0].endswith("\n\n#SocialeMedia")
    assert texts("threads", entry(commentary="Over #AI.", tags=("jeugd",)))[0].count("#") == 1


def test_no_post_has_more_than_five_addresses() -> None:
    urls = [f"https://a.be/{n}" for n in range(12)]
    posts = export("threads", *(entry(item=n, url=url, title="T", commentary="C") for n, url in enumerate(urls)),
                   kind=Kind.STORY).posts  # fmt: skip
    assert {link for post in posts for link in post.links} == set(urls)
    assert max(len(post.links) for post in posts) == 5


def test_an_address_without_its_scheme_is_one_too() -> None:
    named = [f"www.krant{n}.be" for n in range(8)]
    posts = texts("threads", entry(commentary=f"Lees {', '.join(named)} en bv. meer. Zo is het.", url="https://a.be/x"))
    assert len(posts) == 2
    assert all(sum(name in post for name in (*named, "https://a.be/x")) <= 5 for post in posts)
    assert len(texts("threads", entry(commentary="Lees www.krant.be. " * 8))) == 1


def test_500_and_then_a_thread() -> None:
    rest = export("threads", entry(commentary="x")).posts[0].length - 1
    room = 500 - rest
    assert export("threads", entry(commentary="👍" * (room // 4) + "x" * (room % 4))).posts[0].length == 500
    assert len(texts("threads", entry(commentary="👍" * (room // 4) + "x" * (room % 4 + 1)))) == 2
