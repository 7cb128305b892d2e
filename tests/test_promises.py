"""What the documentation promises is held by a test that is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_every_promise_about_fetching_names_tests_that_exist() -> None:
    promised = (ROOT / "docs" / "fetching.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", promised))
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 60
    assert named - there == set()
    rows = [row for row in promised.splitlines() if row.startswith("|") and "---" not in row and "held by" not in row]
    assert [row for row in rows if "`test_" not in row] == []
