"""Cuts what a byline or a meta tag says into names, and tells people and desks from everything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crawler.extraction.blocks import letters_of
from crawler.extraction.metadata.agency import is_agency
from crawler.extraction.metadata.date_text import names_a_day
from crawler.extraction.metadata.signals import clean
from crawler.extraction.phrases import plain_of
from crawler.extraction.prose import word_count

MOST_NAMES = 20
_LONGEST_NAME = 80
_MOST_NAME_WORDS = 7
#: What a byline begins with. Nouns need a colon: "Author Ann Example" is rarer than "Author of the month".
BY = re.compile(
    r"^\s*(?:(?:(?:story|article|text|words|reported|written|edited|compiled|reviewed|posted|report)\s+by|by|"
    r"von|"
    r"par|por|di|door|av|af|文|記者|筆者|執筆)(?:\s*[:：=＝・/]\s*|\s+)|"
    r"(?:autor(?:en|in|es|a)?|authors?|reporters?|text(?:\s+von)?|tekst|redaktion|लेखक|द्वारा|रिपोर्ट|"
    r"रिपोर्टर|"
    r"取材・文|文・写真|作者|记者|автор|текст)\s*[:：=＝/]\s*)(?=\S)",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:;|\||•|·|\n|\s+and\s+|\s+und\s+|\s+et\s+|\s+y\s+|\s&\s|\s+med\s+|\s+og\s+|\s+och\s+|\s+en\s+|"
    r"\s+और\s+|、|，)\s*"
)
_COMMA = re.compile(r"\s*,\s*(?:and\s+|und\s+)?")
#: What is cut from a name: brackets, addresses, what stands after a dash.
_TRIMMED = re.compile(r"\s*[(\[（].*?[)\]）]|\s*\S+@\S+|\s*https?://\S+|\s+[-–—|/]\s+.*$|\s*@\w+")
_PLACE = re.compile(r"\s+(?:in|aus|from|à|i|im|for|für)\s+(?:the\s+)?[A-ZÀ-Þ]\S+(?:\s+[A-ZÀ-Þ]\S+){0,2}$")
#: An outlet in capitals behind a name: "Ann Example THE LEDGER".
_OUTLET = re.compile(r"(?<=[a-zß-ÿ.])\s+[A-Z]{2,}(?:\s+[A-Z]{2,})+$")
_ROLE = re.compile(
    r"^(?:[\w&/-]+\s+){0,4}(?:writers?|reporters?|correspondents?|editors?|columnists?|contributors?|"
    r"producers?|"
    r"journalists?|bureau chief|chief|analyst|photographer|director|president|professor|manager|intern)"
    r"(?:\s*(?:,|at|of|for|in)\b.*)?$|"
    r"^(?:redakteur(?:in)?|korrespondent(?:in)?|reporter(?:in)?|autor(?:in)?|journalist(?:in)?|"
    r"volontär(?:in)?|"
    r"chefredakteur(?:in)?|journaliste|correspondante?|rédact(?:eur|rice)|periodista|corresponsal|redactora?|"
    r"giornalista|head of|director of|ph\.?d|संवाददाता|पत्रकार|रिपोर्टर|संपादक|記者|編集委員|論説委員|特派員|"
    r"ライター)\b.*$",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"\b(?:desk|bureau|team|newsroom|staff|redaktion)$|^redaktion\b|डेस्क|ब्यूरो|編集部|取材班|支局",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"^(?:admin(?:istrator)?|editors?|staff|null|none|undefined|unknown|n/?a|authors?|name|web\s?master|user|"
    r"guest|"
    r"redaktion|online|news|home|anonymous|by|von|par|por|di|https?:.*|www\..*|\d+.*|.*\.(?:com|org|net|"
    r"html)|"
    r"(?:published|updated|posted|read more|share|follow|link copied|copy|print|save|comment)\b.*|"
    r"\d+ (?:min|hours?|days?).*|(?:more|view|see|all|in|on|at|to|with|from) .*|.* with agencies|"
    r".*,? agencies)$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{2,}")


def names_in(texts: Iterable[str], *, site: str) -> tuple[str, ...]:
    """The names of people and desks that the texts hold; `site` is the key of the outlet's own name."""
    names: dict[str, str] = {}
    for text in texts:
        for part in _parts(text):
            name = _cleaned(part)
            key = letters_of(name)
            if key and key not in names and _is_author(name, key, site):
                names[key] = name
        if len(names) >= MOST_NAMES:
            break
    return tuple(names.values())


def _parts(text: str) -> Iterator[str]:
    text = BY.sub("", clean(text), count=1)
    for part in _SPLIT.split(text):
        pieces = [piece for piece in _COMMA.split(part) if piece]
        for number, piece in enumerate(pieces):
            # Behind a comma stand roles, places and degrees as well; a name there has two words at least.
            if number and (_ROLE.match(piece) or (word_count(piece) < 2 and not _is_unspaced(piece))):
                continue
            yield piece


def _cleaned(part: str) -> str:
    name = BY.sub("", part.strip(), count=1)
    name = _TRIMMED.sub("", name)
    name = _OUTLET.sub("", _PLACE.sub("", name)).strip(" .,:;|-–—*·•/\"'")
    return name.title() if name.isascii() and name.isupper() and len(name) > 5 else name


def _is_author(name: str, key: str, site: str) -> bool:
    if len(key) < 2 or key == site or len(name) > _LONGEST_NAME or word_count(name) > _MOST_NAME_WORDS:
        return False
    if _NO_NAME.match(name) or _DIGITS.search(name) or is_agency(name) or names_a_day(name):
        return False
    return bool(_DESK.search(name)) or (not _ROLE.match(name) and _is_capitalised(name))


def _is_capitalised(name: str) -> bool:
    """Names begin with a capital in scripts that have capitals; "al-", "van" and "de" may come first."""
    first = [word[0] for word in re.split(r"[\s\-'’]+", name) if word]
    return not any(letter.islower() for letter in first) or any(letter.isupper() for letter in first[:3])


def _is_unspaced(text: str) -> bool:
    return not plain_of(text).isascii() and " " not in text
