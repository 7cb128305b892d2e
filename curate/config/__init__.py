"""`sources.yaml`: what it may say (`keys`), reading it (`load`), telling its faults, and changing it in place."""

from collections.abc import Mapping

from curate.config.editing import Additions, add_source, add_sources, add_word, remove_source, replace_url
from curate.config.faults import Fault, FaultyFileError
from curate.config.loading import load, parse
from curate.config.records import (
    Channel,
    Config,
    Digest,
    Fetch,
    Inbox,
    Organisation,
    Select,
    Source,
)

__all__ = [
    "Additions",
    "Channel",
    "Config",
    "Digest",
    "Fault",
    "FaultyFileError",
    "Fetch",
    "Inbox",
    "Organisation",
    "Select",
    "Source",
    "add_source",
    "add_sources",
    "add_word",
    "load",
    "parse",
    "remove_source",
    "replace_url",
    "schema",
    "written",
]


def written(row: Mapping[str, object]) -> str:
    """Return a source as it stands in `sources.yaml`, to be pasted under `sources:`."""
    from curate.config.splicing import block

    return block(row)


def schema(language: str = "en") -> dict[str, object]:
    """Return the JSON Schema (2020-12) of `sources.yaml`, its descriptions in `language`."""
    from curate.config.json_schema import (
        schema as make,
    )  # the keys and PyYAML are not needed for a start from the cache

    return make(language)
