"""The usual commands, on databases of every earlier version."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.store.test_migrations import EARLIER, written

CONFIGURATION = (
    "organisation: {name: Voorbeeld vzw, language: en}\nsources:\n  - {url: 'https://blog.example/feed', name: Blog}\n"
)


@pytest.mark.parametrize("version", EARLIER)
def test_the_usual_commands_work_on_it(curate: Call, version: int) -> None:
    Path("sources.yaml").write_text(CONFIGURATION, encoding="utf-8")
    written(version, Path("data/curate.db"))
    curate("enrich")
    assert [row["item"] for row in curate("inbox", "--items", "--json").json] == [3]
    assert len(curate("inbox", "--all", "--items", "--json").json) == 7
    shown = curate("show", "1", "--json").json
    assert shown["note"]["commentary"] == "Scholen mogen ‘neen’ zeggen."
    assert [event["action"] for event in shown["events"]] == ["tag", "comment", "posted"]
    assert {tag["tag"] for tag in shown["tags"]} >= {"onderwijs"}
    assert [row["item"] for row in curate("search", "museum", "--json").json] == [3]
    assert "Jan" in curate("show", "2").out
    curate("comment", "3", "--commentary", "Nieuwe woorden.")
    curate("digest", "add", "2", "3")
    assert curate("digest", "show", "1").out
    assert [row["channel"] for row in curate("posts", "--json").json] == ["facebook"]
    assert curate("undo", "--json").json[0]["action"] == "digest add"
    assert curate("undo", "--json").json[0]["action"] == "comment"
    assert curate("undo", "--json").json[0]["action"] == "comment"
    assert curate("undo", "--json").json[0]["action"] == "posted"
    assert curate("show", "1", "--json").json["state"] == "commented"
    curate("catchup", "--before", "2027-01-01")
    levels = {each["check"]: each["level"] for each in curate("doctor", "--json", code=None).json}
    assert (levels["database"], levels["schema"]) == ("ok", "ok")


@pytest.mark.parametrize("version", EARLIER)
def test_it_can_be_brought_back_and_taken_over(curate: Call, version: int) -> None:
    Path("sources.yaml").write_text(CONFIGURATION, encoding="utf-8")
    old = written(version, Path("elders/old.db"))
    held = old.read_bytes()
    assert curate("merge", old, "--json").json["items"] == 7
    assert curate("restore", old, "--yes", "--json").json["items"] == 7
    assert old.read_bytes() == held
    assert curate("show", "2", "--json").json["note"]["by"] == "Jan"
    curate("doctor", code=None)
