"""Showing the site on this machine, and making it anew when what it is made of changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from curate import config
from curate.deliver import serving
from curate.errors import Busy, CurateError
from curate.locale import Message
from curate.platforms import heed
from curate.workflows import siting
from curate.workflows.desk import Desk

_EVERY = 1.0
"""Seconds between two looks at what it is made of."""


def serve(
    desk: Desk,
    folder: Path,
    *,
    uncommented: str,
    port: int,
    ready: Callable[[str], None],
    told: Callable[[Message], None],
) -> None:
    """Show the site until Ctrl-C. `ready` is given its address; `told` what stands in the way of making it anew."""
    version = ["0"]
    with serving.server(folder, port, lambda: version[0]) as shown:
        threading.Thread(target=shown.serve_forever, daemon=True).start()
        ready(f"http://127.0.0.1:{shown.server_address[1]}/")
        seen = _state(desk)
        try:
            while True:
                heed()
                time.sleep(_EVERY)
                now = _state(desk)
                if now == seen:
                    continue
                try:
                    fresh = _again(desk)
                    built, _ = siting.build(fresh, folder, uncommented=uncommented)
                except Busy:
                    continue  # another run writes it: looked at again in a second
                except CurateError as error:
                    seen = now
                    told(error.message)
                    continue
                seen = now
                if built.written or built.removed:
                    version[0] = str(int(version[0]) + 1)
        finally:
            shown.shutdown()


def _again(desk: Desk) -> Desk:
    from dataclasses import replace

    return replace(desk, config=config.load(desk.workspace.config))


def _state(desk: Desk) -> list[tuple[str, int, int]]:
    """Return what the site is made of, as the disk has it: a change of any of it is seen."""
    database = desk.workspace.database
    paths = [desk.workspace.config, database, database.with_name(f"{database.name}-wal")]
    for name in (siting.FOLDER, siting.REPORTS):
        own = desk.workspace.root / name
        paths += sorted(own.glob("*")) if own.is_dir() else []
    found = []
    for path in paths:
        with suppress(OSError):  # not there, or gone since
            held = path.stat()
            found.append((str(path), held.st_mtime_ns, held.st_size))
    return found
