"""Colours that can be read, and pictures that can go out."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.channels import colours
from curate.channels.embedded import picture
from tests.channels.pictures import photo

COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colour=COLOUR, paper=COLOUR)
def test_any_colour_is_made_legible_on_any_paper(colour: str, paper: str) -> None:
    made = colours.legible(colour, paper)
    assert colours.contrast(made, paper) >= colours.LEGIBLE
    assert made == colour or colours.contrast(colour, paper) < colours.LEGIBLE
    assert colours.contrast(colours.ink(paper), paper) >= colours.LEGIBLE


def test_contrast_is_as_wcag_has_it() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert colours.contrast("#ff0000", "#ffffff") == pytest.approx(4.0, abs=0.01)


def test_who_names_no_colour_gets_the_usual_one() -> None:
    assert colours.own("") == colours.own("rood") == colours.USUAL
    assert colours.own("#ABCDEF") == "#abcdef"


def test_a_picture_is_written_anew() -> None:
    made = picture(photo())
    assert made
    assert (made.kind, made.suffix, made.width, made.height) == ("jpeg", "jpg", 1200, 675)
    assert b"GPS" in photo()
    assert b"GPS" not in made.body
    small = picture(photo(300, 90, "PNG"))
    assert small
    assert (small.kind, small.width, small.height) == ("png", 300, 90)
    assert small.data.startswith("data:image/png;base64,iVBOR")
    assert picture(photo(), 400) != made
    assert picture(b"") is None


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_what_not_all_mail_programs_show_becomes_a_png(kind: str) -> None:
    made = picture(photo(50, 40, kind))
    assert made
    assert made.kind == "png"


def test_what_is_no_picture_or_far_too_large_is_left_out() -> None:
    from PIL import Image

    huge = BytesIO()
    Image.new("1", (20_000, 5_000)).save(huge, "PNG")
    for body in (b"x", photo()[:200], huge.getvalue(), b"<svg onload='x'/>"):
        assert picture(body) is None
