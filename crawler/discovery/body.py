"""A body as it came, made safe to parse: unpacked within a limit, in UTF-8, without a document type."""

from __future__ import annotations

import codecs
import re
import zlib
from html.entities import html5

_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: "<?" or "<r" and the like, in encodings of two or four bytes without a byte order mark.
_WIDE_STARTS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_SINGLE_BYTES = ("cp125", "iso8859", "koi8", "mac")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,400}\?>", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']", re.IGNORECASE)
_CDATA = "<![CDATA["
_PREAMBLE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_END_OF_SUBSET = re.compile(r"\]\s*>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)([A-Za-z][A-Za-z0-9]{1,30};)?"
)


def unpacked(body: bytes, limit: int) -> bytes:
    """The body without gzip, should it be packed; raises ValueError past `limit` bytes."""
    # Packed twice is seen in the wild (a .gz file behind Content-Encoding: gzip); more often is an attack.
    for _ in range(2):
        if not body.startswith(_GZIP):
            break
        body = _gunzipped(body, limit)
    if len(body) > limit:
        raise ValueError(f"it is larger than {limit // 1024 // 1024} MiB")
    return body


def unpacked_head(body: bytes, size: int) -> bytes:
    """The first `size` bytes of the body without gzip; what cannot be unpacked is simply missing."""
    for _ in range(2):
        if not body.startswith(_GZIP):
            break
        try:
            body = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body, size)
        except zlib.error:
            return b""
    return body[:size]


def xml_text(body: bytes) -> str:
    """The document as text without declaration and document type, so that nothing in it can be expanded."""
    text = _decoded(body)
    declaration = _DECLARATION.match(text)
    if declaration:
        text = text[declaration.end() :]
    return _without_doctype(text).lstrip()


def repaired(text: str) -> str:
    """The text with what XML forbids and feeds contain made legal: controls, stray "&", HTML's named entities."""
    parts: list[str] = []
    position = 0
    legal = _NOT_XML.sub("", text)
    # Found by find(), section by section: an unclosed CDATA must not cost a scan of the whole text each time.
    while (start := legal.find(_CDATA, position)) >= 0 and (end := legal.find("]]>", start)) >= 0:
        parts += (_AMPERSAND.sub(_legal_ampersand, legal[position:start]), legal[start : end + 3])
        position = end + 3
    parts.append(_AMPERSAND.sub(_legal_ampersand, legal[position:]))
    return "".join(parts)


def _gunzipped(body: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while body.startswith(_GZIP):
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            part = unpacker.decompress(body, limit + 1 - size)
        except zlib.error as error:
            raise ValueError("its gzip is damaged") from error
        size += len(part)
        if size > limit:
            raise ValueError(f"it unpacks to more than {limit // 1024 // 1024} MiB")
        if not unpacker.eof:
            raise ValueError("its gzip ends too early")
        parts.append(part)
        body = unpacker.unused_data
    return b"".join(parts)


def _decoded(body: bytes) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for start, encoding in _WIDE_STARTS:
        if body.startswith(start):
            return body.decode(encoding, "replace")
    declared = _ENCODING.search(body[:1024])
    codec = _codec(declared[1]) if declared else None
    # UTF-8 under another name is common; text in a charset of single bytes that happens to be UTF-8 is not.
    first = "utf-8" if codec and codec.startswith(_SINGLE_BYTES) else codec
    for name in (first, codec, "utf-8"):
        text = _decoded_exactly(body, name) if name else None
        if text is not None:
            return text
    # Not what it says and not UTF-8: mostly Windows-1252, with a few bytes that this does not know either.
    return body.decode("cp1252", "replace")


def _codec(name: bytes) -> str | None:
    """The codec for a declared encoding; browsers' reading of the Latin-1 family, and no wide ones without a mark."""
    try:
        codec = codecs.lookup(name.decode("ascii")).name
    except LookupError:
        return None
    if codec in ("iso8859-1", "ascii"):
        return "utf-8" if codec == "ascii" else "cp1252"
    # utf-7 and the codecs that are no charsets ("rot13", "idna", …) are never what a document means.
    return None if codec.startswith(("utf-16", "utf-32", "utf-7")) else codec


def _decoded_exactly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        return None


def _without_doctype(text: str) -> str:
    start = 0
    while preamble := _PREAMBLE.match(text, start):
        start = preamble.end()
    # Anywhere else it would be a mistake, which libxml2 refuses.
    return text[_end_of_doctype(text, start) :] if _DOCTYPE.match(text, start) else text


def _end_of_doctype(text: str, position: int) -> int:
    opening = text.find("[", position)
    closing = text.find(">", position)
    if closing < 0:
        return len(text)
    if opening < 0 or opening > closing:
        return closing + 1
    # An internal subset ends with "]>"; quoted "]>" inside it would only cut it short.
    end = _END_OF_SUBSET.search(text, opening)
    return end.end() if end else len(text)


def _legal_ampersand(match: re.Match[str]) -> str:
    name = match[1]
    if not name:
        return "&amp;"
    character = html5.get(name)
    return character if character and character not in "<>&" else f"&amp;{name}"
