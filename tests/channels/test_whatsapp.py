"""WhatsApp: text to copy, the title bold and the quote in italics."""

from __future__ import annotations

from tests.channels.editions import entry
from tests.channels.posting import FULL, texts


def test_title_and_quote_stand_out_and_hashtags_do_not_stand_at_all() -> None:
    [text] = texts("whatsapp", FULL)
    assert "\n\n_“Wij kiezen zelf”_ — Jan, De Morgen\n\n*Wat jongeren van AI verwachten*\nhttps://" in text
    assert "#" not in text


def test_what_holds_the_mark_itself_stays_plain() -> None:
    [text] = texts("whatsapp", entry(title="5 * 3 *vet*", quote="snake_case"))
    assert "\n5 * 3 *vet*\n" in text
    assert "\n“snake_case” — " in text


def test_each_line_of_a_quote_is_marked() -> None:
    assert "_“Een_\n_twee”_ — Blog Voorbeeld" in texts("whatsapp", entry(quote="Een\ntwee"))[0]
