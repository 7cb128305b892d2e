"""Asking sources: an event loop in a thread of its own, and a plain generator in front of it."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from curate import clock, schedule
from curate.errors import SourceError
from curate.fetch import body, connections, faults, guard, headers, robots
from curate.fetch.faults import Failed
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
_POLL = 0.2
"""Seconds between two looks at the keyboard: on Windows, Ctrl-C does not end a wait without a limit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How sources are asked. Times in seconds, sizes in bytes."""

    organisation_url: str | None = None
    pause: float = 0.5
    deadline: float = 30.0
    cap: int = 10 * 1024 * 1024
    hosts_at_once: int = 100


@dataclass(kw_only=True, slots=True)
class _Journey:
    """How far the asking of one source has come."""

    request: Request
    own: httpx.URL
    """The source's own address."""
    url: httpx.URL
    """Where it is now, after so many redirects."""
    cap: int
    whole: bool = True
    """False: a body that is larger than the cap is cut there."""
    seen: set[str] = field(default_factory=set)
    spent: float = 0.0
    """Seconds of its deadline that are used up."""
    permanent: bool = True
    """Every redirect so far was a permanent one."""
    moved_to: str | None = None
    share: body.Share

    @property
    def host(self) -> str:
        return _host(self.url)


@dataclass(frozen=True, slots=True)
class _Redirect:
    status: int
    to: str


def download(requests: Sequence[Request], settings: Settings) -> Iterator[Answer]:
    """Yield one answer for each request, as they come in; see `curate.fetch.download`."""
    answers: queue.SimpleQueue[tuple[Answer, body.Share] | BaseException] = queue.SimpleQueue()
    thread = _Thread(requests, settings, answers)
    thread.start()
    done = False
    try:
        for _ in requests:
            came = _next(answers, thread)
            if isinstance(came, BaseException):
                raise came
            answer, share = came
            thread.call(share.let_go)
            yield answer
        done = True
    finally:
        thread.stop(break_off=not done)


def _next(
    answers: queue.SimpleQueue[tuple[Answer, body.Share] | BaseException], thread: threading.Thread
) -> tuple[Answer, body.Share] | BaseException:
    while True:
        try:
            return answers.get(timeout=_POLL)
        except queue.Empty:
            if not thread.is_alive() and answers.empty():
                return RuntimeError("the thread that fetches ended before its work was done")


class _Thread(threading.Thread):
    """The thread of the event loop; `stop` breaks everything off and waits for its end."""

    def __init__(
        self,
        requests: Sequence[Request],
        settings: Settings,
        answers: queue.SimpleQueue[tuple[Answer, body.Share] | BaseException],
    ) -> None:
        super().__init__(name="curate-fetch", daemon=True)
        self._requests = requests
        self._settings = settings
        self._answers = answers
        self._begun = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._main())
        except asyncio.CancelledError:
            return  # stop() asked for it
        except Exception as error:  # noqa: BLE001  (a defect of ours: it is raised where the answers are awaited)
            self._answers.put(error)
        finally:
            self._begun.set()

    async def _main(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._begun.set()
        async with connections.TwoPools() as pools:
            await _Run(pools, self._settings, self._answers).ask_all(self._requests)

    def call(self, act: Callable[[], object]) -> None:
        """Have the loop call something, where it still runs."""
        if self._loop is None:
            return
        try:
            self._loop.call_soon_threadsafe(act)
        except RuntimeError:
            return  # the loop has ended with its last answer: nobody waits for room any more

    def stop(self, *, break_off: bool) -> None:
        """Return when the thread has ended; with `break_off`, it does not finish what it is at."""
        self._begun.wait()
        if break_off and self._task is not None:
            self.call(self._task.cancel)
        self.join()


class _Run:
    """One run: the sources that are asked together, and what they have to share."""

    def __init__(
        self,
        pools: connections.TwoPools,
        settings: Settings,
        answers: queue.SimpleQueue[tuple[Answer, body.Share] | BaseException],
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
        try:
            answer = await self._follow(self._journey(request, share))
        except Failed as failed:
            answer = _failure(request, failed.message, failed)
        except SourceError as error:
            answer = _failure(request, error.message)
        except Exception as error:  # noqa: BLE001
            # One source never stops the others, not even by a defect of ours or of a library; the log tells of it.
            _LOG.exception("asking %s", request.source)
            answer = _failure(request, faults.explain(error, request.url))
        if answer.body is None:
            share.let_go()
        self._answers.put((answer, share))

    def _journey(self, request: Request, share: body.Share) -> _Journey:
        own = _address(request.url)
        return _Journey(request=request, own=own, url=own, cap=self._settings.cap, share=share)

    async def _follow(self, journey: _Journey) -> Answer:
        """Return the answer at the end of all redirects; Failed where there is none."""
        while True:
            journey.seen.add(str(journey.url))
            if journey.request.obey_robots:
                await self._obey_robots(journey)
            came = await self._hop(journey)
            if isinstance(came, Answer):
                return came
            self._turn(journey, came)

    def _turn(self, journey: _Journey, redirect: _Redirect) -> None:
        """Send a journey on to where a redirect points."""
        here = journey.host
        url = _address(_joined(str(journey.url), redirect.to)).copy_with(userinfo=b"")
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

    async def _hop(self, journey: _Journey) -> Answer | _Redirect:
        """Return what one address answers, when it is its turn, within what is left of the deadline."""
        host = journey.host
        url = _without_password(journey.url)
        _check(journey)
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
    async def _timed(self, journey: _Journey) -> AsyncIterator[None]:
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

    async def _exchange(self, journey: _Journey) -> Answer | _Redirect:
        sent = httpx.Headers(self._headers | _extra(journey), encoding="utf-8")
        url = journey.url.copy_with(userinfo=b"", fragment=None)
        request = httpx.Request("GET", url, headers=sent, extensions={connections.OPEN: _is_open(journey)})
        response = await self._pools.handle_async_request(request)
        async with aclosing(response):
            return await self._read(journey, response)

    async def _read(self, journey: _Journey, response: httpx.Response) -> Answer | _Redirect:
        """Return what an answer holds, or where it sends us."""
        code, url = response.status_code, _without_password(journey.url)
        if code in _REDIRECTS and (to := headers.header(response.headers, "location")):
            return _Redirect(code, to)
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

    async def _body(self, journey: _Journey, response: httpx.Response) -> bytes:
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
            url = _without_password(journey.url)
            raise Failed(error.message, url=url, status=response.status_code) from error

    # ── what a host asked for ────────────────────────────────────────────────────────────────────────────────────────

    def _leave_alone(self, journey: _Journey, wait: timedelta | None) -> None:
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

    async def _obey_robots(self, journey: _Journey) -> None:
        """Raise Failed where the site's robots.txt does not want an address to be read; it is asked once a run."""
        origin = str(journey.url.copy_with(userinfo=b"", path="/robots.txt", query=None, fragment=None))
        key = (origin, _is_open(journey))
        if key not in self._robots:
            request = Request(source=origin, url=origin, allow_private=_is_open(journey))
            self._robots[key] = asyncio.ensure_future(self._robots_of(request))
        rules = await asyncio.shield(self._robots[key])
        if not rules.allows(journey.url.raw_path.decode("ascii")):
            raise Failed(faults.forbidden_by_robots(journey.host), url=_without_password(journey.url))

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


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _address(url: str) -> httpx.URL:
    """Return an address that may be asked for, a host written as a number in its one plain form."""
    try:
        address = httpx.URL(_with_plain_number(url))
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Failed(_no_web_address(url)) from error
    if address.scheme not in {"http", "https"} or not address.host:
        raise Failed(_no_web_address(url))
    return address


def _with_plain_number(url: str) -> str:
    """Return an address whose host is a number with that number in plain digits, any other as it is.

    Before httpx sees it: `0177.1` it calls no address, and `①②⑦。1` too, which others read as 127.0.0.1.
    """
    parts = urlsplit(url)
    host = unicodedata.normalize("NFKC", parts.hostname or "").replace("\N{IDEOGRAPHIC FULL STOP}", ".")
    number = guard.literal(host) if host else None
    if number is None:
        return url
    user, at, _ = parts.netloc.rpartition("@")
    place = f"[{number}]" if ":" in number else number
    port = "" if parts.port is None else f":{parts.port}"
    return urlunsplit(parts._replace(netloc=f"{user}{at}{place}{port}"))


def _no_web_address(url: str) -> Message:
    shown = url if len(url) <= 200 else url[:200] + "…"  # noqa: PLR2004  (characters)
    return M("{url} is not an address of the web: it has to begin with http:// or https://.", url=shown)


def _joined(base: str, to: str) -> str:
    try:
        return urljoin(base, to.strip())
    except ValueError as error:
        raise Failed(_no_web_address(to)) from error


def _host(url: httpx.URL) -> str:
    return url.raw_host.decode("ascii").lower().rstrip(".")


def _without_password(url: httpx.URL) -> str:
    return str(url.copy_with(userinfo=b"")) if url.userinfo else str(url)


def _is_open(journey: _Journey) -> bool:
    """Return whether the host is the one that a source with `allow_private` names itself."""
    return journey.request.allow_private and journey.host == _host(journey.own)


def _check(journey: _Journey) -> None:
    """Raise Failed for this machine and for private numbers; other names are checked where they are looked up."""
    if _is_open(journey):
        return
    number = guard.literal(journey.host)
    if guard.is_loopback(journey.host) or (number is not None and not guard.is_public(number)):
        raise Failed(guard.refusal(journey.host), url=_without_password(journey.url))


def _extra(journey: _Journey) -> dict[str, str]:
    """Return the validators, and the password of the source's own address where that is the one that is asked."""
    own = journey.own
    same = (own.scheme, own.host, own.port) == (journey.url.scheme, journey.url.host, journey.url.port)
    return headers.validators(journey.request) | (headers.authorization(own) if same else {})


def _failure(request: Request, message: Message, failed: Failed | None = None) -> Answer:
    return Answer(
        source=request.source,
        url=(failed and failed.url) or request.url,
        status=failed.status if failed else None,
        retry_after=failed.retry_after if failed else None,
        error=message,
    )
