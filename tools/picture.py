"""Draw docs/demo.svg: what `curate demo` shows in a real terminal, by the SVG export of rich (Linux, macOS)."""

from __future__ import annotations

import os
import pty
import re
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = 80
LINES = 60
"""As much as fits on a first look: the rest is in the terminal of who tries it."""


def shown(folder: Path) -> str:
    """Return what the command writes to a terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        os.environ |= {"COLUMNS": str(COLUMNS), "LINES": "50", "TERM": "xterm-256color", "CURATE_CURATOR": "An"}
        os.execv(sys.executable, [sys.executable, "-m", "curate", "--lang", "nl", "demo", "demo"])  # noqa: S606
    output = b""
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other end of a terminal is gone
            break
        if not chunk:
            break
        output += chunk
    os.waitpid(child, 0)
    return output.decode("utf-8")


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        text = shown(Path(folder)).replace(str(Path(folder).resolve()), "~").replace(folder, "~").replace("\r\n", "\n")
    text = text[text.find("\x1b[1m1.") :] if "\x1b[1m1." in text else text
    lines = text.rstrip().split("\n")
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi("\n".join(["$ curate demo", *lines[:LINES], *(["…"] if len(lines) > LINES else [])])))
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="curate demo"), flags=re.DOTALL)
    (ROOT / "docs" / "demo.svg").write_text(drawn, encoding="utf-8")  # no font from elsewhere: the reader's own serves


if __name__ == "__main__":
    main()
