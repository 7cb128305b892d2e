"""Fetching: the network, and nothing else of the program touches it to read.

    download     asks sources, politely and on its guard, and yields one `Answer` for each
    stream       the same, with a sign of life while nothing comes in
    find_feeds   finds the feeds that a page names
    likely_feeds where else the feed of a page may stand
    post         reads mailboxes (mailbox → imap, parts, passwords)

Loaded only when called: httpx and aiohttp take a third of a second, which no other command has to wait for.

The way of a request: downloading (a loop in a thread) → asking (redirects, deadlines) → politeness (whose turn it is) →
connections (two pools, guarded where the socket is made) → body (unpacked, up to the cap) → faults (what went wrong, in
words) and headers (what the server wishes). robots and discover read what came.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager

from curate.errors import SourceError
from curate.fetch.discover import Candidate, find_feeds, likely_feeds
from curate.models import Answer, Request

__all__ = ["Candidate", "download", "find_feeds", "is_mailbox", "likely_feeds", "missing_password", "post", "stream"]


def stream(
    requests: Sequence[Request],
    *,
    organisation_url: str | None,
    pause: float = 0.5,
    deadline: float = 30.0,
    cap: int = 10 * 1024 * 1024,
    hosts_at_once: int = 100,
) -> Generator[Answer | None, None, None]:
    """Yield one answer for each request, as they come in, in any order; a failure is an answer with an `error`.

    None, every fifth of a second in which none came: whoever has something else to do may do it then.

    `organisation_url` goes into the User-Agent. `pause`: seconds between two requests to one host, none on loopback.
    `deadline`: seconds for the whole of one source, redirects included, not counting the wait for its host's turn.
    `cap`: bytes of a body, unpacked. `hosts_at_once`: how many hosts are asked at the same time.

    Never raises for the fault of a source. Closing the generator, or Ctrl-C, breaks everything off at once.
    """
    if not requests:
        return
    # httpx loads its command line when it can (pygments, rich): 50 ms that nobody here asked for.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    from curate.fetch import downloading

    settings = downloading.Settings(
        organisation_url=organisation_url, pause=pause, deadline=deadline, cap=cap, hosts_at_once=hosts_at_once
    )
    yield from downloading.download(requests, settings)


def is_mailbox(url: str) -> bool:
    """Return whether an address is one of a mailbox."""
    return url.lower().startswith(("imap:", "imaps:"))


def missing_password(name: str, url: str) -> SourceError | None:
    """Return why the mailbox of a source cannot be opened for want of a password; None where it has one."""
    from curate.fetch import passwords
    from curate.fetch.imap import Mailbox

    try:
        box = Mailbox.of(url)
        passwords.password_of(name, box.user, box.host)
    except SourceError as error:
        return error
    return None


@contextmanager
def post(requests: Sequence[Request], *, deadline: float = 30.0) -> Iterator[Iterator[Answer]]:
    """Begin to read mailboxes, and give their answers, one for each, as they come in.

    An answer holds the `letters` that came since the last time (`etag` says when that was), of the last 30 days where
    there was none, and is "not modified" where there are none. `deadline`: seconds for each mailbox. Nothing in them is
    changed. Never raises for the fault of a source; leaving the context breaks off what still runs.
    """
    if not requests:
        yield iter(())
        return
    from curate.fetch import mailbox

    opened = mailbox.Post(requests, deadline=deadline)
    try:
        yield opened.answers()
    finally:
        opened.close()


def download(
    requests: Sequence[Request],
    *,
    organisation_url: str | None,
    pause: float = 0.5,
    deadline: float = 30.0,
    cap: int = 10 * 1024 * 1024,
    hosts_at_once: int = 100,
) -> Iterator[Answer]:
    """Yield one answer for each request, see `stream`."""
    with closing(
        stream(
            requests,
            organisation_url=organisation_url,
            pause=pause,
            deadline=deadline,
            cap=cap,
            hosts_at_once=hosts_at_once,
        )
    ) as answers:
        for answer in answers:
            if answer is not None:
                yield answer
