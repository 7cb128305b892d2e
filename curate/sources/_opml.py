"""Lists of feeds, as feed readers exchange them: OPML 2.0 (http://opml.org/spec2.opml), both ways.

What comes in is read by the same hardened parser as feeds: no DOCTYPE, no entities, no network, bounded in size and
depth. Folders and categories become tags; a feed that stands in several folders is one feed with all their tags.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree  # type: ignore[import-untyped]  # it comes without types

from curate.errors import UsageError
from curate.locale import M, Message
from curate.sources import _bounds
from curate.sources.feed.decoding import decoded
from curate.sources.feed.mending import mended
from curate.sources.feed.outline import Node, tree
from curate.text import literal_line, one_line, shorten

LARGEST = 5_000_000
"""Bytes. A list of 10,000 feeds has about 2 million."""
MOST_FEEDS = 10_000
DEEPEST = 32
"""Folders within folders. Readers have two or three."""
LONGEST_NAME = 200
"""Characters of a name or a tag."""
_FEED_SCHEME = re.compile(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """One feed of a list."""

    url: str
    """As it is written there; whether it is an address of the web is not yet said."""
    name: str = ""
    tags: tuple[str, ...] = ()
    """Folders from the outside in, then categories; each once."""
    home: str = ""
    """The page that the feed belongs to."""


def parse(raw: bytes, file: str) -> tuple[Outline, ...]:
    """Return the feeds of a list, in its order, each once. `file` is what messages call it.

    `UsageError` where it is no OPML, is broken, holds no feed, or is larger or deeper than any list of feeds.
    """
    body = _root(raw, file).find("{*}body")
    if body is None:
        raise UsageError(M("{file} is an outline without a body (OPML).", file=file), hint=_export_again())
    found: dict[str, Outline] = {}
    for outline in _feeds(body, file):
        known = found.setdefault(outline.url, outline)
        found[outline.url] = replace(
            known, name=known.name or outline.name, tags=tuple(dict.fromkeys((*known.tags, *outline.tags)))
        )
        if len(found) > MOST_FEEDS:
            raise UsageError(
                M("{file} holds more than {most} feeds.", file=file, most=MOST_FEEDS),
                hint=M("Take out what you do not read, or divide it into several files."),
            )
    if not found:
        raise UsageError(M("{file} holds no feeds.", file=file), hint=_export_again())
    return tuple(found.values())


def write(outlines: Iterable[Outline], title: str) -> str:
    """Return the list as OPML 2.0, the same for the same feeds: each in the folder of its first tag.

    All its tags stand in `category`, but one with a comma or a slash, which cannot: for that it is listed again in a
    folder of that name.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = literal_line(title)
    body = etree.SubElement(root, "body")
    folders: dict[str, Node] = {"": body}
    for outline in outlines:
        tags = [literal_line(tag) for tag in outline.tags]
        listed = [*tags[:1], *(tag for tag in tags[1:] if not _fits_category(tag))] or [""]
        for folder in listed:
            if folder not in folders:
                folders[folder] = etree.SubElement(body, "outline", text=_as_markup(folder), title=folder)
            etree.SubElement(folders[folder], "outline", _attributes(outline, tags))
    etree.indent(root)
    written = str(etree.tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'


def _attributes(outline: Outline, tags: Sequence[str]) -> dict[str, str]:
    name = literal_line(outline.name) or outline.url
    attributes = {
        "type": "rss",
        "text": _as_markup(name),
        "title": name,
        "xmlUrl": literal_line(outline.url),
        "htmlUrl": literal_line(outline.home),
        "category": ",".join(tag for tag in map(_as_markup, tags) if _fits_category(tag)),
    }
    return {key: value for key, value in attributes.items() if value}


def _fits_category(tag: str) -> bool:
    """Say whether a tag can be told in `category`, where commas part categories, and slashes their levels."""
    return not {",", "/"} & set(_as_markup(tag))


def _as_markup(text: str) -> str:
    """Return text as `text` holds it, which may be HTML: a name with "<b>" in it must come back as it was."""
    return text if one_line(text) == text else html.escape(text, quote=False)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _root(raw: bytes, file: str) -> Node:
    if len(raw) > LARGEST:
        raise UsageError(
            M("{file} is larger than {megabytes} MB, which no list of feeds is.", file=file, megabytes=LARGEST // 10**6)
        )
    body = decoded(raw, None).body
    if _bounds.overgrown(body):
        raise UsageError(M("{file} has more tags or attributes than any list of feeds.", file=file))
    body = mended(body)
    root, log = tree(body)
    if root is None or root.tag.rpartition("}")[2].lower() != "opml":
        raise UsageError(M("{file} is no list of feeds (OPML).", file=file), hint=_export_again())
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in log):
        raise _too_deep(file)
    if log:
        # What is left out by a broken file cannot be seen in what is read of it.
        raise UsageError(
            M(
                "{file} is damaged or cut short (line {line}: {reason}). Nothing was taken from it.",
                file=file,
                line=log[0].line,
                reason=one_line(log[0].message)[:120],
            ),
            hint=_export_again(),
        )
    return root


def _feeds(body: Node, file: str) -> Iterator[Outline]:
    """Yield the feeds within, each with the names of the folders around it."""
    waiting: list[tuple[Node, tuple[str, ...]]] = [(body, ())]
    while waiting:
        node, folders = waiting.pop()
        if len(folders) > DEEPEST:
            raise _too_deep(file)
        inside = folders
        if node is not body:
            said = {name.lower(): value for name, value in node.attrib.items()}
            url = _address(said.get("xmlurl", ""))
            if url:
                yield _outline(url, said, folders)
            else:
                inside = (*folders, _line(said.get("text") or said.get("title") or ""))
        waiting.extend((child, inside) for child in reversed(list(node.iterchildren("{*}outline"))))


def _outline(url: str, said: dict[str, str], folders: Sequence[str]) -> Outline:
    name = _line(said.get("text", "")) or _line(said.get("title", ""))
    categories = (_line(part) for part in re.split("[,/]", said.get("category", "")))
    return Outline(
        url=url,
        name="" if name == url else name,
        tags=tuple(dict.fromkeys(tag for tag in (*folders, *categories) if tag)),
        home=_address(said.get("htmlurl", "")),
    )


def _address(text: str) -> str:
    """Return an address as it is written, without "feed:" before it."""
    bare = literal_line(text)
    return _FEED_SCHEME.sub(lambda found: "" if bare[found.end() :].lower().startswith("http") else "http:", bare)


def _line(text: str) -> str:
    return shorten(one_line(text), LONGEST_NAME)


def _too_deep(file: str) -> UsageError:
    return UsageError(
        M("{file} was not read: its folders are nested more than {deepest} deep.", file=file, deepest=DEEPEST)
    )


def _export_again() -> Message:
    return M("Export the list once more from your feed reader, as OPML.")
