"""How long it takes to bring a thousand rows to an end that were handed over and not heard of, without a network.

    python -m benchmarks.settling [--rows 1000]

The network is one in memory that has every second of them: what is measured is the store and the ledger.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from curate import clock
from curate.config import Config
from curate.store import Store
from curate.workflows import settling
from curate.workflows.desk import Desk
from curate.workspace import Workspace
from tests.workflows.test_settling import Remembers, fill, hand_over

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALLOWED = 1.0


def main() -> int:
    """Print how long it took, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1000)
    rows = parser.parse_args().rows
    clock.wait = lambda _: None
    with tempfile.TemporaryDirectory(prefix="curate-settling-") as folder:
        workspace = Workspace(Path(folder))
        with Store(workspace.database) as store:
            fill(store, rows)
            desk = Desk(workspace=workspace, config=Config(), store=store, by="An", now=NOW)
            hand_over(desk, rows)
            began = time.perf_counter()
            found = settling.settle(desk, Remembers(*(f"p{n}" for n in range(1, rows // 2 + 1))), "mastodon")
            took = time.perf_counter() - began
    print(f"{len(found)} rows settled in {took:.2f} s; {ALLOWED:.0f} s is asked")
    return int(took > ALLOWED)


if __name__ == "__main__":
    raise SystemExit(main())
