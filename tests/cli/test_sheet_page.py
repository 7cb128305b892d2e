"""The posting sheet and the share kit as people meet them: opened from a disk in a real browser, used, handed in."""

# ruff: noqa: ASYNC240  (nothing else waits in the loop)

from __future__ import annotations

import asyncio
import json
import os
import shlex
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from curate.channels import sharing, sheet
from tests import axe, browser
from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.server import Reply, Server

pytestmark = pytest.mark.skipif(browser.program() is None, reason="no Chromium on this machine")
HOSTILE = "</script><img src=x onerror='window.hit=1'>"
CHANNELS = """
channels:
  facebook: {}
  mastodon: {server: 'https://mastodon.example'}
  x: {limit: 200}
  sheet: {}
  ambassadors: {}
"""
PERMISSIONS = ["clipboardReadWrite", "clipboardSanitizedWrite"]
Does = Callable[[browser.Tab], Awaitable[None]]
LOOKS = ((1200, "light"), (1200, "dark"), (390, "light"), (390, "dark"))


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of one browser for all."""
    with browser.started(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def exported(curate: Call, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder with the sheet and the kit of a digest of three items, one of them out on X already."""
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    with Server() as server:
        server.script("/feed", Reply(body=rss(item("a", "Alfa"), item("b", "Beta"), item("c", "Gamma"))))
        follow(server.url("/feed"))
        curate("fetch")
    with Path("sources.yaml").open("a", encoding="utf-8") as config:
        config.write(CHANNELS)
    for number in ("1", "2", "3"):
        words = "Dit telt voor wie met vrijwilligers werkt, en “dus” voor ons: 100 % & <b>. " * int(number)
        words += HOSTILE if number == "2" else ""
        curate("comment", number, "--commentary", words, "--context", "Het kader.")
    curate("digest", "new", "Week 48")
    curate("digest", "add", "1", "1", "2", "3")
    curate("digest", "plan", "1", "--slots", "di 10:00, do 16:00")
    curate("posted", "1", "1", "--channel", "x")
    curate("export", "1", "--channel", "sheet", "--channel", "ambassadors")
    return Path("data/exports/digest-1").absolute()


def visit(port: int, path: Path, does: Does) -> browser.Tab:
    """Open a page, do what is asked on it, and return the tab, closed; nothing may have been asked or complained of."""
    url = path.as_uri()

    async def go() -> browser.Tab:
        async with browser.Tab(port) as tab:
            await tab.allow(*PERMISSIONS)
            await tab.open(url)
            await does(tab)
            assert not await tab.run("window.hit || 0")
            return tab

    tab = asyncio.run(go())
    assert tab.said == []
    asked = {each for each in tab.requests if not each.startswith(("data:", "blob:", "about:"))}
    assert asked == {url}
    return tab


async def clipboard(tab: browser.Tab) -> str:
    """Return what was copied, by whichever way; what a headless browser keeps from us was caught on its way."""
    return str(await tab.run("window.caught || navigator.clipboard.readText()")).replace("\r\n", "\n")


CATCH = "navigator.clipboard.writeText = words => { window.caught = words; return Promise.resolve(); }"


async def state(tab: browser.Tab) -> str:
    """Return what is said to who cannot see it."""
    for _ in range(100):
        if said := await tab.run("document.getElementById('state').textContent"):
            return str(said)
        await asyncio.sleep(0.02)
    return ""


async def saved(tab: browser.Tab, folder: Path, pattern: str, script: str) -> Path:
    """Return the file that a script makes the page save."""
    await tab.save_in(folder)
    await tab.run(script)
    for _ in range(200):
        if found := list(folder.glob(pattern)):
            return found[0]
        await asyncio.sleep(0.05)
    raise AssertionError("nothing was saved")


def made(curate: Call, channel: str) -> list[dict[str, object]]:
    [done] = curate("export", "1", "--channel", channel, "--json").json
    posts: list[dict[str, object]] = done["posts"]
    return posts


# ── the sheet ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("room", [sheet._ROOM, 0], ids=["written out", "shared"])
def test_every_text_is_copied_to_the_letter(
    curate: Call, port: int, exported: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(sheet, "_ROOM", room)
    curate("export", "1", "--channel", "sheet")
    assert ("data-l" in (exported / "sheet.html").read_text("utf-8").split("<script")[0]) == (room == 0)
    copied: dict[str, list[str]] = {"facebook": [], "mastodon": [], "x": []}

    async def does(tab: browser.Tab) -> None:
        await tab.run(CATCH)
        for name, texts in copied.items():
            count = await tab.run(f"document.querySelectorAll('[data-c={name}] .copy').length")
            for place in range(count):
                await tab.run(f"document.querySelectorAll('[data-c={name}] .copy')[{place}].click()")
                texts.append(await clipboard(tab))
        assert await state(tab) == "Copied."
        assert await tab.run("document.querySelectorAll('button.ok').length") == 1

    visit(port, exported / "sheet.html", does)
    for name, texts in copied.items():
        assert sorted(texts) == sorted(str(post["text"]) for post in made(curate, name))
    assert len(copied["x"]) > 3  # a thread is copied part by part


def test_ticked_by_keyboard_saved_and_handed_in(curate: Call, port: int, exported: Path, tmp_path: Path) -> None:
    files: list[Path] = []

    async def does(tab: browser.Tab) -> None:
        await tab.run("document.querySelector('[data-c=facebook][data-i=\"1\"] input.tick').focus()")
        await tab.press("Space")
        await tab.press("Tab")
        await tab.type("https://www.facebook.com/vzw/posts/1?a=b&c=$d")
        await tab.run("document.querySelector('[data-c=x][data-i=\"3\"] input.tick').focus()")
        await tab.press("Space")
        assert await tab.run("document.getElementById('count').textContent") == "3 of 9 posted"
        await tab.open("about:blank")
        await tab.open((exported / "sheet.html").as_uri())  # the browser was closed in between
        assert await tab.run("document.querySelectorAll('input.tick:checked').length") == 2
        assert not await tab.run("document.querySelector('[data-c=x][data-i=\"1\"] input.tick')")  # out already
        await tab.run("document.getElementById('name').focus()")
        await tab.type("Bea")
        files.append(await saved(tab, tmp_path, "*.json", "document.getElementById('save').click()"))

    visit(port, exported / "sheet.html", does)
    [saved_] = files
    assert json.loads(saved_.read_text("utf-8"))["curate_sheet"] == 1
    [done] = curate("handin", str(saved_), "--json").json
    assert (done["by"], done["digest"]) == ("Bea", 1)
    assert [(row["item"], row["channel"], row["took"]) for row in done["items"]] == [
        (1, "facebook", ["posted"]), (3, "x", ["posted"]),
    ]  # fmt: skip
    rows = {(row["item"], row["channel"]): row for row in curate("posts", "--json").json}
    assert rows[1, "facebook"]["url"] == "https://www.facebook.com/vzw/posts/1?a=b&c=%24d"
    assert rows[1, "facebook"]["text"] == made(curate, "facebook")[0]["text"]
    assert rows[3, "x"]["text"] == "\n\n".join(str(p["text"]) for p in made(curate, "x") if p["items"] == [3])
    assert "ledger already" in curate("handin", str(saved_)).err
    curate("undo")
    assert [(row["item"], row["channel"]) for row in curate("posts", "--json").json] == [(1, "x")]


def test_the_commands_it_copies_do_the_same(curate: Call, port: int, exported: Path) -> None:
    lines: list[str] = []

    async def does(tab: browser.Tab) -> None:
        await tab.run(CATCH)
        await tab.run("document.getElementById('lines').click()")
        assert await state(tab) == "Nothing is ticked yet."
        await tab.run("document.querySelector('[data-c=mastodon][data-i=\"2\"] input.tick').click()")
        await tab.run("document.querySelector('[data-c=mastodon][data-i=\"2\"] .url').focus()")
        await tab.type('https://mastodon.example/@vzw/"$(reboot)`1')
        await tab.run("document.querySelector('[data-c=facebook][data-i=\"2\"] input.tick').click()")
        await tab.run("document.querySelector('[data-c=facebook][data-i=\"2\"] .url').focus()")
        await tab.type("javascript:alert(1)")
        await tab.run("document.getElementById('lines').click()")
        lines.extend((await clipboard(tab)).splitlines())
        assert await tab.run("document.getElementById('commands').value") == "\n".join(lines)

    visit(port, exported / "sheet.html", does)
    assert len(lines) == 2
    for line in lines:
        words = shlex.split(line)
        assert words[:2] == ["curate", "posted"]
        curate(*words[1:])
    rows = {row["channel"]: row for row in curate("posts", "--json").json}
    assert rows["mastodon"]["url"] == "https://mastodon.example/@vzw/%22%24(reboot)%601"
    assert rows["facebook"]["url"] is None


def test_the_channel_opens_with_the_text_where_it_takes_it(curate: Call, port: int, exported: Path) -> None:
    opened: dict[str, str] = {}

    async def does(tab: browser.Tab) -> None:
        for name in ("facebook", "mastodon", "x"):
            link = f"document.querySelector('[data-c={name}][data-i=\"2\"] a.open')"
            opened[name] = await tab.run(f"{link}.href")
            assert await tab.run(f"{link}.target + ' ' + {link}.rel") == "_blank noopener noreferrer"

    visit(port, exported / "sheet.html", does)
    for name, link in opened.items():
        given = {"server": "https://mastodon.example"} if name == "mastodon" else {}
        first = next(str(post["text"]) for post in made(curate, name) if post["items"] == [2])
        assert unquote(link) == unquote(sharing.composer(name, first, "", given))


def test_a_picture_is_saved_and_its_description_copied(port: int, exported: Path, tmp_path: Path) -> None:
    async def does(tab: browser.Tab) -> None:
        await tab.run(CATCH)
        alt = await tab.run("document.querySelector('#i1 img').alt")
        await tab.run("document.querySelector('[data-i=\"1\"] .describe').click()")
        assert alt
        assert await clipboard(tab) == alt
        path = await saved(tab, tmp_path, "*-i1.png", "document.querySelector('[data-i=\"1\"] .keep').click()")
        assert path.read_bytes().startswith(b"\x89PNG")

    visit(port, exported / "sheet.html", does)


def test_only_what_is_to_do_and_only_one_channel(port: int, exported: Path) -> None:
    async def does(tab: browser.Tab) -> None:
        shown = "Array.from(document.querySelectorAll('article:not([hidden])')).map(e => e.dataset.c + e.dataset.i)"
        await tab.run("let w = document.getElementById('which'); w.value = 'x'; w.dispatchEvent(new Event('change'))")
        assert sorted(await tab.run(shown)) == ["x1", "x2", "x3"]
        await tab.run("document.getElementById('open').click()")
        assert sorted(await tab.run(shown)) == ["x2", "x3"]

    visit(port, exported / "sheet.html", does)


def test_it_works_where_the_browser_forbids_to_remember_and_to_copy(
    curate: Call, port: int, exported: Path, tmp_path: Path
) -> None:
    async def does(tab: browser.Tab) -> None:
        await tab.call(
            "Page.addScriptToEvaluateOnNewDocument",
            source="Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }});"
            "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false;",
        )
        await tab.open("about:blank")
        await tab.open((exported / "sheet.html").as_uri())
        await tab.run("document.querySelector('[data-c=facebook] .copy').click()")
        assert "Ctrl+C" in await state(tab)
        text = await tab.run("document.querySelector('[data-c=facebook] .t').textContent")
        assert (await tab.run("String(getSelection())")).strip() == text.strip()
        await tab.run("document.querySelector('input.tick').click()")
        path = await saved(tab, tmp_path, "*.json", "document.getElementById('save').click()")
        assert curate("handin", str(path), "--json").json[0]["items"][0]["took"] == ["posted"]

    visit(port, exported / "sheet.html", does)


def test_without_a_script_it_can_be_read(port: int, exported: Path) -> None:
    async def does(tab: browser.Tab) -> None:
        await tab.call("Emulation.setScriptExecutionDisabled", value=True)
        await tab.call("Page.reload")
        await asyncio.sleep(0.3)
        seen = await tab.run("document.body.innerText")
        assert "Dit telt voor wie met vrijwilligers werkt" in seen
        assert "200" in seen
        assert "select the texts" in seen
        assert await tab.run("document.querySelectorAll('figure img').length") == 3

    visit(port, exported / "sheet.html", does)


def test_the_sheet_itself_is_not_what_is_handed_in(curate: Call, exported: Path) -> None:
    assert "without what was ticked" in curate("handin", str(exported / "sheet.html"), code=2).err
    assert "Nothing goes out" in curate("posted", "1", "--channel", "sheet", code=2).err


# ── the share kit ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_colleague_shares_from_the_kit(port: int, exported: Path) -> None:
    async def does(tab: browser.Tab) -> None:
        await tab.run(CATCH)
        links = (
            "Object.fromEntries(Array.from(document.querySelectorAll('section')[0].querySelectorAll('.links a'))"
            ".map(a => [a.firstChild.textContent, a.href]))"
        )
        text = await tab.run("document.querySelector('section .t').textContent")
        url = await tab.run("document.querySelector('article').dataset.u")
        await tab.run("document.querySelector('section .copy').click()")
        assert await clipboard(tab) == text
        before = await tab.run(links)
        assert "Mastodon" not in before
        await tab.run("document.getElementById('server').focus()")
        await tab.type("@jan@sociaal.example/")
        after = await tab.run(links)
        assert after["Mastodon"].startswith("https://sociaal.example/share?text=")
        names = {"LinkedIn": "linkedin", "Facebook": "facebook", "X": "x", "Bluesky": "bluesky", "Telegram": "telegram"}
        for shown, name in names.items():
            assert unquote(after[shown]) == unquote(sharing.link(name, text, url, {}))
        mail = parse_qs(urlsplit(after["Mail"]).query)
        assert mail["body"][0].replace("\r\n", "\n").split() == text.split()

    visit(port, exported / "ambassadors.html", does)


def test_a_voice_is_written_by_the_curator(curate: Call, port: int, exported: Path) -> None:
    curate("digest", "text", "1", "2", "--channel", "ambassadors", "--voice", "personal", "Dit raakte me.")
    assert (
        "Did you mean brief?"
        in curate("digest", "text", "1", "2", "--channel", "ambassadors", "--voice", "breif", "x", code=2).err
    )
    assert (
        "leave --voice away"
        in curate("digest", "text", "1", "2", "--channel", "x", "--voice", "brief", "x", code=2).err
    )
    done = curate("export", "1", "--channel", "ambassadors")
    assert "fewer than three wordings of #1, #3" in done.err

    async def does(tab: browser.Tab) -> None:
        headings = "Array.from(document.querySelectorAll('article')[1].querySelectorAll('h3')).map(e => e.textContent)"
        assert await tab.run(headings) == ["Personal", "With the background", "In short"]

    visit(port, exported / "ambassadors.html", does)


# ── for everybody ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(axe.program() is None, reason=axe.MISSING)
@pytest.mark.parametrize("name", ["sheet", "ambassadors"])
def test_axe_finds_nothing_in_light_and_dark_and_on_a_phone(port: int, exported: Path, name: str) -> None:
    found: list[str] = []

    async def does(tab: browser.Tab) -> None:
        await tab.run("document.querySelectorAll('input.tick').forEach((box, place) => place || box.click())")
        for width, scheme in LOOKS:
            await tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
            await tab.call(
                "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
            )
            found.extend(await axe.violations(tab))
            assert await tab.run("document.documentElement.scrollWidth <= window.innerWidth")
            if folder := os.environ.get("PICTURES_OF_PAGES"):
                await tab.picture(Path(folder) / f"{name}-{scheme}-{width}.png", width)
        if folder := os.environ.get("PICTURES_OF_PAGES"):
            await tab.picture(Path(folder) / f"{name}-print.png", 800, media="print")

    visit(port, exported / f"{name}.html", does)
    assert found == []


@pytest.mark.skipif(axe.program() is None, reason=axe.MISSING)
def test_axe_finds_what_is_wrong(port: int, tmp_path: Path) -> None:
    path = tmp_path / "wrong.html"
    path.write_text("<!doctype html><html><title>x</title><link rel='icon' href='data:,'><img src='data:,'>", "utf-8")
    found: list[str] = []

    async def does(tab: browser.Tab) -> None:
        found.extend(await axe.violations(tab))

    visit(port, path, does)
    assert {each.split(":")[0] for each in found} >= {"image-alt", "html-has-lang"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sheet", "ambassadors"])
def test_the_nu_checker_finds_nothing(exported: Path, name: str) -> None:
    nu = pytest.importorskip("tests.nu")
    assert nu.errors((exported / f"{name}.html").read_text("utf-8")) == []
