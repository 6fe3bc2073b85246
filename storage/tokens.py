"""Tokens in the archive: what opens the HTTP API. Only their SHA-256 is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, select, text

from storage.schema import token


class Tokens:
    """Makes and checks tokens, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ensure(self, *, now: datetime) -> str | None:
        """Makes the token on the first start and returns it, this once; None when there is one already."""
        self._alone()
        if self._connection.execute(select(exists(select(token.c.sha256)))).scalar():
            return None
        return self._make(now)

    def is_valid(self, given: str) -> bool:
        """True for the token that was made last."""
        # The hash is looked up, not the token: how long that takes tells nothing about the token.
        statement = select(exists(select(token.c.sha256).where(token.c.sha256 == _sha256(given))))
        return bool(self._connection.execute(statement).scalar())

    def renew(self, now: datetime) -> str:
        """Makes a new token; every older one is refused from now on."""
        self._alone()
        self._connection.execute(delete(token))
        return self._make(now)

    def _make(self, now: datetime) -> str:
        made = secrets.token_urlsafe(32)
        self._connection.execute(insert(token).values(sha256=_sha256(made), created_at=now))
        return made

    def _alone(self) -> None:
        """Two first starts at once must not make two tokens; SQLite has only one writer anyway."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("LOCK TABLE token IN EXCLUSIVE MODE"))


def _sha256(value: str) -> str:
    return hashlib.sha256(value.encode(errors="replace")).hexdigest()
