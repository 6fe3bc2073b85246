"""From the bytes of a page to its article: the plan of the extraction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lxml.html import HtmlElement

from crawler.errors import ExtractionError, ExtractionFailed, NoArticle
from crawler.extraction.blocks import Block, read_blocks
from crawler.extraction.decode import binary_kind, decode_page, is_garbled
from crawler.extraction.lines import Line, LineKind, find_blocks
from crawler.extraction.main_text import TRAFILATURA, main_lines
from crawler.extraction.metadata.access import find_access
from crawler.extraction.metadata.agency import find_agency
from crawler.extraction.metadata.authors import credited_sources, find_authors
from crawler.extraction.metadata.canonical import canonical_of
from crawler.extraction.metadata.dates import find_dates
from crawler.extraction.metadata.language import declared_tag, find_language
from crawler.extraction.metadata.picture import find_image
from crawler.extraction.metadata.signals import Signals, read_signals
from crawler.extraction.metadata.standfirst import find_standfirst
from crawler.extraction.metadata.subjects import find_section, find_tags
from crawler.extraction.metadata.title import find_headline
from crawler.extraction.metadata.zones import home_zone
from crawler.extraction.model import DroppedLine, ExtractedArticle, Guidance, SiteProfile
from crawler.extraction.page_kind import kind_of, why_no_article
from crawler.extraction.reading import Reading
from crawler.extraction.rules import apply_rules
from crawler.extraction.tree import MAX_PAGE_BYTES, UnreadableTree, parse_page
from crawler.extraction.winback import win_back

#: Raised whenever the rules change what comes out, so that a re-reading is not taken for an edit.
RULES_VERSION = 1
METHOD = f"{TRAFILATURA} + rules {RULES_VERSION}"
#: So many blocks below the headline, and above it, may hold byline and date.
_NEAR = 30
_ABOVE = 12
#: A block of so many characters with so few of them in links is running text.
_PROSE = 100
_FEW_LINKS = 0.3


def extract_article(
    page: bytes,
    url: str,
    *,
    content_type: str | None = None,
    site: SiteProfile | None = None,
    now: datetime | None = None,
) -> ExtractedArticle:
    """The article of a page.

    Raises NoArticle when the page holds none, ExtractionFailed when it cannot be read, and nothing else.
    With `now`, dates in its future are not believed.
    """
    return read_article(page, url, content_type, Guidance(site=site, now=now))


def read_article(page: bytes, url: str, content_type: str | None, guidance: Guidance) -> ExtractedArticle:
    """The article of a page, read with all that is known besides it; raises as `extract_article` does."""
    try:
        return _extract(page, url, content_type, guidance)
    except ExtractionError:
        raise
    except UnreadableTree as error:
        raise ExtractionFailed(url, str(error)) from error
    except Exception as error:
        raise ExtractionFailed(url, f"{type(error).__name__}: {error}") from error


def _extract(page: bytes, url: str, content_type: str | None, guidance: Guidance) -> ExtractedArticle:
    if len(page) > MAX_PAGE_BYTES:
        raise ExtractionFailed(url, f"the page has {len(page):,} bytes, the limit is {MAX_PAGE_BYTES:,}")
    if kind := binary_kind(page):
        raise ExtractionFailed(url, f"the page is {kind}, not HTML")
    text = decode_page(page, content_type)
    if is_garbled(text):
        raise ExtractionFailed(url, "the page is binary data, not HTML")
    tree = parse_page(text)
    signals = read_signals(tree)
    blocks = read_blocks(tree)
    headline = find_headline(signals, blocks)
    head = _around(headline.block if headline else None, blocks)
    reading = Reading(
        url=url,
        blocks=blocks,
        lines=_located_lines(tree, url, blocks),
        titles=headline.spellings if headline else (),
        descriptions=signals.all("description", "og:description", "twitter:description"),
        authors=find_authors(signals, tree, head),
        headline=headline.block if headline else None,
    )
    win_back(reading)
    apply_rules(reading)
    title = headline.text if headline else None
    if reason := why_no_article(signals, title, reading.kept, blocks, url):
        raise NoArticle(url, reason)
    return _article(signals, tree, reading, title, head, guidance.now)


def _located_lines(tree: HtmlElement, url: str, blocks: Sequence[Block]) -> list[Line]:
    prose = [block.text for block in blocks if len(block.text) >= _PROSE and block.link_share < _FEW_LINKS]
    lines = main_lines(tree, url, prose=prose)
    find_blocks(lines, blocks)
    return lines


def _around(headline: Block | None, blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks near the headline, in which bylines and dates stand."""
    if headline is None:
        return blocks[:_NEAR]
    return blocks[max(0, headline.index - _ABOVE) : headline.index + _NEAR]


def _article(
    signals: Signals,
    tree: HtmlElement,
    reading: Reading,
    title: str | None,
    head: Sequence[Block],
    now: datetime | None,
) -> ExtractedArticle:
    text = text_of(reading.kept)
    language = find_language(signals, text)
    home = home_zone(declared_tag(signals) or language)
    dates = find_dates(signals, tree, head, _below(reading), reading.url, home=home, now=now)
    dropped = tuple(DroppedLine(line.text, line.reason) for line in reading.lines if line.reason)
    return ExtractedArticle(
        title=title or _first_words(text),
        text=text,
        canonical_url=canonical_of(signals, reading.url),
        method=METHOD,
        standfirst=find_standfirst(signals, reading),
        authors=reading.authors,
        agency=_agency(signals, reading, head),
        published_at=dates.published.at if dates.published else None,
        modified_at=dates.modified.at if dates.modified else None,
        date_precision=dates.published.precision if dates.published else None,
        date_from=dates.published.where if dates.published else None,
        language=language,
        section=find_section(signals),
        tags=find_tags(signals),
        image=find_image(signals, head, reading.url),
        is_free=find_access(signals),
        kind=kind_of(signals),
        dropped=dropped,
    )


def _agency(signals: Signals, reading: Reading, head: Sequence[Block]) -> str | None:
    """Credit lines may stand in the text, or in blocks that the extractor left out."""
    below = [block.text for block in _below(reading)]
    left_out = [line.text for line in reading.lines if line.reason]
    return find_agency(
        credited_sources(signals, head), [*left_out, *below], [line.text for line in reading.kept]
    )


def _below(reading: Reading) -> Sequence[Block]:
    """The few blocks below the story, where some pages put its date."""
    last = max((reading.position(line) for line in reading.kept), default=0)
    return reading.blocks[last + 1 : last + 1 + _NEAR]


def _first_words(text: str) -> str:
    """A page without any headline is named by its beginning."""
    first = text.split("\n", 1)[0]
    return first if len(first) <= 100 else first[:99].rsplit(" ", 1)[0] + "…"


def text_of(lines: Sequence[Line]) -> str:
    """The lines as text: paragraphs apart by a blank line, the items of a list on consecutive lines."""
    pieces: list[str] = []
    previous: LineKind | None = None
    for line in lines:
        is_item = line.kind is LineKind.item
        if pieces:
            pieces.append(
                "\n" if line.kind is previous and line.kind in (LineKind.item, LineKind.row) else "\n\n"
            )
        pieces.append(f"- {line.text}" if is_item else line.text)
        previous = line.kind
    return "".join(pieces)
