"""A store that fills during a write: a clear sentence, an exit code, nothing of before lost, the database whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from curate.store import copies, database
from tests.cli.conftest import Call
from tests.server import Reply, Server

LONG = " ".join(f"woord{n}" for n in range(4000))


def feed(numbers: range, body: str) -> bytes:
    # What is said in each is its own: the same text over and over would be one story.
    items = "".join(
        f"<item><title>Bericht {n}</title><link>https://bron.example/{n}</link>"
        f"<description>{hashlib.sha256(str(n).encode()).hexdigest()} {body}</description></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>Bron</title>{items}</channel></rss>".encode()


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server with a feed of three items, to which many long ones are added later."""
    with Server() as running:
        running.script("/feed", Reply(body=feed(range(3), "kort")))
        yield running


def begin(curate: Call, server: Server) -> None:
    Path("sources.yaml").write_text(
        "organisation: {language: en}\nsources:\n"
        f"  - {{url: '{server.url('/feed')}', name: Bron, allow_private: true}}\n",
        encoding="utf-8",
    )
    curate("fetch")
    curate("comment", "1", "--commentary", "Wat al geschreven was.")
    server.script("/feed", Reply(body=feed(range(60), LONG)))


def held() -> list[object]:
    """Return what has to be as it was: items, words and what was done."""
    with closing(sqlite3.connect("data/curate.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return [
            connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()  # noqa: S608
            for table, columns in (
                ("item", "id, url, title, state, note_id"),
                ("note", "id, commentary"),
                ("event", "id, action"),
                ("tag", "item_id, tag"),
            )
        ]


# ── SQLite is told that there is no more room ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def fill(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Give a function after which every database may grow by so many pages only."""
    migrate, blank = database.Connection._migrate, copies.blank

    def full(more: int) -> None:
        def little(self: database.Connection) -> None:
            migrate(self)
            self.db.execute(f"PRAGMA max_page_count = {self.value('PRAGMA page_count') + more}").fetchone()

        def small(path: Path) -> sqlite3.Connection:
            connection = blank(path)
            connection.execute(f"PRAGMA max_page_count = {more + 1}").fetchone()
            return connection

        monkeypatch.setattr(database.Connection, "_migrate", little)
        monkeypatch.setattr(copies, "blank", small)

    return full


def no_room(curate: Call, *typed: str) -> None:
    refused = curate(*typed, code=1)
    assert "no room left" in refused.err
    assert "Make room" in refused.err


@pytest.mark.slow
def test_a_fetch(curate: Call, server: Server, fill: Callable[[int], None]) -> None:
    begin(curate, server)
    before = held()
    fill(6)
    no_room(curate, "fetch", "--all")
    assert held() == before
    fill(1_000_000)
    assert curate("fetch", "--all", "--json").json["new_items"] == 57


def test_enrichment(curate: Call, server: Server, fill: Callable[[int], None]) -> None:
    begin(curate, server)
    curate("fetch", "--all", "--no-enrich")
    before = held()
    fill(3)
    no_room(curate, "enrich")
    assert held() == before


@pytest.mark.parametrize(
    "typed",
    [
        ["comment", "1", "--commentary", LONG * 2],
        ["catchup", "--before", "2099-01-01"],
        ["tag", "2", "--new", "--add", LONG * 20],
    ],
    ids=lambda typed: str(typed[0]),
)
def test_a_curators_step(curate: Call, server: Server, fill: Callable[[int], None], typed: list[str]) -> None:
    begin(curate, server)
    if typed[0] == "catchup":
        with closing(sqlite3.connect("data/curate.db")) as connection, connection:
            connection.execute(
                "WITH RECURSIVE n(n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM n WHERE n < 20000) "
                "INSERT INTO item (id, key, url, canonical_url, source_id, title, summary, content, first_seen) "
                "SELECT n, 'k' || n, 'u' || n, 'u' || n, 1, 't', '', '', '2026-11-01T00:00:00Z' FROM n"
            )
    before = held()
    fill(1)
    no_room(curate, *typed)
    assert held() == before


def test_a_backup(curate: Call, server: Server, fill: Callable[[int], None]) -> None:
    begin(curate, server)
    curate("backup", "kopie.db")
    first = Path("kopie.db").read_bytes()
    before = held()
    curate("shortlist", "2")
    fill(20)
    no_room(curate, "backup", "kopie.db")
    no_room(curate, "backup")
    assert Path("kopie.db").read_bytes() == first, "the copy of before still stands"
    assert not [each for each in (*Path().iterdir(), *Path("data/backups").iterdir()) if "part" in each.name]
    assert held() != before


def test_letting_go(curate: Call, server: Server, fill: Callable[[int], None], monkeypatch: pytest.MonkeyPatch) -> None:
    begin(curate, server)
    before = held()
    monkeypatch.setenv("CURATE_NOW", "2099-01-01T00:00:00+00:00")
    Path("sources.yaml").write_text("organisation: {language: en}\nkeep: 1 year\nsources: []\n", encoding="utf-8")
    monkeypatch.setattr("curate.workspace.place.shutil.disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    assert "Make room" in curate("doctor", "--tidy", code=1).err
    assert held() == before


# ── a disk that really is full ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, curate: Call) -> Iterator[Path]:
    """Give a disk of 3 MB that is the current folder."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only the administrator of a Linux machine can make a small disk")
    place = tmp_path / "schijf"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody make a small disk")
    monkeypatch.chdir(place)
    yield place
    monkeypatch.chdir(tmp_path)
    subprocess.run(["umount", str(place)], check=True)


def test_on_a_full_disk(curate: Call, server: Server, small_disk: Path) -> None:
    begin(curate, server)
    curate("backup", "kopie.db")
    Path("reserve").write_bytes(b"\0" * 1_200_000)
    before = held()
    no_room(curate, "fetch", "--all")
    assert held() == before
    load("ballast")
    for typed in (
        ["fetch", "--all"],
        ["enrich"],
        ["comment", "2", "--commentary", LONG],
        ["catchup", "--before", "2099-01-01"],
        ["backup"],
        ["backup", "nog-een.db"],
        ["restore", "kopie.db", "--yes"],
    ):
        refused = curate(*typed, code=1)
        assert "room" in refused.err, typed
    Path("ballast").unlink()
    Path("reserve").unlink()
    assert held() == before
    assert not list(Path().glob(".*.part"))
    curate("comment", "2", "--commentary", "Nu wel.")
    curate("restore", "kopie.db", "--yes")
    assert curate("show", "1", "--json").json["note"]["commentary"] == "Wat al geschreven was."


def load(name: str) -> None:
    """Fill the disk to its last byte."""
    with pytest.raises(OSError, match="space"), Path(name).open("ab", buffering=0) as ballast:
        ballast.writelines(b"\0" * 4096 for _ in range(10_000))
