"""Reads the bytes of a page into an article: clean text, what the page says about it, and every line left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.extraction.guidance import UNGUIDED, Guidance
from crawler.extraction.model import DroppedLine, ExtractedArticle, Image, LiveEntry
from crawler.extraction.site.profile import SiteProfile

if TYPE_CHECKING:
    from crawler.extraction.article import extract_article, read_article

__all__ = [
    "UNGUIDED",
    "DroppedLine",
    "ExtractedArticle",
    "Guidance",
    "Image",
    "LiveEntry",
    "SiteProfile",
    "extract_article",
    "read_article",
]


def __getattr__(name: str) -> Any:
    # The crawl process and the command line only handle the values; trafilatura and the language model,
    # half a second and 60 MB, are loaded where a page is really read.
    if name in ("extract_article", "read_article"):
        from crawler.extraction import article

        return getattr(article, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
