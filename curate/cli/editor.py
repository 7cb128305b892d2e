"""The curator's editor, opened on a form; what was typed is kept, whatever happens."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from curate import platforms
from curate.cli.base import say, session, zone
from curate.digest import form as forms
from curate.errors import CurateError, Refused, UsageError
from curate.locale import M
from curate.models import Note
from curate.store.curation import WORDS
from curate.workflows import curating
from curate.workflows import desk as at
from curate.workflows.desk import Desk


def write(desk: Desk, words: str) -> Note:
    """Let a curator fill in the form of an item, and return the note that was written.

    What was typed stays in a file, which is named, where the editor fails or the form cannot be read back.
    """
    item = at.item(desk, words)
    note = desk.store.curation.note(item.id)
    path = desk.workspace.data / f"comment-{item.id}.md"
    kept = path.is_file()
    others = desk.store.curation.rivals(item.id)
    blank = forms.render(item, note, session().language, zone=zone(), others=others)
    if kept:
        say(M("Your earlier text is still there, and opens again: {path}", path=path))
    else:
        path.write_text(blank, encoding="utf-8")
    _edit(path)
    try:
        filled = path.read_text(encoding="utf-8-sig")
        if filled == blank:
            path.unlink()
            raise Refused(M("You changed nothing, so nothing was written."))
        fields = forms.parse(filled, item=item.id)
    except (CurateError, UnicodeError) as error:
        if isinstance(error, Refused) and not path.exists():
            raise
        what = error.message if isinstance(error, CurateError) else M("It is not written in UTF-8.")
        raise UsageError(
            M("The form could not be read back. {what}", what=what),
            hint=M("Your text is kept in {path}. Mend it with: curate comment {item}", path=path, item=item.id),
        ) from error
    written = curating.comment(desk, str(item.id), {name: getattr(fields, name) for name in WORDS})
    path.unlink()  # only now: a text is never in memory alone
    return written


def words(desk: Desk, name: str, before: str) -> str:
    """Return a text as a curator wrote or changed it in the editor; until then it is kept in a file of that `name`."""
    path = desk.workspace.data / f"{name}.md"
    if not path.is_file():
        path.write_text(before, encoding="utf-8")
    _edit(path)
    try:
        written = path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeError) as error:
        raise UsageError(
            M("The text could not be read back."), hint=M("Your text is kept in {path}.", path=path)
        ) from error
    path.unlink()
    return written


def _edit(path: Path) -> None:
    command = [*shlex.split(_editor(), posix=os.name != "nt"), str(path)]
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
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or platforms.plain_editor()
