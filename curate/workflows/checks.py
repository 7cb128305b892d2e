"""Checking a digest: what is known of its items is gathered here, and judged in `curate.digest.check`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from curate import cards, text
from curate import channels as registry
from curate.digest import check as checking
from curate.digest.check import CheckSettings, Fit, Tried
from curate.errors import ConfigError, CurateError
from curate.locale import M, Message
from curate.models import Answer, Edition, Finding, Item, Kind, Request
from curate.store import Digest
from curate.workflows import asking, curating, rendering
from curate.workflows.desk import Desk
from curate.workspace import files

_OPENING = 3000
"""Characters of an item's text that stand in for a summary it has not: who copies, copies its beginning."""
_BUSY = (429, 503)
"""Who says so is not asked a second time."""


def findings(
    desk: Desk, digest: Digest, edition: Edition, *, channels: Sequence[str] = (), online: bool = False
) -> tuple[Finding, ...]:
    """Return what there is to say against an edition of a digest going out on channels (those in use where empty)."""
    items = desk.store.items.many([entry.item for entry in edition.entries])
    names = rendering.in_use(desk.config, channels)
    until = digest.until or digest.closed or desk.now
    return checking.check(
        edition,
        settings(desk),
        summaries={item.id: said(item) for item in items},
        states={item.id: item.state for item in items},
        unseen=_unseen(desk, digest, edition),
        stories={item.id: item.story for item in items},
        elsewhere=desk.store.digests.elsewhere([item.id for item in items], digest.id),
        fits=_fits(desk, edition, names),
        alts={name: most for name in names if (most := registry.channel(name).rules.alt) is not None},
        pictures=_pictures(desk, edition),
        logo=_broken(edition.logo, desk.config.organisation.logo) if edition.logo else None,
        tried=tried(desk, edition) if online else None,
        since=digest.since,
        channels=names,
        languages=desk.store.items.languages_between(digest.since, until),
    )


def _unseen(desk: Desk, digest: Digest, edition: Edition) -> frozenset[int]:
    """Return the items with words that were written after somebody approved those of that time."""
    if desk.config.approval != "required":
        return frozenset()
    return frozenset(entry.item for entry in edition.entries if curating.since_approval(desk, entry.item, digest.id))


def settings(desk: Desk) -> CheckSettings:
    """Return where the rules draw their lines in this workspace."""
    given = desk.config.digest
    return CheckSettings(
        max_items=given.max_items,
        max_per_source=given.max_per_source,
        approval_required=desk.config.approval == "required",
        levels=given.rules,
        avoid=given.avoid,
    )


def said(item: Item) -> str:
    """Return what the source says an item is about: its summary, or how its text begins."""
    return item.summary or text.plain(item.fullest)[:_OPENING]


def _fits(desk: Desk, edition: Edition, names: Sequence[str]) -> dict[int, list[Fit]]:
    """Return how each item goes onto the channels that take items one by one."""
    found: dict[int, list[Fit]] = {}
    for name in names:
        if registry.channel(name).unit != "item":
            continue
        for entry in edition.entries:
            if entry.only and name not in entry.only:
                continue
            alone = replace(edition, entries=(entry,))
            try:
                posts = len(rendering.rendered(desk, name, alone, pictures=False).posts)
            except ConfigError:
                raise  # a template that is wrong is wrong for every item
            except CurateError as error:
                found.setdefault(entry.item, []).append(Fit(channel=name, why_not=error.told))
            else:
                told = edition.kind is Kind.STORY  # its items share their posts
                found.setdefault(entry.item, []).append(Fit(channel=name, posts=1 if told else posts))
    return found


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _pictures(desk: Desk, edition: Edition) -> dict[int, Message]:
    """Return what is wrong with the pictures that the curator named, those that are addresses apart."""
    found: dict[int, Message] = {}
    for entry in edition.entries:
        try:
            body = entry.picture or files.picture(desk.workspace, entry.image, f"#{entry.item}")
        except ConfigError as error:
            found[entry.item] = error.message
        else:
            if body and (why := _broken(body, entry.image)):
                found[entry.item] = why
    return found


def _broken(body: bytes, name: str) -> Message | None:
    """Return what to say of a file that begins like a picture and cannot be shown; None where it can."""
    if cards.drawable(body):
        return None
    return M("{path} is damaged, or too large to be shown: make it smaller.", path=name)


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def tried(desk: Desk, edition: Edition) -> dict[str, Tried]:
    """Return what the addresses of an edition answer, each asked once: with HEAD, and with GET where that is refused.

    Hosts are asked as politely as for a fetch. A failure is a value.
    """
    addresses = dict.fromkeys(
        address for entry in edition.entries for address in (entry.url, entry.related) if address.strip()
    )
    found = _asked(desk, addresses, head=True)
    refused = [address for address, answer in found.items() if answer.why is not None and answer.status not in _BUSY]
    return found | _asked(desk, refused, head=False)


def _asked(desk: Desk, addresses: Iterable[str], *, head: bool) -> dict[str, Tried]:
    from curate.workflows import reading  # only where links are tried

    requests: list[Request] = []
    for address in addresses:
        plain = reading.request(desk, address, address, obey_robots=False)
        requests.append(replace(plain, only_address=True, head=head))
    return {answer.source: _tried(answer) for answer in asking.fetch_all(desk, requests)}


def _tried(answer: Answer) -> Tried:
    why = answer.error
    if why is None and answer.status is not None and answer.status >= 400:  # noqa: PLR2004  (behind a redirect)
        why = M("It answers with {status}.", status=answer.status)
    return Tried(url=answer.source, status=answer.status, why=why)
