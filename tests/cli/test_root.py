"""The command as a whole: what it loads, how it helps, what it says when it is called wrongly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from curate.cli.root import COMMANDS, root
from tests.cli.conftest import Call

HEAVY = (
    "httpx",
    "aiohttp",
    "feedparser",
    "fastfeedparser",
    "bs4",
    "trafilatura",
    "sqlite_utils",
    "rich",
    "babel",
    "py3langid",
    "numpy",
    "simplemma",
)


def every_command() -> list[list[str]]:
    """Return every command there is, as the words to type."""
    context = click.Context(root)
    found: list[list[str]] = []
    for name in COMMANDS:
        command = root.get_command(context, name)
        found.append([name])
        if isinstance(command, click.Group):
            found += [[name, sub] for sub in command.commands]
    return found


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from curate.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_command_has_help_with_an_example(curate: Call, words: list[str], language: str) -> None:
    shown = curate("--lang", language, *words, "--help").out
    example = {"nl": "Voorbeeld:", "en": "Example:"}[language]
    lines = shown.splitlines()
    typed = lines[lines.index(example) + 1].strip()
    assert typed.startswith(f"curate {words[0]}")
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize("guide", ["guide.md", "guide.nl.md"])
def test_every_command_is_documented(guide: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / guide).read_text(encoding="utf-8")
    assert [words for words in map(" ".join, every_command()) if f"curate {words}" not in text] == []


def test_a_listing_has_json(curate: Call) -> None:
    for words in every_command():
        if words[0] not in ("digest", "sources", "story", "tags", "review") or len(words) > 1:
            assert "--json" in curate(*words, "--help").out, words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["inbx"], "inbox"),
        (["digest", "nw"], "digest new"),
        (["inbox", "--jsn"], "--json"),
        (["show"], "ITEM"),
        (["inbox", "--limit", "0"], "--limit"),
        (["digest", "show", "drie"], "drie"),
    ],
)
def test_a_wrong_call_says_what_is_right(curate: Call, typed: list[str], said: str) -> None:
    answer = curate(*typed, code=2)
    assert said in answer.err
    assert answer.out == ""


def test_without_a_workspace_it_says_how_to_make_one(curate: Call) -> None:
    for words in (["inbox"], ["fetch"], ["digest", "list"], []):
        assert "curate init" in curate(*words, code=2).err


def test_the_language_is_the_organisations_unless_asked_otherwise(curate: Call) -> None:
    Path("sources.yaml").write_text("organisation: {language: nl}\nsources: []\n", encoding="utf-8")
    assert curate("show", "9", code=2).err.startswith("Fout:")
    assert curate("show", "9", "--lang", "en", code=2).err.startswith("Error:")


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "curate", "schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as writing:
        assert writing.stdout is not None
        assert writing.stderr is not None
        writing.stdout.read(1)
        writing.stdout.close()
        assert writing.stderr.read() == b""


def test_an_answer_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    if not Path("/dev/full").is_char_device():
        pytest.skip("no /dev/full on this machine")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "curate", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            check=False,
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Error" in done.stderr
