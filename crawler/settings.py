"""What of the crawler can be set from the environment; each value with its unit and its reason."""

from __future__ import annotations

import ipaddress
import os
from functools import lru_cache
from importlib.metadata import version

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.query.settings import checked_log_level, checked_public_url

MEBIBYTE = 1024 * 1024
#: What publishers can ask of those who keep a page (see `crawler.fetching.page_wishes`).
WISHES = ("noarchive", "noindex", "tdm")


class CrawlerSettings(BaseSettings):
    """Limits and manners of the crawl; the environment variable is the name in capitals after `NEWSDESK_`."""

    model_config = SettingsConfigDict(env_prefix="NEWSDESK_", frozen=True, extra="ignore")

    contact: str = Field(
        default="",
        description="URL or e-mail address told to every site in the User-Agent, so that its owner can reach you",
    )
    delay: float = Field(
        default=1.0,
        ge=0,
        le=3600,
        description="seconds between two requests to one host; a site's own Crawl-delay is added where longer",
    )
    allow_networks: str = Field(
        default="",
        description="comma-separated CIDRs that may be crawled although they are not public (your intranet)",
    )
    obey: str = Field(
        default="",
        description="comma-separated wishes of publishers to obey, which are recorded in any case: noarchive (keep no "
        "raw page), noindex and tdm (keep nothing of the page)",
    )
    request_timeout: float = Field(
        default=30.0,
        gt=0,
        le=600,
        description="seconds for a whole request, so that a trickling server frees its place",
    )
    connect_timeout: float = Field(
        default=10.0,
        gt=0,
        le=600,
        description="seconds for a server to take the connection, within the whole request",
    )
    page_mib: float = Field(default=10.0, gt=0, description="MiB of a page, on the wire and decoded")
    feed_mib: float = Field(default=15.0, gt=0, description="MiB of a feed, on the wire and decoded")
    sitemap_mib: float = Field(default=50.0, gt=0, description="MiB of a sitemap, on the wire and decoded")
    page_limit: int = Field(
        default=2000,
        ge=0,
        description="pages of one site in one visit (0: no limit); the rest stays pending for the next",
    )
    concurrent_sites: int = Field(default=64, ge=1, le=1000, description="sites visited at the same time")
    extraction_processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=64, description="processes that read pages"
    )
    extraction_seconds: float = Field(
        default=10.0,
        gt=0,
        description="CPU seconds for reading one page; past it the page is a named failure",
    )
    extraction_mib: int = Field(
        default=512,
        ge=128,
        description="MiB that reading one page may add to its process; past it a named failure",
    )
    extraction_strictness: float = Field(
        default=0.3,
        ge=0,
        le=1,
        description="how likely a line has to belong to the story to stay in it: more loses more and leaks less, "
        "0 switches the learned line filter off",
    )
    crawl_process_mib: int = Field(
        default=512,
        ge=128,
        description="MiB of the crawl process, past which it is recycled when its visits are done",
    )
    crawl_process_minutes: float = Field(
        default=60.0, gt=0, description="minutes after which the crawl process is recycled"
    )
    public_url: str = Field(
        default="",
        description="address under which the hubs of feeds reach `newsdesk serve`, so that they tell of news at once "
        "(WebSub); unset: no hub is asked to",
    )
    log_level: str = Field(
        default="WARNING", description="DEBUG, INFO, WARNING, ERROR or CRITICAL: what goes to standard error"
    )

    @field_validator("contact")
    @classmethod
    def _is_one_line(cls, value: str) -> str:
        # It is part of a header: a line break would begin another one.
        if not value.isprintable() or not value.isascii():
            raise ValueError("it has to be one line of plain ASCII characters")
        return value.strip()

    @field_validator("log_level")
    @classmethod
    def _is_level(cls, value: str) -> str:
        return checked_log_level(value)

    @field_validator("public_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return checked_public_url(value)

    @field_validator("allow_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for part in value.split(","):
            if part.strip():
                ipaddress.ip_network(part.strip(), strict=False)
        return value

    @field_validator("obey")
    @classmethod
    def _are_wishes(cls, value: str) -> str:
        wishes = [part.strip().lower() for part in value.split(",") if part.strip()]
        if unknown := set(wishes) - set(WISHES):
            raise ValueError(f"{', '.join(sorted(unknown))} is none of {', '.join(WISHES)}")
        return ",".join(wishes)

    @property
    def obeyed(self) -> tuple[str, ...]:
        """The wishes of publishers that are obeyed."""
        return tuple(part for part in self.obey.split(",") if part)

    @property
    def networks(self) -> tuple[str, ...]:
        """The allowed networks as CIDRs."""
        return tuple(part.strip() for part in self.allow_networks.split(",") if part.strip())

    @property
    def user_agent(self) -> str:
        """What we call ourselves: name, version and how to reach whoever runs us."""
        contact = f"+{self.contact}" if self.contact else "self-hosted news monitor; no contact configured"
        return f"newsdesk/{version('newsdesk')} ({contact})"


#: The product token that robots.txt addresses us by (RFC 9309 §2.2.1).
PRODUCT_TOKEN = "newsdesk"  # noqa: S105


@lru_cache(maxsize=1)
def crawler_settings() -> CrawlerSettings:
    """The settings of this process, read once."""
    return CrawlerSettings()
