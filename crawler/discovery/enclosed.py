"""What an entry brings besides its words about the article: the whole text, and pictures, sound and video."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from crawler.discovery.links import http_url
from crawler.discovery.model import FoundMedia
from crawler.discovery.xml import Element, attribute, local_name, text_of

MOST_MEDIA = 20
#: Characters of an entry's whole text; more is no article.
LONGEST_CONTENT = 1024 * 1024

_OUTER_TAG = re.compile(r"\A<[^>]*>|</[^<>]*>\Z")
_MARKUP_TYPES = ("html", "text/html", "xhtml", "application/xhtml+xml", "")

Fields = Mapping[str, Sequence[Element]]


def content_of(fields: Fields) -> str | None:
    """The whole text as markup, where the entry gives it and not only a summary; nothing in it is made safe."""
    for name in ("content:encoded", "content", "body", "xhtml:body", "xhtml:div", "fullitem"):
        for element in fields.get(name, ()):
            markup = markup_of(element)
            if markup and len(markup) <= LONGEST_CONTENT:
                return markup
    return None


def markup_of(element: Element) -> str:
    """The markup inside an element, whether it was escaped (HTML), not (XHTML), packed (base64), or plain text.

    Empty for content that stands elsewhere, or is no text at all (an image).
    """
    kind = attribute(element, "type").lower().partition(";")[0].strip()
    if attribute(element, "src"):
        return ""
    if attribute(element, "mode").lower() == "base64" or kind == "application/octet-stream":
        return _from_base64(text_of(element))
    if not (kind in _MARKUP_TYPES or kind.startswith("text") or kind.endswith(("+xml", "/xml"))):
        return ""
    if len(element):
        written = etree.tostring(element, encoding="unicode", with_tail=False)
        return _OUTER_TAG.sub("", written).strip()
    text = text_of(element)
    return escaped(text) if kind.startswith("text") and kind != "text/html" else text


def _from_base64(text: str) -> str:
    """The text in base64, as Atom 0.3 has it; empty where there is none."""
    try:
        return base64.b64decode(text.encode("ascii")).decode("utf-8")
    except ValueError:
        return ""


def escaped(text: str) -> str:
    """Plain text as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def media_of(fields: Fields, base: str) -> tuple[FoundMedia, ...]:
    """The files that the entry names, each once, enclosures first."""
    found: dict[str, FoundMedia] = {}
    for media in _media(fields, base):
        found.setdefault(media.url, media)
        if len(found) >= MOST_MEDIA:
            break
    return tuple(found.values())


def _media(fields: Fields, base: str) -> Iterator[FoundMedia]:
    for element in fields.get("enclosure", ()):
        yield from _file(element, "url", "enclosure", base)
    for element in fields.get("link", ()):
        if attribute(element, "rel").lower() == "enclosure":
            yield from _file(element, "href", "enclosure", base)
    groups = [child for group in fields.get("media:group", ()) for child in group]
    for element in (*fields.get("media:content", ()), *groups):
        if local_name(element) == "content":
            yield from _file(element, "url", "media", base)
    for element in (*fields.get("media:thumbnail", ()), *_thumbnails(fields, groups)):
        yield from _file(element, "url", "thumbnail", base)
    for element in fields.get("itunes:image", ()):
        yield from _file(element, "href", "thumbnail", base)


def _thumbnails(fields: Fields, groups: Sequence[Element]) -> Iterator[Element]:
    inner = (child for content in fields.get("media:content", ()) for child in content)
    return (element for element in (*groups, *inner) if local_name(element) == "thumbnail")


def _file(element: Element, name: str, role: str, base: str) -> Iterator[FoundMedia]:
    url = http_url(attribute(element, name), base)
    if url:
        size = attribute(element, "length") or attribute(element, "filesize")
        yield FoundMedia(url, role, file_type(attribute(element, "type")), file_size(size))


def file_type(text: str) -> str | None:
    """A media type such as "audio/mpeg", or None when it is none."""
    kind = text.partition(";")[0].strip().lower()
    return kind if re.fullmatch(r"[a-z]+/[\w.+-]{1,80}", kind) else None


def file_size(text: str) -> int | None:
    """A number of bytes; many write 0 for "unknown"."""
    return (int(text) or None) if text.isascii() and text.isdigit() and len(text) <= 15 else None
