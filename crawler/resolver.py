"""The name resolver of the crawl process: an address that may not be connected to is never given out.

The address judged here is the one that is connected to, so a name that answers differently
the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawler.guard import Network, is_allowed

#: Networks allowed for everybody, and for the host of a source that allows them itself.
_allowed: list[Network] = []
_allowed_for: dict[str, tuple[Network, ...]] = {}
#: Host → the address that was refused, for the sentence in the failure.
_refused: dict[str, str] = {}


def allow(networks: Sequence[Network]) -> None:
    """Allow these networks for every host."""
    _allowed[:] = networks


def allow_for(host: str, networks: tuple[Network, ...]) -> None:
    """Allow these networks for one host (a name or a literal address)."""
    _allowed_for[host] = networks


def refusal(host: str) -> str | None:
    """The address of `host` that was refused when it was last looked up."""
    return _refused.get(host)


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, with the guard between the answer and its use."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Any:  # noqa: N802 - Twisted's name
        """Look up `name`; fails with DNSLookupError for an address that is forbidden."""
        return super().getHostByName(name, timeout).addCallback(_judged, name)


def _judged(address: str, name: str) -> str:
    if is_allowed(address, [*_allowed, *_allowed_for.get(name, ())]):
        _refused.pop(name, None)
        return address
    _refused[name] = address
    raise DNSLookupError(f"{name} is at {address}, which is not a public address")
