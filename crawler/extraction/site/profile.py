"""The profile of a site: which texts and structures the newest pages of a source showed, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self, TypeVar

from crawler.extraction.blocks import letters_of
from crawler.extraction.site.evidence import Evidence
from crawler.extraction.site.page import Identity, PageTrace, fingerprint_of

if TYPE_CHECKING:
    from crawler.extraction.model import ExtractedArticle

#: Evidence fades by pages, not by time: older ones than these are forgotten.
WINDOW = 40
#: So many pages in a row of which hardly any structure is known, and the site was redesigned.
STRANGE_PAGES = 5
_KNOWN_SHARE = 0.2
#: Before a profile knows so many pages, each new page template looks strange.
_MATURE = 10
#: Texts beyond these are forgotten, those seen once and longest ago first.
MOST_TEXTS = 6_000
MOST_STRUCTURES = 700
MOST_SAMPLES = 400
_WINDOW_BITS = (1 << WINDOW) - 1

Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What newsdesk has learnt about one source's pages; empty until a source has been read for a while.

    Read pages with it, and let it learn from what was read; it acts once it knows three other articles:

        profile = SiteProfile()
        for page, url in pages:
            article = extract_article(page, url, site=profile)
            profile = profile.learn(article)

    Every mapping holds, for a text or structure, the pages that showed it as bits: bit 0 is the newest page.
    """

    #: How many different articles were learnt from, forgotten ones included.
    page_count: int = 0
    #: The articles of the window, the newest first.
    pages: tuple[Identity, ...] = ()
    texts: Mapping[int, int] = field(default_factory=dict)
    #: The structures that held text, and those that held text of the story.
    shown: Mapping[str, int] = field(default_factory=dict)
    story: Mapping[str, int] = field(default_factory=dict)
    #: "author", "section", … → the structures in which pages show what their head declares.
    marks: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    #: How the texts begin that stood near a story on more than one page.
    samples: Mapping[int, str] = field(default_factory=dict)
    #: Texts that a person wants to keep, whatever the evidence.
    forgiven: frozenset[int] = frozenset()
    #: How many of the newest pages, in a row, looked like none before.
    strange_count: int = 0
    #: The page_count at which a redesign was noticed last.
    redesigned_at: int | None = None

    @classmethod
    def from_pages(cls, pages: Iterable[tuple[bytes, str]]) -> Self:
        """The profile of pages with their URLs, the oldest first; pages without an article teach nothing."""
        from crawler.errors import ExtractionError
        from crawler.extraction.article import extract_article

        profile = cls()
        for page, url in pages:
            try:
                profile = profile.learn(extract_article(page, url, site=profile))
            except ExtractionError:
                continue
        return profile

    def learn(self, article: ExtractedArticle) -> Self:
        """The profile after one more article, which was read with `site=…`; the same one when it knows it."""
        if article.trace is None:
            raise ValueError("this article was read without `site=…`, so there is no trace to learn from")
        return self.with_page(article.trace)

    def with_page(self, trace: PageTrace) -> Self:
        """The profile after one more page."""
        if any(trace.identity.is_same_article(page) for page in self.pages):
            return self
        seen_before = self.texts
        texts = _limited(_with_newest(self.texts, trace.texts), MOST_TEXTS)
        samples = {text: sample for text, sample in self.samples.items() if text in texts}
        for text, sample in trace.samples:
            if text in seen_before and len(samples) < MOST_SAMPLES:
                samples.setdefault(text, sample)
        marks = {
            kind: _with_newest(
                self.marks.get(kind, {}), {place for each, place in trace.marks if each == kind}
            )
            for kind in {*self.marks, *(kind for kind, _ in trace.marks)}
        }
        learnt = replace(
            self,
            page_count=self.page_count + 1,
            pages=(trace.identity, *self.pages)[:WINDOW],
            texts=texts,
            shown=_limited(_with_newest(self.shown, trace.shown), MOST_STRUCTURES),
            story=_limited(_with_newest(self.story, trace.story), MOST_STRUCTURES),
            marks=marks,
            samples=samples,
            strange_count=self.strange_count + 1 if self._is_strange(trace) else 0,
        )
        return learnt._without_old_design() if learnt.strange_count >= STRANGE_PAGES else learnt

    def evidence(self, page: Identity) -> Evidence | None:
        """What the other articles say about this page; None while there are too few of them."""
        return Evidence.of(self, page)

    def forgive(self, text: str) -> Self:
        """The profile that never again removes this text, or the one that a sample shows the beginning of."""
        shown = {known for known, sample in self.samples.items() if sample == text}
        return replace(self, forgiven=self.forgiven | shown | {_fingerprint(text)})

    def knows(self, text: str) -> bool:
        """True for a text that the window's pages showed, and for the sample of one."""
        return _fingerprint(text) in self.texts or text in self.samples.values()

    def condensed(self) -> Self:
        """The part that reading a page needs, small enough to travel with it: what stood on several pages."""
        return replace(
            self,
            texts=_recurring(self.texts),
            shown=_recurring(self.shown),
            story=_recurring(self.story),
            samples={},
        )

    def as_data(self) -> dict[str, Any]:
        """The profile as plain JSON values."""
        from crawler.extraction.site.data import as_data

        return as_data(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The profile that `as_data` described; empty when the data is of another version."""
        from crawler.extraction.site.data import values_of

        return cls(**values_of(data))

    def _is_strange(self, trace: PageTrace) -> bool:
        # Pages that are strange themselves must not make the next one familiar.
        known = sum(1 for place in trace.shown if self.shown.get(place, 0) >> self.strange_count)
        return len(self.pages) >= _MATURE and known < _KNOWN_SHARE * len(trace.shown)

    def _without_old_design(self) -> Self:
        """Only what the strange pages showed: the others are evidence of a design that is gone."""
        newest = (1 << STRANGE_PAGES) - 1
        return replace(
            self,
            pages=self.pages[:STRANGE_PAGES],
            texts=_within(self.texts, newest),
            shown=_within(self.shown, newest),
            story=_within(self.story, newest),
            marks={kind: _within(places, newest) for kind, places in self.marks.items()},
            strange_count=0,
            redesigned_at=self.page_count,
        )


def _fingerprint(text: str) -> int:
    return fingerprint_of(letters_of(text), text)


def _with_newest(pages_of: Mapping[Key, int], newest: Iterable[Key]) -> dict[Key, int]:
    """All pages one place older, what the window has lost forgotten, and the newest page in place 0."""
    older = {key: kept for key, pages in pages_of.items() if (kept := pages << 1 & _WINDOW_BITS)}
    for key in newest:
        older[key] = older.get(key, 0) | 1
    return older


def _within(pages_of: Mapping[Key, int], window: int) -> dict[Key, int]:
    return {key: kept for key, pages in pages_of.items() if (kept := pages & window)}


def _recurring(pages_of: Mapping[Key, int]) -> dict[Key, int]:
    return {key: pages for key, pages in pages_of.items() if pages & (pages - 1)}


def _limited(pages_of: dict[Key, int], most: int) -> dict[Key, int]:
    """At most so many; what was seen once and longest ago goes first, and then what was seen longest ago."""
    if len(pages_of) <= most:
        return pages_of
    by_worth = sorted(pages_of, key=lambda key: _worth(pages_of[key]))
    # A tenth more than need be, so that this is not done for every page.
    return {key: pages_of[key] for key in by_worth[: most - most // 10]}


def _worth(pages: int) -> tuple[bool, int]:
    newest = pages & -pages
    return pages == newest, newest
