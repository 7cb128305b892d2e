"""Cards: the size that was asked, the same bytes twice, words that can be read, whatever a stranger wrote."""

from __future__ import annotations

import struct
import zlib
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, features

from curate import text
from curate.cards import (
    LONGEST_ALT,
    Size,
    card,
    colours,
    drawable,
    drawing,
    faces,
    glyphs,
    lines,
    photo,
    photos,
    picture,
)
from tests.channels.editions import WORDS, edition, entry

TITLES = {
    "nl": "Geëerde reünie: hé, wat jongeren écht van AI verwachten – ’s ochtends",
    "en": "What’s next for libraries? “More than books”, says everyone",
    "fr": "L’éducation populaire : où sont passés nos cœurs, Éloïse ? Ça coûte 5 €",
    "de": "Größer als gedacht: Straßenbahnhaltestellenüberdachung für Übermorgen",
    "emoji": "😀 👨‍👩‍👧‍👦 👍🏽 🇧🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ ❤️ 🏳️‍🌈 👩🏽‍⚕️ 🇽🇽",
    "only emoji": "🎉👩‍💻",
    "arabic": "مستقبل المكتبات العامة في عصر الذكاء الاصطناعي (2026) مع Facebook",
    "hebrew": "ספריות ציבוריות: 10:30 בבוקר, 5% הנחה ל-Facebook",
    "chinese": "图书馆的未来：人工智能如何改变公共阅读？「学习」的意义",
    "korean": "도서관의 미래와 인공지능",
    "hindi": "पुस्तकालयों का भविष्य और कृत्रिम बुद्धिमत्ता",
    "one word": "Donaudampfschifffahrtsgesellschaftskapitän" * 7,
    "an address": "https://voorbeeld.example/een/lang/pad?id=" + "1234567890" * 20,
    "long": "Een titel die niet ophoudt " * 40,
    "many letters": "i" * 1000,
    "marks alone": "\u0301\u0302\u0303",
    "marks in heaps": "Z" + "\u0300\u0316" * 200 + "algo",
    "turned": "\u202egnp.exe\u2066x\u2069",
    "nothing": "",
    "controls": "\x00\x1b[31m\ud800",
    "thai": "ห้องสมุดประชาชน",
}
each_size = pytest.mark.parametrize("size", Size, ids=lambda size: size.name)
each_title = pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)


def shown(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body)).convert("RGB")


def written(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    body = BytesIO()
    image.save(body, kind, **how)
    return body.getvalue()


# ── the card ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@each_size
def test_a_card_has_its_size_and_is_the_same_twice(size):
    one = entry()
    made = card(one, edition(one), size)
    drawing.drawn.cache_clear()

    assert shown(made.png).size == size.value
    assert made == card(one, edition(one), size)
    assert made.name == f"12-{size.name.lower()}.png"
    assert made.alt == "Wat jongeren van AI verwachten — Blog Voorbeeld"
    assert len(made.png) < 150_000
    assert b"tEXt" not in made.png
    assert b"tIME" not in made.png


def far_away(title: str) -> bytes:
    one = entry(title=title)
    return card(one, edition(one)).png


@pytest.mark.slow
def test_another_process_draws_the_same():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(far_away, TITLES["nl"]).result() == far_away(TITLES["nl"])


@each_size
@each_title
def test_whatever_the_title_something_is_there_and_nothing_outside_the_margins(title, size):
    one = entry(title=title)
    drawn = shown(card(one, edition(one), size).png)
    ground = colours.DEFAULT
    assert drawn.getpixel((0, 0)) == ground
    inked = Image.eval(drawn.convert("L"), lambda value: 0 if value == luma(ground) else 255).getbbox()
    margin = drawing.measures(size.value).margin - 12  # a letter may reach over where it begins
    assert inked[0] >= margin
    assert inked[1] >= margin
    assert inked[2] <= drawn.width - margin
    assert inked[3] <= drawn.height - margin


def luma(colour: tuple[int, int, int]) -> int:
    return Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    title=WORDS | st.text(max_size=80),
    quote=st.just("") | WORDS,
    outlet=WORDS,
    organisation=WORDS,
    size=st.sampled_from(Size),
)
def test_any_words_at_all(title, quote, outlet, organisation, size):
    one = entry(title=title, quote=quote, quote_author=outlet, outlet=outlet)
    made = card(one, edition(one, organisation=organisation), size)
    assert shown(made.png).size == size.value
    assert len(made.alt) <= LONGEST_ALT
    assert made.alt == text.without_controls(made.alt, keep_newlines=False)


def test_different_words_are_different_pictures():
    made = {title: card(entry(title=title), edition()).png for title in ("Ja", "Nee", "👍", "👎", "👩‍💻", "🇧🇪", "🇳🇱")}
    assert len(set(made.values())) == len(made)


# ── what it says ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "“Wij wisten van niets.” — Jan Janssens, De Krant"),
        ("en", "“Wij wisten van niets.” — Jan Janssens, De Krant"),
        ("fr", "«\u00a0Wij wisten van niets.\u00a0» — Jan Janssens, De Krant"),
        ("de", "„Wij wisten van niets.“ — Jan Janssens, De Krant"),
        ("xx", "“Wij wisten van niets.” — Jan Janssens, De Krant"),
    ],
)
@pytest.mark.parametrize("marks", ["{}", "“{}”", "«\u00a0{}\u00a0»", '"{}"', "„{}“"])
def test_a_quote_stands_in_the_quotation_marks_of_the_language(language, said, marks):
    one = entry(quote=marks.format("Wij wisten van niets."), quote_author="Jan Janssens", quote_outlet="De Krant")
    made = card(one, edition(one, language=language))
    assert made.alt == said
    assert made.png != card(entry(), edition(language=language)).png


def test_a_quote_without_an_outlet_has_that_of_its_item():
    assert card(entry(quote="Ja.", quote_author="An"), edition()).alt == "“Ja.” — An, Blog Voorbeeld"


@pytest.fixture
def blocks(monkeypatch) -> list[lines.Block]:
    """Collect what is set on cards, in the order in which it is."""
    found: list[lines.Block] = []

    def kept(*words, **room):
        found.append(lines.fitted(*words, **room))
        return found[-1]

    monkeypatch.setattr(drawing, "fitted", kept)
    drawing.drawn.cache_clear()
    return found


@each_size
def test_a_quote_as_long_as_the_check_lets_through_is_whole(blocks, size):
    quote = ("Wie vandaag een bibliotheek binnenstapt, vindt er mensen die luisteren. " * 5)[:299] + "."
    card(entry(quote=quote, quote_author="Marie-Claire Peeters", quote_outlet="De Standaard"), edition(), size)
    assert not any(block.cut for block in blocks)


@each_size
def test_a_quote_that_is_cut_is_closed_and_who_said_it_stays(blocks, size):
    card(entry(quote="woord " * 300, quote_author="Marie-Claire Peeters", quote_outlet="De Standaard"), edition(), size)
    [words] = [block for block in blocks if block.cut]
    assert said(words)[-1].endswith("woord…”")
    assert "De Standaard" in {line.split(" · ")[-1] for block in blocks for line in said(block)}


def test_a_description_is_cut_at_a_word_and_keeps_who_said_it():
    alt = card(entry(title="woord " * 400, outlet="De Krant"), edition()).alt
    assert 990 < len(alt) <= LONGEST_ALT
    assert alt.endswith("woord… — De Krant")
    long = card(entry(title="woord " * 400, outlet="naam " * 400), edition()).alt
    assert len(long) <= LONGEST_ALT
    assert long.endswith("naam…")


@pytest.mark.parametrize("title", ["", "\u0301\u0302", "ห้องสมุดประชาชน", "\U000e0061"])
def test_what_cannot_be_drawn_gives_way_to_the_outlet(title):
    assert card(entry(title=title), edition()).png == card(entry(title=""), edition()).png
    assert card(entry(title=title, outlet=""), edition()).png == card(entry(title="", outlet=""), edition()).png
    nameless = edition(organisation="", title="")
    assert shown(card(entry(title=title, outlet="", url="https://[x"), nameless).png).getcolors() is not None


# ── letters ──────────────────────────────────────────────────────────────────────────────────────────────────────────

LATIN = "".join(map(chr, [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x17F)])).replace("ŉ", "")
EUROPE = LATIN + "–—‘’‚“”„«»‹›…•€№™←→✓ĳĲẞșțŵŷΑαΩωάΈАаЯяЁёЇїЉљ"


@pytest.mark.parametrize("face", [faces.STRONG, faces.QUIET], ids=["strong", "quiet"])
def test_the_letters_of_europe_are_all_there(face):
    assert [each for each in EUROPE if not faces.covers(face, each)] == []
    box = ink(face, "\ufffe")
    assert [each for each in EUROPE if ink(face, each) == box] == []


def ink(face: faces.Face, letters: str) -> bytes:
    mask = Image.new("L", (160, 160))
    ImageDraw.Draw(mask).text((20, 110), letters, fill=255, font=faces.sized(face, 80), anchor="ls")
    return mask.tobytes()


@pytest.mark.parametrize(
    "emoji",
    [
        "😀",
        "👨‍👩‍👧‍👦",
        "👍🏽",
        "👍",
        "🇧🇪",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "1️⃣",
        "#️⃣",
        "❤️",
        "🏳️‍🌈",
        "👩🏽‍⚕️",
        "👩‍❤️‍👨",
        "🧑🏿‍🤝‍🧑🏻",
        "🫶🏾",
        "☀️",
        "✊",
    ],
)
def test_an_emoji_is_one_picture_and_no_empty_box(emoji):
    [glyph] = glyphs.glyphs(emoji, faces.STRONG)
    assert glyph.face == faces.EMOJI
    drawn = ink(glyph.face, glyph.letters)
    assert any(drawn)
    assert drawn != ink(faces.EMOJI, "\ufffe")


def letters(words: str) -> list[str]:
    return [glyph.letters for glyph in glyphs.glyphs(words, faces.STRONG)]


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        ("🇽🇽", ["X", "X"]),  # a flag of nobody's
        ("🇧", ["B"]),
        ("😀‍🍕", ["😀", "🍕"]),  # no such sequence
        ("❤", ["❤"]),
        ("𝗻𝗶𝗲𝘂𝘄", list("nieuw")),
        ("ﬁ", ["f", "i"]),
        ("e\u0301", ["e\u0301"]),  # `spaced` composes what can be
        ("x" + "\u0300" * 50, ["x\u0300"]),
        ("\u0301", []),
        ("ก", []),
        ("שָׁלוֹם", list("שלום")),
    ],
)
def test_what_is_drawn_for_words(words, drawn):
    assert letters(words) == drawn


def test_letters_of_arabic_take_the_form_that_their_neighbours_give_them():
    assert letters("سلام") == ["\ufeb3", "\ufefc", "\ufee1"]
    assert letters("بيت") == ["\ufe91", "\ufef4", "\ufe96"]
    assert letters("دار") == ["\ufea9", "\ufe8d", "\ufead"]
    assert letters("می\u200cخواهم")[:3] == ["\ufee3", "\ufbfd", "\ufea7"]  # the one that joins nothing
    assert letters("مُحَمَّد") == letters("محمد")


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("abc אבג def", "abc גבא def"),
        ("אבג abc דהו", "והד abc גבא"),
        ("אבג 10:30, 5% (x)", "(x) 5% ,10:30 גבא"),
        ("אבג (דה) ו", "ו (הד) גבא"),
        ("a (אב) 12 ג", "a (ג 12 (בא"),
        ("Tot 50% korting", "Tot 50% korting"),
    ],
)
def test_the_order_on_a_line_is_that_of_the_bidirectional_algorithm(words, seen):
    parts = lines.pieces(words, faces.STRONG)
    drawn = glyphs.ordered(lines._line(parts, faces.STRONG), rightwards=glyphs.rightward(words))
    assert "".join(glyph.letters for glyph in drawn) == seen


@pytest.mark.parametrize("has", [True, False])
def test_it_is_drawn_with_and_without_a_library_for_shaping(monkeypatch, has):
    faces.sized.cache_clear()
    lines._width.cache_clear()
    drawing.drawn.cache_clear()
    try:
        if not has:
            monkeypatch.setattr(features, "check", lambda name: False)
        bodies = [card(entry(title=TITLES[name]), edition()).png for name in ("nl", "hindi", "arabic")]
        assert len(set(bodies)) == 3
    finally:
        monkeypatch.undo()
        faces.sized.cache_clear()
        lines._width.cache_clear()
        drawing.drawn.cache_clear()


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def said(block: lines.Block) -> list[str]:
    return ["".join(glyph.letters for glyph in line) for line in block.lines]


def fitted(words: str, room: tuple[int, int] = (900, 700), sizes: tuple[int, int] = (110, 46)) -> lines.Block:
    return lines.fitted(words, faces.STRONG, room=room, sizes=sizes)


@pytest.mark.parametrize("title", [TITLES[name] for name in ("nl", "en", "fr", "de")])
def test_words_are_whole_where_there_is_room(title):
    block = fitted(title)
    assert not block.cut
    assert "".join(said(block)).replace(" ", "").replace("-", "") == "".join(glyphs.spaced(title)).replace("-", "")
    assert block.height <= 700
    assert all(lines.width(line, block.size) <= 900 for line in block.lines)


def test_more_words_are_smaller_and_too_many_are_cut_at_a_word():
    sizes = [fitted("woorden " * count).size for count in (1, 10, 25, 400)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 110
    assert sizes[-1] == 46
    block = fitted("woorden " * 400)
    assert block.cut
    assert said(block)[-1].endswith("woorden…")
    assert block.height <= 700


def test_lines_are_even():
    block = fitted("een twee drie vier vijf zes zeven", (900, 900))
    widths = [lines.width(line, block.size) for line in block.lines]
    assert min(widths) > 0.6 * max(widths)


def test_a_long_word_is_broken_with_a_hyphen_and_an_address_without():
    word = fitted("Arbeidsongeschiktheidsverzekeringsmaatschappijen", (500, 700))
    assert all(line.endswith("-") for line in said(word)[:-1])
    assert len(said(word)[-1]) >= 3
    address = fitted("https://voorbeeld.example/een/heel/lang/pad/naar/iets", (500, 700))
    assert "".join(said(address)) == "https://voorbeeld.example/een/heel/lang/pad/naar/iets"
    assert all(line[-1] in "/." for line in said(address)[:-1])


def test_a_line_of_chinese_does_not_begin_with_a_comma():
    block = fitted("图书馆的未来，人工智能，如何改变，公共阅读，学习，" * 2, (500, 900))
    assert len(block.lines) > 3
    assert not any(line[0] in "，。" for line in said(block))


@pytest.mark.parametrize("wide", range(300, 1000, 50))
def test_french_marks_do_not_begin_a_line(wide):
    block = fitted("Où sont passés nos cœurs ? Là : « ici » ! Et nous ; et vous ?", (wide, 900))
    assert not any(line[0] in "?!:;»" or line[-1] == "«" for line in said(block))


@pytest.mark.parametrize("room", [(1, 1), (10, 900), (900, 1), (30, 30)])
def test_a_room_that_is_too_small_is_no_reason_to_fail(room):
    assert all(lines.width(line, 46) <= room[0] for line in fitted("Te veel woorden 😀", room).lines)


# ── colour and logo ──────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=200)
@given(ground=st.tuples(*[st.integers(0, 255)] * 3))
def test_letters_can_be_read_on_any_colour(ground):
    ink_ = colours.letters_on(ground)
    assert colours.contrast(ink_, ground) >= 4.5
    assert colours.contrast(colours.quieter(ink_, ground), ground) >= 4.5


def test_contrast_is_that_of_wcag():
    assert colours.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert colours.contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", ["", "red", "#12", "#gggggg", "javascript:x", "#0B5394"])
def test_a_colour_that_is_none_is_our_own(colour):
    ground = shown(card(entry(), edition(colour=colour)).png).getpixel((0, 0))
    assert ground == ((11, 83, 148) if colour == "#0B5394" else colours.DEFAULT)


def drawn_logo(mode: str, colour: object, size: tuple[int, int] = (300, 100)) -> Image.Image:
    return Image.new(mode, size, colour)


def bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 10_000)) + chunk(b"IEND", b"")


LOGOS = {
    "rgb": written(drawn_logo("RGB", "red")),
    "jpeg": written(drawn_logo("RGB", "red"), "JPEG"),
    "cmyk": written(drawn_logo("CMYK", (0, 200, 200, 0)), "JPEG"),
    "grey": written(drawn_logo("L", 90)),
    "one bit": written(drawn_logo("1", 0)),
    "sixteen bits": written(drawn_logo("I;16", 20_000)),
    "palette": written(drawn_logo("P", 3), transparency=0),
    "gif": written(drawn_logo("P", 3), "GIF"),
    "white": written(drawn_logo("RGBA", (255, 255, 255, 255))),
    "thin": written(drawn_logo("RGB", "red", (8000, 1))),
    "tall": written(drawn_logo("RGB", "red", (1, 8000))),
}
BROKEN = {
    "cut off": LOGOS["jpeg"][:200],
    "cut off early": LOGOS["rgb"][:30],
    "no picture": b"\x89PNG\r\n\x1a\n" + b"x" * 500,
    "text": b"hello",
    "bomb": bomb(50_000, 50_000),
    "wide bomb": bomb(2_000_000_000, 1),
    "large": bomb(7_000, 7_000),
    "svg": b"<svg onload='x'/>",
}


@pytest.mark.parametrize("body", LOGOS.values(), ids=LOGOS)
@each_size
def test_a_logo_is_on_the_card(body, size):
    assert drawable(body)
    with_, without = (card(entry(), edition(logo=each), size) for each in (body, b""))
    assert with_.png != without.png
    assert with_.alt == without.alt


@pytest.mark.parametrize("body", [*BROKEN.values(), written(drawn_logo("RGBA", (0, 0, 0, 0)))], ids=[*BROKEN, "unseen"])
def test_a_logo_that_cannot_be_read_is_left_out(body):
    assert card(entry(), edition(logo=body)).png == card(entry(), edition()).png


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("RGB", size, Random(7).randbytes(size[0] * size[1] * 3))


def pictured(body: bytes, **given: object):
    return entry(**{"picture": body, "image_licence": "CC BY", "image_alt": "Een deur", **given})


@each_size
@pytest.mark.parametrize("shape", [(1600, 1200), (1200, 1600), (3000, 300), (40, 40), (1, 1)], ids=str)
def test_a_picture_is_cut_to_its_size(size, shape):
    made = photo(pictured(written(Image.new("RGB", shape, "green"), "JPEG")), size)
    image = Image.open(BytesIO(made.png))
    assert (image.format, image.size, image.mode) == ("JPEG", size.value, "RGB")
    assert made.name == f"12-{size.name.lower()}.jpg"
    assert made.alt == "Een deur"
    assert photo(pictured(written(Image.new("RGB", shape, "green"), "JPEG")), size) == made


def test_nothing_of_where_and_with_what_it_was_taken_is_left():
    exif = Image.Exif()
    exif[0x010F] = "Telefoon"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[2] = (50.0, 51.0, 3.0)
    taken = Image.new("RGB", (1350, 1080), "white")
    taken.paste("red", (0, 0, 1350, 200))
    body = written(taken, "JPEG", exif=exif, comment=b"geheim")
    made = photo(pictured(body), Size.PORTRAIT)
    image = Image.open(BytesIO(made.png))
    assert not image.getexif()
    assert not {"exif", "comment", "icc_profile"} & set(image.info)
    assert b"Telefoon" not in made.png
    red, white = image.getpixel((1070, 600)), image.getpixel((10, 600))
    assert red[0] > 200
    assert red[1] < 100
    assert min(white) > 200


def test_colours_are_those_of_the_profile():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    body = written(Image.new("RGB", (1080, 1080), "red"), "JPEG", icc_profile=profile)
    broken = written(Image.new("RGB", (1080, 1080), "red"), "JPEG", icc_profile=b"x" * 200)
    for each in (body, broken):
        assert Image.open(BytesIO(photo(pictured(each)).png)).getpixel((500, 500))[0] > 240


def test_what_can_be_seen_through_is_on_white():
    body = written(Image.new("RGBA", (1080, 1080), (0, 0, 0, 0)))
    assert Image.open(BytesIO(photo(pictured(body)).png)).getpixel((5, 5)) == (255, 255, 255)


def test_a_picture_is_never_too_large_for_a_channel():
    assert len(photos.cut(written(noise((1200, 1500))), Size.PORTRAIT.value)) < 1_000_000


@pytest.mark.parametrize("body", [b"", *BROKEN.values()], ids=["none", *BROKEN])
def test_where_there_is_no_picture_there_is_a_card(body):
    assert photo(pictured(body)) is None
    one = pictured(body)
    assert picture(one, edition(one)) == card(one, edition(one))


def test_a_picture_without_a_licence_stays_here():
    one = pictured(LOGOS["rgb"], image_licence="  ")
    assert photo(one) is None
    assert picture(one, edition(one)).name.endswith(".png")
    licensed = pictured(LOGOS["rgb"])
    assert picture(licensed, edition(licensed)).name.endswith(".jpg")


def test_a_long_description_of_a_picture_is_cut():
    assert len(photo(pictured(LOGOS["rgb"], image_alt="woord " * 400)).alt) <= LONGEST_ALT


# ── the fonts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_fonts_come_with_their_licence_and_are_small():
    files = {file.name: file.stat().st_size for file in faces.FONTS.iterdir()}
    assert {"OFL.txt", "sequences.txt"} < set(files)
    assert sum(files.values()) < 4_000_000
    said_ = (faces.FONTS / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in said_
    assert [name for name in files if name.endswith(".ttf") and name not in said_] == []


def test_every_sequence_of_emoji_has_its_own_character():
    known = faces.sequences()
    assert len(known) > 700
    assert all(faces.covers(faces.EMOJI, character) for character in known.values())
