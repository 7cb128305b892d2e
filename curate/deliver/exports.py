"""An export on the disk: written aside first, then put in its place, so that nobody ever finds half of it."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from uuid import uuid4

from curate.errors import ExportError
from curate.locale import M, Message
from curate.models import Export

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"\\|?*]|[. ]$')
"""What a name cannot hold on Windows (Naming Files, Paths, and Namespaces)."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)


def write(export: Export, folder: Path) -> Path:
    """Write `export` into `folder`, which is made where it is missing, and return the path of what was written.

    One file goes into it as it is; several go into a folder named after the channel, which is replaced as a whole.
    What stands there already, to the byte, is left alone; what an earlier export left in the other of the two forms
    goes, so that nobody posts it. Raises ExportError, and then what stood there before still stands there.
    """
    contents = {name: _bytes(name, text) for name, text in export.files}
    for name in [export.channel, *contents]:
        _check(name)
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    if len(contents) == 1:
        [(name, body)] = contents.items()
        written = _write_file(folder / name, body)
        _clear_folder(folder / export.channel, name)
        return written
    written = _write_folder(folder / export.channel, contents)
    first = export.files[0][0]
    for name in (first, f"{export.channel}{PurePosixPath(first).suffix}"):
        _clear_file(folder / name)
    return written


def _clear_file(path: Path) -> None:
    if path.is_file():
        with explained(path):
            path.unlink()


def _clear_folder(path: Path, name: str) -> None:
    """Take a folder of an earlier export away, which is known by its holding the file `name` too."""
    if (path / name).is_file() and not path.is_symlink():
        with explained(path):
            shutil.rmtree(path)


def write_bytes(path: Path, body: bytes) -> Path:
    """Write one file whole, or leave what stood there; `ExportError` where it cannot be written."""
    _check(path.name)
    return _write_file(path, body)


def _bytes(name: str, text: str | bytes) -> bytes:
    if isinstance(text, bytes):
        return text
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ExportError(M("{name} is not written: its text holds what is no character.", name=name)) from error


def _check(name: str) -> None:
    parts = name.split("/")
    if any(part in {"", ".", ".."} or _FORBIDDEN.search(part) or _RESERVED.match(part) for part in parts):
        raise ExportError(M("“{name}” cannot be the name of a file on every computer.", name=name))


# ── one file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _write_file(path: Path, body: bytes) -> Path:
    if path.is_dir():
        raise ExportError(
            M("{path} cannot be written: a folder of that name stands there.", path=path),
            hint=M("Move it away, or choose another place with --out."),
        )
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if _holds(path, body):
            return path
        aside = _aside(path)
        try:
            _put(aside, body)
            aside.replace(path)
        except BaseException:
            # The first error is the one to tell, not that the rest could not be cleared away.
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
            raise
    return path


def _put(path: Path, body: bytes) -> None:
    with path.open("xb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())  # a full disk says so here at the latest, before the old file is gone


def _holds(path: Path, body: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(body) and path.read_bytes() == body


def _aside(path: Path) -> Path:
    """Return a free name beside `path`, on the same disk, so that it takes one step to put it in its place."""
    return path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")


# ── several files ────────────────────────────────────────────────────────────────────────────────────────────────────


def _write_folder(path: Path, contents: dict[str, bytes]) -> Path:
    if path.exists() and not path.is_dir():
        raise ExportError(
            M("{path} cannot be written: a file of that name stands there.", path=path),
            hint=M("Move it away, or choose another place with --out."),
        )
    with explained(path):
        if _holds_all(path, contents):
            return path
        aside = _aside(path)
        try:
            aside.mkdir()
            for name, body in contents.items():
                file = aside.joinpath(*PurePosixPath(name).parts)
                file.parent.mkdir(parents=True, exist_ok=True)
                _put(file, body)
            _exchange(aside, path)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return path


def _holds_all(path: Path, contents: dict[str, bytes]) -> bool:
    there = {file.relative_to(path).as_posix() for file in path.rglob("*") if not file.is_dir()}
    return (
        path.is_dir() and there == set(contents) and all(_holds(path / name, body) for name, body in contents.items())
    )


def _exchange(aside: Path, path: Path) -> None:
    """Put the folder `aside` in the place of `path`.

    In two steps, as no system that we run on has one for it; where the second fails, the first is undone.
    """
    old = _aside(path)
    replaced = path.exists()
    if replaced:
        path.rename(old)
    try:
        aside.rename(path)
    except OSError:
        if replaced:
            old.rename(path)
        raise
    shutil.rmtree(old, ignore_errors=True)


# ── what went wrong ──────────────────────────────────────────────────────────────────────────────────────────────────

_REASONS = {
    errno.ENOSPC: M("the disk is full"),
    errno.EDQUOT: M("the disk is full"),
    errno.EROFS: M("the disk can only be read"),
    errno.EACCES: M("you may not write there, or another program has it open"),
    errno.EPERM: M("you may not write there, or another program has it open"),
    errno.ENOTDIR: M("a part of that path is a file, not a folder"),
    errno.EEXIST: M("a part of that path is a file, not a folder"),
    errno.ENAMETOOLONG: M("the path is too long"),
}


def reason(error: OSError) -> Message | str:
    """Return what the system says, as a person says it."""
    return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the system says of `path` into what a person can act on."""
    try:
        yield
    except OSError as error:
        raise ExportError(
            M("{path} cannot be written: {why}.", path=path, why=reason(error)),
            hint=M("Nothing was changed there. Choose another place with --out."),
        ) from error
