"""Writing the site: what changed and nothing else, all of it ready before the first file is put in its place.

A list of what we wrote (`.curate-site.json`) stands in the folder. What is not on it is a stranger's: never deleted,
never overwritten, and links that somebody laid inside the folder are not followed. The list also says whose site it is:
that of another workspace is left alone. Files whose mark is as it was are not even made again, and keep their time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import uuid4

from curate.deliver.exports import explained, reason
from curate.errors import ExportError
from curate.locale import M
from curate.site import File

LIST = ".curate-site.json"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """What writing did."""

    folder: Path
    files: int
    """Of the whole site."""
    written: int
    removed: int


def write(
    folder: Path, files: Sequence[File], *, whose: Collection[str] = (), progress: Progress | None = None
) -> Built:
    """Bring a folder up to the site, and return what that took.

    Everything that changed is first written aside, inside the folder: an error or a kill while that is done leaves the
    old site whole. Then it is put in its place file by file, pages before what leads to them; broken off there, the
    next run does the rest. ExportError where a stranger's file stands in the place of one of ours.

    `whose`: keys of what the workspace holds, the one that lasts longest first. The list keeps that one; a folder whose
    list names none of them is another's. One run at a time is the caller's to see to.
    """
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        held = _held(folder)
        _refuse_anothers(folder, whose)
        _clear(folder)
        changed = [file for file in files if not _same(folder, file, held)]
        _refuse_strangers(folder, changed, held)
        aside = folder / f".curate-{uuid4().hex[:8]}.part"
        owner = next(iter(whose), "")
        try:
            now = _stage(aside, changed, progress)
            with _half_done(folder):
                _put(folder, aside, changed, {**now, **_either(held, now)}, held, owner)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        kept = {file.path: now.get(file.path) or held[file.path] for file in files}
        with _half_done(folder):
            removed = _remove(folder, {path: row for path, row in held.items() if path not in kept})
            if changed or removed or kept != held:
                _keep(folder, kept, owner)
    return Built(folder=folder, files=len(files), written=len(changed), removed=removed)


def _listed(folder: Path) -> dict[str, object]:
    """Return the list that stands in a folder; {} where there is none, or somebody wrote in it."""
    try:
        found = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _held(folder: Path) -> dict[str, list[str]]:
    """Return what we wrote here: path → [mark, hash of the bytes]; {} where nothing says so.

    While files are put in their place a mark is "", and there are two hashes: of what stood there, and of what comes.
    """
    found = _listed(folder).get("files")
    if not isinstance(found, dict):
        return {}  # the first time, or somebody wrote in it: then everything that differs is a stranger's
    return {
        str(path): [str(part) for part in row]
        for path, row in found.items()
        if isinstance(row, list) and len(row) > 1 and _within(str(path))
    }


def _within(path: str) -> bool:
    """Return whether a path of the list can be one of ours: somebody may have written in it."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and "\\" not in path and ":" not in path and ".." not in parts


def _refuse_anothers(folder: Path, whose: Collection[str]) -> None:
    owner = _listed(folder).get("site")
    if isinstance(owner, str) and owner and owner not in whose:
        raise ExportError(
            M("In {path} stands the site of another workspace: it is left alone.", path=folder),
            hint=M("Choose another folder with --out. Nothing was written."),
        )


def _either(held: dict[str, list[str]], now: dict[str, list[str]]) -> dict[str, list[str]]:
    return {path: ["", row[1], *held[path][1:]] for path, row in now.items() if path in held}


@contextlib.contextmanager
def _half_done(folder: Path) -> Iterator[None]:
    """Say, of what the system says, that some files are in their place already."""
    try:
        yield
    except OSError as error:
        raise ExportError(
            M("{path} cannot be written: {why}.", path=error.filename2 or error.filename or folder, why=reason(error)),
            hint=M("A part of the new site is in its place already. Make room or ask for access, and run it again."),
        ) from error


def _clear(folder: Path) -> None:
    """Take away what a run that was broken off had put aside."""
    for old in folder.glob(".curate-*.part"):
        shutil.rmtree(old, ignore_errors=True)


def _path(folder: Path, path: str) -> Path:
    return folder.joinpath(*PurePosixPath(path).parts)


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def _same(folder: Path, file: File, held: dict[str, list[str]]) -> bool:
    """Return whether a file is there as we wrote it, of what it would be made of now."""
    row = held.get(file.path)
    return row is not None and row[0] == file.mark and _path(folder, file.path).is_file()


def _refuse_strangers(folder: Path, changed: Sequence[File], held: dict[str, list[str]]) -> None:
    looked: set[Path] = {folder}
    for file in changed:
        path = _path(folder, file.path)
        for above in path.parents:
            if above in looked:
                break
            looked.add(above)
            if above.is_symlink() or (above.exists() and not above.is_dir()):
                raise _in_the_way(above)
        if not path.is_symlink() and (
            not path.exists() or (path.is_file() and (file.path in held or path.read_bytes() == file.make()))
        ):
            continue
        raise _in_the_way(path)


def _in_the_way(path: Path) -> ExportError:
    return ExportError(
        M("{path} stands in the way: curate did not write it, and leaves it alone.", path=path),
        hint=M("Choose another folder with --out, or move that file away. Nothing was written."),
    )


def _stage(aside: Path, changed: Sequence[File], progress: Progress | None) -> dict[str, list[str]]:
    """Write what changed aside, by number: folders of its own would take as long as the files."""
    now: dict[str, list[str]] = {}
    aside.mkdir()
    for place, file in enumerate(changed, 1):
        body = file.make()
        (aside / str(place)).write_bytes(body)
        now[file.path] = [file.mark, _hash(body)]
        if progress is not None and (place % 50 == 0 or place == len(changed)):
            progress(place, len(changed), file.path)
    return now


def _put(
    folder: Path,
    aside: Path,
    changed: Sequence[File],
    coming: dict[str, list[str]],
    held: dict[str, list[str]],
    owner: str,
) -> None:
    # The list first says of each file that it may be ours: broken off here, nothing of ours is taken for a stranger's,
    # and all that was to change is made again, even if it is to be as it was.
    if changed:
        _keep(folder, {**held, **{path: ["", *row[1:]] for path, row in coming.items()}}, owner)
    for place, file in enumerate(changed, 1):
        path, body = _path(folder, file.path), aside / str(place)
        if path.is_file() and path.stat().st_size == body.stat().st_size and path.read_bytes() == body.read_bytes():
            continue  # other words of the same meaning: it keeps its time
        path.parent.mkdir(parents=True, exist_ok=True)
        body.replace(path)


def _remove(folder: Path, gone: dict[str, list[str]]) -> int:
    """Delete what we wrote and the site no longer has, but not what somebody changed since; return how many."""
    removed = 0
    for path, row in gone.items():
        file = _path(folder, path)
        if any(part.is_symlink() for part in (file, *file.parents[: len(PurePosixPath(path).parts) - 1])):
            continue  # where somebody's link leads, nothing is ours
        if file.is_file() and _hash(file.read_bytes()) in row[1:]:
            file.unlink()
            removed += 1
            for empty in file.parents:
                if empty == folder or folder not in empty.parents:
                    break
                with contextlib.suppress(OSError):  # somebody's file is still in it
                    empty.rmdir()
    return removed


def _keep(folder: Path, rows: dict[str, list[str]], owner: str) -> None:
    body = json.dumps(
        {"by": "curate", "site": owner, "files": dict(sorted(rows.items()))}, ensure_ascii=False, indent=0
    )
    aside = folder / f"{LIST}.part"
    aside.write_text(body + "\n", encoding="utf-8")
    aside.replace(folder / LIST)
