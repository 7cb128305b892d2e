"""Instagram: a picture always, one caption, five hashtags."""

from __future__ import annotations

import re

import pytest

from curate.errors import Refused
from tests.channels.editions import entry
from tests.channels.posting import FULL, PNG, export, texts


def test_there_is_always_a_picture_with_its_description() -> None:
    made = export("instagram", FULL)
    [post] = made.posts
    assert post.picture == "12-portrait.png"
    body = dict(made.files)[post.picture]
    assert isinstance(body, bytes)
    assert body.startswith(b"\x89PNG")
    assert (int.from_bytes(body[16:20]), int.from_bytes(body[20:24])) == (1080, 1350)
    assert post.alt
    own = export("instagram", entry(picture=PNG, image_alt="a " * 900)).posts[0]
    assert own.picture == "12-picture.png"
    assert len(own.alt) <= 1000
    assert own.alt.endswith("…")


def test_a_picture_of_a_kind_that_it_does_not_take_gives_way_to_a_card() -> None:
    [post] = export("instagram", entry(picture=b"GIF89a.")).posts
    assert post.picture == "12-portrait.png"


def test_five_hashtags_at_most_those_of_the_words_included() -> None:
    [text] = texts("instagram", FULL)
    assert re.findall(r"#\w+", text) == ["#SocialeMedia", "#AI", "#Jeugd", "#Ethiek", "#Kunst"]
    [busy] = texts("instagram", entry(commentary="Over #een #twee #drie #vier.", tags=("vijf", "zes", "zeven")))
    assert re.findall(r"#\w+", busy) == ["#een", "#twee", "#drie", "#vier", "#Vijf"]


def test_the_address_stands_in_the_caption_though_nobody_can_click_it() -> None:
    [post] = export("instagram", FULL).posts
    assert "https://blog.voorbeeld.be/artikel" in post.links


def test_a_caption_never_becomes_a_thread() -> None:
    with pytest.raises(Refused, match="cannot go out on instagram: its text counts 2900, a post holds 2200"):
        export("instagram", entry(commentary="Woord. " * 400))
    [post] = export("instagram", entry(commentary="Woord. " * 200, context="Woord. " * 200)).posts
    assert post.text.count("Woord.") == 200
