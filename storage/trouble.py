"""Turns an engine's errors into one sentence about the archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.errors import (
    ArchiveBusy,
    ArchiveError,
    ArchiveFull,
    ArchiveRefused,
    ArchiveUnavailable,
    DamagedArchive,
    NotAnArchive,
    ReadOnlyArchive,
)

_ADVICE_TO_RESTORE = "stop newsdesk and restore it from a backup"

#: Primary SQLite result codes (the low byte) and what they mean here.
_SQLITE: dict[int, tuple[type[ArchiveError], str]] = {
    sqlite3.SQLITE_BUSY: (ArchiveBusy, "is locked by another program; wait for it to end, then try again"),
    sqlite3.SQLITE_LOCKED: (ArchiveBusy, "is locked by another program; wait for it to end, then try again"),
    sqlite3.SQLITE_FULL: (ArchiveFull, "cannot grow: the disk is full"),
    sqlite3.SQLITE_READONLY: (ReadOnlyArchive, "cannot be written: it is read-only for this user"),
    sqlite3.SQLITE_PERM: (ReadOnlyArchive, "may not be opened by this user"),
    sqlite3.SQLITE_NOTADB: (NotAnArchive, "is not a database"),
    sqlite3.SQLITE_CORRUPT: (DamagedArchive, f"is damaged; {_ADVICE_TO_RESTORE}"),
    sqlite3.SQLITE_CANTOPEN: (ArchiveUnavailable, "cannot be opened by this user"),
    sqlite3.SQLITE_IOERR: (ArchiveUnavailable, "cannot be read or written: the disk reports an error"),
}

#: SQLSTATE codes, or their first two characters.
_POSTGRESQL: dict[str, tuple[type[ArchiveError], str]] = {
    "55P03": (ArchiveBusy, "is locked by another program; wait for it to end, then try again"),
    "40": (ArchiveBusy, "is busy: another program changed the same rows at the same time; try again"),
    "57014": (ArchiveBusy, "gave up on a statement that took too long"),
    "53100": (ArchiveFull, "cannot grow: the disk of the database server is full"),
    "53300": (ArchiveBusy, "has no connection left to give; raise max_connections or stop other programs"),
    "25006": (ReadOnlyArchive, "cannot be written: the database server is read-only"),
    "42501": (ReadOnlyArchive, "may not be changed by this database user"),
    "XX001": (DamagedArchive, f"is damaged; {_ADVICE_TO_RESTORE}"),
    "XX002": (DamagedArchive, f"is damaged; {_ADVICE_TO_RESTORE}"),
    "28": (ArchiveRefused, "refuses the user name or the password"),
    "3D": (ArchiveRefused, "does not exist on that server; create the database first"),
    "08": (ArchiveUnavailable, "does not answer: the connection was lost"),
    "57P": (ArchiveUnavailable, "does not answer: the database server is stopping or starting"),
}

#: While a connection is being made PostgreSQL's client gives words only.
_CONNECTING: tuple[tuple[str, str], ...] = (
    ("password authentication failed", "28"),
    ("no password supplied", "28"),
    ("pg_hba.conf", "28"),
    ("database system", "57P"),
    ("connection slots", "53300"),
    ("too many", "53300"),
    ("role", "28"),
    ("database", "3D"),
)


@contextmanager
def told_plainly(url: URL) -> Iterator[None]:
    """Lets no error of the engine out of the room: each becomes an ArchiveError."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError, sqlite3.Error) as error:
        raise as_archive_error(error, url) from error


def as_archive_error(error: Exception, url: URL) -> ArchiveError:
    """The sentence for an error of the engine."""
    place = location_of(url)
    if isinstance(error, PoolTimeoutError):
        return ArchiveBusy(place, f"The archive {place} has no free connection: too much is asked at once.")
    original = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    kind, sentence = _meaning(original, error)
    return kind(place, f"The archive {place} {sentence}.")


def location_of(url: URL) -> str:
    """How the archive is named to people: the file, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def _meaning(original: BaseException, error: Exception) -> tuple[type[ArchiveError], str]:
    code = getattr(original, "sqlite_errorcode", None)
    if isinstance(code, int) and code & 0xFF in _SQLITE:
        return _SQLITE[code & 0xFF]
    state = getattr(original, "sqlstate", None)
    if state:
        for prefix in (state, state[:3], state[:2]):
            if prefix in _POSTGRESQL:
                return _POSTGRESQL[prefix]
    words = _first_line(original)
    if state is None and _is_about_connecting(original, error):
        return _connecting(words)
    return ArchiveError, f"gave an unexpected error ({words})"


def _is_about_connecting(original: BaseException, error: Exception) -> bool:
    is_lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return is_lost or type(original).__module__.startswith("psycopg")


def _connecting(words: str) -> tuple[type[ArchiveError], str]:
    if "FATAL" in words:
        for sign, state in _CONNECTING:
            if sign in words:
                return _POSTGRESQL[state]
    return ArchiveUnavailable, f"does not answer ({words})"


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__
