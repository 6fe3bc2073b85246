"""The headline: what the page shows, its meta tags and its JSON-LD agree on, without the site's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.prose import word_count

_SEPARATOR = re.compile(r"\s+[|–—\-·•«»:›>/~⋆*]+\s+|\s*[|｜]\s*|\s*[‹›]\s*")
_AFTER_BAR = re.compile(r"\s*[|｜]\s*[^|｜]{2,40}$")
_MARKS = " |｜–—-·•«»:›>/~"
_SHORTEST = 8
_LONGEST = 400
#: A lone h1 of fewer words may be the site's name.
_HEADLINE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline, all its spellings on the page, and the block that shows it."""

    text: str
    spellings: tuple[str, ...]
    block: Block | None


def find_headline(signals: Signals, blocks: Sequence[Block]) -> Headline | None:
    """The headline of the page's article; None when the page names none."""
    shown = [block for block in blocks if block.tag == "h1" and _SHORTEST < len(block.text) <= _LONGEST]
    told = _told(signals)
    title = _choose([block.text for block in shown], signals) or next(iter(told), None)
    if title is None:
        return None
    headings = [block.text for block in shown if len(shown) == 1 or _is_alike(block.text, title)]
    return Headline(title, tuple(dict.fromkeys((title, *told, *headings))), _block_of(title, shown, blocks))


def _told(signals: Signals) -> list[str]:
    """What head and JSON-LD say, the most trusted first, site names cut."""
    raw = (
        signals.first("og:title"),
        signals.said("headline"),
        signals.first(
            "twitter:title", "headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title"
        ),
        signals.head_title,
        signals.first("title"),
        signals.said("alternativeHeadline"),
        signals.said("name"),
    )
    told = (cut_site_name(text, signals.site_name) for text in raw if text)
    return list(dict.fromkeys(text for text in told if text and len(text) <= _LONGEST))


def _choose(shown: Sequence[str], signals: Signals) -> str | None:
    """What most of heading, og:title and JSON-LD say; the heading that the reader sees when they differ."""
    said = (signals.first("og:title"), signals.said("headline"))
    voters = [*shown[:1], *(cut_site_name(text, signals.site_name) for text in said if text)]
    if not voters:
        return None
    votes = Counter(letters_of(text) for text in voters)
    # max() takes the first of equals, so the order above breaks ties.
    return max(voters, key=lambda text: votes[letters_of(text)])


def _is_alike(one: str, other: str) -> bool:
    a, b = letters_of(one), letters_of(other)
    if not a or not b:
        return False
    return a == b or (min(len(a), len(b)) >= 15 and (a in b or b in a)) or _common(one, other) >= 0.6


def _common(one: str, other: str) -> float:
    a, b = set(one.lower().split()), set(other.lower().split())
    return len(a & b) / max(1, min(len(a), len(b))) if min(len(a), len(b)) >= 4 else 0.0


def _block_of(title: str, shown: Sequence[Block], blocks: Sequence[Block]) -> Block | None:
    key = letters_of(title)
    for block in shown:
        if block.key == key:
            return block
    for block in shown:
        if _is_alike(block.text, title):
            return block
    if len(shown) == 1 and word_count(shown[0].text) >= _HEADLINE_WORDS:
        return shown[0]
    same = [block for block in blocks if block.key == key]
    headings = [block for block in same if block.stands_in(places.HEADING)]
    return next(iter((*headings, *same)), None)


def cut_site_name(text: str, site_name: str | None) -> str:
    """The title without " | The Site" behind it or "The Site: " before it."""
    pieces = _SEPARATOR.split(text)
    if len(pieces) < 2:
        return text
    name = letters_of(site_name or "")
    if _is_name(pieces[-1], name):
        return text[: len(text) - len(pieces[-1])].rstrip(_MARKS) or text
    if _is_name(pieces[0], name):
        return text[len(pieces[0]) :].lstrip(_MARKS) or text
    # Without a known name, only what follows a bar is one.
    match = _AFTER_BAR.search(text)
    return text[: match.start()] if match and match.start() >= _SHORTEST else text


def _is_name(piece: str, name: str) -> bool:
    key = letters_of(piece)
    return bool(key and name) and (key == name or (len(key) >= 4 and (key in name or name in key)))


def spellings_of(headline: Headline | None) -> Iterable[str]:
    """All spellings; none without a headline."""
    return () if headline is None else headline.spellings
