"""What newsdesk keeps, and how to ask it."""

from storage.database import Archive, Transaction, open_archive
from storage.errors import ArchiveBusy, ArchiveError, ArchiveUnavailable, QueryError, SourceFileError

__all__ = [
    "Archive",
    "ArchiveBusy",
    "ArchiveError",
    "ArchiveUnavailable",
    "QueryError",
    "SourceFileError",
    "Transaction",
    "open_archive",
]
