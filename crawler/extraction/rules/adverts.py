"""Labels of advertisement slots, and notes about who pays."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.extraction.lines import Line
from crawler.extraction.phrases import told_by, whole_line
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
    r"(?:विज्ञापन|広告|pr|スポンサーリンク|スポンサード ?リンク|advertising|广告|廣告|광고|إعلان|"
    r"advertisement)(?:の後に記事が続きます|"
    r"の下に記事が続きます)?",
)
_DISCLOSURE = told_by(
    "commission|compensation|affiliate|buying through us|independently|provision|affilié|afiliad|disclaimer|"
    "disclosure|note|hinweis|anmerkung",
    r"(?:we|this (?:site|article|post)|\S+) (?:may|might|will|could) (?:earn|receive|get|"
    r"make) (?:us )?(?:an? )?(?:\w+ )?(?:commission|compensation)|affiliate (?:links?|commission)|"
    r"buying through us|products (?:are|is) independently (?:selected|reviewed)|independently (?:select|"
    r"review)",
    r"affiliate-links?|provision(?:en)? (?:erhalten|erhält|vom händler)|liens? affiliés?|enlaces? de afiliad|"
    r"links? de afiliados",
    # Corrections and clarifications stay: what was changed afterwards is what a monitor is asked for.
    r"^\W*(?:disclaimer|disclosure|editor'?s? note|note to readers|"
    r"hinweis(?: der redaktion)?|anmerkung der redaktion)\s*:",
)
_FIRST_LINES = 4
_LAST_LINES = 8


def adverts(reading: Reading) -> Iterable[Line]:
    """Labels of advertisement slots."""
    return [line for line in reading.kept if line.words <= 14 and _ADVERT.search(line.plain)]


def disclosures(reading: Reading) -> Iterable[Line]:
    """Affiliate disclosures and disclaimers, below or above the story."""
    kept = reading.kept
    around = [*kept[:_FIRST_LINES], *kept[_FIRST_LINES:][-_LAST_LINES:]]
    return [line for line in around if line.words <= 60 and _DISCLOSURE.search(line.plain)]
