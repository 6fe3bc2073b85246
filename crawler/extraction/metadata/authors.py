"""Who wrote the article: people or desks, from JSON-LD, meta tags, rel=author and the byline, in this order of trust."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.metadata.agency import is_agency
from crawler.extraction.metadata.json_ld import as_list
from crawler.extraction.metadata.signals import Signals, clean
from crawler.extraction.phrases import plain_of
from crawler.extraction.prose import ends_sentence, word_count

_META_NAMES = (
    "author",
    "article:author",
    "og:article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dc.creator.aut",
    "dcterms.creator",
    "citation_author",
    "cxenseparse:author",
    "shareaholic:article_author_name",
    "twitter:data1",
)
_MOST_AUTHORS = 20
_LONGEST_NAME = 80
_MOST_NAME_WORDS = 7
_BY = re.compile(
    r"^\s*(?:(?:(?:story|article|text|words|reported|written|edited|compiled|reviewed|posted|report)\s+by|by|"
    r"von|par|por|di|door|av|af|文|記者|筆者|執筆)(?:\s*[:：=＝・/]\s*|\s+)|"
    r"(?:autor(?:en|in|es|a)?|authors?|reporters?|text(?:\s+von)?|tekst|redaktion|लेखक|द्वारा|रिपोर्ट|"
    r"रिपोर्टर|取材・文|文・写真|作者|记者|автор|текст)\s*[:：=＝/]\s*)(?=\S)",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:;|\||•|·|\n|\s+and\s+|\s+und\s+|\s+et\s+|\s+y\s+|\s&\s|\s+med\s+|\s+og\s+|\s+och\s+|\s+en\s+|"
    r"\s+और\s+|、|，)\s*"
)
_COMMA = re.compile(r"\s*,\s*(?:and\s+|und\s+)?")
#: What is cut from a name: addresses, brackets, what stands after a dash or "in Berlin".
_TRIMMED = re.compile(r"\s*[(\[（].*?[)\]）]|\s*\S+@\S+|\s*https?://\S+|\s+[-–—|/]\s+.*$|\s*@\w+")
_PLACE = re.compile(
    r"\s+(?:in|aus|from|à|en|i|te|im|for|für)\s+(?:the\s+)?[A-ZÀ-Þ]\S+(?:\s+[A-ZÀ-Þ]\S+){0,2}$"
)
_ROLE = re.compile(
    r"^(?:(?:the\s+)?(?:senior|chief|staff|special|guest|political|foreign|business|sports?|science|health|"
    r"education|culture|crime|national|deputy|managing|"
    r"executive|associate|assistant|contributing|digital|video|data|news|world|city|lead|freelance|our|"
    r"technology|environment|investigative|independent|bureau)\s+)*"
    r"(?:writers?|reporters?|correspondents?|editors?|columnists?|contributors?|producers?|journalists?|"
    r"bureau chief|chief|analyst|photographer|"
    r"redakteur(?:in)?|korrespondent(?:in)?|reporter(?:in)?|autor(?:in)?|journalist(?:in)?|volontär(?:in)?|"
    r"chefredakteur(?:in)?|"
    r"journaliste|correspondante?|rédact(?:eur|rice)|periodista|corresponsal|redactora?|giornalista|"
    r"संवाददाता|पत्रकार|रिपोर्टर|संपादक|記者|編集委員|論説委員|特派員|ライター)\b.*$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"^(?:admin(?:istrator)?|editor|editors|staff|null|none|undefined|unknown|n/?a|author|authors|"
    r"web\s?master|user|guest|redaktion|online|news|home|anonymous|"
    r"https?:.*|www\..*|\d+.*|.*\.(?:com|org|net|html)$|published.*|updated.*|posted.*|read more.*|share.*|"
    r"follow.*|"
    r"\d+ (?:min|hours?|days?).*|(?:more|view|see|all) .*)$",
    re.IGNORECASE,
)
_LONGEST_BYLINE_WORDS = 20
_SEGMENT = re.compile(r"\s*[|｜•·/—–]\s*|\s+-\s+")
#: Where the names end in a line that goes on with a date, a place or a source.
_AFTER_NAMES = re.compile(
    r"\s*(?:\b(?:updated|published|posted|modified|last|source|quelle|fuente|on\s+(?:mon|tue|wed|thu|fri|sat|"
    r"sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|"
    r"veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|actualizado|atualizado|pubblicato|"
    r"aggiornato)\b|अपडेटेड|अपडेट|प्रकाशित|पहली बार|公開|更新|配信|掲載|\d)",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:source|sources|agency|quelle|fuente|fonte|agencia|agence|एजेंसी|स्रोत|配信|出典|来源|來源)\s*[:：]\s*([^|"
    r"•·:：]{2,60})",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{2,}")
_DESK = re.compile(
    r"\b(?:desk|bureau|team|newsroom|correspondent|staff|redaktion|डेस्क|ब्यूरो|編集部|取材班|支局)\b|डेस्क|ब्यूरो|"
    r"編集部|取材班",
    re.IGNORECASE,
)


def find_authors(signals: Signals, tree: HtmlElement, head: Sequence[Block]) -> tuple[str, ...]:
    """The authors by the most trusted signal that names any; `head` holds the blocks around the headline."""
    site = letters_of(signals.site_name or "")
    for found in (
        _from_json_ld(signals),
        signals.all(*_META_NAMES[:-1]),
        _from_links(tree),
        _from_bylines(head),
    ):
        if names := _names(found, site):
            return names
    return ()


def credited_sources(signals: Signals, head: Sequence[Block]) -> list[str]:
    """Every text that says who it is from, agencies included, as found."""
    return [*_from_json_ld(signals), *signals.all(*_META_NAMES[:-1]), *_segments(head)]


def _segments(head: Sequence[Block]) -> Iterator[str]:
    """The parts of short lines near the headline: "AFP | Published on …", "By Ann Example · Source: Reuters"."""
    for block in head:
        if word_count(block.text) <= _LONGEST_BYLINE_WORDS:
            yield from _SEGMENT.split(block.text)
            yield from (_AFTER_NAMES.split(match.group(1))[0] for match in _SOURCE.finditer(block.text))


def _from_json_ld(signals: Signals) -> list[str]:
    found = [*_named(signals.article.get("author")), *_named(signals.article.get("creator"))]
    return found if found else []


def _named(value: Any) -> Iterator[str]:
    for item in as_list(value):
        if isinstance(item, str):
            yield clean(item)
        elif isinstance(item, dict):
            names = item.get("name")
            for name in as_list(names):
                if isinstance(name, str):
                    yield clean(name)


def _from_links(tree: HtmlElement) -> Iterable[str]:
    for element in tree.xpath("//a[@rel='author'] | //*[@itemprop='author']")[:_MOST_AUTHORS]:
        inner = element.xpath(".//*[@itemprop='name']")
        yield clean((inner[0] if inner else element).text_content())


def _from_bylines(head: Sequence[Block]) -> Iterable[str]:
    """Byline blocks near the headline."""
    for block in head:
        words = word_count(block.text)
        if words > _LONGEST_BYLINE_WORDS or (words > 6 and ends_sentence(block.text)):
            continue
        for segment in _SEGMENT.split(_AFTER_NAMES.split(block.text, maxsplit=1)[0]):
            if _BY.match(segment) or (block.stands_in(places.AUTHOR) and not _DIGITS.search(segment)):
                yield segment


def _names(found: Iterable[str], site: str) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for text in found:
        for part in _parts(text):
            name = _cleaned(part)
            key = letters_of(name)
            if name and key not in names and not _is_no_author(name, key, site):
                names[key] = name
        if len(names) >= _MOST_AUTHORS:
            break
    return tuple(names.values())


def _parts(text: str) -> Iterator[str]:
    text = _BY.sub("", clean(text), count=1)
    for part in _SPLIT.split(text):
        pieces = [piece for piece in _COMMA.split(part) if piece]
        # "Surname, First name" has one word before the comma; roles and places stand behind it.
        for number, piece in enumerate(pieces):
            if number and (_ROLE.match(piece) or (word_count(piece) < 2 and not _is_wide(piece))):
                continue
            yield piece


def _cleaned(part: str) -> str:
    name = _BY.sub("", part.strip(), count=1)
    name = _TRIMMED.sub("", name)
    name = _PLACE.sub("", name).strip(" .,:;|-–—*·•/\"'")
    if name.isascii() and name.isupper() and len(name) > 5:
        name = name.title()
    return name


def _is_no_author(name: str, key: str, site: str) -> bool:
    if not key or len(name) > _LONGEST_NAME or word_count(name) > _MOST_NAME_WORDS:
        return True
    if _NO_NAME.match(name) or is_agency(name):
        return True
    if _ROLE.match(name) and not _DESK.search(name):
        return True
    return key == site or len(key) < 2 or bool(_DIGITS.search(name)) or not _is_capitalised(name)


def _is_capitalised(name: str) -> bool:
    """Names begin with a capital in scripts that have capitals; "al-", "van" and "de" may come first."""
    words = [word for word in re.split(r"[\s\-'’]+", name) if word]
    first = [word[0] for word in words]
    return not any(letter.islower() for letter in first) or any(letter.isupper() for letter in first[:3])


def _is_wide(text: str) -> bool:
    return not plain_of(text).isascii() and " " not in text
