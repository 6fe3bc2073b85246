"""The time that an address names: a day, a month or a year in its path, its file name or its query."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])"
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = rf"(?P<name>{'|'.join(_NAMES)})[a-z]{{0,6}}"
_TWO = r"(?P<month>1[0-2]|0[1-9])"

#: A day: /2024/05/17/, 2024-05-17, 2024_05_17, 20240517, /202405/17/, /2024/may/17/, ?yyyy=2024&mm=05&dd=17.
_DAYS = (
    re.compile(rf"(?<![0-9]){_YEAR}(?P<mark>[-_/.]){_MONTH}(?P=mark){_DAY}(?![0-9])"),
    re.compile(rf"(?<![0-9a-z]){_YEAR}{_TWO}/?(?P<day>3[01]|[12][0-9]|0[1-9])(?![0-9a-z])", re.I),
    re.compile(rf"/{_YEAR}/{_NAMED_MONTH}/{_DAY}(?![0-9])", re.I),
    re.compile(rf"[?&]y[a-z]*={_YEAR}&m[a-z]*={_MONTH}&d[a-z]*={_DAY}(?![0-9])", re.I),
)
#: A month as a folder of its own.
_MONTH_FOLDERS = (
    re.compile(rf"/{_YEAR}[-/]{_MONTH}/"),
    re.compile(rf"/{_YEAR}{_TWO}/"),
    re.compile(rf"/{_YEAR}/{_NAMED_MONTH}/", re.I),
)
#: A month or a year anywhere: said of sitemaps only, since a headline may name any year.
_MONTHS = (
    *_MONTH_FOLDERS,
    re.compile(rf"(?<![0-9]){_YEAR}[-_/.]{_MONTH}(?![0-9])"),
    re.compile(rf"(?<![0-9]){_YEAR}{_TWO}(?![0-9])"),
    re.compile(rf"(?<![0-9]){_YEAR}[-_/.]{_NAMED_MONTH}(?![0-9a-z])", re.I),
    re.compile(rf"[?&]y[a-z]*={_YEAR}&m[a-z]*={_MONTH}(?![0-9])", re.I),
)
_YEARS = (re.compile(rf"(?<![0-9]){_YEAR}(?![0-9])"),)
_DIGITS = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, its end not included."""

    first: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts: a day, a month or a year."""
        return self.end - self.first


def article_span(url: str) -> Span | None:
    """The day or month in the address of an article."""
    return _first_of(url, _DAYS) or _first_of(url, _MONTH_FOLDERS)


def sitemap_spans(urls: Iterable[str]) -> dict[str, Span]:
    """The time that each sitemap of an index is about, for those that say so.

    Numbers count only where every sitemap of the same spelling has such a date: `sitemap-2024.xml` is the page
    2,024 of a site that also has `sitemap-7.xml`, and `2024-05` is a week where `2024-18` stands beside it.
    """
    alike: dict[str, list[str]] = {}
    for url in urls:
        alike.setdefault(_DIGITS.sub("0", _path_of(url)), []).append(url)
    spans: dict[str, Span] = {}
    for group in alike.values():
        for patterns in (_DAYS, _MONTHS, _YEARS):
            found = {url: span for url in group if (span := _first_of(url, patterns))}
            if len(found) == len(group):
                spans |= found
                break
    return spans


def _first_of(url: str, patterns: Iterable[re.Pattern[str]]) -> Span | None:
    path = _path_of(url)
    for pattern in patterns:
        if (match := pattern.search(path)) and (span := _span(match)):
            return span
    return None


def _path_of(url: str) -> str:
    """The address from its path on: a host may be called anything."""
    _, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return slash + path if host else url


def _span(match: re.Match[str]) -> Span | None:
    parts = match.groupdict()
    year, day = int(parts["year"]), parts.get("day")
    name = parts.get("name")
    month = _NAMES.index(name.lower()) + 1 if name else int(parts.get("month") or 0)
    try:
        if day:
            first = datetime(year, month, int(day), tzinfo=UTC)
            return Span(first, first + timedelta(days=1))
    except ValueError:
        return None
    if month:
        first = datetime(year, month, 1, tzinfo=UTC)
        return Span(first, (first + timedelta(days=31)).replace(day=1))
    return Span(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))
