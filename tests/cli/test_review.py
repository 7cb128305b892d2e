"""A review in a real terminal, and line by line through a pipe."""

from __future__ import annotations

import io
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from curate.cli.root import run
from tests import recording
from tests.cli.conftest import Called
from tests.cli.reviewed import NOW, fill

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)

import termios

from tests.terminal import ROOT, Terminal

MOMENT = NOW.isoformat()
FIRST, SECOND, THIRD = "Scholen worstelen", "Vrijwilligers vinden", "Een museum"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a workspace with five stories that wait."""
    fill(tmp_path / "werkmap").store.close()
    return tmp_path / "werkmap"


@pytest.fixture
def review(folder: Path) -> Callable[..., Terminal]:
    """Give what starts a review in a terminal."""

    def start(*arguments: str, **how: object) -> Terminal:
        return Terminal(folder, "review", *arguments, **({"CURATE_NOW": MOMENT} | how))  # type: ignore[arg-type]

    return start


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "data" / "curate.db")) as connection:
        return connection.execute(query).fetchall()


def events(folder: Path) -> list[tuple[object, ...]]:
    return ask(folder, "SELECT action, item_id, text FROM event WHERE \"by\" = 'An' ORDER BY id")


@pytest.fixture
def typed(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Called]:
    """Give what has a review by lines that are typed; None: the input is closed."""

    def answer(lines: str | bytes | None, *arguments: str, by: str = "An") -> Called:
        given = None
        if lines is not None:
            body = lines if isinstance(lines, bytes) else lines.encode()
            given = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", given)
            patch.setenv("CURATE_NOW", MOMENT)
            capfd.readouterr()
            code = run(["--workspace", str(folder), "--by", by, "review", *arguments])
        return Called(code, *capfd.readouterr())

    return answer


# ── seen ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 50)])
def test_one_screen_has_all_there_is_to_judge_by(review, columns, rows):
    with review("--minutes", "15", columns=columns, rows=rows) as terminal:
        text = " ".join(terminal.see("? help").split())
        for words in (
            "1 of 5, 4 to go · 0 of 15 min · #1",
            "Scholen worstelen met de GDPR",
            "Sociaal Net · Els Janssens · 1 hour old (2026-11-23) · nl",
            "Tip of: Fatima: Dit raakt al onze scholen",
            "Went out before: “Jongeren en hun gegevens: onze brochure over de GDPR”",
            "(2026-10-14, facebook; tag jongeren)",
            "privacy (the text says “GDPR”)",
            "Score: 2.0; tag jongeren (jongeren): +1",
            "Yours: #6 “Jongeren en hun gegevens",
            "Alinea 1: scholen bewaren gegevens van jongeren",
            "k keep d dismiss z later c comment t tag o open f full text",
        ):
            assert words in text
        assert "GDPR" in terminal.bold()
        assert "gegevens" not in terminal.bold()
        assert terminal.styles["colour"] == set()
        terminal.press("q")
        assert terminal.end() == 0
        assert "5 wait. Go on with: curate review" in terminal.text


def test_it_follows_the_size_of_its_terminal(review):
    with review() as terminal:
        terminal.see("? help")
        for columns, rows in ((40, 12), (20, 6), (120, 40), (1, 1), (80, 24)):
            terminal.resize(columns, rows)
            if columns > 1:
                terminal.see(lambda t, c=columns, r=rows: t.lines[0].startswith("1 of 5") and t.lines[r - 1] != "")
        terminal.see("q quit  ? help")
        terminal.press("k")
        terminal.see(SECOND)


def test_it_follows_its_size_while_it_asks(review):
    with review() as terminal:
        terminal.see(FIRST)
        terminal.press("C")
        terminal.see("Why does it matter")
        terminal.press("Omdat")
        terminal.resize(60, 20)
        terminal.see(lambda t: t.lines[19].endswith("Omdat"))
        terminal.press(" het telt.\r")
        terminal.see("#1 commented")


def test_a_long_text_is_read_on_with_space_which_then_goes_on(review):
    with review() as terminal:
        terminal.see("space: read on")
        terminal.press("\x1b[6~")
        terminal.see("Alinea 8")
        terminal.press("\x1b[5~")
        terminal.see("Tip of")
        terminal.press(" ")
        terminal.see("Alinea 8")
        while SECOND not in terminal.text:
            assert FIRST in terminal.text
            before = terminal.text
            terminal.press(" ")
            terminal.see(lambda shown, before=before: shown.text != before and "? help" in shown.text)
            terminal.settle()


def test_without_colour_nothing_is_styled_and_words_stand_between_asterisks(review):
    with review(NO_COLOR="1") as terminal:
        assert "de *GDPR* vraagt" in terminal.see("? help")
        assert terminal.styles == {"bold": set(), "colour": set()}
        assert b"\x1b[1m" not in terminal.sent


def test_the_help_names_the_keys(review):
    with review() as terminal:
        terminal.see(FIRST)
        terminal.press("?")
        terminal.see("put it aside until a date (snooze)")
        terminal.press("x")
        terminal.see(FIRST)


# ── decided ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_key_decides_and_the_end_says_what_was_done(folder, review):
    with review() as terminal:
        terminal.see(FIRST)
        terminal.press("k")
        terminal.see(SECOND)
        terminal.press("d")
        terminal.see("n = not for us · k = known already")
        terminal.press("w")
        terminal.see(THIRD)
        terminal.press("z")
        terminal.see("in a week (2026-11-30)")
        terminal.press("3")
        terminal.see("#4 snoozed (2026-11-30)")
        terminal.press("z")
        terminal.see("Until when?")
        terminal.press("d")
        terminal.see("Until which date?")
        terminal.press("24/12\r")
        terminal.see("snoozed (2026-12-24)")
        terminal.press("d\r")
        assert terminal.end() == 0
        assert "That was all." in terminal.text
        assert "shortlisted 1, dismissed 2, snoozed 2" in terminal.text
        assert "curate comment 1" in terminal.text
    assert [(action, item) for action, item, _ in events(folder)] == [
        ("shortlist", 1), ("dismiss", 2), ("snooze", 4), ("snooze", 3), ("dismiss", 5),
    ]  # fmt: skip
    assert ask(folder, "SELECT snoozed_until FROM item WHERE id = 3") == [("2026-12-23T23:00:00Z",)]


def test_escape_thinks_better_of_each_question(folder, review):
    with review() as terminal:
        terminal.see(FIRST)
        for key, asked in (("d", "Why?"), ("z", "Until when?"), ("t", "Tags, with"), ("C", "Why does it")):
            terminal.press(key)
            terminal.see(asked)
            terminal.press("\x1b")
            terminal.see("? help")
        terminal.press("q")
        assert terminal.end() == 0
    assert events(folder) == []


def test_tags_are_completed_and_a_new_one_is_asked_about(folder, review):
    with review() as terminal:
        terminal.see(FIRST)
        terminal.press("n")
        terminal.see(SECOND)
        terminal.press("t")
        terminal.see("Tags, with commas")
        terminal.press("pri\t")
        terminal.see("off): privacy")
        terminal.press(",-jongeren,buurt\r")
        terminal.see("There is no tag “buurt” yet. Make it?")
        terminal.press("y")
        terminal.see("Its tags are now: buurt, privacy, welzijn")
    assert events(folder) == [("tag", 2, "+privacy +buurt -jongeren")]


def test_back_undo_next_and_another_source(folder, review):
    with review() as terminal:
        terminal.see(FIRST)
        terminal.press("b")
        terminal.see("This is the first one.")
        terminal.press("k")
        terminal.see(SECOND)
        terminal.press("b")
        terminal.see("shortlisted")
        terminal.press("n")
        terminal.see(SECOND)
        terminal.press("u")
        terminal.see("Taken back")
        assert FIRST in terminal.text
        terminal.press("s")
        terminal.see(THIRD)
        assert "3 of 3" in terminal.text
        terminal.press("u")
        terminal.see("nothing to take back")
    assert ask(folder, "SELECT state FROM item WHERE id = 1") == [("new",)]


def test_what_a_colleague_did_is_asked_about_before_it_is_taken_back(folder, review, typed):
    typed("d w\nq\n", by="Bert")
    with review() as terminal:
        terminal.see(SECOND)
        terminal.press("u")
        terminal.see("Take it back? y = yes")
        assert "Bert" in terminal.text
        terminal.press("n")
        terminal.see("? help")
        terminal.press("uy")
        terminal.see(FIRST)
    assert ask(folder, "SELECT state FROM item WHERE id = 1") == [("new",)]


def editor(folder: Path, script: str) -> str:
    path = folder / "editor.sh"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_comment_is_written_in_the_editor(folder, review):
    fill_in = editor(folder, """sed -i '0,/^## .*/s//&\\n\\nOmdat scholen ons vragen wat mag./' "$1" """)
    with review(EDITOR=fill_in) as terminal:
        terminal.see(FIRST)
        terminal.press("c")
        terminal.see("#1 commented")
    assert [event[:2] for event in events(folder)] == [("comment", 1)]
    assert ask(folder, "SELECT commentary FROM note") == [("Omdat scholen ons vragen wat mag.",)]


@pytest.mark.parametrize("script", ["exit 1", "true"])
def test_an_editor_that_fails_or_writes_nothing_is_said_and_the_review_goes_on(folder, review, script):
    with review(EDITOR=editor(folder, script)) as terminal:
        terminal.see(FIRST)
        terminal.press("c")
        terminal.see(lambda t: "ended with an error (1)" in t.text or "You changed nothing" in t.text)
        terminal.press("k")
        terminal.see(SECOND)


def test_words_that_were_pasted_are_one_line_and_elsewhere_no_keys(folder, review):
    with review() as terminal:
        terminal.see(FIRST)
        terminal.press("\x1b[200~kkk\nddd\x1b[201~")
        terminal.see("What you pasted was left aside")
        terminal.press("C\x1b[200~Twee\nregels\x1b[201~\r")
        terminal.see("#1 commented")
    assert ask(folder, "SELECT commentary FROM note") == [("Twee regels",)]


def test_the_browser_is_given_the_address(folder, review):
    seen = folder / "seen.txt"
    with review(BROWSER=editor(folder, f'echo "$1" > {seen}') + " %s") as terminal:
        terminal.see(FIRST)
        terminal.press("o")
        terminal.see("Opened in your browser")
    assert seen.read_text().strip() == "https://bron1.example/0"


def test_without_a_browser_the_address_is_said(review, tmp_path):
    (tmp_path / "bin").mkdir()
    with review(BROWSER="/nowhere/browser", PATH=str(tmp_path / "bin"), DISPLAY=None) as terminal:
        terminal.see(FIRST)
        terminal.press("o")
        terminal.see("The address is: https://bron1.example/0")


def test_a_page_that_cannot_be_read_is_said(review):
    with review() as terminal:
        terminal.see(FIRST)
        terminal.press("f")
        terminal.see(lambda t: "bron1.example" in t.lines[-3] + t.lines[-4] + t.lines[-5] and "Asking" not in t.text)
        assert FIRST in terminal.text


# ── broken off ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "keys",
    ["", "d", "C", *(pytest.param(keys, marks=pytest.mark.slow) for keys in ("z", "zd", "t", "tpri", "?", "tnieuw\r"))],
)
def test_ctrl_c_at_any_prompt_keeps_what_was_decided_and_gives_the_terminal_back(folder, review, keys):
    with review() as terminal:
        terminal.see(FIRST)
        terminal.press("k")
        terminal.see(SECOND)
        terminal.press(keys)
        time.sleep(0.2)
        terminal.press("\x03")
        assert terminal.end() == 130
        assert "What was done before is kept" in terminal.text
        assert "Traceback" not in terminal.text
        assert terminal.sent.rstrip().find(b"\x1b[?1049l") > 0
    assert [event[:2] for event in events(folder)] == [("shortlist", 1)]


def test_ctrl_c_in_plain_prompts(folder, review):
    with review("--plain") as terminal:
        terminal.see("What now?")
        terminal.press("d\r")
        terminal.see("Why?")
        terminal.press("\x03")
        assert terminal.end() == 130
    assert events(folder) == []


def test_keys_are_shown_again_after_it(folder, tmp_path):
    """The modes of the terminal are as they were before."""
    import pty

    main, side = pty.openpty()
    before = termios.tcgetattr(side)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "CURATE_NOW": MOMENT}
    process = subprocess.Popen(
        [sys.executable, "-m", "curate", "review"], cwd=folder, env=env, stdin=side, stdout=side, stderr=side
    )
    read = b""
    while b"help" not in read:
        read += os.read(main, 65536)
    assert termios.tcgetattr(side)[3] != before[3]
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 130
    assert termios.tcgetattr(side) == before
    os.close(main)
    os.close(side)


def test_a_kill_in_the_middle_loses_no_decision(tmp_path):
    folder = tmp_path / "werkmap"
    fill(folder, many=60).store.close()
    with Terminal(folder, "review", CURATE_NOW=MOMENT) as terminal:
        terminal.see(FIRST)
        for number in range(1, 41):
            terminal.press("k" if number % 2 else "dw")
            terminal.see(f"{number + 1} of 65")
        terminal.process.kill(signal.SIGKILL)
    assert len(events(folder)) == 40
    assert ask(folder, "PRAGMA integrity_check") == [("ok",)]
    states = dict(ask(folder, "SELECT state, count(*) FROM item WHERE source_id != 3 GROUP BY state"))
    assert states == {"shortlisted": 20, "dismissed": 20, "new": 25}
    with Terminal(folder, "review", CURATE_NOW=MOMENT) as terminal:
        terminal.see("1 of 25")


def test_a_hundred_keys_typed_at_once_are_a_hundred_decisions(tmp_path):
    folder = tmp_path / "werkmap"
    fill(folder, many=120).store.close()
    with Terminal(folder, "review", CURATE_NOW=MOMENT) as terminal:
        terminal.see(FIRST)
        terminal.press("k" * 100)
        terminal.see("101 of 125")
        terminal.press("q")
        assert terminal.end() == 0
    assert len(events(folder)) == 100


def test_its_window_is_closed(folder, review):
    with review() as terminal:
        terminal.see(FIRST)
        terminal.press("k")
        terminal.see(SECOND)
        terminal.process.close(force=False)
        assert not terminal.process.isalive()
    assert len(events(folder)) == 1


# ── two at once ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "key", ["k", *(pytest.param(key, marks=pytest.mark.slow) for key in ("dw", "Cmijn woorden\r", "c"))]
)
def test_who_comes_second_is_shown_what_the_first_did(folder, review, key, typed):
    with review(EDITOR="false") as terminal:
        terminal.see(FIRST)
        typed("c Omdat scholen ons bellen.\nq\n", by="Bert")
        terminal.press(key)
        terminal.see("Bert did something with this item in the meantime")
        text = terminal.see("Omdat scholen ons bellen.")
        assert FIRST in text
        assert "commented" in text
        terminal.press("C")
        terminal.see("public? Omdat scholen ons bellen.")
        terminal.press(" En ouders ook.\r")
        terminal.see("#1 commented")
    assert ask(folder, 'SELECT commentary, "by" FROM note ORDER BY id') == [
        ("Omdat scholen ons bellen.", "Bert"),
        ("Omdat scholen ons bellen. En ouders ook.", "An"),
    ]


def test_a_text_that_stands_beside_is_shown_too(folder, review):
    with review() as terminal:
        terminal.see(FIRST)
        with closing(sqlite3.connect(folder / "data" / "curate.db")) as connection, connection:
            connection.execute(
                'INSERT INTO note (key, item_id, commentary, "by", "at") '
                "VALUES ('r', 2, 'Van Bert.', 'Bert', '2026-11-23T09:00:00Z')"
            )
            connection.execute("INSERT INTO rival SELECT id, item_id FROM note")
        terminal.press("k")
        terminal.see("Van Bert.")


def test_after_another_program_had_the_terminal_it_is_drawn_anew(review):
    with review() as terminal:
        terminal.see("? help")
        terminal.settle()
        before = len(terminal.sent)
        mode = termios.tcgetattr(terminal.process.child_fd)
        mode[3] |= termios.ICANON | termios.ECHO  # as a shell leaves it after Ctrl-Z and fg
        termios.tcsetattr(terminal.process.child_fd, termios.TCSANOW, mode)
        terminal.see(lambda t: b"\x1b[?1049h" in t.sent[before:])
        terminal.press("k")
        terminal.see(SECOND)


def test_a_fetch_that_runs_is_said_and_nothing_is_lost(folder, review):
    from curate import workspace

    with review() as terminal:
        terminal.see(FIRST)
        with workspace.find(folder, None, {}).lock():
            terminal.press("f")
            terminal.see(lambda t: "? help" in t.text and "Asking" not in t.text and "#1" in t.text)
            terminal.settle()
            terminal.press("k")
            terminal.see(SECOND)


# ── gone on with ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_goes_on_where_it_stopped_and_what_was_left_comes_at_the_end(folder, review):
    with review() as terminal:
        terminal.see(FIRST)
        terminal.press("n")
        terminal.see(SECOND)
        terminal.press("k")
        terminal.see(THIRD)
        terminal.press("q")
        assert terminal.end() == 0
    with review() as terminal:
        terminal.see(f"1 of 4, 3 to go · 0 min · #4\n{THIRD}")
        terminal.press("nnn")
        terminal.see(f"4 of 4, 0 to go · 0 min · #1\n{FIRST}")


def test_it_can_be_about_a_tag_a_source_or_a_state(typed):
    assert "Item 1 of 1, 0 to go" in typed("", "--tag", "privacy").out
    assert "Outlet: De Krant" in typed("", "--source", "De Krant").out
    typed("k\nq\n")
    shown = typed("d\nk\n", "--state", "shortlisted").out
    assert "State: shortlisted" in shown
    assert "dismissed (known already)" in shown


def test_nothing_waits(typed):
    typed("k\n" * 5)
    done = typed("")
    assert done.code == 0
    assert "Nothing waits here" in done.out


# ── plain ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_through_a_pipe_it_is_lines_and_letters(folder, typed):
    done = typed("\nk\nd\nw\nz\n2\nt privacy\nc Omdat het telt.\nfoo\n?\nz 31/2\nd x\nq\n")

    assert done.code == 0
    assert done.err == ""
    assert "\x1b" not in done.out
    for line in (
        "Title: Scholen worstelen met de GDPR",
        "Tags: jongeren (the text says “TikTok”); welzijn (from the source Sociaal Net)",
        "There is more: Enter reads on.",
        "#2 dismissed (weak): Vrijwilligers vinden elkaar op TikTok",
        "#4 snoozed (2026-11-26): Een museum zonder muren",
        "Its tags are now: privacy, welzijn",
        "#3 commented: Buren koken voor buren",
        "“foo” does nothing here. ? shows the keys.",
        "“31/2” is not a date. Write for instance 2026-12-24, 24/12, 10d or 2w.",
    ):
        assert line in done.out.splitlines()
    assert [event[0] for event in events(folder)] == ["shortlist", "dismiss", "snooze", "tag", "comment"]


@pytest.mark.parametrize("lines", [None, "", "d\n", "z\nd\n", "t\n", "C\n"])
def test_an_input_that_ends_ends_the_review(folder, lines, typed):
    done = typed(lines)

    assert done.code == 0
    assert "Nothing more can be typed here" in done.out
    assert "Traceback" not in done.err
    assert events(folder) == []


def test_a_closed_input(folder):
    command = f"{sys.executable} -m curate review <&-"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_bytes_that_are_no_text(typed):
    done = typed(b"\xff\xfe\nk\n")

    assert done.code == 0
    assert "does nothing here" in done.out
    assert "#1 shortlisted" in done.out


def test_a_real_pipe(folder):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "CURATE_NOW": MOMENT, "TERM": "xterm"}
    command = [sys.executable, "-m", "curate", "review"]
    done = subprocess.run(command, cwd=folder, env=env, input=b"k\n", capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    assert "Vrijwilligers" in done.stdout.decode()
    assert b"\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "environment"), [(["--plain"], {}), ([], {"TERM": "dumb"}), ([], {"TERM": None})]
)
def test_a_terminal_that_cannot_more_is_never_drawn_over(folder, review, arguments, environment):
    with review(*arguments, **environment) as terminal:
        terminal.see("What now?")
        terminal.press("k\r")
        terminal.see(f"Title: {SECOND}")
        terminal.press("q\r")
        assert terminal.end() == 0
        assert b"\x1b" not in terminal.sent


# ── how long ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("minutes", ["0", "-3", "x", "100000"])
def test_minutes_are_a_number_of_minutes(minutes, typed):
    done = typed("", "--minutes", minutes)

    assert done.code == 2
    assert "--minutes" in done.err


# ── the guides ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_guide_shows_a_review_as_it_is(language):
    guide = (recording.DOCS / recording.GUIDES[language]).read_text(encoding="utf-8")

    assert recording.block(guide) == recording.shown(language), "bring it up to date with: make recording"


def test_a_script_is_told_what_was_decided(typed):
    done = typed("k\nd w\nq\n", "--json")

    assert done.json == {
        "minutes": 0,
        "decided": [{"item": 1, "action": "shortlist"}, {"item": 2, "action": "dismiss"}],
        "waiting": 3,
    }
    assert "What now?" in done.err


@pytest.mark.parametrize(("after", "ends"), [(14.9, False), (15, True)])
def test_it_stops_kindly_when_the_item_at_hand_is_decided(folder, monkeypatch, after, ends, typed):
    from curate.workflows.reviewing import Review

    monkeypatch.setattr(Review, "minutes", property(lambda _: after))
    done = typed("t -privacy\nk\nk\n", "--minutes", "15")

    assert ("15 minutes are over." in done.out) is ends
    assert len(events(folder)) == (2 if ends else 3), "tagging is not deciding: the item stays"
