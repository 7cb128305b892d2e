"""`sources.yaml` from disk: read, checked, and the result kept in `data/`, so that the next start is quick."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import fields
from functools import cache
from pathlib import Path

import curate
from curate.config import records
from curate.config.faults import FaultyFileError, Report
from curate.config.records import Config
from curate.errors import ConfigError
from curate.locale import M

CACHED = "config.cache"
"""Name of the file in `data/`; it may be deleted at any time."""
_DIGEST = 32  # bytes of a SHA-256


def load(path: Path, cache: Path | None = None) -> Config:
    """Return the configuration in a file.

    `cache`: folder (`data/`) in which the checked configuration is kept under the file's SHA-256; None: nowhere. What
    is damaged there, or of another version, is passed over, and a folder that cannot be written costs only time.
    Raises ConfigError with every fault (ten at most) where the file is not right, missing or unreadable.
    """
    raw = content(path)
    if cache is None:
        return parse(raw, path.name)
    seal = hashlib.sha256(raw + _fingerprint()).digest()
    known = _kept(cache / CACHED, seal)
    if known is not None:
        return known
    config = parse(raw, path.name)
    _keep(cache / CACHED, seal, config)
    return config


def parse(raw: bytes, file: str = "sources.yaml") -> Config:
    """Return the configuration that bytes hold; `file` is its name in sentences. Raises ConfigError as `load` does."""
    from curate.config.checking import check  # with PyYAML 40 ms, which a start from the cache saves
    from curate.config.reading import read

    document = read(raw, file)
    report = Report(positions=document, faults=list(document.faults))
    config = check(document.data, report)
    if config is None:
        raise FaultyFileError(file, report.faults)
    return config


def content(path: Path) -> bytes:
    """Return the bytes of a file. Raises ConfigError where it is missing or cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(
            M("{path} is not there.", path=path), hint=M("`curate init` makes a workspace with an example of it.")
        ) from error
    except IsADirectoryError as error:
        raise ConfigError(M("{path} is a folder, expected a file.", path=path)) from error
    except OSError as error:
        raise ConfigError(
            M("{path} cannot be read.", path=path), hint=M("Check who may open it, and whether its disk is there.")
        ) from error


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _fingerprint() -> bytes:
    """Return what must be the same for a kept configuration to hold: the version, and the fields of every record."""
    shape = [
        f"{record.__name__}.{field.name}:{field.type}"
        for record in (getattr(records, name) for name in sorted(vars(records)))
        if isinstance(record, type) and record.__module__ == records.__name__
        for field in fields(record)
    ]
    return "\n".join([curate.__version__, *shape]).encode()


def _kept(path: Path, seal: bytes) -> Config | None:
    """Return the configuration kept under this seal, or None."""
    import msgspec

    try:
        kept = path.read_bytes()
    except OSError:
        return None
    payload = kept[2 * _DIGEST :]
    if kept[: 2 * _DIGEST] != seal + hashlib.sha256(payload).digest():
        return None
    with suppress(msgspec.DecodeError):
        return msgspec.msgpack.decode(payload, type=Config)
    return None


def _keep(path: Path, seal: bytes, config: Config) -> None:
    """Keep a configuration; where that cannot be done, the next start reads the file again, and that is all."""
    import msgspec

    aside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        payload = msgspec.msgpack.encode(config)
        try:
            aside.write_bytes(seal + hashlib.sha256(payload).digest() + payload)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
