"""Floors of quality for stories, on news that we wrote: right before complete, and in every language."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from curate.enrich.lemmas import lemma
from curate.enrich.sketches import Text
from curate.enrich.stories import Stories, assign
from tests.enrich.written import ALONE, EN, FR, NL

MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)
STORIES = [("nl", told) for told in NL] + [("fr", told) for told in FR] + [("en", told) for told in EN]
FRAME = "{} Meer nieuws op onze website. Overgenomen met dank."


def world() -> tuple[list[Text], dict[int, str]]:
    """Return the texts in the order of their appearance, and what each tells; a third of the news is copied too."""
    told: list[tuple[str, str, str, str]] = []
    for number, (language, items) in enumerate(STORIES):
        told += [(f"story {number}", language, title, body) for title, body in items]
        if number % 3 == 0:
            told.append((f"story {number}", language, items[0][0], FRAME.format(items[0][1])))
    told += [(f"alone {number}", *each) for number, each in enumerate(ALONE)]
    texts, labels = [], {}
    for place in range(len(told)):
        label, language, title, body = told[place * 53 % len(told)]  # outlets do not wait for one another
        published = MONDAY + timedelta(hours=place * 0.7)
        number = len(texts) + 1
        labels[number] = label
        texts.append(
            Text(
                item=number,
                source=f"outlet {number % 37}",
                title=title,
                body=body,
                published=published,
                language=language,
            )
        )
    return texts, labels


def found(texts: list[Text], batch: int) -> dict[int, int]:
    teller, joins = Stories(lemmatise=lemma), []
    for start in range(0, len(texts), batch):
        joins += teller.joins(texts[start : start + batch])
    groups = assign([text.item for text in texts], joins, {}).fresh
    return {item: number for number, group in enumerate(groups) for item in group}


def b_cubed(story: dict[int, int], labels: dict[int, str], items: list[int]) -> tuple[float, float]:
    ours, theirs = Counter(story.values()), Counter(labels.values())
    both = Counter((story[item], labels[item]) for item in labels)
    shares = [both[story[item], labels[item]] for item in items]
    precision = sum(n / ours[story[item]] for n, item in zip(shares, items, strict=True)) / len(items)
    recall = sum(n / theirs[labels[item]] for n, item in zip(shares, items, strict=True)) / len(items)
    return precision, recall


def test_there_is_enough_to_judge_by() -> None:
    texts, _ = world()
    assert len(STORIES) >= 60
    assert len({text.item for text in texts}) == len(texts)


@pytest.mark.parametrize("batch", [500, 20])
def test_stories_in_three_languages(batch: int) -> None:
    texts, labels = world()
    story = found(texts, batch)
    precision, recall = b_cubed(story, labels, list(labels))
    assert precision >= 0.98
    assert recall >= 0.95
    for language in ("nl", "fr", "en"):
        precision, recall = b_cubed(story, labels, [text.item for text in texts if text.language == language])
        assert precision >= 0.96, language
        assert recall >= 0.95, language


def test_what_stands_alone_stays_alone() -> None:
    texts, labels = world()
    story = found(texts, 500)
    sizes = Counter(story.values())
    assert [labels[item] for item in labels if labels[item].startswith("alone") and sizes[story[item]] > 1] == []
