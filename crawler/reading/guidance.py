"""What is known of a source besides the page itself: one place, so that every reading of a page knows the same."""

from __future__ import annotations

from datetime import datetime

from crawler.extraction import Guidance, SiteProfile
from storage.model import Source


def guidance_of(
    source: Source, *, now: datetime, strictness: float, site: SiteProfile | None = None
) -> Guidance:
    """What helps to read a page of this source that was fetched at `now`."""
    return Guidance(now=now, rules=source.spec.rules, site=site, strictness=strictness)
