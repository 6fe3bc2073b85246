"""What can go wrong when somebody asks, besides the archive itself.

StorageError
├── NotFound      what was asked for by name or number is not there
├── WrongUsage    a command was called with something that cannot be meant
└── ServeError    the HTTP API cannot listen where it should
"""

from __future__ import annotations

from storage.errors import StorageError


class NotFound(StorageError):
    """What was asked for by name or number is not in the archive."""


class WrongUsage(StorageError):
    """A command was called with something that cannot be meant."""


class ServeError(StorageError):
    """The HTTP API cannot listen at this address."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"The API cannot listen on {host} port {port}: {reason}.")
        self.host = host
        self.port = port
