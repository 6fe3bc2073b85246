"""The address that the page itself calls its own; whether it is plausible is for `crawler.urls` to say."""

from __future__ import annotations

from urllib.parse import urljoin

from crawler.extraction.metadata.signals import Signals


def canonical_of(signals: Signals, url: str) -> str:
    """rel=canonical, else og:url, made absolute; the page's own address where it names none."""
    for address in (signals.canonical, signals.first("og:url")):
        if not address:
            continue
        try:
            absolute = urljoin(url, address.strip())
        except ValueError:
            continue
        if absolute.startswith(("http://", "https://")):
            return absolute
    return url
