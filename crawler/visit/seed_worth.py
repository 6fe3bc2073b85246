"""Is a seed worth relying on? One that fails, has long been silent or lists no articles is not. Pure.

A page whose announced feeds and sitemaps are all like that is read for its own links, as if it announced none.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.model import Seed, SeedKind
from storage.seeds import Listed

#: Failed checks in a row after which a seed that has brought something before is not relied on.
MOST_FAILURES = 2
#: The same for days without anything new.
LONGEST_SILENCE = timedelta(days=30)


def is_poor(seed: Seed, listed: Listed, *, now: datetime) -> bool:
    """True for a seed through which no articles are found, as far as anybody can tell now."""
    if seed.last_outcome is None:
        return False
    if seed.last_outcome.is_failure:
        return seed.failure_count >= MOST_FAILURES or not listed.count
    if listed.count and not (listed.pending or listed.articles):
        return True
    # A sitemap without entries is an index, whose sitemaps are seeds of their own.
    is_index = not listed.count and seed.kind is not SeedKind.feed
    return not is_index and seed.fresh_at is not None and now - seed.fresh_at > LONGEST_SILENCE
