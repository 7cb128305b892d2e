"""Stories and scores through the commands: feeds come in one after the other, a person corrects and decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.enrich.news import EVENTS, REPORTS
from tests.server import Reply, Server


def feed(title: str, entries: list[tuple[str, str]], *, first: int = 1, day: int = 20) -> bytes:
    items = "".join(
        f"<item><title>{name}</title><link>https://{title.lower()}.example/{number}</link>"
        f"<description>{body}</description><pubDate>{day} Nov 2026 08:00:00 GMT</pubDate></item>"
        for number, (name, body) in enumerate(entries, start=first)
    )
    return f"<rss version='2.0'><channel><title>{title}</title><language>nl</language>{items}</channel></rss>".encode()


class World:
    """Feeds on loopback and a workspace that follows them."""

    def __init__(self, server: Server, curate: Call) -> None:
        self.server, self.curate = server, curate
        self.names: list[str] = []

    def shows(self, name: str, *entries: tuple[str, str], first: int = 1) -> None:
        """Let a source show these entries from now on."""
        self.server.script(f"/{name}", Reply(body=feed(name, list(entries), first=first)))
        if name not in self.names:
            self.names.append(name)
            lines = "".join(
                f"  - {{url: '{self.server.url('/' + each)}', allow_private: true}}\n" for each in self.names
            )
            Path("sources.yaml").write_text(
                "organisation: {name: Vzw, language: nl, timezone: Europe/Brussels}\nlang: en\n"
                f"sources:\n{lines}tags:\n  gemeente: [gemeenteraad]\n",
                encoding="utf-8",
            )

    def fetch(self) -> None:
        self.curate("fetch", "--all")

    def rows(self, *options: str) -> list[dict]:
        return self.curate("inbox", "--json", "--limit", "100", *options).json

    def item(self, title: str) -> dict:
        (found,) = (row for row in self.rows("--items", "--all") if row["title"] == title)
        return found


@pytest.fixture
def world(curate: Call, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CURATE_NOW", "2026-11-21T09:00:00Z")
    Path("data").mkdir()
    with Server() as server:
        yield World(server, curate)


FUSION, OTHER_WORDS = EVENTS[0]


def test_a_story_grows_and_keeps_its_number(world):
    world.shows("krant", FUSION, REPORTS[0])
    world.fetch()
    story = world.item(FUSION[0])["story"]
    world.shows("omroep", OTHER_WORDS)
    world.fetch()
    world.shows("regio", ("Neen aan de fusie", FUSION[1]))
    world.fetch()
    grown = world.item(FUSION[0])["story"]
    assert grown["id"] == story["id"]
    assert grown["sources"] == ["krant", "omroep", "regio"]
    assert {why["kind"] for why in grown["why"]} == {"copy", "event"}
    assert all(why["text"] for why in grown["why"])
    (row,) = (row for row in world.rows() if row["story"]["id"] == story["id"])
    assert len(row["story"]["items"]) == 3
    assert "also in" in world.curate("inbox").out


def test_what_was_split_stays_so_when_more_comes(world):
    world.shows("krant", FUSION)
    world.shows("omroep", OTHER_WORDS)
    world.fetch()
    one, other = world.item(FUSION[0]), world.item(OTHER_WORDS[0])
    assert one["story"]["id"] == other["story"]["id"]
    said = world.curate("story", "split", other["item"], "--json").json
    assert said["story"]["items"] == [other["item"]]
    assert said["left"] == {"id": one["story"]["id"], "size": 1, "sources": ["krant"], "items": [one["item"]]}
    world.shows("regio", ("Geen fusie voor Ravelgem", FUSION[1]))
    world.fetch()
    world.curate("enrich", "--again")
    assert world.item(FUSION[0])["story"]["id"] != world.item(OTHER_WORDS[0])["story"]["id"]
    world.curate("undo")
    assert world.item(FUSION[0])["story"]["id"] == world.item(OTHER_WORDS[0])["story"]["id"]


def test_what_was_joined_is_one_story(world):
    world.shows("krant", REPORTS[0])
    world.shows("omroep", REPORTS[1])
    world.fetch()
    one, other = world.item(REPORTS[0][0]), world.item(REPORTS[1][0])
    said = world.curate("story", "join", one["item"], other["item"], "--json").json
    assert said["story"]["items"] == sorted([one["item"], other["item"]])
    assert said["story"]["id"] == min(one["story"]["id"], other["story"]["id"])
    (why,) = world.item(REPORTS[0][0])["story"]["why"]
    assert why["text"] == f"An says that it tells the same as #{one['item']}"
    world.curate("enrich", "--again")
    assert world.item(REPORTS[0][0])["story"]["size"] == 2
    world.curate("undo")
    assert world.item(REPORTS[0][0])["story"]["size"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["story", "split", "1"], "is alone in its story"),
        (["story", "join", "1"], "Name at least two items"),
        (["story", "split", "1", "2"], "do not belong to one story"),
        (["story", "join", "1", "1"], "at least two items"),
        (["story", "split", "99"], "There is no item #99"),
    ],
)
def test_a_correction_that_makes_no_sense(world, words, said):
    world.shows("krant", REPORTS[0], REPORTS[1])
    world.fetch()
    assert said in world.curate(*words, code=2).err


def test_a_changed_text_is_compared_again(world):
    """The teaser told nothing yet; the article that took its place is a copy."""
    world.shows("krant", REPORTS[0])
    world.shows("omroep", ("Nieuws uit Ravelgem", "Lees er morgen meer over."))
    world.fetch()
    before = world.item(REPORTS[0][0])["story"]["id"]
    assert world.item("Nieuws uit Ravelgem")["story"]["id"] != before
    world.shows("omroep", ("Nieuws uit Ravelgem", REPORTS[0][1]))
    world.fetch()
    assert world.item("Nieuws uit Ravelgem")["story"]["id"] == before


def test_every_term_of_the_score_is_shown(world):
    world.shows("krant", FUSION)
    world.fetch()
    (row,) = world.rows()
    assert [reason.partition(": ")[0] for reason in row["reasons"]] == [
        "tag gemeente (gemeenteraad)",
        "trust 3 of 5",
        "published on November 20, 2026",
    ]
    shown = world.curate("inbox", "--why").out
    assert all(reason in shown for reason in row["reasons"])


def test_it_learns_from_the_first_decision_on(world):
    world.shows(
        "krant", *REPORTS[:4], ("Koffie in het buurthuis", "Vrijwilligers van de vereniging openen het gebouw.")
    )
    world.fetch()
    title = "Koffie in het buurthuis"
    before = world.item(title)["score"]
    world.curate("shortlist", world.item(REPORTS[0][0])["item"])
    after = world.item(title)
    assert after["score"] > before
    assert any(reason.startswith("like what you kept (buurthuis") for reason in after["reasons"])
    assert any("you kept 1 of 1 of krant" in reason for reason in after["reasons"])
    world.curate("undo")
    assert world.item(title)["score"] == before


@pytest.mark.parametrize(("reason", "teaches"), [("not-for-us", True), ("weak", True), ("known", False), (None, False)])
def test_only_the_right_reasons_teach(world, reason, teaches):
    world.shows(
        "krant", *REPORTS[:3], ("Koffie in het buurthuis", "Vrijwilligers van de vereniging openen het gebouw.")
    )
    world.fetch()
    before = {row["item"]: row["score"] for row in world.rows()}
    options = ["--reason", reason] if reason else []
    world.curate("dismiss", world.item(REPORTS[0][0])["item"], *options)
    after = {row["item"]: row["score"] for row in world.rows()}
    assert any(after[item] < before[item] for item in after) == teaches


def test_five_hundred_newsletters_are_five_hundred_stories(world):
    world.shows("wij", *[("Nieuwsbrief", "Lees hier onze nieuwsbrief.")] * 500)
    world.fetch()
    assert all(row["story"]["size"] == 1 for row in world.rows("--items"))
    assert len({row["story"]["id"] for row in world.rows("--items")}) == 100


def test_two_sources_that_copy_each_other_fully(world):
    world.shows("krant", *REPORTS[:5])
    world.shows("regio", *REPORTS[:5])
    world.fetch()
    rows = world.rows()
    assert len(rows) == 5
    assert all(row["story"]["sources"] == ["krant", "regio"] and len(row["story"]["copies"]) == 1 for row in rows)


def test_items_of_every_kind_come_in_are_found_and_break_nothing(world):
    odd = [
        ("Vijf megabyte", "woord " * 830_000),
        ("Eén", "woord"),
        ("😀🎉", "😀 🎉 🚲"),
        ("今天的新闻", "今天的新闻很多，城市里有新的图书馆。" * 20),
        ("أخبار اليوم", "أخبار اليوم كثيرة في المدينة القديمة. " * 20),
        ("!!! ??? …", "… !!! 123 456"),
    ]
    world.shows("vreemd", *odd)
    world.shows("krant", *REPORTS[:2])
    world.fetch()
    rows = world.rows("--items")
    assert len(rows) == len(odd) + 2
    assert all(row["story"]["size"] == 1 for row in rows)
    assert not {row["language"] for row in rows if row["title"] in ("今天的新闻", "أخبار اليوم")} & {"en", "fr", "de"}
    assert [row["title"] for row in world.curate("search", "megabyte", "--json").json] == ["Vijf megabyte"]


def test_a_source_that_repeats_a_paragraph_under_everything(world):
    paragraph = (
        " Schrijf je in op de nieuwsbrief van de vereniging, volg ons op sociale media en lees op onze website de"
        " voorwaarden voor overname van berichten, die wij graag met naam en adres van de redactie terugzien."
    )
    world.shows("wij", *[(f"{title}", " ".join(body.split()[:9]) + paragraph) for title, body in REPORTS])
    world.fetch()
    assert all(row["story"]["size"] == 1 for row in world.rows("--items"))
