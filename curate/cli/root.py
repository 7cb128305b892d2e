"""`curate`: the commands there are, the language they speak, and what happens to an error."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Sequence
from importlib import import_module, resources
from typing import NoReturn

import click

from curate import __version__, platforms
from curate.cli import base
from curate.cli.base import Command, Group, tell
from curate.cli.session import Session
from curate.errors import CurateError
from curate.locale import M, Message

COMMANDS: dict[str, tuple[str, Message]] = {
    "init": ("setup:init", M("Make a workspace: a folder with a commented sources.yaml.")),
    "demo": ("setup:demo", M("Show the whole way on sample sources, offline.")),
    "schema": ("setup:schema", M("Print the JSON Schema of sources.yaml, for editors.")),
    "sources": ("collect:sources", M("The sources: list, add, remove, check.")),
    "fetch": ("collect:fetch", M("Fetch what is due.")),
    "backfill": ("collect:backfill", M("Fetch a source's past into the archive.")),
    "enrich": ("collect:enrich", M("Tag, join and rank what has not been yet.")),
    "add": ("collect:add", M("Read one page into the store, shortlisted.")),
    "inbox": ("read:inbox", M("What came in, best first.")),
    "review": ("review:review", M("Go through the inbox item by item, one key each.")),
    "show": ("read:show", M("All we know of one item.")),
    "search": ("read:search", M("Find items by their words.")),
    "shortlist": ("judge:shortlist", M("Keep items for a digest.")),
    "dismiss": ("judge:dismiss", M("Put items aside.")),
    "snooze": ("judge:snooze", M("Put items aside until a date.")),
    "catchup": ("judge:catchup", M("Let all that waited too long lapse, in one step.")),
    "approve": ("judge:approve", M("Approve a colleague's commentary.")),
    "tag": ("judge:tag", M("Add and take off tags.")),
    "tags": ("tags:tags", M("The tags: list, why, retag, suggest.")),
    "story": ("story:story", M("Correct which items tell one story.")),
    "trends": ("trends:trends", M("What rises and falls, more than chance lets expect.")),
    "comment": ("judge:comment", M("Write why an item matters, and what one must know.")),
    "tip": ("colleagues:tip", M("Point at an item or a page, and say why.")),
    "assign": ("colleagues:assign", M("Ask a colleague to look at items.")),
    "handout": ("colleagues:handout", M("Write items on a page that a colleague fills in anywhere.")),
    "handin": ("colleagues:handin", M("Take in what a colleague filled in.")),
    "undo": ("judge:undo", M("Take the last step back.")),
    "log": ("judge:log", M("Who did what, when.")),
    "digest": ("digests:digest", M("Compose an edition and check it.")),
    "export": ("share:export", M("Write a digest for the channels, ready to post.")),
    "publish": ("publish:publish", M("Send a digest to a network by itself.")),
    "plan": ("plan:plan", M("What goes out in the coming weeks.")),
    "site": ("site:site", M("Write your public topic page, with its feeds.")),
    "posted": ("share:posted", M("Record what you posted by hand.")),
    "results": ("figures:results", M("Keep what came of posts, as others counted it.")),
    "report": ("report:report", M("Write the trend report.")),
    "stats": ("figures:stats", M("What came in, was kept and posted, and what came of it.")),
    "posts": ("posts:posts", M("The ledger: what went out, where and when.")),
    "correct": ("amend:correct", M("Correct what went out, everywhere it stands.")),
    "withdraw": ("amend:withdraw", M("Take back what went out, everywhere it stands.")),
    "pause": ("posts:pause", M("Hold everything that would go out by itself.")),
    "login": ("amend:login", M("Give the password or token of a network.")),
    "channels": ("share:channels", M("The channels, their limits and how they count.")),
    "people": ("people:people", M("Whose names stand here; rename or forget one.")),
    "merge": ("join:merge", M("Take over what a server fetched, or a colleague curated.")),
    "backup": ("keep:backup", M("Write a whole copy of the database.")),
    "restore": ("keep:restore", M("Bring a copy of the database back.")),
    "handover": ("keep:handover", M("Write the whole workspace into one file, for who comes after you.")),
    "doctor": ("keep:doctor", M("See whether all is well, and what to do where it is not.")),
    "schedule": ("keep:schedule", M("Print what makes this machine fetch by itself.")),
}
"""name → where it is (module:function in this package) and its line in the list of commands, in the order shown."""


class Root(Group):
    """The command `curate`: each command's module is loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, its module loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        found = getattr(import_module(f"curate.cli.{module}"), name)
        assert isinstance(found, click.Command)  # noqa: S101
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading one."""
        with formatter.section(tell(M("Commands"))):
            formatter.write_dl([(name, tell(short)) for name, (_, short) in COMMANDS.items()])


@click.group(
    cls=Root,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@base.say_help(
    M(
        "Turn your organisation into a trusted filter: collect, judge, comment, share.\n\n"
        "Without a command: what waits."
    ),
    example="curate fetch",
)
@base.option("--version", is_flag=True, help=M("Print the version."))
@click.pass_context
def root(ctx: click.Context, version: bool) -> None:  # noqa: D103
    if version:
        click.echo(f"curate {__version__}")
    elif ctx.invoked_subcommand is None:
        from curate.cli.read import overview

        overview()


def run(arguments: Sequence[str]) -> int:
    """Carry out one call of `curate` and return its exit code (see `curate.errors`)."""
    session = Session(arguments)
    base.begin(session)
    _let_click_speak(session.language)
    try:
        return _carried_out(arguments, session)
    finally:
        session.close()


def _carried_out(arguments: Sequence[str], session: Session) -> int:
    from curate.cli.faults import explained

    try:
        result = root.main(list(arguments), prog_name="curate", standalone_mode=False, obj=session)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _broken_off()
    except click.UsageError as error:
        base.complain_usage(error)
        return 2
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if session.debug:
            raise
        if platforms.asked_to_end():  # a library made another error of it
            return _broken_off()
        known = error if isinstance(error, CurateError) else explained(error, session)
        if known is None:
            raise
        base.complain(known.message, known.hint)
        return known.exit_code
    return result if isinstance(result, int) else 0


def _broken_off() -> int:
    click.echo("", err=True)
    base.complain(M("Broken off. What was done before is kept."))
    return 130


def _let_click_speak(language: str) -> None:
    """Let click's own words ("Usage", "No such option") come from our catalogue.

    click asks the gettext of the standard library, which looks in the environment for the language.
    """
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("curate", str(resources.files("curate.locale")))
    gettext.textdomain("curate")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Be the command `curate`: carry out what was typed and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a pipe on Windows would be cp1252, and a title would break it
            stream.reconfigure(encoding="utf-8", errors="replace")
    platforms.end_kindly()
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


__all__ = ["Command", "main", "root", "run"]
