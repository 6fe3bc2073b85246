"""The elements of a sitemap, one after the other → its URLs: a parser target, so that no tree is built."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from crawler.discovery.dates import read_date
from crawler.discovery.links import http_url
from crawler.discovery.model import MOST_SITEMAP_URLS, FoundLink, FoundSitemap, Sitemap
from crawler.discovery.text import LONGEST_TITLE, language_tag, plain_text

#: More elements than fifty thousand honest URLs have, with pictures and translations.
MOST_ELEMENTS = 2_000_000
#: Lines that are looked at to find as many URLs as are kept: some repeat themselves, some are empty.
MOST_LINES = 2 * MOST_SITEMAP_URLS
#: Elements within each other: five are honest.
DEEPEST = 100
#: Characters of one element's text that are read.
_LONGEST_TEXT = 4096

_URL, _SITEMAP = "url", "sitemap"
_READ = frozenset(("loc", "lastmod", "publication_date", "title", "language", _URL, _SITEMAP))
_NEWS = ("news", "publication")
#: Pictures and videos have a loc and a title of their own.
_OTHERS = ("/sitemap-image/", "/sitemap-video/", "/sitemap-mobile/", "1999/xhtml")


class SitemapReader:
    """Collects what a sitemap lists while a parser reads it."""

    def __init__(self, base: str, now: datetime | None) -> None:
        self.base = base
        self.now = now
        self.entries: dict[str, FoundLink] = {}
        self.sitemaps: dict[str, FoundSitemap] = {}
        self.is_news = False
        self._count = 0
        self._line_count = 0
        self._fields: dict[str, str] = {}
        self._names: list[str] = []
        self._text: list[str] = []
        self._inside: str | None = None

    @property
    def is_full(self) -> bool:
        """True when reading on would bring nothing that is kept."""
        kept = len(self.entries) + len(self.sitemaps)
        return kept >= MOST_SITEMAP_URLS or self._line_count > MOST_LINES or self._count > MOST_ELEMENTS

    def sitemap(self) -> Sitemap:
        """What was read so far."""
        return Sitemap(tuple(self.entries.values()), tuple(self.sitemaps.values()), self.is_news)

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        """Called by the parser."""
        self._count += 1
        if len(self._names) > DEEPEST:
            raise ValueError("its elements are nested too deeply")
        name = _name(tag)
        if name in (_URL, _SITEMAP) and self._inside is None:
            self._inside = name
            self._line_count += 1
            self._fields = {}
        elif name == "news":
            self._fields["news"] = ""
        # Text directly in a url or sitemap element is kept too: some writers forget the loc.
        self._names.append(name)
        self._text = []

    def data(self, text: str) -> None:
        """Called by the parser."""
        if self._inside and self._names[-1] in _READ and len(self._text) < 64:
            self._text.append(text[:_LONGEST_TEXT])

    def end(self, tag: str) -> None:
        """Called by the parser."""
        name = self._names.pop() if self._names else _name(tag)
        # Pictures and videos have a loc and a title too; where their prefix is not declared, the parent tells.
        is_own = name == self._inside or (self._names and self._names[-1] in (self._inside, *_NEWS))
        if self._inside and name in _READ and is_own:
            text = "".join(self._text).strip()
            if text:
                self._fields.setdefault(name, text)
        self._text = []
        if name == self._inside and self._inside not in self._names:
            self._keep()
            self._inside = None

    def close(self) -> None:
        """Called by the parser."""

    def _keep(self) -> None:
        url = http_url(self._fields.get("loc") or self._fields.get(self._inside or ""), self.base)
        if url is None or self.is_full:
            return
        modified_at = read_date(self._fields.get("lastmod"), now=self.now)
        if self._inside == _SITEMAP:
            self.sitemaps.setdefault(url, FoundSitemap(url, modified_at))
        else:
            self.entries.setdefault(url, self._entry(url, modified_at))

    def _entry(self, url: str, modified_at: datetime | None) -> FoundLink:
        if "news" not in self._fields:
            return FoundLink(url, modified_at=modified_at)
        self.is_news = True
        return FoundLink(
            url,
            title=plain_text(self._fields.get("title", ""), LONGEST_TITLE),
            published_at=read_date(self._fields.get("publication_date"), now=self.now),
            modified_at=modified_at,
            language=language_tag(self._fields.get("language")),
        )


def _name(tag: str) -> str:
    space, _, name = tag.rpartition("}")
    if space and any(other in space for other in _OTHERS):
        return ""
    return name.lower()
