"""Keeping: is all well, and how the machine fetches by itself."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import as_json, command, emit, option, say, session, tell
from curate.errors import UsageError
from curate.locale import M, Message

if TYPE_CHECKING:
    from curate.deliver.schedules import Plan
    from curate.workflows.examining import Check

_EVERY = "15m, 20m, 30m, 1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d"


@command(
    "doctor",
    M(
        "See whether all is well: folder, disk, database, clock, and every source; with what to do where it is not.\n\n"
        "Exit code 1 where something is wrong."
    ),
    example="curate doctor",
)
@as_json
def doctor(*, as_json: bool) -> int:
    """Examine the workspace."""
    from curate.workflows import examining

    checks = examining.examine(session().workspace, lambda: session().desk)
    if as_json:
        emit(
            [
                {
                    "check": each.check,
                    "level": each.grade.value,
                    "message": tell(each.message),
                    "command": each.command,
                }
                for each in checks
            ]
        )
    else:
        _write(checks)
    return 0 if examining.is_well(checks) else 1


def _write(checks: list[Check]) -> None:
    from curate.workflows.examining import Grade

    marks: dict[Grade, tuple[str, Message]] = {
        Grade.OK: ("✓", M("well")),
        Grade.WARNING: ("!", M("warning")),
        Grade.ERROR: ("✗", M("wrong")),
    }
    for each in checks:
        mark, word = marks[each.grade]
        what = tell(each.message) if each.grade is Grade.OK else f"{tell(word)}: {tell(each.message)}"
        facts = [] if each.command is None else [tell(M("What to do: {command}", command=each.command))]
        layout.numbered(mark, what, facts)
    wrong = sum(each.grade is not Grade.OK for each in checks)
    if not wrong:
        say(M("All is well."))


@command(
    "schedule",
    M(
        "Print what makes this machine fetch by itself, also after a missed start: for cron, systemd, launchd or the "
        "Windows Task Scheduler. Nothing is installed."
    ),
    example="curate schedule --system systemd --every 1h",
)
@option(
    "--system",
    type=click.Choice(["cron", "systemd", "launchd", "schtasks", "all"]),
    metavar="SYSTEM",
    help=M("cron, systemd, launchd, schtasks or all (default: what fits this machine)."),
)
@option("--every", default="1h", metavar="TIME", help=M("How often: {times} (default: 1h).", times=_EVERY))
@option("--out", type=click.Path(path_type=Path), metavar="FILE", help=M("Write the piece there, in its own encoding."))
@as_json
def schedule(system: str | None, every: str, out: Path | None, *, as_json: bool) -> None:
    """Print the pieces."""
    from curate import platforms
    from curate.deliver import schedules

    interval = _interval(every)
    workspace = session().workspace.root
    chosen = schedules.SYSTEMS if system == "all" else (system or platforms.scheduler(),)
    plans = [schedules.plan(name, program(), workspace, interval) for name in chosen]
    if out is not None:
        _save(plans, out)
    if as_json:
        emit([_plan_json(plan) for plan in plans])
        return
    if out is not None:
        say(M("Written: {path}", path=out))
        return
    for plan in plans:
        _show(plan)


def _interval(every: str) -> timedelta:
    from curate.deliver import schedules

    unit = {"m": 1, "h": 60, "u": 60, "d": 1440}.get(every[-1:].lower())
    minutes = int(every[:-1]) * unit if unit and every[:-1].isascii() and every[:-1].isdigit() else 0
    if minutes not in schedules.EVERY:
        raise UsageError(M("“{found}” cannot be planned.", found=every), hint=M("Choose one of: {times}", times=_EVERY))
    return timedelta(minutes=minutes)


def program() -> list[str]:
    """Return the command that is curate here, as a list of words, its path absolute."""
    called = Path(sys.argv[0])
    if called.stem == "curate" and called.is_file():
        return [str(called.absolute())]
    found = shutil.which("curate")
    beside = Path(sys.executable).with_name("curate.exe" if sys.platform == "win32" else "curate")
    if beside.is_file():  # the one of this Python, before another that is found by its name
        return [str(beside)]
    return [str(Path(found).absolute())] if found else [sys.executable, "-m", "curate"]


def _plan_json(plan: Plan) -> dict[str, object]:
    return {
        "system": plan.system,
        "pieces": [{"place": piece.place, "text": piece.text} for piece in plan.pieces],
        "commands": list(plan.commands),
        "note": tell(plan.note),
    }


def _show(plan: Plan) -> None:
    click.echo(layout.strong(f"# {plan.system}"))
    for piece in plan.pieces:
        say(M("Put this into {place}:", place=piece.place))
        click.echo()
        click.echo(piece.text.rstrip("\n"))
        click.echo()
    say(M("Then type:"))
    for typed in plan.commands:
        click.echo(f"  {typed}")
    say(plan.note)
    click.echo()


def _save(plans: list[Plan], out: Path) -> None:
    from curate.deliver import exports
    from curate.models import Export

    pieces = [piece for plan in plans for piece in plan.pieces]
    if len(pieces) != 1:
        raise UsageError(
            M("--out writes one file; this is more than one."),
            hint=M("Name one system that has one piece: --system cron, launchd or schtasks."),
        )
    if pieces[0].encoding == "utf-8":
        exports.write(Export(channel="schedule", files=((out.name, pieces[0].text),)), out.parent)
    else:
        exports.write_bytes(out, pieces[0].text.encode(pieces[0].encoding))
