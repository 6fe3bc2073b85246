"""Which of a site's feeds and sitemaps to watch: what they list, how fresh it is, and what speaks against them.

Pure: a seed as it was read, and `now`, become an assessment; assessments have an order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from crawler.discovery.model import FoundLink
from crawler.urls import same_site

#: Without a new link for so long a seed is poor: weeklies and monthlies are not.
LONGEST_SILENCE = timedelta(days=45)
#: How often an outlet publishes is told by its last week, or by all that is listed where that is less.
_WEEK = timedelta(days=7)
#: A listing of one hour does not tell about a day.
_SHORTEST_SPAN = timedelta(hours=6)
#: Share of the entries from which on "most" is said.
_MOST = 0.5
_NEARLY_ALL = 0.9

#: What is watched first: a news sitemap lists all of the last two days, a feed its newest, a sitemap everything.
_KINDS = ("news_sitemap", "feed", "sitemap", "section")
_HOW = ("given", "link", "robots.txt", "anchor", "sitemap index")

_COMMENTS = re.compile(r"comment|kommentar|coment[aá]rio|replies", re.IGNORECASE)
_PODCAST = re.compile(r"podcast|(?:^|[/._-])(?:audio|episodes?)(?:$|[/._-])", re.IGNORECASE)
_SOUND = re.compile(r"[^?#]*\.(?:mp3|m4a|ogg|opus|mp4|m4v|aac|wav)(?:[?#].*)?", re.IGNORECASE)
_PART = re.compile(
    r"/(?:tags?|topics?|authors?|search|user|profile)(?:/|$)|[?&](?:s|q|tag|author)=", re.IGNORECASE
)
_NO_ARTICLES = re.compile(
    r"(?:^|[/._-])(?:tag|tags|author|authors|category|categories|image|images|video|videos|topics?|taxonomies|users?)"
    r"(?:[-_]?sitemap)?[-_]?\d*\.xml|sitemap[-_](?:tag|author|categor|image|video|topic|user|post_tag)",
    re.IGNORECASE,
)


_NO_DATES = "none of its entries has a date"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What can be said of a feed or sitemap from one look at it."""

    entry_count: int
    #: None where no entry has a date.
    newest_at: datetime | None
    #: Articles a day; None where the dates do not tell.
    per_day: float | None
    #: What speaks against watching it, the gravest first.
    weaknesses: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """True where it lists anything."""
        return self.entry_count > 0

    @property
    def is_poor(self) -> bool:
        """True where others should be watched first, if there are any."""
        return bool(self.weaknesses)


def assess(
    url: str, kind: str, entries: Sequence[FoundLink], *, title: str | None, now: datetime
) -> Assessment:
    """What the entries tell of the feed or sitemap at this address."""
    dates = sorted((date for date in map(_date, entries) if date is not None and date <= now), reverse=True)
    return Assessment(
        entry_count=len(entries),
        newest_at=dates[0] if dates else None,
        # The dates of a plain sitemap are those of edits.
        per_day=_per_day(dates, now) if kind != "sitemap" else None,
        weaknesses=tuple(_weaknesses(url, kind, entries, dates, title=title or "", now=now)),
    )


def rank(kind: str, how: str, url: str, assessment: Assessment) -> tuple[object, ...]:
    """The place among the seeds of one site: sorts before those that are better left for later."""
    newest = assessment.newest_at.timestamp() if assessment.newest_at else 0.0
    return (
        not assessment.is_usable,
        _gravity(assessment.weaknesses),
        _place(kind, _KINDS),
        _place(how, _HOW),
        -round(assessment.per_day or 0.0, 1),
        -newest,
        len(url),
        url,
    )


def is_covered(entries: Sequence[FoundLink], by: Sequence[FoundLink]) -> bool:
    """True where the other listing has all of this one but a few: watching both asks twice for the same."""
    other = {entry.url.partition("?")[0] for entry in by}
    covered = sum(entry.url.partition("?")[0] in other for entry in entries)
    return covered >= _NEARLY_ALL * len(entries)


def _date(entry: FoundLink) -> datetime | None:
    return entry.published_at or entry.modified_at


def _per_day(dates: Sequence[datetime], now: datetime) -> float | None:
    """Articles a day, by the newest week that is listed; `dates` begin with the newest."""
    if not dates:
        return None
    recent = [date for date in dates if now - date <= _WEEK]
    if len(recent) == len(dates):
        span = now - dates[-1]
        return len(dates) / max(span, _SHORTEST_SPAN).total_seconds() * 86_400
    if recent:
        return len(recent) / 7
    gaps = [before - after for before, after in pairwise(dates)]
    whole = sum(gaps, timedelta(0))
    return len(gaps) / whole.total_seconds() * 86_400 if whole else None


def _weaknesses(
    url: str, kind: str, entries: Sequence[FoundLink], dates: Sequence[datetime], *, title: str, now: datetime
) -> Iterable[str]:
    if not entries:
        yield "it lists nothing"
        return
    if _COMMENTS.search(url) or _COMMENTS.search(title):
        yield "it lists comments"
    if _PODCAST.search(url) or _PODCAST.search(title) or _is_most(_SOUND.fullmatch, entries):
        yield "it lists sound or film"
    if not dates:
        # The links of a page never have one.
        if kind != "section":
            yield _NO_DATES
    elif now - dates[0] > LONGEST_SILENCE:
        yield f"nothing new for {(now - dates[0]).days} days"
    if _NO_ARTICLES.search(url):
        yield "it lists other pages than articles"
    elif _PART.search(url):
        yield "it lists one topic, author or search only"
    if _is_most(lambda found: not same_site(found, url), entries):
        yield "most of its links lead to other sites"


def _gravity(weaknesses: Sequence[str]) -> int:
    """A feed without dates may be as good as any; one without news is not."""
    return sum(1 if weakness == _NO_DATES else 2 for weakness in weaknesses)


def _is_most(holds: Callable[[str], object], entries: Sequence[FoundLink]) -> bool:
    return sum(bool(holds(entry.url)) for entry in entries) > _MOST * len(entries)


def _place(word: str, order: Sequence[str]) -> int:
    return order.index(word) if word in order else len(order)
