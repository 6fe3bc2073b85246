"""A URL's host as a client would connect to it, however oddly it is spelled.

Follows the host parser of the URL Standard (https://url.spec.whatwg.org/#host-parsing), because the browsers'
reading is what servers and attackers reckon with: `0x7f.1`, `017700000001` and `１２７。０。０。１` are all 127.0.0.1.
"""

from __future__ import annotations

import ipaddress
import re

import idna

#: RFC 1035: a name has at most 253 characters, a label at most 63.
LONGEST_NAME = 253
LONGEST_LABEL = 63

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\"#%/:<>?@\[\\\]^`{|}]")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_JOINERS = "\u200c\u200d"
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")


def normal_host(host: str) -> str:
    """The host in its one spelling: lower-case ASCII name, dotted IPv4, or compressed IPv6 in brackets.

    Raises ValueError, with a sentence, for what no client would connect to.
    """
    if host.startswith("["):
        return _normal_ipv6(host)
    name = _ascii_name(host)
    if _FORBIDDEN.search(name):
        raise ValueError("the host name holds characters that a host cannot have")
    name = name.removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4_of(labels)
    _check_labels(name, labels)
    return name


def address_of(host: str) -> str | None:
    """The bare IP address of a normal host, or None when it is a name."""
    if host.startswith("["):
        return host[1:-1]
    return host if _ADDRESS.fullmatch(host) else None


def _normal_ipv6(host: str) -> str:
    if not host.endswith("]") or "%" in host:
        raise ValueError("the IPv6 address in brackets is not one")
    try:
        return f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]"
    except ValueError as error:
        raise ValueError("the IPv6 address in brackets is not one") from error


def _ascii_name(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        # Not idna.encode(): it refuses names that are registered and in use, such as emoji domains.
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
        return ".".join(_ascii_label(label) for label in mapped.split(".")).lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError("the host name holds characters that no domain name can have") from error


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    # What browsers check besides: such labels look like others, or like nothing.
    idna.check_bidi(label)
    idna.check_initial_combiner(label)
    if any(not idna.valid_contextj(label, place) for place, mark in enumerate(label) if mark in _JOINERS):
        raise UnicodeError("a joiner where nothing is joined")
    return "xn--" + label.encode("punycode").decode("ascii")


def _ipv4_of(labels: list[str]) -> str:
    """A host whose last label is a number is an address or nothing; each part may be octal or hexadecimal."""
    parts = [_number(label) for label in labels]
    if len(parts) > 4 or any(part is None for part in parts):
        raise ValueError("the host looks like an IPv4 address but is none")
    *head, last = [part for part in parts if part is not None]
    if any(part > 255 for part in head) or last >= 256 ** (4 - len(head)):
        raise ValueError("the host looks like an IPv4 address but is none")
    value = last + sum(part << (8 * (3 - position)) for position, part in enumerate(head))
    return str(ipaddress.IPv4Address(value))


def _number(label: str) -> int | None:
    if not _NUMBER.fullmatch(label) or len(label) > LONGEST_LABEL:
        return None
    if label[:2] in ("0x", "0X"):
        return int(label[2:] or "0", 16)
    if len(label) > 1 and label.startswith("0"):
        return int(label, 8) if not set(label) & {"8", "9"} else None
    return int(label)


def _check_labels(name: str, labels: list[str]) -> None:
    if not name:
        raise ValueError("the host is missing")
    if len(name) > LONGEST_NAME or any(len(label) > LONGEST_LABEL for label in labels):
        raise ValueError("the host name is too long")
    if not all(labels):
        raise ValueError("the host name has an empty part")
