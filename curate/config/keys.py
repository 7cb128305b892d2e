"""The keys of `sources.yaml`: what may stand at each, and what it is for. The check and the JSON Schema read this."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import entry_points
from typing import Any

from curate.config.campaigns import Campaign
from curate.config.records import Channel, Digest, Fetch, Inbox, Organisation, Report, Select, Site
from curate.config.rules import (
    Address,
    Anything,
    Colour,
    Correspondent,
    Group,
    Key,
    Language,
    ListOf,
    Number,
    OneOf,
    Rule,
    Slots,
    Span,
    Strictness,
    Table,
    Text,
    Whole,
    YesNo,
    Zone,
)
from curate.digest.rules import NO_COMMENTARY, RULES
from curate.locale import PEOPLE, PUBLIC, M

KINDS = ("feed", "page", "sitemap", "mail", "youtube", "mastodon", "wordpress", "podcast")
"""Kinds of source that come with curate; other packages add theirs as entry points."""


def _added_kinds() -> tuple[str, ...]:
    """Return the kinds that other packages add. Asked only where a kind is not one of ours: it takes some 10 ms."""
    return tuple(sorted({point.name for point in entry_points(group="curate.sources")} - set(KINDS)))


def _every() -> Span:
    return Span(low=timedelta(minutes=5), expected=M("at least 5 minutes, such as 30m, 6h or 2d"))


def _days() -> Span:
    return Span(low=timedelta(days=1), expected=M("a length of time of at least a day, such as 21d or 18 months"))


def _kept() -> Span:
    expected = M("a length of time of at least a day, such as 18 months, 2 years or 90 days")
    return Span(low=timedelta(days=1), expected=expected, months=True)


def _seconds(low: float, high: float) -> Span:
    return Span(
        low=timedelta(seconds=low),
        high=timedelta(seconds=high),
        expected=M("a number of seconds from {low} to {high}", low=low, high=high),
        seconds=True,
    )


ORGANISATION = Group(
    keys={
        "name": Key(rule=Text(), about=M("Name of the organisation, as its public knows it.")),
        "url": Key(rule=Address(), about=M("Its home page.")),
        "language": Key(rule=OneOf(words=PUBLIC), about=M("The language that its public reads.")),
        "timezone": Key(rule=Zone(), about=M("Time zone of dates that people read, such as Europe/Brussels.")),
        "contact": Key(rule=Text(free=True), about=M("Address for questions, shown on pages.")),
        "address": Key(rule=Text(free=True), about=M("Its postal address; newsletters must carry it.")),
        "colour": Key(rule=Colour(), about=M("Its colour, such as '#0b5394', for pictures and pages.")),
        "logo": Key(rule=Text(), about=M("Its logo: path of a PNG or JPEG, from the folder of this file.")),
    },
    make=Organisation,
)

SELECT = Group(
    keys={
        "item": Key(rule=Text(), about=M("CSS selector of what holds one publication."), required=True),
        "title": Key(rule=Text(), about=M("CSS selector of its title, within the item.")),
        "link": Key(rule=Text(), about=M('Of its link, such as "h2 a@href".')),
        "date": Key(rule=Text(), about=M('Of its date, such as "time@datetime".')),
        "summary": Key(rule=Text(), about=M("Of its summary.")),
        "image": Key(rule=Text(), about=M('Of its picture, such as "img@src".')),
    },
    make=Select,
    expected=M("a group of CSS selectors"),
)

SOURCE = Group(
    keys={
        "url": Key(
            rule=Address(mailbox=True),
            about=M("Address of the feed or page; of a mailbox: imaps://user@host/folder."),
            required=True,
        ),
        "kind": Key(rule=OneOf(words=KINDS, more=_added_kinds), about=M("What stands there; a feed where absent.")),
        "name": Key(rule=Text(), about=M("Name that you know it by; where absent, made of the address.")),
        "tags": Key(
            rule=ListOf(rule=Text(), expected=M("a list of tags")),
            about=M("Tags that every item of this source gets."),
        ),
        "trust": Key(rule=Whole(low=1, high=5), about=M("How much you trust it, 1 to 5; 3 where absent.")),
        "language": Key(rule=Language(), about=M("Language of its texts, two letters.")),
        "own": Key(rule=YesNo(), about=M("Whether it is one of your organisation's own publications.")),
        "allow_private": Key(
            rule=YesNo(), about=M("Whether it may stand on this machine or network. Opens this one host and no other.")
        ),
        "every": Key(rule=_every(), about=M("Ask no more often than this, such as 30m, 6h or 2d.")),
        "select": Key(rule=SELECT, about=M("How to read a web page without a feed; needs `kind: page`.")),
        "tips_from": Key(
            rule=ListOf(rule=Correspondent(), expected=M("a list of domains and mail addresses"), least=1),
            about=M(
                "Whose letters are tips, with `kind: mail`: domains and addresses; where absent, every colleague's."
            ),
        ),
        "full_text": Key(rule=YesNo(), about=M("Whether to read the page behind each item too.")),
        "enabled": Key(rule=YesNo(), about=M("Whether to ask it at all; true where absent.")),
    },
    make=dict,
    expected=M("a source: keys such as url, name and tags"),
)

_OWN_KEYS = frozenset(field.name for field in dataclasses.fields(Channel)) - {"more"}


def _channel(more: Mapping[str, Any] | None = None, **given: Any) -> Channel:  # noqa: ANN401
    """Return the record of a channel: what only some channels know stands among its further keys."""
    own = {key: value for key, value in given.items() if key in _OWN_KEYS}
    return Channel(**own, more={**(more or {}), **{key: given[key] for key in given if key not in _OWN_KEYS}})


CHANNEL = Group(
    keys={
        "limit": Key(rule=Whole(low=1, high=1_000_000), about=M("Length of a post, where it differs from the usual.")),
        "hashtags": Key(rule=Whole(low=0, high=100), about=M("How many hashtags a post gets at most.")),
        "server": Key(rule=Address(), about=M("Address of your server, such as https://mastodon.social.")),
        "compose_url": Key(rule=Address(), about=M("Page on which you write a post by hand.")),
        "profile": Key(
            rule=OneOf(words=("plain", "mailchimp", "brevo")), about=M("What sends the newsletter; plain where absent.")
        ),
        "subject": Key(rule=Text(), about=M("Subject of the newsletter; can name title, number and date in braces.")),
        "preview": Key(rule=Text(), about=M("What a list of letters shows behind the subject; can name the same.")),
        "unsubscribe_url": Key(
            rule=Address(), about=M("Page on which readers unsubscribe from a newsletter that you send yourself.")
        ),
        "logo_url": Key(rule=Address(), about=M("Your logo on the web, for the newsletter.")),
        "link_to": Key(
            rule=OneOf(words=("original", "own")),
            about=M("Where posts lead: to the original (where absent) or to the item's page on your own site."),
        ),
        "utm": Key(rule=Campaign(), about=M("Campaign words in addresses: true, or a group of source, medium, …")),
        "template": Key(rule=Text(), about=M("File with your own template, from the folder of this file.")),
        "languages": Key(
            rule=ListOf(rule=Language(), expected=M("a list of languages, such as [nl, fr]"), least=1),
            about=M("Languages that a post says it is in; that of the edition where absent."),
        ),
        "dids": Key(
            rule=Table(rule=Text(), expected=M("handles, each with its DID")),
            about=M("On Bluesky: handles that you mention, each with its DID."),
        ),
        "allow_private": Key(
            rule=YesNo(), about=M("Whether `server` may stand on this machine or network, when it is asked.")
        ),
    },
    make=_channel,
    more=Anything(),
    expected=M("settings of the channel, such as limit and hashtags"),
)

_FOLDER = re.compile(r"(?:/index\.html?)?/*(?:[?#].*)?$")
"""What somebody copies along with the address of a folder of pages."""

SITE = Group(
    keys={
        "url": Key(rule=Address(), about=M("Address at which your public topic page stands.")),
        "title": Key(rule=Text(), about=M("Title of the page; where absent, your organisation's name.")),
        "intro": Key(rule=Text(free=True), about=M("Text that its home page opens with.")),
        "newsletter": Key(rule=Address(), about=M("Page on which people sign up for your newsletter.")),
        "themes": Key(
            rule=Table(
                rule=ListOf(rule=Text(), expected=M("a list of tags")), expected=M("themes, each with its tags")
            ),
            about=M("Theme → the tags that it gathers; where absent, each tag is a theme."),
        ),
    },
    make=lambda url="", themes=None, **more: Site(
        url=_FOLDER.sub("", url), themes={name: tuple(tags) for name, tags in (themes or {}).items()}, **more
    ),
    expected=M("settings of the public page, such as url"),
)

REPORT = Group(
    keys={
        "sponsors": Key(
            rule=ListOf(rule=Text(), expected=M("a list of lines")),
            about=M("Lines on its cover that name who pays for it."),
        ),
        "licence": Key(rule=Text(), about=M("Line that says under what terms it may be used.")),
    },
    make=lambda sponsors=(), licence="": Report(sponsors=tuple(sponsors), licence=licence),
    expected=M("sponsors and licence"),
)

CHECKS = Group(
    keys={name: Key(rule=Strictness(house=name == NO_COMMENTARY), about=about) for name, (_, about) in RULES.items()},
    make=dict,
    expected=M("rules of the check, each with off, warning or error"),
)

DIGEST = Group(
    keys={
        "title": Key(rule=Text(), about=M("Title of an edition that gets no other.")),
        "max_items": Key(rule=Whole(low=1, high=1000), about=M("Most items in an edition.")),
        "max_per_source": Key(rule=Whole(low=1, high=1000), about=M("Most items of one source in an edition.")),
        "intro": Key(rule=Text(free=True), about=M("Text that an edition opens with.")),
        "closing": Key(rule=Text(free=True), about=M("Text that an edition ends with.")),
        "language": Key(rule=OneOf(words=PUBLIC), about=M("Language of editions; the organisation's where absent.")),
        "slots": Key(rule=Slots(), about=M("When posts go out, such as: di 10:00, do 16:00.")),
        "avoid": Key(
            rule=ListOf(rule=Text(), expected=M("a list of domains and words")),
            about=M("What you do not share: domains such as example.org, and words."),
        ),
        "rules": Key(rule=CHECKS, about=M("Rules of the check that are to be off, a warning or an error.")),
    },
    make=Digest,
)

INBOX = Group(
    keys={
        "expires": Key(rule=_days(), about=M("New items that nobody touched for this long lapse.")),
        "limit": Key(rule=Whole(low=1, high=10_000), about=M("Rows that `curate inbox` shows.")),
    },
    make=Inbox,
)

RANKING = Group(
    keys={
        "tag": Key(rule=Number(), about=M("A tag by rule (1 where absent).")),
        "curator_tag": Key(rule=Number(), about=M("A tag that you gave (1.5).")),
        "source_tag": Key(rule=Number(), about=M("A tag of the source (0.25).")),
        "trust": Key(rule=Number(), about=M("A point of trust in the source (0.25).")),
        "sources": Key(rule=Number(), about=M("Twice as many sources that tell it (1).")),
        "kept": Key(rule=Number(), about=M("How much you kept of the source (0.5).")),
        "like": Key(rule=Number(), about=M("Likeness to what you kept (1).")),
        "echo": Key(rule=Number(), about=M("Likeness to what was published: taken off (1.5).")),
        "freshness": Key(rule=Number(), about=M("How fast news grows old (1: half in three days).")),
    },
    make=dict,
    expected=M("weights, each a number"),
)

FETCH = Group(
    keys={
        "pause": Key(rule=_seconds(0, 60), about=M("Seconds between two requests to one host.")),
        "deadline": Key(rule=_seconds(1, 600), about=M("Seconds that one source may take.")),
        "hosts": Key(rule=Whole(low=1, high=1000), about=M("Hosts that are asked at the same time.")),
    },
    make=Fetch,
)

TAGS: Rule = Table(
    rule=ListOf(rule=Text(), expected=M("a list of words, such as [privacy, gdpr]"), least=1),
    expected=M("tags, each with a list of words"),
)

FILE = Group(
    keys={
        "organisation": Key(rule=ORGANISATION, about=M("Who you are.")),
        "sources": Key(
            rule=ListOf(rule=SOURCE, expected=M("a list of sources, each beginning with “- url:”")),
            about=M("List here what you follow, each with “- url:” and its address."),
            required=True,
        ),
        "tags": Key(rule=TAGS, about=M("Tag → words that give it to an item.")),
        "channels": Key(
            rule=Table(rule=CHANNEL, expected=M("channels, each with its settings")),
            about=M("Channels that you use, with what you want different."),
        ),
        "report": Key(rule=REPORT, about=M("What a trend report says beside its trends.")),
        "site": Key(rule=SITE, about=M("Your public topic page.")),
        "digest": Key(rule=DIGEST, about=M("How editions are made.")),
        "inbox": Key(rule=INBOX, about=M("What waits, and for how long.")),
        "approval": Key(rule=OneOf(words=("optional", "required")), about=M("Whether items need a second person.")),
        "keep": Key(rule=_kept(), about=M("How long items that went nowhere are kept; for ever where absent.")),
        "ranking": Key(rule=RANKING, about=M("Weights of the ranking.")),
        "fetch": Key(rule=FETCH, about=M("How politely and patiently sources are asked.")),
        "lang": Key(rule=OneOf(words=PEOPLE), about=M("The language that curate speaks to you.")),
    },
    make=dict,
    expected=M("a group of keys, of which `sources:` is one"),
)
