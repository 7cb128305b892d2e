"""Whose turn it is: one request at a time to a host, a pause between two, and so many hosts at once.

A request waits for its host first and for a place among the hosts second. Who has a place never waits for a host, so
nobody waits for somebody who waits: redirects from host to host cannot lock each other out.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from curate.fetch.guard import is_loopback


class _Host:
    """The queue in front of one host."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.free_at = 0.0
        self.late = 0
        """How many turns took a whole deadline."""


class Turns:
    """The turns of one run. `pause` in seconds; `hosts_at_once`: how many hosts are asked at the same time."""

    def __init__(self, *, pause: float, hosts_at_once: int) -> None:
        self._pause = pause
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self._free = max(1, hosts_at_once)
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = 0

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Hold the host's turn: nobody else asks it until this ends."""
        loop = asyncio.get_running_loop()
        host = self._hosts[name]
        async with host.lock:
            wait = host.free_at - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            await self._take_place(host.late)
            try:
                yield
            finally:
                self._leave_place()
                host.free_at = loop.time() + (0.0 if is_loopback(name) else self._pause)

    def was_late(self, name: str) -> None:
        """Keep that a turn of this host took a whole deadline: its next come after everybody else's."""
        self._hosts[name].late += 1

    async def _take_place(self, late: int) -> None:
        if self._free and not self._waiting:
            self._free -= 1
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._waiting, (late, self._count, future))
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self._leave_place()
            raise

    def _leave_place(self) -> None:
        while self._waiting:
            future = heapq.heappop(self._waiting)[2]
            if not future.done():
                future.set_result(None)
                return
        self._free += 1
