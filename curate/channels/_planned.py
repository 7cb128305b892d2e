"""What is planned, as a file for a planning service: a row a post, on the organisation's wall clock.

The posts are those of the other channels, as they would go out. A row is a post of its own: what cannot be one there
(a thread, a channel that the service has not, what has no date) is left out, and said.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from curate import channels as registry
from curate.channels._entries import uri
from curate.locale import M, Message
from curate.models import Edition, Entry, Post

_STARTS = frozenset("=+-@\t\r＝＋－＠")
"""What begins a formula in a spreadsheet (OWASP, CSV Injection); the wide ones do where Japanese is set."""
_PICTURES = (".jpg", ".png")
"""What such services fetch by its address."""
NEEDS_PICTURE = "instagram"


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """One post, and when it goes out."""

    channel: str
    at: datetime
    """On the organisation's wall."""
    post: Post
    entry: Entry
    """The first of its items."""

    @property
    def picture(self) -> str:
        """Address of its picture, where everybody may see and use it; "" elsewhere."""
        address = uri(self.entry.image) if self.entry.image_licence.strip() else ""
        return address if address.startswith("https://") and address.lower().endswith(_PICTURES) else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rota:
    """All that a service is to post, earliest first, and what is left to a person."""

    due: tuple[Due, ...]
    notices: tuple[Message, ...]


def rota(edition: Edition, settings: Mapping[str, object], *, service: str, takes: Container[str]) -> Rota:
    """Return the planned posts of an edition on the channels that a service takes.

    `settings` holds, under `channels`, the channels in use with their own settings.
    """
    if not edition.plan:
        return Rota(due=(), notices=(_no_plan(edition, service),))
    given = settings.get("channels")
    using: Mapping[str, Mapping[str, object]] = given if isinstance(given, Mapping) else {}
    items = {entry.item for entry in edition.entries}
    planned = dict.fromkeys(each.channel for each in edition.plan if each.item in items)
    there = registry.names()
    due: list[Due] = []
    notices: list[Message] = []
    for name in sorted({*planned, *using}):
        if name in takes and name in there:
            found, said = _of_channel(edition, name, using.get(name, {}))
            due += found
            notices += said
        elif name in planned and not (name in there and registry.channel(name).unit == "edition"):
            # What takes an edition whole (a newsletter, a feed) nobody looks for in a planner.
            notices.append(M("{service} does not take {channel}: post there by hand.", service=service, channel=name))
    return Rota(due=tuple(sorted(due, key=lambda each: (each.at, each.channel))), notices=tuple(notices))


def _no_plan(edition: Edition, service: str) -> Message:
    return M(
        "Nothing of digest {digest} is planned yet, so the file for {service} is empty. "
        'Plan it with: curate digest plan {digest} --slots "di 10:00, do 16:00"',
        digest=edition.digest,
        service=service,
    )


def _of_channel(edition: Edition, name: str, settings: Mapping[str, object]) -> tuple[list[Due], list[Message]]:
    """Return what is due on one channel, and what of it is left out."""
    entries = {entry.item: entry for entry in edition.entries}
    zone = ZoneInfo(edition.timezone)
    planned = {each.item: each.at for each in reversed(edition.plan) if each.channel == name}
    due: list[Due] = []
    out: dict[str, list[int]] = {"posted": [], "unplanned": [], "thread": [], "bare": []}
    for items, posts in _by_items(registry.channel(name).render(edition, settings).posts):
        moments = [planned[item] for item in items if item in planned]
        if all(name in entries[item].posted for item in items):
            out["posted"] += items
        elif not moments:
            out["unplanned"] += items
        elif len(posts) > 1:
            out["thread"] += items
        else:
            row = Due(channel=name, at=min(moments).astimezone(zone), post=posts[0], entry=entries[items[0]])
            due.append(row)
            out["bare"] += items if name == NEEDS_PICTURE and not row.picture else ()
    return due, list(_left_out(edition, name, out))


def _by_items(posts: Sequence[Post]) -> Iterator[tuple[tuple[int, ...], list[Post]]]:
    """Yield the posts that are one thread together, in their order."""
    threads: dict[tuple[int, ...], list[Post]] = {}
    for post in posts:
        threads.setdefault(post.items, []).append(post)
    return iter(threads.items())


def _left_out(edition: Edition, name: str, out: Mapping[str, Sequence[int]]) -> Iterator[Message]:
    marks = {why: ", ".join(f"#{item}" for item in items) for why, items in out.items() if items}
    if found := marks.get("posted"):
        yield M("Posted on {channel} already, so left out: {items}.", channel=name, items=found)
    if found := marks.get("unplanned"):
        yield M(
            "Not planned on {channel}, so left out: {items}. "
            'Plan them with: curate digest plan {digest} --channel {channel} --slots "di 10:00, do 16:00"',
            channel=name,
            items=found,
            digest=edition.digest,
        )
    if found := marks.get("thread"):
        yield M(
            "Longer than one post on {channel}, and the file holds no threads, so left out: {items}. "
            "Post them by hand, or write a shorter text with: curate digest text {digest} ITEM --channel {channel}",
            channel=name,
            items=found,
            digest=edition.digest,
        )
    if found := marks.get("bare"):
        yield M(
            "Instagram takes no post without a picture, and these have none that can be fetched: {items}. "
            "Add one there after uploading.",
            items=found,
        )


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file as RFC 4180 has it, in UTF-8 without a mark, which would become a part of the first name.

    Every cell of a row is quoted: a spreadsheet that parts at semicolons finds no formula behind one.
    """
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(header)
    writer = csv.writer(written, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8")


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    A space before it does that, and networks drop it, so that "@museum" and "- first" are posted as they were written.
    The apostrophe that spreadsheets use themselves would be posted.
    """
    return f" {cell}" if cell[:1] in _STARTS else cell
