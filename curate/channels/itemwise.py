"""A channel that takes an edition item by item: one post an item, or a thread where one does not hold it.

In a thread the words come first and the address last, with its title and attribution: so it reads on from post to
post, and the post that carries the link carries what it leads to and whose it is. Everything that the curator wrote,
title, address, attribution and the related page stand in it whatever the limit; hashtags only where they cost no
further post.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from curate.cards import Size
from curate.channels import ChannelRules, addresses, composing, sharing, splitting
from curate.channels.counting import LINK
from curate.errors import CurateError, Refused, UsageError
from curate.locale import PN, M, Message, P, translate
from curate.models import Edition, Entry, Export, Kind, Post

SHORTEST = LINK + len("\n99/99") + 1
"""Units. Below this a post of a thread has no room for an address on the channels that shorten it."""
_RULE = "─" * 60


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    """An item's posts; of a story, those of all its items."""

    entries: tuple[Entry, ...]
    posts: tuple[Post, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Itemwise:
    """What such channels have in common; each is one of these, with its own rules and way of counting."""

    name: str
    rules: ChannelRules
    measure: splitting.Measure
    recognised: Callable[[str], list[addresses.Span]] | None = None
    """How it finds addresses in a text; None: an address counts like any other text."""
    compose_url: str = ""
    """The page on which a post is written by hand, empty; `{server}` stands for the setting of that name."""
    threaded: bool = True
    """Whether one text may go out as several posts."""
    card: Size | None = None
    """The picture that is made for a post which has none; None: only where the workspace says `cards`."""
    languages: int = 0
    """In how many languages a post may say that it is written."""
    also: Callable[[str], bool] | None = None
    """What must hold of the text of one post beside its length."""
    share_url: str = ""
    """The page on which a colleague shares: `{server}`, `{url}` and `{text}` stand for what belongs there; "": none."""

    @property
    def unit(self) -> Literal["item", "edition"]:
        """One item a post."""
        return "item"

    @property
    def limit(self) -> int | None:
        """Length of one post, where the workspace does not say."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return a text file to copy from, and the posts in it. Settings: limit, hashtags, server, compose_url."""
        limit = self._limit(settings)
        meant = composing.meant_for(edition, self.name)
        together = [meant] if edition.kind is Kind.STORY and meant else [(entry,) for entry in meant]
        drafts = [self._draft(entries, edition, limit, self._hashtags(settings)) for entries in together]
        file = _file(self.name, edition, drafts, self._compose_url(settings))
        return Export(
            channel=self.name,
            files=((f"{self.name}.txt", file),),
            posts=tuple(post for draft in drafts for post in draft.posts),
        )

    # ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _limit(self, settings: Mapping[str, object]) -> int:
        given = settings.get("limit")
        limit = self.rules.limit if given is None else given
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < SHORTEST:
            raise UsageError(
                M("channels.{channel}.limit in sources.yaml is {value}.", channel=self.name, value=repr(limit)),
                hint=M("It must be a whole number of at least {least}: a post holds an address.", least=SHORTEST),
            )
        return limit

    def _hashtags(self, settings: Mapping[str, object]) -> int:
        given = settings.get("hashtags")
        count = self.rules.hashtags if given is None else given
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise UsageError(
                M("channels.{channel}.hashtags in sources.yaml is {value}.", channel=self.name, value=repr(count)),
                hint=M("It must be a whole number, 0 for none."),
            )
        return count

    def _compose_url(self, settings: Mapping[str, object]) -> str:
        return sharing.composer(self, "", "", settings)

    # ── one item ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _draft(self, entries: tuple[Entry, ...], edition: Edition, limit: int, hashtags: int) -> _Draft:
        """Return the posts about some items, which are told as one text where they are several."""
        story = edition.kind is Kind.STORY
        said = [
            composing.parts(entry, edition, self.name, self._address(entry.url), self._address(entry.related))
            for entry in entries
        ]
        links = tuple(dict.fromkeys(link for each in said for link in each.links))
        opening = composing.opening(edition) if story else []
        tags = tuple(dict.fromkeys(tag for each in said for tag in each.hashtags))
        try:
            texts = self._texts(said, opening, links, limit, tags[: max(0, hashtags)])
        except splitting.LinkTooLongError as error:
            raise self._too_long(entries, limit, error.link) from error
        posts = tuple(
            Post(
                text=text,
                length=self.measure(text),
                limit=limit,
                links=tuple(dict.fromkeys(text[a:b] for a, b in addresses.written(text, links))),
                items=tuple(entry.item for entry in entries),
            )
            for text in texts
        )
        return _Draft(entries=entries, posts=posts)

    def _texts(
        self,
        said: Sequence[composing.Parts],
        opening: Sequence[splitting.Block],
        links: Sequence[str],
        limit: int,
        hashtags: Sequence[str],
    ) -> tuple[str, ...]:
        """Return the posts' texts, with as many hashtags as do not make them one more."""
        body = [*opening, *(block for each in said for block in composing.blocks(each))]

        def made(count: int) -> tuple[str, ...]:
            ending = splitting.Block(text=" ".join(hashtags[:count]), whole=True)
            return splitting.split([*body, ending], limit=limit, measure=self.measure, links=links)

        bare = made(0)
        fuller = (made(count) for count in range(len(hashtags), 0, -1))
        return next((texts for texts in fuller if len(texts) <= len(bare)), bare)

    def _address(self, url: str) -> str:
        whole = composing.address(url)
        return whole if self.recognised is None else addresses.unbroken(whole, self.recognised)

    def _too_long(self, entries: Sequence[Entry], limit: int, link: str) -> CurateError:
        """Return what to say of an address that no post can hold: the setting is wrong, or the item not for here."""
        entry = next((each for each in entries if link in (self._address(each.url), self._address(each.related))),
                     entries[0])  # fmt: skip
        what = M(
            "Item #{item} cannot go out on {channel}: an address in it counts {length}, a post holds {limit}.\n{link}",
            item=entry.item,
            channel=self.name,
            length=self.measure(link),
            limit=limit,
            link=link,
        )
        if self.rules.limit is not None and limit < self.rules.limit:
            return UsageError(what, hint=M("Set channels.{channel}.limit higher in sources.yaml.", channel=self.name))
        return Refused(
            what,
            hint=M("Keep it to other channels with: curate digest only DIGEST {item} --channel NAME", item=entry.item),
        )


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _file(channel: str, edition: Edition, drafts: Iterable[_Draft], compose_url: str) -> str:
    """Return the text file: each post under a line that says what it is, so that it can be copied and pasted."""
    drafts = list(drafts)
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


def _about(draft: _Draft, post: Post, part: int, channel: str) -> Iterable[Message]:
    parts = len(draft.posts)
    facts: list[Message] = [P("Item #{item}", item=entry.item) for entry in draft.entries]
    if parts > 1:
        facts.append(P("part {part} of {parts}", part=part, parts=parts))
    facts.append(P("{length} of {limit} characters", length=post.length, limit=post.limit))
    if all(channel in entry.posted for entry in draft.entries):
        facts.append(P("already posted"))
    yield _joined(facts)
    for entry in draft.entries if part == 1 else ():
        if entry.image:
            yield from _picture(entry)


def _picture(entry: Entry) -> Iterable[Message]:
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
