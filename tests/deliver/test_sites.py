"""Writing the site: only what changed, never a stranger's file, and the old one whole where it breaks off."""

from __future__ import annotations

import errno
import hashlib
import json
import sys
from pathlib import Path

import pytest

from curate.deliver import sites
from curate.errors import ExportError
from curate.site import File


def file(path: str, body: str, mark: str | None = None) -> File:
    return File(path=path, mark=mark or body, make=body.encode)


def there(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and path.name != sites.LIST
    }


def test_only_what_changed_is_made_and_written(tmp_path: Path) -> None:
    made = []

    def counted(path: str, body: str) -> File:
        return File(path=path, mark=body, make=lambda: made.append(path) or body.encode())  # type: ignore[func-returns-value]

    first = sites.write(tmp_path, [counted("a/index.html", "a"), counted("index.html", "home")])
    assert (first.files, first.written, first.removed) == (2, 2, 0)
    times = {path: (tmp_path / path).stat().st_mtime_ns for path in there(tmp_path)}
    made.clear()
    again = sites.write(tmp_path, [counted("a/index.html", "a"), counted("index.html", "home 2")])
    assert (again.written, made) == (1, ["index.html"])
    assert (tmp_path / "a/index.html").stat().st_mtime_ns == times["a/index.html"]
    assert there(tmp_path) == {"a/index.html": "a", "index.html": "home 2"}


def test_the_same_bytes_keep_their_time(tmp_path: Path) -> None:
    sites.write(tmp_path, [file("a.html", "a", "one")])
    before = (tmp_path / "a.html").stat().st_mtime_ns
    sites.write(tmp_path, [file("a.html", "a", "two")])
    assert (tmp_path / "a.html").stat().st_mtime_ns == before


def test_what_is_gone_is_removed_but_not_what_is_a_strangers(tmp_path: Path) -> None:
    sites.write(tmp_path, [file("a/index.html", "a"), file("b/index.html", "b"), file("c.html", "c")])
    (tmp_path / "a" / "notes.txt").write_text("mine")
    (tmp_path / "CNAME").write_text("themas.example")
    (tmp_path / "b" / "index.html").write_text("changed by hand")
    done = sites.write(tmp_path, [file("d.html", "d")])
    assert done.removed == 2
    assert there(tmp_path) == {
        "a/notes.txt": "mine",
        "CNAME": "themas.example",
        "b/index.html": "changed by hand",
        "d.html": "d",
    }


def test_a_strangers_file_in_the_way_is_left_and_nothing_written(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("a site of somebody")
    with pytest.raises(ExportError, match="stands in the way"):
        sites.write(tmp_path, [file("a.html", "a"), file("index.html", "ours")])
    assert there(tmp_path) == {"index.html": "a site of somebody"}


def test_a_run_that_breaks_off_leaves_the_old_site_whole_and_the_next_goes_on(tmp_path: Path) -> None:
    sites.write(tmp_path, [file("a.html", "old a"), file("b.html", "old b")])

    def broken() -> bytes:
        raise RuntimeError("a template failed")

    with pytest.raises(RuntimeError):
        sites.write(tmp_path, [file("a.html", "new a"), File(path="b.html", mark="x", make=broken)])
    assert there(tmp_path) == {"a.html": "old a", "b.html": "old b"}
    assert not list(tmp_path.glob("*.part"))
    sites.write(tmp_path, [file("a.html", "new a"), file("b.html", "new b")])
    assert there(tmp_path) == {"a.html": "new a", "b.html": "new b"}


def test_a_kill_while_files_are_put_in_place_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sites.write(tmp_path, [file("a.html", "old a")])
    replace = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if target.name == "b.html":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", killed)
    wanted = [file("a.html", "new a"), file("b.html", "b"), file("c.html", "c")]
    with pytest.raises(KeyboardInterrupt):
        sites.write(tmp_path, wanted)
    monkeypatch.undo()
    sites.write(tmp_path, wanted)
    assert there(tmp_path) == {"a.html": "new a", "b.html": "b", "c.html": "c"}
    assert sites.write(tmp_path, []).removed == 3


def test_what_stands_where_a_folder_should_be_is_left_and_nothing_written(tmp_path: Path) -> None:
    (tmp_path / "items").write_text("notes of somebody")
    with pytest.raises(ExportError, match="items stands in the way"):
        sites.write(tmp_path, [file("index.html", "ours"), file("items/a/index.html", "a")])
    assert there(tmp_path) == {"items": "notes of somebody"}


def test_a_folder_in_the_place_of_a_file_of_ours_is_left_and_nothing_written(tmp_path: Path) -> None:
    sites.write(tmp_path, [file("a.html", "a"), file("index.html", "old")])
    (tmp_path / "index.html").unlink()
    (tmp_path / "index.html").mkdir()
    with pytest.raises(ExportError, match="stands in the way"):
        sites.write(tmp_path, [file("a.html", "new a"), file("index.html", "new")])
    assert there(tmp_path) == {"a.html": "a"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
@pytest.mark.parametrize("ours", [False, True], ids=["new", "after we wrote"])
def test_a_link_of_somebody_is_not_followed(tmp_path: Path, *, ours: bool) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    wanted = [file("items/a/index.html", "a"), file("index.html", "home")]
    if ours:
        sites.write(site, wanted)
        (site / "items").rename(elsewhere)
    else:
        site.mkdir()
        elsewhere.mkdir()
    (site / "items").symlink_to(elsewhere)
    before = there(elsewhere)
    with pytest.raises(ExportError, match="stands in the way"):
        sites.write(site, [file("items/a/index.html", "other"), file("index.html", "home")])
    assert sites.write(site, [file("index.html", "home")]).removed == 0
    assert there(elsewhere) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_a_link_in_the_place_of_a_page_is_left(tmp_path: Path) -> None:
    (tmp_path / "index.html").symlink_to(tmp_path / "nothing")
    with pytest.raises(ExportError, match="stands in the way"):
        sites.write(tmp_path, [file("index.html", "ours")])
    assert (tmp_path / "index.html").is_symlink()


def test_the_site_of_another_is_left_alone(tmp_path: Path) -> None:
    sites.write(tmp_path, [file("a.html", "a")], whose=["one"])
    for whose in (["two"], []):
        with pytest.raises(ExportError, match="another workspace"):
            sites.write(tmp_path, [file("b.html", "b")], whose=whose)
    assert there(tmp_path) == {"a.html": "a"}
    assert sites.write(tmp_path, [file("b.html", "b")], whose=["two", "one"]).removed == 1
    assert sites.write(tmp_path, [file("b.html", "c")], whose=["two"]).written == 1


def test_what_was_put_in_place_before_a_kill_is_made_again_even_if_it_is_to_be_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [file("a.html", "old a"), file("b.html", "old b"), file("z.html", "z")]
    sites.write(tmp_path, old)
    _killed_at(monkeypatch, "b.html")
    with pytest.raises(KeyboardInterrupt):
        sites.write(tmp_path, [file("a.html", "new a"), file("b.html", "new b")])
    monkeypatch.undo()
    assert there(tmp_path)["a.html"] == "new a"
    sites.write(tmp_path, old)
    assert there(tmp_path) == {"a.html": "old a", "b.html": "old b", "z.html": "z"}
    _killed_at(monkeypatch, "b.html")
    with pytest.raises(KeyboardInterrupt):
        sites.write(tmp_path, [file("a.html", "new a"), file("b.html", "new b")])
    monkeypatch.undo()
    assert sites.write(tmp_path, []).removed == 3  # both the new and the old are known as ours


def _killed_at(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    replace = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if target.name == name:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", killed)


def test_a_disk_that_is_full_halfway_says_that_a_part_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sites.write(tmp_path, [file("a.html", "a"), file("b.html", "b")])
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "b.html":
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ExportError, match="the disk is full") as raised:
        sites.write(tmp_path, [file("a.html", "new a"), file("b.html", "new b")])
    assert "A part of the new site" in str(raised.value.hint)


def test_nothing_outside_the_folder_is_removed_whatever_the_list_says(tmp_path: Path) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside.html"
    outside.write_text("mine")
    sites.write(site, [file("a.html", "a")])
    mine = hashlib.sha256(b"mine").hexdigest()[:32]
    names = ["../outside.html", str(outside), "a/../../outside.html"]
    (site / sites.LIST).write_text(json.dumps({"files": {name: ["m", mine] for name in names}}))
    sites.write(site, [file("a.html", "a")])
    assert outside.read_text() == "mine"


@pytest.mark.parametrize("body", ["", "{", "[]", '{"files": 3}', '{"files": {"a.html": 1}}'])
def test_a_list_that_somebody_wrote_in_makes_everything_a_strangers(tmp_path: Path, body: str) -> None:
    sites.write(tmp_path, [file("a.html", "a")])
    (tmp_path / sites.LIST).write_text(body)
    assert sites.write(tmp_path, [file("a.html", "a")]).files == 1  # it is the same to the byte
    (tmp_path / sites.LIST).write_text(body)
    with pytest.raises(ExportError):
        sites.write(tmp_path, [file("a.html", "b")])
