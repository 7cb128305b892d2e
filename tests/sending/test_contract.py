"""What every network that can be asked holds to: once, found again, removed; and what is said where it fails."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

import pytest

from curate import clock, sending
from curate.errors import SendError, UsageError
from curate.models import Way
from curate.sending import Part, Picture
from tests import networks

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEY, OTHER = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
POST = {"title": "Trends", "content": "<p>Hallo</p>", "slug": "trends", "tags": ["privacy", "nieuw"]}
CAMPAIGN = {"name": "Trends", "subject": "Deze week", "preview": "Zeven", "html": "<p>Hallo</p>", "text": "Hallo"}


OPEN: list[sending.Network] = []


@dataclass(frozen=True)
class Case:
    """A network, its server, and how it is configured."""

    name: str
    server: type[networks.Network]
    secret: str
    settings: dict[str, Any]
    content: dict[str, Any]

    def open(self, server: networks.Network, secret: str | None = None) -> sending.Network:
        return self.at(server.url, secret)

    def at(self, address: str, secret: str | None = None) -> sending.Network:
        kind = sending.kind(self.name)
        assert kind is not None
        OPEN.append(kind.open({**self.settings, "server": address}, self.secret if secret is None else secret))
        return OPEN[-1]

    def out(self, server: Any) -> int:
        """Return how many are out there."""
        held = {"mastodon": "statuses", "bluesky": "records", "wordpress": "posts"}.get(self.name, "campaigns")
        return len(getattr(server, held))


CASES = [
    Case("mastodon", networks.Mastodon, networks.Mastodon.token, {}, {"language": "nl"}),
    Case("bluesky", networks.Bluesky, networks.Bluesky.password, {"handle": "redactie.example"}, {"langs": ["nl"]}),
    Case("wordpress", networks.WordPress, networks.WordPress.password, {"user": "redactie"}, POST),
    Case("mailchimp", networks.Mailchimp, networks.Mailchimp.key,
         {"list": "a1", "from_name": "Wij", "reply_to": "wij@voorbeeld.example"}, CAMPAIGN),
    Case("brevo", networks.Brevo, networks.Brevo.key,
         {"lists": [2], "sender_name": "Wij", "sender": "wij@voorbeeld.example"}, CAMPAIGN),
]  # fmt: skip


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def server(case: Case) -> Iterator[Any]:
    with case.server() as running:
        yield running


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "wait", lambda _: None)
    monkeypatch.setenv("CURATE_NOW", NOW.isoformat())
    yield
    while OPEN:
        OPEN.pop().close()


def part(case: Case, key: str = KEY, text: str = "Hallo wereld") -> Part:
    return Part(key=key, text=text, content=case.content)


def test_every_network_is_found() -> None:
    assert sending.names() == ("bluesky", "brevo", "mailchimp", "mastodon", "smtp", "wordpress")


def test_what_is_sent_is_found_again(case: Case, server: Any) -> None:
    network = case.open(server)
    assert network.find(part(case), NOW, ()) is None
    sent = network.send(part(case), ())
    assert case.out(server) == 1
    assert sent.id
    assert sent.address.startswith("http")
    found = case.open(server).find(part(case), NOW, ())
    assert found is not None
    assert (found.id, found.state) == (sent.id, sent.state)
    other = Part(key=OTHER, text="Iets anders", content={**case.content, "slug": "iets-anders"})
    assert network.find(other, NOW, ()) is None


def test_an_answer_that_is_lost_leaves_one(case: Case, server: Any) -> None:
    network = case.open(server)
    network.who()
    server.lose()
    if case.name == "bluesky":  # put under its own key, so that it is safe to ask twice
        network.send(part(case), ())
    else:
        with pytest.raises(SendError) as lost:
            network.send(part(case), ())
        assert not lost.value.sure
    assert network.find(part(case), NOW, ()) is not None
    assert case.out(server) == 1


def test_what_never_arrived_is_not_taken_for_a_no(case: Case, server: Any) -> None:
    network = case.open(server)
    network.who()
    server.drop(times=3)
    with pytest.raises(SendError) as lost:
        network.send(part(case), ())
    assert not lost.value.sure
    assert network.find(part(case), NOW, ()) is None


def test_a_server_error_is_not_taken_for_a_no(case: Case, server: Any) -> None:
    network = case.open(server)
    network.who()
    server.answer_with(502, times=3)
    with pytest.raises(SendError) as fault:
        network.send(part(case), ())
    assert not fault.value.sure


def test_a_no_is_certain(case: Case, server: Any) -> None:
    network = case.open(server)
    network.who()
    server.answer_with(422, said={"error": "Nee", "message": "Nee"})
    with pytest.raises(SendError) as fault:
        network.send(part(case), ())
    assert fault.value.sure
    assert not fault.value.stops
    assert "422" in str(fault.value.message)
    assert case.out(server) == 0


def test_too_many_requests_says_until_when(case: Case, server: Any) -> None:
    network = case.open(server)
    network.who()
    server.answer_with(429, {"Retry-After": "3600"}, said={})
    with pytest.raises(SendError) as fault:
        network.send(part(case), ())
    assert fault.value.sure
    assert fault.value.until == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert len(server.writing()) - (case.name == "bluesky") - 2 * (case.name == "wordpress") == 1, "not sent twice"


def test_a_wrong_password_is_said_without_it(case: Case, server: Any) -> None:
    wrong = "een-ander-geheim-us21"
    with pytest.raises(SendError) as fault:
        case.open(server, wrong).who()
    shown = f"{fault.value.message} {fault.value.hint} {fault.value!r} {fault.value.__cause__!r}"
    assert "login" in shown
    assert wrong not in shown
    assert fault.value.stops
    assert fault.value.sure


def test_a_server_that_is_down(case: Case, server: Any) -> None:
    network = case.at("http://127.0.0.1:1")
    with pytest.raises(SendError) as fault:
        network.send(part(case), ())
    assert fault.value.sure
    assert fault.value.stops


def test_a_web_page_is_no_answer(case: Case, server: Any) -> None:
    server.answer = lambda _: (200, {"Content-Type": "text/html"}, b"<html>Parked</html>")
    with pytest.raises(SendError):
        case.open(server).send(part(case), ())
    server.answer = lambda _: (200, {}, ["a", "list"])
    with pytest.raises(SendError):
        case.open(server).send(part(case), ())


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"no gzip", {"Content-Encoding": "gzip"}),
        (b"[" * 200_000, {}),
        (b'{"id": "\\ud8', {}),
        (b"\xff\xfe\x00", {}),
        (b"null", {}),
    ],
    ids=["packed wrongly", "too deep", "cut off", "no text", "nothing"],
)
def test_what_nobody_can_read_is_not_taken_for_a_no(
    case: Case, server: Any, body: bytes, headers: dict[str, str]
) -> None:
    network = case.open(server)
    network.who()
    plain = Part(key=KEY, text="Hallo", content={**case.content, "tags": []})
    for _ in range(3):  # what is put under a key of its own is asked again
        server.garble(body, headers)
    with pytest.raises(SendError) as fault:
        network.send(plain, ())
    assert not fault.value.sure
    server.faults.clear()
    assert network.find(plain, NOW, ()) is not None
    assert case.out(server) == 1


@pytest.mark.parametrize("said", [b"null", b"[1]", b'"x"', b"3", b"{"])
def test_a_name_that_is_none_is_a_clear_fault(case: Case, server: Any, said: bytes) -> None:
    server.answer = lambda _: (200, {}, said)
    with pytest.raises(SendError, match="something else than expected"):
        case.open(server).who()


@pytest.mark.parametrize("status", [0, 500])
def test_what_fails_before_the_post_is_certain(case: Case, server: Any, status: int) -> None:
    """A picture that is not taken, a session that is not opened: the post itself was never handed over."""
    if case.name in ("mailchimp", "brevo"):
        pytest.skip("a campaign has nothing before it")
    network = case.open(server)
    network.who() if case.name != "bluesky" else None
    answer = server.answer
    before = ("/media", "createSession", "uploadBlob")
    server.answer = lambda call: (status, {}, {}) if call.path.endswith(before) else answer(call)
    if not status:
        server.answer = lambda call: (200, {}, b"<html>") if call.path.endswith(before) else answer(call)
    picture = Picture(name="a.png", body=b"\x89PNG", alt="Een zaal")
    with pytest.raises(SendError) as fault:
        network.send(Part(key=KEY, text="Hallo", content={**case.content, "tags": []}, pictures=(picture,)), ())
    assert fault.value.sure
    assert case.out(server) == 0


def test_a_secret_that_a_server_gives_back_is_not_kept(case: Case, server: Any) -> None:
    network = case.open(server)
    network.who()
    answer = server.answer

    def tells(call: networks.Call) -> networks.Answer:
        status, headers, said = answer(call)
        known = dict.fromkeys(("id", "cid", "mark"), case.secret)
        known |= {"uri": f"https://x.example/{case.secret}", "link": f"https://x.example/{quote(case.secret)}"}
        known |= {"url": f"https://x.example/{quote(case.secret)}"}
        if call.method in server.writes and isinstance(said, dict) and server.faulty(call):
            keeps = {"id"} if case.name == "wordpress" else set()
            said = {**said, **{name: value for name, value in known.items() if name in said and name not in keeps}}
        return status, headers, said

    server.answer = tells
    with contextlib.suppress(SendError):
        sent = network.send(Part(key=KEY, text="Hallo", content={**case.content, "tags": []}), ())
        assert case.secret not in unquote(f"{sent.id}{sent.address}{sent.mark}")


def test_half_a_character_in_an_answer_can_be_kept(case: Case, server: Any) -> None:
    network = case.open(server)
    network.who()
    server.garble(
        b'{"id": "7\\ud800", "uri": "at://x/y\\ud800", "cid": "c\\ud800", "url": "https://a.example/\\ud800"}'
    )
    plain = Part(key=KEY, text="Hallo", content={**case.content, "tags": []})
    with contextlib.suppress(SendError):  # one that wants more of an answer says so
        sent = network.send(plain, ())
        assert f"{sent.id}{sent.address}{sent.mark}".encode()


def test_nothing_goes_where_all_can_read_it(case: Case) -> None:
    for address in (
        "http://blog.example",
        "http://127.0.0.1.example",
        "ftp://blog.example",
        "https://a:b@blog.example",
    ):
        with pytest.raises(UsageError):
            case.at(address)
    case.at("https://blog.example")


def test_a_redirect_is_not_followed(case: Case, server: Any) -> None:
    server.answer = lambda _: (302, {"Location": "http://elders.example/"}, {})
    with pytest.raises(SendError, match="elders"):
        case.open(server).who()
    assert len(server.calls) <= 2, "a blog is asked at its two addresses"


def test_it_is_taken_away(case: Case, server: Any) -> None:
    network = case.open(server)
    sent = network.send(part(case), ())
    assert network.remove(sent)
    assert case.out(server) == 0
    assert network.remove(sent), "what is gone already is gone"


def test_it_says_something_else(case: Case, server: Any) -> None:
    network = case.open(server)
    sent = network.send(part(case), ())
    content = {**case.content, "content": "<p>Verbeterd</p>", "html": "<p>Verbeterd</p>"}
    changed = network.change(sent, Part(key=KEY, text="Verbeterd", content=content))
    assert (changed is None) == (case.name == "bluesky")
    held = str([getattr(server, name, "") for name in ("statuses", "posts", "campaigns", "contents")])
    assert ("Verbeterd" in held) == (case.name != "bluesky")
    assert case.out(server) == 1


def test_who(case: Case, server: Any) -> None:
    assert case.open(server).who()


def test_drafts_are_drafts(case: Case, server: Any) -> None:
    drafts = case.name in ("wordpress", "mailchimp", "brevo")
    assert case.open(server).send(part(case), ()).state is (Way.DRAFT if drafts else Way.SENT)
    assert not [call for call in server.calls if "send" in call.path.rpartition("/")[2].lower()]


def test_a_secret_with_a_strange_sign_is_told(case: Case, server: Any) -> None:
    if case.name in ("bluesky", "wordpress", "mailchimp"):  # there it travels packed
        pytest.skip("it may hold any sign")
    with pytest.raises(UsageError):
        case.open(server, "gehéim\n")
