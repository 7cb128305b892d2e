"""How much of the main text of real pages is found, and how long that takes: ours beside trafilatura as it comes.

F1 of 4-word shingles against the text that people marked, averaged over the pages. Needs the corpus beside the project.
"""

import gzip
import json
import re
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

import trafilatura

from benchmarks import report
from curate import text
from curate.models import Document
from curate.sources._article import read_page

PAGES = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "pages"


def shingles(written):
    words = re.findall(r"\w+", written or "")
    return Counter(" ".join(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def f1(found, wanted):
    both = sum((found & wanted).values())
    return 2 * both / (sum(found.values()) + sum(wanted.values()))


def ours(body):
    return text.plain(read_page(Document(body=body, url="https://example.org/a/page")).content)


def theirs(body):
    return trafilatura.extract(body)


def measured(extract, pages, truth):
    took, scores = 0.0, []
    for name, body in pages.items():
        began = time.process_time()
        found = extract(body)
        took += time.process_time() - began
        scores.append(f1(shingles(found), shingles(truth[name]["articleBody"])))
    return sum(scores) / len(scores), 1000 * took / len(pages), sorted(scores)[:5]


def table():
    if not PAGES.is_dir():
        return "The corpus of real pages is not beside the project: nothing to measure.\n"
    warnings.simplefilter("ignore")
    truth = json.loads((PAGES / "ground-truth.json").read_text(encoding="utf-8"))
    pages = {path.name.split(".")[0]: gzip.decompress(path.read_bytes()) for path in sorted(PAGES.glob("*.html.gz"))}
    lines = [f"| {len(pages)} real pages | F1 | ms a page | the five worst |", "|---|---|---|---|"]
    for name, extract in (
        ("curate (with facts, links and form)", ours),
        ("trafilatura as it comes, text only", theirs),
    ):
        score, took, worst = measured(extract, pages, truth)
        lines.append(f"| {name} | {score:.3f} | {took:.0f} | {', '.join(f'{each:.2f}' for each in worst)} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(table())
    if "--out" in sys.argv:
        report.put("full text", f"## Full text\n\n`python -m benchmarks.full_text --out`\n\n{table()}")
