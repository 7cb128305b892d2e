"""The parts of a post, and how channels put them together item by item."""

from __future__ import annotations

from typing import Any

import pytest

from curate import channels
from curate.channels import addresses, composing
from curate.errors import Refused, UsageError
from curate.models import Entry, Export, Kind
from tests.channels.editions import edition, entry


def render(channel: str, *entries: Entry, given: dict[str, object] | None = None, **more: Any) -> Export:
    return channels.channel(channel).render(edition(*entries, **more), given or {})


def texts(channel: str, *entries: Entry, **more: Any) -> list[str]:
    return [post.text for post in render(channel, *entries, **more).posts]


def test_a_post_says_why_it_matters_before_it_says_what_it_is() -> None:
    full = entry(
        context="Vorig jaar schreven we erover.",
        quote="Wij kiezen zelf",
        quote_author="Jan",
        quote_outlet="De Morgen",
        tags=("sociale media", "AI", "2024", "jeugd", "ethiek"),
        related="https://voorbeeld.be/ai",
    )
    [text] = texts("facebook", full)
    assert text == (
        "Lees dit voor je volgende workshop: het zet onze aannames op hun kop.\n\n"
        "Vorig jaar schreven we erover.\n\n"
        "“Wij kiezen zelf” — Jan, De Morgen\n\n"
        "Wat jongeren van AI verwachten\nhttps://blog.voorbeeld.be/artikel\nSource: Blog Voorbeeld, An Peeters\n\n"
        "Read also: https://voorbeeld.be/ai\n\n"
        "#SocialeMedia #AI #Jeugd"
    )
    [post] = render("facebook", full).posts
    assert post.links == ("https://blog.voorbeeld.be/artikel", "https://voorbeeld.be/ai")
    assert post.items == (12,)


def test_context_stands_where_it_costs_no_further_post_and_is_said_to_be_missing_where_not() -> None:
    said = entry(commentary="Woord. " * 20, context="Dit moet men weten. " * 10)
    assert "moet men weten" not in "".join(texts("x", said))
    assert len(texts("x", said)) == 1
    assert "Without the context" in render("x", said).files[0][1]
    roomy = entry(commentary="Woord. " * 50, context="Dit moet men weten.")
    assert len(texts("x", roomy)) == 2
    assert "Dit moet men weten." in "".join(texts("x", roomy))
    assert "Without the context" not in render("x", roomy).files[0][1]
    assert "".join(texts("mastodon", said)).count("moet men weten") == 10


def test_commentary_and_quote_stand_whatever_the_limit_and_hashtags_where_they_cost_no_further_post() -> None:
    said = entry(commentary="Woord. " * 60, quote="Zin. " * 30, tags=("erfgoed", "een heel lange tag" * 12))
    posts = texts("x", said)
    assert len(posts) == 3
    assert sum(text.count("Woord.") for text in posts) == 60
    assert sum(text.count("Zin.") for text in posts) == 30
    assert posts[-1].endswith("\n\n#Erfgoed\n3/3")


def test_hashtags_of_the_words_count_among_those_a_post_gets() -> None:
    said = entry(commentary="Over #erfgoed en #AI.", tags=("AI", "jeugd", "kunst"))
    assert texts("facebook", said)[0].endswith("\n\n#Jeugd")
    assert "#Jeugd" not in texts("x", said)[0]


def test_a_thread_begins_with_the_words_and_ends_with_the_link() -> None:
    said = entry(commentary="Dit is een zin die ergens over gaat. " * 10, context="Klein beetje context.")
    first, *between, last = texts("x", said)
    assert first.startswith("Dit is een zin")
    assert "Wat jongeren van AI verwachten\nhttps://blog.voorbeeld.be/artikel\nSource: Blog Voorbeeld" in last
    assert any("Klein beetje context." in text for text in [*between, last])


def test_an_own_text_replaces_the_words_but_neither_link_nor_attribution() -> None:
    own = entry(texts=(("x", "Kort en goed."), ("mastodon", "  ")))
    assert texts("x", own) == ["Kort en goed.\n\nhttps://blog.voorbeeld.be/artikel\nSource: Blog Voorbeeld, An Peeters"]
    assert "Lees dit voor" in texts("mastodon", own)[0]
    linked = entry(texts=(("x", "Kijk op https://blog.voorbeeld.be/artikel, bij Blog Voorbeeld."),))
    assert texts("x", linked) == ["Kijk op https://blog.voorbeeld.be/artikel, bij Blog Voorbeeld."]
    longer = entry(texts=(("x", "Kijk op https://blog.voorbeeld.be/artikel-2 van blog voorbeeld"),))
    assert texts("x", longer)[0].endswith("\n\nhttps://blog.voorbeeld.be/artikel")


def test_an_item_goes_only_where_it_is_meant_to() -> None:
    assert len(texts("x", entry(only=("mastodon",)), entry(item=13, only=("mastodon", "x")), entry(item=14))) == 2
    assert "Nothing in this edition" in render("x", entry(only=("mastodon",))).files[0][1]


def test_what_goes_without_commentary_says_so() -> None:
    [text] = texts("x", entry(commentary="", uncommented=True))
    assert text.startswith("[without commentary]\n\nWat jongeren")


def test_the_file_says_what_each_post_is() -> None:
    said = entry(posted=("mastodon",), image="foto.jpg", image_alt="Een zaal", image_licence="CC BY")
    file = render("mastodon", said, given={"server": "https://m.voorbeeld.be/"}).files[0][1]
    assert "Trends van de week · mastodon\n1 post\nPost here: https://m.voorbeeld.be/publish\n" in file
    assert "Item #12 · 160 of 500 characters · already posted\nPicture: foto.jpg\n" in file
    assert "Its description: Een zaal\nIts licence: CC BY\n" in file
    assert render("mastodon", said).posts[0].length == 160


def test_settings_of_the_workspace_count() -> None:
    said = entry(tags=("een", "twee", "drie", "vier"), commentary="Zin. " * 200)
    assert {post.limit for post in render("mastodon", said, given={"limit": 1500}).posts} == {1500}
    assert len(render("mastodon", said, given={"limit": 1500}).posts) == 1
    assert "#Een #Twee #Drie #Vier" in texts("facebook", said, given={"hashtags": 9})[0]
    assert "#" not in texts("facebook", said, given={"hashtags": 0})[0]
    assert "Post here: https://a.be/b\n" in render("x", said, given={"compose_url": "https://a.be/b"}).files[0][1]


@pytest.mark.parametrize(
    "given", [{"limit": 10}, {"limit": 0}, {"limit": "veel"}, {"limit": True}, {"hashtags": -1}, {"cards": "ja"}]
)
def test_an_impossible_setting_is_wrong_use(given: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=f"channels.x.{next(iter(given))} in sources.yaml is"):
        render("x", entry(), given=given)


def test_an_address_that_no_post_can_hold_is_said_not_cut() -> None:
    long = entry(url="https://blog.example/" + "a" * 300)
    with pytest.raises(Refused, match="Item #12 cannot go out on x: an address in it counts 321, a post holds 280"):
        render("x", long)
    assert len(render("mastodon", long).posts) == 1
    with pytest.raises(UsageError, match="a post holds 100"):
        render("facebook", long, given={"limit": 100})


def test_addresses_are_written_so_that_the_channel_links_all_of_them() -> None:
    def on_x(url: str) -> str:
        return addresses.unbroken(url, addresses.on_x)

    assert on_x("https://nl.wikipedia.org/wiki/Brussel_(stad)") == "https://nl.wikipedia.org/wiki/Brussel_(stad)"
    assert on_x("https://a.be/café") == "https://a.be/café"
    assert on_x("https://a.be/日本?q=1") == "https://a.be/%E6%97%A5%E6%9C%AC?q=1"
    assert on_x("https://a.be/x?y=(z)") == "https://a.be/x?y=%28z%29"
    assert on_x("https://a.be/einde.") == "https://a.be/einde%2E"
    assert on_x("https://blog.example/日本") == "https://blog.example/日本"
    assert addresses.unbroken("https://blog.example/x?y=(z)", addresses.on_mastodon).endswith("y=%28z%29")


WRITTEN = [
    ("Zie https://a.be/x.", ["https://a.be/x"]),
    ("(https://a.be/x_(y))", ["https://a.be/x_(y)"]),
    ("https://a.be/x, http://b.be/?c=d!", ["https://a.be/x", "http://b.be/?c=d"]),
    ("«https://a.be/x» “https://b.be”", ["https://a.be/x", "https://b.be"]),
    ("看https://a.be/x。然后", ["https://a.be/x"]),
    ("https://a.be/a.", ["https://a.be/a"]),
    ("https://k.be/a. en https://k.be/a.b", ["https://k.be/a.", "https://k.be/a.b"]),
    ("nu.nl ftp://a.be https://", []),
    ("https://. https:///x (http://) https://… https://?a=b", []),
    ("Begin met https://, dan https://a.be/x", ["https://a.be/x"]),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_addresses_as_people_write_them(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in addresses.written(text, ("https://k.be/a.",))] == expected


def test_marks_that_would_cover_other_lines_fill_no_thread() -> None:
    assert composing.line("\u0301\u0308" * 500) == ""
    assert composing.line("x" + "\u0300" * 400 + " e\u0301, 1\ufe0f\u20e3 हिन्दी བརྒྱུད") == (
        "x" + "\u0300" * 8 + " e\u0301, 1\ufe0f\u20e3 हिन्दी བརྒྱུད"
    )
    [post] = channels.channel("x").render(edition(entry(title="\u0301\u0308" * 500)), {}).posts
    assert post.text.splitlines()[2:] == ["https://blog.voorbeeld.be/artikel", "Source: Blog Voorbeeld, An Peeters"]


HASHTAGS = [
    ("sociale media", "#SocialeMedia"),
    ("e-leren", "#ELeren"),
    ("foto's", "#Fotos"),
    ("video’s maken", "#VideosMaken"),
    ("l'art d'écrire", "#LArtDÉcrire"),
    ("AI", "#AI"),
    ("één-op-één", "#ÉénOpÉén"),
    ("cafe\u0301 français", "#CaféFrançais"),
    ("ijs en ijsland", "#IJsEnIJsland"),
    ("1 mei 2026", "#1Mei2026"),
    ("2024", None),
    ("🎉", None),
    ("👍 duim", "#Duim"),
    ("日本", "#日本"),
    ("हिन्दी", "#हिन्दी"),
    ("საქართველო", "#საქართველო"),
    ("a_b.c/d", "#ABCD"),
    ("", None),
]


@pytest.mark.parametrize(("tag", "expected"), HASHTAGS)
def test_hashtags_can_be_read_aloud(tag: str, expected: str | None) -> None:
    assert composing.hashtags([tag], "nl") == (() if expected is None else (expected,))


def test_hashtags_stand_once_in_the_order_of_the_tags() -> None:
    assert composing.hashtags(["b", "A", "a", "B b"]) == ("#B", "#A", "#BB")
    assert composing.hashtags(["ijs"], "fr") == ("#Ijs",)


def test_who_and_where() -> None:
    assert composing.attribution(entry(author=None), edition()) == "Source: Blog Voorbeeld"
    assert composing.attribution(entry(author="blog voorbeeld"), edition()) == "Source: Blog Voorbeeld"
    assert composing.attribution(entry(outlet="", author=None), edition()) == "Source: blog.voorbeeld.be"
    assert composing.quoted(entry(quote="«Ja»")) == ("Ja", "Blog Voorbeeld")
    assert composing.quoted(entry(quote=" ")) == ("", "")


def test_what_strangers_write_leaves_bare() -> None:
    odd = entry(title="Een\u202e titel\x1b[31m\x00\r\nmet\tmeer", commentary="a\r\n\r\n\r\n\r\nb\u2028c")
    [text] = texts("facebook", odd)
    assert text.startswith("a\n\nb\nc\n\nEen titel[31m met meer\n")


# ── the forms of an edition ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_top_counts_in_its_posts() -> None:
    first, second = texts("facebook", entry(item=1), entry(item=2), kind=Kind.TOP)
    assert "\n\n1. Wat jongeren van AI verwachten\n" in first
    assert "\n\n2. Wat jongeren van AI verwachten\n" in second


def test_a_trend_names_itself_in_every_post_and_in_its_first_hashtag() -> None:
    [text] = texts("facebook", entry(tags=("AI",)), kind=Kind.TREND, subject="sociale media")
    assert text.startswith("Trend: sociale media\n\nLees dit")
    assert text.endswith("#SocialeMedia #AI")


def test_a_part_of_a_timeline_says_which_it_is() -> None:
    [_, text] = texts("facebook", entry(item=1), entry(item=2), kind=Kind.TIMELINE, language="en")
    assert text.startswith("Trends van de week, part 2 of 2\n\n")


def test_a_story_is_one_post_about_all_its_items() -> None:
    told = entry(item=2, title="Brussel volgt", url="https://krant.be/2", commentary="Nu volgt Brussel.")
    export = render("facebook", entry(item=1), told, kind=Kind.STORY, intro="Wat er gebeurde.")
    [post] = export.posts
    assert post.items == (1, 2)
    assert post.links == ("https://blog.voorbeeld.be/artikel", "https://krant.be/2")
    assert post.text.startswith("Trends van de week\n\nWat er gebeurde.\n\nLees dit")
    assert post.text.index("Lees dit") < post.text.index("Nu volgt Brussel.")
    assert "Item #1 · Item #2" in export.files[0][1]


def test_an_own_text_stays_hers_in_every_form() -> None:
    mine = entry(texts=(("facebook", "Mijn tekst, Blog Voorbeeld https://blog.voorbeeld.be/artikel"),))
    for kind in Kind:
        [text] = texts("facebook", mine, kind=kind, subject="AI", title="T" if kind is Kind.STORY else "X")
        assert text.removeprefix("T\n\n") == "Mijn tekst, Blog Voorbeeld https://blog.voorbeeld.be/artikel"
