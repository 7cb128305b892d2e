"""A machine that does not let us write: a clear sentence, nothing lost, nothing half-written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from curate import platforms
from curate.cli.root import run
from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.server import Reply, Server

NOBODY = 65534


@pytest.fixture(autouse=True)
def server(curate: Call, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Give a server, and a workspace in this folder that holds one item of it."""
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    with Server() as running:
        running.script("/feed", Reply(body=rss(item())))
        follow(running.url("/feed"))
        curate("fetch")
        curate("comment", "1", "--commentary", "Woorden")
        yield running


def as_nobody(folder: Path, *arguments: str) -> tuple[int, str]:
    """Call `curate` in a child of this process that has no rights, and return exit code and stderr."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.dup2(writing, 2)
            sys.stderr = os.fdopen(2, "w", closefd=False)
            os.setgroups([])
            os.setuid(NOBODY)
            code = run(["--workspace", str(folder), *arguments])
            sys.stderr.flush()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as said:
        err = said.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can become nobody")
def test_a_workspace_of_somebody_else_can_be_read_and_says_that_it_cannot_be_written(curate: Call) -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "werkmap"
        shutil.copytree(Path.cwd(), folder)
        folder.chmod(0o755)
        before = (folder / "data" / "curate.db").read_bytes()
        code, err = as_nobody(folder, "show", "1")
        assert (code, err) == (0, "")
        for words in (
            ["dismiss", "1"],
            ["comment", "1", "--commentary", "Andere"],
            ["fetch"],
            ["digest", "new", "Titel"],
        ):
            code, err = as_nobody(folder, *words)
            assert code == 1, words
            assert "Traceback" not in err
            assert "read-only" in err or "cannot be written" in err, (words, err)
        assert (folder / "data" / "curate.db").read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a file")
@pytest.mark.slow
def test_a_disk_that_runs_full_while_fetching_loses_nothing(curate: Call, server: Server) -> None:
    many = rss(*(item(f"n{number}", f"Titel {number} " + "lang " * 40) for number in range(2000)))
    server.script("/feed", Reply(body=many))
    size = Path("data/curate.db").stat().st_size + 50_000
    code = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
        "from curate.cli import main; main(['fetch', '--all'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Error" in done.stderr
    assert [row["item"] for row in curate("inbox", "--all", "--items", "--json").json] == [1]
    assert curate("show", "1", "--json").json["note"]["commentary"] == "Woorden"
    assert curate("fetch", "--all", "--json").json["new_items"] == 2000


def test_a_damaged_database_is_named_and_left_alone(curate: Call) -> None:
    path = Path("data/curate.db")
    path.write_bytes(b"geen databank" * 999)
    assert str(path) in curate("inbox", code=1).err
    assert path.read_bytes() == b"geen databank" * 999


def test_what_a_library_makes_of_ctrl_c_is_ctrl_c(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platforms, "_asked_to_end", [True])
    monkeypatch.setattr("curate.cli.root.root.main", lambda *_, **__: 1 / 0)
    assert "Broken off" in curate("inbox", code=130).err


def test_ctrl_c_ends_at_once_with_130_and_keeps_what_was_done(curate: Call, server: Server) -> None:
    server.script("/slow", Reply(delay=30.0))
    follow(server.url("/feed"), server.url("/slow"))
    command = [sys.executable, "-m", "curate", "fetch", "--all"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as fetching:
        while "/slow" not in server.paths():
            assert fetching.poll() is None
        fetching.send_signal(2)
        code = fetching.wait(5)
        said = fetching.stderr.read() if code != 130 else ""
        assert code == 130, said
        assert fetching.stderr is not None
        assert "Traceback" not in fetching.stderr.read()
    assert len(curate("inbox", "--all", "--json").json) == 1
