"""How `newsdesk serve` can be set from the environment; each value with its unit and its reason."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

#: Characters below which a token could be guessed.
SHORTEST_TOKEN = 16
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def checked_log_level(value: str) -> str:
    """The level of what goes to standard error, in capitals; raises ValueError."""
    level = value.strip().upper()
    if level not in LOG_LEVELS:
        raise ValueError(f"it is none of {', '.join(LOG_LEVELS)}")
    return level


def checked_public_url(value: str) -> str:
    """The address under which the world reaches us, without a slash at its end; raises ValueError."""
    url = value.strip().rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it has to be an address such as https://news.example.org, without a query")
    if not url.isascii() or not url.isprintable() or " " in url or "@" in parts.netloc:
        raise ValueError("it has to be plain ASCII, without spaces, user name and password")
    return url


class ServeSettings(BaseSettings):
    """Where the API listens and who may ask; the environment variable is the name in capitals after `NEWSDESK_`."""

    model_config = SettingsConfigDict(
        env_prefix="NEWSDESK_", frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="address the API listens on; loopback by default, so that only this machine can ask",
    )
    port: int = Field(default=8000, ge=0, le=65535, description="port the API listens on (0: any free one)")
    api_token: SecretStr | None = Field(
        default=None,
        description="token that clients send, at least 16 characters; unset: one is made at the first start",
    )
    allowed_hosts: str = Field(
        default="",
        description="comma-separated host names the API answers under besides loopback and its own address",
    )

    public_url: str = Field(
        default="",
        description="address under which the hubs of feeds reach `newsdesk serve`, so that they tell of news at once "
        "(WebSub); unset: no hub is asked to",
    )
    #: The API writes no log of its own; a wrong level is refused here as everywhere, before anything is answered.
    log_level: str = Field(
        default="WARNING", description="DEBUG, INFO, WARNING, ERROR or CRITICAL: what goes to standard error"
    )

    @field_validator("log_level")
    @classmethod
    def _is_level(cls, value: str) -> str:
        return checked_log_level(value)

    @field_validator("public_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return checked_public_url(value)

    @field_validator("api_token")
    @classmethod
    def _is_good_token(cls, value: SecretStr | None) -> SecretStr | None:
        token = value.get_secret_value().strip() if value else ""
        if not token:
            return None
        if len(token) < SHORTEST_TOKEN:
            raise ValueError(
                f"must have at least {SHORTEST_TOKEN} characters, so that it cannot be guessed; "
                "`openssl rand -hex 32` makes a good one, or unset it and newsdesk makes one"
            )
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise ValueError("must be plain ASCII without spaces, because it travels in an HTTP header")
        return SecretStr(token)

    @property
    def token(self) -> str | None:
        """The token as clients send it, None where the archive keeps one of its own."""
        return self.api_token.get_secret_value() if self.api_token else None

    @property
    def host_names(self) -> frozenset[str]:
        """The names under which requests are answered, besides loopback."""
        public = urlsplit(self.public_url).hostname or ""
        names = (name.strip().lower() for name in (*self.allowed_hosts.split(","), self.host, public))
        return frozenset(name for name in names if name)
