"""What one call of `curate` stands in: its workspace, configuration, store, language, and who acts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from curate.errors import CurateError
from curate.locale import PEOPLE

if TYPE_CHECKING:
    from curate.config import Config
    from curate.workflows.desk import Desk
    from curate.workspace import Workspace


class Session:
    """One call of `curate`. What it needs is opened when it is first asked for, and given back by `close`."""

    def __init__(self, arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> None:
        self.environ = environ
        self.debug = "--debug" in arguments
        self._lang = _value(arguments, "--lang")
        self._folder = _value(arguments, "--workspace")
        self.by_option: str | None = None
        self._stack = ExitStack()

    def close(self) -> None:
        """Give back what was opened."""
        self._stack.close()

    @cached_property
    def language(self) -> str:
        """The language of everything a curator reads: `--lang`, else the organisation's, else `LANG`, else English."""
        if self._lang in PEOPLE:
            return self._lang
        try:
            return self.config.lang
        except CurateError:
            pass  # no workspace, or a faulty one: the command says so where it matters, in the machine's language
        for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
            if self.environ.get(variable):
                wanted = self.environ[variable][:2].lower()
                return wanted if wanted in PEOPLE else "en"
        return "en"

    @property
    def folder(self) -> Path:
        """The folder that `--workspace` names, else the current one: where a workspace may be made."""
        return Path(self._folder) if self._folder else Path.cwd()

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace this call is about; `UsageError` where there is none."""
        from curate import workspace

        explicit = Path(self._folder) if self._folder else None
        return workspace.find(Path.cwd(), explicit, self.environ)

    @cached_property
    def config(self) -> Config:
        """The validated configuration; `ConfigError` where it is faulty."""
        from curate import config

        return config.load(self.workspace.config, self.workspace.data)

    @cached_property
    def desk(self) -> Desk:
        """Everything a workflow needs."""
        from curate import clock, platforms
        from curate.store import Store
        from curate.workflows.desk import Desk

        configuration = self.config
        store = self._stack.enter_context(Store(self.workspace.database))
        by = self.by_option or self.environ.get("CURATE_CURATOR") or platforms.login_name()
        return Desk(workspace=self.workspace, config=configuration, store=store, by=by.strip() or "?", now=clock.now())


def _value(arguments: Sequence[str], option: str) -> str | None:
    """Return what an option was given, before click parses: messages of the parser need the language already."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == option and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith(option + "="):
            return argument.partition("=")[2]
    return None
