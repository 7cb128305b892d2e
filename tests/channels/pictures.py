"""Pictures for tests, drawn here."""

from __future__ import annotations

from io import BytesIO


def photo(width: int = 1600, height: int = 900, kind: str = "JPEG", *, colour: str = "#c03040") -> bytes:
    """Return a picture; a JPEG says where it was taken, as those of a telephone do."""
    from PIL import Image

    image = Image.new("RGBA" if kind == "PNG" else "RGB", (width, height), colour)
    body, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "GPS 50.85 4.35"  # ImageDescription
    image.save(body, kind, exif=exif)
    return body.getvalue()
