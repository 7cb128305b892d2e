"""What an item of a digest says on one channel, and on which channels it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from curate import channels as registry
from curate import text
from curate.channels import Channel
from curate.errors import UsageError
from curate.locale import M
from curate.site import NAME as SITE
from curate.store import Digest, Place
from curate.workflows import composing
from curate.workflows import desk as at
from curate.workflows.desk import Desk


def own_text(desk: Desk, number: int, words: str, *, channel: str, body: str) -> Digest:
    """Give an item its own text for one channel; an empty one takes it away."""
    with desk.store.transaction():
        digest = composing.draft(desk, number)
        place = composing.placed(digest, at.item(desk, words))
        texts = {**dict(place.texts), channel: text.without_controls(body).strip()}
        changed = replace(place, texts=tuple((name, words) for name, words in sorted(texts.items()) if words))
        _replaced(desk, "digest text", digest, changed, f"{channel}: {texts[channel]}")
    return at.digest(desk, number)


def outlet_name(name: str) -> str:
    """Return the name under which an item can be kept to a channel, or to the public page; `UsageError` for none."""
    if name.strip().lower() == SITE:
        return SITE
    found = registry.channel(name)
    _refuse_made_of_others(found)
    return found.name


def _refuse_made_of_others(channel: Channel) -> None:
    """Raise `UsageError` for a channel on which nothing by itself is to be seen."""
    if getattr(channel, "gathers", False) and not getattr(channel, "voices", ()):
        raise UsageError(
            M("Nothing goes out on “{name}”: it holds the posts of other channels.", name=channel.name),
            hint=M("Name one of those, such as: --channel facebook"),
        )


def text_name(channel: str, voice: str | None = None) -> str:
    """Return the name that an own text is kept under; `UsageError` where there is no such channel or voice.

    A channel that is made of the posts of others has no text of its own: it would be seen by nobody.
    """
    if voice is None and channel.strip().lower() == SITE:
        return SITE
    found = registry.channel(channel)
    voices: tuple[str, ...] = getattr(found, "voices", ())
    _refuse_made_of_others(found)
    if found.name == "cards":
        raise UsageError(
            M("A card has no text of its own: it shows the title, or what you quote."),
            hint=M("Choose what it quotes with: curate comment ITEM --quote TEXT"),
        )
    if voice is None:
        return found.name
    wanted = voice.strip().lower()
    if wanted not in voices:
        raise UsageError(
            M("{channel} has no voice “{voice}”.", channel=found.name, voice=voice),
            hint=at.near(wanted, voices) or M("There are these: {channels}.", channels=", ".join(voices))
            if voices
            else M("The channel ambassadors has voices: leave --voice away here."),
        )
    return f"{found.name}-{wanted}"


def place(desk: Desk, number: int, words: str) -> Place:
    """Return an item's place in a digest that may still be changed."""
    return composing.placed(composing.draft(desk, number), at.item(desk, words))


def only(desk: Desk, number: int, words: str, channels: Sequence[str]) -> Digest:
    """Keep an item to some channels; with none, it is for all again."""
    with desk.store.transaction():
        digest = composing.draft(desk, number)
        place = composing.placed(digest, at.item(desk, words))
        changed = replace(place, only=tuple(sorted(set(channels))))
        _replaced(desk, "digest only", digest, changed, " ".join(changed.only))
    return at.digest(desk, number)


def _replaced(desk: Desk, action: str, digest: Digest, changed: Place, said: str) -> None:
    places = [changed if place.item == changed.item else place for place in digest.places]
    desk.store.digests.change(desk.act(), action, digest, places=places, item=changed.item, text=said)
