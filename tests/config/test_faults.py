"""What is wrong with a file is told with its line, its key, what was found and what to do."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.config import Config, FaultyFileError, parse, reading, schema
from curate.errors import ConfigError
from curate.locale import translate

ONE = "sources:\n  - url: https://a.example/feed\n"

MAIL = "sources:\n  - {url: imaps://an%40vzw.example"

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdef", "bcdefg", strict=True)
)

FAULTS = [
    # the file as a whole
    ("", None, "", ["empty"]),
    ("# only a comment\n", None, "", ["empty", "sources:"]),
    ("- a\n- b\n", 1, "", ["a list", "sources"]),
    ("hallo\n", 1, "", ["hallo", "sources"]),
    ("organisation: {name: X}\n", 1, "sources", ["missing", "- url:"]),
    (ONE + "---\na: 1\n", 3, "", ["second document"]),
    # syntax, in plain words
    ("sources:\n\t- url: x\n", 2, "", ["tab", "spaces"]),
    (ONE + "\ttrust: 4\n", 3, "", ["tab"]),
    ("sources:\n  - url: 'https://a.example\n    name: b\n", 2, "", ["quote", "never closed"]),
    ("sources:\n  - url:https://a.example\n    name: b\n", 2, "", ["space", "`url:`"]),
    ("sources:\n  - url:https://a.example\n", 2, "sources[0]", ["space", "`url:`"]),
    (ONE + "    trust:4\n", 3, "", ["space", "`trust:`"]),
    (ONE + "    name: Blog\n    trust:4\n    own: true\n", 4, "", ["space", "`trust:`"]),
    (ONE + "    name: Blog\n      trust:4\n", 4, "sources[0].trust", ["space", "`trust:`"]),
    (ONE + "    name: Blog: nieuws\n", 3, "", ["second colon", "quotes"]),
    (ONE + "    name: @blog\n", 3, "", ["@", "quotes"]),
    (ONE + "    name: 'it's'\n", 3, "", ["apostrophe", "double quotes"]),
    (ONE + '    name: "Blog" van X\n', 3, "", ["after a closing quote"]),
    (ONE + '    name: "C:\\pad"\n', 3, "", ["backslash"]),
    (ONE + "    tags: [a, b\n    trust: 4\n", 3, "", ["["]),
    (ONE + "digest: {title: X\n", 3, "", ["{"]),
    (ONE + "  name: x\n", 3, "", ["“- ”"]),
    (ONE + "   name: x\n", 3, "", ["indented"]),
    (ONE + "    nog iets\n    trust: 4\n", 3, "", ["key"]),
    (ONE + "tags:\n  a: *woord\n", 4, "", ["begins with *", "quotes"]),
    # keys
    (ONE + "    trsut: 4\n", 3, "sources[0].trsut", ["unknown", "“trust”"]),
    (ONE + "    vertrouwen: 4\n", 3, "sources[0].vertrouwen", ["“trust”"]),
    (ONE + "    zzz: 4\n", 3, "sources[0].zzz", ["url, kind, name"]),
    (ONE + "organization: {name: X}\n", 3, "organization", ["“organisation”"]),
    (ONE + "    name: A\n    name: B\n", 4, "sources[0].name", ["line 3", "Keep one"]),
    (ONE + "sources: []\n", 3, "sources", ["line 1"]),
    (ONE + "tags:\n  2030: [agenda]\n", 4, "tags.2030", ['"2030"', "quotes"]),
    (ONE + "? [a]\n: b\n", 3, "", ["as a key"]),
    ("sources:\n  - name: A\n", 2, "sources[0].url", ["missing"]),
    (ONE + "digest: {rules: {commentary-shrt: off}}\n", 3, "digest.rules.commentary-shrt", ["“commentary-short”"]),
    (ONE + "digest: {rules: {tracking: of}}\n", 3, "digest.rules.tracking", ["“off”"]),
    (ONE + "digest: {rules: {tracking: true}}\n", 3, "digest.rules.tracking", ["off, warning, error"]),
    (ONE + "digest: {rules: {no-commentary: off}}\n", 3, "digest.rules.no-commentary", ["the rule of the house"]),
    (ONE + "digest: {rules: {no-commentary: warning}}\n", 3, "digest.rules.no-commentary", ["the rule of the house"]),
    (ONE + "digest: {rules: [tracking]}\n", 3, "digest.rules", ["rules of the check"]),
    (ONE + "digest: {avoid: example.org}\n", 3, "digest.avoid", ["[example.org]"]),
    (ONE + "digest: {slots: foodag 10:00}\n", 3, "digest.slots", ["“foodag” is not a day"]),
    (ONE + "digest: {slots: di 25:00}\n", 3, "digest.slots", ["no clock shows"]),
    # values
    (ONE + "    trust: 7\n", 3, "sources[0].trust", ["found 7", "1 to 5"]),
    (ONE + "    trust: vier\n", 3, "sources[0].trust", ["“vier”", "1 to 5"]),
    (ONE + "    trust: true\n", 3, "sources[0].trust", ["found true", "1 to 5"]),
    (ONE + "    trust:\n", 3, "sources[0].trust", ["nothing", "1 to 5"]),
    (ONE + "    trust: [4]\n", 3, "sources[0].trust", ["a list", "1 to 5"]),
    (ONE + "    own: ja\n", 3, "sources[0].own", ["“ja”", "true or false"]),
    (ONE + "    name: 2030\n", 3, "sources[0].name", ["2030", 'quotes around it, "2030"']),
    (ONE + "    name: 1:30\n", 3, "sources[0].name", ['"1:30"']),
    (ONE + "    name: ''\n", 3, "sources[0].name", ["Fill it in"]),
    (ONE + '    name: "a\\nb"\n', 3, "sources[0].name", ["one line"]),
    (ONE + "    language: no\n", 3, "sources[0].language", ["found no", 'quotes around it, "no"']),
    (ONE + "    language: Nederlands\n", 3, "sources[0].language", ["two letters"]),
    (ONE + "    tags: e-leren\n", 3, "sources[0].tags", ["list", "[e-leren]"]),
    (ONE + "    kind: pagina\n", 3, "sources[0].kind", ["“pagina”", "feed, page", "“page”"]),
    (ONE + "    kind: page\n", 2, "sources[0].select", ["missing", "item"]),
    (ONE + "    select: {item: a}\n", 3, "sources[0].select", ["kind: page"]),
    (ONE + "    kind: page\n    select: {title: h2}\n", 4, "sources[0].select.item", ["missing"]),
    (ONE + "    every: 2m\n", 3, "sources[0].every", ["“2m”", "5 minutes"]),
    (ONE + "    every: 30\n", 3, "sources[0].every", ["30h or 30d"]),
    (ONE + "    every: 999999 years\n", 3, "sources[0].every", ["999999"]),
    (ONE + "keep: ooit\n", 3, "keep", ["18 months"]),
    (ONE + "keep: 18\n", 3, "keep", ["18 months or 18d"]),
    (ONE + "keep: 3h\n", 3, "keep", ["“3h”", "at least a day"]),
    (ONE + "keep: -2 years\n", 3, "keep", ["“-2 years”"]),
    (ONE + "keep: [18 months]\n", 3, "keep", ["a list"]),
    (ONE + "inbox: {expires: 18m}\n", 3, "inbox.expires", ["“18m”", "at least a day"]),
    (ONE + "fetch: {pause: -1}\n", 3, "fetch.pause", ["seconds"]),
    (ONE + "approval: verplicht\n", 3, "approval", ["optional, required"]),
    (ONE + "organisation: {language: vl}\n", 3, "organisation.language", ["nl, en, fr, de"]),
    (ONE + "organisation: {timezone: Brussel}\n", 3, "organisation.timezone", ["Did you mean “Europe/Brussels”"]),
    (ONE + "organisation: {timezone: Europe}\n", 3, "organisation.timezone", ["time zone"]),
    (ONE + "organisation: {timezone: ../../etc/passwd}\n", 3, "organisation.timezone", ["time zone"]),
    (ONE + "channels: {x: [a]}\n", 3, "channels.x", ["settings"]),
    (ONE + "channels: {x: {limit: veel}}\n", 3, "channels.x.limit", ["whole number"]),
    (ONE + "ranking: {trust: hoog}\n", 3, "ranking.trust", ["a number"]),
    (ONE + "ranking: {trust: .nan}\n", 3, "ranking.trust", ["no usable number"]),
    (ONE + f"inbox: {{limit: {'9' * 5000}}}\n", 3, "inbox.limit", ["no usable number"]),
    # addresses
    ("sources:\n  - url: blog.example/feed\n", 2, "sources[0].url", ["“https://blog.example/feed”"]),
    ("sources:\n  - url: file:///etc/passwd\n", 2, "sources[0].url", ["https://"]),
    ("sources:\n  - url: javascript:alert(1)\n", 2, "sources[0].url", ["https://"]),
    ("sources:\n  - url: https://\n", 2, "sources[0].url", ["https://"]),
    ("sources:\n  - url: https://a .example\n", 2, "sources[0].url", ["no spaces"]),
    ("sources:\n  - url: https://a.example:port/\n", 2, "sources[0].url", ["port"]),
    ("sources:\n  - url: 'https://[::1'\n", 2, "sources[0].url", ["not right"]),
    ("sources:\n  - https://a.example/feed\n", 2, "sources[0]", ["url: https://a.example/feed"]),
    (ONE + "  - url: http://www.a.example/feed/\n", 3, "sources[1].url", ["line 2", "already"]),
    (ONE + "    name: A\n  - url: https://b.example\n    name: ' a'\n", 5, "sources[1].name", ["line 3"]),
    # mailboxes
    (MAIL + "@post.example/X, kind: mail, trust: 9}\n", 2, "sources[0].trust", ["1 to 5"]),
    (MAIL + ":geheim@post.example/X, kind: mail}\n", 2, "sources[0].url", ["a password", "CURATE_MAIL_PASSWORD"]),
    (MAIL + ":geheim@post.example/X}\n", 2, "sources[0].url", ["a password", "keyring"]),
    (MAIL + "@post.example/X}\n", 2, "sources[0].url", ["kind: mail"]),
    ("sources:\n  - {url: 'imaps://an@post.example/X?y', kind: mail}\n", 2, "sources[0].url", ["%3F"]),
    (MAIL + "@post.example/X%0D%0AY, kind: mail}\n", 2, "sources[0].url", ["control character"]),
    (MAIL + "@post.example:x/X, kind: mail}\n", 2, "sources[0].url", ["port is not right"]),
    (
        "sources:\n  - {url: 'imaps://post.example/X', kind: mail}\n",
        2,
        "sources[0].url",
        ["with its user", "imaps://an%40"],
    ),
    (ONE + "    kind: mail\n", 2, "sources[0].url", ["such as imaps://an%40"]),
    (ONE + "    tips_from: [a.example]\n", 3, "sources[0].tips_from", ["kind: mail"]),
    (MAIL + "@post.example/X, kind: mail, tips_from: [An]}\n", 2, "sources[0].tips_from[0]", ["“An”", "domain"]),
    (MAIL + "@post.example/X, kind: mail, tips_from: []}\n", 2, "sources[0].tips_from", ["empty list"]),
    # tags
    (ONE + "tags:\n  a: []\n", 4, "tags.a", ["empty list", "words"]),
    (ONE + "tags:\n  a:\n", 4, "tags.a", ["nothing", "words"]),
    (ONE + "tags:\n  a: privacy\n", 4, "tags.a", ["[privacy]"]),
    (ONE + "tags:\n  a: [x, 5]\n", 4, "tags.a[1]", ["found 5", '"5"']),
    (ONE + "tags:\n  a: [on]\n", 4, "tags.a[0]", ["found on", '"on"']),
    (ONE + "tags:\n  a: ['*']\n", 4, "tags.a[0]", ["letter"]),
    (ONE + "tags:\n  a: [-x]\n", 4, "tags.a", ["excluded"]),
    # hostile
    (ONE + "x: !!python/object/apply:os.system [ls]\n", 3, "", ["!!python/object/apply:os.system"]),
    (ONE + "tags: &a [*a]\n", 3, "", ["aliases"]),
    (BOMB, 2, "", ["aliases"]),
    ("[" * 200_000, 1, "", ["nested"]),
    ("- " * 200_000, 1, "", ["nested"]),
    ("{a: " * 200_000, 1, "", ["nested"]),
    ("a" * 6_000_000, None, "", ["larger than 5 MB"]),
    ("sources:\n  - url: \x07\n", 2, "", ["U+0007"]),
]


class PythonLoader(yaml.SafeLoader):
    """What reads the file where PyYAML was built without libyaml."""

    yaml_implicit_resolvers = reading._RESOLVERS


def faults(text: str) -> FaultyFileError:
    with pytest.raises(ConfigError) as caught:
        parse(text.encode())
    assert isinstance(caught.value, FaultyFileError)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    FAULTS,
    ids=[f"{number}-{text[-24:]!r}" for number, (text, *_) in enumerate(FAULTS)],
)
def test_fault_is_told_with_line_key_and_what_to_do(text, line, key, words):
    error = faults(text)

    assert [(fault.line, fault.key) for fault in error.faults] == [(line, key)]
    sentence = str(error)
    assert sentence.startswith("sources.yaml")
    assert line is None or f"line {line}" in sentence
    assert key in sentence
    assert [word for word in words if word not in sentence] == []
    assert error.exit_code == 2


@pytest.mark.parametrize(
    ("text", "line", "words"), [(text, line, words) for text, line, _, words in FAULTS if len(text) < 1000]
)
def test_fault_is_told_without_libyaml_too(monkeypatch, text, line, words):
    monkeypatch.setattr(reading, "_Loader", PythonLoader)

    error = faults(text)

    assert [fault.line for fault in error.faults] == [line]
    assert [word for word in words if word not in str(error)] == []


def test_several_faults_are_told_at_once_in_the_order_of_the_file():
    error = faults("keep: x\nsources:\n  - url: ftp://a\n    trust: 9\n    trust: 8\n  - name: 5\n")

    assert [(fault.line, fault.key) for fault in error.faults] == [
        (1, "keep"),
        (3, "sources[0].url"),
        (4, "sources[0].trust"),
        (5, "sources[0].trust"),
        (6, "sources[1].name"),
        (6, "sources[1].url"),
    ]
    assert str(error).count("\n") == 5


def test_ten_faults_are_told_and_the_rest_counted():
    error = faults("sources:\n" + "".join(f"  - url: ftp://a{n}.example\n" for n in range(14)))

    assert len(error.faults) == 10
    assert str(error).endswith("… and 4 more faults.")


def test_secrets_in_an_address_are_not_repeated():
    sentence = str(faults("sources:\n  - url: https://jan:geheim@a.example/feed\n"))

    assert "password" in sentence
    assert "geheim" not in sentence


def test_control_characters_and_long_values_are_not_repeated():
    sentence = str(faults('sources:\n  - url: "\\u001b[31m\\u202e' + "x" * 500 + '"\n'))

    assert all(character.isprintable() for character in sentence)
    assert len(sentence) < 250


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\xff\xfes\x00", "UTF-16"),
        (b"sources:\n  - url: https://a.example\n    name: caf\xe9\n", "line 3"),
    ],
)
def test_other_encodings_are_named(raw, words):
    with pytest.raises(ConfigError, match=words):
        parse(raw)


def test_message_can_be_put_into_another_language():
    error = faults(ONE + "    trust: 7\n")

    assert "sources[0].trust" in translate(error.message, "nl")
    assert all(fault.problem.params for fault in error.faults)


# ── whatever stands there ────────────────────────────────────────────────────────────────────────────────────────────

WORDS = st.sampled_from(
    [
        "url",
        "sources",
        "tags",
        "trust",
        "select",
        "item",
        "every",
        "https://a.example",
        "6h",
        "page",
        "<<",
        "5",
        "no",
        "",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


KEYS = [*schema()["properties"]]


def accepts_or_tells(raw: bytes) -> None:
    try:
        outcome: Config | str = parse(raw)
    except ConfigError as error:
        outcome = str(error)
    assert outcome


@settings(deadline=None, max_examples=300)
@given(
    st.dictionaries(
        st.sampled_from([*KEYS, "x"]),
        VALUES,
        max_size=6,
    )
)
def test_any_values_give_a_configuration_or_its_faults(data):
    accepts_or_tells(yaml.safe_dump(data).encode("utf-8", "replace"))


PIECES = (
    "sources: |url: |https://a.example|tags: |trust: 4|- |  |'|[|]|{|}|, |: |#|&a |*a|!!int |!!binary |<<: |>|---|? |é"
)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.sampled_from([*PIECES.split("|"), "|", '"', "\n", "\t", "\r\n", "\x85", "\ufeff"]), max_size=25).map(
        "".join
    )
)
def test_any_text_gives_a_configuration_or_its_faults(text):
    accepts_or_tells(text.encode())
    accepts_or_tells((ONE + "    " + text).encode())


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_give_a_configuration_or_its_faults(raw):
    accepts_or_tells(raw)
