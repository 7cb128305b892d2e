"""What axe-core finds wrong with a page for who sees, hears or moves otherwise. `make browser-tools` fetches it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from tests.browser import Tab

_FETCHED = Path(__file__).parent.parent / "build" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """axe.run(document, {resultTypes: ["violations"], preload: false}).then(found =>
    found.violations.flatMap(each => each.nodes.map(node =>
    `${each.id}: ${node.target.join(" ")}: ${node.failureSummary}`)))"""
MISSING = "axe-core is not here: make browser-tools, or name its file in CURATE_AXE"


@cache  # asked while tests are collected: in a test, no variable of ours is set
def program() -> Path | None:
    """Return the file of axe-core, None where it is not on this machine."""
    path = Path(os.environ.get("CURATE_AXE") or _FETCHED)
    return path if path.is_file() else None


@cache
def _source(path: Path) -> str:
    return path.read_text("utf-8")


async def violations(tab: Tab) -> list[str]:
    """Return what is wrong on the page as it stands in a tab, an element a line; empty where nothing is."""
    path = program()
    assert path is not None
    if not await tab.run("typeof axe === 'object'"):
        await tab.run(_source(path) + "\n;0")
    found: list[str] = await tab.run(_RUN)
    return found
