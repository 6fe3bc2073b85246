"""Finds where the entries of a live blog stand: the blocks that belong to each of its times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from lxml.html import HtmlElement

from crawler.extraction.blocks import Block
from crawler.extraction.metadata.signals import clean
from crawler.extraction.prose import ends_sentence, is_prose, word_count
from crawler.extraction.reading import Reading

#: So many entries make a live blog; fewer times are those of publication and update.
FEWEST_ENTRIES = 3
MOST_ENTRIES = 1_000
_LEVELS = 6
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
#: "14:32 Ferries stop", "14:32Ferries stop": a time that a line goes on from.
_CLOCK_AND_TEXT = re.compile(
    rf"^{_BEFORE}{_HOUR}[:h]{_MINUTE}(?:\s?{_UNIT}\b)?\s*(?=[^\W\d_])", re.IGNORECASE
)
_LONGEST_CLOCK = 40
#: So many blocks above the first line of the text the time of its entry may stand.
_ABOVE = 3
#: An element with no more words and no full stop is only the label of an entry, whose words follow it.
_LABEL_WORDS = 30
_MOST_SIBLINGS = 60
#: Of the elements that hold a time each, so many hold a sentence; else they are a list of headlines.
_TOLD = 0.5
_LINKED = 0.5
_SENTENCE_WORDS = 4
_HEADINGS = frozenset(("h2", "h3", "h4", "h5"))
#: Elements that show a time within a line, and those beside the story.
_INLINE = ("span", "b", "strong", "em", "i", "small", "a")
_BESIDE = ("aside", "nav", "footer")
_TOO_WIDE = frozenset(("html", "body", "main"))


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """The time of an entry: the element that shows it."""

    element: HtmlElement
    shown: str
    #: What a machine is told.
    said: str | None = None
    #: True where the time is the beginning of a line of the text.
    leads_line: bool = False


def is_clock(text: str) -> bool:
    """True for a time of day and nothing else."""
    return bool(_CLOCK_ALONE.match(text))


def without_clock(text: str) -> str:
    """The text without the time that leads it."""
    found = _LEADING_CLOCK.match(text) or _CLOCK_AND_TEXT.match(text)
    return text[found.end() :].strip() or text if found else text


def find_stream(reading: Reading) -> Mapping[int, Stamp]:
    """The time that each block of an entry belongs to, by the block's index; nothing where there are too few."""
    if not reading.blocks:
        return {}
    return _by_element(reading) or _by_clock(reading)


def _by_element(reading: Reading) -> dict[int, Stamp]:
    """The blocks of each element that holds one time."""
    root = reading.blocks[0].element.getroottree().getroot()
    times = [
        Stamp(
            element, clean("".join(element.itertext())), element.get("datetime"), leads_line=_leads(element)
        )
        for element in islice(root.iter("time"), 2 * MOST_ENTRIES)
    ]
    for stamps in (times, _clocks(reading), _clock_elements(root)):
        found: dict[int, Stamp] = {}
        for containers in _containers(stamps):
            found |= _told_in(_with_what_follows(containers), reading.blocks)
        if found:
            return found
    return {}


def _told_in(owners: Mapping[HtmlElement, Stamp], blocks: Sequence[Block]) -> dict[int, Stamp]:
    """The blocks of the elements; nothing where most of these hold no sentence, such as a list of other stories."""
    found = {block.index: stamp for block in blocks if (stamp := _owner_of(block, owners)) is not None}
    told = {id(stamp) for index, stamp in found.items() if _tells(blocks[index], leads=stamp.leads_line)}
    entries = {id(stamp) for stamp in found.values()}
    return found if len(told) >= max(FEWEST_ENTRIES, _TOLD * len(entries)) else {}


def _owner_of(block: Block, owners: Mapping[HtmlElement, Stamp]) -> Stamp | None:
    around = (block.element, *block.element.iterancestors())
    return next((owners[element] for element in around if element in owners), None)


def _tells(block: Block, *, leads: bool) -> bool:
    """True for a sentence that is no link; where the time leads a line, its words may be few."""
    return block.link_share < _LINKED and (leads or is_prose(block.text, _SENTENCE_WORDS))


def _by_clock(reading: Reading) -> dict[int, Stamp]:
    """The blocks from each time to the next, where entries have no element of their own."""
    starts = {id(stamp.element): stamp for stamp in _clocks(reading)}
    if len(starts) < FEWEST_ENTRIES:
        return {}
    found: dict[int, Stamp] = {}
    current: Stamp | None = None
    last = max(line.block.index for line in reading.kept if line.block is not None)
    for block in reading.blocks[: last + 1]:
        current = starts.get(id(block.element), current)
        if current is not None:
            found[block.index] = current
    return found


def _clocks(reading: Reading) -> list[Stamp]:
    """The blocks of the story that are a time, or begin with one."""
    places_of = [line.block.index for line in reading.kept if line.block is not None]
    if not places_of:
        return []
    first = max(0, min(places_of) - _ABOVE)
    stamps = [
        Stamp(block.element, block.text[:_LONGEST_CLOCK], leads_line=not alone)
        for block in reading.blocks[first : max(places_of) + 1]
        if (alone := is_clock(block.text)) or _LEADING_CLOCK.match(block.text)
    ]
    return stamps[:MOST_ENTRIES]


def _clock_elements(root: HtmlElement) -> list[Stamp]:
    """The elements within lines that show a time of day and nothing else."""
    found = (
        Stamp(element, clean(element.text), leads_line=True)
        for element in root.iter(*_INLINE)
        if not len(element)
        and element.text
        and len(element.text) <= _LONGEST_CLOCK
        and is_clock(element.text)
    )
    return list(islice(found, MOST_ENTRIES))


def _leads(element: HtmlElement) -> bool:
    """True where the words of the entry follow on the line of its time."""
    return bool((element.tail or "").strip())


def _containers(stamps: Sequence[Stamp]) -> list[dict[HtmlElement, Stamp]]:
    """The largest elements with one time each, by their make; those of a make that is rare are left out."""
    counts = Counter(each for stamp in stamps for each in _around(stamp.element))
    found: dict[HtmlElement, Stamp] = {}
    for stamp in stamps:
        if next(stamp.element.iterancestors(*_BESIDE), None) is not None:
            continue
        alone = [each for each in _around(stamp.element) if counts[each] == 1]
        if not alone or alone[-1].tag in _TOO_WIDE:
            continue
        # The line of the time itself is no entry, unless it is the element that the whole entry stands in.
        if alone[-1] is not stamp.element or (not stamp.leads_line and len(alone[-1])):
            found[alone[-1]] = stamp
    makes: dict[tuple[str, ...], dict[HtmlElement, Stamp]] = {}
    for element, stamp in found.items():
        parent = element.getparent()
        make = _make(element) + (_make(parent) if parent is not None else ())
        makes.setdefault(make, {})[element] = stamp
    return [each for each in makes.values() if len(each) >= FEWEST_ENTRIES]


def _with_what_follows(containers: dict[HtmlElement, Stamp]) -> dict[HtmlElement, Stamp]:
    """Where the elements hold only the label of their entry, its words stand in those between it and the next."""
    if not all(map(_is_label, containers)):
        return containers
    owners = dict(containers)
    before = {element: element.getprevious() for element in containers}
    is_below_headline = all(above is not None and above.tag in _HEADINGS for above in before.values())
    ends = set(before.values()) if is_below_headline else set(containers)
    for element, stamp in containers.items():
        if is_below_headline and (above := before[element]) is not None:
            owners[above] = stamp
        following = takewhile(
            lambda each: each not in ends and each not in containers, element.itersiblings()
        )
        owners.update((each, stamp) for each in islice(following, _MOST_SIBLINGS))
    return owners


def _is_label(element: HtmlElement) -> bool:
    text = clean("".join(element.itertext()))
    return word_count(text) <= _LABEL_WORDS and not ends_sentence(text)


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from islice(element.iterancestors(), _LEVELS)


def _make(element: HtmlElement) -> tuple[str, str]:
    return str(element.tag), (element.get("class") or "").split(" ", 1)[0]
