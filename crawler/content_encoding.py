"""Undoes a body's Content-Encoding, within limits, and tells a whole body from half of one. Pure.

Scrapy's own middleware takes half a gzip stream for the whole page: a cut connection would look like an edit.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

#: What we can undo, as the request tells the server. Every server can do gzip.
ACCEPTED = "gzip, deflate"

#: A text shrinks to a tenth; what swells more than this is a bomb, unless it is small.
MOST_SWELLING = 100
ALWAYS_ALLOWED = 1024 * 1024
#: Packed twice is seen in the wild; more often is an attack.
MOST_LAYERS = 2
#: Members of one gzip body; servers send one. Each costs a copy of what follows it.
MOST_MEMBERS = 20

_GZIP = b"\x1f\x8b"


class Swollen(ValueError):
    """The body unpacks to more than the limit."""


class Damaged(ValueError):
    """The body cannot be unpacked, or not to its end."""


def decoded(body: bytes, encodings: str, *, limit: int) -> bytes:
    """The body as it was before the server packed it; `encodings` is the value of Content-Encoding.

    An encoding that we do not know is left: what the bytes are shows when they are read.
    """
    names = [name.strip().lower() for name in encodings.split(",")]
    layers = [name for name in names if name not in ("", "identity")]
    if len(layers) > MOST_LAYERS:
        raise Damaged(f"the body is packed {len(layers)} times over")
    for name in reversed(layers):
        unpack = _UNPACKERS.get(name)
        if unpack is None or not body:
            break
        most = max(ALWAYS_ALLOWED, MOST_SWELLING * len(body))
        try:
            body = unpack(body, min(limit, most))
        except Swollen:
            if most < limit:
                raise Swollen(f"it unpacks to more than {MOST_SWELLING} times its size") from None
            raise Swollen(f"more than {limit / 1024 / 1024:g} MiB") from None
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    """All members of a gzip file; some servers name gzip and then forget to apply it."""
    if not body.startswith(_GZIP):
        return body
    parts: list[bytes] = []
    room = limit
    # What follows the last member is padding.
    while body.startswith(_GZIP):
        if len(parts) == MOST_MEMBERS:
            raise Damaged(f"the body is packed in more than {MOST_MEMBERS} pieces")
        part, body = _inflated(body, 16 + zlib.MAX_WBITS, room)
        parts.append(part)
        room -= len(part)
    return b"".join(parts)


def _inflate(body: bytes, limit: int) -> bytes:
    try:
        return _inflated(body, zlib.MAX_WBITS, limit)[0]
    except Damaged:
        # Many servers send deflate without the zlib wrapper that the standard asks for.
        return _inflated(body, -zlib.MAX_WBITS, limit)[0]


def _inflated(body: bytes, window: int, room: int) -> tuple[bytes, bytes]:
    """One stream unpacked, and the bytes behind it."""
    unpacker = zlib.decompressobj(window)
    try:
        part = unpacker.decompress(body, room + 1)
    except zlib.error:
        raise Damaged("the packed body is damaged") from None
    if len(part) > room:
        raise Swollen
    if not unpacker.eof:
        raise Damaged("the packed body was cut short")
    return part, unpacker.unused_data


_UNPACKERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
}
