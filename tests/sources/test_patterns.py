"""What a page repeats: the selectors that are proposed, and what they yield through kind `page`."""

from __future__ import annotations

import gzip
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.errors import SourceError
from curate.models import Document
from curate.sources import _patterns, kind, page
from curate.sources._selectors import is_stable
from tests.corpus import CORPUS, needed

URL = "https://site.example/nieuws"
TITLES = (
    "Vrijwilligers gezocht voor de grote dag",
    "Nieuwe subsidie voor erfgoed in de buurt",
    "Jeugdhuis opent de deuren na verbouwing",
    "Wandeling langs verdwenen kapellen",
    "Workshop digitale toegankelijkheid",
    "Wat de nieuwe wet betekent voor vzw's",
)
MENU = "".join(
    f"<li class='menu-item menu-item-{n}'><a href='/m/{n}'>Onderdeel {n} van het menu</a></li>" for n in range(40)
)
FOOT = "".join(f"<li><a href='/f/{n}'>Een lange koppeling in de voettekst, nummer {n}</a></li>" for n in range(12))
TEXT = "Een korte tekst over het onderwerp, lang genoeg om als samenvatting te tellen."


def around(main: str) -> str:
    return (
        "<!doctype html><html lang=nl><head><title>Nieuws</title></head><body class='home has-sidebar'>"
        f"<nav class='main-menu'><ul class=menu>{MENU}</ul></nav>{main}"
        f"<footer class='site-footer'><ul class=links>{FOOT}</ul></footer></body></html>"
    )


def each(form: str, titles: tuple[str, ...] = TITLES) -> str:
    return "".join(form.format(n=n, m=n + 1, t=title, text=TEXT) for n, title in enumerate(titles))


PAGES = {
    "WordPress": (
        "<main class=site-main>"
        + each(
            "<article id=post-{n} class='post-{n} post type-post format-standard hentry category-nieuws'>"
            "<header><h2 class=entry-title><a href='/2026/{n}/' rel=bookmark>{t}</a></h2><span class=posted-on>"
            "<a href='/2026/{n}/'><time class=entry-date datetime='2026-0{m}-03T10:00+01:00'>x</time></a></span>"
            "<a href='/author/an'>An</a></header><a href='/2026/{n}/'><img src='data:x' data-src='/i/{n}.jpg'></a>"
            "<div class=entry-summary><p>{text}</p></div><a class=more-link href='/2026/{n}/'>Lees meer</a></article>"
        )
        + "</main>",
        ("article", "date", "summary", "image"),
    ),
    "Drupal": (
        "<main><div class='view view-nieuws'><div class=view-content>"
        + each(
            "<div class='views-row views-row-{n} views-row-odd'><div class='views-field views-field-title'>"
            "<span class=field-content><a href='/node/{n}'>{t}</a></span></div><div class=views-field-created>"
            "<span class=field-content>3 maart 202{m}</span></div><div class=views-field-body><p>{text}</p></div></div>"
        )
        + "</div></div></main>",
        ("div.views-row", "date", "summary"),
    ),
    "Bootstrap": (
        "<div class=container><div class=row>"
        + each(
            "<div class='col-md-4 mb-3'><div class='card h-100'><img src='/i/{n}.jpg'><div class=card-body>"
            "<h5 class=card-title>{t}</h5><p class=card-text>{text}</p><p class=card-text><small class=text-muted>"
            "{m} mrt. 2026</small></p><a href='/n/{n}' class='btn btn-primary'>Lees meer</a></div></div></div>"
        )
        + "</div></div>",
        ("div.card", "date", "summary", "image"),
    ),
    "table": (
        "<div id=agenda><table class=table><tr><th>Datum</th><th>Wat</th><th>Waar</th></tr>"
        + each("<tr><td>0{m}/03/2026</td><td><a href='/a/{n}'>{t}</a></td><td>Gent</td></tr>")
        + "</table></div>",
        ("table.table > tr:has(a[href])", "date"),
    ),
    "nested lists": (
        "<main><ul>"
        + "".join(
            f"<li><strong>{year}</strong><ul>"
            + each("<li><a href='/" + year + "/{n}'>{t} in " + year + "</a></li>")
            + "</ul></li>"
            for year in ("2026", "2025")
        )
        + "</ul></main>",
        ("main > ul > li > ul > li",),
    ),
    "utility classes": (
        "<main class='mx-auto max-w-7xl'><div class='grid gap-8 md:grid-cols-3'>"
        + each(
            "<a class='block rounded-lg bg-white p-4 hover:shadow-lg' href='/n/{n}'><div class='text-sm text-gray-500'>"
            "{m} mars 2026</div><h3 class='mt-2 font-bold'>{t}</h3><p class=mt-2>{text}</p></a>"
        )
        + "</div></main>",
        ("main > div > a", "date", "summary"),
    ),
    "made-up classes": (
        "<div id=__next><div class=Layout_root__a1B2c>"
        + each(
            "<div class='Card_root__3kF9d css-1x2y3z'><div class=sc-bdVaJa>{m}. März 2026</div>"
            "<a class=Card_link__Jk2Lm href='/n/{n}'>{t}</a></div>"
        )
        + "</div></div>",
        ("#__next > div > div", "date"),
    ),
    "linked cards": (
        "<section class=agenda>"
        + each(
            "<div class=agenda-item><a href='/g/{n}'><span class=dag>{m} mei 2026</span><strong>{t}</strong></a></div>"
        )
        + "</section>",
        ("div.agenda-item", "date"),
    ),
    "headings alone": (
        "<div class=content>" + each("<h3><a href='/n/{n}'>{t}</a></h3><p>{text}</p>") + "</div>",
        ("body > div > h3",),
    ),
    "definitions": (
        "<dl class=nieuws>" + each("<dt><a href='/n/{n}'>{t}</a></dt><dd>{text}</dd>") + "</dl>",
        ("dl.nieuws > dt",),
    ),
    "months": (
        "<main>"
        + "".join(
            f"<section class=maand><h2>{month}</h2>"
            + each(
                "<div class=event><h3><a href='/MONTH/{n}'>{t}</a></h3><span class=date>{m} MONTH 2026</span></div>"
            ).replace("MONTH", month)
            + "</section>"
            for month in ("mei", "juni", "juli")
        )
        + "</main>",
        ("div.event", "date"),
    ),
}  # fmt: skip


def proposed(html: str) -> tuple[_patterns.Proposal, ...]:
    return _patterns.proposals(page.opened(Document(body=html.encode(), url=URL)))


@pytest.mark.parametrize(("main", "expected"), PAGES.values(), ids=PAGES)
def test_what_repeats_is_found_before_menus_and_footers(main, expected):
    item, *fields = expected
    html = around(main)
    best = proposed(html)[0]
    assert best.select["item"] == item
    assert [field for field in ("date", "summary", "image") if field in best.select] == fields
    titles = [entry.title for entry in best.said.entries]
    assert [title.partition(" in 20")[0] for title in titles] == list(TITLES) * (len(titles) // len(TITLES))
    assert len({entry.url for entry in best.said.entries}) == len(titles)
    assert best.said.warnings == ()
    for field, attribute in (("date", "published"), ("summary", "summary"), ("image", "image")):
        assert all(getattr(entry, attribute) for entry in best.said.entries) is (field in fields)


@pytest.mark.parametrize(("main", "_"), PAGES.values(), ids=PAGES)
def test_what_is_shown_is_what_the_source_will_give(main, _):
    html = around(main)
    for each_one in proposed(html):
        again = kind("page").read(Document(body=html.encode(), url=URL), {"select": each_one.select})
        assert again == each_one.said


@pytest.mark.parametrize(
    "main",
    [
        "",
        "<main><h1>Over ons</h1><p>Wij zijn een vereniging.</p></main>",
        "<main>" + each("<p>Wij zijn een <a href='/x{n}'>vereniging</a> met leden in het land: {t}.</p>") + "</main>",
        "<main>" + each("<p>{text} <a href='/x{n}'>een heel lange koppeling in de lopende tekst</a>.</p>") + "</main>",
        "<main><ul>" + each("<li><a href='#{n}'>{t}</a></li>") + "</ul></main>",
        "<main><ul>" + each("<li><a href='mailto:a{n}@x.example'>{t}</a></li>") + "</ul></main>",
        "<main>" + each("<article><h2><a href='/altijd'>{t}</a></h2></article>") + "</main>",
        "<main>" + each("<article><h2><a href='/{n}'>{t}</a></h2></article>", TITLES[:2]) + "</main>",
        "<ul class=pagination>" + "".join(f"<li><a href='?p={n}'>{n}</a></li>" for n in range(20)) + "</ul>",
    ],
    ids=["empty", "text", "linked words", "linked sentences", "places", "letters", "one link", "two", "pages"],
)
def test_a_page_without_a_list_gives_nothing(main):
    assert proposed(around(main)) == ()


@pytest.mark.parametrize(
    ("main", "select"),
    [
        (
            "<ul class=agenda>" + each("<li><i class=datum>{m} mei 2026</i> <a href='/{n}'>Bal {n}</a>") + "</ul>",
            {"item": "ul.agenda > li", "title": "a", "link": "a@href", "date": ".datum"},
        ),
        (
            "<h1>Pers</h1><ul>" + each("<li><a href='https://krant{n}.example/'>{t}</a> (De Krant)</li>") + "</ul>",
            {"item": "body > ul > li", "title": "a", "link": "a@href"},
        ),
        (
            each("<figure class=project><a href='/{n}'><img src=/{n}.jpg></a><figcaption>{t}</figcaption></figure>"),
            {"item": "figure.project", "title": "figcaption", "link": "a@href", "image": "img@src"},
        ),
        (
            "<div id=inhoud>" + each("<p><b>{m} mei 2026</b><br><a href='/{n}'>{t}</a></p>") + "</div>",
            {"item": "#inhoud > p", "title": "a", "link": "a@href", "date": "b"},
        ),
        (
            "<main>" + each("<article class=teaser><h2><a href='/{n}'>{t}</a></h2></article>")
            + "</main><aside><article class=teaser><h2><a href='/q'>Reclame voor iets</a></h2></article></aside>",
            {"item": "main article", "title": "h2", "link": "h2 a@href"},
        ),
    ],
    ids=["short titles", "press", "pictures", "paragraphs", "beside an aside"],
)  # fmt: skip
def test_lists_of_other_makes(main, select):
    assert proposed(around(main))[0].select == select


def test_several_lists_are_proposed_once_each_and_at_most_three():
    lists = "".join(
        each("<li><h3><a href='/NAME/{n}'>{t}</a></h3><p>{text}</p></li>")
        .join((f"<ul class={name}>", "</ul>"))
        .replace("NAME", name)
        for name in ("nieuws", "agenda", "blog", "pers")
    )
    found = proposed(around(f"<main>{lists}</main>"))
    assert 1 <= len(found) <= 3
    seen = [{entry.url for entry in each_one.said.entries} for each_one in found]
    assert all(not one & other for number, one in enumerate(seen) for other in seen[:number])


@pytest.mark.slow
def test_twenty_thousand_rows_take_no_time():
    rows = "".join(
        f"<tr><td>{n % 28 + 1}/03/2026</td><td><a href='/d/{n}'>Besluit nummer {n} van de raad</a></td></tr>"
        for n in range(20_000)
    )
    began = time.perf_counter()
    [best] = proposed(around(f"<table class=besluiten><tbody>{rows}</tbody></table>"))
    assert time.perf_counter() - began < 8
    assert len(best.said.entries) == page.MOST_ITEMS


@pytest.mark.parametrize("tag", ["<div>", "<ul><li><a href=x>y", "<article><h2><a href=/x>t"])
def test_nesting_without_end_is_refused_in_time(tag):
    began = time.perf_counter()
    with suppress(SourceError):
        proposed(tag * 200_000)
    assert time.perf_counter() - began < 10


def test_links_within_links_without_end_take_no_time():
    boxes = "<div class=box>" * 200 + "".join(f"<a href='/{n}'>Een titel van nummer {n}</a>" for n in range(5000))
    began = time.perf_counter()
    proposed(boxes)
    assert time.perf_counter() - began < 5


NAMED = """
news-item nieuws card card__title teaser views-row node--type-article entry-title hentry post c-news-card articleList
field--name-title event-list NewsItem thumb blog-listing summary tribe-events-calendar-list__event m-teaser
"""
MADE = """
css-1x2y3z Card_root__3kF9d post-1234 mt-4 col-md-6 md:flex active sc-bdVaJa kFdXaQ jsx-299 text-center bg-white w-full
flex-col items-center rounded-lg mx-auto hover:underline lg:w-1/2 _1a2b3c styles__x___hJk2 views-row-3 odd row container
elementor-element-abc dnXqKc line-clamp-3 d-flex text-muted fAzggd btn-primary category-nieuws
"""


@pytest.mark.parametrize("name", NAMED.split())
def test_a_name_that_means_something_is_kept(name):
    assert is_stable(name)


@pytest.mark.parametrize("name", MADE.split())
def test_a_name_that_a_program_gave_is_refused(name):
    assert not is_stable(name)


PIECES = st.sampled_from(
    [
        *("<ul>", "</ul>", "<li>", "<li class=news>", "<a href=/{n}>", "<a href='{n}'>Een lange titel {n}</a>", "</a>"),
        *("<h2>", "</h2>", "<tr>", "<td>", "<table>", "<time>3 mei 2026</time>", "<article>", "</article>", "<nav>"),
        *("<p>tekst</p>", "<img src=x>", "<div class='a b'>", "</div>", "<base href=x>"),
    ]
)


@given(st.lists(PIECES, max_size=60))
def test_whatever_a_page_is_what_is_proposed_can_be_read(pieces):
    html = "".join(piece.replace("{n}", str(n)) for n, piece in enumerate(pieces))
    with suppress(SourceError):
        for each_one in proposed(html):
            again = kind("page").read(Document(body=html.encode(), url=URL), {"select": each_one.select})
            assert again == each_one.said


@pytest.mark.slow
@needed
@pytest.mark.parametrize("path", sorted((CORPUS / "pages").glob("*.gz")), ids=lambda path: path.name[:8])
def test_real_pages_give_proposals_that_hold(path):
    document = Document(body=gzip.decompress(path.read_bytes()), url=URL)
    opened = page.opened(document)
    for each_one in _patterns.proposals(opened):
        assert page.said(opened, {"select": each_one.select}) == each_one.said
        assert len({entry.url for entry in each_one.said.entries}) >= _patterns.FEWEST
        assert "nth-child" not in each_one.select["item"]
