"""The cursor: where a page ended, as an opaque word that is checked when it comes back. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib

from storage.errors import QueryError
from storage.query.question import Sort


def cursor_after(sort: Sort, place: int) -> str:
    """The word for "go on after this place": a sort key, or how many articles came before."""
    payload = f"{sort[0]}{place}"
    return base64.urlsafe_b64encode(f"{payload}.{_seal(payload)}".encode()).decode().rstrip("=")


def place_in(cursor: str | None, sort: Sort) -> int | None:
    """The place that the cursor names; None for the first page."""
    if not cursor:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        payload, _, seal = (
            base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").partition(".")
        )
        place = int(payload[1:])
    except (ValueError, binascii.Error):
        raise _unknown() from None
    if seal != _seal(payload) or cursor != cursor_after(sort, place):
        raise _unknown()
    return place


def _seal(payload: str) -> str:
    return hashlib.sha256(f"newsdesk cursor {payload}".encode()).hexdigest()[:10]


def _unknown() -> QueryError:
    return QueryError(
        "The cursor is not one that this search gave. Take `next` of the page before as it is, with the same "
        "order, or leave it out to begin with the first page."
    )
