"""Gathers the lines of a list of subscriptions: each address once, and a reason for each that is none."""

from __future__ import annotations

from dataclasses import replace

from crawler.discovery.links import http_url
from crawler.discovery.subscriptions import (
    MOST_SUBSCRIPTIONS,
    LeftOut,
    ListHead,
    OtherList,
    Subscription,
    SubscriptionList,
)
from crawler.discovery.text import LONGEST_TITLE
from crawler.errors import InvalidURL
from crawler.urls import canonical_url


class ListCollector:
    """Collects what is found in the order in which it stands."""

    def __init__(self) -> None:
        self._subscriptions: dict[str, Subscription] = {}
        self._lists: dict[str, OtherList] = {}
        self._left_out: list[LeftOut] = []
        self._remarks: list[str] = []

    def subscribe(self, found: Subscription) -> None:
        """Take a line whose addresses are as they were found; without a usable one it is left out, with a reason."""
        feed, homepage = usable(found.feed), usable(found.homepage)
        if feed is None and homepage is None:
            address = found.feed or found.homepage
            self.leave_out(
                found.title, address, "it is no http or https URL" if address else "it has no address"
            )
            return
        if len(self._subscriptions) >= MOST_SUBSCRIPTIONS:
            self.leave_out(
                found.title, feed or homepage, f"only {MOST_SUBSCRIPTIONS:,} are taken of one list"
            )
            return
        subscription = replace(found, feed=feed, homepage=homepage)
        # A home page counts for itself only where no feed is named.
        key = canonical_url(subscription.url)
        first = self._subscriptions.setdefault(key, subscription)
        if first is not subscription:
            # Feed readers write a feed once for each of its folders.
            groups = tuple(dict.fromkeys((*first.groups, *subscription.groups)))
            self._subscriptions[key] = replace(first, groups=groups)
            self.leave_out(found.title, subscription.url, "it is in the list twice")

    def refer(self, title: str | None, address: str | None) -> None:
        """Take the address of another list."""
        url = usable(address)
        if url:
            self._lists.setdefault(url, OtherList(url, title))

    def leave_out(self, title: str | None, address: str | None, reason: str) -> None:
        """Remember a line that is no subscription."""
        self._left_out.append(LeftOut(title, address, reason))

    def remark(self, sentence: str) -> None:
        """Remember something odd."""
        self._remarks.append(sentence)

    def result(self, head: ListHead = ListHead(), *, version: str | None = None) -> SubscriptionList:  # noqa: B008
        """Everything that was found."""
        return SubscriptionList(
            subscriptions=tuple(self._subscriptions.values()),
            lists=tuple(self._lists.values()),
            left_out=tuple(self._left_out),
            head=head,
            version=version,
            remarks=tuple(self._remarks),
        )


def usable(address: str | None) -> str | None:
    """The address that can be asked for, or None."""
    url = http_url(address, "")
    try:
        return url if url and canonical_url(url) else None
    except InvalidURL:
        return None


def one_line(text: str) -> str | None:
    """A title or name on one line; None when there is none."""
    line = " ".join(text.split())
    return line[:LONGEST_TITLE] or None
