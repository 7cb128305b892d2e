"""What is on its way, brought to an end: by what the network says, never by sending it blindly once more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from curate import channels as registry
from curate import clock, states
from curate.errors import SendError
from curate.locale import M, Message
from curate.models import Sending, SendingPart, State, Way
from curate.sending import Network, Part, Sent, Unknowable
from curate.states import Step
from curate.workflows import outgoing
from curate.workflows.desk import Desk

YOUNG = timedelta(minutes=1)
"""What was handed over less long ago may still be on its way through the server: it is asked a second time."""
MOMENT = 5.0
"""Seconds between both."""
LATE = timedelta(hours=1)
"""By which a network may send later than it was told to."""
GONE, PARTLY = "gone", "partly"
"""How a draft stands that somebody took away there, and a thread of which the rest did not go out."""
_OPEN = (Way.OPEN, Way.SCHEDULED, Way.DRAFT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one message."""

    channel: str
    items: tuple[int, ...]
    title: str
    state: str
    """A `Way`; or `new` (would be sent), `there` (went out before), `left` (not in this run), `gone` (it was a draft
    there, and no longer is), `partly` (the rest of a thread did not go out)."""
    texts: tuple[tuple[str, int | None, int | None], ...] = ()
    """(text, length, limit) of each part."""
    url: str | None = None
    due: datetime | None = None
    why: Message | None = None
    digest: int | None = None


def settle(desk: Desk, network: Network, channel: str) -> list[Outcome]:
    """Ask the network for everything that was handed over and whose end nobody knows, and keep what it says.

    SendError where it does not answer: then all stays as it was.
    """
    with desk.store.repeatable():  # what a power cut takes is asked for again
        return list(_settled(desk, network, channel))


def _settled(desk: Desk, network: Network, channel: str) -> Iterator[Outcome]:
    messages: dict[str, list[Sending]] = {}
    for row in desk.store.sendings.all(channel=channel, states=_OPEN):
        messages.setdefault(row.lead, []).append(row)
    parts = desk.store.sendings.parts(list(messages))
    ours = set(desk.store.sendings.remotes(channel))
    for lead, rows in messages.items():
        if rows[0].state is Way.SCHEDULED and rows[0].due is not None and rows[0].due > clock.now():
            continue
        answers = list(_answers(network, rows[0], parts[lead], ours))
        with desk.store.transaction():
            _write_down(desk, rows, answers)
            after = desk.store.sendings.all(lead=lead)
        if after[0].state is not rows[0].state or after[0].why is not None:
            yield outcome(desk, after)


def _answers(
    network: Network, row: Sending, parts: Sequence[SendingPart], ours: set[str]
) -> Iterator[tuple[SendingPart, Sent | Unknowable | None]]:
    """Yield what the network says of each part whose end nobody knows. Nothing is held meanwhile that others need."""
    for part in parts:
        if part.state is not Way.OPEN and row.state is Way.OPEN:
            continue
        try:
            sent = there(network, part, ours - {part.remote} if part.remote else ours)
        except Unknowable as answer:
            yield part, answer
            return
        if sent is not None:
            ours.add(sent.id)
        yield part, sent


def _write_down(
    desk: Desk, rows: Sequence[Sending], answers: Sequence[tuple[SendingPart, Sent | Unknowable | None]]
) -> None:
    lead, state = rows[0].lead, rows[0].state
    for part, answer in answers:
        if isinstance(answer, Unknowable):
            desk.store.sendings.put(lead, state, unknown(rows[0].channel))
            return
        if answer is not None:
            keep(desk, part, answer)
        elif state is Way.OPEN:
            desk.store.sendings.not_out(lead, part.part)
        elif state is Way.SCHEDULED and rows[0].due and clock.now() - rows[0].due < LATE:
            return
        else:
            desk.store.sendings.put(lead, state, _gone(rows[0].channel))
            return
    conclude(desk, lead)


def there(network: Network, part: SendingPart, ours: Collection[str]) -> Sent | None:
    """Return a part as the network has it, None where it has not. Raises Unknowable, and SendError."""
    asked = outgoing.unpacked(part)
    since = part.began or clock.now()
    found = network.find(asked, since, ours)
    if found is None and not network.repeats and clock.now() - since < YOUNG:
        clock.wait(MOMENT)
        found = network.find(asked, since, ours)
    return found


def keep(desk: Desk, part: SendingPart, sent: Sent) -> None:
    """Keep that the network has a part, and what it calls it; the rest is from now on what stands there."""
    desk.store.sendings.arrived(
        part.lead, part.part, remote=sent.id, mark=sent.mark, url=sent.address, content=outgoing.lightened(part)
    )
    desk.store.sendings.put(part.lead, sent.state if sent.state is not Way.SENT else Way.OPEN)


def conclude(desk: Desk, lead: str, why: Message | None = None) -> None:
    """Write down what became of a message, once none of its parts is between here and there."""
    rows = desk.store.sendings.all(lead=lead)
    parts = desk.store.sendings.parts([lead])[lead]
    states_ = {part.state for part in parts}
    if rows[0].state in (Way.SCHEDULED, Way.DRAFT):
        return
    with desk.store.transaction():
        if states_ == {Way.SENT}:
            close(desk, rows, parts)
        elif Way.OPEN in states_:
            desk.store.sendings.put(lead, Way.OPEN, why)
        elif Way.SENT in states_:
            desk.store.sendings.put(lead, Way.OPEN, why or M("Only a part of it is out."))
        else:
            desk.store.sendings.put(lead, Way.REFUSED, why or M("It was broken off before it went out."))


def close(desk: Desk, rows: Sequence[Sending], parts: Sequence[SendingPart], *, how: str = "api") -> None:
    """Write a message into the ledger, item by item: it is out. That cannot be taken back here, only out there."""
    text = "\n\n".join(part.text for part in parts)
    url = next((part.url for part in parts if part.url), None)
    for row in rows:
        if row.post is not None:
            continue
        held = [each for each in desk.store.ledger.rows(item=row.item, channel=row.channel) if each.round == row.round]
        post = held[0].id if held else _written(desk, row, text, url, how)
        desk.store.sendings.close(row.id, post)
    desk.store.sendings.tidy(rows[0].lead)


def _written(desk: Desk, row: Sending, text: str, url: str | None, how: str) -> int:
    when = row.due if row.due is not None and row.due <= clock.now() else desk.now
    post = desk.store.ledger.write(
        item=row.item,
        digest=row.digest,
        channel=row.channel,
        how=how,
        at=when,
        by=row.by,
        url=url,
        text=text,
        round_=row.round,
    )
    item = desk.store.items.get(row.item)
    assert item is not None  # noqa: S101  (a sending holds its item)
    # It is out, whatever was decided about it meanwhile.
    to = states.TABLE.get((Step.POST, item.state), item.state if item.state is State.WITHDRAWN else State.PUBLISHED)
    desk.store.curation.move(
        desk.act(), Step.POST.value, item.id, from_=item.state, to=to, text=row.channel, lasting=True
    )
    return post


def outcome(desk: Desk, rows: Sequence[Sending], state: str = "") -> Outcome:
    """Return how a message stands."""
    first = rows[0]
    parts = desk.store.sendings.parts([first.lead])[first.lead]
    items = tuple(row.item for row in rows)
    gone = first.why == _gone(first.channel)
    known = {part.state for part in parts} == {Way.SENT, Way.WAITING}
    now = GONE if gone else PARTLY if first.state is Way.OPEN and known else first.state.value
    return Outcome(
        channel=first.channel,
        items=items,
        title=_title(desk, first),
        state=state or now,
        texts=tuple((part.text, None, None) for part in parts),
        url=None if gone else next((part.url for part in parts if part.url), None),
        due=first.due,
        why=_gone_again(items, first.channel) if gone else first.why,
        digest=first.digest,
    )


def _title(desk: Desk, sending: Sending) -> str:
    """Return what a message is called: an edition that goes out whole by its own title."""
    whole = registry.channel(sending.channel).unit == "edition" if sending.channel in registry.names() else False
    digest = desk.store.digests.get(sending.digest) if whole and sending.digest is not None else None
    return digest.title if digest is not None else sending.title


def not_sure(network: Network, part: SendingPart, payload: Part, before: Sequence[Sent], at: datetime | None,
             ours: frozenset[str], fault: SendError) -> Sent | None:  # fmt: skip
    """Return what became of a part whose answer never came; None where that stays unknown.

    The network is asked. Where it has not got it, it is sent once more if its key makes one of both; else the fault is
    raised, as one that is certain.
    """
    clock.wait(MOMENT / 2)
    try:
        found = there(network, part, ours)
    except (SendError, Unknowable):
        return None
    if found is not None:
        return found
    if not network.repeats:
        raise SendError(fault.message, hint=fault.hint, sure=True, until=fault.until, stops=fault.stops) from fault
    try:
        return network.send(payload, before, at)
    except SendError as second:
        if second.sure:
            raise
        return None


def unknown(channel: str) -> Message:
    """Return what is said of what no network can be asked for."""
    return M("{channel} cannot be asked whether it has it: look there yourself.", channel=channel)


def _gone(channel: str) -> Message:
    return M("It is no longer there on {channel}.", channel=channel)


def _gone_again(items: Sequence[int], channel: str) -> Message:
    return M(
        "{gone} If it is to go there once more: curate posts forget {item} --channel {channel}, and publish again.",
        gone=_gone(channel),
        item=items[0],
        channel=channel,
    )
