"""Showing a folder on this machine: its files and nothing else, to who asks for this machine."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from curate.deliver import serving
from curate.errors import ExportError


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[int]:
    """Give the port at which a folder is shown; beside the folder stands what nobody may see."""
    (tmp_path / "secret.html").write_text("secret")
    site = tmp_path / "site"
    (site / "items").mkdir(parents=True)
    (site / "index.html").write_text("<body>home</body>")
    (site / "style.css").write_text("a{}")
    with serving.server(site, 0, lambda: "7") as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def asked(port: int, path: str, host: str = "", method: str = "GET") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{port}")
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_a_page_is_shown_and_reloads(shown: int) -> None:
    status, body = asked(shown, "/")
    assert status == 200
    assert b"home<script>" in body
    assert asked(shown, "/style.css") == (200, b"a{}")
    assert asked(shown, "/.curate-version") == (200, b"7")
    assert asked(shown, "/?q=1", host=f"localhost:{shown}")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html", "/%2e%2e/secret.html", "/..%2fsecret.html", "/items/../../secret.html", "//../secret.html",
        "/..%5csecret.html", "/....//secret.html", "/items/", "/%00", "/index.html%00.css", "//evil.example/..",
    ],
)  # fmt: skip
def test_nothing_else_is(shown: int, path: str, capfd: pytest.CaptureFixture[str]) -> None:
    status, body = asked(shown, path)
    assert status in (301, 404)
    assert b"secret" not in body
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "127.0.0.1@evil.example"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_asks_for_another_machine_gets_nothing(shown: int, host: str, method: str) -> None:
    status, body = asked(shown, "/", host, method)
    assert status == 421
    assert b"home" not in body


def test_a_port_that_is_taken_is_said(shown: int, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=f"Port {shown} is taken"):
        serving.server(tmp_path, shown, lambda: "")
