"""Cuts what a byline or a meta tag says into names, and tells people and desks from everything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from crawler.extraction.blocks import letters_of
from crawler.extraction.metadata.agency import is_agency
from crawler.extraction.metadata.date_text import names_a_day
from crawler.extraction.metadata.signals import clean
from crawler.extraction.prose import word_count

MOST_NAMES = 20
_LONGEST_NAME = 80
_MOST_NAME_WORDS = 7
#: What a byline begins with. Nouns need a colon: "Author Ann Example" is rarer than "Author of the month".
BY = re.compile(
    r"^\s*(?:(?:(?:an? |eine? |une? |el |la )?(?:story|article|text|words|reported|written|edited|compiled|reviewed|"
    r"posted|report|analysis|opinion|comment|commentary|column|essay|feature|interview|review|gastbeitrag|"
    r"kommentar|analyse|kolumne|reportage|bericht|protokoll|rezension|im wortlaut|pressemitteilung|"
    r"propos recueillis|chronique|tribune|análisis|opinión|análise|opinião|commento|analisi)\s+"
    r"(?:by|von|par|por|di)|by|"
    r"von|"
    r"par|por|di|door|av|af|文|記者|筆者|執筆)(?:\s*[:：=＝・/]\s*|\s+)|"
    r"(?:autor(?:en|in|es|a)?|authors?|reporters?|text(?:\s+von)?|interview|tekst|redaktion|लेखक|द्वारा|रिपोर्ट|"
    r"रिपोर्टर|"
    r"取材・文|文・写真|作者|记者|撰文|автор|текст|аутор|συντάκτης|כותב|penulis|laporan|pewarta|yazan|muhabir|szerző|írta|"
    r"tác giả|ผู้เขียน|লেখক|প্রতিবেদক|kirjoittaja|toimittaja|teksti|skrevet av|skrevet af|skriven av|scris de|napisał|"
    r"napisala|piše|نویسنده|كتب|بقلم|كتبت)\s*[:：=＝/]\s*|(?:كتب|كتبت|بقلم|מאת|oleh|skrevet av|skrevet af|scris de|"
    r"γράφει ο|γράφει η)\s*[:：]?\s+|โดย\s*[:：]?\s*)(?=\S)",
    re.IGNORECASE,
)
#: Two elements without a space between them.
_STUCK_BY = re.compile(r"^(?:By|Von|Por)(?=[A-ZÀ-Þ])")
_SPLIT = re.compile(
    r"\s*(?:;|•|·|\n|\s+(?i:and|und|et)\s+|\s+y\s+|\s+med\s+|\s+og\s+|\s+och\s+|\s+en\s+|"
    r"\s+और\s+|\s+و\s+|、|，|،)\s*"
)
#: Behind a bar stands the outlet rather than another author.
_BAR = re.compile(r"\s*[|｜]\s*")
_COMMA = re.compile(r"\s*,\s*(?:and\s+|und\s+)?")
#: What is cut from a name: brackets, addresses, what stands after a dash.
_TRIMMED = re.compile(r"\s*[(\[（].*?[)\]）]|\s*\S+@\S+|\s*https?://\S+|\s+[-–—|/]\s+.*$|\s*@\w+")
_WITH = re.compile(r"\s(?:with|mit|avec|con|com|z|med|met)\s(?:l')?(.+)$", re.IGNORECASE)
_PLACE = re.compile(r"\s+(?:in|aus|from|à|i|im|for|für)\s+(?:the\s+)?[A-ZÀ-Þ]\S+(?:\s+[A-ZÀ-Þ]\S+){0,2}$")
#: An outlet in capitals behind a name: "Ann Example THE LEDGER".
_OUTLET = re.compile(r"(?<=[a-zß-ÿ.])\s+[A-Z]{2,}(?:\s+[A-Z]{2,})+$")
_ROLE = re.compile(
    r"^(?:[\w&/-]+[\s-]+){0,4}(?:writers?|reporters?|correspondents?|editors?|columnists?|contributors?|"
    r"producers?|"
    r"journalists?|bureau chief|chief|analyst|photographer|director|president|professor|manager|intern|"
    r"officer|specialist|expert|fellow|researcher|"
    r"lecturer|strategist|economist)"
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
    r"^(?:admin(?:istrator)?|editors?|agenc(?:y|ies)|agentur(?:en)?|agences?|agencias?|nachrichten|noticias|"
    r"notizie|nyheter|haberler|(?:photo|foto|bild|illustration|image|picture|video)\w*\b.*|staff|null|none|undefined|unknown|n/?a|authors?|name|web\s?master|user|"
    r"guest|\w+ by|"
    r"redaktion|online|news|home|anonymous|by|von|par|por|di|https?:.*|www\..*|\d+.*|.*\.(?:com|org|net|"
    r"html)|"
    r"(?:published|updated|posted|read more|share|follow|link copied|copy|print|save|comment)\b.*|"
    r"\d+ (?:min|hours?|days?).*|(?:more|view|see|all|in|on|at|to|with|from) .*|.* with agencies|"
    r".*,? agencies)$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{2,}")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
#: What companies and titles have and no person.
_COMPANY = re.compile(
    r"^the\s|\b(?:gmbh|ltd|inc|llc|s\.?p\.?a|corp|company|foundation|stiftung)\b\.?|[?!:]$", re.IGNORECASE
)
_PARTICLES = frozenset(
    (
        "von",
        "van",
        "de",
        "den",
        "der",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "bin",
        "al",
        "el",
        "la",
        "le",
        "y",
        "af",
        "zu",
        "ter",
        "ten",
    )
)
_NOT_IN_NAMES = re.compile(r"[^\w.'’\-]|[\d_]")
#: Longer texts are no bylines, and the patterns below would take minutes for some.
_LONGEST_BYLINE = 2_000
#: A shorter name of a site is a word of other names as well.
_TELLING_SITE = 6


def names_in(texts: Iterable[str], *, sites: Sequence[str] = ()) -> tuple[str, ...]:
    """The names of people and desks that the texts hold; `sites` are the keys of the outlet's own names."""
    names: dict[str, str] = {}
    for text in texts:
        if len(text) > _LONGEST_BYLINE:
            continue
        for part in _parts(text):
            name = _cleaned(part)
            key = letters_of(name)
            if key and key not in names and _is_author(name, key, sites):
                names[key] = name
        if len(names) >= MOST_NAMES:
            break
    return tuple(names.values())


def without_outlet(text: str, sites: Sequence[str]) -> str:
    """ "Ann Example Worcester Gazette" without the outlet's name behind the author's."""
    words = text.split()
    for number in range(1, len(words)):
        key = letters_of(" ".join(words[number:]))
        is_end = number < len(words) - 1 and len(key) >= _TELLING_SITE
        if key in sites or (is_end and any(site.endswith(key) for site in sites)):
            return " ".join(words[:number])
    return text


def credited_name(text: str) -> str | None:
    """Whoever a credit names, be it an agency or the outlet; None for what names nobody."""
    name = BY.sub("", clean(text), count=1).strip(" .,:;|-–—*·•/\"'")
    if len(letters_of(name)) < 2 or len(name) > _LONGEST_NAME or word_count(name) > _MOST_NAME_WORDS:
        return None
    return None if _NO_NAME.match(name) or _ROLE.match(name) or "@" in name else name


def _parts(text: str) -> Iterator[str]:
    text = BY.sub("", clean(text), count=1)
    first, *behind = _BAR.split(text)
    for section in (first, *filter(_may_be_name, behind)):
        for part in _SPLIT.split(section):
            yield from _listed(part)


def _listed(text: str) -> Iterator[str]:
    pieces = [piece for part in _COMMA.split(text) for piece in _ampersands(part) if piece]
    for number, piece in enumerate(pieces):
        # Behind a comma stand roles, places and degrees as well; a name there has two words at least.
        if number and (_ROLE.match(piece) or (word_count(piece) < 2 and not _is_unspaced(piece))):
            continue
        yield piece


def _ampersands(text: str) -> list[str]:
    """ "Ann Example & Ben Sample" is two names, "Gazette & Herald" one."""
    pieces = re.split(r"\s+&\s+", text)
    return pieces if all(word_count(piece) > 1 for piece in pieces) else [text]


def _may_be_name(text: str) -> bool:
    return 2 <= word_count(text) <= 4 and not _COMPANY.search(text)


def is_full_name(text: str) -> bool:
    """True for two to four words that all begin as names do, "Ann van Example"."""
    first, *others = text.split()
    return (
        _may_be_name(text)
        and bool(others)
        and _is_name_word(first)
        and all(_is_name_word(word) or word in _PARTICLES for word in others)
    )


def _is_name_word(word: str) -> bool:
    return word[0].isupper() and not _NOT_IN_NAMES.search(word)


def _cleaned(part: str) -> str:
    name = _STUCK_BY.sub("", BY.sub("", part.strip(), count=1))
    name = _TRIMMED.sub("", name)
    if (match := _WITH.search(name)) and is_agency(match.group(1)):
        name = name[: match.start()]
    name = _OUTLET.sub("", _PLACE.sub("", name)).strip(" .,:;|-–—*·•/\"'")
    return name.title() if name.isascii() and name.isupper() and len(name) > 5 else name


def _is_author(name: str, key: str, sites: Sequence[str]) -> bool:
    if len(key) < 2 or len(name) > _LONGEST_NAME or word_count(name) > _MOST_NAME_WORDS:
        return False
    if _NO_NAME.match(name) or _DIGITS.search(name) or is_agency(name) or names_a_day(name):
        return False
    if key in sites:
        return False
    if _DESK.search(name):
        return True
    if _COMPANY.search(name) or any(_names_site(key, name, site) for site in sites):
        return False
    return not _ROLE.match(name) and _is_capitalised(name)


def _names_site(key: str, name: str, site: str) -> bool:
    """ "The Example Daily Online" or the first word of "Example.org" is the outlet."""
    if len(site) >= _TELLING_SITE and site in key:
        return True
    return word_count(name) == 1 and site.startswith(key)


def _is_capitalised(name: str) -> bool:
    """Names begin with a capital in scripts that have capitals; "al-", "van" and "de" may come first."""
    first = [word[0] for word in re.split(r"[\s\-'’]+", name) if word]
    return not any(letter.islower() for letter in first) or any(letter.isupper() for letter in first[:3])


def _is_unspaced(text: str) -> bool:
    """True for a name in a script that writes surname and first name together."""
    return " " not in text and bool(_UNSPACED.search(text))
