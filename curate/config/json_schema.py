"""The JSON Schema of `sources.yaml`, so that editors complete it and mark faults while one types."""

from __future__ import annotations

from typing import Any

from curate.config.keys import FILE
from curate.locale import M, translate

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(language: str = "en") -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the file, its descriptions in `language`.

    It says all that a schema can say. That a name or an address stands there twice, that a time zone is known and that
    a length of time is not too short, only `load` can tell.
    """
    whole = FILE.schema(lambda message: translate(message, language))
    source = whole["properties"]["sources"]["items"]
    source["allOf"] = [
        {
            "if": {"required": ["kind"], "properties": {"kind": {"const": "page"}}},
            "then": {"required": ["select"], "properties": {"select": {"type": "object"}}},
            "else": {"not": {"required": ["select"]}},
        },
        {
            "if": {"required": ["kind"], "properties": {"kind": {"const": "mail"}}},
            "then": {"properties": {"url": {"pattern": "^\\s*[Ii]"}}},
            "else": {"properties": {"url": {"pattern": "^\\s*[Hh]"}}, "not": {"required": ["tips_from"]}},
        },
    ]
    return {
        "$schema": DIALECT,
        "title": "sources.yaml",
        "description": translate(M("What a workspace of curate follows, and how."), language),
        **whole,
    }
