"""Dates and durations as people write them in a query: 7d, 2026-01-31, 2026-01-31T08:00. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"([0-9]{1,9})([mhdw])")
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2})"
    r"(?:[Tt](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r"(?P<zone>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?)?)?"
)

#: The part of a date that is written last, and how long it lasts.
_LENGTHS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "day": timedelta(days=1),
}


def span_of(text: str, now: datetime) -> tuple[datetime, datetime]:
    """The first and the last second that are meant: of a year, month, day or minute, or so long ago.

    Raises ValueError for what is no date.
    """
    if match := _DURATION.fullmatch(text):
        moment = _ago(match, now)
        return moment, moment
    if match := _DATE.fullmatch(text):
        first = _first(match)
        return first, _next(first, match) - timedelta(seconds=1)
    raise ValueError(f"{text!r} is no date")


def _ago(match: re.Match[str], now: datetime) -> datetime:
    try:
        return now - timedelta(**{_UNITS[match[2]]: int(match[1])})
    except OverflowError:
        raise ValueError("before the calendar begins") from None


def _first(match: re.Match[str]) -> datetime:
    parts = {name: int(value) for name, value in match.groupdict().items() if value and name != "zone"}
    local = datetime(**{"month": 1, "day": 1, **parts}, tzinfo=UTC)
    try:
        return local - _offset(match["zone"])
    except OverflowError:
        raise ValueError("outside the calendar") from None


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone in "Zz":
        return timedelta(0)
    size = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -size if zone[0] == "-" else size


def _next(first: datetime, match: re.Match[str]) -> datetime:
    """The beginning of the next year, month, day, minute or second; or the end of the calendar."""
    try:
        for name, length in _LENGTHS.items():
            if match[name] is not None:
                return first + length
        if match["month"] is not None:
            return (first + timedelta(days=31)).replace(day=1)
        return first.replace(year=first.year + 1)
    except (OverflowError, ValueError):
        return datetime.max.replace(tzinfo=UTC)
