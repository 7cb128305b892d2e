"""WordPress, over its REST interface, with an application password (developer.wordpress.org/rest-api).

A post is known again by its slug, which is its own: it ends in a mark of its digest, or of its key. It is made as a
draft, unless sources.yaml says `status: publish`, or a moment is given.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from curate.errors import SendError, UsageError
from curate.locale import M
from curate.models import Way
from curate.sending import Kind, Limits, Network, Part, Picture, Sent
from curate.sending.wire import Answered, Wire, before_sending, text_or_none, web

_STATUSES = ("draft", "publish", "pending", "private")
_ANY = "publish,future,draft,pending,private"
_MOST_TAGS = 20
_MARK = 8
"""Digits of the key in a slug: 32 bits, among the posts of one blog."""
_SLUG = 150
"""Characters; WordPress keeps 200 bytes."""
_OK = 200
_NOT_PRETTY = (301, 302, 307, 308, 404)
"""What a blog without pretty addresses answers for one: it looks for a page of that name, or sends us on to itself."""


class WordPress:
    """One blog."""

    repeats = False
    ahead: timedelta | None = timedelta(minutes=1)

    def __init__(self, settings: Mapping[str, Any], secret: str) -> None:
        self._server = _server(settings)
        user = _user(settings)
        self._status = str(settings.get("status") or "")
        if self._status and self._status not in _STATUSES:
            raise UsageError(
                M("channels.wordpress.status in sources.yaml is {value}.", value=repr(self._status)),
                hint=M("It is one of {names}.", names=", ".join(_STATUSES)),
            )
        packed = base64.b64encode(f"{user}:{secret}".encode()).decode()
        self._wire = Wire(
            network="wordpress",
            base=self._server,
            secrets=(secret, secret.replace(" ", ""), packed),
            headers={"Authorization": f"Basic {packed}"},
        )
        self._plain: bool | None = None
        """Whether the blog has no pretty addresses, and its interface stands behind a query; None: not known."""

    def who(self) -> str:
        """Return the name of the account."""
        answer = self._get("/users/me", {"context": "edit"})
        return self._wire.hidden(text_or_none(answer.document().get("name")) or answer.field("id"))

    def limits(self) -> Limits:
        """Return nothing: a blog has no limits."""
        return Limits()

    # ── the interface ────────────────────────────────────────────────────────────────────────────────────────────────

    def _get(self, route: str, asked: Mapping[str, str] | None = None) -> Answered:
        """Ask; the first question finds out where the interface stands."""
        if self._plain is None:
            answer = self._wire.get(f"/wp-json/wp/v2{route}", params=dict(asked or {}), allowed=_NOT_PRETTY)
            self._plain = answer.status != _OK or answer.body.lstrip()[:1] not in (b"{", b"[")
            if not self._plain:
                return answer
        return self._ask("GET", route, repeats=True, params=dict(asked or {}))

    def _ask(
        self,
        method: str,
        route: str,
        *,
        repeats: bool = False,
        allowed: Sequence[int] = (),
        **options: Any,  # noqa: ANN401
    ) -> Answered:
        if self._plain:
            options["params"] = {"rest_route": f"/wp/v2{route}", **options.get("params", {})}
        path = "/" if self._plain else f"/wp-json/wp/v2{route}"
        return self._wire.ask(method, path, repeats=repeats, allowed=allowed, **options)

    # ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def send(self, part: Part, before: Sequence[Sent], at: datetime | None = None) -> Sent:
        """Make a post, unless there is one with its slug.

        Content: `title`, `content` (HTML), `excerpt`, `slug`, `tags` (names), and what else the interface takes.
        """
        with before_sending():
            if (found := self.find(part, datetime.now(UTC), ())) is not None:
                return found
            document = self._document(part)
        document["status"] = self._status or "draft"
        if at is not None:
            document["date_gmt"] = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
            document["status"] = "future" if self._status in ("", "publish") else self._status
        answer = self._ask("POST", "/posts", json={**document, "slug": _slug(part)})
        return self._sent(answer.json())

    def _document(self, part: Part) -> dict[str, Any]:
        content = dict(part.content)
        named = content.pop("tags", ())
        document = {name: content[name] for name in ("title", "content", "excerpt", "lang") if content.get(name)}
        tags = [number for name in list(named)[:_MOST_TAGS] if (number := self._tag(str(name))) is not None]
        if tags:
            document["tags"] = tags
        if part.pictures:
            document["featured_media"] = self._picture(part.key, part.pictures[0])
        return document

    def _tag(self, name: str) -> int | None:
        """Return the number of a tag, made where there is none; None where we may not make one."""
        answer = self._ask("POST", "/tags", repeats=True, allowed=(400, 403), json={"name": name})
        found = answer.json()
        if not isinstance(found, dict):
            return None
        number = found.get("id")
        if found.get("code") == "term_exists" and isinstance(found.get("data"), dict):
            number = found["data"].get("term_id")
        return number if isinstance(number, int) else None

    def _picture(self, key: str, picture: Picture) -> int:
        """Return the number of a picture in the blog's library, where it is put once."""
        name = f"curate-{key[:16]}"
        found = self._get("/media", {"slug": name, "context": "edit", "status": "inherit"}).json()
        number = found[0].get("id") if isinstance(found, list) and found and isinstance(found[0], dict) else None
        if not isinstance(number, int):
            ending = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}.get(picture.kind, "webp")
            headers = {
                "Content-Disposition": f'attachment; filename="{name}.{ending}"',
                "Content-Type": picture.kind,
            }
            number = self._ask("POST", "/media", content=picture.body, headers=headers).document().get("id")
        if not isinstance(number, int):
            raise SendError(M("The blog did not take the picture."))
        self._ask("POST", f"/media/{number}", repeats=True, json={"alt_text": picture.alt})
        return number

    def _sent(self, found: Any) -> Sent:  # noqa: ANN401
        number = found.get("id") if isinstance(found, dict) else None
        if not isinstance(number, int):
            raise SendError(M("The blog answers with something else than expected."), sure=False)
        state = {"publish": Way.SENT, "private": Way.SENT, "future": Way.SCHEDULED}.get(
            str(found.get("status")), Way.DRAFT
        )
        edit = f"{self._server}/wp-admin/post.php?post={number}&action=edit"
        link = web(found.get("link"), self._wire.secrets)
        return Sent(id=str(number), address=(link or edit) if state is Way.SENT else edit, state=state)

    # ── finding again, and afterwards ────────────────────────────────────────────────────────────────────────────────

    def find(self, part: Part, since: datetime, ours: Collection[str]) -> Sent | None:
        """Look for its slug among posts of every status."""
        slug = _slug(part)
        found = self._get("/posts", {"slug": slug, "status": _ANY, "context": "edit"}).rows()
        # One that is put in the bin gets another slug there; one that somebody renamed is no longer known.
        ours_ = [each for each in found if each.get("slug", slug) == slug]
        return self._sent(ours_[0]) if ours_ else None

    def change(self, sent: Sent, part: Part) -> Sent | None:
        """Let a post say something else, whatever its status."""
        answer = self._ask("POST", f"/posts/{_number(sent)}", repeats=True, json=self._document(part))
        return self._sent(answer.json())

    def remove(self, sent: Sent) -> bool:
        """Put a post in the blog's bin."""
        self._ask("DELETE", f"/posts/{_number(sent)}", repeats=True, allowed=(404, 410))
        return True

    def close(self) -> None:
        """Give the connection back."""
        self._wire.close()


def _slug(part: Part) -> str:
    """Return the slug that the content names, else one of its title and key; small letters, figures and dashes."""
    given = _plain(str(part.content.get("slug") or ""))
    return given or f"{_plain(str(part.content.get('title') or ''))}-{part.key[:_MARK]}".strip("-")


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:_SLUG].strip("-")


def _number(sent: Sent) -> int:
    if not sent.id.isdigit():
        raise SendError(M("The server gave a number that is none."), sure=True)
    return int(sent.id)


def _server(settings: Mapping[str, Any]) -> str:
    server = str(settings.get("server") or "").rstrip("/")
    if not server:
        raise UsageError(
            M("sources.yaml does not say where your blog stands."),
            hint=M(
                "Add under channels: wordpress: {example}", example="{server: https://blog.example, user: redactie}"
            ),
        )
    return server


def _user(settings: Mapping[str, Any]) -> str:
    user = str(settings.get("user") or "").strip()
    if not user:
        raise UsageError(
            M("sources.yaml does not say as whom you write on your blog."),
            hint=M(
                "Add under channels: wordpress: {example}", example="{server: https://blog.example, user: redactie}"
            ),
        )
    return user


def _open(settings: Mapping[str, Any], secret: str) -> Network:
    return WordPress(settings, secret)


NETWORK = Kind(
    name="wordpress",
    open=_open,
    account=lambda settings: f"wordpress {_user(settings)} {_server(settings)}",
    secret="PASSWORD",  # noqa: S106  (what it is called)
)
