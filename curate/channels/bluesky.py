"""Bluesky: 300 characters as a reader sees them and 3,000 bytes; beside the text, the records of its interface.

`bluesky.json` holds for each post the record as `com.atproto.repo.createRecord` takes it, complete but for two things
that only the network knows: a reply's parent (`reply_to` names it by its place in the file), and DIDs that the setting
`dids` does not give (`without_did`: these mentions stand as text). Pictures are named by the CID that their upload will
get. An address counts at its full length, as it does for the interface; one that no post can hold is refused.
"""

from __future__ import annotations

import json
import re
from base64 import b32encode
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from curate import text
from curate.cards import Size
from curate.channels import ChannelRules, composing, counting, facets, pictures
from curate.channels.itemwise import Draft, Itemwise
from curate.errors import Refused, UsageError
from curate.locale import M
from curate.models import Edition, Entry, Post

MOST_BYTES = 3000
"""app.bsky.feed.post, `text`: maxLength 3000 (bytes) beside maxGraphemes 300."""
LARGEST_IMAGE, LARGEST_THUMB = 2_000_000, 1_000_000
"""Bytes: app.bsky.embed.images and app.bsky.embed.external, maxSize."""
MOST_TAGS, LONGEST_TAG = 8, 64
"""app.bsky.feed.post, `tags`: maxLength 8, maxGraphemes 64."""
_DESCRIPTION = 300
"""Characters under a link's title: what the app shows of it."""
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
_CID = b"\x01\x55\x12\x20"
"""CIDv1, raw, SHA-256 of 32 bytes: how atproto names a blob."""


def _small_enough(words: str) -> bool:
    return counting.utf8_bytes(words) <= MOST_BYTES


def records(
    edition: Edition, drafts: Sequence[Draft], settings: Mapping[str, object]
) -> tuple[tuple[str, str | bytes], ...]:
    """Return bluesky.json, and the pictures of links that only the records use.

    Settings: `dids` (handle → DID), `cards`: true makes a picture for the card of a link. Raises UsageError where a DID
    is none, Refused where a picture is larger than the interface takes.
    """
    maker = _Maker(edition, settings)
    posts: list[dict[str, Any]] = []
    for draft in drafts:
        before: int | None = None
        for part, post in enumerate(draft.posts, 1):
            posts.append({"items": list(post.items), "part": part, "parts": len(draft.posts), "reply_to": before,
                          **maker.made(draft, post, part)})  # fmt: skip
            before = len(posts) - 1
    body = json.dumps({"channel": "bluesky", "posts": posts}, ensure_ascii=False, indent=2)
    return (("bluesky.json", body + "\n"), *maker.thumbs.items())


class _Maker:
    """Makes records of posts."""

    def __init__(self, edition: Edition, settings: Mapping[str, object]) -> None:
        self._edition = edition
        self._dids = _dids(settings)
        self._cards = settings.get("cards") is True and settings.get("pictures") is not False
        self._tagged = settings.get("hashtags") != 0
        files = settings.get("files")
        self._files: Mapping[str, bytes] = files if isinstance(files, Mapping) else {}
        self.thumbs: dict[str, bytes] = {}

    def made(self, draft: Draft, post: Post, part: int) -> dict[str, Any]:
        """Return the record of a post, what is to be uploaded before it, and whom it mentions without a link."""
        entry = draft.entries[0]
        found = facets.facets(post.text, post.links, self._dids)
        record: dict[str, Any] = {
            "$type": "app.bsky.feed.post",
            "text": post.text,
            "createdAt": _moment(self._at(entry) + timedelta(seconds=part - 1)),
            "langs": list(post.languages),
            "facets": found,
        }
        if part == 1 and self._tagged and (tags := self._tags(draft, found)):
            record["tags"] = tags
        embed, uploads = self._embed(draft, post, entry)
        if embed:
            record["embed"] = embed
        unknown = [handle for handle in facets.mentions(post.text) if handle not in self._dids]
        return {"record": record, "upload": uploads, "without_did": unknown}

    def _at(self, entry: Entry) -> datetime:
        """Return when the post is planned; where it is not, when the edition was closed."""
        planned = (each.at for each in self._edition.plan if (each.item, each.channel) == (entry.item, "bluesky"))
        return min(planned, default=self._edition.date)

    def _tags(self, draft: Draft, found: Sequence[facets.Facet]) -> list[str]:
        """Return the tags that the text has no room for: Bluesky finds a post by them all the same."""
        there = {feature["tag"].casefold() for facet in found for feature in facet["features"] if "tag" in feature}
        words = [tag for entry in draft.entries for tag in composing.subject_first(entry, self._edition)]
        made = [tag[1:] for tag in composing.hashtags(words, self._edition.language)]
        fitting = [tag for tag in made if tag.casefold() not in there and counting.graphemes(tag) <= LONGEST_TAG]
        return fitting[:MOST_TAGS]

    def _embed(self, draft: Draft, post: Post, entry: Entry) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return a post's picture, or the card of its link, and the files to upload for it; ({}, []) for neither."""
        if post.picture:
            body = self._files[post.picture]
            if len(body) > LARGEST_IMAGE:
                raise _too_large(entry, len(body))
            image = {"image": _blob(post.picture, body), "alt": post.alt}
            return {"$type": "app.bsky.embed.images", "images": [image]}, [_upload(post.picture)]
        if not draft.url or draft.url not in post.links:
            return {}, []
        external: dict[str, Any] = {
            "uri": draft.url,
            "title": composing.line(entry.title) or composing.outlet_of(entry),
            "description": text.shorten(composing.line(entry.summary), _DESCRIPTION),
        }
        uploads = []
        if self._cards:
            thumb = pictures.carded(entry, self._edition, Size.WIDE, None)
            if len(thumb.body) <= LARGEST_THUMB:
                self.thumbs[thumb.name] = thumb.body
                external["thumb"] = _blob(thumb.name, thumb.body)
                uploads = [_upload(thumb.name)]
        return {"$type": "app.bsky.embed.external", "external": external}, uploads


def _dids(settings: Mapping[str, object]) -> dict[str, str]:
    given = settings.get("dids") or {}
    wrong = not isinstance(given, Mapping) or [did for did in given.values() if not _DID.fullmatch(str(did))]
    if wrong or not isinstance(given, Mapping):
        raise UsageError(
            M("channels.{channel}.dids in sources.yaml is {value}.", channel="bluesky", value=repr(given)),
            hint=M("It is a group of handles, each with its DID, such as example.bsky.social: did:plc:…"),
        )
    return {str(handle).removeprefix("@").casefold(): str(did) for handle, did in given.items()}


def _moment(at: datetime) -> str:
    """Return a moment as atproto writes it: RFC 3339, with its time zone."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _blob(name: str, body: bytes) -> dict[str, Any]:
    """Return how a record names a picture, once it is uploaded."""
    cid = "b" + b32encode(_CID + sha256(body).digest()).decode("ascii").rstrip("=").lower()
    return {"$type": "blob", "ref": {"$link": cid}, "mimeType": pictures.media_type(name), "size": len(body)}


def _upload(name: str) -> dict[str, str]:
    return {"file": name, "mimeType": pictures.media_type(name)}


def _too_large(entry: Entry, size: int) -> Refused:
    return Refused(
        M(
            "Item #{item} cannot go out on {channel}: its picture has {size} MB, at most {most} are taken.",
            item=entry.item,
            channel="bluesky",
            size=f"{size / 1_000_000:.1f}",
            most=LARGEST_IMAGE // 1_000_000,
        ),
        hint=M("Save the picture smaller, or as a JPEG."),
    )


CHANNEL = Itemwise(
    name="bluesky",
    rules=ChannelRules(
        limit=300,
        unit="graphemes",
        counts=M(
            "characters as a reader sees them (grapheme clusters), an address as long as it is; a post also holds at "
            "most 3000 bytes"
        ),
        hashtags=3,
        source="https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json",
        checked=date(2026, 11, 23),
        alt=2000,
        size=MOST_BYTES,
        shares="text",
        poster="account",
    ),
    measure=counting.graphemes,
    also=_small_enough,
    # A card is the picture of the link, see `records`: a post has either pictures or a link's card.
    card=None,
    largest=LARGEST_IMAGE,
    languages=3,
    beside=records,
    compose_url="https://bsky.app/",
    share_url="https://bsky.app/intent/compose?text={text}",
)
