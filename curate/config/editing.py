"""Changes to `sources.yaml` that leave every other line as it is: comments, order, quotes, line ends.

The text itself is cut and pasted at the places that the parser gives (`splicing`), rather than written anew from what
was read: a round trip through a YAML library re-indents and folds lines that it was not asked about, and takes the
comment above the next source away with the one that is removed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curate.config.faults import Report, lines
from curate.config.loading import content, parse
from curate.config.records import Config, Source
from curate.errors import CurateError, UsageError
from curate.locale import M

if TYPE_CHECKING:  # PyYAML is loaded only where a file is really changed
    from curate.config.reading import Yaml


def add_source(path: Path, **fields: Any) -> Source:  # noqa: ANN401  (the keys of a source, as the file has them)
    """Write a source at the end of the list, and return it as the file now says it.

    `fields` are the keys of a source (`url`, `name`, `tags`, …); those that are None or empty are left out.
    Raises UsageError where a field is not right or the source stands there already, ConfigError where the file is
    faulty; then nothing is changed.
    """
    from curate.config.splicing import with_source

    written = {key: _plain(value) for key, value in fields.items() if value not in (None, "", (), [], {})}
    _refuse_faults(written)
    file = _open(path)
    _refuse_twice(file, written)
    return file.save(with_source(file.yaml, written)).sources[-1]


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


def _refuse_faults(fields: Mapping[str, Any]) -> None:
    from curate.config.checking import check_source

    report = Report()
    check_source(fields, report)
    if report.faults:
        sentences = [M("{key}: {problem}", key=fault.key, problem=fault.problem) for fault in report.faults]
        raise UsageError(lines(sentences))


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
