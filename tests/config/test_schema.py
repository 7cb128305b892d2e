"""The JSON Schema says what the check says, as far as a schema can."""

import json

import pytest
import yaml
from jsonschema import Draft202012Validator

from curate.config import parse, schema
from tests.config.test_faults import FAULTS, ONE
from tests.config.test_loading import FULL

CHECKER = Draft202012Validator(schema())

# What a schema cannot say: one thing twice, a zone that exists, a length of time within bounds.
BEYOND = {
    *("twice", "line 1", "line 2", "line 3"),
    *("time zone", "Did you mean “Europe/Brussels”", "5 minutes", "999999", "no usable number"),
    *("control character", "port is not right"),
    *("port", "not right", "excluded", "letter", "space", '"2030"', "at least a day"),
    *("“foodag” is not a day", "no clock shows"),
}


def test_it_is_a_schema_and_json():
    Draft202012Validator.check_schema(schema())
    assert json.loads(json.dumps(schema())) == schema()
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("text", [FULL, ONE, "sources:\n", "sources: []\ntags:\nchannels:\n  x:\n"])
def test_right_files_are_valid(text):
    assert parse(text.encode())
    assert [error.message for error in CHECKER.iter_errors(yaml.safe_load(text))] == []


def expressible():
    for text, _line, key, words in FAULTS:
        if not key or any(word in BEYOND for word in words):
            continue
        yield text


@pytest.mark.parametrize("text", list(expressible()))
def test_faulty_files_are_not_valid(text):
    assert not CHECKER.is_valid(yaml.safe_load(text))


def test_enough_faults_are_compared():
    assert len(list(expressible())) > 35


def descriptions(part, at=""):
    for name, inner in part.get("properties", {}).items():
        assert inner["description"].strip(), f"{at}.{name} is not described"
        yield inner["description"]
        yield from descriptions(inner, f"{at}.{name}")
        for below in ("items", "additionalProperties"):
            if isinstance(inner.get(below), dict):
                yield from descriptions(inner[below], f"{at}.{name}")


def test_every_key_is_described():
    assert len(list(descriptions(schema()))) > 45


def test_bounds_and_words_are_in_it():
    source = schema()["properties"]["sources"]["items"]["properties"]

    assert source["trust"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 5,
        "description": source["trust"]["description"],
    }
    assert source["kind"]["enum"][:2] == ["feed", "page"]
    assert schema()["required"] == ["sources"]
