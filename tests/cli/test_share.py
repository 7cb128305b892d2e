"""From items to posts, through the command: judge, write, compose, check, export, record, take back."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from curate.channels import channel
from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.server import Reply, Server

WORDS = "Voor wie met vrijwilligers werkt is dit belangrijk, omdat het toont hoe kort engagement groeit in onze steden."


@pytest.fixture(autouse=True)
def _collected(curate: Call, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three items wait in the inbox."""
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    with Server() as server:
        server.script("/feed", Reply(body=rss(item("a", "Alfa"), item("b", "Beta"), item("c", "Gamma"))))
        follow(server.url("/feed"))
        curate("fetch")
        yield


@pytest.fixture
def digest(curate: Call) -> int:
    """Give a digest of two items with commentary."""
    for number in ("1", "2"):
        curate("comment", number, "--commentary", WORDS, "--context", "Vorig jaar was het anders.")
    made = curate("digest", "new", "Trends van de week", "--json").json
    assert made == {"digest": 1}
    curate("digest", "add", "1", "1", "2")
    curate("digest", "intro", "1", "Deze week: engagement.")
    return 1


# ── judging ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_step_has_its_state_and_its_event(curate: Call) -> None:
    curate("shortlist", "1")
    curate("comment", "1", "--commentary", WORDS)
    curate("approve", "1", "--by", "Bo")
    curate("dismiss", "2", "--reason", "weak")
    curate("snooze", "3", "--until", "7d")
    states = {row["item"]: row["state"] for row in curate("inbox", "--all", "--items", "--json").json}
    assert states == {1: "approved", 2: "dismissed", 3: "snoozed"}
    events = curate("show", "1", "--json").json["events"]
    assert [(event["by"], event["action"], event["from"], event["to"]) for event in events] == [
        ("An", "shortlist", "new", "shortlisted"),
        ("An", "comment", "shortlisted", "commented"),
        ("Bo", "approve", "commented", "approved"),
    ]
    assert curate("log", "--json", "--limit", "1").json[0]["action"] == "snooze"


def test_a_snoozed_item_comes_back(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    curate("snooze", "1", "--until", "3d")
    assert [row["item"] for row in curate("inbox", "--json").json] != [1, 2, 3]
    monkeypatch.setenv("CURATE_NOW", "2026-11-27T09:00:00+00:00")
    assert {row["item"] for row in curate("inbox", "--json").json} == {1, 2, 3}


def test_note_has_the_fields_of_the_contract(curate: Call) -> None:
    assert curate("show", "1", "--json").json["note"] is None
    curate(
        "comment",
        "1",
        "--commentary",
        WORDS,
        "--quote",
        "Kort is goed.",
        "--quote-author",
        "Mia",
        "--quote-outlet",
        "De Krant",
    )
    note = curate("show", "1", "--json").json["note"]
    assert note == {
        "commentary": WORDS,
        "context": "",
        "quote": "Kort is goed.",
        "quote_author": "Mia",
        "quote_outlet": "De Krant",
        "rating": None,
        "related": None,
        "image": None,
        "by": "An",
        "at": "2026-11-23T09:00:00Z",
    }


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Let an editor of ours be the curator's: Python that is given the form as `text` and its path as `path`."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys, pathlib\npath = pathlib.Path(sys.argv[-1])\ntext = path.read_text(encoding='utf-8')\n" + body,
        encoding="utf-8",
    )
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')


def form_with(words: str) -> str:
    """Return Python that writes words under the first heading of the form."""
    return (
        "lines = text.splitlines()\n"
        "at = next(n for n, line in enumerate(lines) if line.startswith('## '))\n"
        f"lines.insert(at + 1, {words!r})\n"
        "path.write_text('\\n'.join(lines), encoding='utf-8')\n"
    )


def test_the_form_is_written_in_an_editor(curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(tmp_path, monkeypatch, form_with(WORDS))
    curate("comment", "1")
    assert curate("show", "1", "--json").json["note"]["commentary"] == WORDS
    assert list(Path("data").glob("*.md")) == []


def test_an_editor_that_fails_loses_nothing(curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(tmp_path, monkeypatch, form_with(WORDS) + "sys.exit(1)\n")
    answer = curate("comment", "1", code=2)
    [kept] = Path("data").glob("*.md")
    assert kept.name in answer.err
    assert WORDS in kept.read_text(encoding="utf-8")
    editor(tmp_path, monkeypatch, "")
    curate("comment", "1")
    assert curate("show", "1", "--json").json["note"]["commentary"] == WORDS


@pytest.mark.parametrize(
    "body", ["", "path.unlink()\n", "path.write_bytes(b'\\xff\\xfe\\xfa')\n", "path.write_text('x')\n"]
)
def test_a_form_that_says_nothing_or_cannot_be_read_writes_nothing(
    curate: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    editor(tmp_path, monkeypatch, body)
    answer = curate("comment", "1", code=None)
    assert answer.code in (1, 2)
    assert answer.err
    assert curate("show", "1", "--json").json["note"] is None


def test_an_editor_that_is_not_there_is_said(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "geen-tekstverwerker")
    assert "EDITOR" in curate("comment", "1", code=2).err


# ── composing and checking ───────────────────────────────────────────────────────────────────────────────────────────


def test_order_sections_and_words(curate: Call, digest: int) -> None:
    curate("digest", "add", "1", "3", "--section", "Leren")
    curate("digest", "move", "1", "3", "1")
    curate("digest", "closing", "1", "Tot volgende week.")
    curate("digest", "only", "1", "3", "--channel", "mastodon")
    curate("digest", "text", "1", "2", "--channel", "x", "Kort en goed.")
    shown = curate("digest", "show", "1", "--json").json
    assert [(i["item"], i["section"], i["only"], i["texts"]) for i in shown["items"]] == [
        (3, "Leren", ["mastodon"], {}),
        (1, None, [], {}),
        (2, None, [], {"x": "Kort en goed."}),
    ]
    assert (shown["intro"], shown["closing"]) == ("Deze week: engagement.", "Tot volgende week.")
    curate("digest", "remove", "1", "3")
    curate("undo")
    assert [i["item"] for i in curate("digest", "show", "1", "--json").json["items"]] == [3, 1, 2]


def test_a_closed_edition_has_a_number_and_is_not_changed(curate: Call, digest: int) -> None:
    curate("digest", "close", "1")
    shown = curate("digest", "show", "1", "--json").json
    assert (shown["state"], shown["number"]) == ("closed", 1)
    assert shown["trust"] == {"seen": 3, "sources": 1, "kept": 2}
    assert "reopen" in curate("digest", "add", "1", "3", code=1).err
    curate("digest", "close", "1", "--reopen")
    curate("digest", "add", "1", "3")


def test_check_names_rule_level_item_and_what_to_do(curate: Call, digest: int) -> None:
    curate("digest", "add", "1", "3")
    findings = curate("digest", "check", "1", "--json", code=1).json
    assert all(set(finding) == {"rule", "level", "item", "message"} for finding in findings)
    [error] = [finding for finding in findings if finding["level"] == "error"]
    assert (error["rule"], error["item"]) == ("no-commentary", 3)
    assert "curate comment 3" in error["message"]


# ── the rule of the house ────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_leaves_without_a_curators_words(curate: Call, digest: int) -> None:
    curate("digest", "add", "1", "3")
    answer = curate("export", "1", code=1)
    assert "#3" in answer.err
    assert "Gamma" in answer.err
    assert not Path("data/exports").exists()
    assert "--skip-uncommented" in curate("export", "1", "--despite", "no-commentary", "--why", "haast", code=2).err


def test_uncommented_items_are_left_out_or_let_through_on_demand_and_that_is_said(curate: Call, digest: int) -> None:
    curate("digest", "add", "1", "3")
    skipped = curate("export", "1", "--skip-uncommented", "--channel", "mastodon", "--json")
    assert "#3" in skipped.err
    assert {n for post in skipped.json[0]["posts"] for n in post["items"]} == {1, 2}
    allowed = curate("export", "1", "--allow-uncommented", "--channel", "mastodon", "--json")
    assert {n for post in allowed.json[0]["posts"] for n in post["items"]} == {1, 2, 3}
    curate("digest", "remove", "1", "1", "2")
    assert curate("export", "1", "--skip-uncommented", code=1).err


def test_an_error_of_the_check_stops_an_export_unless_a_reason_is_given(curate: Call, digest: int) -> None:
    curate("comment", "1", "--quote", "Een zin.")
    assert "quote-attribution" in curate("export", "1", code=1).err
    assert not Path("data/exports").exists()
    curate("export", "1", "--despite", "quote-attribution", code=2)
    curate("export", "1", "--despite", "quote-attribution", "--why", "auteur is gevraagd")
    assert "auteur is gevraagd" in curate("log", "--json").out


# ── export ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_one_channel_cannot_take_does_not_stop_the_others(curate: Call, digest: int) -> None:
    words = "Een lange uitleg. " * 60
    curate("digest", "text", "1", "1", "--channel", "linkedin", words * 4)
    refused = curate("export", "1", "--channel", "linkedin", "--channel", "mastodon", code=1).err
    assert "curate digest text" in refused
    assert not Path("data/exports").exists()
    asked = ("export", "1", "--channel", "linkedin", "--channel", "mastodon", "--despite", "unpostable")
    assert "Left out: Item #1 cannot go out on linkedin" in curate(*asked, "--why", "niet voor daar").err
    made = {name: Path(f"data/exports/digest-1/{name}.txt").read_text("utf-8") for name in ("linkedin", "mastodon")}
    assert "Een lange uitleg" not in made["linkedin"]
    assert WORDS in made["linkedin"], "the other item is there"
    assert made["mastodon"].count(WORDS) == 2


def test_four_exports_that_can_be_posted_as_they_are(curate: Call, digest: int) -> None:
    exported = {each["channel"]: each for each in curate("export", "1", "--json").json}
    assert {"facebook", "mastodon", "x", "markdown"} <= set(exported)
    for each in exported.values():
        assert Path(each["path"]).exists()
        for post in each["posts"]:
            assert set(post) == {"text", "length", "limit", "links", "items"}
            assert post["length"] <= post["limit"]
        if channel(each["channel"]).unit == "item":
            for number, link in ((1, "https://blog.example/a"), (2, "https://blog.example/b")):
                text = "\n".join(post["text"] for post in each["posts"] if number in post["items"])
                assert link in text
                assert "Voor wie met vrijwilligers werkt" in text
                assert "Blog van An" in text
    assert exported["markdown"]["posts"] == []


def test_a_newsletter_comes_as_its_service_takes_it_and_what_it_lacks_is_said(curate: Call, digest: int) -> None:
    done = curate("export", "1", "--channel", "newsletter")
    assert "channels.newsletter.unsubscribe_url" in done.err
    folder = Path("data/exports/digest-1/newsletter")
    assert sorted(files(folder)) == ["newsletter-blocks.html", "newsletter.eml", "newsletter.html", "newsletter.txt"]
    config = Path("sources.yaml")
    settings = "channels: {newsletter: {profile: brevo, subject: 'Nieuws: {title}'}}\n"
    config.write_text(config.read_text("utf-8") + settings, encoding="utf-8")
    curate("export", "1")
    assert "newsletter.eml" not in files(folder)
    assert "Nieuws: Trends van de week" in (folder / "newsletter.json").read_text("utf-8")
    config.write_text(config.read_text("utf-8").replace("brevo", "brvo"), encoding="utf-8")
    assert "brevo" in curate("export", "1", code=2).err
    curate("posted", "1", "--channel", "newsletter", code=2)


def files(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_digest_gives_the_same_bytes(curate: Call, digest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    curate("export", "1", "--out", "een")
    monkeypatch.setenv("CURATE_NOW", "2027-02-01T09:00:00+00:00")
    curate("export", "1", "--out", "twee")
    assert files(Path("een")) == files(Path("twee"))


@pytest.mark.parametrize("channel", ["sheet", "buffer", "metricool"])
def test_a_text_that_nobody_would_see_is_not_taken(curate: Call, digest: int, channel: str) -> None:
    refused = curate("digest", "text", "1", "1", "--channel", channel, "Mijn woorden.", code=2)
    assert "it holds the posts of other channels" in refused.err
    assert refused.err == curate("digest", "only", "1", "1", "--channel", channel, code=2).err
    assert curate("digest", "text", "1", "1", "--channel", "ambassadors", "Mijn woorden.").out
    assert curate("digest", "only", "1", "1", "--channel", "ambassadors").out


def test_a_card_shows_no_text_of_its_own(curate: Call, digest: int) -> None:
    assert "--quote" in curate("digest", "text", "1", "1", "--channel", "cards", "Mijn woorden.", code=2).err


def test_an_unknown_channel_asks_what_was_meant(curate: Call, digest: int) -> None:
    assert "mastodon" in curate("export", "1", "--channel", "mastodn", code=2).err
    assert not Path("data/exports").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
def test_a_place_that_cannot_hold_files_is_said(curate: Call, digest: int) -> None:
    assert curate("export", "1", "--out", "/dev/full", code=1).err
    assert curate("export", "1", "--out", "sources.yaml", code=1).err


# ── the ledger ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_posted_by_hand_is_recorded_once_and_can_be_taken_back(curate: Call, digest: int) -> None:
    [row] = curate("posted", "1", "1", "--channel", "facebook", "--url", "https://www.facebook.com/1", "--json").json
    assert (row["item"], row["channel"], row["how"], row["by"]) == (1, "facebook", "hand", "An")
    assert "Voor wie met vrijwilligers werkt" in row["text"]
    assert curate("show", "1", "--json").json["state"] == "published"
    assert "already" in curate("posted", "1", "1", "--channel", "facebook").err
    assert len(curate("posts", "--json").json) == 1
    exported = curate("export", "1", "--channel", "facebook", "--json").json
    assert exported[0]["posted"] == [1]
    curate("undo")
    assert curate("posts", "--json").json == []
    assert curate("show", "1", "--json").json["state"] == "commented"
    curate("posted", "1", "--channel", "facebook")
    assert [row["item"] for row in curate("posts", "--json").json] == [1, 2]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "facebook.com/1", "https://", "https://x.be/a b", "hier"])
def test_the_address_of_a_post_is_one_that_opens(curate: Call, digest: int, url: str) -> None:
    refused = curate("posted", "1", "1", "--channel", "facebook", "--url", url, code=2)
    assert "is not an address of the web" in refused.err
    assert curate("posts", "--json").json == []


def test_an_item_that_is_not_in_the_digest_is_not_recorded(curate: Call, digest: int) -> None:
    assert curate("posted", "1", "3", "--channel", "x", code=2).err
    assert curate("posts", "--json").json == []


def test_published_items_are_not_dismissed(curate: Call, digest: int) -> None:
    curate("posted", "1", "1", "--channel", "x")
    assert curate("dismiss", "1", code=1).err


def test_channels_say_how_they_count_and_since_when(curate: Call) -> None:
    rows = {row["name"]: row for row in curate("channels", "--json").json}
    assert (rows["x"]["limit"], rows["mastodon"]["limit"], rows["facebook"]["limit"]) == (280, 500, 63206)
    assert rows["markdown"]["unit"] == "edition"
    assert all(row["counts"] and row["source"] and row["checked"] for row in rows.values())


def test_the_overview_names_what_to_type(curate: Call, digest: int) -> None:
    shown = curate().out
    assert len(shown.splitlines()) <= 12
    assert "curate review" in shown
    assert "curate export 1" in shown


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_an_export_is_for_its_owner_to_read(curate: Call, digest: int) -> None:
    [each] = curate("export", "1", "--channel", "markdown", "--json").json
    path = Path(each["path"])
    assert stat.S_IMODE(path.stat().st_mode) & 0o400
    assert json.dumps(path.read_text(encoding="utf-8"))


def test_what_nobody_touched_in_time_lapses_and_stays_searchable(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    curate("shortlist", "1")
    monkeypatch.setenv("CURATE_NOW", "2026-12-20T09:00:00+00:00")
    curate("fetch", code=None)
    assert curate("inbox", "--json").json == []
    states = {row["item"]: row["state"] for row in curate("inbox", "--all", "--items", "--json").json}
    assert states == {1: "shortlisted", 2: "lapsed", 3: "lapsed"}
    assert curate("search", "Beta", "--json").json[0]["item"] == 2
    curate("shortlist", "2")
    assert curate("show", "2", "--json").json["state"] == "shortlisted"


# ── results and stats ────────────────────────────────────────────────────────────────────────────────────────────────


def test_stats_of_nothing_and_a_results_file_that_is_none(curate: Call, tmp_path: Path) -> None:
    found = json.loads(curate("stats", "--json").out)
    assert (found["posted"], found["channels"], found["path"]) == (0, [], None)
    assert curate("stats", "--since", "30d").out
    path = tmp_path / "x.csv"
    path.write_text("naam;leeftijd\nAn;3\n", encoding="utf-8")
    assert "“naam”" in curate("results", "import", str(path), code=2).err
    assert "cannot be read" in curate("results", "import", str(tmp_path / "none.csv"), code=2).err
    assert "--channel" in curate("results", "1", code=2).err
    out = tmp_path / "figures.html"
    assert json.loads(curate("stats", "--out", str(out), "--json").out)["path"] == str(out)
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
