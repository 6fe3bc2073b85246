"""What extraction gives: an `ExtractedArticle`, or a named failure (see `crawler.errors`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.extraction.rule_effect import RulesEffect
from crawler.extraction.site.page import PageTrace
from crawler.extraction.site.profile import SiteProfile
from storage.model import SourceRule

if TYPE_CHECKING:
    from crawler.extraction.line_filter.model import Model

#: How likely a line has to belong to the story to stay in it, unless somebody sets it otherwise: the middle of what
#: cross-validation shows to be good, see the line filter's MODEL_CARD.md.
STRICTNESS = 0.3


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


@dataclass(frozen=True, slots=True)
class Guidance:
    """What helps to read a page and does not stand on it."""

    #: What was learnt from the other pages of its source.
    site: SiteProfile | None = None
    #: Dates after this moment are not believed.
    now: datetime | None = None
    #: What people say about the pages of its source.
    rules: tuple[SourceRule, ...] = ()
    #: Lines whose probability to belong to the story is below this are left out; 0 switches the line filter off.
    strictness: float = STRICTNESS
    #: Another model for the line filter than the package's, as cross-validation needs it.
    line_model: Model | None = None


UNGUIDED = Guidance()
