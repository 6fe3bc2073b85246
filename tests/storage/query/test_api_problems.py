"""What the HTTP API says when something is wrong: always one sentence, never a 500."""

from __future__ import annotations

import asyncio

import httpx
import psycopg
import pytest
from sqlalchemy import make_url

from storage import Archive, open_archive
from storage.query.api import make_app
from storage.query.gate import SECURITY_HEADERS
from tests.storage.query.conftest import TOKEN, Stand, serving, settings


def problem(response: httpx.Response) -> tuple[int, str, str]:
    error = response.json()["error"]
    assert set(error) == {"code", "message"}
    return response.status_code, error["code"], error["message"]


NO_ARTICLE = "There is no article 999 in the archive; `newsdesk search` lists the ids."
SORTS = "newest, publishedAt, relevance, relevancy"
PLACES = "title, text, description, content, authors, tags"
DATES = "Write for example 2026-01-31, 2026-01-31T08:00:00Z, or 7d for seven days ago (m, h, d, w)."


@pytest.mark.parametrize(
    ("address", "status", "code", "sentence"),
    [
        ("/v1/articles/999", 404, "not_found", NO_ARTICLE),
        ("/v1/articles/999/revisions", 404, "not_found", NO_ARTICLE),
        (
            "/v1/articles/1/diff?to=9",
            404,
            "not_found",
            "Article 1 has no revision 9; it has revisions 1 to 2.",
        ),
        ("/v1/articles/2/diff?from=2", 404, "not_found", "Article 2 has no revision 2; it has one revision."),
        ("/v1/nothing", 404, "not_found", "There is nothing at this address; /docs lists what there is."),
        ("/v1/articles/", 404, "not_found", "There is nothing at this address; /docs lists what there is."),
        ("/v1/articles/abc", 400, "bad_parameter", "The parameter id must be a whole number."),
        ("/v1/articles/0", 400, "bad_parameter", "The parameter id must be at least 1."),
        (f"/v1/articles/{2**63}", 400, "bad_parameter", f"The parameter id must be at most {2**63 - 1}."),
        ("/v1/articles?pageSize=101", 400, "bad_parameter", "The parameter pageSize must be at most 100."),
        ("/v1/articles?pageSize=ten", 400, "bad_parameter", "The parameter pageSize must be a whole number."),
        ("/v1/articles?q=a&q=b", 400, "bad_parameter", "The parameter q is given twice; give it once."),
        (
            "/v1/articles?pagesize=5",
            400,
            "unknown_parameter",
            "There is no parameter 'pagesize'; did you mean 'pageSize'?",
        ),
        (
            "/v1/articles/1?full=1",
            400,
            "unknown_parameter",
            "There is no parameter 'full': this address takes none.",
        ),
        (
            "/v1/articles/1/diff?zzzz",
            400,
            "unknown_parameter",
            "There is no parameter 'zzzz'; known are from, to.",
        ),
        (
            "/v1/articles?q=(ferry",
            400,
            "bad_query",
            "The parenthesis at position 1 is never closed. Add one where the group ends.",
        ),
        (
            "/v1/articles?sortBy=popularity",
            400,
            "bad_query",
            f'The parameter sortBy cannot be "popularity"; it can be {SORTS}.',
        ),
        (
            "/v1/articles?searchIn=body",
            400,
            "bad_query",
            f'The parameter searchIn cannot be "body"; it can be {PLACES}.',
        ),
        (
            "/v1/articles?domains=https://a.example/",
            400,
            "bad_query",
            'The parameter domains takes names such as example.org, not "https://a.example/".',
        ),
        (
            "/v1/articles?language=en,de",
            400,
            "bad_query",
            'The parameter language takes a code such as en or pt-BR, not "en,de".',
        ),
        ("/v1/articles?to=31/1", 400, "bad_query", f'The parameter to is no date: "31/1". {DATES}'),
        (
            "/v1/articles?sources=nobody",
            400,
            "bad_query",
            'There is no source "nobody". `newsdesk sources list` shows all names.',
        ),
    ],
)
def test_a_bad_request_gets_one_sentence(
    plain_stand: Stand, address: str, status: int, code: str, sentence: str
) -> None:
    assert problem(plain_stand.client.get(address)) == (status, code, sentence)


def test_only_get_is_answered(plain_stand: Stand) -> None:
    response = plain_stand.client.post("/v1/articles", json={})
    assert problem(response) == (405, "method_not_allowed", "This address answers GET only.")


def test_a_database_that_goes_away_is_a_503_until_it_is_back(
    postgres_url: str, postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_DATABASE_WAIT", "1")
    name = make_url(postgres_url).database
    paths = ("/healthz", "/readyz", "/v1/articles", "/v1/articles/1")
    with open_archive(postgres_url) as archive, serving(archive) as client:
        with psycopg.connect(postgres_server, autocommit=True) as server:
            server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            away = [client.get(path) for path in paths]
            server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        back = client.get("/v1/articles")
    assert [response.status_code for response in away] == [200, 503, 503, 503]
    assert {response.headers["retry-after"] for response in away[1:]} == {"5"}
    assert problem(away[1]) == (
        503,
        "archive_unavailable",
        "The archive cannot be asked right now; try again in a few seconds.",
    )
    assert back.json() == {"total": 0, "articles": [], "next": None}


def test_an_error_of_ours_tells_nothing_but_is_still_json(sqlite_archive: Archive) -> None:
    app = make_app(sqlite_archive, settings())

    @app.get("/v1/broken")
    def broken() -> None:
        raise ZeroDivisionError("a secret")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/v1/broken", headers={"X-Api-Key": TOKEN})

    response = asyncio.run(ask())
    assert problem(response) == (500, "internal_error", "newsdesk failed to answer this; its log says why.")
    assert response.headers["content-security-policy"] == SECURITY_HEADERS["content-security-policy"]
