"""The site as its public meets it: in a real browser, from a disk; its pages by axe-core and the Nu checker."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from curate.deliver import sites
from curate.site import pages
from tests import axe, browser, nu
from tests.channels.editions import entry
from tests.site.test_pages import AT, piece, site

KINDS = ("index.html", "items/000000000001/index.html", "items/000000000003/index.html", "themes/privacy/index.html",
         "themes/index.html", "editions/1/index.html", "archive/index.html", "archive/2026-11/index.html",
         "sources/index.html", "search/index.html", "404.html")  # fmt: skip
in_chromium = pytest.mark.skipif(browser.program() is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a site on the disk."""
    made = tmp_path_factory.mktemp("site")
    rich = entry(context="Ter *info*.", quote="Zo is het", quote_author="Jan", related="https://voorbeeld.be/x")
    pieces = [piece(n, entry=rich if n == 1 else None, themes=("privacy", "Erfgoed")) for n in range(60, 3, -1)]
    pieces += [
        piece(3, withdrawn=AT + timedelta(days=9), withdrawal="Het klopte niet."),
        piece(2, corrected=AT + timedelta(days=8), correction="De datum was fout."),
        piece(1, entry=rich),
    ]
    sites.write(made, pages.files(site(*pieces)))
    return made


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of one browser for all."""
    with browser.started(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def visit(port: int, url: str, does: Callable[[browser.Tab], Awaitable[None]]) -> browser.Tab:
    """Open a page, do something on it, and return the tab with what was asked and said."""

    async def go() -> browser.Tab:
        async with browser.Tab(port) as tab:
            await tab.open(url)
            await does(tab)
        return tab

    return asyncio.run(go())


@in_chromium
def test_the_search_finds_without_asking_anybody(port: int, folder: Path) -> None:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}

    async def does(tab: browser.Tab) -> None:
        await tab.run("document.getElementById('q').focus()")
        await tab.type("jóngeren PRIVACY")
        assert await tab.run("document.querySelectorAll('#results li').length") == 59
        assert "59" in await tab.run("document.getElementById('found').textContent")
        first = await tab.run("document.querySelector('#results a').href")
        assert first.removeprefix(folder.as_uri() + "/") in there
        await tab.type(" niets")
        assert await tab.run("document.querySelectorAll('#results li').length") == 59  # two words of three
        await tab.type(" hiervan nergens geweest")
        assert await tab.run("document.querySelectorAll('#results li').length") == 0

    tab = visit(port, (folder / "search/index.html").as_uri(), does)
    assert not [url for url in tab.requests if not url.startswith("file://")]
    assert tab.said == []


@in_chromium
@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("foto's", 1), ("FOTO’S", 1), ("fotos", 0), ("cafe 'T HOEKJE", 1), ("café", 1), ("de foto's van het dorp", 1),
        ('"drie dorpen"', 1), ('"dorpen drie"', 0), ("dorpen drie", 1), ("C++", 1), ("</script>", 1), ("日本", 1),
        ("🎨", 1), ('"', 0), ("...", 0), (".*", 0), ("zeppelin", 0), ("zeppelin vliegtuig café", 0), ("strasse", 0),
        ("straße", 1),
    ],
)  # fmt: skip
def test_the_search_knows_how_people_write(port: int, tmp_path: Path, said: str, count: int) -> None:
    titles = ["Foto’s uit drie dorpen", "Café ’t Hoekje </script>", "C++ & 日本語 🎨", "Straße"]
    pieces = [piece(n, entry=entry(title=title, key=f"{n:064x}")) for n, title in enumerate(titles, 1)]
    sites.write(tmp_path, [each for each in pages.files(site(*pieces)) if not each.path.endswith(".png")])

    async def does(tab: browser.Tab) -> None:
        await tab.run("document.getElementById('q').focus()")
        await tab.type(said)
        assert await tab.run("document.querySelectorAll('#results li').length") == count

    tab = visit(port, (tmp_path / "search/index.html").as_uri(), does)
    assert tab.said == []


@in_chromium
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_asks_or_complains(port: int, folder: Path, kind: str) -> None:
    async def does(tab: browser.Tab) -> None:
        assert await tab.run("getComputedStyle(document.querySelector('main')).maxWidth") != "none"
        assert await tab.run("document.documentElement.scrollWidth <= innerWidth")

    if kind == "404.html":
        pytest.skip("its style stands at the address of the site, which is nowhere yet")
    tab = visit(port, (folder / kind).as_uri(), does)
    assert not [url for url in tab.requests if not url.startswith("file://")]
    assert tab.said == []


@in_chromium
@pytest.mark.slow
@pytest.mark.skipif(axe.program() is None, reason=axe.MISSING)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(port: int, folder: Path, *, dark: bool) -> None:
    async def does(tab: browser.Tab) -> None:
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await tab.call("Emulation.setEmulatedMedia", features=[scheme])
        for kind in KINDS[:-1]:
            await tab.open((folder / kind).as_uri())
            assert await axe.violations(tab) == [], kind

    visit(port, (folder / KINDS[0]).as_uri(), does)


@pytest.mark.slow
@nu.needed
def test_the_w3c_finds_nothing(folder: Path) -> None:
    found = nu.errors(*((folder / kind).read_text(encoding="utf-8") for kind in KINDS))
    assert found == []
