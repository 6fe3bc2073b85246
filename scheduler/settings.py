"""What of the scheduler can be set from the environment; each value with its unit and its reason."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SchedulerSettings(BaseSettings):
    """The heartbeat; the environment variable is the name in capitals after `NEWSDESK_`."""

    model_config = SettingsConfigDict(env_prefix="NEWSDESK_", frozen=True, extra="ignore")

    tick: float = Field(
        default=5.0,
        gt=0,
        le=3600,
        description="seconds between two looks at what is due; a look is one small query",
    )
    sources: str = Field(
        default="sources.toml", description="the file that declares the sources; read again when it changes"
    )


@lru_cache(maxsize=1)
def scheduler_settings() -> SchedulerSettings:
    """The settings of this process, read once."""
    return SchedulerSettings()
