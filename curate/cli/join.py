"""Joining: what a server fetched, or a colleague curated, into this collection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli.base import as_json, command, emit, option, say, session
from curate.cli.collect import progress_bar
from curate.locale import MN, M

if TYPE_CHECKING:
    from curate.workflows.joining import Joined


@command(
    "merge",
    M(
        "Take over what another machine holds: a bundle that `curate fetch --to FILE` wrote, a database, or the folder "
        "of another workspace.\n\n"
        "Twice is as good as once. Two notes on one item are both kept. A copy of how it was goes to data/backups."
    ),
    example="curate merge /mnt/server/curate.bundle",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--dry-run", is_flag=True, help=M("Only say what would come in."))
@as_json
def merge(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Merge."""
    from curate.workflows import joining

    with progress_bar(M("Joining")) as progress:
        joined = joining.merge(session().desk, file, dry_run=dry_run, progress=progress)
    if as_json:
        emit(_json(joined))
        return
    _write(joined)


def _json(joined: Joined) -> dict[str, object]:
    counts = joined.merged.counts
    return {
        "items": counts["item"],
        "sightings": counts["sighting"],
        "sources": counts["source"],
        "notes": counts["note"],
        "events": counts["event"],
        "tags": counts["tag"],
        "digests": counts["digest"],
        "posts": counts["post"],
        "results": counts["result"],
        "pages": counts["page"],
        "tips": counts["tip"],
        "states_changed": counts["states"],
        "left_out": counts["left_out"],
        "conflicts": [{"item": item, "by": by} for item, by in joined.merged.rivals],
        "posted_twice": [{"item": item, "channel": channel} for item, channel in joined.merged.posted_twice],
        "backup": None if joined.backup is None else str(joined.backup),
    }


def _write(joined: Joined) -> None:
    merged, counts = joined.merged, joined.merged.counts
    if not (+counts or merged.rivals or merged.posted_twice):
        say(M("Nothing new: all of it was here already."))
        return
    lines = (
        MN("{n} new item.", "{n} new items.", counts["item"]),
        MN("{n} new sighting.", "{n} new sightings.", counts["sighting"]),
        MN("{n} note of a curator.", "{n} notes of curators.", counts["note"]),
        MN("{n} line of the log.", "{n} lines of the log.", counts["event"]),
        MN("{n} digest.", "{n} digests.", counts["digest"]),
        MN("{n} line of the ledger.", "{n} lines of the ledger.", counts["post"]),
        MN("{n} figure of what came of a post.", "{n} figures of what came of posts.", counts["result"]),
        MN("{n} item stands elsewhere now.", "{n} items stand elsewhere now.", counts["states"]),
        MN("{n} row was not right and was left out.", "{n} rows were not right and were left out.", counts["left_out"]),
    )
    for line in lines:
        if line.number:
            say(line)
    for item, by in merged.rivals:
        say(M("Item #{item}: {by} wrote another note. See both with: curate show {item}", item=item, by=by))
    for item, channel in merged.posted_twice:
        say(M("Item #{item} went out on {channel} from both machines.", item=item, channel=channel))
    if joined.backup is None:
        say(M("This was only tried: nothing was changed."))
    else:
        say(M("How it was before stands in {path}", path=joined.backup))
