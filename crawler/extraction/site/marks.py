"""How a site marks author and section: the structures in which its pages show what their heads declare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.metadata.names import names_in
from crawler.extraction.reading import Reading
from crawler.extraction.site.profile import SiteProfile
from crawler.extraction.site.structure import structures_of

AUTHOR = "author"
SECTION = "section"
#: A structure is believed once so many pages marked by it what they declare.
_FEWEST_PAGES = 3
#: And on such a share of the pages that show it: pages without a declaration are counted, pages that differ as well.
_SHARE = 0.5
_LONGEST_MARK = 80
#: Shorter names occur inside other words.
_SHORTEST_NAME = 5


def marks_on(
    reading: Reading, structures: Mapping[int, str], section: str | None
) -> Iterator[tuple[str, str]]:
    """Where the page shows its authors and its section, each in a structure that it has once."""
    authors = [letters for author in reading.authors if len(letters := letters_of(author)) >= _SHORTEST_NAME]
    section_letters = letters_of(section or "")
    for block in _single(reading.blocks, structures):
        if any(author in block.key for author in authors):
            yield AUTHOR, structures[block.index]
        elif section_letters and block.key == section_letters:
            yield SECTION, structures[block.index]


def authors_by(site: SiteProfile, blocks: Sequence[Block]) -> tuple[str, ...]:
    """The names that stand where this site puts its authors."""
    text = _marked(site, AUTHOR, blocks)
    return names_in([text]) if text else ()


def section_by(site: SiteProfile | None, blocks: Sequence[Block]) -> str | None:
    """What stands where this site puts the section."""
    return _marked(site, SECTION, blocks) if site else None


def _marked(site: SiteProfile, kind: str, blocks: Sequence[Block]) -> str | None:
    believed = {
        structure: pages.bit_count()
        for structure, pages in site.marks.get(kind, {}).items()
        if pages.bit_count() >= _FEWEST_PAGES
        and pages.bit_count() >= _SHARE * site.shown.get(structure, 0).bit_count()
    }
    if not believed:
        return None
    structures = structures_of(blocks)
    found = [block for block in _single(blocks, structures) if structures[block.index] in believed]
    best = max(found, key=lambda block: believed[structures[block.index]], default=None)
    return best.text if best is not None else None


def _single(blocks: Sequence[Block], structures: Mapping[int, str]) -> Iterator[Block]:
    """Short blocks whose structure no other block of the page has: a menu's have many."""
    count = Counter(structures.values())
    return (
        block for block in blocks if len(block.text) <= _LONGEST_MARK and count[structures[block.index]] == 1
    )
