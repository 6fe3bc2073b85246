"""One polite, guarded request: robots rules, pause, guard and limits on every hop, and named failures.

`get` is the only way to the network for everything the crawl reads, robots.txt included.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from scrapy import Request

from crawler.errors import (
    CrawlerError,
    DeniedByRobots,
    ForbiddenAddress,
    HttpError,
    NetworkError,
)
from crawler.fetching import resolver
from crawler.fetching.answers import (
    REDIRECTS,
    TRANSIENT,
    Answer,
    BadAnswer,
    BrokenBody,
    Fetched,
    checked,
    conditions,
    fetched,
    header,
    named_failure,
    next_hop,
    not_public,
    silence_twisted,
    unpacked,
)
from crawler.fetching.content_encoding import ACCEPTED
from crawler.fetching.host_memory import HostMemories, HostMemory
from crawler.fetching.politeness import next_request_at, parse_retry_after, retry_wait
from crawler.fetching.robots_keeper import MustWait, RobotsKeeper, RobotsUnreachable, Shelf
from crawler.guard import Network, is_allowed
from crawler.hosts import address_of
from crawler.robots import RobotsRules
from crawler.settings import MEBIBYTE, CrawlerSettings
from crawler.urls import host_of, split_url
from storage.model import Validators

__all__ = [
    "MOST_ATTEMPTS",
    "Download",
    "Fetched",
    "Fetcher",
    "MustWait",
    "RobotsUnreachable",
    "attempts_for",
    "may_pass",
    "parsed_networks",
]

MOST_REDIRECTS = 5
#: To ask a hub twice is to ask it once; the first time may go into a connection that it was just closing.
MOST_POSTS = 2
#: Redirects after which the same is posted again.
SAME_METHOD = frozenset({307, 308})
#: Requests in one run for the same URL: the first and its retries.
MOST_ATTEMPTS = 3
MOST_ATTEMPTS_FOR_A_BODY = 2
#: A server that asks for a longer pause than this is left alone and visited again later.
LONGEST_PAUSE = timedelta(seconds=15)
#: Seconds by which clocks and timers may differ.
EARLY_TIMER = 0.01
#: Seconds after the time limit at which a request ends even if Scrapy's own timer were not heeded.
OVERTIME = 2.0

Download = Callable[[Request], Awaitable[Any]]
#: Does the asker know what is at this address, so that it need not be asked for?
Knows = Callable[[str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class _Manner:
    """How one URL is asked for, the same on every hop."""

    limit_mib: float
    allow: tuple[Network, ...]
    validators: Validators | None
    attempts: int
    #: What is posted; None for a GET.
    form: bytes | None = None

    @property
    def limit(self) -> int:
        """The most bytes of a body, on the wire and unpacked."""
        return int(self.limit_mib * MEBIBYTE)


class Fetcher:
    """Asks the press, politely."""

    def __init__(
        self, download: Download, settings: CrawlerSettings, *, clock: Callable[[], datetime]
    ) -> None:
        self._download = download
        self._settings = settings
        self._clock = clock
        self._hosts = HostMemories()
        self._robots = RobotsKeeper(self._ask_for_robots, clock=clock)
        silence_twisted()

    async def get(
        self,
        url: str,
        *,
        limit_mib: float,
        allow: tuple[Network, ...] = (),
        validators: Validators | None = None,
        attempts: int = MOST_ATTEMPTS,
        knows: Knows | None = None,
    ) -> Fetched:
        """GET `url`, following at most five redirects; raises CrawlerError with the reason when nothing came of it.

        What may pass (a server error, a broken connection) is tried `attempts` times in all, with growing pauses.
        A redirect to an address that the asker `knows` is where it ends.
        """
        manner = _Manner(limit_mib, allow, validators, attempts)
        hop = url
        try:
            for _ in range(MOST_REDIRECTS + 1):
                await self._check_robots(hop, allow)
                answer = checked(await self._with_retries(hop, manner), hop)
                if answer.status not in REDIRECTS:
                    return fetched(answer, hop, validators)
                hop = next_hop(answer, hop)
                if knows and await knows(hop):
                    return Fetched(hop, answer.status, b"", None, Validators())
            raise BadAnswer(hop, f"more than {MOST_REDIRECTS} redirects")
        except CrawlerError as error:
            raise _seen_from(url, hop, error) from error.__cause__

    async def post(self, url: str, form: Mapping[str, str], *, allow: tuple[Network, ...] = ()) -> None:
        """POST a form to the hub that a feed names; raises CrawlerError where it is not taken.

        robots.txt is about pages, and a feed names its hub to be asked; guard, pauses and limits are those of `get`.
        """
        manner = _Manner(self._settings.page_mib, allow, None, MOST_POSTS, urlencode(form).encode())
        hop = url
        try:
            for _ in range(MOST_REDIRECTS + 1):
                answer = checked(await self._with_retries(hop, manner), hop)
                if answer.status not in SAME_METHOD:
                    if answer.status >= 300:
                        raise HttpError(hop, answer.status)
                    return
                hop = next_hop(answer, hop)
            raise BadAnswer(hop, f"more than {MOST_REDIRECTS} redirects")
        except CrawlerError as error:
            raise _seen_from(url, hop, error) from error.__cause__

    async def robots_of(self, url: str, *, allow: tuple[Network, ...] = ()) -> RobotsRules:
        """The rules of the URL's origin; raises RobotsUnreachable where there are none to be had."""
        rules = await self._robots.rules_of(url, allow)
        self._host(url).crawl_delay = rules.crawl_delay
        return rules

    def wait_of(self, url: str) -> datetime | None:
        """Until when the URL's host asked to be left alone, when that is still to come."""
        until = self._host(url).wait_until
        return until if until and until > self._clock() else None

    def remember_wait(self, host: str, until: datetime) -> None:
        """Take over a Retry-After that the archive kept from before."""
        memory = self._hosts.of(host, now=self._clock())
        memory.wait_until = max(until, memory.wait_until or until)

    def keep_robots_on(self, shelf: Shelf) -> None:
        """Let what is learnt from robots.txt outlive this process."""
        self._robots.shelf = shelf

    def _host(self, url: str) -> HostMemory:
        return self._hosts.of(host_of(url), now=self._clock())

    async def _check_robots(self, url: str, allow: tuple[Network, ...]) -> None:
        rules = await self.robots_of(url, allow=allow)
        if not rules.is_allowed(url):
            raise DeniedByRobots(url)

    async def _ask_for_robots(self, url: str, allow: tuple[Network, ...]) -> Answer:
        return await self._with_retries(url, _Manner(self._settings.page_mib, allow, None, MOST_ATTEMPTS))

    async def _with_retries(self, url: str, manner: _Manner) -> Answer:
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = await self._whole(url, manner)
            except NetworkError as error:
                if attempt >= min(manner.attempts, attempts_for(error)):
                    raise
            else:
                self._heed_retry_after(answer, url)
                if answer.status not in TRANSIENT or answer.wall or attempt >= manner.attempts:
                    return answer
            if self._settings.delay:
                await asyncio.sleep(retry_wait(attempt).total_seconds())

    async def _whole(self, url: str, manner: _Manner) -> Answer:
        """The answer; one that may have been cut is asked for once more, and believed when it comes the same again."""
        answer = await unpacked(await self._once(url, manner), url, limit=manner.limit)
        if not answer.may_be_cut:
            return answer
        again = await unpacked(await self._once(url, manner), url, limit=manner.limit)
        if again.may_be_cut and len(again.body) != len(answer.body):
            raise BrokenBody(url, "the answer was cut short: it ends at another place each time")
        return again

    def _heed_retry_after(self, answer: Answer, url: str) -> None:
        if answer.status not in TRANSIENT and not (300 <= answer.status < 400 or answer.status >= 500):
            return
        until = parse_retry_after(header(answer, "Retry-After"), now=self._clock())
        if until is not None:
            self._host(url).wait_until = until
            if until - self._clock() > LONGEST_PAUSE and answer.status != 304:
                raise MustWait(url, until, answer.status)

    async def _once(self, url: str, manner: _Manner) -> Any:
        _check_address(url, manner.allow)
        host = self._host(url)
        host.waiting_count += 1
        try:
            async with host.turn:
                await self._pause(url, host)
                host.started_at = self._clock()
                resolver.allow(manner.allow)
                try:
                    return await self._answer(url, manner)
                finally:
                    host.ended_at = self._clock()
        finally:
            host.waiting_count -= 1

    async def _pause(self, url: str, host: HostMemory) -> None:
        now = self._clock()
        if host.wait_until and host.wait_until - now > LONGEST_PAUSE:
            raise MustWait(url, host.wait_until)
        due = next_request_at(
            now=now,
            delay=timedelta(seconds=self._settings.delay),
            last_started_at=host.started_at,
            last_ended_at=host.ended_at,
            crawl_delay=host.crawl_delay,
            retry_after_until=host.wait_until,
        )
        if due > now:
            # A timer may fire a little early; a pause may not be short.
            await asyncio.sleep((due - now).total_seconds() + EARLY_TIMER)

    async def _answer(self, url: str, manner: _Manner) -> Any:
        seconds = self._settings.request_timeout
        told = {"Content-Type": "application/x-www-form-urlencoded"} if manner.form is not None else {}
        request = Request(
            url,
            method="GET" if manner.form is None else "POST",
            body=manner.form or b"",
            headers={"Accept-Encoding": ACCEPTED, **conditions(manner.validators), **told},
            meta={
                "download_slot": host_of(url),
                "download_maxsize": manner.limit,
                "download_timeout": seconds,
                # It comes with a mark instead: a redirect or a "404" says all it has to in its head.
                "download_fail_on_dataloss": False,
            },
            dont_filter=True,
        )
        try:
            async with asyncio.timeout(seconds + OVERTIME):
                return await self._download(request)
        except Exception as error:
            raise named_failure(error, url, limit_mib=manner.limit_mib, timeout=seconds) from error


def may_pass(error: CrawlerError) -> bool:
    """True where the same request may well succeed a few seconds later."""
    if isinstance(error, HttpError):
        return error.status in TRANSIENT
    return isinstance(error, NetworkError) and not isinstance(error, RobotsUnreachable)


def attempts_for(error: CrawlerError) -> int:
    """How often a request that failed like this is made in one run: half a body comes again as half a body."""
    return MOST_ATTEMPTS_FOR_A_BODY if isinstance(error, BrokenBody) else MOST_ATTEMPTS


def parsed_networks(*cidrs: str) -> tuple[Network, ...]:
    """CIDRs as networks, for `get(allow=…)`."""
    return tuple(ipaddress.ip_network(cidr, strict=False) for cidr in cidrs)


def _check_address(url: str, allow: tuple[Network, ...]) -> None:
    """A literal address is judged here, a name by the resolver when it is connected to."""
    literal = address_of(split_url(url).host)
    if literal is not None and not is_allowed(literal, allow):
        raise ForbiddenAddress(url, not_public(literal))


def _seen_from(url: str, hop: str, error: CrawlerError) -> CrawlerError:
    """The failure of a hop as that of the URL which led there; the hop is named where it is another host's."""
    if hop != url and host_of(hop) != host_of(url):
        error.reason = f"redirected to {host_of(hop)}: {error.reason or error.sentence.rstrip('.')}"
    error.url = url
    return error
