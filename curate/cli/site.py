"""The public topic page."""

from __future__ import annotations

from pathlib import Path

import click

from curate.cli.base import as_json, command, emit, option, say, session, warn
from curate.cli.collect import progress_bar
from curate.errors import UsageError
from curate.locale import MN, M


@command(
    "site",
    M(
        "Write your public topic page: plain files for your own web space, with pages by theme, edition and item, an "
        "archive, a search and feeds.\n\n"
        "On it stands what is in closed editions. Nothing leaves without your own words. Only what changed is written."
    ),
    example="curate site --out public",
)
@option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help=M("The folder to write into (default: data/site)."),
)  # fmt: skip
@option("--skip-uncommented", is_flag=True, help=M("Leave out items without commentary, and say so."))
@option("--allow-uncommented", is_flag=True, help=M("Let items without commentary through, marked as such."))
@option("--serve", is_flag=True, help=M("Show it on this machine, and again after each change, until Ctrl-C."))
@option(
    "--port",
    type=click.IntRange(min=0, max=65535),
    default=8000,
    metavar="N",
    help=M("Where to show it (default: 8000)."),
)
@as_json
def site(
    out: Path | None, port: int, *, skip_uncommented: bool, allow_uncommented: bool, serve: bool, as_json: bool
) -> None:
    """Write the site."""
    from curate.workflows import siting

    if skip_uncommented and allow_uncommented:
        raise UsageError(M("Choose one: --skip-uncommented or --allow-uncommented."))
    uncommented = "skip" if skip_uncommented else "allow" if allow_uncommented else "refuse"
    with progress_bar(M("Writing")) as progress:
        built, notices = siting.build(session().desk, out, uncommented=uncommented, progress=progress)
    for notice in notices:
        warn(notice)
    if as_json:
        emit(
            {
                "path": str(built.folder),
                "files": built.files,
                "written": built.written,
                "removed": built.removed,
            }
        )
    else:
        say(
            MN(
                "The site stands in {path}: {n} file",
                "The site stands in {path}: {n} files",
                built.files,
                path=built.folder,
            )
        )
        say(
            M(
                "{written} written, {removed} removed, the others were as they are.",
                written=built.written,
                removed=built.removed,
            )
        )
    if serve:
        from curate.workflows import serving

        serving.serve(
            session().desk, built.folder, uncommented=uncommented, port=port, ready=lambda url: say(
                M("Look at it here: {url} (Ctrl-C ends)", url=url)
            ), told=warn,
        )  # fmt: skip
    elif not as_json:
        say(M("Look at it with: curate site --serve"))
