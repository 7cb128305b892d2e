"""A digest as one page to look at before it goes out: the edition, and each post as its channel counts it.

The page holds all it needs: it asks nothing of anybody, runs nothing, and says that it is a draft. What comes from
strangers is text; in the curator's words, emphasis and links to pages are shown as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from curate.channels import composing, hypertext, markdown
from curate.locale import Message, P, translate
from curate.models import Edition, Entry, Export, Kind

_STYLE = """
body{font:1.05rem/1.55 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
h1,h2,h3{line-height:1.25}a{color:#0b5394}.mark{background:#fff3c4;padding:.4rem .7rem;font:.95rem sans-serif}
.facts{color:#555;font:.9rem sans-serif}blockquote{margin-left:0;padding-left:1rem;border-left:3px solid #ccc}
.post{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #ccc;padding:.8rem;font:.95rem/1.45 sans-serif}
img{max-width:100%}
"""


def page(edition: Edition, exports: Sequence[Export], *, draft: bool) -> str:
    """Return the page, in the language of the edition; `exports` are shown post by post."""
    body = "\n".join([*_edition(edition, draft=draft), *_posts(exports, edition.language)])
    title = escape(composing.line(edition.title))
    return (
        f'<!doctype html>\n<html lang="{escape(edition.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _edition(edition: Edition, *, draft: bool) -> Iterator[str]:
    if draft:
        yield f'<p class="mark">{_say(P("A draft: nothing of this went out."), edition)}</p>'
    yield f"<h1>{escape(composing.line(edition.title))}</h1>"
    number = [_say(P("Edition {number}", number=edition.number), edition)] if edition.number else []
    facts = [escape(composing.line(edition.organisation)), *number, escape(composing.day_of(edition.date, edition))]
    yield _facts(facts)
    if edition.kind is Kind.TREND and edition.subject.strip():
        subject = composing.line(edition.subject)
        yield f"<p><strong>{_say(P('Trend: {subject}', subject=subject), edition)}</strong></p>"
    yield hypertext.own(edition.intro)
    yield from _story(edition) if edition.kind is Kind.STORY else _entries(edition)
    yield hypertext.own(edition.closing)
    if edition.trust is not None and not edition.told:
        yield f"<p><em>{_say(markdown.trust(edition), edition)}</em></p>"


def _entries(edition: Edition) -> Iterator[str]:
    level = 3 if any(entry.section.strip() for entry in edition.entries) else 2
    section = ""
    for entry in edition.entries:
        if entry.section.strip() != section:
            section = entry.section.strip()
            yield f"<h2>{escape(composing.line(section))}</h2>" if section else "<hr>"
        dated = composing.day_of(entry.published, edition) if edition.kind is Kind.TIMELINE else ""
        before = composing.number(entry, edition) + (f"{dated}: " if dated else "")
        yield f"<h{level}>{escape(before)}{_title(entry)}</h{level}>"
        yield from _words(entry, edition)
        yield _source(entry, edition)
        yield from _more(entry, edition)


def _story(edition: Edition) -> Iterator[str]:
    """Yield what the curator wrote as one text, and its sources under it."""
    for number, entry in enumerate(edition.entries, 1):
        yield from _words(entry, edition)
        yield f"<p>{hypertext.link(f'[{number}]', entry.url)}</p>"
        yield from _more(entry, edition)
    yield f"<h2>{_say(P('Sources'), edition)}</h2>"
    for number, entry in enumerate(edition.entries, 1):
        yield f"<p>{number}. {_title(entry)}</p>"
        yield _source(entry, edition)


def _title(entry: Entry) -> str:
    return hypertext.link(composing.line(entry.title) or composing.outlet_of(entry), entry.url)


def _words(entry: Entry, edition: Edition) -> Iterator[str]:
    if not any(character.isalnum() for character in entry.commentary):
        yield f'<p class="mark">{_say(P("[without commentary]"), edition)}</p>'
    yield hypertext.own(entry.commentary)
    yield hypertext.own(entry.context)
    words, names = composing.quoted(entry)
    if words:
        yield f"<blockquote><p>“{hypertext.lines(words)}”</p><p>— {escape(names)}</p></blockquote>"


def _source(entry: Entry, edition: Edition) -> str:
    return _facts([escape(composing.attribution(entry, edition)), escape(composing.day_of(entry.published, edition))])


def _more(entry: Entry, edition: Edition) -> Iterator[str]:
    """Yield the picture, which is named and not shown: the page asks nothing of anybody; and the related page."""
    if entry.image.strip():
        said = [P("Picture: {image}", image=composing.line(entry.image))]
        said += [P("Its description: {words}", words=composing.line(entry.image_alt))] if entry.image_alt else []
        said += [P("Its licence: {words}", words=composing.line(entry.image_licence))] if entry.image_licence else []
        yield _facts([_say(each, edition) for each in said])
    if entry.related.strip():
        before, _, after = translate(P("Read also: {url}", url="\0"), edition.language).partition("\0")
        yield f"<p>{escape(before)}{hypertext.link(entry.related, entry.related)}{escape(after)}</p>"


def _posts(exports: Sequence[Export], language: str) -> Iterator[str]:
    for export in exports:
        if not export.posts:
            continue
        yield f"<hr>\n<h2>{escape(export.channel)}</h2>"
        for post in export.posts:
            items = " ".join(f"#{item}" for item in post.items)
            said = P("{length} of {limit} characters", length=post.length, limit=post.limit)
            yield _facts([escape(items), escape(translate(said, language))])
            yield f'<p class="post">{escape(post.text)}</p>'


def _facts(facts: Sequence[str]) -> str:
    return f'<p class="facts">{" · ".join(filter(None, facts))}</p>'


def _say(message: Message, edition: Edition) -> str:
    return escape(translate(message, edition.language))
