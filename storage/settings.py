"""Settings of the archive, read from the environment."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class StorageSettings(BaseSettings):
    """Where the archive is, and how long to wait for it."""

    model_config = SettingsConfigDict(env_prefix="NEWSDESK_", frozen=True, env_ignore_empty=True)

    #: A file path, sqlite:///path or postgresql://user:password@host/name. Unset: ./newsdesk.db when it
    #: exists, else a file in the platform's user-data folder, so that a first try needs no choice.
    database_url: str | None = Field(default=None, repr=False)

    #: Seconds to wait for a lock or for the server to answer. A write takes milliseconds, so that five seconds
    #: mean that something else holds the archive; a person should then be told, not kept waiting.
    database_wait: float = Field(default=5.0, gt=0, le=600)
