"""Setting up: a workspace, the demo, the schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.cli.conftest import Call


def test_init_makes_a_workspace_and_never_overwrites(curate: Call) -> None:
    made = curate("init", "mijn curatie", "--json").json
    assert Path(made["config"]).is_file()
    assert (Path(made["workspace"]) / "data").is_dir()
    before = Path(made["config"]).read_bytes()
    assert "already" in curate("init", "mijn curatie", code=1).err
    assert Path(made["config"]).read_bytes() == before
    assert curate("--workspace", "mijn curatie", "sources", "list", "--json").json


def test_init_asks_and_takes_enter_for_an_answer(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(['De "Linde" vzw: ja', "delinde.example", "fr", "twitter", "mastodon, x"])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: next(answers))
    curate("init", "a", "--ask")
    written = yaml.safe_load(Path("a/sources.yaml").read_text(encoding="utf-8"))
    assert written["organisation"]["name"] == 'De "Linde" vzw: ja'
    assert (written["organisation"]["url"], written["organisation"]["language"]) == ("https://delinde.example", "fr")
    assert list(written["channels"]) == ["mastodon", "x"]
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: "")
    curate("init", "b", "--ask")
    assert curate("--workspace", "b", "sources", "list", "--json").json


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_demo_goes_the_whole_way(curate: Call, language: str) -> None:
    shown = curate("--lang", language, "demo", "demo").out
    trust = {"nl": "Uit 59 berichten van 8 bronnen kozen we er 5.", "en": "From 59 items of 8 sources we chose 5."}
    assert trust[language] in shown
    assert "Cultuuragenda" in shown
    for file in ("facebook.txt", "linkedin.txt", "newsletter/newsletter.eml", "markdown.md", "sheet.html"):
        assert (Path("demo/data/exports/digest-1") / file).is_file()
    assert "curate inbox" in shown
    told = {row["story"]["size"] for row in curate("--workspace", "demo", "inbox", "--all", "--json").json}
    assert told == {1, 2, 3}
    findings = curate("--workspace", "demo", "digest", "check", "1", "--json").json
    assert [finding for finding in findings if finding["level"] == "error"] == []
    assert curate("demo", "demo", code=1).err


def test_the_demos_data_can_be_shown_to_scripts(curate: Call) -> None:
    shown = curate("demo", "demo", "--json").json
    assert (shown["items"], shown["trust"]) == (59, {"seen": 59, "sources": 8, "kept": 5})


def test_the_schema_takes_what_the_reader_takes(curate: Call) -> None:
    schema = curate("schema").json
    curate("init", "a")
    for path in (Path("a/sources.yaml"), Path(__file__).parents[2] / "sources.yaml"):
        jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"sources": [{"url": "https://a.example", "trust": 7}]}, schema)
    assert json.dumps(schema)
