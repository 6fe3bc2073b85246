"""Judges the lines of a page by what newsdesk knows of its site; only ever removes, each line with its count.

Two kinds of evidence. A *text* that stands on other articles' pages as well is not what this article says; in
places that tell stories it has to stand on many of them, because the paragraphs that explain a running story recur
from article to article, and so do the subheads of a series. A *structure* that the site shows often and that never
holds the story holds teasers, and will next time: this asks for more pages, and never for much of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.extraction.lines import Line, LineKind
from crawler.extraction.reading import Reading
from crawler.extraction.site.evidence import Evidence
from crawler.extraction.site.page import PageTrace, fingerprint_of
from crawler.extraction.site.profile import SiteProfile
from crawler.extraction.site.structure import structure_of

#: Every reason that comes from a profile begins so.
SITE = "site: "
#: On so many other pages a label recurs, a paragraph, and anything that stands where stories stand.
_FEWEST_PAGES = 2
_FEWEST_PAGES_FOR_PROSE = 3
_PROSE_WORDS = 25
#: And on such a share of them.
_SHARE = 0.05
_STORY_SHARE = 0.3
#: A subhead that a series repeats belongs to its form, unless it stands on nearly every page.
_FORM_SHARE = 0.8
#: A structure that held the story on such a share of the pages that show it tells stories.
_TELLS = 0.5
#: One that held it on no more than this share holds teasers, when so many pages show it.
_HARDLY_TELLS = 0.2
_FEWEST_SHOWING = 3
#: Structures with so much of a page's text are its story, whatever they held elsewhere.
_MAIN = 0.3
_MOST_TAKEN = 0.3
#: A headline of fewer words may be a label.
_HEADLINE_WORDS = 4


def apply_profile(reading: Reading, trace: PageTrace, profile: SiteProfile) -> None:
    """Give each line that the site's other pages show to be none of the story its reason."""
    evidence = profile.evidence(trace.identity)
    if evidence is None:
        return
    kept = reading.kept
    verdicts = dict(_Judge(evidence, kept).verdicts())
    if len(verdicts) == len(kept):
        # A page of which nothing would remain is of another kind than the others.
        return
    for index, reason in verdicts.items():
        kept[index].reason = SITE + reason


@dataclass(slots=True)
class _Judge:
    evidence: Evidence
    lines: Sequence[Line]

    def verdicts(self) -> Iterator[tuple[int, str]]:
        """The index of each line to be left out, and why."""
        structures = [structure_of(line.block) if line.block is not None else None for line in self.lines]
        words = Counter[str | None]()
        for line, structure in zip(self.lines, structures, strict=True):
            words[structure] += line.words
        total = words.total()
        by_structure: dict[int, str] = {}
        for index, (line, structure) in enumerate(zip(self.lines, structures, strict=True)):
            text = fingerprint_of(line.key, line.text)
            if self.evidence.is_forgiven(text):
                continue
            is_main = structure is None or words[structure] >= _MAIN * total
            if reason := self._by_text(index, text, structure, is_main=is_main):
                yield index, reason
            elif structure is not None and not is_main and (reason := self._by_structure(structure)):
                by_structure[index] = reason
        if sum(self.lines[index].words for index in by_structure) <= _MOST_TAKEN * total:
            yield from by_structure.items()

    def _by_text(self, index: int, text: int, structure: str | None, *, is_main: bool) -> str | None:
        line = self.lines[index]
        if line.words >= _HEADLINE_WORDS and self.evidence.is_headline(text):
            return "the headline of another article"
        count, all_pages = self.evidence.pages_with(text), self.evidence.page_count
        fewest = _FEWEST_PAGES if line.words < _PROSE_WORDS else _FEWEST_PAGES_FOR_PROSE
        share = _SHARE
        if self._tells(structure, is_main=is_main):
            fewest, share = _FEWEST_PAGES_FOR_PROSE, _STORY_SHARE
            if line.kind is LineKind.heading and line.key:
                share = _FORM_SHARE
        if count < fewest or count < share * all_pages:
            return None
        return f"stood on {count} of the last {all_pages} pages"

    def _tells(self, structure: str | None, *, is_main: bool) -> bool:
        showing = self.evidence.pages_showing(structure) if structure is not None else 0
        if structure is None or not showing:
            return is_main
        return self.evidence.pages_telling(structure) >= _TELLS * showing

    def _by_structure(self, structure: str) -> str | None:
        showing, telling = self.evidence.pages_showing(structure), self.evidence.pages_telling(structure)
        if showing < _FEWEST_SHOWING or telling > _HARDLY_TELLS * showing:
            return None
        return f"such blocks held nothing of the story on {showing - telling} of {showing} pages"
