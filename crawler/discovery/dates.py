"""Dates of feeds and sitemaps: RFC 822 and ISO 8601, with the slips that outlets really make.

A closed set of patterns and no guessing library: those take milliseconds for each piece of nonsense, and a
hostile feed has room for many thousands.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

#: The web is younger than this; such dates are defaults of broken software (1970-01-01, 0001-01-01).
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
#: Clocks differ and zones get mixed up, but nobody publishes later than this.
LATEST_AHEAD = timedelta(days=2)
LONGEST_TEXT = 80

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar januari janv janvier ene enero gennaio gen janeiro oca ocak sty stycznia янв января",
            "feb february februar februari fev fevr fevrier febrero febbraio fevereiro sub subat lut lutego "
            "фев февраля",
            "mar march marz maerz mrz mars marzo marco maart mrt mart marca мар марта",
            "apr april avr avril abr abril aprile nis nisan kwi kwietnia апр апреля",
            "may mai mayo mag maggio maio mei maj maja mayis май мая",
            "jun june juni juin junio giu giugno junho haz haziran cze czerwca июн июня",
            "jul july juli juil juillet julio lug luglio julho tem temmuz lip lipca июл июля",
            "aug august augustus augusti aou aout ago agosto agu agustos sie sierpnia авг августа",
            "sep sept september septembre septiembre septiembro set settembre setembro eyl eylul wrz "
            "wrzesnia сен сент сентября",
            "oct october okt oktober octobre octubre ott ottobre out outubro eki ekim paz pazdziernika окт октября",
            "nov november novembre noviembre novembro kas kasim lis listopada ноя нояб ноября",
            "dec december dez dezember decembre dic diciembre dicembre dezembro des desember ara aralik gru "
            "grudnia дек декабря",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 60, "west": 60, "ist": 330, "cet": 60, "mez": 60, "met": 60,
    "cest": 120, "mesz": 120, "mest": 120, "eet": 120, "sast": 120, "eest": 180, "msk": 180, "pkt": 300, "npt": 345,
    "wib": 420, "hkt": 480, "sgt": 480, "pht": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780, "brt": -180, "art": -180, "ast": -240, "adt": -180, "est": -300, "edt": -240,
    "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "hst": -600,
}  # fmt: skip
_ACCENTS = str.maketrans("éûùäóãçşğıüźń", "euuaoacsgiuzn")

_TIME = r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))(?:[:.]?(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?"
_ZONE = r"(?P<zone>[a-z]{1,5})?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?(?:\s*\([^()]*\))?"
_RFC_822 = re.compile(
    rf"(?:[^\W\d]+\.?\s*,?\s*)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?[\s-]+(?P<month>[^\W\d]+)\.?,?[\s-]+"
    rf"(?P<year>\d{{4}}|\d{{2}})(?:[\s,T-]+{_TIME}\s*{_ZONE})?",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?:[^\W\d]+\.?\s*,?\s+)?(?P<month>[^\W\d]+)\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    rf"(?:[\s,T-]+(?:at\s+)?{_TIME}\s*{_ZONE})?",
    re.IGNORECASE,
)
# `date` prints "Thu Jan  1 12:00:00 GMT 2004".
_ASCTIME = re.compile(
    rf"[^\W\d]+,?\s+(?P<month>[^\W\d]+)\s+(?P<day>\d{{1,2}})\s+{_TIME}\s+{_ZONE}\s*(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_ISO_8601 = re.compile(
    rf"(?P<year>\d{{4}})(?:[-/.:]?(?P<month>\d{{2}})(?:[-/.:]?(?P<day>\d{{2}})(?:[\sT]+{_TIME}\s*{_ZONE})?)?)?",
    re.IGNORECASE,
)
_ISO_WEEK = re.compile(
    rf"(?P<year>\d{{4}})-?W(?P<week>\d{{2}})-?(?P<weekday>[1-7])(?:[\sT]+{_TIME}\s*{_ZONE})?", re.I
)
#: With dots the day comes first; with slashes nobody knows.
_DOTTED = re.compile(
    rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}})(?:[\s,T-]+{_TIME}\s*{_ZONE})?", re.I
)
_CHINESE = re.compile(
    rf"(?P<year>\d{{4}})年\s?(?P<month>\d{{1,2}})月\s?(?P<day>\d{{1,2}})日(?:\s*{_TIME}\s*{_ZONE})?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_ISO_ORDINAL = re.compile(r"(?P<year>\d{4})-?(?P<ordinal>\d{3})")


def read_date(text: str | None, *, now: datetime | None = None) -> datetime | None:
    """The moment that `text` means, in UTC, or None when it says none that can be believed.

    A date without a zone is taken for UTC. With `now`, dates more than two days ahead are not believed either.
    """
    if not text or len(text) > 4 * LONGEST_TEXT:
        return None
    plain = " ".join(text.split())
    if len(plain) > LONGEST_TEXT:
        return None
    moment = _moment(plain)
    if moment is None or moment < EARLIEST or (now is not None and moment > now + LATEST_AHEAD):
        return None
    return moment


def _moment(text: str) -> datetime | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    for pattern in (_ISO_8601, _RFC_822, _MONTH_FIRST, _ASCTIME, _DOTTED, _CHINESE, _ISO_WEEK):
        match = pattern.fullmatch(text)
        if match:
            return _from_parts(match.groupdict())
    ordinal = _ISO_ORDINAL.fullmatch(text)
    return _from_ordinal(int(ordinal["year"]), int(ordinal["ordinal"])) if ordinal else None


def _from_parts(parts: dict[str, str | None]) -> datetime | None:
    if parts.get("week"):
        return _from_week(parts)
    month = _month(parts["month"])
    offset = _offset(parts.get("zone"), parts.get("offset"))
    if month is None or offset is None:
        return None
    try:
        day = datetime(_year(parts["year"] or ""), month, int(parts["day"] or 1), tzinfo=timezone(offset))
        return (day + _time_of_day(parts)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _time_of_day(parts: dict[str, str | None]) -> timedelta:
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = (parts["half"] or "").lower().replace(".", "")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    # 24:00 is the next day, and a leap second the next minute.
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError("no such time of day")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 69 else 1900)


def _month(text: str | None) -> int | None:
    if not text:
        return 1
    if text.isdigit():
        return int(text)
    name = text.lower().translate(_ACCENTS)
    return _MONTHS.get(name) or _MONTHS.get(name[:3])


def _offset(zone: str | None, offset: str | None) -> timedelta | None:
    """Hours and minutes from UTC; an unknown zone name says nothing, so that no date comes of it."""
    if offset:
        digits = offset[1:].replace(":", "")
        minutes = int(digits[:-2]) * 60 + int(digits[-2:]) if len(digits) > 2 else int(digits) * 60
        signed = timedelta(minutes=-minutes if offset[0] == "-" else minutes)
        return signed if abs(signed) < timedelta(hours=24) else None
    if not zone:
        return timedelta(0)
    minutes_of_zone = _ZONES.get(zone.lower())
    return None if minutes_of_zone is None else timedelta(minutes=minutes_of_zone)


def _from_week(parts: dict[str, str | None]) -> datetime | None:
    try:
        day = date.fromisocalendar(*(int(parts[name] or 0) for name in ("year", "week", "weekday")))
    except ValueError:
        return None
    return _from_parts(
        {**parts, "week": None, "year": f"{day.year:04}", "month": f"{day.month}", "day": f"{day.day}"}
    )


def _from_ordinal(year: int, ordinal: int) -> datetime | None:
    try:
        moment = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=ordinal - 1)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year == year else None
