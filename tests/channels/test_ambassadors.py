"""The share kit: the curator's own words in several voices, and links that a person shares with."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings

from curate.channels import ambassadors, composing
from curate.errors import UsageError
from curate.locale import PUBLIC, M, P, translate
from curate.models import Edition
from tests.channels.editions import edition, editions, entry
from tests.channels.test_sheet import HOSTILE, sound

WORDS = "Wij nemen dit mee naar de teamdag."
CONTEXT = "Het onderzoek liep in 2025."
QUOTE = "Wij willen meepraten."


def rendered(given: Edition, **more: Any) -> str:
    [(name, body)] = ambassadors.CHANNEL.render(given, {"channels": {"mastodon": {}}, **more}).files
    assert name == "ambassadors.html"
    assert isinstance(body, str)
    return body


def wordings(given: Edition, **more: Any) -> list[tuple[str, str]]:
    """Return name and text of each wording."""
    found = BeautifulSoup(rendered(given, **more), "html.parser")
    return [
        (section.select_one("h3").get_text(), section.select_one(".t").get_text())  # type: ignore[union-attr]
        for section in found.select("article section")
    ]


def test_the_fields_of_a_note_make_three_wordings() -> None:
    full = entry(commentary=WORDS, context=CONTEXT, quote=QUOTE, quote_author="Lina", tags=("ai", "werk", "jeugd"))
    quoting, placing, brief = wordings(edition(full))
    assert [each[0] for each in (quoting, placing, brief)] == ["With the quote", "With the background", "In short"]
    assert QUOTE in quoting[1]
    assert "Lina, Blog Voorbeeld" in quoting[1]
    assert CONTEXT in placing[1]
    assert CONTEXT not in brief[1] + quoting[1]
    for _, text in (quoting, placing, brief):
        assert WORDS in text
        assert "https://blog.voorbeeld.be/artikel" in text.split("\n")
        assert "Source: Blog Voorbeeld, An Peeters" in text
        assert text.endswith("#Ai #Werk")


def test_an_empty_field_makes_no_wording_and_the_curator_hears_of_it() -> None:
    given = edition(entry(item=1, commentary=WORDS), entry(item=2, commentary=WORDS, context="…"))
    assert [name for name, _ in wordings(given)] == ["In short", "In short"]
    [notice] = ambassadors.CHANNEL.render(given, {}).notices
    assert "#1, #2" in str(notice)


def test_what_the_curator_wrote_for_a_voice_stands_in_its_place() -> None:
    texts = ((ambassadors.voiced("personal"), "Dit raakte me."), (ambassadors.voiced("brief"), "Lezen!"))
    given = edition(entry(commentary=WORDS, context=CONTEXT, quote=QUOTE, quote_author="Lina", texts=texts))
    found = wordings(given)
    assert [name for name, _ in found] == ["Personal", "With the background", "Brief"]
    assert found[0][1].startswith("Dit raakte me.")
    assert "https://blog.voorbeeld.be/artikel" in found[0][1]
    assert QUOTE not in found[0][1]


def test_one_own_text_for_the_channel_takes_the_place_of_what_is_composed() -> None:
    texts = (("ambassadors", "Voor collega’s."), (ambassadors.voiced("personal"), "Ik vond dit sterk."))
    found = wordings(edition(entry(context=CONTEXT, texts=texts)))
    assert [name for name, _ in found] == ["In our words", "Personal"]


def test_what_says_the_same_stands_there_once() -> None:
    texts = ((ambassadors.voiced("personal"), WORDS), (ambassadors.voiced("brief"), WORDS))
    assert len(wordings(edition(entry(commentary="", texts=texts)))) == 1


def test_without_a_curators_words_there_is_nothing_to_share() -> None:
    assert wordings(edition(entry(commentary="", context=CONTEXT, quote=QUOTE), entry(item=13, only=("x",)))) == []


def test_campaign_words_and_hashtags_are_as_the_workspace_has_them() -> None:
    given = edition(entry(tags=("ai", "werk")), number=9)
    [(_, text)] = wordings(given, hashtags=0, utm=True)
    assert "artikel?utm_source=ambassadors&utm_medium=social&utm_campaign=digest-9" in text
    assert "#" not in text
    with pytest.raises(UsageError, match=r"channels\.ambassadors\.hashtags"):
        rendered(given, hashtags=-1)


def test_a_wording_that_is_too_long_for_a_network_is_marked_for_it() -> None:
    found = BeautifulSoup(rendered(edition(entry(commentary="Dit gaat nog even door. " * 15))), "html.parser")
    marked = str(found.select_one("article section")["data-long"]).split()  # type: ignore[index]
    assert {"x", "bluesky"} <= set(marked)
    assert "linkedin" not in marked
    short = BeautifulSoup(rendered(edition(entry())), "html.parser")
    assert not short.select_one("article section").has_attr("data-long")  # type: ignore[union-attr]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(given=editions())
def test_whatever_strangers_write_is_text(given: Edition) -> None:
    found = sound(rendered(given))
    shown = [section.select_one(".t").get_text() for section in found.select("article section")]  # type: ignore[union-attr]
    worded = [each for each in composing.meant_for(given, "ambassadors") if any(map(str.isalnum, each.commentary))]
    assert len(found.select("article")) >= len(worded)
    assert all(text.strip() for text in shown)


def test_hostile_words_in_every_field_do_nothing() -> None:
    odd = dict.fromkeys(("title", "outlet", "author", "commentary", "context", "quote", "image_alt"), HOSTILE)
    body = rendered(edition(entry(**odd, url="javascript:alert(1)"), title=HOSTILE, organisation=HOSTILE))
    sound(body)
    assert "<img src=x" not in body
    assert "\u202e" not in body


@pytest.mark.parametrize("language", PUBLIC)
def test_it_is_in_the_language_of_the_edition(language: str) -> None:
    found = BeautifulSoup(rendered(edition(entry(), language=language)), "html.parser")
    assert found.html["lang"] == language  # type: ignore[index]
    said = translate(P("In your own words is better still: say what it means to you or to your work."), language)
    assert said in found.get_text()


def test_without_items_it_says_so_and_sixty_are_no_reason_to_fail() -> None:
    assert str(M("There is nothing to share in this edition.")) in rendered(edition())
    found = sound(rendered(edition(*(entry(item=item, title=f"Nummer {item}") for item in range(1, 61)))))
    assert len(found.select("article")) == 60
