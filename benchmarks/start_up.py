"""How long `curate --help` takes, beside the bare libraries it stands on: whole processes in turn, ratio of medians."""

import statistics
import subprocess
import sys
import time

RUNS = 15
OURS = [sys.executable, "-m", "curate", "--help"]
BARE = [sys.executable, "-c", "import click, rich.console"]


def seconds(command):
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main():
    for command in (OURS, BARE):
        seconds(command)
    pairs = [(seconds(OURS), seconds(BARE)) for _ in range(RUNS)]
    ours, bare = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"curate --help: {ours / bare:.2f} × import click, rich.console (median of {RUNS} pairs; at most 3 is asked)")


if __name__ == "__main__":
    main()
