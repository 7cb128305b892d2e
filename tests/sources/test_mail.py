"""What letters say: newsletters by the articles they link, colleagues by their words. All letters are ours."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.errors import SourceError
from curate.models import Document, Said
from curate.sources.mail import KIND, MANY, MOST_ASKED, links, merged, personal, to_ask
from curate.sources.mail.message import decoded, opened

CLICK = "https://click.post.example/c/Ab3dEf6hIj9kLm2n"
BULK = {"List-Unsubscribe": "<https://click.post.example/u/weg>", "Precedence": "bulk"}


def read(raw: bytes, **options: object) -> Said:
    return KIND.read(Document(body=raw, url="imaps://an@post.example/Nieuws"), options)


def html_letter(html: str, plain: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in {"From": "Socius Nieuws <nieuws@socius.example>", "Subject": "Nieuws", **BULK, **named}.items():
        message[name] = value
    if plain:
        message.set_content(plain)
        message.add_alternative(html, subtype="html")
    else:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def letter(text: str, html: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {"From": "An Peeters <an@vzw.example>", "Subject": "Een tip", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def titles(said: Said) -> list[str]:
    return [entry.title for entry in said.entries]


# ── newsletters ──────────────────────────────────────────────────────────────────────────────────────────────────────

CARDS = f"""<html><head><title>Nieuws</title><style>p {{color: red}}</style></head><body>
<div style="display:none;max-height:0">Voorproefje dat niemand ziet</div>
<table><tr><td><a href="https://www.socius.example/"><img src="https://cdn.example/logo.png" alt="Socius" width="20%">
</a>
<a href="{CLICK}v">Bekijk deze mail in je browser</a></td></tr>
<tr><td><h1>Nieuws van november</h1><p>Beste lezer, dit is het nieuws van deze maand.</p></td></tr>
<tr><td><table><tr><td><a href="{CLICK}1"><img src="https://cdn.example/rust.jpg" width="560" alt="Jongeren"></a></td>
</tr>
<tr><td><h2><a href="{CLICK}2">Vrijwilligers zoeken rust</a></h2><p>Uit onderzoek blijkt dat ze vooral rust zoeken.</p>
<a href="{CLICK}3">Lees meer</a></td></tr></table></td></tr>
<tr><td><table><tr><td><img src="https://cdn.example/museum.jpg" width="300"><h2>Musea zonder muren</h2>
<p>Hoe een museum de straat op trok.</p>
<p><a href="https://www.museum.example/nieuws/musea-zonder-muren?utm_source=mail&amp;utm_medium=x">Lees het hele artikel
&raquo;</a></p></td></tr></table></td></tr>
<tr><td>Wil je deze mails niet meer ontvangen?<br>Klik <a href="{CLICK}9">hier</a>.
<a href="https://www.facebook.com/socius">Facebook</a> <a href="https://www.facebook.com/sharer/sharer.php?u=https://a.example/b">Deel</a>
<a href="mailto:info@socius.example">Mail ons</a> <a href="https://www.socius.example/privacybeleid">Privacybeleid</a>
<a href="{CLICK}8"><img src="https://cdn.example/in.png" width="24" alt="LinkedIn"></a></td></tr></table>
<img src="https://click.post.example/o/Ab3" width="1" height="1"></body></html>"""


def test_a_newsletter_of_cards_gives_an_entry_an_article():
    raw = html_letter(CARDS, plain="Bekijk online", Date="Fri, 20 Nov 2026 10:00:00 +0100")
    article = "https://www.krant.example/vrijwilligers-zoeken-rust"
    said = read(raw, targets={f"{CLICK}{n}": f"{article}?utm_campaign={n}" for n in (1, 2, 3)})

    one, two = said.entries
    assert (one.title, one.url, one.image) == ("Vrijwilligers zoeken rust", article, "https://cdn.example/rust.jpg")
    assert one.summary == "Uit onderzoek blijkt dat ze vooral rust zoeken."
    assert (one.outlet, one.published) == ("Socius Nieuws", datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert (two.title, two.url) == ("Musea zonder muren", "https://www.museum.example/nieuws/musea-zonder-muren")
    assert (two.summary, two.image) == ("Hoe een museum de straat op trok.", "https://cdn.example/museum.jpg")
    assert (said.tips, said.warnings, said.news_only) == ((), (), True)


def test_only_what_passes_on_is_asked_and_never_the_way_off_the_list():
    asked = to_ask(html_letter(CARDS), {})
    assert asked == (f"{CLICK}1", f"{CLICK}2", f"{CLICK}3")


def test_where_nothing_could_be_asked_one_card_is_still_one_entry():
    said = read(html_letter(CARDS))
    assert titles(said) == ["Vrijwilligers zoeken rust", "Musea zonder muren"]
    assert said.entries[0].url == f"{CLICK}2"


@pytest.mark.parametrize(
    "html",
    [
        '<p>Wil je deze mails niet meer ontvangen? Klik <a href="{0}">hier</a>.</p>',
        '<td>Klik<br><a href="{0}">hier</a><br>om je uit te schrijven.</td>',
        '<p><a href="{0}">Klik dan hier om je nu meteen uit te schrijven</a></p>',
        '<p>If you no longer want to receive these emails, <a href="{0}">just click on this link here</a></p>',
        '<p><a href="{0}"><img src="https://cdn.example/knop.png" alt="Uitschrijven"></a></p>',
        '<p><a href="{0}">Voorkeuren beheren</a> | <a href="{0}">Se désinscrire</a> | <a href="{0}">Abmelden</a></p>',
        '<p><a href="https://click.post.example/u/weg?x=1">Een lange titel van een artikel</a></p>',
        '<p><a href="https://vzw.us1.list-manage.com/unsubscribe?u=1&amp;id=2">Een lange titel</a></p>',
        '<p>Mail niet goed leesbaar? <a href="{0}">Klik hier</a></p>',
    ],
)
def test_what_takes_the_reader_off_the_list_is_not_asked_and_no_article(html):
    raw = html_letter(
        html.format(CLICK + "1"), List_Unsubscribe="<https://click.post.example/u/weg?x=1>, <mailto:x@y.example>"
    )
    assert to_ask(raw, {}) == ()
    assert read(raw).entries == ()


def test_who_may_join_an_event_is_shown_it_and_who_may_join_the_list_is_not():
    html = """<h2>Studiedag privacy</h2><p>Op 3 december in Gent.</p>
    <a href="https://a.example/events/studiedag">Schrijf je in</a>
    <p>Kreeg je deze nieuwsbrief doorgestuurd? <a href="https://a.example/lijst/erbij">Schrijf je in</a>.</p>"""
    [entry] = read(html_letter(html)).entries
    assert (entry.title, entry.summary) == ("Studiedag privacy", "Op 3 december in Gent.")


FLAT = """<h2>Een</h2><p>Over het eerste.</p><p><a href="https://a.example/artikel-een">Lees verder</a></p>
<h2>Twee</h2><p>Over het tweede.</p><p><a href="https://a.example/artikel-twee">Lees verder</a></p>"""
TITLED = """<p><a href="https://a.example/artikel-een"><b>Een titel hier</b></a></p><p>Over het eerste.</p>
<p><a href="https://a.example/artikel-twee"><b>Nog een titel</b></a></p><p>Over het tweede.</p>"""
BREAKS = """<td><b>Een titel hier</b><br>Over het eerste.<br><a href="https://a.example/artikel-een">Lees meer</a>
<br><br><b>Nog een titel</b><br>Over het tweede.<br><a href="https://a.example/artikel-twee">Lees meer</a></td>"""
LISTED = """<ul><li><a href="https://a.example/artikel-een">Een titel hier</a> – Over het eerste.</li>
<li><a href="https://a.example/artikel-twee">Nog een titel</a> – Over het tweede.</li></ul>"""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (FLAT, [("Een", "Over het eerste."), ("Twee", "Over het tweede.")]),
        (TITLED, [("Een titel hier", "Over het eerste."), ("Nog een titel", "Over het tweede.")]),
        (BREAKS, [("Een titel hier", "Over het eerste."), ("Nog een titel", "Over het tweede.")]),
    ],
    ids=["headings and buttons", "titles that are links", "one cell with breaks"],
)
def test_titles_and_teasers_are_those_beside_the_link(html, expected):
    found = read(html_letter(html)).entries
    assert [(entry.title, entry.summary) for entry in found] == expected


def test_a_list_of_titles_with_a_word_behind_each():
    found = read(html_letter(LISTED)).entries
    assert [entry.title for entry in found] == ["Een titel hier", "Nog een titel"]
    assert ["eerste" in entry.summary for entry in found] == [True, False]


def test_links_in_running_text_have_their_paragraph_as_teaser():
    html = """<p>Deze week las ik <a href="https://a.example/artikel-een">een lang stuk over buurthuizen</a> dat
    iedereen zou moeten kennen, en dat begint met een bakker in Gent.</p>"""
    [entry] = read(html_letter(html)).entries
    assert entry.title == "een lang stuk over buurthuizen"
    assert entry.summary.startswith("Deze week las ik een lang stuk")


def test_a_newsletter_in_plain_text():
    text = """NIEUWS VAN NOVEMBER

Vrijwilligers zoeken rust
Uit onderzoek blijkt dat ze vooral rust zoeken.
https://krant.example/een

Musea zonder muren
------------------
Hoe een museum de straat op trok.

Lees meer: <https://krant.example/twee>

Uitschrijven: https://post.example/lijst/weg
"""
    found = read(letter(text, **BULK)).entries
    assert [(entry.title, entry.url) for entry in found] == [
        ("Vrijwilligers zoeken rust", "https://krant.example/een"),
        ("Musea zonder muren", "https://krant.example/twee"),
    ]
    assert found[0].summary == "Uit onderzoek blijkt dat ze vooral rust zoeken."
    assert found[1].summary == "Hoe een museum de straat op trok."


def test_a_newsletter_without_articles_says_so():
    said = read(html_letter('<p>Fijne feesten! <a href="https://socius.example/">Socius</a></p>'))
    assert said.entries == ()
    assert "links no article" in str(said.warnings[0])


def test_many_links_are_a_newsletter_whatever_the_headers_say():
    rows = "".join(f'<h2><a href="https://a.example/artikel-{n}">Titel nummer {n}</a></h2>' for n in range(MANY))
    said = read(letter("zie html", rows))
    assert (len(said.entries), said.tips) == (MANY, ())


def test_no_more_is_asked_of_one_letter_than_is_polite():
    rows = "".join(f'<p><a href="{CLICK}{n}">Titel nummer {n}</a></p>' for n in range(200))
    assert len(to_ask(html_letter(rows), {})) == MOST_ASKED


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


SUBSTACK, MAILPOET = '{"e": "https://krant.example/a", "s": 1}', '[1, "x", "https://krant.example/a"]'


@pytest.mark.parametrize(
    "url",
    [
        "https://krant.example/a?utm_source=nieuwsbrief",
        f"https://x.mjt.lu/lnk/AAA/1/bbb/{packed('https://krant.example/a?utm_source=x')}",
        "https://abc.r.eu-west-1.awstrack.me/L0/https:%2F%2Fkrant.example%2Fa/1/0102/x=1",
        "https://urldefense.com/v3/__https://krant.example/a__;!!x",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__krant.example_a&d=x",
        "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fkrant.example%2Fa&data=x",
        f"https://substack.com/redirect/2/{packed(SUBSTACK)}.sig",
        "https://t.post.example/?u=https%253A%252F%252Fkrant.example%252Fa",
        "https://www.google.com/url?q=https://krant.example/a&sa=D",
        f"https://vzw.example/?mailpoet_router&action=click&data={packed(MAILPOET)}",
    ],
)
def test_what_stands_in_an_address_is_not_asked(url):
    assert links.unwrapped(url) == "https://krant.example/a"
    assert not links.passes_on(links.unwrapped(url))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://click.post.example/c/Ab3dEf6hIj9kLm2n", True),
        ("https://bit.ly/3abc", True),
        ("https://vzw.us1.list-manage.com/track/click?u=1&id=2&e=3", True),
        ("http://127.0.0.1:8000/r?id=3", True),
        ("https://krant.example/nieuws/12345", False),
        ("https://krant.example/c/een-lange-titel-hier", False),
        ("https://krant.example/artikel?id=3", False),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", False),
    ],
)
def test_who_passes_on_is_known_by_the_look_of_it(url, expected):
    assert links.passes_on(url) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Uitschrijven", True),
        ("Schrijf je hier uit", True),
        ("Bekijk deze mail in je browser", True),
        ("View this email in your browser", True),
        ("Voir la version en ligne", True),
        ("Privacybeleid", True),
        ("Deel op Facebook", True),
        ("Privacy op school", False),
        ("Facebook en de verkiezingen", False),
        ("Waarom lezers zich uitschrijven", False),
        ("Lees meer", False),
    ],
)
def test_what_is_about_the_letter_and_what_is_a_title(said, expected):
    assert links.is_about_the_letter(said) is expected


# ── colleagues ───────────────────────────────────────────────────────────────────────────────────────────────────────

ANSWERED = """Dag Bea,

Dit past bij ons dossier privacy: https://krant.example/camera-s-in-de-klas

Met vriendelijke groeten,
An Peeters
Voorbeeld vzw
https://voorbeeld.example

Op ma 16 nov 2026 om 10:00 schreef Jan <jan@x.example>:
> https://oud.example/artikel
> Zou dit iets zijn?
"""


def test_a_colleagues_words_without_signature_and_what_was_said_before():
    said = read(letter(ANSWERED, Subject="Re: iets", Date="Fri, 20 Nov 2026 10:00:00 +0100"))
    [entry], [tip] = said.entries, said.tips
    assert (entry.url, entry.title, entry.outlet) == (
        "https://krant.example/camera-s-in-de-klas",
        "Camera s in de klas",
        "krant.example",
    )
    assert (tip.by, tip.why, tip.url) == ("An Peeters", "Dag Bea,\n\nDit past bij ons dossier privacy:", entry.url)
    assert tip.at == datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "ending",
    [
        "-- \nAn\nhttps://vzw.example/team",
        "Groetjes\nAn",
        "Mvg, An",
        "Verzonden vanaf mijn iPhone",
        "Sent from my Galaxy",
        "On Mon, 16 Nov 2026 at 10:00, Jan Janssens <jan@x.example> wrote:\n\n> https://oud.example/a",
        "Le lun. 16 nov. 2026 à 10:00, Jan\n<jan@x.example> a écrit :\n> https://oud.example/a",
        "-----Oorspronkelijk bericht-----\nVan: Jan\nhttps://oud.example/a",
        "Van: Jan <jan@x.example>\nVerzonden: maandag 16 november 2026 10:00\nAan: An\n\nhttps://oud.example/a",
        "________________________________\nFrom: Jan\nSent: Monday\nhttps://oud.example/a",
        "> https://oud.example/a",
    ],
)
def test_what_follows_is_not_his_words(ending):
    said = read(letter(f"Lezen!\n\nhttps://krant.example/nieuw\n\n{ending}\n", Subject="Re: x"))
    assert [(tip.url, tip.why) for tip in said.tips] == [("https://krant.example/nieuw", "Lezen!")]


def test_what_a_colleague_sends_on_is_a_tip_in_his_words():
    text = "Iets voor ons?\n\n---------- Forwarded message ---------\nVan: Jan <jan@x.example>\nDate: ma 16 nov\n\nhttps://krant.example/nieuw\n"
    said = read(letter(text, Subject="Fwd: Een mooi artikel"))
    assert [(tip.by, tip.why, tip.url) for tip in said.tips] == [
        ("An Peeters", "Iets voor ons?", "https://krant.example/nieuw")
    ]
    assert titles(said) == ["Een mooi artikel"]


def test_a_newsletter_that_is_sent_on_is_one_of_its_sender_with_a_word_of_warning():
    rows = "\n\n".join(f"Titel nummer {n}\nhttps://a.example/artikel-{n}" for n in range(MANY))
    text = (
        f"Zie het derde.\n\n--- Forwarded message ---\nVan: Socius <nieuws@socius.example>\nDate: ma 16 nov\n\n{rows}\n"
    )
    said = read(letter(text, Subject="Fwd: Nieuws"))
    assert (len(said.entries), said.tips) == (MANY, ())
    assert {entry.outlet for entry in said.entries} == {"Socius"}
    assert "Zie het derde." in str(said.warnings[0])


def test_html_alone_gives_words_and_titles_too():
    html = """<html><body><div>Kijk eens naar <a href="https://krant.example/x1">Leren op de bus</a>, mooi!</div>
    <div class="gmail_signature">An<br><a href="https://vzw.example/team">Team</a></div>
    <blockquote type="cite"><a href="https://oud.example/a">Oud</a></blockquote></body></html>"""
    message = EmailMessage()
    message["From"], message["Subject"] = "an@vzw.example", "Bus"
    message.set_content(html, subtype="html")
    said = read(message.as_bytes())
    assert titles(said) == ["Leren op de bus"]
    assert (said.tips[0].by, said.tips[0].why) == ("an@vzw.example", "Kijk eens naar Leren op de bus, mooi!")


def test_several_links_are_several_tips_and_the_same_link_is_one():
    said = read(
        letter(
            "Twee:\nhttps://krant.example/een\nhttps://krant.example/twee\nhttp://www.krant.example/een?utm_source=x"
        )
    )
    assert [tip.url for tip in said.tips] == ["https://krant.example/een", "https://krant.example/twee"]


def test_a_letter_without_a_link_is_no_tip():
    assert read(letter("Zullen we morgen bellen?")) == Said(news_only=True)


def test_where_there_are_no_words_the_subject_is_what_he_said():
    said = read(letter("https://krant.example/een\n", Subject="Fwd: Re: Mooi initiatief"))
    assert said.tips[0].why == "Mooi initiatief"


@pytest.mark.parametrize(
    ("listed", "tips"),
    [
        (("vzw.example",), 1),
        (("@vzw.example",), 1),
        (("an@vzw.example",), 1),
        (("AN@VZW.example",), 1),
        (("example",), 1),
        (("andere.example",), 0),
        (("zw.example",), 0),
        (("bea@vzw.example",), 0),
    ],
)
def test_tips_from_limits_who_counts(listed, tips):
    said = read(letter("https://krant.example/een"), tips_from=listed)
    assert len(said.tips) == len(said.entries) == tips
    assert len(said.warnings) == 1 - tips


def test_on_a_discussion_list_a_colleague_is_a_colleague():
    raw = letter("https://krant.example/een", List_Id="<team.vzw.example>", List_Post="<mailto:team@vzw.example>")
    assert read(raw).tips == ()
    assert len(read(raw, tips_from=["vzw.example"]).tips) == 1


def test_who_is_out_of_office_gives_no_tip():
    raw = letter("Ik ben er niet. Zie https://vzw.example/wie-is-wie", Auto_Submitted="auto-replied")
    assert read(raw).tips == ()


def test_merging_takes_each_article_once_and_every_tip():
    one = read(letter("Van mij: https://krant.example/een"))
    two = read(letter("Ook van mij: https://www.krant.example/een/", From="Bea <bea@vzw.example>"))
    said = merged([one, two])
    assert len(said.entries) == 1
    assert [tip.by for tip in said.tips] == ["An Peeters", "Bea"]


# ── bad letters ──────────────────────────────────────────────────────────────────────────────────────────────────────

TEXT = "Café – één idee: https://krant.example/een"


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("iso-8859-1", "Één café"),
        ("windows-1252", "“Één” café – 5 €"),
        ("iso-8859-15", "5 €"),
        ("koi8-r", "Привет"),
        ("utf-7", "Één café"),
        ("utf-8", "Één 🚌"),
        ("utf-16", "Één café"),
        ("gb2312", "你好"),
        ("shift_jis", "こんにちは"),
        ("iso-2022-jp", "こんにちは"),
        ("big5", "你好"),
    ],
)
def test_foreign_charsets(charset, text):
    for encoding in ("8bit", "base64"):
        body = f"{text}: https://krant.example/een".encode(charset)
        if encoding == "base64":
            body = base64.encodebytes(body)
        elif charset == "utf-16":
            continue
        kind = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}"
        head = f"From: An <an@vzw.example>\nSubject: x\n{kind}\n\n"
        said = read(head.encode() + body)
        assert [tip.why for tip in said.tips] == [f"{text}:"]


@pytest.mark.parametrize(
    "charset", ["x-unknown", "utf-8", "us-ascii", "iso-8859-1", "", "idna", "rot13", "base64", "utf-8\x00"]
)
def test_a_charset_that_is_none_or_not_true_still_gives_text(charset):
    assert decoded("één".encode("cp1252"), charset or None)[1:] != ""
    assert "n" in decoded(b"\xe9\xe9n", charset)


def test_headers_in_every_state():
    raw = (
        b"From: =?utf-8?q?An_P=C3=A9eters?= <An@VZW.example>\r\n"
        b"Subject: =?utf-8?b?YWZnZWJyb2tlbg=?= =?x-niets?q?caf=E9?= =?utf-8?q?heel\r\n"
        b"Date: morgen\r\n\r\nhttps://krant.example/een\r\n"
    )
    found = opened(raw)
    assert (found.sender, found.address, found.date) == ("An Péeters", "an@vzw.example", None)
    assert "café" in found.subject
    assert opened("From: Zoë <z@x.example>\r\n\r\n".encode("latin-1")).sender == "Zoë"
    assert opened("From: Zoë <z@x.example>\r\n\r\n".encode()).sender == "Zoë"
    assert opened(b"From: <<<>>, (\r\n\r\n").sender == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"hallo",
        b"Content-Type: multipart/mixed\r\n\r\ngeen grens https://krant.example/een",
        b'Content-Type: multipart/mixed; boundary="X"\r\n\r\n--X\r\n\r\nhttps://krant.example/een',
        b"Content-Transfer-Encoding: base64\r\n\r\n===aHR0cHM6\xff//%%%",
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=\r\n=E9=",
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644\r\n",
        b"Content-Type: text/html\r\n\r\n<a href=",
        b"Content-Type: text/html\r\n\r\n\x00<a href='http://['>x</a>",
        b"Content-Type: message/rfc822\r\n\r\nFrom: x\r\n\r\nhttps://krant.example/een",
        b"Content-Type: \xff\xfe/;;;=\r\n\r\nx",
    ],
)
def test_broken_letters_are_read_as_far_as_they_go(raw):
    assert isinstance(read(raw), Said)
    assert isinstance(read(b"List-Id: x\r\n" + raw), Said)


def test_a_missing_end_and_a_broken_part_lose_nothing_else():
    raw = (
        b"From: An <an@vzw.example>\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\n"
        b"Content-Type: multipart/alternative; boundary=Y\r\n\r\n--Y\r\nContent-Type: text/plain\r\n\r\nLezen: "
        b"https://krant.example/een\r\n--Y\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!"
        b"\r\n--X\r\n"
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    assert [tip.why for tip in read(raw).tips] == ["Lezen:"]


def test_an_attachment_of_50_mb_is_not_looked_at():
    head = b"From: An <an@vzw.example>\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\n\r\nLezen: https://krant.example/een\r\n--X\r\n"
    attachment = b'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="lijst.txt"\r\n\r\n'
    said = read(head + attachment + b"https://krant.example/bijlage\r\n" * 1_700_000)
    assert [tip.url for tip in said.tips] == ["https://krant.example/een"]


def test_letters_that_are_built_to_hurt_are_refused_or_read():
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(5000))
    with pytest.raises(SourceError, match="nested too deep"):
        read(b"From: x@y.example\r\n" + nested)
    with pytest.raises(SourceError, match="longer than"):
        read(b"Content-Type: text/plain; " + b'a=";' * 1_000_000 + b"\r\n\r\nx")
    deep = "<div>" * 20_000 + '<a href="https://krant.example/een-artikel">Een lange titel</a>'
    assert isinstance(read(html_letter(deep)), Said)
    wide = "".join(f'<p><a href="https://a.example/artikel-{n}">Titel nummer {n}</a></p>' for n in range(5000))
    assert len(read(html_letter(wide)).entries) == 100


@given(st.binary(max_size=2000))
def test_any_bytes_give_an_answer(raw):
    for head in (b"", b"List-Id: x\n", b"Content-Type: text/html\nList-Id: x\n\n<a href='https://a.example/b'>"):
        try:
            said = read(head + raw)
        except SourceError:
            continue
        assert all(entry.url and entry.url.startswith("http") for entry in said.entries)
        to_ask(head + raw, {})


@given(st.text(max_size=300), st.sampled_from(["text/plain", "text/html"]))
def test_any_words_give_an_answer(text, kind):
    subject = text[:20].splitlines()[0] if text.strip() else ""
    head = f"From: An <an@vzw.example>\nSubject: {subject}\nContent-Type: {kind}; charset=utf-8\n\n"
    raw = head.encode("utf-8", "replace") + f"{text} https://krant.example/een {text}".encode("utf-8", "replace")
    said = read(raw)
    assert len(said.tips) == len(said.entries)
    assert not set("\x00\x1b\x9b\u202e") & set("".join(tip.by + tip.why for tip in said.tips))


@given(st.text(max_size=200))
def test_any_text_is_asked_safely(text):
    for made in (text, f"https://{text}", f"https://a.example/{text}", f"https://a.example/?u={text}"):
        links.unwrapped(made)
        links.passes_on(made)
        links.is_no_article(made)
        links.is_about_the_letter(made)
        links.may_leave(made, made, made)
        links.joins_the_list(made, made)
        personal.bare_subject(made)
