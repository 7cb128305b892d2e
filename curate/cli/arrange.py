"""Arranging a digest: `curate digest suggest`, `sections`, `order`, `period`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from curate.cli import layout
from curate.cli.base import as_json, emit, local, option, say, session, tell
from curate.cli.compose import NUMBER, answer, begin, command, digest_json, end, marks
from curate.errors import UsageError
from curate.locale import MN, M

if TYPE_CHECKING:
    from curate.digest.arranging import By

dry_run = option("--dry-run", is_flag=True, help=M("Only say what it would do."))


@command(
    "suggest",
    M(
        "Fill a draft from what you shortlisted and commented, and say why each.\n\n"
        "The best scores that do not repeat one another in tags, source and language, one item a story; within "
        "max_items and max_per_source of sources.yaml. What went out, or is in another digest, stays out."
    ),
    example="curate digest suggest 3 --dry-run",
)
@NUMBER
@option(
    "--max",
    "most",
    type=click.IntRange(1, 1000),
    metavar="N",
    help=M("How many items it may have (default: max_items)."),
)
@dry_run
@as_json
def suggest(number: int, most: int | None, *, dry_run: bool, as_json: bool) -> None:
    """Fill a draft."""
    from curate.workflows import arranging

    filled = arranging.fill(session().desk, number, most=most, dry_run=dry_run)
    chosen, left = filled.suggestion.chosen, filled.suggestion.left
    if as_json:
        rows = {
            name: [{"item": each.item, "title": filled.titles[each.item], "reason": tell(each.reason)} for each in some]
            for name, some in (("chosen", chosen), ("left", left))
        }
        emit({"digest": number, "dry_run": dry_run, **rows})
        return
    for each in chosen:
        layout.numbered(f"#{each.item}", filled.titles[each.item], [tell(each.reason)])
    if not chosen:
        say(
            M(
                "Nothing to put in. Keep items with: curate shortlist ITEM, and say why they matter with: "
                "curate comment ITEM"
            )
        )
    elif dry_run:
        say(MN("{n} item would come in.", "{n} items would come in.", len(chosen)))
    else:
        say(
            MN(
                "Digest {digest} has {n} item.",
                "Digest {digest} has {n} items.",
                len(filled.digest.places),
                digest=number,
            )
        )
    if left:
        say(MN("{n} item stays out:", "{n} items stay out:", len(left)))
        for each in left:
            layout.numbered(f"#{each.item}", filled.titles[each.item], [tell(each.reason)])


@command(
    "order",
    M("Put the items in order: by score (best first), date (newest first; a timeline: oldest) or tag. Sections stay."),
    example="curate digest order 3 --by date",
)
@NUMBER
@option("--by", "by", type=click.Choice(["score", "date", "tag"]), required=True, help=M("What decides."))
@dry_run
@as_json
def order(number: int, by: str, *, dry_run: bool, as_json: bool) -> None:
    """Order a draft."""
    from curate.workflows import arranging

    found = arranging.order(session().desk, number, cast("By", by), dry_run=dry_run)
    items = marks(found.items)
    said = M("The order would be: {items}", items=items) if dry_run else M("The order is now: {items}", items=items)
    answer(found, said, as_json)


@command(
    "sections",
    M("Put the items under headings, those with the same tag together; --by none takes all headings away."),
    example="curate digest sections 3 --by tag",
)
@NUMBER
@option(
    "--by",
    "how",
    type=click.Choice(["tag", "none"]),
    default="tag",
    help=M("What they are put together by (default: tag)."),
)
@dry_run
@as_json
def sections(number: int, how: str, *, dry_run: bool, as_json: bool) -> None:
    """Give a draft its sections."""
    from curate.workflows import arranging

    found = arranging.sections(session().desk, number, by_tag=how == "tag", dry_run=dry_run)
    if as_json:
        emit(digest_json(found))
        return
    shown: dict[str, list[int]] = {}
    for place in found.places:
        shown.setdefault(place.section, []).append(place.item)
    for section, items in shown.items():
        say(M("{section}: {items}", section=section or tell(M("(without heading)")), items=marks(items)))


@command(
    "period",
    M("Say what time a digest is about: what came in then is counted, and what is older is told by the check."),
    example="curate digest period 3 --since 2026-11-01 --until 2026-11-30",
)
@NUMBER
@option("--since", metavar="WHEN", help=M("Start of the period: 7d, 4w, or a date."))
@option("--until", metavar="DATE", help=M("Last day of the period."))
@as_json
def period(number: int, since: str | None, until: str | None, *, as_json: bool) -> None:
    """Set the period."""
    from curate.workflows import composing

    desk = session().desk
    if since is None and until is None:
        raise UsageError(
            M("Say when it begins or ends."), hint=M("For instance: --since 2026-11-01 --until 2026-11-30")
        )
    found = composing.period(desk, number, since=begin(since, desk.now), until=end(until, desk.now))
    shown = f"{local(found.since, time=False)} – {local(found.until, time=False) if found.until else ''}".strip()
    answer(found, M("Digest {digest} is about: {period}", digest=number, period=shown), as_json)
