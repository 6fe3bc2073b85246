"""Reads dates as people write them on news pages, in the languages of the world's larger presses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from crawler.extraction.phrases import plain_of

#: One paragraph a month; an underscore is a space.
_MONTHS = """
january jan januar jänner jän janvier janv enero ene janeiro gennaio gen januari tammikuuta stycznia
ledna января січня ocak ianuarie január januára siječnja јануар јануара gener janúar jaanuar janvāris sausio
януари ιανουαρίου ιαν ינואר يناير كانون_الثاني جانفي جنوری जनवरी जन जानेवारी জানুয়ারি জানুয়ারী ஜனவரி జనవరి જાન્યુઆરી
มกราคม ม.ค

february feb februar feber février févr febrero fevereiro fev febbraio februari helmikuuta lutego února
февраля лютого şubat februarie február februára veljače фебруар фебруара febrer febrúar veebruar februāris vasario
февруари φεβρουαρίου φεβ פברואר فبراير شباط فيفري فروری फरवरी फ़रवरी फर फेब्रुवारी ফেব্রুয়ারি ফেব্রুয়ারী பிப்ரவரி ఫిబ్రవరి ફેબ્રુઆરી
กุมภาพันธ์ ก.พ

march mar märz mär mrz mars marzo março maart marts maaliskuuta marca března марта березня mart maret
martie március ožujka март març märts kovo mac μαρτίου μαρ מרץ מרס مارس آذار مارچ मार्च মার্চ மார்ச் మార్చి માર્ચ
มีนาคม มี.ค

april apr avril avr abril abr aprile huhtikuuta kwietnia dubna апреля квітня nisan aprilie április apríla
travnja април априла apríl aprill aprīlis balandžio απριλίου απρ אפריל أبريل ابريل إبريل نيسان أفريل اپریل अप्रैल एप्रिल
এপ্রিল ஏப்ரல் ఏప్రిల్ એપ્રિલ เมษายน เม.ย

may mai mayo maio maggio mei maj toukokuuta maja května мая травня mayıs május mája svibnja май мај маја
maig maí maijs gegužės μαΐου μαΐ מאי مايو أيار ماي مئی मई मे মে மே మే મે พฤษภาคม พ.ค

june jun juni juin junio junho giugno kesäkuuta czerwca června июня червня haziran iunie június júna lipnja
юни јун јуна juny júní juuni jūnijs birželio ιουνίου ιουν יוני يونيو حزيران جوان جون जून জুন ஜூன் జూన్ જૂન มิถุนายน มิ.ย

july jul juli juillet juil julio julho luglio heinäkuuta lipca července июля липня temmuz iulie július júla
srpnja юли јул јула juliol júlí juuli jūlijs liepos julai ιουλίου ιουλ יולי يوليو تموز جويلية جولائی जुलाई जुलै জুলাই ஜூலை
జూలై જુલાઈ กรกฎาคม ก.ค

august aug ago août agosto augustus augusti elokuuta sierpnia srpna августа серпня ağustos agustus agu augusztus
augusta kolovoza август agost ágúst augusts rugpjūčio ogos αυγούστου αυγ אוגוסט أغسطس اغسطس آب أوت اگست अगस्त ऑगस्ट আগস্ট
ஆகஸ்ட் ఆగస్టు ઓગસ્ટ สิงหาคม ส.ค

september sep set sept septembre septiembre setiembre setembro settembre syyskuuta września září сентября вересня eylül
septembrie szeptember septembra rujna септември септембар септембра setembre septembris rugsėjo σεπτεμβρίου σεπ ספטמבר
سبتمبر أيلول ستمبر सितंबर सितम्बर सित सप्टेंबर সেপ্টেম্বর செப்டம்பர் సెప్టెంబర్ સપ્ટેમ્બર กันยายน ก.ย

october oct oktober okt octobre octubre outubro out ottobre ott lokakuuta października října октября
жовтня ekim octombrie október októbra октомври октобар октобра oktoober oktobris spalio οκτωβρίου οκτ אוקטובר
أكتوبر اكتوبر تشرين_الأول اکتوبر अक्टूबर अक्तूबर अक्टू ऑक्टोबर অক্টোবর அக்டோபர் అక్టోబర్ ઓક્ટોબર ตุลาคม ต.ค

november nov novembre noviembre novembro marraskuuta listopada listopadu ноября листопада kasım noiembrie
novembra studenoga studenog ноември новембар новембра nóvember novembris lapkričio νοεμβρίου νοε נובמבר نوفمبر
تشرين_الثاني نومبر नवंबर नवम्बर नव नोव्हेंबर নভেম্বর நவம்பர் నవంబర్ નવેમ્બર พฤศจิกายน พ.ย

december dec dez dezember décembre déc diciembre dic dezembro dicembre desember joulukuuta grudnia
prosince декабря грудня aralık decembrie decembra prosinca декември децембар децембра desembre detsember decembris
gruodžio des disember δεκεμβρίου δεκ דצמבר ديسمبر كانون_الأول دسمبر दिसंबर दिसम्बर दिस डिसेंबर ডিসেম্বর டிசம்பர் డిసెంబర్
ડિસેમ્બર ธันวาคม ธ.ค
"""
_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun today yesterday
montag dienstag mittwoch donnerstag freitag samstag sonntag heute gestern
"""
_MONTH_OF = {
    unicodedata.normalize("NFKC", name).replace("_", " "): number
    for number, names in enumerate(_MONTHS.split("\n\n"), start=1)
    for name in names.split()
}
#: In every language that dates are read in.
MONTH_NAMES = frozenset(_MONTH_OF)
#: What a line must hold before the long pattern of all months is tried on it.
_MONTH_WORDS = frozenset(name.split()[0] for name in _MONTH_OF)
_WORDS = re.compile(r"[^\s\d,/\-()|:·•]+")
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
#: Thai pages count the Buddha's years.
_YEAR = r"(?P<year>(?:19|20|25)\d{2})(?!\d)"
_NAMED = (
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}}){_ORDINAL}[\s,\-/]*(?:de |of |d'|ב-?)?(?P<month>{_MONTH})(?![^\W\d_])\.?"
        rf"[\s,\-/]*(?:de |del )?{_YEAR}"
    ),
    re.compile(
        rf"(?<![^\W\d_])(?P<month>{_MONTH})(?![^\W\d_])\.?[\s\-]*(?P<day>\d{{1,2}}){_ORDINAL}[\s,\-]+{_YEAR}"
    ),
    re.compile(rf"(?<!\d){_YEAR}[\s,.\-]+(?P<month>{_MONTH})(?![^\W\d_])\.?[\s,\-]*(?P<day>\d{{1,2}})(?!\d)"),
)
_NUMBERED = (
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d{2})\s?[年년]\s?(?P<monthnumber>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]?"
    ),
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d{2})(?:[/\-]|\.\s?)(?P<monthnumber>\d{1,2})(?:[/\-]|\.\s?)"
        r"(?P<day>\d{1,2})(?!\d)"
    ),
    re.compile(
        r"(?<!\d)(?P<day>\d{1,2})(?:(?P<sign>[/\-])|\.\s?)(?P<monthnumber>\d{1,2})(?:[/\-]|\.\s?)"
        rf"{_YEAR}"
    ),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s+tháng\s+(?P<monthnumber>\d{{1,2}})[\s,]+(?:năm\s+)?{_YEAR}"),
)
_BUDDHIST = 543
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


def read_date_text(text: str, home: tzinfo = UTC, *, month_first: bool = False) -> DateText | None:
    """The date that a line gives; None for running text, for dates without a year and for impossible ones.

    A time without a zone is one of `home`; with `month_first`, 3/4/2026 is a day in March.
    """
    if len(text) > _LONGEST_LINE or not any(map(str.isdigit, text)):
        return None
    plain = " ".join(plain_of(_ascii_digits(text)).split())
    if len(_WORD.findall(plain)) > _MOST_OTHER_WORDS:
        return None
    for pattern in (*(_NAMED if _may_name_month(plain) else ()), *_NUMBERED):
        if match := pattern.search(plain):
            return _moment(match, plain, home, month_first=month_first)
    return None


def _may_name_month(plain: str) -> bool:
    words = _WORDS.findall(plain)
    return any(word.strip(".") in _MONTH_WORDS or word.lstrip("בd'’") in _MONTH_WORDS for word in words)


def _moment(match: re.Match[str], plain: str, home: tzinfo, *, month_first: bool) -> DateText | None:
    parts = match.groupdict()
    month = _MONTH_OF[parts["month"]] if parts.get("month") else int(parts["monthnumber"])
    day, year = int(parts["day"]), int(parts["year"])
    if day <= 12 and month_first and parts.get("sign"):
        month, day = day, month
    if month > 12 >= day:
        # Written the other way.
        month, day = day, month
    try:
        at = datetime(year - _BUDDHIST if year >= _BUDDHIST + 1900 else year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    clock = _clock_after(plain[match.end() :]) or _clock_before(plain[: match.start()])
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
