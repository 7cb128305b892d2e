"""The share kit: what colleagues can share in their own names, in up to three wordings an item, on one page.

Every word is the curator's. What she wrote for a voice (`curate digest text N ITEM --channel ambassadors --voice …`)
stands there; where she wrote nothing for one, it is made of the fields that she filled in anyway, and where those are
empty there is one wording less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Any, Literal

from curate import channels as registry
from curate import text
from curate.channels import ChannelRules, composing, links, worksheets
from curate.channels.itemwise import Itemwise
from curate.channels.worksheets import Picture, Words
from curate.errors import UsageError
from curate.locale import PN, M, Message, P
from curate.models import Edition, Entry, Export

VOICES = ("personal", "professional", "brief")
"""The voices that a curator can write for; the texts are kept under the names of `voiced`."""
_NETWORKS = ("linkedin", "facebook", "x", "bluesky", "mastodon", "threads", "whatsapp", "telegram")
"""Where a person can share with a link, in the order in which they stand."""
_HEADING = 90
"""Characters of a title over its wordings."""
_SUBJECT = 120
"""Characters of the subject of a mail."""


def voiced(voice: str) -> str:
    """Return the name under which the text of a voice is kept among those of an entry."""
    return f"ambassadors-{voice}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ambassadors:
    """The channel."""

    name: str = "ambassadors"
    gathers: bool = True
    voices: tuple[str, ...] = VOICES
    rules: ChannelRules

    @property
    def unit(self) -> Literal["item", "edition"]:
        """The whole edition on one page."""
        return "edition"

    @property
    def limit(self) -> int | None:
        """None: the networks have limits, the page has none."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return one page. Settings: hashtags, link_to, utm; `channels` holds those in use (`server` of mastodon)."""
        hashtags = settings.get("hashtags", self.rules.hashtags)
        if not isinstance(hashtags, int) or isinstance(hashtags, bool) or hashtags < 0:
            raise UsageError(
                M("channels.{channel}.hashtags in sources.yaml is {value}.", channel=self.name, value=repr(hashtags)),
                hint=M("It must be a whole number, 0 for none."),
            )
        items = [
            _item(entry, edition, links.destination(entry, edition, self.name, settings), hashtags)
            for entry in composing.meant_for(edition, self.name)
        ]
        page = _page(edition, [item for item in items if item.wordings], worksheets.others(settings))
        return Export(channel=self.name, files=((f"{self.name}.html", page),), notices=tuple(_notices(edition, items)))


CHANNEL = Ambassadors(
    rules=ChannelRules(
        limit=None,
        counts=M("not at all: what is too long for a network is marked"),
        hashtags=2,
        source="https://www.linkedin.com/help/linkedin/answer/a1340554",
        checked=date(2026, 11, 23),
    )
)


# ── the wordings ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wording:
    """One way to say it."""

    name: Message
    text: str
    links: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Item:
    """One item, in all its wordings."""

    entry: Entry
    url: str
    wordings: tuple[_Wording, ...]


def _item(entry: Entry, edition: Edition, url: str, hashtags: int) -> _Item:
    """Return an item with its wordings; without one where it holds no words of a curator."""
    made: dict[str, _Wording] = {}
    for name, said in _said(entry):
        wording = _wording(name, said, edition, url, hashtags)
        made.setdefault(wording.text, wording)
    return _Item(entry=entry, url=url, wordings=tuple(made.values()))


def _said(entry: Entry) -> Iterator[tuple[Message, Entry]]:
    """Yield the wordings of an item: a name, and the item with only what is said in it."""
    bare = replace(entry, commentary="", context="", quote="", related="", texts=())
    whole = composing.own_text(entry, "ambassadors")
    if text.says_something(whole):
        yield P("In our words"), replace(bare, texts=(("ambassadors", whole),))
    fields = {} if text.says_something(whole) else _fields(entry, bare)
    for voice, name in _VOICES.items():
        own = composing.own_text(entry, voiced(voice))
        if text.says_something(own):
            yield name, replace(bare, texts=(("ambassadors", own),))
        elif voice in fields:
            yield fields[voice]


def _fields(entry: Entry, bare: Entry) -> dict[str, tuple[Message, Entry]]:
    """Return, by voice, what the fields of the note make where she wrote nothing for it."""
    if not text.says_something(entry.commentary):
        return {}
    found = {"brief": (P("In short"), replace(bare, commentary=entry.commentary))}
    if text.says_something(entry.quote):
        with_quote = replace(bare, quote=entry.quote, commentary=entry.commentary)
        found["personal"] = (P("With the quote"), with_quote)
    if text.says_something(entry.context):
        with_context = replace(bare, commentary=entry.commentary, context=entry.context)
        found["professional"] = (P("With the background"), with_context)
    return found


_VOICES = {"personal": P("Personal"), "professional": P("For colleagues in the field"), "brief": P("Brief")}


def _wording(name: Message, said: Entry, edition: Edition, url: str, hashtags: int) -> _Wording:
    parts = composing.parts(said, edition, "ambassadors", url, "")
    tags = " ".join(composing.hashtags(composing.subject_first(said, edition), edition.language)[:hashtags])
    written = (parts.commentary, parts.context, parts.quote, parts.card, tags)
    return _Wording(name=name, text="\n\n".join(filter(None, written)), links=parts.links)


def _notices(edition: Edition, items: Sequence[_Item]) -> Iterator[Message]:
    """Yield where the kit offers less than it could: for the curator, not for her colleagues."""
    fewer = [item.entry.item for item in items if len(item.wordings) < len(VOICES)]
    if fewer:
        yield M(
            "The share kit has fewer than three wordings of {items}. Write one with: "
            "curate digest text {digest} ITEM --channel ambassadors --voice personal",
            items=", ".join(f"#{item}" for item in fewer),
            digest=edition.digest,
        )


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(edition: Edition, items: Sequence[_Item], others: Mapping[str, Mapping[str, Any]]) -> str:
    words = Words(edition.language)
    title = words.plain(P("To share: {title}", title=composing.line(edition.title)))
    networks = _networks(others)
    pictures = [worksheets.picture(item.entry, edition) for item in items]
    body = "\n".join(
        [
            *_head(edition, items, networks, words, title),
            "<main>",
            *(_article(item, picture, networks, words) for item, picture in zip(items, pictures, strict=True)),
            worksheets.chrome(
                "ambassadors", words, {"copy": P("Copy the text"), "share": P("Share in your own name:")}
            ),
        ]
    )
    data = {
        "digestName": f"digest-{edition.digest}",
        "order": list(networks),
        "networks": {
            name: {"label": worksheets.channel_name(name), "open": link, "takes": "{text}" in link or "{words}" in link}
            for name, link in networks.items()
        },
        "said": {name: words.plain(message) for name, message in _SAID.items()},
    }
    return worksheets.page("ambassadors", language=edition.language, title=title, body=body, data=data)


def _networks(others: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the networks that a person can share on with a link, and that link."""
    known = [name for name in _NETWORKS if name in registry.names()]
    found = {name: worksheets.share(name, others.get(name, {})) for name in known}
    return {name: link for name, link in found.items() if link}


def _head(
    edition: Edition, items: Sequence[_Item], networks: Mapping[str, str], words: Words, title: str
) -> Iterator[str]:
    facts = [composing.line(edition.organisation), composing.day_of(edition.date, edition)]
    facts.append(words.plain(PN("{n} item", "{n} items", len(items))))
    yield f'<header>\n<h1>{escape(title)}</h1>\n<p class="facts">{escape(" · ".join(filter(None, facts)))}</p>'
    if not items:
        yield f"<p>{words.say(P('There is nothing to share in this edition.'))}</p>\n</header>"
        return
    yield f"<p>{words.say(_ABOUT)}</p>\n<p><strong>{words.say(_BETTER)}</strong></p>"
    yield f"<noscript><p><strong>{words.say(_NO_SCRIPT)}</strong></p></noscript>"
    if "{server}" in networks.get("mastodon", ""):
        asked = words.say(P("Your server on Mastodon, for instance mastodon.social"))
        yield f'<p id="settings" class="screen" hidden><label>{asked}'
        yield '<input type="text" id="server" inputmode="url" autocomplete="off" autocapitalize="none"></label></p>'
    yield "</header>"


def _article(item: _Item, picture: Picture, networks: Mapping[str, str], words: Words) -> str:
    entry = item.entry
    title = text.shorten(composing.line(entry.title) or composing.outlet_of(entry), _HEADING)
    place = f"h{entry.item}"
    shown = "\n".join(_section(wording, networks, words) for wording in item.wordings)
    return (
        f'<article aria-labelledby="{place}" data-u="{escape(item.url)}">\n<h2 id="{place}">{escape(title)}</h2>\n'
        f'<div class="wordings">{shown}</div>\n'
        f"{worksheets.figure(picture, words.plain(P('The picture')), words)}</article>"
    )


def _section(wording: _Wording, networks: Mapping[str, str], words: Words) -> str:
    """Return a wording; `data-long` names the networks that it is too long for as it stands."""
    long = " ".join(name for name in networks if _too_long(name, wording.text))
    marked = f' data-long="{escape(long)}"' if long else ""
    shown = worksheets.coloured(wording.text, wording.links)
    return f'<section{marked}><h3>{words.say(wording.name)}</h3>\n<p class="t">{shown}</p></section>'


def _too_long(network: str, said: str) -> bool:
    channel = registry.channel(network)
    return isinstance(channel, Itemwise) and channel.limit is not None and channel.measure(said) > channel.limit


_ABOUT = P(
    "Choose a wording, and share it where you like: a button opens your own account, and nothing is posted before you "
    "post it yourself. Facebook and LinkedIn take no text from a link: copy it first, and paste it there."
)
_BETTER = P("In your own words is better still: say what it means to you or to your work.")
_NO_SCRIPT = P("This browser does not let the page work: select the texts and copy them by hand.")
_CHROME = {"copy": P("Copy the text"), "share": P("Share in your own name:")}
_SAID = {
    "copied": P("Copied."),
    "select": P("It is selected: copy it with Ctrl+C (⌘C on a Mac)."),
    "saved": P("Saved among your downloads."),
    "alt": P("It has no description yet."),
    "mail": P("Mail"),
    "long": P("too long: shorten it there"),
    "paste": P("Copied: paste it there."),
}
