"""When an article was published, where its page and its feed say different things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: No news page is older than the web.
_EARLIEST = datetime(1993, 1, 1, tzinfo=UTC)
#: Clocks differ, and so do the times of one thing in two systems.
_FUTURE = timedelta(days=1)
_SAME_TIME = timedelta(minutes=10)
_SAME_DAY = timedelta(hours=24)
#: The zones of the world are so far from UTC, and so far apart from each other.
_FARTHEST_ZONE = timedelta(hours=14)
_ZONE_STEP = timedelta(minutes=15)
#: What page or software may have got from elsewhere: the day in an address, any date that stands on the page.
_GUESSED = frozenset(("text", "url", "page", "time"))
#: What people wrote about the pages of a source is the last word.
_BY_PEOPLE = "source rule"


@dataclass(frozen=True, slots=True)
class Published:
    """A time of publication, how exact it is, and who says so."""

    at: datetime
    #: "second", "minute" or "day".
    precision: str
    #: "json-ld", "meta", "time", "text", "url", "page", or "feed".
    where: str
    #: The zone as the page says it ("+05:30") or as its language suggests ("Asia/Kolkata"); None where nothing tells.
    zone: str | None = None


def reconcile(
    page: Published | None, feed_at: datetime | None, *, modified_at: datetime | None, now: datetime
) -> Published | None:
    """What to believe of a page read at `now`, last modified at `modified_at`, and the feed that announced it.

    The page is believed, unless the feed is more exact about the same day, knows the zone that the page leaves
    open, or had announced the article before the page says that it was published.
    """
    feed = _of_feed(feed_at, now)
    if page is None or feed is None or page.where == _BY_PEOPLE:
        return page or feed
    if _is_more_exact(feed, page) or _knows_the_zone(feed, page) or _is_redated(page, feed, modified_at):
        return feed
    return page


def _of_feed(at: datetime | None, now: datetime) -> Published | None:
    """The feed's time as a claim; None when it cannot be true."""
    if at is None or not _EARLIEST <= at <= now + _FUTURE:
        return None
    # Midnight to the second is how software writes a day.
    is_day = at == at.replace(hour=0, minute=0, second=0, microsecond=0)
    return Published(at, "day" if is_day else "second", "feed")


def _is_more_exact(feed: Published, page: Published) -> bool:
    """The page names a day, and the feed a time on that day somewhere in the world."""
    if page.precision != "day" or feed.precision == "day":
        return False
    return -_FARTHEST_ZONE <= feed.at - page.at < _SAME_DAY + _FARTHEST_ZONE


def _knows_the_zone(feed: Published, page: Published) -> bool:
    """The same minutes at another hour: the page's zone was guessed, the feed's is written in it."""
    if page.precision == "day" or feed.precision == "day" or _says_zone(page):
        return False
    apart = abs(feed.at.replace(second=0, microsecond=0) - page.at.replace(second=0, microsecond=0))
    return timedelta(0) < apart <= _FARTHEST_ZONE and not apart % _ZONE_STEP


def _says_zone(page: Published) -> bool:
    return bool(page.zone) and (page.zone or "")[0] in "+-"


def _is_redated(page: Published, feed: Published, modified_at: datetime | None) -> bool:
    """The feed had the article a day before: the page gives the time of its last change, or a guess."""
    if page.at - feed.at < _SAME_DAY:
        return False
    is_last_change = modified_at is not None and abs(page.at - modified_at) <= _SAME_TIME
    return is_last_change or page.where in _GUESSED
