"""Colleagues, through the command: tips, who is to look, two pairs of eyes, hand-outs that come back."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.server import Reply, Server

WORDS = "Voor wie met vrijwilligers werkt is dit belangrijk, omdat het toont hoe kort engagement groeit in onze steden."
PAGE = (
    b"<html lang=nl><head><title>Een artikel</title></head><body><article><h1>Een artikel</h1>"
    + b"<p>Er staat hier genoeg om te lezen, en het gaat over leren.</p>" * 20
    + b"</article></body></html>"
)


@pytest.fixture(autouse=True)
def server(curate: Call, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Three items wait in the inbox."""
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    with Server() as opened:
        opened.script("/feed", Reply(body=rss(item("a", "Alfa"), item("b", "Beta"), item("c", "Gamma"))))
        opened.script("/artikel", Reply(body=PAGE, headers=[("Content-Type", "text/html; charset=utf-8")]))
        follow(opened.url("/feed"))
        curate("fetch")
        yield opened


def setting(line: str) -> None:
    path = Path("sources.yaml")
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", encoding="utf-8")


def shown(curate: Call, number: int) -> dict:
    return curate("show", number, "--json").json


# ── tips ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_tip_stands_beside_its_item_and_waits(curate: Call) -> None:
    curate("tip", "2", "--why", "Past bij ons dossier", "--by", "Bea")
    [row] = curate("inbox", "--tips", "--json").json
    assert (row["item"], row["state"]) == (2, "new")
    found = shown(curate, 2)
    assert found["via"] == "Bea"
    assert [(tip["by"], tip["why"], tip["via"]) for tip in found["tips"]] == [("Bea", "Past bij ons dossier", None)]
    assert [(event["by"], event["action"], event["text"]) for event in found["events"]] == [
        ("Bea", "tip", "Past bij ons dossier")
    ]
    assert "curate inbox --tips" in curate().out
    assert "Past bij ons dossier" in curate("show", "2").out


def test_the_same_tip_twice_is_one_and_undo_takes_it_back(curate: Call) -> None:
    curate("tip", "2", "--why", "Past", "--by", "Bea")
    assert curate("tip", "2", "--why", "Past", "--by", "Bea", "--json").json["known"] is True
    assert len(shown(curate, 2)["tips"]) == 1
    curate("undo")
    assert shown(curate, 2)["tips"] == []
    assert "Past" in curate("log", "2").out
    assert curate("tip", "2", "--why", "Past", "--by", "Bea", "--json").json["known"] is False


def test_a_page_that_is_not_held_is_read_in_as_new(curate: Call, server: Server) -> None:
    url = server.url("/artikel")
    tipped = curate("tip", url, "--why", "Lees dit", "--by", "Bea", "--json")
    assert (tipped.json["new"], tipped.json["state"], tipped.json["title"]) == (True, "new", "Een artikel")
    assert [row["item"] for row in curate("inbox", "--tips", "--json").json] == [tipped.json["item"]]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("tip", "2", "--why", "  "), "why"),
        (("tip", "2", "--why", "🎉"), "why"),
        (("tip", "99", "--why", "x"), "#99"),
        (("tip", "javascript://x", "--why", "x"), "address"),
        (("tip", "2", "--why", "x" * 100_001), "100000"),
        (("assign", "2"), "--to"),
        (("assign", "2", "--to", "Bea", "--nobody"), "--to"),
        (("assign", "2", "--to", " "), "name"),
        (("assign", "2", "--to", "x" * 81), "name"),
    ],
)
def test_what_is_no_tip_or_task_is_said(curate: Call, typed: tuple[str, ...], said: str) -> None:
    before = curate("log", "--json").out
    assert said in curate(*typed, code=2).err
    assert curate("log", "--json").out == before


def test_a_tip_wakes_what_had_lapsed_and_keeps_it_awake(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_NOW", "2026-12-20T09:00:00+00:00")
    curate("fetch", code=None)
    assert shown(curate, 2)["state"] == "lapsed"
    curate("tip", "2", "--why", "Toch wel")
    curate("fetch", code=None)
    assert shown(curate, 2)["state"] == "new"


# ── who is to look ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_asked_of_whom_is_kept_shown_and_taken_back(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    curate("assign", "1", "2", "--to", "Bea")
    curate("assign", "3", "--to", "Jan")
    curate("shortlist", "1")
    assert {row["item"] for row in curate("inbox", "--assigned", "bea", "--json").json} == {1, 2}
    assert {row["item"] for row in curate("inbox", "--assigned", "--json").json} == {1, 2, 3}
    assert "Bea" in curate("inbox", "--assigned").out
    assert (shown(curate, 1)["assigned"], shown(curate, 3)["assigned"]) == ("Bea", "Jan")
    assert "Bea" in curate("show", "1").out
    curate("assign", "1", "--nobody")
    assert shown(curate, 1)["assigned"] is None
    curate("undo")
    assert shown(curate, 1)["assigned"] == "Bea"
    assert "Bea" in curate("log", "1").out
    assert "asked to look" not in curate().out
    monkeypatch.setenv("CURATE_CURATOR", "bea")
    assert "2 items that you were asked to look at" in curate().out


# ── two pairs of eyes ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["An", "an", " AN ", "Án"])
def test_nobody_approves_his_own_words_where_two_are_asked_for(curate: Call, name: str) -> None:
    setting("approval: required")
    curate("comment", "1", "--commentary", WORDS)
    assert "An" in curate("approve", "1", "--by", name, code=1).err
    assert shown(curate, 1)["state"] == "commented"
    curate("approve", "1", "--by", "Bo")
    event = shown(curate, 1)["events"][-1]
    assert (event["action"], event["by"], event["how"]) == ("approve", "Bo", "command")
    assert re.fullmatch("[0-9a-f]{64}", event["text"])


def test_approval_is_bound_to_the_text(curate: Call) -> None:
    setting("approval: required")
    curate("comment", "1", "--commentary", WORDS)
    curate("approve", "1", "--by", "Bo")
    curate("comment", "1", "--rating", "4", "--by", "Bo")
    assert shown(curate, 1)["state"] == "approved"  # a rating is no word of the text
    assert shown(curate, 1)["note"]["by"] == "An"  # nor does it make anybody its author
    curate("comment", "1", "--context", "Nieuw.", "--by", "Bo")
    assert shown(curate, 1)["state"] == "commented"
    assert curate("approve", "1", "--by", "Bo", code=1).err
    curate("approve", "1")
    curate("undo")
    curate("undo")
    assert shown(curate, 1)["state"] == "approved"


def test_of_several_all_are_approved_or_none(curate: Call) -> None:
    setting("approval: required")
    curate("comment", "1", "--commentary", WORDS)
    curate("comment", "2", "--commentary", WORDS, "--by", "Bo")
    curate("approve", "1", "2", "--by", "Bo", code=1)
    assert [shown(curate, n)["state"] for n in (1, 2)] == ["commented", "commented"]


# ── hand-outs ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def sheet(curate: Call) -> str:
    """Give a hand-out of two items as Markdown."""
    curate("comment", "1", "--commentary", WORDS)
    curate("shortlist", "2")
    curate("handout", "nakijken.md", "1", "2")
    return Path("nakijken.md").read_text("utf-8")


def fill(sheet: str, mark: str, words: str, nth: int = 0) -> str:
    """Return a hand-out with words under the nth mark of that name."""
    place = [found.end() for found in re.finditer(rf"\[\[{mark}[^\]]*\]\]", sheet)][nth]
    return f"{sheet[:place]} {words}{sheet[place:]}"


def hand_in(curate: Call, filled: str, *options: str, code: int | None = 0) -> dict:
    Path("antwoord.txt").write_text(filled, encoding="utf-8")
    [done] = curate("handin", "antwoord.txt", "--json", *options, code=code).json
    return done


def test_what_was_filled_in_is_taken_over_as_one_step(curate: Call, sheet: str) -> None:
    filled = fill(fill(fill(fill(sheet, "from", "Jan"), "commentary", "\n\nEen “ander” woord & <b>meer</b>.", 1),
                       "rating", "4", 1), "approve", "ja", 0)  # fmt: skip
    tried = hand_in(curate, filled, "--dry-run")
    assert shown(curate, 2)["note"] is None
    done = hand_in(curate, filled)
    assert tried == done
    assert (done["by"], done["whole"], done["newer"]) == ("Jan", True, None)
    assert [(row["item"], row["took"], row["not_taken"]) for row in done["items"]] == [
        (1, ["approve"], []),
        (2, ["commentary", "rating"], []),
    ]
    assert shown(curate, 1)["state"] == "approved"
    note = shown(curate, 2)["note"]
    assert (note["commentary"], note["rating"], note["by"]) == ("Een “ander” woord & <b>meer</b>.", 4, "Jan")
    assert {event["how"] for event in shown(curate, 2)["events"]} == {"command", "handin"}
    curate("undo")
    assert (shown(curate, 1)["state"], shown(curate, 2)["note"]) == ("commented", None)


def test_handing_in_twice_is_once(curate: Call, sheet: str) -> None:
    filled = fill(fill(fill(sheet, "from", "Jan"), "commentary", "\n\nAnders.", 1), "approve", "ja", 0)
    hand_in(curate, filled)
    before = curate("log", "--json").out
    again = hand_in(curate, filled)
    assert [row["took"] for row in again["items"]] == [[], []]
    assert all(row["not_taken"] for row in again["items"])
    assert curate("log", "--json").out == before
    curate("comment", "2", "--commentary", "De curator maakte er dit van.")
    assert [row["took"] for row in hand_in(curate, filled)["items"]] == [[], []]
    assert shown(curate, 2)["other_notes"] == []


def test_words_that_changed_since_are_never_overwritten(curate: Call, sheet: str) -> None:
    curate("comment", "1", "--commentary", "De curator schreef verder.")
    filled = fill(fill(fill(sheet, "from", "Jan"), "context", "\n\nJan zijn context.", 0), "approve", "ja", 0)
    [row, other] = hand_in(curate, filled)["items"]
    assert row["took"] == ["context", "beside"]
    assert {left["what"] for left in row["not_taken"]} == {"note", "approve"}
    found = shown(curate, 1)
    assert (found["state"], found["note"]["commentary"]) == ("commented", "De curator schreef verder.")
    [beside] = found["other_notes"]
    assert (beside["by"], beside["commentary"], beside["context"]) == ("Jan", WORDS, "Jan zijn context.")
    assert other["not_taken"]
    assert "two notes" in curate().out
    curate("undo")
    assert shown(curate, 1)["other_notes"] == []
    hand_in(curate, filled)
    curate("comment", "1", "--use", "Jan")
    assert shown(curate, 1)["note"]["context"] == "Jan zijn context."
    curate("undo")
    assert [note["by"] for note in shown(curate, 1)["other_notes"]] == ["Jan"]


def test_two_colleagues_on_one_item(curate: Call, sheet: str) -> None:
    hand_in(curate, fill(fill(sheet, "from", "Jan"), "commentary", "\n\nJan vindt iets.", 1))
    hand_in(curate, fill(fill(sheet, "from", "Mia"), "commentary", "\n\nMia vindt wat anders.", 1))
    found = shown(curate, 2)
    assert found["note"]["commentary"] == "Jan vindt iets."
    assert [note["commentary"] for note in found["other_notes"]] == ["Mia vindt wat anders."]


def test_words_on_what_was_dismissed_do_not_bring_it_back(curate: Call, sheet: str) -> None:
    curate("dismiss", "2")
    [_, row] = hand_in(curate, fill(fill(sheet, "from", "Jan"), "commentary", "\n\nToch goed.", 1))["items"]
    assert "beside" in row["took"]
    found = shown(curate, 2)
    assert (found["state"], found["note"]) == ("dismissed", None)
    assert found["other_notes"][0]["commentary"] == "Toch goed."


def test_a_no_takes_approval_back_and_stands_in_the_log(curate: Call, sheet: str) -> None:
    curate("approve", "1", "--by", "Bo")
    [row, _] = hand_in(curate, fill(fill(sheet, "from", "Jan"), "approve", "Nee, liever niet", 0))["items"]
    assert row["took"] == ["objection"]
    assert shown(curate, 1)["state"] == "commented"
    assert "Jan" in curate("log", "1").out


def test_who_wrote_does_not_approve_by_hand_out_either(curate: Call, sheet: str) -> None:
    setting("approval: required")
    filled = fill(fill(fill(sheet, "from", "Jan"), "commentary", "\n\nVan Jan.", 1), "approve", "ja", 1)
    [_, row] = hand_in(curate, filled)["items"]
    assert row["took"] == ["commentary"]
    assert "Jan" in row["not_taken"][0]["why"]
    assert shown(curate, 2)["state"] == "commented"


def test_an_older_edition_is_told(curate: Call, sheet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_NOW", "2026-11-24T09:00:00+00:00")
    curate("handout", "nakijken.html", "3")
    Path("oud.txt").write_text(fill(fill(sheet, "from", "Jan"), "rating", "3", 0), encoding="utf-8")
    answer = curate("handin", "oud.txt")
    assert "newer" in answer.err
    assert "Alfa" in answer.out


def test_an_item_that_is_not_known_here_is_told_with_its_title(curate: Call, sheet: str) -> None:
    sheet = re.sub(r"\[\[item ([0-9a-f])", lambda m: f"[[item {'0' if m[1] != '0' else '1'}", sheet, count=1)
    [row, _] = hand_in(curate, fill(fill(sheet, "from", "Jan"), "rating", "3", 0))["items"]
    assert row["item"] is None
    assert "Alfa" in row["title"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no hand-out"),
        (b"Dag, hier is niets.", "no hand-out"),
        (b"{", "no hand-out"),
        (b'{"curate_handout": 1}', "whose"),
        (b"[" * 100_000, "no hand-out"),
        (b'{"a":' * 100_000, "no hand-out"),
        (b"\xff\xfe\x00", "no hand-out"),
        (b"\x00" * 1000, "no hand-out"),
        (b"[[curate handout 0123456789abcdef]]\n[[end]]", "whose"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger"),
    ],
    ids=["empty", "no marks", "cut", "nobody", "brackets", "braces", "half a letter", "zeros", "no name", "large"],
)
def test_what_is_no_hand_out_is_said(curate: Call, content: bytes, said: str) -> None:
    Path("iets.txt").write_bytes(content)
    assert said in curate("handin", "iets.txt", code=2).err
    assert curate("log", "--json").json == []


def test_the_page_itself_holds_no_answers(curate: Call) -> None:
    curate("handout", "p.html", "1")
    assert "page itself" in curate("handin", "p.html", code=2).err


def test_a_file_that_is_not_there_is_said(curate: Call) -> None:
    assert "niets.txt" in curate("handin", "niets.txt", code=2).err
    assert curate("handin", ".", code=2).err


def test_a_hand_out_takes_no_other_files_place(curate: Call, sheet: str) -> None:
    Path("brief.html").write_text("Van iemand anders", encoding="utf-8")
    assert "left as it is" in curate("handout", "brief.html", "1", code=2).err
    assert Path("brief.html").read_text("utf-8") == "Van iemand anders"
    assert ".html" in curate("handout", "brief.pdf", "1", code=2).err
    curate("handout", "nakijken.md", "1")
    curate("handout", "nakijken.html", "1")
    curate("handout", "nakijken.html", "2")


def test_what_is_handed_out_is_chosen(curate: Call) -> None:
    assert curate("handout", "a.md", code=1).err
    curate("shortlist", "3")
    assert curate("handout", "a.md", "--json").json["items"] == [3]
    assert sorted(curate("handout", "a.md", "--state", "new", "--json").json["items"]) == [1, 2]
    curate("digest", "new", "Week")
    assert curate("handout", "a.md", "--digest", "1", code=1).err
    curate("digest", "add", "1", "2")
    assert curate("handout", "a.md", "--digest", "1", "--json").json["items"] == [2]
    assert curate("handout", "a.md", "1", "--digest", "1", code=2).err


def test_the_saved_file_is_taken_exactly(curate: Call, sheet: str) -> None:
    edition = re.search(r"handout ([0-9a-f]{16})", sheet)
    key, basis = re.findall(r"\[\[item ([0-9a-f]+) ([0-9a-f]+)\]\]", sheet)[1]
    words = 'Regel één\nregel twee [[item]] \\[[x]] &amp; =20 "q"\n> geen aanhaling'
    row = {"key": key, "basis": basis, "title": "t", "commentary": words, "context": ["x"], "rating": "9", "x": {}}
    document = {"curate_handout": 1, "edition": edition[1] if edition else "", "from": "Jan\x1b[31m", "items": [row]}
    done = hand_in(curate, json.dumps(document))
    assert done["items"][0]["took"] == ["commentary"]
    assert "9" in done["items"][0]["not_taken"][0]["why"]
    assert shown(curate, 2)["note"]["commentary"] == words
    assert "\x1b" not in done["by"]


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_the_page_holds_all_and_asks_nothing(curate: Call, language: str) -> None:
    curate("comment", "1", "--commentary", "</textarea><script>alert(1)</script>")
    curate("handout", "p.html", "1", "2", "--language", language)
    page = Path("p.html").read_text("utf-8")
    assert f'<html lang="{language}"' in page
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert "<script>alert" not in page
    assert page.count("<script>") == 1
    assert not re.search(r"\b(?:src|srcset|action|poster)=|url\(|@import|fetch\(|XMLHttp|WebSocket|sendBeacon", page)
    assert set(re.findall(r'<link[^>]*href="([^"]*)"', page)) == {"data:,"}


# ── how it comes in ──────────────────────────────────────────────────────────────────────────────────────────────────


def answered(sheet: str) -> str:
    """Return a hand-out with Jan's words on the second item."""
    return fill(fill(sheet, "from", "Jan"), "commentary", "\n\nJan vindt één ding, en dat is dit.", 1)


def test_a_mail_saved_as_it_travelled_is_read(curate: Call, sheet: str) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "Jan <jan@vzw.example>", "an@vzw.example", "Re: nakijken"
    letter.set_content(
        "Dag An,\n\n" + "\n".join(f"> {line}" for line in answered(sheet).split("\n")), cte="quoted-printable"
    )
    letter.add_alternative("<p>Dag An</p>", subtype="html")
    Path("mail.eml").write_bytes(letter.as_bytes(policy=SMTP))
    [done] = curate("handin", "mail.eml", "--json").json
    assert done["items"][1]["took"] == ["commentary"]
    assert shown(curate, 2)["note"]["commentary"] == "Jan vindt één ding, en dat is dit."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_paste_is_read_in_any_encoding(
    curate: Call, sheet: str, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    pasted = io.TextIOWrapper(io.BytesIO(answered(sheet).encode(encoding)))
    monkeypatch.setattr("sys.stdin", pasted)
    [done] = curate("handin", "-", "--json").json
    assert done["items"][1]["took"] == ["commentary"]
    assert shown(curate, 2)["note"]["commentary"] == "Jan vindt één ding, en dat is dit."


def test_without_a_standard_input_it_says_so(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert "standard input" in curate("handin", "-", code=2).err


def test_whose_answers_they_are_may_be_said(curate: Call, sheet: str) -> None:
    filled = fill(sheet, "rating", "5", 0)
    Path("antwoord.txt").write_text(filled, encoding="utf-8")
    assert "--by" in curate("handin", "antwoord.txt", code=2).err
    assert hand_in(curate, filled, "--by", "Mia")["by"] == "Mia"


def test_a_colleagues_rating_takes_no_others_place(curate: Call, sheet: str) -> None:
    curate("comment", "1", "--rating", "2")
    [row, _] = hand_in(curate, fill(fill(sheet, "from", "Jan"), "rating", "5", 0))["items"]
    assert row["took"] == []
    assert "2" in row["not_taken"][0]["why"]
    assert shown(curate, 1)["note"]["rating"] == 2
    assert "rating: 2" not in sheet  # it is her own: nobody else sees it


# ── two machines ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def other(curate: Call) -> Path:
    """Give a second workspace that knows all of the first, where An's words on item 1 are."""
    curate("comment", "1", "--commentary", WORDS)
    copy = Path("../elders").absolute()
    shutil.copytree(".", copy)
    return copy


def test_approval_of_other_words_does_not_come_over(curate: Call, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    curate("approve", "1", "--by", "Bo")
    monkeypatch.setenv("CURATE_NOW", "2026-11-24T09:00:00+00:00")
    curate("comment", "1", "--commentary", "Andere woorden.", "--workspace", other)
    monkeypatch.setenv("CURATE_NOW", "2026-11-25T09:00:00+00:00")
    curate("merge", other / "data" / "curate.db")
    found = shown(curate, 1)
    assert (found["note"]["commentary"], found["state"]) == ("Andere woorden.", "commented")


def test_approval_of_the_same_words_does(curate: Call, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_NOW", "2026-11-24T09:00:00+00:00")
    curate("approve", "1", "--by", "Bo", "--workspace", other)
    curate("merge", other / "data" / "curate.db")
    assert shown(curate, 1)["state"] == "approved"
    curate("comment", "1", "--context", "Meer.")
    assert shown(curate, 1)["state"] == "commented"


def test_who_is_to_look_comes_over_where_it_was_said_later(
    curate: Call, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    curate("assign", "1", "2", "--to", "Bea")
    monkeypatch.setenv("CURATE_NOW", "2026-11-24T09:00:00+00:00")
    curate("assign", "1", "--to", "Jan", "--workspace", other)
    curate("tip", "3", "--why", "Mooi", "--by", "Mia", "--workspace", other)
    curate("merge", other / "data" / "curate.db")
    assert [shown(curate, number)["assigned"] for number in (1, 2)] == ["Jan", "Bea"]
    assert shown(curate, 3)["via"] == "Mia"
    again = curate("log", "--json").out
    curate("merge", other / "data" / "curate.db")
    assert curate("log", "--json").out == again


# ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_people_are_listed_renamed_and_forgotten(curate: Call) -> None:
    curate("comment", "1", "--commentary", WORDS, "--by", "Bea")
    rows = json.loads(curate("people", "--json").out)
    assert [(row["name"], row["notes"]) for row in rows if row["name"] == "Bea"] == [("Bea", 1)]
    assert "Bea" in curate("people").out
    assert json.loads(curate("people", "rename", "Bea", "Beatrijs", "--json").out)["name"] == "Beatrijs"
    assert "Beatrijs" in curate("log", "1").out
    assert "Nobody here is called" in curate("people", "forget", "Niemand", code=2).err
    refused = curate("people", "forget", "Beatrijs", code=2)
    assert "--yes" in refused.err
    curate("people", "forget", "Beatrijs", "--yes")
    assert "Bea" not in curate("log").out + curate("people").out
