"""What makes an article the same article: its hash, its place in time, and new, revised or unchanged."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from storage.columns import cleaned, in_utc
from storage.model import ArticleDraft, FetchOutcome

_DEFAULT_PORTS = {"http": 80, "https": 443}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: The low bits of a sort key hold the article's id. 25 bits leave room for the years 1 to 9999 above them;
#: two articles would collide only with the same second and ids 33 million apart.
_ID_BITS = 25


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive remembers of an article when a draft of it comes in."""

    content_hash: str
    #: SHA-256 of the bodies that gave this text: the one kept with it, and the one read last.
    body_hashes: frozenset[str]


def content_hash(title: str, text: str) -> str:
    """SHA-256 of title and text; white space and Unicode composition make no difference."""
    lines = [_normalised(title), *(_normalised(line) for line in text.splitlines())]
    return hashlib.sha256("\n".join(line for line in lines if line).encode()).hexdigest()


def _normalised(line: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cleaned(line)).split())


def recognise(known: Known | None, draft: ArticleDraft, body_hash: str) -> FetchOutcome:
    """Whether the draft is new, revised or unchanged.

    The same bytes that give another text were read in another way, which is no edit by the outlet. (Other bytes
    are compared only when both pages were read in the same way: see `storage.rereading`.)
    """
    if known is None:
        return FetchOutcome.new
    is_same = known.content_hash == content_hash(draft.title, draft.text) or body_hash in known.body_hashes
    return FetchOutcome.unchanged if is_same else FetchOutcome.revised


def host_of(url: str) -> str:
    """host[:port when it is not the default one] in lower case; empty where the URL has none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if ":" in host:
        host = f"[{host}]"
    return host if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"


def dated_at(published_at: datetime | None, first_seen_at: datetime) -> datetime:
    """The time under which an article is listed: the outlet's claim, else when we met it."""
    return published_at or first_seen_at


def sort_key(at: datetime, article_id: int) -> int:
    """One whole number that sorts articles by time, to the second, then by id.

    As the row number of the search index it lets both databases read matches newest first and stop early.
    """
    return (_second(at) << _ID_BITS) | (article_id & ((1 << _ID_BITS) - 1))


def first_key_at(at: datetime) -> int:
    """The smallest sort key of an article of this second."""
    return _second(at) << _ID_BITS


def last_key_at(at: datetime) -> int:
    """The largest sort key of an article of this second."""
    return first_key_at(at) + (1 << _ID_BITS) - 1


def second_of(key: int) -> datetime:
    """The time, to the second, that a sort key was made of."""
    return _EPOCH + timedelta(seconds=key >> _ID_BITS)


def _second(at: datetime) -> int:
    return (in_utc(at) - _EPOCH).days * 86_400 + (in_utc(at) - _EPOCH).seconds
