"""What a digest becomes for a network: messages, each with its items, its parts, and keys that never change."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from typing import Any

from curate import channels as registry
from curate.channels import composing
from curate.errors import UsageError
from curate.locale import M, Message
from curate.models import Edition, Entry, Export, Kind, Post, SendingPart
from curate.sending import Limits, Part, Picture, facets
from curate.workflows import rendering
from curate.workflows.desk import Desk

_KEY = 32
"""Hexadecimal digits of a key: 128 bits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A message as it would go out: one item's posts, a story's, or a whole edition."""

    channel: str
    subject: str
    """Key of the item, or of the digest where several go out in one."""
    items: tuple[tuple[int, str], ...]
    """(number, key)"""
    title: str
    parts: tuple[Part, ...]
    lengths: tuple[tuple[int, int | None], ...] = ()
    """(length, limit) of each part, as the channel counts."""
    due: datetime | None = None
    round: int = 0
    notices: tuple[Message, ...] = ()
    """What a person should know before it goes out."""

    @property
    def lead(self) -> str:
        """Its key."""
        return key_of(self.subject, self.channel, self.round)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its items."""
        return tuple(item for item, _ in self.items)


def key_of(subject: str, channel: str, round_: int, part: int | None = None) -> str:
    """Return the key of something that goes out: the same on every machine, in every digest, for ever."""
    words = [subject, channel, str(round_), *([] if part is None else [str(part)])]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:_KEY]


def again(message: Outgoing, round_: int) -> Outgoing:
    """Return a message as it goes out for the so-manieth time, under keys of its own."""
    parts = tuple(
        _under(part, key_of(message.subject, message.channel, round_, number))
        for number, part in enumerate(message.parts)
    )
    return replace(message, round=round_, parts=parts)


def _under(part: Part, key: str) -> Part:
    """Return a part under another key; where a network knows it by its slug, under another slug too."""
    slug = part.content.get("slug")
    content = part.content if not slug else {**part.content, "slug": f"{slug}-{key[:4]}"}
    return replace(part, key=key, content=content)


def messages(desk: Desk, edition: Edition, name: str, limits: Limits | None = None) -> list[Outgoing]:
    """Return what an edition becomes on a channel, in its order. `limits`: of the server, where they are narrower."""
    meant = composing.meant_for(edition, name)
    if not meant:
        return []
    together = registry.channel(name).unit == "edition" or edition.kind is Kind.STORY
    groups = [meant] if together else [(entry,) for entry in meant]
    return [_message(desk, replace(edition, entries=group), name, limits, together=together) for group in groups]


def _message(desk: Desk, edition: Edition, name: str, limits: Limits | None, *, together: bool) -> Outgoing:
    settings = narrowed(rendering.settings(desk, name), registry.channel(name).limit, limits)
    made = registry.channel(name).render(edition, settings)
    subject = edition.key if together else edition.entries[0].key
    found = PAYLOADS.get(name, posts)(edition, made, settings)
    return Outgoing(
        channel=name,
        subject=subject,
        items=tuple((entry.item, entry.key) for entry in edition.entries),
        title=edition.title if together else edition.entries[0].title,
        parts=tuple(replace(part, key=key_of(subject, name, 0, number)) for number, part in enumerate(found)),
        lengths=tuple((post.length, post.limit) for post in made.posts),
        notices=tuple(made.notices),
    )


def narrowed(settings: dict[str, Any], usual: int | None, limits: Limits | None) -> dict[str, Any]:
    """Return a channel's settings with the limit of its server, where that is the narrower one."""
    ours = settings.get("limit") or usual
    theirs = None if limits is None else limits.text
    if theirs is None or not isinstance(ours, int) or theirs >= ours:
        return settings
    return {**settings, "limit": theirs}


# ── what each network is given ───────────────────────────────────────────────────────────────────────────────────────

Payload = Callable[[Edition, Export, Mapping[str, Any]], list[Part]]
"""(edition, what the channel made of it, settings) → the parts, without their keys."""


def posts(edition: Edition, made: Export, settings: Mapping[str, Any]) -> list[Part]:
    """Return a text a post, in the edition's language; the picture goes with the first."""
    files = dict(made.files)
    return [
        Part(
            key="",
            text=post.text,
            content={"language": (getattr(post, "languages", ()) or (edition.language,))[0]},
            pictures=_pictures(edition.entries, post, files, first=number == 0),
        )
        for number, post in enumerate(made.posts)
    ]


def _pictures(
    entries: Sequence[Entry], post: Post, files: Mapping[str, str | bytes], *, first: bool
) -> tuple[Picture, ...]:
    """Return the pictures that go with a post: never one without words for who does not see it."""
    if post.picture and isinstance(body := files.get(post.picture), bytes) and post.alt.strip():
        return (Picture(name=post.picture, body=body, alt=post.alt),)
    if not first or post.picture:
        return ()
    return tuple(
        Picture(name=f"{entry.item}{suffix(entry.picture)}", body=entry.picture, alt=entry.image_alt)
        for entry in entries
        if entry.picture and entry.image_alt.strip()
    )[:4]


def suffix(body: bytes) -> str:
    """Return how the name of a picture ends, by its first bytes."""
    kind = Picture(name="", body=body).kind
    return {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}.get(kind, "")


def _bluesky(edition: Edition, made: Export, settings: Mapping[str, Any]) -> list[Part]:
    """Return a text a post, with what its record holds: as the channel made it, else links and tags from the text."""
    files = dict(made.files)
    if isinstance(said := files.get("bluesky.json"), str):
        records = json.loads(said)["posts"]
        return [_recorded(post, each, files) for post, each in zip(made.posts, records, strict=True)]
    return [
        replace(part, content={"langs": [edition.language], "facets": facets.facets(post.text, post.links)})
        for part, post in zip(posts(edition, made, settings), made.posts, strict=True)
    ]


def _recorded(post: Post, said: Mapping[str, Any], files: Mapping[str, str | bytes]) -> Part:
    """Return a post of bluesky.json. Of its pictures the network says itself what they are called."""
    record = said["record"]
    embed = record.get("embed", {})
    external = embed.get("external", {})
    content = {name: record[name] for name in ("langs", "facets", "tags") if record.get(name)}
    if external:
        content["card"] = {name: external[name] for name in ("uri", "title", "description")}
    alts = [image["alt"] for image in embed.get("images", ())]
    pictures = [
        Picture(name=each["file"], body=body, alt=alts[number] if number < len(alts) else "")
        for number, each in enumerate(said.get("upload", ()))
        if isinstance(body := files.get(each["file"]), bytes)
    ]
    return Part(key="", text=post.text, content=content, pictures=tuple(pictures))


def _newsletter(edition: Edition, made: Export, settings: Mapping[str, Any]) -> list[Part]:
    """Return the letter: the mail as it stands, or the campaign."""
    mime = import_module("curate.channels.mime")
    campaign = import_module("curate.channels.newsletter").campaign(edition, settings)
    letter = next((body for name, body in made.files if name.endswith(".eml")), None)
    content = {
        "name": campaign.name,
        "subject": campaign.subject,
        "preview": campaign.preview,
        "html": campaign.html_without_preview,
        "text": campaign.text,
    }
    if letter is not None:
        if settings.get("smtp") and not mime.mail_of(edition.contact):
            raise UsageError(
                M("The letter does not say whom it is from."),
                hint=M("Put your mail address in sources.yaml, under organisation, as contact."),
            )
        body = letter if isinstance(letter, bytes) else letter.encode("utf-8")
        content = {"eml": base64.b64encode(body).decode("ascii")}
    return [Part(key="", text=f"{campaign.subject}\n\n{campaign.text}", content=content)]


def _wordpress(edition: Edition, made: Export, settings: Mapping[str, Any]) -> list[Part]:
    """Return the post: the document that the channel made for the interface, and the first picture of its files."""
    files = dict(made.files)
    document = next((body for name, body in made.files if name.endswith(".json")), "{}")
    content = json.loads(document)
    body = next((picture for name, picture in made.files if isinstance(picture, bytes)), b"")
    alt = str(content.pop("featured_alt", "") or content.pop("alt", "") or "")
    name = str(content.pop("featured_image", "") or "")
    chosen = files.get(name)
    if isinstance(chosen, bytes):
        body = chosen
    pictures = (Picture(name=name or f"featured{suffix(body)}", body=body, alt=alt),) if body and alt else ()
    text = f"{content.get('title', '')}\n\n{content.get('content', '')}".strip()
    return [Part(key="", text=text, content=content, pictures=pictures)]


PAYLOADS: dict[str, Payload] = {"bluesky": _bluesky, "newsletter": _newsletter, "wordpress": _wordpress}
"""Channel → how it is handed over, where that is not one text a post."""
WHOLE = frozenset({"wordpress", "newsletter"})
"""Channels whose text does not show all that may have changed."""


def network_of(name: str, settings: Mapping[str, Any]) -> str:
    """Return the network that a channel is sent over."""
    if name == "newsletter":
        profile = str(settings.get("profile") or "plain")
        return "smtp" if profile == "plain" else profile
    return name


def refuse_by_hand(name: str, networks: Sequence[str]) -> UsageError:
    """Return what to say of a channel that nothing can be sent to by itself."""
    return UsageError(
        M("curate cannot post on {channel} by itself: that is done by hand.", channel=name),
        hint=M(
            "Get the texts with: curate export DIGEST --channel {channel}, and keep what you posted with: "
            "curate posted DIGEST --channel {channel}. By itself it can: {networks}.",
            channel=name,
            networks=", ".join(networks),
        ),
    )


def packed(part: Part) -> str:
    """Return what goes with a text as the database keeps it while it is on its way. Pictures are made anew."""
    return json.dumps(dict(part.content), ensure_ascii=False)


def lightened(part: SendingPart) -> str:
    """Return of what goes with a text only what a network knows it again by. The rest may be edited there."""
    content = json.loads(part.content or "{}")
    return json.dumps({name: content[name] for name in ("name", "slug", "title") if content.get(name)})


def unpacked(part: SendingPart, pictures: tuple[Picture, ...] = ()) -> Part:
    """Return the part that `packed` kept, under the key that the network knows it by."""
    kept = Part(key=part.key, text=part.text, content=json.loads(part.content or "{}"), pictures=pictures)
    return kept if not part.attempt else _under(kept, key_of(part.key, "", part.attempt))
