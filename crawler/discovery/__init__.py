"""Discovery: bytes of a feed, sitemap or home page → the entries and seeds in it. Pure: no network, no clock."""

from crawler.discovery.feed import parse_feed
from crawler.discovery.home import find_seeds, looks_like_front_page, well_known_seeds
from crawler.discovery.kind import BodyKind, sniff_kind
from crawler.discovery.model import Feed, FoundLink, FoundMedia, FoundSeed, FoundSitemap, Sitemap
from crawler.discovery.sitemap import parse_sitemap

__all__ = [
    "BodyKind",
    "Feed",
    "FoundLink",
    "FoundMedia",
    "FoundSeed",
    "FoundSitemap",
    "Sitemap",
    "find_seeds",
    "looks_like_front_page",
    "parse_feed",
    "parse_sitemap",
    "sniff_kind",
    "well_known_seeds",
]
