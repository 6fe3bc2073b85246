"""Notes about the author below the story."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extraction import places
from crawler.extraction.lines import Line
from crawler.extraction.phrases import plain_of
from crawler.extraction.reading import Reading

_LAST_LINES = 6
_LONGEST_WORDS = 120
_SHORT_NOTE_WORDS = 45
_PROFESSION = re.compile(
    r"\b(?:is|was|works as|writes|covers|reports|has (?:been|covered|worked|written)|joined|"
    r"serves)\b.{0,80}\b(?:reporter|journalist|correspondent|editor|columnist|writer|author|"
    r"professor|fellow|lecturer|producer|contributor|analyst|director|researcher|novelist|intern|anchor|"
    r"for (?:the|\S+ news)|at the (?:university|center|centre|institute)|news|politics|business|sports?)\b"
    r"|\b(?:ist|war|arbeitet|schreibt|berichtet|leitet|studierte|lehrt|volontierte)\b.{0,100}\b(?:redakteur|"
    r"redakteurin|journalist|journalistin|korrespondent|korrespondentin|autor|autorin|reporter|reporterin|"
    r"professor|professorin|über|für|bei|im ressort|volontär|volontärin)\b"
    r"|\b(?:est|es|è|é)\b.{0,60}\b(?:journaliste|correspondante?|rédact\w+|periodista|corresponsal|"
    r"redactora?|editora?|giornalista|jornalista|repórter)\b"
    r"|(?:पत्रकार|संवाददाता|संपादक|वर्षों? (?:से|का)|साल से|अनुभव|कार्यरत|लिखते हैं|लिखती हैं|कवर करते|"
    r"कवर करती)|(?:記者|編集委員|ライター|教授|研究員|ジャーナリスト|年生まれ|出身|入社|担当)"
)
#: After an author's name these say what the author does.
_DOES = re.compile(
    r"^[\W_]*(?:,? \S+ ?\S*,)?\s*(?:is|was|has|covers|writes|reports|works|joined|leads|heads|edits|serves|"
    r"teaches|can be reached|tweets|ist|war|schreibt|arbeitet|berichtet|leitet|"
    r"est|couvre|écrit|travaille|es|escribe|cubre|trabaja|è|scrive|é|escreve|cobre|हैं|है|पिछले|को )\b"
)
_ABOUT = re.compile(
    r"^[\W_]*(?:about the (?:author|writer|reporter)|the (?:writer|author)s? (?:is|are|was)|"
    r"the views expressed|views (?:expressed )?(?:are )?personal|(?:der|die) autor(?:in)? (?:ist|war|"
    r"arbeitet)|l'auteure? (?:est|a)|el autor (?:es|fue)|la autora es|"
    r"(?:author|autor|zur person|bio)\s*[.:|]|लेखक के (?:बारे में|निजी)|(?:筆者|著者)(?:紹介|プロフィール|"
    r"は)|プロフィール)"
)
_OPINION = re.compile(
    r"(?:views|opinions) (?:expressed|are).{0,80}(?:author|personal|own|writer|not (?:necessarily )?reflect)|"
    r"(?:meinung(?:en)?|gastkommentare?|gastbeitr\w+).{0,120}(?:redaktion|autor)|(?:लेखक के (?:निजी )?विचार)"
)


def notes(reading: Reading) -> Iterable[Line]:
    """Who the author is, and whose views these are."""
    kept = reading.kept
    first = max(1, len(kept) - _LAST_LINES)
    for line in kept[first:]:
        if line.words <= _LONGEST_WORDS and _is_note(line, reading):
            yield line


def _is_note(line: Line, reading: Reading) -> bool:
    if _ABOUT.match(line.plain) or _OPINION.search(line.plain):
        return True
    if reading.stands_in(line, places.AUTHOR) and reading.stands_in(line, places.ASIDE | places.FOOTER):
        return True
    for author in reading.authors:
        name = plain_of(author)
        if len(name) > 4 and line.plain.startswith(name):
            rest = line.plain[len(name) :]
            return (line.words <= _SHORT_NOTE_WORDS and bool(_DOES.match(rest))) or bool(
                _PROFESSION.search(rest)
            )
    return reading.stands_in(line, places.AUTHOR) and bool(_PROFESSION.search(line.plain))
