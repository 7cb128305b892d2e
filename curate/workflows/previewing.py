"""Looking at a digest before it goes out: nothing is exported, nothing is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from curate import channels as registry
from curate.deliver import exports, preview
from curate.models import Export
from curate.workflows import composing, rendering
from curate.workflows import desk as at
from curate.workflows.desk import Desk


def page(desk: Desk, number: int, path: Path, *, channels: Sequence[str] = ()) -> Path:
    """Write a digest as one HTML page, with its posts on the channels that take items one by one; return the path."""
    digest = at.digest(desk, number)
    edition = composing.edition(desk, digest)
    names = [name for name in rendering.in_use(desk.config, channels) if registry.channel(name).unit == "item"]
    made = [rendering.rendered(desk, name, edition, pictures=False) for name in names]
    written = preview.page(edition, made, draft=digest.closed is None)
    return exports.write_bytes(path.absolute(), written.encode("utf-8"))


def as_on(desk: Desk, number: int, channel: str) -> Export:
    """Return a digest as it would go out on one channel."""
    return rendering.rendered(desk, channel, composing.edition(desk, at.digest(desk, number)), pictures=False)
