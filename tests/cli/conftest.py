"""Calling `curate` as a person or a script does, in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from curate.cli.root import run


@dataclass(frozen=True)
class Called:
    """What one call answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON document on stdout."""
        return json.loads(self.out)


Call = Callable[..., Called]


@pytest.fixture
def curate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Give a function that calls `curate` in an empty folder, as An."""
    folder = tmp_path / "werkmap"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CURATE_CURATOR", "An")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("CURATE_WORKSPACE", "CURATE_NOW", "LC_ALL", "LC_MESSAGES", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object, code: int | None = 0) -> Called:
        capfd.readouterr()
        ended = run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert code is None or ended == code, f"exit code {ended}\n{out}\n{err}"
        assert "Traceback" not in err
        return Called(ended, out, err)

    return call
