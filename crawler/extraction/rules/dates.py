"""Lines that only say when: published, updated, minutes to read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extraction.lines import Line
from crawler.extraction.phrases import plain_of
from crawler.extraction.reading import Reading
from crawler.extraction.rules.date_words import DATE_WORDS

#: The scripts that join their words to the digits.
_JOINED = re.compile(
    r"(?:公開|更新|配信|掲載|投稿|最終更新|初版|日時|発表|発行|年|月|日|時|分|秒|午前|午後|曜|火|水|木|金|土|"
    r"今日|昨日|前|時間|"
    r"约|发布|發布|时间|時間|日期|来源|更新于|小时|分钟|天|周|星期|上午|下午|刊登|点|點|"
    r"년|월|일|시|분|초|오전|오후|입력|수정|등록|기사|업데이트|전|요일|최종|게시|승인|[()（）:：・/|"
    r",、\-–.\s\d０-９]|[一二三四五六日月火水木金土])+"
)
_TOKEN = re.compile(r"[^\W\d_]+(?:[.'][^\W\d_]+)*|\d+")
_LABEL = re.compile(
    r"^[\W_]*(?:(?:last|first)[ -])?(?:published|updated|posted|modified|last updated|last modified|"
    r"first published|created|issued|"
    r"published on|updated on|veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|actualizado|"
    r"atualizado|pubblicato|"
    r"aggiornato|gepubliceerd|bijgewerkt|publisert|oppdatert|opdateret|publicerad|uppdaterad|опубликовано|"
    r"обновлено|"
    r"प्रकाशित|अपडेटेड|अपडेट|अंतिम अपडेट|पब्लिश|पहली बार प्रकाशित|公開|更新|配信|最終更新|掲載|发布时间|"
    r"更新时间|입력|수정)[\W_]*"
)
_LONGEST_WORDS = 18
#: "Published on … at …, updated on … at …".
_LONGEST_LABELLED_WORDS = 28
_LONGEST_DATED_WORDS = 28
_MOST_BARE_DATES = 6
_READING_TIME = re.compile(
    r"^[\W_]*(?:(?:reading time|est\w*|approx\w*|lesezeit|lesedauer|temps de lecture|tiempo de lectura|"
    r"leestijd|lästid)\W*)?(?:ca\.? ?)?(?:\d+|less than a|one|eine?) ?-?"
    r"(?:min(?:ute)?[sn]?\.?|मिनट|分|мин)(?: (?:read|lesezeit|lesedauer|de lecture|de lectura|di lettura|"
    r"leestijd|lesetid|lästid|listen|watch|में पढ़ें))?(?:で読めます|で読む)?[\W_]*$"
)
_PUBLISHED = re.compile(r"^[\W_]*(?:date|on|at|of)?[\W_]*$")


def is_date_line(text: str) -> bool:
    """True for a line that says a date or a time and nothing else, or that is the empty label of one."""
    plain = plain_of(text)
    if len(plain) > 160:
        return False
    if _READING_TIME.match(plain):
        return True
    if _LABEL.match(plain) and _PUBLISHED.match(_LABEL.sub("", plain, count=1)):
        return True
    if _JOINED.fullmatch(plain) and re.search(r"\d\s*(?:年|月|日|時|时|分|년|월|일)|\d[:/.-]\d", plain):
        return True
    tokens = _tokens(plain)
    longest = _LONGEST_LABELLED_WORDS if _LABEL.match(plain) else _LONGEST_WORDS
    if not 0 < len(tokens) <= longest:
        return False
    if not any(map(str.isdigit, plain)):
        return bool(_LABEL.match(plain)) and all(token in DATE_WORDS for token in tokens)
    words = [token for token in tokens if not token.isdigit()]
    # "18.11.2026" has no word; "5" or "2024" alone is no date line.
    if not words:
        return len(tokens) >= 3 and bool(re.search(r"\d{1,4}\s*[./:-]\s*\d{1,2}", plain))
    return all(word in DATE_WORDS or word.rstrip(".") in DATE_WORDS for word in words) and _has_moment(
        plain, words
    )


def furniture(reading: Reading) -> Iterable[Line]:
    """Date lines above and below the story, and labelled ones anywhere."""
    around = {id(line) for line in (*reading.head, *reading.tail)}
    dated = [line for line in reading.kept if line.words <= _LONGEST_DATED_WORDS and is_date_line(line.text)]
    labelled = [line for line in dated if _LABEL.match(line.plain) or _READING_TIME.match(line.plain)]
    bare = [line for line in dated if line not in labelled and id(line) in around]
    # Many dates without a label are a calendar.
    return labelled + bare if len(bare) <= _MOST_BARE_DATES else labelled


def _tokens(plain: str) -> list[str]:
    # Combining marks are no word characters for `re`, so Indic words are cut at spaces instead.
    if plain.isascii() or not re.search("[\u0900-\u0eff]", plain):
        return _TOKEN.findall(plain)
    pieces = re.split(r"[\s:|,;/()\-–—•·.]+", plain)
    return [piece for piece in pieces if piece]


def _has_moment(plain: str, words: list[str]) -> bool:
    """A number beside date words is a moment; "may 5" in the middle of nothing is one as well."""
    return bool(words) and bool(re.search(r"\d", plain))
