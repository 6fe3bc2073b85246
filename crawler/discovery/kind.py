"""What a body is, seen from its bytes: headers lie too often to be asked first."""

from __future__ import annotations

import json
import re
from enum import StrEnum

from crawler.discovery.body import unpacked_head, wide_encoding

#: Enough for the longest preamble of comments and stylesheets that was met before a root element.
_HEAD = 64 * 1024


class BodyKind(StrEnum):
    """What the bytes of a body are."""

    feed = "feed"
    json_feed = "json_feed"
    sitemap = "sitemap"
    html = "html"
    xml = "xml"
    json = "json"
    text = "text"
    image = "image"
    media = "media"
    pdf = "pdf"
    binary = "binary"
    empty = "empty"


_MAGIC = (
    (b"%PDF-", BodyKind.pdf),
    (b"\x89PNG\r\n", BodyKind.image),
    (b"\xff\xd8\xff", BodyKind.image),
    (b"GIF87a", BodyKind.image),
    (b"GIF89a", BodyKind.image),
    (b"BM", BodyKind.image),
    (b"\x00\x00\x01\x00", BodyKind.image),
    (b"II*\x00", BodyKind.image),
    (b"MM\x00*", BodyKind.image),
    (b"ID3", BodyKind.media),
    (b"OggS", BodyKind.media),
    (b"fLaC", BodyKind.media),
    (b"\x1aE\xdf\xa3", BodyKind.media),
    (b"FLV\x01", BodyKind.media),
    (b"PK\x03\x04", BodyKind.binary),
    (b"\x7fELF", BodyKind.binary),
    (b"MZ", BodyKind.binary),
    (b"Rar!", BodyKind.binary),
    (b"7z\xbc\xaf", BodyKind.binary),
)
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PREAMBLE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\s+([\w:.-]+)[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_ROOTS = {
    "rss": BodyKind.feed,
    "rdf": BodyKind.feed,
    "feed": BodyKind.feed,
    "channel": BodyKind.feed,
    "urlset": BodyKind.sitemap,
    "sitemapindex": BodyKind.sitemap,
    "html": BodyKind.html,
}
_HTML_ELEMENT = re.compile("head|body|title|meta|link|script|style|div|p|a|table|h[1-6]|span|main|article")
_URL_LINE = re.compile(r"https?://\S+", re.IGNORECASE)


def sniff_kind(body: bytes, content_type: str | None = None) -> BodyKind:
    """The kind of a body; `content_type` only decides where the bytes leave it open."""
    head = unpacked_head(body, _HEAD)
    if not head.strip():
        return BodyKind.binary if body.strip() else BodyKind.empty
    return _kind_by_magic(head) or _kind_of_text(_text(head), (content_type or "").lower())


def _kind_by_magic(head: bytes) -> BodyKind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (len(magic) > 2 or _NOT_TEXT.search(head[:512])):
            return kind
    if head.startswith(b"RIFF"):
        return BodyKind.image if head[8:12] == b"WEBP" else BodyKind.media
    if head[4:8] == b"ftyp":
        return BodyKind.image if head[8:12] in (b"avif", b"heic", b"mif1") else BodyKind.media
    if wide_encoding(head):
        return None
    return BodyKind.binary if len(_NOT_TEXT.findall(head[:1024])) > 8 else None


def _text(head: bytes) -> str:
    if wide := wide_encoding(head):
        return head[wide[1] :].decode(wide[0], "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _kind_of_text(text: str, content_type: str) -> BodyKind:
    rest = _without_preamble(text)
    if rest.startswith("<"):
        return _kind_of_markup(rest, content_type, is_declared=text.lstrip().startswith("<?xml"))
    if rest.startswith(("{", "[")):
        return _kind_of_json(rest, content_type)
    if _is_url_list(rest):
        return BodyKind.sitemap
    # A page may begin with stray text before its first tag.
    if re.search(r"<(?:html|head|body)\b", rest, re.IGNORECASE) or ("html" in content_type and "</" in rest):
        return BodyKind.html
    inner = re.search(r"<(?:\?xml|rss|feed|rdf:RDF|urlset|sitemapindex)\b", rest[:4096])
    return _kind_of_text(rest[inner.start() :], content_type) if inner else BodyKind.text


def _without_preamble(text: str) -> str:
    position = 0
    while match := _PREAMBLE.match(text, position):
        position = match.end()
    return text[position:]


def _kind_of_markup(text: str, content_type: str, *, is_declared: bool) -> BodyKind:
    doctype = _DOCTYPE.match(text)
    if doctype:
        if doctype[1].lower() == "html":
            return BodyKind.html
        text = _without_preamble(text[doctype.end() :])
    element = _ELEMENT.match(text)
    name = element[1].lower() if element else ""
    if name in _ROOTS:
        return _ROOTS[name]
    if _HTML_ELEMENT.fullmatch(name) and not is_declared:
        return BodyKind.html
    return BodyKind.html if "text/html" in content_type else BodyKind.xml


def _kind_of_json(text: str, content_type: str) -> BodyKind:
    if "jsonfeed.org/version" in text.replace("\\/", "/"):
        return BodyKind.json_feed
    if text.startswith("{") and re.search(r'"items"\s*:\s*\[', text):
        return BodyKind.json_feed
    if "json" in content_type or _is_json(text):
        return BodyKind.json
    return BodyKind.text


def _is_json(text: str) -> bool:
    try:
        json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_url_list(text: str) -> bool:
    lines = [line.strip() for line in text[:8192].splitlines()[:20] if line.strip()]
    return bool(lines) and all(_URL_LINE.fullmatch(line) for line in lines)
