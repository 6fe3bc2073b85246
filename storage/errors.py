"""What can go wrong with the archive, a source file or a question.

    StorageError
    ├── ArchiveError              the archive cannot be opened, read or written
    │   ├── MissingArchive        there is none where one is expected
    │   ├── MissingFolder         the folder that should hold it does not exist
    │   ├── UnknownDatabase       the URL names a kind of database that is not supported
    │   ├── UnsuitableDatabase    its SQLite or PostgreSQL is too old
    │   ├── NotAnArchive          the file is no database, or the database of another program
    │   ├── DamagedArchive        the database says that it is damaged
    │   ├── ReadOnlyArchive       it cannot be written here
    │   ├── NewerArchive          a newer newsdesk has made it
    │   ├── ArchiveBusy           somebody else holds it locked for too long
    │   ├── ArchiveFull           the disk is full
    │   ├── ArchiveUnavailable    the server does not answer, or has hung up
    │   └── ArchiveRefused        the server refuses the user, the password or the database name
    ├── SourceFileError           a sources.toml that cannot be read
    ├── QueryError                a question that cannot be understood
    └── ServeError                the query service cannot be started

Every message is one sentence for the person at the terminal; none shows a password.
"""

from __future__ import annotations


class StorageError(Exception):
    """Something about storage that a person can mend."""


class ArchiveError(StorageError):
    """The archive cannot be opened, read or written."""

    def __init__(self, location: str, sentence: str) -> None:
        super().__init__(sentence)
        #: Where the archive is, without any password.
        self.location = location


class MissingArchive(ArchiveError):
    """There is no archive at this place."""


class MissingFolder(ArchiveError):
    """The folder that should hold the archive does not exist."""


class UnknownDatabase(ArchiveError):
    """The database URL names a kind of database that is not supported."""


class UnsuitableDatabase(ArchiveError):
    """The database is too old, or lacks a part that is needed."""


class NotAnArchive(ArchiveError):
    """What is there is no newsdesk archive."""


class DamagedArchive(ArchiveError):
    """The database is damaged."""


class ReadOnlyArchive(ArchiveError):
    """The archive cannot be written."""


class NewerArchive(ArchiveError):
    """The archive was made by a newer newsdesk."""


class ArchiveBusy(ArchiveError):
    """Somebody else keeps the archive locked."""


class ArchiveFull(ArchiveError):
    """There is no room left on the disk."""


class ArchiveUnavailable(ArchiveError):
    """The database server does not answer, or the connection was lost."""


class ArchiveRefused(ArchiveError):
    """The database server refuses the user, the password or the database name."""


class SourceFileError(StorageError):
    """A source file cannot be read as it stands."""

    def __init__(self, path: str, line: int | None, source: str | None, sentence: str) -> None:
        place = path if line is None else f"{path} line {line}"
        subject = "" if source is None else f', source "{source}"'
        super().__init__(f"{place}{subject}: {sentence}")
        self.path = path
        self.line = line
        #: The name of the source that the trouble is about; None where it has none, or it is about the file.
        self.source = source


class QueryError(StorageError):
    """A question cannot be understood."""

    def __init__(self, sentence: str, *, position: int | None = None) -> None:
        super().__init__(sentence)
        #: Where in the query the trouble begins, counted from 1; None where it has no place.
        self.position = position


class ServeError(StorageError):
    """The query service cannot be started."""
