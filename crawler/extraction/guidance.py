"""What helps to read a page and does not stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.extraction.site.profile import SiteProfile
from storage.model import SourceRule

if TYPE_CHECKING:
    from crawler.extraction.line_filter.model import Model

#: How likely a line has to belong to the story to stay in it, unless somebody sets it otherwise: the middle of what
#: cross-validation shows to be good, see the line filter's MODEL_CARD.md.
STRICTNESS = 0.3


@dataclass(frozen=True, slots=True)
class Guidance:
    """What helps to read a page and does not stand on it."""

    #: What was learnt from the other pages of its source.
    site: SiteProfile | None = None
    #: Dates after this moment are not believed.
    now: datetime | None = None
    #: What people say about the pages of its source.
    rules: tuple[SourceRule, ...] = ()
    #: Lines whose probability to belong to the story is below this are left out; 0 switches the line filter off.
    strictness: float = STRICTNESS
    #: Another model for the line filter than the package's, as cross-validation needs it.
    line_model: Model | None = None


UNGUIDED = Guidance()
