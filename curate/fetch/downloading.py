"""Asking sources: an event loop in a thread of its own, and a plain generator in front of it."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator, Sequence

from curate.fetch import body, connections
from curate.fetch.asking import Answers, Run, Settings
from curate.models import Answer, Request

__all__ = ["Settings", "download"]

_POLL = 0.2
"""Seconds between two looks at the keyboard: on Windows, Ctrl-C does not end a wait without a limit."""


def download(requests: Sequence[Request], settings: Settings) -> Iterator[Answer | None]:
    """Yield one answer for each request, as they come in, and None whenever none came for `_POLL` seconds."""
    answers: Answers = queue.SimpleQueue()
    thread = _Thread(requests, settings, answers)
    thread.start()
    done = False
    try:
        for _ in requests:
            while (came := _next(answers, thread)) is None:
                yield None
            if isinstance(came, BaseException):
                raise came
            answer, share = came
            thread.call(share.let_go)
            yield answer
        done = True
    finally:
        thread.stop(break_off=not done)


def _next(answers: Answers, thread: threading.Thread) -> tuple[Answer, body.Share] | BaseException | None:
    """Return what came in; None where nothing did for a while."""
    try:
        return answers.get(timeout=_POLL)
    except queue.Empty:
        if not thread.is_alive() and answers.empty():
            return RuntimeError("the thread that fetches ended before its work was done")
        return None


class _Thread(threading.Thread):
    """The thread of the event loop; `stop` breaks everything off and waits for its end."""

    def __init__(
        self,
        requests: Sequence[Request],
        settings: Settings,
        answers: Answers,
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
            await Run(pools, self._settings, self._answers).ask_all(self._requests)

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
