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
from curate.site import Issue, Origin, Piece, Site, machines, pages
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
    assert len(asked) < 5


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


@pytest.mark.parametrize(
    ("name", "source", "where", "why"),
    [
        ("base.html", "<html>\n\n{{ nothing.here }}{% block main %}{% endblock %}", r"base\.html, line 3", "undefined"),
        ("base.html", "<html>\n</html>", r"base\.html, line 1", "block main"),
        ("item.html", "\n{{ ''.__class__.__mro__[1].__subclasses__() }}", r"item\.html, line 2", "unsafe"),
        ("item.html", "{{ site.templates.__init__.__globals__ }}", r"item\.html, line 1", "unsafe"),
        ("item.html", "{{ ''|attr('__class__')|attr('__mro__') }}", r"item\.html, line 1", "__mro__"),
        ("item.html", "{{ '{0.__class__.__init__}'.format(site) }}", r"item\.html, line 1", "unsafe"),
        ("item.html", "{% include 'item.html' %}", r"item\.html, line 1", "Recursion"),
        ("item.html", "{% include '../../../etc/passwd' %}", r"item\.html, line 1", "no template"),
        ("item.html", "x\n{% extends 'none.html' %}", r"item\.html, line 2", "no template none.html"),
        ("item.html", "{% for n in range(10**9) %}{% endfor %}", r"item\.html, line 1", "Range"),
        ("item.html", "{{ 1 / 0 }}", r"item\.html, line 1", "ZeroDivision"),
    ],
)
def test_a_fault_in_a_template_says_which_and_where(name: str, source: str, where: str, why: str) -> None:
    with pytest.raises(UsageError, match=f"(?s)site/{where}.*{why}"):
        made(site(piece(), templates={name: source}))


def test_a_fault_of_ours_that_one_of_theirs_makes_names_theirs() -> None:
    with pytest.raises(UsageError, match=r"list\.html, line \d+, as it comes with curate.*cards") as raised:
        made(site(piece(), templates={"_list.html": "{% macro turning() %}{% endmacro %}"}))
    assert "_list.html" in str(raised.value.hint)


def test_a_frame_may_stand_on_another() -> None:
    mine = {"base.html": "{% extends 'mine.html' %}", "mine.html": "<html>{% block main %}{% endblock %}</html>"}
    assert b"<h1>" in made(site(piece(), templates=mine))["index.html"]


@pytest.mark.parametrize("shown", ["", "\u200b", "\u202e\u2066", "\u0301", " "])
def test_every_link_can_be_read(shown: str) -> None:
    whole = site(piece(entry=entry(title=shown, outlet=shown, url="https://user:geheim@blog.be/x?y=1")))
    for path, body in made(whole).items():
        if path.endswith(".html"):
            words = re.findall(r"<a [^>]*>(.*?)</a>", body.decode(), re.DOTALL)
            assert all(any(character.isalnum() for character in each) for each in words), path
        assert b"geheim@" not in body or path.startswith("items/"), path


def test_a_page_stays_small_whatever_sources_wrote() -> None:
    long = entry(title="W" * 1000, outlet="O" * 400, commentary="x" * 9000)
    pieces = [piece(n, entry=replace(long, item=n, key=f"{n:064x}")) for n in range(1, 120)]
    issue = site(*pieces).issues[0]
    issues = tuple(
        replace(issue, number=n, title="Een lange titel van een editie " * 3, pieces=issue.pieces[:1])
        for n in range(1, 700)
    )
    origins = tuple(
        Origin(name=f"Bron {n} " * 6, url=f"https://b{n}.be/", feed=f"https://b{n}.be/feed", pieces=1)
        for n in range(1, 900)
    )
    files = made(site(*pieces, issues=issues, origins=origins))
    assert max(len(body) for path, body in files.items() if path.endswith(".html") and "items/" not in path) < 60_000
    assert b"page-2.html" in files["editions/index.html"]
    assert b"page-2.html" in files["sources/index.html"]
    assert files["sources.opml"].count(b"xmlUrl") == 899


def test_who_has_an_old_item_in_a_reader_is_told_when_it_is_put_right() -> None:
    pieces = [piece(n) for n in range(80, 0, -1)]
    old = pieces[-1]
    pieces[-1] = replace(old, corrected=AT + timedelta(days=200), correction="De datum was fout.")
    files = made(site(*pieces))
    for path in ("feed.atom", "feed.rss", "feed.json", "themes/privacy/feed.atom"):
        assert "De datum was fout." in files[path].decode(), path
    assert len(feedparser.parse(files["feed.atom"]).entries) == 50


def test_ids_stay_when_the_site_is_called_otherwise_and_moves() -> None:
    before, after = (
        feedparser.parse(made(site(piece(), piece(2), title=title, url=url, intro=title))["themes/privacy/feed.atom"])
        for title, url in (("Wat wij kozen", "https://themas.voorbeeld.be"), ("Anders", "https://elders.be/pad"))
    )
    assert before.feed.id == after.feed.id
    assert [each.id for each in before.entries] == [each.id for each in after.entries]
    assert after.feed.links != before.feed.links


def test_a_sitemap_holds_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machines, "MOST", 10)
    files = made(site(*(piece(n) for n in range(1, 20))))
    index = etree.fromstring(files["sitemap.xml"])
    assert index.tag.endswith("sitemapindex")
    parts = [loc.text.removeprefix("https://themas.voorbeeld.be/") for loc in index.iter("{*}loc")]
    found = [loc.text for part in parts for loc in etree.fromstring(files[part]).iter("{*}loc")]
    assert len(parts) == 3
    assert len(found) == len(set(found)) == 19 + 5  # items; home, theme, edition, two months
    assert all(len(list(etree.fromstring(files[part]).iter("{*}url"))) <= 10 for part in parts)


def test_what_is_in_another_language_says_so() -> None:
    one = piece(entry=entry(language="fr", quote="C'est ainsi", quote_author="Jeanne"))
    files = {path: body.decode() for path, body in made(site(one)).items()}
    body = files[f"items/{one.slug}/index.html"]
    assert '<h1 dir="auto" lang="fr">' in body
    assert 'lang="fr">C&#39;est ainsi' in body
    assert 'lang="fr"' in files["themes/privacy/index.html"]
    assert 'lang="nl">' not in made(site(piece(entry=entry(language="nl"))))["index.html"].decode().split("<body>")[1]


def test_every_page_that_one_would_share_has_a_picture_to_share() -> None:
    for path, body in made(site(piece(), reports=())).items():
        if path.endswith(".html"):
            assert (b"og:image" in body) == (path != "404.html"), path


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
