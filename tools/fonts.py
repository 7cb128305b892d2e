# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools>=4.60"]
# ///
"""Makes the fonts of the cards out of the originals: `uv run tools/fonts.py ORIGINALS`.

ORIGINALS is a folder with static TrueType fonts under the names below, as Google Fonts has them (static/…). What
comes out needs no shaping library, because Pillow finds the one it needs on some computers only: kerning is in a `kern`
table, and every emoji sequence has a character of its own, from U+F0000 on, in the order of sequences.txt.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

FONTS = Path(__file__).parent.parent / "curate" / "cards" / "fonts"
SEQUENCES = 0xF0000
ROUND = ".ss03"
"""Inter's other quotation marks and commas, which are seen to be such at any size."""
MOST_PAIRS = 10_900
"""A `kern` table says its length in 16 bits, and a pair takes six bytes."""
TONES = range(0x1F3FB, 0x1F400)
SELECTOR, JOINER = 0xFE0F, 0x200D


def main(originals: Path) -> None:
    """Write all fonts."""
    for weight in ("Medium", "SemiBold"):
        write(text(originals / f"Inter-{weight}.ttf"), f"inter-{weight.lower()}.ttf")
    write(cut(originals / "NotoSansArabic-SemiBold.ttf", arabic()), "noto-arabic.ttf")
    write(cut(originals / "NotoSansHebrew-SemiBold.ttf", hebrew()), "noto-hebrew.ttf")
    devanagari = cut(originals / "NotoSansDevanagari-SemiBold.ttf", range(0x900, 0x980), shaped=True)
    write(devanagari, "noto-devanagari.ttf")
    write(cut(originals / "NotoSansSC-SemiBold.ttf", han()), "noto-han.ttf")
    write(cut(originals / "NotoSansKR-SemiBold.ttf", hangul()), "noto-hangul.ttf")
    write(emoji(originals / "NotoEmoji-SemiBold.ttf"), "noto-emoji.ttf")


def cut(
    source: Path | TTFont, characters: Iterable[int], *, shaped: bool = False, glyphs: Iterable[str] = ()
) -> TTFont:
    """Return a font with some characters only; `shaped`: with its rules for joining and placing them."""
    options = Options()
    options.layout_features = ["*"] if shaped else []
    options.hinting, options.name_IDs, options.notdef_outline = False, [0, 1, 2, 3, 4, 5, 6, 13, 14], True
    options.drop_tables += ["STAT", "vhea", "vmtx", "BASE", "gasp", *([] if shaped else ["GSUB", "GPOS", "GDEF"])]
    font = TTFont(source) if isinstance(source, Path) else source
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(characters), glyphs=list(glyphs))
    subsetter.subset(font)
    return font


def write(font: TTFont, name: str) -> None:
    """Write a font whose only table of characters is one of format 12, which we read ourselves."""
    table = CmapSubtable.newSubtable(12)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = font.getBestCmap()
    font["cmap"].tables = [table]
    font.recalcTimestamp = False
    font.save(FONTS / name, reorderTables=True)
    print(f"{name:24} {(FONTS / name).stat().st_size:>9,} bytes  {len(table.cmap):>6,} characters")


# ── what is in them ──────────────────────────────────────────────────────────────────────────────────────────────────


def text(path: Path) -> TTFont:
    """Return Inter with everything but its own private characters, with round quotation marks, and kerned."""
    font = TTFont(path)
    rounded = set(font.getGlyphOrder())
    for table in font["cmap"].tables:
        for point, name in table.cmap.items():
            table.cmap[point] = f"{name}{ROUND}" if f"{name}{ROUND}" in rounded else name
    pairs = kerning(font)
    small = cut(font, [point for point in font.getBestCmap() if not 0xE000 <= point <= 0xF8FF])
    small["kern"] = kern_table(small, pairs)
    marks = {point: name for point, name in small.getBestCmap().items() if unicodedata.combining(chr(point))}
    for name in sorted(set(marks.values())):
        set_back(small, name)
    for table in small["cmap"].tables:
        table.cmap.update({point: f"{name}.back" for point, name in marks.items()})
    return small


def set_back(font: TTFont, name: str) -> None:
    """Add a mark that stands over the letter before it, as nobody else sees to: over the middle of an "n"."""
    glyphs, new = font["glyf"], f"{name}.back"
    box = glyphs[name]
    by = -round((box.xMin + box.xMax) / 2 + font["hmtx"]["n"][0] / 2) if box.numberOfContours else 0
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(name, (1, 0, 0, 1, by, 0))
    glyphs[new] = pen.glyph()
    font["hmtx"][new] = (0, getattr(box, "xMin", 0) + by)


def arabic() -> Iterable[int]:
    """Return the letters of Arabic, Persian and Urdu, and the forms that they take within a word."""
    return [*range(0x600, 0x700), *range(0xFB50, 0xFC00), *range(0xFE70, 0xFEFD), 0x20, 0x28, 0x29]


def hebrew() -> Iterable[int]:
    """Return the letters of Hebrew and Yiddish."""
    return [*range(0x591, 0x600), *range(0xFB1D, 0xFB50), 0x20, 0x28, 0x29, 0x20AA]


def han() -> Iterable[int]:
    """Return the characters for everyday Chinese (GB 2312, level 1) and Japanese (JIS X 0208, level 1), and kana."""
    found = {*range(0x3000, 0x3100), *range(0xFF01, 0xFF61)}
    for row in range(0xB0, 0xD8):
        found |= every("gb2312", row)
    for row in range(0xB0, 0xD0):
        found |= every("euc_jp", row)
    return sorted(found)


def hangul() -> Iterable[int]:
    """Return the syllables of everyday Korean (KS X 1001)."""
    return sorted(set().union(*(every("euc_kr", row) for row in range(0xB0, 0xC9))))


def every(encoding: str, row: int) -> set[int]:
    """Return the characters of a row of an East Asian standard."""
    cells = (bytes([row, cell]).decode(encoding, "ignore") for cell in range(0xA1, 0xFF))
    return {ord(character) for character in cells if len(character) == 1}


# ── kerning ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def kerning(font: TTFont) -> dict[tuple[str, str], int]:
    """Return the pairs of European letters and marks that stand closer or wider, those that matter most."""
    wanted = {name for point, name in font.getBestCmap().items() if european(point)}
    gpos = font["GPOS"].table
    indexes = {i for f in gpos.FeatureList.FeatureRecord if f.FeatureTag == "kern" for i in f.Feature.LookupListIndex}
    found: dict[tuple[str, str], int] = {}
    for index in sorted(indexes):
        for table in gpos.LookupList.Lookup[index].SubTable:
            for pair, by in pairs_of(getattr(table, "ExtSubTable", table), wanted):
                found.setdefault(pair, by)  # the first that knows a pair settles it
    strongest = sorted(found.items(), key=lambda each: (-abs(each[1]), each[0]))
    return dict([(pair, by) for pair, by in strongest if abs(by) >= 8][:MOST_PAIRS])


def european(point: int) -> bool:
    """Return whether a character is one of those that nearly all of Europe writes with."""
    return point < 0x180 or 0x386 <= point <= 0x3CE or 0x400 <= point <= 0x45F or 0x2010 <= point <= 0x203A


def pairs_of(table, wanted):  # noqa: ANN001, ANN201  (what fonttools made of the file)
    """Yield the pairs of a table, those named before those of classes."""
    if table.LookupType != 2:
        return
    for place, first in enumerate(table.Coverage.glyphs):
        if first not in wanted:
            continue
        if table.Format == 1:
            rows = ((record.SecondGlyph, record.Value1) for record in table.PairSet[place].PairValueRecord)
        else:
            own = table.ClassDef1.classDefs.get(first, 0)
            records = table.Class1Record[own].Class2Record
            rows = ((name, records[table.ClassDef2.classDefs.get(name, 0)].Value1) for name in sorted(wanted))
        for second, value in rows:
            if second in wanted:
                yield (first, second), getattr(value, "XAdvance", 0) or 0


def kern_table(font: TTFont, pairs: dict[tuple[str, str], int]):  # noqa: ANN201
    """Return the table that FreeType reads without a shaping library."""
    held = KernTable_format_0()
    held.coverage, held.tupleIndex = 1, None
    there = set(font.getGlyphOrder())
    held.kernTable = {pair: by for pair, by in pairs.items() if there.issuperset(pair)}
    table = newTable("kern")
    table.version, table.kernTables = 0, [held]
    return table


# ── emoji ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def emoji(path: Path) -> TTFont:
    """Return the font of emoji, with a character for each sequence, and write down which one."""
    font = TTFont(path)
    known = sequences(font)
    order = sorted(known)
    lines = "\n".join(" ".join(f"{point:X}" for point in each) for each in order)
    (FONTS / "sequences.txt").write_text(lines + "\n", encoding="ascii")
    pictures = [point for point in font.getBestCmap() if point >= 0xA9 and point not in TONES]
    small = cut(path, pictures, glyphs=known.values())
    for number, each in enumerate(order):
        for table in small["cmap"].tables:
            if table.isUnicode() and table.format == 12:
                table.cmap[SEQUENCES + number] = known[each]
    return small


def sequences(font: TTFont) -> dict[tuple[int, ...], str]:
    """Return the glyphs of emoji sequences, without skin tones, which this font does not draw, and selectors."""
    names = {name: point for point, name in sorted(font.getBestCmap().items(), reverse=True)}
    found: dict[tuple[int, ...], str] = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, ligatures in getattr(getattr(table, "ExtSubTable", table), "ligatures", {}).items():
                for ligature in ligatures:
                    points = [names.get(name, 0) for name in (first, *ligature.Component)]
                    plain = tuple(point for point in points if point not in TONES and point != SELECTOR)
                    if 0 not in plain and len(plain) > 1 and plain[0] != JOINER:
                        found.setdefault(plain, ligature.LigGlyph)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
