"""How long `curate trends` takes on a year of 500 items a day, beyond what an empty workspace takes.

    python -m benchmarks.trending [--a-day 500] [--keep DIR] [--out]

Whole processes, the middle of five, in turn with the same command in a workspace without items.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks import million, report

PERIODS = ("week", "month", "quarter", "year")


def rows(folder: Path, empty: Path) -> list[str]:
    """Return a line of the table for each period."""
    made = []
    for period in PERIODS:
        words = ("trends", "--period", period, "--json")
        nothing, found = median(million.seconds(empty, *words)), median(million.seconds(folder, *words))
        made.append(f"| {period} | {nothing:.2f} s | {found:.2f} s | {found - nothing:.2f} s |")
        print(made[-1], flush=True)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--a-day", type=int, default=500)
    parser.add_argument("--sources", type=int, default=100)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make it there, and use it again where it is there")
    parser.add_argument("--out", action="store_true", help="put the table into docs/benchmarks.md")
    asked = parser.parse_args()
    million.YEARS = 1
    with tempfile.TemporaryDirectory(prefix="curate-trending-") as temporary:
        folder, empty = asked.keep or Path(temporary) / "year", Path(temporary) / "empty"
        million.build(empty, 0, 1, index=False)
        if not folder.exists():
            began = time.perf_counter()
            million.build(folder, 365 * asked.a_day, asked.sources, index=False)
            print(f"made in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        began = time.perf_counter()
        first = [sys.executable, "-m", "curate", "trends"]  # counts what was there before
        subprocess.run(first, check=True, cwd=folder, env=million.environment(folder), stdout=subprocess.DEVNULL)
        print(f"counted in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        head = ["| period | empty | a year | more |", "|---|---|---|---|"]
        lines = [f"{365 * asked.a_day:,} items of {asked.sources} sources.", "", *head, *rows(folder, empty)]
    if asked.out:
        text = "\n".join([*lines, ""])
        report.put("trending", f"## Looking for trends\n\n`python -m benchmarks.trending --out`\n\n{text}")


if __name__ == "__main__":
    main()
