"""Words as HTML and as text: a curator's emphasis and links are shown, everything else is text."""

from __future__ import annotations

import re
from html import escape

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.channels import hypertext
from curate.channels.targets import shown, target
from tests.channels.editions import URL, WORDS

REL = 'rel="noopener noreferrer"'

MARKED = [
    ("Gewoon", "<p>Gewoon</p>"),
    ("een\n\ntwee\ndrie", "<p>een</p>\n<p>twee<br>\ndrie</p>"),
    ("**dik** en *schuin* en _ook_", "<p><strong>dik</strong> en <em>schuin</em> en <em>ook</em></p>"),
    ("2 * 3 * 4, a_b_c, **", "<p>2 * 3 * 4, a_b_c, **</p>"),
    ("<b>&amp;", "<p>&lt;b&gt;&amp;amp;</p>"),
    ("[a](https://a.be/x)", f'<p><a href="https://a.be/x" {REL}>a</a></p>'),
    ("**[a](https://a.be/_x_)**", f'<p><strong><a href="https://a.be/_x_" {REL}>a</a></strong></p>'),
    ("[*a*](https://a.be)", f'<p><a href="https://a.be" {REL}>*a*</a></p>'),
    ("zie https://a.be/_x_/.", f'<p>zie <a href="https://a.be/_x_/" {REL}>https://a.be/_x_/</a>.</p>'),
    ("[a](javascript:b)", "<p>[a](javascript:b)</p>"),
    (
        "https://a.be/[b](https://c.be)",
        f'<p><a href="https://a.be/" {REL}>https://a.be/</a><a href="https://c.be" {REL}>b</a></p>',
    ),
    ("\x000\x00 \x001\x00", "<p>0 1</p>"),
]


@pytest.mark.parametrize(("words", "expected"), MARKED)
def test_the_curators_words(words: str, expected: str) -> None:
    assert hypertext.own(words) == expected


@settings(max_examples=60, deadline=None)
@given(
    words=WORDS
    | st.lists(st.sampled_from(["[a](", "https://a.be", ")", "**", "*", "_", "\n\n", "[", "](", "x"])).map("".join)
)
def test_any_words_are_shown_whole(words: str) -> None:
    read = BeautifulSoup(hypertext.own(words), "html.parser")
    assert {tag.name for tag in read.find_all(True)} <= {"p", "br", "a", "strong", "em"}
    marks = r"\(https?://[^\s()\"'<>]+\)|[\[\]*_\s]"  # also where nothing opens before them, and they are shown
    assert re.sub(marks, "", read.get_text()) == re.sub(marks, "", hypertext.composing.paragraphs(words))


AS_TEXT = [
    ("**dik** [a](https://a.be/_x_) _b_", "dik a (https://a.be/_x_) b", "dik a b"),
    ("[https://a.be](https://a.be)", "https://a.be", "https://a.be"),
    ("zie https://a.be/{{x}}.", "zie https://a.be/%7B%7Bx%7D%7D.", "zie https://a.be/{{x}}."),
]


@pytest.mark.parametrize(("words", "whole", "bare"), AS_TEXT)
def test_the_curators_words_as_text(words: str, whole: str, bare: str) -> None:
    assert hypertext.text(words) == whole
    assert hypertext.text(words, targets=False) == bare


TARGETS = [
    ("https://a.be", "https://a.be"),
    ("HTTPS://a.be/é?x=1&y='z'#a", "HTTPS://a.be/é?x=1&y='z'#a"),
    ("https://nl.wikipedia.org/wiki/B_(s)", "https://nl.wikipedia.org/wiki/B_(s)"),
    ("https://a.be/%41 b%zz", "https://a.be/%41%20b%25zz"),
    ('https://a.be/[x]{y}|z<>"^`\\', "https://a.be/%5Bx%5D%7By%7D%7Cz%3C%3E%22%5E%60%5C"),
    ("https://a.be/#a#b", "https://a.be/#a%23b"),
    ("https://a.be/*|X|*", "https://a.be/%2A%7CX%7C%2A"),
    ("https://a.be/*%7cX%7c*", "https://a.be/%2A%7cX%7c%2A"),
    ("https://[::1]/", "https://[::1]/"),
    ("https://[::1", ""),
    ("https://a.be:x/", ""),
    ("https://*|X|*/", ""),
    ("https://{{x}}/", ""),
    ("javascript:alert(1)", ""),
    ("java\nscript:alert(1)", ""),
    ("data:text/html,x", ""),
    ("//a.be", ""),
    ("https:a.be", ""),
    ("https://\\a.be", ""),
    ("", ""),
]


@pytest.mark.parametrize(("url", "expected"), TARGETS)
def test_where_a_link_may_lead(url: str, expected: str) -> None:
    assert target(url) == expected


@given(url=URL)
def test_a_link_holds_nothing_that_means_something(url: str) -> None:
    made = target(url)
    assert made.startswith("https://")
    assert not re.search(r"[\s\"<>{}|\\^`]", made)
    assert target(made) == made
    assert escape(made) in hypertext.link("x", url)


def test_an_address_as_people_read_it() -> None:
    assert shown("https://www.voorbeeld.be/aanbod/") == "voorbeeld.be/aanbod"
    assert shown("https://voorbeeld.be/" + "x" * 99).endswith("x…")
    assert len(shown("https://voorbeeld.be/" + "x" * 99)) == 60
