"""Which addresses may be asked at all: the public internet, and nothing on this machine or network.

An address is checked twice. A host that is written as a number is checked before anything is sent; every other is
checked where the connection is made (`connections.py`), after the name was looked up, so that a redirect, or a name
that answers differently the second time, gets no further than a plain address.
"""

from __future__ import annotations

import ipaddress
import re

from curate.errors import SourceError
from curate.locale import M, Message

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: on a network without IPv4, this is how the public IPv4 internet is reached."""
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""RFC 4291, 2.4: all that was ever handed out for the public internet."""
_TUNNELS = tuple(map(ipaddress.IPv6Network, ("2002::/16", "2001::/32")))
"""6to4 (RFC 3056) and Teredo (RFC 4380): they carry an IPv4 address of anybody's choice, and no site lives there."""
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")
_DIGITS = 64
"""Digits of one part of an address; what is longer is no number of 32 bits."""
_BYTE, _QUAD = 256, 4


class AddressRefused(OSError):  # noqa: N818  (as in errors.py)
    """The address is not public; an `OSError`, so that a name's other addresses are still tried."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is not a public address")
        self.address = address


def refusal(host: str) -> Message:
    """Return what a curator is told of a host that is on this machine or network."""
    return M(
        "{host} is an address on this machine or network, which is not opened unasked. "
        "If it is a source of your own, put allow_private: true with it in sources.yaml.",
        host=host,
    )


def literal(host: str) -> str | None:
    """Return the address that a host written as a number stands for; None for a name.

    Understood as programs everywhere do (WHATWG URL, "IPv4 parser"): `127.1`, `2130706433`, `0x7f.0.0.1`, `0177.1`.
    Raises SourceError for what ends in a number and is no address.
    """
    host = host.removeprefix("[").removesuffix("]")
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError:
            raise SourceError(_no_address(host)) from None
    parts = host.rstrip(".").split(".")
    if not _NUMBER.fullmatch(parts[-1]):
        return None
    if len(parts) > _QUAD or not all(_NUMBER.fullmatch(part) and len(part) <= _DIGITS for part in parts):
        raise SourceError(_no_address(host))
    try:
        *high, low = map(_number, parts)
    except ValueError:
        raise SourceError(_no_address(host)) from None
    if any(part >= _BYTE for part in high) or low >= _BYTE ** (_QUAD - len(high)):
        raise SourceError(_no_address(host))
    value = low + sum(part * _BYTE ** (3 - place) for place, part in enumerate(high))
    return str(ipaddress.IPv4Address(value))


def _number(text: str) -> int:
    if text[:2] in {"0x", "0X"}:
        return int(text[2:] or "0", 16)
    return int(text, 8 if len(text) > 1 and text.startswith("0") else 10)


def _no_address(host: str) -> Message:
    return M("{host} is not an address that can be reached. Look at the source's url in sources.yaml.", host=host)


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet, whatever it is wrapped in."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)
    if ip in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    if ip not in _GLOBAL_UNICAST or any(ip in tunnel for tunnel in _TUNNELS):
        return False
    return ip.is_global and not ip.is_multicast


def is_loopback(host: str) -> bool:
    """Return whether a host, as an address names it, is this machine: no politeness is owed to it."""
    host = host.lower().rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
