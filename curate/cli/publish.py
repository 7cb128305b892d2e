"""Publishing: a digest sent to the networks by itself, corrected and withdrawn there, held back, and who we are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from curate.cli import layout
from curate.cli.base import (
    as_json,
    command,
    complain,
    dry_run,
    emit,
    local,
    on_terminal,
    option,
    say,
    session,
    tell,
    utc,
    warn,
)
from curate.errors import Refused, UsageError
from curate.locale import M, Message

if TYPE_CHECKING:
    from datetime import datetime

    from curate.workflows.dispatch import Report
    from curate.workflows.settling import Outcome

LIMIT = 5
"""As in `curate.workflows.dispatch`, which is not loaded to parse."""
_FAILED = 3
_AHEAD = 731
"""Days that a post can be planned ahead: what is further is a slip of the keys."""


@command(
    "publish",
    M(
        "Send a digest to a network by itself: Mastodon, Bluesky, WordPress, a newsletter.\n\n"
        "The walls are those of an export. An item goes to a channel once, ever: what was broken off is asked for at "
        "the network, and never sent blindly a second time. What is planned for later (curate digest plan) goes out "
        "then. A blog post and a newsletter are made as drafts: you publish them there."
    ),
    example="curate publish 3 --channel mastodon --dry-run",
)
@click.argument("number", metavar="[DIGEST]", type=click.IntRange(min=1), required=False)
@option("--channel", "channels", multiple=True, metavar="NAME", help=M("Where it goes; may be repeated."))
@option("--at", "when", metavar="TIME", help=M("When it goes out: 2026-11-26 10:00. Several items: a quarter apart."))
@option("--due", is_flag=True, help=M("Without DIGEST: send what waited until now, of all digests."))
@option(
    "--limit",
    type=click.IntRange(min=1),
    default=LIMIT,
    show_default=True,
    metavar="N",
    help=M("At most so many posts in this run."),
)
@option("--again", is_flag=True, help=M("Also what went out there before; asks first."))
@option("--yes", is_flag=True, help=M("Do not ask."))
@option("--skip-uncommented", is_flag=True, help=M("Leave out items without commentary, and say so."))
@option("--allow-uncommented", is_flag=True, help=M("Let items without commentary through, marked as such."))
@option(
    "--despite",
    multiple=True,
    metavar="RULE",
    help=M("Publish although this rule of the check says no; may be repeated. Needs --why."),
)
@option("--why", metavar="TEXT", help=M("Why you publish despite a rule; it stands in the log."))
@dry_run
@as_json
def publish(
    number: int | None,
    channels: tuple[str, ...],
    when: str | None,
    limit: int,
    despite: tuple[str, ...],
    why: str | None,
    *,
    due: bool,
    again: bool,
    yes: bool,
    skip_uncommented: bool,
    allow_uncommented: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Publish a digest."""
    from curate.workflows import dispatch

    _refuse_together(number, due=due, skip=skip_uncommented, allow=allow_uncommented)
    if despite and not (why or "").strip():
        raise UsageError(M("Say why with --why: publishing despite a rule is kept in the log."))
    if again and not dry_run:
        confirmed(M("What went out there before goes out once more. Do you want that?"), yes=yes)
    desk = session().desk
    wish = dispatch.Wish(
        at=_ahead(when, desk.now),
        limit=limit,
        again=again,
        dry_run=dry_run,
        uncommented="skip" if skip_uncommented else "allow" if allow_uncommented else "refuse",
        despite=despite,
        why=why or "",
    )
    report = dispatch.due(desk, channels, wish) if number is None else dispatch.publish(desk, number, channels, wish)
    nothing = M("Nothing waits.") if number is None else M("Nothing in this digest is for that channel.")
    return _show(report, nothing, trial=dry_run, as_json=as_json)


def _refuse_together(number: int | None, *, due: bool, skip: bool, allow: bool) -> None:
    if skip and allow:
        raise UsageError(M("Choose one: --skip-uncommented or --allow-uncommented."))
    if due == (number is not None):
        raise UsageError(
            M("Name a digest, or --due for everything that waited until now: one of both."),
            hint=M("See your digests with: curate digest list"),
        )


def confirmed(question: Message, *, yes: bool) -> None:
    """Return where a person agrees; Refused where not, and where nobody is there to ask."""
    if yes:
        return
    if not (on_terminal() and sys.stdin.isatty()):
        raise Refused(M("Nobody is there to ask."), hint=M("If it is meant, say so with: --yes"))
    if not click.confirm(tell(question)):
        raise Refused(M("Nothing was sent."))


def _ahead(when: str | None, now: datetime) -> datetime | None:
    from curate.cli.read import moment

    if when is None:
        return None
    found = moment(when, now, "2026-11-26 10:00")
    if found <= now:
        raise UsageError(
            M("{when} is past: nothing can go out then.", when=found), hint=M("Without --at it goes out now.")
        )
    if (found - now).days > _AHEAD:
        raise UsageError(
            M("{when} is more than two years ahead: is that the year you mean?", when=found),
            hint=M("Write for instance: {example}", example="2026-11-26 10:00"),
        )
    return found


# ── showing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _show(report: Report, nothing: Message, *, trial: bool, as_json: bool) -> int:
    for notice in report.notices:
        warn(notice)
    if as_json:
        emit([outcome_json(each) for each in report.outcomes])
    else:
        for each in report.outcomes:
            show_outcome(each, texts=trial)
        if not report.outcomes and not report.failed:
            say(nothing)
    if trial:
        warn(M("Nothing was sent: this only says what would be."))
    elif report.failed and not as_json:
        complain(M("Not everything went out."), M("What is open shows: curate posts open"))
    if report.failed:
        return _FAILED
    return 1 if any(each.state == "refused" for each in report.outcomes) else 0


def outcome_json(each: Outcome) -> dict[str, object]:
    """Return what became of a message, for a script."""
    return {
        "channel": each.channel,
        "items": list(each.items),
        "title": each.title,
        "state": each.state,
        "url": each.url,
        "at": utc(each.due),
        "posts": [{"text": text, "length": length, "limit": limit} for text, length, limit in each.texts],
        "message": None if each.why is None else tell(each.why),
    }


def show_outcome(each: Outcome, *, texts: bool = False) -> None:
    """Write what became of a message."""
    facts = [" · ".join(filter(None, [each.channel, tell(said(each)), each.url or ""]))]
    if each.why is not None:
        facts.append(tell(each.why))
    layout.numbered(" ".join(f"#{item}" for item in each.items) or "·", each.title or each.channel, facts)
    if texts and each.state == "new":
        for text, length, limit in each.texts:
            if length is not None:
                say(M("       {length} of {limit} characters", length=length, limit=limit or "–"))
            layout.paragraph(text, indent="       │ ")


def said(each: Outcome) -> Message:
    """Return how far a message is, in a few words."""
    when = local(each.due) if each.due else ""
    return {
        "sent": M("published"),
        "scheduled": M("goes out there on {when}", when=when),
        "waiting": M("waits here until {when}", when=when) if when else M("waits here"),
        "draft": M("stands there as a draft: publish it there"),
        "gone": M("stood there as a draft"),
        "open": M("not known whether it is out"),
        "partly": M("only a part of it is out: publish it again, and the rest follows"),
        "refused": M("did not go out"),
        "cancelled": M("taken back: it does not go out"),
        "removed": M("was taken away there"),
        "there": M("was there already: not sent again"),
        "new": M("would go out on {when}", when=when) if when else M("would go out now"),
    }.get(each.state, M("not in this run"))
