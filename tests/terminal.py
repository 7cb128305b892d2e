"""A real pseudo-terminal: `curate` runs in it, keys are typed, and the screen is looked at (not on Windows)."""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pexpect
import pyte

PATIENCE = 20.0
"""Seconds in which a screen must show what is waited for; it takes a few hundredths."""


class Terminal:
    """`curate` in a terminal of so many columns and rows."""

    def __init__(
        self, folder: Path, *arguments: str, columns: int = 80, rows: int = 24, **environment: str | None
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.sent = b""
        """All that the program wrote."""
        known = {
            **os.environ,
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "CURATE_CURATOR": "An",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        }
        for name in ("NO_COLOR", "COLUMNS", "LINES", "CURATE_WORKSPACE", "VISUAL", "EDITOR"):
            known.pop(name, None)
        for name, value in environment.items():
            known.pop(name, None)
            if value is not None:
                known[name] = value
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 on forks beside threads: ours is exec'ed
            self.process = pexpect.spawn(
                sys.executable,
                ["-m", "curate", *arguments],
                cwd=str(folder),
                env=known,
                dimensions=(rows, columns),
                timeout=PATIENCE,
            )
        self.process.delaybeforesend = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.close(force=True)

    @property
    def lines(self) -> list[str]:
        """What stands on the screen now."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines).rstrip()

    @property
    def styles(self) -> dict[str, set[str]]:
        """The characters that are drawn bold or in a colour, by how."""
        cells = [cell for row in self._screen.buffer.values() for cell in row.values()]
        return {
            "bold": {cell.data for cell in cells if cell.bold},
            "colour": {cell.data for cell in cells if cell.fg != "default" or cell.bg != "default"},
        }

    def bold(self) -> str:
        """Return what is drawn bold, in the order of the screen."""
        rows = range(self._screen.lines)
        columns = range(self._screen.columns)
        return "".join(
            self._screen.buffer[y][x].data if self._screen.buffer[y][x].bold else " " for y in rows for x in columns
        )

    def press(self, keys: str) -> None:
        """Type some keys."""
        self.process.send(keys)

    def see(self, wanted: str | Callable[[Self], bool]) -> str:
        """Wait until the screen shows some words, or is as is asked for, and return it."""
        end = time.monotonic() + PATIENCE
        while not (wanted(self) if callable(wanted) else wanted in self.text):
            if time.monotonic() > end:
                raise AssertionError(f"the screen never showed {wanted!r}:\n{self.text}")
            self._take()
        return self.text

    def settle(self) -> str:
        """Return the screen when nothing more is written on it."""
        before = -1
        while before != len(self.sent):
            before = len(self.sent)
            self._take()
            self._take()
        return self.text

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def end(self) -> int:
        """Wait until the program has ended, and return its exit code."""
        while self._take():
            pass
        self.process.wait()
        self.process.close()
        return -self.process.signalstatus if self.process.exitstatus is None else self.process.exitstatus

    def _take(self) -> bool:
        try:
            some = self.process.read_nonblocking(65536, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.sent += some
        self._stream.feed(some)
        return True


ROOT = Path(__file__).resolve().parents[1]
