"""The pictures by themselves: each item's in every size, and their descriptions."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from curate.channels.cards import CHANNEL
from tests.channels.editions import edition, entry


def test_each_item_has_three_pictures_and_a_description() -> None:
    export = CHANNEL.render(edition(entry(), entry(item=13, title="Twee"), entry(item=14, only=("x",))), {})
    files = dict(export.files)
    sizes = {"portrait": (1080, 1350), "square": (1080, 1080), "wide": (1200, 630)}
    assert list(files) == ["alt.txt", *(f"{item}-{size}.png" for item in (12, 13) for size in sizes)]
    for name, body in files.items():
        if isinstance(body, bytes):
            assert Image.open(BytesIO(body)).size == sizes[name.removesuffix(".png").split("-")[1]]
    assert files["alt.txt"] == (
        "Trends van de week\n\n"
        "12-portrait.png\n12-square.png\n12-wide.png\nWat jongeren van AI verwachten — Blog Voorbeeld\n\n"
        "13-portrait.png\n13-square.png\n13-wide.png\nTwee — Blog Voorbeeld\n"
    )
    assert export.posts == ()


def test_the_curators_own_picture_goes_before_the_card() -> None:
    body = BytesIO()
    Image.new("RGB", (1200, 1200), "green").save(body, "PNG")
    pictured = entry(picture=body.getvalue(), image_licence="CC BY", image_alt="Een deur")
    files = dict(CHANNEL.render(edition(pictured), {}).files)
    assert list(files)[1:] == ["12-portrait.jpg", "12-square.jpg", "12-wide.jpg"]
    assert str(files["alt.txt"]).endswith("Een deur\n")


def test_nothing_for_it_is_said() -> None:
    [(name, words)] = CHANNEL.render(edition(entry(only=("x",)), language="xx"), {}).files
    assert (name, words) == ("alt.txt", "Trends van de week\n\nNothing in this edition is for this channel.\n")
