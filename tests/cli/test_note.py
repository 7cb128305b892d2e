"""The note, through the command: what an editor and a second curator can do to it, and that no text is ever lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.cli.test_share import editor, form_with
from tests.server import Reply, Server

WORDS = "Voor wie met vrijwilligers werkt is dit belangrijk, omdat het toont hoe kort engagement groeit in onze steden."


@pytest.fixture(autouse=True)
def _collected(curate: Call, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three items wait in the inbox."""
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    with Server() as server:
        server.script("/feed", Reply(body=rss(item("a", "Alfa"), item("b", "Beta"), item("c", "Gamma"))))
        follow(server.url("/feed"))
        curate("fetch")
        yield


def note(curate: Call, number: int = 1) -> dict | None:
    return curate("show", number, "--json").json["note"]


def forms() -> list[Path]:
    return sorted(Path("data").glob("comment-*.md"))


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("text.replace('item: 1', 'item: 2', 1)", "#2"),
        ("text.replace('item: 1', 'item: veel', 1)", "number"),
        ("text.replace('---\\n', '', 1)", "---"),
        ("text.replace('\\n---\\n', '\\n', 1)", "---"),
        ("text.replace(' <!-- context -->', '').replace('## Context', '## Kader')", "Kader"),
        ("text.replace('-->\\n\\n##', '\\n\\n##', 1)", "Line"),
        ("text.replace('rating:', 'rating: zes')", "1 to 5"),
        ("text.replace('read also:', 'read also: niets van dit alles')", "niets van dit alles"),
        ("text.replace('image:', 'image: ' + 'x' * 100_001)", "100000"),
    ],
)
def test_a_form_that_cannot_be_read_keeps_what_was_typed(
    curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, said: str
) -> None:
    editor(tmp_path, monkeypatch, form_with(WORDS) + f"text = path.read_text()\npath.write_text({change})\n")
    answer = curate("comment", "1", code=2)
    [kept] = forms()
    assert said in answer.err
    assert kept.name in answer.err
    assert WORDS in kept.read_text("utf-8")
    assert note(curate) is None


def test_a_megabyte_is_refused_and_kept(curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(tmp_path, monkeypatch, form_with("woord " * 175_000))
    assert "100000" in curate("comment", "1", code=2).err
    assert forms()[0].stat().st_size > 1_000_000
    assert "100000" in curate("comment", "1", "--commentary", "x" * 100_001, code=2).err
    assert note(curate) is None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("path.write_bytes(path.read_bytes().replace(b'\\n', b'\\r\\n'))\n", WORDS),
        ("path.write_text(path.read_text(), encoding='utf-16')\n", WORDS),
        ("path.write_text(path.read_text(), encoding='utf-8-sig')\n", WORDS),
        ("path.write_text(path.read_text().replace('kort', '„kort“ « kort » “kort”'))\n",
         WORDS.replace("kort", "„kort“ « kort » “kort”")),
    ],
    ids=["line ends of Windows", "UTF-16", "byte order mark", "quotes of other languages"],
)  # fmt: skip
def test_what_editors_make_of_a_text_is_read(
    curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, text: str
) -> None:
    editor(tmp_path, monkeypatch, form_with(WORDS) + body)
    curate("comment", "1")
    written = note(curate)
    assert written
    assert written["commentary"] == text


def test_an_emoji_is_kept_and_is_no_commentary(curate: Call) -> None:
    curate("shortlist", "1")
    answer = curate("comment", "1", "--commentary", "👍🏽🎉")
    assert "no commentary yet" in answer.out
    shown = curate("show", "1", "--json").json
    assert (shown["note"]["commentary"], shown["state"]) == ("👍🏽🎉", "shortlisted")
    assert curate("approve", "1", code=1).err


@pytest.mark.parametrize(
    ("body", "code"),
    [("", 1), ("sys.exit(1)", 2), ("path.unlink()", 1), ("path.write_text('')", 1), ("path.write_text(' \\n\\n')", 1)],
    ids=["nothing", "exits 1", "deleted", "emptied", "blank"],
)
def test_an_editor_that_writes_nothing_leaves_nothing(
    curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, code: int
) -> None:
    editor(tmp_path, monkeypatch, body + "\n")
    curate("comment", "1", code=code)
    assert forms() == []
    editor(tmp_path, monkeypatch, form_with(WORDS))
    assert "earlier text" not in curate("comment", "1").out


@pytest.mark.parametrize("command", ["geen-tekstverwerker", "'niet gesloten", "/", "  "])
def test_an_editor_that_cannot_be_started_is_said(curate: Call, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("EDITOR", command)
    monkeypatch.setattr("curate.platforms.plain_editor", lambda: "ook-geen-tekstverwerker")
    assert "EDITOR" in curate("comment", "1", code=2).err
    assert forms() == []


def test_without_a_choice_it_is_the_plain_editor(curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(tmp_path, monkeypatch, form_with(WORDS))
    chosen = os.environ["EDITOR"]
    monkeypatch.delenv("EDITOR")
    monkeypatch.setattr("curate.platforms.plain_editor", lambda: chosen)
    curate("comment", "1")
    assert note(curate)


@pytest.mark.skipif(shutil.which("ed") is None, reason="no ed on this machine")
def test_a_real_editor_of_lines(curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "geredigeerd"
    script.write_text(
        f"#!/bin/sh\ned -s \"$1\" <<'EOF'\n/^## Commentary/a\n{WORDS}\n.\n/^## Context/a\nKader.\n.\n"
        "g/^rating:/s/$/ 4/\nw\nq\nEOF\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    curate("comment", "1")
    written = note(curate)
    assert written
    assert (written["commentary"], written["context"], written["rating"]) == (WORDS, "Kader.", 4)


@pytest.mark.skipif(shutil.which("vi") is None, reason="no vi on this machine")
def test_a_real_editor_of_screens(curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "opdrachten"
    script.write_text("/^## Commentary/\nput ='Uit vi.'\nwq\n")
    probe = subprocess.run(["vi", "-es", "-u", "NONE", "-c", "qa!"], check=False, timeout=20, stdin=subprocess.DEVNULL)
    if probe.returncode != 0:
        pytest.skip("this vi takes no script")
    wrapper = tmp_path / "vi-met-opdrachten"
    wrapper.write_text(f'#!/bin/sh\nexec vi -es -u NONE -S "{script}" "$1" </dev/null\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(wrapper))
    curate("comment", "1")
    written = note(curate)
    assert written
    assert written["commentary"] == "Uit vi."


# ── two curators at one item ─────────────────────────────────────────────────────────────────────────────────────────


def meanwhile(*typed: str) -> str:
    """Return Python for an editor in which another command is given first."""
    line = [sys.executable, "-m", "curate", *typed]
    return f"import subprocess\nsubprocess.run({line!r}, check=True, stdout=subprocess.DEVNULL)\n"


def test_the_second_is_shown_the_firsts_text_and_nothing_is_lost(
    curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(
        tmp_path,
        monkeypatch,
        form_with(WORDS) + meanwhile("comment", "1", "--commentary", "Bo was er eerst.", "--by", "Bo"),
    )
    answer = curate("comment", "1")
    assert "Bo was er eerst." in answer.err
    assert "curate comment 1" in answer.err
    shown = curate("show", "1", "--json").json
    assert (shown["note"]["commentary"], shown["note"]["by"]) == ("Bo was er eerst.", "Bo")
    assert [(each["commentary"], each["by"]) for each in shown["other_notes"]] == [(WORDS, "An")]
    assert forms() == []
    editor(tmp_path, monkeypatch, "pathlib.Path('gezien.md').write_text(text)\n" + form_with("Van ons allebei."))
    curate("comment", "1")
    assert WORDS in Path("gezien.md").read_text("utf-8")
    assert curate("show", "1", "--json").json["other_notes"] == []
    curate("undo")
    curate("undo")
    shown = curate("show", "1", "--json").json
    assert (shown["note"]["commentary"], shown["other_notes"]) == ("Bo was er eerst.", [])


def test_the_same_words_of_two_are_no_two_notes(curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(tmp_path, monkeypatch, form_with(WORDS) + meanwhile("comment", "1", "--commentary", WORDS, "--by", "Bo"))
    curate("comment", "1")
    assert curate("show", "1", "--json").json["other_notes"] == []


def test_a_form_that_was_kept_knows_what_it_was_written_on(
    curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, form_with(WORDS) + "sys.exit(1)\n")
    curate("comment", "1", code=2)
    curate("comment", "1", "--commentary", "Intussen.", "--by", "Bo")
    editor(tmp_path, monkeypatch, "")
    assert "Intussen." in curate("comment", "1").err
    assert len(curate("show", "1", "--json").json["other_notes"]) == 1


def test_a_form_that_an_older_curate_kept_opens_again(
    curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, form_with(WORDS) + "sys.exit(1)\n")
    curate("comment", "1", code=2)
    forms()[0].rename("data/comment-1.md")
    editor(tmp_path, monkeypatch, "")
    assert "earlier text" in curate("comment", "1").out
    assert note(curate)
    assert forms() == []


def test_two_forms_open_at_once_are_two_files(curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "binnen.py"
    inner.write_text("import sys, pathlib\npathlib.Path('binnen.txt').write_text(sys.argv[-1])\n")
    body = (
        "pathlib.Path('buiten.txt').write_text(str(path))\nimport os, subprocess\n"
        f"subprocess.run([sys.executable, '-m', 'curate', 'comment', '1'], env=os.environ | {{'EDITOR': "
        f"{sys.executable + ' ' + str(inner)!r}}}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
    )
    editor(tmp_path, monkeypatch, body + form_with(WORDS))
    curate("comment", "1")
    assert Path("buiten.txt").read_text() != Path("binnen.txt").read_text()
    assert forms() == []


# ── the log ──────────────────────────────────────────────────────────────────────────────────────────────────────────

OLD, NEW = "Zo stond het er eerst", "Zo staat het er nu"
CHANGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "commentary": (("comment", "1", "--commentary", OLD), ("comment", "1", "--commentary", NEW)),
    "context": (("comment", "1", "--context", OLD), ("comment", "1", "--context", NEW)),
    "quote": (("comment", "1", "--quote", OLD), ("comment", "1", "--quote", NEW)),
    "quote author": (("comment", "1", "--quote-author", OLD), ("comment", "1", "--quote-author", NEW)),
    "quote outlet": (("comment", "1", "--quote-outlet", OLD), ("comment", "1", "--quote-outlet", NEW)),
    "image": (("comment", "1", "--image", OLD), ("comment", "1", "--image", NEW)),
    "image alt": (("comment", "1", "--image-alt", OLD), ("comment", "1", "--image-alt", NEW)),
    "image licence": (("comment", "1", "--image-licence", OLD), ("comment", "1", "--image-licence", NEW)),
    "words taken away": (("comment", "1", "--commentary", OLD), ("comment", "1", "--commentary", "")),
    "tag": (("tag", "1", "--add", OLD, "--new"), ("tag", "1", "--remove", OLD)),
    "assigned": (("assign", "1", "--to", OLD), ("assign", "1", "--to", NEW)),
    "title": (("digest", "title", "1", OLD), ("digest", "title", "1", NEW)),
    "intro": (("digest", "intro", "1", OLD), ("digest", "intro", "1", NEW)),
    "closing": (("digest", "closing", "1", OLD), ("digest", "closing", "1", NEW)),
    "text": (("digest", "text", "1", "2", "--channel", "x", OLD), ("digest", "text", "1", "2", "--channel", "x", NEW)),
}


@pytest.mark.parametrize(("first", "then"), CHANGES.values(), ids=CHANGES)
def test_nothing_is_overwritten_without_its_earlier_text_in_the_log(
    curate: Call, first: tuple[str, ...], then: tuple[str, ...]
) -> None:
    curate("digest", "new", "Week")
    curate("digest", "add", "1", "2")
    curate(*first)
    curate(*then)
    events = curate("log", "--json").json
    assert any(OLD in (event["text"] or "") for event in events[:-1])
    if first[0] in ("comment", "digest"):
        assert OLD in events[-1]["before"]
    curate("undo")
    curate("undo")
    assert OLD not in json.dumps(curate("digest", "show", "1", "--json").json)
    found = curate("show", "1", "--json").json
    assert (found["note"], found["assigned"]) == (None, None)
    assert OLD not in json.dumps(found["tags"])
    assert OLD in curate("log", "--json").out


def test_what_the_settings_began_with_is_in_the_log_too(curate: Call) -> None:
    path = Path("sources.yaml")
    path.write_text(path.read_text("utf-8") + "\ndigest: {intro: Zoals altijd}\n", encoding="utf-8")
    curate("digest", "new", "Week")
    curate("digest", "intro", "1", "Anders")
    assert curate("log", "--json").json[-1]["before"] == "Zoals altijd"


def test_the_log_is_asked_by_item_by_person_and_since(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    curate("shortlist", "1")
    monkeypatch.setenv("CURATE_NOW", "2026-11-25T09:00:00+00:00")
    curate("shortlist", "2", "--by", "Bo")
    assert [event["item"] for event in curate("log", "1", "--json").json] == [1]
    assert [event["item"] for event in curate("log", "--by", "Bo", "--json").json] == [2]
    assert [event["item"] for event in curate("log", "--since", "1d", "--json").json] == [2]


# ── trials and undo, for every command ───────────────────────────────────────────────────────────────────────────────

BULK = [
    ("shortlist", "1", "2"),
    ("dismiss", "1", "2", "--reason", "weak"),
    ("snooze", "1", "2", "--until", "3d"),
    ("tag", "1", "2", "--add", "nieuw", "--new"),
    ("assign", "1", "2", "--to", "Bea"),
    ("approve", "3"),
    ("undo",),
]


@pytest.mark.parametrize("typed", BULK, ids=lambda typed: typed[0])
def test_a_trial_says_what_would_be_and_changes_nothing(curate: Call, typed: tuple[str, ...]) -> None:
    curate("comment", "3", "--commentary", WORDS)

    def stands() -> list[tuple[object, ...]]:
        shown = [curate("show", number, "--json").json for number in (1, 2, 3)]
        return [(row["state"], row["tags"], row["assigned"], row["note"], len(row["events"])) for row in shown]

    before = stands()
    tried = curate(*typed, "--dry-run", "--json")
    assert "Nothing was changed" in tried.err
    assert "Nothing was changed" in curate(*typed, "--dry-run").err
    assert stands() == before
    done = curate(*typed, "--json").json
    assert stands() != before
    if typed != ("undo",):
        assert done == tried.json
        curate("undo")
        assert [row[:-1] for row in stands()] == [row[:-1] for row in before]


def test_a_trial_of_what_was_posted_writes_no_ledger(curate: Call) -> None:
    curate("comment", "1", "--commentary", WORDS)
    curate("digest", "new", "Week")
    curate("digest", "add", "1", "1")
    assert len(curate("posted", "1", "--channel", "x", "--dry-run", "--json").json) == 1
    assert curate("posts", "--json").json == []
    assert curate("show", "1", "--json").json["state"] == "commented"


def test_a_trial_of_a_story_joins_nothing(curate: Call) -> None:
    curate("story", "join", "1", "2", "--dry-run")
    assert curate("show", "1", "--json").json["story"]["size"] == 1
