"""Colours that can be read: letters for any colour that an organisation has (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

import re

Colour = tuple[int, int, int]

DEFAULT: Colour = (31, 58, 95)
"""A quiet blue, where the organisation names no colour."""
READABLE = 4.5
"""The least contrast of text (1.4.3); large letters could do with 3."""
WHITE: Colour = (255, 255, 255)
INK: Colour = (20, 22, 26)
BLACK: Colour = (0, 0, 0)


def parsed(written: str) -> Colour:
    """Return a colour that is written `#rrggbb`; the default where it is not."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", written):
        return DEFAULT
    return int(written[1:3], 16), int(written[3:5], 16), int(written[5:7], 16)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    shares = (part / 255 for part in colour)
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def letters_on(ground: Colour) -> Colour:
    """Return the colour of letters on a ground: white or nearly black, black where only that can be read."""
    return next((colour for colour in (WHITE, INK) if contrast(colour, ground) >= READABLE), BLACK)


def mixed(colour: Colour, ground: Colour, share: float) -> Colour:
    """Return so much of a colour on a ground."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(colour, ground, strict=True))
    return red, green, blue


def quieter(colour: Colour, ground: Colour, *, least: float = READABLE) -> Colour:
    """Return a colour that stands back, down to four fifths of it, as far as it can still be read on a ground."""
    shares = (share / 100 for share in range(80, 100, 4))
    found = (mixed(colour, ground, share) for share in shares)
    return next((each for each in found if contrast(each, ground) >= least), colour)
