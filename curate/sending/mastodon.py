"""Mastodon, and what speaks as it does (docs.joinmastodon.org, methods/statuses, media, instance).

A status is known again by its text: the account's own are asked for, back to before it was handed over. A scheduled
one is known by its Idempotency-Key, which the server keeps with it. The server itself makes one status of two requests
with one key, for an hour.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from curate import clock
from curate.errors import SendError, UsageError
from curate.locale import M
from curate.models import Way
from curate.sending import Kind, Limits, Network, Part, Picture, Sent, Unknowable
from curate.sending.wire import Wire, before_sending, holds, text_or_none, web

AHEAD = timedelta(minutes=5)
"""methods/statuses: `scheduled_at` must be at least this far ahead; a minute more, for clocks that differ."""
PAGE, PAGES = 40, 10
"""Statuses in one answer (the most there are), and answers that are asked for at most."""
MARGIN = timedelta(hours=1)
"""By which a server's clock may differ from ours."""
_POLLS, _POLL = 30, 1.0
"""How often, and after how many seconds, a picture that the server is still working at is asked for."""
_VISIBILITY = ("public", "unlisted", "private", "direct")
_MISSING = (404, 410)
_OK, _ACCEPTED, _PARTIAL = 200, 202, 206


class Mastodon:
    """One account."""

    repeats = True
    ahead: timedelta | None = AHEAD + timedelta(minutes=1)

    def __init__(self, settings: Mapping[str, Any], secret: str) -> None:
        self._visibility = str(settings.get("visibility") or "public")
        if self._visibility not in _VISIBILITY:
            raise UsageError(
                M("channels.mastodon.visibility in sources.yaml is {value}.", value=repr(self._visibility)),
                hint=M("It is one of {names}.", names=", ".join(_VISIBILITY)),
            )
        self._wire = Wire(
            network="mastodon",
            base=_server(settings),
            secrets=(secret,),
            headers={"Authorization": f"Bearer {secret}"},
        )
        self._me = ""
        self._accepts: tuple[str, ...] = ()
        self._limits: Limits | None = None
        self._pages: list[list[dict[str, Any]]] = []
        """What the account said lately, as far as it was asked for since something was last sent."""
        self._later: list[dict[str, Any]] | None = None

    def who(self) -> str:
        """Return the account's name."""
        answer = self._wire.get("/api/v1/accounts/verify_credentials")
        self._me = answer.field("id")
        return self._wire.hidden(text_or_none(answer.json().get("acct")) or self._me)

    def limits(self) -> Limits:
        """Return what `/api/v2/instance` says, and where a server has no such page, `/api/v1/instance`."""
        if self._limits is None:
            answer = self._wire.get("/api/v2/instance", allowed=_MISSING)
            if answer.status in _MISSING:
                answer = self._wire.get("/api/v1/instance", allowed=_MISSING)
            self._limits = self._read(answer.json() if answer.status == _OK else {})
        return self._limits

    def _read(self, said: object) -> Limits:
        whole = said if isinstance(said, dict) else {}
        configuration = _group(whole, "configuration")
        statuses, media = _group(configuration, "statuses"), _group(configuration, "media_attachments")
        kinds = media.get("supported_mime_types")
        self._accepts = tuple(str(kind) for kind in kinds) if isinstance(kinds, list) else ()
        text = _whole(statuses.get("max_characters")) or _whole(whole.get("max_toot_chars"))  # before 3.4, and forks
        return Limits(text=text, alt=_whole(media.get("description_limit")))

    # ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def send(self, part: Part, before: Sequence[Sent], at: datetime | None = None) -> Sent:
        """Send a status. Content: `language`."""
        self._pages, self._later = [], None
        with before_sending():
            media = [self._upload(picture) for picture in part.pictures[:4]]
        form: dict[str, Any] = {"status": part.text, "visibility": self._visibility}
        if language := part.content.get("language"):
            form["language"] = str(language)
        if media:
            form["media_ids[]"] = media
        if before:
            form["in_reply_to_id"] = before[-1].id
        if at is not None:
            form["scheduled_at"] = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        answer = self._wire.ask(
            "POST", "/api/v1/statuses", repeats=False, data=form, headers={"Idempotency-Key": part.key}
        )
        found = answer.json()
        number = _safe(answer.field("id"))
        if holds(number, self._wire.secrets):
            raise SendError(M("The server gave a number that is none."), sure=False)
        if isinstance(found, dict) and "scheduled_at" in found and "content" not in found:
            return Sent(id=number, state=Way.SCHEDULED)
        return self._status(found, number)

    def _upload(self, picture: Picture) -> str:
        """Return the number of a picture that the server has and is done with."""
        self.limits()
        if self._accepts and picture.kind not in self._accepts:
            raise SendError(
                M("This server takes no pictures of the kind {kind}.", kind=picture.kind),
                hint=M("Use a PNG or a JPEG."),
            )
        most = self.limits().alt
        answer = self._wire.ask(
            "POST",
            "/api/v2/media",
            repeats=True,  # a picture that no status names is thrown away by the server
            files={"file": (picture.name, picture.body, picture.kind)},
            data={"description": picture.alt[:most]},
        )
        number = answer.field("id")
        for _ in range(_POLLS if answer.status == _ACCEPTED else 0):
            clock.wait(_POLL)
            if self._wire.get(f"/api/v1/media/{_safe(number)}", allowed=(_PARTIAL,)).status != _PARTIAL:
                return number
        if answer.status == _ACCEPTED:
            raise SendError(M("The server is not done with the picture."), hint=M("Try again later."))
        return number

    def _status(self, found: Mapping[str, Any], number: str) -> Sent:
        secrets = self._wire.secrets
        return Sent(id=number, address=web(found.get("url"), secrets) or web(found.get("uri"), secrets))

    # ── finding again ────────────────────────────────────────────────────────────────────────────────────────────────

    def find(self, part: Part, since: datetime, ours: Collection[str]) -> Sent | None:
        """Look among what is scheduled, then among the account's own statuses since it was handed over."""
        for waiting in self._waiting():
            if _group(waiting, "params").get("idempotency") == part.key:
                return Sent(id=str(waiting.get("id")), state=Way.SCHEDULED)
        for status in self._own(since):
            number = str(status.get("id"))
            if number not in ours and _says(text_or_none(status.get("content")), part.text):
                return self._status(status, number)
        return None

    def _waiting(self) -> list[dict[str, Any]]:
        if self._later is None:
            self._later = self._asked_for()
        return self._later

    def _asked_for(self) -> list[dict[str, Any]]:
        answer = self._wire.get("/api/v1/scheduled_statuses", params={"limit": PAGE}, allowed=_MISSING)
        return answer.rows() if answer.status == _OK else []  # a server that schedules nothing has no such page

    def _own(self, since: datetime) -> Iterator[dict[str, Any]]:
        """Yield the account's statuses, newest first, back to `since`; Unknowable where there are too many."""
        if not self._me:
            self.who()
        for number in range(PAGES):
            if number == len(self._pages):
                self._pages.append(self._page(self._pages[-1][-1] if self._pages else None))
            page = self._pages[number]
            yield from page
            if not page or _older(page, since - MARGIN):
                return
        raise Unknowable

    def _page(self, after: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        """Return the statuses before another one, newest first; those of a run are asked for once."""
        asked = {"limit": str(PAGE), "exclude_reblogs": "true"}
        if after is not None:
            asked["max_id"] = _safe(str(after.get("id")))
        page = self._wire.get(f"/api/v1/accounts/{_safe(self._me)}/statuses", params=asked).rows()
        return [] if after is not None and page and page[-1].get("id") == after.get("id") else page

    # ── afterwards ───────────────────────────────────────────────────────────────────────────────────────────────────

    def change(self, sent: Sent, part: Part) -> Sent | None:
        """Edit a status; its pictures stay. Of a scheduled one only the time can change."""
        if sent.state is Way.SCHEDULED:
            return None
        answer = self._wire.get(f"/api/v1/statuses/{_safe(sent.id)}")
        media = answer.document().get("media_attachments")
        kept = [str(each.get("id")) for each in media if isinstance(each, dict)] if isinstance(media, list) else []
        form: dict[str, Any] = {"status": part.text, **({"media_ids[]": kept} if kept else {})}
        if language := part.content.get("language"):
            form["language"] = str(language)
        changed = self._wire.ask("PUT", f"/api/v1/statuses/{_safe(sent.id)}", repeats=True, data=form)
        return self._status(changed.document(), changed.field("id"))

    def remove(self, sent: Sent) -> bool:
        """Delete a status, or take a scheduled one back."""
        kind = "scheduled_statuses" if sent.state is Way.SCHEDULED else "statuses"
        self._wire.ask("DELETE", f"/api/v1/{kind}/{_safe(sent.id)}", repeats=True, allowed=_MISSING)
        return True

    def close(self) -> None:
        """Give the connection back."""
        self._wire.close()


def _server(settings: Mapping[str, Any]) -> str:
    server = str(settings.get("server") or "")
    if not server:
        raise UsageError(
            M("sources.yaml does not say on which server you are."),
            hint=M("Add under channels: mastodon: {example}", example="{server: https://mastodon.example}"),
        )
    return server


def _open(settings: Mapping[str, Any], secret: str) -> Network:
    return Mastodon(settings, secret)


NETWORK = Kind(
    name="mastodon",
    open=_open,
    account=lambda settings: f"mastodon {_server(settings).rstrip('/')}",
    secret="TOKEN",  # noqa: S106  (what it is called)
)


def _group(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _safe(number: str) -> str:
    """Return a number as it stands in an address: a server could give anything for one."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", number):
        raise SendError(M("The server gave a number that is none."), sure=False)
    return number


def _older(page: Sequence[Mapping[str, Any]], than: datetime) -> bool:
    """Return whether a page reaches back to before a moment. A date that cannot be read says nothing."""
    try:
        return datetime.fromisoformat(text_or_none(page[-1].get("created_at"))) < than
    except (ValueError, TypeError):
        return False


_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(r"""\bhref=("|')(.*?)\1""", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br\s*/?|/p)>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def _plain(content: str) -> str:
    """Return the text of a status as it was sent, from the HTML that the server makes of it."""

    def written(link: re.Match[str]) -> str:
        href = _HREF.search(link[1])
        words = _TAG.sub("", link[2])
        return words if href is None or words[:1] in ("#", "@") else href[2]

    return html.unescape(_TAG.sub("", _BREAK.sub("\n", _LINK.sub(written, content))))


_ADDRESS = re.compile(r"https?://\S+")
_WORDS = 20
"""Characters that a text must have besides its addresses to be known by them."""


def _says(content: str, text: str) -> bool:
    """Return whether a status is what a text became. Addresses may have been written anew by the server."""
    shown = _plain(content)
    if _bare(shown) == _bare(text):
        return True
    words = _bare(_ADDRESS.sub(" ", text))
    same_links = len(_ADDRESS.findall(shown)) == len(_ADDRESS.findall(text)) > 0
    return same_links and len(words) >= _WORDS and _bare(_ADDRESS.sub(" ", shown)) == words


def _bare(text: str) -> str:
    """Return what of a text a server leaves as it is: no white space, no server behind a name, no scheme, no slash."""
    import unicodedata

    text = re.sub(r"(?<=\w)@[\w.-]+\w", "", unicodedata.normalize("NFC", text))
    return re.sub(r"\s+|https?://|/(?=\s|$)", "", text).casefold()
