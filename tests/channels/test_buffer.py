"""Buffer's bulk upload, and what it shares with other planning services: what is due when, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from curate.channels import _planned, channel
from curate.errors import UsageError
from curate.models import Edition, Kind, Planned
from tests.channels.editions import WORDS, edition, entry
from tests.channels.planning import FORMULAS, MONDAY, exported, notices, planned, plans, rows

HEADER = b"Text,Image URL,Tags,Posting Time\r\n"
few = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


def test_a_file_a_channel():
    told = planned(edition(entry(), entry(item=13, title="Nog een")), "facebook", "mastodon")
    made = exported("buffer", told)
    assert [name for name, _ in made.files] == ["buffer-facebook.csv", "buffer-mastodon.csv"]
    assert all(body.startswith(HEADER) for _, body in made.files)
    first, second = rows(made, "buffer-facebook.csv")
    assert first == {
        "Text": channel("facebook").render(told, {}).posts[0].text,
        "Image URL": "",
        "Tags": "",
        "Posting Time": "2026-11-30 10:00",
    }
    assert second["Posting Time"] == "2026-12-01 10:00"
    assert (made.posts, made.notices) == ((), ())


def test_posts_are_those_of_the_channels_as_they_are_set():
    told = planned(edition(entry(tags=("ai",))), "mastodon")
    [row] = rows(exported("buffer", told, {"mastodon": {"hashtags": 0}}), "buffer-mastodon.csv")
    assert "#" not in row["Text"]
    [row] = rows(exported("buffer", told), "buffer-mastodon.csv")
    assert "#Ai" in row["Text"]


@pytest.mark.parametrize(
    ("at", "wall"),
    [
        (datetime(2026, 10, 24, 8, tzinfo=UTC), "2026-10-24 10:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25 02:30"),
        (datetime(2026, 10, 25, 9, tzinfo=UTC), "2026-10-25 10:00"),
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "2027-03-28 03:30"),
        (datetime(2026, 12, 31, 23, 15, 42, tzinfo=UTC), "2027-01-01 00:15"),
    ],
)
def test_times_are_on_the_organisation_s_wall(at: datetime, wall: str):
    [row] = rows(exported("buffer", planned(edition(entry()), "facebook", at=at)), "buffer-facebook.csv")
    assert row["Posting Time"] == wall


@pytest.mark.parametrize(("count", "files"), [(100, ["buffer-x.csv"]), (101, ["buffer-x-1.csv", "buffer-x-2.csv"])])
def test_a_file_holds_a_hundred(count: int, files: list[str]):
    told = planned(edition(*(entry(item=item, commentary="Kort.") for item in range(count))), "x")
    made = exported("buffer", told)
    assert [name for name, _ in made.files] == files
    assert [len(rows(made, name)) for name in files] == [100, 1][: len(files)]
    assert (
        rows(made, files[-1])[-1]["Posting Time"]
        == rows(exported("metricool", told), "metricool.csv")[-1]["Date"] + " 10:00"
    )


def test_no_plan_says_how_to_make_one():
    made = exported("buffer", edition(entry()))
    assert made.files == (("buffer.csv", HEADER),)
    [said] = notices(made)
    assert said == (
        "Nothing of digest 3 is planned yet, so the file for Buffer is empty. "
        'Plan it with: curate digest plan 3 --slots "di 10:00, do 16:00"'
    )


def test_what_cannot_go_is_left_out_and_said():
    told = planned(
        edition(entry(), entry(item=13), entry(item=14, commentary="Lang. " * 200)), "x", "markdown", "onbekend"
    )
    told = replace(told, plan=tuple(each for each in told.plan if each.item != 13))
    made = exported("buffer", told, {"x": {}, "facebook": {}})
    assert len(rows(made, "buffer-x.csv")) == 1
    assert notices(made) == [
        (
            "Not planned on facebook, so left out: #12, #13, #14. "
            'Plan them with: curate digest plan 3 --channel facebook --slots "di 10:00, do 16:00"'
        ),
        "Buffer does not take onbekend: post there by hand.",
        (
            "Not planned on x, so left out: #13. "
            'Plan them with: curate digest plan 3 --channel x --slots "di 10:00, do 16:00"'
        ),
        (
            "Longer than one post on x, and the file holds no threads, so left out: #14. "
            "Post them by hand, or write a shorter text with: curate digest text 3 ITEM --channel x"
        ),
    ]


def test_what_is_posted_is_not_posted_again():
    made = exported("buffer", planned(edition(entry(posted=("x",)), entry(item=13)), "x"))
    assert len(rows(made, "buffer-x.csv")) == 1
    assert notices(made) == ["Posted on x already, so left out: #12."]


def test_a_story_is_one_post_at_the_time_of_its_first():
    told = edition(entry(commentary="Een."), entry(item=13, commentary="Twee."), kind=Kind.STORY)
    [row] = rows(exported("buffer", planned(told, "facebook")), "buffer-facebook.csv")
    assert row["Posting Time"] == "2026-11-30 10:00"
    assert "Een." in row["Text"]
    assert "Twee." in row["Text"]


def test_a_plan_for_what_is_no_longer_there_is_passed_over():
    told = replace(edition(entry()), plan=(Planned(item=99, channel="x", at=MONDAY),))
    made = exported("buffer", told)
    assert made.files == (("buffer.csv", HEADER),)


@pytest.mark.parametrize(
    ("image", "licence", "shown"),
    [
        ("https://x.be/a.jpg", "CC BY", "https://x.be/a.jpg"),
        ("https://x.be/a.PNG", "CC BY", "https://x.be/a.PNG"),
        ("https://münchen.de/é.png", "CC BY", "https://xn--mnchen-3ya.de/%C3%A9.png"),
        ("https://x.be/a.jpg", " ", ""),
        ("http://x.be/a.jpg", "CC BY", ""),
        ("https://x.be/a.webp", "CC BY", ""),
        ("https://x.be/a.jpg?w=100", "CC BY", ""),
        ("foto.jpg", "CC BY", ""),
        ("javascript:x.jpg", "CC BY", ""),
    ],
)
def test_a_picture_only_where_it_can_be_fetched_and_used(image: str, licence: str, shown: str):
    told = planned(edition(entry(image=image, image_licence=licence)), "facebook")
    [row] = rows(exported("buffer", told), "buffer-facebook.csv")
    assert row["Image URL"] == shown


def test_tags_are_the_account_s_own_so_only_on_request():
    told = planned(edition(entry(tags=("sociale media", "a,b", "=ai"))), "facebook")
    assert rows(exported("buffer", told, tags=True), "buffer-facebook.csv")[0]["Tags"] == "sociale media, a b, =ai"
    with pytest.raises(UsageError, match=r"channels\.buffer\.tags"):
        exported("buffer", told, tags="ja")


@pytest.mark.parametrize("start", FORMULAS)
def test_a_cell_that_would_be_a_formula_begins_with_a_space(start: str):
    assert _planned.neutral(f"{start}museum") == f" {start}museum"
    assert _planned.neutral(f"a{start}") == f"a{start}"
    assert _planned.neutral("") == ""


def test_what_is_posted_stays_as_it_was_written():
    told = planned(edition(entry(texts=(("facebook", '@museum zegt "ja";=1+1,\nnee'),))), "facebook")
    made = exported("buffer", told)
    [row] = rows(made, "buffer-facebook.csv")
    assert row["Text"].startswith(' @museum zegt "ja";=1+1,\nnee')
    assert b'" @museum zegt ""ja"";=1+1,\nnee' in made.files[0][1]


@few
@given(WORDS, plans(("facebook", "mastodon", "x", "markdown", "onbekend")))
def test_any_plan_reads_back(words: str, told: Edition):
    told = replace(told, entries=tuple(replace(each, texts=(("facebook", words),)) for each in told.entries))
    made = exported("buffer", told, {"facebook": {}, "x": {}})
    assert made == exported("buffer", told, {"facebook": {}, "x": {}})
    for name, body in made.files:
        assert body.startswith(HEADER)
        for row in rows(made, name):
            sent = row["Text"].removeprefix(" ") if row["Text"][1:2] in FORMULAS else row["Text"]
            posts = channel(name.removeprefix("buffer-").removesuffix(".csv")).render(told, {}).posts
            assert sent in {post.text for post in posts}
            assert datetime.strptime(row["Posting Time"], "%Y-%m-%d %H:%M")  # noqa: DTZ007
