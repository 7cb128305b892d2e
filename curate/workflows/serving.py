"""Showing the site on this machine, and making it anew when what it is made of changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from curate import config
from curate.deliver import serving
from curate.errors import CurateError
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
                seen = now
                try:
                    fresh = _again(desk)
                    built, _ = siting.build(fresh, folder, uncommented=uncommented)
                except CurateError as error:
                    told(error.message)
                    continue
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
    own = desk.workspace.root / siting.FOLDER
    paths = [desk.workspace.config, database, database.with_name(f"{database.name}-wal")]
    paths += sorted(own.glob("*")) if own.is_dir() else []
    return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths if path.exists()]
