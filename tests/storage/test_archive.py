"""Opening an archive: where it is, and one sentence for everything that may be wrong with it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from storage import Archive, open_archive
from storage.errors import (
    ArchiveBusy,
    ArchiveError,
    ArchiveRefused,
    ArchiveUnavailable,
    DamagedArchive,
    MissingArchive,
    MissingFolder,
    NewerArchive,
    NotAnArchive,
    ReadOnlyArchive,
    UnknownDatabase,
    UnsuitableDatabase,
)
from storage.model import SourceSpec
from storage.schema import NEWEST_REVISION
from storage.settings import StorageSettings
from tests.storage.builders import NOW


def put_a_source(archive: Archive, name: str = "ledger") -> None:
    with archive.begin() as tx:
        tx.sources.put(SourceSpec(name), now=NOW)


def names(archive: Archive) -> list[str]:
    with archive.read() as tx:
        return [source.name for source in tx.sources.all()]


def test_what_is_kept_is_there_when_the_archive_is_opened_again(archive_url: str) -> None:
    with open_archive(archive_url) as archive:
        put_a_source(archive)
        again = archive.url
    with open_archive(again, create=False) as archive:
        assert names(archive) == ["ledger"]
        assert archive.check() == ()


def test_without_a_url_the_setting_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_DATABASE_URL", f"sqlite:///{tmp_path}/there.db")
    with open_archive() as archive:
        assert archive.location == f"{tmp_path}/there.db"
        assert archive.dialect == "sqlite"


def test_without_a_setting_it_is_the_file_here_when_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "newsdesk.db").touch()
    with open_archive() as archive:
        assert archive.location == f"{tmp_path}/newsdesk.db"


def test_else_it_is_a_file_in_the_user_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "data" / "newsdesk")
    with pytest.raises(MissingArchive):
        open_archive(create=False)
    assert not (tmp_path / "data").exists()
    with open_archive() as archive:
        assert archive.location == f"{tmp_path}/data/newsdesk/newsdesk.db"


def test_an_archive_that_is_not_there_is_missing(archive_url: str) -> None:
    with pytest.raises(MissingArchive, match="no archive"):
        open_archive(archive_url, create=False)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFolder, match=r"The folder .*/no/where for the archive does not exist"):
        open_archive(str(tmp_path / "no" / "where" / "newsdesk.db"))


@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, " * 1000)
    with pytest.raises(NotAnArchive, match=r"letter.db is not a database\."):
        open_archive(str(path), create=create)
    assert path.read_text() == "Dear reader, " * 1000


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE guest (name TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NotAnArchive, match="belongs to another program"):
        open_archive(str(path))
    assert path.read_bytes() == before


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match="is a folder"):
        open_archive(str(tmp_path))


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:", "postgresql://h:x/d"]
)
def test_other_databases_are_not_known(url: str) -> None:
    with pytest.raises(UnknownDatabase) as raised:
        open_archive(url)
    assert "secret" not in str(raised.value)


def set_revision(archive: Archive, revision: str) -> None:
    with archive.begin() as tx:
        tx.connection.exec_driver_sql(f"UPDATE newsdesk_version SET version_num = '{revision}'")


def test_an_archive_of_a_newer_newsdesk_is_refused_with_both_revisions(archive_url: str) -> None:
    with open_archive(archive_url) as archive:
        set_revision(archive, "9999")
    with pytest.raises(NewerArchive, match=f"schema 9999, .* only up to {NEWEST_REVISION}: upgrade newsdesk"):
        open_archive(archive_url)


def test_a_damaged_file_is_told_from_a_good_one(tmp_path: Path) -> None:
    path = tmp_path / "newsdesk.db"
    with open_archive(str(path)) as archive, archive.begin() as tx:
        for number in range(300):
            tx.sources.put(SourceSpec(f"source-{number}"), now=NOW)
    body = bytearray(path.read_bytes())
    body[4096:] = b"\xff" * (len(body) - 4096)
    path.write_bytes(body)
    with (
        pytest.raises(DamagedArchive, match=r"is damaged; .* restore it from a backup"),
        open_archive(str(path)) as archive,
    ):
        names(archive)


def test_check_finds_damage(tmp_path: Path) -> None:
    path = tmp_path / "newsdesk.db"
    with open_archive(str(path)) as archive:
        put_a_source(archive)
        with archive.begin() as tx:
            tx.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            tx.connection.exec_driver_sql(
                "INSERT INTO article (source_id, url, canonical_url, site, host, first_seen_at, fetched_at,"
                " changed_at, checked_at, tags, kind, revision_count, sort_key)"
                " VALUES (1, 'u', 'u', 's', 'h', '', '', '', '', '[]', 'article', 1, 5)"
            )
        assert archive.check() == (
            "Article 1 has no revision.",
            "Article 1 has no raw page.",
            "Article 1 has no place in the search index.",
        )


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_DATABASE_WAIT", "0.3")


def test_a_locked_archive_is_busy(archive_url: str, impatient: None) -> None:
    with open_archive(archive_url) as first, open_archive(archive_url) as second, first.begin() as tx:
        tx.sources.put(SourceSpec("ledger"), now=NOW)
        with pytest.raises(ArchiveBusy, match="locked by another program"):
            put_a_source(second)


def test_reading_does_not_wait_for_a_writer(archive_url: str, impatient: None) -> None:
    with open_archive(archive_url) as first, open_archive(archive_url) as second, first.begin() as tx:
        tx.sources.put(SourceSpec("ledger"), now=NOW)
        assert names(second) == []


def test_a_reading_transaction_cannot_write(archive: Archive) -> None:
    with pytest.raises(ReadOnlyArchive), archive.read() as tx:
        tx.sources.put(SourceSpec("ledger"), now=NOW)
    put_a_source(archive)
    assert names(archive) == ["ledger"]


def test_a_reading_transaction_sees_one_moment(archive: Archive) -> None:
    with archive.read() as tx:
        assert tx.sources.all() == ()
        put_a_source(archive)
        assert tx.sources.all() == ()


def test_an_exception_rolls_everything_back(archive: Archive) -> None:
    with pytest.raises(KeyError), archive.begin() as tx:
        tx.sources.put(SourceSpec("ledger"), now=NOW)
        raise KeyError
    assert names(archive) == []


def test_a_read_only_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "newsdesk.db"
    open_archive(str(path)).close()
    with open_archive(str(path)) as archive:
        names(archive)
        with pytest.raises(ReadOnlyArchive, match="read-only"), archive.begin() as tx:
            tx.connection.exec_driver_sql("PRAGMA query_only = ON")
            tx.sources.put(SourceSpec("ledger"), now=NOW)


def test_a_full_disk_says_so(tmp_path: Path) -> None:
    with open_archive(str(tmp_path / "newsdesk.db")) as archive:
        with pytest.raises(ArchiveError, match="the disk is full"), archive.begin() as tx:
            tx.connection.exec_driver_sql("PRAGMA max_page_count = 1")
            tx.sources.put(SourceSpec("x" * 100_000), now=NOW)
        assert names(archive) == []


def change(url: str, **parts: object) -> str:
    return make_url(url).set(**parts).render_as_string(hide_password=False)  # type: ignore[arg-type]


def test_a_database_that_does_not_exist_is_named_without_the_password(postgres_url: str) -> None:
    with pytest.raises(ArchiveRefused, match=r"nowhere.* does not exist on that server") as raised:
        open_archive(change(postgres_url, database="nowhere", password="secret"))
    assert "secret" not in str(raised.value)


def test_a_user_that_does_not_exist_is_refused(postgres_url: str) -> None:
    with pytest.raises(ArchiveRefused, match="refuses the user name or the password"):
        open_archive(change(postgres_url, username="nobody_at_all"))


def test_a_server_that_does_not_answer_is_unavailable(impatient: None) -> None:
    with pytest.raises(
        ArchiveUnavailable, match=r"postgresql://u:\*\*\*@127.0.0.1:1/d does not answer"
    ) as raised:
        open_archive("postgresql://u:secret@127.0.0.1:1/d")
    assert "secret" not in str(raised.value)


def test_a_lost_connection_is_said_once_and_then_replaced(postgres_url: str) -> None:
    with open_archive(postgres_url) as archive:
        put_a_source(archive)
        with pytest.raises(ArchiveUnavailable, match="does not answer"), archive.begin() as tx:
            hang_up(postgres_url)
            tx.sources.all()
        hang_up(postgres_url)
        assert names(archive) == ["ledger"]


def hang_up(url: str) -> None:
    """Does to all other connections what a restart of the server does."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


OPEN = """
import sys
from storage import open_archive
with open_archive(sys.argv[1]) as archive, archive.begin() as tx:
    tx.tokens.renew(__import__("datetime").datetime.now(__import__("datetime").UTC))
"""


def test_many_first_starts_at_once_make_one_archive(
    archive_url: str, children: Callable[..., list[subprocess.Popen[str]]]
) -> None:
    started = children([sys.executable, "-c", OPEN, archive_url], 3)
    assert [child.communicate(timeout=60)[1] for child in started] == [""] * 3
    with open_archive(archive_url, create=False) as archive:
        assert archive.check() == ()


def test_a_database_that_is_too_old_is_refused(archive_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.upgrade._OLDEST", {"sqlite": (99, 1), "postgresql": (99,)})
    with pytest.raises(UnsuitableDatabase, match=r"newsdesk needs (SQLite 99.1|PostgreSQL 99) or newer"):
        open_archive(archive_url)


def test_a_place_that_may_not_be_looked_at_is_unreachable(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 300) / "newsdesk.db"
    with pytest.raises(ArchiveUnavailable, match=r"cannot be reached \(File name too long\)"):
        open_archive(str(path))


def test_the_password_is_shown_nowhere_but_in_the_url(postgres_url: str) -> None:
    with open_archive(change(postgres_url, password="secret")) as archive:
        assert "secret" in archive.url
        assert "secret" not in f"{archive!r} {archive.location}"
        assert "secret" not in repr(StorageSettings(database_url=archive.url))
