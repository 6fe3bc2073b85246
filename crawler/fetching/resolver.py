"""The name resolver of the crawl process: an address that may not be connected to is never given out.

The addresses judged here, IPv4 and IPv6, are the ones that are connected to, so a name that answers differently
the second time (DNS rebinding) gains nothing. Of several addresses the forbidden ones are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

from scrapy.resolver import CachingHostnameResolver

from crawler.guard import Network, may_connect

#: What the request under way may connect to although it is not public; each request sets it for itself.
_allowed: ContextVar[tuple[Network, ...]] = ContextVar("allowed networks", default=())
#: Host → the address that was refused, for the sentence in the failure.
_refused: dict[str, str] = {}
#: Refusals that are remembered: redirects may name any number of hosts.
_MOST_REFUSED = 10_000


def allow(networks: tuple[Network, ...]) -> None:
    """Allow these networks for the request that this coroutine is about to make, and for no other."""
    _allowed.set(networks)


def refusal(host: str) -> str | None:
    """The address of `host` that was refused when it was last looked up."""
    return _refused.get(host)


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver for both kinds of addresses, with the guard between the answer and its use."""

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Look up a name; the receiver gets the addresses that the request under way may connect to."""
        guarded: Any = _GuardedReceiver(resolutionReceiver, hostName, _allowed.get())
        return super().resolveHostName(guarded, hostName, portNumber, addressTypes, transportSemantics)


class _GuardedReceiver:
    """Passes on the addresses that may be connected to; Scrapy's cache before it keeps them all."""

    def __init__(self, receiver: Any, name: str, allowed: tuple[Network, ...]) -> None:
        self._receiver = receiver
        self._name = name
        self._allowed = allowed
        self._is_found = False
        self._refused: str | None = None

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's name, as are those below
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if may_connect(self._name, address.host, self._allowed):
            self._is_found = True
            self._receiver.addressResolved(address)
        else:
            self._refused = self._refused or address.host

    def resolutionComplete(self) -> None:  # noqa: N802
        _refused.pop(self._name, None)
        if self._refused and not self._is_found:
            if len(_refused) >= _MOST_REFUSED:
                _refused.clear()
            _refused[self._name] = self._refused
        self._receiver.resolutionComplete()
