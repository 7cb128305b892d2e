"""The only module that asks what time it is, and that lets time pass. Everything else is told."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, in UTC, to the second.

    `CURATE_NOW` (ISO 8601 with an offset) stands in for it, so that a script can play a month in a minute.
    """
    fixed = os.environ.get("CURATE_NOW")
    moment = datetime.fromisoformat(fixed) if fixed else datetime.now(UTC)
    return moment.astimezone(UTC).replace(microsecond=0)


def wait(seconds: float) -> None:
    """Let so many seconds pass."""
    time.sleep(max(0.0, seconds))
