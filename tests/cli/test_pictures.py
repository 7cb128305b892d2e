"""Pictures through the command: cards where they are asked for, and what is said of a file that is none."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.conftest import Call
from tests.cli.test_collect import follow, item, rss
from tests.server import Reply, Server

WORDS = "Voor wie met vrijwilligers werkt is dit belangrijk, omdat het toont hoe kort engagement groeit in onze steden."


@pytest.fixture(autouse=True)
def _composed(curate: Call, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make a digest of one item, with commentary."""
    monkeypatch.setenv("CURATE_NOW", "2026-11-23T09:00:00+00:00")
    with Server() as server:
        server.script("/feed", Reply(body=rss(item("a", "Alfa"))))
        follow(server.url("/feed"))
        curate("fetch")
        curate("comment", "1", "--commentary", WORDS)
        curate("digest", "new", "Trends van de week")
        curate("digest", "add", "1", "1")
        yield


def damaged(name: str, size: int = 120) -> None:
    body = BytesIO()
    Image.effect_noise((64, 64), 90).save(body, "PNG")
    Path(name).write_bytes(body.getvalue()[:size])


def test_cards_are_made_where_they_are_asked_for(curate: Call) -> None:
    curate("export", "1")
    assert not list(Path("data/exports").rglob("*-wide.png"))
    curate("export", "1", "--channel", "cards")
    folder = Path("data/exports/digest-1/cards")
    assert sorted(file.name for file in folder.iterdir()) == ["1-portrait.png", "1-square.png", "1-wide.png", "alt.txt"]
    before = {file: file.read_bytes() for file in folder.iterdir()}
    curate("export", "1", "--channel", "cards")
    assert before == {file: file.read_bytes() for file in folder.iterdir()}


def test_a_channel_of_sources_yaml_is_asked_for(curate: Call) -> None:
    path = Path("sources.yaml")
    path.write_text(path.read_text("utf-8") + "\nchannels:\n  cards: {}\n", "utf-8")
    curate("export", "1")
    assert len(list(Path("data/exports/digest-1/cards").glob("*.png"))) == 3


@pytest.mark.parametrize(
    ("name", "said"),
    [("weg.jpg", "cannot be read"), ("tekst.png", "no picture"), ("stuk.png", "damaged")],
)
def test_a_picture_that_cannot_go_out_is_told_and_a_card_stands_in(curate: Call, name: str, said: str) -> None:
    Path("tekst.png").write_text("tekst")
    damaged("stuk.png")
    curate("comment", "1", "--image", name, "--image-alt", "Een deur", "--image-licence", "CC BY")
    [finding] = [row for row in curate("digest", "check", "1", "--json").json if row["rule"] == "image-file"]
    assert (finding["level"], finding["item"]) == ("warning", 1)
    assert said in finding["message"]
    assert name in finding["message"]
    curate("export", "1", "--channel", "cards")
    assert len(list(Path("data/exports/digest-1/cards").glob("*.png"))) == 3


def test_a_picture_that_can_go_out_does(curate: Call) -> None:
    Image.new("RGB", (1200, 1200), "green").save("deur.jpg")
    curate("comment", "1", "--image", "deur.jpg", "--image-alt", "Een deur")
    curate("export", "1", "--channel", "cards")
    folder = Path("data/exports/digest-1/cards")
    assert not list(folder.glob("*.jpg"))  # nobody said by which right
    curate("comment", "1", "--image-licence", "CC BY")
    assert "image-file" not in {row["rule"] for row in curate("digest", "check", "1", "--json").json}
    curate("export", "1", "--channel", "cards")
    assert len(list(folder.glob("*.jpg"))) == 3
    assert not list(folder.glob("*.png"))


def test_a_logo_that_is_damaged_is_told_once(curate: Call) -> None:
    damaged("logo.png")
    path = Path("sources.yaml")
    path.write_text(path.read_text("utf-8").replace("organisation: {", "organisation: {logo: logo.png, "), "utf-8")
    found = [row for row in curate("digest", "check", "1", "--json").json if row["rule"] == "image-file"]
    assert [row["item"] for row in found] == [None]
    assert "logo.png" in found[0]["message"]
    curate("export", "1", "--channel", "cards")
