"""The HTTP API as an application: the routes behind their gate, errors as JSON, and the page that explains them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from storage.database import Archive
from storage.errors import StorageError
from storage.query import routes, websub
from storage.query.gate import SECURITY_HEADERS, Gate
from storage.query.problems import ProblemError, problem_from, problem_response, unforeseen
from storage.query.reference import reference_page, style_policy
from storage.query.settings import ServeSettings

DESCRIPTION = (
    "Articles of the watched sources, each with every revision that was seen. "
    "Send the API token with each request under /v1: `Authorization: Bearer TOKEN` or `X-Api-Key: TOKEN`. "
    'Errors are {"error": {"code", "message"}}.'
)


class NewsdeskApi(FastAPI):
    """FastAPI whose OpenAPI document says what newsdesk really answers."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            document = get_openapi(
                title=self.title, version=self.version, description=self.description, routes=self.routes
            )
            self.openapi_schema = _as_answered(document)
        return self.openapi_schema


def make_app(
    archive: Archive, settings: ServeSettings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> FastAPI:
    """The API over one archive."""
    app = NewsdeskApi(
        title="newsdesk",
        version=version("newsdesk"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.archive = archive
    app.state.clock = clock
    app.include_router(routes.probes)
    app.include_router(routes.articles)
    app.include_router(routes.sources)
    if settings.public_url:
        app.include_router(websub.router)
    app.add_api_route("/docs", _docs, include_in_schema=False)
    app.add_api_route("/", _front, include_in_schema=False)
    for kind in (ProblemError, StorageError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _answer_problem)
    app.add_exception_handler(Exception, _answer_unforeseen)
    app.add_middleware(
        Gate, is_valid_token=_token_check(archive, settings.token), allowed_hosts=settings.host_names
    )
    return app


def _token_check(archive: Archive, configured: str | None) -> Callable[[bytes], bool]:
    """Compares with the configured token, or with the one whose hash the archive keeps."""
    if configured is None:
        return lambda token: _is_kept(archive, token)
    # Hashes are compared, so that not even the length of the token shows in the time it takes.
    right = hashlib.sha256(configured.encode()).digest()
    return lambda token: hmac.compare_digest(hashlib.sha256(token).digest(), right)


def _is_kept(archive: Archive, token: bytes) -> bool:
    with archive.read() as tx:
        return tx.tokens.is_valid(token.decode("latin-1"))


def _docs(request: Request) -> HTMLResponse:
    page = reference_page(request.app.openapi(), base_url=str(request.base_url).rstrip("/"))
    return HTMLResponse(page, headers={"content-security-policy": style_policy(page)})


def _front() -> RedirectResponse:
    return RedirectResponse("/docs")


async def _answer_problem(_request: Request, error: Exception) -> Response:
    return problem_response(problem_from(error))


async def _answer_unforeseen(_request: Request, error: Exception) -> Response:
    """Starlette answers these outside of all middleware, so the headers are put on here."""
    response = problem_response(unforeseen(error))
    response.headers.update(SECURITY_HEADERS | {"cache-control": "no-store"})
    return response


def _as_answered(document: dict[str, Any]) -> dict[str, Any]:
    """FastAPI documents 422 answers of its own shape; ours are 400."""
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["200"]["description"] = "the answer"
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    return document
