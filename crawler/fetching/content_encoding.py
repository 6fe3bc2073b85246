"""Undoes a body's Content-Encoding, within limits, and tells a whole body from half of one. Pure.

Scrapy's own middleware takes half a gzip stream for the whole page: a cut connection would look like an edit.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from typing import Any

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: What we can undo, as the request tells the server.
ACCEPTED = "gzip, deflate, br, zstd"

#: A text shrinks to a tenth; what swells more than this is a bomb, unless it is small.
MOST_SWELLING = 100
ALWAYS_ALLOWED = 1024 * 1024
#: Packed twice is seen in the wild; more often is an attack.
MOST_LAYERS = 2
#: Members of one gzip body; servers send one. Each costs a copy of what follows it.
MOST_MEMBERS = 20

#: RFC 9659: no more memory than 8 MiB is needed to undo a zstd body, as browsers hold it too.
ZSTD_WINDOW_LOG = 23

_SAMPLE = 1024
_LINES = frozenset(b"\t\n\v\f\r\x1b")
_SHOWN = 40

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class Swollen(ValueError):
    """The body unpacks to more than the limit."""


class Unknown(ValueError):
    """The body is packed in a way that we cannot undo."""


class Damaged(ValueError):
    """The body cannot be unpacked, or not to its end."""


def decoded(body: bytes, encodings: str, *, limit: int) -> bytes:
    """The body as it was before the server packed it; `encodings` is the value of Content-Encoding.

    A name that we do not know is passed over where the body is text all the same: some servers write the charset
    there. Raises Swollen, Damaged or Unknown.
    """
    names = [name.strip().lower() for name in encodings.split(",")]
    layers = [name for name in names if name not in ("", "identity")]
    if len(layers) > MOST_LAYERS:
        raise Damaged(f"the body is packed {len(layers)} times over")
    for name in reversed(layers):
        unpack = _UNPACKERS.get(name)
        if not body:
            break
        if unpack is None:
            if _is_text(body):
                continue
            raise Unknown(
                f"it is packed in a way that we do not know (Content-Encoding: {ascii(name)[1:-1][:_SHOWN]})"
            )
        most = max(ALWAYS_ALLOWED, MOST_SWELLING * len(body))
        try:
            body = unpack(body, min(limit, most))
        except Swollen:
            if most < limit:
                raise Swollen(f"it unpacks to more than {MOST_SWELLING} times its size") from None
            raise Swollen(f"more than {limit / 1024 / 1024:g} MiB") from None
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    return _members(body, limit, _GZIP, lambda rest, room: _inflated(rest, 16 + zlib.MAX_WBITS, room))


def _unzstd(body: bytes, limit: int) -> bytes:
    return _members(body, limit, _ZSTD, _one_frame)


def _members(
    body: bytes, limit: int, magic: bytes, unpack: Callable[[bytes, int], tuple[bytes, bytes]]
) -> bytes:
    """All members one after the other; some servers name an encoding and then forget to apply it."""
    if not body.startswith(magic):
        if not (_is_text(body) or body.startswith((_GZIP, _ZSTD))):
            raise Damaged("the body is not packed as it says")
        return body
    parts: list[bytes] = []
    room = limit
    # What follows the last member is padding.
    while body.startswith(magic):
        if len(parts) == MOST_MEMBERS:
            raise Damaged(f"the body is packed in more than {MOST_MEMBERS} pieces")
        part, body = unpack(body, room)
        parts.append(part)
        room -= len(part)
    return b"".join(parts)


def _inflate(body: bytes, limit: int) -> bytes:
    try:
        return _inflated(body, zlib.MAX_WBITS, limit)[0]
    except Damaged:
        if _is_markup(body):
            return body
        # Many servers send deflate without the zlib wrapper that the standard asks for.
        return _inflated(body, -zlib.MAX_WBITS, limit)[0]


def _unbrotli(body: bytes, limit: int) -> bytes:
    unpacker = brotli.Decompressor()
    parts: list[bytes] = []
    size, rest = 0, body
    try:
        while not unpacker.is_finished():
            part = unpacker.process(rest, output_buffer_limit=limit + 1 - size)
            rest = b""
            size += len(part)
            parts.append(part)
            if size > limit:
                raise Swollen
            if not part:
                raise Damaged("the packed body was cut short")
    except brotli.error:
        if _is_markup(body):
            return body
        raise Damaged("the packed body is damaged") from None
    return b"".join(parts)


def _is_text(body: bytes) -> bool:
    """True for bytes that are text as they stand: such have no control characters but those of lines."""
    sample = body[:_SAMPLE]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_markup(sample):
        return True
    return not any(byte < 32 and byte not in _LINES for byte in sample)


def _is_markup(body: bytes) -> bool:
    """True where the server has named an encoding and forgotten to apply it, for those without a mark of their own."""
    return body.lstrip()[:1] in (b"<", b"{")


def _one_frame(body: bytes, room: int) -> tuple[bytes, bytes]:
    """One zstd frame unpacked, and the bytes behind it."""
    options = {int(zstd.DecompressionParameter.window_log_max): ZSTD_WINDOW_LOG}
    unpacker = zstd.ZstdDecompressor(options=options)
    try:
        part = unpacker.decompress(body, max_length=room + 1)
    except zstd.ZstdError:
        raise Damaged("the packed body is damaged") from None
    return _whole(part, unpacker, room)


def _inflated(body: bytes, window: int, room: int) -> tuple[bytes, bytes]:
    """One stream unpacked, and the bytes behind it."""
    unpacker = zlib.decompressobj(window)
    try:
        part = unpacker.decompress(body, room + 1)
    except zlib.error:
        raise Damaged("the packed body is damaged") from None
    return _whole(part, unpacker, room)


def _whole(part: bytes, unpacker: Any, room: int) -> tuple[bytes, bytes]:
    if len(part) > room:
        raise Swollen
    if not unpacker.eof:
        raise Damaged("the packed body was cut short")
    return part, unpacker.unused_data


_UNPACKERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
