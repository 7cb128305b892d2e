"""Handing over: the whole workspace in one file, with a page that says what is where, and taking it over elsewhere.

Never a secret: those are in no file of ours. What is to be renewed is named by its variable.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from curate import __version__, config, text
from curate import channels as registry
from curate.deliver import exports, handovers
from curate.deliver.handovers import Fact
from curate.errors import CurateError, ExportError, UsageError
from curate.fetch import passwords
from curate.locale import MN, M, Message
from curate.models import Way
from curate.store import back_up
from curate.workflows import access, figuring, holding, keeping
from curate.workflows.desk import Desk
from curate.workspace import Workspace, create_from

MARK = "curate-handover.json"
DATABASE = "data/curate.db"
PAGE = "what-is-where.html"
_EXAMPLES = 12
_STARRED = 4
"""Of 5: what curators rate so high shows how it is done here."""
_LARGEST = 4 * 2**30
"""Bytes, unpacked: what a workspace of ten years comes to, twice."""
_MOST_FILES = 5000
_YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True, slots=True)
class Packed:
    """A handover that was written."""

    path: Path
    bytes: int
    files: tuple[str, ...]
    examples: int
    missing: tuple[str, ...]
    """Files that sources.yaml or a note names, and that are not there."""


def pack(desk: Desk, path: Path, language: str) -> Packed:
    """Write the workspace into a zip file: sources.yaml, templates, pictures, the database, examples, and the page.

    ExportError where it cannot be written, UsageError where something else stands there.
    """
    path = path.expanduser().absolute()
    if path.suffix.lower() != ".zip":
        path = path.with_name(f"{path.name}.zip")
    if path.exists() and not _is_ours(path):
        raise UsageError(
            M("{path} is there already, and is no handover.", path=path),
            hint=M("Choose another name, or move it away."),
        )
    found, missing = _files(desk)
    examples = _examples(desk)
    page = handovers.page(_facts(desk), desk.config.organisation.name or "curate", desk.local(desk.now), language)
    with TemporaryDirectory(prefix=".curate-", dir=desk.workspace.data) as folder, exports.explained(path):
        copy = Path(folder) / "curate.db"
        back_up(desk.workspace.database, copy)
        aside = Path(folder) / "handover.zip"
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as archive:
            mark = {"by": f"curate {__version__}", "at": desk.now.isoformat(), "files": [name for name, _ in found]}
            archive.writestr(MARK, json.dumps(mark, ensure_ascii=False, indent=1))
            archive.writestr(PAGE, page)
            for name, body in examples:
                archive.writestr(f"examples/{name}", body)
            for name, file in found:
                archive.write(file, name)
            archive.write(copy, DATABASE)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(aside.read_bytes())
        beside.replace(path)
    return Packed(
        path=path,
        bytes=path.stat().st_size,
        files=tuple(name for name, _ in found),
        examples=len(examples),
        missing=missing,
    )


def _is_ours(path: Path) -> bool:
    return path.is_file() and zipfile.is_zipfile(path) and MARK in _names(path)


def _names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return []


def _files(desk: Desk) -> tuple[list[tuple[str, Path]], tuple[str, ...]]:
    """Return the workspace's own files by name, and what is named but not there. Nothing else goes along."""
    root = desk.workspace.root
    wanted = [desk.workspace.config]
    wanted += [each for name in ("site", "templates") for each in sorted((root / name).rglob("*")) if each.is_file()]
    named = [str(given.more.get("template") or "") for given in desk.config.channels.values()]
    named += [desk.config.organisation.logo, *_pictures(desk)]
    missing = []
    for each in filter(None, named):
        path = (root / each).resolve()
        if "://" in each or not path.is_relative_to(root.resolve()):
            continue
        if path.is_file():
            wanted.append(path)
        else:
            missing.append(each)
    found = {path.resolve().relative_to(root.resolve()).as_posix(): path for path in wanted if path.is_file()}
    return sorted(found.items()), tuple(dict.fromkeys(missing))


def _pictures(desk: Desk) -> list[str]:
    numbers = sorted({number for digest in desk.store.digests.all() for number in digest.items})
    return [note.image for note in desk.store.curation.notes(numbers).values() if note.image.strip()]


def _examples(desk: Desk) -> list[tuple[str, str]]:
    """Return what curators rated highest, as Markdown: how it is done here."""
    numbers = sorted({number for digest in desk.store.digests.all() for number in digest.items}, reverse=True)
    notes = desk.store.curation.notes(numbers)
    starred = [number for number in numbers if number in notes and (notes[number].rating or 0) >= _STARRED]
    items = {item.id: item for item in desk.store.items.many(starred[:_EXAMPLES])}
    made = []
    for number in starred[:_EXAMPLES]:
        item, note = items[number], notes[number]
        parts = [f"# {text.one_line(item.title)}", f"{item.outlet} · {item.url}", note.commentary, note.context]
        quote = f"> {text.one_line(note.quote)}\n> — {note.quote_author}, {note.quote_outlet}" if note.quote else ""
        made.append((f"{number}.md", "\n\n".join(filter(None, [*parts, quote])) + "\n"))
    return made


# ── what is where ────────────────────────────────────────────────────────────────────────────────────────────────────


def _facts(desk: Desk) -> list[tuple[Message, list[Fact]]]:
    """Return the parts of the page: what each is about, and its lines."""
    stats = figuring.stats(desk, desk.now - _YEAR, desk.now)
    return [
        (M("Begin"), _begin()),
        (M("Sources, and what they yielded in a year"), _sources(desk, stats)),
        (M("Channels, and who holds the login"), _channels(desk)),
        (M("Secrets to renew: they are not in this file"), _secrets(desk)),
        (M("Rhythm"), _rhythm(desk, stats)),
        (M("Open drafts"), _drafts(desk)),
        (M("What is to go out by itself"), _scheduled(desk)),
        (
            M("People"),
            [
                Fact(name=each.name, said=(MN("{n} event", "{n} events", each.events),))
                for each in desk.store.people.all()
            ],
        ),
    ]


def _begin() -> list[Fact]:
    return [
        Fact(
            name="curate restore FILE.zip",
            said=(M("In a new folder of your own: take everything over, sources, words, editions, what was posted."),),
        ),
        Fact(name="curate doctor", said=(M("See whether all is well."),)),
        Fact(name="curate schedule", said=(M("Let it fetch by itself again: that stays behind on the old computer."),)),
        Fact(name="curate login CHANNEL", said=(M("Give the passwords again, best new ones."),)),
        Fact(name="curate", said=(M("See what waits."),)),
    ]


def _sources(desk: Desk, stats: figuring.Stats) -> list[Fact]:
    yields = {each.source: each for each in stats.sources}
    states = {state.url: state for state in desk.store.sources.all()}
    found = []
    for source in desk.config.sources:
        state = states.get(source.url)
        name = state.name if state is not None else source.name
        brought = yields.get(name)
        said: list[Message] = []
        if brought is not None:
            said.append(M("{kept} kept of {seen}", kept=brought.kept, seen=brought.seen))
        if state is not None and state.failures:
            said.append(MN("failed {n} time", "failed {n} times", state.failures))
        if source.own:
            said.append(M("your own"))
        if not source.enabled:
            said.append(M("not asked for now"))
        found.append(Fact(name=name, said=tuple(said), url=source.url))
    return found


def _channels(desk: Desk) -> list[Fact]:
    posted: dict[str, set[str]] = {}
    for row in desk.store.ledger.rows():
        posted.setdefault(row.channel, set()).add(row.by)
    names = dict.fromkeys([*desk.config.channels, *posted])
    found = []
    for name in names:
        known = name in registry.names()
        by_itself = known and name in access.SENT_BY_ITSELF
        said: list[Message] = [M("by itself, or by hand") if by_itself else M("by hand")]
        if posted.get(name):
            said.append(M("posted by: {names}", names=", ".join(sorted(posted[name], key=str.casefold))))
        given = desk.config.channels.get(name)
        found.append(Fact(name=name, said=tuple(said), url=(given.server or given.compose_url or "") if given else ""))
    return found


def _secrets(desk: Desk) -> list[Fact]:
    """Return the variables that secrets are given in: their names, never what is in them."""
    found = []
    for name in desk.config.channels:
        if name in access.SENT_BY_ITSELF and name in registry.names():
            try:
                reached = access.access(desk, name)
            except CurateError:
                continue
            here = (
                M("given on this computer") if os.environ.get(reached.variable) else M("in the keyring, or not given")
            )
            found.append(Fact(name=reached.variable, said=(M("for {name}", name=name), here)))
    mailboxes = [source.name for source in desk.config.sources if source.kind == "mail"]
    return [*found, *(Fact(name=passwords.variable_of(name), said=(M("for {name}", name=name),)) for name in mailboxes)]


def _rhythm(desk: Desk, stats: figuring.Stats) -> list[Fact]:
    closed = [digest for digest in desk.store.digests.all() if digest.closed and digest.closed > desk.now - _YEAR]
    return [
        Fact(name=str(len(closed)), said=(M("editions closed in a year"),)),
        Fact(name=str(stats.posted), said=(M("items went out in a year"),)),
        Fact(name=desk.config.digest.slots or "–", said=(M("days and hours at which posts go out (digest.slots)"),)),
        Fact(name=desk.config.approval, said=(M("approval by a second person"),)),
    ]


def _drafts(desk: Desk) -> list[Fact]:
    return [
        Fact(name=digest.title or f"#{digest.id}", said=(MN("{n} item", "{n} items", len(digest.items)),))
        for digest in desk.store.digests.all()
        if digest.closed is None
    ]


def _scheduled(desk: Desk) -> list[Fact]:
    rows = holding.under_way(desk, states=(Way.WAITING, Way.SCHEDULED, Way.OPEN, Way.DRAFT))
    return [
        Fact(
            name=f"{row.channel} {', '.join(f'#{item}' for item in row.items)}",
            said=(M("{state}", state=row.state),),
        )
        for row in rows
    ]


# ── taking over ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenOver:
    """A handover that was opened here."""

    restored: keeping.Restored
    files: tuple[str, ...]
    aside: Path | None
    """The folder with what stood in their places; None where nothing did."""


def is_handover(path: Path) -> bool:
    """Return whether a file is what `pack` wrote."""
    return _is_ours(path.expanduser())


@contextmanager
def opened(workspace: Workspace, path: Path) -> Iterator[tuple[Path, keeping.Found]]:
    """Unpack a handover beside the database and look at it; nothing of the workspace is changed yet.

    UsageError where it is damaged, holds a path that leads out of a folder, or a configuration that is wrong.
    """
    workspace.data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".curate-", dir=workspace.data) as folder:
        place = Path(folder)
        try:
            with zipfile.ZipFile(path.expanduser()) as archive:
                _unpack(archive, place, path)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise UsageError(
                M("{path} is damaged: {why}", path=path, why=str(error)),
                hint=M("Ask for it again; nothing was changed."),
            ) from error
        config.load(place / "sources.yaml")
        with keeping.looked_at(workspace, place / DATABASE) as found:
            yield place, found


def begin(folder: Path, path: Path, now: datetime) -> TakenOver:
    """Make the workspace of a handover in a folder that holds none. Raises as `opened` and `create_from` do."""
    workspace = Workspace(folder.absolute())
    fresh = [each for each in (workspace.root, workspace.data) if not each.exists()]
    try:
        with opened(workspace, path) as (place, found):
            create_from(workspace.root, (place / "sources.yaml").read_text(encoding="utf-8"))
            return take_over(workspace, place, found, now)
    except CurateError:
        for made in reversed(fresh):
            with suppress(OSError):  # what something stands in stays
                made.rmdir()
        raise


def _unpack(archive: zipfile.ZipFile, place: Path, path: Path) -> None:
    members = [each for each in archive.infolist() if not each.is_dir()]
    if len(members) > _MOST_FILES or sum(each.file_size for each in members) > _LARGEST:
        raise UsageError(M("{path} is larger than any workspace.", path=path))
    names = {each.filename for each in members}
    if "sources.yaml" not in names or DATABASE not in names:
        raise UsageError(M("{path} holds no workspace: sources.yaml or the database is missing.", path=path))
    for each in members:
        parts = PurePosixPath(each.filename).parts
        if each.filename.startswith(("/", "\\")) or ".." in parts or ":" in each.filename or "\\" in each.filename:
            raise UsageError(M("{path} holds a name that leads out of it: {name}", path=path, name=each.filename))
        target = place.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(each) as said, target.open("wb") as file:
            while piece := said.read(1 << 20):
                file.write(piece)


def take_over(workspace: Workspace, place: Path, found: keeping.Found, now: datetime) -> TakenOver:
    """Put what was unpacked in the place of what is here; what stood there is kept in data/backups. Busy as restore."""
    restored = keeping.restore(workspace, found, now)
    aside = workspace.backups / f"before-restore-{now.strftime('%Y%m%d-%H%M%S')}"
    names, kept = _owned(place), False
    for name in names:
        here, new = workspace.root.joinpath(*PurePosixPath(name).parts), place.joinpath(*PurePosixPath(name).parts)
        if here.is_file() and here.read_bytes() != new.read_bytes():
            old = aside.joinpath(*PurePosixPath(name).parts)
            old.parent.mkdir(parents=True, exist_ok=True)
            old.write_bytes(here.read_bytes())
            kept = True
        exports.write_bytes(here, new.read_bytes())
    return TakenOver(restored=restored, files=tuple(names), aside=aside if kept else None)


def _owned(place: Path) -> Sequence[str]:
    """Return the workspace's own files in a handover: those that its list names, but for the database."""
    try:
        listed = json.loads((place / MARK).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExportError(M("The handover has no list of its files."), hint=M("Ask for it again.")) from error
    there = [str(name) for name in listed if isinstance(name, str) and not str(name).startswith("data/")]
    return [name for name in there if place.joinpath(*PurePosixPath(name).parts).is_file() and ".." not in name]
