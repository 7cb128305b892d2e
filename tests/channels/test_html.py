"""The page: it holds all it needs, runs nothing, and can be read on any screen, on paper and aloud."""

from __future__ import annotations

import asyncio
import base64
import os
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings

from curate.channels import channel, colours, composing
from curate.locale import PUBLIC
from curate.models import Edition, Kind, Trust
from tests import browser, nu
from tests.channels.editions import edition, editions, entry
from tests.channels.pictures import photo

few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def page(given: Edition, **settings: object) -> str:
    [(name, body)] = channel("html").render(given, settings).files
    assert name == "html.html"
    assert isinstance(body, str)
    return body


def soup(given: Edition) -> BeautifulSoup:
    return BeautifulSoup(page(given), "lxml")


def full(**given: Any) -> Edition:
    first = entry(quote="“Ja.”", quote_author="An", context="Kader.", related="https://voorbeeld.be/aanbod",
                  picture=photo(), image_alt='Een "foto" <b>', image_licence="CC BY 4.0")  # fmt: skip
    odd = entry(item=2, title="", author=None, published=None, outlet="", commentary="Zonder iets.", section="Deel")
    arabic = entry(item=3, title="مكتبات المدينة", language="ar", section="")
    words: dict[str, Any] = {"subject": "AI", "intro": "Intro.", "closing": "Slot.", "contact": "info@voorbeeld.be",
                             "logo": photo(300, 90, "PNG"), "trust": Trust(seen=412, sources=63, kept=2)}  # fmt: skip
    return edition(first, odd, arabic, **{**words, **given})


@few
@given(given=editions())
def test_any_edition_stays_words(given: Edition) -> None:
    body = page(given)
    read = BeautifulSoup(body, "html.parser")
    assert not read.find_all(["script", "iframe", "object", "embed", "form", "input", "svg", "base"])
    assert len(read.find_all("meta")) == 5
    for tag in read.find_all(True):
        assert not [attribute for attribute in tag.attrs if attribute.startswith("on") or attribute == "style"]
        assert str(tag.get("src", "data:image/")).startswith("data:image/")
    for link in read.find_all("a"):
        assert re.match(r"(?i)https?://", link["href"])
        assert link.get_text().strip()
    shown = "".join(read.get_text().split())
    for each in composing.meant_for(given, "html"):
        for words in (each.title, each.author or ""):
            assert "".join(composing.line(words).split()) in shown


@pytest.mark.parametrize("language", PUBLIC)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_form_in_every_language(kind: Kind, language: str) -> None:
    read = soup(full(kind=kind, language=language))
    assert read.html
    assert read.html["lang"] == language
    text = " ".join(read.get_text(" ").split())
    order = [text.index(words) for words in ("Intro.", "Lees dit", "Kader.", "“Ja.”", "Zonder iets.", "Slot.", "412")]
    assert order == sorted(order)
    levels = [int(tag.name[1]) for tag in read.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_same_address_on_paper() -> None:
    read = soup(edition(entry(url="https://a.be/?x=1&y=2")))
    address = read.find(class_="address")
    assert address
    assert (address.get_text(), address["aria-hidden"]) == ("https://a.be/?x=1&y=2", "true")


def test_no_address_is_a_link_but_that_of_a_page() -> None:
    for odd in (
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "https:javascript:x",
        "//a.be",
        "java\tscript:x",
    ):
        read = soup(edition(entry(url=odd, related=odd, commentary=f"[x]({odd})"), organisation_url=odd))
        assert read.find_all("a") == []
        assert "Wat jongeren van AI verwachten" in read.get_text()


def test_pictures_stand_in_it_smaller_and_without_what_a_camera_wrote() -> None:
    read = soup(full())
    logo, picture = read.find_all("img")
    assert (logo["alt"], picture["alt"]) == ("Voorbeeld vzw", 'Een "foto" <b>')
    assert (picture["width"], picture["height"]) == ("1200", "675")
    kind, _, data = str(picture["src"]).partition(";base64,")
    assert kind == "data:image/jpeg"
    assert b"GPS" not in base64.b64decode(data)
    assert "CC BY 4.0" in read.get_text()
    for broken in (b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"x" * 50):
        assert soup(edition(entry(picture=broken), logo=broken)).find_all("img") == []


def test_a_picture_of_a_stranger_is_not_shown() -> None:
    given = edition(entry(image="https://elders.be/foto.jpg", image_licence="CC0"))
    assert "elders.be" not in page(given)


@pytest.mark.parametrize("colour", ["#ffffff", "#ffee00", "#000000", "#7f7f7f", "#0b5394", "#e30613", "", "red;}"])
def test_the_organisations_colour_can_be_read(colour: str) -> None:
    body = page(edition(entry(), colour=colour))
    light, dark = re.findall(r"--accent: (#[0-9a-f]{6})", body)[:2]
    assert colours.contrast(light, "#ffffff") >= 4.5
    assert colours.contrast(dark, "#14171a") >= 4.5
    assert "red;}" not in body


def test_its_policy_lets_nothing_in() -> None:
    policy = soup(edition(entry())).find("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy
    assert "default-src 'none'" in policy["content"]
    assert "script-src 'none'" in policy["content"]


@nu.needed
@pytest.mark.slow
def test_the_checker_finds_nothing() -> None:
    assert nu.errors(*(page(full(kind=kind)) for kind in Kind), page(edition())) == []


@pytest.mark.skipif(browser.program() is None, reason="no Chromium on this machine")
def test_a_browser_shows_it_asks_nobody_and_prints_it(tmp_path: Path) -> None:
    file = tmp_path / "html.html"
    hostile = '"><img src=x onerror=alert(1)><script>document.title="hit"</script>'
    given = full(title=hostile, intro=hostile, organisation=hostile, colour="#e30613")
    file.write_text(page(given), encoding="utf-8")

    async def look(port: int) -> browser.Tab:
        async with browser.Tab(port) as tab:
            await tab.open(file.as_uri())
            assert await tab.run("document.title") == hostile
            assert await tab.run("getComputedStyle(document.body).borderTopColor") == "rgb(227, 6, 19)"
            width = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
            await tab.call("Emulation.setDeviceMetricsOverride", **width)
            assert await tab.run("document.documentElement.scrollWidth") == 390
            printed = await tab.call("Page.printToPDF")
            assert base64.b64decode(printed["data"]).startswith(b"%PDF")
            if folder := os.environ.get("PICTURES_OF_PAGES"):
                await tab.picture(Path(folder) / "html.png")
            return tab

    with browser.started(tmp_path) as port:
        tab = asyncio.run(look(port))
    assert tab.said == []
    assert [url for url in tab.requests if not url.startswith("data:")] == [file.as_uri()]
