"""The shapes of all answers, the same over HTTP and behind `--json`: names, types and what they mean."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from storage.query.diff import Change


class Answer(BaseModel):
    """A JSON object that newsdesk answers with."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)

    def as_json(self) -> dict[str, Any]:
        """The object as it is sent: aliases for names, ISO 8601 with Z for times."""
        return self.model_dump(mode="json", by_alias=True)


class PictureAnswer(Answer):
    """The lead picture of an article."""

    url: str
    caption: str | None
    credit: str | None


class ArticleAnswer(Answer):
    """One article: always its newest revision."""

    id: int
    url: Annotated[str, Field(description="where the page was fetched from")]
    canonical_url: Annotated[str, Field(description="the one address it is kept under")]
    source: Annotated[str, Field(description="name of the source")]
    title: str
    text: Annotated[str, Field(description="the story, paragraphs separated by a blank line")]
    standfirst: str | None
    authors: list[str]
    agency: Annotated[str | None, Field(description="the news agency credited")]
    published_at: Annotated[datetime | None, Field(description="what the outlet says")]
    date_precision: Annotated[
        str | None, Field(description="how exact published_at is: second, minute or day")
    ]
    date_from: Annotated[str | None, Field(description="where published_at was read: json-ld, meta, feed, …")]
    modified_at: Annotated[datetime | None, Field(description="what the outlet says")]
    first_seen_at: Annotated[datetime, Field(description="when we first met it")]
    fetched_at: Annotated[datetime, Field(description="when we last had the page")]
    revised_at: Annotated[
        datetime | None, Field(description="when its text last changed for us; null until the first edit")
    ]
    language: Annotated[str | None, Field(description="ISO 639-1 code")]
    section: str | None
    tags: list[str]
    image: PictureAnswer | None
    is_free: Annotated[bool | None, Field(description="false behind a paywall, null when not told")]
    kind: Annotated[str, Field(description="article, live_blog, …")]
    wishes: Annotated[
        list[str], Field(description="what the publisher asks of those who keep it: noarchive, noindex, tdm")
    ]
    revision_count: int


class ArticleListAnswer(Answer):
    """A page of a search."""

    total: Annotated[int, Field(description="how many articles match in all")]
    articles: list[ArticleAnswer]
    next: Annotated[str | None, Field(description="`cursor` of the next page; null on the last")]


class DroppedLineAnswer(Answer):
    """A line of the page that the text leaves out."""

    text: str
    reason: str


class RevisionAnswer(Answer):
    """One state of an article."""

    number: Annotated[int, Field(description="1 is the first that was seen")]
    title: str
    text: str
    standfirst: str | None
    authors: list[str]
    modified_at: datetime | None
    fetched_at: datetime
    content_hash: str
    method: Annotated[str, Field(description="the extractor and rules that read the page")]
    dropped: list[DroppedLineAnswer]


class RevisionListAnswer(Answer):
    """All states of an article, the oldest first."""

    total: int
    article_id: int
    revisions: list[RevisionAnswer]


class PieceAnswer(Answer):
    """A run of words with one fate."""

    change: Change
    text: str


class DiffAnswer(Answer):
    """What changed between two revisions, word by word; what was removed stands before what was added."""

    article_id: int
    from_number: Annotated[int, Field(alias="from")]
    to_number: Annotated[int, Field(alias="to")]
    removed_word_count: int
    added_word_count: int
    title: list[PieceAnswer]
    standfirst: list[PieceAnswer]
    authors: list[PieceAnswer]
    paragraphs: list[list[PieceAnswer]]


class SeedAnswer(Answer):
    """A feed, sitemap or page that a source is watched through."""

    url: str
    kind: Annotated[
        str | None, Field(description="feed, sitemap, news_sitemap or page; null until the first check")
    ]
    last_checked_at: datetime | None
    last_outcome: str | None
    last_reason: str | None
    failure_count: Annotated[int, Field(description="failures in a row")]
    next_check_at: datetime


class SourceAnswer(Answer):
    """A publication we watch."""

    name: str
    title: str | None
    homepage: str | None
    language: str | None
    is_declared: Annotated[bool, Field(description="true for a source of sources.toml")]
    rules: Annotated[
        list[dict[str, str | list[str]]],
        Field(description="how its pages are to be read, with the keys that sources.toml has"),
    ]
    article_count: int
    pending_count: Annotated[int, Field(description="entries found but not yet fetched")]
    newest_article_at: datetime | None
    last_checked_at: datetime | None
    last_outcome: Annotated[str | None, Field(description="how the latest check of a seed ended")]
    next_check_at: datetime | None
    seeds: list[SeedAnswer]


class SourceListAnswer(Answer):
    """All sources."""

    total: int
    sources: list[SourceAnswer]


class HealthAnswer(Answer):
    """That the service runs, or is ready to answer."""

    status: str


class Problem(Answer):
    """What went wrong."""

    code: Annotated[str, Field(description="a word for programs")]
    message: Annotated[str, Field(description="a sentence for people")]


class ProblemAnswer(Answer):
    """An answer that failed."""

    error: Problem
