"""Examining a workspace: is everything in its place, and what is to be done where it is not (`curate doctor`)."""

from __future__ import annotations

import shutil
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from curate import clock, health, platforms
from curate.errors import CurateError
from curate.locale import MN, M, Message
from curate.models import Level
from curate.store import engine
from curate.workflows import asking

if TYPE_CHECKING:
    from curate.workflows.desk import Desk
    from curate.workspace import Workspace

LITTLE_ROOM, NO_ROOM = 500, 50
"""MB on the disk: below the first there is a warning, below the second a fetch may fail."""
_MB = 1024 * 1024


class Grade(StrEnum):
    """How a check went."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that was looked at."""

    check: str
    """Which, in one English word: a script may ask for it."""
    grade: Grade
    message: Message
    command: str | None = None
    """What to type; None where there is nothing to do, or nothing to type."""


def examine(workspace: Workspace, open_desk: Callable[[], Desk]) -> list[Check]:
    """Return what was found, in the order in which things depend on each other.

    What cannot be opened is a finding, not an error: the other checks are made all the same.
    """
    found = [_folder(workspace), _room(workspace), *_machine(), _lock(workspace)]
    try:
        desk = open_desk()
    except CurateError as error:
        what = error.message if error.hint is None else M("{what} {hint}", what=error.message, hint=error.hint)
        return [*found, Check(check="workspace", grade=Grade.ERROR, message=what)]
    found.append(Check(check="configuration", grade=Grade.OK, message=_configured(desk)))
    found += _database(desk)
    found += _clock(desk)
    found += _sources(desk)
    found += _secrets(desk)
    return found


def is_well(checks: list[Check]) -> bool:
    """Return whether nothing is wrong; a warning is not wrong."""
    return all(check.grade is not Grade.ERROR for check in checks)


# ── the machine ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _folder(workspace: Workspace) -> Check:
    service = platforms.synchronised(workspace.root)
    if service is not None:
        what = M(
            "The workspace stands in a folder that {service} synchronises. That can damage the database: move it to a "
            "folder of this machine alone, and share the exports.",
            service=service,
        )
        return Check(check="folder", grade=Grade.WARNING, message=what)
    if platforms.on_network(workspace.root):
        what = M(
            "The workspace stands on another machine (a network folder). Locks are not sure there: move it to this "
            "machine's own disk."
        )
        return Check(check="folder", grade=Grade.WARNING, message=what)
    return Check(check="folder", grade=Grade.OK, message=M("The workspace is {folder}.", folder=workspace.root))


def _room(workspace: Workspace) -> Check:
    free = shutil.disk_usage(workspace.root).free // _MB
    if free < LITTLE_ROOM:
        grade = Grade.ERROR if free < NO_ROOM else Grade.WARNING
        return Check(
            check="disk", grade=grade, message=M("There is little room left on the disk: {free} MB.", free=free)
        )
    return Check(check="disk", grade=Grade.OK, message=M("There is room on the disk: {free} MB.", free=free))


def _machine() -> Iterator[Check]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    sqlite, can_search = engine()
    yield Check(
        check="python", grade=Grade.OK, message=M("Python {python}, SQLite {sqlite}.", python=python, sqlite=sqlite)
    )
    if not can_search:
        what = M("This SQLite has no full text search (FTS5). Install Python from python.org, or with uv.")
        yield Check(check="search", grade=Grade.ERROR, message=what)
    if not ssl.create_default_context().cert_store_stats()["x509_ca"]:
        what = M(
            "This machine trusts no certificate authority: no https address can be fetched. Install ca-certificates."
        )
        yield Check(check="certificates", grade=Grade.WARNING, message=what)


def _lock(workspace: Workspace) -> Check:
    held = workspace.held()
    if held is None:
        return Check(check="lock", grade=Grade.OK, message=M("No fetch is at work."))
    return Check(check="lock", grade=Grade.OK, message=held)


# ── what it holds ────────────────────────────────────────────────────────────────────────────────────────────────────


def _configured(desk: Desk) -> Message:
    return MN("sources.yaml is right: {n} source.", "sources.yaml is right: {n} sources.", len(desk.config.sources))


def _database(desk: Desk) -> list[Check]:
    faults = desk.store.faults()
    if faults:
        what = M(
            "The database is damaged ({fault}). Put it aside and bring back a copy from data/backups.", fault=faults[0]
        )
        return [Check(check="database", grade=Grade.ERROR, message=what)]
    items = desk.store.items.total()
    size = max(1, desk.workspace.database.stat().st_size // _MB)
    what = MN(
        "The database is whole: {n} item, {size} MB.", "The database is whole: {n} items, {size} MB.", items, size=size
    )
    found = [Check(check="database", grade=Grade.OK, message=what)]
    waiting = desk.store.items.pending_count()
    if waiting:
        what = MN("{n} item waits to be tagged and ranked.", "{n} items wait to be tagged and ranked.", waiting)
        found.append(Check(check="enrichment", grade=Grade.WARNING, message=what, command="curate enrich"))
    return found


def _clock(desk: Desk) -> list[Check]:
    last = desk.store.sources.last_run()
    now = clock.now()
    if last is not None and last - now > timedelta(hours=1):
        what = M(
            "The last fetch lies in the future ({when}): see whether the clock of this machine is right.", when=last
        )
        return [Check(check="clock", grade=Grade.WARNING, message=what)]
    if last is None:
        return [
            Check(check="fetch", grade=Grade.WARNING, message=M("Nothing was fetched yet."), command="curate fetch")
        ]
    if now - last > timedelta(days=2):
        what = M("The last fetch was on {when}. Let the machine fetch by itself.", when=last)
        return [Check(check="fetch", grade=Grade.WARNING, message=what, command="curate schedule")]
    return [Check(check="fetch", grade=Grade.OK, message=M("The last fetch was on {when}.", when=last))]


def _secrets(desk: Desk) -> Iterator[Check]:
    """Look whether every mailbox has its password; it is looked for, and never shown."""
    from curate import fetch

    for source in desk.config.sources:
        if source.kind != "mail" or not source.enabled:
            continue
        fault = fetch.missing_password(source.name, source.url)
        if fault is not None:
            said = M("{source}: {what}", source=source.name, what=asking.with_hint(fault))
            yield Check(check="password", grade=Grade.ERROR, message=said)
        else:
            said = M("{source}: its password is there.", source=source.name)
            yield Check(check="password", grade=Grade.OK, message=said)


def _sources(desk: Desk) -> Iterator[Check]:
    from curate.workflows import sourcing

    well = 0
    for row in sourcing.listed(desk):
        ailments = health.ailments(row.state, desk.now)
        well += not ailments and not row.gaps
        for ailment in ailments:
            yield Check(
                check="source",
                grade=Grade.ERROR if ailment.level is Level.ERROR else Grade.WARNING,
                message=M("{source}: {what}", source=row.state.name, what=ailment.what),
                command=ailment.command,
            )
        wish = health.wish(row.state, desk.now)
        if wish is not None and health.status(row.state, desk.now) is health.Status.WAITING:
            said = M("{source}: {what}", source=row.state.name, what=wish)
            yield Check(check="source", grade=Grade.WARNING, message=said)
        for gap in row.gaps:
            said = M("{source}: {what}", source=row.state.name, what=health.gap_said(gap))
            yield Check(check="source", grade=Grade.WARNING, message=said, command="curate schedule")
    if well:
        yield Check(
            check="sources", grade=Grade.OK, message=MN("{n} source fares well.", "{n} sources fare well.", well)
        )
