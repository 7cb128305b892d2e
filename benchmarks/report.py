"""The page of figures: each benchmark writes its own part of it."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Each part is written by the command it names. What counts is the ratio beside a figure, not the figure: the machine had
2 cores and no graphics card.
"""


def put(part, text, page=PAGE):
    """Put a part, named in its marks, in place of what it said before; a new one at the end."""
    whole = page.read_text(encoding="utf-8") if page.exists() else HEAD
    written = f"<!-- {part} -->\n{text.strip()}\n<!-- end of {part} -->\n"
    marks = re.compile(rf"<!-- {part} -->\n.*?<!-- end of {part} -->\n", re.DOTALL)
    changed = marks.sub(lambda _: written, whole) if marks.search(whole) else f"{whole.rstrip()}\n\n{written}"
    page.write_text(changed, encoding="utf-8")
