"""The pieces that let a machine fetch by itself: crontab, systemd, launchd and the Windows Task Scheduler.

Each is made to catch up after a missed start (a laptop that was shut), as far as its system can. Nothing is installed:
what is returned is for a person to put in its place.
"""

from __future__ import annotations

import hashlib
import plistlib
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from pathlib import PurePath

from curate.locale import M, Message

SYSTEMS = ("cron", "systemd", "launchd", "schtasks")
EVERY = (15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440)
"""Minutes that every system can count: they divide an hour or a day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One file, or a part of one."""

    place: str
    """Where it belongs, as a person of that system types it."""
    text: str
    encoding: str = "utf-8"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What makes one system fetch by itself."""

    system: str
    pieces: tuple[Piece, ...]
    commands: tuple[str, ...]
    """What to type when the pieces are in their place."""
    note: Message
    """What happens after a missed start."""


def plan(system: str, program: Sequence[str], workspace: PurePath, every: timedelta) -> Plan:
    """Return what makes `system` run `curate fetch` in a workspace.

    `program`: the command that is curate, as a list of words; `every`: one of `EVERY` minutes.
    """
    words = [*program, "--workspace", str(workspace), "fetch"]
    minutes = int(every.total_seconds()) // 60
    return {"cron": _cron, "systemd": _systemd, "launchd": _launchd, "schtasks": _schtasks}[system](
        words, workspace, minutes
    )


def minute(workspace: PurePath) -> int:
    """Return the minute of the hour at which a workspace fetches: its own, so that not all the world asks at :00."""
    return 1 + int(hashlib.sha256(str(workspace).encode()).hexdigest()[:8], 16) % 14


def _cron(words: Sequence[str], workspace: PurePath, minutes: int) -> Plan:
    first = minute(workspace)
    if minutes < 60:  # noqa: PLR2004
        times = f"{','.join(str(each) for each in range(first, 60, minutes))} * * * *"
    elif minutes == 60:  # noqa: PLR2004
        times = f"{first} * * * *"
    elif minutes < 1440:  # noqa: PLR2004
        times = f"{first} */{minutes // 60} * * *"
    else:
        times = f"{first} 7 * * *"
    command = shlex.join(words).replace("%", r"\%")  # crontab(5): a bare % ends the line
    text = f"{times} {command}\n@reboot sleep 120; {command}\n"
    return Plan(
        system="cron",
        pieces=(Piece(place="crontab -e", text=text),),
        commands=("crontab -l",),
        note=M(
            "cron does not catch up on what it missed while the machine slept. "
            "The second line fetches after each start."
        ),
    )


def _systemd(words: Sequence[str], workspace: PurePath, minutes: int) -> Plan:
    first = minute(workspace)
    if minutes < 60:  # noqa: PLR2004
        calendar = f"*:{first:02}/{minutes}"
    elif minutes < 1440:  # noqa: PLR2004
        calendar = f"*:{first:02}" if minutes == 60 else f"00/{minutes // 60}:{first:02}"  # noqa: PLR2004
    else:
        calendar = f"07:{first:02}"
    command = " ".join(_unit_word(word) for word in words)
    service = (
        "[Unit]\nDescription=curate: fetch what is new\nAfter=network-online.target\n\n"
        f"[Service]\nType=oneshot\nExecStart={command}\n"
        "# 3: some sources failed; 75: another fetch is at work.\nSuccessExitStatus=3 75\n"
    )
    timer = (
        "[Unit]\nDescription=curate: fetch what is new, by itself\n\n"
        f"[Timer]\nOnCalendar={calendar}\n"
        "# After a missed start: as soon as the machine is up again.\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )
    folder = "~/.config/systemd/user"
    return Plan(
        system="systemd",
        pieces=(
            Piece(place=f"{folder}/curate-fetch.service", text=service),
            Piece(place=f"{folder}/curate-fetch.timer", text=timer),
        ),
        commands=(
            "systemctl --user daemon-reload",
            "systemctl --user enable --now curate-fetch.timer",
            "systemctl --user list-timers curate-fetch.timer",
        ),
        note=M("After a missed start it fetches as soon as you are logged in. On a server: loginctl enable-linger"),
    )


def _unit_word(word: str) -> str:
    """Return a word as systemd.service(5) quotes it: % begins a specifier, $ a variable."""
    quoted = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{quoted}"'


def _launchd(words: Sequence[str], workspace: PurePath, minutes: int) -> Plan:
    first = minute(workspace)
    if minutes < 60:  # noqa: PLR2004
        times = [{"Minute": each} for each in range(first, 60, minutes)]
    elif minutes == 60:  # noqa: PLR2004
        times = [{"Minute": first}]
    else:
        times = [{"Hour": hour, "Minute": first} for hour in range(0, 24, minutes // 60)]
        times = times if minutes < 1440 else [{"Hour": 7, "Minute": first}]  # noqa: PLR2004
    label = "example.curate.fetch"
    job = {
        "Label": label,
        "ProgramArguments": list(words),
        "StartCalendarInterval": times,
        "RunAtLoad": True,
        "ProcessType": "Background",
        "StandardErrorPath": str(workspace / "data" / "fetch.log"),
    }
    place = f"~/Library/LaunchAgents/{label}.plist"
    return Plan(
        system="launchd",
        pieces=(Piece(place=place, text=plistlib.dumps(job, sort_keys=False).decode()),),
        commands=(f"launchctl bootstrap gui/$(id -u) {place}", f"launchctl print gui/$(id -u)/{label}"),
        note=M("After a missed start it fetches when the machine wakes, and also when you log in."),
    )


def _schtasks(words: Sequence[str], workspace: PurePath, minutes: int) -> Plan:
    first = minute(workspace)
    arguments = " ".join(_windows_word(word) for word in words[1:])
    text = f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>curate: fetch what is new</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
{_repetition(minutes)}      <StartBoundary>2026-01-01T00:{first:02}:00</StartBoundary>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <StartWhenAvailable>true</StartWhenAvailable>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>PT1H</ExecutionTimeLimit>
    <Hidden>true</Hidden>
  </Settings>
  <Actions>
    <Exec>
      <Command>{escape(str(words[0]), quote=False)}</Command>
      <Arguments>{escape(arguments, quote=False)}</Arguments>
      <WorkingDirectory>{escape(str(workspace), quote=False)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
    return Plan(
        system="schtasks",
        pieces=(Piece(place="curate-fetch.xml", text=text, encoding="utf-16"),),
        commands=(
            "curate schedule --system schtasks --out curate-fetch.xml",
            'schtasks /Create /TN "curate fetch" /XML curate-fetch.xml',
            'schtasks /Query /TN "curate fetch"',
        ),
        note=M("After a missed start it fetches as soon as the machine is awake and on the network."),
    )


def _repetition(minutes: int) -> str:
    if minutes >= 1440:  # noqa: PLR2004  (once a day)
        return ""
    return f"      <Repetition><Interval>PT{minutes}M</Interval><Duration>P1D</Duration></Repetition>\n"


def _windows_word(word: str) -> str:
    """Return a word as CommandLineToArgvW reads it: quotes around white space, a closing backslash doubled."""
    if word and not any(character in ' \t"' for character in word):
        return word
    backslashes = len(word) - len(word.rstrip("\\"))
    return '"' + word.replace('"', '\\"') + "\\" * backslashes + '"'


__all__ = ["EVERY", "SYSTEMS", "Piece", "Plan", "minute", "plan"]
