"""What the hubs of feeds call (W3C WebSub): they verify what we asked for, and tell that there is news.

A push only makes its seed due. What it carries is not read: the crawl fetches the feed itself, from its own address.
"""

from __future__ import annotations

import asyncio
import hmac
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from storage.database import Archive
from storage.subscriptions import CALLBACK_PATH, Subscription

#: Bytes and seconds of a push: the whole feed, as large as one may be.
LARGEST_PUSH = 15 * 1024 * 1024
LONGEST_PUSH = 30.0
LONGEST_CHALLENGE = 2048
#: What a hub of an older protocol means that names no lease.
USUAL_LEASE = timedelta(days=1)
METHODS = ("sha1", "sha256", "sha384", "sha512")

Token = Annotated[str, Path(max_length=100)]

router = APIRouter(include_in_schema=False)


class TooMuch(Exception):
    """The push is larger than any feed may be."""


@router.get(CALLBACK_PATH + "{token}")
def verify(request: Request, token: Token) -> Response:
    """The hub asks whether it was really us who asked; what we did not ask for is not found here."""
    said = request.query_params
    archive, now = _archive(request), _now(request)
    mode, challenge = said.get("hub.mode"), said.get("hub.challenge", "")
    if mode == "denied":
        with archive.begin() as tx:
            tx.subscriptions.refuse(token, said.get("hub.reason", "")[:200] or "the hub gives no reason")
        return Response(status_code=200)
    if mode != "subscribe" or not 0 < len(challenge) <= LONGEST_CHALLENGE:
        return _unknown()
    with archive.begin() as tx:
        is_ours = tx.subscriptions.confirm(
            token, said.get("hub.topic", ""), lease_of(said.get("hub.lease_seconds")), now=now
        )
    return PlainTextResponse(challenge) if is_ours else _unknown()


@router.post(CALLBACK_PATH + "{token}")
async def push(request: Request, token: Token) -> Response:
    """There is news, when the signature is right; a wrong one gets the same answer and changes nothing."""
    known = await run_in_threadpool(_known, _archive(request), token)
    if known is None:
        # Tells a hub that it need not call here again.
        return Response(status_code=410)
    method, _, signature = request.headers.get("x-hub-signature", "").strip().partition("=")
    try:
        async with asyncio.timeout(LONGEST_PUSH):
            seal = await _seal(request, known.secret, method.lower())
    except (TimeoutError, ClientDisconnect):
        return Response(status_code=408)
    except TooMuch:
        return Response(status_code=413)
    if is_same(seal, signature):
        await run_in_threadpool(_make_due, _archive(request), token, _now(request))
    return Response(status_code=202)


def lease_of(seconds: str | None) -> timedelta:
    """How long the hub will tell us; the usual time where it does not say so in a way that can be understood."""
    if seconds and seconds.isascii() and seconds.isdigit() and len(seconds) < 12:
        return timedelta(seconds=int(seconds))
    return USUAL_LEASE


def is_same(seal: str | None, signature: str) -> bool:
    """True where the signature is the right one, in a time that does not tell how much of it is right."""
    return seal is not None and hmac.compare_digest(seal.encode(), signature.strip().lower().encode())


async def _seal(request: Request, secret: str, method: str) -> str | None:
    """The signature that the body should have; None where the method is unknown. Raises TooMuch."""
    seal = hmac.new(secret.encode(), digestmod=method) if method in METHODS else None
    size = 0
    # Read to its end in any case, so that the hub hears the answer; it is not kept.
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST_PUSH:
            raise TooMuch
        if seal is not None:
            seal.update(piece)
    return seal.hexdigest() if seal is not None else None


def _known(archive: Archive, token: str) -> Subscription | None:
    with archive.read() as tx:
        return tx.subscriptions.by_token(token)


def _make_due(archive: Archive, token: str, now: datetime) -> None:
    with archive.begin() as tx:
        tx.subscriptions.make_due(token, now=now)


def _unknown() -> Response:
    return Response(status_code=404)


def _archive(request: Request) -> Archive:
    archive: Archive = request.app.state.archive
    return archive


def _now(request: Request) -> datetime:
    now: datetime = request.app.state.clock()
    return now
