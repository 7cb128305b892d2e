"""Cards: the size that was asked, the same bytes twice, the same words in the description."""

from io import BytesIO

import pytest
from PIL import Image

from curate.cards import Size, card
from tests.channels.editions import edition, entry


@pytest.mark.parametrize("size", Size, ids=lambda size: size.name)
def test_a_card_has_its_size_and_is_the_same_twice(size):
    one = entry()
    made = card(one, edition(one), size)

    assert Image.open(BytesIO(made.png)).size == size.value
    assert made == card(one, edition(one), size)
    assert made.name == f"12-{size.name.lower()}.png"
    assert made.alt == "Wat jongeren van AI verwachten — Blog Voorbeeld"
