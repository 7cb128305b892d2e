"""The parts of asking, each alone: addresses, headers, turns, memory, errors."""

from __future__ import annotations

import asyncio
import gzip
import inspect
import ipaddress
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import aiohttp.http_exceptions
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.errors import SourceError
from curate.fetch import body, faults, guard, headers
from curate.fetch.politeness import Turns

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:2800:220:1::1", "64:ff9b::1.1.1.1", "2a00::1"])
def test_public_addresses(address: str) -> None:
    assert guard.is_public(address)


@given(st.ip_addresses(v=4))
def test_whatever_wraps_a_private_address_is_private(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    public = guard.is_public(str(address))
    assert guard.is_public(str(ipaddress.IPv6Address((0x64FF9B << 96) | number))) == public
    assert not guard.is_public(f"::ffff:{address}")
    assert not guard.is_public(str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80))))
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not public


@given(st.ip_addresses(v=4))
def test_every_way_to_write_a_number_is_the_same_address(address: ipaddress.IPv4Address) -> None:
    a, b, c, d = address.packed
    rest = int(address) & 0xFFFFFF
    for text in (str(address), str(int(address)), hex(int(address)), f"{a}.{rest}", f"0{a:o}.{b:#x}.{c * 256 + d}"):
        assert guard.literal(text) == str(address)


@pytest.mark.parametrize("host", ["256.1.1.1", "1.2.3.4.5", "4294967296", "1.16777216", "08.1", "::g", "1..1", "a.1"])
def test_a_number_that_is_no_address(host: str) -> None:
    with pytest.raises(SourceError):
        guard.literal(host)


@given(st.text())
def test_any_host_is_a_name_a_number_or_an_error(host: str) -> None:
    try:
        number = guard.literal(host)
    except SourceError:
        return
    assert number is None or ipaddress.ip_address(number)


# ── headers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given_headers", "fresh"),
    [
        ({"cache-control": "max-age=600"}, timedelta(minutes=10)),
        ({"cache-control": 'Public,MAX-AGE="600"'}, timedelta(minutes=10)),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "max-age=600", "age": "500"}, timedelta(seconds=100)),
        ({"cache-control": "max-age=600", "age": "700"}, None),
        ({"cache-control": "max-age=600", "expires": "Mon, 23 Nov 2026 14:00:00 GMT"}, timedelta(minutes=10)),
        ({"expires": "Mon, 23 Nov 2026 14:00:00 GMT"}, timedelta(hours=2)),
        ({"expires": "Monday, 23-Nov-26 14:00:00 GMT"}, timedelta(hours=2)),
        ({"expires": "Mon Nov 23 14:00:00 2026"}, timedelta(hours=2)),
        (
            {"expires": "Mon, 23 Nov 2026 14:00:00 GMT", "date": "Mon, 23 Nov 2026 13:00:00 GMT"},
            timedelta(hours=1),
        ),
        ({"expires": "0"}, None),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({"expires": "Mon, 23 Nov 2099 14:00:00 GMT"}, timedelta(hours=24)),
        ({}, None),
    ],
)
def test_fresh_for(given_headers: dict[str, str], fresh: timedelta | None) -> None:
    assert headers.fresh_for(given_headers, NOW) == fresh


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 120 ", timedelta(minutes=2)),
        ("1.5", timedelta(seconds=1)),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("9" * 5000, timedelta(days=7)),
        ("Mon, 23 Nov 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Mon, 23 Nov 2026 11:00:00 GMT", None),
        ("Mon, 23 Nov 2036 11:00:00 GMT", timedelta(days=7)),
    ],
)
def test_retry_after(value: str, wait: timedelta | None) -> None:
    assert headers.retry_after({"retry-after": value}, NOW) == wait


@given(st.dictionaries(st.sampled_from(["cache-control", "age", "expires", "date", "retry-after"]), st.text()))
def test_no_header_breaks_the_reading(given_headers: dict[str, str]) -> None:
    assert (headers.fresh_for(given_headers, NOW) or timedelta()) <= timedelta(hours=24)
    assert (headers.retry_after(given_headers, NOW) or timedelta()) <= timedelta(days=7)


def test_who_asks_cannot_smuggle_headers() -> None:
    assert headers.user_agent("https://a.example/\r\nX: y (z)").count("(") == 1
    assert "\n" not in headers.user_agent("https://a.example/\r\nX: y")
    assert "(" not in headers.user_agent(None)


# ── turns ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_turns_are_given_back_when_their_holders_are_broken_off() -> None:
    async def play() -> None:
        turns = Turns(pause=0, hosts_at_once=1)
        order: list[str] = []

        async def take(host: str, seconds: float) -> None:
            async with turns.turn(host):
                order.append(host)
                await asyncio.sleep(seconds)

        first = asyncio.create_task(take("a", 10))
        await asyncio.sleep(0.01)
        waiting = [asyncio.create_task(take(host, 0)) for host in ("b", "c", "a", "d")]
        await asyncio.sleep(0.01)
        waiting[0].cancel()
        first.cancel()
        await asyncio.wait_for(asyncio.gather(first, *waiting, return_exceptions=True), 2)
        assert order[0] == "a"
        assert sorted(order) == ["a", "a", "c", "d"]

    asyncio.run(play())


def test_a_late_host_waits_until_others_had_their_turn() -> None:
    async def play() -> list[str]:
        turns = Turns(pause=0, hosts_at_once=1)
        order: list[str] = []
        turns.was_late("late")

        async def take(host: str) -> None:
            async with turns.turn(host):
                order.append(host)
                await asyncio.sleep(0)

        async with turns.turn("holder"):
            tasks = [asyncio.create_task(take(host)) for host in ("late", "b", "c")]
            await asyncio.sleep(0.01)
        await asyncio.gather(*tasks)
        return order

    assert asyncio.run(play()) == ["b", "c", "late"]


# ── memory ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("broken_off", [0, 5])
def test_all_bodies_together_stay_within_the_room_and_one_body(broken_off: int) -> None:
    limit, step, largest = 100, 10, 20

    async def play() -> int:
        room, most = body.Room(limit), 0

        async def read(pieces: int) -> None:
            nonlocal most
            share = body.Share(room)
            try:
                for _ in range(pieces):
                    await share.grow(step)
                    most = max(most, room._held)
                    await asyncio.sleep(0)
                await asyncio.sleep(0.001)
            finally:
                share.let_go()

        tasks = [asyncio.create_task(read(largest)) for _ in range(20)]
        await asyncio.sleep(0.0005)
        for task in tasks[:broken_off]:
            task.cancel()
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
        assert room._held == 0
        return most

    assert limit < asyncio.run(play()) <= limit + step * largest


@given(st.binary(max_size=3000), st.integers(1, 50), st.lists(st.integers(1, 40)))
def test_however_a_packed_body_is_cut_it_is_the_same(data: bytes, members: int, cuts: list[int]) -> None:
    step = max(1, len(data) // members)
    parts = [data[at : at + step] for at in range(0, len(data), step)] or [b""]
    packed = b"".join(map(gzip.compress, parts))

    async def chunks() -> AsyncIterator[bytes]:
        at = 0
        for cut in [*cuts, len(packed)]:
            yield packed[at : at + cut]
            at += cut

    async def read() -> bytes:
        share = body.Share(body.Room(10**6))
        return await body.read(chunks(), encoding="gzip", length="", cap=10**6, share=share)

    assert asyncio.run(read()) == data


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def classes(*modules: object) -> list[type[BaseException]]:
    found = {each for module in modules for _, each in inspect.getmembers(module, inspect.isclass)}
    return sorted((each for each in found if issubclass(each, Exception)), key=lambda each: each.__name__)


ELSEWHERE = {"CookieConflict", "EofStream", "BadContentDispositionHeader", "BadContentDispositionParam"}
"""Raised where cookies are read by name, and in multipart bodies: neither is done here."""


@pytest.mark.parametrize("kind", classes(httpx, aiohttp, aiohttp.client_exceptions, aiohttp.http_exceptions))
def test_no_error_of_the_libraries_is_left_out(kind: type[BaseException]) -> None:
    if kind.__name__ in ELSEWHERE or kind.__name__.startswith(("WS", "WebSocket")):
        assert not issubclass(kind, httpx.HTTPError)
        return
    assert issubclass(kind, faults.FOREIGN)
    assert "could not be asked" not in faults.explain(kind.__new__(kind), "a.example").text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectionRefusedError(), "refused"),
        (ConnectionResetError(), "broke"),
        (TimeoutError(), "in time"),
        (OSError(101, "unreachable"), "online"),
        (OSError(24, "too many"), "hosts"),
        (OSError(5, "odd"), "odd"),
        (ssl.SSLError(), "TLS"),
        (guard.AddressRefused("10.0.0.1"), "allow_private"),
        (UnicodeError(), "address"),
        (RuntimeError("?"), "RuntimeError"),
    ],
)
def test_errors_are_told_however_they_are_wrapped(error: Exception, said: str) -> None:
    wrapped = httpx.ConnectError("x")
    wrapped.__cause__ = aiohttp.ClientError()
    wrapped.__cause__.__cause__ = error
    assert said in str(faults.explain(error, "a.example"))
    if not isinstance(error, RuntimeError):
        assert said in str(faults.explain(wrapped, "a.example"))


@pytest.mark.parametrize(
    ("code", "said"), [(10, "expired"), (9, "clock"), (62, "another site"), (18, "self"), (20, "nobody")]
)
def test_certificates(code: int, said: str) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_code = code
    assert said in str(faults.explain(error, "a.example"))
