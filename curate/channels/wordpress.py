"""WordPress: the whole edition as one post, as its REST interface takes it and as blocks to paste in its code editor.

Nothing in it runs: a square bracket is written as an entity with a character behind it that nobody sees, since the
editor decodes entities when it saves, and a shortcode (`[gallery]`) would run from then on. No address stands alone on
a line, where WordPress would embed what it leads to. What strangers write can end no comment, so it can begin no block.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from html import escape
from typing import Literal

from curate import text
from curate.channels import ChannelRules, composing, hypertext, letters
from curate.channels.outline import Outline, Part, beginning, outline, runs_left
from curate.locale import M, P, translate
from curate.models import Edition, Export, Kind

EXCERPT = 300
"""Characters: some 55 words, which is what WordPress cuts one of its own to."""
_LONGEST_SLUG = 60
_BRACKET = "&#91;\u200c"


@dataclass(frozen=True, kw_only=True, slots=True)
class WordPress:
    """The channel."""

    name: str = "wordpress"
    rules: ChannelRules

    @property
    def unit(self) -> Literal["item", "edition"]:
        """The whole edition in one post."""
        return "edition"

    @property
    def limit(self) -> int | None:
        """None: a post is as long as it is."""
        return self.rules.limit

    def render(self, edition: Edition, settings: Mapping[str, object]) -> Export:
        """Return the payload and the blocks. Settings: link_to, utm."""
        article = post(edition, settings)
        body = json.dumps(article.payload(), ensure_ascii=False, indent=2)
        return Export(channel=self.name, files=(("wordpress.html", article.content), ("wordpress.json", f"{body}\n")))


CHANNEL = WordPress(
    rules=ChannelRules(
        limit=None,
        counts=M("not at all: a document is as long as it is"),
        hashtags=0,
        source="https://developer.wordpress.org/rest-api/reference/posts/",
        checked=date(2026, 11, 23),
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """A post as WordPress takes it."""

    title: str
    """HTML: WordPress shows titles as such."""
    content: str
    """HTML in blocks."""
    excerpt: str
    """HTML too."""
    slug: str
    """The last part of its address: by it a post that is there already is found."""
    tags: tuple[str, ...]
    """Names. The interface wants their numbers: who sends it asks for these, and makes what is not there."""
    date_gmt: str
    """When it is planned to go out; "" where it is not."""

    def payload(self) -> dict[str, object]:
        """Return it as `POST /wp-json/wp/v2/posts` takes it, but for the tags, which are names here."""
        planned = {"date_gmt": self.date_gmt} if self.date_gmt else {}
        return {
            "title": self.title,
            "content": self.content,
            "excerpt": self.excerpt,
            "slug": self.slug,
            "status": "draft",
            **planned,
            "tags": list(self.tags),
        }


def post(edition: Edition, settings: Mapping[str, object]) -> Article:
    """Return an edition as a post; UsageError where a setting is impossible."""
    told = outline(edition, CHANNEL.name, settings)
    planned = min((each.at for each in edition.plan if each.channel == CHANNEL.name), default=None)
    return Article(
        title=_inert(escape(told.title, quote=False)),
        content="\n\n".join(_blocks(told)) + "\n",
        excerpt=_inert(escape(beginning(told, EXCERPT), quote=False)),
        slug=_slug(told.title, edition.key),
        tags=_tags(edition),
        date_gmt=planned.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if planned else "",
    )


def _inert(html: str) -> str:
    """Return HTML without a square bracket in it; in addresses, percent-encoding has taken them away already."""
    return html.replace("[", _BRACKET)


def _slug(title: str, key: str) -> str:
    """Return the title in small ASCII letters, and behind it a mark of the digest, as titles come back every week."""
    words = re.findall(r"[a-z0-9]+", text.fold(title))
    kept: list[str] = []
    for word in words:
        if sum(map(len, kept)) + len(kept) + len(word) > _LONGEST_SLUG:
            break
        kept.append(word)
    return "-".join([*(kept or ["digest"]), hashlib.sha256(key.encode("utf-8")).hexdigest()[:8]])


def _tags(edition: Edition) -> tuple[str, ...]:
    """Return the tags of all items, each once, as WordPress keeps names: without angle brackets, on one line."""
    subject = [edition.subject] if edition.kind is Kind.TREND else []
    entries = composing.meant_for(edition, CHANNEL.name)
    names = [*subject, *(tag for entry in entries for tag in entry.tags)]
    kept: dict[str, str] = {}
    for name in filter(None, (composing.line(re.sub("[<>]", "", each)) for each in names)):
        kept.setdefault(name.casefold(), name)
    return tuple(kept.values())


# ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _blocks(told: Outline) -> Iterator[str]:
    yield _small(told.facts[1:] or told.facts)
    if told.trend:
        yield _paragraph(f"<strong>{_text(told.trend)}</strong>")
    yield from _own(told.intro)
    yield from _story(told) if told.story else _items(told)
    if told.closing or told.trust:
        yield _SEPARATOR
    yield from _own(told.closing)
    if told.trust:
        yield _paragraph(f"<em>{_text(told.trust)}</em>")


def _items(told: Outline) -> Iterator[str]:
    for section in told.sections:
        level = 3 if section.title else 2
        if section.title:
            yield _heading(_turned(_text(section.title)), 2)
        elif section is not told.sections[0]:
            yield _SEPARATOR
        for part in section.parts:
            yield _heading(f"{_text(part.before)}{_title(part)}", level)
            yield from _told(part, told.language)
            yield _small(part.facts)


def _story(told: Outline) -> Iterator[str]:
    for part in told.parts:
        yield from _told(part, told.language, _inert(letters.reference(part)))
    if told.parts:
        yield _heading(_text(translate(P("Sources"), told.language)), 2)
        items = "\n\n".join(
            f"<!-- wp:list-item -->\n<li>{_title(part)}<br>{_text(' · '.join(part.facts))}</li>\n<!-- /wp:list-item -->"
            for part in told.parts
        )
        yield f'<!-- wp:list {{"ordered":true}} -->\n<ol class="wp-block-list">{items}</ol>\n<!-- /wp:list -->'


def _told(part: Part, language: str, reference: str = "") -> Iterator[str]:
    if part.mark:
        yield _paragraph(f"<em>{_text(part.mark)}</em>")
    own = [_inert(_on_one_line(each)) for words in part.words for each in hypertext.paragraphs(words)]
    yield from map(_paragraph, letters.referred(own, reference))
    if part.quote:
        paragraphs = "\n\n".join(map(_paragraph, _quoted(part)))
        quote = f'<blockquote class="wp-block-quote">{paragraphs}<cite>{_text(part.said)}</cite></blockquote>'
        yield f"<!-- wp:quote -->\n{quote}\n<!-- /wp:quote -->"
    if part.related:
        yield _paragraph(letters.related(part, language))


def _quoted(part: Part) -> Iterator[str]:
    """Yield the paragraphs of a quote, the first with its opening mark, the last with its closing one."""
    for words in f"“{part.quote}”".split("\n\n"):
        alone = re.fullmatch(r"https?://\S+", words, re.IGNORECASE)  # it would be embedded
        yield _within(_text(words.replace("//", "/\u200c/", 1) if alone else words), part.language)


def _own(words: str) -> Iterator[str]:
    for part in hypertext.paragraphs(words):
        yield _paragraph(_inert(_on_one_line(part)))


def _title(part: Part) -> str:
    words = _turned(_text(part.title))
    return f'<a href="{escape(part.url)}">{words}</a>' if part.url else words


def _text(words: str) -> str:
    return _inert(_on_one_line(hypertext.lines(words)))


def _on_one_line(html: str) -> str:
    """Return HTML with its line breaks as tags alone: WordPress looks for addresses that stand alone on a line."""
    return html.replace("<br>\n", "<br>").replace("\n", " ")


def _within(html: str, language: str) -> str:
    return f'<span lang="{language}">{html}</span>' if language else html


def _paragraph(html: str) -> str:
    return f"<!-- wp:paragraph -->\n<p>{_turned(html)}</p>\n<!-- /wp:paragraph -->"


def _small(facts: tuple[str, ...]) -> str:
    words = _turned(_text(" · ".join(facts)))
    return (
        '<!-- wp:paragraph {"fontSize":"small"} -->\n'
        f'<p class="has-small-font-size">{words}</p>\n<!-- /wp:paragraph -->'
    )


def _heading(html: str, level: int) -> str:
    said = "" if level == 2 else f' {{"level":{level}}}'  # noqa: PLR2004  (2 is what WordPress does not write)
    return f'<!-- wp:heading{said} -->\n<h{level} class="wp-block-heading">{html}</h{level}>\n<!-- /wp:heading -->'


def _turned(html: str) -> str:
    """Return HTML in an element that finds its own direction, where it needs one: a block may carry no attribute."""
    return f"<bdi>{html}</bdi>" if runs_left(html) else html


_SEPARATOR = '<!-- wp:separator -->\n<hr class="wp-block-separator has-alpha-channel-opacity"/>\n<!-- /wp:separator -->'
