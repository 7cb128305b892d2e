"""What a person should know about an error that is not one of our own: of the database, the disk, the machine."""

from __future__ import annotations

from pathlib import Path

from curate.cli.session import Session
from curate.errors import CurateError
from curate.locale import M


def explained(error: Exception, session: Session) -> CurateError | None:
    """Return the error to show for `error`; None where it is a defect of curate, which must not be hidden."""
    from curate import store

    try:
        database = session.workspace.database
    except CurateError:
        database = Path("curate.db")
    if (known := store.explained(error, database)) is not None:
        return known
    if isinstance(error, OSError):
        return CurateError(
            M(
                "{file} could not be read or written: {reason}.",
                file=error.filename or M("A file"),
                reason=error.strerror or str(error),
            ),
            hint=M("See that the disk has room and that you may write there. What was done before is kept."),
        )
    return None
