"""Exports on the disk: whole or not at all, and never less than what stood there before."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from curate.deliver import exports
from curate.errors import ExportError
from curate.models import Export


def one(body: str = "Dag wereld é\n") -> Export:
    return Export(channel="x", files=(("x.txt", body),))


def several(body: str = "a\n") -> Export:
    return Export(channel="blog", files=(("index.html", body), ("beelden/a.txt", "b\n")))


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_one_file_is_written_as_it_is_in_a_folder_that_is_made(tmp_path: Path) -> None:
    path = exports.write(one(), tmp_path / "a" / "b")
    assert path == tmp_path / "a" / "b" / "x.txt"
    assert path.read_bytes() == "Dag wereld é\n".encode()
    assert names(tmp_path) == ["a", "a/b", "a/b/x.txt"]


def test_several_files_make_a_folder(tmp_path: Path) -> None:
    path = exports.write(several(), tmp_path)
    assert path == tmp_path / "blog"
    assert names(tmp_path) == ["blog", "blog/beelden", "blog/beelden/a.txt", "blog/index.html"]


@pytest.mark.parametrize("make", [one, several])
def test_the_same_bytes_are_left_alone_and_others_replaced(tmp_path: Path, make: Any) -> None:
    path = exports.write(make(), tmp_path)
    file = path if path.is_file() else path / "index.html"
    os.utime(file, (1, 1))
    exports.write(make(), tmp_path)
    assert file.stat().st_mtime == 1
    exports.write(make("anders\n"), tmp_path)
    assert file.read_text(encoding="utf-8") == "anders\n"
    assert not [name for name in names(tmp_path) if name.endswith(".part")]


def test_a_folder_holds_only_what_the_last_export_wrote(tmp_path: Path) -> None:
    exports.write(several(), tmp_path)
    (tmp_path / "blog" / "oud.html").write_text("oud", encoding="utf-8")
    exports.write(several(), tmp_path)
    assert names(tmp_path / "blog") == ["beelden", "beelden/a.txt", "index.html"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "the disk can only be read"),
        (errno.EACCES, "you may not write there"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
@pytest.mark.parametrize("make", [one, several])
def test_what_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Any, number: int, said: str
) -> None:
    exports.write(make(), tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path) if (tmp_path / name).is_file()}

    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match=said):
        exports.write(make("nieuw\n"), tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path) if (tmp_path / name).is_file()} == before


def test_a_folder_that_cannot_be_put_in_place_gives_the_old_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports.write(several(), tmp_path)
    rename = Path.rename

    def busy(self: Path, target: Path) -> Path:
        if target == tmp_path / "blog" and (self / "index.html").read_bytes() == b"nieuw\n":
            raise PermissionError(errno.EACCES, "busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", busy)
    with pytest.raises(ExportError, match="another program has it open"):
        exports.write(several("nieuw\n"), tmp_path)
    assert names(tmp_path) == ["blog", "blog/beelden", "blog/beelden/a.txt", "blog/index.html"]
    assert (tmp_path / "blog" / "index.html").read_bytes() == b"a\n"


def test_an_export_that_takes_the_other_form_leaves_no_old_text_to_be_posted(tmp_path: Path) -> None:
    alone = Export(channel="facebook", files=(("facebook.txt", "oud\n"),))
    with_picture = Export(channel="facebook", files=(("facebook.txt", "nieuw\n"), ("12.png", b"p")))
    (tmp_path / "notities.txt").write_text("van mij", encoding="utf-8")
    exports.write(alone, tmp_path)
    exports.write(with_picture, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facebook", "notities.txt"]
    exports.write(alone, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facebook.txt", "notities.txt"]


def test_a_folder_of_the_same_name_that_is_not_of_an_export_stays(tmp_path: Path) -> None:
    (tmp_path / "facebook").mkdir()
    (tmp_path / "facebook" / "vakantie.jpg").write_bytes(b"p")
    exports.write(Export(channel="facebook", files=(("facebook.txt", "a\n"),)), tmp_path)
    assert (tmp_path / "facebook" / "vakantie.jpg").exists()


def test_a_folder_or_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    with pytest.raises(ExportError, match="a folder of that name stands there"):
        exports.write(one(), tmp_path)
    (tmp_path / "blog").write_text("", encoding="utf-8")
    with pytest.raises(ExportError, match="a file of that name stands there"):
        exports.write(several(), tmp_path)
    for place in (tmp_path / "blog", tmp_path / "blog" / "dieper"):
        with pytest.raises(ExportError, match="a part of that path is a file"):
            exports.write(one(), place)
    assert names(tmp_path) == ["blog", "x.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no /dev")
@pytest.mark.parametrize("place", ["/dev/full", "/dev/null/x", "/proc/nergens"])
def test_places_that_are_no_folders(place: str) -> None:
    with pytest.raises(ExportError, match="cannot be written"):
        exports.write(one(), Path(place))


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() == 0, reason="only a user without all rights is refused")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ExportError, match="you may not write there"):
        exports.write(one(), tmp_path)


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", "con.txt", "x:y", "einde.", "a\\b", "LPT1", "", ".", "a\nb"])
def test_names_that_are_not_legal_everywhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match="cannot be the name of a file"):
        exports.write(Export(channel="x", files=((name, "a"),)), tmp_path)
    assert names(tmp_path) == []


def test_text_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no character"):
        exports.write(one("\ud800"), tmp_path)
