"""The site at its largest: 10,000 items under 200 themes, whole and after one change, beside writing the files alone.

The peer is the disk: as many files with as many bytes, written without a thought. Asked: the whole in at most 60 s, one
new item in at most 3 s, a page of at most 60 KB without pictures.

    python -m benchmarks.site [--items 10000] [--out]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import report
from curate import config, workspace
from curate.models import Said, SaidEntry
from curate.store import Configured, Store
from curate.workflows import composing, curating, siting
from curate.workflows.desk import Desk

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = """
vereniging vrijwilligers buurt leren samen digitaal erfgoed school ouders kinderen toekomst vragen gesprek boek muziek
straat park water licht avond week verhaal stem raad stad dorp huis keuken tuin bus trein fiets brug markt
""".split()  # noqa: SIM905
SETTINGS = (
    "organisation: {name: Voorbeeld vzw, language: nl, url: 'https://voorbeeld.example'}\n"
    "site: {url: 'https://themas.voorbeeld.example'}\n"
    "sources:\n  - {url: 'https://blog.example/feed', name: Blog}\n"
)
PER_ISSUE = 20


def text(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words)).capitalize() + "."


def filled(desk: Desk, items: int, themes: int) -> None:
    """Put items with words and tags into closed editions."""
    rng = random.Random(7)
    entries = tuple(
        SaidEntry(
            id=None, url=f"https://blog.example/{n}", title=text(rng, 9)[:-1], summary=text(rng, 30),
            published=NOW - timedelta(hours=n),
        )
        for n in range(items)
    )  # fmt: skip
    with desk.store.transaction():
        desk.store.items.take(1, Said(entries=entries), home="https://blog.example", now=NOW, first=False)
    act = desk.act()
    for start in range(0, items, PER_ISSUE):
        with desk.store.transaction():
            number = composing.new(desk, text(rng, 4))
            for item in range(start + 1, min(start + PER_ISSUE, items) + 1):
                fields = {"commentary": text(rng, 60), "context": text(rng, 25)}
                curating.comment(desk, str(item), fields)
                desk.store.curation.tag(act, item, add=[f"thema {rng.randrange(themes)}" for _ in range(2)], remove=[])
            composing.add(desk, number, [str(item) for item in range(start + 1, min(start + PER_ISSUE, items) + 1)])
            composing.close(desk, number)


def published(desk: Desk, number: int) -> None:
    """Put one item more into a closed edition."""
    rng = random.Random(8)
    said = SaidEntry(id=None, url=f"https://blog.example/new-{number}", title=text(rng, 9), published=NOW)
    with desk.store.transaction():
        desk.store.items.take(1, Said(entries=(said,)), home="https://blog.example", now=NOW, first=False)
    item = said.url
    curating.comment(desk, item, {"commentary": text(rng, 60)})
    digest = composing.new(desk, text(rng, 4))
    composing.add(desk, digest, [item])
    composing.close(desk, digest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--out", action="store_true", help="write into docs/benchmarks.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = workspace.create_from(Path(folder) / "w", SETTINGS)
        with Store(made.database) as store:
            store.sources.configure([Configured(name="Blog", fallback="blog", url="https://blog.example/feed")])
            desk = Desk(workspace=made, config=config.load(made.config), store=store, by="An", now=NOW, learns=False)
            filled(desk, given.items, 200)
            rows = measured(desk, Path(folder) / "site")
    said = "\n".join(rows)
    print(said)
    if given.out:
        report.put("site", said)


def measured(desk: Desk, out: Path) -> list[str]:
    begun = time.perf_counter()
    whole, _ = siting.build(desk, out)
    took = time.perf_counter() - begun
    sizes = {path.relative_to(out).as_posix(): path.stat().st_size for path in out.rglob("*") if path.is_file()}
    peer = time.perf_counter()
    for path, size in sizes.items():
        file = out.with_name("peer") / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * size)
    bare = time.perf_counter() - peer
    begun = time.perf_counter()
    siting.build(desk, out)
    nothing = time.perf_counter() - begun
    curating.comment(desk, "1", {"commentary": "Andere woorden, die na het bouwen geschreven werden over dit bericht."})
    begun = time.perf_counter()
    one, _ = siting.build(desk, out)
    again = time.perf_counter() - begun
    published(desk, whole.files)
    begun = time.perf_counter()
    new, _ = siting.build(desk, out)
    added = time.perf_counter() - begun
    largest = max((size, path) for path, size in sizes.items() if path.endswith(".html"))
    return [
        "| what | time | files | beside writing them alone |",
        "|---|---|---|---|",
        f"| the whole site, {whole.files:,} files | {took:.1f} s | {whole.written:,} written | {took / bare:.1f} × |",
        f"| nothing new | {nothing:.2f} s | 0 written | {nothing / bare:.2f} × |",
        f"| one item changed | {again:.2f} s | {one.written:,} written | {again / bare:.2f} × |",
        f"| one new item, in an edition of its own | {added:.2f} s | {new.written:,} written | {added / bare:.2f} × |",
        f"| largest page | {largest[0] / 1024:.0f} KB ({largest[1]}) | | |",
    ]


if __name__ == "__main__":
    main()
