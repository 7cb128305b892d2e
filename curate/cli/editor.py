"""The curator's editor, opened on a form; what was typed is kept, whatever happens."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from curate import platforms, text
from curate.cli.base import say, session, warn, zone
from curate.digest import form as forms
from curate.errors import CurateError, Refused, UsageError
from curate.locale import M, Message
from curate.models import Item, Note
from curate.store.curation import WORDS
from curate.workflows import curating
from curate.workflows import desk as at
from curate.workflows.desk import Desk


def write(desk: Desk, words: str) -> Note:
    """Let a curator fill in the form of an item, and return the note that was written.

    What was typed stays in a file, which is named, where the editor fails or the form cannot be read back. Where
    somebody else wrote about the item in the meantime, both texts are kept, and the other's is shown.
    """
    item = at.item(desk, words)
    with _own_file(desk, f"comment-{item.id}") as path:
        return _through_the_form(desk, item, path)


def _through_the_form(desk: Desk, item: Item, path: Path) -> Note:
    based_on = curating.basis(desk, item.id)
    blank = forms.render(
        item,
        desk.store.curation.note(item.id),
        session().language,
        zone=zone(),
        others=desk.store.curation.rivals(item.id),
        based_on=based_on,
    )
    kept = path.is_file()
    if kept:
        say(M("Your earlier text is still there, and opens again: {path}", path=path))
    else:
        path.write_text(blank, encoding="utf-8")
    try:
        _edit(path)
    except (UsageError, KeyboardInterrupt) as broken:
        _unless_typed(path, blank)
        if isinstance(broken, KeyboardInterrupt) and path.exists():
            warn(M("What you typed is kept in {path}, and opens again next time.", path=path))
        raise
    filled = _filled(path, blank)
    with _kept(path, item.id):
        fields = forms.parse(filled, item=item.id)
        given = {name: getattr(fields, name) for name in WORDS}
        made_on = forms.basis(filled) or ("" if kept else based_on)  # no mark: nobody knows what it was written on
        written = _written(desk, str(item.id), given, made_on)
    path.unlink()  # only now: a text is never in memory alone
    return written


@contextmanager
def _own_file(desk: Desk, name: str) -> Iterator[Path]:
    """Give a file of this curator's own that nobody else is writing in: two may be at one item at once."""
    from filelock import FileLock, Timeout

    who = re.sub(r"[^a-z0-9]+", "-", text.fold(desk.by)).strip("-")[:40]
    for again in ("", *(f"-{number}" for number in range(2, 100))):
        path = desk.workspace.data / f"{'-'.join(filter(None, (name, who)))}{again}.md"
        held = FileLock(path.with_suffix(".lock"))
        try:
            held.acquire(timeout=0)
        except Timeout:
            continue
        try:
            unnamed = desk.workspace.data / f"{name}.md"  # as forms were called before they had a curator's name
            if unnamed.is_file() and not path.exists():
                unnamed.rename(path)
            yield path
        finally:
            held.release()
            with suppress(OSError):
                path.with_suffix(".lock").unlink(missing_ok=True)
        return
    raise Refused(M("Too many forms on this item are open at once."))


def _written(desk: Desk, number: str, given: dict[str, object], made_on: str) -> Note:
    """Write a note; where another one came in between, keep this one beside it and show the other."""
    try:
        return curating.comment(desk, number, given, based_on=made_on)
    except curating.Overtaken as overtaken:
        written = curating.stand_beside(desk, number, given)
        for other in overtaken.others:
            warn(M("{by} wrote about item #{item} while you were writing:", by=other.by, item=number))
            for field, (label, _) in forms.SECTIONS.items():
                if getattr(other, field):
                    warn(Message("  {label}: {words}", {"label": label, "words": getattr(other, field)}))
        warn(M("Both texts are kept. Make one of them with: curate comment {item}", item=number))
        return written


def _filled(path: Path, blank: str) -> str:
    """Return what the form holds now; `Refused` where nothing was typed, `UsageError` where it cannot be read."""
    try:
        filled = _decoded(path.read_bytes())
    except FileNotFoundError:
        raise Refused(M("The form is gone, so nothing was written."), hint=_waiting()) from None
    except UnicodeError as error:
        raise _unreadable(path, M("It is not written in UTF-8.")) from error
    if not filled.strip() or filled == blank:
        path.unlink()
        raise Refused(M("You changed nothing, so nothing was written."), hint=_waiting())
    return filled


def _waiting() -> Message:
    return M('If your editor comes back at once, let it wait: for instance EDITOR="code --wait".')


def _decoded(body: bytes) -> str:
    """Return the text of a file as editors write it: UTF-8, or the UTF-16 of older Notepads."""
    return body.decode("utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")


def _unless_typed(path: Path, blank: str) -> None:
    """Take a form away that nobody typed anything on, so that it is not taken for a text next time."""
    with suppress(OSError, UnicodeError):
        if _decoded(path.read_bytes()) == blank:
            path.unlink()


@contextmanager
def _kept(path: Path, item: int) -> Iterator[None]:
    """Say where the text is, whatever is wrong with it."""
    try:
        yield
    except UsageError as error:
        raise _unreadable(path, error.message, item) from error
    except CurateError:
        warn(M("Your text is kept in {path}.", path=path))
        raise


def _unreadable(path: Path, what: Message, item: int | None = None) -> UsageError:
    number = item if item is not None else path.stem.split("-")[1]
    return UsageError(
        M("The form could not be read back. {what}", what=what),
        hint=M("Your text is kept in {path}. Mend it with: curate comment {item}", path=path, item=number),
    )


def words(desk: Desk, name: str, before: str) -> str:
    """Return a text as a curator wrote or changed it in the editor; until then it is kept in a file of that `name`."""
    with _own_file(desk, name) as path:
        if not path.is_file():
            path.write_text(before, encoding="utf-8")
        _edit(path)
        try:
            written = _decoded(path.read_bytes()).strip()
        except (OSError, UnicodeError) as error:
            raise UsageError(
                M("The text could not be read back."), hint=M("Your text is kept in {path}.", path=path)
            ) from error
        path.unlink()
        return written


def _edit(path: Path) -> None:
    try:
        command = [*shlex.split(_editor(), posix=os.name != "nt"), str(path)]
    except ValueError as error:
        raise UsageError(
            M(
                "The editor {editor} could not be started: {reason}.",
                editor=_editor(),
                reason=M("a quote is not closed"),
            ),
            hint=M("Set the variable EDITOR to an editor of yours, or write on the command line with --commentary."),
        ) from error
    if os.name == "nt":
        command = [part.strip('"') for part in command]
    try:
        code = subprocess.run(command, check=False).returncode  # noqa: S603  (the curator's own editor)
    except OSError as error:
        raise UsageError(
            M(
                "The editor {editor} could not be started: {reason}.",
                editor=command[0],
                reason=error.strerror or str(error),
            ),
            hint=M("Set the variable EDITOR to an editor of yours, or write on the command line with --commentary."),
        ) from error
    if code != 0:
        raise UsageError(
            M("The editor {editor} ended with an error ({code}).", editor=command[0], code=code),
            hint=M("What you typed is kept in {path}, and opens again next time.", path=path),
        )


def _editor() -> str:
    """Return the editor that the curator chose, else the platform's plain one."""
    chosen = (os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
    return next(filter(None, chosen), None) or platforms.plain_editor()
