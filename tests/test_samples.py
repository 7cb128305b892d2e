"""The sample world: it can be read by others, it is ours, it is fresh, and what its curator wrote belongs to it."""

from __future__ import annotations

import json
import re
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import fastfeedparser
import feedparser
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from curate import config, samples, urls
from curate.config.loading import parse
from curate.store import Store, Wanted
from curate.text import plain, words
from curate.workflows import demo

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ENTRIES = {
    "/common-ground.json": 8,
    "/de-linde.xml": 5,
    "/de-schakel.xml": 10,
    "/digiwijzer.atom": 10,
    "/la-veille.xml": 8,
    "/learning-out-loud.xml": 8,
    "/memoire-vive.atom": 4,
    "/vrijwilligerspost.rdf": 7,
}
BROKEN = "/cultuuragenda.html"
PUBLICATIONS = 59
"""One of the 60 entries is the same publication seen twice."""


@pytest.fixture(scope="module")
def documents() -> dict[str, tuple[bytes, str]]:
    return samples.feeds(NOW)


def read(path: str, body: bytes) -> list[dict[str, object]]:
    """Return the entries of a document, as the reader of others for its format reads them."""
    if path.endswith(".json"):
        return json.loads(body)["items"]
    parsed = feedparser.parse(body)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed.entries


def links(documents: dict[str, tuple[bytes, str]]) -> list[str]:
    return [str(entry.get("link") or entry.get("url")) for path in ENTRIES for entry in read(path, documents[path][0])]


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_dates_are_so_many_days_before_today_in_utc():
    text = "{{-2d 09:15 rfc822}} {{-2d 09:15 iso}} {{-0d 00:00 iso}}"
    filled = "Sat, 21 Nov 2026 09:15:00 +0000 2026-11-21T09:15:00Z 2026-11-23T00:00:00Z"
    assert samples.fill(text, NOW) == filled
    assert samples.fill(text, datetime(2026, 11, 24, 0, 30, tzinfo=timezone(timedelta(hours=1)))) == filled


@pytest.mark.parametrize("text", ["", "{{-2d 9:15 iso}}", "{{2d 09:15 iso}}", "{{-2d 09:15}}", "{base} {{name}}"])
def test_what_is_no_placeholder_stays(text):
    assert samples.fill(text, NOW) == text


@given(st.datetimes(NOW.replace(year=2000, tzinfo=None), timezones=st.just(UTC)), st.integers(0, 999))
def test_both_ways_of_writing_a_date_say_the_same(now, days):
    long, short = samples.fill(f"{{{{-{days}d 23:59 rfc822}}}}|{{{{-{days}d 23:59 iso}}}}", now).split("|")
    moment = datetime.fromisoformat(short)
    assert datetime.strptime(long, "%a, %d %b %Y %H:%M:%S %z") == moment
    assert (now.date() - moment.date()).days == days


def test_no_placeholder_is_left(documents):
    assert [path for path, (body, _) in documents.items() if b"{{" in body or b"}}" in body] == []


def test_same_day_same_bytes(documents):
    assert samples.feeds(NOW + timedelta(hours=1)) == documents
    assert samples.feeds(NOW + timedelta(days=1)) != documents


def test_all_is_of_the_last_twelve_days(documents):
    found = []
    for path in ENTRIES:
        for entry in read(path, documents[path][0]):
            if said := entry.get("date_published"):
                found.append(datetime.fromisoformat(said))
            elif parsed := entry.get("published_parsed") or entry.get("updated_parsed"):
                found.append(datetime(*parsed[:6], tzinfo=UTC))
    assert len(found) == sum(ENTRIES.values()) - 1  # one says no date
    today = NOW.replace(hour=0, minute=0)
    assert min(found) >= today - timedelta(days=12)
    assert max(found) < today
    assert {(today - moment).days for moment in found} == set(range(12))


# ── what the outlets publish ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_document_has_the_entries_we_count(documents):
    assert set(documents) == {*ENTRIES, BROKEN}
    assert {path: len(read(path, documents[path][0])) for path in ENTRIES} == ENTRIES


@pytest.mark.parametrize("path", ENTRIES)
def test_another_reader_finds_the_same(documents, path):
    body = documents[path][0]
    assert len(fastfeedparser.parse(body).entries) == ENTRIES[path]


def test_the_broken_one_is_no_feed(documents):
    body, content_type = documents[BROKEN]
    assert content_type.startswith("text/html")
    assert feedparser.parse(body).entries == []
    with pytest.raises(ValueError, match="HTML"):
        fastfeedparser.parse(body)


def test_nothing_leads_to_a_real_site(documents):
    text = "".join(body.decode() for body, _ in documents.values())
    for language in samples.LANGUAGES:
        written = samples.words(language)
        text += repr(written) + samples.configuration("http://127.0.0.1:1", language)
    hosts = set(re.findall(r"https?://([^/\s\"'<>:}]+)", text))
    named = {"www.w3.org", "purl.org", "jsonfeed.org"}  # they name formats
    assert {host for host in hosts if not host.endswith(".example")} == named | {"127.0.0.1"}


def test_one_publication_is_seen_twice_with_different_tracking(documents):
    found = links(documents)
    assert len(found) == len(set(found)) == sum(ENTRIES.values())
    canonical = [urls.canonical(link) for link in found]
    assert len(set(canonical)) == PUBLICATIONS
    (twice,) = {link for link in canonical if canonical.count(link) > 1}
    (tracked, bare) = sorted((link for link in found if urls.canonical(link) == twice), key=len, reverse=True)
    assert "utm_source=" in tracked
    assert "?" not in bare


def test_there_is_one_of_each_nuisance(documents):
    entries = [entry for path in ENTRIES for entry in read(path, documents[path][0])]
    assert sum(not entry["title"].strip() for entry in entries) == 1
    assert sum(not {"date_published", "published", "updated"} & set(entry) for entry in entries) == 1
    body = documents["/de-schakel.xml"][0].decode()
    (title,) = re.findall(r"<title>(.*\[red\].*)</title>", body)
    assert "<em>" in title
    assert {"\u202e", "\u009b"} <= set(title)
    assert sum("🎮" in str(entry["title"]) for entry in entries) == 1


def texts(documents, word):
    """Return the texts that hold a word, each by its outlet."""
    found = {}
    for path in ENTRIES:
        for entry in read(path, documents[path][0]):
            contents = entry.get("content") or [{"value": entry.get("content_html") or entry.get("summary")}]
            text = plain(contents[0]["value"] or "")
            if word in f"{entry['title']} {text}":
                found[path] = f"{entry['title']} {text}"
    return found


def test_three_outlets_tell_one_story_in_their_own_words(documents):
    found = texts(documents, "Merendaal")
    assert len(found) == 3
    shared = set.intersection(*(set(words(text)) for text in found.values()))
    assert {"merendaal", "digihuizen", "verlinden", "400", "vrijwilligers"} <= {word.lower() for word in shared}
    runs = [{tuple(words(text)[n : n + 3]) for n in range(len(words(text)) - 2)} for text in found.values()]
    assert all(len(a & b) < 0.4 * min(len(a), len(b)) for a in runs for b in runs if a is not b)


def test_two_outlets_print_one_press_release(documents):
    one, two = (words(text) for text in texts(documents, "3.412 meldingen").values())
    first, second = ({tuple(each[n : n + 3]) for n in range(len(each) - 2)} for each in (one, two))
    assert len(first & second) > 0.8 * min(len(first), len(second))


# ── what the curator wrote ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", samples.LANGUAGES)
def test_words_belong_to_items_that_are_there(documents, language):
    written = samples.words(language)
    there = set(links(documents))
    own = {entry["link"] for entry in read("/de-linde.xml", documents["/de-linde.xml"][0])}
    assert len(written.picks) == len({pick.url for pick in written.picks}) == 5
    assert {pick.url for pick in written.picks} <= there
    related = {pick.note["related"] for pick in written.picks if "related" in pick.note}
    assert related
    assert related <= own
    assert written.title
    assert written.intro
    assert written.closing


@pytest.mark.parametrize("language", samples.LANGUAGES)
def test_every_commentary_says_something(language):
    for pick in samples.words(language).picks:
        assert len(words(pick.note["commentary"])) >= 25, pick.url
        assert 2 <= len(re.findall(r"[.!?]\s|[.!?]$", pick.note["commentary"])) <= 5, pick.url
        assert pick.note["context"], pick.url


@pytest.mark.parametrize("language", samples.LANGUAGES)
def test_the_quote_stands_in_its_article(documents, language):
    (quoting,) = (pick for pick in samples.words(language).picks if "quote" in pick.note)
    assert {"quote_author", "quote_outlet"} <= set(quoting.note)
    items = {entry["url"]: entry for entry in read("/common-ground.json", documents["/common-ground.json"][0])}
    said = words(plain(str(items[quoting.url]["content_html"])))
    quoted = words(quoting.note["quote"])
    assert any(said[at : at + len(quoted) - 1] == quoted[:-1] for at in range(len(said)))
    assert all(name in said for name in words(quoting.note["quote_author"]))


def test_both_languages_choose_the_same():
    dutch, english = samples.words("nl"), samples.words("en")
    assert [pick.url for pick in dutch.picks] == [pick.url for pick in english.picks]
    assert samples.words("fr") == english


# ── the demo's configuration ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", samples.LANGUAGES)
def test_the_configuration_is_right_and_names_every_document(documents, language):
    loaded = parse(samples.configuration("http://127.0.0.1:8000", language).encode())
    assert {source.url for source in loaded.sources} == {f"http://127.0.0.1:8000{path}" for path in documents}
    assert all(source.allow_private for source in loaded.sources)
    assert [source.name for source in loaded.sources if source.own] == ["Buurthuis De Linde"]
    assert loaded.organisation.language == language
    assert {tag for pick in samples.words(language).picks for tag in pick.tags} <= set(loaded.tags)


def test_both_configurations_differ_only_in_their_words():
    dutch, english = (yaml.safe_load(samples.configuration("{base}", language)) for language in ("nl", "en"))
    assert list(dutch["tags"].values()) == list(english["tags"].values())
    for one, two in zip(dutch["sources"], english["sources"], strict=True):
        assert {**one, "tags": None} == {**two, "tags": None}


# ── serving ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def ask(url: str, **headers: str) -> tuple[int, bytes, str | None]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read(), answer.headers["ETag"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers["ETag"]


def test_what_is_served_is_what_there_is(documents, capfd):
    before = threading.active_count()
    with samples.serve(NOW) as base:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", base)
        for path, (body, _) in documents.items():
            status, said, etag = ask(base + path)
            assert (status, said) == (200, body)
            assert etag is not None
            assert ask(base + path, **{"If-None-Match": etag})[:2] == (304, b"")
            assert ask(base + path, **{"If-None-Match": '"else"'})[0] == 200
        assert ask(f"{base}/elsewhere")[0] == 404
        assert ask(f"{base}/../__init__.py")[0] == 404
    with pytest.raises(urllib.error.URLError):
        ask(base + BROKEN)
    assert capfd.readouterr() == ("", "")
    assert threading.active_count() <= before + 1  # the thread of the last answer may still be leaving


@pytest.mark.parametrize("language", samples.LANGUAGES)
def test_the_real_road_finds_what_was_put_there(tmp_path, monkeypatch, language):
    monkeypatch.setenv("CURATE_NOW", NOW.isoformat())
    shown = demo.play(tmp_path / "demo", language)
    assert shown.items == PUBLICATIONS
    assert shown.stories == PUBLICATIONS - 3  # three tell one, two print one
    (failure,) = shown.fetched.failures
    assert (failure.source, len(shown.fetched.warnings)) == ("Cultuuragenda Rivierstreek", 0)
    assert (shown.fetched.fetched, shown.fetched.failed) == (len(ENTRIES), 1)
    with Store(shown.workspace.database) as store:
        everything = store.items.listed(Wanted(states=(), baseline=True, limit=None))
        titles = [item.title for item in everything]
        (twice,) = (item for item in everything if len(store.items.sightings(item.id)) > 1)
        told = sorted(len(store.stories.get(story).items) for story in {item.story for item in everything})
    assert [title for title in titles if not title or set(title) & set("\u202e\u009b") or "<" in title] == []
    assert urls.untracked(twice.url) == "https://www.digiwijzer.example/artikels/leesbare-website"
    assert told[-3:] == [1, 2, 3]
    assert {tag.tag for item in everything for tag in item.tags} >= set(config.load(shown.workspace.config).tags)
    assert all(each.path.exists() for each in shown.exported.written)


# ── the example at the root ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_example_is_right_and_shows_what_there_is():
    path = ROOT / "sources.yaml"
    loaded = parse(path.read_bytes())
    followed = [source for source in loaded.sources if source.enabled]
    assert len(followed) >= 25
    assert len({source.name for source in loaded.sources}) == len(loaded.sources)
    assert all(source.url.startswith("https://") and ".example" not in source.url for source in followed)
    assert {"nl", "fr", "en", "de"} <= {source.language for source in followed}
    assert {source.kind for source in loaded.sources} == {"feed", "page"}
    assert any(source.own for source in loaded.sources)
    shown = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(config.schema("en")["properties"]) - set(shown) == {"ranking"}  # for who knows why
