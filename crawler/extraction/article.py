"""From the bytes of a page to its article: the plan of the extraction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crawler.errors import ExtractionError, ExtractionFailed, NoArticle
from crawler.extraction.blocks import read_blocks
from crawler.extraction.decode import binary_kind, decode_page
from crawler.extraction.lines import Line, LineKind, find_blocks
from crawler.extraction.main_text import TRAFILATURA, main_lines
from crawler.extraction.metadata.signals import read_signals
from crawler.extraction.metadata.title import find_headline, spellings_of
from crawler.extraction.model import DroppedLine, ExtractedArticle, SiteProfile
from crawler.extraction.reading import Reading
from crawler.extraction.rules import apply_rules
from crawler.extraction.tree import MAX_PAGE_BYTES, UnreadableTree, parse_page
from crawler.extraction.winback import win_back

#: Raised whenever the rules change what comes out, so that a re-reading is not taken for an edit.
RULES_VERSION = 1
METHOD = f"{TRAFILATURA} + rules {RULES_VERSION}"


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
    With `now`, dates in its future are not believed. The site's profile is not used yet.
    """
    try:
        return _extract(page, url, content_type, now)
    except ExtractionError:
        raise
    except UnreadableTree as error:
        raise ExtractionFailed(url, str(error)) from error
    except Exception as error:  # noqa: BLE001 - the parsers raise whatever a broken page provokes
        raise ExtractionFailed(url, f"{type(error).__name__}: {error}") from error


def _extract(page: bytes, url: str, content_type: str | None, now: datetime | None) -> ExtractedArticle:
    if len(page) > MAX_PAGE_BYTES:
        raise ExtractionFailed(url, f"the page has {len(page):,} bytes, the limit is {MAX_PAGE_BYTES:,}")
    if kind := binary_kind(page):
        raise ExtractionFailed(url, f"the page is {kind}, not HTML")
    tree = parse_page(decode_page(page, content_type))
    signals = read_signals(tree)
    blocks = read_blocks(tree)
    headline = find_headline(signals, blocks)
    lines = main_lines(tree, url)
    find_blocks(lines, blocks)
    reading = Reading(
        url=url,
        blocks=blocks,
        lines=lines,
        titles=tuple(spellings_of(headline)),
        descriptions=signals.all("description", "og:description", "twitter:description"),
        headline=headline.block if headline else None,
    )
    win_back(reading)
    apply_rules(reading)
    kept = reading.kept
    if not kept:
        raise NoArticle(url, "the page has no main text")
    return ExtractedArticle(
        title=headline.text if headline else "",
        text=text_of(kept),
        canonical_url=signals.canonical or url,
        method=METHOD,
        standfirst=reading.standfirst,
        dropped=tuple(DroppedLine(line.text, line.reason) for line in reading.lines if line.reason),
    )


def text_of(lines: Sequence[Line]) -> str:
    """The lines as text: paragraphs apart by a blank line, the items of a list on consecutive lines."""
    pieces: list[str] = []
    previous: LineKind | None = None
    for line in lines:
        is_item = line.kind is LineKind.item
        if pieces:
            pieces.append("\n" if line.kind is previous and line.kind in (LineKind.item, LineKind.row) else "\n\n")
        pieces.append(f"- {line.text}" if is_item else line.text)
        previous = line.kind
    return "".join(pieces)
