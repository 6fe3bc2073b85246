"""Small things: advertisement labels, copyright lines, embed labels, ornaments."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extraction import places
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.phrases import anywhere, line_start, plain_of, whole_line
from crawler.extraction.prose import ends_sentence
from crawler.extraction.reading import Reading

_ADVERT = whole_line(
    r"(?:advertisement|advertising|advert|ads?|sponsored(?: content| by.{0,40})?|promoted(?: content|"
    r" by.{0,40})?|paid (?:content|post|partnership)|"
    r"partner content)(?: ?\d{0,2})?(?: ?[-–—:.]? ?(?:(?:story|article|content) continues below|"
    r"continue reading.{0,20}|scroll to continue.{0,30}))?",
    r"(?:(?:story|article|content|text) continues? (?:below|after).{0,40}|continue reading (?:below|"
    r"after).{0,40}|scroll (?:down )?(?:to|for) (?:continue|more|read).{0,40}|keep scrolling.{0,40}|"
    r"article content(?: continued)?|this advertisement has not loaded yet.{0,60}|skip (?:ad|advertisement)|"
    r"remove ads|why am i seeing this\??|report (?:this )?ad|loading\W*|please wait\W*|about this ad)",
    r"(?:anzeige|werbung|advertorial|gesponsert|sponsored post|nach der anzeige.{0,30}|"
    r"artikel nach der anzeige.{0,30}|weiter nach der (?:anzeige|werbung)|publicité|annonce|"
    r"la suite après (?:la|cette) publicité.{0,10}|publicidad|la publicidad continúa.{0,20}|publicidade|"
    r"continua após a publicidade|pubblicità|advertentie|mainos|reklama|реклама|reklam|iklan|"
    r"scroll to continue with content)",
    r"(?:विज्ञापन|広告|pr|スポンサーリンク|スポンサード ?リンク|advertising|广告|廣告|광고|إعلان|advertisement)(?:の後に記事が続きます|"
    r"の下に記事が続きます)?",
)
_DISCLOSURE = anywhere(
    r"(?:we|postmedia|this (?:site|article|post)|\S+) (?:may|might|will|could) (?:earn|receive|get|"
    r"make) (?:us )?(?:an? )?(?:\w+ )?(?:commission|compensation)|affiliate (?:links?|commission)|"
    r"buying through us|products (?:are|is) independently (?:selected|reviewed)|independently (?:select|"
    r"review)",
    r"affiliate-links?|provision(?:en)? (?:erhalten|erhält|vom händler)|liens? affiliés?|enlaces? de afiliad|"
    r"links? de afiliados",
    r"^\W*(?:disclaimer|disclosure|editor'?s? note|note to readers|correction|clarification|"
    r"hinweis(?: der redaktion)?|anmerkung der redaktion)\s*:",
)
_COPYRIGHT = anywhere(
    r"^[\W_]*(?:©|\(c\)|copyright\b|℗)",
    r"\ball rights reserved\b|(?:copyright|©) ?(?:\(c\)|©)? ?(?:19|20)\d\d|may not be (?:reproduced|"
    r"published, broadcast|copied|redistributed)|"
    r"(?:published|reproduced) (?:under|with) (?:licen[cs]e|permission)|without (?:prior |express |"
    r"written )+(?:permission|consent)",
    r"alle rechte vorbehalten|tous droits (?:de reproduction )?réservés|todos los derechos reservados|"
    r"todos os direitos reservados|tutti i diritti riservati|riproduzione riservata|reproducción prohibida|"
    r"alle rechten voorbehouden|все права защищены|tüm hakları saklıdır",
    r"सर्वाधिकार (?:सुरक्षित|आरक्षित)|कॉपीराइट|無断(?:転載|複製|使用).{0,20}(?:禁|ません)|転載を?禁|版权所有|版權所有|未经授权|無斷轉載|"
    r"무단 ?전재|저작권자|جميع الحقوق محفوظة",
)
_EMBED = line_start(
    r"(?:view|see) (?:this|the|more) (?:post|tweet|profile|on|photos?).{0,30}(?:instagram|twitter|facebook|"
    r"\bx\b|threads)|a post shared by\b|(?:this|the) (?:tweet|post|video|content) (?:is unavailable|"
    r"could not be loaded|may contain|can't be|cannot be)|view post on\b|"
    r"(?:play|watch|listen|click) .{0,30}(?:video|audio)(?: player)?$|your browser (?:does not|"
    r"doesn't) support|javascript (?:is|must be) (?:disabled|enabled)|please enable javascript|"
    r"video (?:unavailable|player is loading)|advertisement\b|"
    r"(?:diesen |den )?(?:instagram|twitter|facebook|x|youtube)-?(?:post|beitrag|tweet|video) (?:ansehen|"
    r"anzeigen)|(?:voir|ver) (?:cette|esta) (?:publication|publicación).{0,30}instagram|"
    r"この投稿を(?:instagramで)?見る|inhalt von\b.{0,30}anzeigen"
)
_UNLOADED = anywhere(
    r"^\W*loading\b.{0,30}(?:post|tweet|embed|content|video)|(?:post|tweet|content|publication|contenido|"
    r"inhalt|beitrag|publicación|contenu).{0,30}"
    r"(?:not available|no longer available|unavailable|no disponible|nicht verfügbar|indisponible|"
    r"could not be loaded)"
)
_RATING = line_start(
    r"(?:was|how) (?:this|useful|helpful|would you rate)\b.{0,50}|rate this (?:article|story|post)|"
    r"wie hat (?:ihnen|dir) dieser artikel gefallen|durchschnittliche bewertung|war dieser artikel|(?:cet|"
    r"l')article (?:vous|t')a.{0,30}|¿(?:te|le) (?:gustó|ha gustado|resultó)|"
    r"hat (?:ihnen|dir) (?:der|dieser) (?:artikel|beitrag) gefallen|この記事は(?:いかが|参考)|क्या यह (?:लेख|"
    r"खबर).{0,30}"
)
#: "***" and "___" between paragraphs are the story's own section marks.
_SECTION_MARK = re.compile(r"^(?:[*_\-–—~#=.•·]\s*){3,}$")
_BREADCRUMB = re.compile(
    r"^(?:home|startseite|start|accueil|inicio|início|होम|ホーム|トップ|首页|首頁|홈)\s*(?:/|>|»|›|\||→|＞|▸)"
)
_LABEL_WORDS = 8


def adverts(reading: Reading) -> Iterable[Line]:
    """Labels of advertisement slots."""
    return [line for line in reading.kept if line.words <= 14 and _ADVERT.search(line.plain)]


def disclosures(reading: Reading) -> Iterable[Line]:
    """Affiliate disclosures and disclaimers, below or above the story."""
    return [line for line in reading.kept if line.words <= 60 and _DISCLOSURE.search(line.plain)]


def copyright_lines(reading: Reading) -> Iterable[Line]:
    """Copyright notices."""
    return [line for line in reading.kept if line.words <= 50 and _COPYRIGHT.search(line.plain)]


def embeds(reading: Reading) -> Iterable[Line]:
    """Labels of embedded posts and players, and ratings."""
    for line in reading.kept:
        if line.words <= 20 and (
            _EMBED.search(line.plain) or _UNLOADED.search(line.plain) or _RATING.search(line.plain)
        ):
            yield line
        elif line.kind is LineKind.quote and _is_unloaded(line, reading):
            yield line


def _is_unloaded(line: Line, reading: Reading) -> bool:
    """A post whose own box says that it is not there: its text is a fragment for the time being."""
    if line.block is None or line.block.index + 1 >= len(reading.blocks):
        return False
    label = reading.blocks[line.block.index + 1]
    is_beside = label.element is line.block.container or label.container is line.block.container
    return is_beside and len(label.text) < 80 and bool(_UNLOADED.search(plain_of(label.text)))


def ornaments(reading: Reading) -> Iterable[Line]:
    """Lines without a letter or a digit, but for the marks between sections."""
    return [line for line in reading.kept if not line.key and not _SECTION_MARK.match(line.text)]


def breadcrumbs(reading: Reading) -> Iterable[Line]:
    """Home / Section / Headline."""
    for line in reading.kept:
        if line.words <= 30 and not ends_sentence(line.text) and _BREADCRUMB.match(line.plain):
            yield line


def outside(reading: Reading) -> Iterable[Line]:
    """Short lines in navigation, footers, buttons and forms."""
    for line in reading.kept:
        if (
            reading.stands_in(line, places.NAV | places.BUTTON)
            and line.words <= _LABEL_WORDS
            and not ends_sentence(line.text)
        ):
            yield line
