"""Servers that mean harm, or have lost their mind (fetching.md, part B)."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from curate.models import Request
from tests.fetch.conftest import ask, error_of
from tests.server import Reply, Server

FEED = b"<rss><channel><title>Feed</title></channel></rss>"
MB = 1024 * 1024
GZIP = (("Content-Encoding", "gzip"),)
PRIVATE = [
    "localhost",
    "LOCALHOST.",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.01",
    "0.0.0.0",
    "0",
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::1]",
    "[fe80::1]",
    "[fc00::1]",
    "[ff02::1]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "192.0.2.1",
    "127。0。0。1",
    "①②⑦.⓪.⓪.①",
]


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_refused_in_every_form(host: str) -> None:
    (answer,) = ask(Request(source="x", url=f"http://{host}/feed"))
    assert "allow_private: true" in error_of(answer)


@pytest.mark.parametrize(
    "host", ["%31%32%37.0.0.1", "127.0.0.1.", "256.0.0.1", "1.2.3.4.5", "127.0.0.08", "[::1%25lo]", "[::zz]"]
)
def test_what_only_looks_like_an_address_is_not_reached_either(host: str) -> None:
    error_of(ask(Request(source="x", url=f"http://{host}/feed"))[0])


@pytest.mark.parametrize("host", PRIVATE)
def test_a_redirect_to_a_private_address_is_refused_in_every_form(server: Server, host: str) -> None:
    server.script("/a", Reply(status=301, headers=(("Location", f"http://{host}:1/x".encode().decode("latin-1")),)))
    (answer,) = ask(server.url("/a", host=4))
    assert "allow_private" in error_of(answer)
    assert len(server.log) == 1


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.1.2.3", "::ffff:192.168.0.1", "2002:7f00:1::", "fe80::1%eth0"]
)
def test_a_name_that_leads_to_a_private_address_is_refused(names, address: str) -> None:
    names(evil_example_org=[[address]])
    answer = ask(Request(source="x", url="http://evil.example.org/"))[0]
    assert "evil.example.org" in error_of(answer)
    assert "allow_private" in error_of(answer)


def test_a_second_lookup_that_answers_otherwise_is_refused_too(names) -> None:
    looked = names(evil_example_org=[["192.0.2.1"], ["127.0.0.1"]])
    requests = [Request(source=str(number), url="http://evil.example.org/") for number in range(2)]
    assert all("allow_private" in error_of(answer) for answer in ask(*requests))
    assert looked


def test_the_socket_itself_is_guarded() -> None:
    import socket

    from curate.fetch import connections
    from curate.fetch.guard import AddressRefused

    with pytest.raises(AddressRefused):
        connections._guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
    connections._guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))).close()


def test_every_connection_goes_through_that_socket_also_to_a_number(monkeypatch) -> None:
    from curate.fetch import asking

    monkeypatch.setattr(asking, "check", lambda _: None)
    for host in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"):
        (answer,) = ask(Request(source="x", url=f"http://{host}:9/"))
        assert "allow_private" in error_of(answer)


def test_allow_private_opens_its_own_host_and_no_other(server: Server) -> None:
    server.script("/end", Reply(body=FEED))
    server.script("/own", Reply(status=302, headers=(("Location", "/end"),)))
    server.script("/other", Reply(status=302, headers=(("Location", server.url("/end", host=2)),)))
    own, other, second = ask(server.url("/own"), server.url("/other"), server.url("/end", host=2))
    assert own.body == FEED
    assert second.body == FEED  # its connection is open, and still not there for the redirect of the other
    assert "allow_private" in error_of(other)
    assert [asked.host for asked in server.log].count("127.0.0.2") == 1


def test_a_connection_that_was_opened_for_one_source_serves_no_other(server: Server) -> None:
    server.script("/", Reply(body=FEED))
    url = server.url("/")
    allowed, not_allowed = ask(
        Request(source="a", url=url, allow_private=True), Request(source="b", url=url), hosts_at_once=1
    )
    assert allowed.body == FEED
    assert "allow_private" in error_of(not_allowed)


def test_allow_private_by_name(server: Server, names) -> None:
    names(intranet_example_org=[["127.0.0.1"]])
    server.script("/", Reply(body=FEED))
    port = server.url("").rpartition(":")[2]
    assert ask(f"http://intranet.example.org:{port}/")[0].body == FEED


def test_a_proxy_of_the_environment_is_not_used(server: Server, monkeypatch) -> None:
    server.script("/", Reply(body=FEED))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert ask(server.url("/"))[0].body == FEED


@pytest.mark.parametrize(
    "url", ["", "x", "file:///etc/passwd", "ftp://a/", "http:///x", "http://[", "//a/b", "http://\x00/", "a" * 70000]
)
def test_what_is_no_address_of_the_web_is_told_so(url: str) -> None:
    message = error_of(ask(Request(source="x", url=url))[0])
    assert "address" in message
    assert len(message) < 400


# ── size ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_may_be_as_large_as_the_cap_and_no_larger(server: Server) -> None:
    server.script("/fits", Reply(body=b"x" * MB))
    server.script("/not", Reply(body=b"x" * (MB + 1)))
    server.script("/packed", Reply(headers=GZIP, body=gzip.compress(b"x" * (MB + 1))))
    server.script("/packed-fits", Reply(headers=GZIP, body=gzip.compress(b"x" * MB)))
    fits, no, packed, packed_fits = ask(
        *(server.url(path) for path in ("/fits", "/not", "/packed", "/packed-fits")), cap=MB
    )
    assert len(fits.body or b"") == len(packed_fits.body or b"") == MB
    assert "larger than 1 MB" in error_of(no)
    assert "larger than 1 MB" in error_of(packed)


def test_an_announced_size_is_refused_unread(server: Server) -> None:
    server.script("/", Reply(headers=(("Content-Length", "400000000"),), body=b"x"))
    assert "larger" in error_of(ask(server.url("/"))[0])


def bomb() -> Iterator[bytes]:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(16 * MB)
    for _ in range(64):
        yield packer.compress(zeros)
    yield packer.flush()


MEMORY = """
    import resource, sys
    from curate.fetch import download
    from curate.models import Request
    requests = [Request(source=url, url=url, allow_private=True) for url in sys.argv[1:]]
    for answer in download(requests, organisation_url=None):
        print(answer.error)
    # The peak is taken from the system's own record of this process: ru_maxrss also counts the parent before exec.
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured through /proc")
def test_bombs_and_floods_stay_under_150_mb(server: Server) -> None:
    packed = b"".join(bomb())
    assert len(packed) < 2 * MB
    server.script("/bomb", Reply(headers=GZIP, body=packed))
    server.script("/flood", Reply(stream=lambda: (bytes(MB) for _ in range(400))))
    server.script("/nearly", Reply(body=bytes(10 * MB - 1)))
    urls = [server.url(path, host=host) for path in ("/bomb", "/flood", "/nearly", "/nearly?") for host in (1, 2, 3, 4)]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(MEMORY), *urls], capture_output=True, text=True, check=True, timeout=50
    )
    assert done.stdout.count("larger than 10 MB") == 8
    assert int(done.stderr) * 1024 < 150 * MB


# ── packing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _names(value: object) -> str:
    return value if isinstance(value, str) else "body"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(FEED)),
        ("GZIP", gzip.compress(FEED)),
        ("x-gzip", gzip.compress(FEED)),
        ("gzip, identity", gzip.compress(FEED)),
        ("gzip", gzip.compress(FEED[:10]) + gzip.compress(FEED[10:])),
        ("gzip", gzip.compress(FEED) + bytes(100)),
        ("deflate", zlib.compress(FEED)),
        ("deflate", raw_deflate(FEED)),
        ("identity", FEED),
        ("", FEED),
    ],
    ids=_names,
)
def test_what_is_packed_is_unpacked(server: Server, encoding: str, body: bytes) -> None:
    server.script("/", Reply(headers=(("Content-Encoding", encoding),), body=body))
    server.script("/drip", Reply(headers=(("Content-Encoding", encoding),), body=body, drip=0.0001))
    whole, dripped = ask(server.url("/"), server.url("/drip", host=2))
    assert (whole.error, whole.body) == (None, FEED)
    assert (dripped.error, dripped.body) == (None, FEED)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(FEED)[:-4]),
        ("gzip", gzip.compress(FEED)[:20]),
        ("gzip", FEED),
        ("gzip", gzip.compress(FEED)[:12] + b"\xff" * 40),
        ("gzip", gzip.compress(FEED) + gzip.compress(FEED)[:15]),
        ("gzip", gzip.compress(b"") * 3000),
        ("deflate", b"\xff\xff\xff"),
        ("deflate", zlib.compress(FEED)[:-6]),
        ("br", FEED),
        ("gzip, gzip", gzip.compress(gzip.compress(FEED))),
    ],
    ids=_names,
)
def test_what_is_packed_badly_is_an_error_and_not_half_a_document(server: Server, encoding: str, body: bytes) -> None:
    server.script("/", Reply(headers=(("Content-Encoding", encoding),), body=body))
    assert "packed" in error_of(ask(server.url("/"))[0])


# ── no HTTP ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"\x16\x03\x01\x00\x00",
        b"HTTP/1.1 200\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 20_000 + b"\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: \r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
    ],
    ids=lambda raw: repr(raw[:40]),
)
def test_an_answer_that_is_no_http_is_told_and_crashes_nothing(server: Server, raw: bytes, caplog) -> None:
    caplog.set_level("DEBUG", "curate")
    server.script("/", Reply(raw=raw))
    server.script("/fine", Reply(body=FEED))
    odd, fine = ask(server.url("/"), server.url("/fine", host=2))
    error_of(odd)
    assert fine.body == FEED
    assert not [record for record in caplog.records if record.name.startswith("curate")]


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 Trouv\xe9\r\n",
        b"HTTP/1.0 200\r\n",
        b"HTTP/1.1 200 OK\r\nServer: caf\xe9\r\nX-Emoji: \xf0\x9f\x98\x80\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Security-Policy: " + b"a" * 40_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: a\r\n" % number for number in range(300)),
        b"HTTP/1.1 200 OK\r\nSet-Cookie: =;=\r\nSet-Cookie: \xff\r\nExpires: never\r\nRetry-After: -\r\nAge: x\r\n",
        b"HTTP/1.1 200 OK\r\nCache-Control: max-age=" + b"9" * 6000 + b"\r\nAge: " + b"9" * 6000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\xff\xfe\r\n",
        b"HTTP/1.1 200 OK\r\nExpires: Mon, 99 Foo 99999 99:99:99 GMT\r\nDate: 0\r\n",
    ],
    ids=lambda head: repr(head[:40]),
)
def test_odd_headers_do_not_keep_us_from_the_document(server: Server, head: bytes) -> None:
    server.script("/", Reply(raw=head + b"Connection: close\r\n\r\n" + FEED))
    (answer,) = ask(server.url("/"))
    assert (answer.error, answer.body) == (None, FEED)


def test_nobody_listens(server: Server) -> None:
    url = server.url("/").rpartition(":")[0] + ":1/"
    assert "refused" in error_of(ask(url)[0])


def test_a_name_nobody_has(names) -> None:
    names()
    assert "no.such.example.org" in error_of(ask(Request(source="x", url="https://no.such.example.org/"))[0])


# ── certificates ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not there to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    subject = ["-subj", "/CN=feeds.example.org", "-addext", "subjectAltName=DNS:feeds.example.org"]
    made = ["-keyout", str(folder / "key"), "-out", str(folder / "certificate"), "-days", "2"]
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run([*command, *made, *subject], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: ssl.SSLContext) -> None:
    with Server(tls=certificate) as server:
        server.script("/", Reply(body=FEED))
        assert "self-signed" in error_of(ask(server.url("/"))[0])
        assert server.log == []


def test_no_tls_where_tls_is_asked_for(server: Server) -> None:
    assert "TLS" in error_of(ask(server.url("/").replace("http:", "https:"))[0])
