"""How long our reader takes for the real feeds, beside feedparser: one process, one core, every feed once, best of 3.

Ours reads and cleans every text; feedparser only parses (neither sanitises nor resolves). Needs the corpus beside the
project.
"""

import io
import time
import warnings
from pathlib import Path

import feedparser

from curate.errors import SourceError
from curate.models import Document
from curate.sources import kind

FEEDS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "feeds"


def best(read, bodies):
    times = []
    for _ in range(3):
        began = time.perf_counter()
        for name, body in bodies:
            read(name, body)
        times.append(time.perf_counter() - began)
    return min(times)


def ours(name, body):
    try:
        kind("feed").read(Document(body=body, url=f"https://example.org/{name}"), {})
    except SourceError as error:
        print(name, error)


def theirs(name, body):
    feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)


def main():
    if not FEEDS.is_dir():
        print("the corpus of real feeds is not beside the project: nothing to measure")
        return
    warnings.simplefilter("ignore")
    bodies = [(path.name, path.read_bytes()) for path in sorted(FEEDS.iterdir())]
    one, other = best(ours, bodies), best(theirs, bodies)
    print(f"{len(bodies)} feeds: ours {one:.2f} s, feedparser {other:.2f} s, ratio {one / other:.2f} (ours cleans too)")


if __name__ == "__main__":
    main()
