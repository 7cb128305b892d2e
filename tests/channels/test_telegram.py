"""Telegram: messages of 4,096 UTF-16 units, 1,024 under a picture."""

from __future__ import annotations

from tests.channels.editions import entry
from tests.channels.posting import PNG, export


def test_a_message_holds_4096_units() -> None:
    [post] = export("telegram", entry(commentary="Woord. " * 550)).posts
    assert (post.limit, post.links) == (4096, ("https://blog.voorbeeld.be/artikel",))
    assert len(export("telegram", entry(commentary="Woord. " * 1200)).posts) == 3


def test_under_a_picture_stand_1024_and_the_rest_in_messages() -> None:
    first, *others = export("telegram", entry(commentary="Woord. " * 550, picture=PNG)).posts
    assert (first.limit, first.picture) == (1024, "12-picture.png")
    assert 1000 < first.length <= 1024
    assert [post.limit for post in others] == [4096]
    assert sum(post.text.count("Woord.") for post in (first, *others)) == 550
    assert len(export("telegram", entry(picture=PNG)).posts) == 1


def test_texts_are_the_same_where_no_picture_is_drawn() -> None:
    long = entry(commentary="Woord. " * 200)
    drawn, undrawn = (export("telegram", long, given={"cards": True, "pictures": p}) for p in (True, False))
    assert [post.text for post in drawn.posts] == [post.text for post in undrawn.posts]
    assert len(drawn.files) == 2
    assert len(undrawn.files) == 1
