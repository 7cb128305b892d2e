"""Handing over and taking over: everything but secrets, and nothing that leads out of a folder."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.server import Reply, Server

SECRET = "zeer-geheim-token-7f3a"


@pytest.fixture(autouse=True)
def _worked(curate: Call, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    monkeypatch.setenv("CURATE_MASTODON_TOKEN", SECRET)
    with Server() as server:
        server.script("/feed", Reply(body=rss(item(), item("twee", "Een tweede"))))
        extra = "channels: {mastodon: {server: 'https://mastodon.example'}}\ndigest: {slots: 'di 10:00'}"
        follow(server.url("/feed"), extra=extra)
        Path("site").mkdir()
        Path("site/style.css").write_text("body{}", encoding="utf-8")
        curate("fetch")
        curate("comment", "1", "--commentary", "Dit raakt ons: het gaat over onze leden.", "--by", "Bea")
        curate("digest", "new", "Week 48")
        curate("digest", "add", "1", "1")
        yield


def test_everything_goes_along_but_secrets(curate: Call) -> None:
    done = curate("handover", "over", "--json").json
    assert done["files"] == ["site/style.css", "sources.yaml"]
    with zipfile.ZipFile(done["path"]) as archive:
        names = set(archive.namelist())
        page = archive.read("what-is-where.html").decode()
        whole = b"".join(archive.read(name) for name in names)
    assert {"sources.yaml", "data/curate.db", "site/style.css", "what-is-where.html"} <= names
    assert SECRET.encode() not in whole
    for words in ("CURATE_MASTODON_TOKEN", "Week 48", "Bea", "Blog van An", "di 10:00", "given on this computer"):
        assert words in page
    again = curate("handover", "over.zip", "--json").json
    assert again["path"] == done["path"]


def test_another_takes_it_over(curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = curate("handover", tmp_path / "over.zip", "--json").json["path"]
    curate("init", tmp_path / "nieuw")
    monkeypatch.chdir(tmp_path / "nieuw")
    before = Path("sources.yaml").read_bytes()
    assert "--yes" in curate("restore", path, code=2).err
    done = curate("restore", path, "--yes", "--json").json
    assert (done["items"], sorted(done["files"])) == (2, ["site/style.css", "sources.yaml"])
    assert (Path(done["aside"]) / "sources.yaml").read_bytes() == before
    assert curate("show", "1", "--json").json["note"]["by"] == "Bea"
    assert "mastodon.example" in Path("sources.yaml").read_text(encoding="utf-8")
    assert not list(Path("data").glob(".curate-*"))


def packed(path: Path, change: dict[str, bytes | None]) -> Path:
    """Return a handover in which some files are others."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name not in change:
                new.writestr(name, old.read(name))
        for name, body in change.items():
            if body is not None:
                new.writestr(name, body)
    other = path.with_name("anders.zip")
    other.write_bytes(made.getvalue())
    return other


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"../buiten.txt": b"x"}, "leads out of it"),
        ({"/etc/x": b"x"}, "leads out of it"),
        ({"a\\..\\b": b"x"}, "leads out of it"),
        ({"data/curate.db": b"not a database"}, "curate"),
        ({"data/curate.db": None}, "holds no workspace"),
        ({"sources.yaml": b"sources: 3"}, "sources"),
    ],
    ids=["up", "root", "windows", "database", "none", "settings"],
)
def test_what_is_wrong_in_it_is_said_and_nothing_changed(
    curate: Call, change: dict[str, bytes | None], said: str
) -> None:
    path = Path(curate("handover", "over.zip", "--json").json["path"])
    before = Path("sources.yaml").read_bytes()
    refused = curate("restore", packed(path, change), "--yes", code=None)
    assert refused.code in (1, 2)
    assert said in refused.err
    assert Path("sources.yaml").read_bytes() == before
    assert curate("show", "1", "--json").json["note"]["by"] == "Bea"


def test_in_a_folder_without_a_workspace_it_makes_one(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(curate("handover", "over.zip", "--json").json["path"]).absolute()
    damaged = packed(path, {"sources.yaml": b"sources: 3"})
    before = Path("sources.yaml").read_bytes()
    new = Path.cwd().parent / "elders"
    new.mkdir()
    monkeypatch.chdir(new)
    assert "no sources.yaml" in curate("restore", "nergens.zip", code=2).err
    curate("restore", damaged, code=2)
    assert not list(new.iterdir())
    done = curate("restore", path, "--json").json
    assert (done["before"], done["aside"]) == (None, None)
    assert Path("sources.yaml").read_bytes() == before
    assert curate("show", "1", "--json").json["note"]["by"] == "Bea"
    curate("restore", path, "--yes")  # once more, over what is there now


def test_what_is_no_handover_is_neither_opened_nor_replaced(curate: Call) -> None:
    Path("foto.zip").write_bytes(b"PK\x03\x04 something else")
    assert "damaged" in curate("restore", "foto.zip", "--yes", code=2).err
    assert "no handover" in curate("handover", "foto.zip", code=2).err
    assert json.loads(curate("handover", "nieuw.zip", "--json").out)["missing"] == []


def test_a_picture_that_is_named_but_not_there_is_told(curate: Call) -> None:
    with Path("sources.yaml").open("a", encoding="utf-8") as file:
        file.write("")
    text = Path("sources.yaml").read_text(encoding="utf-8")
    Path("sources.yaml").write_text(text.replace("organisation: {", "organisation: {logo: weg.png, "), encoding="utf-8")
    assert "weg.png" in curate("handover", "over.zip").err
