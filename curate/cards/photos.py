"""Pictures from elsewhere: opened with care, cut to a size, written anew without all that they say beside the picture.

What cannot be read as a picture, or would take too much memory, is None: a card stands in for it.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_QUALITIES = (85, 75, 60, 45)
_MOST_PIXELS = 40_000_000
"""Of what cannot be read smaller than it is (all but JPEG): 160 MB of memory. No camera of a telephone writes a PNG."""
_LARGEST = 1_000_000
"""Bytes. The least that any channel takes of a picture: Bluesky, of a link's."""
_LOST = 0.35
"""Up to this share of a picture is cut away; one of another shape is shown whole, on a ground of its own colours."""
_ENLARGED = 1.6
"""Times: beyond, one sees that it was a small picture."""
_GROUND = 48
"""Pixels that the ground is blurred to."""


def opened(body: bytes, size: tuple[int, int]) -> Image.Image | None:
    """Return a picture the right way up, in RGBA and not much larger than needed for `size`; None where it is none."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            # More than 89 million pixels (Pillow's own line) is refused; all else it warns of is not ours to tell.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(body), formats=_FORMATS) as found:
                if found.format != "JPEG" and found.width * found.height > _MOST_PIXELS:
                    return None
                longest = 2 * max(size)  # what lies on its side is turned only when it is read
                found.draft("RGB", (longest, longest))
                found.thumbnail((longest, longest), reducing_gap=2.0)
                return _coloured(ImageOps.exif_transpose(found))
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError,
            struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning):  # fmt: skip
        return None


def _coloured(picture: Image.Image) -> Image.Image:
    """Return a picture in sRGB: telephones take theirs in wider colours, printers want four."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            source, target = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None  # a broken profile: its colours as they stand
        picture = turned or picture
    return picture.convert("RGBA")


def cut(body: bytes, size: tuple[int, int]) -> bytes | None:
    """Return a picture as a JPEG of a size, of at most 1 MB; None where it is none."""
    from PIL import Image

    found = opened(body, size)
    if found is None:
        return None
    paper = Image.new("RGB", found.size, "white")
    paper.paste(found, mask=found.getchannel("A"))
    return _written(_placed(paper, size))


def _placed(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a picture that fills a size: cut at its edges, or whole before a blurred ground of itself."""
    from PIL import Image, ImageOps

    (wide, high), (width, height) = picture.size, size
    covering, within = max(width / wide, height / high), min(width / wide, height / high)
    if 1 - within / covering <= _LOST and covering <= _ENLARGED:
        return ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    small = ImageOps.fit(picture, (_GROUND, _GROUND), Image.Resampling.BOX)
    even = Image.new("RGB", (6, 6), small.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)))
    ground = Image.blend(small.resize((6, 6), Image.Resampling.BOX), even, 0.6).resize(size, Image.Resampling.BICUBIC)
    share = min(within, _ENLARGED)
    shown = (max(1, round(wide * share)), max(1, round(high * share)))
    ground.paste(picture.resize(shown, Image.Resampling.LANCZOS), ((width - shown[0]) // 2, (height - shown[1]) // 2))
    return ground


def _written(picture: Image.Image) -> bytes:
    for quality in _QUALITIES:
        written = BytesIO()
        picture.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
        if written.tell() <= _LARGEST:
            break
    return written.getvalue()


@lru_cache(maxsize=4)
def logo(body: bytes, box: tuple[int, int]) -> Image.Image | None:
    """Return a logo in RGBA, without empty edges, as large as fits into a box; None where it is no picture."""
    from PIL import Image, ImageOps

    found = opened(body, (2 * box[0], 2 * box[1]))
    if found is None or (edges := found.getchannel("A").getbbox()) is None:
        return None
    return ImageOps.contain(found.crop(edges), box, Image.Resampling.LANCZOS)
