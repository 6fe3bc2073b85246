"""The lead picture, with its caption and credit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.metadata.date_text import read_date_text
from crawler.extraction.metadata.json_ld import as_list
from crawler.extraction.metadata.names import BY
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.model import Image

_LONGEST_CAPTION = 600
#: "…at the harbour. (Photo: Ann Example)", "… | Credit: X", "… © X".
_CREDIT_IN_BRACKETS = re.compile(
    r"\s*[(（\[]\s*(?:(?:photos?|pictures?|image|file photo|foto|bild|credits?|via|source|courtesy|फोटो|"
    r"फ़ोटो|"
    r"तस्वीर|写真|画像|提供|撮影|©)(?: (?:by|credits?|courtesy|"
    r"of))?\s*[:：=＝/]?\s*)([^()（）\[\]]{2,80})[)）\]]\s*\.?$",
    re.IGNORECASE,
)
_CREDIT_AFTER_MARK = re.compile(
    r"\s*(?:[|｜•·]\s*|[-–—]\s+|(?<=[.!?。।…])\s*)?(?:(?:(?:photos?|pictures?|image|foto|bild|credits?|"
    r"picture credit|photo credit|फोटो|फ़ोटो|写真|画像|撮影|提供)(?: (?:by|credits?|courtesy|"
    r"source))?\s*[:：=＝/]\s*)|"
    r"©\s*)([^|]{2,80})$",
    re.IGNORECASE,
)
_NO_PHOTO = re.compile(
    r"(?:logo|placeholder|default|avatar|sprite|favicon|blank|share)[^/]*\.(?:png|svg|jpe?g|gif|webp)",
    re.IGNORECASE,
)


def find_image(signals: Signals, blocks: Sequence[Block], url: str) -> Image | None:
    """The picture that the page puts above its article."""
    address = _address(signals, blocks)
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
            return text[: match.start()].strip(" |-–—([") or None, match.group(1).strip(" .©)]")
    return text or None, None


def _address(signals: Signals, blocks: Sequence[Block]) -> str | None:
    if address := signals.first(
        "og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src"
    ):
        return address
    for item in as_list(signals.article.get("image")):
        if found := _url_of(item):
            return found
    return _in_figure(blocks)


def _in_figure(blocks: Sequence[Block]) -> str | None:
    """The picture of the first figure near the headline."""
    for block in blocks:
        for figure in block.element.iterancestors("figure"):
            for picture in figure.iter("img", "amp-img"):
                if address := picture.get("src"):
                    return str(address).strip()
    return None


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
    """Caption and credit of the first figure, or the first line with a credit, around the headline."""
    caption = credit = None
    for block in blocks:
        if len(block.text) > _LONGEST_CAPTION or not _is_caption(block):
            if caption or credit:
                break
            continue
        text, found = split_credit(block.text)
        if block.stands_in(places.CREDIT) and caption:
            credit = credit or found or block.text
        else:
            caption, credit = caption or text, credit or found
    return caption, credit


def _is_caption(block: Block) -> bool:
    if BY.match(block.text) or read_date_text(block.text) is not None:
        return False
    return block.stands_in(places.CAPTION | places.FIGURE) or bool(_CREDIT_IN_BRACKETS.search(block.text))


def _said_in_json_ld(signals: Signals) -> str | None:
    for item in as_list(signals.article.get("image")):
        if isinstance(item, dict) and isinstance(caption := item.get("caption"), str) and caption.strip():
            return " ".join(caption.split())[:_LONGEST_CAPTION]
    return None
