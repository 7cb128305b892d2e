"""From a digest to the public: its check, its exports, and the ledger of what went out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from curate import channels as registry
from curate import states, text
from curate.deliver import exports
from curate.digest import check as checking
from curate.digest.check import NO_COMMENTARY, UNPOSTABLE
from curate.errors import Refused, UsageError
from curate.locale import M, Message
from curate.models import Edition, Entry, Export, Finding, Kind, LedgerRow, Level, Post, State, Way
from curate.states import Step
from curate.store import Digest
from curate.urls import is_http
from curate.workflows import checks, composing, rendering
from curate.workflows import desk as at
from curate.workflows.desk import Desk


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """One channel's export, and where it is."""

    channel: str
    path: Path
    posts: tuple[Post, ...]
    posted: tuple[int, ...]
    """Items of it that the ledger has on this channel already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """All that one export wrote, and what a person should know about it."""

    written: tuple[Written, ...]
    notices: tuple[Message, ...]


# ── check ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def check(desk: Desk, number: int, *, online: bool = False) -> tuple[Finding, ...]:
    """Return what there is to say against a digest going out; empty where nothing is. `online`: its links are tried."""
    digest = at.digest(desk, number)
    return checks.findings(desk, digest, composing.edition(desk, digest), online=online)


# ── export ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def export(
    desk: Desk,
    number: int,
    *,
    channels: Sequence[str] = (),
    out: Path | None = None,
    uncommented: str = "refuse",
    despite: Sequence[str] = (),
    why: str = "",
) -> Exported:
    """Write a digest for channels, and return what was written.

    `uncommented` says what happens to items without commentary: `refuse` (nothing is written), `skip` or `allow`.
    Raises `Refused` where the check has an error that is not in `despite`; then nothing is written either.
    """
    names = rendering.in_use(desk.config, channels)
    digest, edition, notices = ready(desk, number, names, uncommented=uncommented, despite=despite)
    made = [(name, _made(desk, name, edition, leaving=UNPOSTABLE in despite)) for name in names]
    folder = (out or desk.workspace.exports / _folder_name(digest)).absolute()
    if despite:
        with desk.store.transaction():
            text = f"{' '.join(despite)}: {why}"
            desk.store.curation.record(desk.act(), "export", digest=digest.id, text=text)
    written = tuple(
        Written(
            channel=name,
            path=exports.write(result, folder),
            posts=result.posts,
            posted=tuple(entry.item for entry in edition.entries if name in entry.posted),
        )
        for name, result in made
    )
    said = tuple(notice for _, result in made for notice in result.notices)
    once = [notice for place, notice in enumerate(said) if notice not in said[:place]]  # not to be hashed
    return Exported(written=written, notices=(*notices, *once))


def _made(desk: Desk, name: str, edition: Edition, *, leaving: bool) -> Export:
    """Return an export; `leaving`: without the items that no post of this channel can hold, which its notices name."""
    try:
        return rendering.rendered(desk, name, edition)
    except Refused:
        if not leaving or registry.channel(name).unit != "item" or edition.kind is Kind.STORY:
            raise
    kept, notices = list[Entry](), list[Message]()
    for entry in edition.entries:
        try:
            rendering.rendered(desk, name, replace(edition, entries=(entry,)), pictures=False)
        except Refused as refused:
            notices.append(M("Left out: {what}", what=refused.message))
        else:
            kept.append(entry)
    made = rendering.rendered(desk, name, replace(edition, entries=tuple(kept)))
    return replace(made, notices=(*made.notices, *notices))


def ready(
    desk: Desk,
    number: int,
    names: Sequence[str],
    *,
    uncommented: str = "refuse",
    despite: Sequence[str] = (),
    fitting: bool = True,
) -> tuple[Digest, Edition, tuple[Message, ...]]:
    """Return a digest that may go out on these channels, as an edition, and what a person should know about it.

    Whatever leaves goes through here. Raises as `export` does. `fitting`: an item that one of the channels cannot take
    is a reason; else that is asked for channel by channel, with `fits`.
    """
    digest = at.digest(desk, number)
    edition = composing.edition(desk, digest)
    if NO_COMMENTARY in despite:
        raise UsageError(
            M("The rule of the house is not set aside with --despite."),
            hint=M("Use --skip-uncommented or --allow-uncommented."),
        )
    silent = checking.gate(edition, names)
    if uncommented == "refuse":
        refuse_silent(edition, silent)
    edition, notices = _without_silent(desk, digest, edition, silent, uncommented)
    _refuse(digest, checks.findings(desk, digest, edition, channels=names), despite, fitting=fitting)
    return digest, edition, notices


def fits(
    desk: Desk, digest: Digest, edition: Edition, name: str, despite: Sequence[str]
) -> tuple[Edition, tuple[Message, ...]]:
    """Return what a channel can take of an edition that is ready, and what is said of the rest.

    Refused where that is not all of it and `despite` does not say so.
    """
    found = [each for each in checks.findings(desk, digest, edition, channels=[name]) if each.rule == UNPOSTABLE]
    if found and (UNPOSTABLE not in despite or edition.kind is Kind.STORY):
        _refuse(digest, found, ())
    out = {each.item for each in found}
    kept = replace(edition, entries=tuple(entry for entry in edition.entries if entry.item not in out))
    return kept, tuple(M("Left out: {what}", what=each.message) for each in found)


def refuse_silent(edition: Edition, silent: Sequence[int]) -> None:
    """Hold the rule of the house: nothing leaves without a curator's own words."""
    if silent:
        titles = {entry.item: entry.title for entry in edition.entries}
        raise Refused(
            M(
                "Digest {digest} does not go out: nothing leaves without your own words, and these have none:\n{items}",
                digest=edition.digest,
                items="\n".join(f"  #{item}  {titles[item]}" for item in silent),
            ),
            hint=M("Write them with: curate comment ITEM, or leave these out with: --skip-uncommented"),
        )


def _refuse(digest: Digest, findings: Sequence[Finding], despite: Sequence[str], *, fitting: bool = True) -> None:
    known = {finding.rule for finding in findings}
    for rule in despite:
        if rule not in known:
            raise UsageError(
                M("The check of digest {digest} has nothing under the rule {rule}.", digest=digest.id, rule=rule),
                hint=at.near(rule, sorted(known))
                or M("See its rules with: curate digest check {digest}", digest=digest.id),
            )
    errors = [
        finding
        for finding in findings
        if finding.level is Level.ERROR
        and finding.rule not in (*despite, NO_COMMENTARY)
        and (fitting or finding.rule != UNPOSTABLE)
    ]
    if errors:
        lines = [M("  {rule}: {what}", rule=finding.rule, what=finding.message) for finding in errors]
        listed: Message = lines[0]
        for line in lines[1:]:
            listed = M("{above}\n{line}", above=listed, line=line)
        raise Refused(
            M("Digest {digest} does not go out: its check found errors.\n{errors}", digest=digest.id, errors=listed),
            hint=M('Mend them, or let it go out all the same with: --despite RULE --why "…"'),
        )


def _without_silent(
    desk: Desk, digest: Digest, edition: Edition, silent: Sequence[int], uncommented: str
) -> tuple[Edition, tuple[Message, ...]]:
    if not silent:
        return edition, ()
    marks = ", ".join(f"#{item}" for item in silent)
    if uncommented == "skip":
        kept = composing.edition(desk, digest, without=silent)
        if not kept.entries:
            raise Refused(
                M(
                    "Digest {digest} does not go out: without the items left out, nothing is left.",
                    digest=edition.digest,
                ),
                hint=M("Write why they matter with: curate comment ITEM"),
            )
        return kept, (M("Left out, without commentary: {items}", items=marks),)
    entries = tuple(replace(entry, uncommented=entry.item in silent) for entry in edition.entries)
    return replace(edition, entries=entries), (M("Let through without commentary, and marked: {items}", items=marks),)


def _folder_name(digest: Digest) -> str:
    return f"digest-{digest.id}"


# ── the ledger ───────────────────────────────────────────────────────────────────────────────────────────────────────


def posted(
    desk: Desk,
    number: int,
    words: Sequence[str],
    *,
    channel: str,
    url: str | None,
    at_: datetime,
    texts: Mapping[int, str] | None = None,
) -> tuple[list[LedgerRow], list[LedgerRow]]:
    """Keep that items of a digest were posted by hand; return the rows written, and those that stood there before.

    An item goes to a channel once: what the ledger has already is not written again. `texts`: by item, the text as it
    went out; None: as it would go out now. `UsageError` where the channel is none on which one posts, or `url` none of
    a page.
    """
    name = a_place(channel)
    url = _page(url)
    act = desk.act()
    with desk.store.transaction():
        digest = at.digest(desk, number)
        edition = composing.edition(desk, digest)
        chosen = _posted_items(desk, digest, edition, words, name)
        texts = texts_on(desk, edition, name) if texts is None else texts
        before = {row.item: row for row in desk.store.ledger.rows(channel=name)}
        written: list[int] = []
        for item in desk.store.items.many(chosen):
            if item.id in before:
                continue
            to = states.after(item.state, Step.POST, item=item.id)
            row = desk.store.ledger.write(
                item=item.id,
                digest=digest.id,
                channel=name,
                how="hand",
                at=at_,
                by=desk.by,
                url=url,
                text=texts.get(item.id, ""),
            )
            desk.store.curation.move(act, Step.POST.value, item.id, from_=item.state, to=to, text=name, post=row)
            _settled_by_hand(desk, item.id, name, row)
            written.append(item.id)
        at.decided(desk)
    rows = {row.item: row for row in desk.store.ledger.rows(channel=name)}
    return [rows[item] for item in written], [before[item] for item in chosen if item in before]


def _page(url: str | None) -> str | None:
    """Return the address of a post, None where there is none; `UsageError` for what nobody can open."""
    said = (url or "").strip()
    if said and (not is_http(said) or len(said.split()) > 1):
        raise UsageError(
            M("{url} is not an address of the web.", url=text.shorten(text.without_controls(said), 60)),
            hint=M("Give one that begins with https:// or http://"),
        )
    return said or None


def a_place(channel: str) -> str:
    """Return the name of a channel on which something can go out; `UsageError` for one that gathers others' posts."""
    found = registry.channel(channel)
    if getattr(found, "gathers", False):
        raise UsageError(
            M("Nothing goes out on “{name}”: it holds the posts of other channels.", name=found.name),
            hint=M("Name the channel that you posted on: --channel facebook"),
        )
    return found.name


def _settled_by_hand(desk: Desk, item: int, channel: str, post: int) -> None:
    """Close what was on its way there: a person says that it is out. What a network has keeps what it is called."""
    for sending in desk.store.sendings.all(item=item, channel=channel):
        if sending.post is not None or sending.state is Way.REMOVED:
            continue
        if sending.state in (Way.DRAFT, Way.SCHEDULED):
            desk.store.sendings.close(sending.id, post)
        else:
            desk.store.sendings.forget(sending.lead)


def _posted_items(desk: Desk, digest: Digest, edition: Edition, words: Sequence[str], channel: str) -> list[int]:
    if words:
        items = at.items(desk, words)
        for item in items:
            if item.id not in digest.items:
                raise UsageError(
                    M("Item #{item} is not in digest {digest}.", item=item.id, digest=digest.id),
                    hint=M("See what is in it with: curate digest show {digest}", digest=digest.id),
                )
        return [item.id for item in items]
    silent = checking.gate(edition, [channel])
    inside = desk.store.items.many([entry.item for entry in edition.entries])
    back = {item.id for item in inside if item.state is State.WITHDRAWN}  # it goes nowhere any more
    meant = [
        entry.item
        for entry in edition.entries
        if (not entry.only or channel in entry.only) and entry.item not in silent and entry.item not in back
    ]
    if not meant:
        raise Refused(M("Digest {digest} has nothing for {channel}.", digest=digest.id, channel=channel))
    return meant


def texts_on(desk: Desk, edition: Edition, channel: str) -> dict[int, str]:
    """Return, for each item, the text as it goes out on a channel: its posts, or its document."""
    made = rendering.rendered(desk, channel, edition, pictures=False)
    if not made.posts:
        whole = next(body for _, body in made.files if isinstance(body, str))  # the others say the same
        return {entry.item: whole for entry in edition.entries}
    texts: dict[int, str] = {}
    for post in made.posts:
        for item in post.items:
            texts[item] = f"{texts[item]}\n\n{post.text}" if item in texts else post.text
    return texts
