"""What came of posts, as files of other services say it."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.errors import UsageError
from curate.figures import Yield, results, spread


@pytest.mark.parametrize(
    ("written", "value"),
    [("1234", 1234), ("1.234", 1234), ("1,234", 1234), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1 234", 1234),
     ("1\u202f234", 1234), ("1\xa0234,5", 1234.5), ("12,5", 12.5), ("12.5", 12.5), ("1.234.567", 1234567),
     ("1,2K", 1200), ("3 m", 3e6), ("1'234", 1234), ("0", 0), (" 7 ", 7), ("-3", -3),
     ("12 %", None), ("", None), ("n/a", None), ("1-2", None), (".", None), ("1.2.3,4,5", None)],
)  # fmt: skip
def test_numbers_are_read_as_each_language_writes_them(written: str, value: float | None) -> None:
    assert results.number(written) == value


@given(st.integers(0, 10**9))
def test_whole_numbers_come_back_from_every_way_to_write_them(value: int) -> None:
    for mark in (",", ".", " ", "\u202f", "'"):
        assert results.number(f"{value:,}".replace(",", mark)) == value


META_NL = """Bericht-ID;Paginanaam;Titel;Publicatietijd;Permalink;Bereik;Weergaven;Reacties;Deelacties;Stemming
1;Voorbeeld;Boormachines lenen doet leren;11/24/2026 10:02;https://facebook.example/p/1;1.204;2.310;4;7;35
"""
LINKEDIN_EN = """Voorbeeld vzw\tupdates
Time period\tNov 2026
Update title\tUpdate link\tCreated date\tImpressions\tClicks\tLikes\tComments\tReposts
Boormachines lenen\thttps://linkedin.example/1\t11/24/2026\t1,204\t35\t12\t0\t2
"""
MAILCHIMP_FR = """Titre,Objet,Date d'envoi,Destinataires,Ouvertures uniques,Clics uniques,Taux d'ouverture
"Tendances","Tendances de la semaine",2026-11-26 09:00,"1 204",512,80,"42,5 %"
"""
BREVO_DE = (
    "Kampagnenname;Betreff;Sendedatum;Empfänger;Öffnungen;Klicks\nWoche 48;Trends der Woche;26.11.2026;1.204;512;80\n"
)


@pytest.mark.parametrize(
    ("body", "encoding", "words", "url", "figures", "day"),
    [
        (META_NL, "utf-8-sig", ("Boormachines lenen doet leren",), "https://facebook.example/p/1",
         {"reach": 1204, "impressions": 2310, "comments": 4, "shares": 7}, date(2026, 11, 24)),
        (LINKEDIN_EN, "utf-16", ("Boormachines lenen",), "https://linkedin.example/1",
         {"impressions": 1204, "clicks": 35, "likes": 12, "comments": 0, "shares": 2}, date(2026, 11, 24)),
        (MAILCHIMP_FR, "cp1252", ("Tendances", "Tendances de la semaine"), "",
         {"sent": 1204, "opens": 512, "clicks": 80}, date(2026, 11, 26)),
        (BREVO_DE, "utf-8", ("Trends der Woche", "Woche 48"), "",
         {"sent": 1204, "opens": 512, "clicks": 80}, date(2026, 11, 26)),
    ],
    ids=["meta-nl", "linkedin-en", "mailchimp-fr", "brevo-de"],
)  # fmt: skip
def test_files_of_services_are_read_in_their_languages(
    body: str, encoding: str, words: tuple[str, ...], url: str, figures: dict[str, float], day: date
) -> None:
    read = results.read(body.encode(encoding))
    [row] = read.rows
    assert (row.words, row.url, row.day, row.figures) == (words, url, day, figures)
    assert not read.faults


def test_what_is_not_known_is_named_and_a_wrong_line_left_out() -> None:
    body = (
        "Permalink,Reach,Mood\nhttps://a.example/1,12,happy\nhttps://a.example/2,lots,x\nhttps://a.example/3,5,x,more\n"
    )
    read = results.read(body.encode())
    assert [row.figures for row in read.rows] == [{"reach": 12}]
    assert read.unknown == ("Mood",)
    said = [str(fault) for fault in read.faults]
    assert "Line 3" in said[0]
    assert "lots" in said[0]
    assert "Line 4" in said[1]


@pytest.mark.parametrize(
    "body",
    [b"", b"\n\n", b"naam;leeftijd\nAn;3\n", b"Reach\n3\n", b"Permalink\nhttps://a.example\n",
     "Охват;Ссылка\n1;2\n".encode(),
     b"PK\x03\x04\x00\x00zip", b'"unfinished'],
    ids=["empty", "blank", "strange", "no-post", "no-figure", "cyrillic", "spreadsheet", "quote"],
)  # fmt: skip
def test_another_file_is_refused_with_its_columns(body: bytes) -> None:
    with pytest.raises(UsageError) as refused:
        results.read(body)
    assert str(refused.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(UsageError):
        assert all(row.figures for row in results.read(body).rows)


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=40),
            st.integers(0, 10**6),
        ),
        max_size=6,
    )
)
def test_what_was_written_as_csv_comes_back(rows: list[tuple[str, int]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Title", "Reach"])
    writer.writerows(rows)
    wanted = [((words.strip(),), {"reach": value}) for words, value in rows if words.strip()]
    assert [(row.words, row.figures) for row in results.read(out.getvalue().encode()).rows] == wanted


def test_spread_is_the_number_of_equal_shares() -> None:
    assert spread([]) == 0
    assert spread({"a": 10}) == 1
    assert spread([1] * 10) == pytest.approx(10)
    assert 1 < spread([9, 1]) < 2


def test_a_source_only_costs_time_once_enough_of_it_was_judged() -> None:
    def bred(**given: int) -> Yield:
        return Yield(source="x", own=False, **{"seen": 30, "kept": 0, "dismissed": 25, "posted": 0, **given})

    assert bred().only_costs
    assert not bred(kept=1).only_costs
    assert not bred(dismissed=3).only_costs
    assert bred(seen=0).share is None


def test_what_meta_calls_reacties_in_dutch_are_likes_beside_its_opmerkingen() -> None:
    head, line = "Permalink,Bereik,Reacties", "https://www.facebook.com/x/1,10,7"
    [alone] = results.read(f"{head}\n{line}\n".encode()).rows
    assert alone.figures == {"reach": 10, "comments": 7}
    [beside] = results.read(f"{head},Opmerkingen\n{line},2\n".encode()).rows
    assert beside.figures == {"reach": 10, "likes": 7, "comments": 2}


def test_the_pages_of_matomo() -> None:
    body = "label\tnb_visits\tnb_hits\tmetadata: url\nItem\t12\t15\thttps://voorbeeld.example/items/1/\n"
    read = results.read(body.encode("utf-16"))
    assert [(row.url, row.figures) for row in read.rows] == [("https://voorbeeld.example/items/1/", {"visits": 12})]
    assert read.unknown == ("nb_hits",)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.facebook.com/permalink.php?story_fbid=1", "facebook"),
        ("https://be.linkedin.com/posts/x", "linkedin"),
        ("https://facebook.com.example/1", None),
        ("https://mastodon.example/@wij/1", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_whose_address_it_is(url: str, name: str | None) -> None:
    assert results.network(url) == name
