"""The rules of asking, each against a server that keeps a log (fetching.md, part A)."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from time import monotonic, sleep

import pytest

from curate import __version__
from curate.fetch import download
from curate.models import Request
from tests.fetch.conftest import HOME, ask, error_of
from tests.server import Reply, Server

FEED = b"<rss><channel><title>Feed</title></channel></rss>"


def test_a_document_comes_with_its_validators_and_its_kind(server: Server) -> None:
    headers = (("ETag", 'W/"a b"'), ("Last-Modified", "gisteren"), ("Content-Type", "application/rss+xml"))
    server.script("/feed", Reply(headers=headers, body=FEED))
    (answer,) = ask(server.url("/feed"))
    assert (answer.status, answer.body, answer.error) == (200, FEED, None)
    assert (answer.etag, answer.last_modified) == ('W/"a b"', "gisteren")
    assert answer.content_type == "application/rss+xml"
    assert answer.url == server.url("/feed")


@pytest.mark.parametrize("etag", ['"x"', 'W/"x"', "zonder-quotes", '"é\u2026"', '"a""b"', "'x'"])
@pytest.mark.parametrize("modified", ["Fri, 21 Nov 2025 07:00:00 GMT", "Vrij, 21 Nov 2025 7:00 +0100", "1"])
def test_validators_go_back_byte_for_byte(server: Server, etag: str, modified: str) -> None:
    on_the_wire = etag.encode().decode("latin-1")
    server.script("/feed", Reply(headers=(("ETag", on_the_wire), ("Last-Modified", modified)), body=FEED))
    (first,) = ask(server.url("/feed"))
    url = server.url("/feed")
    ask(Request(source="x", url=url, etag=first.etag, last_modified=first.last_modified, allow_private=True))
    assert server.log[0].header("If-None-Match") is None
    assert server.log[0].header("If-Modified-Since") is None
    assert server.log[1].header("If-None-Match") == on_the_wire
    assert server.log[1].header("If-Modified-Since") == modified


def test_a_validator_that_could_not_go_back_unaltered_is_not_kept(server: Server) -> None:
    server.script("/feed", Reply(headers=(("ETag", '"\xe9"'),), body=FEED))
    assert ask(server.url("/feed"))[0].etag is None


def test_new_validators_of_a_304_are_taken_over_and_the_others_kept(server: Server) -> None:
    server.script("/feed", Reply(status=304, headers=(("ETag", '"new"'),)))
    request = Request(source="x", url=server.url("/feed"), etag='"old"', last_modified="then", allow_private=True)
    (answer,) = ask(request)
    assert (answer.status, answer.body, answer.error) == (304, None, None)
    assert (answer.etag, answer.last_modified) == ('"new"', "then")


def test_a_304_that_was_not_asked_for_is_an_error(server: Server) -> None:
    server.script("/feed", Reply(status=304))
    assert "304" in error_of(ask(server.url("/feed"))[0])


def test_the_headers_are_these_and_no_others(server: Server) -> None:
    server.script("/feed", Reply(body=FEED))
    ask(server.url("/feed?q=a%2Cb%2F+c&d=%7e"))
    (asked,) = server.log
    assert asked.method == "GET"
    assert asked.path == "/feed?q=a%2Cb%2F+c&d=%7e"
    assert asked.header("User-Agent") == f"curate/{__version__} (+{HOME})"
    assert asked.header("Accept-Encoding") == "gzip"
    names = sorted(name.lower() for name, _ in asked.headers)
    assert names == ["accept", "accept-encoding", "host", "user-agent"]


def test_cookies_are_neither_kept_nor_sent(server: Server) -> None:
    cookies = (("Set-Cookie", "a=b; Path=/"), ("Set-Cookie", "=;;=\x7f"))
    server.script("/one", Reply(status=302, headers=(*cookies, ("Location", "/two"))))
    server.script("/two", Reply(headers=cookies, body=FEED))
    ask(server.url("/one"), server.url("/two"))
    assert all(asked.header("Cookie") is None and asked.header("Referer") is None for asked in server.log)


def test_a_password_in_the_address_goes_to_its_own_host_only_and_is_never_shown(server: Server) -> None:
    server.script("/feed", Reply(status=302, headers=(("Location", server.url("/there", host=1)),)))
    server.script("/there", Reply(status=302, headers=(("Location", server.url("/else", host=2)),)))
    (answer,) = ask(server.url("/feed").replace("//", "//ann:s%40cret@"))
    assert server.log[0].header("Authorization") == "Basic YW5uOnNAY3JldA=="
    assert server.log[0].header("Host") == server.log[1].header("Host")
    assert "cret" not in error_of(answer) + answer.url


# ── redirects ────────────────────────────────────────────────────────────────────────────────────────────────────────


def redirects(server: Server, *codes: int) -> None:
    for number, code in enumerate(codes):
        server.script(f"/{number}", Reply(status=code, headers=(("Location", f"{number + 1}"),)))
    server.script(f"/{len(codes)}", Reply(body=FEED))


@pytest.mark.parametrize(
    ("codes", "moved"),
    [
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((301, 302), "/1"),
        ((302, 301), None),
        ((302,), None),
        ((303,), None),
        ((307,), None),
    ],
)
def test_only_what_moved_for_good_from_the_start_is_a_new_address(
    server: Server, codes: tuple[int, ...], moved: str | None
) -> None:
    redirects(server, *codes)
    (answer,) = ask(server.url("/0"))
    assert answer.body == FEED
    assert answer.url == server.url(f"/{len(codes)}")
    assert answer.moved_to == (None if moved is None else server.url(moved))


def test_validators_are_sent_at_every_hop(server: Server) -> None:
    redirects(server, 301)
    ask(Request(source="x", url=server.url("/0"), etag='"e"', allow_private=True))
    assert [asked.header("If-None-Match") for asked in server.log] == ['"e"', '"e"']


def test_ten_hops_are_followed_and_no_more(server: Server) -> None:
    redirects(server, *[302] * 10)
    assert ask(server.url("/0"))[0].body == FEED
    redirects(server, *[302] * 11)
    assert "10" in error_of(ask(server.url("/0"))[0])


def test_a_circle_is_an_error(server: Server) -> None:
    server.script("/a", Reply(status=301, headers=(("Location", "/b"),)))
    server.script("/b", Reply(status=301, headers=(("Location", "/a"),)))
    (answer,) = ask(server.url("/a"))
    assert "circle" in error_of(answer)
    assert answer.moved_to is None
    assert server.paths() == ["/a", "/b"]


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://x.example/", "gopher://x/", "javascript:alert(1)", "http://[", "http://a b/"],
)
def test_a_redirect_out_of_the_web_is_an_error(server: Server, location: str) -> None:
    server.script("/a", Reply(status=301, headers=(("Location", location),)))
    (answer,) = ask(server.url("/a"))
    assert "address" in error_of(answer)


# ── statuses ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 418, 429, 451, 500, 502, 503, 504, 599, 300, 306])
def test_every_status_that_is_no_success_is_told(server: Server, code: int) -> None:
    server.script("/feed", Reply(status=code, body=b"<html>oops"))
    (answer,) = ask(server.url("/feed"))
    assert str(code) in error_of(answer)
    assert answer.status == code


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date", "date without Date"])
def test_retry_after_in_both_forms(server: Server, code: int, form: str) -> None:
    now = datetime.now(UTC)
    value = "7200" if form == "seconds" else format_datetime(now + timedelta(hours=2), usegmt=True)
    headers = [("Retry-After", value)]
    if form == "date":
        headers.append(("Date", format_datetime(now, usegmt=True)))
    server.script("/feed", Reply(status=code, headers=headers))
    (answer,) = ask(server.url("/feed"))
    assert answer.retry_after is not None
    assert abs(answer.retry_after - timedelta(hours=2)) < timedelta(seconds=10)


def test_retry_after_counts_on_no_other_status(server: Server) -> None:
    server.script("/feed", Reply(status=500, headers=(("Retry-After", "7200"),)))
    assert ask(server.url("/feed"))[0].retry_after is None


def test_retry_after_holds_for_a_public_host_at_once(server: Server, names) -> None:
    names(feeds_example_org=[["127.0.0.1"]])
    port = server.url("").rpartition(":")[2]
    server.script("/a", Reply(status=429, headers=(("Retry-After", "600"),)))
    server.script("/b", Reply(body=FEED))
    first, second = ask(f"http://feeds.example.org:{port}/a", f"http://feeds.example.org:{port}/b")
    assert server.paths() == ["/a"]
    assert "429" in error_of(first)
    assert "alone" in error_of(second)
    assert second.status is None
    assert second.retry_after is not None
    assert second.retry_after > timedelta(minutes=9)


def test_retry_after_on_loopback_holds_for_its_source_alone(server: Server) -> None:
    server.script("/a", Reply(status=429, headers=(("Retry-After", "600"),)))
    server.script("/b", Reply(body=FEED))
    _, second = ask(server.url("/a"), server.url("/b"))
    assert second.body == FEED


def test_how_long_an_answer_stays_good(server: Server) -> None:
    server.script("/a", Reply(headers=(("Cache-Control", "public, max-age=7200"),), body=FEED))
    server.script("/b", Reply(status=304, headers=(("Cache-Control", "max-age=999999999999"),)))
    first, second = ask(server.url("/a"), Request(source="b", url=server.url("/b"), etag="e", allow_private=True))
    assert first.fresh_for == timedelta(hours=2)
    assert second.fresh_for == timedelta(hours=24)


# ── politeness ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_request_at_a_time_per_host_and_hosts_side_by_side(server: Server) -> None:
    paths = [f"/{number}" for number in range(5)]
    for path in paths:
        server.script(path, Reply(body=FEED, delay=0.05))
    answers = ask(*(server.url(path, host=host) for path in paths for host in (1, 2, 3, 4)))
    assert all(answer.body == FEED for answer in answers)
    assert server.most_at_once() == 1
    began = sorted(asked.began for asked in server.log)
    assert began[3] - began[0] < 0.05  # the first of each host: none waited for another's answer


def test_hosts_at_once_is_a_limit(server: Server) -> None:
    server.script("/", Reply(body=FEED, delay=0.1))
    began = monotonic()
    ask(*(server.url("/", host=host) for host in (1, 2, 3, 4)), hosts_at_once=2)
    assert monotonic() - began >= 0.2


def test_no_pause_on_loopback(server: Server) -> None:
    urls = [server.url(f"/{number}") for number in range(5)]
    began = monotonic()
    ask(*urls, pause=5.0)
    assert monotonic() - began < 10


def test_a_pause_between_two_requests_to_one_host_elsewhere(server: Server, names) -> None:
    names(feeds_example_org=[["127.0.0.1"]], other_example_org=[["127.0.0.1"]])
    port = server.url("").rpartition(":")[2]
    server.script("/a", Reply(status=302, headers=(("Location", "/b"),)))
    ask(f"http://feeds.example.org:{port}/a", f"http://FEEDS.example.org.:{port}/c", pause=0.3)
    starts = [asked.began for asked in server.log]
    assert len(starts) == 3
    assert all(later - earlier >= 0.29 for earlier, later in pairwise(starts))


def test_a_redirect_takes_the_turn_of_the_host_it_goes_to(server: Server, names) -> None:
    names(a_example_org=[["127.0.0.1"]], b_example_org=[["127.0.0.2"]])
    port = {host: server.url("", host=host).rpartition(":")[2] for host in (1, 2)}
    a, b = f"http://a.example.org:{port[1]}", f"http://b.example.org:{port[2]}"
    both = [server.url(f"/{number}", host=host) for number in range(10) for host in (1, 2)]
    for number in range(10):
        server.script(f"127.0.0.1/{number}", Reply(status=302, headers=(("Location", f"{b}/end"),), delay=0.01))
        server.script(f"127.0.0.2/{number}", Reply(status=302, headers=(("Location", f"{a}/end"),), delay=0.01))
    server.script("/end", Reply(body=FEED, delay=0.01))
    answers = ask(
        *(url.replace(f"127.0.0.1:{port[1]}", a[7:]).replace(f"127.0.0.2:{port[2]}", b[7:]) for url in both),
        pause=0.0,
        hosts_at_once=1,
    )
    # From a host of its own to another private one: each redirect was refused where it was to be connected, no
    # deadlock on the way, and never two at once.
    assert len(answers) == 20
    assert all("allow_private" in error_of(answer) for answer in answers)
    assert server.most_at_once() == 1


def test_redirects_within_one_private_host_wait_for_its_turn(server: Server) -> None:
    for number in range(5):
        server.script(f"/{number}", Reply(status=302, headers=(("Location", "/end"),), delay=0.01))
    server.script("/end", Reply(body=FEED, delay=0.02))
    answers = ask(*(server.url(f"/{number}") for number in range(5)))
    assert all(answer.body == FEED for answer in answers)
    assert server.most_at_once() == 1
    assert len(server.log) == 10


# ── the deadline ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_drip_ends_with_the_deadline(server: Server) -> None:
    server.script("/drip", Reply(body=b"x" * 1000, drip=0.05))
    began = monotonic()
    (answer,) = ask(server.url("/drip"), deadline=0.3)
    assert 0.3 <= monotonic() - began < 10
    assert "0.3 seconds" in error_of(answer)


def test_a_drip_of_headers_ends_with_the_deadline(server: Server) -> None:
    server.script("/silent", Reply(delay=3.0))
    assert "0.2 seconds" in error_of(ask(server.url("/silent"), deadline=0.2)[0])


def test_redirects_count_towards_the_deadline(server: Server) -> None:
    for number in range(8):
        server.script(f"/{number}", Reply(status=302, headers=(("Location", f"/{number + 1}"),), delay=0.1))
    server.script("/8", Reply(body=FEED))
    began = monotonic()
    assert "seconds" in error_of(ask(server.url("/0"), deadline=0.35)[0])
    assert monotonic() - began < 10


def test_waiting_for_the_turn_does_not_count(server: Server) -> None:
    urls = []
    for number in range(6):
        server.script(f"/{number}", Reply(body=FEED, delay=0.15))
        urls.append(server.url(f"/{number}"))
    assert all(answer.body == FEED for answer in ask(*urls, deadline=0.6))


def test_a_host_that_took_a_whole_deadline_goes_to_the_end(server: Server) -> None:
    server.script("127.0.0.1/slow", Reply(delay=2.0))
    server.script("/fast", Reply(body=FEED, delay=0.02))
    urls = [server.url("/slow"), server.url("/fast")]
    urls += [server.url(path, host=host) for path in ("/fast", "/fast?2") for host in (2, 3)]
    server.script("/fast?2", Reply(body=FEED, delay=0.02))
    ask(*urls, deadline=0.2, hosts_at_once=1)
    assert (server.log[0].host, server.log[0].path) == ("127.0.0.1", "/slow")
    assert (server.log[-1].host, server.log[-1].path) == ("127.0.0.1", "/fast")


# ── robots.txt ───────────────────────────────────────────────────────────────────────────────────────────────────────


def page(url: str) -> Request:
    return Request(source=url, url=url, allow_private=True, obey_robots=True)


def test_a_page_obeys_robots_txt_and_a_feed_need_not(server: Server) -> None:
    server.script("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /private"))
    for path in ("/private/1", "/public", "/private/2"):
        server.script(path, Reply(body=FEED))
    first, second, third = ask(page(server.url("/private/1")), page(server.url("/public")), server.url("/private/2"))
    assert "robots.txt" in error_of(first)
    assert second.body == FEED
    assert third.body == FEED
    assert server.paths().count("/robots.txt") == 1
    assert "/private/1" not in server.paths()


def test_a_page_behind_a_redirect_obeys_too(server: Server) -> None:
    server.script("/robots.txt", Reply(body=b"User-agent: curate\nDisallow: /b"))
    server.script("/a", Reply(status=302, headers=(("Location", "/b"),)))
    assert "robots.txt" in error_of(ask(page(server.url("/a")))[0])


def test_no_robots_txt_allows_all(server: Server) -> None:
    server.script("/a", Reply(body=FEED))
    assert ask(page(server.url("/a")))[0].body == FEED


def test_a_robots_txt_that_cannot_be_had_allows_nothing(server: Server) -> None:
    server.script("/robots.txt", Reply(status=500))
    server.script("/a", Reply(body=FEED))
    assert "500" in error_of(ask(page(server.url("/a")))[0])
    assert server.paths() == ["/robots.txt"]


def test_of_a_huge_robots_txt_the_beginning_counts(server: Server) -> None:
    server.script("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /a\n" + b"#" * 2_000_000))
    assert "robots.txt" in error_of(ask(page(server.url("/a")))[0])


# ── one source never stops the others, and all of it can be stopped ──────────────────────────────────────────────────


def test_closing_the_generator_breaks_everything_off(server: Server) -> None:
    server.script("/fast", Reply(body=FEED))
    server.script("/slow", Reply(delay=20.0))
    urls = [server.url("/fast"), *(server.url("/slow", host=host) for host in (2, 3, 4))]
    answers = download(
        [Request(source=url, url=url, allow_private=True) for url in urls], organisation_url=None, deadline=30
    )
    assert next(answers).body == FEED
    began = monotonic()
    answers.close()  # type: ignore[attr-defined]
    assert monotonic() - began < 10
    assert not [thread for thread in threading.enumerate() if thread.name == "curate-fetch"]


def test_a_name_that_is_looked_up_for_ever_keeps_nobody_waiting(server: Server, monkeypatch) -> None:
    import socket

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: sleep(3))
    server.script("/fast", Reply(body=FEED))
    began = monotonic()
    slow = [Request(source=str(number), url=f"http://{number}.example.org/") for number in range(20)]
    answers = ask(server.url("/fast"), *slow, deadline=0.2)
    assert monotonic() - began < 10
    assert answers[0].body == FEED
    assert all("seconds" in error_of(answer) for answer in answers[1:])


def test_a_consumer_that_takes_its_time_loses_nothing(server: Server) -> None:
    for number in range(8):
        server.script(f"/{number}", Reply(body=b"x" * 9_000_000))
    wanted = [server.url(f"/{number}", host=1 + number % 4) for number in range(8)]
    came = []
    requests = [Request(source=url, url=url, allow_private=True) for url in wanted]
    for answer in download(requests, organisation_url=None, deadline=1.0):
        sleep(0.2)
        came.append(answer)
    assert sorted(len(answer.body or b"") for answer in came) == [9_000_000] * 8


def test_no_requests_no_thread() -> None:
    assert list(download([], organisation_url=None)) == []


def test_the_network_is_loaded_only_when_it_is_used() -> None:
    code = (
        "import sys, curate.fetch, curate.schedule; print([n for n in ('httpx','aiohttp','bs4') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert re.sub(r"\s", "", done.stdout) == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="a test cannot press Ctrl-C there")
def test_ctrl_c_ends_it_at_once(server: Server) -> None:
    import signal

    server.script("/slow", Reply(delay=20.0))
    code = (
        "import sys; from curate.fetch import download; from curate.models import Request\n"
        "list(download([Request(source='x', url=sys.argv[1], allow_private=True)], organisation_url=None))"
    )
    with subprocess.Popen([sys.executable, "-c", code, server.url("/slow")], stderr=subprocess.PIPE, text=True) as run:
        while not server.log and run.poll() is None:
            sleep(0.02)
        began = monotonic()
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=10)
    assert monotonic() - began < 10
    assert errors.strip().endswith("KeyboardInterrupt")
    assert errors.count("Traceback") == 1
