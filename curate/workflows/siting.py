"""The public topic page: from what curators published to a folder of files, and showing it on this machine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from html import unescape
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from curate.channels import composing as lines
from curate.channels import markdown
from curate.config import Source
from curate.deliver import sites
from curate.digest.entries import silent
from curate.errors import Refused, UsageError
from curate.locale import M, Message, translate
from curate.models import Event, Item, Note, State, Trust
from curate.site import NAME, Issue, Origin, Piece, Site, shows
from curate.site.slugs import slugs
from curate.store import Digest, Place
from curate.workflows import composing, curating
from curate.workflows.composing import PAGE
from curate.workflows.desk import Desk
from curate.workspace import files

FOLDER = "site"
"""Of the workspace: its own templates and style."""
REPORTS = "reports"
"""Of the workspace: trend reports that are to stand on the site."""
Progress = Callable[[int, int, str], None]


def build(
    desk: Desk, out: Path | None = None, *, uncommented: str = "refuse", progress: Progress | None = None
) -> tuple[sites.Built, tuple[Message, ...]]:
    """Write the site, and return what that took and what a person should know.

    Everything that stands in an edition that is closed is on it. `Refused`, and nothing written, where something of
    that has no words of a curator (unless `uncommented` is `skip` or `allow`), or is not approved where that is asked.
    """
    from curate.site import pages

    folder = (out or desk.workspace.data / FOLDER).expanduser().absolute()
    _refuse_ours(desk, folder)
    with desk.workspace.building():
        made, notices = site(desk, uncommented=uncommented)
        written = sites.write(folder, pages.files(made), whose=desk.store.digests.keys(), progress=progress)
    return written, notices


def _refuse_ours(desk: Desk, folder: Path) -> None:
    """Refuse a folder that the workspace uses, and one that the workspace is in."""
    place = desk.workspace
    out, root = folder.resolve(), place.root.resolve()
    used = [root / FOLDER, root / REPORTS, place.data.resolve(), place.exports.resolve(), place.backups.resolve()]
    if root.is_relative_to(out) or out in used:
        raise UsageError(
            M("The site needs a folder of its own: {path} is in use by the workspace.", path=folder),
            hint=M("For instance: --out public"),
        )


def site(desk: Desk, *, uncommented: str = "refuse") -> tuple[Site, tuple[Message, ...]]:
    """Return everything that the site is made of, and what a person should know."""
    closed, first, ever, left = _editions(desk)
    places = {**ever, **_places(closed)}
    items = {item.id: item for item in desk.store.items.many(list(places))}
    notes = desk.store.curation.notes(list(places))
    pieces, notices = _gated(desk, _pieces(desk, closed, first, left, places, items, notes), uncommented)
    # The oldest theme keeps the shortest name of its page, whatever comes beside it.
    names = list(dict.fromkeys(theme for piece in reversed(pieces) for theme in sorted(piece.themes)))
    organisation, given = desk.config.organisation, desk.config.site
    title = given.title or organisation.name or translate(M("What we chose"), organisation.language)
    if not given.url:
        notices = (
            *notices,
            M("sources.yaml does not say where the site will stand (site: {{url: …}}): feeds lead to the originals."),
        )
    made = Site(
        title=title,
        intro=given.intro,
        url=given.url,
        language=organisation.language,
        organisation=organisation.name,
        organisation_url=organisation.url or "",
        contact=organisation.contact,
        timezone=organisation.timezone,
        colour=organisation.colour,
        logo=files.picture(desk.workspace, organisation.logo, "organisation.logo"),
        newsletter=given.newsletter,
        pieces=pieces,
        issues=_issues(desk, closed, {piece.entry.item: piece.slug for piece in pieces}),
        themes=slugs(names),
        origins=_origins(desk, items, pieces),
        templates=_templates(desk.workspace.root / FOLDER),
        reports=_reports(desk.workspace.root / REPORTS),
    )
    return made, notices


def _editions(
    desk: Desk,
) -> tuple[list[Digest], dict[int, datetime], dict[int, Place], dict[int, datetime]]:
    """Return the editions, the newest first; when each item first stood in one, where, and when it was taken out.

    While an edition is open again, it stays as it was on the site: people have its address. Its date stays too.
    """
    was = desk.store.digests.reopened()
    found, first, ever, left = [], dict[int, datetime](), dict[int, Place](), dict[int, datetime]()
    for digest in desk.store.digests.all():
        earlier = [each for each in was.get(digest.id, ()) if each.closed is not None]
        now = digest if digest.closed is not None else earlier[-1] if earlier else None
        if now is None:
            continue
        begun = min(each.closed or now.changed for each in (*earlier, now))
        found.append(replace(now, closed=begun))
        for edition in (*earlier, now):
            at = edition.closed or edition.changed
            ever.update(_places([edition]))
            first.update({item: min(at, first.get(item, at)) for item in edition.items})
            left.update({item: now.closed or now.changed for item in edition.items if item not in now.items})
    found.sort(key=lambda each: (each.closed or each.changed, each.id), reverse=True)
    return found, first, ever, left


def _places(closed: Sequence[Digest]) -> dict[int, Place]:
    """Return for each item its place in the newest edition that holds it for the site."""
    found: dict[int, Place] = {}
    for digest in closed:
        for place in digest.places:
            if not place.only or NAME in place.only:
                found.setdefault(place.item, place)
    return found


def _pieces(
    desk: Desk,
    closed: Sequence[Digest],
    first: Mapping[int, datetime],
    left: Mapping[int, datetime],
    places: Mapping[int, Place],
    items: Mapping[int, Item],
    notes: Mapping[int, Note],
) -> list[Piece]:
    editions: dict[int, list[int]] = {}
    for digest in closed:
        for place in digest.places:
            if not place.only or NAME in place.only:
                editions.setdefault(place.item, []).append(digest.number or digest.id)
    told = {
        number: _told(desk, number)
        for number, item in items.items()
        if item.state in (State.CORRECTED, State.WITHDRAWN, State.DISMISSED) or number not in editions
    }
    slugs_ = _page_names(items.values())
    pictured = {number: note for number, note in notes.items() if note.image.strip() and note.image_licence.strip()}
    pieces = []
    for number, place in places.items():
        if number not in items:
            continue
        item = items[number]
        entry = composing.entry(item, notes.get(number), place, ())
        if number in pictured:
            entry = replace(entry, picture=composing.picture(desk, number, pictured[number]))
        corrected, withdrawn, aside = told.get(number, (None, None, None))
        at = first[number]
        pieces.append(
            Piece(
                entry=replace(entry, posted=(), only=()),
                slug=slugs_[number],
                at=at,
                editions=tuple(dict.fromkeys(editions.get(number, ()))),
                themes=_themes(desk, entry.tags),
                corrected=corrected.at if corrected else None,
                correction=(corrected.text or "") if corrected else "",
                withdrawn=(withdrawn.at if withdrawn else item.first_seen) if item.state is State.WITHDRAWN else None,
                withdrawal=(withdrawn.text or "") if withdrawn else "",
                aside=max(filter(None, (aside, left.get(number), at)))
                if item.state is State.DISMISSED or number not in editions
                else None,
                edited=entry.at if entry.at and entry.at > at else None,
            )
        )
    return sorted(pieces, key=lambda piece: (piece.at, piece.entry.item), reverse=True)


def _page_names(items: Iterable[Item]) -> dict[int, str]:
    """Return the name of each item's page: the beginning of its key; a longer one where another has that already."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for item in sorted(items, key=lambda each: each.id):
        name = item.key[:PAGE] if item.key[:PAGE] not in taken else item.key
        taken.add(name)
        found[item.id] = name
    return found


def _told(desk: Desk, item: int) -> tuple[Event | None, Event | None, datetime | None]:
    """Return when an item was last corrected, when it was withdrawn, and when it was put aside."""
    events = [event for event in desk.store.curation.events(item=item) if not event.undone]
    last = {event.action: event for event in events}
    aside = [event.at for event in events if event.to == State.DISMISSED]
    return last.get("correct"), last.get("withdraw"), aside[-1] if aside else None


def _themes(desk: Desk, tags: Iterable[str]) -> tuple[str, ...]:
    """Return the themes of tags: where sources.yaml names themes, the groups that a tag is in; else the tags."""
    groups = desk.config.site.themes
    if not groups:
        return tuple(dict.fromkeys(filter(shows, map(lines.line, tags))))
    mine = {tag.casefold() for tag in tags}
    return tuple(
        name
        for name, of in groups.items()
        if shows(name) and mine & {tag.casefold() for tag in (*of, *(() if of else (name,)))}
    )


def _gated(desk: Desk, pieces: Sequence[Piece], uncommented: str) -> tuple[tuple[Piece, ...], tuple[Message, ...]]:
    """Hold the rule of the house, and that of two pairs of eyes where the workspace has it."""
    out = [piece for piece in pieces if piece.listed]
    without = [piece for piece in out if silent(piece.entry, [NAME])]
    if without and uncommented == "refuse":
        raise Refused(
            M(
                "The site is not made: nothing leaves without your own words, and these have none:\n{items}",
                items="\n".join(f"  #{piece.entry.item}  {piece.entry.title}" for piece in without[:20]),
            ),
            hint=M("Write them with: curate comment ITEM, or leave these out with: --skip-uncommented"),
        )
    if desk.config.approval == "required":
        _refuse_unapproved(desk, [piece for piece in out if piece not in without or uncommented == "allow"])
    if not without:
        return tuple(pieces), ()
    marks = ", ".join(f"#{piece.entry.item}" for piece in without)
    left = {piece.slug for piece in without}
    if uncommented == "skip":
        kept = tuple(piece for piece in pieces if piece.slug not in left)
        return kept, (M("Left out, without commentary: {items}", items=marks),)
    marked = tuple(
        replace(piece, entry=replace(piece.entry, uncommented=True)) if piece.slug in left else piece
        for piece in pieces
    )
    return marked, (M("Let through without commentary, and marked: {items}", items=marks),)


def _refuse_unapproved(desk: Desk, pieces: Sequence[Piece]) -> None:
    states = {item.id: item.state for item in desk.store.items.many([piece.entry.item for piece in pieces])}
    seen = (State.APPROVED, State.PUBLISHED, State.CORRECTED)
    wrong = [
        piece.entry
        for piece in pieces
        if states.get(piece.entry.item) not in seen or curating.since_approval(desk, piece.entry.item)
    ]
    if wrong:
        raise Refused(
            M(
                "The site is not made: these have words that nobody approved:\n{items}",
                items="\n".join(f"  #{entry.item}  {entry.title}" for entry in wrong[:20]),
            ),
            hint=M("A colleague approves them with: curate approve ITEM…"),
        )


def _issues(desk: Desk, closed: Sequence[Digest], shown: Mapping[int, str]) -> tuple[Issue, ...]:
    found = []
    for digest in closed:
        slugs_ = tuple(shown[number] for number in digest.items if number in shown)
        if not slugs_:
            continue
        intro, closing, trust, told = composing.frame(desk, digest)
        found.append(
            Issue(
                number=digest.number or digest.id,
                title=digest.title,
                at=digest.closed or digest.changed,
                intro=intro,
                closing=closing,
                trust="" if told or not trust.seen else _trust(trust, digest.language),
                pieces=slugs_,
            )
        )
    return tuple(found)


def _trust(trust: Trust, language: str) -> str:
    return translate(markdown.chosen(trust), language)


def _origins(desk: Desk, items: Mapping[int, Item], pieces: Sequence[Piece]) -> tuple[Origin, ...]:
    brought = Counter(items[piece.entry.item].source for piece in pieces if piece.listed)
    found = []
    for source in desk.config.sources:
        if source.kind == "mail" or not source.enabled:
            continue
        home, feed = published(source)
        found.append(Origin(name=source.name, url=home, feed=feed, pieces=brought[source.name]))
    return tuple(sorted(found, key=lambda each: (-each.pieces, each.name.casefold())))


_SECRET = re.compile(r"(?i)(?:^|[-_])(?:key|apikey|token|secret|password|passwd|pwd|pass|auth|sig|signature|hash)$")
"""The end of the name of what opens a feed to one reader alone."""
_INSIDE = re.compile(r"(?i)(?:^|\.)(?:localhost|local|lan|internal|intranet|home\.arpa)$|^[^.]+$")
"""Names of machines that only their own network knows (RFC 6761, 6762, 8375; the last: without a dot)."""


def published(source: Source) -> tuple[str, str]:
    """Return the home and the feed of a source as the public may have them; "" for what is not for the public.

    The name of a machine on one's own network, and an address with a password or a key in it, are nobody's business.
    """
    parts = urlsplit(source.url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or _inside(host):
        return "", ""
    home = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"
    private = "@" in parts.netloc or any(_SECRET.search(name) for name, _ in parse_qsl(parts.query))
    return home, source.url if source.kind in (None, "feed") and not private else ""


def _inside(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return bool(_INSIDE.search(host))


def _reports(folder: Path) -> tuple[tuple[str, str, bytes], ...]:
    """Return the trend reports in a folder: name, title and page; what is no page is left where it is.

    Of names that differ in case alone, the first stands there. UsageError where one cannot be read.
    """
    found: dict[str, tuple[str, str, bytes]] = {}
    for path in sorted(folder.glob("*"), reverse=True) if folder.is_dir() else ():
        name = path.name.lower()
        if name in found or not _PAGE.fullmatch(name) or not path.is_file():
            continue
        try:
            body = path.read_bytes()
        except OSError as error:
            raise _unreadable(path, error) from error
        title = re.search(r"(?i)<title[^>]*>([^<]*)</title>", body.decode("utf-8", "replace"))
        said = lines.line(unescape(title[1])) if title else ""
        found[name] = (name, said or path.stem, body)
    return tuple(found.values())


_PAGE = re.compile(r"(?!(?:index|con|prn|aux|nul|com\d|lpt\d)\.)[a-z0-9][a-z0-9._-]{0,99}\.html")
"""Names of reports: legal everywhere, and not that of the list of them."""


def _unreadable(path: Path, error: Exception) -> UsageError:
    return UsageError(
        M("{path} cannot be read: {why}", path=path, why=str(error)),
        hint=M("See that you may read it, and that it is text in UTF-8."),
    )


def _templates(folder: Path) -> dict[str, str]:
    """Return the workspace's own templates and style, by name; UsageError where one cannot be read."""
    found = {}
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix not in (".html", ".css", ".js") or not path.is_file():
            continue
        try:
            found[path.name] = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(path, error) from error
    return found
