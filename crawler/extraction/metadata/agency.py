"""The wire service that a page credits: in the byline, the dateline, a credit line or "with inputs from"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from crawler.extraction.phrases import plain_of, told_by

#: What an agency is called on pages, and the name we keep.
_NAMES = {
    "AFP": "afp|agence france-presse|agence france presse|وكالة الأنباء الفرنسية|وكالة فرانس برس|فرانس برس|أ ف ب|"
    "एएफपी|afp通信|afp時事|法新社",
    "AP": "ap|associated press|the associated press|ap news|أسوشيتد برس|एपी|ap通信|美联社|美聯社",
    "Reuters": "reuters|thomson reuters|رويترز|로이터|ρόιτερς|רויטרס|"
    "रॉयटर्स|रायटर|रॉयटर|ロイター|ロイター通信|路透社|路透|рейтер",
    "dpa": "dpa|deutsche presse-agentur|deutsche presse agentur|dpa-infocom|dpa international|dpa-afx|dpa/afx",
    "PTI": "pti|press trust of india|पीटीआई|पीटीआइ|पीटीआई-भाषा|पीटीआई भाषा",
    "भाषा": "भाषा|पीटीआई भाषा",
    "ANI": "ani|asian news international|एएनआई|एएनआइ",
    "IANS": "ians|indo-asian news service|indo asian news service|आईएएनएस|आइएएनएस",
    "UNI": "uni|united news of india|यूनीवार्ता|वार्ता",
    "Kyodo": "kyodo|kyodo news|共同社",
    "共同": "共同|共同通信|共同通信社",
    "Jiji": "jiji|jiji press",
    "時事": "時事|時事通信|時事通信社|時事ドットコム",
    "EFE": "efe|agencia efe",
    "Europa Press": "europa press|ep",
    "ANSA": "ansa",
    "AGI": "agi",
    "Adnkronos": "adnkronos",
    "LaPresse": "lapresse",
    "Xinhua": "xinhua|شينخوا|xinhua news agency|新华社|新華社|新华网",
    "TASS": "tass|тасс|itar-tass",
    "Interfax": "interfax|интерфакс",
    "RIA Novosti": "ria novosti|риа новости",
    "Ukrinform": "ukrinform|укринформ|укрінформ",
    "Bloomberg": "bloomberg|bloomberg news|ブルームバーグ",
    "UPI": "upi|united press international",
    "PA": "pa|pa media|press association|the press association|pa news agency",
    "AAP": "aap|australian associated press",
    "The Canadian Press": "the canadian press|canadian press|la presse canadienne|presse canadienne",
    "CP": "cp",
    "APA": "apa|austria presse agentur",
    "SDA": "sda|keystone-sda|ats|keystone-ats|ats/nxp",
    "SID": "sid|sport-informations-dienst",
    "epd": "epd|evangelischer pressedienst",
    "KNA": "kna|katholische nachrichten-agentur",
    "ANP": "anp",
    "Belga": "belga",
    "Ritzau": "ritzau",
    "NTB": "ntb",
    "TT": "tt|tt nyhetsbyrån",
    "STT": "stt|stt-lehtikuva",
    "BNS": "bns",
    "AGERPRES": "agerpres",
    "Mediafax": "mediafax",
    "Tanjug": "tanjug|танјуг",
    "BTA": "bta|бта",
    "ANA-MPA": "ana-mpa|απε-μπε",
    "BelTA": "belta|белта",
    "UNIAN": "unian|уніан|униан",
    "VNA": "vna|ttxvn|vietnam news agency",
    "APP": "associated press of pakistan",
    "WAFA": "wafa|وفا",
    "NAN": "news agency of nigeria",
    "PAP": "pap|polska agencja prasowa",
    "ČTK": "čtk|ctk",
    "MTI": "mti",
    "Lusa": "lusa|agência lusa",
    "Agência Brasil": "agência brasil",
    "Estadão Conteúdo": "estadão conteúdo",
    "Anadolu": "anadolu|anadolu agency|anadolu ajansı|aa",
    "DHA": "dha",
    "IRNA": "irna",
    "Yonhap": "yonhap|연합뉴스|聯合通信",
    "Newsis": "newsis|뉴시스",
    "Antara": "antara",
    "Bernama": "bernama",
    "CNA": "中央社",
    "Telam": "télam|telam",
    "Notimex": "notimex",
    "WAM": "wam",
    "SPA": "saudi press agency",
    "MENA": "mena|middle east news agency",
    "CMC": "cmc",
    "KCNA": "kcna",
}
_AGENCY_OF = {
    unicodedata.normalize("NFKC", spelling).lower(): name
    for name, spellings in _NAMES.items()
    for spelling in spellings.split("|")
}
_LONGEST_CREDIT = 160
_FIRST_LINES = 4
#: Words that name an agency we do not know.
_AGENCY_WORD = (
    r"(?:press|news|wire|media|information|nachrichten|presse) (?:agency|agentur|service|trust|association|"
    r"bureau|wire)|newswire|wire service|"
    r"(?:presse|nachrichten|depeschen)(?:agentur|dienst)|press trust|agence(?: de)? presse|"
    r"agence d'information|agencia(?: de)? (?:noticias|prensa)|"
    r"agência(?: de)? notícias|agenzia(?: di)? stampa|persbureau|nyhetsbyrå|nyhedsbureau|nyhetsbyrån|"
    r"समाचार (?:एजेंसी|सेवा)|न्यूज़? (?:एजेंसी|सर्विस)|"
    r"प्रेस (?:ट्रस्ट|एजेंसी)|संवाद समिति|通信社|通信|通讯社|通訊社|통신"
)
_UNKNOWN_AGENCY = told_by(
    "agency|agentur|service|trust|association|bureau|wire|dienst|agence|agencia|agência|agenzia|nyhetsbyrå|"
    "समाचार|न्यूज|प्रेस|संवाद|通信|通讯|通訊|통신",
    rf"^(?:the )?[\w.'&\- \u0900-\u097f]{{0,50}}?(?:{_AGENCY_WORD})(?: (?:of )?[\w\u0900-\u097f]+)?$",
)
#: "Source:" in further languages.
SOURCE_WORDS = (
    "źródło|bron|kaynak|källa|kilde|lähde|zdroj|sursa|izvor|извор|forrás|πηγή|sumber|nguồn|источник|джерело|מקור|"
    "المصدر|ที่มา"
)
#: "Source:" in all of them.
SOURCE_LABELS = (
    rf"sources?|quellen?|fuentes?|fontes?|fonti|agency|agence|agencia|agentur|{SOURCE_WORDS}|स्रोत|एजेंसी|出典|ソース|"
    r"来源|來源|출처"
)
_LEADING = re.compile(
    rf"^(?:(?:by|via|von|par|{SOURCE_LABELS})(?:\s*[:：]\s*|\s+)|(?:the\s+)|[-–—(\[（【/|•·\s]+)"
)
_SPLIT = re.compile(r"\s*(?:/|,|;|\||&|\+|・|、|\band\b|\bund\b|\bet\b|\by\b|और|एवं|तथा|व)\s*")
_INPUTS = re.compile(
    r"(?:with (?:additional )?(?:inputs?|reporting|files|contributions?|agency inputs?|material|"
    r"information) (?:from|by|of)|inputs? (?:from|by)|"
    r"with (?=[\w /,&'-]{2,60} (?:inputs?|files|reports?)\b)|"
    r"mit (?:material|informationen|inhalten|agenturmaterial|meldungen) (?:von|der|des)(?: (?:der |"
    r"den )?(?:nachrichtenagentur(?:en)?|agentur(?:en)?))?|unter verwendung von|"
    r"avec(?: l'|\s)(?=[\w /,&'-]{2,40}\)?$)|con informaci(?:ó|o)n de|com informações d[ae]s?|"
    r"con (?=[\w ]{2,20}\)?$))\s*"
)
_INPUTS_AFTER = re.compile(
    r"\s*(?:news )?(?:inputs?|files|reports?|इनपुट(?:्स)?|के इनपुट(?: के साथ)?|से इनपुट|"
    r"के हवाले से)[\s.)\]]*$"
)
_CONTRIBUTED = re.compile(r"^(?:the )?(.{2,40}?) (?:contributed to|hat zu diesem)\b")
_DATELINE = re.compile(r"^[^\n]{2,60}?[(（\[【]\s*([^()（）\[\]【】]{2,45})\s*[)）\]】]\s*(?:[-–—―:：]|\S)")
_END_BRACKET = re.compile(r"[.!?…\"”।。]\s*[(（\[【]\s*([^()（）\[\]【】]{2,45})\s*[)）\]】]\s*$")
_HINDI_INPUTS = re.compile(r"[(（]?\s*(?:इनपुट|एजेंसी इनपुट)\s*[-–:：]?\s*(.{2,40}?)\s*[)）]?$")


def agency_in(text: str | None) -> str | None:
    """The agency that a credit names, when it names agencies and nothing else."""
    if not text or len(text) > _LONGEST_CREDIT:
        return None
    plain = plain_of(text).strip()
    previous = None
    while previous != plain:
        previous, plain = plain, _LEADING.sub("", plain).strip(" .:：-–—|)]）】")
    if not plain or len(plain) > 70:
        return None
    if plain in _AGENCY_OF:
        return _AGENCY_OF[plain]
    parts = [part for part in _SPLIT.split(plain) if part]
    if len(parts) > 1 and all(part in _AGENCY_OF or _is_filler(part) for part in parts):
        return next((_AGENCY_OF[part] for part in parts if part in _AGENCY_OF), None)
    if _UNKNOWN_AGENCY.search(plain):
        return _as_written(text, plain)
    return None


def is_agency(text: str) -> bool:
    """True for a credit that is an agency, and no person."""
    return agency_in(text) is not None


def credit_in(line: str) -> str | None:
    """The agency of a line that is nothing but a credit: "(With PTI inputs)", "— AFP", "(時事)"."""
    if len(line) > _LONGEST_CREDIT:
        return None
    plain = plain_of(line).strip()
    bare = plain.strip(" .-–—―()（）[]【】|*•")
    if match := _INPUTS.match(bare):
        rest = _INPUTS_AFTER.sub("", bare[match.end() :])
        return _first_known(rest, line)
    if match := _HINDI_INPUTS.match(plain):
        return _first_known(match.group(1), line)
    if _INPUTS_AFTER.search(bare) and len(bare.split()) <= 8:
        return _first_known(_INPUTS_AFTER.sub("", bare), line)
    if match := _CONTRIBUTED.match(bare):
        return agency_in(match.group(1))
    return agency_in(line)


def find_agency(byline: Iterable[str], credit_lines: Iterable[str], lines: Sequence[str]) -> str | None:
    """The agency of an article: bylines first, then credit lines, then datelines and closing brackets of the text."""
    for text in byline:
        if agency := agency_in(text):
            return agency
    for text in credit_lines:
        if agency := credit_in(text):
            return agency
    # Standfirst and byline may have stayed above the dateline.
    for text in lines[:_FIRST_LINES]:
        if (match := _DATELINE.match(text)) and (agency := agency_in(match.group(1))):
            return agency
        if agency := _leading_dateline(text):
            return agency
    for text in reversed(lines[-2:]):
        if (match := _END_BRACKET.search(text)) and (agency := agency_in(match.group(1))):
            return agency
    return None


_LEADING_DATELINE = re.compile(
    r"^[\w .,'/ऀ-ॿ-]{2,50}?,\s*(?:\d{1,2}\.? \S+|\S+ \d{1,2}),?\s*[(]?([\w /-]{2,30})[)]?\s*[-–—:]\s"
)
#: "【港町=共同】…", "(서울=연합뉴스) …"
_CITY_AND_AGENCY = re.compile(r"^[【(（]([^】)）]{2,30})[】)）]")


def _leading_dateline(text: str) -> str | None:
    """ "NEW DELHI, Nov 18 (Reuters) - …" is caught by its bracket; these are the ones without."""
    if match := _CITY_AND_AGENCY.match(text):
        for part in re.split(r"[\s=＝・]+", match.group(1)):
            if agency := agency_in(part):
                return agency
    if match := _LEADING_DATELINE.match(text):
        return agency_in(match.group(1))
    return None


def _first_known(text: str, line: str) -> str | None:
    parts = [part.strip(" .()") for part in _SPLIT.split(text) if part.strip(" .()")]
    for part in parts:
        part = re.sub(r"^the ", "", part)  # noqa: PLW2901 - trimmed once
        if part in _AGENCY_OF:
            return _AGENCY_OF[part]
    for part in parts:
        if _UNKNOWN_AGENCY.search(part):
            return _as_written(line, part)
    return None


def _is_filler(part: str) -> bool:
    """An editor's initials beside the agency, as in "dpa/lth"."""
    return len(part) <= 4 and part.isalpha()


def _as_written(text: str, plain: str) -> str:
    """The agency's name with the page's own capitals."""
    start = plain_of(text).find(plain)
    written = text[start : start + len(plain)] if start >= 0 else text
    return re.sub(r"^[Tt]he (?=\S+ )", "", written.strip())
