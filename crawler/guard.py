"""May we connect? Only to public addresses, unless a network is explicitly allowed.

The lists are our own: the standard library's `is_global` lets NAT64, 6to4, IPv4-compatible and other
addresses through that lead back into a private network.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from crawler.errors import ForbiddenAddress, InvalidURL, UnresolvedHost
from crawler.hosts import address_of
from crawler.urls import split_url

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
#: Name to addresses; an empty answer or an OSError means that the name has none.
Resolve = Callable[[str], Iterable[str]]

# https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-special-registry
_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; cloud metadata lives there too
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # the host of a virtual machine in Microsoft's cloud, seen from inside
        "169.254.0.0/16",  # link-local; cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; cloud metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_NOT_PUBLIC_6 = tuple(
    IPv6Network(network)
    for network in (
        "::/96",  # unspecified, loopback, IPv4-compatible
        "::ffff:0:0:0/96",  # IPv4-translated: what a stateless translator sends on
        "64:ff9b::/32",  # NAT64: reaches IPv4 addresses of the translator's own network
        "100::/16",  # discard-only, dummy
        "200::/7",  # taken back from OSI; networks laid over the internet use it
        "4000::/2",  # never given out
        "8000::/1",  # never given out, but for local use and multicast
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries any IPv4 address
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # unique local
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local
        "ff00::/8",  # multicast
    )
)
#: The middle of an ISATAP address (RFC 5214), which a router turns into the IPv4 address at its end.
_ISATAP = (0x00005EFE, 0x02005EFE)
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".localdomain", ".home.arpa", ".lan")


def is_public(address: str) -> bool:
    """True for an address that belongs to the public internet."""
    parsed = _parsed(address)
    return parsed is not None and _is_public(parsed)


def is_allowed(address: str, allow: Iterable[str | Network] = ()) -> bool:
    """True for a public address and for one of the allowed networks: ask it of every connected address."""
    parsed = _parsed(address)
    return parsed is not None and (_is_public(parsed) or _is_in(parsed, _networks(allow)))


def may_connect(host: str, address: str, allow: Iterable[str | Network] = ()) -> bool:
    """True where `host`, which was found to be at `address`, may be connected to there."""
    parsed, networks = _parsed(address), _networks(allow)
    if parsed is None:
        return False
    # A name that only the local network knows is not believed when it claims a public address.
    return _is_in(parsed, networks) or (_is_public(parsed) and not _is_local_name(host))


def check_url(url: str, *, resolve: Resolve, allow: Iterable[str | Network] = ()) -> None:
    """Raise ForbiddenAddress unless every address that `url` can lead to may be connected to."""
    try:
        host = split_url(url).host
    except InvalidURL as error:
        raise ForbiddenAddress(url, error.reason) from error
    networks = _networks(allow)
    literal = address_of(host)
    answers = (literal,) if literal else _answers(url, host, resolve)
    for answer in answers:
        _check_answer(url, host, answer, networks)


def _answers(url: str, host: str, resolve: Resolve) -> tuple[str, ...]:
    try:
        answers = tuple(resolve(host))
    except (OSError, UnicodeError) as error:
        raise UnresolvedHost(url, str(error) or None) from error
    if not answers:
        raise UnresolvedHost(url)
    return answers


def _check_answer(url: str, host: str, answer: str, networks: tuple[Network, ...]) -> None:
    address = _parsed(answer)
    if address is not None and _is_in(address, networks):
        return
    if address is None or not _is_public(address):
        raise ForbiddenAddress(url, f"{host} leads to {answer}, which is not a public address")
    # A name that only the local network knows is not believed when it claims a public address.
    if _is_local_name(host):
        raise ForbiddenAddress(url, f"{host} is a name of the local network")


def _parsed(address: str) -> Address | None:
    # A zone ("fe80::1%eth0") only makes sense for link-local addresses, and Python accepts anything behind it.
    if "%" in address:
        return None
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        return parsed.ipv4_mapped
    return parsed


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC_4)
    if any(address in network for network in _NOT_PUBLIC_6):
        return False
    middle, end = int(address) >> 32 & 0xFFFFFFFF, int(address) & 0xFFFFFFFF
    return address.is_global and (middle not in _ISATAP or _is_public(IPv4Address(end)))


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _networks(allow: Iterable[str | Network]) -> tuple[Network, ...]:
    return tuple(
        ipaddress.ip_network(network, strict=False) if isinstance(network, str) else network
        for network in allow
    )


def _is_local_name(host: str) -> bool:
    if address_of(host):
        return False
    return "." not in host or host.endswith(_LOCAL_SUFFIXES)
