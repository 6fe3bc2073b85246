"""Twins: AMP, mobile and print views of an article, whichever of them is met first.

A page is a twin where it names another address as its article's. What stands there in other words is no edit: the
article's own page has the say, and a twin only stands in for it until it comes.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from crawler.urls import canonical_url

#: The same page is served with and without these.
_SCHEME_AND_WWW = re.compile(r"https?://(?:www\.)?")


class Claim(Enum):
    """What a page that was read is to the article that is kept under its canonical address."""

    #: The page it was read from, or one as good: a text that differs is an edit.
    another_look = auto()
    #: A twin: it has nothing to say beside the page that is kept.
    twin = auto()
    #: The article's own page, while what is kept was read from a twin.
    own_page = auto()


def claim_of(url: str, canonical: str, *, kept_from: str) -> Claim:
    """What the page at `url` is to the article at `canonical`, which was read from `kept_from`."""
    page, article, kept = (_spelled(address) for address in (url, canonical, kept_from))
    if page == kept:
        return Claim.another_look
    if page != article:
        return Claim.twin
    return Claim.own_page


def _spelled(url: str) -> str:
    return _SCHEME_AND_WWW.sub("", canonical_url(url), count=1)
