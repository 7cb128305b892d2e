"""Reading documents in processes beside this one, where there is enough of it to pay for them.

Starting a process takes a third of a second, so the first documents are always read here, and a small run never starts
one. A worker has one document at a time, and a few wait for it: when those places are taken, this process reads itself,
so that no processor is idle. What a worker is given and gives back are values; it has no part of the store.

A worker that dies (a fault in a parser's C code) costs the document that it had: that source fails, the others go on.
Workers are daemons: they are ended with this process, and one whose process was killed reads the end of its pipe.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from curate import platforms, sources
from curate.errors import SourceError
from curate.locale import M, Message, pack, unpack
from curate.models import Document, Said
from curate.store import Arrival, arrivals

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

WORTH = 3_000_000
"""Bytes of documents, read here first; about the work that starting a worker is."""
MANY = 60
"""Documents that are sure to come: then a worker is started before the first one is there."""
MOST_WORKERS = 4
_PLACES = 3
"""Documents that wait for a worker: enough that it never waits for us, and little to hold in memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A document to read, and how."""

    kind: str
    document: Document
    options: Mapping[str, object]
    home: str
    """The address that entries without one of their own are filed under."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a document says, and under which identity each of its entries is held."""

    said: Said
    arrivals: list[Arrival]


def read(job: Job) -> Reading | Message:
    """Return what a document says; where it cannot be read, why, and what to do about it."""
    try:
        said = sources.kind(job.kind).read(job.document, job.options)
    except SourceError as error:
        return error.told
    return Reading(said=said, arrivals=arrivals(said, home=job.home))


class Pool:
    """The workers of one run. Leaving it ends them, whatever they are at."""

    def __init__(self, expected: int, *, workers: int | None = None) -> None:
        """Make the pool; `expected`: documents that are sure to come; `workers`: at most, else as there are cores."""
        self._most = min((os.cpu_count() or 1) - 1, MOST_WORKERS) if workers is None else workers
        self._worth = 0 if expected >= MANY else WORTH
        self._read = 0
        self._jobs: queue.Queue[tuple[str, Job] | None] = queue.Queue()
        self._results: queue.SimpleQueue[tuple[str, Reading | Message]] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._waiting = 0

    def take(self, name: str, job: Job) -> Reading | Message | None:
        """Return what a document says where it was read here; None where a worker has it, see `done`."""
        self._read += len(job.document.body)
        self._staff()
        ready = sum(worker.ready.is_set() for worker in self._workers)
        if not ready or self._waiting >= ready + _PLACES:
            return read(job)
        self._waiting += 1
        self._jobs.put((name, job))
        return None

    def _staff(self) -> None:
        """Start a worker where what was read so far, or is sure to come, is worth one more."""
        if self._read >= self._worth and len(self._workers) < self._most:
            self._workers.append(_Worker(self._jobs, self._results))

    def done(self, *, wait: bool = False) -> Iterator[tuple[str, Reading | Message]]:
        """Yield what the workers have read, by the names that were given; with `wait`, until they have nothing left."""
        while self._waiting:
            platforms.heed()
            try:
                result = self._results.get(timeout=_POLL) if wait else self._results.get_nowait()
            except queue.Empty:
                if wait:
                    continue
                return
            self._waiting -= 1
            yield result

    def __enter__(self) -> Self:
        self._staff()  # it comes up while the network is loaded and the first answers are on their way
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.end()


_POLL = 0.2
"""Seconds between two looks at the keyboard: on Windows, Ctrl-C does not end a wait without a limit."""


class _Worker(threading.Thread):
    """One process, and the thread here that hands it one document at a time."""

    def __init__(
        self,
        jobs: queue.Queue[tuple[str, Job] | None],
        results: queue.SimpleQueue[tuple[str, Reading | Message]],
    ) -> None:
        super().__init__(name="curate-reader", daemon=True)
        self.ready = threading.Event()
        self._over = False
        self._jobs, self._results = jobs, results
        self._start_process()
        self.start()

    def _start_process(self) -> None:
        import multiprocessing

        # "spawn" is what every system has; a fork would copy the threads' locks as they happen to stand.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="curate-reader", daemon=True)
        self._process.start()
        theirs.close()

    def run(self) -> None:
        try:
            self._pipe.recv()
        except (EOFError, OSError):
            return  # it did not come up: the documents are read without it
        self.ready.set()
        while (given := self._jobs.get()) is not None:
            name, job = given
            try:
                self._pipe.send(job)
                answer = self._pipe.recv()
            except (EOFError, OSError):
                if self._over:
                    return
                self._results.put((name, _DIED))
                if not self._again():
                    return
            else:
                self._results.put((name, unpack(answer) if isinstance(answer, str) else answer))

    def _again(self) -> bool:
        """Start another process in the place of one that died, and return whether it came up."""
        self._pipe.close()
        try:
            self._start_process()
            self._pipe.recv()
        except (EOFError, OSError):
            self.ready.clear()
            return False
        return True

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._over = True
        self._jobs.put(None)
        self._process.terminate()
        self._process.join()


_DIED = M("It could not be read: it made the program that reads it break off. Report this, with the source's address.")


def _serve(pipe: Connection) -> None:
    """Read what comes down a pipe until it ends: what a worker does."""
    platforms.leave_ctrl_c()  # it is for the process that the person sees
    address = "https://example.org/"
    read(Job(kind="feed", document=Document(body=_WARMING, url=address), options={}, home=address))
    try:
        pipe.send("ready")
        while True:
            result = read(pipe.recv())
            pipe.send(pack(result) if isinstance(result, Message) else result)
    except (EOFError, OSError):
        return  # nobody is there any more


_WARMING = (
    b"<rss version='2.0'><channel><title>a</title><item><title>b</title><link>https://example.org/b</link>"
    b"<description>&lt;p&gt;c&lt;/p&gt;</description></item></channel></rss>"
)
"""A feed whose reading loads everything that reading takes, before the first real one."""
