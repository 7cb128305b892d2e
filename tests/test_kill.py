"""Ending a fetch at any moment: kindly within two seconds, or with kill -9, and nothing is lost and nothing doubled."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.server import Reply, Server

FEEDS, ITEMS, KILLS = 40, 25, 20

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not a thing of Windows")


def feed(number: int) -> bytes:
    items = "".join(
        f"<item><title>Bericht {number}.{n}</title><link>https://bron{number}.example/{n}</link><guid>{number}-{n}</guid>"
        f"<description>&lt;p&gt;Tekst {n} van bron {number} over privacy.&lt;/p&gt;</description></item>"
        for n in range(ITEMS)
    )
    # Each feed shows what its neighbour shows too: one item, two sightings.
    shared = f"<item><title>Samen</title><link>https://samen.example/{number // 2}</link></item>"
    return f"<rss version='2.0'><channel><title>Bron {number}</title>{items}{shared}</channel></rss>".encode()


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server with many feeds, some of which take their time."""
    with Server() as running:
        for number in range(FEEDS):
            running.script(f"/{number}", Reply(body=feed(number), delay=0.002))
        yield running


def workspace(folder: Path, urls: list[str]) -> Path:
    folder.mkdir()
    rows = "\n".join(f"  - {{url: '{url}', allow_private: true}}" for url in urls)
    (folder / "sources.yaml").write_text(
        f"organisation: {{language: en}}\ntags: {{privacy: [privacy]}}\nsources:\n{rows}\n", encoding="utf-8"
    )
    return folder


def start(folder: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "curate", "fetch", "--all", *more]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(folder: Path) -> int:
    """Run a fetch to its end and return its exit code."""
    with start(folder) as process:
        process.communicate(timeout=60)
    return process.returncode


def held(folder: Path) -> list[tuple[object, ...]]:
    """Return all that matters of what a workspace holds, in an order of its own."""
    with closing(sqlite3.connect(folder / "data" / "curate.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return connection.execute(
            "SELECT item.canonical_url, item.title, source.url, sighting.entry_id, "
            "(SELECT group_concat(tag) FROM (SELECT tag FROM tag WHERE item_id = item.id ORDER BY tag)) "
            "FROM sighting JOIN item ON item.id = item_id JOIN source ON source.id = sighting.source_id "
            "ORDER BY 1, 3, 4"
        ).fetchall()


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_kill_at_any_moment_loses_no_item_and_doubles_none(tmp_path: Path, server: Server) -> None:
    urls = [server.url(f"/{number}") for number in range(FEEDS)]
    undisturbed = workspace(tmp_path / "in-peace", urls)
    assert finish(undisturbed) == 0
    folder = workspace(tmp_path / "killed", urls)
    chance = random.Random(20261123)
    for _ in range(KILLS):
        before, wanted = len(server.paths()), chance.randint(1, FEEDS)
        with start(folder) as process:
            while len(server.paths()) - before < wanted and process.poll() is None:
                time.sleep(0.002)
            time.sleep(chance.choice([0, 0, 0.01, 0.05, 0.3]))  # in the middle of asking, keeping or enriching
            process.kill()
            process.communicate()
    last = start(folder)
    output, errors = last.communicate(timeout=60)
    assert last.returncode == 0, errors + output
    assert len(held(folder)) == FEEDS * (ITEMS + 1)
    assert held(folder) == held(undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM], ids=["interrupt", "terminate"])
def test_asked_to_end_it_ends_within_two_seconds(tmp_path: Path, asked: signal.Signals) -> None:
    with Server(hosts=4) as server:
        server.script("/quick", Reply(body=feed(1)))
        server.script("/never", Reply(delay=60))
        server.script("/drip", Reply(body=feed(2), drip=1))
        urls = [server.url("/quick"), server.url("/never", host=2), server.url("/drip", host=3)]
        folder = workspace(tmp_path / "werk", urls)
        process = start(folder)
        deadline = time.monotonic() + 30
        while len(server.paths()) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        while len(held(folder)) <= ITEMS and time.monotonic() < deadline:  # until the quick one is read and kept
            time.sleep(0.02)
        began = time.monotonic()
        os.kill(process.pid, asked)
        output, errors = process.communicate(timeout=20)
        assert time.monotonic() - began < 2
        assert process.returncode == 130
        assert "Traceback" not in errors + output
        assert "kept" in errors
        assert len(held(folder)) == ITEMS + 1, "what had come in is there"
        server.script("/never", Reply(body=feed(3)))
        server.script("/drip", Reply(body=feed(2)))
        assert finish(folder) == 0, "no lock stands in the way"
        assert len(held(folder)) == 3 * (ITEMS + 1)


def test_asked_to_end_while_others_read_for_it(tmp_path: Path) -> None:
    """With workers at it (a large first fetch), nobody is left behind."""
    with Server() as server:
        body = feed(1).replace(b"Tekst", b"Tekst " * 3000)
        urls = []
        for number in range(110):
            server.script(f"/{number}", Reply(body=body.replace(b"bron1.", f"bron{number}.".encode())))
            urls.append(server.url(f"/{number}"))
        folder = workspace(tmp_path / "werk", urls)
        process = start(folder)
        deadline = time.monotonic() + 30
        while len(server.paths()) < 40 and time.monotonic() < deadline:
            time.sleep(0.02)
        began = time.monotonic()
        os.kill(process.pid, signal.SIGTERM)
        output, errors = process.communicate(timeout=20)
        assert time.monotonic() - began < 2
        assert process.returncode == 130
        assert "Traceback" not in errors + output
        held(folder)


@pytest.mark.slow
def test_a_second_fetch_finds_the_first_at_work(tmp_path: Path) -> None:
    with Server() as server:
        server.script("/slow", Reply(body=feed(1), delay=5))
        folder = workspace(tmp_path / "werk", [server.url("/slow")])
        first = start(folder)
        deadline = time.monotonic() + 30
        while not server.paths() and time.monotonic() < deadline:
            time.sleep(0.02)
        second = start(folder)
        _, errors = second.communicate(timeout=20)
        assert second.returncode == 75
        assert str(first.pid) in errors
        first.kill()
        first.communicate()
        server.script("/slow", Reply(body=feed(1)))
        assert finish(folder) == 0
