"""Where a workspace is, what stands where in it, and its lock."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from curate import clock
from curate.errors import Busy, CurateError, UsageError
from curate.locale import MN, M, Message

CONFIG = "sources.yaml"
"""The file that makes a folder a workspace."""
VARIABLE = "CURATE_WORKSPACE"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder in which one organisation curates."""

    root: Path

    @property
    def config(self) -> Path:
        """`sources.yaml`."""
        return self.root / CONFIG

    @property
    def data(self) -> Path:
        """The folder for all that curate keeps itself."""
        return self.root / "data"

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.data / "curate.db"

    @property
    def exports(self) -> Path:
        """Where exports go that are given no other place."""
        return self.data / "exports"

    @property
    def backups(self) -> Path:
        """Where backups go that are given no other place."""
        return self.data / "backups"

    @property
    def last_backup(self) -> Path:
        """When and where the last copy was made that a person asked for: it may stand on another disk."""
        return self.data / "last-backup.json"

    def room(self) -> int:
        """Return how many bytes are free on the disk of the workspace."""
        return shutil.disk_usage(self.root).free

    @property
    def lock_file(self) -> Path:
        """The file that is locked. It stays behind; only the operating system's lock on it counts."""
        return self.data / "curate.lock"

    @property
    def holder(self) -> Path:
        """Beside the lock, who holds it: on Windows no other process can read a file that is locked."""
        return self.data / "curate.lock.json"

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Hold what goes out for this process alone; a fetch may run meanwhile. Raises as `lock` does."""
        with self._locked(self.data / "sending.lock", lambda: Busy(
            M("Another curate is publishing here."), hint=M("Wait until it is done, and try again.")
        )):  # fmt: skip
            yield

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the site for this process alone; anything else may run meanwhile. Raises as `lock` does."""
        with self._locked(self.data / "site.lock", lambda: Busy(
            M("Another curate is writing the site."), hint=M("Wait until it is done, and try again.")
        )):  # fmt: skip
            yield

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for this process alone.

        Raises Busy, with who holds it since when, where another does. The lock ends with the process that holds it,
        however that ends. Raises CurateError where `data/` cannot be written.
        """
        with self._locked(self.lock_file, self._busy):
            try:
                self._sign()
                yield
            finally:
                with suppress(OSError):  # who held it is a courtesy; the lock is what counts
                    self.holder.unlink(missing_ok=True)

    @contextmanager
    def _locked(self, path: Path, busy: Callable[[], Busy]) -> Iterator[None]:
        from filelock import FileLock, Timeout  # 20 ms that only commands which lock need

        try:
            self.data.mkdir(parents=True, exist_ok=True)
            lock = FileLock(path, timeout=0)
            lock.acquire()
        except Timeout as error:
            raise busy() from error
        except OSError as error:
            raise CurateError(
                M("{folder} cannot be written.", folder=self.data),
                hint=M("Check that the disk is there and not full, and that you may write in this folder."),
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _sign(self) -> None:
        with suppress(OSError):
            self.holder.write_text(json.dumps({"pid": os.getpid(), "since": clock.now().isoformat()}), encoding="utf-8")

    def held(self) -> Message | None:
        """Return who holds the workspace, since when; None where nobody does, whatever a killed process left behind."""
        from filelock import FileLock, Timeout

        if not self.lock_file.exists():
            return None
        lock = FileLock(self.lock_file, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            return self._signed()
        except OSError:
            return None  # it cannot be written at all, which is said elsewhere
        lock.release()
        return None

    def _busy(self) -> Busy:
        return Busy(self._signed(), hint=M("Wait until it is done, and try again. If it hangs, end that process."))

    def _signed(self) -> Message:
        try:
            held = json.loads(self.holder.read_text(encoding="utf-8"))
            # In the zone of this machine: the curator compares it with the clock on her wall.
            since = datetime.fromisoformat(held["since"]).astimezone()
            age = max(0, int((clock.now() - since).total_seconds() // 60))
            return MN(
                "Another fetch is at work here since {since}, {n} minute ago (process {pid}).",
                "Another fetch is at work here since {since}, {n} minutes ago (process {pid}).",
                age,
                since=since,
                pid=int(held["pid"]),
            )
        except (OSError, ValueError, KeyError, TypeError):  # just taken or just given back: nobody has signed
            return M("Another fetch is at work here.")


def find(start: Path | None = None, explicit: Path | None = None, environ: Mapping[str, str] = os.environ) -> Workspace:
    """Return the workspace that is meant.

    `explicit` (`--workspace`), else `$CURATE_WORKSPACE`, else the nearest folder with `sources.yaml` from `start` (the
    current folder where None) upwards. Raises UsageError, with where was looked, where there is none.
    """
    if explicit is not None:
        return _named(explicit, "--workspace")
    named = environ.get(VARIABLE, "").strip()
    if named:
        return _named(Path(named), f"${VARIABLE}")
    try:
        place = (start or Path.cwd()).absolute()
    except OSError as error:
        raise UsageError(
            M("The folder you are in is no longer there."), hint=M("Go to another folder, or use --workspace DIR.")
        ) from error
    for folder in (place, *place.parents):
        if (folder / CONFIG).is_file():
            return Workspace(folder)
    raise UsageError(
        M("There is no workspace here: no {file} in {folder}, nor in a folder above it.", file=CONFIG, folder=place),
        hint=M("Go to your workspace, name it with --workspace DIR, or make one with: curate init"),
    )


def _named(path: Path, origin: str) -> Workspace:
    folder = path.expanduser().absolute()
    if folder.name == CONFIG and folder.is_file():
        return Workspace(folder.parent)
    if (folder / CONFIG).is_file():
        return Workspace(folder)
    if not folder.exists():
        raise UsageError(
            M("{origin} names {folder}, which is not there.", origin=origin, folder=folder),
            hint=M("Make a workspace there with: curate init {folder}", folder=folder),
        )
    raise UsageError(
        M("{origin} names {folder}, but no {file} stands there.", origin=origin, folder=folder, file=CONFIG),
        hint=M("Make a workspace there with: curate init {folder}", folder=folder),
    )
