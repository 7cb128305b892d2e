"""Bluesky, over XRPC (lexicons com.atproto.server, com.atproto.repo, app.bsky.feed.post).

Every post has a record key that is made of ours, and is put, not created: sending it twice is the same as once, and
whether it is there is one question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from curate import clock
from curate.errors import SendError, UsageError
from curate.locale import M
from curate.sending import Kind, Limits, Network, Part, Picture, Sent
from curate.sending.pictures import fitted
from curate.sending.wire import Answered, Wire, before_sending, holds, text_or_none

USUAL = "https://bsky.social"
LARGEST, LARGEST_THUMB = 2_000_000, 1_000_000
"""Bytes: app.bsky.embed.images, and the thumb of app.bsky.embed.external."""
_POST = "app.bsky.feed.post"
_RUN_OUT = ("ExpiredToken", "InvalidToken")
"""What servers call a session that has run out (bluesky-social/atproto, packages/pds/src/auth-verifier.ts)."""
_URI = re.compile(r"at://[A-Za-z0-9._:%-]{1,2048}/app\.bsky\.feed\.post/[A-Za-z0-9._:~-]{1,512}")
"""atproto.com/specs/at-uri-scheme."""
_HASH = re.compile(r"[A-Za-z0-9+/=_-]{1,200}")
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_FIRST = int(datetime(2023, 1, 1, tzinfo=UTC).timestamp() * 1_000_000)
_SPAN = 2 * 365 * 24 * 3600 * 1_000_000
"""Microseconds. Record keys lie in two years that are past: servers look askance at keys of the future."""
_CLOCKS = 10
"""Bits of a TID that tell clocks apart."""
_DIGITS = 13


class Bluesky:
    """One account."""

    repeats = True
    ahead: timedelta | None = None

    def __init__(self, settings: Mapping[str, Any], secret: str) -> None:
        self._handle = _handle(settings)
        self._secret = secret
        self._wire = Wire(network="bluesky", base=_server(settings), secrets=(secret,))
        self._did = ""
        self._wire.renews = self._renewed

    def _renewed(self, answer: Answered) -> bool:
        """Open a new session where the one we have has run out; of a long thread, it does on the way."""
        if not self._did or answer.named("error") not in _RUN_OUT:
            return False
        self._did = ""
        self.who()
        return True

    def who(self) -> str:
        """Return the account's handle, after opening a session."""
        answer = self._wire.ask(
            "POST",
            "/xrpc/com.atproto.server.createSession",
            repeats=True,
            json={"identifier": self._handle, "password": self._secret},
        )
        token = answer.field("accessJwt")
        refresh = text_or_none(answer.json().get("refreshJwt"))
        self._wire.secrets = (self._secret, token, refresh)
        self._wire.headers = {"Authorization": f"Bearer {token}"}
        self._wire.close()  # the next question goes with the session
        self._did = answer.field("did")
        named = text_or_none(answer.json().get("handle"))
        self._handle = named if re.fullmatch(r"[a-zA-Z0-9.-]+", named) and named != "handle.invalid" else self._did
        return self._handle

    def limits(self) -> Limits:
        """Return nothing: the limits are those of the lexicon, the same on every server."""
        return Limits()

    # ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def send(self, part: Part, before: Sequence[Sent], at: datetime | None = None) -> Sent:
        """Put a post. Content: `langs`, `facets`, `tags`, and `card` (uri, title, description)."""
        with before_sending():
            record = self._made(part, before)
        answer = self._wire.ask(
            "POST",
            "/xrpc/com.atproto.repo.putRecord",
            repeats=True,
            json={"repo": self._did, "collection": _POST, "rkey": tid(part.key), "record": record},
        )
        return self._sent(answer.field("uri"), answer.field("cid"))

    def _made(self, part: Part, before: Sequence[Sent]) -> dict[str, Any]:
        """Return the record of a post, for which a session is opened and pictures are sent ahead."""
        self._session()
        record: dict[str, Any] = {
            "$type": _POST,
            "text": part.text,
            "createdAt": clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        }
        for name in ("langs", "facets", "tags"):
            if part.content.get(name):
                record[name] = part.content[name]
        if (embed := self._embed(part)) is not None:
            record["embed"] = embed
        if before:
            record["reply"] = {"root": self._reference(before[0]), "parent": self._reference(before[-1])}
        return record

    def _embed(self, part: Part) -> dict[str, Any] | None:
        card = part.content.get("card")
        if isinstance(card, Mapping) and card.get("uri"):
            external: dict[str, Any] = {name: str(card.get(name) or "") for name in ("uri", "title", "description")}
            if part.pictures:
                external["thumb"] = self._blob(fitted(part.pictures[0], LARGEST_THUMB))
            return {"$type": "app.bsky.embed.external", "external": external}
        if part.pictures:
            images = [
                {"alt": picture.alt, "image": self._blob(fitted(picture, LARGEST))} for picture in part.pictures[:4]
            ]
            return {"$type": "app.bsky.embed.images", "images": images}
        return None

    def _blob(self, picture: Picture) -> Any:  # noqa: ANN401  (what the server calls it, given back as it came)
        answer = self._wire.ask(
            "POST",
            "/xrpc/com.atproto.repo.uploadBlob",
            repeats=True,  # one that no record names is thrown away by the server
            content=picture.body,
            headers={"Content-Type": picture.kind},
        )
        found = answer.json()
        if not isinstance(found, dict) or not isinstance(found.get("blob"), dict):
            raise SendError(M("The server did not take the picture."))
        return found["blob"]

    def _reference(self, sent: Sent) -> dict[str, str]:
        """Return a post as an answer to it names it; its content's hash is asked for where we do not have it."""
        if sent.mark:
            return {"uri": sent.id, "cid": sent.mark}
        found = self._record(sent.id.rpartition("/")[2])
        if found is None:
            raise SendError(M("The first part of the thread is no longer there."))
        return {"uri": found.id, "cid": found.mark}

    def _sent(self, uri: str, cid: str) -> Sent:
        if not _URI.fullmatch(uri) or not _HASH.fullmatch(cid) or holds(f"{uri} {cid}", self._wire.secrets):
            raise SendError(M("The server gave a number that is none."), sure=False)
        return Sent(id=uri, mark=cid, address=f"https://bsky.app/profile/{self._handle}/post/{uri.rpartition('/')[2]}")

    def _session(self) -> None:
        if not self._did:
            self.who()

    # ── finding again, and afterwards ────────────────────────────────────────────────────────────────────────────────

    def find(self, part: Part, since: datetime, ours: Collection[str]) -> Sent | None:
        """Look under its record key."""
        self._session()
        return self._record(tid(part.key))

    def _record(self, key: str) -> Sent | None:
        asked = {"repo": self._did, "collection": _POST, "rkey": key}
        answer = self._wire.get("/xrpc/com.atproto.repo.getRecord", params=asked, allowed=(400, 404))
        if answer.status >= 400:  # noqa: PLR2004
            found = answer.json()
            if isinstance(found, dict) and found.get("error") in ("RecordNotFound", "NotFound"):
                return None
            raise SendError(M("The server does not say whether it has it."), sure=False, stops=True)
        return self._sent(answer.field("uri"), answer.field("cid"))

    def change(self, sent: Sent, part: Part) -> Sent | None:
        """Return None: a record can be changed, but nobody is shown that."""
        return None

    def remove(self, sent: Sent) -> bool:
        """Delete a post; of one that is gone the server says the same."""
        self._session()
        self._wire.ask(
            "POST",
            "/xrpc/com.atproto.repo.deleteRecord",
            repeats=True,
            json={"repo": self._did, "collection": _POST, "rkey": sent.id.rpartition("/")[2]},
        )
        return True

    def close(self) -> None:
        """Give the connection back."""
        self._wire.close()


def tid(key: str) -> str:
    """Return the record key that a key of ours stands for: 13 digits (atproto.com/specs/tid), of 63 bits.

    The first 53 are microseconds since 1970, the last 10 tell clocks apart; here both come from the key.
    """
    number = int(key, 16)
    moment = _FIRST + (number >> _CLOCKS) % _SPAN
    value = (moment << _CLOCKS) | (number & ((1 << _CLOCKS) - 1))
    return "".join(_ALPHABET[(value >> (5 * place)) & 31] for place in reversed(range(_DIGITS)))


def _server(settings: Mapping[str, Any]) -> str:
    return str(settings.get("server") or USUAL)


def _handle(settings: Mapping[str, Any]) -> str:
    handle = str(settings.get("handle") or "").strip().removeprefix("@")
    if not handle:
        raise UsageError(
            M("sources.yaml does not say what your account on Bluesky is called."),
            hint=M("Add under channels: bluesky: {example}", example="{handle: you.bsky.social}"),
        )
    return handle


def _open(settings: Mapping[str, Any], secret: str) -> Network:
    return Bluesky(settings, secret)


NETWORK = Kind(
    name="bluesky",
    open=_open,
    account=lambda settings: f"bluesky {_handle(settings)} {_server(settings).rstrip('/')}",
    secret="PASSWORD",  # noqa: S106  (what it is called)
)
