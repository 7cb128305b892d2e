"""Real feeds, pages and texts, cut and damaged: nothing but a fault of the source leaves any reader."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from curate import sources
from curate.errors import CurateError, SourceError
from curate.models import Document
from curate.sources import _opml as opml
from curate.sources._article import read_page
from tests import corpus

URL = "https://bron.example/iets"
SELECT = {"select": {"item": "article, li", "title": "a", "link": "a@href", "date": "time", "image": "img@src"}}
CUTS = 20


def damaged(body: bytes, chance: random.Random) -> Iterator[bytes]:
    """Yield a document cut at random places, with random bytes changed, doubled, and empty."""
    for _ in range(CUTS):
        yield body[: chance.randrange(len(body) + 1)]
    for _ in range(3):
        changed = bytearray(body)
        for _ in range(1 + len(body) // 2000):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield bytes(changed)
    yield body + body
    yield b""


@cache
def files(folder: str) -> list[Path]:
    place = corpus.CORPUS / folder
    return sorted(path for path in place.iterdir() if path.suffix != ".json") if place.is_dir() else []


def read_all(body: bytes, kind: str, options: dict[str, object]) -> None:
    with suppress(SourceError):
        sources.kind(kind).read(Document(body=body, url=URL), options)


@corpus.needed
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_real_feeds_cut_anywhere() -> None:
    chance = random.Random(20261123)
    for path in files("feeds"):
        for body in damaged(path.read_bytes()[:120_000], chance):
            read_all(body, "feed", {})


@corpus.needed
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_real_pages_cut_anywhere() -> None:
    chance = random.Random(20261124)
    for path in files("pages")[::6]:
        for body in [*damaged(gzip.decompress(path.read_bytes())[:60_000], chance)][::4]:
            read_all(body, "page", SELECT)
            read_all(body, "feed", {})
            with suppress(SourceError):
                read_page(Document(body=body, url=URL))


@corpus.needed
def test_real_texts_are_no_sources_and_say_so() -> None:
    chance = random.Random(20261125)
    for path in files("text"):
        with path.open("rb") as opened:
            body = opened.read(50_000)
        for each in [*damaged(body, chance)][::5]:
            read_all(each, "feed", {})
            read_all(each, "sitemap", {})
            read_all(each, "page", SELECT)
            with suppress(CurateError):
                opml.parse(each, "lijst.opml")


def test_our_own_samples_cut_anywhere() -> None:
    chance = random.Random(20261126)
    samples = Path(str(sources.__file__)).parents[1] / "samples" / "feeds"
    found = [path for path in sorted(samples.iterdir()) if path.is_file()]
    assert found
    for path in found:
        for body in damaged(path.read_bytes(), chance):
            for kind in ("feed", "sitemap"):
                read_all(body, kind, {})
            read_all(body, "page", SELECT)
            with suppress(CurateError):
                opml.parse(body, "lijst.opml")
