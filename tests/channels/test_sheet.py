"""The posting sheet: every post as its channel has it, in the order of the plan, on a page that asks nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings

from curate import channels
from curate.channels import composing, sharing, sheet, worksheets
from curate.errors import UsageError
from curate.locale import PUBLIC, P, translate
from curate.models import Edition, Kind, Planned, Post
from tests.channels.editions import edition, editions, entry

USED: dict[str, Any] = {"facebook": {}, "mastodon": {"server": "https://mastodon.example"}, "x": {}}
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOSTILE = '</script><img src=x onerror="alert(1)"><a href="javascript:alert(1)">{{ x }} *|HTML:X|* \u202egnp.exe'
LONG = "Dit is een zin die iets zegt over wat wij belangrijk vinden. " * 8


def rendered(given: Edition, used: dict[str, Any] | None = None) -> str:
    [(name, body)] = sheet.CHANNEL.render(given, {"channels": USED if used is None else used}).files
    assert name == "sheet.html"
    assert isinstance(body, str)
    return body


def page(given: Edition, used: dict[str, Any] | None = None) -> BeautifulSoup:
    return BeautifulSoup(rendered(given, used), "html.parser")


def cards(found: BeautifulSoup) -> list[tuple[str, str]]:
    return [(str(card["data-c"]), str(card["data-i"])) for card in found.select("article")]


def texts(found: BeautifulSoup, channel: str) -> list[str]:
    """Return the texts of a channel as the script shows and copies them."""
    for line in found.select(".t a[data-l]"):
        line.replace_with(found.select_one(str(line["href"])).get_text())
    return [
        (found.select_one(f"#{each['data-t']}") or each).get_text() if each.has_attr("data-t") else each.get_text()
        for each in found.select(f'article[data-c="{channel}"] .t')
    ]


def plan(*rows: tuple[int, str, int]) -> tuple[Planned, ...]:
    made = [Planned(item=item, channel=name, at=TUESDAY + timedelta(hours=hours)) for item, name, hours in rows]
    return tuple(sorted(made, key=lambda each: each.at))


def posts(given: Edition, channel: str) -> list[Post]:
    return list(channels.channel(channel).render(given, USED[channel]).posts)


def test_every_post_stands_there_as_its_channel_has_it_with_its_length() -> None:
    given = edition(entry(item=1, tags=("sociale media",)), entry(item=2, title="Twee", commentary=LONG))
    found = page(given)
    for name in USED:
        made = posts(given, name)
        assert texts(found, name) == [post.text for post in made]
        counted = [each.get_text() for each in found.select(f'article[data-c="{name}"] .n')]
        assert [each.split(" · ")[-1] for each in counted] == [f"{post.length} / {post.limit}" for post in made]
    assert found.select_one('[data-c="x"][data-i="2"] .n').get_text().startswith("part 1 of ")  # type: ignore[union-attr]
    assert found.select_one("article .t b").get_text() == "https://blog.voorbeeld.be/artikel"  # type: ignore[union-attr]
    assert "#SocialeMedia" in [each.get_text() for each in found.select(".t b")]


def test_it_follows_the_plan_day_by_day_on_the_clock_of_the_organisation() -> None:
    late = plan((1, "x", 14), (2, "facebook", 0), (2, "x", 0), (1, "mastodon", 1))  # 23:30 UTC is the next day there
    given = edition(entry(item=1), entry(item=2, title="Twee"), plan=late, language="nl")
    found = page(given)
    assert [each.get_text() for each in found.select("section > h2")[:3]] == [
        "dinsdag 24 november 2026",
        "woensdag 25 november 2026",
        translate(P("Without a date"), "nl"),
    ]
    assert cards(found) == [
        ("facebook", "2"), ("x", "2"), ("mastodon", "1"), ("x", "1"), ("facebook", "1"), ("mastodon", "2"),
    ]  # fmt: skip
    hours = [each.get_text().split(" ")[0] for each in found.select("article h3")]
    assert hours[:4] == ["10:00", "10:00", "11:00", "00:00"]
    assert "Europe/Brussels" in found.get_text()


def test_what_the_ledger_has_is_done_and_gets_no_picture_of_its_own() -> None:
    given = edition(entry(item=1, posted=("facebook", "mastodon", "x")), entry(item=2, title="Twee", posted=("x",)))
    found = page(given)
    assert [(str(each["data-c"]), str(each["data-i"])) for each in found.select("article:has(.done)")] == [
        ("facebook", "1"), ("mastodon", "1"), ("x", "1"), ("x", "2"),
    ]  # fmt: skip
    assert [each["id"] for each in found.select("figure")] == ["i2"]


def test_a_story_is_one_card_a_channel() -> None:
    given = edition(entry(item=1), entry(item=2, title="Twee"), kind=Kind.STORY, plan=plan((1, "x", 0), (2, "x", 0)))
    assert cards(page(given)) == [("x", "1 2"), ("facebook", "1 2"), ("mastodon", "1 2")]


def test_an_item_kept_to_one_channel_is_on_that_one_only() -> None:
    assert cards(page(edition(entry(item=1, only=("x",)), entry(item=2)))) == [
        ("x", "1"), ("facebook", "2"), ("mastodon", "2"), ("x", "2"),
    ]  # fmt: skip


def test_what_has_no_words_on_a_channel_does_not_leave_by_this_way_either() -> None:
    silent = entry(item=1, commentary=" ", only=("facebook", "mastodon"), texts=(("facebook", "Kijk."),))
    found = sheet.CHANNEL.render(edition(silent, entry(item=2)), {"channels": USED})
    assert ("mastodon", "1") not in cards(page(edition(silent, entry(item=2))))
    assert ("facebook", "1") in cards(page(edition(silent, entry(item=2))))
    assert ["mastodon: #1" in str(each) for each in found.notices] == [True]
    assert ("mastodon", "1") in cards(page(edition(replace(silent, uncommented=True))))


def test_what_a_channel_refuses_is_told_and_stops_nothing_else() -> None:
    long = entry(item=1, url="https://blog.voorbeeld.be/" + "x" * 2000)
    used = {"bluesky": {}, "facebook": {}}
    given = edition(long, entry(item=2), entry(item=3, title="Drie"), kind=Kind.TOP)
    found = page(given, used)
    assert [each for each in cards(found) if each[0] == "bluesky"] == [("bluesky", "2"), ("bluesky", "3")]
    assert "Bluesky, #1" in found.select_one("#out + ul").get_text()  # type: ignore[union-attr]
    assert "3. Drie" in texts(found, "bluesky")[-1]  # its place counts those that are not there
    assert len(sheet.CHANNEL.render(given, {"channels": used}).notices) == 1


def test_a_setting_that_cannot_be_is_said() -> None:
    with pytest.raises(UsageError, match=r"channels\.x\.limit"):
        rendered(edition(entry()), {"x": {"limit": 3}})


# ── one page that asks nothing of anybody ────────────────────────────────────────────────────────────────────────────


def sound(body: str) -> BeautifulSoup:
    """Return a page in which nothing is active but what is ours."""
    assert len(re.findall(r"<script\b", body)) == len(re.findall(r"</script>", body)) == 2
    assert len(re.findall(r"<style\b", body)) == len(re.findall(r"</style>", body)) == 1
    found = BeautifulSoup(body, "html.parser")
    for element in found.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on") or name in ("style", "srcset", "action")]
        for name in ("src", "href"):
            address = str(element.get(name, "#"))
            assert address.startswith(("#", "data:", "https://", "http://")), address
            assert element.name in ("a", "link", "img") or not element.has_attr(name)
    assert not found.find_all(["iframe", "object", "embed", "form", "base"])
    policy = str(found.select_one("meta[http-equiv]")["content"])  # type: ignore[index]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy
    json.loads(found.select_one("#data").get_text())  # type: ignore[union-attr]
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(given=editions())
def test_whatever_strangers_write_is_text(given: Edition) -> None:
    found = sound(rendered(given, {name: {} for name in worksheets.others({})}))
    for name in worksheets.others({}):
        meant = {each.item for each in composing.meant_for(given, name)}
        shown = {int(item) for channel, items in cards(found) if channel == name for item in items.split()}
        assert shown <= meant


def test_hostile_words_in_every_field_do_nothing() -> None:
    odd = dict.fromkeys(("title", "outlet", "author", "commentary", "context", "quote", "image_alt"), HOSTILE)
    given = edition(
        entry(**odd, url="javascript:alert(1)", tags=(HOSTILE,), key=HOSTILE),
        title=HOSTILE, organisation=HOSTILE, key=HOSTILE,
    )  # fmt: skip
    body = rendered(given, {"facebook": {"compose_url": "javascript:alert(1)"}, "mastodon": {"server": HOSTILE}})
    found = sound(body)
    assert "<img src=x" not in body
    assert "\u202e" not in body
    assert texts(found, "facebook") == [post.text for post in posts(given, "facebook")]
    told = json.loads(found.select_one("#data").get_text())  # type: ignore[union-attr]
    assert told["digest"] == HOSTILE.replace("\u202e", "")
    assert told["channels"]["facebook"]["open"] == ""


@pytest.mark.parametrize("language", PUBLIC)
def test_it_is_in_the_language_of_the_edition(language: str) -> None:
    found = page(edition(entry(), language=language, plan=plan((12, "x", 0))))
    assert found.html["lang"] == language  # type: ignore[index]
    months = {"nl": "november", "en": "November", "fr": "novembre", "de": "November"}
    assert months[language] in found.select_one("section > h2").get_text()  # type: ignore[union-attr]


def test_without_items_it_says_so_and_sixty_are_no_reason_to_fail() -> None:
    found = sound(rendered(edition()))
    assert not cards(found)
    many = edition(*(entry(item=item, title=f"Nummer {item}", posted=tuple(USED)) for item in range(1, 61)))
    assert len(cards(sound(rendered(many)))) == 180


@pytest.mark.slow
def test_fifty_items_on_nine_channels_weigh_less_than_300_kb_without_pictures() -> None:
    words = "Lees dit voor je volgende workshop: het zet onze aannames over jongeren en techniek op hun kop. " * 4
    items = [
        entry(item=item, title=f"Wat jongeren van AI verwachten, deel {item}", commentary=f"{item}: {words}",
              context=f"{item}: Het onderzoek vroeg 1.200 jongeren in Vlaanderen en Brussel naar hun verwachtingen.",
              url=f"https://blog.voorbeeld.be/2026/11/artikel-{item}", tags=("sociale media", "jongeren", "privacy"))
        for item in range(1, 51)
    ]  # fmt: skip
    names = ("bluesky", "facebook", "instagram", "linkedin", "mastodon", "telegram", "threads", "whatsapp", "x")
    given = edition(*items, language="nl")
    body = rendered(given, {name: {} for name in names})
    assert len(re.sub(r"data:image/[^\"]*", "", body).encode()) < 300_000
    found = BeautifulSoup(body, "html.parser", preserve_whitespace_tags={"p"})
    assert len(found.select("article")) == 450
    for name in names:  # also where a text that is the same on several channels stands there once
        made = channels.channel(name).render(given, {}).posts
        assert sorted(texts(found, name)) == sorted(post.text for post in made)


# ── where one writes ─────────────────────────────────────────────────────────────────────────────────────────────────


def filled(link: str, words: str, url: str) -> str:
    """Return an address as worksheet.js fills it in."""
    from urllib.parse import quote

    safe = "-_.!~*'()"  # what encodeURIComponent leaves
    bare = re.sub(r"\n{3,}", "\n\n", "\n".join(each for each in words.split("\n") if each.strip() != url)).strip()
    given = {"text": words, "url": url, "words": bare}
    return re.sub(r"\{(text|url|words)\}", lambda place: quote(given[place[1]], safe=safe), link)


@pytest.mark.parametrize("name", list(worksheets.others({})))
def test_the_page_opens_what_sharing_would(name: str) -> None:
    from urllib.parse import unquote

    words = "Lees dit: 100 % raak & “goed”!\n\nEen titel\nhttps://blog.voorbeeld.be/a?b=c&d=é\nBron: Blog\n\n#Tag"
    url = "https://blog.voorbeeld.be/a?b=c&d=é"
    given = {"server": "https://mastodon.example"}
    opened = filled(worksheets.composer(name, given), words, url)
    assert unquote(opened) == unquote(sharing.composer(name, words, url, given))
    shared = filled(worksheets.share(name, given).replace("{server}", "https://mastodon.example"), words, url)
    assert unquote(shared) == unquote(sharing.link(name, words, url, given))
    assert "curate.invalid" not in opened + shared
    assert "curatewords" not in opened + shared


def test_a_channel_that_needs_its_server_has_nothing_to_open_without_one() -> None:
    assert worksheets.composer("mastodon", {}) == ""


def test_where_a_workspace_names_no_such_channel_all_of_them_are_there() -> None:
    assert worksheets.others({"channels": {}}) == worksheets.others({})
    assert {"facebook", "mastodon", "x"} <= set(worksheets.others({}))
    assert not {"sheet", "ambassadors", "markdown"} & set(worksheets.others({}))


def test_what_networks_make_a_tag_of_is_coloured_and_nothing_else() -> None:
    made = worksheets.coloured("Zie #2024 en #Zomer2024, #café-bar @jan@x.be a#b #1mei", [])
    assert made == "Zie #2024 en <b>#Zomer2024</b>, <b>#café</b>-bar <b>@jan@x.be</b> a#b <b>#1mei</b>"
