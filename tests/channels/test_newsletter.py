"""The newsletter: what the services and the mail programs need in it, and what must not run in it."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import re
import smtplib
import socket
from email.message import EmailMessage
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings

from curate.channels import channel, composing, mergetags, mime, newsletter
from curate.errors import UsageError
from curate.locale import PUBLIC, Message
from curate.models import Edition, Entry, Kind, Trust
from tests import nu
from tests.channels.editions import edition, editions, entry
from tests.channels.pictures import photo

few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
HOSTILE = "*|HTML:X|* {{ x }} {% if y %} [UNSUBSCRIBE] <script>x</script> %%z%%"
SENDER: dict[str, Any] = {"contact": "info@voorbeeld.be", "address": "Straat 1\n1000 Brussel"}
TAGS = re.compile(r"\*\|[^|]*\|\*|\{\{.*?\}\}|\{%.*?%\}")
OBSOLETE = re.compile(
    r"The “(?:width|cellpadding|cellspacing|border)” attribute on the “table” element is obsolete\."
    r"|The “align” attribute on the “td” element is obsolete\."
)
"""What Outlook still goes by, as it knows no CSS for it: tables in a letter have these attributes."""


def files(given: Edition, **settings: object) -> dict[str, Any]:
    return dict(channel("newsletter").render(given, settings).files)


def notices(given: Edition, **settings: object) -> list[str]:
    return [str(notice) for notice in channel("newsletter").render(given, settings).notices]


def mail(body: bytes) -> EmailMessage:
    read = email.message_from_bytes(body, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def text_of(html: str) -> str:
    return " ".join(BeautifulSoup(html, "lxml").get_text(" ").split())


# ── profiles ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_profile_has_its_files() -> None:
    common = ["newsletter.txt", "newsletter.html", "newsletter-blocks.html"]
    given = edition(entry(), **SENDER)
    assert list(files(given)) == list(files(given, profile="plain")) == [*common, "newsletter.eml"]
    assert list(files(given, profile="mailchimp")) == common
    assert list(files(given, profile="brevo")) == [*common, "newsletter.json"]


def test_a_profile_that_there_is_not() -> None:
    with pytest.raises(UsageError) as refused:
        files(edition(entry()), profile="mailchip")
    assert "'mailchip'" in str(refused.value)
    assert str(refused.value.hint) == "Did you mean “mailchimp”?"
    with pytest.raises(UsageError) as refused:
        files(edition(entry()), profile="post office")
    assert "mailchimp, brevo, plain" in str(refused.value.hint)


def test_mailchimp_gets_both_tags_that_it_asks_for_and_not_a_link_of_ours() -> None:
    made = files(edition(entry(), **SENDER), profile="mailchimp", unsubscribe_url="https://voorbeeld.be/uit")
    assert 'href="*|UNSUB|*"' in made["newsletter.html"]
    assert "*|HTML:LIST_ADDRESS_HTML|*" in made["newsletter.html"]
    assert "*|UNSUB|*" in made["newsletter.txt"]
    assert "*|LIST:ADDRESS|*" in made["newsletter.txt"]
    assert "voorbeeld.be/uit" not in made["newsletter.html"]
    assert sorted(set(TAGS.findall(made["newsletter.html"]))) == [
        "*|ARCHIVE|*",
        "*|HTML:LIST_ADDRESS_HTML|*",
        "*|UNSUB|*",
    ]


def test_brevo_gets_its_tags_and_a_campaign() -> None:
    made = files(edition(entry(), title="Week 1", number=4, intro="Dag. Hallo.", **SENDER), profile="brevo")
    assert 'href="{{ unsubscribe }}"' in made["newsletter.html"]
    assert 'href="{{ mirror }}"' in made["newsletter.html"]
    assert "1000 Brussel" in made["newsletter.html"]
    told = json.loads(made["newsletter.json"])
    assert told["name"] == "Week 1 4 (2026-11-26)"
    assert (told["subject"], told["previewText"]) == ("Week 1", "Dag. Hallo.")
    assert told["sender"] == {"name": "Voorbeeld vzw", "email": "info@voorbeeld.be"}
    assert 'class="pre"' in made["newsletter.html"]  # pasted, the preview text must stand in it
    assert 'class="pre"' not in told["htmlContent"]  # told apart, it would be shown twice
    assert "{{ unsubscribe }}" in told["htmlContent"]


def hostile(**given: Any) -> Edition:
    fields = ("title", "author", "outlet", "commentary", "context", "quote", "quote_author", "quote_outlet", "section",
              "image_alt", "image_licence")  # fmt: skip
    one = entry(**dict.fromkeys(fields, HOSTILE), url="https://a.be/*|X|*?q={{ x }}&b=*%7CY%7C*[[a]]",
                related="https://b.be/{{x}}", tags=(HOSTILE,))  # fmt: skip
    words = dict.fromkeys(("title", "intro", "closing", "organisation", "subject", "address"), HOSTILE)
    return edition(one, **{**words, **given})


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    ("profile", "tags"), [("mailchimp", r"\*\||\|\*|\*%7C"), ("brevo", r"\{[{%#]|[%}#]\}|\[[A-Z]")]
)
def test_nothing_that_somebody_wrote_runs_as_a_tag(profile: str, tags: str, kind: Kind) -> None:
    own = mergetags.PROFILES[profile]
    given = {"profile": profile, "subject": HOSTILE.replace("{", "("), "preview": "*|EMAIL|*"}
    made = files(hostile(kind=kind), **given)
    campaign = newsletter.campaign(hostile(kind=kind), given)
    bodies = [
        *(body.split("</style>")[-1] for body in made.values()),
        campaign.subject,
        campaign.preview,
        campaign.name,
    ]
    for body in bodies:
        for tag in filter(None, (own.unsubscribe, own.address, own.address_text, own.mirror)):
            body = body.replace(tag, "")  # noqa: PLW2901
        if body.startswith("{"):
            body = " ".join(json.loads(body)[key] for key in ("name", "subject", "previewText"))  # noqa: PLW2901
        body = body.partition("<script>")[0] + body.rpartition("</script>")[2]  # noqa: PLW2901  (our own, which is no text)
        assert not re.search(tags, body)
        assert not re.search(tags, re.sub("<[^>]*>", "", body))  # as text, too, as services make it of the HTML


def test_what_is_broken_up_reads_as_before() -> None:
    made = files(edition(entry(title="*|HTML:X|* {{ x }}")), profile="brevo")
    assert "*|HTML:X|* {{ x }}" in text_of(made["newsletter.html"]).replace(mergetags.BREAK, "")
    assert "a | b { c } [d] 5%" in files(edition(entry(title="a | b { c } [d] 5%")))["newsletter.html"]


@pytest.mark.parametrize("profile", list(mergetags.PROFILES))
@pytest.mark.parametrize(
    "tag", ["*|HTML:X|*", "{{ x }}", "{{{x}}}", "{% if x %}", "{# x #}", "[[x]]", "%%x%%", "*|X|*|Y|*"]
)
def test_no_tag_of_any_service_is_whole_in_any_letter(profile: str, tag: str) -> None:
    made = files(edition(entry(title=tag, commentary=f"*{tag}*"), title=tag), profile=profile)
    for name in ("newsletter.html", "newsletter.txt", "newsletter-blocks.html"):
        body = made[name].split("</style>")[-1].partition("<script>")[0]
        assert tag not in body
        assert tag in text_of(body).replace(mergetags.BREAK, "") or name == "newsletter.txt"
        assert not re.search(r"\*\||\|\*|\{[{%#]|%%|\[\[", _without_own(body, profile))


def _without_own(body: str, profile: str) -> str:
    own = mergetags.PROFILES[profile]
    for tag in filter(None, (own.unsubscribe, own.address, own.address_text, own.mirror)):
        body = body.replace(tag, "")
    return body


# ── subject and preview ──────────────────────────────────────────────────────────────────────────────────────────────


def test_subject_and_preview_by_themselves() -> None:
    first = entry(
        commentary="Eerst dit. Dan **dat**, en [meer](https://a.be). " + "Een lange zin die er niet bij kan " * 4
    )
    made = newsletter.campaign(edition(first), {})
    assert (made.subject, made.preview) == ("Trends van de week", "Eerst dit. Dan dat, en meer.")
    made = newsletter.campaign(edition(first, intro="Dag lezer,\n\nDeze week drie stukken."), {})
    assert made.preview == "Deze week drie stukken."
    made = newsletter.campaign(edition(entry(commentary="woord " * 60)), {})
    assert made.preview.endswith("woord…")
    assert 80 < len(made.preview) <= 100
    made = newsletter.campaign(edition(title="woord " * 200), {})
    assert made.subject.endswith("woord…")
    assert len(made.subject) <= 150
    assert newsletter.campaign(edition(title="", organisation=""), {}).subject == "Newsletter"


def test_subject_and_preview_as_set() -> None:
    given = edition(entry(), entry(item=2), number=12)
    made = newsletter.campaign(
        given, {"subject": "{title} #{number}: {first}", "preview": "{count} van {organisation}"}
    )
    assert made.subject == "Trends van de week #12: Wat jongeren van AI verwachten"
    assert made.preview == "2 van Voorbeeld vzw"
    with pytest.raises(UsageError) as refused:
        newsletter.campaign(given, {"subject": "{titel}"})
    assert "{titel}" in str(refused.value)
    assert "{title}, {number}, {date}" in str(refused.value.hint)


@pytest.mark.parametrize("written", ["{title", "Week: {title, {number}", "title}", "{ title }", "{{title}}"])
def test_a_brace_that_is_not_closed_is_said(written: str) -> None:
    with pytest.raises(UsageError, match=r"channels\.newsletter\.subject"):
        newsletter.campaign(edition(entry()), {"subject": written})


def test_a_brace_that_names_nothing_is_a_brace() -> None:
    assert newsletter.campaign(edition(entry()), {"subject": "Ha :} {2026}"}).subject == "Ha :} {2026}"


def test_the_preview_stands_hidden_at_the_beginning() -> None:
    made = files(edition(entry(), intro="Kijk & lees."))["newsletter.html"]
    body = BeautifulSoup(made, "lxml").body
    assert body
    first = body.find("div")
    assert first
    assert "display: none" in str(first["style"])
    assert first.get_text().startswith("Kijk & lees.")


# ── the letter ───────────────────────────────────────────────────────────────────────────────────────────────────────


@few
@given(given=editions())
def test_any_edition_stays_words_in_html(given: Edition) -> None:
    for profile in mergetags.PROFILES:
        made = files(given, profile=profile)
        for name in ("newsletter.html", "newsletter-blocks.html"):
            page = BeautifulSoup(made[name], "html.parser")
            allowed = {"script"} if name == "newsletter-blocks.html" else set()
            assert {tag.name for tag in page.find_all(["script", "iframe", "object", "form", "svg", "base"])} == allowed
            for tag in page.find_all(True):
                assert not [attribute for attribute in tag.attrs if attribute.startswith("on")]
            own = mergetags.PROFILES[profile]
            for link in page.find_all("a"):
                assert re.match(r"(?i)https?://|mailto:", link["href"]) or link["href"] in (own.unsubscribe, own.mirror)
                assert link.get_text().strip()
            assert not page.find_all("img")
        shown = made["newsletter.txt"]
        for each in composing.meant_for(given, "newsletter"):
            for words in (each.title, each.author or ""):
                assert _bare(composing.line(words)) in _bare(shown)
            if not composing.own_text(each, "newsletter"):
                assert _bare(composing.quoted(each)[0]) in _bare(shown)


def _bare(words: str) -> str:
    return "".join(words.replace(mergetags.BREAK, "").split())


@pytest.mark.parametrize("language", PUBLIC)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_form_in_every_language(kind: Kind, language: str) -> None:
    first = entry(quote="“Ja.”", quote_author="An", context="Kader.", related="https://voorbeeld.be/aanbod")
    odd = entry(item=2, title="", author=None, published=None, outlet="", commentary="Zonder iets.", section="Deel")
    given = edition(first, odd, kind=kind, language=language, subject="AI", intro="Intro.", closing="Slot.",
                    trust=Trust(seen=412, sources=63, kept=2), **SENDER)  # fmt: skip
    made = files(given)
    for body in (text_of(made["newsletter.html"]), made["newsletter.txt"], text_of(made["newsletter-blocks.html"])):
        for words in ("Intro.", "Slot.", "412", "Kader.", "“Ja.”", "blog.voorbeeld.be", "Zonder iets."):
            assert words in body
        order = [body.index(words) for words in ("Intro.", "Lees dit", "Zonder iets.", "Slot.")]
        assert order == sorted(order)
    assert f'lang="{language}"' in made["newsletter.html"]
    assert ("<strong>" in made["newsletter.html"].partition('<p style="margin: 0 0 14px;">Intro.')[0]) == (
        kind is Kind.TREND
    )
    assert ("[1]" in made["newsletter.html"]) == (kind is Kind.STORY)


def test_an_own_text_replaces_what_would_have_been_said() -> None:
    made = files(edition(entry(quote="Weg.", texts=(("newsletter", "Mijn **eigen** woorden."),))))
    assert "Mijn <strong>eigen</strong> woorden." in made["newsletter.html"]
    assert "Lees dit" not in made["newsletter.html"]
    assert "Weg." not in made["newsletter.html"]
    assert "Blog Voorbeeld" in made["newsletter.html"]


def test_sections_and_languages_and_directions() -> None:
    arabic = entry(title="مكتبات المدينة", language="ar", section="Elders", item=2)
    page = BeautifulSoup(files(edition(entry(section="Hier"), arabic))["newsletter.html"], "lxml")
    assert [tag.name for tag in page.find_all(re.compile("^h[1-6]$"))] == ["h1", "h2", "h3", "h2", "h3"]
    link = page.find("a", string="مكتبات المدينة")
    assert link
    assert (link["lang"], link["dir"]) == ("ar", "auto")


def test_its_links_go_where_the_workspace_says() -> None:
    given = edition(entry(page="https://voorbeeld.be/thema/items/1/"), number=7)
    made = files(given, link_to="own", utm=True)["newsletter.html"]
    assert (
        'href="https://voorbeeld.be/thema/items/1/?utm_source=newsletter&amp;utm_medium=email&amp;utm_campaign=digest-7"'
        in made
    )


def test_styles_stand_in_the_tags_in_the_organisations_colour() -> None:
    made = files(edition(entry(), colour="#ffee00"))["newsletter.html"]
    assert "background-color: #ffee00" in made
    assert not re.search(r"[^-]color: #ffee00", made)  # too light to be read
    assert "prefers-color-scheme:dark" in made
    assert '<meta name="color-scheme" content="light dark">' in made
    assert 'width="600"' in made


def test_a_logo_on_the_web_is_shown_where_it_is_set() -> None:
    made = files(edition(entry(), logo=photo()), profile="brevo", logo_url="https://voorbeeld.be/logo é.png")
    assert 'src="https://voorbeeld.be/logo%20%C3%A9.png" alt="Voorbeeld vzw"' in made["newsletter.html"]
    assert "<img" not in files(edition(entry(), logo=photo()), profile="brevo")["newsletter.html"]


@pytest.mark.parametrize("key", ["logo_url", "unsubscribe_url"])
@pytest.mark.parametrize(
    "wrong", ["javascript:alert(1)", "uit", "https://", "https://a@b.be/", "http://[", "https://a.be/" + "x" * 999]
)
def test_an_address_that_is_none(key: str, wrong: str) -> None:
    with pytest.raises(UsageError) as refused:
        files(edition(entry()), **{key: wrong})
    assert f"channels.newsletter.{key}" in str(refused.value)


@nu.needed
@pytest.mark.slow
def test_the_checker_finds_nothing_but_what_outlook_needs() -> None:
    given = [edition(entry(quote="Ja.", title="<b>"), kind=kind, intro="a\nb", **SENDER) for kind in Kind]
    found = nu.errors(*(files(one)["newsletter.html"] for one in given))
    assert found
    assert [error for error in found if not OBSOLETE.match(error)] == []
    assert nu.errors(*(files(one)["newsletter-blocks.html"] for one in given)) == []


# ── the mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@few
@given(given=editions())
def test_any_edition_is_a_mail_without_a_defect(given: Edition) -> None:
    body = files(given)["newsletter.eml"]
    assert body.isascii()
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(map(len, body.split(b"\r\n"))) <= 998
    read = mail(body)
    for part in read.walk():
        assert part.defects == []
        for name, value in part.items():
            assert not value.defects, (name, value)
    html, plain = read.get_body(("html",)), read.get_body(("plain",))
    assert html
    assert plain
    made = files(given)
    assert plain.get_content().replace("\r\n", "\n") == made["newsletter.txt"]
    assert html.get_content().replace("\r\n", "\n") == made["newsletter.html"]
    assert read["Subject"] == newsletter.campaign(given, {}).subject


def test_what_stands_at_its_head() -> None:
    given = edition(entry(), title="Één week vol “nieuws”", organisation='Huis "De Zon", vzw', language="nl", **SENDER)
    body = files(given, unsubscribe_url="https://münchen.de/uit?a=é")["newsletter.eml"]
    read = mail(body)
    assert read["Subject"] == "Één week vol “nieuws”"
    assert b"Subject: =?utf-8?b?" in body
    assert str(read["From"]) == str(read["To"]) == '"Huis \\"De Zon\\", vzw" <info@voorbeeld.be>'
    assert read["Date"] == "Fri, 27 Nov 2026 00:30:00 +0100"
    assert read["Content-Language"] == "nl"
    assert read["List-Unsubscribe"] == "<https://xn--mnchen-3ya.de/uit?a=%C3%A9>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("odd", ["Dag\r\nBcc: x@evil.be", "Dag\nX: y", "=?utf-8?q?a=0D=0ABcc:_x?=", "\x00\u2028Bcc: x"])
def test_no_title_adds_a_line_to_its_head(odd: str) -> None:
    given = edition(entry(), title=odd, organisation=odd, contact=f"info@voorbeeld.be {odd}")
    read = mail(files(given)["newsletter.eml"])
    assert "Bcc" not in read
    assert "X" not in read
    assert read["Subject"] == composing.line(odd)
    assert read["From"].addresses[0].addr_spec == "info@voorbeeld.be"


def test_who_has_no_link_to_unsubscribe_is_told_and_a_mail_does_it() -> None:
    given = edition(entry(), language="en", **SENDER)
    read = mail(files(given)["newsletter.eml"])
    assert read["List-Unsubscribe"] == "<mailto:info@voorbeeld.be?subject=Unsubscribe>"
    assert "List-Unsubscribe-Post" not in read
    assert [said for said in notices(given) if "unsubscribe_url" in said]
    assert notices(given, unsubscribe_url="https://voorbeeld.be/uit") == []
    with pytest.raises(UsageError):
        files(given, unsubscribe_url="http://voorbeeld.be/uit")


def test_who_has_no_address_of_any_kind_is_told_and_the_mail_is_one_all_the_same() -> None:
    given = edition(entry(), contact="bel 02 123 45 67")
    read = mail(files(given)["newsletter.eml"])
    assert "From" not in read
    assert "List-Unsubscribe" not in read
    assert "bel 02 123 45 67" in files(given)["newsletter.txt"]
    said = " ".join(notices(given))
    for words in ("organisation.contact", "Nobody can unsubscribe", "organisation.address"):
        assert words in said
    assert notices(given, profile="mailchimp") == []
    assert ["organisation.address" in each for each in notices(given, profile="brevo")] == [True]


def test_pictures_travel_in_the_mail_and_nowhere_else() -> None:
    given = edition(
        entry(picture=photo(), image_alt='Een "foto"', image_licence="CC BY 4.0"), logo=photo(300, 90, "PNG")
    )
    made = files(given)
    assert "<img" not in made["newsletter.html"]
    read = mail(made["newsletter.eml"])
    related = list(read.iter_parts())[1]
    assert isinstance(related, EmailMessage)
    assert related.get_content_type() == "multipart/related"
    html, logo, picture = related.iter_parts()
    page = BeautifulSoup(html.get_content(), "lxml")
    assert [(tag["src"], tag["alt"]) for tag in page.find_all("img")] == [
        (f"cid:{logo['Content-ID'].strip('<>')}", "Voorbeeld vzw"),
        (f"cid:{picture['Content-ID'].strip('<>')}", 'Een "foto"'),
    ]
    assert (logo.get_content_type(), picture.get_content_type()) == ("image/png", "image/jpeg")
    assert picture.get_content_disposition() == "inline"
    assert picture.get_filename() == "item-12.jpg"
    assert "CC BY 4.0" in page.get_text()


def test_its_message_id_is_its_content_and_nothing_else() -> None:
    given, other = edition(entry(), **SENDER), edition(entry(title="Anders"), **SENDER)
    one, again, two = (mail(files(each)["newsletter.eml"])["Message-ID"] for each in (given, given, other))
    assert one == again != two
    assert one.endswith("@voorbeeld.be>")
    made = mime.message_id(given, b"x")
    assert made == newsletter.message_id(given, b"x") != mime.message_id(given, b"y")
    assert made != mime.message_id(edition(key="d4", **SENDER), b"x")
    for odd in ("http://[", "https://" + "a." * 200 + "be", "https://a_b/", ""):
        assert mime.message_id(edition(organisation_url=odd), b"x").endswith("@curate.invalid>")


@pytest.mark.parametrize(
    ("contact", "mail"),
    [
        ("info@voorbeeld.be", "info@voorbeeld.be"),
        ("Jan Jans <jan.jans+nieuws@post.voorbeeld.be>, 02 123", "jan.jans+nieuws@post.voorbeeld.be"),
        ("mail info@a.be.", "info@a.be"),
        ("@an@mastodon.example", ""),
        ("a@b", ""),
        ("a..b@c.be", ""),
        ("https://voorbeeld.be/contact", ""),
        ("", ""),
    ],
)
def test_the_mail_address_in_a_contact(contact: str, mail: str) -> None:
    assert mime.mail_of(contact) == mail


def test_a_server_takes_it() -> None:
    controller = pytest.importorskip("aiosmtpd.controller", reason="aiosmtpd is not installed")
    got: list[bytes] = []

    class Keep:
        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
            await asyncio.sleep(0)
            got.append(envelope.content)
            return "250 OK"

    body = files(edition(entry(commentary=".\n.begin\nFrom hier\n" + "日" * 500), title="Één", **SENDER))[
        "newsletter.eml"
    ]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = controller.Controller(Keep(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            client.sendmail("info@voorbeeld.be", ["lezer@voorbeeld.be"], body)
    finally:
        server.stop()
    assert got == [body]


# ── what a person is told ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_that_gmail_would_clip_is_told() -> None:
    small = [entry(item=number, commentary="Goed. " * 30) for number in range(1, 10)]
    large = [entry(item=number, commentary="Goed. " * 300) for number in range(1, 61)]
    for profile in mergetags.PROFILES:
        given: dict[str, Any] = {"profile": profile, "unsubscribe_url": "https://voorbeeld.be/uit"}
        assert notices(edition(*small, **SENDER), **given) == []
        [said] = notices(edition(*large, **SENDER), **given)
        assert re.search(r"is 1[0-9]{2} KB", said)
    render = channel("newsletter").render(edition(*large), {})
    assert all(isinstance(notice, Message) for notice in render.notices)


def test_an_item_for_other_channels_is_left_out() -> None:
    there: Entry = entry(item=2, title="Hier", only=("newsletter",))
    made = files(edition(entry(title="Elders", only=("x",)), there))
    assert "Hier" in made["newsletter.txt"]
    assert "Elders" not in made["newsletter.txt"]
