"""Where a post leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from curate.channels import links
from curate.errors import UsageError
from curate.models import Edition, Entry

ENTRY = Entry(item=3, key="k", title="T", url="https://a.example/x?id=1&utm_source=old#deel", outlet="A",
              page="https://site.example/items/k/")  # fmt: skip
EDITION = Edition(digest=2, key="d", title="E", language="nl", organisation="O", organisation_url="", timezone="UTC",
                  date=datetime(2026, 1, 5, tzinfo=UTC), number=7, entries=(ENTRY,))  # fmt: skip


def test_it_leads_to_the_original_unless_told_otherwise() -> None:
    assert links.destination(ENTRY, EDITION, "x", {}) == ENTRY.url
    assert links.destination(ENTRY, EDITION, "x", {"link_to": "own"}) == ENTRY.page
    assert links.destination(replace(ENTRY, page=""), EDITION, "x", {"link_to": "own"}) == ENTRY.url


def test_campaign_words_only_where_configured() -> None:
    assert links.destination(ENTRY, EDITION, "x", {"utm": True}) == (
        "https://a.example/x?id=1&utm_source=x&utm_medium=social&utm_campaign=digest-7#deel"
    )
    given = {"utm": {"source": "ons blad", "medium": "", "content": "é"}}
    assert links.destination(ENTRY, EDITION, "x", given) == (
        "https://a.example/x?id=1&utm_source=ons%20blad&utm_campaign=digest-7&utm_content=%C3%A9#deel"
    )
    assert links.tagged("http://[bad/", (("utm_source", "x"),)) == "http://[bad/"


@pytest.mark.parametrize(
    "wrong", [{"link_to": "elsewhere"}, {"utm": {"bron": "x"}}, {"utm": "yes"}, {"utm": {"source": []}}]
)
def test_another_setting_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        links.destination(ENTRY, EDITION, "x", wrong)
