"""One polite, guarded request: robots rules, pause, guard and limits on every hop, and named failures.

`get` is the only way to the network for everything the crawl reads, robots.txt included.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler import resolver
from crawler.errors import (
    Blocked,
    CrawlerError,
    DeniedByRobots,
    FetchError,
    ForbiddenAddress,
    HttpError,
    InvalidURL,
    NetworkError,
    TooLarge,
)
from crawler.guard import Network, is_allowed
from crawler.hosts import address_of
from crawler.politeness import next_request_at, parse_retry_after, retry_wait
from crawler.robots import LONGEST_BODY, RobotsRules, rules_for_status
from crawler.settings import MEBIBYTE, PRODUCT_TOKEN, CrawlerSettings
from crawler.urls import host_of, split_url
from storage.model import Validators

MOST_REDIRECTS = 5
#: RFC 9309 §2.4: robots.txt is kept at most a day.
ROBOTS_KEPT = timedelta(hours=24)
#: An unreachable robots.txt forbids everything, but is asked for again soon.
ROBOTS_RETRY = timedelta(minutes=5)
#: Requests in one run for the same URL: the first and its retries.
MOST_ATTEMPTS = 3
#: A server that asks for a longer pause than this is left alone and visited again later.
LONGEST_PAUSE = timedelta(seconds=15)
#: Seconds by which clocks and timers may differ.
EARLY_TIMER = 0.01

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TRANSIENT = frozenset({500, 502, 503, 504, 520, 522, 524, 429, 408})
_TURNED_AWAY = frozenset({401, 402, 403, 429, 451})

Download = Callable[[Request], Awaitable[Any]]


class MustWait(FetchError):
    """The server asked to be left alone for a while."""

    def __init__(self, url: str, until: datetime) -> None:
        super().__init__(url, f"until {until:%Y-%m-%d %H:%M:%S} UTC")
        self.args = (url, until)
        self.until = until


class RobotsUnreachable(NetworkError):
    """robots.txt cannot be read, so nothing may be asked for (RFC 9309 §2.3.1.4)."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to a request, after redirects; status is 200 or, for a conditional GET, 304."""

    url: str
    status: int
    body: bytes
    content_type: str | None
    validators: Validators

    @property
    def is_not_modified(self) -> bool:
        """True where the server vouches that nothing changed."""
        return self.status == 304


@dataclass(slots=True)
class _Host:
    """What we remember of a host while the crawl process lives."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    wait_until: datetime | None = None
    robots: RobotsRules | None = None
    robots_until: datetime | None = None
    robots_reason: str | None = None


class Fetcher:
    """Asks the press, politely."""

    def __init__(
        self, download: Download, settings: CrawlerSettings, *, clock: Callable[[], datetime]
    ) -> None:
        self._download = download
        self._settings = settings
        self._clock = clock
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    async def get(
        self,
        url: str,
        *,
        limit_mib: float,
        allow: tuple[Network, ...] = (),
        validators: Validators | None = None,
        attempts: int = MOST_ATTEMPTS,
    ) -> Fetched:
        """GET `url`, following at most five redirects; raises CrawlerError with the reason when nothing came of it.

        What may pass (a server error, a broken connection) is tried `attempts` times in all, with growing pauses.
        """
        hop = url
        for _ in range(MOST_REDIRECTS + 1):
            await self._check_robots(hop, allow)
            answer = _checked(await self._with_retries(hop, limit_mib, allow, validators, attempts), hop)
            if answer.status not in _REDIRECTS:
                return _fetched(answer, hop, url, validators)
            hop = _next_hop(answer, hop, url)
        raise NetworkError(url, f"more than {MOST_REDIRECTS} redirects, the last to {hop}")

    async def robots_of(self, url: str, *, allow: tuple[Network, ...] = ()) -> RobotsRules:
        """The rules of the URL's host; raises RobotsUnreachable where there are none to be had."""
        await self._check_robots(url, allow, only_load=True)
        rules = self._hosts[host_of(url)].robots
        assert rules is not None  # noqa: S101 - _check_robots has loaded them or raised
        return rules

    def wait_of(self, url: str) -> datetime | None:
        """Until when the URL's host asked to be left alone, when that is still to come."""
        until = self._hosts[host_of(url)].wait_until
        return until if until and until > self._clock() else None

    def remember_wait(self, host: str, until: datetime) -> None:
        """Take over a Retry-After that the archive kept from before."""
        self._hosts[host].wait_until = until

    async def _check_robots(self, url: str, allow: tuple[Network, ...], *, only_load: bool = False) -> None:
        host = self._hosts[host_of(url)]
        if host.robots is None or host.robots_until is None or host.robots_until <= self._clock():
            host.robots = None
            status, body, host.robots_reason = await self._ask_for_robots(url, allow)
            host.robots = rules_for_status(status, body[:LONGEST_BODY], user_agent=PRODUCT_TOKEN, url=url)
            host.robots_until = self._clock() + (ROBOTS_RETRY if host.robots.is_unreachable else ROBOTS_KEPT)
        if host.robots.is_unreachable:
            raise RobotsUnreachable(
                url, f"robots.txt cannot be read ({host.robots_reason}), so nothing is asked for"
            )
        if not only_load and not host.robots.is_allowed(url):
            raise DeniedByRobots(url)

    async def _ask_for_robots(
        self, url: str, allow: tuple[Network, ...]
    ) -> tuple[int | None, bytes, str | None]:
        """Status (None: no answer), body and, where it went wrong, the reason."""
        hop = urljoin(url, "/robots.txt")
        for _ in range(MOST_REDIRECTS + 1):
            try:
                answer = await self._with_retries(hop, self._settings.page_mib, allow, None)
            except (NetworkError, TooLarge) as error:
                return None, b"", error.reason
            if answer.status not in _REDIRECTS:
                return (
                    answer.status,
                    answer.body,
                    f"robots.txt answers HTTP status {answer.status}, so nothing may be asked for",
                )
            hop = _next_hop(answer, hop, hop)
        # RFC 9309 §2.3.1.2: more than five redirects may be taken as "no robots.txt".
        return 404, b"", None

    async def _with_retries(
        self,
        url: str,
        limit_mib: float,
        allow: tuple[Network, ...],
        validators: Validators | None,
        attempts: int = MOST_ATTEMPTS,
    ) -> Any:
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = await self._once(url, limit_mib, allow, validators)
            except NetworkError:
                if attempt >= attempts:
                    raise
            else:
                if answer.status not in _TRANSIENT:
                    return answer
                self._heed_retry_after(answer, url)
                if attempt >= attempts:
                    return answer
            if self._settings.delay:
                await asyncio.sleep(retry_wait(attempt).total_seconds())

    def _heed_retry_after(self, answer: Any, url: str) -> None:
        until = parse_retry_after(_header(answer, "Retry-After"), now=self._clock())
        if until is not None:
            self._hosts[host_of(url)].wait_until = until
            if until - self._clock() > LONGEST_PAUSE:
                raise MustWait(url, until)

    async def _once(
        self, url: str, limit_mib: float, allow: tuple[Network, ...], validators: Validators | None
    ) -> Any:
        _check_address(url, allow)
        host = self._hosts[host_of(url)]
        async with host.turn:
            await self._pause(url, host)
            host.started_at = self._clock()
            resolver.allow(allow)
            try:
                return await self._answer(url, limit_mib, validators)
            finally:
                host.ended_at = self._clock()

    async def _pause(self, url: str, host: _Host) -> None:
        now = self._clock()
        if host.wait_until and host.wait_until - now > LONGEST_PAUSE:
            raise MustWait(url, host.wait_until)
        due = next_request_at(
            now=now,
            delay=timedelta(seconds=self._settings.delay),
            last_started_at=host.started_at,
            last_ended_at=host.ended_at,
            crawl_delay=host.robots.crawl_delay if host.robots else None,
            retry_after_until=host.wait_until,
        )
        if due > now:
            # A timer may fire a little early; a pause may not be short.
            await asyncio.sleep((due - now).total_seconds() + EARLY_TIMER)

    async def _answer(self, url: str, limit_mib: float, validators: Validators | None) -> Any:
        request = Request(
            url,
            headers=_conditions(validators),
            meta={
                "download_slot": host_of(url),
                "download_maxsize": int(limit_mib * MEBIBYTE),
                "download_timeout": self._settings.request_timeout,
            },
            dont_filter=True,
        )
        try:
            return await self._download(request)
        except Exception as error:
            raise self._named(error, url, limit_mib) from error

    def _named(self, error: Exception, url: str, limit_mib: float) -> CrawlerError:
        if isinstance(error, CannotResolveHostError):
            address = resolver.refusal(split_url(url).host)
            if address:
                return ForbiddenAddress(url, f"the host is at {address}, which is not a public address")
            return NetworkError(url, "the host name has no address")
        if isinstance(error, (DownloadCancelledError, IgnoreRequest)):
            return TooLarge(url, f"more than {limit_mib:g} MiB")
        if isinstance(error, DownloadTimeoutError):
            return NetworkError(url, f"no whole answer within {self._settings.request_timeout:g} s")
        if isinstance(error, DownloadConnectionRefusedError):
            return NetworkError(url, "connection refused")
        if isinstance(error, ResponseDataLossError):
            return NetworkError(url, "the answer was cut short")
        if isinstance(error, (UnicodeError, ValueError)):
            return InvalidURL(url, str(error))
        return NetworkError(url, _first_line(error))


def may_pass(error: CrawlerError) -> bool:
    """True where the same request may well succeed a few seconds later."""
    if isinstance(error, HttpError):
        return error.status in _TRANSIENT
    return isinstance(error, NetworkError) and not isinstance(error, RobotsUnreachable)


def parsed_networks(*cidrs: str) -> tuple[Network, ...]:
    """CIDRs as networks, for `get(allow=…)`."""
    return tuple(ipaddress.ip_network(cidr, strict=False) for cidr in cidrs)


def _check_address(url: str, allow: tuple[Network, ...]) -> None:
    """A literal address is judged here, a name by the resolver when it is connected to."""
    literal = address_of(split_url(url).host)
    if literal is not None and not is_allowed(literal, allow):
        raise ForbiddenAddress(url, f"{literal} is not a public address")


def _checked(answer: Any, url: str) -> Any:
    if answer.status in _TURNED_AWAY:
        raise Blocked(url, f"HTTP status {answer.status}")
    if answer.status >= 400 or answer.status < 200:
        raise HttpError(url, answer.status)
    return answer


def _conditions(validators: Validators | None) -> dict[str, str]:
    headers = {}
    if validators and validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators and validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _fetched(answer: Any, hop: str, url: str, sent: Validators | None) -> Fetched:
    if answer.status == 304 and not _conditions(sent):
        raise NetworkError(url, "the server answered 304 to a request without conditions")
    etag, last_modified = _header(answer, "ETag"), _header(answer, "Last-Modified")
    validators = Validators(etag=etag, last_modified=last_modified)
    if answer.status == 304 and sent:
        validators = replace(sent, etag=etag or sent.etag, last_modified=last_modified or sent.last_modified)
    return Fetched(
        url=hop,
        status=304 if answer.status == 304 else 200,
        body=answer.body,
        content_type=_header(answer, "Content-Type"),
        validators=validators,
    )


def _next_hop(answer: Any, hop: str, url: str) -> str:
    location = _header(answer, "Location")
    if not location:
        raise NetworkError(url, f"HTTP status {answer.status} without a Location")
    target = urljoin(hop, location)
    if not target.startswith(("http://", "https://")):
        raise ForbiddenAddress(url, f"redirected to {target[:100]}, which is neither http nor https")
    return target.partition("#")[0]


def _header(answer: Any, name: str) -> str | None:
    value: bytes | None = answer.headers.get(name)
    if not value:
        return None
    try:
        return value.decode().strip() or None
    except UnicodeDecodeError:
        return value.decode("latin-1").strip()


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200]
