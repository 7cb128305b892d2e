"""Publishing: a digest handed to the networks, each item once, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from curate import clock
from curate.errors import Refused, SendError, UsageError
from curate.locale import MN, M, Message
from curate.models import Edition, Sending, SendingPart, State, Way
from curate.sending import Limits, Network, Part, Picture, Sent
from curate.store import Begun, Digest
from curate.workflows import access, outgoing, publishing, settling
from curate.workflows.desk import Desk
from curate.workflows.outgoing import Outgoing
from curate.workflows.settling import Outcome

LIMIT = 5
"""Messages a run: who follows an account does not want an edition in one minute."""
PAUSE = 2.0
"""Seconds between two messages."""
APART = timedelta(minutes=15)
"""Between the items of one digest that are all given one moment with `--at`."""
_NOT_OUT = (Way.REFUSED, Way.WAITING, Way.CANCELLED)
_CLOSED = (State.WITHDRAWN, State.DISMISSED, State.SNOOZED, State.LAPSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """How a person wants it published."""

    at: datetime | None = None
    limit: int = LIMIT
    again: bool = False
    dry_run: bool = False
    uncommented: str = "refuse"
    despite: Sequence[str] = ()
    why: str = ""
    only: frozenset[str] | None = None
    """Keys of the messages that this is about; None: all of the digest."""


@dataclass(kw_only=True)
class Report:
    """What became of a run."""

    outcomes: list[Outcome] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    failed: bool = False
    """Something did not go out, or nobody knows whether it did."""


def publish(desk: Desk, number: int, channels: Sequence[str], wish: Wish) -> Report:
    """Send a digest to channels, and return what became of each message.

    The walls are those of `export`: nothing is sent where one of them refuses. A channel that fails, or that cannot
    take an item, leaves the others done. UsageError where a channel cannot be reached as it is configured.
    """
    reached = [access.access(desk, name) for name in dict.fromkeys(channels)]
    if not reached:
        raise UsageError(M("Say where it goes, with: --channel NAME"), hint=M("See the channels with: curate channels"))
    names = [each.channel for each in reached]
    digest, edition, notices = publishing.ready(
        desk, number, names, uncommented=wish.uncommented, despite=wish.despite, fitting=False
    )
    report = Report(notices=list(notices))
    editions = _editions(desk, digest, edition, names, wish, report)
    if wish.dry_run:
        for name, fitting in editions.items():
            found = _told(outgoing.messages(desk, fitting, name), report)
            report.outcomes += _trial(desk, digest, found, name, wish)
        return report
    refuse_paused(desk)
    with ExitStack() as stack:
        # What is not configured as it should be is said before anything is sent.
        networks = [
            (each.channel, stack.enter_context(closing(each.open()))) for each in reached if each.channel in editions
        ]
        stack.enter_context(desk.workspace.sending())
        if wish.despite:
            with desk.store.transaction():
                text = f"{' '.join(wish.despite)}: {wish.why}"
                desk.store.curation.record(desk.act(), "publish", digest=digest.id, text=text)
        for name, network in networks:
            _guarded(desk, name, report, partial(_on, desk, digest, editions[name], name, network, wish, report))
    return report


def _editions(
    desk: Desk, digest: Digest, edition: Edition, names: Sequence[str], wish: Wish, report: Report
) -> dict[str, Edition]:
    """Return what goes out on each channel that can take it. Refused where none of them can."""
    found: dict[str, Edition] = {}
    refused: Refused | None = None
    for name in names:
        try:
            found[name], notices = publishing.fits(desk, digest, edition, name, wish.despite)
        except Refused as no:
            refused, report.failed = no, True
            report.notices.append(no.told)
        else:
            report.notices += notices
    if refused is not None and not found:
        raise refused
    return found


def due(desk: Desk, channels: Sequence[str], wish: Wish) -> Report:
    """Send everything that waited here until now, whatever its digest; what is not due yet goes to who takes it."""
    refuse_paused(desk)
    report = Report()
    waiting = desk.store.sendings.all(states=[Way.WAITING])
    by_digest: dict[int, dict[str, set[str]]] = {}
    for row in waiting:
        if row.digest is not None and (not channels or row.channel in channels):
            by_digest.setdefault(row.digest, {}).setdefault(row.channel, set()).add(row.lead)
    for number, found in by_digest.items():
        for channel, leads in found.items():
            left = wish.limit - sum(each.state == Way.SENT.value for each in report.outcomes)
            try:
                part = publish(desk, number, [channel], replace(wish, only=frozenset(leads), limit=left))
            except Refused as error:
                report.notices.append(error.message)
                report.failed = True
                continue
            report.outcomes += part.outcomes
            report.notices += part.notices
            report.failed = report.failed or part.failed
    return report


def refuse_paused(desk: Desk) -> None:
    """Raise Refused while a person has paused everything."""
    if desk.store.sendings.paused:
        raise Refused(M("Publishing is paused: nothing goes out."), hint=M("Let it go on with: curate pause --resume"))


def _guarded(desk: Desk, channel: str, report: Report, run: Callable[[], None]) -> None:
    """Carry out what is to be done on one channel; a fault of its network is told, and the others go on."""
    resting, until = desk.store.sendings.resting(channel)
    if resting and until is not None and until > clock.now():
        what = M("{channel} asked to wait until {when}.", channel=channel, when=until)
        report.outcomes.append(Outcome(channel=channel, items=(), title="", state="left", why=what))
        report.failed = True
        return
    try:
        run()
    except SendError as fault:
        report.failed = True
        if fault.until is not None:
            with desk.store.transaction():
                desk.store.sendings.rest(channel, fault.until)
        report.outcomes.append(
            Outcome(channel=channel, items=(), title="", state="left", why=fault.told, due=fault.until)
        )


# ── which ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sorted_out(
    desk: Desk, digest: Digest, found: Sequence[Outgoing], name: str, wish: Wish
) -> tuple[list[Outgoing], list[Outcome]]:
    """Return the messages that are to go out, with their rounds and moments, and what is said of the others."""
    standing = {row.item: row for row in desk.store.ledger.rows(channel=name)}
    planned = {each.item: each.at for each in desk.store.digests.planned(digest.id) if each.channel == name}
    going: list[Outgoing] = []
    others: list[Outcome] = []
    for message in found:
        rows = desk.store.sendings.all(channel=name, item=message.numbers[0])
        out = [item for item in message.numbers if item in standing]
        if wish.again and (out or any(row.state not in _NOT_OUT for row in rows)):
            message = outgoing.again(message, _next_round(message, rows, [standing[item].round for item in out]))  # noqa: PLW2901
        elif out:
            others.append(_there(message, out, standing[out[0]].url))
            continue
        held = next((row for row in rows if row.lead == message.lead), None)
        if wish.only is not None and message.lead not in wish.only:
            continue
        if (stands := _stands(desk, message, held, rows)) is not None:
            others.append(stands)
            continue
        moment = _moment(message, held, planned, wish, len(going), desk.now)
        going.append(replace(message, due=moment))
    return going, others


def _there(message: Outgoing, out: Sequence[int], url: str | None) -> Outcome:
    """Return what is said of a message whose items, or some of them, went out before."""
    plain = Outcome(channel=message.channel, items=message.numbers, title=message.title, state="there", url=url)
    if len(out) == len(message.numbers):
        return plain
    what = MN(
        "{items} went out there before. Take it out of the digest, or send all of it with: --again",
        "{items} went out there before. Take them out of the digest, or send all of it with: --again",
        len(out),
        items=", ".join(f"#{item}" for item in out),
    )
    return replace(plain, state=Way.REFUSED.value, why=what)


def _stands(desk: Desk, message: Outgoing, held: Sending | None, rows: Sequence[Sending]) -> Outcome | None:
    """Return what is said of a message that is under way, or must not go out; None where it may."""
    if held is not None and held.state in (Way.SCHEDULED, Way.DRAFT, Way.REMOVED):
        return _as_it_stands(settling.outcome(desk, desk.store.sendings.all(lead=held.lead)), message)
    if held is not None and held.state is Way.OPEN and _unsettled(desk, held.lead):
        return settling.outcome(desk, desk.store.sendings.all(lead=held.lead))  # it may be out: a person says
    if held is not None and held.state is Way.SENT:  # its row of the ledger was taken back by hand: it is out there
        return settling.outcome(desk, desk.store.sendings.all(lead=held.lead), "there")
    other = next((row for row in rows if row.lead != message.lead and row.state not in _NOT_OUT
                  and row.round == message.round and row.post is None), None)  # fmt: skip
    if other is not None:  # it is under way in another message: a story, or an edition
        return _with_others(settling.outcome(desk, desk.store.sendings.all(lead=other.lead)), message)
    for item in desk.store.items.many(list(message.numbers)):
        if item.state in _CLOSED:
            what = M("Item #{item} is {state}: it does not go out.", item=item.id, state=_said(item.state))
            return Outcome(channel=message.channel, items=message.numbers, title=message.title,
                           state=Way.REFUSED.value, why=what)  # fmt: skip
    return None


def _unsettled(desk: Desk, lead: str) -> bool:
    """Return whether a part of a message was handed over, and nobody knows what became of it."""
    return any(part.state is Way.OPEN for part in desk.store.sendings.parts([lead])[lead])


def _as_it_stands(found: Outcome, message: Outgoing) -> Outcome:
    """Return how a message stands there, with what to do where the digest has other items or words by now."""
    found = _with_others(found, message)
    said = [text for text, _, _ in found.texts]
    if found.why is not None or found.state == Way.REMOVED.value or said == [part.text for part in message.parts]:
        return found
    what = M("The digest has other words now. Put them there with: curate correct {item}", item=message.numbers[0])
    return replace(found, why=what)


def _with_others(found: Outcome, message: Outgoing) -> Outcome:
    """Return how the message stands that some of these items are in, and what is in none."""
    missing = [item for item in message.numbers if item not in found.items]
    if not missing:
        return found
    what = MN(
        "{items} is not in it. Take it away there, and send all of it with: --again",
        "{items} are not in it. Take it away there, and send all of it with: --again",
        len(missing),
        items=", ".join(f"#{item}" for item in missing),
    )
    return replace(found, why=what)


def _said(state: State) -> Message:
    from curate import states

    return states.said(state)


def _next_round(message: Outgoing, rows: Sequence[Sending], posted: Sequence[int]) -> int:
    """Return the round of a message that goes out again: one that was begun and did not go out is gone on with."""
    begun = [row.round for row in rows if row.post is None and row.round > 0 and row.state is not Way.REMOVED]
    return max(begun) if begun else 1 + max([*posted, *(row.round for row in rows), 0])


def _moment(
    message: Outgoing, held: Sending | None, planned: dict[int, datetime], wish: Wish, place: int, now: datetime
) -> datetime | None:
    """Return when a message is to go out, None for at once: as asked for, as it waits already, or as it is planned."""
    if wish.at is not None:
        when: datetime | None = wish.at + place * APART
    elif held is not None and held.state is Way.WAITING and held.due is not None:
        when = held.due
    else:
        when = min((planned[item] for item in message.numbers if item in planned), default=None)
    return when if when is not None and when > now else None


def _trial(desk: Desk, digest: Digest, found: Sequence[Outgoing], name: str, wish: Wish) -> list[Outcome]:
    going, others = _sorted_out(desk, digest, found, name, wish)
    return [*others, *(_would(message) for message in going)]


def _would(message: Outgoing, state: str = "new", why: Message | None = None) -> Outcome:
    lengths = [*message.lengths, *[(None, None)] * len(message.parts)]
    return Outcome(
        channel=message.channel,
        items=message.numbers,
        title=message.title,
        state=state,
        texts=tuple((part.text, *length) for part, length in zip(message.parts, lengths, strict=False)),
        due=message.due,
        why=why,
    )


# ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _on(desk: Desk, digest: Digest, edition: Edition, name: str, network: Network, wish: Wish, report: Report) -> None:
    """Send what is to go out on one channel, after what was left open there was settled."""
    report.outcomes += settling.settle(desk, network, name)
    limits = network.limits()
    found = _told(outgoing.messages(desk, edition, name, limits), report)
    going, others = _sorted_out(desk, digest, found, name, wish)
    known = {each.items for each in report.outcomes if each.channel == name}
    report.outcomes += [each for each in others if each.items not in known]
    report.failed = report.failed or any(
        each.state == Way.OPEN.value for each in report.outcomes if each.channel == name
    )
    _one_by_one(_Run(desk=desk, network=network, limits=limits, digest=digest), name, going, wish, report)


def _one_by_one(run: _Run, name: str, going: Sequence[Outgoing], wish: Wish, report: Report) -> None:
    """Hand messages over until the limit is reached. SendError where the next one would fare no better."""
    for place, message in enumerate(going):
        if run.handed >= wish.limit and not run.waits(message):
            report.outcomes += [_would(each, "left") for each in going[place:]]
            report.notices.append(_left(len(going) - place))
            return
        report.outcomes = [each for each in report.outcomes if each.items != message.numbers or each.channel != name]
        try:
            run.take(message)
        except SendError as fault:
            report.failed = True
            report.outcomes.append(_standing(run.desk, message))
            if fault.stops:
                report.outcomes += [_would(each, "left") for each in going[place + 1 :]]
                raise
            continue
        done = _standing(run.desk, message)
        report.failed = report.failed or done.state in (Way.OPEN.value, settling.PARTLY)
        report.outcomes.append(done)


def _told(found: list[Outgoing], report: Report) -> list[Outgoing]:
    """Return messages, after what a person should know of them was put into the report, each thing once."""
    for message in found:
        report.notices += [notice for notice in message.notices if notice not in report.notices]
    return found


def _left(count: int) -> Message:
    return MN(
        "{n} post is left for the next run: publish again, or use --limit.",
        "{n} posts are left for the next run: publish again, or use --limit.",
        count,
    )


def _standing(desk: Desk, message: Outgoing) -> Outcome:
    rows = desk.store.sendings.all(lead=message.lead)
    found = settling.outcome(desk, rows) if rows else _would(message, "left")
    return replace(found, title=message.title, texts=_would(message).texts if not rows else found.texts)


@dataclass(kw_only=True)
class _Run:
    """One channel's run."""

    desk: Desk
    network: Network
    limits: Limits
    digest: Digest
    handed: int = 0
    """Messages that were handed over."""
    doubt: Message | None = None
    """Why nobody knows whether the last one is out."""

    def waits(self, message: Outgoing) -> bool:
        """Return whether a message is kept here until it is due."""
        if message.due is None:
            return False
        ahead = self.network.ahead
        return ahead is None or len(message.parts) > 1 or message.due - clock.now() < ahead

    def take(self, message: Outgoing) -> None:
        """Send a message, or keep it until it is due. SendError where it did not go out."""
        held = self.desk.store.sendings.all(lead=message.lead)
        if not held or held[0].state in _NOT_OUT:
            self._begin(message)
        if self.waits(message):
            return
        if self.handed:
            clock.wait(PAUSE)
        self.handed += 1
        self._send(message)

    def _begin(self, message: Outgoing) -> None:
        begun = Begun(
            lead=message.lead,
            channel=message.channel,
            round=message.round,
            items=[(item, outgoing.key_of(key, message.channel, message.round)) for item, key in message.items],
            parts=[(part.key, part.text, outgoing.packed(part)) for part in message.parts],
        )
        with self.desk.store.transaction():
            self.desk.store.sendings.begin(
                begun,
                state=Way.WAITING,
                at=self.desk.now,
                by=self.desk.by,
                digest=self.digest.id,
                due=message.due,
            )

    def _send(self, message: Outgoing) -> None:
        """Hand over the parts of a message that are not out yet, as they were first written down."""
        sendings = self.desk.store.sendings
        pictures: dict[str, tuple[Picture, ...]] = {part.key: part.pictures for part in message.parts}
        ours = sendings.remotes(message.channel)
        done: list[Sent] = []
        for part in sendings.parts([message.lead])[message.lead]:
            if part.state is Way.SENT:
                done.append(Sent(id=part.remote, address=part.url, mark=part.mark))
                continue
            if part.state is Way.OPEN:  # it may be out: never a second time, whoever asks
                settling.conclude(self.desk, message.lead, settling.unknown(message.channel))
                return
            payload = outgoing.unpacked(part, pictures.get(part.key, ()))
            began = clock.now()
            with self.desk.store.transaction():
                sendings.hand_over(message.lead, part.part, began)
            try:
                sent = self._sent(replace(part, began=began), payload, done, message.due, ours)
            except SendError as fault:
                with self.desk.store.transaction():
                    sendings.not_out(message.lead, part.part)
                settling.conclude(self.desk, message.lead, fault.told)
                raise
            if sent is None:
                what = M("{what} The next run asks whether it is out.", what=self.doubt or "")
                settling.conclude(self.desk, message.lead, what)
                return
            with self.desk.store.transaction():
                settling.keep(self.desk, part, sent)
            done.append(sent)
        settling.conclude(self.desk, message.lead)

    def _sent(
        self, part: SendingPart, payload: Part, done: Sequence[Sent], at: datetime | None, ours: frozenset[str]
    ) -> Sent | None:
        """Return what a part became; None where its answer never came. SendError where it certainly did not go."""
        try:
            return self.network.send(payload, done, at)
        except SendError as fault:
            if fault.sure:
                raise
            self.doubt = fault.message
            return settling.not_sure(self.network, part, payload, done, at, ours, fault)
