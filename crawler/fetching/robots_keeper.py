"""The robots.txt of each origin: asked for once a day, and what it means when it cannot be had.

What an origin answered is kept on a shelf, where there is one, so that the next process need not ask again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from crawler.errors import FetchError, ForbiddenAddress, InvalidURL, NetworkError, TooLarge
from crawler.fetching.answers import REDIRECTS, Answer, BadAnswer, ForbiddenRedirect, NoConnection, next_hop
from crawler.guard import Network
from crawler.robots import RobotsRules, rules_for_status
from crawler.settings import PRODUCT_TOKEN
from crawler.urls import split_url
from storage.robots import RobotsText

#: RFC 9309 §2.4: robots.txt is kept at most a day.
ROBOTS_KEPT = timedelta(hours=24)
#: An unreachable robots.txt forbids everything, but is asked for again soon.
ROBOTS_RETRY = timedelta(minutes=5)
#: Origins whose rules are kept in memory; asking one again costs one request.
MOST_ORIGINS = 10_000
#: RFC 9309 §2.3.1.2.
MOST_REDIRECTS = 5

#: Asks for a URL in the manner of the fetcher; the answer may be a redirect.
Ask = Callable[[str, tuple[Network, ...]], Awaitable[Answer]]


class Shelf(Protocol):
    """Where answers outlive the crawl process."""

    async def take(self, origin: str) -> RobotsText | None:
        """What the origin answered last, as far as anybody knows."""

    async def put(self, origin: str, text: RobotsText) -> None:
        """Keep what the origin answered just now."""


class RobotsUnreachable(NetworkError):
    """The site cannot be asked for anything now.

    Its robots.txt cannot be read, and that forbids everything (RFC 9309 §2.3.1.4).
    """


class MustWait(FetchError):
    """The server asked to be left alone for a while."""

    def __init__(self, url: str, until: datetime, status: int | None = None) -> None:
        answered = f"HTTP status {status}: " if status else ""
        super().__init__(
            url, f"{answered}the server asks to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC"
        )
        self.args = (url, until, status)
        self.until = until
        #: None where nothing was asked, because of what was said before.
        self.status = status
        #: Whose server asked it; `url` may become that of the page which led there.
        self.asked_by = url


@dataclass(frozen=True, slots=True)
class _Known:
    """What we know of an origin's robots.txt, and until when that holds."""

    rules: RobotsRules
    until: datetime
    #: Why it cannot be read, where it cannot.
    reason: str | None


class RobotsKeeper:
    """Knows the rules of every origin that was asked in the last day."""

    def __init__(self, ask: Ask, *, clock: Callable[[], datetime]) -> None:
        self._ask = ask
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        #: None where nothing is to outlive this process.
        self.shelf: Shelf | None = None

    async def rules_of(self, url: str, allow: tuple[Network, ...]) -> RobotsRules:
        """The rules of the URL's origin; raises RobotsUnreachable where there are none to be had."""
        parts = split_url(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._current(origin) or await self._learnt(origin, allow)
        if known.rules.is_unreachable:
            raise RobotsUnreachable(url, known.reason)
        return known.rules

    def _current(self, origin: str) -> _Known | None:
        known = self._known.get(origin)
        return known if known and known.until > self._clock() else None

    async def _learnt(self, origin: str, allow: tuple[Network, ...]) -> _Known:
        """What the origin says; those who want to know at the same time wait for the one answer."""
        turn = self._turns.setdefault(origin, asyncio.Lock())
        async with turn:
            known = self._current(origin)
            if known is None:
                known = await self._from_shelf(origin) or await self._from_origin(origin, allow)
                self._forget()
                self._known[origin] = known
        return known

    async def _from_shelf(self, origin: str) -> _Known | None:
        """What an earlier process learnt, while it still holds."""
        text = await self.shelf.take(origin) if self.shelf else None
        if text is None or text.fetched_at > self._clock():
            return None
        known = _known(origin, text)
        return known if known.until > self._clock() else None

    async def _from_origin(self, origin: str, allow: tuple[Network, ...]) -> _Known:
        status, body, reason = await self._read(f"{origin}/robots.txt", allow)
        text = RobotsText(self._clock(), status, body, reason)
        if self.shelf:
            await self.shelf.put(origin, text)
        return _known(origin, text)

    def _forget(self) -> None:
        """Make room: what is out of date first, and then the origins that were asked first."""
        if len(self._known) < MOST_ORIGINS:
            return
        now = self._clock()
        current = [(origin, known) for origin, known in self._known.items() if known.until > now]
        self._known = dict(current[-MOST_ORIGINS // 2 :])

    async def _read(self, url: str, allow: tuple[Network, ...]) -> tuple[int | None, bytes, str | None]:
        """Status (None: no answer), body and, should that mean "stay away", why."""
        hop = url
        for _ in range(MOST_REDIRECTS + 1):
            try:
                answer = await self._ask(hop, allow)
                if answer.status not in REDIRECTS:
                    return answer.status, answer.body, _stay_away(f"HTTP status {answer.status}")
                hop = next_hop(answer, hop)
            except NoConnection as error:
                # The host itself is away: that there is a robots.txt is beside the point.
                return None, b"", error.reason if hop == url else _stay_away(f"{hop}: {error.reason}")
            except (MustWait, ForbiddenAddress, InvalidURL) as error:
                # On the first request they are about the host, not about its robots.txt.
                if hop == url and not isinstance(error, ForbiddenRedirect):
                    if isinstance(error, MustWait) and error.status:
                        error.reason = f"robots.txt: {error.reason}"
                    raise
                return None, b"", _stay_away(error.reason)
            except (NetworkError, BadAnswer, TooLarge) as error:
                return None, b"", _stay_away(error.reason)
        # RFC 9309 §2.3.1.2: more than five redirects may be taken as "no robots.txt".
        return 404, b"", None


def _known(origin: str, text: RobotsText) -> _Known:
    rules = rules_for_status(text.status, text.body, user_agent=PRODUCT_TOKEN, url=origin)
    kept = ROBOTS_RETRY if rules.is_unreachable else ROBOTS_KEPT
    return _Known(rules, text.fetched_at + kept, text.reason)


def _stay_away(reason: str | None) -> str:
    return f"robots.txt cannot be read ({reason}), so nothing is asked for"
