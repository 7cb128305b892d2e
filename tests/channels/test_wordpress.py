"""The post for WordPress: blocks that its editor takes as its own, and nothing in them that runs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup, Comment
from hypothesis import HealthCheck, given, settings

from curate.channels import channel, composing, wordpress
from curate.locale import PUBLIC
from curate.models import Edition, Kind, Planned, Trust
from tests import nu
from tests.channels.editions import edition, editions, entry

few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
BLOCK = re.compile(r"<!-- (/?)wp:([a-z-]+)( \{[^{}]*\})? -->")
AUTOEMBED = (
    re.compile(r"^(\s*)(https?://[^\s<>\"]+)(\s*)$", re.IGNORECASE | re.MULTILINE),
    re.compile(r"(<p(?: [^>]*)?>\s*)(https?://[^\s<>\"]+)(\s*</p>)", re.IGNORECASE),
)
"""As WP_Embed::autoembed looks for addresses to embed what stands there."""
SHAPES = {
    "paragraph": r"\n<p(?: class=\"has-small-font-size\")?>.*</p>\n",
    "heading": r"\n<h([2-4]) class=\"wp-block-heading\">.*</h\1>\n",
    "quote": r"\n<blockquote class=\"wp-block-quote\">.*<cite>.*</cite></blockquote>\n",
    "list": r"\n<ol class=\"wp-block-list\">.*</ol>\n",
    "list-item": r"\n<li>.*</li>\n",
    "separator": r"\n<hr class=\"wp-block-separator has-alpha-channel-opacity\"/>\n",
}
"""What the editor itself writes within each: @wordpress/block-library 9 read them, and wrote the same again."""


def post(given: Edition, **settings: object) -> dict[str, Any]:
    (page, content), (payload, body) = channel("wordpress").render(given, settings).files
    assert (page, payload) == ("wordpress.html", "wordpress.json")
    read: dict[str, Any] = json.loads(body)
    assert read["content"] == content
    return read


def blocks(content: str) -> list[str]:
    """Return the names of the blocks, outer before inner; fails where they are not properly nested."""
    names, open_ = [], []
    for found in BLOCK.finditer(content):
        end, name, attributes = found.groups()
        if attributes:
            assert json.loads(attributes)
        if not end:
            names.append(name)
            open_.append((name, found.end()))
        else:
            opened, start = open_.pop()
            assert opened == name
            assert re.fullmatch(SHAPES[name], content[start : found.start()], re.DOTALL), content[start : found.start()]
    assert open_ == []
    return names


def _harmless(content: str) -> None:
    assert "[" not in content
    assert not re.search(r"\[[A-Za-z/]", content.replace("&#91;", "["))  # the editor decodes it when it saves
    for pattern in AUTOEMBED:
        assert not pattern.search(content.replace("&amp;", "&"))
    read = BeautifulSoup(content, "html.parser")
    assert len(read.find_all(string=lambda text: isinstance(text, Comment))) == len(BLOCK.findall(content))
    allowed = set("p h2 h3 blockquote cite ol li hr a strong em br bdi span".split())  # noqa: SIM905
    assert {tag.name for tag in read.find_all(True)} <= allowed
    for link in read.find_all("a"):
        assert re.match(r"(?i)https?://", link["href"])


@few
@given(given=editions())
def test_any_edition_is_blocks_in_which_nothing_runs(given: Edition) -> None:
    read = post(given)
    blocks(read["content"])
    _harmless(read["content"])
    shown = "".join(BeautifulSoup(read["content"], "html.parser").get_text().replace("\u200c", "").split())
    for each in composing.meant_for(given, "wordpress"):
        for words in (each.title, each.author or "") if each.title.strip() else ():
            assert "".join(composing.line(words).replace("\u200c", "").split()) in shown
    for name in ("title", "excerpt"):
        assert not re.search(r"[<>\[]", read[name])
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", read["slug"])
    assert read["status"] == "draft"


@pytest.mark.parametrize("language", PUBLIC)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_form_in_every_language(kind: Kind, language: str) -> None:
    first = entry(quote="“Ja.”\n\nNee.", quote_author="An", context="Kader.", related="https://voorbeeld.be/aanbod")
    odd = entry(item=2, title="", author=None, published=None, outlet="", commentary="Zonder iets.", section="Deel")
    given = edition(first, odd, entry(item=3, section=""), kind=kind, language=language, subject="AI", intro="Intro.",
                    closing="Slot.", trust=Trust(seen=412, sources=63, kept=2))  # fmt: skip
    read = post(given)["content"]
    names = blocks(read)
    assert names.count("quote") == 1
    assert ("list" in names) == (kind is Kind.STORY)
    text = " ".join(BeautifulSoup(read, "html.parser").get_text(" ").split())
    order = [text.index(words) for words in ("Intro.", "Lees dit", "Kader.", "Nee.", "Zonder iets.", "Slot.", "412")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    "odd",
    [
        "[gallery ids='1']",
        "[embed]https://youtu.be/x[/embed]",
        "--><!-- wp:html --><script>x</script><!-- /wp:html -->",
        "<!--more-->",
        "https://www.youtube.com/watch?v=abc",
        "a\n\nhttps://www.youtube.com/watch?v=abc\n\nb\nhttps://vimeo.com/1",
        "HTTP://www.youtube.com/\x0bwatch",
        "&#91;gallery]",
        "[[gallery]]",
        "<!-- wp:shortcode -->[x]<!-- /wp:shortcode -->",
    ],
)
@pytest.mark.parametrize("kind", [Kind.LIST, Kind.STORY, Kind.TREND])
def test_what_somebody_wrote_neither_runs_nor_embeds(odd: str, kind: Kind) -> None:
    fields = ("title", "author", "outlet", "commentary", "context", "quote", "quote_author", "section", "related")
    words = dict.fromkeys(("title", "intro", "closing", "subject", "organisation"), odd)
    read = post(edition(entry(**dict.fromkeys(fields, odd), tags=(odd,)), kind=kind, **words))
    blocks(read["content"])
    _harmless(read["content"])
    assert not re.search(r"[<>\[]", read["title"] + read["excerpt"])
    assert not re.search("[<>]", " ".join(read["tags"]))


def test_what_it_is_filed_under() -> None:
    second = entry(item=2, tags=("ai", "<b>jeugd</b>"))
    given = edition(entry(tags=("AI", "sociale media")), second, title="Één week: “Trends” & meer!")
    read = post(given)
    assert read["tags"] == ["AI", "sociale media", "bjeugd/b"]
    assert re.fullmatch(r"een-week-trends-meer-[0-9a-f]{8}", read["slug"])
    assert read["title"] == "Één week: “Trends” &amp; meer!"
    assert read["excerpt"] == "Lees dit voor je volgende workshop: het zet onze aannames op hun kop."
    assert read["slug"] == post(replace(given, number=7))["slug"]  # closing it makes it no other post
    assert read["slug"] != post(replace(given, key="d4"))["slug"]
    assert post(edition(title="日本"))["slug"].startswith("digest-")
    assert len(post(edition(title="woord " * 100))["slug"]) < 80
    assert post(edition(entry(), kind=Kind.TREND, subject="AI"))["tags"] == ["AI"]


def test_a_planned_post_says_when() -> None:
    given = edition(entry())
    assert "date_gmt" not in post(given)
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    plan = (Planned(item=12, channel="x", at=at.replace(day=2)), Planned(item=12, channel="wordpress", at=at))
    assert post(replace(given, plan=plan[:1])).get("date_gmt") is None
    read = post(replace(given, plan=plan))
    assert (read["date_gmt"], read["status"]) == ("2026-12-01T09:00:00", "draft")


def test_its_links_go_where_the_workspace_says() -> None:
    read = post(edition(entry(page="https://voorbeeld.be/items/1/")), link_to="own", utm={"medium": "blog"})
    assert 'href="https://voorbeeld.be/items/1/?utm_source=wordpress&amp;utm_medium=blog' in read["content"]


def test_words_from_right_to_left_find_their_own_direction() -> None:
    content = post(edition(entry(title="مكتبات", commentary="Zie مكتبات.")))["content"]
    assert ">" + "<bdi>مكتبات</bdi></a></h2>" in content
    assert "<p><bdi>Zie مكتبات.</bdi></p>" in content
    assert "<bdi>" not in post(edition(entry()))["content"]


def test_it_can_be_asked_for_as_a_record() -> None:
    made = wordpress.post(edition(entry(tags=("AI",))), {})
    assert made.tags == ("AI",)
    assert made.payload()["tags"] == ["AI"]
    assert made.date_gmt == ""


@nu.needed
@pytest.mark.slow
def test_the_checker_finds_nothing() -> None:
    pages = [post(edition(entry(quote="Ja."), entry(item=2), kind=kind))["content"] for kind in Kind]
    assert nu.errors(*(f'<!DOCTYPE html><html lang="nl"><title>x</title>{page}</html>' for page in pages)) == []
