"""How long our reader takes for the real feeds, beside feedparser: one process, one core, every feed once, best of 5.

With cleaning: ours as it is, feedparser as it comes (it sanitises and resolves). Without: our cleaning taken out for
this measurement, feedparser told to leave both. Needs the corpus beside the project.
"""

import io
import time
import warnings
from pathlib import Path
from unittest.mock import patch

import fastfeedparser
import feedparser

from curate.errors import SourceError
from curate.models import Document
from curate.sources import kind
from curate.sources.feed import wire

FEEDS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "feeds"


def best(read, bodies):
    """Return the seconds of processor of the fastest of five rounds."""
    times = []
    for _ in range(5):
        began = time.process_time()
        for name, body in bodies:
            read(name, body)
        times.append(time.process_time() - began)
    return min(times)


def ours(name, body):
    kind("feed").read(Document(body=body, url=f"https://example.org/{name}"), {})


def ours_uncleaned(name, body):
    with patch.object(wire, "clean_html", lambda html, _: html), patch.object(wire, "plain", lambda html: html):
        ours(name, body)


def theirs(name, body):
    feedparser.parse(io.BytesIO(body))


def theirs_uncleaned(name, body):
    feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)


def bare(name, body):
    try:
        fastfeedparser.parse(body)
    except ValueError:  # what it cannot read, feedparser reads for us
        return


def rows():
    """Return (what, ours, feedparser's) in milliseconds for the whole corpus."""
    warnings.simplefilter("ignore")
    bodies = [(path.name, path.read_bytes()) for path in sorted(FEEDS.iterdir())]
    for name, body in bodies:
        try:
            ours(name, body)
        except SourceError as error:
            raise SystemExit(f"{name}: {error}") from error
    pairs = (("without cleaning", ours_uncleaned, theirs_uncleaned), ("with cleaning", ours, theirs))
    measured = [(what, 1000 * best(one, bodies), 1000 * best(other, bodies)) for what, one, other in pairs]
    return len(bodies), measured, 1000 * best(bare, bodies)


def table():
    """Return the figures as a table in Markdown."""
    if not FEEDS.is_dir():
        return "The corpus of real feeds is not beside the project: nothing to measure.\n"
    feeds, measured, quickest = rows()
    lines = [f"| {feeds} real feeds, ms | curate | feedparser | feedparser / curate |", "|---|---|---|---|"]
    lines += [f"| {what} | {one:.0f} | {other:.0f} | {other / one:.1f} |" for what, one, other in measured]
    return "\n".join([*lines, "", f"fastfeedparser alone, into its own records: {quickest:.0f} ms.", ""])


if __name__ == "__main__":
    print(table())
