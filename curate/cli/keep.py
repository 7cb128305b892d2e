"""Keeping: is all well, and how the machine fetches by itself."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import as_json, command, emit, option, say, session, tell, warn
from curate.errors import UsageError
from curate.locale import MN, M, Message

if TYPE_CHECKING:
    from curate.deliver.schedules import Plan
    from curate.workflows.examining import Check
    from curate.workflows.handover import TakenOver
    from curate.workspace import Workspace

_EVERY = "15m, 20m, 30m, 1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d"


@command(
    "doctor",
    M(
        "See whether all is well: folder, disk, database, clock, and every source; with what to do where it is not.\n\n"
        "Exit code 1 where something is wrong."
    ),
    example="curate doctor",
)
@option(
    "--tidy",
    is_flag=True,
    help=M("First let go of what is older than `keep:` says, and give free room in the database back to the disk."),
)
@as_json
def doctor(*, tidy: bool, as_json: bool) -> int:
    """Examine the workspace."""
    from curate.workflows import examining, keeping

    if tidy:
        done = keeping.tidy(session().desk)
        if not as_json:
            freed = keeping.megabytes(done.freed) if done.freed else 0
            say(MN("Tidied up: {n} old item let go of, {freed} MB given back.",
                   "Tidied up: {n} old items let go of, {freed} MB given back.", done.let_go, freed=freed))  # fmt: skip
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
    "backup",
    M(
        "Write a whole copy of the database, also while a fetch runs. It is checked, and is whole or not there.\n\n"
        "FILE may be a folder, such as one on another disk; without it, the copy goes to data/backups."
    ),
    example="curate backup /media/usb",
)
@click.argument("file", metavar="[FILE]", type=click.Path(path_type=Path), required=False)
@as_json
def backup(file: Path | None, *, as_json: bool) -> None:
    """Back up."""
    from curate import clock
    from curate.workflows import keeping

    done = keeping.back_up(session().workspace, file, clock.now())
    if as_json:
        emit({"path": str(done.path), "bytes": done.bytes, "items": done.items})
        return
    size = keeping.megabytes(done.bytes)
    said = MN("A copy with {n} item ({size} MB) stands in {path}",
              "A copy with {n} items ({size} MB) stands in {path}", done.items, size=size, path=done.path)  # fmt: skip
    say(said)
    say(M("Bring it back with: curate restore {path}", path=done.path))


@command(
    "restore",
    M(
        "Bring a backup back, or take over what `curate handover` wrote, in place of what is there now; "
        "what is there now goes to data/backups first. Where no workspace is yet, a handover makes one.\n\n"
        "A backup of an older curate is brought up to date. What is damaged, of a newer curate or no backup is refused."
    ),
    example="curate restore curate-2026-11-23-090000.db",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--yes", is_flag=True, help=M("Do not ask."))
@as_json
def restore(file: Path, *, yes: bool, as_json: bool) -> int:
    """Restore."""
    from curate import clock
    from curate.workflows import keeping

    try:
        workspace = session().workspace
    except UsageError:
        if not _is_handover(file):
            raise
        return _begin(file, as_json=as_json)
    with workspace.lock():
        pass  # a fetch at work is told before anybody is asked
    if file.suffix.lower() == ".zip":
        return _take_over(workspace, file, yes=yes, as_json=as_json)
    with keeping.looked_at(workspace, file) as found:
        if not (yes or _agreed(found.path)):
            say(M("Nothing was changed."))
            return 1
        done = keeping.restore(workspace, found, clock.now())
    if as_json:
        before = None if done.before is None else str(done.before)
        emit({"restored": str(done.path), "items": done.items, "before": before})
        return 0
    said = MN("Brought back, with {n} item: {path}", "Brought back, with {n} items: {path}", done.items, path=done.path)
    say(said)
    if done.before is not None:
        say(M("How it was before stands in {path}", path=done.before))
    return 0


def _is_handover(file: Path) -> bool:
    from curate.workflows import handover

    return handover.is_handover(file)


def _begin(file: Path, *, as_json: bool) -> int:
    """Make the workspace of a handover in a folder where none is."""
    from curate import clock
    from curate.workflows import handover

    done = handover.begin(session().folder, file, clock.now())
    return _taken_over(done, file, as_json=as_json)


def _take_over(workspace: Workspace, file: Path, *, yes: bool, as_json: bool) -> int:
    """Take over a handover."""
    from curate import clock
    from curate.workflows import handover

    with handover.opened(workspace, file) as (place, found):
        if not (yes or _agreed(file)):
            say(M("Nothing was changed."))
            return 1
        done = handover.take_over(workspace, place, found, clock.now())
    return _taken_over(done, file, as_json=as_json)


def _taken_over(done: TakenOver, file: Path, *, as_json: bool) -> int:
    before = done.restored.before
    if as_json:
        emit(
            {
                "restored": str(file),
                "items": done.restored.items,
                "before": None if before is None else str(before),
                "files": list(done.files),
                "aside": None if done.aside is None else str(done.aside),
            }
        )
        return 0
    items = done.restored.items
    say(MN("Taken over, with {n} item: {path}", "Taken over, with {n} items: {path}", items, path=file))
    for there in filter(None, (before, done.aside)):
        say(M("How it was before stands in {path}", path=there))
    say(M("Fetching by itself and passwords do not come along: curate schedule, curate login CHANNEL"))
    return 0


@command(
    "handover",
    M(
        "Write the whole workspace into one file for who comes after you: sources, templates, pictures, the database, "
        "your best examples, and a page that says what is where. Never a password.\n\n"
        "They open it with: curate restore FILE.zip"
    ),
    example="curate handover overdracht.zip",
)
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path))
@as_json
def handover(file: Path, *, as_json: bool) -> None:
    """Hand over."""
    from curate.workflows import handover as workflow

    done = workflow.pack(session().desk, file, session().language)
    if as_json:
        emit(
            {
                "path": str(done.path),
                "bytes": done.bytes,
                "files": list(done.files),
                "examples": done.examples,
                "missing": list(done.missing),
            }
        )
        return
    for name in done.missing:
        warn(M("{path} is not there, and does not go along.", path=name))
    size = max(1, round(done.bytes / 2**20))
    say(M("Everything stands in {path} ({size} MB). In it, {page} says what is where.",
          path=done.path, size=size, page=workflow.PAGE))  # fmt: skip
    say(M("It holds all that you wrote and the names of your colleagues: hand it to a person, not to a public place."))


def _agreed(path: Path) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            M("A restore puts {path} in the place of what is there now.", path=path),
            hint=M("Say that this is what you want with: --yes"),
        )
    asked = M("Put {path} in the place of all that is there now? It is kept in data/backups.", path=path)
    return click.confirm(tell(asked), err=True)


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
