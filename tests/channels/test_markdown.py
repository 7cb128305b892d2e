"""The document: what it holds, and that nothing of a stranger's does anything in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from curate.channels import channel, markdown
from curate.models import Entry, Kind, Trust
from tests.channels.editions import CLOSED, URL, WORDS, edition, entry


def document(*entries: Entry, **given: Any) -> str:
    export = channel("markdown").render(edition(*entries, **given), {})
    assert export.posts == ()
    [(name, text)] = export.files
    assert name == "markdown.md"
    return text


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.targets += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> Links:
    links = Links()
    links.feed(MarkdownIt("commonmark").render(text))
    links.close()
    return links


def test_a_whole_edition() -> None:
    full = entry(
        section="Jeugd",
        context="Vorig jaar schreven we erover.",
        quote="Wij kiezen zelf",
        quote_author="Jan",
        tags=("sociale media", "ai"),
        related="https://voorbeeld.be/ai",
        published=datetime(2026, 11, 20, 23, 30, tzinfo=UTC),
    )
    text = document(
        full,
        entry(only=("x",)),
        number=4,
        intro="Welkom.",
        closing="Tot *volgende* week!",
        trust=Trust(seen=60, sources=6, kept=5),
    )
    assert text == (
        "# Trends van de week\n\n"
        "Voorbeeld vzw · Edition 4 · November 27, 2026\n\n"
        "Welkom.\n\n"
        "## Jeugd\n\n"
        "### [Wat jongeren van AI verwachten](https://blog.voorbeeld.be/artikel)\n\n"
        "Lees dit voor je volgende workshop: het zet onze aannames op hun kop.\n\n"
        "Vorig jaar schreven we erover.\n\n"
        "> “Wij kiezen zelf”\n>\n> — Jan, Blog Voorbeeld\n\n"
        "Source: Blog Voorbeeld, An Peeters · November 21, 2026 · Tags: sociale media, ai\n\n"
        "Read also: [https\\://voorbeeld.be/ai](https://voorbeeld.be/ai)\n\n"
        "---\n\n"
        "Tot *volgende* week!\n\n"
        "*From 60 items of 6 sources we chose 5.*\n"
    )


@pytest.mark.parametrize(
    ("language", "day"),
    [("nl", "27 november 2026"), ("fr", "27 novembre 2026"), ("de", "27. November 2026"), ("xx", "November 27, 2026")],
)
def test_dates_are_the_public_s(language: str, day: str) -> None:
    assert day in document(language=language)


def test_own_text_and_mark() -> None:
    assert "Anders gezegd." in document(entry(texts=(("markdown", "Anders gezegd."),)))
    assert "Lees dit" not in document(entry(texts=(("markdown", "Anders gezegd."),)))
    assert r"*\[without commentary\]*" in document(entry(commentary="", uncommented=True))


STRANGE = [
    "[klik](javascript:alert(1))",
    "](https://evil.example) [x",
    "![x](https://evil.example/p.png)",
    "<script>alert(1)</script>",
    "<https://evil.example>",
    "https://evil.example www.evil.example mailto:a@evil.example",
    "*sterk* _zwak_ `code` ~~weg~~ | a",
    "&lt;b&gt; &#60;i&#62; &copy; AT&T",
    "\\[x\\](y) \\",
    "# kop",
    "1. een",
    "- een",
    "---",
    "> citaat",
    "=====",
    "[x]: javascript:alert(1)",
]


@pytest.mark.parametrize("words", STRANGE)
def test_what_strangers_wrote_shows_as_it_is_and_does_nothing(words: str) -> None:
    text = document(entry(title=words, outlet=words, author=words, quote=words, quote_author=words, tags=(words,)))
    page = read(text)
    assert page.targets == ["https://blog.voorbeeld.be/artikel"]
    assert set(page.tags) <= {"h1", "h2", "p", "a", "blockquote"}
    assert page.text.count(words) >= 4


@given(WORDS)
def test_any_words_of_strangers_do_nothing(words: str) -> None:
    page = read(markdown.escaped(words))
    assert set(page.tags) <= {"p"}
    assert page.text.split() == markdown.composing.line(words).split()


@given(WORDS)
def test_any_words_in_a_heading_lead_where_the_item_is(words: str) -> None:
    page = read(document(entry(title=words, commentary="")))
    assert page.targets == ["https://blog.voorbeeld.be/artikel"]


@given(URL | st.text(max_size=30) | st.builds("https://nu.nl/{}".format, st.text(max_size=30)))
def test_a_link_leads_to_a_page_or_nowhere(url: str) -> None:
    page = read(f"[x]({markdown.destination(url)})")
    assert page.tags == ["p", "a"]
    assert re.match(r"https?://[^/]|$", page.targets[0])


def test_an_address_that_is_none_is_no_link() -> None:
    assert "## Wat jongeren van AI verwachten\n" in document(entry(url="javascript:alert(1)"))
    assert "(https://nl.wikipedia.org/wiki/Brussel_(stad))" in document(
        entry(url="https://nl.wikipedia.org/wiki/Brussel_(stad)")
    )


@pytest.mark.parametrize(
    "words",
    [
        "[x](javascript:a)",
        "[x]( <JavaScript:a>)",
        "[x](data:text/html,a)",
        "[x]\n\n[x]: javascript:a",
        "<img src=x onerror=a>",
    ],
)
def test_not_even_the_curator_s_words_hold_a_link_that_runs(words: str) -> None:
    assert read(markdown.own(words)).targets == []
    assert "img" not in read(markdown.own(words)).tags


def test_the_curator_s_words_are_markdown() -> None:
    words = "Een **woord**, [een link](https://a.be/) en [post](mailto:a@b.be). 1 < 2 <3"
    assert markdown.own(words) == words


def test_figures_of_trust_speak_of_one_as_of_one() -> None:
    assert "From one item of one source we chose 1." in document(trust=Trust(seen=1, sources=1, kept=1))
    with pytest.raises(ValueError, match="figures"):
        markdown.trust(edition())


# ── the forms of an edition ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_top_is_numbered_as_text_and_not_as_a_list():
    made = document(entry(item=1), entry(item=2, title="Twee"), kind=Kind.TOP)
    assert "## 1\\. [Wat jongeren" in made
    assert "## 2\\. [Twee]" in made


def test_a_trend_says_what_it_is_about():
    assert "**Trend: sociale media**" in document(entry(), kind=Kind.TREND, subject="sociale media", language="nl")


def test_a_timeline_says_the_day_of_each_part():
    made = document(entry(published=CLOSED), kind=Kind.TIMELINE, language="de")
    assert "## 27. November 2026: [Wat jongeren" in made


def test_a_story_is_one_text_with_its_sources_under_it():
    made = document(
        entry(item=1, commentary="Het begon in Gent."),
        entry(item=2, commentary="Nu volgt Brussel.", url="https://krant.be/2", title="Brussel volgt"),
        kind=Kind.STORY,
    )
    assert "Het begon in Gent.\n\n[\\[1\\]](https://blog.voorbeeld.be/artikel)\n\nNu volgt Brussel." in made
    sources = made.partition("## Sources\n\n")[2]
    assert sources.startswith("1. [Wat jongeren van AI verwachten](https://blog.voorbeeld.be/artikel) · Source: Blog")
    assert "\n2. [Brussel volgt](https://krant.be/2)" in sources


def test_the_figures_are_told_once():
    counted = Trust(seen=412, sources=63, kept=1)
    assert "412" in document(entry(), trust=counted)
    assert document(entry(), trust=counted, closing="Uit 412 gekozen.", told=True).count("412") == 1


def test_what_is_for_subscribers_says_so():
    assert "Source: Blog Voorbeeld, An Peeters (paywall)" in document(entry(paywalled=True))
