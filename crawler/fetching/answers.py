"""What an answer means, or its absence: the failure by its name, the next hop, the body with its validators."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from OpenSSL.SSL import Error as TLSError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionAborted, ConnectionDone, ConnectionLost
from twisted.logger import globalLogBeginner
from twisted.web._newclient import ParseError
from twisted.web.http import PotentialDataLoss

from crawler.errors import (
    Blocked,
    CrawlerError,
    FetchError,
    ForbiddenAddress,
    HttpError,
    InvalidURL,
    NetworkError,
    TooLarge,
)
from crawler.fetching.bot_wall import CHALLENGING, why_bot_wall
from crawler.fetching.content_encoding import Damaged, Swollen, Unknown, decoded
from crawler.fetching.http_handler import ConnectTimeout
from crawler.fetching.page_wishes import HEADERS as WISH_HEADERS
from crawler.fetching.resolver import refusal
from crawler.urls import absolute_url, split_url
from storage.model import Validators

REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: The same request may be answered better a little later.
TRANSIENT = frozenset({408, 429, 500, 502, 503, 504, 520, 522, 524})

_TURNED_AWAY = frozenset({401, 402, 403, 429, 451})
#: Bytes of a packed body that take a noticeable moment to unpack.
_LARGE = 64 * 1024
#: Characters of a foreign URL or message in a sentence of ours.
_SHOWN = 200
#: Bytes of a bot wall that are unpacked, to tell it from an outage.
_LARGEST_WALL = 1024 * 1024
#: The first tag of a body, within so many bytes, and its closing tag within so many of the end.
_ROOT = re.compile(rb"<([A-Za-z][\w:.-]{0,60})")
_ROOT_WITHIN = 16 * 1024
_END_WITHIN = 8 * 1024
#: The reason given for a body that did not come to its end.
CUT_SHORT = "the answer was cut short"
_PAGE_TAGS = frozenset({b"html", b"head", b"body"})


class BadAnswer(FetchError):
    """The server's answer is of no use."""


class ForbiddenRedirect(ForbiddenAddress):
    """The server redirects to what is never asked for."""


class NoConnection(NetworkError):
    """No connection to the server came about."""


class BrokenBody(NetworkError):
    """The body came damaged, or not to its end."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to one request; the body is unpacked, and empty where the status makes it worthless."""

    status: int
    headers: Any
    body: bytes
    #: What makes it a bot wall, where it is one.
    wall: str | None = None
    #: True where the connection's end was the body's, and nothing in the body says that it is whole.
    may_be_cut: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to a request, after redirects.

    The status is 200; for a conditional GET it may be 304, and that of a redirect where its target was not asked for.
    """

    url: str
    status: int
    body: bytes
    content_type: str | None
    validators: Validators
    #: The values of its Link headers.
    link: str | None = None
    #: The headers in which the publisher asks something of those who keep the page (`crawler.fetching.page_wishes`).
    wish_headers: tuple[tuple[str, str], ...] = ()

    @property
    def is_not_modified(self) -> bool:
        """True where the server vouches that nothing changed."""
        return self.status == 304

    @property
    def is_redirect(self) -> bool:
        """True where `url` is the target of a redirect that was not asked for, because the asker knows it."""
        return self.status in REDIRECTS

    def is_unchanged_since(self, known: Validators) -> bool:
        """True for a 304, and for a server that ignores conditions and sends the same body again."""
        if self.is_not_modified:
            return True
        return known.body_hash is not None and hashlib.sha256(self.body).hexdigest() == known.body_hash


def named_failure(error: Exception, url: str, *, limit_mib: float, timeout: float) -> CrawlerError:
    """The failure that Scrapy's or Twisted's error stands for, in words of ours."""
    root = _root(error)
    if isinstance(error, CannotResolveHostError):
        address = refusal(split_url(url).host)
        if address:
            return ForbiddenAddress(url, f"its address {not_public(address)}")
        return NoConnection(url, "the host name has no address")
    if isinstance(error, (DownloadCancelledError, IgnoreRequest)):
        return TooLarge(url, f"more than {limit_mib:g} MiB")
    if isinstance(error, (DownloadTimeoutError, TimeoutError)):
        return NetworkError(url, f"no whole answer within {timeout:g} s")
    if isinstance(error, DownloadConnectionRefusedError):
        return NoConnection(url, "connection refused")
    if isinstance(error, (ResponseDataLossError, EOFError)) or isinstance(root, PotentialDataLoss):
        return BrokenBody(url, CUT_SHORT)
    if isinstance(root, TLSError):
        return NoConnection(url, f"no secure connection ({_tls_words(root)})")
    if isinstance(root, VerificationError):
        return NoConnection(url, "no secure connection (the certificate is another host's)")
    if isinstance(root, ConnectionDone):
        return NetworkError(url, "the server hung up without an answer that can be read")
    if isinstance(root, ConnectionAborted):
        # Only we abort at this point: see `http_handler`.
        return NetworkError(url, "the head of the answer has no end")
    if isinstance(root, ConnectionLost):
        return NetworkError(url, "the connection broke off")
    if isinstance(root, ConnectTimeout):
        return NoConnection(url, str(root))
    if isinstance(root, (ConnectError, OSError)):
        return NoConnection(url, f"no connection ({_first_line(root)})")
    if isinstance(error, (UnicodeError, ValueError)):
        return InvalidURL(url, _first_line(error))
    # A parser that meets what it did not foresee (a continuation of no header) stumbles in ways of its own.
    if isinstance(root, (ParseError, ValueError, AttributeError)):
        return NetworkError(url, "the answer is no HTTP that can be read")
    return NetworkError(url, f"the request failed ({_first_line(root)})")


@cache
def silence_twisted() -> None:
    """Keep Twisted from writing a traceback for each certificate that does not match: the fetch has its named failure.

    Not with NEWSDESK_LOG_LEVEL=DEBUG, which asks for such things.
    """
    logger = logging.getLogger("twisted")
    if logger.isEnabledFor(logging.DEBUG):
        return
    logger.setLevel(logging.CRITICAL + 1)
    # Until its log has begun Twisted writes what is critical by itself; beginning it also takes Python's warnings.
    showwarning = warnings.showwarning
    globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)
    warnings.showwarning = showwarning


def not_public(address: str) -> str:
    """The words for an address that is refused, with what to do where it is one's own."""
    return f"{address} is not a public address (NEWSDESK_ALLOW_NETWORKS allows networks of your own)"


def checked(answer: Answer, url: str) -> Answer:
    """The answer, when its status is one to go on with; else raises the failure it stands for."""
    status = answer.status
    if answer.wall:
        raise Blocked(url, f"HTTP status {status}: {answer.wall}")
    if status in _TURNED_AWAY:
        raise Blocked(url, f"HTTP status {status}")
    if status == 206:
        raise BadAnswer(url, "HTTP status 206: a part of the body, although all of it was asked for")
    if status in REDIRECTS or status == 304 or 200 <= status < 300:
        return answer
    raise HttpError(url, status)


def conditions(validators: Validators | None) -> dict[str, str]:
    """The headers that make a GET conditional."""
    headers = {}
    if validators and validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators and validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def fetched(answer: Answer, hop: str, sent: Validators | None) -> Fetched:
    """The answer as a value."""
    if answer.status == 304 and not conditions(sent):
        raise BadAnswer(hop, "HTTP status 304 (not modified) to a request without conditions")
    etag, last_modified = header(answer, "ETag"), header(answer, "Last-Modified")
    validators = Validators(etag=etag, last_modified=last_modified)
    if answer.status == 304 and sent:
        validators = replace(sent, etag=etag or sent.etag, last_modified=last_modified or sent.last_modified)
    return Fetched(
        url=hop,
        status=304 if answer.status == 304 else 200,
        body=answer.body,
        content_type=header(answer, "Content-Type"),
        validators=validators,
        wish_headers=tuple(_wish_headers(answer)),
        link=b", ".join(answer.headers.getlist("Link")).decode("latin-1") or None,
    )


async def unpacked(response: Any, url: str, *, limit: int) -> Answer:
    """The response with its Content-Encoding undone, to at most `limit` bytes; raises TooLarge or BrokenBody.

    Large bodies are unpacked in a thread: neither the visits of other sites nor the pauses wait for them.
    """
    if not 200 <= response.status < 300:
        return _worthless(response)
    if "dataloss" in response.flags:
        raise BrokenBody(url, CUT_SHORT)
    encodings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    body: bytes = response.body
    try:
        if encodings and len(body) > _LARGE:
            body = await asyncio.to_thread(decoded, body, encodings, limit=limit)
        else:
            body = decoded(body, encodings, limit=limit)
    except Swollen as error:
        raise TooLarge(url, str(error)) from None
    except Damaged as error:
        raise BrokenBody(url, str(error)) from None
    except Unknown as error:
        raise BadAnswer(url, str(error)) from None
    answer = Answer(response.status, response.headers, body)
    wall = why_bot_wall(answer.status, partial(header, answer), body)
    return replace(answer, wall=wall, may_be_cut="partial" in response.flags and not has_an_end(body))


def _worthless(response: Any) -> Answer:
    """An answer whose body is of no use, except for telling whether it is a bot wall."""
    answer = Answer(response.status, response.headers, b"")
    if response.status not in CHALLENGING:
        return answer
    encodings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    try:
        body = decoded(response.body, encodings, limit=_LARGEST_WALL)
    except ValueError:
        body = b""
    return replace(answer, wall=why_bot_wall(answer.status, partial(header, answer), body))


def has_an_end(body: bytes) -> bool:
    """False for markup that lacks the closing tag of its root, which a whole page, feed or sitemap has.

    HTML may leave it out, so that its absence is a doubt and no proof.
    """
    opened = _ROOT.search(body[:_ROOT_WITHIN].replace(b"\0", b""))
    if opened is None:
        return True
    root = opened[1].lower()
    closing = (b"</html", b"</body") if root in _PAGE_TAGS else (b"</" + root,)
    tail = body[-_END_WITHIN:].replace(b"\0", b"").lower()
    return any(tag in tail for tag in closing)


def next_hop(answer: Answer, hop: str) -> str:
    """Where a redirect leads; raises BadAnswer or ForbiddenRedirect where it leads nowhere we go."""
    location = header(answer, "Location")
    if not location:
        raise BadAnswer(hop, f"HTTP status {answer.status} (a redirect) without a Location")
    shown = location if location.isprintable() else ascii(location)
    try:
        target = absolute_url(location, hop)
        if not target.startswith(("http://", "https://")):
            raise ForbiddenRedirect(hop, f"redirected to {shown[:_SHOWN]}, which is neither http nor https")
        split_url(target)
    except InvalidURL as error:
        raise BadAnswer(hop, f"redirected to {shown[:_SHOWN]}: {error.reason}") from None
    return target.partition("#")[0]


def header(answer: Answer, name: str) -> str | None:
    """A header's value, None when it is missing or empty."""
    value: bytes | None = answer.headers.get(name)
    if not value:
        return None
    try:
        return value.decode().strip() or None
    except UnicodeDecodeError:
        return value.decode("latin-1").strip()


def _wish_headers(answer: Answer) -> Iterator[tuple[str, str]]:
    for name in WISH_HEADERS:
        for value in answer.headers.getlist(name):
            yield name, value.decode("latin-1")


def _root(error: BaseException) -> BaseException:
    """What lies below: Scrapy wraps Twisted's failures, and these keep what caused them in a list."""
    for _ in range(5):
        reasons = getattr(error, "reasons", None)
        below = reasons[0].value if reasons else error.__cause__
        if below is None:
            break
        error = below
    return error


def _tls_words(error: BaseException) -> str:
    """OpenSSL's own words: the error holds (library, function, reason) triples."""
    try:
        return str(error.args[0][-1][2]) or "TLS error"
    except (IndexError, TypeError):
        return "TLS error"


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    line = lines[0] if lines else type(error).__name__
    return (line if line.isprintable() else ascii(line))[:_SHOWN]
