"""An organisation's colour, made fit to be read: WCAG 2.2, contrast (minimum)."""

from __future__ import annotations

import colorsys
import re

USUAL = "#1f3a5f"
"""Of who names none."""
LEGIBLE = 4.5
"""Contrast that text of usual size needs (WCAG 2.2, 1.4.3, level AA)."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 50


def own(colour: str) -> str:
    """Return the organisation's colour, or the usual one where it names none."""
    return colour.lower() if _COLOUR.fullmatch(colour) else USUAL


def legible(colour: str, paper: str) -> str:
    """Return `colour`, as much darker or lighter as it takes to be read on `paper`, its hue kept."""
    red, green, blue = (part / 255 for part in _parts(own(colour)))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    goal = 0.0 if contrast("#000000", paper) >= contrast("#ffffff", paper) else 1.0
    for step in range(_STEPS + 1):
        tried = _written(colorsys.hls_to_rgb(hue, light + (goal - light) * step / _STEPS, full))
        if contrast(tried, paper) >= LEGIBLE:
            return tried
    return "#000000" if goal == 0 else "#ffffff"


def ink(paper: str) -> str:
    """Return black or white, whichever is read better on `paper`."""
    return "#ffffff" if contrast("#ffffff", paper) >= contrast("#000000", paper) else "#000000"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 (the same) to 21 (black and white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance, as WCAG 2.2 defines it."""
    red, green, blue = map(_linear, _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= _KNEE else ((value + 0.055) / 1.055) ** 2.4


_KNEE = 0.04045
"""Of sRGB (IEC 61966-2-1)."""


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _written(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
