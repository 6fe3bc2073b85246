"""Site learning: from the pages of one source, which blocks recur, and which structures carry the story."""

from __future__ import annotations

from crawler.extraction.site.page import PageTrace
from crawler.extraction.site.profile import SiteProfile

__all__ = ["PageTrace", "SiteProfile"]
