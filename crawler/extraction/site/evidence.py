"""What the other articles of a source say about the page at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.extraction.site.page import Identity
    from crawler.extraction.site.profile import SiteProfile

#: With fewer other articles a text that stands on two pages may be chance.
FEWEST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """The profile without the page itself: a page is no evidence about its own text."""

    profile: SiteProfile
    #: The pages of the profile that hold other articles, as bits.
    others: int

    @classmethod
    def of(cls, profile: SiteProfile, page: Identity) -> Evidence | None:
        """The evidence for this page; None where the profile knows too few other articles."""
        others = sum(
            1 << place for place, known in enumerate(profile.pages) if not page.is_same_article(known)
        )
        evidence = cls(profile, others)
        return evidence if evidence.page_count >= FEWEST_PAGES else None

    @property
    def page_count(self) -> int:
        """How many other articles there are."""
        return self.others.bit_count()

    def pages_with(self, text: int) -> int:
        """On how many of them this text stands."""
        return (self.profile.texts.get(text, 0) & self.others).bit_count()

    def pages_showing(self, structure: str) -> int:
        """On how many of them this structure holds text."""
        return (self.profile.shown.get(structure, 0) & self.others).bit_count()

    def pages_telling(self, structure: str) -> int:
        """On how many of them this structure held lines of the story."""
        return (self.profile.story.get(structure, 0) & self.others).bit_count()

    def is_headline(self, text: int) -> bool:
        """True for the headline of another article."""
        return any(
            page.headline == text for place, page in enumerate(self.profile.pages) if self.others >> place & 1
        )

    def is_forgiven(self, text: int) -> bool:
        """True for what a person wants to keep."""
        return text in self.profile.forgiven
