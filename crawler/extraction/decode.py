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
    head = page[:2048]
    if not head.startswith(tuple(bom for bom, _ in _BOMS)) and head.count(0) > len(head) // 10:
        return None if _utf16_without_bom(head) else "binary data"
    return None


def decode_page(page: bytes, content_type: str | None = None) -> str:
    """The page as text; bytes that fit no encoding become replacement characters."""
    for bom, encoding in _BOMS:
        if page.startswith(bom):
            return page[len(bom) :].decode(encoding, "replace")
    is_utf8 = _is_utf8(page)
    # Pages in UTF-8 that declare a legacy encoding are common; the opposite hardly decodes as UTF-8 by chance.
    if is_utf8 and not page.isascii():
        return page.decode("utf-8")
    for encoding in _declared(page, content_type):
        try:
            return page.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    if is_utf8:
        return page.decode("utf-8")
    return _decode_by_guess(page, _declared(page, content_type))


def _declared(page: bytes, content_type: str | None) -> list[str]:
    names = [http_content_type_encoding(content_type), html_body_declared_encoding(page)]
    return [name for name in names if name]


def _is_utf8(page: bytes) -> bool:
    try:
        page.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_bom(head: bytes) -> str | None:
    """UTF-16 text of mostly Latin letters has a zero in every second byte."""
    half = len(head) // 2
    if head[1::2].count(0) > 0.7 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half:
        return "utf-16-be"
    return None


def _decode_by_guess(page: bytes, declared: list[str]) -> str:
    if encoding := _utf16_without_bom(page[:2048]):
        return page.decode(encoding, "replace")
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
