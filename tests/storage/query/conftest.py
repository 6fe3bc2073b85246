"""Fixtures for asking: a server over the small archive of the news stand, on each database."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from storage import Archive, open_archive
from storage.query.server import start_in_thread
from storage.query.settings import ServeSettings
from tests.storage.query.newsstand import Stock, stock

TOKEN = "a-token-that-only-the-tests-know"


@dataclass(frozen=True)
class Stand:
    """An archive that is served, and the numbers of what can be asked for."""

    #: What NEWSDESK_DATABASE_URL has to say.
    url: str
    client: httpx.Client
    #: One that has no token.
    stranger: httpx.Client
    stock: Stock


@pytest.fixture(autouse=True)
def _no_serve_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("NEWSDESK_") and "TEST" not in name]:
        monkeypatch.delenv(name)


def settings(**more: Any) -> ServeSettings:
    """Any free port, and the token of the tests."""
    return ServeSettings(**({"port": 0, "api_token": TOKEN} | more))


@contextmanager
def serving(archive: Archive, **more: Any) -> Iterator[httpx.Client]:
    """A client, with the token, of a server over `archive`."""
    running = start_in_thread(archive, settings(**more))
    try:
        with httpx.Client(base_url=running.url, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
            yield client
    finally:
        running.stop()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def stand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """One server on each database, for all tests that only read."""
    if request.param == "sqlite":
        yield from _stand(str(tmp_path_factory.mktemp("stand") / "newsdesk.db"))
        return
    server = request.getfixturevalue("postgres_server")
    name = f"newsdesk_stand_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield from _stand(make_url(server).set(database=name).render_as_string(hide_password=False))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def plain_stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """One server on SQLite, for what is the same on every database."""
    yield from _stand(str(tmp_path_factory.mktemp("plain") / "newsdesk.db"))


def _stand(url: str) -> Iterator[Stand]:
    with open_archive(url) as archive:
        numbers = stock(archive)
        with (
            serving(archive, allowed_hosts="news.example, other.example") as client,
            httpx.Client(base_url=client.base_url) as stranger,
        ):
            yield Stand(archive.url, client, stranger, numbers)
