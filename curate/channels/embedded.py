"""Pictures that go out within a page or a letter: small enough, and without what a camera writes into them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

WIDEST = 1200
"""Pixels. Twice what a letter shows, for screens that have twice as many."""
_QUALITY = 82
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture to be shown."""

    body: bytes
    kind: str
    """`png` or `jpeg`."""
    width: int
    height: int

    @property
    def data(self) -> str:
        """Its address as a `data:` URI."""
        return f"data:image/{self.kind};base64,{base64.b64encode(self.body).decode('ascii')}"

    @property
    def suffix(self) -> str:
        """The ending of its file's name."""
        return "jpg" if self.kind == "jpeg" else self.kind


@lru_cache(maxsize=64)
def picture(body: bytes, widest: int = WIDEST) -> Picture | None:
    """Return a picture at most `widest` pixels wide, written anew; None where there is none, or it cannot be read.

    Written anew, it holds neither the place where it was taken nor anything else but the picture, and it is a PNG or
    a JPEG, which all mail programs show. Of a moving one the first frame stays.
    """
    if not body:
        return None
    from PIL import Image, ImageOps  # 60 ms: only where there is a picture

    try:
        with Image.open(BytesIO(body), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MOST:
                return None
            turned = ImageOps.exif_transpose(opened)
            photo = opened.format == "JPEG"
            image = turned.convert("RGB" if photo else "RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    if image.width > widest:
        image = image.resize((widest, max(1, round(image.height * widest / image.width))), Image.Resampling.LANCZOS)
    written = BytesIO()
    if photo:
        image.save(written, "JPEG", quality=_QUALITY, optimize=True)
    else:
        opaque = image.getchannel("A").getextrema()[0] == 255  # noqa: PLR2004  (no pixel lets anything through)
        (image.convert("RGB") if opaque else image).save(written, "PNG", optimize=True)
    kind = "jpeg" if photo else "png"
    return Picture(body=written.getvalue(), kind=kind, width=image.width, height=image.height)


_MOST = 80_000_000
"""Pixels. More is no photograph: it would take 320 MB to open."""
