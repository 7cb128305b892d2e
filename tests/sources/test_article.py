"""One page as one publication: its facts, its main text, and pages that mean harm."""

from __future__ import annotations

import contextlib
import gzip
import json
import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate import text
from curate.errors import SourceError
from curate.models import Document, SaidPage
from curate.sources._article import DEEPEST, read_page
from tests import corpus

URL = "https://krant.example/nieuws/2026/artikel?utm_source=x"
PARAGRAPHS = "".join(
    f"<p>Alinea {n}: wie zich wil inzetten, zoekt <a href='/lees/{n}'>een korte klus</a> in de eigen buurt, "
    "zegt het onderzoek dat vandaag verscheen.</p>"
    for n in range(6)
)
PAGE = f"""<!doctype html><html lang="nl-BE"><head><meta charset="utf-8"><title>Artikel | De Krant</title>
<meta property="og:title" content="Vrijwilligers &amp; buurt"><meta property="og:site_name" content="De Krant">
<meta property="og:description" content="Kort engagement wint.">
<link rel="canonical" href="/nieuws/2026/artikel">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [
{{"@type": "WebSite", "name": "De Krant"}},
{{"@type": ["NewsArticle"], "headline": "Iets anders", "datePublished": "2026-11-19T08:00:00+01:00",
"dateModified": "2026-11-20T09:30:00Z", "author": [{{"@type": "Person", "name": "Mia Peeters"}}, {{"name": "Jan Vos"}}],
"image": {{"@type": "ImageObject", "url": "/beeld/groot.jpg"}}, "isAccessibleForFree": "False",
"hasPart": {{"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".wall"}}}}]}}</script></head>
<body><nav><ul><li><a href="/">Voorpagina</a></li><li>Sport en spel</li></ul></nav>
<article><h1>Een artikel</h1>{PARAGRAPHS}<h2>Tussenkop</h2><ul><li>Eerste punt van de lijst</li>
<li>Tweede punt</li></ul><script>alert(1)</script>
<p onclick="alert(1)">Nog een <b>vet</b> woord aan het einde van dit artikel over de buurt.</p>
</article><footer><p>Alle rechten voorbehouden aan deze krant.</p></footer></body></html>"""


def page(body: str | bytes = PAGE, *, url: str = URL, content_type: str | None = "text/html") -> SaidPage:
    return read_page(
        Document(body=body.encode() if isinstance(body, str) else body, url=url, content_type=content_type)
    )


def test_a_page_says_what_it_is() -> None:
    said = page()
    assert (said.title, said.author, said.outlet) == ("Vrijwilligers & buurt", "Mia Peeters, Jan Vos", "De Krant")
    assert said.summary == "Kort engagement wint."
    assert said.published == datetime(2026, 11, 19, 7, tzinfo=UTC)
    assert said.updated == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert (said.language, said.paywalled) == ("nl", True)
    assert said.canonical == "https://krant.example/nieuws/2026/artikel"
    assert said.image == "https://krant.example/beeld/groot.jpg"


@pytest.mark.parametrize(
    ("given_name", "author"),
    [
        ("By Mia Peeters", "Mia Peeters"),
        ("door Jan Vos", "Jan Vos"),
        ("Byron Katie", "Byron Katie"),
        ("von Trapp", "von Trapp"),
    ],
)
def test_a_byline_is_a_name(given_name: str, author: str) -> None:
    assert page(f'<meta name="author" content="{given_name}"><p>a</p>').author == author


def test_its_main_text_keeps_its_form_and_nothing_else() -> None:
    content = page().content
    assert content.count("<p>") >= 6
    assert '<a href="https://krant.example/lees/3" rel="noopener noreferrer">een korte klus</a>' in content
    assert "<h2>Tussenkop</h2>" in content
    assert "<li>Eerste punt van de lijst</li>" in content
    assert not re.search("script|onclick|Voorpagina|voorbehouden|Sport", content)


@pytest.mark.parametrize(
    ("said", "paywalled"),
    [
        ('{"@type": "NewsArticle", "isAccessibleForFree": true}', False),
        ('{"@type": "NewsArticle", "isAccessibleForFree": "http://schema.org/False"}', True),
        (
            '[{"@type": "NewsArticle", "isAccessibleForFree": true, "hasPart": [{"isAccessibleForFree": "false"}]}]',
            True,
        ),
        ('{"@type": "NewsArticle"}', None),
        ("{kapot", None),
        ("[" * 5000, None),
        ("", None),
    ],
)
def test_whether_it_is_behind_a_paywall(said: str, paywalled: bool | None) -> None:
    body = f"<html><head><script type='application/ld+json'>{said}</script></head><body><p>a</p></body></html>"
    assert page(body).paywalled is paywalled


def test_a_paywall_in_microdata_or_meta() -> None:
    assert page('<div itemscope><meta itemprop="isAccessibleForFree" content="false"></div>').paywalled is True
    assert page('<meta property="article:content_tier" content="locked"><p>a</p>').paywalled is True
    assert page('<meta property="article:content_tier" content="free"><p>a</p>').paywalled is False


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("https://www.krant.example/nieuws/2026/artikel", "https://www.krant.example/nieuws/2026/artikel"),
        ("https://elders.example/artikel", None),
        ("https://krant.example/", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_only_an_address_of_its_own_site_is_canonical(link: str, canonical: str | None) -> None:
    assert page(f'<link rel="canonical" href="{link}"><p>a</p>').canonical == canonical


def test_links_and_pictures_are_seen_from_the_base() -> None:
    body = PAGE.replace("<head>", '<head><base href="https://cdn.example/x/">')
    assert 'href="https://cdn.example/lees/3"' in page(body).content
    lazy = '<article><img src="data:image/gif;base64,R0" data-src="foto.jpg" width="800"><p>a</p></article>'
    assert page(f'<base href="https://cdn.example/x/">{lazy}').image == "https://cdn.example/x/foto.jpg"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (
            "<p>Café in de buurt, dat is wat iedereen al lang wou hebben.</p>".encode("latin-1"),
            "text/html; charset=iso-8859-1",
        ),
        (
            '<meta charset="windows-1252"><p>Café in de buurt, dat is wat iedereen al lang wou.</p>'.encode("cp1252"),
            None,
        ),
        ("\ufeff<p>Café in de buurt, dat is wat iedereen al lang wou hebben.</p>".encode("utf-16"), None),
        ("<p>Café in de buurt, dat is wat iedereen al lang wou hebben.</p>".encode(), "text/html; charset=nonsense"),
    ],
    ids=["header", "meta", "mark", "nonsense"],
)
def test_its_encoding_is_found(body: bytes, content_type: str | None) -> None:
    assert "Café in de buurt" in page(body, content_type=content_type).content


@pytest.mark.parametrize(
    "body", [b"", b"%PDF-1.7 <x>", b"\x89PNG\r\n\x1a\n<", b"zomaar tekst", b"\xff\xd8\xff<p>"],
    ids=["empty", "pdf", "png", "text", "jpeg"],
)  # fmt: skip
def test_what_is_no_page_is_refused(body: bytes) -> None:
    with pytest.raises(SourceError, match=r"krant\.example"):
        page(body)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["<div>", "<p><b>", "<table><tr><td>", "<a href='/x'>", "<ul><li>", "<svg>", "<p>a b c d e f</p>"]
)
def test_depth_and_size_cost_little(unit: str) -> None:
    said = page(unit * 100_000)
    assert len(said.content) <= text.LONGEST_HTML + 100
    assert said.content.count("<div>") <= DEEPEST


@given(st.binary(max_size=300))
def test_nothing_but_a_fault_of_the_source_leaves(body: bytes) -> None:
    with contextlib.suppress(SourceError):
        page(b"<html>" + body)


@given(st.text(max_size=40), st.sampled_from(["headline", "author", "image", "datePublished", "publisher", "@type"]))
def test_no_json_ld_breaks_it(value: str, key: str) -> None:
    for given_value in (value, [value, {"name": [value]}], {"name": {"a": value}}, 3, None):
        facts = json.dumps({"@type": "NewsArticle", key: given_value})
        page(f"<script type='application/ld+json'>{facts.replace('<', ' ')}</script><p>a</p>")


def shingles(written: str) -> Counter[str]:
    found = re.findall(r"\w+", written)
    return Counter(" ".join(found[at : at + 4]) for at in range(max(1, len(found) - 3)))


@corpus.needed
@pytest.mark.slow
def test_the_main_text_of_real_pages_is_found() -> None:
    """Hold the measured quality: F1 of 4-word shingles, averaged over 62 pages; .963 when this was written."""
    folder = corpus.CORPUS / "pages"
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    scores = []
    for path in sorted(folder.glob("*.html.gz")):
        found = shingles(text.plain(page(gzip.decompress(path.read_bytes())).content))
        wanted = shingles(truth[path.name.split(".")[0]]["articleBody"])
        both = sum((found & wanted).values())
        scores.append(2 * both / (sum(found.values()) + sum(wanted.values())))
    assert len(scores) == 62
    assert sum(scores) / len(scores) >= 0.955
