"""What a crawl knows of its sources' pages: read from the archive once a visit, written back as it grows.

A profile is written apart from the articles it was learnt from: a crash may lose the evidence of a few pages, and
never a page. Two crawls that learn about one source at once notice each other by the version of the row; the later
one adds its pages to what the first has written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from crawler.extraction import ExtractedArticle, SiteProfile
from storage import Transaction

T = TypeVar("T")

#: A profile is written after so many pages, and at the end of a visit.
PAGES_A_WRITE = 5
#: Up to so many pages a profile changes much with each of them, and acts on each at once.
_YOUNG = 10


@dataclass(slots=True)
class Shelved:
    """The profile of one source while it is visited."""

    profile: SiteProfile
    #: Of the row that it comes from.
    version: int
    #: What is sent along with each page.
    acting: SiteProfile
    #: What was learnt since then.
    unwritten: list[ExtractedArticle] = field(default_factory=list)


class Surroundings(Protocol):
    """What profiles need of whoever reads pages: a crawl (crawler.visit.context), or an import."""

    profiles: dict[int, Shelved]

    @property
    def clock(self) -> Callable[[], datetime]:
        """What tells the time."""

    async def look(self, act: Callable[[Transaction], T]) -> T:
        """Ask the archive something."""

    async def transact(self, act: Callable[[Transaction], T]) -> T:
        """Run `act` in one transaction."""


def profile_of(tx: Transaction, source_id: int) -> SiteProfile:
    """The profile of a source as the archive has it."""
    return SiteProfile.from_data(tx.site_profiles.of(source_id).data)


async def acting_profile(context: Surroundings, source_id: int) -> SiteProfile:
    """What helps to read the next page of this source."""
    shelf = context.profiles
    if source_id not in shelf:
        kept = await context.look(lambda tx: tx.site_profiles.of(source_id))
        profile = SiteProfile.from_data(kept.data)
        shelf.setdefault(source_id, Shelved(profile, kept.version, profile.condensed()))
    return shelf[source_id].acting


async def learn(context: Surroundings, source_id: int, article: ExtractedArticle) -> None:
    """Let the profile of a source learn from an article that is kept."""
    shelved = context.profiles.get(source_id)
    if shelved is None or article.trace is None:
        return
    learnt = shelved.profile.learn(article)
    if learnt is shelved.profile:
        return
    shelved.profile = learnt
    shelved.unwritten.append(article)
    if learnt.page_count <= _YOUNG:
        shelved.acting = learnt.condensed()
    if len(shelved.unwritten) >= PAGES_A_WRITE:
        await _write(context, source_id, shelved)


async def put_back(context: Surroundings, source_ids: Collection[int]) -> None:
    """Write what was learnt about these sources and forget them: the next visit reads what is kept by then."""
    for source_id in source_ids:
        shelved = context.profiles.get(source_id)
        if shelved is not None and shelved.unwritten:
            await _write(context, source_id, shelved)
        context.profiles.pop(source_id, None)


async def _write(context: Surroundings, source_id: int, shelved: Shelved) -> None:
    lot = tuple(shelved.unwritten)
    act = partial(
        _written,
        source_id=source_id,
        base=shelved.profile,
        version=shelved.version,
        lot=lot,
        now=context.clock(),
    )
    written = await context.transact(act)
    if written is None:
        return  # another crawl was writing; the next lot brings these along
    profile, version = written
    # Pages that were learnt while this was being written come on top.
    shelved.unwritten = [article for article in shelved.unwritten if all(article is not one for one in lot)]
    shelved.profile = _with(profile, shelved.unwritten)
    shelved.version, shelved.acting = version, profile.condensed()


def _written(
    tx: Transaction,
    *,
    source_id: int,
    base: SiteProfile,
    version: int,
    lot: Iterable[ExtractedArticle],
    now: datetime,
) -> tuple[SiteProfile, int] | None:
    """What is in the archive now, and its version; None when somebody else was faster."""
    if tx.site_profiles.version(source_id) != version:
        kept = tx.site_profiles.of(source_id)
        base, version = _with(SiteProfile.from_data(kept.data), lot), kept.version
    is_kept = tx.site_profiles.keep(source_id, base.as_data(), version=version, now=now)
    return (base, version + 1) if is_kept else None


def _with(profile: SiteProfile, articles: Iterable[ExtractedArticle]) -> SiteProfile:
    for article in articles:
        profile = profile.learn(article)
    return profile
