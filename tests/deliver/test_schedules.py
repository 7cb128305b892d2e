"""The pieces that make a machine fetch by itself, read as their systems read them."""

from __future__ import annotations

import configparser
import plistlib
import re
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from curate.deliver import schedules
from curate.deliver.schedules import EVERY, SYSTEMS, plan

PROGRAM = ["/opt/my tools/curate"]
WORKSPACE = PurePosixPath("/home/an/mijn 100% curatie")
WORDS = [*PROGRAM, "--workspace", str(WORKSPACE), "fetch"]
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_and_every_time_has_its_piece(system: str, every: int) -> None:
    made = plan(system, PROGRAM, WORKSPACE, timedelta(minutes=every))
    assert made.system == system
    assert all(piece.text.endswith("\n") for piece in made.pieces)
    assert made.commands
    assert made.note


@pytest.mark.parametrize(
    ("every", "times"),
    [(15, 4 * 24), (20, 3 * 24), (30, 48), (60, 24), (120, 12), (360, 4), (720, 2), (1440, 1)],
)
def test_cron_runs_as_often_as_asked(every: int, times: int) -> None:
    line, again = plan("cron", PROGRAM, WORKSPACE, timedelta(minutes=every)).pieces[0].text.splitlines()
    minutes, hour, *rest = line.split(" ")[:5]
    assert rest == ["*", "*", "*"]
    step = int(hour[2:]) if hour.startswith("*/") else 1
    per_day = 1 if hour.isdigit() else 24 // step
    assert len(minutes.split(",")) * per_day == times
    assert all(0 <= int(minute) < 60 for minute in minutes.split(","))
    assert again.startswith("@reboot sleep 120; ")


def test_cron_gets_its_words_whole() -> None:
    """Hold crontab(5): a bare % ends the line, one after a backslash does not; what is left is for the shell."""
    line = plan("cron", PROGRAM, WORKSPACE, hours(1)).pieces[0].text.splitlines()[0]
    command = line.split(" ", 5)[5]
    assert not re.search(r"(?<!\\)%", command)
    assert shlex.split(command.replace(r"\%", "%")) == WORDS


def test_systemd_catches_up_and_gets_its_words_whole(tmp_path: Path) -> None:
    service, timer = plan("systemd", PROGRAM, WORKSPACE, hours(1)).pieces
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(service.text)
    assert shlex.split(parsed["Service"]["ExecStart"].replace("%%", "%")) == WORDS
    assert parsed["Service"]["SuccessExitStatus"] == "3 75"
    parsed.read_string(timer.text)
    assert parsed["Timer"]["Persistent"] == "true"
    assert re.fullmatch(r"\*:\d\d", parsed["Timer"]["OnCalendar"])
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    calendar = parsed["Timer"]["OnCalendar"]
    subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)


def test_launchd_gets_its_words_whole_and_runs_at_load() -> None:
    job = plistlib.loads(plan("launchd", PROGRAM, WORKSPACE, hours(6)).pieces[0].text.encode())
    assert job["ProgramArguments"] == WORDS
    assert job["RunAtLoad"] is True
    assert [time["Hour"] for time in job["StartCalendarInterval"]] == [0, 6, 12, 18]


def test_windows_catches_up_and_gets_its_words_whole() -> None:
    workspace = PureWindowsPath(r"C:\Users\An & Jan\mijn curatie")
    [piece] = plan("schtasks", [r"C:\Program Files\curate.exe"], workspace, hours(2)).pieces
    assert piece.encoding == "utf-16"
    task = ET.fromstring(piece.text.encode("utf-16"))  # noqa: S314  (our own text)
    assert task.findtext(f".//{TASK}StartWhenAvailable") == "true"
    assert task.findtext(f".//{TASK}Command") == r"C:\Program Files\curate.exe"
    assert task.findtext(f".//{TASK}Arguments") == rf'--workspace "{workspace}" fetch'
    assert task.findtext(f".//{TASK}Interval") == "PT120M"
    order = [element.tag.removeprefix(TASK) for element in task.iter(f"{TASK}CalendarTrigger") for element in element]
    assert order == ["Repetition", "StartBoundary", "ScheduleByDay"], "the schema of the scheduler is a sequence"


def test_not_all_the_world_asks_at_the_hour() -> None:
    minutes = {schedules.minute(PurePosixPath(f"/home/{name}/c")) for name in "abcdefghijklmnop"}
    assert len(minutes) > 5
    assert 0 not in minutes
