"""A channel that takes an edition item by item: one post an item, or a thread where one does not hold it.

In a thread the words come first and the address last, with its title and attribution: so it reads on from post to
post, and the post that carries the link carries what it leads to and whose it is. Commentary, quote, title, address,
attribution and the related page stand in it whatever the limit. The context stands where there is room: where it costs
no further post. Hashtags come after it, as many as cost none either.

What is kept together (a quote, the card with the address) is let go where that saves a post: no other way of cutting
between sentences gives fewer. A channel that knows no threads refuses what one post does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import regex  # type: ignore[import-untyped]

from curate.cards import Size
from curate.channels import ChannelRules, addresses, composing, links, pasting, pictures, sharing, splitting, templates
from curate.channels.counting import LINK
from curate.errors import CurateError, Refused, UsageError
from curate.locale import M
from curate.models import Edition, Entry, Export, Kind, Post

SHORTEST = LINK + len("\n99/99") + 1
"""Units. Below this a post of a thread has no room for an address on the channels that shorten it."""
_HASHTAG = regex.compile(r"(?<![\w&/#])[#＃](?=\w*\p{L})[\w\p{M}]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An item's posts; of a story, those of all its items."""

    entries: tuple[Entry, ...]
    posts: tuple[Post, ...]
    url: str
    """Where they lead; "" where that is no web page."""
    cut: bool = False
    """The context was left out, for want of room."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    """What the workspace says of the channel."""

    limit: int
    hashtags: int
    template: tuple[str, str] | None
    languages: tuple[str, ...]
    settings: Mapping[str, object]


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
    share_url: str = ""
    """The page on which a colleague shares: `{server}`, `{url}` and `{text}` stand for what belongs there; "": none."""
    threaded: bool = True
    """Whether one text may go out as several posts."""
    card: Size | None = Size.SQUARE
    """What is made for a post without a picture, where the workspace asks for it or the channel needs one; None: that
    is no part of a post here."""
    largest: int | None = None
    """Bytes of a picture, at most: the curator's own is made smaller; None: any."""
    languages: int = 0
    """In how many languages a post may say that it is written."""
    emphasis: tuple[str, str] = ("", "")
    """What it takes around a title, and around a quote, to show them bold and in italics."""
    also: Callable[[str], bool] | None = None
    """What must hold of the text of one post beside its length."""
    beside: Callable[[Edition, Sequence[Draft], Mapping[str, object]], tuple[tuple[str, str | bytes], ...]] | None = (
        None
    )
    """The files that it gives beside the text and its pictures."""

    @property
    def unit(self) -> Literal["item", "edition"]:
        """One item a post."""
        return "item"

    @property
    def limit(self) -> int | None:
        """Length of one post, where the workspace does not say."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return a text file to copy from, the pictures that go with it, and the posts in it.

        Settings: limit, hashtags, server, compose_url, link_to, utm, template, languages; `cards`: true makes a picture
        for posts without one; `pictures`: false leaves the files of all of them away, for who wants the texts alone.
        """
        form = self._form(settings, edition)
        meant = composing.meant_for(edition, self.name)
        together = [meant] if edition.kind is Kind.STORY and meant else [(entry,) for entry in meant]
        bodies: dict[str, bytes] = {}
        drafts = [self._draft(entries, edition, form, bodies) for entries in together]
        text = pasting.file(self.name, edition, drafts, sharing.composer(self, "", "", settings))
        beside = self.beside(edition, drafts, {**settings, "files": bodies}) if self.beside else ()
        return Export(
            channel=self.name,
            files=((f"{self.name}.txt", text), *beside, *bodies.items()),
            posts=tuple(post for draft in drafts for post in draft.posts),
        )

    # ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _form(self, settings: Mapping[str, object], edition: Edition) -> _Form:
        if settings.get("cards") not in (None, True, False):
            raise UsageError(
                M(
                    "{key} in sources.yaml is {value}.",
                    key=f"channels.{self.name}.cards",
                    value=repr(settings["cards"]),
                ),
                hint=M("It is true or false."),
            )
        limit = self._whole("limit", settings, self.rules.limit, SHORTEST)
        return _Form(
            limit=limit,
            hashtags=self._whole("hashtags", settings, self.rules.hashtags, 0),
            template=templates.given(settings),
            languages=self._said(settings, edition),
            settings=settings,
        )

    def _whole(self, key: str, settings: Mapping[str, object], usual: int | None, least: int) -> int:
        given = settings.get(key)
        value = usual if given is None else given
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise UsageError(
                M("{key} in sources.yaml is {value}.", key=f"channels.{self.name}.{key}", value=repr(value)),
                hint=M("It must be a whole number of at least {least}: a post holds an address.", least=least)
                if key == "limit"
                else M("It must be a whole number, 0 for none."),
            )
        return value

    def _said(self, settings: Mapping[str, object], edition: Edition) -> tuple[str, ...]:
        """Return the languages that the workspace gives, or the edition's own; () where the channel does not ask."""
        given = settings.get("languages")
        if not self.languages:
            return ()
        if given is None:
            return (edition.language,)
        if not isinstance(given, list | tuple) or not all(isinstance(each, str) and each for each in given):
            raise UsageError(
                M("channels.{channel}.languages in sources.yaml is {value}.", channel=self.name, value=repr(given)),
                hint=M("It is a list of languages of two letters, such as [nl, fr]."),
            )
        return tuple(dict.fromkeys(given))[: self.languages]

    # ── one item ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _draft(self, entries: tuple[Entry, ...], edition: Edition, form: _Form, bodies: dict[str, bytes]) -> Draft:
        """Return the posts about some items, which are told as one text where they are several."""
        said = [self._parts(entry, edition, form) for entry in entries]
        picture = pictures.of(self, entries[0], edition, form.settings)
        known = tuple(dict.fromkeys(link for each in said for link in each.links))
        writing = _Writing(channel=self, entries=entries, edition=edition, form=form, said=said, links=known,
                           first=self.rules.caption if picture else None)  # fmt: skip
        try:
            texts, cut = writing.texts()
        except splitting.LinkTooLongError as error:
            whose = next((entry for entry, each in zip(entries, said, strict=True) if error.link in each.links), None)
            raise self._too_long(whose or entries[0], form, error.link, address=True) from error
        if len(texts) > 1 and not self.threaded:
            raise self._too_long(entries[0], form, writing.whole())
        if picture:
            bodies |= {picture.name: picture.body} if picture.body else {}
        posts = [self._post(text, entries, form, known) for text in texts]
        if picture:
            posts[0] = replace(posts[0], picture=picture.name, alt=picture.alt,
                               limit=min(form.limit, self.rules.caption or form.limit))  # fmt: skip
        return Draft(entries=entries, posts=tuple(posts), url=said[0].url, cut=cut)

    def _parts(self, entry: Entry, edition: Edition, form: _Form) -> composing.Parts:
        url = links.destination(entry, edition, self.name, form.settings)
        related = links.tagged(composing.address(entry.related), links.campaign(edition, self.name, form.settings))
        return composing.parts(entry, edition, self.name, self._address(url), self._address(related), self.emphasis)

    def _post(self, text: str, entries: Sequence[Entry], form: _Form, known: Sequence[str]) -> Post:
        return Post(
            text=text,
            length=self.measure(text),
            limit=form.limit,
            links=tuple(dict.fromkeys(text[a:b] for a, b in addresses.written(text, known))),
            items=tuple(entry.item for entry in entries),
            languages=form.languages,
        )

    def _address(self, url: str) -> str:
        whole = composing.page(url)
        return whole if self.recognised is None or not whole else addresses.unbroken(whole, self.recognised)

    def _too_long(self, entry: Entry, form: _Form, what: str, *, address: bool = False) -> CurateError:
        """Return what to say of what no post can hold: the setting is wrong, or the item not for here."""
        facts = {"item": entry.item, "channel": self.name, "length": self.measure(what), "limit": form.limit}
        if address:
            said = M(
                "Item #{item} cannot go out on {channel}: an address in it counts {length}, a post holds {limit}."
                "\n{link}",
                **facts,
                link=what,
            )
        else:
            said = M(
                "Item #{item} cannot go out on {channel}: its text counts {length}, a post holds {limit}.", **facts
            )
        if self.rules.limit is not None and form.limit < self.rules.limit:
            return UsageError(said, hint=M("Set channels.{channel}.limit higher in sources.yaml.", channel=self.name))
        if address:
            hint = M("Keep it to other channels with: curate digest only DIGEST {item} --channel NAME", item=entry.item)
        else:
            hint = M(
                "Write a shorter one for there with: curate digest text DIGEST {item} --channel {channel} TEXT, or "
                "keep it to other channels with: curate digest only DIGEST {item} --channel NAME",
                item=entry.item,
                channel=self.name,
            )
        return Refused(said, hint=hint)


# ── its text ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class _Writing:
    """The text about some items, and how much of it a post has room for."""

    channel: Itemwise
    entries: Sequence[Entry]
    edition: Edition
    form: _Form
    said: Sequence[composing.Parts]
    links: Sequence[str]
    first: int | None

    def texts(self) -> tuple[tuple[str, ...], bool]:
        """Return the posts' texts, and whether the context had to stay out: it costs no further post, nor do hashtags.

        Raises UsageError where a template leaves out what must stand, or cannot be used.
        """
        tags = self._hashtags()
        full = self._split(context=True, tags=tags)
        if len(full) <= 1:
            return full, False
        bare = self._split(context=False, tags=())
        cut = bool(any(each.context for each in self.said)) and len(self._split(context=True, tags=())) > len(bare)
        fuller = (self._split(context=not cut, tags=tags[:count]) for count in range(len(tags), -1, -1))
        return next(texts for texts in fuller if len(texts) <= len(bare)), cut

    def whole(self) -> str:
        """Return the shortest text there is, as one."""
        return "\n\n".join(block.text for block in self._blocks(context=False, tags=()) if block.text.strip())

    def _split(self, *, context: bool, tags: Sequence[str]) -> tuple[str, ...]:
        """Return the fewest posts there are; of several ways, the one that keeps most together."""
        blocks = self._blocks(context=context, tags=tags)
        kept = self._cut(blocks)
        if len(kept) <= 1 or not any(block.whole for block in blocks):
            return kept
        loose = self._cut([replace(block, whole=False) for block in blocks])
        return kept if len(kept) <= len(loose) else loose

    def _cut(self, blocks: Sequence[splitting.Block]) -> tuple[str, ...]:
        channel = self.channel
        return splitting.split(blocks, limit=self.form.limit, measure=channel.measure, links=self.links,
                               first=self.first, also=channel.also)  # fmt: skip

    def _blocks(self, *, context: bool, tags: Sequence[str]) -> list[splitting.Block]:
        said = self.said if context else [replace(each, context="") for each in self.said]
        opening = composing.opening(self.edition) if self.edition.kind is Kind.STORY else []
        written = [self._of_item(entry, each, tags) for entry, each in zip(self.entries, said, strict=True)]
        ending = [] if self.form.template else [splitting.Block(text=" ".join(tags), whole=True)]
        if self.form.template and any(composing.own_text(entry, self.channel.name) for entry in self.entries):
            ending = []
        return [*opening, *(block for blocks in written for block in blocks), *ending]

    def _of_item(self, entry: Entry, said: composing.Parts, tags: Sequence[str]) -> list[splitting.Block]:
        if self.form.template is None or composing.own_text(entry, self.channel.name):
            return composing.blocks(said)
        words = templates.of_item(entry, self.edition, said, tags)
        text = composing.paragraphs(templates.rendered(self.form.template, words))
        templates.holds(self.form.template, text, {"commentary": str(words["commentary"]), "link": said.url})
        lacking = composing.missing(text, entry, self.edition, said.url)
        return [splitting.Block(text=text), splitting.Block(text=lacking, whole=True)]

    def _hashtags(self) -> tuple[str, ...]:
        """Return the hashtags that may be added: with those in the words, no more than a post is to have."""
        words = " ".join(block.text for each in self.said for block in composing.blocks(each))
        there = {tag.casefold() for tag in _HASHTAG.findall(words)}
        made = dict.fromkeys(tag for each in self.said for tag in each.hashtags if tag.casefold() not in there)
        return tuple(made)[: max(0, self.form.hashtags - len(there))]
