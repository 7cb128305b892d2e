"""Floors of quality on real news, where it is beside the project."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime

from curate.enrich.sketches import Text
from curate.enrich.stories import assign, find_joins
from tests.corpus import CORPUS, needed

COPIES = 10_000
"""Numbers of edited copies begin here."""


def _stories(texts, joins):
    groups = assign([text.item for text in texts], joins, {}).fresh
    return {item: number for number, group in enumerate(groups) for item in group}


@needed
def test_headlines_of_one_story():
    """B-cubed on the 44 stories: precision before recall (the labels are noisy: .95 is about all there is)."""
    with (CORPUS / "text/stories-en.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [
        Text(
            item=number,
            source=row["PUBLISHER"],
            title=row["TITLE"],
            body="",
            published=datetime.fromtimestamp(int(row["TIMESTAMP"]) / 1000, UTC),
        )
        for number, row in enumerate(rows)
    ]
    found = _stories(texts, find_joins(texts))
    ours, theirs, both = Counter(found.values()), Counter(row["STORY"] for row in rows), Counter[tuple[int, str]]()
    for number, row in enumerate(rows):
        both[found[number], row["STORY"]] += 1
    precision = sum(n * n / ours[story] for (story, _), n in both.items()) / len(rows)
    recall = sum(n * n / theirs[story] for (_, story), n in both.items()) / len(rows)
    assert precision >= 0.9
    assert 2 * precision * recall / (precision + recall) >= 0.65


@needed
def test_edited_copies_of_articles():
    with (CORPUS / "text/articles-nl.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    articles = [
        Text(
            item=number,
            source="krant",
            title=row["title"],
            body=row["text"],
            published=datetime.fromisoformat(row["published_at"]).replace(tzinfo=UTC),
        )
        for number, row in enumerate(rows, start=1)
    ]
    copied = [article for article in articles if len(article.body.split()) >= 60][::2]
    edits = (
        lambda body: body.upper(),
        lambda body: f"BRUSSEL (Belga) - {body} Lees ook onze andere berichten over dit onderwerp op de site.",
        lambda body: " ".join(body.split()[: len(body.split()) * 2 // 5]),
        lambda body: " ".join(body.split()[:45]),
        lambda body: " ".join("vervangen" if n % 7 == 3 else word for n, word in enumerate(body.split())),
    )
    copies = [
        Text(
            item=COPIES + original.item,
            source=f"bron {number % 40}",
            title="Overgenomen",
            body=edits[number % len(edits)](original.body),
            published=original.published,
        )
        for number, original in enumerate(copied)
    ]
    texts = [*articles, *copies]
    joins = find_joins(texts)
    story = _stories(texts, joins)
    missed = [copy.item for copy in copies if story[copy.item] != story[copy.item - COPIES]]
    assert len(missed) <= 0.01 * len(copies)
    sizes = Counter(story.values())
    assert max(sizes.values()) <= 10
    together = defaultdict(set)
    for join in joins:
        if join.kind == "copy":
            together[join.item % COPIES].add(join.with_ % COPIES)
    strangers = [(one, other) for one, others in together.items() for other in others if one != other]
    assert len(strangers) <= 25  # the paper printed some of its articles twice, as teaser and in full
