"""Makes small grey pictures in bytes, so that an image URL leads to an image."""

from __future__ import annotations

import struct
from zlib import compress, crc32

#: Sides in pixels, multiples of 8: small, and yet not one of the 1x1 pictures that count visitors.
WIDTH, HEIGHT = 640, 360


def picture(name: str) -> tuple[bytes, str] | None:
    """The bytes and content type for a file name, or None where it names no picture."""
    if name.endswith(".png"):
        return png(shade=crc32(name.encode()) % 256), "image/png"
    if name.endswith((".jpg", ".jpeg")):
        return jpeg(), "image/jpeg"
    return None


def png(shade: int) -> bytes:
    """An even grey as PNG."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([shade]) * WIDTH) * HEIGHT
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", compress(rows, 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


def jpeg() -> bytes:
    """A middle grey as baseline JPEG: every 8x8 block is the two bits "no difference, end of block"."""
    one_code = b"\x01" + bytes(15)
    blocks = WIDTH * HEIGHT // 64
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            _segment(0xDB, b"\0" + b"\x10" * 64),
            _segment(0xC0, struct.pack(">BHHB", 8, HEIGHT, WIDTH, 1) + b"\x01\x11\0"),
            _segment(0xC4, b"\x00" + one_code + b"\0"),
            _segment(0xC4, b"\x10" + one_code + b"\0"),
            _segment(0xDA, b"\x01\x01\x00\0\x3f\0"),
            bytes(blocks // 4),
            b"\xff\xd9",
        )
    )


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data
