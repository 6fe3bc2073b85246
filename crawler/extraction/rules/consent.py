"""Cookie notices, and the placeholders that ask before they load foreign content."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.extraction.lines import Line
from crawler.extraction.phrases import told_by, whole_line
from crawler.extraction.reading import Reading

_NOTICE = told_by(
    "cookie|privacy policy|terms|device|browser|computer|you agree|you accept|you consent|your privacy|"
    "your consent|your choice|your permission|this content|this embed|this post|this video|inhalt|"
    "personenbezogen|datenschutz|privatsphäre|einverstanden|confidentialité|ce contenu|privacidad|kakor|"
    "ciasteczek|куки|çerez|कुकी|गोपनीयता|クッキー|プライバシー|隐私|隱私|쿠키|ملفات",
    # English
    r"\b(?:we|this (?:web)?site|our (?:web)?sites?|the site|"
    r"this page)\b.{0,60}\buses? (?:technolog\w+ such as )?"
    r"(?:\w+ and )?(?:similar )?cookies",
    r"technolog\w+ (?:such as|like) cookies",
    r"cookies (?:to (?:personali[sz]e|improve|give|offer|provide|ensure|enhance|analy[sz]e|deliver)|"
    r"and (?:other|similar) tech)",
    r"(?:accept|reject|allow|manage) (?:all )?(?:the )?cookies",
    r"by (?:using|continuing to use|browsing|clicking).{0,60}(?:cookies|privacy policy|terms (?:of|and))",
    r"(?:store|keep|save|place|access)\w* .{0,60}(?:files|information|data|identifiers) on (?:your|a|"
    r"the) (?:device|browser|computer)",
    r"(?:if|when) you (?:read on|continue|go on|keep|stay|carry on|use).{0,60}\byou (?:agree|accept|"
    r"consent)\b",
    r"we value your privacy|(?:you can |to )(?:withdraw|take back|revisit|change) your (?:consent|choices?)",
    r"cookie (?:policy|settings|preferences|consent|notice)",
    r"(?:may|might|will) (?:be )?using cookies|set cookies",
    r"this content is (?:hosted|provided) by|to (?:view|see|show|display|load) this (?:content|embed|post|"
    r"video).{0,60}"
    r"(?:cookies|consent|settings|enable|accept|javascript)",
    r"we need your (?:permission|consent) (?:to|before)",
    # German
    r"(?:website|webseite|seite|wir|unsere partner)\b.{0,60}(?:verwende[nt]|nutz(?:t|en)|setz(?:t|"
    r"en)).{0,30}cookies",
    r"(?:alle )?cookies (?:akzeptieren|zulassen|ablehnen)|cookie-(?:einstellungen|richtlinie)",
    r"externe[rn]? inhalte?(?: nicht verfügbar)?$|empfohlener (?:redaktioneller|externer) inhalt|"
    r"externe[rn]? inhalte? (?:angezeigt|anzeigen|laden|von)",
    r"(?:externe|redaktionelle)[nr]? inhalt.{0,80}(?:anzeigen|eingebunden|geladen|ergänzt|anreichert|"
    r"ausgewählt)",
    r"personenbezogene daten an dritt|datenschutz-?einstellungen|privatsphäre-?einstellungen|"
    r"datenschutzerklärung",
    r"einverstanden, dass mir (?:der )?externe inhalt",
    # French
    r"(?:nous|ce site|notre site|nos partenaires)\b.{0,60}(?:utilis\w+|recour\w+).{0,40}cookies",
    r"(?:accepter|refuser|gérer) (?:tous )?(?:les |mes )?cookies|politique (?:de cookies|de confidentialité)",
    r"ce contenu (?:est bloqué|n'a pas pu être|est hébergé)",
    # Spanish, Portuguese, Italian
    r"(?:este sitio|esta web|nuestro sitio|utilizamos|usamos)\b.{0,60}cookies",
    r"(?:aceptar|rechazar) (?:todas )?(?:las )?cookies|política de (?:cookies|privacidad)",
    r"(?:este site|este portal|nosso site)\b.{0,60}cookies|aceitar (?:todos os )?cookies|"
    r"política de (?:cookies|privacidade)",
    r"(?:questo sito|il nostro sito|utilizziamo)\b.{0,60}cookie|accetta (?:tutti i )?cookie|"
    r"informativa sui cookie",
    # Dutch, Nordic, Polish, Czech, Russian, Turkish
    r"(?:wij|we|deze (?:web)?site) (?:maken gebruik van|gebruik\w+).{0,40}cookies|cookies accepteren",
    r"(?:vi|sidan|webbplatsen|siden|nettstedet)\b.{0,40}(?:använder|anvender|bruker|"
    r"benytter).{0,40}(?:cookies|kakor)",
    r"(?:strona|serwis|używamy|korzysta)\b.{0,60}(?:plików cookies?|ciasteczek)|(?:web|"
    r"stránky) používaj\w+.{0,40}cookies",
    r"(?:сайт|мы)\b.{0,60}(?:использу\w+).{0,40}(?:cookie|куки)|çerez(?:ler)? (?:kullan|politika)",
    # Hindi, Japanese, Chinese, Korean, Arabic
    r"कुकी.{0,40}(?:उपयोग|इस्तेमाल|प्रयोग)|(?:उपयोग|इस्तेमाल).{0,40}कुकी|गोपनीयता नीति",
    r"(?:クッキー|cookie).{0,30}(?:使用|利用|同意)|プライバシーポリシー",
    r"(?:使用|接受).{0,12}cookie|隐私政策|隱私權政策|쿠키.{0,20}(?:사용|동의)|ملفات تعريف الارتباط",
)
_LABEL = whole_line(
    r"cookies?|privacy|(?:we value )?your privacy|accept(?: all)?|reject(?: all)?|agree|i agree|got it|"
    r"ok(?:ay)?|"
    r"more (?:information|info|options)|manage (?:preferences|options|settings)",
    r"akzeptieren|zustimmen|einverstanden|ablehnen|alle akzeptieren|mehr informationen|externer inhalt|embed",
    r"accepter|j'accepte|tout accepter|refuser|aceptar|acepto|rechazar|aceitar|accetta|rifiuta|accepteren|"
    r"akkoord",
    r"स्वीकार(?: करें)?|सहमत(?: हूं)?|स्वीकार करता हूं|同意(?:する|します)?|同意して閉じる|承諾|閉じる|确定|"
    r"동의",
)
#: Longer paragraphs about cookies are stories about cookies.
_LONGEST_NOTICE_WORDS = 90
_LONG_WORDS = 60


def notices(reading: Reading) -> Iterable[Line]:
    """Lines that tell of cookies or ask for consent."""
    for line in reading.kept:
        if line.words <= _LONGEST_NOTICE_WORDS and _is_notice(line):
            yield line


def _is_notice(line: Line) -> bool:
    """A long paragraph that mentions a file on your computer once is a story about computers."""
    if line.words <= _LONG_WORDS:
        return bool(_NOTICE.search(line.plain))
    return _NOTICE.count(line.plain, 2) == 2


def labels(reading: Reading) -> Iterable[Line]:
    """The buttons beside such notices."""
    return [line for line in reading.kept if line.words <= 4 and _LABEL.search(line.plain)]
