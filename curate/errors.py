"""Every error that curate raises on purpose, and the exit code each ends with.

CurateError                 1   it could not be done
├── Refused                 1   the answer is no: a check failed, an export was refused, a step the state forbids
├── StoreError              1   the database cannot be used: read-only, disk full, of a newer version, damaged
├── ExportError             1   a file could not be written
├── UsageError              2   wrong use: no workspace, no such item, digest, channel or source
│   ├── ConfigError         2   a fault in sources.yaml: file, line, key, what was found, what was expected
│   └── SecretWritten       2   a password stands in sources.yaml, where it does not belong
├── SourceError             3   a source could not be read (a value while fetching: one never stops the others)
└── Busy                   75   another fetch holds the lock

130 is Ctrl-C. A traceback that a user sees is a defect; `curate --debug` shows it.
"""

from __future__ import annotations

from datetime import datetime

from curate.locale import M, Message


class CurateError(Exception):
    """Something that a person can understand and act on.

    `message` says what is wrong and where, `hint` what to do about it.
    """

    exit_code = 1

    def __init__(self, message: Message, *, hint: Message | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint

    @property
    def told(self) -> Message:
        """Return what is wrong and what to do about it, as one message."""
        return self.message if self.hint is None else M("{what} {hint}", what=self.message, hint=self.hint)


class Refused(CurateError):  # noqa: N818  (an answer, not a fault)
    """The answer is no, and the message says why."""


class StoreError(CurateError):
    """The database cannot be read or written."""


class ExportError(CurateError):
    """A file that was to be handed over could not be written; nothing half-written is left."""


class UsageError(CurateError):
    """The command was given something that is not there or does not fit."""

    exit_code = 2


class ConfigError(UsageError):
    """A fault in `sources.yaml`; the message names file, line, key, found and expected."""


class SecretWritten(UsageError):  # noqa: N818  (what is wrong, not what went wrong)
    """A password or token stands in `sources.yaml`; the message does not say which."""


class SourceError(CurateError):
    """What a source answered could not be read; `source` is its name, "" where it is not known yet."""

    exit_code = 3

    def __init__(self, message: Message, *, hint: Message | None = None, source: str = "") -> None:
        super().__init__(message, hint=hint)
        self.source = source


class SendError(CurateError):
    """A network did not take what it was sent.

    `sure`: it is certain that nothing went out; else it may have. `until`: when the network may be asked again, None
    where it does not say. `stops`: the next post would fare the same (no connection, a wrong password).
    """

    exit_code = 3

    def __init__(
        self,
        message: Message,
        *,
        hint: Message | None = None,
        sure: bool = True,
        until: datetime | None = None,
        stops: bool = False,
    ) -> None:
        super().__init__(message, hint=hint)
        self.sure = sure
        self.until = until
        self.stops = stops or until is not None


class Busy(CurateError):  # noqa: N818  (an answer, not a fault)
    """Another process holds the lock of this workspace."""

    exit_code = 75
