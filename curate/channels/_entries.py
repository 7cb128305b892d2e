"""What a feed holds, whatever its format: who publishes it, and its entries, with ids and addresses that are valid.

Atom, RSS and JSON Feed are three ways of writing `FeedInfo` and `FeedEntry`. Both are made here of an edition; a page
about a theme can make its own, of the entries of several editions.

The date of an entry is the day of curation: it is news to who reads the feed. When the article came out stands in its
text. Ids are made of the organisation and the item's key, so that they stay when a digest or a database is another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Literal
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid5

from curate import text, urls
from curate.channels import ChannelRules, composing, hypertext, links, markdown
from curate.errors import UsageError
from curate.locale import M, P, translate
from curate.models import Edition, Entry, Export

SUMMARY = 500
"""Characters of an entry's summary: readers show some two lines of it."""
GENERATOR = "curate"
_IDS = UUID("6f5b0f6e-2c1c-5d0e-9a49-3b1c4b7f0a52")
"""The namespace of our ids (RFC 9562, 5.5): drawn once, never to be changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedInfo:
    """What a feed says of itself. Addresses are valid URIs or ""."""

    id: str
    """A URN, the same for as long as the feed is the same."""
    title: str
    subtitle: str = ""
    home: str = ""
    """The page that it is the feed of."""
    feed_url: str = ""
    """Where the feed itself will stand."""
    language: str = ""
    organisation: str
    """Who publishes it: the author of its entries. Never empty."""
    updated: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedSource:
    """The feed that an item came from."""

    url: str
    title: str
    author: str
    """Who wrote the article, "" where nobody says."""
    updated: datetime
    """The last that we know of it: when the article came out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Via:
    """By whom or what an item came to us: a page, and its name."""

    url: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedEntry:
    """One entry. Addresses are valid URIs or ""; texts are plain, but for `html`."""

    id: str
    title: str
    """The article's own. Never empty."""
    html: str
    """The curator's words, and then what they are about. Nothing in it does anything."""
    summary: str
    page: str
    """Where the entry leads: our own page, or the original where there is none."""
    original: str
    published: datetime
    updated: datetime
    language: str = ""
    """Of the article, where that is not the feed's."""
    tags: tuple[str, ...] = ()
    image: str = ""
    source: FeedSource | None = None
    via: tuple[Via, ...] = ()
    colleagues: tuple[str, ...] = ()
    """Who tipped it."""
    outlet: str = ""
    author: str = ""
    appeared: datetime | None = None
    """When the article came out."""
    paywalled: bool = False


# ── the channel ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedChannel:
    """An edition as a feed. The three formats are each one of these, with their own way of writing it."""

    name: str
    file: str
    rules: ChannelRules
    feed: Callable[[FeedInfo, Sequence[FeedEntry]], str]

    @property
    def unit(self) -> Literal["item", "edition"]:
        """The whole edition in one feed."""
        return "edition"

    @property
    def limit(self) -> int | None:
        """None: a feed is as long as it is."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return one document. Settings: feed_url, link_to, utm."""
        made = entries(edition, self.name, settings)
        document = self.feed(info(edition, self.name, settings, made), made)
        return Export(channel=self.name, files=((self.file, document),))


# ── of an edition ────────────────────────────────────────────────────────────────────────────────────────────────────


def info(edition: Edition, channel: str, settings: Mapping[str, object], made: Sequence[FeedEntry]) -> FeedInfo:
    """Return what the feed of an edition says of itself. `UsageError` where its `feed_url` is no address.

    Where its address is given, it is one feed that is replaced by each edition, and keeps its id; else each edition is
    a feed of its own.
    """
    feed_url = _feed_url(channel, settings)
    return FeedInfo(
        id=stable_id(publisher(edition), "feed", feed_url or edition.key),
        title=composing.line(edition.title) or organisation(edition),
        subtitle=_subtitle(edition),
        home=uri(edition.site) or uri(edition.organisation_url),
        feed_url=feed_url,
        language=tag_of(edition.language),
        organisation=organisation(edition),
        updated=max((entry.updated for entry in made), default=edition.date),
    )


def entries(edition: Edition, channel: str, settings: Mapping[str, object]) -> tuple[FeedEntry, ...]:
    """Return what of an edition is meant for a channel, in the edition's order."""
    return tuple(entry(each, edition, channel, settings) for each in composing.meant_for(edition, channel))


def entry(item: Entry, edition: Edition, channel: str, settings: Mapping[str, object]) -> FeedEntry:
    """Return an item as an entry of a feed."""
    wanted = _links(settings)
    original = uri(item.url)
    outlet = composing.outlet_of(item)
    at = item.at or edition.date
    spoken = tag_of(item.language or "")
    html = _html(item, edition, channel, uri(links.tagged(original, links.campaign(edition, channel, wanted))))
    return FeedEntry(
        id=stable_id(publisher(edition), "item", item.key),
        title=composing.line(item.title) or outlet or item.key,
        html=html,
        summary=_summary(item, edition, channel),
        page=uri(links.destination(item, edition, channel, wanted)) or original,
        original=original,
        published=at,
        updated=at,
        language="" if spoken == edition.language else spoken,
        tags=_tags(item),
        image=_picture(item),
        source=_source(item, outlet, item.published or at),
        via=_via(item, edition, outlet),
        colleagues=_colleagues(item),
        outlet=outlet,
        author=composing.line(item.author or ""),
        appeared=item.published,
        paywalled=item.paywalled,
    )


def _links(settings: Mapping[str, object]) -> dict[str, object]:
    """Return the settings of links: in a feed, an entry leads to our own page, and its medium is the feed."""
    wanted: dict[str, object] = {"link_to": links.OWN, **settings}
    asked = wanted.get("utm")
    if asked is True or isinstance(asked, Mapping):
        wanted["utm"] = {"medium": "feed", **(asked if isinstance(asked, Mapping) else {})}
    return wanted


def _feed_url(channel: str, settings: Mapping[str, object]) -> str:
    given = settings.get("feed_url")
    if given is None or given == "":
        return ""
    address = uri(given) if isinstance(given, str) else ""
    if not address:
        raise UsageError(
            M("channels.{channel}.feed_url in sources.yaml is {value}.", channel=channel, value=repr(given)),
            hint=M("It is the address at which people will find this feed, such as https://example.org/atom.xml."),
        )
    return address


def organisation(edition: Edition) -> str:
    """Return who publishes, by name; never empty."""
    return composing.line(edition.organisation) or urls.host(edition.organisation_url) or GENERATOR


def publisher(edition: Edition) -> str:
    """Return what tells the organisation from others that comment on the same article: its site, or its name."""
    return urls.host(edition.organisation_url) or organisation(edition).casefold()


def stable_id(*parts: str) -> str:
    """Return the same URN for the same words, and another for others."""
    return uuid5(_IDS, "\x1f".join(part.encode("utf-8", "replace").decode() for part in parts)).urn


def _subtitle(edition: Edition) -> str:
    said = [_plain(edition.intro)]
    if edition.trust is not None and not edition.told:
        said.append(translate(markdown.trust(edition), edition.language))
    return " · ".join(filter(None, said))


def _tags(item: Entry) -> tuple[str, ...]:
    named = {tag.casefold(): tag for tag in reversed([composing.line(tag) for tag in item.tags]) if tag}
    return tuple(reversed(named.values()))


def tag_of(language: str) -> str:
    """Return a tag of a language; "" for what is none."""
    return language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", language) else ""


# ── where it comes from ──────────────────────────────────────────────────────────────────────────────────────────────


def _source(item: Entry, outlet: str, updated: datetime) -> FeedSource | None:
    """Return the feed that an item came from; None where that has no address on the web (a mailbox, by hand)."""
    url = uri(item.feed)
    if not url:
        return None
    return FeedSource(
        url=url, title=outlet or urls.host(url), author=composing.line(item.author or ""), updated=updated
    )


def _colleagues(item: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(composing.line, item.via))))


def _via(item: Entry, edition: Edition, outlet: str) -> tuple[Via, ...]:
    """Return by whom an item came to us: colleagues, who are found at their organisation, and the source.

    RFC 4287 wants an address (4.2.7.2), and a person has none here: so the link of a tip leads to the organisation
    whose people tipped it (where that has none: to what they tipped), and says their names as its title.
    """
    names, feed = ", ".join(_colleagues(item)), uri(item.feed)
    home = uri(edition.organisation_url) or uri(edition.site) or uri(item.url)
    found = [Via(url=home, title=names)] if names and home else []
    return (*found, Via(url=feed, title=outlet or urls.host(feed))) if feed else tuple(found)


def _picture(item: Entry) -> str:
    """Return the address of an item's picture, where its licence is recorded and it can be seen from anywhere."""
    found = uri(item.image) if item.image_licence.strip() else ""
    return found if found.startswith("https://") else ""


# ── the words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _plain(words: str) -> str:
    """Return the curator's words as text on one line, without the marks of emphasis and links."""
    return " ".join(text.plain(hypertext.own(words)).split())


def _summary(item: Entry, edition: Edition, channel: str) -> str:
    """Return the beginning of what the curator says; who published the article where she says nothing."""
    words = _plain(composing.own_text(item, channel) or item.commentary or item.context)
    return text.shorten(words, SUMMARY) or composing.attribution(item, edition)


def _html(item: Entry, edition: Edition, channel: str, url: str) -> str:
    """Return an entry's text: the curator's words, the quote, and then whose article this is about and where it is."""
    own = composing.own_text(item, channel)
    kicker = composing.kicker(item, edition)
    mark = translate(P("[without commentary]"), edition.language) if item.uncommented and not own else ""
    parts = [f"<p><em>{escape(each)}</em></p>" for each in (kicker, mark) if each]
    parts += [own and hypertext.own(own)] if own else _said(item, edition)
    return "\n".join(filter(None, [*parts, _figure(item), _article(item, edition, url), _related(item, edition)]))


def _said(item: Entry, edition: Edition) -> list[str]:
    words, names = composing.quoted(item)
    quoted = f"<blockquote{_lang(item, edition)}><p>{hypertext.lines(words)}</p></blockquote>\n<p>— {escape(names)}</p>"
    return [hypertext.own(item.commentary), hypertext.own(item.context), quoted if words else ""]


def _figure(item: Entry) -> str:
    if not (picture := _picture(item)):
        return ""
    alt, licence = escape(composing.line(item.image_alt)), escape(composing.line(item.image_licence))
    return f'<figure><img src="{escape(picture)}" alt="{alt}"><figcaption>{licence}</figcaption></figure>'


def _article(item: Entry, edition: Edition, url: str) -> str:
    title = hypertext.link(composing.line(item.title) or composing.outlet_of(item), url)
    facts = [composing.attribution(item, edition), composing.day_of(item.published, edition)]
    return f"<p><span{_lang(item, edition)}>{title}</span><br>\n{escape(' · '.join(filter(None, facts)))}</p>"


def _related(item: Entry, edition: Edition) -> str:
    if not item.related.strip():
        return ""
    link = hypertext.link(item.related, uri(item.related))
    return f"<p>{translate(P('Read also: {url}', url=link), edition.language)}</p>"


def _lang(item: Entry, edition: Edition) -> str:
    spoken = tag_of(item.language or "")
    return f' lang="{spoken}"' if spoken and spoken != edition.language else ""


# ── addresses, dates, characters ─────────────────────────────────────────────────────────────────────────────────────

_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})|[^0-9A-Za-z;/?:@&=+$.\-_!~*'(),%]")
"""What RFC 3986 does not let stand in a path, a query or a fragment as it is (2.2, 2.3)."""


def uri(address: str) -> str:
    """Return an http(s) address as a URI: its host in punycode, the rest in percent-encoding; "" for any other.

    A name and a password in it are left out: they are nobody's business but ours.
    """
    bare = composing.address(address)
    host = urls.host(bare)
    try:
        parts = urlsplit(bare)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:  # no number, or brackets in the wrong place
        return ""
    if not host or not parts.hostname:
        return ""
    path, query, fragment = (
        _STRAY.sub(lambda found: quote(found[0], safe=""), each) for each in (parts.path, parts.query, parts.fragment)
    )
    return f"{parts.scheme}://{host}{port}{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"


def rfc3339(moment: datetime) -> str:
    """Return a moment in UTC, to the second (RFC 3339)."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


_BEYOND = "".join(chr(plane * 0x10000 + low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
_NO_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_BEYOND}]")


def printable(document: str) -> str:
    """Return a document without what XML 1.0 (2.2) and HTML forbid: controls, lone surrogates, noncharacters."""
    return _NO_TEXT.sub("", document)
