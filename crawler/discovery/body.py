"""A body as it came, made safe to parse: unpacked within a limit, in UTF-8, without a document type."""

from __future__ import annotations

import codecs
import re
import zlib
from html.entities import html5

from w3lib.encoding import http_content_type_encoding, resolve_encoding

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
#: Labels of the Encoding Standard that neither Python nor w3lib knows.
_OTHER_LABELS = {
    "x-euc-jp": "euc-jp",
    "x-gbk": "gbk",
    "x-x-big5": "big5",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "unicode-1-1-utf-8": "utf-8",
    "x-mac-cyrillic": "mac-cyrillic",
}
_STRAY_BYTES = 3
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_ASCII = bytes(range(128))
_SAMPLE = 64 * 1024
#: Bytes beyond ASCII from which on a text is not UTF-8 by chance.
_ENOUGH = 16
_SINGLE_BYTES = ("cp125", "iso8859", "koi8", "mac")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,400}\?>", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']", re.IGNORECASE)
_CDATA = "<![CDATA["
_PREAMBLE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_END_OF_SUBSET = re.compile(r"\]\s*>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SURROGATES = re.compile(
    r"&#(5[5-7][0-9]{3}|[xX][dD][89a-fA-F][0-9a-fA-F]{2});(?:&#(5[5-7][0-9]{3}|[xX][dD][c-fC-F][0-9a-fA-F]{2});)?"
)
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


def xml_text(body: bytes, content_type: str | None = None) -> str:
    """The document as text without declaration and document type, so that nothing in it can be expanded."""
    text = _decoded(body, content_type)
    declaration = _DECLARATION.match(text)
    if declaration:
        text = text[declaration.end() :]
    return _without_doctype(text).lstrip()


def repaired(text: str) -> str:
    """The text with what XML forbids and feeds contain made legal: controls, stray "&", HTML's named entities."""
    parts: list[str] = []
    position = 0
    legal = _SURROGATES.sub(_joined_surrogates, _NOT_XML.sub("", text))
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


def wide_encoding(head: bytes) -> tuple[str, int] | None:
    """The encoding of two or four bytes a character that a document begins in, and the length of its mark."""
    for mark, encoding in _BOMS[1:]:
        if head.startswith(mark):
            return encoding, len(mark)
    return next(((encoding, 0) for start, encoding in _WIDE_STARTS if head.startswith(start)), None)


def _decoded(body: bytes, content_type: str | None) -> str:
    """By its mark, the header of the answer, its own declaration, and then by what it looks like."""
    if body.startswith(codecs.BOM_UTF8):
        return body[len(codecs.BOM_UTF8) :].decode("utf-8", "replace")
    if wide := wide_encoding(body):
        return body[wide[1] :].decode(wide[0], "replace")
    declared = _ENCODING.search(body[:1024])
    told = http_content_type_encoding(content_type) if content_type else None
    codecs_told = [_codec(name) for name in (told, declared[1].decode("ascii") if declared else None) if name]
    known = [codec for codec in codecs_told if codec]
    # UTF-8 under another name is common; text in another charset that happens to be UTF-8 is not, unless it is short.
    is_long = len(body[:_SAMPLE].translate(None, _ASCII)) > _ENOUGH
    first = "utf-8" if is_long or all(codec.startswith(_SINGLE_BYTES) for codec in known) else known[0]
    for name in (first, *known, "utf-8"):
        text = _decoded_exactly(body, name)
        if text is not None:
            return text
    for name in (*known, "utf-8"):
        text = body.decode(name, "replace")
        # A stray byte or two, or a character cut through, do not make it another charset.
        if text.count("\ufffd") <= max(_STRAY_BYTES, len(text) // 500) and _is_mostly_whole(text):
            return text
    return _guessed(body)


def _is_mostly_whole(text: str) -> bool:
    """True where more characters beyond ASCII could be read than not: in Windows-1252 none could."""
    return len(text) - len(text.encode("ascii", "ignore")) > 2 * text.count("\ufffd")


def _guessed(body: bytes) -> str:
    western = _decoded_exactly(body, "cp1252") if _has_single_accents(body) else None
    if western is not None:
        return western
    # Takes a while to import, and one feed in many thousands needs it.
    from crawler.extraction.decode import decode_page

    text = decode_page(body)
    return text if "\ufffd" not in text else body.decode("cp1252", "replace")


def _has_single_accents(body: bytes) -> bool:
    """True where bytes beyond ASCII stand alone between letters, as in the west of Europe; elsewhere they are words."""
    runs = [len(run) for run in _BEYOND_ASCII.findall(body[:_SAMPLE])]
    return 2 * sum(length for length in runs if length > 2) <= sum(runs)


def _codec(name: str) -> str | None:
    """The codec for a declared encoding as browsers read the name, and no wide ones without a mark."""
    try:
        label = _OTHER_LABELS.get(name.lower(), name)
        codec = codecs.lookup(resolve_encoding(label) or label).name
    except (LookupError, ValueError):
        return None
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


def _joined_surrogates(match: re.Match[str]) -> str:
    """A character beyond the first plane as some writers of JavaScript escape it: each half by itself."""
    halves = [int(half[1:], 16) if half[0] in "xX" else int(half) for half in match.groups() if half]
    pair = b"".join(half.to_bytes(2, "big") for half in halves if half <= 0xFFFF)
    return pair.decode("utf-16-be", "ignore") if all(0xD800 <= half < 0xE000 for half in halves) else match[0]


def _legal_ampersand(match: re.Match[str]) -> str:
    name = match[1]
    if not name:
        return "&amp;"
    character = html5.get(name)
    return character if character and character not in "<>&" else f"&amp;{name}"
