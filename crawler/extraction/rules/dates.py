"""Lines that only say when: published, updated, minutes to read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from crawler.extraction.lines import Line
from crawler.extraction.phrases import plain_of
from crawler.extraction.reading import Reading

#: Words of date lines in the languages of the sources we know; digits and marks come on top.
DATE_WORDS = frozenset(
    unicodedata.normalize("NFKC", word)
    for word in (
        # months and days, English
        "january february march april may june july august september october november december jan feb mar "
        "apr jun jul "
        "aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed "
        "thu thur thurs "
        "fri sat sun today yesterday ago hour hours hr hrs minute minutes min mins second seconds sec secs "
        "day days week "
        "weeks month months year years st nd rd th am pm a.m p.m noon midnight utc gmt ist est edt et pst "
        "pdt pt cst cdt "
        "ct mst mdt cet cest bst jst kst aest aedt sgt hkt pkt msk eat wat sast nzdt z local time "
        # labels, English
        "published publish updated update last modified posted post created first issued released on at by "
        "date and of "
        "in the read reading to from edited original originally story article article: revised now just "
        "about an as over "
        # German
        "januar februar märz mai juni juli oktober dezember jän jänner mär okt dez montag dienstag mittwoch "
        "donnerstag "
        "freitag samstag sonntag sonnabend mo di mi do fr sa so uhr vor stunde stunden tag tagen minuten "
        "lesezeit "
        "lesedauer veröffentlicht veröffentlicht: aktualisiert zuletzt stand erstellt publiziert geändert am "
        "um heute "
        "gestern den der vom von ca circa lesezeit: erschienen letztes letzte aktualisierung "
        # French
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi "
        "mercredi jeudi "
        "vendredi samedi dimanche publié mis mise à jour le à h il y a heures heure minutes lecture temps de "
        "modifié hier "
        "aujourd'hui dernière publication créé "
        # Spanish, Portuguese, Italian, Catalan
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes "
        "martes miércoles "
        "jueves viernes sábado domingo publicado actualizado actualizada actualización el las hace horas "
        "hora lectura del "
        "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro segunda terça quarta "
        "quinta sexta "
        "feira atualizado em às atualização leitura gennaio febbraio aprile maggio giugno luglio settembre "
        "ottobre "
        "dicembre lunedì martedì mercoledì giovedì venerdì sabato domenica pubblicato aggiornato "
        "aggiornamento il alle ore "
        "minuti lettura ultimo última última vez modificação "
        # Dutch and Nordic
        "januari februari maart mei augustus maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
        "gepubliceerd "
        "bijgewerkt laatst geleden uur gewijzigd om op leestijd januar marts juni juli oktober mandag "
        "tirsdag onsdag "
        "torsdag fredag lørdag søndag publisert publicerad uppdaterad oppdatert opdateret udgivet sist kl "
        "klokken måndag "
        "tisdag lördag söndag maj juli augusti siden sedan tammikuuta helmikuuta maaliskuuta huhtikuuta "
        "toukokuuta "
        "kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta julkaistu päivitetty klo "
        # Polish, Czech, Russian, Ukrainian, Turkish, Indonesian
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia "
        "opublikowano "
        "aktualizacja dodano godz ledna února března dubna května června července srpna září října listopadu "
        "prosince "
        "aktualizováno publikováno dnes včera января февраля марта апреля мая июня июля августа сентября "
        "октября ноября "
        "декабря опубликовано обновлено сегодня вчера мск в січня лютого березня квітня травня червня липня "
        "серпня вересня "
        "жовтня листопада грудня ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık "
        "yayınlanma "
        "güncelleme güncellendi tarihi saat oluşturulma son januari februari maret mei juni juli agustus "
        "oktober desember wib "
        "diterbitkan diperbarui pukul "
        # Hindi and neighbours
        "जनवरी फरवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर सितम्बर अक्टूबर अक्तूबर नवंबर नवम्बर "
        "दिसंबर दिसम्बर जन फर सित अक्टू नव दिस सोमवार मंगलवार "
        "बुधवार गुरुवार गुरूवार बृहस्पतिवार शुक्रवार शनिवार रविवार सोम मंगल बुध गुरु शुक्र शनि रवि प्रकाशित "
        "अपडेट अपडेटेड अंतिम आखिरी पब्लिश पब्लिश्ड अद्यतन "
        "संशोधित पहली बार पर को बजे आईएसटी मिनट घंटे घंटा घंटों दिन पहले पूर्व समय तारीख दिनांक आज कल सुबह "
        "शाम रात दोपहर किया गया की का में पढ़ें पढ़ने हुआ तिथि "
        "यह खबर लेख मिनट समाचार को:"
    ).split()
)
#: The scripts that join their words to the digits.
_JOINED = re.compile(
    r"(?:公開|更新|配信|掲載|投稿|最終更新|初版|日時|発表|発行|年|月|日|時|分|秒|午前|午後|曜|火|水|木|金|土|今日|昨日|前|時間|"
    r"约|发布|發布|时间|時間|日期|来源|更新于|小时|分钟|天|周|星期|上午|下午|刊登|点|點|"
    r"년|월|일|시|분|초|오전|오후|입력|수정|등록|기사|업데이트|전|요일|최종|게시|승인|[()（）:：・/|,、\-–.\s\d０-９]|[一二三四五六日月火水木金土])+"
)
_TOKEN = re.compile(r"[^\W\d_]+(?:[.'][^\W\d_]+)*|\d+")
_LABEL = re.compile(
    r"^[\W_]*(?:(?:last|first)[ -])?(?:published|updated|posted|modified|last updated|last modified|"
    r"first published|created|issued|"
    r"published on|updated on|veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|actualizado|"
    r"atualizado|pubblicato|"
    r"aggiornato|gepubliceerd|bijgewerkt|publisert|oppdatert|opdateret|publicerad|uppdaterad|опубликовано|"
    r"обновлено|"
    r"प्रकाशित|अपडेटेड|अपडेट|अंतिम अपडेट|पब्लिश|पहली बार प्रकाशित|公開|更新|配信|最終更新|掲載|发布时间|更新时间|입력|수정)[\W_]*"
)
_LONGEST_WORDS = 18
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
    if not 0 < len(tokens) <= _LONGEST_WORDS:
        return False
    if not any(character.isdigit() for character in plain):
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
    for line in reading.kept:
        if line.words > _LONGEST_WORDS + 4 or not is_date_line(line.text):
            continue
        if id(line) in around or _LABEL.match(line.plain) or _READING_TIME.match(line.plain):
            yield line


def _tokens(plain: str) -> list[str]:
    # Combining marks are no word characters for `re`, so Indic words are cut at spaces instead.
    if plain.isascii() or not re.search("[\u0900-\u0dff]", plain):
        return _TOKEN.findall(plain)
    pieces = re.split(r"[\s:|,;/()\-–—•·.]+", plain)
    return [piece for piece in pieces if piece]


def _has_moment(plain: str, words: list[str]) -> bool:
    """A number beside date words is a moment; "may 5" in the middle of nothing is one as well."""
    return bool(words) and bool(re.search(r"\d", plain))
