"""What enrichment costs: of a first fetch, and of a few new items among many.

    python -m benchmarks.enriching [--sizes 10000 100000 1000000] [--keep DIR] [--out]

The world is that of `benchmarks.million`. Enrichment is everything that `curate enrich` does: language, tags, sameness,
stories, scores, search index; measured in a process of its own each time, from opening the database on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks import million, report

FIRST = 15_000
NEW = 300


def desk_in(folder: Path, store):
    from curate import config, workspace
    from curate.workflows.desk import Desk

    place = workspace.find(folder, folder, {})
    return Desk(workspace=place, config=config.load(place.config, place.data), store=store, by="An", now=million.NOW)


def arrive(folder: Path, items: int, *, days: float, seed: int) -> None:
    """Let so many new items of all sources come in, published within these days."""
    from curate.models import Said, SaidEntry
    from curate.store import Store

    world = million.World(seed)
    chance = world.chance
    with Store(folder / "data" / "curate.db") as store:
        sources = store.sources.all()
        entries: dict[int, list[SaidEntry]] = {}
        for number in range(items):
            source = world.source(len(sources))
            language = million.LANGUAGES[source * 37 % 100]
            theme = chance.choice(world.themes)[:6] + world.any(3)
            full = source * 7 % 10 < million.FULL_TEXT
            entry = SaidEntry(
                id=None,
                url=f"https://bron{source}.example/{seed}/{number}",
                title=world.text(chance.randint(6, 12), language, theme),
                summary=world.text(chance.randint(25, 55), language, theme),
                content=world.article(chance.randint(150, 750), language, theme) if full else "",
                published=million.NOW - timedelta(days=chance.random() * days),
                language=language,
            )
            entries.setdefault(source, []).append(entry)
        with store.repeatable():
            for source, said in entries.items():
                state = sources[source - 1]
                store.items.take(state.id, Said(entries=tuple(said)), home=state.url, now=million.NOW, first=False)


def index(folder: Path) -> None:
    """Put the items of the last month into the index that new ones are compared with, as fetches would have."""
    from curate.enrich.lemmas import lemma
    from curate.enrich.sketches import Text
    from curate.enrich.stories import Stories
    from curate.store import Store
    from curate.workflows.enriching import BATCH, WINDOW

    with Store(folder / "data" / "curate.db") as store:
        since = million.at(million.NOW - WINDOW)
        rows = store._connection.rows("SELECT id FROM item WHERE first_seen >= ? ORDER BY first_seen", [since])
        numbers = [row["id"] for row in rows]
        teller = Stories(store.sketches, lemma)
        with store.repeatable():
            for start in range(0, len(numbers), BATCH):
                with store.transaction():
                    teller.add([Text.of(item) for item in store.items.many(numbers[start : start + BATCH])])
                    store.sketches.save(teller.fresh, teller.index.held)
        store._connection.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def enrich(folder: Path) -> None:
    """Enrich what waits, and print how many items and seconds that was."""
    from curate.store import Store
    from curate.workflows import enriching

    began = time.perf_counter()
    with Store(folder / "data" / "curate.db") as store, store.repeatable():
        done = enriching.enrich(desk_in(folder, store))
    print(json.dumps({"items": done, "seconds": time.perf_counter() - began}))


def measured(folder: Path) -> dict:
    command = [sys.executable, "-m", "benchmarks.enriching", "--enrich", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=million.ROOT)
    return json.loads(done.stdout)


def table(sizes: list[int], keep: Path | None) -> str:
    lines = ["| enrichment of | items | seconds | ms an item |", "|---|---|---|---|"]

    def row(what: str, found: dict) -> None:
        each = 1000 * found["seconds"] / found["items"]
        lines.append(f"| {what} | {found['items']:,} | {found['seconds']:.2f} | {each:.2f} |")
        print(lines[-1], file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="curate-enriching-") as temporary:
        folder = Path(temporary) / "first"
        million.build(folder, 0)
        arrive(folder, FIRST, days=30, seed=11)
        row("a first fetch", measured(folder))
        for size in sizes:
            folder = (keep or Path(temporary)) / f"of-{size}"
            if not folder.exists():
                million.build(folder, size)
                index(folder)
            for turn in range(3):
                arrive(folder, NEW, days=1, seed=int(time.time() * 1000) % 1_000_000)
                row(f"new items among {size:,}" + (" (again)" if turn else ""), measured(folder))
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make the workspaces there, and use them again")
    parser.add_argument("--enrich", type=Path, metavar="DIR", help="only enrich what waits there")
    parser.add_argument("--out", action="store_true", help="put the table into docs/benchmarks.md")
    asked = parser.parse_args()
    if asked.enrich:
        enrich(asked.enrich)
        return
    text = table(asked.sizes, asked.keep)
    print(text)
    if asked.out:
        report.put("enriching", f"## Enrichment\n\n`python -m benchmarks.enriching --out`\n\n{text}")


if __name__ == "__main__":
    main()
