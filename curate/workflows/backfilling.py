"""A source's past, fetched politely into the archive: counted and searched, never in the inbox.

A site made with WordPress lists its posts with their dates; any other may list its pages for search engines. Nothing
is asked that the site's robots.txt forbids, one thing at a time, with the pause between that every fetch keeps.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin

from curate import sources, urls
from curate.config import Source
from curate.errors import Refused, SourceError, UsageError
from curate.locale import M, Message
from curate.models import Answer, Document, Request, Said, SaidEntry
from curate.sources import _posts
from curate.sources.sitemap import KIND as SITEMAP
from curate.workflows import asking, enriching, refreshing
from curate.workflows import desk as at
from curate.workflows.desk import Desk

Progress = Callable[[int, int, str], None]

MOST = 5000
"""Items, where the curator says nothing else: ten years of a blog, or a year of a daily."""
_MOST_SITEMAPS = 60
_GONE = (400, 404)
"""What WordPress answers past the last page (rest_post_invalid_page_number), and who has no such list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """What a backfill brought."""

    source: str
    how: str
    """`wordpress` or `sitemap`: who said it."""
    since: datetime
    found: int
    """Publications from then on that its past names."""
    new: int
    """Of these, items that were not here."""
    earliest: datetime | None
    left: int
    """Publications that were left out, as there were more than was asked for."""
    warnings: tuple[Message, ...] = ()


def backfill(
    desk: Desk, name: str, since: datetime, *, most: int = MOST, dry_run: bool = False, progress: Progress | None = None
) -> Filled:
    """Fetch what a source published since a moment into the archive, and return what that brought.

    Raises UsageError for a name that no source has or a moment to come, SourceError where its site says nothing of its
    past, Busy while a fetch runs. With `dry_run`, nothing is kept.
    """
    if since >= desk.now:
        raise UsageError(M("--since is to be in the past."), hint=M("For instance: --since 2025-01-01"))
    with desk.workspace.lock():
        at.configure(desk)
        state = refreshing.named(desk, desk.store.sources.all(), name)
        source = next((each for each in desk.config.sources if each.url == state.url), None)
        if source is None or source.kind == "mail":
            raise Refused(M("{name} is no source of the web: its past cannot be asked for.", name=state.name))
        how, found, warnings = _past(desk, source, since, most, progress)
        dated = [each for each in found if each.published is not None and each.published >= since]
        chosen = sorted(dated, key=lambda each: each.published or since, reverse=True)[:most]
        new = 0
        if chosen and not dry_run:
            new = _keep(desk, state.id, source, chosen, since)
            enriching.enrich(desk, progress=progress)
    return Filled(
        source=state.name,
        how=how,
        since=since,
        found=len(dated),
        new=new,
        earliest=min((each.published for each in chosen if each.published), default=None),
        left=len(dated) - len(chosen),
        warnings=warnings,
    )


def _keep(desk: Desk, number: int, source: Source, entries: Sequence[SaidEntry], since: datetime) -> int:
    home = sources.feed_url(source.kind, source.url) if source.kind else source.url
    new = 0
    for start in range(0, len(entries), _posts.PER_PAGE):  # a curator who writes meanwhile waits for one of these
        said = Said(title="", home=home, entries=tuple(entries[start : start + _posts.PER_PAGE]))
        taken = desk.store.items.take(number, said, home=home, now=desk.now, first=False, archive=True)
        new += taken.new
    desk.store.sources.fill_gaps(number, since)
    return new


# ── who says it ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _past(
    desk: Desk, source: Source, since: datetime, most: int, progress: Progress | None
) -> tuple[str, list[SaidEntry], tuple[Message, ...]]:
    """Return who told the past of a source, and what; SourceError where nobody does."""
    posts = _from_wordpress(desk, source, since, most, progress)
    if posts is not None:
        return "wordpress", posts, ()
    pages, warnings = _from_sitemaps(desk, source, since, progress)
    if pages:
        return "sitemap", pages, warnings
    raise SourceError(
        M(
            "{url} says nothing of its past: it has no list of posts (WordPress) and no sitemap with dates.",
            url=source.url,
        ),
        hint=M("What comes in from now on is counted. Single pages are taken in with: curate add URL"),
        source=source.url,
    )


def _from_wordpress(
    desk: Desk, source: Source, since: datetime, most: int, progress: Progress | None
) -> list[SaidEntry] | None:
    """Return the posts of a site made with WordPress, newest first; None where it is no such site."""
    early = since - timedelta(days=1)
    for place in _posts.places(source.url):
        found: list[SaidEntry] = []
        for page in range(1, most // _posts.PER_PAGE + 2):
            answer = _ask(desk, source, _posts.asked(place, early, page))
            rows = _posts.entries(_json(answer))
            if page == 1 and rows is None:
                break
            if rows is None and answer.status not in _GONE:
                raise SourceError(answer.error or M("The list of posts broke off."), source=source.url)
            found += rows or ()
            if progress is not None:
                progress(len(found), max(len(found), most), source.name)
            if rows is None or len(rows) < _posts.PER_PAGE or len(found) >= most:
                return found
            _pause(desk)
    return None


def _json(answer: Answer) -> object:
    if answer.body is None:
        return None
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def _from_sitemaps(
    desk: Desk, source: Source, since: datetime, progress: Progress | None
) -> tuple[list[SaidEntry], tuple[Message, ...]]:
    """Return the pages with a date in the sitemaps of a site, each address once, and what was wrong with some."""
    waiting = list(_sitemaps(desk, source))
    seen, found, warnings = set(waiting), dict[str, SaidEntry](), list[Message]()
    while waiting and len(seen) <= _MOST_SITEMAPS:
        url = waiting.pop(0)
        answer = _ask(desk, source, url)
        if answer.body is None:
            continue
        document = Document(body=answer.body, url=answer.url, content_type=answer.content_type)
        try:
            for inner, changed in SITEMAP.listed(document):
                if inner not in seen and (changed is None or changed >= since) and _same_site(inner, source.url):
                    seen.add(inner)
                    waiting.append(inner)
            for entry in SITEMAP.pages(document):
                if entry.url and entry.published and _same_site(entry.url, source.url):
                    found.setdefault(entry.url, entry)
        except SourceError as error:
            warnings.append(error.message)
        if progress is not None:
            progress(len(seen) - len(waiting), len(seen), source.name)
        _pause(desk)
    return list(found.values()), tuple(warnings)


def _sitemaps(desk: Desk, source: Source) -> Iterator[str]:
    """Yield where the sitemaps of a site stand: where its robots.txt says, else at the usual addresses."""
    from curate.fetch import robots

    if source.kind == "sitemap":
        yield source.url
    said = robots.parse(_ask(desk, source, urljoin(source.url, "/robots.txt")).body or b"")
    named = [each for each in said.sitemaps if urls.is_http(each) and _same_site(each, source.url)]
    yield from dict.fromkeys(named[:_MOST_SITEMAPS] or [urljoin(source.url, each) for each in _USUAL])


_USUAL = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")


def _same_site(one: str, other: str) -> bool:
    """Return whether two addresses are of one site: a sitemap speaks for its own host."""
    return urls.host(one).removeprefix("www.") == urls.host(other).removeprefix("www.")


def _ask(desk: Desk, source: Source, url: str) -> Answer:
    request = Request(source=source.url, url=url, allow_private=source.allow_private, obey_robots=True)
    [answer] = list(asking.fetch_all(desk, [request]))  # to its end, where its connections are closed
    if answer.retry_after is not None:
        raise SourceError(
            M("{url} asks to be left alone for now.", url=source.url),
            hint=M("Nothing was kept. Try again later, with a later --since for less at once."),
            source=source.url,
        )
    return replace(answer, body=None) if answer.error is not None else answer


def _pause(desk: Desk) -> None:
    """Wait between two questions to one site, as a fetch does."""
    time.sleep(desk.config.fetch.pause.total_seconds())
