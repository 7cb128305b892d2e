"""The tags, as the whole command gives, explains and changes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest

from curate.workflows import enriching, tagging
from tests.cli.conftest import Call
from tests.server import Reply, Server

TITLES = {
    "blog": [
        "Vlaamse steden leren van elkaar",
        "Facebook verkoopt reclame",
        "Slimme lockers in het station",
        "Onze musea op Facebook",
    ],
    "krant": ["Slimme lockers voor de bibliotheek", "Gemeenten tegen eenzaamheid", "Prik een datum"],
    "site": ["Wie heeft slimme lockers nodig?", "Un musée sans murs pour les enfants de la ville"],
}
RULES = """\
tags:
  lokaal: [stad, gemeente]   # besturen
  sociale media: [facebook, mastodon, -reclame]

  # wat bewaard wordt
  musea:
    - museum   # met een m
"""


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server on loopback."""
    with Server() as running:
        yield running


@pytest.fixture
def filled(curate: Call, server: Server, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Give `curate` in a workspace with nine items of three sources."""
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    rows = ""
    for name, titles in TITLES.items():
        items = "".join(
            f"<item><title>{title}</title><link>https://{name}.example/{n}</link>"
            "<pubDate>2026-11-20T10:00:00Z</pubDate></item>"
            for n, title in enumerate(titles)
        )
        body = f"<rss version='2.0'><channel><title>{name}</title><language>nl</language>{items}</channel></rss>"
        server.script(f"/{name}", Reply(body=body.encode()))
        rows += f"  - {{url: '{server.url(f'/{name}')}', name: {name}, allow_private: true, tags: [{name}]}}\n"
    Path("sources.yaml").write_text(f"organisation: {{language: en}}\nsources:\n{rows}\n{RULES}", encoding="utf-8")
    curate("fetch")
    return curate


def number(curate: Call, title: str) -> int:
    (found,) = [row["item"] for row in curate("inbox", "--items", "--all", "--json").json if row["title"] == title]
    return int(found)


def tags_of(curate: Call, title: str) -> list[tuple[str, str, str | None]]:
    found = curate("show", number(curate, title), "--json").json["tags"]
    return [(tag["tag"], tag["origin"], tag["matched"]) for tag in found]


def rewrite(old: str, new: str) -> None:
    path = Path("sources.yaml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# ── what is found ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lemmas_count_in_the_language_of_the_item_not_of_its_feed(filled: Call) -> None:
    assert tags_of(filled, TITLES["blog"][0]) == [("blog", "source", "blog"), ("lokaal", "rule", "steden")]
    assert tags_of(filled, "Gemeenten tegen eenzaamheid")[1:] == [("lokaal", "rule", "Gemeenten")]
    assert tags_of(filled, "Prik een datum") == [("krant", "source", "krant")]
    french = TITLES["site"][1]
    assert filled("show", number(filled, french), "--json").json["language"] == "fr"
    assert tags_of(filled, french) == [("site", "source", "site")], "musée is no form of museum"
    with closing(sqlite3.connect("data/curate.db")) as database:
        said = database.execute("SELECT language, detected FROM item WHERE title = ?", [french]).fetchone()
    assert said == ("nl", "fr"), "what the source said is kept"


def test_list(filled: Call) -> None:
    rows = {row["tag"]: row for row in filled("tags", "list", "--json").json}
    assert list(rows) == ["lokaal", "sociale media", "musea", "blog", "krant", "site"]
    assert rows["lokaal"] == {
        "tag": "lokaal",
        "words": ["stad", "gemeente"],
        "items": 2,
        "rule": 2,
        "source": 0,
        "curator": 0,
        "last_30_days": 2,
        "fired": {"stad": 1, "gemeente": 1},
        "never_fired": [],
    }
    assert rows["sociale media"]["never_fired"] == ["mastodon"]
    assert (rows["blog"]["source"], rows["blog"]["words"]) == (4, [])
    shown = filled("tags", "list").out
    assert "never fired: mastodon" in shown
    assert "rule: stad, gemeente" in shown


def test_a_tag_taken_off_everywhere_is_not_counted(filled: Call) -> None:
    filled("tag", number(filled, "Gemeenten tegen eenzaamheid"), "--remove", "lokaal")
    rows = {row["tag"]: row for row in filled("tags", "list", "--json").json}
    assert (rows["lokaal"]["items"], rows["lokaal"]["rule"], rows["lokaal"]["curator"]) == (1, 1, 0)


def test_why(filled: Call) -> None:
    item = number(filled, "Facebook verkoopt reclame")
    filled("tag", item, "--add", "lokaal")
    filled("tag", item, "--remove", "blog")
    found = filled("tags", "why", item, "--json").json
    assert found == {
        "item": item,
        "title": "Facebook verkoopt reclame",
        "language": "nl",
        "tags": [{"tag": "lokaal", "origin": "curator", "matched": None, "rules": []}],
        "excluded": [
            {
                "tag": "sociale media",
                "matched": "Facebook",
                "rule": "facebook",
                "by": {"matched": "reclame", "rule": "-reclame"},
            }
        ],
        "removed": [{"tag": "blog", "by": "An", "at": "2026-11-23T09:00:00Z"}],
        "would": {"add": [], "remove": []},
    }
    shown = filled("tags", "why", item).out
    assert "not sociale media: the text says “Facebook”, but also “reclame” (rule: -reclame)" in shown
    assert "not blog: An took it off" in shown
    other = filled("tags", "why", number(filled, TITLES["blog"][0]), "--json").json
    assert other["tags"][1] == {"tag": "lokaal", "origin": "rule", "matched": "steden", "rules": ["stad"]}
    assert filled("tags", "why", 99, code=2).err.startswith("Error: There is no item #99")


def test_why_says_what_a_changed_rule_would_do(filled: Call) -> None:
    rewrite("[stad, gemeente]", "[eenzaamheid]")
    item = number(filled, TITLES["blog"][0])
    assert filled("tags", "why", item, "--json").json["would"] == {"add": [], "remove": ["lokaal"]}
    assert "it would lose: lokaal" in filled("tags", "why", item).out


# ── retag ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_retag_follows_the_rules_and_leaves_what_a_curator_did(filled: Call) -> None:
    own, off = (number(filled, title) for title in ("Prik een datum", "Gemeenten tegen eenzaamheid"))
    filled("tag", own, "--add", "musea")
    filled("tag", off, "--remove", "lokaal")
    rewrite("[stad, gemeente]", "[eenzaamheid, lockers, stad]")
    tried = filled("tags", "retag", "--dry-run", "--json").json
    assert tags_of(filled, "Slimme lockers in het station") == [("blog", "source", "blog")], "only tried"
    done = filled("tags", "retag", "--json").json
    assert tried | {"dry_run": False} == done
    assert done["tags"] == [{"tag": "lokaal", "added": 3, "removed": 0}]
    assert (done["items"], done["changed"], done["resumed"]) == (9, 3, False)
    assert [tag for tag, _, _ in tags_of(filled, "Prik een datum")] == ["krant", "musea"]
    assert [tag for tag, _, _ in tags_of(filled, "Gemeenten tegen eenzaamheid")] == ["krant"]
    assert tags_of(filled, "Slimme lockers in het station")[1:] == [("lokaal", "rule", "lockers")]
    again = filled("tags", "retag", "--json").json
    assert (again["changed"], again["tags"]) == (0, [])
    rewrite("[eenzaamheid, lockers, stad]", "[niets]")
    assert filled("tags", "retag").out.splitlines() == ["lokaal: +0 −4", "Changed: 4 of 9 items."]
    filled("enrich", "--again")
    assert [tag for tag, _, _ in tags_of(filled, "Prik een datum")] == ["krant", "musea"], "enrich leaves it as well"


def test_scores_follow_the_tags(filled: Call) -> None:
    def score() -> float:
        rows = filled("inbox", "--items", "--all", "--json").json
        return float(next(row["score"] for row in rows if row["title"] == "Prik een datum"))

    before = score()
    rewrite("[stad, gemeente]", "[datum]")
    filled("tags", "retag")
    assert score() > before
    rewrite("[datum]", "[stad]")
    filled("tags", "retag")
    assert score() == before


def test_a_run_that_is_broken_off_goes_on_where_it_was(filled: Call) -> None:
    rewrite("[stad, gemeente]", "[lockers, stad, gemeente]")
    batches = []

    def breaking(*arguments: object, **named: object) -> int:
        batches.append(arguments)
        if len(batches) == 3:
            raise KeyboardInterrupt
        return batch(*arguments, **named)  # type: ignore[arg-type]

    batch = tagging._retag_batch
    with patch.object(enriching, "BATCH", 2), patch.object(tagging, "_retag_batch", breaking):
        filled("tags", "retag", code=130)
    with patch.object(enriching, "BATCH", 2):
        rest = filled("tags", "retag", "--json").json
    assert (rest["items"], rest["resumed"]) == (5, True)
    assert filled("tags", "retag", "--json").json | {"tags": []} == {
        "dry_run": False, "resumed": False, "items": 9, "changed": 0, "tags": [],
    }  # fmt: skip


def test_a_broken_run_by_other_rules_begins_anew(filled: Call) -> None:
    with patch.object(enriching, "BATCH", 4), patch.object(tagging.ranking, "rank", side_effect=KeyboardInterrupt):
        rewrite("[stad, gemeente]", "[zoek, gemeente, eenzaamheid, datum]")
        filled("tags", "retag", code=130)
    rewrite("[zoek, gemeente, eenzaamheid, datum]", "[lockers]")
    assert filled("tags", "retag", "--json").json["items"] == 9


# ── suggest ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_suggest_and_add(filled: Call) -> None:
    (first, *_) = filled("tags", "suggest", "--json").json
    assert (first["phrase"], first["language"], first["items"], first["sources"]) == ("slimme lockers", "nl", 3, 3)
    assert len(first["examples"]) == 3
    assert "slimme lockers" in filled("tags", "suggest").out
    before = Path("sources.yaml").read_text(encoding="utf-8")
    answer = filled("tags", "suggest", "--add", "slimme lockers", "--to", "lokaal").out
    assert "curate tags retag" in answer
    after = Path("sources.yaml").read_text(encoding="utf-8")
    assert after == before.replace("[stad, gemeente]   # besturen", '[stad, gemeente, "slimme lockers"]   # besturen')
    assert filled("tags", "retag", "--json").json["tags"] == [{"tag": "lokaal", "added": 3, "removed": 0}]
    assert filled("tags", "suggest", "--json").json == []


def test_add_makes_a_tag_of_its_own_and_asks_about_an_unknown_one(filled: Call) -> None:
    assert filled("tags", "suggest", "--add", "slimme lockers", "--json").json == {
        "tag": "slimme lockers",
        "word": "slimme lockers",
    }
    assert '\n  slimme lockers: ["slimme lockers"]\n' in Path("sources.yaml").read_text(encoding="utf-8")
    unknown = filled("tags", "suggest", "--add", "kluisjes", "--to", "lokal", code=2)
    assert "Did you mean lokaal?" in unknown.err
    filled("tags", "suggest", "--add", "kluisjes", "--to", "lokal", "--new")
    assert "\n  lokal: [kluisjes]\n" in Path("sources.yaml").read_text(encoding="utf-8")
    twice = filled("tags", "suggest", "--add", "Slimme  Lockers", "--to", "slimme lockers", code=1)
    assert "already" in twice.err
    assert filled("tags", "suggest", "--to", "lokaal", code=2).err.startswith("Error: --to and --new go with --add.")
    assert filled("tags", "suggest", "--add", "", code=2).err.startswith("Error:")
    assert filled("tags", "suggest", "--add", "!!", code=2).err.startswith("Error:")


def test_nothing_to_suggest_and_no_tags(curate: Call) -> None:
    Path("sources.yaml").write_text("lang: en\nsources: []\n", encoding="utf-8")
    assert curate("tags", "suggest").out.startswith("Nothing to suggest")
    assert curate("tags", "suggest", "--json").json == []
    assert curate("tags", "list", "--json").json == []
    assert curate("tags", "list").out.startswith("No tags yet")
    assert curate("tags", "retag", "--json").json["items"] == 0
