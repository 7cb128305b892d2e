"""What is found out of a text by itself (language, tags by rule, sketch), a batch ahead in a process beside this one.

Half of the work of enrichment needs nothing but the text. Where there are many texts and a processor is free, another
process does that half while this one compares, joins, scores and writes. What it gives back is the same to the letter.
It is a daemon: it ends with this process, and reads the end of its pipe where this one was killed.
"""

from __future__ import annotations

import os
import queue
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from curate import platforms
from curate.enrich import language, lemmas, tagging
from curate.enrich.mentions import Mention, mentions
from curate.enrich.sketches import Sketch, Text, sketch
from curate.models import Tag

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

MANY = 3000
"""Texts that are worth another process: it takes two seconds to start and load its dictionaries."""

Rules = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What was found out of one text."""

    language: str | None
    """As the text has it: `language.UNKNOWN` where it is none that has two letters."""
    tags: tuple[Tag, ...]
    sketch: Sketch
    mentions: tuple[Mention, ...]


class Reader:
    """Reads texts here."""

    def __init__(self, rules: Rules) -> None:
        self._tagger = tagging.compile_rules(rules, lemmatise=True)

    def read(self, text: Text) -> Read:
        """Return what is found out of a text; its language is taken for what its source says."""
        spoken = language.language(text.title, text.body, text.language)
        named = None if spoken == language.UNKNOWN else spoken
        return Read(
            language=spoken,
            tags=self._tagger.tags(text.title, text.body, named),
            sketch=sketch(replace(text, language=named), lemmas.lemma),
            mentions=tuple(mentions(text.title, text.body, named)),
        )


class Ahead:
    """Texts on their way: `ask` gives a batch in, `take` gives what was found of the first one that was asked."""

    def __init__(self, rules: Rules, expected: int) -> None:
        """Make it; `expected`: how many texts are to come."""
        self._rules = rules
        self._expected = expected
        self._waiting: deque[list[Text]] = deque()
        self._reader: Reader | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        if self._expected >= MANY and (os.cpu_count() or 1) > 1:
            self._start()
        return self

    def _start(self) -> None:
        import multiprocessing

        context = multiprocessing.get_context("spawn")  # what every system has
        self._pipe, theirs = context.Pipe()
        arguments = (theirs, {tag: list(words) for tag, words in self._rules.items()}, self._expected)
        self._process = context.Process(target=_serve, args=arguments, name="curate-ahead", daemon=True)
        self._process.start()
        theirs.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pipe is not None:
            self._end()

    def _end(self) -> None:
        assert self._pipe is not None  # noqa: S101
        self._pipe.close()
        self._pipe = None
        self._process.terminate()
        self._process.join()

    def ask(self, texts: list[Text]) -> None:
        """Give a batch of texts in."""
        self._waiting.append(texts)
        if self._pipe is not None:
            try:
                self._pipe.send(texts)
            except OSError:
                self._end()

    def take(self) -> list[Read]:
        """Return what was found of the first batch that was not taken yet, text by text."""
        texts = self._waiting.popleft()
        if self._pipe is not None:
            try:
                while not self._pipe.poll(_POLL):
                    platforms.heed()
                found: list[Read] = self._pipe.recv()
            except (EOFError, OSError):
                self._end()  # it died: its work is done here
            else:
                return found
        if self._reader is None:
            self._reader = Reader(self._rules)
        return [self._reader.read(text) for text in texts]


_POLL = 0.2
"""Seconds between two looks at the keyboard: on Windows, Ctrl-C does not end a wait without a limit."""


def _serve(pipe: Connection, rules: Rules, expected: int) -> None:
    """Read what comes down a pipe until it ends."""
    platforms.leave_ctrl_c()  # it is for the process that the person sees
    lemmas.expect(expected)
    reader = Reader(rules)
    came: queue.SimpleQueue[list[Text] | None] = queue.SimpleQueue()
    # What comes is always taken at once: else both ends could wait for the other one to take what they send.
    threading.Thread(target=_listen, args=(pipe, came), daemon=True).start()
    try:
        while (texts := came.get()) is not None:
            pipe.send([reader.read(text) for text in texts])
    except OSError:
        return  # nobody is there any more


def _listen(pipe: Connection, came: queue.SimpleQueue[list[Text] | None]) -> None:
    try:
        while True:
            came.put(pipe.recv())
    except (EOFError, OSError):
        came.put(None)
