"""Changes to `sources.yaml` that leave every other line as it is: comments, order, quotes, line ends.

The text itself is cut and pasted at the places that the parser gives (`splicing`), rather than written anew from what
was read: a round trip through a YAML library re-indents and folds lines that it was not asked about, and takes the
comment above the next source away with the one that is removed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from curate.config.faults import Report, lines
from curate.config.loading import content, parse
from curate.config.records import Config, Source
from curate.errors import CurateError, UsageError
from curate.locale import M, Message

if TYPE_CHECKING:  # PyYAML is loaded only where a file is really changed
    from curate.config.reading import Yaml


def add_source(path: Path, **fields: Any) -> Source:  # noqa: ANN401  (the keys of a source, as the file has them)
    """Write a source at the end of the list, and return it as the file now says it.

    `fields` are the keys of a source (`url`, `name`, `tags`, …); those that are None or empty are left out.
    Raises UsageError where a field is not right or the source stands there already, ConfigError where the file is
    faulty; then nothing is changed.
    """
    from curate.config.splicing import with_sources

    written = _written(fields)
    _refuse_faults(written)
    file = _open(path)
    _refuse_twice(file, written)
    return file.save(with_sources(file.yaml, [written])).sources[-1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Additions:
    """What became of sources that were to be added together."""

    added: tuple[Source, ...] = ()
    """As the file now says them."""
    known: tuple[str, ...] = ()
    """Addresses that stand in the file already, or stood in the rows before."""
    refused: tuple[tuple[str, Message], ...] = ()
    """Addresses that are not right, and why."""


def add_sources(path: Path, rows: Iterable[Mapping[str, Any]], *, followed: Iterable[str] = ()) -> Additions:
    """Write sources at the end of the list, in one go, and return what became of each.

    `rows` hold keys as `add_source` takes them, `url` always; one that is not right keeps no other out. A name that is
    taken is told apart by the host. `followed`: addresses that count as known though the file does not say them.
    Raises ConfigError where the file is faulty; then nothing is changed.
    """
    from curate.config.checking import same_address, same_name
    from curate.config.splicing import with_sources

    file = _open(path)
    seen = {same_address(url) for url in (*followed, *(source.url for source in file.config.sources))}
    names = {same_name(source.name) for source in file.config.sources if source.named}
    new: list[dict[str, Any]] = []
    known: list[str] = []
    refused: list[tuple[str, Message]] = []
    for row in rows:
        written = _written(row)
        fault = _fault(written)
        if fault is not None:
            refused.append((str(row["url"]), fault))
        elif same_address(written["url"]) in seen:
            known.append(written["url"])
        else:
            if "name" in written:
                written["name"] = next(name for name in _names(written) if same_name(name) not in names)
                names.add(same_name(written["name"]))
            seen.add(same_address(written["url"]))
            new.append(written)
    added = file.save(with_sources(file.yaml, new)).sources[-len(new) :] if new else ()
    return Additions(added=added, known=tuple(known), refused=tuple(refused))


def _names(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield names for a source: its own, then with its host, then numbered."""
    name, host = fields["name"], urlsplit(fields["url"]).netloc.lower().removeprefix("www.")
    yield name
    yield f"{name} ({host})"
    yield from (f"{name} ({host}, {number})" for number in count(2))


def remove_source(path: Path, name: str) -> Source:
    """Take the source of that name (or address) out of the file, and return what it was.

    Comments stay, also those above it. Raises UsageError where there is no such source, ConfigError where the file is
    faulty or would be without it (another refers to it); then nothing is changed.
    """
    from curate.config.splicing import without_source

    file = _open(path)
    source = file.config.source(name)
    file.save(without_source(file.yaml, file.config.sources.index(source)))
    return source


def replace_url(path: Path, old: str, new: str) -> Source:
    """Write the new address of a source (named by its address or its name), and return it as the file now says it.

    Raises UsageError where there is no such source, or the address is not right or another source's; ConfigError where
    the file is faulty. Then nothing is changed.
    """
    from curate.config.splicing import with_value

    _refuse_faults({"url": new})
    file = _open(path)
    source = file.config.source(old)
    _refuse_twice(file, {"url": new}, but=source)
    number = file.config.sources.index(source)
    return file.save(with_value(file.yaml, ("sources", number, "url"), new)).sources[number]


def add_word(path: Path, tag: str, word: str) -> tuple[str, ...]:
    """Write a word or phrase at the end of a tag's rule, and return its words as the file now says them.

    A tag that the file does not have is written after the others. Raises UsageError where a rule stands written in a
    way that cannot be changed without its neighbours (an alias), ConfigError where the file is faulty or would be; then
    nothing is changed.
    """
    from curate.config.splicing import with_word

    file = _open(path)
    written = next((name for name in file.yaml.names(("tags",)) if name.strip() == tag), tag)
    changed = with_word(file.yaml, written, word)
    if changed is None:
        raise UsageError(
            M("The rule of the tag {tag} is shared in {file} (with & and *), so it is not changed here.",
              tag=tag, file=file.path.name),
            hint=M("Write the word into it yourself: {word}", word=word),
        )  # fmt: skip
    return file.save(changed).tags[tag]


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class _File:
    """A file as it was when it was opened."""

    path: Path
    raw: bytes
    yaml: Yaml
    config: Config

    def save(self, text: str) -> Config:
        """Return the configuration of the new text, once it has been found right and has been written whole."""
        mark = b"\xef\xbb\xbf"
        raw = (mark if self.raw.startswith(mark) else b"") + text.encode()
        config = parse(raw, self.path.name)
        _write(self.path, raw)
        return config


def _open(path: Path) -> _File:
    from curate.config.reading import read

    raw = content(path)
    return _File(path=path, raw=raw, yaml=read(raw, path.name), config=parse(raw, path.name))


def _written(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say something, as YAML writes them."""
    return {key: _plain(value) for key, value in fields.items() if value not in (None, "", (), [], {})}


def _refuse_faults(fields: Mapping[str, Any]) -> None:
    fault = _fault(fields)
    if fault is not None:
        raise UsageError(fault)


def _fault(fields: Mapping[str, Any]) -> Message | None:
    """Return what is wrong with the keys of a source; None where nothing is."""
    from curate.config.checking import check_source

    report = Report()
    check_source(fields, report)
    if not report.faults:
        return None
    return lines([M("{key}: {problem}", key=fault.key, problem=fault.problem) for fault in report.faults])


def _refuse_twice(file: _File, fields: Mapping[str, Any], *, but: Source | None = None) -> None:
    from curate.config.checking import same_address, same_name

    for source in file.config.sources:
        if source == but:
            continue
        if same_address(source.url) == same_address(fields["url"]):
            raise UsageError(
                M(
                    "{url} stands in {file} already, as “{name}”.",
                    url=fields["url"],
                    file=file.path.name,
                    name=source.name,
                )
            )
        if source.named and same_name(source.name) == same_name(fields.get("name", "")):
            raise UsageError(
                M("There is a source called “{name}” already: {url}", name=source.name, url=source.url),
                hint=M("Give the new one another name."),
            )


def _plain(value: object) -> object:
    """Return a field as YAML writes it."""
    if isinstance(value, tuple | set | frozenset | list):
        return [_plain(member) for member in value]
    if isinstance(value, timedelta):
        return f"{round(value.total_seconds() / 60)}m"
    return value


def _write(path: Path, raw: bytes) -> None:
    """Put bytes in the place of a file: written aside, then renamed, so that a reader finds the old or the new."""
    import shutil

    target = path.resolve()  # a link stays a link
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        try:
            with aside.open("wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            with suppress(OSError):  # a disk without permissions (FAT, some network disks) has none to keep
                shutil.copymode(target, aside)
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise CurateError(
            M("{path} cannot be written. Nothing was changed.", path=path),
            hint=M("Check that no other program holds the file, and that you may write in its folder."),
        ) from error
