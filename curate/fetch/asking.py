"""Asking all sources of one run: redirects, deadlines, robots.txt, and what hosts ask for."""

from __future__ import annotations

import asyncio
import logging
import queue
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import httpx

from curate import clock, schedule
from curate.errors import SourceError
from curate.fetch import body, connections, faults, headers, robots
from curate.fetch.faults import Failed
from curate.fetch.journey import Journey, address_of, check, extra_headers, is_open, joined, without_password
from curate.fetch.politeness import Turns
from curate.locale import M, Message
from curate.models import Answer, Request

_LOG = logging.getLogger(__name__)

MAX_HOPS = 10
"""Redirects that are followed (fetching.md, A6)."""
_PERMANENT, _REDIRECTS = {301, 308}, {301, 302, 303, 307, 308}
_NOT_MODIFIED = 304
_BUSY = {429, 503}
_ROOM = 40 * 1024 * 1024
"""Bytes of all bodies together that are held at a time; with the interpreter, well under 150 MB."""

Answers = queue.SimpleQueue[tuple[Answer, body.Share] | BaseException]
"""Where answers are put, each with its share of the room; an exception is a defect of ours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How sources are asked. Times in seconds, sizes in bytes."""

    organisation_url: str | None = None
    pause: float = 0.5
    deadline: float = 30.0
    cap: int = 10 * 1024 * 1024
    hosts_at_once: int = 100


@dataclass(frozen=True, slots=True)
class _Redirect:
    status: int
    to: str


class Run:
    """One run: the sources that are asked together, and what they have to share."""

    def __init__(
        self,
        pools: connections.TwoPools,
        settings: Settings,
        answers: Answers,
    ) -> None:
        self._pools = pools
        self._settings = settings
        self._answers = answers
        self._turns = Turns(pause=settings.pause, hosts_at_once=settings.hosts_at_once)
        self._room = body.Room(_ROOM)
        self._headers = headers.request_headers(headers.user_agent(settings.organisation_url))
        self._left_alone: dict[str, datetime] = {}
        """Host → until when it asked not to be asked."""
        self._robots: dict[tuple[str, bool], asyncio.Task[robots.Robots]] = {}

    async def ask_all(self, requests: Sequence[Request]) -> None:
        """Ask every source, and put each answer into the queue as it comes."""
        async with asyncio.TaskGroup() as group:
            for request in requests:
                group.create_task(self._ask(request))

    async def _ask(self, request: Request) -> None:
        share = body.Share(self._room)
        journey: Journey | None = None
        try:
            journey = self._journey(request, share)
            answer = await self._follow(journey)
        except Failed as failed:
            answer = _failure(request, failed.message, failed)
        except SourceError as error:
            answer = _failure(request, error.message)
        except Exception as error:  # noqa: BLE001
            # One source never stops the others, not even by a defect of ours or of a library. The answer says that it
            # failed and by what; the traceback goes to the log, at a level that only --debug shows.
            _LOG.debug("asking %s", request.source, exc_info=True)
            answer = _failure(request, faults.explain(error, request.url))
        if answer.body is None:
            share.let_go()
        if journey is not None:
            answer = replace(answer, requests=len(journey.seen))
        self._answers.put((answer, share))

    def _journey(self, request: Request, share: body.Share) -> Journey:
        own = address_of(request.url)
        return Journey(request=request, own=own, url=own, cap=self._settings.cap, share=share)

    async def _follow(self, journey: Journey) -> Answer:
        """Return the answer at the end of all redirects; Failed where there is none."""
        while True:
            journey.seen.add(str(journey.url))
            if journey.request.obey_robots:
                await self._obey_robots(journey)
            came = await self._hop(journey)
            if isinstance(came, Answer):
                return came
            self._turn(journey, came)

    def _turn(self, journey: Journey, redirect: _Redirect) -> None:
        """Send a journey on to where a redirect points."""
        here = journey.host
        url = address_of(joined(str(journey.url), redirect.to)).copy_with(userinfo=b"")
        if str(url) in journey.seen:
            raise Failed(M("{host} sends us round in a circle.", host=here), url=str(url), status=redirect.status)
        if len(journey.seen) > MAX_HOPS:
            raise Failed(
                M("{host} sends us on and on (more than {n} times).", host=here, n=MAX_HOPS),
                url=str(url),
                status=redirect.status,
            )
        journey.permanent = journey.permanent and redirect.status in _PERMANENT
        journey.url = url
        if journey.permanent:
            journey.moved_to = str(url)

    # ── one request ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def _hop(self, journey: Journey) -> Answer | _Redirect:
        """Return what one address answers, when it is its turn, within what is left of the deadline."""
        host = journey.host
        url = without_password(journey.url)
        check(journey)
        async with self._turns.turn(host):
            self._check_left_alone(host, url)
            try:
                async with self._timed(journey):
                    return await self._exchange(journey)
            except TimeoutError:
                self._turns.was_late(host)
                raise Failed(faults.late(self._settings.deadline, host), url=url) from None
            except faults.FOREIGN as error:
                raise Failed(faults.explain(error, host), url=url) from error

    @asynccontextmanager
    async def _timed(self, journey: Journey) -> AsyncIterator[None]:
        """Raise TimeoutError when the deadline is over; waiting for room in memory does not count."""
        loop = asyncio.get_running_loop()
        began, waited = loop.time(), journey.share.waited
        left = self._settings.deadline - journey.spent
        try:
            async with asyncio.timeout(left) as timer:
                journey.share.timer = timer
                yield
        finally:
            journey.share.timer = None
            journey.spent += loop.time() - began - (journey.share.waited - waited)

    async def _exchange(self, journey: Journey) -> Answer | _Redirect:
        sent = httpx.Headers(self._headers | extra_headers(journey), encoding="utf-8")
        url = journey.url.copy_with(userinfo=b"", fragment=None)
        request = httpx.Request(
            "HEAD" if journey.request.head else "GET",
            url,
            headers=sent,
            extensions={connections.OPEN: is_open(journey)},
        )
        response = await self._pools.handle_async_request(request)
        async with aclosing(response):
            return await self._read(journey, response)

    async def _read(self, journey: Journey, response: httpx.Response) -> Answer | _Redirect:
        """Return what an answer holds, or where it sends us."""
        code, url = response.status_code, without_password(journey.url)
        if code in _REDIRECTS and (to := headers.header(response.headers, "location")):
            return _Redirect(code, to)
        if journey.request.only_address:
            return self._address(journey, response)
        now = clock.now()
        plain = Answer(source=journey.request.source, url=url, status=code, moved_to=journey.moved_to)
        if code == _NOT_MODIFIED and headers.validators(journey.request):
            etag, modified = journey.request.etag, journey.request.last_modified
            return replace(
                plain,
                etag=headers.header(response.headers, "etag") or etag,
                last_modified=headers.header(response.headers, "last-modified") or modified,
                fresh_for=headers.fresh_for(response.headers, now),
            )
        if not response.is_success:
            wait = headers.retry_after(response.headers, now) if code in _BUSY else None
            self._leave_alone(journey, wait)
            raise Failed(faults.status(code, journey.host), url=url, status=code, retry_after=wait)
        return replace(
            plain,
            body=await self._body(journey, response),
            content_type=headers.content_type(response.headers),
            etag=headers.header(response.headers, "etag"),
            last_modified=headers.header(response.headers, "last-modified"),
            fresh_for=headers.fresh_for(response.headers, now),
        )

    def _address(self, journey: Journey, response: httpx.Response) -> Answer:
        """Return where a request ended, whatever stands there; Failed where it is told nothing but a refusal."""
        code, url = response.status_code, without_password(journey.url)
        if not response.is_success and (len(journey.seen) == 1 or code in _BUSY):
            wait = headers.retry_after(response.headers, clock.now()) if code in _BUSY else None
            self._leave_alone(journey, wait)
            if len(journey.seen) == 1:
                raise Failed(faults.status(code, journey.host), url=url, status=code, retry_after=wait)
        return Answer(source=journey.request.source, url=url, status=code)

    async def _body(self, journey: Journey, response: httpx.Response) -> bytes:
        try:
            return await body.read(
                response.aiter_raw(),
                encoding=response.headers.get("content-encoding", ""),
                length=response.headers.get("content-length", ""),
                cap=journey.cap,
                share=journey.share,
                whole=journey.whole,
            )
        except SourceError as error:
            url = without_password(journey.url)
            raise Failed(error.message, url=url, status=response.status_code) from error

    # ── what a host asked for ────────────────────────────────────────────────────────────────────────────────────────

    def _leave_alone(self, journey: Journey, wait: timedelta | None) -> None:
        """Keep a Retry-After for the whole host, where that is a public name."""
        host = schedule.public_host(str(journey.url))
        if wait is not None and host is not None:
            self._left_alone[host] = clock.now() + wait

    def _check_left_alone(self, host: str, url: str) -> None:
        until = self._left_alone.get(host)
        if until is not None and (wait := until - clock.now()) > timedelta():
            raise Failed(
                M("{host} was not asked: it wants to be left alone until {until}.", host=host, until=until),
                url=url,
                retry_after=wait,
            )

    async def _obey_robots(self, journey: Journey) -> None:
        """Raise Failed where the site's robots.txt does not want an address to be read; it is asked once a run."""
        origin = str(journey.url.copy_with(userinfo=b"", path="/robots.txt", query=None, fragment=None))
        key = (origin, is_open(journey))
        if key not in self._robots:
            request = Request(source=origin, url=origin, allow_private=is_open(journey))
            self._robots[key] = asyncio.ensure_future(self._robots_of(request))
        rules = await asyncio.shield(self._robots[key])
        if not rules.allows(journey.url.raw_path.decode("ascii")):
            raise Failed(faults.forbidden_by_robots(journey.host), url=without_password(journey.url))

    async def _robots_of(self, request: Request) -> robots.Robots:
        """Return a site's rules: none where it has no such file, Failed where it cannot be had (RFC 9309, 2.3.1)."""
        share = body.Share(self._room)
        journey = replace(self._journey(request, share), cap=robots.CAP, whole=False)
        try:
            answer = await self._follow(journey)
        except Failed as failed:
            if failed.status is None or failed.status in _BUSY or failed.status >= 500:  # noqa: PLR2004  (5xx)
                why = faults.robots_unreadable(journey.host, failed.message) if failed.status else failed.message
                raise Failed(why, url=failed.url, retry_after=failed.retry_after) from failed
            return robots.Robots()
        finally:
            share.let_go()
        return robots.parse(answer.body or b"")


def _failure(request: Request, message: Message, failed: Failed | None = None) -> Answer:
    return Answer(
        source=request.source,
        url=(failed and failed.url) or request.url,
        status=failed.status if failed else None,
        retry_after=failed.retry_after if failed else None,
        error=message,
    )
