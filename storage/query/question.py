"""A question to the archive, as a value: the same for every face."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from storage.errors import QueryError
from storage.query.clauses import (
    AtDomain,
    Clause,
    Dated,
    InLanguage,
    OfSource,
    all_of,
    any_of,
    negated,
)

Sort: TypeAlias = Literal["newest", "relevance"]

LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What is asked; every filter narrows it. `parse_query` makes one from the query language."""

    #: The query as it was typed; only `where` is searched for.
    text: str = ""
    #: What the query language came to; None for everything.
    where: Clause | None = None
    #: Names of sources, of which one must match, and domains likewise.
    sources: tuple[str, ...] = ()
    exclude_sources: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    exclude_domains: tuple[str, ...] = ()
    #: The span of the article's date (published, else first seen), to the second; both ends belong to it.
    from_at: datetime | None = None
    to_at: datetime | None = None
    #: Only what was first kept or revised since.
    changed_since: datetime | None = None
    language: str | None = None
    sort: Sort = "newest"
    page_size: int = 20
    #: `Page.next` of the page before.
    cursor: str | None = None

    def __post_init__(self) -> None:
        if self.sort not in get_args(Sort):
            raise QueryError(f'There is no order "{self.sort}"; known are {" and ".join(get_args(Sort))}.')
        if not 1 <= self.page_size <= LARGEST_PAGE:
            raise QueryError(f"A page has 1 to {LARGEST_PAGE} articles, not {self.page_size}.")

    @property
    def clause(self) -> Clause | None:
        """The typed query and all filters as one clause; None for everything."""
        parts: list[Clause | None] = [
            self.where,
            any_of([OfSource(name) for name in self.sources]),
            any_of([AtDomain(domain) for domain in self.domains]),
            *(negated(OfSource(name)) for name in self.exclude_sources),
            *(negated(AtDomain(domain)) for domain in self.exclude_domains),
            InLanguage(self.language) if self.language else None,
            Dated(self.from_at, self.to_at) if self.from_at or self.to_at else None,
        ]
        return all_of([part for part in parts if part is not None])
