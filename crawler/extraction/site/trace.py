"""Takes the trace of a page that was read: what it shows of its site, before the site's profile is asked."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.extraction.blocks import letters_of
from crawler.extraction.lines import Line
from crawler.extraction.reading import Reading
from crawler.extraction.site.marks import marks_on
from crawler.extraction.site.page import Identity, PageTrace, fingerprint_of
from crawler.extraction.site.structure import structures_of

#: A paragraph of so many words is no label or teaser.
_PROSE_WORDS = 12
_PROSE_SAMPLE = 12
_LONGEST_SAMPLE = 80
#: Link farms have more; what recurs on news pages is among these.
_MOST_TEXTS = 1_000
_MOST_STRUCTURES = 300
_MOST_SAMPLES = 200


def trace_of(reading: Reading, canonical_url: str, section: str | None = None) -> PageTrace:
    """The trace of a page after the rules: what they and the extractor kept counts as story."""
    structures = structures_of(reading.blocks)
    kept = reading.kept
    texts = [line.key or line.text for line in reading.lines]
    texts += [block.key or block.text for block in reading.blocks]
    story = (structures.get(line.block.index, "") for line in kept if line.block is not None)
    return PageTrace(
        identity=identity_of(kept, reading.titles, canonical_url),
        texts=tuple(map(fingerprint_of, _distinct(texts, _MOST_TEXTS))),
        shown=tuple(_distinct(structures.values(), _MOST_STRUCTURES)),
        story=tuple(_distinct(story, _MOST_STRUCTURES)),
        marks=tuple(dict.fromkeys(marks_on(reading, structures, section))),
        samples=tuple(
            (fingerprint_of(line.key, line.text), _sample(line.text))
            for line in reading.lines[:_MOST_SAMPLES]
        ),
    )


def identity_of(kept: Iterable[Line], titles: tuple[str, ...], canonical_url: str) -> Identity:
    """What makes the page the same article when it is met again."""
    prose = {fingerprint_of(line.key) for line in kept if line.words >= _PROSE_WORDS}
    return Identity(
        url=fingerprint_of(canonical_url),
        headline=fingerprint_of(letters_of(titles[0]) if titles else canonical_url),
        prose=tuple(sorted(prose)[:_PROSE_SAMPLE]),
    )


def _distinct(values: Iterable[str], most: int) -> list[str]:
    return [value for value in dict.fromkeys(values) if value][:most]


def _sample(text: str) -> str:
    return text if len(text) <= _LONGEST_SAMPLE else text[: _LONGEST_SAMPLE - 1].rstrip() + "…"
