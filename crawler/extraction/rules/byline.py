"""Bylines: who wrote it, in which role, with which agency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crawler.extraction import places
from crawler.extraction.blocks import letters_of
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.metadata.agency import agency_in, credit_in
from crawler.extraction.phrases import anywhere, line_start, plain_of
from crawler.extraction.prose import ends_sentence, word_count
from crawler.extraction.reading import Reading
from crawler.extraction.rules.dates import is_date_line
from crawler.extraction.rules.source_line import is_source_line

_LONGEST_WORDS = 16
_LONGEST_LINE = 240
_MOST_BYLINES = 12
_LONGEST_NAME_WORDS = 4
_NAME_WORD = re.compile(r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž](?:[a-zß-öø-ÿĀ-ž.'’-]+|[A-ZÀ-ÖØ-Þ.'’-]*)){1,3}")
_BY = re.compile(
    r"^[\W_]*(?:(?:story|article|text|words|reported|written|edited|compiled|translated|reviewed|posted|"
    r"produced|published|reporting|report) by\b|by[:\s]+|"
    r"von[:\s]+|ein(?:e)? (?:kommentar|analyse|interview|gastbeitrag|bericht|reportage|kolumne|essay) von\b|"
    r"aus .{2,20} von\b|par[:\s]+|por[:\s]+|"
    r"(?:di|door|av|af|tekst|text|tekst og foto)[:\s]+|autor(?:en|in|es)?:|author:|reporter:|edited:|"
    r"redaktion:|(?:автор|текст)[:\s]|"
    r"(?:लेखक|द्वारा|रिपोर्टर|संवाददाता|रिपोर्ट|संपादन|एडिटेड बाय|रिटेन बाय|by)\s*[:：]|(?:文|取材|執筆|"
    r"文・写真|記者|筆者|"
    r"撮影|編集)\s*[=＝:：・/／]|(?:记者|作者|编辑|責任編輯|责任编辑|文)\s*[:：/／])"
)
_ROLE = anywhere(
    r"\b(?:staff|senior|chief|special|political|foreign|science|business|sports?|crime|health|education|"
    r"environment|national|assistant|deputy|managing|news|web|"
    r"digital|contributing|guest|our|bureau|city|state|technology|culture|economics|tech|video|data|"
    r"investigative|freelance) (?:\w+ )?"
    r"(?:writer|reporter|correspondent|editor|columnist|contributor|producer|desk|bureau|team|journalist|"
    r"chief)s?\b",
    r"^(?:correspondent|reporter|editor|columnist|news desk|web desk|staff|staff reporter|news service|"
    r"online desk|editorial team|newsroom)$",
    r"\b(?:redakteur|redakteurin|korrespondent|korrespondentin|reporter|reporterin|chefredakteur|"
    r"chefredakteurin|autor|autorin|volontär|volontärin|ressortleiter|ressortleiterin)(?: \S+){0,4}$",
    r"\b(?:correspondante?|rédact(?:eur|rice)|journaliste|envoyée? spéciale?|corresponsal|redact(?:or|ora)|"
    r"periodista|enviad[oa] especial|redazione|corrispondente|redacción|redação|redaktionen)\b",
    r"(?:संवाददाता|ब्यूरो|डेस्क|प्रतिनिधि|न्यूज़ डेस्क|वेब डेस्क)$|(?:記者|編集部|編集委員|論説委員|特派員|"
    r"支局|報道部|社会部|政治部|"
    r"経済部|通信員|取材班|デスク)$",
)
_CREDIT_PHRASE = line_start(
    r"(?:reporting|additional reporting|writing|editing|compiled|translated|translation|edited|"
    r"reported) (?:by|and (?:writing|editing) by)\b",
    r"(?:with )?(?:additional )?(?:reporting|contributions?|inputs?|files) (?:by|from)\b",
    r"[\w .,'&-]{3,80} (?:also )?contributed (?:to this (?:report|story|article|piece)|reporting)",
    r"(?:the )?associated press.{0,60}contributed|this (?:story|article|report) (?:was|has been|"
    r"is) (?:originally |first )?(?:published|produced|edited|auto-?generated|reported|written|translated|"
    r"updated|corrected|sourced|based)\b.{0,120}",
    r"\(?this (?:story|article|report|content|news) (?:has|was|is)\b.{0,160}(?:agency|feed|staff|syndicated|"
    r"modified|edited|published|auto)",
    r"(?:mit (?:material|informationen|inhalten|agenturmaterial)|aus dem (?:englischen|französischen|"
    r"russischen|spanischen|amerikanischen)|übersetzung|übersetzt|dieser (?:artikel|text|"
    r"beitrag) (?:erschien|stammt|wurde|ist|entstand))\b.{0,140}",
    r"dies ist eine (?:maschinelle )?übersetzung|cet article (?:a été|est) (?:publié|traduit|initialement)|"
    r"este artículo (?:fue|ha sido|se) (?:publicado|traducido|publicó)",
    r"(?:\()?(?:इनपुट|एजेंसी इनपुट|इस खबर को|यह खबर|यह स्टोरी|डिस्क्लेमर).{0,120}(?:फीड|एजेंसी|संपादित|इनपुट|"
    r"टीम|सिंडिकेट|भाषा)",
)
_INITIALS = re.compile(
    r"^[\s(\[–—-]*(?:[a-zäöüß]{2,4}(?:\s*[/,&+]\s*[a-zäöüß\-]{2,10}){0,4}|"
    r"[A-Z]{2,4}(?:/[A-Za-z]{2,10}){1,3})[\s)\].]*$"
)
_PART = re.compile(r"\s*[|｜•·]\s*|\s+[–—]\s+")


def is_byline(text: str, authors: Sequence[str] = ()) -> bool:
    """True for a line that only names who wrote the story, or which agency."""
    if len(text) > _LONGEST_LINE:
        return False
    plain = plain_of(text)
    words = word_count(text)
    if words > _LONGEST_WORDS or not plain.strip():
        return False
    if agency_in(text.strip(" |•·")) is not None:
        return True
    if _names_only(text, authors):
        return True
    if ends_sentence(text) and words > 6:
        return False
    return bool(_BY.match(plain) and words <= 14) or (words <= 8 and bool(_ROLE.search(plain)))


def furniture(reading: Reading) -> Iterable[Line]:
    """Bylines above and below the story."""
    head, tail = reading.head, reading.tail
    found = [line for line in (*head, *tail) if _is_furniture(line, reading)]
    found += [line for line in head if len(head) == 1 and line not in found and _is_name_alone(line)]
    # More of them are a list of the story: of books, of people.
    return found if len(found) <= _MOST_BYLINES else []


def _is_furniture(line: Line, reading: Reading) -> bool:
    if line.kind in (LineKind.row, LineKind.code):
        return False
    is_named = line.words <= 12 and reading.stands_in(line, places.AUTHOR) and not ends_sentence(line.text)
    return is_named or _names_and_dates(line.text, reading.authors)


def _is_name_alone(line: Line) -> bool:
    """A few words, each with a capital: above the first paragraph the name of somebody that the page names nowhere."""
    words = line.text.split()
    return (
        line.kind is LineKind.paragraph
        and 1 < len(words) <= _LONGEST_NAME_WORDS
        and all(_NAME_WORD.fullmatch(word) for word in words)
    )


def _names_and_dates(text: str, authors: Sequence[str]) -> bool:
    """A byline, or several things in one line: "AFP | Published on …", "By Ann Example · 3 min read"."""
    if len(text) > _LONGEST_LINE:
        return False
    parts = [part for part in _PART.split(text) if part.strip()]
    return bool(parts) and all(
        is_byline(part, authors) or is_date_line(part) or is_source_line(part) for part in parts
    )


def credit_lines(reading: Reading) -> Iterable[Line]:
    """Who else reported, which agency gave inputs, where it appeared first."""
    kept = reading.kept
    for index, line in enumerate(kept):
        near_end = index >= len(kept) - 8
        if line.words > 45:
            continue
        if _is_credit(line, near_end=near_end):
            yield line


def _is_credit(line: Line, *, near_end: bool) -> bool:
    if line.words <= 20 and credit_in(line.text) is not None:
        return True
    if not near_end:
        return False
    return bool(_CREDIT_PHRASE.search(line.plain)) or (line.words <= 4 and bool(_INITIALS.match(line.text)))


def _names_only(text: str, authors: Sequence[str]) -> bool:
    """Nothing but known authors, perhaps with "By" and separators."""
    if not authors:
        return False
    left = letters_of(_BY.sub("", plain_of(text)))
    for key in sorted((letters_of(author) for author in authors), key=len, reverse=True):
        if len(key) >= 4:
            left = left.replace(key, "")
    return len(left) <= 4 and len(left) < len(letters_of(text))
