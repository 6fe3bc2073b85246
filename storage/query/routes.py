"""What can be asked over HTTP: each address, its parameters and its answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Security
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader, HTTPBearer

from storage.database import Archive
from storage.query import answers, lookup, present
from storage.query.parameters import ArticleParameters
from storage.query.problems import check_parameters
from storage.query.search import search

LARGEST_ID = 2**63 - 1
ArticleId = Annotated[
    int, Path(alias="id", ge=1, le=LARGEST_ID, description="`id` as a list of articles gives it")
]


def archive_of(request: Request) -> Archive:
    """The archive that the application was made for."""
    archive: Archive = request.app.state.archive
    return archive


def now_of(request: Request) -> datetime:
    """The time at which the question is asked."""
    now: datetime = request.app.state.clock()
    return now


def only_known_parameters(request: Request) -> None:
    """A parameter that would silently be ignored gives a wrong answer: refuse it."""
    route: APIRoute = request.scope["route"]
    check_parameters(request.query_params.multi_items(), parameter_names(route))


def parameter_names(route: APIRoute) -> tuple[str, ...]:
    """The query parameters of a route, also those that a model bundles."""
    names: list[str] = []
    for field in route.dependant.query_params:
        model_fields = getattr(field.field_info.annotation, "model_fields", None)
        if model_fields is None:
            names.append(field.alias)
        else:
            names += [each.alias or name for name, each in model_fields.items()]
    return tuple(names)


TheArchive = Annotated[Archive, Depends(archive_of)]
Now = Annotated[datetime, Depends(now_of)]


def _problem(description: str) -> dict[str, Any]:
    return {"model": answers.ProblemAnswer, "description": description}


Problems = dict[int | str, dict[str, Any]]

_BAD_REQUEST: Problems = {400: _problem("a query or parameter that cannot be understood")}
_NO_TOKEN: Problems = {401: _problem("no token, or not the right one")}
_NO_ARTICLE: Problems = {404: _problem("no such article or revision")}
_AWAY: Problems = {503: _problem("the database is away; Retry-After says when to ask again")}
_GUARDED: Problems = {**_BAD_REQUEST, **_NO_TOKEN, **_AWAY}
# The gate checks the token before any route; here the schemes only document it.
_token = [
    Security(HTTPBearer(auto_error=False, scheme_name="bearer", description="the API token")),
    Security(
        APIKeyHeader(name="X-Api-Key", auto_error=False, scheme_name="key", description="the API token")
    ),
]
_checked = Depends(only_known_parameters)

probes = APIRouter(tags=["probes"], dependencies=[_checked])
articles = APIRouter(
    prefix="/v1/articles", tags=["articles"], responses=_GUARDED, dependencies=[*_token, _checked]
)
sources = APIRouter(
    prefix="/v1/sources", tags=["sources"], responses=_GUARDED, dependencies=[*_token, _checked]
)


@probes.get("/healthz", summary="Is the process alive?", responses={**_BAD_REQUEST})
def healthz() -> answers.HealthAnswer:
    """Answers as long as the process lives; asks nothing of the database."""
    return answers.HealthAnswer(status="alive")


@probes.get("/readyz", summary="Can questions be answered?", responses={**_BAD_REQUEST, **_AWAY})
def readyz(archive: TheArchive) -> answers.HealthAnswer:
    """Answers 200 when the database answers, else 503."""
    with archive.read() as tx:
        tx.sources.by_id(0)
    return answers.HealthAnswer(status="ready")


@articles.get("", summary="Search articles")
def list_articles(
    archive: TheArchive, now: Now, parameters: Annotated[ArticleParameters, Query()]
) -> answers.ArticleListAnswer:
    """One page of the articles that match; all of them where nothing is asked for."""
    question = parameters.question(now)
    with archive.read() as tx:
        return present.present_page(search(tx, question))


@articles.get("/{id}", summary="One article", responses=_NO_ARTICLE)
def get_article(archive: TheArchive, article_id: ArticleId) -> answers.ArticleAnswer:
    """The newest revision of one article."""
    with archive.read() as tx:
        return present.present_article(lookup.article(tx, article_id))


@articles.get("/{id}/revisions", summary="Every state of an article", responses=_NO_ARTICLE)
def get_revisions(archive: TheArchive, article_id: ArticleId) -> answers.RevisionListAnswer:
    """All revisions, the oldest first."""
    with archive.read() as tx:
        return present.present_revisions(article_id, lookup.revisions(tx, article_id))


@articles.get("/{id}/diff", summary="What changed in an article", responses=_NO_ARTICLE)
def get_diff(
    archive: TheArchive,
    article_id: ArticleId,
    from_number: Annotated[
        int | None, Query(alias="from", ge=1, description="a revision's number; default: the one before `to`")
    ] = None,
    to_number: Annotated[
        int | None, Query(alias="to", ge=1, description="a revision's number; default: the newest")
    ] = None,
) -> answers.DiffAnswer:
    """The words that were removed and added between two revisions."""
    with archive.read() as tx:
        revisions = lookup.revisions(tx, article_id)
    return present.present_diff(lookup.diff(revisions, from_number, to_number))


@sources.get("", summary="All sources")
def list_sources(archive: TheArchive) -> answers.SourceListAnswer:
    """Every source with its seeds, how many articles it has, and how its last check ended."""
    with archive.read() as tx:
        return present.present_sources(tx.sources.statuses())
