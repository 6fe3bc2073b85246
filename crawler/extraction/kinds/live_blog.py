"""Reads the entries of a live blog, each with its own time and headline, in page order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, tzinfo
from itertools import islice

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.kinds.live_stream import (
    FEWEST_ENTRIES,
    MOST_ENTRIES,
    Stamp,
    find_stream,
    is_clock,
    without_clock,
)
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.metadata.date_text import read_date_text
from crawler.extraction.metadata.json_ld import JsonNode, as_list, text_of, types_of
from crawler.extraction.metadata.signals import Signals, clean
from crawler.extraction.model import LiveEntry
from crawler.extraction.prose import ends_sentence
from crawler.extraction.reading import Reading

_CLOCK = re.compile(r"^\W{0,5}(\d{1,2})[:.h](\d{2})(?:\s?(am|pm|a\.m\.|p\.m\.))?(?!\d)", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]{0,500}>")
_LONGEST_HEADLINE_WORDS = 30


def find_entries(
    signals: Signals, reading: Reading, published: datetime | None, home: tzinfo
) -> tuple[LiveEntry, ...]:
    """The entries that the page shows, else those that its JSON-LD tells."""
    shown = tuple(_shown(reading, published, home))
    told = tuple(_told(signals, home))
    return shown if len(shown) >= max(FEWEST_ENTRIES, len(told) // 2) else told


def _told(signals: Signals, home: tzinfo) -> Iterator[LiveEntry]:
    """The updates of the JSON-LD's LiveBlogPosting."""
    for blog in (node for node in signals.nodes if "LiveBlogPosting" in types_of(node)):
        for update in islice(as_list(blog.get("liveBlogUpdate")), MOST_ENTRIES):
            if isinstance(update, dict) and (
                text := _words(update, "articleBody") or _words(update, "description")
            ):
                yield LiveEntry(
                    _moment(text_of(update.get("datePublished")), home), _words(update, "headline"), text
                )


def _words(node: JsonNode, name: str) -> str | None:
    said = text_of(node.get(name))
    return clean(_TAGS.sub(" ", said)) or None if said else None


def _shown(reading: Reading, published: datetime | None, home: tzinfo) -> Iterator[LiveEntry]:
    """The parts of the page that begin with a time each, and what the text has of them."""
    for stamp, lines in islice(_lines_of(reading).items(), MOST_ENTRIES):
        headline = next((line for line in lines[:1] if _is_headline(line)), None)
        texts = [line.text for line in lines if line is not headline]
        if stamp.leads_line:
            texts[:1] = [without_clock(text) for text in texts[:1]]
        if texts or headline:
            said = without_clock(headline.text) if headline else None
            yield LiveEntry(_entry_moment(stamp, published, home), said, "\n\n".join(texts))


def _lines_of(reading: Reading) -> dict[Stamp, list[Line]]:
    """The lines of each entry; labels that are only its time are none of it."""
    found: dict[Stamp, list[Line]] = {}
    stamps = find_stream(reading)
    for line in reading.kept:
        if line.block is not None and (stamp := stamps.get(line.block.index)) and not is_clock(line.text):
            found.setdefault(stamp, []).append(line)
    return found if len(found) >= FEWEST_ENTRIES else {}


def _is_headline(line: Line) -> bool:
    """True for headings, and for what is set as one: in bold letters, or beside the time of a definition list."""
    if line.words > _LONGEST_HEADLINE_WORDS:
        return False
    if line.kind is LineKind.heading or line.block is None or line.block.stands_in(places.HEADING):
        return line.kind is LineKind.heading or line.block is not None
    return (line.block.tag == "dt" or _is_bold(line.block)) and not ends_sentence(line.text)


def _is_bold(block: Block) -> bool:
    """True where the whole line is set in bold letters."""
    bold = next(block.element.iter("b", "strong"), None)
    return bold is not None and letters_of("".join(bold.itertext())) == block.key


def _entry_moment(stamp: Stamp, published: datetime | None, home: tzinfo) -> datetime | None:
    """What the page says; a clock alone is that of the day of publication, in the zone that this is written in."""
    if at := _moment(stamp.said, home) or _moment(stamp.shown, home):
        return at
    clock = _CLOCK.match(stamp.shown)
    if clock is None or published is None:
        return None
    hour = int(clock[1]) % 12 + (12 if clock[3][0].lower() == "p" else 0) if clock[3] else int(clock[1])
    if hour > 23 or int(clock[2]) > 59:
        return None
    zone = published.tzinfo if published.utcoffset() else home
    return datetime.combine(published.astimezone(zone).date(), time(hour, int(clock[2])), zone).astimezone(
        UTC
    )


def _moment(text: str | None, home: tzinfo) -> datetime | None:
    found = read_date_text(text, home) if text else None
    return found.at if found else None
