"""From plain values to a `Config`: every key by its rule, then what only the whole file can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import unquote, urlsplit

from curate.config.faults import Report
from curate.config.keys import FILE, SOURCE
from curate.config.records import Config, Digest, Organisation, Source
from curate.config.rules import is_mailbox
from curate.locale import PEOPLE, M


def check(data: object, report: Report) -> Config | None:
    """Return the configuration that plain values stand for, or None: then the report tells the faults."""
    given = FILE.read(data, (), report)
    rows = data.get("sources") if isinstance(data, dict) else None
    if isinstance(rows, list):
        _check_sources(rows, report)
    if isinstance(data, dict):
        _check_words(data.get("tags"), report)
    if report.faults or given is None or not isinstance(data, dict):
        return None
    return _config(data, given)


def check_source(fields: Mapping[str, Any], report: Report) -> None:
    """Note what is wrong with the keys of one source that stands in no file yet."""
    if SOURCE.read(dict(fields), (), report) is not None:
        _check_select(fields, (), report)
        _check_mail(fields, (), report)


def same_address(url: str) -> str:
    """Return what two addresses of one feed have in common: no scheme, `www.`, default port, last slash or fragment."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    host = (parts.hostname or "").removeprefix("www.")
    shown_port = "" if port in {None, 80, 443} else f":{port}"
    query = f"?{parts.query}" if parts.query else ""
    if is_mailbox(url):  # two people have their boxes at one server
        shown_port = "" if port in {None, 143, 993} else f":{port}"
        return f"{unquote(parts.username or '')}@{host}{shown_port}{unquote(parts.path.rstrip('/')) or '/INBOX'}"
    return f"{host}{shown_port}{parts.path.rstrip('/')}{query}"


def _check_sources(rows: Sequence[object], report: Report) -> None:
    addresses: dict[str, int] = {}
    names: dict[str, int] = {}
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            continue
        _check_select(row, ("sources", number), report)
        _check_mail(row, ("sources", number), report)
        for key, seen, same in (("url", addresses, same_address), ("name", names, same_name)):
            value = row.get(key)
            if not isinstance(value, str) or not value.strip():
                continue
            first = seen.setdefault(same(value), number)
            if first != number:
                _twice(key, number, first, report)


def _twice(key: str, number: int, first: int, report: Report) -> None:
    at = ("sources", number, key)
    line = report.positions.line(("sources", first, key)) if report.positions else None
    if key == "url":
        report.add(at, M("this source stands in the file already, on line {first}. Keep one of the two.", first=line))
    else:
        report.add(at, M("the source on line {first} has this name already. Give one another name.", first=line))


def _check_select(row: Mapping[str, Any], at: tuple[str | int, ...], report: Report) -> None:
    page = row.get("kind") == "page"
    if page and row.get("select") is None:
        problem = M(
            "is missing. A page is read with selectors; `item` at least is needed: select: {example}",
            example="{item: article}",
        )
        report.add((*at, "select"), problem)
    if row.get("select") is not None and not page:
        report.add((*at, "select"), M("selectors are for web pages only. Add `kind: page` or take them out."), key=True)


def _check_mail(row: Mapping[str, Any], at: tuple[str | int, ...], report: Report) -> None:
    mail, url = row.get("kind") == "mail", row.get("url")
    if isinstance(url, str) and url.strip():
        if mail and not is_mailbox(url):
            problem = M(
                "a mailbox has an address such as {example}", example="imaps://an%40example.org@imap.example.org/INBOX"
            )
            report.add((*at, "url"), problem)
        elif is_mailbox(url) and not mail:
            report.add((*at, "url"), M("this is the address of a mailbox. Add `kind: mail`."), key=True)
    if row.get("tips_from") is not None and not mail:
        report.add((*at, "tips_from"), M("tips come by mail only. Add `kind: mail` or take it out."), key=True)


def _check_words(tags: object, report: Report) -> None:
    for name, words in tags.items() if isinstance(tags, dict) else ():
        if not isinstance(words, list):
            continue
        texts = [word.strip() if isinstance(word, str) else "" for word in words]
        for number, word in enumerate(texts):
            if word and not any(character.isalnum() for character in word):
                report.wrong(("tags", name, number), word, M("a word with at least one letter or digit"))
        if texts and all(word.startswith("-") for word in texts):
            report.add(("tags", name), M("every word is excluded with -, so nothing can get this tag. Add a word."))


def _config(data: Mapping[str, Any], given: Mapping[str, Any]) -> Config:
    organisation = given.get("organisation", Organisation())
    digest = given.get("digest", Digest())
    if "language" not in (data.get("digest") or {}):
        digest = replace(digest, language=organisation.language)
    lang = organisation.language if organisation.language in PEOPLE else "en"
    return Config(**{"lang": lang, **given, "sources": _named(given["sources"]), "digest": digest})


def _named(rows: Sequence[dict[str, Any]]) -> tuple[Source, ...]:
    """Return the sources, those without a name under a provisional one: the first of these that is free."""
    taken = {same_name(row["name"]) for row in rows if "name" in row}
    sources = []
    for row in rows:
        if "name" in row:
            sources.append(Source(**row))
            continue
        name = next(name for name in _provisional(row["url"]) if same_name(name) not in taken)
        taken.add(same_name(name))
        sources.append(Source(**row, name=name, named=False))
    return tuple(sources)


def _provisional(url: str) -> Iterator[str]:
    """Yield names for an address: its host, with its path, with its query, and then numbered."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    path = parts.path.rstrip("/")
    if is_mailbox(url):
        host, path = unquote(path.strip("/")) or "INBOX", f" ({unquote(parts.username or '')})"
    whole = host + path + (f"?{parts.query}" if parts.query else "")
    yield host
    yield host + path
    yield whole
    yield from (f"{whole} ({number})" for number in count(2))


def same_name(name: str) -> str:
    """Return what two names have in common that commands cannot tell apart: case and white space do not count."""
    return " ".join(name.split()).casefold()
