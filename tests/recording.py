"""The review that the guides show: played in a real terminal, and written into them by `python -m tests.recording`."""

from __future__ import annotations

import re
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.cli.reviewed import NOW, fill
from tests.terminal import Terminal

GUIDES = {"en": "guide.md", "nl": "guide.nl.md"}
DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN, END = "<!-- a review, as a terminal showed it: make recording -->", "<!-- end of the review -->"
SAID = {
    "en": {"press": "you press", "end": "and at the end"},
    "nl": {"press": "je drukt op", "end": "en aan het einde"},
}
STEPS = (("k", "#1 "), ("d", "k = "), ("k", "#2 "), ("z", "2026-11-30"), ("3", "#4 "))
"""What is pressed, and what the screen shows then."""
ARTICLE = """
<p>Steeds meer scholen bewaren cijfers, foto's en gesprekken van jongeren in één systeem. De GDPR laat dat toe, zolang
de school kan uitleggen waarom.</p>
<p>Bij een steekproef in veertig scholen kon de helft dat niet. Vooral foto's blijven staan, soms jaren nadat een
leerling weg is.</p>
<p>“Begin met opruimen”, zegt de toezichthouder. “Wat je niet bewaart, kun je ook niet verliezen.”</p>
<p>De koepels werken aan een model dat elke school gratis kan gebruiken. Het verschijnt in januari, samen met een korte
vorming voor wie met jongeren werkt.</p>
"""
COLUMNS, ROWS = 80, 24


def record(language: str) -> str:
    """Return a review as text: what the terminal showed after each key."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "curatie", language=language, article=ARTICLE).store.close()
        with Terminal(
            Path(folder) / "curatie", "review", "--minutes", "15", columns=COLUMNS, rows=ROWS,
            CURATE_NOW=NOW.isoformat(), NO_COLOR="1", CURATE_CURATOR="An",
        ) as terminal:  # fmt: skip
            frames = [f"$ curate review --minutes 15\n{_framed(terminal.see('?') and terminal.settle())}"]
            for key, shown in STEPS:
                terminal.press(key)
                terminal.see(shown)
                frames.append(f"[{SAID[language]['press']} {key}]\n{_framed(terminal.settle())}")
                terminal.see(lambda _: _learnt(Path(folder) / "curatie"))
            terminal.press("q")
            terminal.end()
            left = terminal.sent.rpartition(b"\x1b[?1049l")[2].decode().replace("\r\n", "\n").strip()
    frames.append(f"[{SAID[language]['press']} q, {SAID[language]['end']}]\n{left}")
    return "\n\n".join(frames) + "\n"


def _learnt(folder: Path) -> bool:
    """Return whether all that was decided has been learnt from: what is shown next depends on it."""
    with closing(sqlite3.connect(folder / "data" / "curate.db")) as connection:
        newest, settled = connection.execute(
            "SELECT (SELECT max(id) FROM event), (SELECT max(event_id) FROM settled)"
        ).fetchone()
    return bool(newest == settled)


def _framed(screen: str) -> str:
    """Return a screen without the empty rows that a short text leaves."""
    return re.sub(r"\n{4,}", "\n\n\n", screen)


def block(guide: str) -> str:
    """Return what stands between the marks in a guide."""
    found = re.search(rf"{re.escape(BEGIN)}\n(.*?){re.escape(END)}", guide, re.DOTALL)
    assert found is not None, "the guide has no place for the review"
    return found[1]


def shown(language: str) -> str:
    """Return what is to stand there."""
    return f"\n```text\n{record(language)}```\n\n"


def main() -> None:
    """Write the review into the guides."""
    for language, name in GUIDES.items():
        guide = (DOCS / name).read_text(encoding="utf-8")
        before, _, after = guide.partition(f"{BEGIN}\n{block(guide)}{END}")
        (DOCS / name).write_text(f"{before}{BEGIN}\n{shown(language)}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
