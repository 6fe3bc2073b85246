"""The site's own name around a headline: cut from titles, and told from the headline where it stands in an h1."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.prose import word_count

_SEPARATOR = re.compile(r"\s+[|–—\-·•«»:›>/~⋆*]+\s+|\s*[|｜]\s*|\s*[‹›]\s*")
_AFTER_BAR = re.compile(r"\s*[|｜]\s*[^|｜]{2,40}$")
#: Chinese, Japanese and Korean titles need no space around the mark: "…落成-新闻网", "…_新闻网".
_AFTER_WIDE_MARK = re.compile(r"(?<=[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef])\s*[-_—–]+\s*[^-_—–\s]{2,12}$")
_MARKS = " |｜–—-·•«»:›>/~_"
_SHORTEST = 8
#: A section's name behind a bar has few words: "… | World News | The Daily".
_LABEL_WORDS = 3
_HEADLINE_WORDS = 4
_LONGEST_NAME_WORDS = 5
_HOME_PATHS = frozenset(("", "/", "./", "#", "/index.html", "/index.php"))


def cut_site_name(text: str, *names: str | None) -> str:
    """The title without " | The Site" behind it or "The Site: " before it."""
    pieces = _SEPARATOR.split(text)
    keys = [key for name in names if (key := letters_of(name or ""))]
    if len(pieces) < 2:
        return _cut_wide(text)
    if any(_is_name(pieces[-1], key) for key in keys):
        return _cut_labels(text[: len(text) - len(pieces[-1])].rstrip(_MARKS)) or text
    if any(_is_name(pieces[0], key) for key in keys):
        return text[len(pieces[0]) :].lstrip(_MARKS) or text
    # Without a known name, only what follows a bar is one.
    match = _AFTER_BAR.search(text)
    return _cut_labels(text[: match.start()]) if match and match.start() >= _SHORTEST else text


def own_name(signals: Signals) -> str | None:
    """What the site calls itself; some pages give their headline for it."""
    name = signals.site_name
    titles = (signals.head_title, signals.first("og:title"), signals.said("headline"))
    return None if name and letters_of(name) in [letters_of(title or "") for title in titles] else name


def is_logo(block: Block, signals: Signals) -> bool:
    """True for a heading that names the site and not the article."""
    if (name := own_name(signals)) and block.key == letters_of(name):
        return True
    if word_count(block.text) > _LONGEST_NAME_WORDS or _is_said_again(block, signals):
        return False
    return _links_home(block, signals) or _is_end_of_head_title(block, signals)


def _cut_labels(text: str) -> str:
    """The title without the sections between it and the site's name."""
    while match := _AFTER_BAR.search(text):
        label = match.group(0).strip(_MARKS)
        if word_count(label) > _LABEL_WORDS or word_count(text[: match.start()]) < _HEADLINE_WORDS:
            break
        text = text[: match.start()]
    return text


def _cut_wide(text: str) -> str:
    match = _AFTER_WIDE_MARK.search(text)
    return text[: match.start()] if match and match.start() >= _SHORTEST else text


def _is_name(piece: str, name: str) -> bool:
    key = letters_of(piece)
    return bool(key) and (key == name or (len(key) >= 4 and len(name) >= 4 and (key in name or name in key)))


def _is_said_again(block: Block, signals: Signals) -> bool:
    """True when the page tells others the same."""
    said = (signals.first("og:title"), signals.said("headline"))
    return any(text and letters_of(cut_site_name(text, signals.site_name)) == block.key for text in said)


def _links_home(block: Block, signals: Signals) -> bool:
    if not block.link_chars:
        return False
    host = signals.address.netloc
    return any(_is_home(href, host) for href in _addresses(block.element))


def _addresses(element: HtmlElement) -> list[str]:
    inside = [link.get("href", "") for link in element.iter("a")]
    return [*inside, *(link.get("href", "") for link in element.iterancestors("a"))]


def _is_home(href: str, host: str) -> bool:
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    return parts.path in _HOME_PATHS and not parts.query and parts.netloc in ("", host)


def _is_end_of_head_title(block: Block, signals: Signals) -> bool:
    """The head says "The longer headline | Name", or "Name » The longer headline", and the heading the name alone."""
    head = signals.head_title or ""
    pieces = _SEPARATOR.split(head)
    if len(pieces) < 2 or len(pieces[0]) + len(pieces[-1]) < _SHORTEST:
        return False
    first, last = letters_of(pieces[0]), letters_of(pieces[-1])
    site = letters_of(signals.site_name or "")
    if block.key == last:
        return len(first) > len(last) and not (site and _is_name(pieces[0], site))
    return block.key == first and "»" in head and len(last) > len(first)
