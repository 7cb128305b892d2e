"""Examining a workspace: is everything in its place, and what is to be done where it is not (`curate doctor`)."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from curate import clock, health, platforms
from curate.errors import CurateError, SecretWritten
from curate.locale import MN, M, Message
from curate.models import Level
from curate.store import SCHEMA, engine
from curate.workflows import keeping

if TYPE_CHECKING:
    from curate.workflows.desk import Desk
    from curate.workspace import Workspace

LITTLE_ROOM, NO_ROOM = 200, 50
"""MB on the disk: below the first there is a warning, below the second a fetch may fail."""
MUCH_FREE = 50
"""MB that stand free in the database, and then a quarter of it: worth giving back."""
BACKUP_AGE = timedelta(days=30)
"""A last copy that is older than this is too old for who wrote something since."""
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
        return [*found, Check(check="workspace", grade=Grade.ERROR, message=error.told)]
    found.append(Check(check="configuration", grade=Grade.OK, message=_configured(desk)))
    found += _database(desk)
    found.append(_backup(desk))
    found += _clock(desk)
    found += _sources(desk)
    found += _secrets(desk)
    found += _networks(desk)
    found += _paused(desk)
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
    free, size = workspace.room() // _MB, keeping.size(workspace) // _MB
    if free < LITTLE_ROOM:
        grade = Grade.ERROR if free < NO_ROOM else Grade.WARNING
        return Check(
            check="disk", grade=grade, message=M("There is little room left on the disk: {free} MB.", free=free)
        )
    if free < size:
        what = M(
            "There is less room on the disk ({free} MB) than the database takes ({size} MB): no copy of it fits.",
            free=free,
            size=size,
        )
        return Check(check="disk", grade=Grade.WARNING, message=what)
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


def _database(desk: Desk) -> Iterator[Check]:
    faults = desk.store.faults()
    if faults:
        what = M("The database is damaged ({fault}). Bring back a copy from data/backups.", fault=faults[0])
        yield Check(check="database", grade=Grade.ERROR, message=what, command="curate restore FILE")
        return
    items = desk.store.items.total()
    what = MN(
        "The database is whole: {n} item, {size} MB.",
        "The database is whole: {n} items, {size} MB.",
        items,
        size=keeping.megabytes(keeping.size(desk.workspace)),
    )
    yield Check(check="database", grade=Grade.OK, message=what)
    yield _schema(desk)
    yield from _leftovers(desk)
    waiting = desk.store.items.pending_count()
    if waiting:
        what = MN("{n} item waits to be tagged and ranked.", "{n} items wait to be tagged and ranked.", waiting)
        yield Check(check="enrichment", grade=Grade.WARNING, message=what, command="curate enrich")


def _schema(desk: Desk) -> Check:
    wrong = desk.store.formless()
    if wrong:
        what = M(
            "Somebody changed the form of the database by hand ({names}): curate may not find what it needs.",
            names=", ".join(wrong[:5]),
        )
        return Check(check="schema", grade=Grade.ERROR, message=what, command="curate restore FILE")
    return Check(check="schema", grade=Grade.OK, message=M("It has the form of this curate: {n}.", n=SCHEMA))


def _leftovers(desk: Desk) -> Iterator[Check]:
    """Look for what is there for nothing: rows of the index without their item, and free room inside the file."""
    strays = desk.store.keeping.strays()
    if strays:
        what = MN(
            "{n} row of the search index is of an item that is not there.",
            "{n} rows of the search index are of items that are not there.",
            strays,
        )
        yield Check(check="orphans", grade=Grade.WARNING, message=what, command="curate doctor --tidy")
    free = desk.store.keeping.free()
    if free > MUCH_FREE * _MB and free > keeping.size(desk.workspace) / 4:
        what = M("{free} MB stand free inside the database. New items take them, or the disk can have them back.",
                 free=keeping.megabytes(free))  # fmt: skip
        yield Check(check="free", grade=Grade.WARNING, message=what, command="curate doctor --tidy")


def _backup(desk: Desk) -> Check:
    """Tell how old the last copy is: a warning for who has written something that is in none."""
    last, words = keeping.last_backup(desk.workspace), desk.store.curation.last_words()
    if last is None:
        grade = Grade.OK if words is None else Grade.WARNING
        what = M("There is no copy of the database yet. Make one on another disk from time to time.")
        return Check(check="backup", grade=grade, message=what, command=None if words is None else "curate backup")
    if desk.now - last > BACKUP_AGE and words is not None and words > last:
        what = M("The last copy of the database is of {when}; you have written since.", when=last)
        return Check(check="backup", grade=Grade.WARNING, message=what, command="curate backup")
    return Check(check="backup", grade=Grade.OK, message=M("The last copy of the database is of {when}.", when=last))


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
            said = M("{source}: {what}", source=source.name, what=fault.told)
            yield Check(check="password", grade=Grade.ERROR, message=said)
        else:
            said = M("{source}: its password is there.", source=source.name)
            yield Check(check="password", grade=Grade.OK, message=said)


def _paused(desk: Desk) -> list[Check]:
    if not desk.store.sendings.paused:
        return []
    what = M("Publishing is paused: nothing goes out. Let it go on with: curate pause --resume")
    return [Check(check="pause", grade=Grade.WARNING, message=what)]


def _networks(desk: Desk) -> Iterator[Check]:
    """Look whether the channels that are sent by themselves can be; no secret is shown, and no network asked.

    A channel without a password is one that is done by hand: nothing is said of it.
    """
    from curate.workflows import access

    for name in desk.config.channels:
        if name not in access.SENT_BY_ITSELF:
            continue
        try:
            reached = access.access(desk, name)
            secret = reached.has_secret()
        except CurateError as fault:
            said = M("{channel}: {what}", channel=name, what=fault.message)
            if isinstance(fault, SecretWritten):
                yield Check(check="password", grade=Grade.ERROR, message=said, command=f"curate login {name}")
            continue
        if secret:
            yield Check(check="password", grade=Grade.OK, message=M("{channel}: its password is there.", channel=name))


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
