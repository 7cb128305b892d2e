"""What telling the language and giving the tags costs, and how well both are done, on the corpus beside the project.

    python -m benchmarks.tags

Seconds of processor, best of five rounds; the second half of the articles after the first has been read.
"""

import json
import time
from pathlib import Path

from curate.enrich import lemmas
from curate.enrich.language import LANGUAGES, language
from curate.enrich.tagging import compile_rules
from tests.enrich.sentences import RULES, SENTENCES

ARTICLES = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "text" / "articles-nl.jsonl"
ROUNDS = 5
WORDS = 400


def cost(rows, work):
    """Return milliseconds of processor for an item of 400 words."""
    words = sum(len(row["text"].split()) for row in rows)
    began = time.process_time()
    for row in rows:
        work(row)
    return (time.process_time() - began) / words * WORDS * 1000


def costs(rows):
    """Return what language, tags with new words and tags with known words cost."""
    half = len(rows) // 2
    found = []
    for _ in range(ROUNDS):
        for cached in (lemmas.forms, lemmas._forms, lemmas._found):
            cached.cache_clear()
        tagger = compile_rules(RULES, lemmatise=True)
        cost(rows[:half], lambda row: tagger.tags(row["title"], row["text"], "nl"))  # noqa: B023
        found.append(
            (
                cost(rows, lambda row: language(row["title"], row["text"], "nl")),
                cost(rows[half:], lambda row: tagger.tags(row["title"], row["text"], "nl")),  # noqa: B023
                cost(rows[half:], lambda row: tagger.tags(row["title"], row["text"], "nl")),  # noqa: B023
            )
        )
    return tuple(min(column) for column in zip(*found, strict=True))


def rules(count):
    """Return the milliseconds that a text takes with so many rules: it is looked up word by word, not rule by rule."""
    tagger = compile_rules({f"t{n}": [f"x{n}", f"de y{n}", f"z{n}*", f"-w{n}"] for n in range(count)})
    text = " ".join(f"woord{number} en nog iets" for number in range(100))
    took = []
    for _ in range(20):
        start = time.perf_counter()
        tagger.tags("Titel", text, "nl")
        took.append(time.perf_counter() - start)
    return min(took) * 1000


def main():
    tagger = compile_rules(RULES, lemmatise=True)
    for spoken in LANGUAGES:
        rows = [
            (tags, {tag.tag for tag in tagger.tags(text, "", spoken)}) for own, text, tags in SENTENCES if own == spoken
        ]
        right = sum(len(wanted & given) for wanted, given in rows)
        precision, recall = right / sum(len(given) for _, given in rows), right / sum(len(wanted) for wanted, _ in rows)
        print(f"{spoken}: {len(rows)} sentences, precision {precision:.3f}, recall {recall:.3f}")
    rows = [json.loads(line) for line in ARTICLES.read_text("utf-8").splitlines()]
    rows = [row for row in rows if len(row["text"].split()) >= 20]
    for said in (None, *LANGUAGES):
        right = sum(language("", " ".join(row["text"].split()[:20]), said) == "nl" for row in rows)
        print(f"language of 20 words, source says {said}: {right / len(rows):.4f} of {len(rows)}")
    spoken, new, known = costs(rows)
    print(
        f"ms for 400 words: language {spoken:.2f}, tags {new:.2f} (12 words an item never met), {known:.2f} (all met)"
    )
    print(f"ms for 400 words with five rules {rules(5):.2f}, with two hundred {rules(200):.2f}")


if __name__ == "__main__":
    main()
