"""How well the tags are right: on sentences that were written before the matcher."""

from __future__ import annotations

import pytest

from curate.enrich.tagging import compile_rules
from tests.enrich.sentences import RULES, SENTENCES

LANGUAGES = ("nl", "en", "fr", "de")


@pytest.fixture(scope="module")
def tagger():
    return compile_rules(RULES, lemmatise=True)


def figures(tagger, language):
    """Return precision and recall, and what was wrong."""
    right = given = wanted = 0
    wrong = []
    for spoken, text, tags in SENTENCES:
        if spoken != language:
            continue
        found = {tag.tag for tag in tagger.tags(text, "", language)}
        right, given, wanted = right + len(found & tags), given + len(found), wanted + len(tags)
        if found != tags:
            wrong.append(f"{text}: +{sorted(found - tags)} -{sorted(tags - found)}")
    return right / given, right / wanted, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_tags_are_right(tagger, language, record_property):
    precision, recall, wrong = figures(tagger, language)
    record_property("precision and recall", f"{precision:.3f} {recall:.3f}")
    assert precision >= 0.95, "\n".join(wrong)
    assert recall >= 0.95, "\n".join(wrong)


def test_there_are_enough_and_they_are_hard_enough():
    assert len(SENTENCES) >= 200
    for language in LANGUAGES:
        listed = [tags for spoken, _, tags in SENTENCES if spoken == language]
        assert len(listed) >= 50
        assert sum(not tags for tags in listed) >= 10, "many get none"
    bare = compile_rules(RULES)
    assert all(figures(bare, language)[1] < 0.8 for language in LANGUAGES), "whole words alone do not find them"
