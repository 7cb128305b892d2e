"""Web pages read with selectors."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.errors import SourceError
from curate.models import Document, Said, SaidEntry
from curate.sources import kind

URL = "https://stad.example/nieuws/index.html"
PAGE = """<!doctype html><html lang="nl-BE"><head><base href="/basis/"><title>Nieuws &amp; meer</title></head><body>
<article class="news"><h2><a href="een?a=1&amp;b=2">Eén
  &lt;b&gt;</a></h2><time datetime="2026-03-03T10:00+01:00">gisteren</time><p class="lead">Kort.</p>
  <img src="data:image/gif;base64,R0" data-src="een.jpg"></article>
<article class="news"><h2><a href="https://elders.example/twee">Twee</a></h2><time>4 maart 2026</time></article>
<article class="news"><p>reclame</p></article>
</body></html>"""
SELECT = {
    "item": "article.news",
    "title": "h2",
    "link": "h2 a@href",
    "date": "time@datetime",
    "summary": "p.lead",
    "image": "img@data-src",
}


def read(page: str | bytes = PAGE, content_type: str | None = None, **select: str) -> Said:
    body = page.encode() if isinstance(page, str) else page
    return kind("page").read(Document(body=body, url=URL, content_type=content_type), {"select": {**SELECT, **select}})


def refused(page: str | bytes = PAGE, **select: str) -> str:
    with pytest.raises(SourceError) as caught:
        read(page, **select)
    assert caught.value.hint is not None
    return str(caught.value.message)


def test_a_page_says_what_its_selectors_find():
    said = read()
    assert (said.title, said.home, said.language) == ("Nieuws & meer", URL, "nl")
    assert said.entries == (
        SaidEntry(
            id=None,
            url="https://stad.example/basis/een?a=1&b=2",
            title="Eén <b>",
            summary="Kort.",
            published=datetime(2026, 3, 3, 9, tzinfo=UTC),
            image="https://stad.example/basis/een.jpg",
        ),
        SaidEntry(id=None, url="https://elders.example/twee", title="Twee"),
    )
    assert [str(warning) for warning in said.warnings] == [
        "1 entry of the page was left out: it has no link and no title."
    ]


def test_without_an_attribute_the_usual_one_is_taken():
    entries = read(link="h2 a", date="time", image="img").entries
    assert [entry.url for entry in entries] == ["https://stad.example/basis/een?a=1&b=2", "https://elders.example/twee"]
    assert [entry.published for entry in entries] == [
        datetime(2026, 3, 3, 9, tzinfo=UTC),
        datetime(2026, 3, 4, tzinfo=UTC),
    ]
    assert entries[0].image == "https://stad.example/basis/een.jpg"


def test_what_is_not_given_is_looked_for():
    said = kind("page").read(Document(body=PAGE.encode(), url=URL), {"select": {"item": "article", "title": ""}})
    assert [(entry.title, entry.url) for entry in said.entries] == [
        ("Eén <b>", "https://stad.example/basis/een?a=1&b=2"),
        ("Twee", "https://elders.example/twee"),
    ]


def test_the_item_itself_may_be_the_link():
    said = read("<a class=x href=/1 title=Een><b>1</b></a>", item="a.x", title="@title", link="@href")
    assert [(entry.title, entry.url) for entry in said.entries] == [("Een", "https://stad.example/1")]


def test_an_attribute_selector_may_hold_an_at_sign():
    assert read(item='article:not([data-x="a@b"])').entries


@pytest.mark.parametrize(
    ("select", "says"),
    [
        ({"item": "article.weg"}, "`item` found nothing on https://stad.example/nieuws/index.html: article.weg"),
        ({"title": "h5"}, "`title` found nothing"),
        ({"link": "h2 a@data-href"}, "`link` found nothing"),
        ({"item": "article[[["}, "`item` is not CSS: article[[["),
        ({"date": "time:::x"}, "`date` is not CSS"),
        ({"item": ""}, "`select` with at least `item`"),
    ],
)
def test_a_selector_that_is_wrong_is_named(select, says):
    assert says in refused(**select)


@pytest.mark.parametrize("options", [{}, {"select": None}, {"select": "article"}])
def test_without_selectors_it_says_what_is_missing(options):
    with pytest.raises(SourceError, match="select"):
        kind("page").read(Document(body=PAGE.encode(), url=URL), options)


def test_a_field_that_no_item_has_is_a_warning():
    assert any("`summary` found nothing" in str(warning) for warning in read(summary="p.weg").warnings)


def test_the_charset_of_the_header_counts():
    page = "<article class=news><h2><a href=/x>Café €</a></h2></article>".encode("iso-8859-15")
    assert read(page, "text/html; charset=iso-8859-15").entries[0].title == "Café €"


def test_pages_obey_robots_and_feeds_need_not():
    assert (kind("page").obey_robots, kind("feed").obey_robots) == (True, False)


@pytest.mark.parametrize("page", ["", "<", "\x00\x01", "{}", "<p>geen nieuws"])
def test_what_is_no_such_page_is_refused(page):
    assert "`item` found nothing" in refused(page)


@pytest.mark.parametrize("tag", ["<div>", "<article class=news>"])
def test_a_page_without_end_of_nesting_is_refused_in_time(tag):
    started = time.perf_counter()
    assert "levels deep" in refused(tag * 100_000)
    assert time.perf_counter() - started < 5


PICTURES = {
    "plain": ("<img src='/a.jpg'>", "a.jpg"),
    "late": ("<img src='data:image/gif;base64,R0' data-src='/a.jpg'>", "a.jpg"),
    "late by WordPress": ("<img src='/blank.gif' data-lazy-src='/a.jpg'>", "a.jpg"),
    "late set": ("<img src='data:x' data-srcset='/s.jpg 300w, /a.jpg 1200w, /xl.jpg 4000w'>", "a.jpg"),
    "set": ("<img srcset='/s.jpg 1x, /a.jpg 2x'>", "a.jpg"),
    "set with commas": ("<img srcset='/w_1,h_1/a.jpg 300w'>", "w_1,h_1/a.jpg"),
    "set of large ones": ("<img srcset='/xl.jpg 4000w, /a.jpg 3000w'>", "a.jpg"),
    "placeholder": ("<img src='/img/placeholder.png'><img src='/a.jpg'>", "a.jpg"),
    "pixel first": ("<img src='/p.gif' width=1 height=1><img src='/a.jpg' width=600>", "a.jpg"),
    "no script": ("<img class=lazy src='data:x'><noscript><img src='/a.jpg'></noscript>", "a.jpg"),
    "picture": ("<picture><source srcset='/a.webp 1x'><img src='data:x'></picture>", "a.webp"),
    "picture late": ("<picture><source data-srcset='/a.webp'><img src='data:x'></picture>", "a.webp"),
    "picture that shows itself": ("<picture><source srcset='/a.webp'><img src='/b.jpg'></picture>", "b.jpg"),
    "none": ("<img src='data:x'><img src='javascript:x'>", None),
}


@pytest.mark.parametrize(("html", "found"), PICTURES.values(), ids=PICTURES)
@pytest.mark.parametrize("selector", ["img", "img@src", ".foto"])
def test_a_picture_is_found_where_pages_keep_it(html, found, selector):
    page = f"<article class=news><h2><a href=/x>t</a></h2><div class=foto>{html}</div></article>"
    [entry] = read(page, image=selector).entries
    assert entry.image == (found and f"https://stad.example/{found}")


@pytest.mark.parametrize(
    ("attribute", "found"), [("data-groot", "a.jpg"), ("data-srcset", "b.jpg"), ("data-weg", None), ("alt", "nieuws/x")]
)
def test_an_attribute_that_is_named_is_taken_and_no_other(attribute, found):
    tag = "<img src=/c.jpg data-groot=/a.jpg data-srcset='/b.jpg 2x' alt=x>"
    page = f"<article class=news><h2><a href=/x>t</a></h2>{tag}</article>"
    assert read(page, image=f"img@{attribute}").entries[0].image == (found and f"https://stad.example/{found}")


@pytest.mark.parametrize(
    ("base", "link", "url"),
    [
        ("/basis/", "een", "https://stad.example/basis/een"),
        ("https://cdn.example/x/", "/een", "https://cdn.example/een"),
        ("//cdn.example/", "een", "https://cdn.example/een"),
        ("", "een", "https://stad.example/nieuws/een"),
        ("javascript:x", "een", "https://stad.example/nieuws/een"),
        ("/basis/", "?p=1", "https://stad.example/basis/?p=1"),
        ("/basis/", "//elders.example/x", "https://elders.example/x"),
        ("/basis/", "../op", "https://stad.example/op"),
        ("/basis/", " een\n twee ", "https://stad.example/basis/een%20twee"),
    ],
)
def test_links_are_seen_from_the_base(base, link, url):
    page = f'<base href="{base}"><article class=news><h2><a href="{link}">t</a></h2></article>'
    assert read(page).entries[0].url == url


SELECTORS = st.text(max_size=30) | st.text("abh2>:()[]*+~.#@=\"'^$|, -nth:not(has)\\", max_size=40)


@given(SELECTORS, st.sampled_from(["item", "title", "link", "date", "summary", "image"]))
def test_whatever_a_selector_is_it_is_answered_or_its_fault_is_told(selector, field):
    try:
        assert read(**{field: selector}).entries
    except SourceError as error:
        assert error.hint is not None  # noqa: PT017
        assert str(error.message)  # noqa: PT017


@given(st.text(max_size=60), st.text(max_size=40))
def test_whatever_a_link_is_it_becomes_an_address_or_none(link, base):
    link, base = (text.replace('"', "").replace("\x00", "") for text in (link, base))
    page = f'<base href="{base}"><article class=news><h2><a href="{link}">t</a></h2><img src="{link}"></article>'
    with suppress(SourceError):
        for entry in read(page, image="img").entries:
            for address in (entry.url, entry.image):
                assert address is None or address.startswith(("http://", "https://"))


@given(st.text(max_size=300), st.text(max_size=20))
def test_whatever_it_is_only_a_source_error_leaves(page, selector):
    with suppress(SourceError):
        read(f"<article class=news>{page}</article>", title=selector)
