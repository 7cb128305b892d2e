"""Throw damaged feeds at the reader for a minute: nothing but a fault of the source may leave it, and soon.

    CURATE_FUZZ_SECONDS=600 python benchmarks/fuzz_feed.py [SEED]

Begins with our samples, the tests' feeds and, where it lies beside the project, the corpus of real ones. What goes
wrong is written into a file. Exit code 1 where anything did.
"""

import os
import random
import sys
import time
import warnings
from pathlib import Path

from curate import sources
from curate.errors import SourceError
from curate.models import Document

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "curate/samples/feeds", ROOT / "tests/sources/data", ROOT.parent / "shared/corpus/feeds")
LARGEST = 60_000
SLOWEST = 5.0
"""Seconds for one document of 60 KB, on a busy machine."""
PIECES = (
    *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&amp;", b"&#0;", b"&#xD800;", b"&#56000;", b"&nbsp;", b"&b;"),
    *(b"<item>", b"</item>", b"<entry>", b"</channel>", b"xml:base='::'", b"<link href='javascript:x'/>"),
    *(b"<?xml version='1.0' encoding='utf-16'?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<rss version='0.91'>"),
    *(b"<feed xmlns='http://purl.org/atom/ns#'>", b"<rdf:RDF>", b"<guid isPermaLink='x'/>", b"[red]"),
    *(b"<pubDate>99 Foo 0000</pubDate>", b"<div>" * 300, b"<p><b a=1>" * 50, b"\xe2\x80\xae"),
    *(b"\xff\xfe", b"\x00", b"\xc3", b"\xed\xa0\x80", b'{"version": "https://jsonfeed.org/version/1.1", "items": ['),
)


def seeds():
    found = [
        path.read_bytes()
        for folder in FOLDERS
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.is_file()
    ]
    return [body[:LARGEST] for body in found if body]


def mutated(bodies, chance):
    body = bytearray(chance.choice(bodies))
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body) + 1)
        what = chance.randrange(6)
        if what == 0:
            del body[at : at + chance.randint(1, 200)]
        elif what == 1:
            body[at:at] = chance.choice(PIECES)
        elif what == 2 and body:
            body[chance.randrange(len(body))] = chance.randrange(256)
        elif what == 3:
            other = chance.choice(bodies)
            cut = chance.randrange(len(other))
            body[at:at] = other[cut : cut + chance.randint(1, 2000)]
        elif what == 4:
            part = body[at : at + chance.randint(1, 400)]
            body[at:at] = part * chance.randint(1, 20)
        else:
            del body[at:]
    return bytes(body[: 2 * LARGEST])


def main():
    warnings.simplefilter("ignore")
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else int(time.time())
    seconds = float(os.environ.get("CURATE_FUZZ_SECONDS", "60"))
    chance, bodies, reader = random.Random(seed), seeds(), sources.kind("feed")
    ends, tried, slowest, wrong = time.monotonic() + seconds, 0, 0.0, 0
    while time.monotonic() < ends:
        body, why = mutated(bodies, chance), ""
        began = time.process_time()
        try:
            reader.read(Document(body=body, url="https://bron.example/feed"), {})
        except SourceError:
            pass
        except Exception as error:  # noqa: BLE001  (whatever it is, it is what we look for)
            why = f"{type(error).__name__}: {error}"
        took = time.process_time() - began
        slowest, tried = max(slowest, took), tried + 1
        if took > SLOWEST:
            why = why or f"{took:.1f} s"
        if why:
            wrong += 1
            path = Path(f"fuzz-{seed}-{tried}.feed")
            path.write_bytes(body)
            print(f"{why}  ({path})")
    print(f"{tried} documents in {seconds:.0f} s (seed {seed}), slowest {slowest:.2f} s, {wrong} found wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
