"""The pages: whole, linked, harmless, and the same each time."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from curate.errors import UsageError
from curate.locale import PUBLIC
from curate.site import Issue, Origin, Piece, Site, pages
from curate.site.looks import readable
from curate.site.slugs import slugs
from tests.channels.editions import entries, entry

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}*|HTML:X|*\u202egnp"


def piece(number: int = 1, **given: Any) -> Piece:
    made = given.pop("entry", None) or entry(item=number, key=f"{number:064x}", tags=("privacy",))
    plain: dict[str, Any] = {
        "entry": made,
        "slug": f"{number:012x}",
        "at": AT + timedelta(days=number),
        "editions": (1,),
        "themes": ("privacy",),
    }
    return Piece(**{**plain, **given})


def site(*pieces: Piece, **given: Any) -> Site:
    themes = sorted({theme for each in pieces for theme in each.themes})
    issue = Issue(
        number=1, title="Week 48", at=AT, intro="Een *intro*.", closing="Tot dan.", trust="Uit 9 kozen we 1.",
        pieces=tuple(each.slug for each in pieces),
    )  # fmt: skip
    plain: dict[str, Any] = {
        "title": "Wat wij kozen",
        "intro": "Over **alles**.",
        "url": "https://themas.voorbeeld.be",
        "language": "nl",
        "organisation": "Voorbeeld vzw",
        "organisation_url": "https://voorbeeld.be",
        "contact": "info@voorbeeld.be",
        "timezone": "Europe/Brussels",
        "colour": "#ffcc00",
        "logo": b"",
        "newsletter": "https://voorbeeld.be/nieuwsbrief",
        "pieces": pieces,
        "issues": (issue,) if pieces else (),
        "themes": slugs(themes),
        "origins": (Origin(name="Blog <b>", url="https://blog.be/", feed="https://blog.be/feed?a=1&b=2", pieces=3),),
        "templates": {},
    }
    return Site(**{**plain, **given})


def made(whole: Site, *, pictures: bool = False) -> dict[str, bytes]:
    files = pages.files(whole)
    paths = [file.path for file in files]
    assert len(paths) == len(set(paths))
    assert len({path.casefold() for path in paths}) == len(paths)
    return {file.path: file.make() for file in files if pictures or not file.path.endswith(".png")}


class Page(HTMLParser):
    """The links and tags of a page, and whether its tags are closed."""

    VOID = frozenset({"meta", "link", "img", "br", "input", "hr"})

    def __init__(self, body: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(body)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append((tag, known))
        self.links += [value for name in ("href", "src") if (value := known.get(name))]
        assert not [name for name in known if name.startswith("on")]
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def test_every_link_within_leads_to_a_file() -> None:
    whole = site(*(piece(n, themes=("privacy", "../x", "con", "🎨", "Privacy")) for n in range(1, 90)))
    files = made(whole)
    there = {file.path for file in pages.files(whole)}
    for path, body in files.items():
        if not path.endswith(".html") or path == "404.html":
            continue
        for link in Page(body.decode()).links:
            if re.match(r"[a-z]+:|#", link):
                continue
            parts = path.split("/")[:-1]
            for step in link.split("#")[0].split("/"):
                if step == "..":
                    parts.pop()
                elif step not in ("", "."):
                    parts.append(step)
            assert "/".join(parts) in there, (path, link)


@pytest.mark.parametrize("language", PUBLIC)
def test_the_page_of_an_item_says_what_it_is_about_and_whose(language: str) -> None:
    one = piece(
        entry=entry(context="Ter info.", quote="Zo is het", quote_author="Jan", related="https://voorbeeld.be/x")
    )
    body = made(site(one, language=language))[f"items/{one.slug}/index.html"].decode()
    assert f'<html lang="{language}">' in body
    for words in (
        one.entry.commentary,
        "Ter info.",
        "Zo is het",
        "Jan",
        "Blog Voorbeeld",
        "An Peeters",
        one.entry.title,
    ):
        assert words in body
    links = Page(body).links
    assert one.entry.url in links
    assert "https://voorbeeld.be/x" in links
    assert '<link rel="canonical" href="https://themas.voorbeeld.be/items/000000000001/">' in body
    assert f'<link rel="via" href="{one.entry.url}">' in body
    assert 'property="og:image" content="https://themas.voorbeeld.be/items/000000000001/card.png"' in body
    [schema] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', body)
    assert json.loads(schema)["headline"] == one.entry.title


def test_what_went_wrong_is_said_and_nothing_leads_to_what_was_withdrawn() -> None:
    gone = piece(1, withdrawn=AT + timedelta(days=9), withdrawal="Het klopte niet.")
    put_right = piece(2, corrected=AT + timedelta(days=8), correction="De datum was fout.")
    aside = piece(3, aside=AT + timedelta(days=7))
    files = {path: body.decode() for path, body in made(site(gone, put_right, aside)).items()}
    page = files[f"items/{gone.slug}/index.html"]
    assert "Het klopte niet." in page
    assert gone.entry.commentary not in page
    assert "noindex" in page
    assert "De datum was fout." in files[f"items/{put_right.slug}/index.html"]
    assert "De datum was fout." in files["feed.atom"]
    others = "".join(body for path, body in files.items() if path.endswith((".html", ".js")) and "items/" not in path)
    assert put_right.slug in others
    assert gone.slug not in others
    assert aside.slug not in others
    feed = feedparser.parse(files["feed.atom"]).entries
    assert sorted(each.updated for each in feed) == [
        "2026-11-27T09:00:00Z", "2026-11-28T09:00:00Z", "2026-11-29T09:00:00Z"
    ]  # fmt: skip
    told = {each.summary for each in feed}
    assert "Ingetrokken op 29 november 2026. Het klopte niet." in told
    assert len([each for each in feed if "Lees dit voor" in each.content[0].value]) == 1


def test_feeds_are_stable_and_parse() -> None:
    whole = site(*(piece(n) for n in range(1, 61)))
    files = made(whole)
    for path in ("feed.atom", "feed.rss", "themes/privacy/feed.atom"):
        parsed = feedparser.parse(files[path])
        assert not parsed.bozo
        assert len(parsed.entries) == 50
        assert len({each.id for each in parsed.entries}) == 50
    assert len(json.loads(files["feed.json"])["items"]) == 50
    assert files == made(whole)
    etree.fromstring(files["sitemap.xml"])
    opml = etree.fromstring(files["sources.opml"])
    [outline] = opml.iter("outline")
    assert (outline.get("text"), outline.get("xmlUrl")) == ("Blog <b>", "https://blog.be/feed?a=1&b=2")
    assert json.loads(files["search/index.js"].decode().removeprefix("window.CURATE = ").rstrip().rstrip(";"))


def test_a_mark_changes_with_what_it_is_made_of_and_with_nothing_else() -> None:
    before = {file.path: file.mark for file in pages.files(site(*(piece(n) for n in range(1, 60))))}
    changed = [piece(n) for n in range(1, 60)]
    changed[30] = replace(changed[30], entry=replace(changed[30].entry, commentary="Andere woorden."))
    after = {file.path: file.mark for file in pages.files(site(*changed))}
    differ = {path for path, mark in after.items() if before[path] != mark}
    assert f"items/{changed[30].slug}/index.html" in differ
    assert len([path for path in differ if path.startswith("items/")]) == 1
    assert "sources/index.html" not in differ


def test_what_takes_long_is_asked_once_and_not_for_each_item(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    whole = Site.updated.fget
    assert whole is not None
    monkeypatch.setattr(Site, "updated", property(lambda self: asked.append(1) or whole(self)))
    made(site(*(piece(n) for n in range(1, 60))))
    assert len(asked) == 1


def test_without_an_address_of_its_own_nothing_is_made_up() -> None:
    files = made(site(piece(), url=""))
    assert "sitemap.xml" not in files
    assert b"canonical" not in files["index.html"]
    assert feedparser.parse(files["feed.rss"]).entries[0].link == piece().entry.url


def test_an_empty_site_is_a_site() -> None:
    files = made(site())
    assert b"Wat wij kozen" in files["index.html"]
    assert not feedparser.parse(files["feed.atom"]).bozo


def test_a_template_of_ones_own_and_one_that_fails() -> None:
    files = made(site(piece(), templates={"sources.html": "<p>{{ site.title }}: {{ origins|length }}</p>"}))
    assert files["sources/index.html"] == b"<p>Wat wij kozen: 1</p>"
    with pytest.raises(UsageError, match=r"site/sources\.html, line 2"):
        made(site(piece(), templates={"sources.html": "\n{{ nothing.here }}"}))
    with pytest.raises(UsageError, match=r"item\.html"):
        made(site(piece(), templates={"item.html": "{% if %}"}))


def test_a_page_stays_small() -> None:
    whole = site(
        *(piece(n, entry=entry(commentary="Woorden en nog eens. " * 60, title="Een titel " * 8)) for n in range(1, 200))
    )
    assert max(len(body) for path, body in made(whole).items() if path.endswith(".html")) < 60_000


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(one=entries(1), title=st.sampled_from([HOSTILE, "Titel"]))
def test_whatever_strangers_wrote_does_nothing(one: Any, title: str) -> None:
    one = replace(one, title=one.title + HOSTILE, outlet=HOSTILE, summary=HOSTILE, tags=(HOSTILE,))
    whole = site(piece(entry=one, themes=(HOSTILE,)), title=title, intro=HOSTILE)
    for path, body in made(whole).items():
        if path.endswith(".html"):
            page = Page(body.decode())
            scripts = [known for tag, known in page.tags if tag == "script"]
            assert all(
                known.get("type") == "application/ld+json" or known.get("src") in ("index.js", "search.js")
                for known in scripts
            )
            assert not [link for link in page.links if re.match(r"(?i)\s*(javascript|data|vbscript):", link)]
            assert not {tag for tag, _ in page.tags} & {"iframe", "object", "svg", "embed"}
        elif path.endswith((".atom", ".rss", ".xml", ".opml")):
            etree.fromstring(body)


@pytest.mark.parametrize("colour", ["#ffcc00", "#000000", "#ffffff", "#777777", "#0b5394"])
@pytest.mark.parametrize("ground", ["#ffffff", "#17191c"])
def test_a_colour_is_made_readable(colour: str, ground: str) -> None:
    def light(value: str) -> float:
        parts = [int(value[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    one, other = sorted((light(readable(colour, ground)), light(ground)), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= 4.5
