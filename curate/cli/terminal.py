"""The two faces of a review: a screen that is drawn anew in place, and plain lines, one after the other."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from types import TracebackType
from typing import Self, TextIO

import click

from curate import platforms
from curate.cli import screen
from curate.cli.base import tell, width
from curate.cli.keys import completed, edited, keys
from curate.cli.screen import Drawn, Foot, Head
from curate.locale import M, Message
from curate.workflows.reviewing import Look

Choices = Sequence[tuple[str, Message]]


# ── a screen ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_ENTER, _LEAVE = "\x1b[?1049h\x1b[?2004h", "\x1b[?2004l\x1b[?25h\x1b[0m\x1b[?1049l"
"""Another page of the terminal, what was there before stays; and what is pasted comes marked as such."""
_STYLED = {screen.STRONG: "\x1b[1m", screen.UNSTRONG: "\x1b[22m", screen.FAINT: "\x1b[2m", screen.UNFAINT: "\x1b[22m"}


class Screen:
    """A terminal that is drawn anew at every key, and when it gets another size."""

    person = True
    """Somebody sits there, who can be given an editor."""

    def __init__(self, out: TextIO, *, colour: bool) -> None:
        self._out = out
        self._colour = colour
        self._keyboard = platforms.Keyboard()
        self._typed = ""
        self._pending: deque[str] = deque()
        self._draw: Callable[[tuple[int, int]], Drawn] | None = None
        self._drawn: tuple[tuple[int, int], Drawn] | None = None
        self._item: tuple[Look, Callable[[], Head], datetime] | None = None
        self._clock = ""
        self._meanwhile: Callable[[], None] | None = None
        self._start = 0
        self._foot = Foot()

    def __enter__(self) -> Self:
        self._keyboard.__enter__()
        self._write(_ENTER)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError, ValueError):  # the terminal may be gone: there is nothing to clean up then
            self._write(_LEAVE)
        self._keyboard.__exit__(kind, error, trace)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Give the terminal to something else, inside `with`."""
        self.__exit__(None, None, None)
        try:
            yield
        finally:
            self.__enter__()
            self._drawn = None

    # ── showing ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def show(self, look: Look, head: Callable[[], Head], now: datetime, said: Message | str = "") -> None:
        """Show an item, and what just happened; an item that is shown already stays where it was read to."""
        if self._item is None or (self._item[0].item.id, self._item[0].text) != (look.item.id, look.text):
            self._start = 0
        self._item = (look, head, now)
        self._foot = Foot(message=tell(said))
        self._paint()

    def say(self, message: Message | str) -> None:
        """Say what happened, under the item, until the next key."""
        self._foot = Foot(message=tell(message))
        self._paint()

    def _paint(self) -> None:
        size = platforms.terminal_size(self._out)
        drawn = self._screen(size)
        self._start = drawn.start
        self._drawn = (size, drawn)
        self._clock = "" if self._item is None else self._item[1]().shown
        lines = [self._styled(line) + "\x1b[K" for line in drawn.lines]
        place = "" if drawn.cursor is None else f"\x1b[{drawn.cursor[0] + 1};{drawn.cursor[1] + 1}H\x1b[?25h"
        self._write("\x1b[?25l\x1b[H" + "\r\n".join(lines) + "\x1b[J" + place)

    def _screen(self, size: tuple[int, int]) -> Drawn:
        if self._draw is not None:
            return self._draw(size)
        if self._item is None:
            return screen.text_screen("", self._foot.message, Foot(question=self._foot.question), size=size)
        look, head, now = self._item
        return screen.item_screen(look, head(), self._foot, size=size, now=now, colour=self._colour, start=self._start)

    def _styled(self, line: str) -> str:
        for mark, style in _STYLED.items():
            line = line.replace(mark, style if self._colour else "")
        return line

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def key(self, meanwhile: Callable[[], None]) -> tuple[str, str]:
        """Return the key that a curator chose; going through the text is done here.

        `meanwhile` is done once, when no key came for a moment.
        """
        self._meanwhile = meanwhile
        while True:
            pressed = self._press()
            if self._foot != Foot():
                self._foot = Foot()
                self._paint()
            if pressed == "end of input":
                raise EOFError
            if pressed.startswith("paste:"):
                self.say(M("What you pasted was left aside: press c to comment, or C to write it here."))
            elif pressed == "space" and not self._more():
                return "n", ""
            elif not self._scroll(pressed):
                return pressed, ""

    def _more(self) -> bool:
        return self._drawn is not None and self._drawn[1].more

    def _scroll(self, pressed: str) -> bool:
        """Go through the text where that is what the key is for, and return whether it was."""
        page = self._drawn[1].step if self._drawn else 1
        move = {"space": page, "page down": page, "page up": -page, "down": 1, "up": -1, "end": 10**6, "home": -(10**6)}
        if pressed not in move:
            return False
        self._start = max(0, self._start + move[pressed])
        self._paint()
        return True

    def choose(self, asked: Message, choices: Choices) -> str | None:
        """Return the key of what was chosen; None where Escape was pressed."""
        offered = [*choices, ("Esc", M("back"))]
        self._ask(Foot(message=self._foot.message, question=screen.question(asked, offered)))
        known = {key.casefold() for key, _ in choices}
        while True:
            pressed = self._press()
            if pressed in ("escape", "end of input"):
                self._ask(Foot())
                return None
            if pressed.casefold() in known:
                self._ask(Foot())
                return pressed.casefold()

    def line(self, asked: Message, *, start: str = "", words: Sequence[str] = ()) -> str | None:
        """Return a line that was typed and ended with Enter; None where Escape was pressed."""
        typed, begun, tabs = start, None, -1
        said = self._foot.message
        while True:
            self._ask(Foot(message=said, question=tell(asked), typed=typed))
            pressed = self._press()
            if pressed in ("tab", "tab back") and words:
                begun = typed if begun is None else begun
                tabs += 1 if pressed == "tab" else -1
                typed = completed(begun, words, again=tabs)
                continue
            begun, tabs = None, -1
            if pressed in ("escape", "end of input", "enter"):
                self._ask(Foot())
                return typed if pressed == "enter" else None
            typed = edited(typed, pressed)

    def _ask(self, foot: Foot) -> None:
        self._foot = foot
        self._paint()

    def tell_keys(self) -> None:
        """Show what the keys do, until a key is pressed."""
        start = 0
        asked = Foot(question=tell(M("Press a key to go on.")))

        def draw(size: tuple[int, int]) -> Drawn:
            return screen.text_screen(tell(M("The keys")), screen.help_text(), asked, size=size, start=start)

        self._draw = draw
        kept = self._start
        try:
            while True:
                self._paint()
                assert self._drawn is not None  # noqa: S101
                pressed = self._press()
                if pressed in ("space", "page down", "down") and self._more():
                    start += self._drawn[1].step
                elif pressed in ("page up", "up") and start:
                    start = max(0, start - self._drawn[1].step)
                else:
                    return
        finally:
            self._draw = None
            self._start = kept
            self._paint()

    def _press(self) -> str:
        """Return the next key; meanwhile, follow the size of the terminal and the clock."""
        while not self._pending:
            typed = self._keyboard.read(0.05 if self._typed else 0.25)
            if typed == "":
                raise EOFError
            if typed is None and self._meanwhile is not None:
                meanwhile, self._meanwhile = self._meanwhile, None
                meanwhile()
            found, self._typed = keys(self._typed + (typed or ""), last=typed is None)
            self._pending.extend(key for key in found if key != "unknown")
            self._follow()
            while self._pending and self._pending[0] == "redraw":
                self._pending.popleft()
                self._write(_ENTER + "\x1b[2J")
                self._paint()
        return self._pending.popleft()

    def _follow(self) -> None:
        """Draw anew where the terminal has another size, or a minute has passed."""
        clock = "" if self._item is None else self._item[1]().shown
        if self._drawn is None or self._drawn[0] != platforms.terminal_size(self._out) or self._clock != clock:
            self._paint()


# ── plain lines ──────────────────────────────────────────────────────────────────────────────────────────────────────

_PARAGRAPHS = 1500
"""Characters of a text after which a reader is asked whether to read on: a minute and a half, read aloud."""


def _standing(look: Look) -> tuple[object, ...]:
    """Return what makes an item worth being read again."""
    return look.item.id, look.item.state, look.text, look.note


class Plain:
    """Lines that are never drawn over: for a screen reader, a pipe, and a terminal that cannot do more."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._look: Look | None = None
        self._left: list[str] = []
        self.person = sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()
        if sys.stdin is not None and hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nothing has to be given away."""
        yield

    def show(self, look: Look, head: Callable[[], Head], now: datetime, said: Message | str = "") -> None:
        """Write what just happened, and an item with the beginning of its text, once."""
        if said:
            self.say(said)
        known, self._look = self._look, look
        if known is not None and _standing(known) == _standing(look):
            return
        self.say("")
        for line in screen.spoken(look, head(), now):
            self.say(line)
        self.say(f"{tell(M('Text'))}:")
        self._left = screen.spoken_text(look)
        self._read_on()

    def _read_on(self) -> None:
        read = 0
        while self._left and read < _PARAGRAPHS:
            paragraph = self._left.pop(0)
            read += len(paragraph)
            self.say(paragraph)
        if self._left:
            self.say(M("There is more: Enter reads on."))

    def say(self, message: Message | str) -> None:
        """Write what happened."""
        columns, said = width(self._out), tell(message)
        click.echo("\n".join([said] if columns is None else screen.wrap(said, columns)), file=self._out)

    def tell_keys(self) -> None:
        """Write what to type."""
        self.say(M("Type a letter and Enter; what belongs to it may follow: d w, z 3d, t privacy, c Your words."))
        self.say(screen.help_text())

    def key(self, meanwhile: Callable[[], None]) -> tuple[str, str]:
        """Return the letter that was typed, and what was typed after it; `meanwhile` is done before."""
        meanwhile()
        while True:
            typed = self._typed(tell(M("What now? (k keep, d dismiss, n next, q quit, ? all keys)")))
            if typed:
                key, _, rest = typed.partition(" ")
                return (key if key in ("C", "?") else key.casefold()), rest.strip()
            if not self._left:
                return "n", ""
            self._read_on()

    def choose(self, asked: Message, choices: Choices) -> str | None:
        """Return the key of what was chosen; None where nothing of it was."""
        known = {key.casefold() for key, _ in choices}
        while True:
            typed = self._typed(screen.question(asked, [*choices, ("x", M("back"))])).casefold() or "enter"
            if typed == "x" or (typed == "enter" and "enter" not in known):
                return None
            if typed in known:
                return typed
            self.say(M("“{typed}” is none of these.", typed=typed))

    def line(self, asked: Message, *, start: str = "", words: Sequence[str] = ()) -> str | None:
        """Return a line; None where it is empty."""
        if words:
            self.say(M("There are: {words}", words=", ".join(words[:40])))
        if start:
            self.say(M("Now it says: {words}", words=start))
        return self._typed(tell(asked)) or None

    def _typed(self, asked: str) -> str:
        """Return what was typed in answer, white space around it gone; `EOFError` where nothing will come any more."""
        columns = width(self._out)
        asked = "\n".join([asked] if columns is None else screen.wrap(asked, columns - 1))
        click.echo(asked.replace(screen.UNBROKEN, " ") + " ", nl=False, file=self._out)
        self._out.flush()
        line = "" if sys.stdin is None or sys.stdin.closed else sys.stdin.readline()
        if not self.person or not line:
            self.say("")  # what is typed by a person ends the line itself
        if not line:
            raise EOFError
        return line.strip()


def face(out: TextIO, *, plain: bool) -> Screen | Plain:
    """Return the face for the terminal that `out` writes on: plain where that is asked for, or no other is possible."""
    if plain or not platforms.can_redraw(out):
        return Plain(out)
    return Screen(out, colour="NO_COLOR" not in os.environ)
