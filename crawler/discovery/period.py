"""A stretch of the past, and what of a feed or sitemap belongs to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.discovery.address_date import article_span, sitemap_spans
from crawler.discovery.model import FoundLink, FoundSitemap

#: Sitemaps are cut by the calendar of the outlet, which may be almost a day before or behind UTC.
_CALENDARS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment to another, both included."""

    since: datetime
    until: datetime

    def holds(self, link: FoundLink) -> bool:
        """True for an entry of this time, and for one that does not tell its time: its page will.

        The date of publication is believed first, then the day or month in the address, then the last change.
        """
        if link.published_at:
            return self._meets(link.published_at, link.published_at)
        if span := article_span(link.url):
            return self._meets(span.first, span.end - timedelta(microseconds=1))
        return link.modified_at is None or self._meets(link.modified_at, link.modified_at)

    def worthwhile(self, sitemaps: Iterable[FoundSitemap]) -> tuple[FoundSitemap, ...]:
        """The sitemaps of an index that may list something of this time, the newest first."""
        all_of_them = tuple(sitemaps)
        spans = sitemap_spans(one.url for one in all_of_them)

        def may_hold(one: FoundSitemap) -> bool:
            # A sitemap that changed later may hold anything earlier; one that changed last before has nothing.
            if one.modified_at and one.modified_at < self.since - _CALENDARS:
                return False
            span = spans.get(one.url)
            return span is None or self._meets(span.first - _CALENDARS, span.end + _CALENDARS)

        def newest_first(one: FoundSitemap) -> float:
            moment = spans[one.url].first if one.url in spans else one.modified_at
            return -moment.timestamp() if moment else 0.0

        return tuple(sorted(filter(may_hold, all_of_them), key=newest_first))

    def is_over(self, links: Sequence[FoundLink]) -> bool:
        """True for a page of a feed that lies before this time as a whole: the pages after it are older still."""
        moments = [moment for link in links if (moment := link.published_at or link.modified_at)]
        return bool(moments) and max(moments) < self.since

    def _meets(self, first: datetime, last: datetime) -> bool:
        return first <= self.until and last >= self.since
