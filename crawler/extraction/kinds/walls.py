"""Recognises the pages that stand in place of an article: errors, bot walls, consent walls and login walls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.kinds.teasers import Teasers
from crawler.extraction.kinds.wall_phrases import (
    ACCEPT,
    BOT_TEXT,
    BOT_TITLE,
    CONSENT_TEXT,
    CONSENT_TITLE,
    ERROR_CODE,
    ERROR_TEXT,
    ERROR_TITLE,
    LOGIN_TEXT,
    LOGIN_TITLE,
)
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.phrases import plain_of
from crawler.extraction.prose import is_prose, word_count
from crawler.extraction.reading import Reading

#: A page with more text of its own than this is no wall, whatever its title says.
_WALL_WORDS = 170
_CONSENT_WORDS = 700
#: A login form with no more text than this beside it.
_LOGIN_WORDS = 45
#: Longer blocks and titles are not what a wall says; to search them would take minutes.
_LONGEST_PHRASE = 400
_FIRST_BLOCKS = 60
_CONSENT_SHARE = 0.6
_LINKED = 0.5
_SHOWN = 60
#: Between a page's title and the site's name.
_BETWEEN = re.compile(r"\s+[|–—·•«»:›/\-]+\s+|\s*[|｜]\s*")


def why_wall(
    signals: Signals, root: HtmlElement, reading: Reading, title: str | None, teasers: Teasers
) -> str | None:
    """What stands in place of an article, e.g. "a login wall (Sign in to read)"; None when it is none of these."""
    # A table or a list is text as well, though it has no sentences.
    words = max(
        _own_words(reading, teasers), sum(line.words for line in reading.kept if not teasers.hold(line))
    )
    if words > _CONSENT_WORDS:
        return None
    titles = _titles(signals, reading, title)
    if words <= _WALL_WORDS:
        texts = [] if signals.article.get("headline") else _short_texts(reading.blocks, teasers)
        for kind, in_title, in_text in (
            ("a bot wall", BOT_TITLE, BOT_TEXT),
            ("an error page", ERROR_TITLE, ERROR_TEXT),
            ("a login wall", LOGIN_TITLE, LOGIN_TEXT),
        ):
            if found := _first(in_title, titles) or _first(in_text, texts):
                return f"{kind} ({found[:_SHOWN]})"
        if any(ERROR_CODE.match(plain_of(text)) for text in titles):
            return f"an error page ({titles[0][:_SHOWN]})"
        if words <= _LOGIN_WORDS and _asks_for_password(root) and not signals.article:
            return "a login wall (a form that asks for a password)"
    return None if signals.article.get("headline") else _why_consent(reading.blocks, titles, words)


def _own_words(reading: Reading, teasers: Teasers) -> int:
    """The words of the page's own paragraphs, not those of teasers."""
    return sum(
        word_count(block.text)
        for block in reading.blocks
        if is_prose(block.text)
        and block.link_share < _LINKED
        and not block.stands_in(places.NAV | places.FOOTER)
        and not teasers.hold_block(block)
    )


def _titles(signals: Signals, reading: Reading, title: str | None) -> Sequence[str]:
    """The titles of the page and their parts, in case one of them is the site's name."""
    shown = [
        block.text
        for block in reading.blocks[:_FIRST_BLOCKS]
        if block.tag in ("h1", "h2") and block.link_share < _LINKED
    ][:3]
    told = [text for text in (signals.head_title, signals.first("og:title")) if text]
    told = [text for text in told if len(text) <= _LONGEST_PHRASE]
    parts = [part for text in told for part in _BETWEEN.split(text)]
    titles = [*([title] if title else []), *shown, *told, *parts]
    return [text for text in dict.fromkeys(titles) if len(text) <= _LONGEST_PHRASE]


def _short_texts(blocks: Sequence[Block], teasers: Teasers) -> list[str]:
    texts = (
        block.text
        for block in blocks
        if len(block.text) <= _LONGEST_PHRASE
        and not block.stands_in(places.NAV | places.FOOTER | places.HIDDEN)
        and not teasers.hold_block(block)
    )
    return list(islice(texts, _FIRST_BLOCKS))


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str | None:
    return next((text for text in texts if pattern.search(plain_of(text))), None)


def _asks_for_password(root: HtmlElement) -> bool:
    return any(field.get("type", "").lower() == "password" for field in root.iter("input"))


def _why_consent(blocks: Sequence[Block], titles: Sequence[str], words: int) -> str | None:
    """Hardly any text but that about cookies and data, and a button that agrees."""
    if words <= _WALL_WORDS and (found := _first(CONSENT_TITLE, titles)):
        return f"a consent wall ({found[:_SHOWN]})"
    prose = [block for block in blocks if is_prose(block.text) and not block.stands_in(places.FOOTER)]
    about = sum(word_count(block.text) for block in prose if CONSENT_TEXT.search(plain_of(block.text[:2000])))
    if (
        about
        and about >= _CONSENT_SHARE * words
        and any(word_count(block.text) <= 6 and ACCEPT.search(plain_of(block.text)) for block in blocks)
    ):
        return f"a consent wall ({about} of {words} words are about consent)"
    return None
