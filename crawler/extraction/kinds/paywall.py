"""Recognises the text of a paid article of which only the beginning is on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.extraction.lines import LineKind
from crawler.extraction.metadata.json_ld import as_list
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.phrases import anywhere, plain_of
from crawler.extraction.reading import Reading

OFFER = "rule: subscriber prompt"
#: A text of more words is the article, whatever is offered below it.
_LONGEST_TEASER_WORDS = 350
_PROMPT_BLOCKS = 14
#: What an offer says of itself ("From 1 euro a week") may have been taken for the story's last words.
_OFFER_WORDS = 40
_FEWEST_WORDS = 4
_LONGEST_PROMPT = 300
_FULL_SHARE = 0.6
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\w)\s*$")
_NAMES = re.compile(r"[.#]([\w-]+)")
_PROMPT = anywhere(
    r"(?:subscribe|sign up|log ?in|sign in|register|become a (?:member|subscriber)|"
    r"start your (?:free )?trial|join)\b.{0,60}\bto "
    r"(?:continue|keep|finish|read|unlock|access|view)|(?:to|want to) (?:continue|keep|"
    r"read)(?: reading| the (?:full|rest).{0,30})?[,:?]? .{0,40}"
    r"(?:subscribe|sign in|log in|register)|(?:this|the) (?:article|story|content|"
    r"post) is (?:only )?(?:for|available (?:only )?(?:to|for)|"
    r"reserved for|exclusive to|exclusively for) (?:\w+ )?(?:subscribers|members)|"
    r"(?:for )?subscribers[- ]only|members[- ]only|continue reading with|"
    r"already a (?:subscriber|member)|unlock (?:this|the full) (?:article|story)|"
    r"read the full (?:article|story) (?:with|for|by)|you have "
    r"\d+ (?:free )?articles? (?:left|remaining)|you(?:'ve|"
    r" have) reached your (?:free )?(?:article )?limit",
    r"(?:jetzt |mit .{0,30})?weiterlesen (?:mit|für)|(?:um|zum) (?:\w+ )?weiter(?:zu)?lesen|"
    r"sie haben bereits ein .{0,20}abo|nur für abonnenten|"
    r"(?:dieser|der) (?:artikel|beitrag|text|inhalt) ist (?:nur |exklusiv )?(?:für|"
    r"teil) .{0,30}(?:abo|plus|leser)|(?:jetzt|hier) (?:kostenlos )?"
    r"(?:testen|abonnieren) und|diesen artikel (?:freischalten|weiterlesen)|"
    r"mit .{0,20}abo(?:nnement)? (?:alle|weiter)|exklusiv für abonnent",
    r"(?:article|contenu) (?:est )?réservé (?:à nos|aux) abonn|il vous reste .{0,20} de cet article|"
    r"la suite (?:de cet article )?est réservée|"
    r"(?:abonnez-vous|connectez-vous) pour (?:lire|continuer|accéder)|déjà abonné|pour lire la suite",
    r"(?:suscríbete|inicia sesión|regístrate) para (?:seguir|continuar|leer)|(?:contenido|"
    r"artículo) (?:exclusivo )?para suscriptores|para (?:continuar|"
    r"seguir) leyendo|(?:assine|faça login|cadastre-se) para (?:continuar|ler)|"
    r"conteúdo exclusivo para assinantes|já é assinante|ya (?:eres|soy) "
    r"suscriptor|(?:abbonati|accedi|registrati) per (?:continuare|leggere)|"
    r"contenuto riservato agli abbonati|sei già abbonato",
    r"(?:word|neem) .{0,20}abonnee|verder lezen met|alleen voor abonnees|al abonnee|för prenumeranter|"
    r"läs vidare med|redan prenumerant|for abonnenter|"
    r"les hele saken|tilaajille|dalsza część artykułu|tylko dla (?:subskrybentów|prenumeratorów)|"
    r"чтобы (?:прочитать|читать) .{0,30}(?:подпи|войд)|"
    r"только для подписчиков|有料会員|会員限定|この記事は.{0,10}会員|"
    r"残り[:：]?\s*\d+\s*文字|订阅后|会员专享|구독자 전용|للمشتركين فقط",
)  # fmt: skip


def is_teaser(signals: Signals, reading: Reading, *, is_free: bool | None) -> bool:
    """True when the text is the free beginning of an article whose rest has to be paid for."""
    words = sum(line.words for line in reading.kept)
    if is_free is True or words > _LONGEST_TEASER_WORDS:
        return False
    if _told_words(signals) and words >= _FULL_SHARE * _told_words(signals):
        return False
    if _stands_in_paid_part(signals, reading, words):
        return False
    end = _prompt_below(reading)
    is_prompted, is_cut = end is not None, _is_cut(reading, end)
    if is_free is None:
        return is_prompted and is_cut
    return is_prompted or is_cut or bool(_told_words(signals))


def drop_offer(reading: Reading) -> None:
    """Leaves out of a teaser what asks for money and stands at its end."""
    end = _prompt_below(reading)
    if end is None:
        return
    for line in reading.kept:
        if reading.position(line) >= end:
            line.reason = OFFER


def _told_words(signals: Signals) -> int:
    said = str(signals.article.get("wordCount") or "").strip()
    return int(said) if said.isdecimal() and len(said) < 7 else 0


def _stands_in_paid_part(signals: Signals, reading: Reading, words: int) -> bool:
    """True when the part of the page that JSON-LD calls paid holds much of the text: then it is all there."""
    names = {
        name
        for part in as_list(signals.article.get("hasPart"))
        if isinstance(part, dict) and isinstance(part.get("cssSelector"), str)
        for name in _NAMES.findall(part["cssSelector"][:500])
    }
    if not names:
        return False
    inside = sum(
        line.words
        for line in reading.kept
        if line.block and any(_is_named(e, names) for e in _around(line.block.element))
    )
    return inside >= _FULL_SHARE * words


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()


def _is_named(element: HtmlElement, names: set[str]) -> bool:
    return element.get("id") in names or not names.isdisjoint((element.get("class") or "").split())


def _prompt_below(reading: Reading) -> int | None:
    """Where the reader is asked to pay for the rest: right below the text, or above what an offer left in it."""
    kept = [(reading.position(line), line.words) for line in reading.kept]
    if not kept:
        return None
    first, last = kept[0][0], kept[-1][0]
    for block in reading.blocks[first + 1 : last + 1 + _PROMPT_BLOCKS]:
        if len(block.text) <= _LONGEST_PROMPT and _PROMPT.search(plain_of(block.text)):
            after = sum(words for position, words in kept if position > block.index)
            if after <= _OFFER_WORDS:
                return block.index
    return None


def _is_cut(reading: Reading, end: int | None) -> bool:
    """True when the last line, above `end`, ends in the middle of a sentence."""
    body = [
        line
        for line in reading.kept
        if line.kind is LineKind.paragraph
        and line.words >= _FEWEST_WORDS
        and (end is None or reading.position(line) < end)
    ]
    return bool(body) and bool(_CUT.search(body[-1].text))
