"""Composing through the command: forms, periods, suggestions, plans, previews, checks, and taking it all back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.server import Reply, Server

WORDS = "Voor wie met vrijwilligers werkt is dit belangrijk, omdat het toont hoe kort engagement groeit in onze steden."


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture(autouse=True)
def _collected(curate: Call, monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """Four items are in the selection, three of them with commentary."""
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    titles = ("Alfa", "Beta", "Gamma", "Delta")
    feed = rss(*(item(title.lower(), title, f"Fri, {20 - n} Nov 2026 10:00:00 GMT") for n, title in enumerate(titles)))
    server.script("/feed", Reply(body=feed))
    follow(
        server.url("/feed"), extra="channels: {facebook: {}, mastodon: {}, markdown: {}}\ndigest: {max_per_source: 3}"
    )
    curate("fetch")
    for number in (1, 2, 3):
        curate("comment", number, "--commentary", f"{WORDS} {number}")
    curate("shortlist", "4")


def rule(curate: Call, name: str, *arguments: str, code: int | None = None) -> list[dict[str, object]]:
    return [f for f in curate("digest", "check", "1", "--json", *arguments, code=code).json if f["rule"] == name]


def configured(more: str) -> None:
    path = Path("sources.yaml")
    path.write_text(
        path.read_text(encoding="utf-8").replace("digest: {max", f"digest: {{{more}, max"), encoding="utf-8"
    )


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_trend_opens_with_the_items_of_its_tag_or_phrase_and_undo_takes_it_all_back(curate: Call) -> None:
    assert curate("digest", "new", "Privacy", "--kind", "trend", "--about", "Privacy", "--json").json == {"digest": 1}
    shown = curate("digest", "show", "1", "--json").json
    assert (shown["kind"], shown["subject"]) == ("trend", "Privacy")
    assert [row["item"] for row in shown["items"]] == [1, 2, 3]
    assert "Trend: Privacy" in curate("digest", "show", "1", "--channel", "markdown").out
    curate("undo")
    assert curate("digest", "list", "--json").json == []
    curate("digest", "new", "Gamma", "--kind", "trend", "--about", "gamma")
    assert [row["item"] for row in curate("digest", "show", "2", "--json").json["items"]] == [3]


def test_what_opens_nothing_makes_nothing(curate: Call) -> None:
    assert "privacy" in curate("digest", "new", "X", "--kind", "trend", "--about", "privcy", code=2).err
    assert "suggest" in curate("digest", "new", "X", "--about", "privacy", code=2).err
    assert "#99" in curate("digest", "new", "X", "--kind", "story", "--about", "99", code=2).err
    assert curate("digest", "new", "X", "--since", "2026-11-20", "--until", "2026-11-01", code=2).err
    assert curate("digest", "list", "--json").json == []


def test_a_story_is_opened_with_who_tell_it_oldest_first_and_goes_out_as_one(curate: Call) -> None:
    curate("story", "join", "3", "1")
    curate("digest", "new", "Hoe het ging", "--kind", "story", "--about", "1")
    assert [row["item"] for row in curate("digest", "show", "1", "--json").json["items"]] == [3, 1]
    assert rule(curate, "story-twice") == []
    assert rule(curate, "too-old") == []
    [made] = curate("export", "1", "--channel", "facebook", "--json").json
    assert [post["items"] for post in made["posts"]] == [[3, 1]]
    curate("posted", "1", "--channel", "facebook")
    assert [row["item"] for row in curate("posts", "--json").json] == [3, 1]


def test_a_period_is_counted_and_older_items_are_told(curate: Call) -> None:
    curate("digest", "new", "X", "--since", "2026-11-18", "--until", "2026-11-19")
    curate("digest", "add", "1", "1", "2", "3", "4")
    shown = curate("digest", "show", "1", "--json").json
    assert shown["until"] == "2026-11-19T22:59:59Z"
    assert shown["trust"] is None  # all came in on the 23rd
    assert [finding["item"] for finding in rule(curate, "too-old")] == [4]
    curate("digest", "period", "1", "--since", "2026-11-01", "--until", "2026-11-30")
    assert rule(curate, "too-old") == []
    assert curate("digest", "show", "1", "--json").json["trust"]["seen"] == 4
    curate("undo")
    assert curate("digest", "show", "1", "--json").json["until"] == "2026-11-19T22:59:59Z"
    curate("digest", "period", "1", code=2)


# ── values and numbers ───────────────────────────────────────────────────────────────────────────────────────────────


def test_values_are_counted_from_the_store_and_fixed_with_the_edition(curate: Call) -> None:
    curate("comment", "4", "--commentary", WORDS, "--by", "Bo")
    curate("digest", "new", "X", "--language", "nl", "--since", "2026-11-16")
    curate("digest", "add", "1", "1", "4")
    curate("digest", "intro", "1", "Uit {seen} van {sources} sinds {since} kozen {curators} er {kept}. {x}")
    said = "Uit 4 van 1 sinds 16 november 2026 kozen An en Bo er 2. {x}"
    made = curate("digest", "show", "1", "--channel", "markdown").out
    assert said in made
    assert "we chose" not in made  # it is told once
    assert rule(curate, "unknown-value")
    curate("digest", "close", "1", "--number", "41")
    curate("tag", "3", "--add", "privacy", "--by", "Cas")
    shown = curate("digest", "show", "1", "--json").json
    assert (shown["number"], shown["curators"]) == (41, ["An", "Bo"])
    assert "An en Bo er 2" in curate("digest", "show", "1", "--channel", "markdown").out
    curate("digest", "new", "Y")
    curate("digest", "add", "2", "2")
    assert "41" in curate("digest", "close", "2", "--number", "41", code=2).err
    assert "edition 42" in curate("digest", "show", "2").out
    assert "edition 42" in curate("digest", "close", "2").out


def test_the_default_closing_line_tells_from_how_much_was_chosen(curate: Call) -> None:
    curate("digest", "new", "X", "--language", "en")
    curate("digest", "add", "1", "1", "4")
    assert "*From 4 items of one source we chose 2.*" in curate("digest", "show", "1", "--channel", "markdown").out
    [made] = curate("export", "1", "--channel", "markdown", "--skip-uncommented", "--json").json
    assert "From 4 items of one source we chose 1." in Path(made["path"]).read_text(encoding="utf-8")


def test_a_skipped_item_does_not_count_in_the_curators_own_line(curate: Call) -> None:
    curate("digest", "new", "X")
    curate("digest", "add", "1", "1", "4")
    curate("digest", "closing", "1", "Chosen: {kept} of {seen}.")
    [made] = curate("export", "1", "--channel", "markdown", "--skip-uncommented", "--json").json
    assert "Chosen: 1 of 4." in Path(made["path"]).read_text(encoding="utf-8")


# ── suggest, order, sections ─────────────────────────────────────────────────────────────────────────────────────────


def test_suggest_fills_a_draft_within_its_limits_and_says_why(curate: Call) -> None:
    curate("digest", "new", "X")
    tried = curate("digest", "suggest", "1", "--dry-run", "--json").json
    assert (tried["dry_run"], len(tried["chosen"]), len(tried["left"])) == (True, 3, 1)
    assert all(set(row) == {"item", "title", "reason"} and row["reason"] for row in tried["chosen"] + tried["left"])
    assert curate("digest", "show", "1", "--json").json["items"] == []
    made = curate("digest", "suggest", "1", "--json").json
    assert made["chosen"] == tried["chosen"]
    chosen = [row["item"] for row in made["chosen"]]
    assert [row["item"] for row in curate("digest", "show", "1", "--json").json["items"]] == chosen
    assert curate("digest", "suggest", "1", "--json").json["chosen"] == []
    curate("undo")
    assert curate("digest", "show", "1", "--json").json["items"] == []
    assert len(curate("digest", "suggest", "1", "--max", "1", "--json").json["chosen"]) == 1


def test_suggest_leaves_out_what_went_out_is_elsewhere_or_not_shared(curate: Call) -> None:
    configured("avoid: [gamma]")
    curate("digest", "new", "X")
    curate("digest", "add", "1", "1", "2")
    curate("posted", "1", "1", "--channel", "facebook")
    curate("digest", "new", "Y")
    made = curate("digest", "suggest", "2", "--json").json
    assert [row["item"] for row in made["chosen"]] == [4]
    reasons = {row["item"]: row["reason"] for row in made["left"]}
    assert set(reasons) == {2, 3}
    assert "digest 1" in reasons[2]
    assert "gamma" in reasons[3]


def test_order_and_sections(curate: Call) -> None:
    curate("tag", "1", "2", "--add", "jeugd", "--new")
    curate("digest", "new", "X")
    curate("digest", "add", "1", "3", "2", "1")
    assert [r["item"] for r in curate("digest", "order", "1", "--by", "date", "--json").json["items"]] == [1, 2, 3]
    tried = curate("digest", "sections", "1", "--by", "tag", "--dry-run", "--json").json
    assert {row["section"] for row in tried["items"]} == {"Privacy"}
    curate("tag", "1", "2", "3", "--remove", "privacy")
    made = curate("digest", "sections", "1", "--json").json
    assert [(row["item"], row["section"]) for row in made["items"]] == [(1, "Jeugd"), (2, "Jeugd"), (3, None)]
    curate("undo")
    assert {row["section"] for row in curate("digest", "show", "1", "--json").json["items"]} == {None}
    curate("digest", "order", "1", "--by", "mood", code=2)


def test_a_timeline_is_ordered_from_its_beginning(curate: Call) -> None:
    curate("digest", "new", "X", "--kind", "timeline")
    curate("digest", "add", "1", "1", "2", "3")
    assert rule(curate, "timeline-order")
    ordered = curate("digest", "order", "1", "--by", "date", "--json").json
    assert [row["item"] for row in ordered["items"]] == [3, 2, 1]
    assert rule(curate, "timeline-order") == []


# ── plans ────────────────────────────────────────────────────────────────────────────────────────────────────────────

SLOTS = ("--slots", "di 10:00, do 16:00")


@pytest.fixture
def digest(curate: Call) -> int:
    """Give a digest of three items."""
    curate("digest", "new", "Trends van de week")
    curate("digest", "add", "1", "1", "2", "3")
    return 1


def test_every_item_gets_a_moment_on_every_channel(curate: Call, digest: int) -> None:
    before = curate("digest", "show", "1", "--json").json["changed"]
    made = curate("digest", "plan", "1", *SLOTS, "--json").json["planned"]
    assert {(row["item"], row["channel"], row["at"]) for row in made} == {
        *((item, channel, at) for channel in ("facebook", "mastodon")
          for item, at in ((1, "2026-11-24T09:00:00Z"), (2, "2026-11-26T15:00:00Z"), (3, "2026-12-01T09:00:00Z"))),
        *((item, "markdown", "2026-11-24T09:00:00Z") for item in (1, 2, 3)),
    }  # fmt: skip
    assert curate("digest", "plan", "1", "--json").json["planned"] == made
    assert curate("digest", "show", "1", "--json").json["changed"] == before
    curate("undo")
    assert curate("digest", "plan", "1", "--json").json["planned"] == []


def test_a_plan_keeps_to_channels_and_leaves_out_what_went_out(curate: Call, digest: int) -> None:
    curate("digest", "only", "1", "2", "--channel", "mastodon")
    curate("posted", "1", "1", "--channel", "facebook")
    tried = curate("digest", "plan", "1", *SLOTS, "--channel", "facebook", "--dry-run", "--json").json["planned"]
    assert [(row["item"], row["at"]) for row in tried] == [(3, "2026-11-24T09:00:00Z")]
    assert curate("digest", "plan", "1", "--json").json["planned"] == []
    curate("digest", "remove", "1", "2", "3")
    assert "nothing to plan" in curate("digest", "plan", "1", *SLOTS, "--channel", "facebook", code=1).err


def test_a_second_digest_takes_the_free_slots(curate: Call, digest: int) -> None:
    curate("digest", "plan", "1", *SLOTS, "--channel", "facebook")
    curate("digest", "new", "Y")
    curate("digest", "add", "2", "4")
    made = curate("digest", "plan", "2", *SLOTS, "--channel", "facebook", "--json").json["planned"]
    assert [row["at"] for row in made] == ["2026-12-03T15:00:00Z"]


def test_the_clocks_change_and_it_is_said(curate: Call, digest: int) -> None:
    planned = ("digest", "plan", "1", "--slots", "zo 2:30", "--from", "2027-03-27", "--channel", "facebook", "--json")
    rows = curate(*planned).json["planned"]
    assert [row["at"] for row in rows] == ["2027-03-28T01:30:00Z", "2027-04-04T00:30:00Z", "2027-04-11T00:30:00Z"]
    assert [bool(row["note"]) for row in rows] == [True, False, False]
    set_ = curate("digest", "plan", "1", "1", "--channel", "facebook", "--at", "2027-10-31 02:30", "--json").json
    assert "twice" in next(row["note"] for row in set_["planned"] if row["item"] == 1)


def test_one_item_is_moved_and_a_plan_is_taken_away(curate: Call, digest: int) -> None:
    curate("digest", "plan", "1", *SLOTS)
    curate("digest", "plan", "1", "2", "--channel", "facebook", "--at", "2026-11-25 12:00")
    rows = {(r["item"], r["channel"]): r["at"] for r in curate("digest", "plan", "1", "--json").json["planned"]}
    assert rows[2, "facebook"] == "2026-11-25T11:00:00Z"
    assert rows[2, "mastodon"] == "2026-11-26T15:00:00Z"
    assert len(rows) == 9
    curate("digest", "plan", "1", "--clear", "--channel", "facebook")
    assert len(curate("digest", "plan", "1", "--json").json["planned"]) == 6
    curate("undo")
    assert len(curate("digest", "plan", "1", "--json").json["planned"]) == 9


@pytest.mark.parametrize(
    "arguments",
    [
        ("--slots", "foodag 10:00"),
        ("--slots", "di 25:00"),
        ("--slots", ""),
        ("--dry-run",),
        ("1",),
        ("1", "--at", "2026-11-25 12:00"),
        ("1", "--channel", "facebook", "--at", "straks"),
        ("1", "--channel", "facebook", "--at", "7d"),
        ("1", "--channel", "facebook", "--at", "2026-11-23 10:00"),
        ("4", "--channel", "facebook", "--at", "2026-11-25 12:00"),
        ("--slots", "di 10:00", "--channel", "facebok"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_changes_nothing(
    curate: Call, digest: int, arguments: tuple[str, ...]
) -> None:
    assert curate("digest", "plan", "1", *arguments, code=2).err
    assert curate("digest", "plan", "1", "--json").json["planned"] == []


def test_slots_of_the_configuration(curate: Call, digest: int) -> None:
    configured("slots: 'wo 9:00'")
    made = curate("digest", "plan", "1", "--slots", "--json").json["planned"]
    assert made[0]["at"] == "2026-11-25T08:00:00Z"


def test_the_coming_weeks_with_clashes_and_empty_days(curate: Call, digest: int) -> None:
    curate("digest", "plan", "1", *SLOTS, "--channel", "facebook", "--channel", "markdown")
    curate("digest", "plan", "1", "3", "--channel", "facebook", "--at", "2026-11-24 10:30")
    weeks = curate("plan", "--json").json
    assert (weeks["from"], weeks["until"]) == ("2026-11-23", "2026-12-06")
    assert [(post["channel"], post["items"]) for post in weeks["posts"]] == [
        ("facebook", [1]),
        ("markdown", [1, 2, 3]),
        ("facebook", [3]),
        ("facebook", [2]),
    ]
    [clash] = weeks["clashes"]
    assert (clash["channel"], [post["items"] for post in clash["posts"]]) == ("facebook", [[1], [3]])
    assert len(weeks["empty"]) == 12
    assert "2026-11-24" not in weeks["empty"]
    shown = curate("plan").out
    assert "In each other's way on facebook" in shown
    assert "12 days without a post" in shown


def test_the_plan_goes_into_an_agenda(curate: Call, digest: int) -> None:
    curate("digest", "plan", "1", *SLOTS)
    curate("plan", "--ics", "posts.ics")
    first = Path("posts.ics").read_bytes()
    assert first.count(b"BEGIN:VEVENT") == 7
    assert b"\r\nDTSTART:20261124T090000Z\r\n" in first
    assert len({line for line in first.split(b"\r\n") if line.startswith(b"UID:")}) >= 3
    curate("plan", "--ics", "posts.ics")
    assert Path("posts.ics").read_bytes() == first
    assert curate("plan", "--ics", "sources.yaml/posts.ics", code=1).err


def test_the_overview_tells_what_is_due(curate: Call, digest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    curate("digest", "plan", "1", *SLOTS, "--channel", "facebook")
    assert "due" not in curate().out
    monkeypatch.setenv("CURATE_NOW", "2026-11-24T10:00:00+00:00")
    assert "curate posted 1 1 --channel facebook" in curate().out
    curate("posted", "1", "1", "--channel", "facebook")
    assert "planned post is due" not in curate().out


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_to_look_at(curate: Call, digest: int) -> None:
    curate("comment", "1", "--commentary", "**Lees** [dit](https://x.example/a) <script>alert(1)</script>")
    curate("digest", "show", "1", "--html", "kijk.html")
    page = Path("kijk.html").read_text(encoding="utf-8")
    assert "<strong>Lees</strong>" in page
    assert '<a href="https://x.example/a"' in page
    assert "<script>" not in page
    assert "of 500 characters" in page
    assert not Path("data/exports").exists()
    assert curate("digest", "show", "1", "--html", "data", code=1).err
    assert curate("digest", "show", "1", "--channel", "mastodn", code=2).err


def test_a_digest_as_it_goes_out_on_a_channel(curate: Call, digest: int) -> None:
    [made] = curate("export", "1", "--channel", "mastodon", "--json").json
    assert curate("digest", "show", "1", "--channel", "mastodon").out == Path(made["path"]).read_text(encoding="utf-8")


# ── check ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rules_are_listed_and_switched_per_workspace(curate: Call, digest: int) -> None:
    assert rule(curate, "no-intro")[0]["level"] == "warning"
    configured("rules: {no-intro: error, own-share: off}")
    assert rule(curate, "no-intro", code=1)[0]["level"] == "error"
    assert rule(curate, "own-share") == []
    rows = {row["rule"]: row["level"] for row in curate("digest", "check", "--rules", "--json").json}
    assert (rows["no-intro"], rows["own-share"], rows["no-commentary"]) == ("error", "off", "error")
    assert "no-intro" in curate("export", "1", code=1).err
    curate("export", "1", "--despite", "no-intro", "--why", "haast")
    event = curate("log", "--json").json[-1]
    assert (event["action"], event["by"], event["text"]) == ("export", "An", "no-intro: haast")
    path = Path("sources.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("no-intro: error", "no-commentary: off"), encoding="utf-8")
    assert "rule of the house" in curate("digest", "check", "1", code=2).err


def test_check_without_a_number_asks_which(curate: Call) -> None:
    assert "digest list" in curate("digest", "check", code=2).err


def test_what_is_not_shared_is_an_error(curate: Call, digest: int) -> None:
    configured("avoid: [blog.example]")
    assert [finding["item"] for finding in rule(curate, "avoided", code=1)] == [1, 2, 3]


def test_an_own_text_lets_an_item_out_on_its_channel_only(curate: Call) -> None:
    curate("digest", "new", "X")
    curate("digest", "add", "1", "4")
    curate("digest", "text", "1", "4", "--channel", "mastodon", "Kort en goed, in mijn eigen woorden.")
    assert rule(curate, "no-commentary", code=1)
    curate("export", "1", "--channel", "facebook", code=1)
    curate("export", "1", code=1)
    [made] = curate("export", "1", "--channel", "mastodon", "--json").json
    assert "in mijn eigen woorden" in made["posts"][0]["text"]
    curate("digest", "only", "1", "4", "--channel", "mastodon")
    assert rule(curate, "no-commentary") == []


@pytest.mark.slow
def test_links_are_tried_with_head_and_then_with_get(curate: Call, server: Server, digest: int) -> None:
    server.script("/fine", Reply())
    server.script("/odd", Reply(status=405), Reply(body=b"x"))
    server.script("/gone", Reply(status=410))
    server.script("/moved", Reply(status=302, headers=(("Location", "/nowhere"),)))
    server.script("/shut", Reply(status=403))
    for number, path in ((1, "/gone"), (2, "/moved"), (3, "/shut")):
        curate("comment", number, "--commentary", f"{WORDS} {number}", "--related", server.url(path))
    server.log.clear()
    findings = curate("digest", "check", "1", "--online", "--json", code=1).json
    told = [(finding["rule"], finding["item"]) for finding in findings if "/127.0.0.1" in finding["message"]]
    assert told == [("dead-link", 1), ("dead-link", 2), ("unreachable", 3)]
    asked = [(one.method, one.path) for one in server.log]
    assert asked.count(("HEAD", "/gone")) == asked.count(("GET", "/gone")) == 1
    for number, path in ((1, "/fine"), (2, "/odd"), (3, "/fine")):
        curate("comment", number, "--related", server.url(path))
    findings = curate("digest", "check", "1", "--online", "--json", code=None).json
    assert not [finding for finding in findings if "/127.0.0.1" in finding["message"]]
    assert not [f for f in curate("digest", "check", "1", "--json").json if f["rule"] in ("dead-link", "unreachable")]


def test_everything_is_one_json_document(curate: Call, digest: int) -> None:
    for words in (
        ("digest", "suggest", "1"),
        ("digest", "order", "1", "--by", "tag"),
        ("digest", "sections", "1"),
        ("digest", "period", "1", "--since", "7d"),
        ("digest", "plan", "1", *SLOTS),
        ("digest", "show", "1"),
        ("digest", "close", "1"),
        ("plan",),
    ):
        assert json.loads(curate(*words, "--json").out)


# ── templates ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_template_of_the_workspace_makes_the_posts_of_a_channel(curate: Call, digest: int) -> None:
    templated("{{ commentary }}\n\n{{ title }} | {{ outlet }}\n{{ link }}\n")
    [made] = curate("export", "1", "--channel", "facebook", "--json").json
    assert made["posts"][0]["text"].splitlines()[2] == "Alfa | Blog van An"
    assert made["posts"][0]["links"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ commentary }}\n{{ titel }}", "sjabloon.txt, line 2"),
        ("{{ title", "sjabloon.txt, line 1"),
        (None, "cannot be"),
    ],
)
def test_a_faulty_template_stops_check_and_export_before_anything_is_written(
    curate: Call, digest: int, text: str | None, said: str
) -> None:
    templated(text)
    assert said in curate("--lang", "en", "digest", "check", "1", code=2).err
    assert said in curate("--lang", "en", "export", "1", "--channel", "facebook", code=2).err
    assert not Path("data/exports").exists() or not list(Path("data/exports").rglob("facebook*"))


def test_a_channel_that_heeds_no_template_says_so(curate: Call, digest: int) -> None:
    path = Path("sources.yaml")
    config = path.read_text(encoding="utf-8")
    path.write_text(config.replace("facebook: {}", "facebook: {}, atom: {template: sjabloon.txt}"), encoding="utf-8")
    refused = curate("--lang", "en", "export", "1", "--channel", "atom", code=2).err
    assert "channels.atom.template" in refused
    assert "html, newsletter and markdown" in refused


def templated(text: str | None) -> None:
    path = Path("sources.yaml")
    config = path.read_text(encoding="utf-8")
    path.write_text(config.replace("facebook: {}", "facebook: {template: sjabloon.txt}"), encoding="utf-8")
    if text is not None:
        Path("sjabloon.txt").write_text(text, encoding="utf-8")
