"""Pictures made small enough for a network that takes no larger ones."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from curate.errors import SendError
from curate.locale import M
from curate.sending import Picture

_WIDTHS = (2000, 1600, 1200, 1000, 800, 600)
_QUALITY = 85


def fitted(picture: Picture, most: int) -> Picture:
    """Return a picture of at most so many bytes: as it is where it fits, else as a smaller JPEG.

    SendError where it cannot be read.
    """
    if len(picture.body) <= most:
        return picture
    from PIL import Image  # 60 ms: only for a picture that is too large

    try:
        with Image.open(BytesIO(picture.body)) as opened:
            whole = opened.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise SendError(M("The picture {name} cannot be made smaller.", name=picture.name)) from error
    for width in _WIDTHS:
        smaller = whole.copy()
        smaller.thumbnail((width, width))
        body = BytesIO()
        smaller.save(body, "JPEG", quality=_QUALITY, optimize=True)
        if body.tell() <= most:
            return replace(picture, name=f"{picture.name.rpartition('.')[0] or picture.name}.jpg", body=body.getvalue())
    raise SendError(M("The picture {name} cannot be made smaller.", name=picture.name))
