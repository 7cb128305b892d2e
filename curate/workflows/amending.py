"""Mistakes that went out: every place where an item stands, changed or taken away there, or said what to do by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field, replace

from curate import channels as registry
from curate import states
from curate.digest import check as checking
from curate.errors import CurateError, Refused, SendError
from curate.locale import M, Message, P
from curate.models import Edition, Entry, Item, LedgerRow, Level, Sending, SendingPart, State, Way
from curate.sending import Network, Part, Sent
from curate.site import NAME as SITE
from curate.states import Step
from curate.store import Digest, Place
from curate.workflows import access, checks, composing, outgoing, publishing, settling
from curate.workflows import desk as at
from curate.workflows.desk import Desk

_UNDER_WAY = (Way.OPEN, Way.SCHEDULED, Way.DRAFT)
_LETTER = "newsletter"
"""Where what is out is with its readers, and nobody can change it."""
_OUT = (Way.OPEN, Way.SCHEDULED, Way.DRAFT, Way.SENT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One place where an item stands."""

    channel: str
    text: str
    """As it stands there."""
    url: str | None
    how: str
    """`hand` or `api`."""
    row: LedgerRow | None = None
    """Its row of the ledger; None: it is a draft there, or scheduled."""
    sending: Sending | None = None
    """How it went there by itself; None: by hand."""
    others: tuple[int, ...] = ()
    """Other items in the same message."""
    digest: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Amended:
    """What became of an item in one place."""

    channel: str
    url: str | None
    how: str
    done: str
    """`changed`, `removed`, `unchanged` (it says so already), `hand` (yours to do), `stays` (a letter is with its
    readers) or `failed`."""
    text: str = ""
    """What is to stand there now; "" where it is to be taken away."""
    why: Message | None = None


@dataclass(kw_only=True)
class Amendment:
    """What a correction or a withdrawal came to."""

    item: int
    title: str
    places: list[Amended] = field(default_factory=list)
    line: Message | None = None
    """What the next edition can say of it, for the public."""
    language: str = "nl"

    @property
    def failed(self) -> bool:
        """Whether a network did not do what it was asked to."""
        return any(place.done == "failed" for place in self.places)


def correct(desk: Desk, words: str, why: str = "", *, dry_run: bool = False) -> Amendment:
    """Let every place where an item stands say what its words are now, as far as networks allow.

    `why`: what was wrong, which the public reads. Refused where it went out nowhere, and where its words may not go out
    (the walls of an export).
    """
    item = _asked_for(desk, words, settle=not dry_run)
    to = states.after(item.state, Step.CORRECT, item=item.id)
    found = standing(desk, item)
    public = item.state in (State.PUBLISHED, State.CORRECTED) or _in_an_edition(desk, item) is not None
    if not public:  # a draft that a network has is put right before anybody saw it
        _refuse_nowhere(item, found)
    done = Amendment(item=item.id, title=item.title, language=desk.config.organisation.language)
    _walls(desk, item, found)
    with ExitStack() as stack:
        if not dry_run:
            stack.enter_context(desk.workspace.sending())
        networks = _Networks(desk, stack)
        for place in found:
            done.places.append(_corrected(desk, item, place, networks, dry_run=dry_run))
    if found and all(place.done == "unchanged" for place in done.places):
        raise Refused(
            M("Every place says already what the words of item #{item} are.", item=item.id),
            hint=M("Write what is right first, with: curate comment {item}", item=item.id),
        )
    line = P("Corrected on {date}: “{title}”", date=desk.local(desk.now).date(), title=item.title)
    if public:
        done.line = P("{line}. {why}", line=line, why=why) if why else line
    if public and not dry_run:
        with desk.store.transaction():
            desk.store.curation.move(
                desk.act(), Step.CORRECT.value, item.id, from_=item.state, to=to, text=why, lasting=True
            )
    return done


def withdraw(desk: Desk, words: str, why: str, *, dry_run: bool = False) -> Amendment:
    """Take an item away from every place where it stands, as far as networks allow, and keep why."""
    item = _asked_for(desk, words, settle=not dry_run)
    to = states.after(item.state, Step.WITHDRAW, item=item.id)
    found = standing(desk, item)
    if not _in_an_edition(desk, item):
        _refuse_nowhere(item, found)
    done = Amendment(item=item.id, title=item.title, language=desk.config.organisation.language)
    with ExitStack() as stack:
        if not dry_run:
            stack.enter_context(desk.workspace.sending())
            with desk.store.transaction():  # the decision stands, whatever the networks do
                desk.store.curation.move(
                    desk.act(), Step.WITHDRAW.value, item.id, from_=item.state, to=to, text=why, lasting=True
                )
                _never(desk, item)
        networks = _Networks(desk, stack)
        for place in found:
            done.places.append(_withdrawn(desk, item, place, networks, dry_run=dry_run))
    done.line = P("Withdrawn on {date}: “{title}”. {why}", date=desk.local(desk.now).date(), title=item.title, why=why)
    return done


def standing(desk: Desk, item: Item) -> list[Standing]:
    """Return every place where an item stands, or waits at a network, oldest first."""
    sendings = desk.store.sendings.all(item=item.id, states=_OUT)
    by_post = {row.post: row for row in sendings if row.post is not None}
    removed = {row.post for row in desk.store.sendings.all(item=item.id, states=[Way.REMOVED])}
    found = [
        Standing(
            channel=row.channel,
            text=row.text,
            url=row.url,
            how=row.how,
            row=row,
            sending=by_post.get(row.id),
            others=_others(desk, by_post.get(row.id), item.id),
            digest=row.digest,
        )
        for row in desk.store.ledger.rows(item=item.id)
        if row.id not in removed
    ]
    for sending in sendings:
        if sending.post is None:
            parts = desk.store.sendings.parts([sending.lead])[sending.lead]
            found.append(
                Standing(
                    channel=sending.channel,
                    text="\n\n".join(part.text for part in parts),
                    url=next((part.url for part in parts if part.url), None),
                    how="api",
                    sending=sending,
                    others=_others(desk, sending, item.id),
                    digest=sending.digest,
                )
            )
    return found


def _asked_for(desk: Desk, words: str, *, settle: bool) -> Item:
    """Return the item, after the networks were asked where its messages are whose end nobody knows.

    A network that does not answer is told of later.
    """
    item = at.item(desk, words)
    if settle:
        _settle(desk, item)
        item = at.item(desk, str(item.id))
    return item


def _settle(desk: Desk, item: Item) -> None:
    for name in dict.fromkeys(row.channel for row in desk.store.sendings.all(item=item.id, states=_UNDER_WAY)):
        with suppress(CurateError), closing(access.access(desk, name).open()) as network, desk.workspace.sending():
            settling.settle(desk, network, name)


def _others(desk: Desk, sending: Sending | None, item: int) -> tuple[int, ...]:
    if sending is None:
        return ()
    return tuple(row.item for row in desk.store.sendings.all(lead=sending.lead) if row.item != item)


def _never(desk: Desk, item: Item) -> None:
    """Let what was still to go out of an item not go out."""
    for row in desk.store.sendings.all(item=item.id, states=[Way.WAITING, Way.REFUSED, Way.CANCELLED]):
        if not _others(desk, row, item.id):
            desk.store.sendings.forget(row.lead)


def _in_an_edition(desk: Desk, item: Item) -> Digest | None:
    """Return the newest edition that holds an item, or did before it was opened again; None: none does.

    What an edition holds stands on the public page.
    """
    editions = (
        *desk.store.digests.all(),
        *(each for of in desk.store.digests.reopened().values() for each in of),
    )
    held = [
        digest
        for digest in editions
        for place in digest.places
        if place.item == item.id and digest.number is not None and (not place.only or SITE in place.only)
    ]
    return max(held, key=lambda digest: digest.number or 0, default=None)


def _refuse_nowhere(item: Item, found: Sequence[Standing]) -> None:
    if not found:
        raise Refused(
            M("Item #{item} went out nowhere that curate knows of.", item=item.id),
            hint=M("What you posted by hand is kept with: curate posted DIGEST {item} --channel NAME", item=item.id),
        )


def _walls(desk: Desk, item: Item, found: Sequence[Standing]) -> None:
    """Raise Refused where the words of an item may not go out, as an export would."""
    out: dict[int, list[str]] = {}
    for place in found:
        if place.digest is not None:
            out.setdefault(place.digest, []).append(place.channel)
    if not found and (held := _in_an_edition(desk, item)):
        out[held.id] = ["html"]  # the page of an item holds what that of an edition does
    for number, channels in out.items():
        digest, edition = _edition(desk, item, number)
        alone = replace(edition, entries=tuple(entry for entry in edition.entries if entry.item == item.id))
        publishing.refuse_silent(alone, checking.gate(alone, channels if found else [SITE]))
        for finding in checks.findings(desk, digest, alone, channels=channels):
            if finding.level is Level.ERROR and finding.item == item.id and finding.rule != "story-twice":
                hint = M("See all of it with: curate digest check {digest}", digest=number)
                raise Refused(finding.message, hint=hint)


# ── one place ────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Networks:
    """The networks of one correction, each opened once. What cannot be opened is told at each place."""

    def __init__(self, desk: Desk, stack: ExitStack) -> None:
        self._desk, self._stack = desk, stack
        self._open: dict[str, Network] = {}

    def of(self, channel: str) -> Network:
        """Return the account; CurateError where it cannot be reached."""
        if channel not in self._open:
            network = access.access(self._desk, channel).open()
            self._stack.callback(network.close)
            self._open[channel] = network
        return self._open[channel]


def _corrected(desk: Desk, item: Item, place: Standing, networks: _Networks, *, dry_run: bool) -> Amended:
    plain = Amended(channel=place.channel, url=place.url, how=place.how, done="hand")
    try:
        message = _message(desk, item, place)
    except CurateError as fault:
        return replace(plain, why=fault.message)
    text = "\n\n".join(part.text for part in message.parts)
    if text == place.text:
        return replace(plain, done="unchanged", text=text)
    if place.sending is None:
        return replace(plain, text=text)
    parts = _out_there(desk, place.sending)
    if not parts or len(parts) != len(message.parts):
        why = M("It is another number of posts now: that cannot be changed by itself.")
        return replace(plain, text=text, why=why)
    if dry_run:
        return replace(plain, done="changed", text=text)
    return _asked(desk, place, plain, text, lambda: _change(desk, place, message, parts, networks))


def _change(desk: Desk, place: Standing, message: outgoing.Outgoing, parts: Sequence[SendingPart],
            networks: _Networks) -> bool:  # fmt: skip
    """Change what differs; return whether the network knows such a thing."""
    network = networks.of(place.channel)
    for part, wanted in zip(parts, message.parts, strict=True):
        if part.text == wanted.text and place.channel not in outgoing.WHOLE:
            continue
        if network.change(_sent(place, part), replace(wanted, key=part.key)) is None:
            return False
        with desk.store.transaction():
            desk.store.sendings.reword(part.lead, part.part, wanted.text)
    return True


def _withdrawn(desk: Desk, item: Item, place: Standing, networks: _Networks, *, dry_run: bool) -> Amended:
    plain = Amended(channel=place.channel, url=place.url, how=place.how, done="hand")
    if place.sending is None:
        return plain
    parts = _out_there(desk, place.sending)
    if not parts:
        return replace(plain, why=M("Nobody knows yet whether it is out there."))
    if place.others:
        return _without(desk, item, place, parts, networks, plain, dry_run=dry_run)
    if dry_run:
        return replace(plain, done="removed")

    def remove() -> bool:
        network = networks.of(place.channel)
        gone = True
        for part in reversed(parts):  # the answers first
            gone = network.remove(_sent(place, part)) and gone
        if gone and place.sending is not None:
            with desk.store.transaction():
                desk.store.sendings.put(place.sending.lead, Way.REMOVED)
        return gone

    found = _asked(desk, place, plain, "", remove)
    return replace(found, done="removed") if found.done == "changed" else found


def _without(
    desk: Desk,
    item: Item,
    place: Standing,
    parts: Sequence[SendingPart],
    networks: _Networks,
    plain: Amended,
    *,
    dry_run: bool,
) -> Amended:
    """Take an item out of a message that holds others too."""
    try:
        message = _message(desk, item, place, without=True)
    except CurateError as fault:
        return replace(plain, why=fault.message)
    text = "\n\n".join(part.text for part in message.parts)
    if len(message.parts) != len(parts):
        return replace(plain, text=text, why=M("Other items stand in the same post."))
    if dry_run:
        return replace(plain, done="changed", text=text)
    return _asked(desk, place, plain, text, lambda: _change(desk, place, message, parts, networks), gone=True)


def _asked(
    desk: Desk, place: Standing, plain: Amended, text: str, ask: Callable[[], bool], *, gone: bool = False
) -> Amended:
    """Carry out a change at a network, and keep it; what goes wrong is told, and the other places go on."""
    try:
        done = ask()
    except SendError as fault:
        return replace(plain, done="failed", text=text, why=fault.told)
    except CurateError as fault:
        return replace(plain, done="failed", text=text, why=fault.message)
    if not done and place.channel == _LETTER:
        return replace(plain, done="stays")
    if not done:
        return replace(plain, text=text, why=M("{channel} lets nobody change what is out.", channel=place.channel))
    item = place.row.item if place.row is not None else place.sending.item if place.sending is not None else None
    if text and item is not None:
        with desk.store.transaction():
            said = f"{place.channel}: {place.text}"
            desk.store.curation.record(desk.act(), "reworded", item=item, digest=place.digest, text=said)
            if place.row is not None and not gone:
                desk.store.ledger.reword(place.row.id, text)
    return replace(plain, done="changed", text=text)


def _out_there(desk: Desk, sending: Sending) -> list[SendingPart]:
    """Return the parts of a message, [] where one of them is not certainly there."""
    parts = desk.store.sendings.parts([sending.lead])[sending.lead]
    return parts if all(part.state is Way.SENT and part.remote for part in parts) else []


def _sent(place: Standing, part: SendingPart) -> Sent:
    state = place.sending.state if place.sending is not None else Way.SENT
    return Sent(id=part.remote, address=part.url, mark=part.mark, state=state)


def _message(desk: Desk, item: Item, place: Standing, *, without: bool = False) -> outgoing.Outgoing:
    """Return what an item's message would be now. CurateError where its channel or digest cannot make it."""
    if place.digest is None:
        raise Refused(M("It is not known in which digest it went out."))
    _, edition = _edition(desk, item, place.digest, alone=not place.others)
    numbers = {item.id, *place.others}
    whole = registry.channel(place.channel).unit == "edition" or bool(place.others)
    entries = [entry for entry in edition.entries if not whole or entry.item in numbers]
    entries = [entry for entry in entries if not (without and entry.item == item.id)]
    if not whole:
        entries = [entry for entry in entries if entry.item == item.id]
    found = outgoing.messages(desk, replace(edition, entries=tuple(entries)), place.channel)
    if not found:
        raise Refused(M("Its digest has nothing for {channel} any more.", channel=place.channel))
    return found[0]


def _edition(desk: Desk, item: Item, number: int, *, alone: bool = False) -> tuple[Digest, Edition]:
    """Return a digest as an edition; an item that was taken out of it since stands in it all the same."""
    digest = at.digest(desk, number)
    edition = composing.edition(desk, digest)
    if alone or all(entry.item != item.id for entry in edition.entries):
        rest: tuple[Entry, ...] = edition.entries
        if all(entry.item != item.id for entry in rest):
            note = desk.store.curation.note(item.id)
            rest = (*rest, composing.entry(item, note, Place(item=item.id), ()))
        edition = replace(edition, entries=rest)
    return digest, edition


__all__ = ["Amended", "Amendment", "Part", "correct", "standing", "withdraw"]
