"""What extraction gives: an `ExtractedArticle`, or a named failure (see `crawler.errors`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from crawler.extraction.rule_effect import RulesEffect
from crawler.extraction.site.page import PageTrace


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
class LiveEntry:
    """One entry of a live blog."""

    #: Aware, UTC. None where the page gives no time that can be read.
    at: datetime | None
    headline: str | None
    text: str


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
    #: Aware, in the zone that the page writes it in, so that its day is the outlet's; the archive keeps UTC.
    #: None where the page does not say.
    published_at: datetime | None = None
    modified_at: datetime | None = None
    #: "second", "minute" or "day": how exact published_at is.
    date_precision: str | None = None
    #: "json-ld", "meta", "time", "text", "url", "page": where published_at was read.
    date_from: str | None = None
    #: The zone that published_at was written in: "+05:30" as the page says, "Asia/Kolkata" as its language suggests;
    #: None for a day, and where nothing tells, so that the time was read as UTC.
    date_zone: str | None = None
    #: ISO 639-1, e.g. "hi".
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: Image | None = None
    is_free: bool | None = None
    #: True when the text is only the beginning that those who do not pay may read.
    is_teaser: bool = False
    #: "article", "live_blog", "gallery", "video", "audio", "opinion", "interview", "recipe" or "review".
    kind: str = "article"
    #: The entries of a live blog, in page order; their text is part of `text` as well.
    entries: tuple[LiveEntry, ...] = ()
    #: Every line left out, in page order.
    dropped: tuple[DroppedLine, ...] = ()
    #: What the rules of its source did, where it has any.
    rules: RulesEffect | None = None
    #: What the page shows of its site, for a profile to learn from; only where it was read with `site=…`.
    trace: PageTrace | None = field(default=None, compare=False, repr=False)
