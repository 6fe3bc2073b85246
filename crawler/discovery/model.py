"""What discovery finds: entries of feeds and sitemaps, and the seeds that a page announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Entries of one feed that are kept, the newest first to stay.
MOST_FEED_ENTRIES = 2_000
#: Characters of whole texts that one feed may bring along; the rest keep their summaries.
MOST_CONTENT = 8 * 1024 * 1024
#: URLs of one sitemap (https://www.sitemaps.org/protocol.html#index).
MOST_SITEMAP_URLS = 50_000
#: Decompressed bytes.
LARGEST_FEED = 15 * 1024 * 1024
LARGEST_SITEMAP = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FoundMedia:
    """A picture, sound or video that an entry of a feed names."""

    #: Absolute, otherwise as found.
    url: str
    #: "enclosure", "media" (Media RSS) or "thumbnail".
    role: str
    #: As the feed claims, e.g. "audio/mpeg".
    content_type: str | None = None
    #: Bytes, as the feed claims.
    size: int | None = None


@dataclass(frozen=True, slots=True)
class FoundLink:
    """One line of a feed or sitemap."""

    #: Absolute, otherwise as found.
    url: str
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    authors: tuple[str, ...] = ()
    #: Plain text, cut to a few hundred characters.
    summary: str | None = None
    language: str | None = None
    #: The guid of RSS, the id of Atom and JSON Feed.
    id: str | None = None
    #: The whole text where the feed gives it, as markup; nothing in it is made safe to show.
    content: str | None = None
    media: tuple[FoundMedia, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """An RSS, Atom or JSON Feed document as read."""

    entries: tuple[FoundLink, ...]
    title: str | None = None
    language: str | None = None
    homepage: str | None = None
    #: WebSub hubs that push new entries.
    hubs: tuple[str, ...] = ()
    #: The address that the feed gives itself: the topic to subscribe to at a hub.
    self_url: str | None = None
    #: Where older entries are: the next page, or the archive before this one (RFC 5005).
    next_url: str | None = None
    #: How long the outlet asks to wait between two looks (ttl, sy:updatePeriod).
    ttl: timedelta | None = None
    #: Entries left out because no http(s) address could be read from them.
    skipped_count: int = 0
    #: What is wrong with its XML, where that is beyond repair: there may have been more entries.
    damage: str | None = None


@dataclass(frozen=True, slots=True)
class FoundSitemap:
    """A sitemap that an index lists."""

    url: str
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap, a sitemap index, or (seen in the wild) both in one."""

    entries: tuple[FoundLink, ...] = ()
    sitemaps: tuple[FoundSitemap, ...] = ()
    #: True when entries carry the news extension: such a sitemap lists the last two days.
    is_news: bool = False


@dataclass(frozen=True, slots=True)
class FoundSeed:
    """A feed or sitemap that a site offers."""

    url: str
    #: "feed" or "sitemap".
    kind: str
    #: "link" (announced in the page's head), "anchor" (an ordinary link) or "well_known" (a usual place, not seen yet).
    how: str
    title: str | None = None
