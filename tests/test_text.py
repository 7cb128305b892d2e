"""Text from strangers, made fit to be shown."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curate.text import (
    LONGEST_HTML,
    absolute,
    clean_html,
    first_image,
    fold,
    literal_line,
    one_line,
    plain,
    shorten,
    without_controls,
    words,
)

URL = "https://site.example/map/blad.html"
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
FAMILY = "👨\u200d👩\u200d👧"
markup = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b", ">", "<", "&", "&lt;", "&#x202e;", "<!--", "-->", "<script>", "</script>", "<a href=",
         '"', "'", "x", "javascript:alert(1)", "<svg>", "<td>", "<li>", "</li>", "<table>", "<img src=x onerror=y>",
         "\x9b", "<div>", "</div>", " ", "<style>", "]]>", "<a href='/x'>", "</a>", "<h1>", "\ud800"]
    )
    | st.text(max_size=3),
    max_size=30,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  twee \n\t woorden ", "twee woorden"),
        ("R&amp;B &eacute;&#233;n &lt;b&gt;", "R&B één <b>"),
        ("<b>vet</b> en <a href='x'>link</a><br/>x<!-- weg -->", "vet en linkx"),
        ("[red] List<String> x <y 1<2", "[red] List<String> x <y 1<2"),
        ("e\u0301", "é"),
        ("a\x1b[31mb\x9bc\u202ed\u2067e\u2069\ufefff\u00adg", "a[31mbcdefg"),
        (f"{FAMILY} ❤\ufe0f נ\u200cי", f"{FAMILY} ❤\ufe0f נ\u200cי"),
        ("a\ud800b", "a\ufffdb"),
        ("", ""),
    ],
)
def test_one_line(text, line):
    assert one_line(text) == line


def test_what_is_known_to_be_text_keeps_its_signs():
    assert literal_line(" <b>  &amp;\x07 ") == "<b> &amp;"


def test_controls_go_and_lines_stay():
    assert without_controls("a\r\nb\rc\u2028d\te\x00\u202e") == "a\nb\nc\nd e"
    assert without_controls("a\nb", keep_newlines=False) == "a b"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>een <b>t</b>wee</p><p>drie &amp; vier<br>vijf</p>", "een twee\ndrie & vier\nvijf"),
        ("<ul><li>a<li>b</ul><table><tr><td>1</td><td>2</td></tr></table>", "a\nb\n1 2"),
        ("x<script>evil('<p>')</script><style>p{}</style><!-- <p> -->y", "x y"),
        ("los\ngebroken\n\nregel", "los gebroken regel"),
        ("<p title='a > b'>x</p>", "x"),
        ("1 < 2 &lt;b&gt;", "1 < 2 <b>"),
        ("<script>nooit gesloten", "nooit gesloten"),
        ("", ""),
    ],
)
def test_plain(html, text):
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<h1>K</h1><p class=x style='y' onclick=z>t</p>", "<h2>K</h2><p>t</p>"),
        ("<a href='../x?a=1&amp;b=2' target=_blank>l</a>",
         '<a href="https://site.example/x?a=1&amp;b=2" rel="noopener noreferrer">l</a>'),
        ("<a href='mailto:a@b.example'>m</a>", '<a href="mailto:a@b.example" rel="noopener noreferrer">m</a>'),
        ("<a href=' java\nscript:x'>l</a><a href='data:text/html,x'>d</a><a>n</a>", "ldn"),
        ("<img srcset='groot.jpg 2x' src='klein.jpg' alt='a &lt; \"b\"'>",
         '<img src="https://site.example/map/klein.jpg" alt="a &lt; &quot;b&quot;">'),
        ("<img src='data:image/gif;base64,x' data-src='/lui.jpg'>", '<img src="https://site.example/lui.jpg" alt="">'),
        ("<img src=/teller.gif width=1 height=1>", ""),
        ("<svg><script>x</script><a>y</a></svg><iframe src=x>z</iframe><object>o</object>t", "t"),
        ("<xhtml:p>a<xhtml:br/>b</xhtml:p>", "<p>a<br>b</p>"),
        ("een < twee & drie", "een &lt; twee &amp; drie"),
        ("<p>een<p>twee", "<p>een</p><p>twee</p>"),
        ("<p></p> &nbsp; <div></div>", ""),
        ("<b><i>x</b></i>", "<b><i>x</i></b>"),
        ("", ""),
    ],
)  # fmt: skip
def test_clean_html(html, clean):
    assert clean_html(html, URL) == clean


def test_the_first_picture():
    assert first_image(clean_html("x<img src='/a?b=1&amp;c=2'><img src=/d>", URL)) == "https://site.example/a?b=1&c=2"
    assert first_image("<p>geen</p>") is None


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/a b", "https://site.example/a%20b"),
        ("//ander.example", "https://ander.example"),
        ("../../y", "https://site.example/y"),
        ("HTTP://X.example/é", "http://X.example/é"),
        ("?q", "https://site.example/map/blad.html?q"),
        ("\n https://x.example/a\nb\x00", "https://x.example/ab"),
        ("", None),
        ("javascript:x", None),
        ("ftp://x.example/", None),
        ("file:///etc/passwd", None),
        ("http://[", None),
        ("http:///x", None),
        ("https://x.example/" + "a" * 5000, None),
    ],
)
def test_absolute(link, address):
    assert absolute(link, URL) == address


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("een twee drie", 13, "een twee drie"),
        ("een twee drie", 12, "een twee…"),
        ("een twee, drie", 10, "een twee…"),
        ("een twee drie", 9, "een twee…"),
        ("onafgebroken", 5, "onaf…"),
        (FAMILY + "x" * 9, 4, "…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_shorten(text, length, short):
    assert shorten(text, length) == short


def test_words():
    assert words("Foto’s & baby's: l'école d'été, 3 e-mails_x “één”") == [
        "Foto’s", "baby's", "l", "école", "d", "été", "3", "e", "mails", "x", "één",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Één ĲS", "een ijs"), ("Straße", "strasse"), ("Œuvre d’Ørsted", "oeuvre d'orsted"), ("İstanbul ı", "istanbul i"),
     ("sa\u00admen", "samen"), ("ABC", "abc")],
)  # fmt: skip
def test_fold(text, folded):
    assert fold(text) == folded


@given(markup)
@example("\ud800<p>\udfff")
def test_nothing_forbidden_comes_out(html):
    for text in (one_line(html), literal_line(html), plain(html), clean_html(html, URL), without_controls(html)):
        text.encode("utf-8")
        assert not FORBIDDEN.search(text.replace("\n", ""))
    assert one_line(html) == unicodedata.normalize("NFC", " ".join(one_line(html).split()))
    assert "\n\n" not in plain(html)
    fold(html).encode("utf-8")


@given(markup)
def test_clean_html_holds_what_is_allowed_and_stays_as_it_is(html):
    clean = clean_html(html, URL)
    for tag in re.findall(r"<[^>]*>", clean):
        assert re.fullmatch(
            r"</?(p|div|br|hr|h[234]|blockquote|pre|figure|figcaption|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td|em"
            r"|strong|b|i|code|sub|sup)>|</a>|<a href=\"(https?://|mailto:)[^\"<>]*\" rel=\"noopener noreferrer\">"
            r"|<img src=\"https?://[^\"<>]*\" alt=\"[^\"]*\">",
            tag,
        ), tag
    assert plain(clean_html(clean, URL)) == plain(clean)


@given(st.text())
def test_fold_folds_once_and_for_all(text):
    assert fold(fold(text)) == fold(text)
    assert fold(text.upper()) == fold(text.upper().lower())


@given(st.text(), st.integers(0, 60))
def test_shorten_keeps_the_length(text, length):
    short = shorten(text, length)
    assert len(short) <= length or short == text
    assert short == text or not short or text.startswith(short.removesuffix("…"))


N = 50_000
"""Often enough: what takes the square of it takes minutes."""
ATTACKS = {
    "nested": "<div>" * N,
    "nested formatting": "<b>" * N,
    "formatting with attributes": "".join(f"<b id={n}>" for n in range(N)),
    "closed in a comment": "<div><!--</div>-->" * N,
    "closed in an attribute": '<div x" a="></div>">' * N,
    "closed by another": "<div></x>" * N,
    "reopened in every block": "<p>" + "<b>" * 60 + "<div>x</div>" * N,
    "comments without end": "<!--" * N,
    "scripts without end": "<script>" * N,
    "quotes without end": '<a b="' * N,
    "one attribute": "<img " + "x" * 1_000_000 + ">",
    "spaces": "<a" + " " * 1_000_000,
    "tables": "<table>x" * N,
    "lists": "<ul><li>" * N,
    "links": "<a href=x>" * N,
    "brackets": "<" * 1_000_000,
}


@pytest.mark.parametrize("html", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("read", [lambda html: clean_html(html, URL), plain, one_line], ids=["clean", "plain", "line"])
@pytest.mark.timeout(30)
def test_what_is_made_to_take_for_ever_does_not(read, html):
    text = read(html)
    assert len(text) <= max(len(html), 8 * LONGEST_HTML)
