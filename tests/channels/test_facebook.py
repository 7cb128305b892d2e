"""Facebook: one post however long, nothing but the address in its share link."""

from __future__ import annotations

import pytest

from curate.channels import sharing
from curate.errors import Refused
from tests.channels.editions import entry
from tests.channels.posting import FULL, PNG, export, texts


def test_a_post_has_room_for_everything() -> None:
    [text] = texts("facebook", FULL)
    assert text == (
        "Lees dit voor je volgende workshop: het zet onze aannames op hun kop.\n\n"
        "Vorig jaar schreven we erover.\n\n"
        "“Wij kiezen zelf” — Jan, De Morgen\n\n"
        "Wat jongeren van AI verwachten\nhttps://blog.voorbeeld.be/artikel\nSource: Blog Voorbeeld, An Peeters\n\n"
        "Read also: https://voorbeeld.be/ai\n\n"
        "#SocialeMedia #AI #Jeugd"
    )


def test_it_counts_utf16_units() -> None:
    [post] = export("facebook", entry(commentary="👍🏽 é")).posts
    assert post.length == len(post.text.encode("utf-16-le")) // 2 == len(post.text) + 2


def test_what_is_longer_than_a_post_is_refused_and_says_what_to_do() -> None:
    with pytest.raises(Refused, match="Item #12 cannot go out on facebook: its text counts") as caught:
        export("facebook", entry(commentary="Woord. " * 10_000))
    assert "curate digest text DIGEST 12 --channel facebook" in str(caught.value.hint)
    assert len(texts("facebook", entry(commentary="Woord. " * 9_000, context="Woord. " * 9_000))) == 1


def test_the_curators_picture_goes_along_and_a_card_only_where_it_is_asked_for() -> None:
    made = export("facebook", entry(picture=PNG, image_alt="Een  zaal"))
    assert dict(made.files)["12-picture.png"] == PNG
    assert (made.posts[0].picture, made.posts[0].alt) == ("12-picture.png", "Een zaal")
    assert export("facebook", entry()).posts[0].picture == ""
    assert export("facebook", entry(), given={"cards": True}).posts[0].picture == "12-square.png"


def test_the_share_link_takes_nothing_but_the_address() -> None:
    assert sharing.link("facebook", "Tekst", "https://a.be/x?y=1&z", {}) == (
        "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fa.be%2Fx%3Fy%3D1%26z"
    )
