"""Where the archive is: from a URL, a file path or nothing at all to one engine URL."""

from __future__ import annotations

import re
from pathlib import Path

import platformdirs
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import ArchiveUnavailable, MissingArchive, MissingFolder, NotAnArchive, UnknownDatabase
from storage.settings import StorageSettings

FILE_NAME = "newsdesk.db"

_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}
_WHAT_IS_MEANT = "write a file path, sqlite:///path or postgresql://user:password@host/name"


def archive_url(url: str | None, settings: StorageSettings) -> URL:
    """The place that was named, else that of the settings, else the usual place on this machine."""
    named = url or settings.database_url
    return url_of(named) if named else _file(usual_file())


def usual_file() -> Path:
    """./newsdesk.db when it exists, else a file in the user-data folder of this platform."""
    here = Path.cwd() / FILE_NAME
    return here if here.exists() else platformdirs.user_data_path("newsdesk", appauthor=False) / FILE_NAME


def url_of(named: str) -> URL:
    """The engine URL for a file path or a database URL."""
    if not _HAS_SCHEME.match(named) or re.match(r"[A-Za-z]:[\\/]", named):
        return _file(Path(named))
    try:
        url = make_url(named)
    except (ArgumentError, ValueError):
        raise UnknownDatabase("", f"The database URL cannot be read; {_WHAT_IS_MEANT}.") from None
    if url.drivername in _POSTGRESQL:
        return url.set(drivername="postgresql")
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise UnknownDatabase(
            "", f'The database URL asks for "{url.drivername}", which is not supported; {_WHAT_IS_MEANT}.'
        )
    if not url.database or url.database == ":memory:":
        raise UnknownDatabase("", f"An archive needs a file; {_WHAT_IS_MEANT}.")
    return _file(Path(url.database))


def check_file(url: URL, *, create: bool) -> None:
    """Complains before the engine does, in better words, when a file cannot be the archive."""
    path = Path(url.database or "")
    try:
        _check_path(path, create=create)
    except OSError as error:
        raise ArchiveUnavailable(
            str(path), f"The archive {path} cannot be reached ({error.strerror})."
        ) from None


def _check_path(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise NotAnArchive(str(path), f"The archive {path} is a folder; name a file in it.")
    if path.exists():
        return
    if not create:
        raise MissingArchive(
            str(path), f"There is no archive at {path}; make one with `newsdesk db upgrade` or a first crawl."
        )
    if path == usual_file():
        path.parent.mkdir(parents=True, exist_ok=True)
    if not path.parent.is_dir():
        raise MissingFolder(str(path), f"The folder {path.parent} for the archive does not exist.")


def _file(path: Path) -> URL:
    return URL.create("sqlite", database=str(path.expanduser().absolute()))
