"""Reads the entries of a live blog, each with its own time and headline, in page order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
_CLOCK = re.compile(r"^\W{0,5}(\d{1,2})[:.h](\d{2})(?:\s?(am|pm|a\.m\.|p\.m\.))?(?!\d)", re.IGNORECASE)
_BEFORE, _BEHIND = r"[\s\[(•|–—-]{0,5}", r"[\s\])•|–—:-]{0,5}"
_HOUR, _MINUTE = r"[0-2]?\d", r"[0-5]\d"
_UNIT = r"(?:uhr|h|hrs|am|pm|a\.m\.|p\.m\.|[a-z]{2,3}t)"
#: "14:32", "2.32 pm", "14h32", "14.32 Uhr", "[14:32 CET]"; figures alone, as in "4.50", are no time.
_CLOCK_ALONE = re.compile(
    rf"^{_BEFORE}{_HOUR}(?:[:h]{_MINUTE}(?:\s?{_UNIT})?|\.{_MINUTE}\s?{_UNIT}){_BEHIND}$", re.IGNORECASE
)
#: "14:32 – The chair …", "14.32 Uhr: …".
_LEADING_CLOCK = re.compile(
    rf"^{_BEFORE}{_HOUR}(?:[:h]{_MINUTE}(?:\s?{_UNIT})?\s?[:|–—•-]|[:.h]{_MINUTE}\s?{_UNIT}\b\s?[:|–—•-]?)\s?",
    re.IGNORECASE,
)
_LONGEST_CLOCK = 40
#: So many blocks above the first line of the text the time of its entry may stand.
_ABOVE = 3
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
    """The parts of the page that begin with a time each, and what the text has of them."""
    lines_of = _by_element(reading) or _by_clock(reading)
    for stamp, lines in islice(lines_of.items(), _MOST_ENTRIES):
        headline = next((line for line in lines[:1] if _is_headline(line)), None)
        texts = [line.text for line in lines if line is not headline]
        if stamp.leads_line and headline is None:
            texts[:1] = [_without_clock(text) for text in texts[:1]]
        if texts or headline:
            said = _without_clock(headline.text) if headline else None
            yield LiveEntry(_entry_moment(stamp, published, home), said, "\n\n".join(texts))


def _is_headline(line: Line) -> bool:
    in_heading = line.block is not None and line.block.stands_in(places.HEADING)
    return (line.kind is LineKind.heading or in_heading) and line.words <= _LONGEST_HEADLINE_WORDS


def _without_clock(text: str) -> str:
    return text[found.end() :].strip() or text if (found := _LEADING_CLOCK.match(text)) else text


@dataclass(frozen=True, slots=True, eq=False)
class _Stamp:
    """The time of an entry: the element that shows it."""

    element: HtmlElement
    shown: str
    #: What a machine is told.
    said: str | None = None
    #: True where the time is the beginning of a line of the text.
    leads_line: bool = False


def _by_element(reading: Reading) -> dict[_Stamp, list[Line]]:
    """The lines of each element that holds one time; nothing where there are too few."""
    if not reading.blocks:
        return {}
    root = reading.blocks[0].element.getroottree().getroot()
    times = [
        _Stamp(element, clean("".join(element.itertext())), element.get("datetime"))
        for element in islice(root.iter("time"), 2 * _MOST_ENTRIES)
    ]
    for stamps in (times, _clocks(reading)):
        containers = _containers(stamps)
        found: dict[_Stamp, list[Line]] = {stamp: [] for stamp in containers.values()}
        for line in reading.kept:
            if line.block is not None:
                around = (line.block.element, *line.block.element.iterancestors())
                container = next((element for element in around if element in containers), None)
                # A label that is only the time is none of the entry.
                if container is not None and not _CLOCK_ALONE.match(line.text):
                    found[containers[container]].append(line)
        found = {stamp: lines for stamp, lines in found.items() if lines}
        if len(found) >= FEWEST_ENTRIES:
            return found
    return {}


def _by_clock(reading: Reading) -> dict[_Stamp, list[Line]]:
    """The lines from each time to the next, where entries have no element of their own."""
    starts = {id(stamp.element): stamp for stamp in _clocks(reading)}
    found: dict[_Stamp, list[Line]] = {}
    current: _Stamp | None = None
    at = 0
    for line in reading.kept:
        if line.block is None:
            continue
        for block in reading.blocks[at : line.block.index + 1]:
            current = starts.get(id(block.element), current)
        at = max(at, line.block.index + 1)
        if current is not None and not _CLOCK_ALONE.match(line.text):
            found.setdefault(current, []).append(line)
    return found if len(found) >= FEWEST_ENTRIES else {}


def _clocks(reading: Reading) -> list[_Stamp]:
    """The blocks of the story that are a time, or begin with one."""
    places_of = [line.block.index for line in reading.kept if line.block is not None]
    if not places_of:
        return []
    first = max(0, min(places_of) - _ABOVE)
    stamps = [
        _Stamp(block.element, block.text[:_LONGEST_CLOCK], leads_line=not alone)
        for block in reading.blocks[first : max(places_of) + 1]
        if (alone := bool(_CLOCK_ALONE.match(block.text))) or _LEADING_CLOCK.match(block.text)
    ]
    return stamps[:_MOST_ENTRIES]


def _containers(stamps: Sequence[_Stamp]) -> dict[HtmlElement, _Stamp]:
    """The largest elements with one time each, of which there are several of one make."""
    counts = Counter(each for stamp in stamps for each in _around(stamp.element))
    found: dict[HtmlElement, _Stamp] = {}
    for stamp in stamps:
        alone = [each for each in _around(stamp.element) if counts[each] == 1]
        # The line of the time itself is no entry.
        if alone and alone[-1] is not stamp.element and alone[-1].tag not in ("html", "body", "main"):
            found[alone[-1]] = stamp
    makes = Counter(map(_make, found))
    return {element: stamp for element, stamp in found.items() if makes[_make(element)] >= FEWEST_ENTRIES}


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from islice(element.iterancestors(), _LEVELS)


def _make(element: HtmlElement) -> tuple[str, str]:
    return str(element.tag), (element.get("class") or "").split(" ", 1)[0]


def _entry_moment(stamp: _Stamp, published: datetime | None, home: tzinfo) -> datetime | None:
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
