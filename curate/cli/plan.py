"""Planning: `curate digest plan`, and `curate plan` for the coming weeks."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import as_json, command, emit, local, option, say, session, tell, utc, zone
from curate.cli.compose import NUMBER
from curate.cli.compose import command as digest_command
from curate.errors import UsageError
from curate.locale import MN, M

if TYPE_CHECKING:
    from curate.digest.plan import Slated
    from curate.models import Planned


@digest_command(
    "plan",
    M(
        "Give every item on every channel a date and time, or show those it has.\n\n"
        "--slots names days and times in the organisation's time zone (default: digest.slots in sources.yaml), in "
        "Dutch, English, French or German. Each channel takes them one after another, from now on; a slot within an "
        "hour of another digest's post on that channel is passed over. With ITEM, --channel and --at: that one only."
    ),
    example='curate digest plan 3 --slots "di 10:00, do 16:00"',
)
@NUMBER
@click.argument("words", metavar="[ITEM]", required=False)
@option("--slots", is_flag=False, flag_value="", metavar="TEXT", help=M("Days and times, such as: di 10:00, do 16:00."))
@option("--from", "start", metavar="DATE", help=M("The first day that counts (default: now)."))
@option("--channel", "channels", multiple=True, metavar="NAME", help=M("Only this channel; may be repeated."))
@option("--at", "when", metavar="TIME", help=M("The moment of ITEM on --channel: 2026-11-26 10:00."))
@option("--clear", is_flag=True, help=M("Take the plan away again."))
@option("--dry-run", is_flag=True, help=M("Only say what it would do."))
@as_json
def digest_plan(
    number: int,
    words: str | None,
    slots: str | None,
    start: str | None,
    channels: tuple[str, ...],
    when: str | None,
    *,
    clear: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Plan a digest."""
    from curate.workflows import planning

    desk = session().desk
    notes: dict[tuple[int, str], str] = {}
    if clear:
        gone = planning.clear(desk, number, channels=channels)
        if not as_json:
            say(MN("{n} moment is taken away.", "{n} moments are taken away.", gone))
            return
    elif words is not None or when is not None:
        notes = _set(number, words, channels, when)
    elif slots is not None or start is not None or dry_run:
        from curate.cli.compose import begin

        made = planning.make(
            desk, number, slots or "", channels=channels, after=begin(start, desk.now), dry_run=dry_run
        )
        notes = {(each.planned.item, each.planned.channel): tell(each.note) for each in made if each.note}
        if dry_run:
            _show([each.planned for each in made], notes, number, as_json=as_json)
            return
    _show(planning.of(desk, number), notes, number, as_json=as_json)


def _set(number: int, words: str | None, channels: tuple[str, ...], when: str | None) -> dict[tuple[int, str], str]:
    """Give one item on one channel its moment; return what the change of the clocks made of that."""
    from curate.cli.read import moment
    from curate.digest.plan import moment as on_the_wall
    from curate.workflows import planning

    if words is None or when is None or len(channels) != 1:
        raise UsageError(
            M("To plan one item, say which, on which channel and when."),
            hint=M("For instance: curate digest plan 3 12 --channel facebook --at “2026-11-26 10:00”"),
        )
    desk = session().desk
    try:
        wall = datetime.fromisoformat(when.strip())
    except ValueError:
        wall = None
    clock = None if wall is None or wall.tzinfo else on_the_wall(wall, zone())
    at = moment(when, desk.now) if clock is None else clock.at
    set_ = planning.set_(desk, number, words, at, channel=channels[0])
    return {(set_.item, set_.channel): tell(clock.note)} if clock is not None and clock.note is not None else {}


def _show(planned: list[Planned], notes: dict[tuple[int, str], str], number: int, *, as_json: bool) -> None:
    desk = session().desk
    titles = {item.id: item.title for item in desk.store.items.many(sorted({each.item for each in planned}))}
    if as_json:
        rows = [
            {
                "item": each.item,
                "channel": each.channel,
                "at": utc(each.at),
                "title": titles[each.item],
                "note": notes.get((each.item, each.channel)),
            }
            for each in planned
        ]
        emit({"digest": number, "planned": rows})
        return
    for each in planned:
        facts = [f"{day(each.at)} · {each.channel}", notes.get((each.item, each.channel), "")]
        layout.numbered(f"#{each.item}", titles[each.item], facts)
    if not planned:
        say(M("Nothing is planned. Do so with: curate digest plan {number} --slots {example}", number=number,
              example='"di 10:00, do 16:00"'))  # fmt: skip


def day(at: datetime) -> str:
    """Return a moment with its day of the week, as the clock on the wall shows it."""
    return f"{_name(at.astimezone(zone()).date())} {local(at)}"


def _name(of: date) -> str:
    names = (M("Mon"), M("Tue"), M("Wed"), M("Thu"), M("Fri"), M("Sat"), M("Sun"))
    return tell(names[of.weekday()])


@command(
    "plan",
    M(
        "What goes out in the coming two weeks: the posts, those in each other's way, the empty days.\n\n"
        "--ics writes all that is planned as a calendar for your agenda."
    ),
    example="curate plan\ncurate plan --ics posts.ics",
)
@option(
    "--days", type=click.IntRange(1, 366), default=14, metavar="N", help=M("How many days are looked at (default: 14).")
)
@option("--ics", type=click.Path(path_type=Path), metavar="FILE", help=M("Write all that is planned as iCalendar."))
@as_json
def plan(days: int, ics: Path | None, *, as_json: bool) -> None:
    """Show the coming weeks."""
    from curate.workflows import planning

    desk = session().desk
    written = planning.write_calendar(desk, ics) if ics is not None else 0
    weeks = planning.weeks(desk, days=days)
    if as_json:
        emit(
            {
                "from": str(weeks.first),
                "until": str(weeks.last),
                "posts": [_json(each) for each in weeks.posts],
                "clashes": [
                    {"channel": one.channel, "posts": [_json(one), _json(other)]} for one, other in weeks.clashes
                ],
                "empty": [str(each) for each in weeks.empty],
            }
        )
        return
    if ics is not None:
        say(MN("{n} post is in {path}.", "{n} posts are in {path}.", written, path=ics))
        return
    for each in weeks.posts:
        mark = tell(M("went out")) if each.posted else ""
        layout.numbered(local(each.at)[5:], each.title, [" · ".join(filter(None, [_of(each), mark]))])
    for one, other in weeks.clashes:
        say(
            M(
                "In each other's way on {channel}: {one} and {other}.",
                channel=one.channel,
                one=f"{day(one.at)} ({_items(one)})",
                other=f"{day(other.at)} ({_items(other)})",
            )
        )
    if weeks.empty:
        shown = ", ".join(f"{_name(each)} {each:%m-%d}" for each in weeks.empty)
        say(MN("{n} day without a post: {days}", "{n} days without a post: {days}", len(weeks.empty), days=shown))


def _of(each: Slated) -> str:
    weekday = _name(each.at.astimezone(zone()).date())
    return " · ".join([weekday, each.channel, tell(M("digest {digest}", digest=each.digest)), _items(each)])


def _items(each: Slated) -> str:
    return " ".join(f"#{item}" for item in each.items)


def _json(each: Slated) -> dict[str, object]:
    return {
        "digest": each.digest,
        "channel": each.channel,
        "at": utc(each.at),
        "items": list(each.items),
        "title": each.title,
        "posted": each.posted,
    }
