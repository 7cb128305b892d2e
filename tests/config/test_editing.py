"""Changes to the file: the lines that are meant, and no other."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.config import add_source, add_sources, add_word, load, parse, remove_source, replace_url
from curate.errors import ConfigError, CurateError, UsageError

FILE = """\
# head
organisation: {name: X,   url: "https://x.example"}   # odd   spacing

sources:
  # group one
  - url: https://a.example/feed   # tail a
    name: A
    tags: [ x,y ]

  # group two
  - name: "B"
    url: 'https://b.example/feed'
    kind: page
    select: &s
       item: article
    # of B, too

  # - url: https://commented.example

tags:
  privacy: [gdpr]   # end
"""
ADDED = """\
  - url: https://c.example/?a=1#x
    name: 'no'
    tags: [e-leren, '5']
    trust: 4
    every: 360m
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_bytes(FILE.encode())
    return path


def text(path):
    return path.read_bytes().decode()


def test_a_source_is_added_behind_the_last_one(path):
    source = add_source(
        path,
        url="https://c.example/?a=1#x",
        name="no",
        tags=("e-leren", "5"),
        trust=4,
        language=None,
        select={},
        every=timedelta(hours=6),
    )

    assert text(path) == FILE.replace("    # of B, too\n", "    # of B, too\n" + ADDED)
    assert source == load(path).sources[-1]
    assert (source.name, source.tags, source.every) == ("no", ("e-leren", "5"), timedelta(hours=6))


def test_selectors_are_written_on_one_line(path):
    add_source(path, url="https://c.example", kind="page", select={"item": "div.a > p", "link": "a@href"})

    assert "    select: {item: div.a > p, link: a@href}\n" in text(path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sources:\n", "sources:\n  - url: https://c.example\n    name: C\n"),
        ("sources:", "sources:\n  - url: https://c.example\n    name: C\n"),
        ("sources: []  # none\ntags: {}\n", "sources:  # none\n  - url: https://c.example\n    name: C\ntags: {}\n"),
        ("sources: ~\n", "sources:\n  - url: https://c.example\n    name: C\n"),
        (
            "sources:\n- url: https://a.example\n\n\ntags:\n",
            "sources:\n- url: https://a.example\n- url: https://c.example\n  name: C\n\n\ntags:\n",
        ),
        (
            "sources:\n- url: https://a.example",
            "sources:\n- url: https://a.example\n- url: https://c.example\n  name: C\n",
        ),
        (
            "sources:\n-\n    url: https://a.example\n    name: |\n      A\n\n# end\n",
            (
                "sources:\n-\n    url: https://a.example\n    name: |\n      A\n"
                "- url: https://c.example\n  name: C\n\n# end\n"
            ),
        ),
        (
            "sources: [{url: https://a.example}]\n",
            "sources: [{url: https://a.example}, {url: 'https://c.example', name: C}]\n",
        ),
        (
            "sources: [\n  {url: https://a.example},\n]\n",
            "sources: [\n  {url: https://a.example}, {url: 'https://c.example', name: C},\n]\n",
        ),
        ("{sources: , tags: {}}", "{sources: [{url: 'https://c.example', name: C}], tags: {}}"),
        ("{sources: []}", "{sources: [{url: 'https://c.example', name: C}]}"),
        (
            "ranking: {like: &e 1}\nsources:\n  - url: https://a.example\n    trust: *e\n\nlang: nl\n",
            (
                "ranking: {like: &e 1}\nsources:\n  - url: https://a.example\n    trust: *e\n"
                "  - url: https://c.example\n    name: C\n\nlang: nl\n"
            ),
        ),
    ],
)
def test_a_source_is_written_as_the_others_are(path, before, after):
    path.write_bytes(before.encode())

    add_source(path, url="https://c.example", name="C")

    assert text(path) == after


def test_line_ends_and_byte_order_mark_stay(path):
    windows = "\ufeff" + FILE.replace("\n", "\r\n")
    path.write_bytes(windows.encode())

    add_source(path, url="https://c.example")
    assert text(path) == windows.replace("# of B, too\r\n", "# of B, too\r\n  - url: https://c.example\r\n")

    remove_source(path, "c.example")
    assert text(path) == windows


def test_a_source_is_removed_and_comments_stay(path):
    source = remove_source(path, "a")

    assert source.url == "https://a.example/feed"
    assert text(path) == FILE.replace(
        "  - url: https://a.example/feed   # tail a\n    name: A\n    tags: [ x,y ]\n", ""
    )


def test_the_last_source_can_be_removed(path):
    remove_source(path, "A")
    remove_source(path, "https://b.example/feed")

    assert load(path).sources == ()
    assert "# group two" in text(path)


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        (
            "sources: [{url: https://a.example}, {url: https://b.example}]",
            "a.example",
            "sources: [{url: https://b.example}]",
        ),
        (
            "sources: [{url: https://a.example}, {url: https://b.example}]",
            "b.example",
            "sources: [{url: https://a.example}]",
        ),
        ("sources: [{url: https://a.example}]\n", "a.example", "sources: []\n"),
        (
            "sources:\n-\n  url: https://a.example\n-   url: https://b.example",
            "a.example",
            "sources:\n-   url: https://b.example",
        ),
    ],
)
def test_a_source_is_removed_however_it_is_written(path, before, name, after):
    path.write_bytes(before.encode())

    remove_source(path, name)

    assert text(path) == after


def test_an_address_is_replaced(path):
    source = replace_url(path, "https://b.example/feed", "https://new.example/feed?x=[1]")

    assert source.url == "https://new.example/feed?x=[1]"
    assert text(path) == FILE.replace("'https://b.example/feed'", "'https://new.example/feed?x=[1]'")


@pytest.mark.parametrize(
    "change",
    [
        lambda path: add_source(path, url="ftp://c.example"),
        lambda path: add_source(path, url="https://c.example", trust=9),
        lambda path: add_source(path, url="https://c.example", colour="red"),
        lambda path: add_source(path, name="C"),
        lambda path: add_source(path, url="http://www.a.example/feed/"),
        lambda path: add_source(path, url="https://c.example", name=" a"),
        lambda path: add_source(path, url="https://c.example", kind="page"),
        lambda path: remove_source(path, "nobody"),
        lambda path: replace_url(path, "nobody", "https://c.example"),
        lambda path: replace_url(path, "A", "javascript:alert(1)"),
        lambda path: replace_url(path, "A", "https://b.example/feed"),
    ],
)
def test_what_is_not_right_changes_nothing(path, change):
    with pytest.raises(UsageError) as caught:
        change(path)

    assert text(path) == FILE
    assert "line" not in str(caught.value)  # it stands in no file
    assert [file.name for file in path.parent.iterdir()] == ["sources.yaml"]


def test_a_source_that_another_refers_to_stays(path):
    before = "sources:\n  - &a {url: https://a.example, trust: 5}\n  - {<<: *a, url: https://b.example}\n"
    path.write_bytes(before.encode())

    with pytest.raises(ConfigError):
        remove_source(path, "a.example")

    assert text(path) == before


def test_a_faulty_file_is_left_alone(path):
    path.write_bytes(b"sources: [{url: x}]")

    with pytest.raises(ConfigError):
        add_source(path, url="https://c.example")

    assert text(path) == "sources: [{url: x}]"


def test_a_link_stays_a_link(path, tmp_path):
    link = tmp_path / "elsewhere" / "sources.yaml"
    link.parent.mkdir()
    try:
        link.symlink_to(path)
    except OSError:
        pytest.skip("this machine makes no links")

    add_source(link, url="https://c.example")

    assert link.is_symlink()
    assert "https://c.example" in text(path)


def test_the_rights_of_the_file_stay(path):
    path.chmod(0o640)
    rights = path.stat().st_mode

    add_source(path, url="https://c.example")

    assert path.stat().st_mode == rights


def test_a_file_that_cannot_be_replaced_is_told_and_nothing_is_left(path, monkeypatch):
    def locked(self, target):
        raise PermissionError(13, "in use", str(target))

    monkeypatch.setattr(type(path), "replace", locked)
    with pytest.raises(CurateError, match="cannot be written"):
        add_source(path, url="https://c.example")

    assert text(path) == FILE
    assert [file.name for file in path.parent.iterdir()] == ["sources.yaml"]


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(
    lambda name: name.strip() and name.strip().isprintable()
)


@settings(deadline=None, max_examples=100)
@given(NAMES, st.lists(NAMES, max_size=3))
def test_whatever_a_source_is_called_it_comes_back_so(tmp_path_factory, name, tags):
    path = tmp_path_factory.mktemp("w") / "sources.yaml"
    path.write_bytes(FILE.encode())
    if name.strip().casefold() in {"a", "b"}:
        return

    added = add_source(path, url="https://c.example", name=name, tags=tags)
    assert (added.name, added.tags) == (name.strip(), tuple(tag.strip() for tag in tags))
    assert parse(path.read_bytes()).sources[-1] == added

    remove_source(path, added.name)
    assert text(path) == FILE


# ── several at once ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_several_sources_are_written_in_one_go(path):
    rows = [
        {"url": "https://c.example/feed", "name": "C", "tags": ["x", "y"]},
        {"url": "http://www.a.example/feed/", "name": "again"},
        {"url": "ftp://d.example", "name": "D"},
        {"url": "https://e.example/feed", "name": "c"},
        {"url": "https://E.example/feed#top", "name": "E"},
        {"url": "https://page.example", "name": "not asked"},
        {"url": "https://e.example/other", "name": "C"},
        {"url": "https://e.example/third", "name": "C"},
        {"url": "https://f.example"},
    ]
    made = add_sources(path, rows, followed=["https://page.example/"])

    new = (
        "  - url: https://c.example/feed\n    name: C\n    tags: [x, y]\n"
        "  - url: https://e.example/feed\n    name: c (e.example)\n"
        "  - url: https://e.example/other\n    name: C (e.example, 2)\n"
        "  - url: https://e.example/third\n    name: C (e.example, 3)\n"
        "  - url: https://f.example\n"
    )
    assert text(path) == FILE.replace("    # of B, too\n", "    # of B, too\n" + new)
    assert made.added == load(path).sources[2:]
    assert made.known == ("http://www.a.example/feed/", "https://E.example/feed#top", "https://page.example")
    assert [url for url, _ in made.refused] == ["ftp://d.example"]
    assert "https://" in str(made.refused[0][1])


@pytest.mark.parametrize("before", ["sources: [{url: https://a.example}]\n", "{sources: []}", "sources:\n"])
def test_several_sources_are_written_as_the_others_are(path, before):
    path.write_bytes(before.encode())
    made = add_sources(path, [{"url": f"https://{name}.example", "name": name} for name in "xyz"])

    assert [source.name for source in made.added] == ["x", "y", "z"]
    assert load(path).sources[-3:] == made.added


def test_where_nothing_is_new_the_file_is_left_alone(path):
    before = path.stat()
    made = add_sources(path, [{"url": "https://a.example/feed"}, {"url": ""}])

    assert (made.added, made.known) == ((), ("https://a.example/feed",))
    assert len(made.refused) == 1
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_faulty_file_gets_no_sources(path):
    path.write_bytes(b"sources: [{url: x}]")

    with pytest.raises(ConfigError):
        add_sources(path, [{"url": "https://c.example"}])

    assert text(path) == "sources: [{url: x}]"


# ── words of rules ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tags:\n  privacy: [gdpr]   # end\n", 'tags:\n  privacy: [gdpr, "open data"]   # end\n'),
        ("tags:\n  privacy: [gdpr, ]\nlang: nl\n", 'tags:\n  privacy: [gdpr, "open data", ]\nlang: nl\n'),
        (
            "tags:\n  privacy:\n    - gdpr  # a\n    # b\n  x: [y]\n",
            'tags:\n  privacy:\n    - gdpr  # a\n    - "open data"\n    # b\n  x: [y]\n',
        ),
        ("tags:\n  privacy:\n  - gdpr", 'tags:\n  privacy:\n  - gdpr\n  - "open data"\n'),
        ("tags: {privacy: [gdpr], x: [y]}\n", 'tags: {privacy: [gdpr, "open data"], x: [y]}\n'),
        (
            "tags:\n  privacy: [\n    gdpr,  # one\n    avg\n  ]\n",
            'tags:\n  privacy: [\n    gdpr,  # one\n    avg, "open data"\n  ]\n',
        ),
        ('tags:\r\n  "privacy": [gdpr]\r\n', 'tags:\r\n  "privacy": [gdpr, "open data"]\r\n'),
        ("tags:\n  x: [y]   # z\n", 'tags:\n  x: [y]   # z\n  privacy: ["open data"]\n'),
        (
            "tags:\n  x:\n    - y\n\n# of lang\nlang: nl\n",
            'tags:\n  x:\n    - y\n  privacy: ["open data"]\n\n# of lang\nlang: nl\n',
        ),
        ("tags: {x: [y]}\n", 'tags: {x: [y], privacy: ["open data"]}\n'),
        ("tags:\nlang: nl\n", 'tags:\n  privacy: ["open data"]\nlang: nl\n'),
        ("tags: {}\nlang: nl\n", 'tags:\n  privacy: ["open data"]\nlang: nl\n'),
        ("lang: nl\n", 'lang: nl\n\ntags:\n  privacy: ["open data"]\n'),
        ("lang: nl", 'lang: nl\n\ntags:\n  privacy: ["open data"]\n'),
    ],
)
def test_a_word_goes_into_a_rule_and_nothing_else_changes(tmp_path, before, after):
    path = tmp_path / "sources.yaml"
    path.write_bytes(f"sources: []\n{before}".encode())
    words = add_word(path, "privacy", "open data")
    assert text(path) == f"sources: []\n{after}"
    assert words[-1] == "open data"
    assert load(path).tags["privacy"] == words


def test_a_word_goes_into_a_file_on_one_line(tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text("{sources: []}")
    add_word(path, "a", "b")
    assert text(path) == "{sources: [], tags: {a: [b]}}"


@pytest.mark.parametrize("rules", ["tags:\n  x: &x [y]\n  privacy: *x\n", "x: &x {privacy: [y]}\ntags: *x\n"])
def test_a_rule_that_is_shared_is_not_changed(tmp_path, rules):
    path = tmp_path / "sources.yaml"
    path.write_text(f"sources: []\n{rules}")
    with pytest.raises(CurateError):
        add_word(path, "privacy", "open data")
    assert text(path) == f"sources: []\n{rules}"


@pytest.mark.parametrize(
    "word", ["no", "5", "a: b", "x#y", "# x", "-a b", "l'IA", 'zeg "ja"', "*", "ü€", "{x}", "vrijwillig*"]
)
def test_whatever_word_comes_back_as_it_was_or_is_refused(tmp_path, word):
    path = tmp_path / "sources.yaml"
    path.write_text("sources: []\ntags:\n  privacy: [gdpr]\n")
    try:
        words = add_word(path, "privacy", word)
    except CurateError:
        assert not any(character.isalnum() for character in word)
    else:
        assert words == ("gdpr", word)
