"""Two machines, one collection: handing over what was fetched, and taking over what another machine holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from curate.errors import ExportError, Refused, UsageError
from curate.locale import M
from curate.store import Merged, opened, refuse_target, write_bundle
from curate.workflows import curating, enriching
from curate.workflows import desk as at
from curate.workflows.desk import Desk
from curate.workspace import CONFIG

BUNDLED = timedelta(days=30)
"""How far back a bundle reaches: each holds enough for all that were missed in a month."""
BACKUPS = 5
"""Copies that are kept of how it was before a merge."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """What a merge did, or would do."""

    merged: Merged
    backup: Path | None
    """The copy of how it was before; None where nothing was written."""


def refuse(desk: Desk, bundle: Path) -> None:
    """Raise UsageError where a bundle cannot be written there, before anything is fetched for it."""
    refuse_target(desk.workspace.database, bundle.absolute())


def hand_over(desk: Desk, bundle: Path) -> int:
    """Write what the last 30 days brought into a file, for `curate merge`, and return how many items that are.

    Every bundle stands alone, so that one may be missed, taken twice or out of turn. `ExportError` where it cannot be
    written.
    """
    since = (desk.now - BUNDLED).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        bundle.absolute().parent.mkdir(parents=True, exist_ok=True)
        return write_bundle(desk.workspace.database, bundle.absolute(), since)
    except OSError as error:
        raise ExportError(
            M("{path} cannot be written: {why}.", path=bundle, why=error.strerror or str(error)),
            hint=M("Nothing was changed there."),
        ) from error


def merge(desk: Desk, place: Path, *, dry_run: bool = False, progress: enriching.Progress | None = None) -> Joined:
    """Take over what a bundle, a database or another workspace holds; with `dry_run`, only say what that would be.

    `UsageError` where it is none; `Refused` where it is this workspace itself.
    """
    path = _database(place)
    if desk.workspace.database.exists() and path.samefile(desk.workspace.database):
        raise Refused(M("{path} is this workspace itself.", path=place), hint=M("Name another one, or a bundle."))
    with desk.workspace.lock(), opened(path) as other:
        at.configure(desk)
        if dry_run:
            return Joined(merged=desk.store.merge(other, dry_run=True), backup=None)
        backup = _backup(desk)
        merged = desk.store.merge(other)
        at.configure(desk)
        enriching.enrich(desk, progress=progress)
        for some in _batches(sorted(merged.touched)):
            with desk.store.transaction():
                curating.index(desk, some)
        return Joined(merged=merged, backup=backup)


def _database(place: Path) -> Path:
    """Return the file that a person means: a bundle, a database, or a workspace's folder or configuration."""
    place = place.expanduser()
    if place.name == CONFIG:
        place = place.parent
    path = place / "data" / "curate.db" if place.is_dir() else place
    if not path.is_file():
        raise UsageError(
            M("{path} is not there.", path=path),
            hint=M("Name what `curate fetch --to FILE` wrote, or the folder of another workspace."),
        )
    return path


def _backup(desk: Desk) -> Path:
    """Keep a copy of how it is now, and let the oldest of such copies go."""
    folder = desk.workspace.backups
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"before-merge-{desk.now.strftime('%Y%m%d-%H%M%S')}.db"
    desk.store.backup(path)
    for old in sorted(folder.glob("before-merge-*.db"))[:-BACKUPS]:
        old.unlink(missing_ok=True)
    return path


def _batches(numbers: list[int], size: int = 500) -> list[list[int]]:
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]
