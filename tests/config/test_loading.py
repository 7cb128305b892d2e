"""A file that is right becomes a configuration, and is read only once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from jsonschema import Draft202012Validator

import curate
from curate.config import Channel, Config, Digest, Fetch, Inbox, Organisation, Select, Source, load, parse, reading
from curate.config.keys import FILE
from curate.config.loading import CACHED
from curate.errors import ConfigError, UsageError

FULL = """\
organisation:
  {name: Voorbeeld vzw, url: https://voorbeeld.example, language: nl, timezone: Europe/Brussels, contact: i@v.be}
sources:
  - url: https://blog.example/feed.xml
    name: Blog Example
    tags: [e-leren]
    trust: 4
  - url: https://nieuws.example/actueel
    kind: page
    select: {item: article.news, title: h2, link: "h2 a@href", date: "time@datetime", summary: p.lead, image: "img@src"}
    every: 6h
    full_text: true
    enabled: false
  - url: https://voorbeeld.example/feed
    own: true
    allow_private: true
    language: fr
tags:
  privacy: [privacy, gdpr, avg, persoonsgegeven*, "big data"]
  sociale media: [facebook, mastodon, "sociale media", -reclame]
channels:
  mastodon: {limit: 500, hashtags: 3, server: https://mastodon.example, visibility: unlisted, decks: [1, {a: true}]}
  facebook:
digest:
  {title: "Trends van de week", max_items: 5, max_per_source: 1, intro: "Dag!\\nHier zijn we.", closing: Tot dan,
   slots: "di 10:00, do 16:00", avoid: [example.org, "goksites"], rules: {tracking: off, no-intro: error}}
inbox: {expires: 14d, limit: 20}
approval: required
keep: 18 maanden
ranking: {freshness: 2, trust: 0.5}
fetch: {pause: 0.2, deadline: 20s, hosts: 8}
"""

EXPECTED = Config(
    organisation=Organisation(
        name="Voorbeeld vzw",
        url="https://voorbeeld.example",
        language="nl",
        timezone="Europe/Brussels",
        contact="i@v.be",
    ),
    sources=(
        Source(url="https://blog.example/feed.xml", name="Blog Example", tags=("e-leren",), trust=4),
        Source(
            url="https://nieuws.example/actueel",
            name="nieuws.example",
            named=False,
            kind="page",
            select=Select(
                item="article.news",
                title="h2",
                link="h2 a@href",
                date="time@datetime",
                summary="p.lead",
                image="img@src",
            ),
            every=timedelta(hours=6),
            full_text=True,
            enabled=False,
        ),
        Source(
            url="https://voorbeeld.example/feed",
            name="voorbeeld.example",
            named=False,
            own=True,
            allow_private=True,
            language="fr",
        ),
    ),
    tags={
        "privacy": ("privacy", "gdpr", "avg", "persoonsgegeven*", "big data"),
        "sociale media": ("facebook", "mastodon", "sociale media", "-reclame"),
    },
    channels={
        "mastodon": Channel(
            limit=500,
            hashtags=3,
            server="https://mastodon.example",
            more={"visibility": "unlisted", "decks": [1, {"a": True}]},
        ),
        "facebook": Channel(),
    },
    digest=Digest(
        title="Trends van de week",
        max_items=5,
        max_per_source=1,
        intro="Dag!\nHier zijn we.",
        closing="Tot dan",
        language="nl",
        slots="di 10:00, do 16:00",
        avoid=("example.org", "goksites"),
        rules={"tracking": "off", "no-intro": "error"},
    ),
    inbox=Inbox(expires=timedelta(days=14), limit=20),
    approval="required",
    keep=18 * timedelta(days=365.25 / 12),
    ranking={"freshness": 2.0, "trust": 0.5},
    fetch=Fetch(pause=timedelta(seconds=0.2), deadline=timedelta(seconds=20), hosts=8),
    lang="nl",
)


@pytest.fixture
def path(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "sources.yaml").write_text(FULL, encoding="utf-8")
    return tmp_path / "sources.yaml"


def test_everything_said_is_in_the_configuration(path):
    assert load(path) == EXPECTED


def test_one_address_is_a_configuration():
    config = parse(b"sources: [{url: https://a.example/feed}]")

    assert config == Config(sources=(Source(url="https://a.example/feed", name="a.example", named=False),), lang="nl")
    assert config.sources[0].every == timedelta(hours=1)
    assert config.inbox.expires == timedelta(days=21)
    assert config.fetch == Fetch(pause=timedelta(seconds=0.5), deadline=timedelta(seconds=30), hosts=100)


@pytest.mark.parametrize(
    "text",
    ["sources:\n", "sources: []\n", "\ufeffsources: []\r\ntags:\r\nchannels:\r\n", "%YAML 1.1\n---\nsources: []"],
)
def test_nothing_beneath_a_section_is_a_section_without_entries(text):
    assert parse(text.encode()) == Config(lang="nl")


@pytest.mark.parametrize(
    ("organisation", "said", "digest", "lang"),
    [
        ("fr", "", "fr", "en"),
        ("nl", "", "nl", "nl"),
        ("en", "digest: {language: de}", "de", "en"),
        ("de", "lang: nl", "de", "nl"),
    ],
)
def test_languages_follow_the_organisation_where_they_are_not_given(organisation, said, digest, lang):
    config = parse(f"organisation: {{language: {organisation}}}\nsources: []\n{said}".encode())

    assert (config.digest.language, config.lang) == (digest, lang)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30m", timedelta(minutes=30)),
        ("6h", timedelta(hours=6)),
        ("6 uur", timedelta(hours=6)),
        ("2d", timedelta(days=2)),
        ("1.5 dagen", timedelta(days=1.5)),
        ("3 Weken", timedelta(days=21)),
        ("1 maand", timedelta(days=365.25 / 12)),
        ("1 jaar", timedelta(days=365.25)),
    ],
)
def test_lengths_of_time_are_read_in_both_languages(text, expected):
    assert parse(f"sources: [{{url: https://a.example, every: {text}}}]".encode()).sources[0].every == expected


MONTH = timedelta(days=365.25 / 12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18 months", 18 * MONTH),
        ("18 maanden", 18 * MONTH),
        ("18 mois", 18 * MONTH),
        ("18 Monate", 18 * MONTH),
        ("18m", 18 * MONTH),
        ("2 years", 24 * MONTH),
        ("2 jaar", 24 * MONTH),
        ("2 ans", 24 * MONTH),
        ("1 année", 12 * MONTH),
        ("2 Jahre", 24 * MONTH),
        ("2j", 24 * MONTH),
        ("90 days", timedelta(days=90)),
        ("90 dagen", timedelta(days=90)),
        ("90 jours", timedelta(days=90)),
        ("90 Tage", timedelta(days=90)),
        ("90d", timedelta(days=90)),
    ],
)
def test_how_long_to_keep_is_read_in_four_languages(text, expected):
    config = parse(f"keep: {text}\nsources: []\n".encode())

    assert config.keep is not None
    assert abs(config.keep - expected) < timedelta(seconds=1)
    key = FILE.keys["keep"].rule.schema(str)
    Draft202012Validator(key).validate(text)


def test_names_are_made_of_the_address_where_none_is_given_and_differ():
    text = """sources:
      - url: https://www.a.example/feed/
      - url: https://a.example/blog/feed/
      - url: https://a.example/blog/feed?tag=x
      - url: https://b.example/feed
      - url: https://c.example/1
        name: B.example
      - url: http://127.0.0.1:8080/feed
    """
    assert [source.name for source in parse(text.encode()).sources] == [
        "a.example",
        "a.example/blog/feed",
        "a.example/blog/feed?tag=x",
        "b.example/feed",
        "B.example",
        "127.0.0.1:8080",
    ]


def test_aliases_and_merged_groups_are_read():
    text = """sources:
      - &shared {url: https://a.example, trust: 5, tags: &tags [x, y]}
      - {<<: *shared, url: https://b.example, every: 6h}
      - {url: https://c.example, tags: *tags}
    """
    config = parse(text.encode())

    assert [source.trust for source in config.sources] == [5, 5, 3]
    assert [source.tags for source in config.sources] == [("x", "y")] * 3


def test_dates_stay_text():
    assert parse(b"sources: [{url: https://a.example, name: 2026-11-23}]").sources[0].name == "2026-11-23"


def test_a_source_is_found_by_name_or_address_in_any_case():
    assert EXPECTED.source(" blog example").url == "https://blog.example/feed.xml"
    assert EXPECTED.source("https://blog.example/feed.xml").name == "Blog Example"


def test_a_name_that_is_almost_right_is_proposed():
    with pytest.raises(UsageError) as caught:
        EXPECTED.source("Blog Exmple")

    assert "Blog Exmple" in str(caught.value)
    assert "“Blog Example”" in str(caught.value.hint)


# ── files that are not there ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "sources.yaml")

    assert str(tmp_path / "sources.yaml") in str(caught.value)
    assert "curate init" in str(caught.value.hint)


def test_a_folder_in_its_place_is_told(tmp_path):
    with pytest.raises(ConfigError):
        load(tmp_path)


# ── kept ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Counting(reading._Loader):
    """Counts how often YAML is read."""

    reads = 0

    def __init__(self, text):
        Counting.reads += 1
        super().__init__(text)


@pytest.fixture
def reads(monkeypatch):
    Counting.reads = 0
    monkeypatch.setattr(reading, "_Loader", Counting)
    return lambda: Counting.reads


def test_the_second_load_does_not_read_yaml(path, reads):
    first = load(path, path.parent / "data")
    before = reads()

    assert load(path, path.parent / "data") == first == EXPECTED
    assert reads() == before > 0


def test_a_changed_file_is_read_again(path):
    load(path, path.parent / "data")
    path.write_text(FULL.replace("trust: 4", "trust: 2"), encoding="utf-8")

    assert load(path, path.parent / "data").sources[0].trust == 2


def test_another_version_does_not_trust_what_was_kept(path, reads, monkeypatch):
    from curate.config import loading

    load(path, path.parent / "data")
    before = reads()
    monkeypatch.setattr(curate, "__version__", "99.0")
    loading._fingerprint.cache_clear()
    try:
        assert load(path, path.parent / "data") == EXPECTED
        assert reads() > before
    finally:
        loading._fingerprint.cache_clear()


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 5000])
def test_a_damaged_cache_is_passed_over_and_made_anew(path, damage):
    data = path.parent / "data"
    load(path, data)
    good = (data / CACHED).read_bytes()
    (data / CACHED).write_bytes(damage)

    assert load(path, data) == EXPECTED
    assert (data / CACHED).read_bytes() == good


def test_every_single_changed_byte_is_noticed(path):
    data = path.parent / "data"
    load(path, data)
    good = (data / CACHED).read_bytes()
    for place in range(0, len(good), 37):
        (data / CACHED).write_bytes(good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :])
        assert load(path, data) == EXPECTED


def test_a_faulty_file_is_never_kept(path):
    data = path.parent / "data"
    path.write_text("sources: [{url: x}]", encoding="utf-8")
    with pytest.raises(ConfigError):
        load(path, data)

    assert list(data.iterdir()) == []


@pytest.mark.parametrize("place", ["nowhere", "sources.yaml"])
def test_a_folder_that_cannot_be_written_does_not_hurt(path, place):
    assert load(path, path.parent / place) == EXPECTED


def test_nothing_is_left_aside(path):
    load(path, path.parent / "data")

    assert [file.name for file in (path.parent / "data").iterdir()] == [CACHED]


def test_records_hold_what_replace_changes():
    assert replace(EXPECTED, lang="en") != EXPECTED


# ── mailboxes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def mailboxes(*rows: str) -> list[tuple[str, str, tuple[str, ...]]]:
    listed = "".join(f"  - {{kind: mail, {row}}}\n" for row in rows)
    return [(source.name, source.url, source.tips_from) for source in parse(f"sources:\n{listed}".encode()).sources]


def test_a_mailbox_is_named_after_its_folder_and_two_people_have_one_each():
    an, bea = "imaps://an%40vzw.example@post.example/Nieuws%20hier", "imaps://bea@post.example/Nieuws%20hier"
    assert mailboxes(
        f"url: '{an}', tips_from: [VZW.example, ' an@x.example']", f"url: '{bea}'", "url: imap://c@d.example"
    ) == [
        ("Nieuws hier", an, ("vzw.example", "an@x.example")),
        ("Nieuws hier (bea)", bea, ()),
        ("INBOX", "imap://c@d.example", ()),
    ]


def test_one_folder_stands_there_once():
    with pytest.raises(ConfigError, match="already"):
        mailboxes(
            "url: 'imaps://an%40x.example@post.example/Nieuws'", "url: 'imaps://an@x.example@post.example:993/Nieuws/'"
        )


@pytest.mark.parametrize(
    "url",
    ["imaps://an:geheim@post.example/X", "imaps://an:geheim@post.example:x/X", "imaps://an:ge heim@post.example/X"],
)
@pytest.mark.parametrize("more", ["", ", kind: mail", ", kind: page", ", nonsense: 1"])
def test_a_password_in_an_address_is_never_told(url, more):
    with pytest.raises(ConfigError) as caught:
        parse(f"sources:\n  - {{url: '{url}'{more}}}\n".encode())
    assert "heim" not in f"{caught.value.message}{caught.value.hint}"
