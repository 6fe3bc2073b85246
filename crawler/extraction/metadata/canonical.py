"""The address under which the page's article is kept, as far as the page itself can be believed about it."""

from __future__ import annotations

from crawler.canonical_link import first_plausible
from crawler.errors import InvalidURL
from crawler.extraction.metadata.signals import Signals


def canonical_of(signals: Signals, url: str) -> str:
    """rel=canonical, else og:url, where plausible; the page's own address where it names none."""
    try:
        return first_plausible((signals.canonical, signals.first("og:url")), url)
    except InvalidURL:
        # A page from a file may have no address.
        return url
