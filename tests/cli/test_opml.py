"""Lists of feeds from and for other readers, through the commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.cli.conftest import Call

FILE = """\
# mijn bronnen
organisation: {name: "Voorbeeld & Co", language: en}   # wij
sources:
  - url: https://a.example/feed   # de eerste
    name: A
    tags: [zorg, "jeugd"]
  - url: https://www.youtube.com/channel/UC_x5XG1OV2P6uZZ5FSM9Ttw
    kind: youtube
    name: Kanaal
  - url: https://page.example/nieuws
    kind: page
    name: Pagina
    select: {item: article}
"""
FEEDS = "https://www.youtube.com/feeds/videos.xml?channel_id=UC_x5XG1OV2P6uZZ5FSM9Ttw"
LIST = f"""<opml version="2.0"><head/><body>
<outline text="pers">
  <outline text="B" xmlUrl="https://b.example/feed"/>
  <outline text="a" xmlUrl="https://c.example/feed"/>
  <outline text="Bekend" xmlUrl="http://www.a.example/feed/"/>
  <outline text="Ook bekend" xmlUrl="{FEEDS.replace("&", "&amp;")}"/>
  <outline text="Kwaad" xmlUrl="javascript:alert(1)"/>
  <outline text="Schijf" xmlUrl="file:///etc/passwd"/>
</outline></body></opml>"""


@pytest.fixture(autouse=True)
def _workspace(curate: Call) -> None:
    Path("sources.yaml").write_text(FILE, encoding="utf-8")
    Path("list.opml").write_text(LIST, encoding="utf-8")


def test_a_list_is_taken_over_and_the_file_keeps_what_it_held(curate: Call) -> None:
    answer = curate("sources", "import", "list.opml", "--json").json
    assert (answer["added"], answer["known"]) == (2, 2)
    assert [each["url"] for each in answer["refused"]] == ["javascript:alert(1)", "file:///etc/passwd"]
    assert all("https://" in each["reason"] for each in answer["refused"])
    assert Path("sources.yaml").read_text(encoding="utf-8") == FILE + (
        "  - url: https://b.example/feed\n    name: B\n    tags: [pers]\n"
        "  - url: https://c.example/feed\n    name: a (c.example)\n    tags: [pers]\n"
    )
    rows = curate("sources", "list", "--json").json
    assert [(row["name"], row["tags"]) for row in rows[3:]] == [("B", ["pers"]), ("a (c.example)", ["pers"])]


def test_taking_it_over_again_adds_nothing(curate: Call) -> None:
    said = curate("sources", "import", "list.opml").out
    assert "2 sources are followed from now on." in said
    assert "2 were followed already." in said
    assert "javascript:alert(1)" in said
    before = Path("sources.yaml").read_bytes()
    again = curate("sources", "import", "list.opml", "--json").json
    assert (again["added"], again["known"]) == (0, 4)
    assert Path("sources.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [("absent.opml", None), (".", None), ("page.opml", b"<html>"), ("cut.opml", LIST.encode()[:-30]), ("empty", b"")],
)
def test_a_bad_file_changes_nothing(curate: Call, name: str, content: bytes | None) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    assert name in curate("sources", "import", name, code=2).err
    assert Path("sources.yaml").read_text(encoding="utf-8") == FILE


def test_sources_are_handed_over_as_feeds(curate: Call) -> None:
    answer = curate("sources", "export")
    root = etree.fromstring(answer.out.encode())
    assert root.findtext("head/title") == "Voorbeeld & Co"
    feeds = {outline.get("text"): dict(outline.attrib) for outline in root.iter("outline") if outline.get("xmlUrl")}
    assert feeds == {
        "A": {
            "type": "rss",
            "text": "A",
            "title": "A",
            "xmlUrl": "https://a.example/feed",
            "category": "zorg,jeugd",
        },
        "Kanaal": {
            "type": "rss",
            "text": "Kanaal",
            "title": "Kanaal",
            "xmlUrl": FEEDS,
            "htmlUrl": "https://www.youtube.com/channel/UC_x5XG1OV2P6uZZ5FSM9Ttw",
        },
    }
    assert "Pagina" in answer.err
    assert "Pagina" not in answer.out
    assert curate("sources", "export", "--json").json == {
        "sources": 2,
        "left_out": ["Pagina"],
        "path": None,
        "opml": answer.out,
    }


def test_what_is_handed_over_is_known_here_and_taken_over_elsewhere(curate: Call) -> None:
    assert "feeds.opml" in curate("sources", "export", "--out", "feeds.opml").out
    assert sorted(path.name for path in Path().iterdir() if path.is_file()) == [
        "feeds.opml",
        "list.opml",
        "sources.yaml",
    ]
    assert curate("sources", "import", "feeds.opml", "--json").json == {"added": 0, "known": 2, "refused": []}
    Path("sources.yaml").write_text("sources: []\n", encoding="utf-8")
    assert curate("sources", "import", "feeds.opml", "--json").json == {"added": 2, "known": 0, "refused": []}
    rows = curate("sources", "list", "--json").json
    assert [(row["name"], row["url"], row["tags"]) for row in rows] == [
        ("A", "https://a.example/feed", ["zorg", "jeugd"]),
        ("Kanaal", FEEDS, []),
    ]


def test_without_feeds_there_is_nothing_to_hand_over(curate: Call) -> None:
    Path("sources.yaml").write_text("sources: []\n", encoding="utf-8")
    assert curate("sources", "export", "--out", "feeds.opml", code=1).err
    assert not Path("feeds.opml").exists()


def test_a_place_that_cannot_be_written_is_told(curate: Call) -> None:
    Path("taken").mkdir()
    assert "taken" in curate("sources", "export", "--out", "taken", code=1).err


def test_a_list_of_two_hundred_is_taken_over_in_one_write(curate: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    from curate.config import editing

    writes: list[Path] = []
    write = editing._write
    monkeypatch.setattr(editing, "_write", lambda path, raw: (writes.append(path), write(path, raw)))
    rows = "".join(f'<outline text="Bron {n}" xmlUrl="https://b{n}.example/feed"/>' for n in range(200))
    Path("list.opml").write_text(f'<opml version="2.0"><body>{rows}</body></opml>', encoding="utf-8")
    assert curate("sources", "import", "list.opml", "--json").json["added"] == 200
    assert len(writes) == 1
    assert len(curate("sources", "list", "--json").json) == 203
