"""A small web server for tests: it answers as it is told, on loopback, and keeps a log of what it was asked.

Server(hosts=3) listens on 127.0.0.1, 127.0.0.2 and 127.0.0.3; `url(path, host=2)` is an address on the second. What is
not scripted answers 404. A list of replies is given one after another, and the last one again and again.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Self

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is answered. `raw` stands in for all of it; `stream` for the body, written as fast as it is taken."""

    status: int = 200
    headers: Headers = ()
    body: bytes = b""
    delay: float = 0.0
    drip: float = 0.0
    """Seconds between two bytes of the body."""
    raw: bytes | None = None
    stream: Callable[[], Iterable[bytes]] | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request, as it came in."""

    host: str
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    began: float
    at_once: int
    """How many requests this host had in hand, this one included."""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Server:
    """The server; a context manager."""

    def __init__(self, *, hosts: int = 1, tls: ssl.SSLContext | None = None) -> None:
        self._hosts = [f"127.0.0.{number + 1}" for number in range(hosts)]
        self._tls = tls
        self._replies: dict[str, list[Reply]] = {}
        self._served: Counter[tuple[str, str]] = Counter()
        self._now: defaultdict[str, int] = defaultdict(int)
        self._ports: dict[str, int] = {}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)
        self._end: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None
        self.log: list[Asked] = []
        self.ended: list[float] = []

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        assert len(self._ports) == len(self._hosts), "this machine has only one loopback address"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._end is not None
        loop, end = self._end
        loop.call_soon_threadsafe(end.set)
        self._thread.join(10)

    def script(self, path: str, *replies: Reply) -> None:
        """Answer `path` with these, on every host; `path` may begin with a host (`127.0.0.2/feed`)."""
        self._replies[path] = list(replies)

    def url(self, path: str, *, host: int = 1) -> str:
        name = self._hosts[host - 1]
        return f"{'https' if self._tls else 'http'}://{name}:{self._ports[name]}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def most_at_once(self) -> int:
        """Return the most requests that one host ever had in hand."""
        return max(asked.at_once for asked in self.log)

    async def _main(self) -> None:
        self._end = asyncio.get_running_loop(), asyncio.Event()
        servers = []
        try:
            for host in self._hosts:
                servers.append(await asyncio.start_server(self._serve, host, 0, ssl=self._tls, backlog=512))
                self._ports[host] = servers[-1].sockets[0].getsockname()[1]
        except OSError:
            self._ports.clear()
        self._ready.set()
        await self._end[1].wait()
        for server in servers:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while first := await reader.readexactly(1):
                if first == b"\x16":  # somebody speaks TLS to a server without it
                    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    return
                head = first + await reader.readuntil(b"\r\n\r\n")
                if not await self._answer(host, head.decode("latin-1"), writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            return
        except asyncio.CancelledError:
            return  # the test is over
        finally:
            writer.close()

    async def _answer(self, host: str, head: str, writer: asyncio.StreamWriter) -> bool:
        first, *lines = head.strip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = tuple((key.strip(), value.strip()) for key, _, value in (line.partition(":") for line in lines))
        self._now[host] += 1
        self.log.append(
            Asked(host=host, method=method, path=path, headers=headers, began=monotonic(), at_once=self._now[host])
        )
        try:
            return await self._write(self._reply(host, path), writer, empty=method == "HEAD")
        finally:
            self._now[host] -= 1
            self.ended.append(monotonic())

    def _reply(self, host: str, path: str) -> Reply:
        for key in (f"{host}{path}", path):
            if replies := self._replies.get(key):
                number = self._served[host, path]
                self._served[host, path] += 1
                return replies[min(number, len(replies) - 1)]
        return Reply(status=404)

    async def _write(self, reply: Reply, writer: asyncio.StreamWriter, *, empty: bool = False) -> bool:
        await asyncio.sleep(reply.delay)
        if reply.raw is not None:
            writer.write(reply.raw)
            await writer.drain()
            writer.write_eof() if writer.can_write_eof() else None
            await asyncio.sleep(0.05)
            return False
        lines = [f"HTTP/1.1 {reply.status} Said", *(f"{key}: {value}" for key, value in reply.headers)]
        if reply.stream is not None:
            writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"))
            for piece in reply.stream():
                writer.write(piece)
                await writer.drain()
            return False
        if reply.status != 304 and not any(key.lower() == "content-length" for key, _ in reply.headers):
            lines.append(f"Content-Length: {len(reply.body)}")
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        if empty:  # RFC 9110, 9.3.2: an answer to HEAD has no body
            await writer.drain()
            return True
        pieces = [reply.body[at : at + 1] for at in range(len(reply.body))] if reply.drip else [reply.body]
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(reply.drip)
        return True
