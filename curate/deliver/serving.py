"""Showing a folder of pages on this machine alone, while one works on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from curate.errors import ExportError
from curate.locale import M

_WAIT = "/.curate-version"
_RELOAD = (
    b"<script>(()=>{let v;setInterval(async()=>{try{const r=await fetch('"
    + _WAIT.encode()
    + b"');const t=await r.text();"
    b"if(v&&v!==t)location.reload();v=t}catch{}},1000)})()</script>"
)
"""Only in what is shown here; no page of the site asks for anything."""


class _Pages(SimpleHTTPRequestHandler):
    """The files of one folder, and a mark that says when they are others."""

    def __init__(self, *given: object, version: Callable[[], str], **named: object) -> None:
        self._version = version
        super().__init__(*given, **named)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if not self._ours():
            return
        path = urlsplit(self.path).path
        if path == _WAIT:
            self._send(self._version().encode(), "text/plain")
            return
        file = Path(self.translate_path(path))
        if file.is_dir():
            file /= "index.html"
        if file.suffix == ".html" and file.is_file() and path.endswith(("/", ".html")):
            self._send(file.read_bytes().replace(b"</body>", _RELOAD + b"</body>"), "text/html; charset=utf-8")
            return
        super().do_GET()

    def do_HEAD(self) -> None:
        if self._ours():
            super().do_HEAD()

    def _ours(self) -> bool:
        """Return whether this is asked of this machine by its own name, and is a path; else answer that it is not.

        A page from elsewhere whose name was made to lead here (DNS rebinding) asks under that name.
        """
        name = urlsplit(f"//{self.headers.get('Host', '')}").netloc.rpartition("@")[2]
        if name.partition(":")[0].casefold() not in ("127.0.0.1", "localhost"):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return False
        if "%00" in self.path or "\0" in self.path or not self.path.startswith("/"):
            self.send_error(HTTPStatus.NOT_FOUND)
            return False
        return True

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def list_directory(self, path: object) -> None:
        """Show no lists of files: web space does not either."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *given: object) -> None:  # noqa: A002  (the name that it has above)
        """Say nothing: the terminal is for the curator."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: who asked went away, or a file did while it was read; it is asked for again."""


def server(folder: Path, port: int, version: Callable[[], str]) -> ThreadingHTTPServer:
    """Return a server on loopback, not started yet; ExportError where the port is taken. 0: any that is free."""
    try:
        return _Server(("127.0.0.1", port), partial(_Pages, directory=str(folder), version=version))
    except PermissionError as error:
        raise ExportError(
            M("You may not use port {port} on this machine.", port=port),
            hint=M("Choose another with --port, such as 8001."),
        ) from error
    except OSError as error:
        raise ExportError(
            M("Port {port} is taken on this machine.", port=port), hint=M("Choose another with --port, such as 8001.")
        ) from error
