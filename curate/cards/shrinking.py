"""Pictures made small enough for a network that takes no larger ones."""

from __future__ import annotations

from io import BytesIO

_WIDTHS = (2000, 1600, 1200, 1000, 800, 600)
"""Pixels of the longer side, tried in this order."""
_QUALITY = 85
"""Of a JPEG: no difference is seen from what a telephone makes, at a third of its bytes."""
_PAPER = (255, 255, 255)
"""What shows through a picture with holes."""


def shrunk(body: bytes, most: int) -> bytes | None:
    """Return a picture as a JPEG of at most so many bytes, upright; None where it cannot be read or made so small."""
    from PIL import Image, ImageOps  # 60 ms: only for a picture that is too large

    try:
        with Image.open(BytesIO(body)) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    whole = Image.new("RGB", upright.size, _PAPER)
    whole.paste(upright, mask=upright.getchannel("A"))
    for width in _WIDTHS:
        smaller = whole.copy()
        smaller.thumbnail((width, width))
        made = BytesIO()
        smaller.save(made, "JPEG", quality=_QUALITY, optimize=True)
        if made.tell() <= most:
            return made.getvalue()
    return None
