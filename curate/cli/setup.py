"""Setting up: a workspace, the demo, the schema."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import as_json, command, complain, emit, option, say, session, tell
from curate.locale import MN, PUBLIC, M

if TYPE_CHECKING:
    from curate.workflows.demo import Shown
    from curate.workspace import Answers


@command(
    "init",
    M("Make a workspace: a folder with a commented sources.yaml and data/. Never overwrites."),
    example="curate init mijn-curatie --ask",
)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@option("--ask", is_flag=True, help=M("Ask for name, site, language and channels."))
@as_json
def init(folder: Path | None, *, ask: bool, as_json: bool) -> None:
    """Make a workspace."""
    from curate import workspace

    language = session().language
    folder = (folder or Path.cwd()).absolute()
    workspace.refuse_existing(folder)
    made = workspace.create(folder, answers=_answers() if ask else None, language=language)
    if as_json:
        emit({"workspace": str(made.root), "config": str(made.config)})
        return
    say(M("Made: {path}", path=made.config))
    say(M("Open it, put in the sources you follow, and then: curate fetch"))


def _answers() -> Answers:
    """Ask what a workspace needs to know; every question can be answered with Enter."""
    from curate import channels
    from curate.workspace import Answers

    name = click.prompt(tell(M("The name of your organisation")), default="", show_default=False)
    site = click.prompt(tell(M("The address of its site")), default="", show_default=False)
    language = click.prompt(
        tell(M("The language of your public")), type=click.Choice(PUBLIC), default=session().language
    )
    known = channels.names()
    said = tell(M("The channels you use, with commas between them ({known})", known=", ".join(known)))
    while True:
        given = click.prompt(said, default=",".join(known), show_default=False)
        used = [word.strip().lower() for word in given.replace(";", ",").split(",") if word.strip()]
        if unknown := [word for word in used if word not in known]:
            complain(M("{name} is not a channel that curate knows.", name=unknown[0]))
            continue
        return Answers(name=name.strip(), url=site.strip(), language=language, channels=tuple(used))


@command(
    "demo",
    M("Show the whole way on sample sources that come with curate: offline, in a workspace of its own."),
    example="curate demo",
)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@as_json
def demo(folder: Path | None, *, as_json: bool) -> None:
    """Play the demo."""
    from curate.cli.collect import progress_bar
    from curate.workflows import demo as workflow

    place = folder.absolute() if folder is not None else Path(tempfile.mkdtemp(prefix="curate-demo-")) / "demo"
    with progress_bar(M("Fetching the samples")) as progress:
        shown = workflow.play(place, session().language, progress)
    if as_json:
        trust = shown.edition.trust
        emit(
            {
                "workspace": str(shown.workspace.root),
                "sources": shown.fetched.sources,
                "items": shown.items,
                "stories": shown.stories,
                "digest": shown.digest,
                "trust": None if trust is None else {"seen": trust.seen, "sources": trust.sources, "kept": trust.kept},
                "exports": [{"channel": each.channel, "path": str(each.path)} for each in shown.exported.written],
            }
        )
        return
    _tell(shown)


def _tell(shown: Shown) -> None:
    from curate.channels import markdown

    fetched = shown.fetched
    _step(1, M("Fetched {good} of {all} sources.", good=fetched.fetched, all=fetched.sources))
    for trouble in fetched.failures:
        layout.paragraph(tell(M("{source}: {what}", source=trouble.source, what=trouble.what)), indent="   ")
    _step(2, M("Found {items} items, which tell {stories} stories.", items=shown.items, stories=shown.stories))
    _step(3, MN("Chose and commented {n}:", "Chose and commented {n}:", len(shown.chosen)))
    for item in shown.chosen:
        layout.paragraph(f"#{item.id}  {item.title} ({item.outlet})", indent="   ")
    _step(4, M("Composed the digest:"))
    click.echo("")
    click.echo(layout.strong(f"   {tell(shown.edition.title)}"))
    layout.paragraph(shown.edition.intro, indent="   ")
    for entry in shown.edition.entries:
        click.echo("")
        layout.paragraph(f"▸ {entry.title} ({entry.outlet})", indent="   ")
        layout.paragraph(entry.commentary, indent="     ")
    click.echo("")
    layout.paragraph(shown.edition.closing, indent="   ")
    if shown.edition.trust is not None:
        layout.paragraph(tell(markdown.trust(shown.edition)), indent="   ")
    click.echo("")
    _step(5, M("Wrote it for the channels:"))
    for each in shown.exported.written:
        click.echo(f"   {each.channel:<10} {each.path}")
    click.echo("")
    say(M("Look around in it:"))
    curate = _program()
    click.echo(f"   cd {shlex.quote(str(shown.workspace.root))}")
    for typed in ("", " inbox", f" show {shown.chosen[0].id}", f" digest show {shown.digest}"):
        click.echo(f"   {curate}{typed}")
    say(M("Begin your own with: curate init"))


def _program() -> str:
    """Return what to type for `curate` here: its path, where it is not among the programs that are found by name."""
    if shutil.which("curate"):
        return "curate"
    called = Path(sys.argv[0]).absolute()
    return str(called) if called.stem == "curate" and called.exists() else f"{sys.executable} -m curate"


def _step(number: int, message: object) -> None:
    click.echo(layout.strong(f"{number}. {tell(message)}"))  # type: ignore[arg-type]


@command(
    "schema",
    M("Print the JSON Schema of sources.yaml, so that your editor completes it."),
    example="curate schema > sources.schema.json",
)
@as_json
def schema(*, as_json: bool) -> None:
    """Print the schema."""
    from curate import config

    emit(config.schema(session().language))
