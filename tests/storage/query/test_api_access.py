"""Who may ask the HTTP API: token, host names, security headers; and the page that explains it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from storage import Archive
from storage.query.api import make_app
from storage.query.gate import OPEN_PATHS, SECURITY_HEADERS
from tests.storage.query.conftest import TOKEN, Stand, settings


def paths(routes: Iterable[BaseRoute]) -> Iterable[str]:
    """Every address of the application, with a number filled in."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route.path.replace("{id}", "1")
        elif included := getattr(route, "original_router", None):
            yield from paths(included.routes)


def test_every_address_needs_the_token_but_those_without_data(
    sqlite_archive: Archive, plain_stand: Stand
) -> None:
    known = [*paths(make_app(sqlite_archive, settings()).routes), "/openapi.json", "/nothing"]
    answers = {path: plain_stand.stranger.get(path).status_code for path in known}
    assert {path for path, status in answers.items() if status != 401} == OPEN_PATHS
    assert {path: status for path, status in answers.items() if path.startswith("/v1")} == {
        "/v1/articles": 401,
        "/v1/articles/1": 401,
        "/v1/articles/1/revisions": 401,
        "/v1/articles/1/diff": 401,
        "/v1/sources": 401,
    }


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN},
        {"X-Api-Key": TOKEN.upper()},
        {"X-Api-Key": b"\xff\xfe" * 20},
    ],
)
def test_a_wrong_token_is_refused(plain_stand: Stand, headers: dict[str, Any]) -> None:
    response = plain_stand.stranger.get("/v1/sources", headers=headers)
    assert (response.status_code, response.headers["www-authenticate"]) == (401, 'Bearer realm="newsdesk"')
    assert response.json()["error"]["code"] == "unauthorized"


@pytest.mark.parametrize("headers", [{"Authorization": f"bearer {TOKEN}"}, {"X-Api-Key": TOKEN}])
def test_the_token_may_come_in_either_header(plain_stand: Stand, headers: dict[str, str]) -> None:
    assert plain_stand.stranger.get("/v1/sources", headers=headers).status_code == 200


def test_a_token_in_the_address_is_not_taken(plain_stand: Stand) -> None:
    assert plain_stand.stranger.get(f"/v1/sources?apiKey={TOKEN}").status_code == 401


def test_every_answer_has_the_security_headers(plain_stand: Stand) -> None:
    addresses = [
        "/",
        "/docs",
        "/openapi.json",
        "/healthz",
        "/readyz",
        "/v1/articles",
        "/v1/nothing",
        "/v1/articles/0",
    ]
    answers = [plain_stand.client.get(address) for address in addresses]
    answers.append(plain_stand.client.get("/v1/sources", headers={"Authorization": "Bearer wrong"}))
    answers.append(plain_stand.client.get("/docs", headers={"Host": "evil.example"}))
    for response in answers:
        headers = {name: response.headers.get(name) for name in SECURITY_HEADERS}
        policy = str(headers.pop("content-security-policy"))
        assert headers == {name: SECURITY_HEADERS[name] for name in headers}
        assert policy.startswith(SECURITY_HEADERS["content-security-policy"])
        assert "server" not in response.headers
        is_reference = response.url.path in ("/docs", "/openapi.json") and response.status_code == 200
        assert response.headers["cache-control"] == ("no-cache" if is_reference else "no-store")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST.:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("192.0.2.7", 200),
        ("news.example", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost:80@evil.example", 421),
        ("", 421),
    ],
)
def test_other_host_names_are_not_answered(plain_stand: Stand, host: str, status: int) -> None:
    assert plain_stand.client.get("/v1/sources", headers={"Host": host}).status_code == status
    assert plain_stand.client.get("/healthz", headers={"Host": host}).status_code == 200


def test_the_reference_page_needs_no_script_and_no_other_host(plain_stand: Stand) -> None:
    response = plain_stand.stranger.get("/docs")
    page = response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "style-src 'sha256-" in response.headers["content-security-policy"]
    assert [
        word for word in ("<script", "src=", "@import", "url(", "//cdn", " on") if f"{word}=" in page
    ] == []
    assert "<script" not in page
    described = [
        "/v1/articles",
        "/v1/articles/{id}",
        "excludeDomains",
        "ProblemAnswer",
        "401",
        "first_seen_at",
    ]
    assert [word for word in described if word not in page] == []
    assert "curl -H &#34;Authorization: Bearer $NEWSDESK_API_TOKEN&#34;" in page


def test_the_openapi_document_tells_what_is_answered(plain_stand: Stand) -> None:
    document = plain_stand.stranger.get("/openapi.json").json()
    answers = {
        path: (sorted(operation["get"]["responses"]), bool(operation["get"].get("security")))
        for path, operation in document["paths"].items()
    }
    assert answers == {
        "/healthz": (["200", "400"], False),
        "/readyz": (["200", "400", "503"], False),
        "/v1/articles": (["200", "400", "401", "503"], True),
        "/v1/articles/{id}": (["200", "400", "401", "404", "503"], True),
        "/v1/articles/{id}/revisions": (["200", "400", "401", "404", "503"], True),
        "/v1/articles/{id}/diff": (["200", "400", "401", "404", "503"], True),
        "/v1/sources": (["200", "400", "401", "503"], True),
    }
    names = [parameter["name"] for parameter in document["paths"]["/v1/articles"]["get"]["parameters"]]
    assert names == [
        "q", "searchIn", "sources", "excludeSources", "domains", "excludeDomains", "from", "to", "changedSince",
        "language", "sortBy", "pageSize", "cursor",
    ]  # fmt: skip


def test_the_front_leads_to_the_reference(plain_stand: Stand) -> None:
    response = plain_stand.client.get("/")
    assert (response.status_code, response.headers["location"]) == (307, "/docs")


def test_probes_answer_without_a_token(plain_stand: Stand) -> None:
    answers = [plain_stand.stranger.get(f"/{path}").json() for path in ("healthz", "readyz")]
    assert answers == [{"status": "alive"}, {"status": "ready"}]
