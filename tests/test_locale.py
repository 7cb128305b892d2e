"""Sentences as values: kept as they are, and put into a language only when they are shown."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from curate.locale import MN, M, Message, pack, translate, unpack


@pytest.mark.parametrize(
    "message",
    [
        M("Nothing here."),
        M("{what} {hint}", what=M("inner {n}", n=3), hint="een “titel” met {accolades}"),
        MN("{n} item", "{n} items", 2, extra=1.5),
        M("since {day}, {moment}", day=date(2026, 11, 3), moment=datetime(2026, 11, 3, 9, 5, tzinfo=UTC)),
    ],
)
def test_a_packed_message_comes_back_whole(message: Message) -> None:
    assert unpack(pack(message)) == message


def test_dates_follow_the_readers_language() -> None:
    message = unpack(pack(M("since {day}", day=date(2026, 3, 3))))
    assert translate(message, "en") == "since March 3, 2026"
    assert "3 maart 2026" in translate(message, "nl")


def test_what_a_stranger_wrote_is_never_taken_for_a_placeholder() -> None:
    assert str(M("title: {title}", title="{secret} {0}")) == "title: {secret} {0}"


def test_a_sentence_that_no_catalogue_holds_is_shown_in_english() -> None:
    assert translate(M("No catalogue holds this {n}.", n=1), "nl") == "No catalogue holds this 1."
