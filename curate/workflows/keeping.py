"""Keeping: letting go of what went nowhere, whole copies of the database, and bringing one back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from curate.errors import Refused, UsageError
from curate.locale import M
from curate.store import back_up as copy_database
from curate.store import bring_back, put_aside, restorable
from curate.workflows.desk import Desk
from curate.workspace import Workspace

BACKUPS = 5
"""Copies that are kept of how it was before a restore: nobody asked for those."""


def let_go(desk: Desk) -> int:
    """Remove what went nowhere and is older than `keep:` says, and return how many items that were.

    Nothing where `keep:` is absent. What anybody curated stays, whatever its age.
    """
    if desk.config.keep is None:
        return 0
    gone = desk.store.keeping.let_go(desk.now - desk.config.keep, desk.now)
    if gone:
        desk.store.curation.record(desk.act(), "let go", text=str(gone))
    return gone


@dataclass(frozen=True, kw_only=True, slots=True)
class Tidied:
    """What tidying did."""

    let_go: int
    freed: int
    """Bytes that the disk has back."""


def tidy(desk: Desk) -> Tidied:
    """Let go of what is to go, and give the room that is free inside the database back to the disk.

    Raises `Busy` while a fetch runs, `Refused` where the disk has no room for it: the whole is written anew.
    """
    with desk.workspace.lock():
        before = size(desk.workspace)
        room = desk.workspace.room()
        if room < before:
            raise Refused(
                M(
                    "To tidy up takes {size} MB of room on the disk, and there is {free} MB.",
                    size=megabytes(before),
                    free=megabytes(room),
                ),
                hint=M("Make room on the disk and do it again. Nothing was changed."),
            )
        desk.store.curation.lapse(desk.act(), desk.now - desk.config.inbox.expires)
        gone = let_go(desk)
        desk.store.keeping.tidy()
        return Tidied(let_go=gone, freed=max(0, before - size(desk.workspace)))


def size(workspace: Workspace) -> int:
    """Return how many bytes the database takes on the disk, 0 where there is none."""
    path = workspace.database
    return sum(each.stat().st_size for each in (path, path.with_name(f"{path.name}-wal")) if each.exists())


def megabytes(size: int) -> int:
    """Return a size in MB, never 0: nothing that is there takes no room."""
    return max(1, round(size / 2**20))


# ── backups ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class BackedUp:
    """A copy that was made."""

    path: Path
    bytes: int
    items: int


def back_up(workspace: Workspace, target: Path | None, now: datetime) -> BackedUp:
    """Write a whole, checked copy of the database, while others may be writing in it.

    `target`: a file, or a folder that is there; None: `data/backups/`. `UsageError` where there is nothing to copy.
    """
    if not workspace.database.is_file():
        raise UsageError(
            M("There is no database to copy yet: {path}.", path=workspace.database), hint=M("Begin with: curate fetch")
        )
    name = f"curate-{now.strftime('%Y-%m-%d-%H%M%S')}.db"
    path = (target or workspace.backups).expanduser().absolute()
    if target is None or path.is_dir():
        path = _free(path / name)
    items = copy_database(workspace.database, path)
    with suppress(OSError):  # when the last copy was made is a courtesy of `doctor`; the copy is there
        workspace.last_backup.write_text(json.dumps({"at": now.isoformat(), "path": str(path)}), encoding="utf-8")
    return BackedUp(path=path, bytes=path.stat().st_size, items=items)


def _free(path: Path) -> Path:
    """Return a name that nothing has yet: a copy is never put in the place of another that nobody named."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def last_backup(workspace: Workspace) -> datetime | None:
    """Return when the last copy was made that we know of; None where there is none."""
    found = []
    with suppress(OSError, ValueError, KeyError, TypeError):  # no such file, or somebody wrote in it
        found.append(datetime.fromisoformat(json.loads(workspace.last_backup.read_text(encoding="utf-8"))["at"]))
    with suppress(OSError):
        from datetime import UTC

        found += [datetime.fromtimestamp(each.stat().st_mtime, UTC) for each in workspace.backups.glob("*.db")]
    return max((each for each in found if each.tzinfo), default=None)


# ── bringing back ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A backup that was looked at and can be brought back."""

    path: Path
    copy: Path
    """Of it, brought up to today's form; there as long as it is being looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """What a restore did."""

    path: Path
    items: int
    before: Path | None
    """The copy of what stood there before; None where nothing did."""


@contextmanager
def looked_at(workspace: Workspace, file: Path) -> Iterator[Found]:
    """Look at a backup before it is brought back; nothing is changed yet.

    A bare name is also looked for in `data/backups/`. `UsageError` where it is not there, a bundle, none of ours,
    damaged or of a newer version; `Refused` where it is the database itself.
    """
    path = _file(workspace, file.expanduser())
    if workspace.database.exists() and path.samefile(workspace.database):
        raise Refused(M("{path} is the database of this workspace itself.", path=file), hint=M("Name a backup."))
    workspace.data.mkdir(parents=True, exist_ok=True)
    with restorable(path, workspace.data) as copy:
        yield Found(path=path, copy=copy)


def _file(workspace: Workspace, file: Path) -> Path:
    kept = workspace.backups / file
    path = kept if not file.exists() and kept.is_file() else file
    if path.is_file():
        return path
    there = sorted((each.name for each in workspace.backups.glob("*.db")), reverse=True)[:5]
    hint = (
        M("These are in data/backups: {names}", names=", ".join(there))
        if there
        else M("Name what `curate backup` wrote; there is nothing in data/backups.")
    )
    raise UsageError(M("{path} is not there, or is no file.", path=file), hint=hint)


def restore(workspace: Workspace, found: Found, now: datetime) -> Restored:
    """Bring a backup back, all of it or nothing; what stood there is put aside first.

    Raises `Busy` while a fetch runs.
    """
    with workspace.lock():
        before = None
        if workspace.database.exists():
            before = _free(workspace.backups / f"before-restore-{now.strftime('%Y%m%d-%H%M%S')}.db")
            put_aside(workspace.database, before)
        items = bring_back(found.copy, workspace.database)
        for old in sorted(workspace.backups.glob("before-restore-*.db"))[:-BACKUPS]:
            if old != found.path.absolute():
                old.unlink(missing_ok=True)
    return Restored(path=found.path, items=items, before=before)
