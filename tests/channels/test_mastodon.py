"""Mastodon: 500 grapheme clusters, an address 23, threads."""

from __future__ import annotations

from tests.channels.editions import entry
from tests.channels.posting import FULL, PNG, export, texts


def test_a_post_holds_500_characters_of_which_an_address_takes_23() -> None:
    rest = export("mastodon", entry(commentary="x")).posts[0].length - 1
    long = "https://blog.voorbeeld.be/" + "a" * 1000
    [post] = export("mastodon", entry(commentary="👨‍👩‍👧‍👦" * (500 - rest), url=long)).posts
    assert post.length == 500
    assert post.links == (long,)
    assert len(texts("mastodon", entry(commentary="👨‍👩‍👧‍👦" * (501 - rest), url=long))) == 2


def test_a_mention_counts_without_its_server() -> None:
    short, long = (
        export("mastodon", entry(commentary=words)).posts[0] for words in ("Dank @an!", "Dank @an@m.example!")
    )
    assert short.length == long.length


def test_it_says_in_which_language_it_is() -> None:
    [post] = export("mastodon", FULL, language="nl").posts
    assert post.languages == ("nl",)
    given: dict[str, object] = {"languages": ("fr", "nl")}
    assert export("mastodon", FULL, given=given).posts[0].languages == ("fr",)
    assert "Language: fr" in str(export("mastodon", FULL, given=given).files[0][1])


def test_the_picture_goes_with_the_first_post_and_its_description_is_cut_at_1500() -> None:
    first, *others = export("mastodon", entry(picture=PNG, image_alt="é " * 2000, commentary="Zin. " * 200)).posts
    assert first.picture == "12-picture.png"
    assert len(first.alt) <= 1500
    assert {post.picture for post in others} == {""}


def test_the_server_decides_where_one_posts() -> None:
    made = export("mastodon", FULL, given={"server": "https://m.voorbeeld.be/"})
    assert "Post here: https://m.voorbeeld.be/publish\n" in str(made.files[0][1])
    assert "Post here" not in str(export("mastodon", FULL).files[0][1])
