"""How well copies and events are found on real texts, with the settings that curate runs with.

Needs the corpus beside the project. `--out` puts the table into docs/benchmarks.md.
"""

import csv
import json
import random
import re
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import report
from curate import urls
from curate.enrich import lemmas
from curate.enrich.sketches import Text
from curate.enrich.stories import Stories, assign

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "text"
COPIES = 1_000_000
"""Numbers of edited copies begin here."""
BATCH = 500


def b_cubed(found, rows):
    labels = [row["STORY"] for row in rows]
    ours, theirs, both = Counter(found), Counter(labels), Counter(zip(found, labels, strict=True))
    precision = sum(n * n / ours[story] for (story, _), n in both.items()) / len(rows)
    recall = sum(n * n / theirs[story] for (_, story), n in both.items()) / len(rows)
    return precision, recall, 2 * precision * recall / (precision + recall)


def told(texts, batch=BATCH):
    """Return the story of each text, in batches as they come, and the joins."""
    teller, joins = Stories(lemmatise=lemmas.lemma), []
    for start in range(0, len(texts), batch):
        joins += teller.joins(texts[start : start + batch])
    groups = assign([text.item for text in texts], joins, {}).fresh
    return {item: number for number, group in enumerate(groups) for item in group}, joins


def events(*, slug, one_source=False, batch=BATCH):
    with (TEXTS / "stories-en.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["TIMESTAMP"]))
    texts = [
        Text(
            item=number,
            source="one" if one_source else row["PUBLISHER"],
            title=row["TITLE"],
            body="",
            published=datetime.fromtimestamp(int(row["TIMESTAMP"]) / 1000, UTC),
            language="en",
            slug=urls.slug(row["URL"].replace("\\", "")) if slug else "",
        )
        for number, row in enumerate(rows)
    ]
    began = time.process_time()
    story, _ = told(texts, batch)
    took = 1000 * (time.process_time() - began) / len(texts)
    return (*b_cubed([story[text.item] for text in texts], rows), took)


def shuffled(body, share, words, chance):
    sentences = re.split(r"(?<=[.!?]) ", body)
    chance.shuffle(sentences)
    return changed(" ".join(sentences), share, words, chance)


def changed(body, share, words, chance):
    return " ".join(chance.choice(words) if chance.random() < share else word for word in body.split())


FRAME = (
    "BRUSSEL (Belga) - {} Lees ook onze andere berichten over dit onderwerp op de site. © Alle rechten voorbehouden."
)
EDITS = {
    "case": lambda body, *_: body.upper(),
    "wire edit + boilerplate": lambda body, *_: FRAME.format(" ".join(body.split()[3:])),
    "first 40 %": lambda body, *_: " ".join(body.split()[: max(1, len(body.split()) * 2 // 5)]),
    "45-word teaser": lambda body, *_: " ".join(body.split()[:45]),
    "15 % words changed": lambda body, words, chance: changed(body, 0.15, words, chance),
    "30 % changed + shuffled": lambda body, words, chance: shuffled(body, 0.3, words, chance),
}


def articles():
    with (TEXTS / "articles-nl.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def copies():
    """Return recall by kind of edit, the wrong pairs over the articles, and milliseconds an item."""
    rows = articles()
    chance = random.Random(2026)
    vocabulary = " ".join(row["text"] for row in rows).split()
    originals = [
        Text(
            item=number,
            source="krant",
            title=row["title"],
            body=row["text"],
            published=datetime.fromisoformat(row["published_at"]).replace(tzinfo=UTC),
            language="nl",
        )
        for number, row in enumerate(rows, start=1)
    ]
    long = [text for text in originals if len(text.body.split()) >= 100]
    made, recall = [], {}
    for turn, (kind, edit) in enumerate(EDITS.items()):
        for original in chance.sample(long, 67):
            number = COPIES * (turn + 1) + original.item
            body = edit(original.body, vocabulary, chance)
            made.append(
                (
                    kind,
                    original.item,
                    Text(
                        item=number,
                        source=f"bron {(original.item + 7 * turn) % 40}",
                        title=f"Overgenomen: {original.title}",
                        body=body,
                        published=original.published,
                        language="nl",
                    ),
                )
            )
    texts = originals + [text for _, _, text in made]
    texts.sort(key=lambda text: (text.published, text.item))
    began = time.process_time()
    story, joins = told(texts)
    took = 1000 * (time.process_time() - began) / len(texts)
    for kind in EDITS:
        of_kind = [(original, text.item) for each, original, text in made if each == kind]
        recall[kind] = sum(story[original] == story[item] for original, item in of_kind) / len(of_kind)
    pairs = {}
    for join in joins:
        pair = join.item % COPIES, join.with_ % COPIES
        if pair[0] != pair[1]:
            pairs[tuple(sorted(pair))] = join
    return recall, pairs, took


def wrong_alone():
    """Return the pairs that are joined among the articles by themselves."""
    rows = articles()
    texts = sorted(
        (
            Text(item=n, source=f"bron {n % 40}", title=r["title"], body=r["text"], language="nl",
                 published=datetime.fromisoformat(r["published_at"]).replace(tzinfo=UTC))
            for n, r in enumerate(rows, start=1)
        ),
        key=lambda text: (text.published, text.item),
    )  # fmt: skip
    return told(texts)[1], rows


def table():
    if not TEXTS.is_dir():
        return "The corpus of real texts is not beside the project: nothing to measure.\n"
    lines = [
        "| 2,989 headlines, 44 stories, in order of time | precision | recall | F1 | ms an item |",
        "|---|---|---|---|---|",
    ]
    for name, options in (
        ("titles alone", {"slug": False}),
        ("titles alone, ten at a time", {"slug": False, "batch": 10}),
        ("with the words of the address", {"slug": True}),
        ("titles alone, all from one source", {"slug": False, "one_source": True}),
    ):
        precision, recall, f1, took = events(**options)
        lines.append(f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {took:.2f} |")
    recall, pairs, took = copies()
    kinds = Counter(join.kind for join in pairs.values())
    lines += ["", f"| 67 edited copies of each kind among 700 articles ({took:.2f} ms an item) | recall |", "|---|---|"]
    lines += [f"| {kind} | {found:.3f} |" for kind, found in recall.items()]
    lines += ["", f"Pairs of different articles joined: {kinds['copy']} as copies, {kinds['event']} as one event."]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    text = table()
    print(text)
    if "-v" in sys.argv:
        found, rows = wrong_alone()
        for join in found:
            print(join.kind, join.score, *(rows[item - 1]["title"][:60] for item in (join.item, join.with_)), join.text)
    if "--out" in sys.argv:
        report.put("sameness", f"## Copies and events\n\n`python -m benchmarks.sameness --out`\n\n{text}")
