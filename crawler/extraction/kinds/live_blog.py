"""Reads the entries of a live blog, each with its own time and headline, in page order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, tzinfo
from itertools import islice

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.metadata.date_text import read_date_text
from crawler.extraction.metadata.json_ld import JsonNode, as_list, text_of, types_of
from crawler.extraction.metadata.signals import Signals, clean
from crawler.extraction.model import LiveEntry
from crawler.extraction.reading import Reading

#: So many entries make a live blog; fewer times are those of publication and update.
FEWEST_ENTRIES = 3
_MOST_ENTRIES = 1_000
_LEVELS = 6
_CLOCK = re.compile(r"^\W*(\d{1,2})[:.h](\d{2})(?:\s*(am|pm))?\b", re.IGNORECASE)
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
        for update in islice(as_list(blog.get("liveBlogUpdate")), _MOST_ENTRIES):
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
    """The elements of the page that hold one time each, and what the text has of them."""
    lines = reading.kept
    containers = _containers(reading)
    if len(containers) < FEWEST_ENTRIES:
        return
    by_container: dict[HtmlElement, list[Line]] = {element: [] for element, _ in containers}
    for line in lines:
        if line.block is None:
            continue
        around = (line.block.element, *line.block.element.iterancestors())
        home_of = next((element for element in around if element in by_container), None)
        if home_of is not None:
            by_container[home_of].append(line)
    for element, stamp in containers[:_MOST_ENTRIES]:
        entry = by_container[element]
        headline = next((line.text for line in entry[:1] if _is_headline(line)), None)
        text = "\n\n".join(line.text for line in entry if line.text != headline)
        if text or headline:
            yield LiveEntry(_entry_moment(stamp, published, home), headline, text)


def _is_headline(line: Line) -> bool:
    in_heading = line.block is not None and line.block.stands_in(places.HEADING)
    return (line.kind is LineKind.heading or in_heading) and line.words <= _LONGEST_HEADLINE_WORDS


def _containers(reading: Reading) -> list[tuple[HtmlElement, HtmlElement]]:
    """The largest elements with one time each, of which there are several of one make, with their times."""
    if not reading.blocks:
        return []
    root = reading.blocks[0].element.getroottree().getroot()
    stamps = list(islice(root.iter("time"), 2 * _MOST_ENTRIES))
    counts = Counter(each for stamp in stamps for each in islice(stamp.iterancestors(), _LEVELS))
    found: list[tuple[HtmlElement, HtmlElement]] = []
    for stamp in stamps:
        alone = [each for each in islice(stamp.iterancestors(), _LEVELS) if counts[each] == 1]
        if alone and alone[-1].tag not in ("html", "body", "main"):
            found.append((alone[-1], stamp))
    makes = Counter(_make(element) for element, _ in found)
    return [(element, stamp) for element, stamp in found if makes[_make(element)] >= FEWEST_ENTRIES]


def _make(element: HtmlElement) -> tuple[str, str]:
    return str(element.tag), (element.get("class") or "").split(" ", 1)[0]


def _entry_moment(stamp: HtmlElement, published: datetime | None, home: tzinfo) -> datetime | None:
    """What the time element says; a clock alone is that of the day of publication."""
    shown = clean("".join(stamp.itertext()))
    if at := _moment(stamp.get("datetime"), home) or _moment(shown, home):
        return at
    clock = _CLOCK.match(shown)
    if clock is None or published is None:
        return None
    hour = int(clock[1]) % 12 + (12 if clock[3].lower() == "pm" else 0) if clock[3] else int(clock[1])
    if hour > 23 or int(clock[2]) > 59:
        return None
    day = published.astimezone(home).date()
    return datetime.combine(day, time(hour, int(clock[2])), home).astimezone(UTC)


def _moment(text: str | None, home: tzinfo) -> datetime | None:
    found = read_date_text(text, home) if text else None
    return found.at if found else None
