"""Measure fetching and write the table of docs/benchmarks.md: `make bench-fetch`.

Every comparison runs its readers in turn, several times, on the same served feeds; what is quoted is the ratio of the
best. What each reader asked is checked in the server's counts: a reader that asks less than all is no peer.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from benchmarks import report
from benchmarks.fetch import peers, worlds

PORT = 8700
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def served(world):
    """Serve a world, and give a function that returns what was asked since it was called last."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.fetch.server",
        str(world.folder),
        str(PORT),
        str(world.hosts),
        str(world.latency),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout.readline() == "ready\n"
            yield lambda: json.load(urllib.request.urlopen(f"http://127.0.1.1:{PORT}/_counts"))
        finally:
            server.terminate()


def addresses(world):
    names = sorted(path.name for path in world.folder.iterdir())
    return [f"http://127.0.1.{1 + number % world.hosts}:{PORT}/{name}" for number, name in enumerate(names)]


def compare(world, readers, *, rounds):
    """Return {reader: {"cold": [Run], "warm": [Run]}}, the readers taking turns."""
    urls = addresses(world)
    runs = {reader.name: {"cold": [], "warm": []} for reader in readers}
    with served(world) as counts, tempfile.TemporaryDirectory(prefix="curate-bench-") as folder:
        for turn in range(rounds):
            for reader in readers:
                ready = reader(Path(folder) / f"{reader.__name__}{turn}", urls)
                counts()
                for phase in ("cold", "warm"):
                    run = ready.run(again=phase == "warm")
                    _check(reader, phase, counts(), world)
                    runs[reader.name][phase].append(run)
                    print(
                        f"  {world.name}, {reader.name}, {phase}: {run.wall:.2f} s, {run.memory:.0f} MB",
                        file=sys.stderr,
                    )
    return runs


def _check(reader, phase, asked, world):
    """Hold that a reader asked for every feed once, and got it whole or, the second time, unchanged."""
    wanted = "full" if phase == "cold" else "unchanged"
    if asked[wanted] != world.feeds:
        print(f"  ! {reader.name}, {phase}: {asked}", file=sys.stderr)


def least(runs, what="wall"):
    """Return the least of several runs: whatever disturbs a machine only makes them slower."""
    return min(getattr(run, what) for run in runs)


def table(title, runs):
    """Return rows of a table in Markdown: the best, and how many times curate's each takes."""
    ours = runs["curate"]
    rows = [
        f"### {title}",
        "",
        "| | cold, s | × curate | warm, s | × curate | memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    for name, phases in runs.items():
        cold, warm = least(phases["cold"]), least(phases["warm"])
        memory = max(least(phases[phase], "memory") for phase in phases)
        times = (cold, cold / least(ours["cold"]), warm, warm / least(ours["warm"]))
        rows.append(f"| {name} | {' | '.join(f'{figure:.2f}' for figure in times)} | {memory:.0f} |")
    return "\n".join([*rows, ""])


def side_by_side(rounds, feeds):
    readers = [*peers.there(), peers.CurateEnriched]
    with worlds.made_up(feeds) as world:
        yield table(f"{feeds} made-up feeds of 30 items, 100 hosts", compare(world, readers, rounds=rounds))
    with worlds.made_up(feeds, latency=200) as world:
        late = [peers.Curate, peers.Reader]
        yield table("The same, with 200 ms before each answer", compare(world, late, rounds=max(1, rounds - 2)))
    world = worlds.real()
    if world is None:
        yield "The corpus of real feeds is not beside the project: not measured.\n"
    else:
        yield table(f"{world.feeds} real feeds, 100 hosts", compare(world, readers, rounds=rounds))


def alone(sizes, rounds):
    """Return how much a feed costs as there are more of them: curate alone, small feeds."""
    rows = ["### What a feed costs as there are more (5 items each, 100 hosts)", ""]
    rows += [
        "| feeds | cold, ms of processor a feed | warm, ms of processor a feed | cold, MB | warm, MB |",
        "|---|---|---|---|---|",
    ]
    for size in sizes:
        with worlds.made_up(size, 5, paragraphs=1) as world:
            runs = compare(world, [peers.Curate], rounds=rounds if size < 5000 else 1)["curate"]
        cold, warm = (1000 * least(runs[phase], "cpu") / size for phase in ("cold", "warm"))
        most = [least(runs[phase], "memory") for phase in ("cold", "warm")]
        rows.append(f"| {size} | {cold:.2f} | {warm:.2f} | {most[0]:.0f} | {most[1]:.0f} |")
    return "\n".join([*rows, ""])


HEADER = """## Fetching

Written by `make bench-fetch`, which runs everything here in one go: whole processes in turn on the same served feeds,
the best of {rounds} rounds each, on {cores} cores ({system}, Python {python}). What counts is the ratio beside a
figure, not the figure. The server's log is held against what each reader should have asked.

curate is run as `curate fetch --no-enrich` (warm: `--all`), reader with `update_feeds(scheduled=False, workers=10)`
into a database that has its feeds already, newsboat with `-x reload` and 100 threads. "curate, enriched" adds what the
others do not do: tags, stories across sources, ranking and the search index.

newsboat asks for everything whole in its warm run (it sends no validators after a first run), reader for five of the
real feeds.

"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--only", choices=("peers", "sizes", "reading"))
    parser.add_argument("--out", type=Path, help="write the tables there, in place of those that it has")
    options = parser.parse_args()
    parts = []
    if options.only in (None, "peers"):
        parts += side_by_side(options.rounds, options.feeds)
    if options.only in (None, "sizes"):
        parts.append(alone((100, 1000, 10_000), options.rounds))
    if options.only in (None, "reading"):
        command = [sys.executable, ROOT / "benchmarks" / "reading.py"]
        read = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        parts.append(f"### From bytes to what the source said, one core\n\n{read}")
    text = "\n".join(parts)
    print(text)
    if options.out:
        header = HEADER.format(
            rounds=options.rounds, cores=os.cpu_count(), system=platform.system(), python=platform.python_version()
        )
        report.put("fetching", header + text, options.out)


if __name__ == "__main__":
    main()
