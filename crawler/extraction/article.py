"""From the bytes of a page to its article: the plan of the extraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from crawler.clock import utc_now
from crawler.errors import ExtractionError, ExtractionFailed, NoArticle
from crawler.extraction.account import account
from crawler.extraction.blocks import Block, read_blocks
from crawler.extraction.characters import readable, readable_values
from crawler.extraction.decode import binary_kind, decode_page, is_garbled
from crawler.extraction.guidance import STRICTNESS, UNGUIDED, Guidance
from crawler.extraction.kinds.article_kind import kind_of, may_be_live
from crawler.extraction.kinds.decision import why_no_article
from crawler.extraction.kinds.gallery import is_gallery, put_in_captions
from crawler.extraction.kinds.live_blog import find_entries
from crawler.extraction.kinds.live_stream import FEWEST_ENTRIES
from crawler.extraction.kinds.live_text import put_in_entries
from crawler.extraction.kinds.opening import drop_teasers, put_in_story
from crawler.extraction.kinds.paywall import drop_offer, is_teaser
from crawler.extraction.line_filter import apply_model, line_filter_version
from crawler.extraction.lines import Line, LineKind, find_blocks, in_page_order
from crawler.extraction.main_text import TRAFILATURA, main_lines
from crawler.extraction.metadata.access import find_access
from crawler.extraction.metadata.agency import find_agency
from crawler.extraction.metadata.authors import credited_outlet, credited_sources, find_authors
from crawler.extraction.metadata.canonical import canonical_of
from crawler.extraction.metadata.dates import find_dates
from crawler.extraction.metadata.language import declared_tag, find_language
from crawler.extraction.metadata.picture import find_image
from crawler.extraction.metadata.signals import Signals, read_signals
from crawler.extraction.metadata.standfirst import find_standfirst
from crawler.extraction.metadata.subjects import find_section, find_tags
from crawler.extraction.metadata.title import Headline, find_headline
from crawler.extraction.metadata.zones import home_zone
from crawler.extraction.model import ExtractedArticle
from crawler.extraction.reading import Reading
from crawler.extraction.ruled_text import RuledText, ruled_text
from crawler.extraction.rules import apply_rules
from crawler.extraction.site.judge import SITE, apply_profile
from crawler.extraction.site.marks import authors_by, section_by
from crawler.extraction.site.page import PageTrace
from crawler.extraction.site.profile import SiteProfile
from crawler.extraction.site.trace import trace_of
from crawler.extraction.source_rules import RuledPage, read_by_rules
from crawler.extraction.story import settle_story
from crawler.extraction.tree import MAX_PAGE_BYTES, UnreadableTree, parse_page
from storage.model import SourceRule

#: Raised whenever the rules change what comes out, so that a re-reading is not taken for an edit.
RULES_VERSION = 4
METHOD = f"{TRAFILATURA} + rules {RULES_VERSION} + model {line_filter_version()}"
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
    rules: Sequence[SourceRule] = (),
    strictness: float = STRICTNESS,
) -> ExtractedArticle:
    """The article of a page.

    Raises NoArticle when the page holds none, ExtractionFailed when it cannot be read, and nothing else.
    Dates in the future of `now` (if not given: of this moment) are not believed; `rules` are what people say about
    the pages of its source.
    Lines that belong to the story with a probability below `strictness` are left out; 0 switches that off.
    """
    guidance = Guidance(site=site, now=now or utc_now(), rules=tuple(rules), strictness=strictness)
    return read_article(page, url, content_type, guidance)


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


def read_lines(page: bytes, url: str, content_type: str | None = None) -> Reading:
    """The lines of an article as the rules leave them: what the line filter learns from. Raises NoArticle."""
    opened = _open(page, url, content_type)
    _expect_article(opened, url)
    return opened.reading


@dataclass(frozen=True, slots=True)
class _Opened:
    """A page taken apart, its lines as the rules leave them."""

    tree: HtmlElement
    signals: Signals
    headline: Headline | None
    #: The blocks near the headline.
    head: Sequence[Block]
    #: What the rules of its source say about it.
    ruled: RuledText
    reading: Reading


def _extract(page: bytes, url: str, content_type: str | None, guidance: Guidance) -> ExtractedArticle:
    opened = _open(page, url, content_type, guidance)
    signals, reading = opened.signals, opened.reading
    apply_model(reading, guidance.strictness, guidance.line_model)
    if not opened.ruled.names_body and is_gallery(signals, reading):
        put_in_captions(reading)
    trace = _asked_of_its_site(reading, signals, guidance.site)
    # A person's word comes last: everything that judges lines stands above.
    opened.ruled.finish(reading)
    title = _expect_article(opened, url)
    article = _article(signals, opened.tree, reading, title, opened.head, guidance, trace)
    # The tree holds no control characters; JSON-LD still spells some.
    return readable_values(opened.ruled.overrule(article))


def _expect_article(opened: _Opened, url: str) -> str | None:
    """The article's headline, if it has one; raises NoArticle when what was opened is none."""
    reading = opened.reading
    title = reading.titles[0] if reading.titles else None
    if reason := why_no_article(opened.signals, reading, title, is_named=opened.ruled.names_body):
        raise NoArticle(url, opened.ruled.told(reason))
    return title


def _open(page: bytes, url: str, content_type: str | None, guidance: Guidance = UNGUIDED) -> _Opened:
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
    ruled = _ruled(tree, signals, blocks, head, url, guidance)
    reading = Reading(
        url=url,
        blocks=ruled.blocks,
        lines=ruled.lines(_located_lines(ruled.tree, ruled.blocks)),
        titles=ruled.titles(headline.spellings if headline else ()),
        descriptions=signals.all("description", "og:description", "twitter:description"),
        authors=ruled.said.authors or find_authors(signals, tree, head),
        headline=ruled.headline(headline.block if headline else None),
    )
    if not ruled.names_body:
        settle_story(reading)
        put_in_story(reading)
        if may_be_live(signals, headline.text if headline else None, url):
            put_in_entries(reading)
    apply_rules(reading)
    if not ruled.names_body:
        drop_teasers(reading)
    return _Opened(tree, signals, headline, head, ruled, reading)


def _ruled(
    tree: HtmlElement,
    signals: Signals,
    blocks: Sequence[Block],
    head: Sequence[Block],
    url: str,
    guidance: Guidance,
) -> RuledText:
    """What the rules of the source say about the page."""
    home = home_zone(declared_tag(signals))

    def published() -> datetime | None:
        found = find_dates(signals, tree, head, (), url, home=home, now=guidance.now).published
        return found.at if found else None

    page = RuledPage(tree, home, guidance.now, published)
    return ruled_text(tree, blocks, read_by_rules(guidance.rules, page))


def _located_lines(tree: HtmlElement, blocks: Sequence[Block]) -> list[Line]:
    prose = [block.text for block in blocks if len(block.text) >= _PROSE and block.link_share < _FEW_LINKS]
    lines = main_lines(tree, prose=prose)
    find_blocks(lines, blocks)
    return in_page_order(lines)


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
    guidance: Guidance,
    trace: PageTrace | None,
) -> ExtractedArticle:
    is_free = find_access(signals)
    is_cut = is_teaser(signals, reading, is_free=is_free)
    if is_cut:
        drop_offer(reading)
    text = text_of(reading.kept)
    language = find_language(signals, text)
    home = home_zone(declared_tag(signals) or language)
    dates = find_dates(signals, tree, head, _below(reading), reading.url, home=home, now=guidance.now)
    words = sum(line.words for line in reading.kept)
    published = dates.published.as_written if dates.published else None
    is_live = may_be_live(signals, title, reading.url)
    entries = find_entries(signals, reading, published, home) if is_live else ()
    kind = kind_of(signals, title, reading.url, words=words, has_entries=len(entries) >= FEWEST_ENTRIES)
    return ExtractedArticle(
        title=readable(title or "").strip() or _first_words(text),
        text=text,
        canonical_url=canonical_of(signals, reading.url),
        method=_method(reading, guidance),
        standfirst=find_standfirst(signals, reading),
        authors=reading.authors or credited_outlet(signals),
        agency=_agency(signals, reading, head),
        published_at=published,
        modified_at=dates.modified.as_written if dates.modified else None,
        date_precision=dates.published.precision if dates.published else None,
        date_from=dates.published.where if dates.published else None,
        date_zone=dates.published.zone if dates.published else None,
        language=language,
        section=find_section(signals) or section_by(guidance.site, reading.blocks),
        tags=find_tags(signals),
        image=find_image(signals, head, reading.url),
        is_free=is_free,
        is_teaser=is_cut,
        kind=kind,
        entries=entries if kind == "live_blog" else (),
        dropped=account(reading),
        trace=trace,
    )


def _asked_of_its_site(reading: Reading, signals: Signals, site: SiteProfile | None) -> PageTrace | None:
    """Lets the other pages of the site judge this one; the trace is what it shows to be learnt from."""
    if site is None:
        return None
    trace = trace_of(reading, canonical_of(signals, reading.url), find_section(signals))
    apply_profile(reading, trace, site)
    reading.authors = reading.authors or authors_by(site, reading.blocks)
    return trace


def _method(reading: Reading, guidance: Guidance) -> str:
    """Names the dial where somebody has turned it, and the state of the site's profile where it made a difference."""
    dial = "" if guidance.strictness == STRICTNESS else f" at {guidance.strictness:g}"
    is_changed = any(line.reason and line.reason.startswith(SITE) for line in reading.lines)
    site = f" + site {guidance.site.page_count}" if guidance.site and is_changed else ""
    return METHOD + dial + site


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
