"""The name resolver of the crawl process: an address that may not be connected to is never given out.

The address judged here is the one that is connected to, so a name that answers differently
the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawler.guard import Network, is_allowed

#: What the request under way may connect to although it is not public; each request sets it for itself.
_allowed: ContextVar[tuple[Network, ...]] = ContextVar("allowed networks", default=())
#: Host → the address that was refused, for the sentence in the failure.
_refused: dict[str, str] = {}


def allow(networks: tuple[Network, ...]) -> None:
    """Allow these networks for the request that this coroutine is about to make, and for no other."""
    _allowed.set(networks)


def refusal(host: str) -> str | None:
    """The address of `host` that was refused when it was last looked up."""
    return _refused.get(host)


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, with the guard between the answer and its use."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Any:  # noqa: N802 - Twisted's name
        """Look up `name`; fails with DNSLookupError for an address that is forbidden."""
        return super().getHostByName(name, timeout).addCallback(_judged, name, _allowed.get())


def _judged(address: str, name: str, allowed: tuple[Network, ...]) -> str:
    if is_allowed(address, allowed):
        _refused.pop(name, None)
        return address
    _refused[name] = address
    raise DNSLookupError(f"{name} is at {address}, which is not a public address")
