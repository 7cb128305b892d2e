"""Measure fetching and write the table of docs/benchmarks.md: `make bench-fetch`.

Every comparison runs its readers in turn, several times, on the same served feeds; what is quoted is the ratio of the
medians. What each reader asked is checked in the server's counts: a reader that asks less than all is no peer.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from pathlib import Path

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


def median(runs, what="wall"):
    return statistics.median(getattr(run, what) for run in runs)


def table(title, runs):
    """Return rows of a table in Markdown: medians, and how many times curate's each takes."""
    ours = runs["curate"]
    rows = [
        f"### {title}",
        "",
        "| | cold, s | × curate | warm, s | × curate | memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    for name, phases in runs.items():
        cold, warm = median(phases["cold"]), median(phases["warm"])
        memory = max(median(phases[phase], "memory") for phase in phases)
        rows.append(
            f"| {name} | {cold:.2f} | {cold / median(ours['cold']):.2f} | {warm:.2f} | {warm / median(ours['warm']):.2f} | {memory:.0f} |"
        )
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
        cold, warm = (1000 * median(runs[phase], "cpu") / size for phase in ("cold", "warm"))
        rows.append(
            f"| {size} | {cold:.2f} | {warm:.2f} | {median(runs['cold'], 'memory'):.0f} | {median(runs['warm'], 'memory'):.0f} |"
        )
    return "\n".join([*rows, ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--only", choices=("peers", "sizes"))
    parser.add_argument("--out", type=Path, help="write the tables there")
    options = parser.parse_args()
    parts = [] if options.only == "sizes" else list(side_by_side(options.rounds, options.feeds))
    if options.only != "peers":
        parts.append(alone((100, 1000, 10_000), options.rounds))
    text = "\n".join(parts)
    print(text)
    if options.out:
        options.out.write_text(f"Python {platform.python_version()}, {platform.system()}\n\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
