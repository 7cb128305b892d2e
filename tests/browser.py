# ruff: noqa: ASYNC210, ASYNC240
"""A real browser without a window, for pages that people open: Chromium, driven over its DevTools protocol.

Nothing is needed but Chromium itself; where it is not on the machine, tests that ask for it are skipped.
"""

# ruff: noqa: ASYNC210, ASYNC240  (one tab and one script: nothing else waits in the loop)

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0",
    "--remote-allow-origins=*", "--password-store=basic",
)  # fmt: skip
WAIT = 30.0
"""Seconds until something is there that takes one."""


def program() -> str | None:
    """Return the path of the browser, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def started(folder: Path) -> Iterator[int]:
    """Give the port of a browser that keeps everything in `folder`."""
    path = program()
    assert path is not None
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    environment = {**os.environ, "HOME": str(folder)} if sys.platform == "linux" else None
    process = subprocess.Popen(
        [path, *FLAGS, *root, f"--user-data-dir={folder / 'profile'}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        yield _port(folder / "profile" / "DevToolsActivePort", process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _port(file: Path, process: subprocess.Popen[bytes]) -> int:
    for _ in range(int(WAIT / 0.05)):
        if file.is_file() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        assert process.poll() is None, "the browser ended by itself"
        time.sleep(0.05)
    raise AssertionError("the browser did not start")


class Tab:
    """One page of the browser; an async context manager."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._number = 0
        self._asked: dict[str, str] = {}
        self.requests: list[str] = []
        """Every address that the page asked for, but for those that its own policy stopped."""
        self.said: list[str] = []
        """What the browser complained of."""

    async def __aenter__(self) -> Self:
        import aiohttp

        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/json/version", timeout=WAIT) as answer:
            whole = json.load(answer)["webSocketDebuggerUrl"]
        self._session = aiohttp.ClientSession()
        # Each tab has a context of its own, as a private window has: pages on a disk share what they remember, and what
        # a page before wrote or cleared may reach the disk later than what this one does.
        self._socket = self._whole = await self._session.ws_connect(whole, max_msg_size=0)
        self._context = (await self.call("Target.createBrowserContext"))["browserContextId"]
        made = await self.call("Target.createTarget", url="about:blank", browserContextId=self._context)
        address = f"ws://127.0.0.1:{self._port}/devtools/page/{made['targetId']}"
        self._socket = await self._session.ws_connect(address, max_msg_size=0)
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self.call(f"{domain}.enable")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()
        self._socket = self._whole
        await self.call("Target.disposeBrowserContext", browserContextId=self._context)
        await self._socket.close()
        await self._session.close()
        await asyncio.sleep(0.05)  # aiohttp closes the transport in the next turn of the loop

    async def allow(self, *permissions: str) -> None:
        """Let pages do what a person would be asked for."""
        await self.call("Browser.grantPermissions", permissions=permissions, browserContextId=self._context)

    async def save_in(self, folder: Path) -> None:
        """Let what pages give to save come into a folder, without asking."""
        await self.call(
            "Browser.setDownloadBehavior",
            behavior="allow",
            downloadPath=str(folder),
            browserContextId=self._context,
        )

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return what a method of the protocol answers."""
        self._number += 1
        number = self._number
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            message = await asyncio.wait_for(self._socket.receive_json(), WAIT)
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]
            self._heard(message)

    def _heard(self, message: dict[str, Any]) -> None:
        given = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(given["request"]["url"])
            self._asked[given["requestId"]] = given["request"]["url"]
        elif message.get("method") == "Network.loadingFailed" and given.get("blockedReason") == "csp":
            self.requests.remove(self._asked[given["requestId"]])  # told, and not made
        elif message.get("method") == "Log.entryAdded":
            self.said.append(given["entry"]["text"])
        elif message.get("method") == "Runtime.exceptionThrown":
            self.said.append(json.dumps(given["exceptionDetails"]))

    async def open(self, url: str) -> None:
        """Open a page and wait until it stands."""
        await self.call("Page.navigate", url=url)
        for _ in range(int(WAIT / 0.05)):
            if await self.run("document.readyState + location.href") == f"complete{url}":
                return
            await asyncio.sleep(0.05)
        raise AssertionError("the page did not open")

    async def run(self, script: str) -> Any:
        """Return what a script in the page gives."""
        result = await self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True, userGesture=True
        )
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    async def press(self, key: str, *, shift: bool = False) -> None:
        """Press a key: Tab, Enter, Space, ArrowRight."""
        codes = {
            "Tab": (9, "Tab", ""),
            "Enter": (13, "Enter", "\r"),
            "Space": (32, " ", " "),
            "ArrowRight": (39, "ArrowRight", ""),
        }
        code, name, text = codes[key]
        given = {"key": name, "code": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        await self.call("Input.dispatchKeyEvent", type="keyDown", **({**given, "text": text} if text else given))
        await self.call("Input.dispatchKeyEvent", type="keyUp", **given)

    async def type(self, words: str) -> None:
        """Type words where the cursor is."""
        await self.call("Input.insertText", text=words)

    async def picture(self, path: Path, width: int = 900, *, media: str = "screen") -> None:
        """Keep a picture of the whole page."""
        await self.call("Emulation.setEmulatedMedia", media=media)
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
        )
        shot = await self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))
