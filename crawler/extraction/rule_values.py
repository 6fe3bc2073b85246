"""Reads the date that a person's selector points at, in whatever way it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from crawler.extraction.metadata.date_text import read_date_text

#: No news page is older than the web.
_EARLIEST = datetime(1993, 1, 1, tzinfo=UTC)
#: Clocks differ; a day covers every time zone written without its offset.
_TOLERANCE = timedelta(days=1)
#: Seconds or milliseconds since 1970, as scripts write times.
_EPOCH = re.compile(r"([0-9]{9,10})([0-9]{3})?")
#: The first date in a text that goes on: "Published 2026-03-10 14:00 | Updated …".
_ISO = re.compile(
    r"(?<!\d)\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}))?)?(?!\d)"
)


@dataclass(frozen=True, slots=True)
class RuledDate:
    """A time that a rule found, and how exact it is: "second", "minute" or "day"."""

    at: datetime
    precision: str


def read_date(text: str, *, home: tzinfo, now: datetime | None) -> RuledDate | None:
    """The date of the text; None where there is none that can be believed."""
    for found in (_iso(text, home), _since_1970(text), _written(text, home)):
        if found is not None and found.at >= _EARLIEST and (now is None or found.at <= now + _TOLERANCE):
            return found
    return None


def _iso(text: str, home: tzinfo) -> RuledDate | None:
    match = _ISO.search(text)
    said = match[0] if match else text.strip()
    try:
        day = date.fromisoformat(said)
        return RuledDate(datetime(day.year, day.month, day.day, tzinfo=UTC), "day")
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(said)
        in_utc = (at if at.tzinfo else at.replace(tzinfo=home)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return RuledDate(in_utc, "second" if said.count(":") > 1 else "minute")


def _since_1970(text: str) -> RuledDate | None:
    match = _EPOCH.fullmatch(text.strip())
    return RuledDate(datetime.fromtimestamp(int(match[1]), tz=UTC), "second") if match else None


def _written(text: str, home: tzinfo) -> RuledDate | None:
    found = read_date_text(text, home)
    return RuledDate(found.at, found.precision) if found else None
