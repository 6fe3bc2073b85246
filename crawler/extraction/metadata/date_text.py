"""Reads dates as people write them on news pages, in the languages of the world's larger presses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from crawler.extraction.phrases import plain_of

#: One paragraph a month.
_MONTHS = """
january jan januar jänner jän janvier janv enero ene janeiro gennaio gen januari tammikuuta stycznia
ledna января січня ocak जनवरी जन

february feb februar feber février févr febrero fevereiro fev febbraio februari helmikuuta lutego února
февраля лютого şubat फरवरी फ़रवरी फर

march mar märz mär mrz mars marzo março maart marts maaliskuuta marca března марта березня mart maret
मार्च

april apr avril avr abril abr aprile huhtikuuta kwietnia dubna апреля квітня nisan अप्रैल

may mai mayo maio maggio mei maj toukokuuta maja května мая травня mayıs मई

june jun juni juin junio junho giugno kesäkuuta czerwca června июня червня haziran जून

july jul juli juillet juil julio julho luglio heinäkuuta lipca července июля липня temmuz जुलाई

august aug août agosto augustus augusti elokuuta sierpnia srpna августа серпня ağustos agustus अगस्त

september sep sept septembre septiembre setembro settembre syyskuuta września září сентября вересня eylül
सितंबर सितम्बर सित

october oct oktober okt octobre octubre outubro out ottobre ott lokakuuta października října октября
жовтня ekim अक्टूबर अक्तूबर अक्टू

november nov novembre noviembre novembro marraskuuta listopada listopadu ноября листопада kasım नवंबर
नवम्बर नव

december dec dez dezember décembre déc diciembre dic dezembro dicembre desember joulukuuta grudnia
prosince декабря грудня aralık दिसंबर दिसम्बर दिस
"""
_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun today yesterday
montag dienstag mittwoch donnerstag freitag samstag sonntag heute gestern
"""
_MONTH_OF = {
    unicodedata.normalize("NFKC", name): number
    for number, names in enumerate(_MONTHS.split("\n\n"), start=1)
    for name in names.split()
}
_DAY_NAMES = frozenset(_WEEKDAYS.split())
_MONTH = "|".join(re.escape(name) for name in sorted(_MONTH_OF, key=len, reverse=True))
#: Hours from UTC of the zone names on news pages; IST is India's, as Irish and Israeli pages rarely write it.
_ZONE_HOURS = """
utc=0 gmt=0 z=0 wet=0 bst=1 cet=1 mez=1 west=1 wat=1 cest=2 mesz=2 eet=2 sast=2 cat=2 eest=3 msk=3 мск=3
eat=3 trt=3 ist=5.5 आईएसटी=5.5 pkt=5 pst=-8 pdt=-7 mst=-7 mdt=-6 cst=-6 cdt=-5 est=-5 edt=-4 et=-5 ct=-6
pt=-8 brt=-3 art=-3 wib=7 ict=7 sgt=8 hkt=8 awst=8 jst=9 kst=9 acst=9.5 aest=10 aedt=11 nzst=12 nzdt=13
npt=5.75 gst=4
"""
_ZONES = {name: float(hours) for name, hours in (pair.split("=") for pair in _ZONE_HOURS.split())}
_ZONE = (
    r"(?P<zone>" + "|".join(sorted(_ZONES, key=len, reverse=True)) + r"|(?:utc|gmt)?\s?[+-]\d{1,2}:?\d{2})?"
)
_CLOCK = (
    r"(?:(?P<hour>\d{1,2})\s?(?:[:.h時时点點시]|uhr|बजे)\s?(?:(?P<minute>\d{2}|\d(?=分|분))(?:\s?(?::|分|"
    r"분)\s?(?P<second>\d{2})(?!\d))?)?\s?(?:分|분)?\s*"
    r"(?P<half>[ap]\.?\s?m\b\.?)?|(?P<hour12>\d{1,2})\s?(?P<half12>[ap]\.?m\b\.?))"
)
_ORDINAL = r"(?:st|nd|rd|th|er|º|°|ª|\.)?"
_DATES = (
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}}){_ORDINAL}[\s,\-/]*(?:de |of |"
        rf"d')?(?P<month>{_MONTH})(?![^\W\d_])\.?[\s,\-/]*(?:de |del )?(?P<year>(?:19|20)\d{{2}})(?!\d)"
    ),
    re.compile(
        rf"(?<![^\W\d_])(?P<month>{_MONTH})(?![^\W\d_])\.?[\s\-]*(?P<day>\d{{1,2}}){_ORDINAL}[\s,\-]+(?P<year>(?:19|20)\d{{2}})(?!\d)"
    ),
    re.compile(
        r"(?<!\d)(?P<year>(?:19|"
        r"20)\d{2})\s?[年년]\s?(?P<monthnumber>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]?"
    ),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})[./\-](?P<monthnumber>\d{1,2})[./\-](?P<day>\d{1,2})(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<year>(?:19|"
        rf"20)\d{{2}})[\s,\-]+(?P<month>{_MONTH})(?![^\W\d_])\.?[\s,\-]*(?P<day>\d{{1,2}})(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})[./\-](?P<monthnumber>\d{1,2})[./\-](?P<year>(?:19|20)\d{2})(?!\d)"),
)
_TIME = re.compile(
    rf"(?<!\d)(?P<before>午前|午後|上午|下午|오전|오후|सुबह|दोपहर|शाम|"
    rf"रात)?\s*{_CLOCK}\s*\(?{_ZONE}(?![^\W\d_])"
)
#: A date in running text is about the story, not about its publication.
_LONGEST_LINE = 160
_MOST_OTHER_WORDS = 12
_WORD = re.compile(r"[^\W\d_]{2,}")
#: What may stand between a date and its time.
_BETWEEN = " ,.|-–—・:()@atumàlasklokkenधdeosiकोपरपूर्वाह्न月火水木金土日曜"
_AFTERNOON = frozenset(("午後", "下午", "오후", "शाम", "रात"))


@dataclass(frozen=True, slots=True)
class DateText:
    """A date found in a line."""

    at: datetime
    #: "second", "minute" or "day".
    precision: str
    #: The zone of the time as the line says it, e.g. "+05:30"; None where it says none.
    zone: str | None = None


def read_date_text(text: str, home: tzinfo = UTC) -> DateText | None:
    """The date that a line gives; None for running text, for dates without a year and for impossible ones.

    A time without a zone is one of `home`.
    """
    if len(text) > _LONGEST_LINE or not any(map(str.isdigit, text)):
        return None
    plain = " ".join(plain_of(_ascii_digits(text)).split())
    if len(_WORD.findall(plain)) > _MOST_OTHER_WORDS:
        return None
    for pattern in _DATES:
        if match := pattern.search(plain):
            return _moment(match, plain[: match.start()], plain[match.end() :], home)
    return None


def _moment(match: re.Match[str], before: str, after: str, home: tzinfo) -> DateText | None:
    parts = match.groupdict()
    month = _MONTH_OF[parts["month"]] if parts.get("month") else int(parts["monthnumber"])
    day, year = int(parts["day"]), int(parts["year"])
    if month > 12 >= day:
        # Written the American way.
        month, day = day, month
    try:
        at = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    clock = _clock_after(after) or _clock_before(before)
    return DateText(at, "day") if clock is None else _with_clock(at, clock, home)


def _clock_after(text: str) -> re.Match[str] | None:
    clock = _TIME.search(text[:40])
    return clock if clock and not text[: clock.start()].strip(_BETWEEN) else None


def _clock_before(text: str) -> re.Match[str] | None:
    """ "9:14 AM EST, Wed November 18, 2026"."""
    near = text[-60:]
    clocks = list(_TIME.finditer(near))
    return clocks[-1] if clocks and len(_WORD.findall(near[clocks[-1].end() :])) <= 2 else None


def _with_clock(at: datetime, clock: re.Match[str], home: tzinfo) -> DateText:
    hour = int(clock["hour"] or clock["hour12"])
    half = (clock["half"] or clock["half12"] or "").replace(".", "").replace(" ", "")
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    elif clock["before"] in _AFTERNOON and hour < 12:
        hour += 12
    minute, second = int(clock["minute"] or 0), int(clock["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return DateText(at, "day")
    local = at.replace(hour=hour, minute=minute, second=second, tzinfo=_zone(clock["zone"], home))
    said = offset_name(local) if clock["zone"] else None
    return DateText(local.astimezone(UTC), "second" if clock["second"] else "minute", said)


def offset_name(at: datetime) -> str:
    """The distance from UTC as in "+05:30"."""
    digits = at.strftime("%z")
    return f"{digits[:3]}:{digits[3:5]}"


def _zone(name: str | None, home: tzinfo) -> tzinfo:
    if not name:
        return home
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    match = re.search(r"([+-])(\d{1,2}):?(\d{2})", name)
    if not match:
        return UTC
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-offset if match[1] == "-" else offset) if offset < timedelta(hours=24) else UTC


def names_a_day(text: str) -> bool:
    """True for "November", "Sat" or "18 Nov", and for no person."""
    words = [word.strip(".,") for word in plain_of(text).split()]
    return 0 < len(words) <= 3 and all(
        word in _MONTH_OF or word in _DAY_NAMES or word.isdecimal() for word in words
    )


def _ascii_digits(text: str) -> str:
    """Digits of any script as ASCII digits."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(character)) if character.isdecimal() else character for character in text
    )
