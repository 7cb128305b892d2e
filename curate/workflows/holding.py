"""What is on its way, in a person's hands: shown, forgotten, cancelled, and all of it held back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from curate import channels as registry
from curate.errors import CurateError, Refused, SendError
from curate.locale import M
from curate.models import Sending, Way
from curate.sending import Sent
from curate.workflows import access, dispatch, settling
from curate.workflows import desk as at
from curate.workflows.desk import Desk
from curate.workflows.settling import Outcome

UNDER_WAY = (Way.OPEN, Way.REFUSED, Way.WAITING, Way.SCHEDULED, Way.DRAFT)
"""What has no row of the ledger yet."""
_LATER = (Way.WAITING, Way.SCHEDULED)


def under_way(desk: Desk, channel: str | None = None, states: Sequence[Way] = UNDER_WAY) -> list[Outcome]:
    """Return every message that is not out yet, or of which nobody knows whether it is, oldest first."""
    rows = desk.store.sendings.all(channel=channel, states=states)
    return [settling.outcome(desk, found) for found in _messages(rows).values()]


def forget(desk: Desk, words: Sequence[str], channel: str) -> list[Outcome]:
    """Let messages be as if they had never been begun: a person has looked, and they did not go out.

    Refused where there is nothing to forget: what stands in the ledger is out.
    """
    name = registry.channel(channel).name
    gone: list[Outcome] = []
    with desk.workspace.sending(), desk.store.transaction():
        act = desk.act()
        for item in at.items(desk, words):
            found = _messages(desk.store.sendings.all(item=item.id, channel=name, states=UNDER_WAY))
            if not found:
                raise Refused(
                    M("Item #{item} is not on its way to {channel}.", item=item.id, channel=name),
                    hint=M("See what is with: curate posts open. What went out is taken back with: curate withdraw"),
                )
            for lead, rows in found.items():
                gone.append(settling.outcome(desk, desk.store.sendings.all(lead=lead)))
                desk.store.sendings.forget(lead)
                desk.store.curation.record(act, "posts forget", item=item.id, digest=rows[0].digest, text=name)
    return gone


def cancel(desk: Desk, words: Sequence[str], channels: Sequence[str]) -> dispatch.Report:
    """Take back what is to go out later: here, and at the networks that have it. Without items: all of it."""
    wanted = {item.id for item in at.items(desk, words)}
    rows = [row for row in _later(desk, channels) if not wanted or row.item in wanted]
    if not rows:
        raise Refused(M("Nothing is scheduled."), hint=M("See what is on its way with: curate posts open"))
    with desk.workspace.sending():
        return _taken_back(desk, rows, keep=False)


def pause(desk: Desk) -> dispatch.Report:
    """Hold everything: nothing goes out any more, and what networks have for later is taken back to wait here."""
    with desk.workspace.sending():
        with desk.store.transaction():
            desk.store.sendings.rest("", None)
            desk.store.curation.record(desk.act(), "pause")
        report = _taken_back(desk, [row for row in _later(desk, ()) if row.state is Way.SCHEDULED], keep=True)
    done = {(each.channel, each.items) for each in report.outcomes}
    waiting = under_way(desk, states=[Way.WAITING])
    report.outcomes += [each for each in waiting if (each.channel, each.items) not in done]
    return report


def resume(desk: Desk) -> list[Outcome]:
    """Let things go out again, and return what waits. Refused where nothing was held."""
    with desk.store.transaction():
        if not desk.store.sendings.wake(""):
            raise Refused(M("Nothing was paused."))
        desk.store.curation.record(desk.act(), "resume")
    return under_way(desk, states=[Way.WAITING])


def _later(desk: Desk, channels: Sequence[str]) -> list[Sending]:
    names = [registry.channel(name).name for name in channels]
    rows = desk.store.sendings.all(states=_LATER)
    return [row for row in rows if not names or row.channel in names]


def _messages(rows: Sequence[Sending]) -> dict[str, list[Sending]]:
    found: dict[str, list[Sending]] = {}
    for row in rows:
        found.setdefault(row.lead, []).append(row)
    return found


def _taken_back(desk: Desk, rows: Sequence[Sending], *, keep: bool) -> dispatch.Report:
    """Take messages back from where they are; `keep`: they wait here. What a network does not give back is told."""
    report = dispatch.Report()
    for name in dict.fromkeys(row.channel for row in rows):
        mine = _messages([row for row in rows if row.channel == name])
        for lead in [lead for lead, each in mine.items() if each[0].state is Way.WAITING]:
            _put(desk, lead, report, keep=keep)
        there = [lead for lead, each in mine.items() if each[0].state is Way.SCHEDULED]
        if there:
            _from_network(desk, name, there, report, keep=keep)
    return report


def _from_network(desk: Desk, name: str, leads: Sequence[str], report: dispatch.Report, *, keep: bool) -> None:
    try:
        with closing(access.access(desk, name).open()) as network:
            settling.settle(desk, network, name)  # what was due may be out by now
            for lead in leads:
                if desk.store.sendings.all(lead=lead)[0].state is not Way.SCHEDULED:
                    report.outcomes.append(settling.outcome(desk, desk.store.sendings.all(lead=lead)))
                    continue
                for part in desk.store.sendings.parts([lead])[lead]:
                    network.remove(Sent(id=part.remote, address=part.url, mark=part.mark, state=Way.SCHEDULED))
                _put(desk, lead, report, keep=keep)
    except CurateError as fault:
        report.failed = True
        why = fault.told if isinstance(fault, SendError) else fault.message
        done = {each.items for each in report.outcomes if each.channel == name}
        for lead in leads:
            stands = settling.outcome(desk, desk.store.sendings.all(lead=lead))
            if stands.items not in done:
                report.outcomes.append(replace(stands, why=why))


def _put(desk: Desk, lead: str, report: dispatch.Report, *, keep: bool) -> None:
    rows = desk.store.sendings.all(lead=lead)
    with desk.store.transaction():
        if rows[0].state is Way.SCHEDULED:
            desk.store.sendings.given_back(lead)
        desk.store.sendings.put(lead, Way.WAITING if keep else Way.CANCELLED)
        act = desk.act()
        for row in () if keep else rows:
            desk.store.curation.record(act, "posts cancel", item=row.item, digest=row.digest, text=row.channel)
    report.outcomes.append(settling.outcome(desk, desk.store.sendings.all(lead=lead)))
