"""What all commands share: their language, their options, how they answer and how they complain."""

from __future__ import annotations

import difflib
import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TextIO, TypeVar
from zoneinfo import ZoneInfo

import click

from curate.cli.session import Session
from curate.errors import CurateError, UsageError
from curate.locale import PEOPLE, M, Message, translate
from curate.text import without_controls

F = TypeVar("F", bound=Callable[..., Any])

_session: list[Session] = []


def begin(session: Session) -> None:
    """Let this call's session be the one that messages are spoken in."""
    _session[:] = [session]


def session() -> Session:
    """Return the session of this call."""
    return _session[0]


def tell(message: Message | str) -> str:
    """Return a message in the language of this call, safe to show: a title from a stranger cannot steer a terminal."""
    language = _session[0].language if _session else "en"
    return without_controls(translate(_here(message), language))


def _here(message: Message | str) -> Message | str:
    """Return a message with its moments in the organisation's time zone: she looks at the clock on her wall."""
    if isinstance(message, str) or not any(isinstance(value, (datetime, Message)) for value in message.params.values()):
        return message
    return replace(message, params={name: _value_here(value) for name, value in message.params.items()})


def _value_here(value: object) -> object:
    if isinstance(value, Message):
        return _here(value)
    if not isinstance(value, datetime) or value.tzinfo is None or not _session:
        return value
    try:
        return value.astimezone(zone())
    except CurateError:  # no workspace, or a faulty one: the machine's own zone is the best guess
        return value.astimezone()


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


WIDEST = 100
"""Lines longer than this tire the eye."""


def width(stream: TextIO | None = None) -> int | None:
    """Return how many columns there are to write in; None where nobody looks, and nothing needs to be wrapped."""
    if not (stream or sys.stdout).isatty():
        return None
    return max(40, min(WIDEST, shutil.get_terminal_size((80, 24)).columns))


def say(message: Message | str = "") -> None:
    """Write a line for a person on stdout."""
    click.echo(_fitted(tell(message), width()))


def warn(message: Message) -> None:
    """Write a line for a person on stderr, where it does not disturb what a script reads."""
    click.echo(_fitted(tell(message), width(sys.stderr)), err=True)


def complain(message: Message, hint: Message | None = None) -> None:
    """Write what is wrong, and what to do, on stderr."""
    warn(M("Error: {what}", what=message))
    if hint is not None:
        warn(hint)


def _fitted(text: str, columns: int | None) -> str:
    """Return text broken at words where a terminal would break inside them; its own lines and margins stay."""
    if columns is None:
        return text
    lines = []
    for line in text.split("\n"):
        margin = line[: len(line) - len(line.lstrip())]
        wrapped = textwrap.wrap(line, columns, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False)
        lines += wrapped or [""]
    return "\n".join(lines)


def complain_usage(error: click.UsageError) -> None:
    """Write what was wrong about a call, and how to see what is right."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return
    command = error.ctx.command_path if error.ctx is not None else "curate"
    hint = M("See what it takes with: {command} --help", command=command)
    complain(Message("{what}", {"what": error.format_message()}), hint)


def emit(document: object) -> None:
    """Write one JSON document on stdout, for a script."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=_jsonable))


def _jsonable(value: object) -> object:
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, Message):
        return tell(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


def utc(moment: datetime | None) -> str | None:
    """Return a moment as our JSON has it: ISO 8601 in UTC with `Z`; None for None."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def zone() -> ZoneInfo:
    """Return the organisation's time zone."""
    return ZoneInfo(session().config.organisation.timezone)


def local(moment: datetime | None, *, time: bool = True) -> str:
    """Return a moment as a person reads it: in the organisation's time zone, "–" for None."""
    if moment is None:
        return "–"
    here = moment.astimezone(zone())
    return here.strftime("%Y-%m-%d %H:%M" if time else "%Y-%m-%d")


def on_terminal() -> bool:
    """Return whether a person is looking at stdout."""
    return sys.stdout.isatty()


# ── commands and options ─────────────────────────────────────────────────────────────────────────────────────────────


class _Spoken(click.Command):
    """A command whose help is a message, put into the caller's language when it is shown."""

    said: Message | None
    example: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        callback = kwargs.get("callback")
        self.said = getattr(callback, "__said__", None)
        self.example = getattr(callback, "__example__", "")
        kwargs["help"] = None
        super().__init__(*args, **kwargs)
        own = {name for parameter in self.params for name in parameter.opts}
        self.params += [option for option in _everywhere() if not own & set(option.opts)]

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first line of the help."""
        return tell(self.said).split("\n", 1)[0][: limit + 60] if self.said else ""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help, and an example to type."""
        for paragraph in tell(self.said).split("\n\n") if self.said else []:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(paragraph)
        if self.example:
            with formatter.section(tell(M("Example"))):
                for line in self.example.splitlines():
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class Command(_Spoken):
    """A command of curate."""


class Group(_Spoken, click.Group):
    """A command of curate that has commands of its own."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the work, not of the alphabet."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant; `UsageError`, with the nearest name, where there is none."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            near = difflib.get_close_matches(name, self.list_commands(ctx), n=1)
            hint = (
                M("Did you mean: {command}?", command=f"{ctx.command_path} {near[0]}")
                if near
                else M("See what there is with: {command} --help", command=ctx.command_path)
            )
            raise UsageError(M("There is no command “{name}”.", name=f"{ctx.command_path} {name}"), hint=hint)
        return super().resolve_command(ctx, args)


class Option(click.Option):
    """An option whose help is a message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self.said: Message = kwargs.pop("help")
        super().__init__(*args, **kwargs)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return how the option is written, and its help in the caller's language."""
        self.help = tell(self.said)
        return super().get_help_record(ctx)


def option(*names: str, help: Message, **kwargs: Any) -> Callable[[F], F]:  # noqa: A002, ANN401
    """Return click's `option`, with a message for its help."""
    return click.option(*names, cls=Option, help=help, **kwargs)


def _everywhere() -> list[click.Parameter]:
    """Return the options that every command has; they are read before click parses (see `Session`)."""
    return [
        Option(
            ["--workspace"], metavar="DIR", expose_value=False, help=M("The workspace, where it is not this folder.")
        ),
        Option(
            ["--lang"], type=click.Choice(PEOPLE), expose_value=False, help=M("The language of messages: nl or en.")
        ),
        Option(
            ["--by"],
            metavar="NAME",
            expose_value=False,
            callback=_by,
            help=M("Who does this: a name, not a proof (else $CURATE_CURATOR, else your login name)."),
        ),
        Option(["--debug"], is_flag=True, expose_value=False, help=M("Show the traceback of an error.")),
    ]


def _by(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value and _session:
        _session[0].by_option = value


def say_help(message: Message, *, example: str) -> Callable[[F], F]:
    """Give a command its help: the message, and an example that a person can type."""

    def keep(function: F) -> F:
        function.__said__ = message  # type: ignore[attr-defined]
        function.__example__ = example  # type: ignore[attr-defined]
        return function

    return keep


def command(name: str, message: Message, *, example: str) -> Callable[[F], Command]:
    """Return a decorator that makes a command of curate."""

    def make(function: F) -> Command:
        made = click.command(name, cls=Command)(say_help(message, example=example)(function))
        assert isinstance(made, Command)  # noqa: S101
        return made

    return make


as_json = option("--json", "as_json", is_flag=True, help=M("Print one JSON document, for a script."))
dry_run = option("--dry-run", is_flag=True, help=M("Only say what would change."))


@contextmanager
def trying(*, dry_run: bool) -> Iterator[None]:
    """Everything inside is done, and where it is a trial taken back again, which is said on stderr."""
    if not dry_run:
        yield
        return
    with session().desk.store.trial():
        yield
    warn(M("Nothing was changed: this only says what would be."))


__all__ = [
    "Command",
    "Group",
    "as_json",
    "command",
    "complain",
    "dry_run",
    "emit",
    "local",
    "option",
    "say",
    "session",
    "tell",
    "trying",
    "utc",
    "zone",
]
