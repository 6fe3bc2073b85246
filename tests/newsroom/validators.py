"""The ETag and Last-Modified of a response, and when a conditional request may be answered 304."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from tests.newsroom.responses import Response


def validators_of(response: Response, kinds: tuple[str, ...]) -> dict[str, str]:
    """The validator headers for a response, of the kinds its site sends ("etag", "last_modified")."""
    if response.changed_at is None:
        return {}
    headers = {
        "etag": ("ETag", f'"{sha256(response.body).hexdigest()[:20]}"'),
        "last_modified": ("Last-Modified", format_datetime(response.changed_at.astimezone(UTC), usegmt=True)),
    }
    return dict(headers[kind] for kind in kinds)


def is_not_modified(request: Mapping[str, str] | Message, validators: Mapping[str, str]) -> bool:
    """True where the client's copy is the current one (RFC 9110, 13.2.2: an ETag is asked first)."""
    if (wanted := request.get("If-None-Match")) is not None:
        current = validators.get("ETag")
        tags = [tag.strip().removeprefix("W/") for tag in wanted.split(",")]
        return current is not None and (current in tags or "*" in tags)
    since, changed = _time(request.get("If-Modified-Since")), _time(validators.get("Last-Modified"))
    return since is not None and changed is not None and changed <= since


def _time(header: str | None) -> datetime | None:
    try:
        time = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return time and (time if time.tzinfo else time.replace(tzinfo=UTC))
