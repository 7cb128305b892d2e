"""The text file of a channel: each post under a line that says what it is, so that it can be copied and pasted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from curate.channels import composing
from curate.locale import PN, Message, P, translate
from curate.models import Edition, Entry, Post

if TYPE_CHECKING:
    from curate.channels.itemwise import Draft

_RULE = "─" * 60


def file(channel: str, edition: Edition, drafts: Sequence[Draft], compose_url: str) -> str:
    """Return the file of the posts of `drafts`, with the page on which to post them where that is known."""
    count = sum(len(draft.posts) for draft in drafts)
    language = edition.language
    head = [f"{composing.line(edition.title)} · {channel}"]
    nothing = P("Nothing in this edition is for this channel.")
    head.append(translate(PN("{n} post", "{n} posts", count) if count else nothing, language))
    if compose_url and count:
        head.append(translate(P("Post here: {url}", url=compose_url), language))
    written = ["\n".join(head)]
    for draft in drafts:
        for part, post in enumerate(draft.posts, 1):
            about = "\n".join(translate(each, language) for each in _about(draft, post, part, channel))
            written.append(f"{_RULE}\n{about}\n{_RULE}\n\n{post.text}")
    return "\n\n".join(written) + "\n"


def _about(draft: Draft, post: Post, part: int, channel: str) -> Iterable[Message]:
    parts = len(draft.posts)
    facts: list[Message] = [P("Item #{item}", item=entry.item) for entry in draft.entries]
    if parts > 1:
        facts.append(P("part {part} of {parts}", part=part, parts=parts))
    facts.append(P("{length} of {limit} characters", length=post.length, limit=post.limit))
    if all(channel in entry.posted for entry in draft.entries):
        facts.append(P("already posted"))
    yield _joined(facts)
    if part == 1 and draft.cut:
        yield P("Without the context: it would have cost a further post.")
    if post.picture:
        yield from _picture(draft.entries[0], post)
    for entry in draft.entries if part == 1 and not post.picture else ():
        if entry.image:
            yield from _named(entry)
    if post.languages:
        yield P("Language: {languages}", languages=", ".join(post.languages))


def _picture(entry: Entry, post: Post) -> Iterable[Message]:
    """Say which file goes with a post."""
    yield P("Picture: {image}", image=post.picture)
    if post.alt:
        yield P("Its description: {words}", words=post.alt)
    if entry.picture and entry.image_licence:
        yield P("Its licence: {words}", words=composing.line(entry.image_licence))


def _named(entry: Entry) -> Iterable[Message]:
    """Say which picture the curator named, where it is no file among these."""
    yield P("Picture: {image}", image=composing.line(entry.image))
    if entry.image_alt:
        yield P("Its description: {words}", words=composing.line(entry.image_alt))
    if entry.image_licence:
        yield P("Its licence: {words}", words=composing.line(entry.image_licence))


def _joined(facts: list[Message]) -> Message:
    joined = facts[0]
    for fact in facts[1:]:
        joined = Message("{before} · {fact}", {"before": joined, "fact": fact})
    return joined
