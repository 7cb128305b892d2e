"""The trend report: refused without words, whole with them, the same each time, and readable by anybody."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from curate.figures import report as forms
from tests import axe, browser, nu
from tests.cli.conftest import Call
from tests.cli.test_trends import filled, here  # noqa: F401  (fixtures)

WORDS = "Dit gaat over **wonen**: onze leden voelen het elke maand.\n\nEn dus praten we erover. </script><b>x"


@pytest.fixture
def told(here: Call) -> Call:  # noqa: F811
    """Give `curate` where somebody wrote about the trend, and about one of its items."""
    [trend, *_] = here("trends", "--json").json
    here("trends", "note", trend["term"], WORDS)
    here(
        "comment",
        trend["evidence"][0],
        "--commentary",
        "Wij zagen het aan de balie: de huur stijgt sneller dan het loon.",
    )
    return here


def test_without_words_there_is_no_report(here: Call) -> None:  # noqa: F811
    refused = here("report", "--from", "2026-11-16", code=1)
    assert "no trend of this time has words of yours" in refused.err
    assert "curate trends note" in refused.err
    assert not Path("data/exports/trend-report.html").exists()
    here("report", "--from", "2026-11-16", "--draft", "--out", "klad.html")
    assert "A draft" in Path("klad.html").read_text(encoding="utf-8")


def test_a_report_says_what_moved_and_in_whose_words(told: Call) -> None:
    done = told("report", "--from", "2026-11-16", "--title", "Trends & meer", "--out", "r.html", "--json").json
    assert [Path(path).name for path in done["paths"]] == ["r.html", "r.md", "r.json", "r.docx"]
    page = Path("r.html").read_text(encoding="utf-8")
    assert "Trends &amp; meer" in page
    assert "<strong>wonen</strong>" in page
    assert "&lt;/script&gt;&lt;b&gt;x" in page
    assert "aan de balie" in page
    assert page.count("<svg") == len(done["trends"]) == 1
    assert "expected (p " in page
    said = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert said["trends"][0]["words"].startswith("Dit gaat over")
    assert said["trends"][0]["series"][-1]["items"] >= 6
    document = docx.Document(io.BytesIO(Path("r.docx").read_bytes()))
    words, text = "\n".join(each.text for each in document.paragraphs), Path("r.md").read_text(encoding="utf-8")
    for each in ("In short", "aan de balie", "It began around", "Also about this", "What we read", "How we counted"):
        assert each in page
        assert each in words
        assert each in text
    [chart] = document.inline_shapes
    assert "wonen" in chart._inline.docPr.get("descr")
    assert len(document.tables[0].rows) == 1 + len(said["trends"][0]["series"])
    assert said["trends"][0]["others"][0]["url"] in words


def test_what_came_of_posts_is_said_as_its_readers_write_it() -> None:
    came = forms.Came((("reach", 12400.0), ("clicks", 2_500_000.0), ("sent", 3.5)))
    assert came.said("nl") == "bereik 12.400 · klikken 2.500.000 · verzonden aan 3,5"
    assert came.said("en") == "reach 12,400 · clicks 2,500,000 · sent to 3.5"


def test_the_same_report_is_the_same_bytes(told: Call) -> None:
    told("report", "--from", "2026-11-16", "--out", "a.html")
    told("report", "--from", "2026-11-16", "--out", "b.html")
    for suffix in (".html", ".md", ".json", ".docx"):
        assert Path(f"a{suffix}").read_bytes() == Path(f"b{suffix}").read_bytes()
    with zipfile.ZipFile("a.docx") as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {1980}


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_its_public_reads_it_in_its_language(told: Call, language: str) -> None:
    text = Path("sources.yaml").read_text(encoding="utf-8")
    added = "report: {sponsors: [Met steun van de stad], licence: CC BY 4.0}\n"
    Path("sources.yaml").write_text(text.replace("language: en", f"language: {language}") + added, encoding="utf-8")
    told("report", "--from", "2026-11-16", "--out", "r.html", "--brief")
    assert not Path("r.md").exists()
    told("report", "--from", "2026-11-16", "--out", "r.html")
    page = Path("r.html").read_text(encoding="utf-8")
    contents = {"nl": "Inhoud", "fr": "Sommaire", "de": "Inhalt", "en": "Contents"}
    assert contents[language] in page
    assert "Met steun van de stad" in page
    short = {"nl": "Weggelaten, want", "fr": "Laissée de côté", "de": "Ausgelassen, weil", "en": "Left out, because"}
    assert short[language] in page  # what was set aside, too
    assert "CC BY 4.0" in page


def test_wrong_times_are_said(here: Call) -> None:  # noqa: F811
    assert "before it begins" in here("report", "--from", "2026-11-20", "--to", "2026-11-01", code=2).err
    assert "still to come" in here("report", "--from", "2027-01-01", "--to", "2027-02-01", code=2).err
    assert "not a time" in here("report", "--from", "gisteren", code=2).err


def test_an_empty_store_has_nothing_to_report(curate: Call) -> None:
    curate("init", "leeg")
    assert "nothing to report" in curate("--workspace", "leeg", "report", code=1).err


def test_the_band_is_around_what_the_past_lets_expect() -> None:
    [*_, last] = forms.band([(2, 100)] * 8 + [(12, 100)])
    assert last[0] == 0
    assert 4 < last[1] < 5.5
    assert forms.band([(3, 0)]) == [(0.0, 0.0)]
    assert (forms.decimal(2.04, "nl"), forms.decimal(2.04, "en")) == ("2,0", "2.0")
    assert (forms.chance(0.00001, "nl"), forms.chance(0.0123, "en")) == ("< 0,0001", "= 0.0123")


# ── in a browser ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with browser.started(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.skipif(browser.program() is None, reason="no Chromium on this machine")
def test_the_page_asks_nothing_and_prints(told: Call, port: int) -> None:
    done = told("report", "--from", "2026-11-16", "--out", "r.html", "--pdf", "--json").json
    assert Path(done["pdf"]).read_bytes().startswith(b"%PDF")

    async def go() -> browser.Tab:
        async with browser.Tab(port) as tab:
            await tab.open(Path("r.html").resolve().as_uri())  # noqa: ASYNC240
            if axe.program() is not None:
                assert await axe.violations(tab) == []
        return tab

    tab = asyncio.run(go())
    assert [url for url in tab.requests if not url.startswith(("file://", "data:"))] == []
    assert tab.said == []


@pytest.mark.slow
@nu.needed
def test_the_w3c_finds_nothing(told: Call) -> None:
    told("report", "--from", "2026-11-16", "--out", "r.html")
    told("report", "--from", "2026-11-16", "--out", "b.html", "--brief")
    assert nu.errors(*(Path(name).read_text(encoding="utf-8") for name in ("r.html", "b.html"))) == []
