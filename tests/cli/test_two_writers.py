"""A curator and a fetch by cron on one database, at the same time: neither loses a write."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from curate.cli.root import run
from curate.store import Configured, Store
from tests.cli.conftest import Call

WRITES = 500
HEAD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from curate import config, workspace
from curate.models import Said, SaidEntry
from curate.store import Store
from curate.workflows import curating
from curate.workflows.desk import Desk
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
folder, writes = Path(sys.argv[1]), int(sys.argv[2])
def item(n):
    return SaidEntry(id=f"{n}", url=f"https://blog.example/{n}", title=f"Titel {n}", summary=f"Tekst {n}.")
made = workspace.find(folder, folder)
store = Store(made.database)
print("ready", flush=True)
sys.stdin.readline()
"""
CURATOR = """
desk = Desk(workspace=made, config=config.load(made.config), store=store, by="An", now=NOW)
for n in range(writes // 2):
    curating.comment(desk, "1", {"commentary": f"Zin {n}"})
    curating.tag(desk, ["1"], add=[f"tag-{n}"], remove=[], new=True)
"""
CRON = """
for n in range(2, writes + 2):
    with store.transaction():
        store.items.take(1, Said(entries=(item(n),)), home="https://blog.example", now=NOW, first=False)
"""


def started(code: str, folder: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", HEAD + code, str(folder), str(WRITES)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_neither_loses_a_write(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("sources: [{url: 'https://blog.example/feed'}]\n", encoding="utf-8")
    path = tmp_path / "data" / "curate.db"
    with Store(path) as store:
        store.sources.configure([Configured(name="Blog", fallback="blog", url="https://blog.example/feed")])
        names: dict[str, object] = {}
        exec(HEAD.split("made =", maxsplit=1)[0].replace("sys.argv[1]", "'.'").replace("sys.argv[2]", "0"), names)  # noqa: S102
        first = names["Said"](entries=(names["item"](1),))  # type: ignore[operator]
        store.items.take(1, first, home="https://blog.example", now=names["NOW"], first=False)  # type: ignore[arg-type]
    both = [started(code, tmp_path) for code in (CURATOR, CRON)]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [process.communicate(timeout=50) for process in both]
    assert [errors for _, errors in ended] == ["", ""]
    assert [process.returncode for process in both] == [0, 0]
    with closing(sqlite3.connect(path)) as connection:
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("item", "sighting", "note", "tag", "event")
        }
        assert counts == {
            "item": WRITES + 1,
            "sighting": WRITES + 1,
            "note": WRITES // 2,
            "tag": WRITES // 2,
            "event": WRITES,
        }
        last = connection.execute("SELECT commentary FROM note JOIN item ON item.note_id = note.id").fetchone()
        assert last == (f"Zin {WRITES // 2 - 1}",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


WRITING: dict[str, Callable[[Call], object]] = {
    "comment": lambda call: call("comment", "1", "--commentary", "Zin.", code=75),
    "tag": lambda call: call("tag", "1", "+nieuw", "--new", code=75),
    "dismiss": lambda call: call("dismiss", "1", code=75),
    "catchup": lambda call: call("catchup", "--before", "2027-01-01", code=75),
    "undo": lambda call: call("undo", code=75),
    "fetch": lambda call: call("fetch", code=75),
}
READING = (["inbox"], ["show", "1"], ["search", "titel"], ["log"], ["posts"], ["backup"], ["digest", "list"])


@pytest.fixture
def written_in(curate: Call) -> Path:
    """Give a workspace with one item, and a database that another process holds the write lock of."""
    Path("sources.yaml").write_text("organisation: {language: en}\nsources: []\n", encoding="utf-8")
    with Store(Path("data/curate.db")) as store:
        source = store.sources.by_hand("Curate")
        from curate.models import Said, SaidEntry
        from tests.store.test_items import NOW

        said = Said(entries=(SaidEntry(id="1", url="https://blog.example/1", title="Titel", summary="Tekst."),))
        store.items.take(source, said, home="https://blog.example", now=NOW, first=False)
    return Path("data/curate.db")


@pytest.mark.parametrize("what", WRITING)
def test_what_cannot_be_written_now_says_so_with_75(
    curate: Call,
    written_in: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    monkeypatch.setattr("curate.store.database.WAIT_SECONDS", 0.1)
    with closing(sqlite3.connect(written_in)) as other:
        other.execute("BEGIN IMMEDIATE")
        called = WRITING[what](curate)
        assert "Try again in a minute" in called.err  # type: ignore[attr-defined]
    curate("dismiss", "1")


@pytest.mark.parametrize("typed", READING, ids=" ".join)
def test_what_only_reads_goes_on(
    curate: Call,
    written_in: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: list[str],
) -> None:
    monkeypatch.setattr("curate.store.database.WAIT_SECONDS", 0.1)
    with closing(sqlite3.connect(written_in)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert curate(*typed, code=None).code in (0, 1)


def test_a_write_waits_for_another_one_to_end(curate: Call, written_in: Path) -> None:
    code = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN IMMEDIATE'); "
        "print('held', flush=True); time.sleep(0.5); c.execute('COMMIT')"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(written_in)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        began = time.monotonic()
        assert run(["dismiss", "1"]) == 0
        assert time.monotonic() - began > 0.3
