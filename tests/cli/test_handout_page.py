"""The hand-out as a colleague meets it: opened from a disk in a real browser, filled in by keyboard, handed in."""

# ruff: noqa: ASYNC240  (nothing else waits in the loop)

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests import browser
from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.server import Reply, Server

pytestmark = pytest.mark.skipif(browser.program() is None, reason="no Chromium on this machine")
WORDS = "Voor wie met vrijwilligers werkt is dit belangrijk.\n\nEn [[item]] “dit” ook: <b>&amp;</b> =20 \\[[x]]\n> zo"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of one browser for all."""
    with browser.started(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def page(curate: Call, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the address of a hand-out of three items, one with words."""
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    with Server() as server:
        server.script("/feed", Reply(body=rss(item("a", "Alfa"), item("b", "Beta"), item("c", "Gamma"))))
        follow(server.url("/feed"))
        curate("fetch")
    config = Path("sources.yaml")
    config.write_text(
        config.read_text("utf-8").replace("organisation: {", "organisation: {contact: info@vzw.example, ", 1),
        encoding="utf-8",
    )
    curate("comment", "1", "--commentary", "Wat er al stond.")
    curate("handout", "nakijken.html", "1", "2", "3")
    return Path("nakijken.html").absolute().as_uri()


def visit(port: int, url: str, does: Callable[[browser.Tab], Awaitable[None]]) -> browser.Tab:
    """Open a page, do what is asked on it, and return the tab, closed."""

    async def go() -> browser.Tab:
        async with browser.Tab(port) as tab:
            await tab.open(url)
            await does(tab)
            return tab

    return asyncio.run(go())


async def fill(tab: browser.Tab) -> None:
    """Fill the page in by keyboard alone: name, words on the second item, rating, yes; no to the first."""
    await tab.run("document.getElementById('name').focus()")
    await tab.type("Jan Peeters")
    await tab.run("document.querySelector('input.approve[name=approve-1]').focus()")
    await tab.press("Space")
    await tab.press("ArrowRight")
    await tab.run("document.getElementById('commentary-2').focus()")
    await tab.type(WORDS)
    await tab.press("Tab")
    await tab.type("Kader.")
    await tab.press("Tab")
    await tab.press("Space")
    for _ in range(3):
        await tab.press("ArrowRight")


def taken(curate: Call, *given: str) -> dict[int, list[str]]:
    [done] = curate("handin", *given, "--json").json
    assert (done["by"], done["whole"]) == ("Jan Peeters", True)
    return {row["item"]: row["took"] for row in done["items"]}


def test_filled_in_by_keyboard_copied_and_handed_in(curate: Call, port: int, page: str, tmp_path: Path) -> None:
    copied: list[str] = []

    async def does(tab: browser.Tab) -> None:
        await tab.allow("clipboardReadWrite", "clipboardSanitizedWrite")
        await fill(tab)
        await tab.run("document.getElementById('copy').focus()")
        await tab.press("Enter")
        await asyncio.sleep(0.3)
        copied.append(await tab.run("document.getElementById('answers').value"))
        copied.append(await tab.run("navigator.clipboard.readText().catch(error => 'not here: ' + error)"))
        copied.append(await tab.run("document.getElementById('state').textContent"))
        assert (await tab.run("document.getElementById('mail').href")).startswith("mailto:info@vzw.example?subject=")
        if folder := os.environ.get("PICTURES_OF_PAGES"):
            await tab.picture(Path(folder) / "handout.png")
            await tab.picture(Path(folder) / "handout-narrow.png", 360)
            await tab.picture(Path(folder) / "handout-print.png", 800, media="print")

    tab = visit(port, page, does)
    assert tab.said == []
    assert [url for url in tab.requests if not url.startswith("data:")] == [page]
    shown, clipboard, state = copied
    assert state
    assert clipboard.replace("\r\n", "\n") == shown or clipboard.startswith("not here")
    Path("mail.txt").write_text(f"Dag An,\n\n{shown}\n-- \nJan", encoding="utf-8")
    assert taken(curate, "mail.txt") == {1: ["objection"], 2: ["commentary", "context", "rating"]}
    note = curate("show", "2", "--json").json["note"]
    assert (note["commentary"], note["context"], note["rating"], note["by"]) == (WORDS, "Kader.", 4, "Jan Peeters")


def test_saved_remembered_and_handed_in(curate: Call, port: int, page: str, tmp_path: Path) -> None:
    async def does(tab: browser.Tab) -> None:
        await tab.save_in(tmp_path)
        await fill(tab)
        for _ in range(20):  # a browser writes what pages keep a moment later
            await tab.open("about:blank")
            await tab.open(page)  # it was closed in between
            if await tab.run("document.getElementById('name').value"):
                break
            await asyncio.sleep(0.1)
        assert await tab.run("document.getElementById('name').value") == "Jan Peeters"
        await tab.run("document.getElementById('save').click()")
        for _ in range(200):
            if list(tmp_path.glob("*.json")):
                break
            await asyncio.sleep(0.05)

    visit(port, page, does)
    [saved] = tmp_path.glob("*.json")
    assert json.loads(saved.read_text("utf-8"))["curate_handout"] == 1
    assert taken(curate, str(saved)) == {1: ["objection"], 2: ["commentary", "context", "rating"]}
    assert curate("show", "2", "--json").json["note"]["commentary"] == WORDS


def test_without_a_name_or_an_answer_it_says_what_is_missing(port: int, page: str) -> None:
    async def does(tab: browser.Tab) -> None:
        await tab.run("document.getElementById('copy').click()")
        first = await tab.run("document.getElementById('state').textContent")
        assert await tab.run("document.activeElement.id") == "name"
        await tab.type("Jan")
        await tab.run(
            "document.querySelectorAll('textarea').forEach(e => e.value = e.defaultValue);"
            "document.querySelectorAll('input:checked').forEach(e => e.checked = false);"
            "document.getElementById('copy').click()"
        )
        second = await tab.run("document.getElementById('state').textContent")
        assert first
        assert second
        assert first != second
        assert await tab.run("document.getElementById('shown').hidden")

    visit(port, page, does)


def test_it_works_where_the_browser_forbids_to_remember_and_to_copy(curate: Call, port: int, page: str) -> None:
    answers: list[str] = []

    async def does(tab: browser.Tab) -> None:
        await tab.call(
            "Page.addScriptToEvaluateOnNewDocument",
            source="Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }});"
            "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false;",
        )
        await tab.open("about:blank")
        await tab.open(page)
        await fill(tab)
        await tab.run("document.getElementById('copy').click()")
        answers.append(await tab.run("document.getElementById('answers').value"))
        answers.append(await tab.run("String(getSelection())"))

    visit(port, page, does)
    Path("mail.txt").write_text(answers[0], encoding="utf-8")
    assert set(taken(curate, "mail.txt")) == {1, 2}


def test_a_strangers_title_runs_nothing(curate: Call, port: int, page: str) -> None:
    path = Path("nakijken.html")
    hostile = '<img src=x onerror="window.hit=1"><script>window.hit=1</script><img src="http://127.0.0.1:9/x">'
    path.write_text(path.read_text("utf-8").replace("<main>", f"<main>{hostile}"), encoding="utf-8")
    hit: list[object] = []

    async def does(tab: browser.Tab) -> None:
        hit.append(await tab.run("window.hit || 0"))

    tab = visit(port, page, does)
    assert hit == [0]  # even where markup got in, the page's own policy runs nothing and asks nothing
    assert not [url for url in tab.requests if "127.0.0.1" in url]
