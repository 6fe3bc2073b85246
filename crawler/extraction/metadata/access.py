"""Whether the whole article can be read for nothing."""

from __future__ import annotations

from crawler.extraction.metadata.json_ld import as_list
from crawler.extraction.metadata.signals import Signals

_PAID = frozenset(("false", "no", "0", "http://schema.org/false", "https://schema.org/false"))
_FREE = frozenset(("true", "yes", "1", "http://schema.org/true", "https://schema.org/true"))
_TIERS = {
    "free": True,
    "metered": None,
    "locked": False,
    "paid": False,
    "premium": False,
    "subscriber": False,
    "gated": False,
}


def find_access(signals: Signals) -> bool | None:
    """True when the page says it is free, False when it says it is not; None when it says nothing."""
    for value in (signals.article.get("isAccessibleForFree"), *_parts(signals)):
        said = str(value).strip().lower()
        if said in _PAID:
            return False
        if said in _FREE:
            return True
    tier = signals.first(
        "article:content_tier", "og:article:content_tier", "content_tier", "cxenseparse:pageclass:premium"
    )
    return _TIERS.get(tier.strip().lower()) if tier else None


def _parts(signals: Signals) -> list[object]:
    return [
        part["isAccessibleForFree"]
        for part in as_list(signals.article.get("hasPart"))
        if isinstance(part, dict) and "isAccessibleForFree" in part
    ]
