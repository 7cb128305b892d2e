"""The sample world of `curate demo`: sources, a workspace that follows them, and the words of its curator.

Everything in it is made up. The sources are served on loopback, so that the demo goes the whole real way without a
network; dates are counted back from the moment it runs, so that it is always this week.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from string import Template
from threading import Thread
from typing import Any

import yaml

from curate.samples.writing import FORMATS, Feed, Publication

BROKEN = "stadskrant"
"""The source that answers what is no feed: one bad source never stops the rest."""
_ERROR_PAGE = (
    b"<!doctype html><html lang=nl><head><title>Even geduld</title></head><body><h1>Storing</h1></body></html>"
)
_TRACKING = "?utm_source=rss&utm_medium=feed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick:
    """An item that the demo's curator chooses, and what she writes about it."""

    url: str
    tags: tuple[str, ...]
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What the demo's curator writes."""

    curator: str
    title: str
    intro: str
    closing: str
    picks: tuple[Pick, ...]


@cache
def _read(name: str) -> Any:  # noqa: ANN401
    return yaml.safe_load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def words(language: str) -> Words:
    """Return what the curator writes, in Dutch or (for any other language) in English."""
    plain = _read(f"words.{'nl' if language == 'nl' else 'en'}.yaml")
    world, own = _read("world.yaml"), _read("world.yaml")["linde"]["home"]
    picks = []
    for pick in plain["picks"]:
        note = {name: pick[name].strip() for name in _NOTE if name in pick}
        if "related" in note:
            note["related"] = own + note["related"]
        url = world[pick["source"]]["home"] + pick["path"]
        picks.append(Pick(url=url, tags=tuple(pick["tags"]), note=note))
    texts = {name: plain[name].strip() for name in ("curator", "title", "intro", "closing")}
    return Words(**texts, picks=tuple(picks))


_NOTE = ("commentary", "context", "quote", "quote_author", "quote_outlet", "related")


def configuration(addresses: Mapping[str, str], language: str) -> str:
    """Return the `sources.yaml` of the demo's workspace; `addresses` is source → address, as `serve` gives it."""
    template = resources.files(__package__).joinpath("configuration.yaml").read_text(encoding="utf-8")
    return Template(template).substitute(addresses, language=language)


def documents(now: datetime) -> dict[str, tuple[bytes, str]]:
    """Return what each source answers at a moment: source → (body, media type)."""
    world = _read("world.yaml")
    made = {}
    for name, source in world.items():
        write, kind = FORMATS[source["format"]]
        publications = tuple(_publication(item, source, world, now) for item in source["items"])
        feed = Feed(title=source["title"], home=source["home"], language=source["language"], publications=publications)
        made[name] = (write(feed), kind)
    return {**made, BROKEN: (_ERROR_PAGE, "text/html")}


def _publication(
    item: Mapping[str, Any], source: Mapping[str, Any], world: Mapping[str, Any], now: datetime
) -> Publication:
    elsewhere = item.get("from")
    home = world[elsewhere]["home"] if elsewhere else source["home"]
    return Publication(
        url=home + item["path"] + (_TRACKING if elsewhere else ""),
        title=item["title"],
        summary=item["summary"],
        content=item.get("content", ""),
        author=item.get("author", ""),
        categories=tuple(item.get("categories", ())),
        published=now - timedelta(hours=item["hours"]) if "hours" in item else None,
    )


@contextmanager
def serve(now: datetime) -> Iterator[Mapping[str, str]]:
    """Serve the sample sources on loopback, and give source → address."""
    answers = {f"/{name}": answer for name, answer in documents(now).items()}

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body, kind = answers.get(self.path, (b"", ""))
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            same = self.headers.get("If-None-Match") == tag
            self.send_response(304 if same else 200 if kind else 404)
            self.send_header("ETag", tag)
            if not same:
                self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", "0" if same else str(len(body)))
            self.end_headers()
            if not same:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
            """Say nothing: the demo's terminal is for its reader."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield {path[1:]: f"http://127.0.0.1:{server.server_port}{path}" for path in answers}
        finally:
            server.shutdown()
            thread.join()
