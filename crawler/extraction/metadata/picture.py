"""The lead picture, with its caption and credit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.metadata.json_ld import as_list
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.model import Image

_LONGEST_CAPTION = 600
#: "…at the harbour. (Photo: Ann Example)", "… | Credit: X", "… © X".
_CREDIT_IN_BRACKETS = re.compile(
    r"\s*[(（\[]\s*(?:(?:photos?|pictures?|image|file photo|foto|bild|credits?|via|source|courtesy|फोटो|फ़ोटो|"
    r"तस्वीर|写真|画像|提供|撮影|©)(?: (?:by|credits?|courtesy|of))?\s*[:：=＝/]?\s*)([^()（）\[\]]{2,80})[)）\]]\s*\.?$",
    re.IGNORECASE,
)
_CREDIT_AFTER_MARK = re.compile(
    r"\s*(?:[|｜•·]\s*|[-–—]\s+|(?<=[.!?。।…])\s*)?(?:(?:(?:photos?|pictures?|image|foto|bild|credits?|"
    r"picture credit|photo credit|फोटो|फ़ोटो|写真|画像|撮影|提供)(?: (?:by|credits?|courtesy|source))?\s*[:：=＝/]\s*)|"
    r"©\s*)([^|]{2,80})$",
    re.IGNORECASE,
)
_NO_PHOTO = re.compile(
    r"(?:logo|placeholder|default|avatar|sprite|favicon|blank|share)[^/]*\.(?:png|svg|jpe?g|gif|webp)",
    re.IGNORECASE,
)


def find_image(signals: Signals, blocks: Sequence[Block], url: str) -> Image | None:
    """The picture that the page puts above its article."""
    address = _address(signals)
    if not address:
        return None
    absolute = _absolute(url, address)
    if absolute is None or _NO_PHOTO.search(absolute):
        return None
    caption, credit = _caption_near(blocks)
    said = _said_in_json_ld(signals)
    return Image(absolute, caption or said, credit)


def split_credit(text: str) -> tuple[str | None, str | None]:
    """A caption and the credit at its end."""
    for pattern in (_CREDIT_IN_BRACKETS, _CREDIT_AFTER_MARK):
        if match := pattern.search(text):
            return text[: match.start()].strip(" |-–—") or None, match.group(1).strip(" .©")
    return text or None, None


def _address(signals: Signals) -> str | None:
    if address := signals.first(
        "og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src"
    ):
        return address
    return next((found for item in as_list(signals.article.get("image")) if (found := _url_of(item))), None)


def _url_of(item: Any) -> str | None:
    if isinstance(item, dict):
        item = item.get("url") or item.get("contentUrl") or item.get("@id")
    return item.strip() if isinstance(item, str) and item.strip() else None


def _absolute(base: str, address: str) -> str | None:
    try:
        absolute = urljoin(base, address)
    except ValueError:
        return None
    return absolute if absolute.startswith(("http://", "https://")) else None


def _caption_near(blocks: Sequence[Block]) -> tuple[str | None, str | None]:
    """Caption and credit of the first figure among the blocks around the headline."""
    caption = credit = None
    figure: HtmlElement | None = None
    for block in blocks:
        if not block.stands_in(places.CAPTION | places.FIGURE) or len(block.text) > _LONGEST_CAPTION:
            if figure is not None:
                break
            continue
        figure = block.element
        text, found = split_credit(block.text)
        if block.stands_in(places.CREDIT) and caption:
            credit = credit or found or block.text
        else:
            caption, credit = caption or text, credit or found
    return caption, credit


def _said_in_json_ld(signals: Signals) -> str | None:
    for item in as_list(signals.article.get("image")):
        if isinstance(item, dict) and isinstance(caption := item.get("caption"), str) and caption.strip():
            return " ".join(caption.split())[:_LONGEST_CAPTION]
    return None
