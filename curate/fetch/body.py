"""The body of an answer, undone of its compression, and never larger than it may be."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

from curate.errors import SourceError
from curate.locale import M, Message

STEP = 65536
"""Bytes that are unpacked at once: a bomb is stopped within one step of the cap."""
_MEMBERS = 1000
"""Parts of one gzip stream. Real ones have one; a stream of empty parts costs time and yields nothing."""
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


def too_large(cap: int) -> Message:
    """Return what a curator is told of a document that is larger than `cap` bytes."""
    return M(
        "What it sends is larger than {megabytes} MB, which no feed is; the rest was not read. "
        "Ask its publisher for a shorter feed.",
        megabytes=max(1, cap // (1024 * 1024)),
    )


def _broken() -> Message:
    return M("What it sends is packed (gzip) and damaged or cut short. It is asked again later.")


class Room:
    """Memory for the bodies of all sources together, in bytes.

    A reader that wants more than is left waits, except one: it may always go on, so that somebody always finishes.
    The most that is held is therefore `limit` and the largest body.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._over = asyncio.Lock()
        self._left = asyncio.Event()

    def is_full(self, wanted: int) -> bool:
        """Return whether `wanted` more bytes would be too much just now."""
        return self._held + wanted > self._limit

    def keep(self, size: int) -> None:
        """Count `size` bytes as held."""
        self._held += size

    def give_back(self, size: int) -> None:
        """Count `size` bytes as let go."""
        self._held -= size
        self._left.set()

    async def wait(self, wanted: int, share: Share) -> None:
        """Return when `share` may grow: there is room, or it is the one that may go over."""
        over: asyncio.Future[Any] = asyncio.ensure_future(self._over.acquire())
        try:
            while self.is_full(wanted) and not over.done():
                self._left.clear()
                left = asyncio.ensure_future(self._left.wait())
                try:
                    await asyncio.wait((over, left), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    left.cancel()
        except asyncio.CancelledError:
            self._settle(over, share=None)
            raise
        self._settle(over, share)

    def _settle(self, over: asyncio.Future[Any], share: Share | None) -> None:
        if not over.done():
            over.cancel()
        elif not over.cancelled() and share is not None:
            share.over = True
        elif not over.cancelled():
            self._over.release()

    def end_over(self) -> None:
        """Let the next one go over."""
        self._over.release()


class Share:
    """What one reader holds of the room."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.size = 0
        self.over = False
        self.timer: asyncio.Timeout | None = None
        """The deadline of its source; it stands still while room is waited for."""
        self.waited = 0.0
        """Seconds that it waited for room."""

    async def grow(self, wanted: int) -> None:
        """Take `wanted` more bytes, waiting for them if need be."""
        if not self.over and self._room.is_full(wanted):
            await self._wait(wanted)
        self._room.keep(wanted)
        self.size += wanted

    async def _wait(self, wanted: int) -> None:
        loop = asyncio.get_running_loop()
        began, due = loop.time(), self.timer and self.timer.when()
        if self.timer is not None:
            self.timer.reschedule(None)
        await self._room.wait(wanted, self)
        waited = loop.time() - began
        self.waited += waited
        if self.timer is not None and due is not None:
            self.timer.reschedule(due + waited)

    def let_go(self) -> None:
        """Give back all of it: the body failed, or whoever it was for has taken it."""
        self._room.give_back(self.size)
        self.size = 0
        if self.over:
            self.over = False
            self._room.end_over()


class Unpacker:
    """Undoes the compression of a stream, piece by piece; raises SourceError where it is damaged or of unknown kind."""

    def __init__(self, encoding: str) -> None:
        codings = [coding for part in encoding.lower().split(",") if (coding := part.strip()) not in {"", "identity"}]
        if len(codings) > 1 or (codings and codings[0] not in {"gzip", "x-gzip", "deflate"}):
            raise SourceError(
                M("It sends its answer packed in a way that was not asked for ({encoding}).", encoding=encoding)
            )
        self._kind = codings[0] if codings else ""
        self._stream = zlib.decompressobj(_ZLIB if self._kind == "deflate" else _GZIP)
        self._members = 1
        self._fed = False

    def feed(self, raw: bytes) -> Iterator[bytes]:
        """Yield what `raw` unpacks to, in pieces of at most `STEP` bytes."""
        if not self._kind:
            yield raw
            return
        if not self._fed and raw and self._kind == "deflate" and not _is_zlib(raw):
            self._stream = zlib.decompressobj(_RAW)  # "deflate" without its envelope: what several servers send
        self._fed = self._fed or bool(raw)
        while raw:
            if self._stream.eof and not self._next_member(raw):
                return
            try:
                piece = self._stream.decompress(raw, STEP)
            except zlib.error as error:
                raise SourceError(_broken()) from error
            raw = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            if piece:
                yield piece

    def _next_member(self, raw: bytes) -> bool:
        """Begin the next part of the stream; False where what follows the last one is padding."""
        if self._kind == "deflate" or not raw.startswith(b"\x1f"):
            return False
        self._members += 1
        if self._members > _MEMBERS:
            raise SourceError(_broken())
        self._stream = zlib.decompressobj(_GZIP)
        return True

    def finish(self) -> Iterator[bytes]:
        """Yield what was still held back; SourceError where the stream ended before its end."""
        if not self._kind or not self._fed:
            return
        try:
            rest = self._stream.flush()
        except zlib.error as error:
            raise SourceError(_broken()) from error
        if rest:
            yield rest
        if not self._stream.eof:
            raise SourceError(_broken())


def _is_zlib(raw: bytes) -> bool:
    """Return whether a stream begins with an envelope (RFC 1950, 2.2)."""
    return raw[0] & 0x0F == zlib.DEFLATED and (len(raw) == 1 or (raw[0] * 256 + raw[1]) % 31 == 0)


async def read(
    chunks: AsyncIterator[bytes], *, encoding: str, length: str, cap: int, share: Share, whole: bool = True
) -> bytes:
    """Return the body, unpacked; `whole=False`: no more than its first `cap` bytes, the rest left unread.

    `encoding` and `length` are the Content-Encoding and Content-Length headers, "" where absent. Raises SourceError
    where it is larger than `cap` bytes, packed or unpacked, or damaged.
    """
    unpacker = Unpacker(encoding)
    if whole and length.isascii() and length.isdigit() and (len(length) > len(str(cap)) or int(length) > cap):
        raise SourceError(too_large(cap))
    body, raw_size = bytearray(), 0
    async for raw in chunks:
        raw_size += len(raw)
        for piece in unpacker.feed(raw):
            await share.grow(len(piece))
            body += piece
            if len(body) > cap:
                if whole:
                    raise SourceError(too_large(cap))
                return bytes(body[:cap])
        if raw_size > cap:
            raise SourceError(too_large(cap))
    for piece in unpacker.finish():
        await share.grow(len(piece))
        body += piece
    if whole and len(body) > cap:
        raise SourceError(too_large(cap))
    return bytes(body)
