"""What extraction gives: an `ExtractedArticle`, or a named failure (see `crawler.errors`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DroppedLine:
    """A line that the page shows near the article and the text leaves out."""

    text: str
    #: Why, as "rule: headline repeated", "rule: read-also link", …
    reason: str


@dataclass(frozen=True, slots=True)
class Image:
    """The lead picture."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractedArticle:
    """One page read: its clean text, what the page says about it, and what was left out."""

    title: str
    #: Paragraphs separated by a blank line.
    text: str
    canonical_url: str
    #: Names what read the page, e.g. "trafilatura 2.3.1 + rules 1".
    method: str
    standfirst: str | None = None
    authors: tuple[str, ...] = ()
    #: The wire service that is credited, e.g. "AFP".
    agency: str | None = None
    #: Aware, UTC. None where the page does not say.
    published_at: datetime | None = None
    modified_at: datetime | None = None
    #: "second", "minute" or "day": how exact published_at is.
    date_precision: str | None = None
    #: "json-ld", "meta", "time", "text", "url": where published_at was read.
    date_from: str | None = None
    #: ISO 639-1, e.g. "hi".
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: Image | None = None
    is_free: bool | None = None
    #: "article", "live_blog", "gallery", "video", …
    kind: str = "article"
    #: Every line left out, in page order.
    dropped: tuple[DroppedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What newsdesk has learnt about one source's pages; empty until a source has been read for a while."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What helps to read a page and does not stand on it."""

    #: What was learnt from the other pages of its source.
    site: SiteProfile | None = None
    #: Dates after this moment are not believed.
    now: datetime | None = None


UNGUIDED = Guidance()
