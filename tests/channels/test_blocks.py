"""The page from which a newsletter is copied block by block, as a curator meets it: from a disk, in a real browser."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from curate.channels import channel
from curate.locale import PUBLIC
from curate.models import Edition, Kind
from tests import browser
from tests.channels.editions import edition, entry

needed = pytest.mark.skipif(browser.program() is None, reason="no Chromium on this machine")
ALLOWED = ["clipboardReadWrite", "clipboardSanitizedWrite"]
READ = """navigator.clipboard.read().then(async ([item]) => {
  const kinds = {};
  for (const kind of item.types) { kinds[kind] = await (await item.getType(kind)).text(); }
  return kinds;
})"""


def page(given: Edition, **settings: object) -> str:
    return str(dict(channel("newsletter").render(given, settings).files)["newsletter-blocks.html"])


def full(**given: object) -> Edition:
    first = entry(commentary="**Lees** dit, en [dit](https://voorbeeld.be/{{x}}).", quote="Ja & nee.", section="Deel")
    return edition(
        first, entry(item=2, title="<script>x</script>"), title="Week 1", intro="Dag.", closing="Tot dan.", **given
    )


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of one browser for all."""
    with browser.started(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def visit(port: int, file: Path, does: Callable[[browser.Tab], Awaitable[None]], before: str = "") -> browser.Tab:
    """Open the page of a file, do what is asked on it, and return the tab, closed."""

    async def go() -> browser.Tab:
        async with browser.Tab(port) as tab:
            added = await tab.call("Page.addScriptToEvaluateOnNewDocument", source=before) if before else {}
            await tab.open("about:blank")
            tab.requests.clear()
            tab.said.clear()  # of the page before
            await tab.call("Page.bringToFront")
            await tab.open(file.as_uri())
            await does(tab)
            if added:
                await tab.call("Page.removeScriptToEvaluateOnNewDocument", **added)
            return tab

    return asyncio.run(go())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "newsletter-blocks.html"
    path.write_text(page(full(), profile="brevo"), encoding="utf-8")
    return path


async def said(tab: browser.Tab) -> str:
    """Return what the page says, as soon as it does."""
    for _ in range(100):
        if words := await tab.run("document.getElementById('state').textContent"):
            return str(words)
        await asyncio.sleep(0.02)
    raise AssertionError("nothing was said")


@needed
def test_a_block_is_copied_formatted_by_keyboard(port: int, file: Path) -> None:
    async def does(tab: browser.Tab) -> None:
        await tab.allow(*ALLOWED)
        assert await tab.run("document.querySelectorAll('button:not([hidden])').length") == 6
        await tab.run("document.querySelectorAll('button')[3].focus()")
        await tab.press("Enter")
        assert "Paste" in await said(tab)
        copied = await tab.run(READ)
        read = BeautifulSoup(copied["text/html"], "lxml")
        assert [tag["href"] for tag in read.find_all("a")] == [
            "https://blog.voorbeeld.be/artikel",
            "https://voorbeeld.be/%7B%7Bx%7D%7D",
        ]
        assert (read.strong.text, read.blockquote.p.text) == ("Lees", "“Ja & nee.”")  # type: ignore[union-attr]
        assert "Wat jongeren van AI verwachten\n" in copied["text/plain"]
        assert "<" not in copied["text/plain"]
        if folder := os.environ.get("PICTURES_OF_PAGES"):
            await tab.picture(Path(folder) / "blocks.png")
            await tab.picture(Path(folder) / "blocks-narrow.png", 390)

    tab = visit(port, file, does)
    assert tab.said == []
    assert [url for url in tab.requests if not url.startswith("data:")] == [file.as_uri()]


@needed
def test_the_subject_is_copied_as_text_alone(port: int, file: Path) -> None:
    async def does(tab: browser.Tab) -> None:
        await tab.allow(*ALLOWED)
        await tab.run("document.querySelector('button').click()")
        await said(tab)
        assert await tab.run(READ) == {"text/plain": "Week 1"}

    assert visit(port, file, does).said == []


@needed
def test_it_works_where_the_browser_has_only_the_older_way(port: int, file: Path) -> None:
    async def does(tab: browser.Tab) -> None:
        await tab.run("document.querySelectorAll('button')[3].click()")
        assert "Paste" in await said(tab)
        await tab.allow(*ALLOWED)
        copied = await tab.run(READ.replace("navigator.clipboard", "kept"))
        assert '<a href="https://blog.voorbeeld.be/artikel">' in copied["text/html"]
        assert await tab.run("String(getSelection())") == ""

    before = "var kept = navigator.clipboard; Object.defineProperty(navigator, 'clipboard', {value: undefined})"
    assert visit(port, file, does, before).said == []


@needed
def test_where_nothing_may_be_copied_the_block_is_selected(port: int, file: Path) -> None:
    async def does(tab: browser.Tab) -> None:
        await tab.run("document.querySelectorAll('button')[3].click()")
        assert "Ctrl+C" in await said(tab)
        assert (await tab.run("String(getSelection())")).startswith("Wat jongeren van AI verwachten")

    before = (
        "Object.defineProperty(navigator, 'clipboard', {value: {write: () => Promise.reject(new Error('no'))}});"
        "document.execCommand = () => false;"
    )
    assert visit(port, file, does, before).said == []


@needed
def test_markup_that_got_in_runs_nothing_and_asks_nobody(port: int, file: Path) -> None:
    hostile = '<img src=x onerror="window.hit=1"><script>window.hit=1</script><img src="http://127.0.0.1:9/x">'
    file.write_text(file.read_text("utf-8").replace("<main>", f"<main>{hostile}"), encoding="utf-8")
    hit: list[object] = []

    async def does(tab: browser.Tab) -> None:
        hit.append(await tab.run("window.hit || 0"))

    tab = visit(port, file, does)
    assert hit == [0]
    assert not [url for url in tab.requests if "127.0.0.1" in url]


@pytest.mark.parametrize("language", PUBLIC)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_block_has_a_name_and_a_button(kind: Kind, language: str) -> None:
    read = BeautifulSoup(page(full(kind=kind, language=language, subject="AI")), "lxml")
    sections = read.find_all("section")
    for section in sections:
        label = section.find("h2")
        assert label["id"] == section["aria-labelledby"] == section.button["aria-describedby"]
        assert label.get_text().strip()
        assert section.find(id=section.button["data-block"])
    assert len(sections) == 6
    assert [section.button["data-kind"] for section in sections][:3] == ["text", "text", "html"]
    state = read.find(id="state")
    assert state
    assert state["role"] == "status"


def test_a_long_subject_says_how_long_it_is() -> None:
    assert "70" in str(BeautifulSoup(page(edition(title="x" * 70)), "lxml").find("h2"))
    assert "Newsletter" in page(edition(title="", organisation=""))
