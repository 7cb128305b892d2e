"""Connections: httpx's interface over aiohttp (several times as fast), in two pools with a guard on one of them.

Requests go straight to the transport. `httpx.AsyncClient` would put cookies, redirects, `.netrc` and proxies on top,
all of which must not happen here, and refuses an answer for the redirect in it before anybody can look at that.

The *guarded* pool refuses every address that is not public, where the socket is made. The *open* pool serves only the
requests that say so: those to the host that a source with `allow_private` names itself. They are two, so that a
connection opened for such a source is never there for the redirect of another one to be reused.

No proxy is taken from the environment: it would look names up itself, and the guard would see only the proxy.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable
from functools import cache
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import AddrInfoType
from httpx_aiohttp import AiohttpTransport
from yarl import URL

from curate.fetch.guard import AddressRefused, is_public

OPEN = "curate.open"
"""Extension of a request that goes through the open pool."""
_HEADER_BYTES = 64 * 1024
"""Of one header. aiohttp allows 8 KB; real sites send longer Content-Security-Policy headers."""
_HEADERS = 512
"""In one answer; aiohttp allows 128."""
_IDLE = 15.0
"""Seconds that a connection is kept for the next request to its host."""


class TwoPools(httpx.AsyncBaseTransport):
    """The guarded and the open pool; to be made and closed inside the event loop."""

    def __init__(self) -> None:
        self._guarded = _Pool(trusted(), guarded=True)
        self._open = _Pool(trusted(), guarded=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request through the pool that is meant for it."""
        pool = self._open if request.extensions.get(OPEN) else self._guarded
        return await pool.transport.handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._guarded.session.close()
        await self._open.session.close()
        await asyncio.sleep(0)  # aiohttp's transports take one more turn of the loop to close


@cache
def trusted() -> ssl.SSLContext:
    """Return whom we trust: certifi's authorities, and what this machine trusts besides (an organisation's own).

    Read once: it takes 0.07 s.
    """
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


class _Pool:
    """A session of aiohttp that asks for addresses exactly as they are written."""

    def __init__(self, context: ssl.SSLContext, *, guarded: bool) -> None:
        connector = aiohttp.TCPConnector(
            ssl=context,
            limit=0,  # who may ask, and when, is decided in politeness.py
            keepalive_timeout=_IDLE,
            resolver=_Resolver(guarded=guarded),
            socket_factory=_guarded_socket if guarded else None,
        )
        self.session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            response_class=_Response,
            max_line_size=_HEADER_BYTES,
            max_field_size=_HEADER_BYTES,
            max_headers=_HEADERS,
        )
        self.transport = AiohttpTransport(verify=context, trust_env=False, client=self)  # type: ignore[arg-type]

    def __call__(self) -> _Pool:
        """Return itself: the transport asks here for its session before every request."""
        return self

    def request(self, *, method: str, url: str, **options: Any) -> Any:  # noqa: ANN401  (aiohttp's context manager)
        """Ask for `url` byte for byte: left to itself, aiohttp would rewrite `%2C` and `%2F` in a query."""
        return self.session.request(method, URL(url, encoded=True), **options)


class _Response(aiohttp.ClientResponse):
    """A response whose reason can be encoded, whatever bytes the server wrote there: the transport encodes it."""

    async def start(self, connection: Any) -> aiohttp.ClientResponse:  # noqa: ANN401  (aiohttp's Connection)
        response = await super().start(connection)
        self.reason = (self.reason or "").encode("ascii", "replace").decode("ascii")
        return response


def _guarded_socket(info: AddrInfoType) -> socket.socket:
    """Return the socket for a connection; every one is made here, also to an address that was written as a number."""
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise AddressRefused(str(address[0]))
    return socket.socket(family=family, type=kind, proto=protocol)


class _Resolver(AbstractResolver):
    """Looks names up in threads that nobody waits for.

    The system's lookup cannot be broken off and may take half a minute. In a pool of the standard library it would
    keep the program from ending, and a handful of dead names would hold up all others.
    """

    def __init__(self, *, guarded: bool) -> None:
        self._guarded = guarded

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a name; those that are not public are left out in the guarded pool."""
        found = await _in_thread(
            lambda: socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
        )
        results = [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, _, protocol, _, address in found
            if kind in {socket.AF_INET, socket.AF_INET6}
        ]
        allowed = [result for result in results if not self._guarded or is_public(result["host"])]
        if results and not allowed:
            raise AddressRefused(results[0]["host"])
        return allowed

    async def close(self) -> None:
        """Leave the threads to themselves."""


async def _in_thread(call: Callable[[], list[Any]]) -> list[Any]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[Any]] = loop.create_future()

    def settle(result: list[Any] | None, error: OSError | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result or [])

    def run() -> None:
        result, error = None, None
        try:
            result = call()
        except OSError as fault:
            error = fault
        except UnicodeError as fault:  # a label longer than 63 letters
            error = socket.gaierror(socket.EAI_NONAME, str(fault))
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:
            return  # the run is over, and nobody waits for this name any more

    threading.Thread(target=run, name="curate-dns", daemon=True).start()
    return await future
