"""Turns the bytes of a page into text: byte order mark, then HTTP header, then meta tag, then detection."""

from __future__ import annotations

import codecs
import re

from trafilatura.utils import detect_encoding
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

#: First bytes of files that some servers send as text/html.
_BINARY_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"\x89PNG\r\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a RIFF container",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b\x08": "gzip data",
    b"\x28\xb5\x2f\xfd": "zstd data",
    b"BZh": "bzip2 data",
    b"\x7fELF": "a program",
    b"\x00\x00\x00\x18ftyp": "an MP4 video",
    b"ID3": "an MP3 file",
}
_SAMPLE = 8_192
_NO_CHARACTER = re.compile("[\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f]")
#: A page cut in the middle of a character, or with a stray byte or two.
_STRAY_BYTES = 3
_HEAD = 2_048
#: So many of the bytes at one of the two places are zero in UTF-16, and far fewer at the other.
_WIDE_ZEROS = 0.05
_HIGHEST_PLANE = 0x10
_FAR_FEWER = 20
#: What changes the alphabet in the encodings of seven bits.
_ESCAPES = ((b"\x1b$)C", "iso-2022-kr"), (b"\x1b$B", "iso-2022-jp"), (b"\x1b$@", "iso-2022-jp"))
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def binary_kind(page: bytes) -> str | None:
    """What the bytes are when they are plainly no text, else None."""
    for signature, kind in _BINARY_SIGNATURES.items():
        if page.startswith(signature):
            return kind
    head = page[:_HEAD]
    if not head.startswith(tuple(bom for bom, _ in _BOMS)) and head.count(0) > len(head) // 10:
        return None if _wide_without_bom(head) else "binary data"
    return None


def decode_page(page: bytes, content_type: str | None = None) -> str:
    """The page as text; bytes that fit no encoding become replacement characters."""
    for bom, encoding in _BOMS:
        if page.startswith(bom):
            return page[len(bom) :].decode(encoding, "replace")
    if wide := _wide_without_bom(page[:_HEAD]):
        return page.decode(wide, "replace")
    as_utf8 = _as_utf8(page)
    # Pages in UTF-8 that declare a legacy encoding are common; the opposite hardly decodes as UTF-8 by chance.
    if as_utf8 is not None and not page.isascii():
        return as_utf8
    for encoding in _declared(page, content_type):
        try:
            return page.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    if as_utf8 is not None:
        escaped = next((name for escape, name in _ESCAPES if escape in page), None)
        return page.decode(escaped, "replace") if escaped else as_utf8
    return _decode_by_guess(page, _declared(page, content_type))


def _declared(page: bytes, content_type: str | None) -> list[str]:
    names = [http_content_type_encoding(content_type), html_body_declared_encoding(page)]
    return [name for name in names if name]


def _as_utf8(page: bytes) -> str | None:
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _wide_without_bom(head: bytes) -> str | None:
    """UTF-16 and UTF-32 are told by where their zeros stand: white space and markup have them in any script."""
    name = _wide_by_zeros(head) if 0 in head else None
    # A page without a blank or a tag in its beginning is none.
    return name if name and not {"<", " ", "\n"}.isdisjoint(head.decode(name, "replace")) else None


def _wide_by_zeros(head: bytes) -> str | None:
    units = len(head) // 4
    zeros = [head[place : 4 * units : 4].count(0) for place in range(4)]
    if units and zeros[3] == units and max(head[2 : 4 * units : 4]) <= _HIGHEST_PLANE:
        return "utf-32-le"
    if units and zeros[0] == units and max(head[1 : 4 * units : 4]) <= _HIGHEST_PLANE:
        return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if odd > _WIDE_ZEROS * 2 * units and even <= odd // _FAR_FEWER:
        return "utf-16-le"
    if even > _WIDE_ZEROS * 2 * units and odd <= even // _FAR_FEWER:
        return "utf-16-be"
    return None


def _decode_by_guess(page: bytes, declared: list[str]) -> str:
    # A declared encoding that fails on few bytes is still the best guess: cut characters, a stray control byte.
    for name in [*declared, "utf-8"]:
        text = page.decode(name, "replace")
        if text.count("�") <= max(_STRAY_BYTES, len(text) // 500):
            return text
    for guess in detect_encoding(page):
        encoding = resolve_encoding(guess) or guess
        try:
            return page.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return page.decode(declared[0] if declared else "utf-8", "replace")


def is_garbled(text: str) -> bool:
    """True when so much of the text's beginning is no character that it was no text."""
    beginning = text[:_SAMPLE]
    return len(_NO_CHARACTER.findall(beginning)) > len(beginning) // 20
