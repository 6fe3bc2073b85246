"""The parameters of `GET /v1/articles`, by NewsAPI's names, and the question they make."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from storage.errors import QueryError
from storage.query import clauses
from storage.query.language import parse_query
from storage.query.moments import span_of
from storage.query.question import LARGEST_PAGE, SearchQuery, Sort

#: NewsAPI's words beside ours, so that its clients need not change.
SORTS: dict[str, Sort] = {
    "newest": "newest",
    "publishedAt": "newest",
    "relevance": "relevance",
    "relevancy": "relevance",
}
PLACES: dict[str, clauses.Field] = {
    "title": "title",
    "text": "text",
    "description": "text",
    "content": "text",
    "authors": "authors",
    "tags": "tags",
}
#: Names in one list; nobody writes more by hand, and each makes the question dearer.
LONGEST_LIST = 100

_DOMAIN = re.compile(r"[^\s/@:?#]+(?::[0-9]{1,5})?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")

T = TypeVar("T")
Text = Annotated[str, Field(max_length=10_000)]


class ArticleParameters(BaseModel):
    """What `GET /v1/articles` takes."""

    model_config = ConfigDict(frozen=True)

    q: Text = Field(
        "",
        description='words (all of them), "a phrase", OR, -not, title: author: source: domain: lang: tag: agency: '
        "since:7d from:2026-01-01 to:2026-01-31; nothing: all articles",
        examples=['"central bank" -football since:7d'],
    )
    search_in: Text = Field(
        "",
        alias="searchIn",
        description=f"where words are looked for, comma-separated: {', '.join(PLACES)}; nothing: everywhere",
    )
    sources: Text = Field("", description="names of sources, comma-separated; articles of any of them")
    exclude_sources: Text = Field(
        "", alias="excludeSources", description="names of sources to leave out, comma-separated"
    )
    domains: Text = Field(
        "", description="domains such as example.org, comma-separated; subdomains belong to them"
    )
    exclude_domains: Text = Field(
        "", alias="excludeDomains", description="domains to leave out, comma-separated"
    )
    from_: Text = Field(
        "",
        alias="from",
        description="the oldest date: 2026-01-31, 2026-01-31T08:00:00Z, or 7d for a week ago",
    )
    to: Text = Field("", description="the newest date, in the same forms; a day named belongs to it")
    changed_since: Text = Field(
        "", alias="changedSince", description="only what was first kept or revised since, in the same forms"
    )
    language: Text = Field("", description="language code such as en; en stands for en-GB too")
    sort_by: Text = Field("newest", alias="sortBy", description=f"what stands first: {', '.join(SORTS)}")
    page_size: int = Field(20, alias="pageSize", ge=1, le=LARGEST_PAGE, description="articles in one answer")
    cursor: Text = Field("", description="`next` of the answer before, to go on after it")

    def question(self, now: datetime) -> SearchQuery:
        """The question that is asked; raises QueryError with a sentence."""
        return parse_query(
            self.q,
            now=now,
            search_in=[_one_of(PLACES, place, "searchIn") for place in _listed(self.search_in, "searchIn")],
            sources=_listed(self.sources, "sources"),
            exclude_sources=_listed(self.exclude_sources, "excludeSources"),
            domains=_domains(self.domains, "domains"),
            exclude_domains=_domains(self.exclude_domains, "excludeDomains"),
            from_at=_span(self.from_, now, "from")[0],
            to_at=_span(self.to, now, "to")[1],
            changed_since=_span(self.changed_since, now, "changedSince")[0],
            language=_language(self.language),
            sort=_one_of(SORTS, self.sort_by, "sortBy"),
            page_size=self.page_size,
            cursor=self.cursor or None,
        )


def _listed(value: str, name: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in value.split(",") if part.strip())
    if len(parts) > LONGEST_LIST:
        raise QueryError(f"The parameter {name} names {len(parts)} things; at most {LONGEST_LIST} are taken.")
    return parts


def _one_of(known: dict[str, T], value: str, name: str) -> T:
    if value not in known:
        raise QueryError(f'The parameter {name} cannot be "{value}"; it can be {", ".join(known)}.')
    return known[value]


def _domains(value: str, name: str) -> tuple[str, ...]:
    domains = _listed(value, name)
    for domain in domains:
        if not _DOMAIN.fullmatch(domain):
            raise QueryError(f'The parameter {name} takes names such as example.org, not "{domain}".')
    return domains


def _span(value: str, now: datetime, name: str) -> tuple[datetime | None, datetime | None]:
    if not value:
        return None, None
    try:
        return span_of(value.strip(), now)
    except ValueError:
        raise QueryError(
            f'The parameter {name} is no date: "{value}". Write for example 2026-01-31, '
            "2026-01-31T08:00:00Z, or 7d for seven days ago (m, h, d, w)."
        ) from None


def _language(value: str) -> str | None:
    if value and not _LANGUAGE.fullmatch(value):
        raise QueryError(f'The parameter language takes a code such as en or pt-BR, not "{value}".')
    return value or None
