"""The sample world of `curate demo`: outlets, news and words that we made up, so that it goes the whole way offline.

`feeds/` holds what the made-up outlets publish; `serve` gives it to the real fetcher on loopback. Dates in it are
placeholders, days before the demo is played: `{{-2d 09:15 rfc822}}` or `{{-2d 09:15 iso}}`, in UTC. `configuration` is
the demo's `sources.yaml`, `words` what its curator wrote. All addresses are of the reserved domain `.example`
(RFC 2606): they lead nowhere.
"""

from __future__ import annotations

import hashlib
import re
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any

import yaml

LANGUAGES = ("nl", "en")
"""Languages that the demo's curator works in; another one is answered in English."""

_TYPES = {
    "xml": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
_PLACEHOLDER = re.compile(r"\{\{-(\d{1,3})d (\d\d):(\d\d) (rfc822|iso)\}\}")
_HERE = "127.0.0.1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick:
    """An item that the demo's curator chose, and what she wrote about it."""

    url: str
    tags: tuple[str, ...] = ()
    """To add, whatever the rules say."""
    note: Mapping[str, Any] = field(default_factory=dict)
    """Fields of a note (commentary, context, quote, …) → her words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """All that the demo's curator wrote for one edition."""

    curator: str
    title: str
    intro: str
    closing: str
    picks: tuple[Pick, ...]
    """In the order in which they stand in the edition."""


def fill(text: str, now: datetime) -> str:
    """Return a text with its dates filled in: `{{-2d 09:15 iso}}` is 9:15 UTC, two days before the day of `now`.

    `rfc822` is how RSS writes a date (RFC 822, with the four figures of RFC 1123), `iso` how Atom, JSON Feed and Dublin
    Core do (RFC 3339). What is no such placeholder stays as it is.
    """
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

    def date(found: re.Match[str]) -> str:
        days, hours, minutes = map(int, found.groups()[:3])
        moment = today - timedelta(days=days) + timedelta(hours=hours, minutes=minutes)
        return format_datetime(moment) if found[4] == "rfc822" else moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    return _PLACEHOLDER.sub(date, text)


def feeds(now: datetime) -> dict[str, tuple[bytes, str]]:
    """Return what the outlets publish at `now`: path → body and content type. One is no feed at all, on purpose."""
    folder = resources.files(__package__).joinpath("feeds")
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        f"/{file.name}": (fill(file.read_text(encoding="utf-8"), now).encode("utf-8"), _TYPES[_suffix(file.name)])
        for file in found
        if _suffix(file.name) in _TYPES
    }


def _suffix(name: str) -> str:
    return name.rpartition(".")[2]


def configuration(base: str, language: str) -> str:
    """Return the demo's `sources.yaml`; `base` is the address that `serve` gives."""
    return _read("demo", language).replace("{base}", base)


def words(language: str) -> Words:
    """Return what the demo's curator wrote, in her language."""
    said = yaml.safe_load(_read("words", language))
    picks = (Pick(url=each["url"], tags=tuple(each.get("tags", ())), note=each["note"]) for each in said.pop("picks"))
    return Words(**said, picks=tuple(picks))


def _read(name: str, language: str) -> str:
    spoken = language if language in LANGUAGES else "en"
    return resources.files(__package__).joinpath(f"{name}.{spoken}.yaml").read_text(encoding="utf-8")


# ── serving ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def serve(now: datetime) -> Iterator[str]:
    """Serve the samples on loopback while the context lasts, and give their base address, without a slash at its end.

    A second request with the ETag of the first is answered 304, so that a fetcher's manners show here too.
    """
    with _Server(feeds(now)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://{_HERE}:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    """Serves documents that it holds, on a port that is free."""

    daemon_threads = True

    def __init__(self, documents: Mapping[str, tuple[bytes, str]]) -> None:
        self.documents = documents
        super().__init__((_HERE, 0), _Answering)

    def server_bind(self) -> None:
        """Take a port, without looking up the name of this machine, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = _HERE, self.socket.getsockname()[1]


class _Answering(BaseHTTPRequestHandler):
    """Answers one request."""

    server: _Server
    timeout = 10
    """Seconds: who says nothing is not waited for."""

    def do_GET(self) -> None:
        """Answer with a document, with 304 where it is known, with 404 where there is none."""
        document = self.server.documents.get(self.path)
        if document is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body, content_type = document
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        known = self.headers.get("If-None-Match") == etag
        self.send_response(HTTPStatus.NOT_MODIFIED if known else HTTPStatus.OK)
        self.send_header("ETag", etag)
        if known:
            self.end_headers()
            return
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name in http.server)
        """Say nothing: the demo speaks for itself."""
