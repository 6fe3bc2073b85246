"""What a list of subscriptions holds: feeds, home pages, other lists, and what was left out of it and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: Bytes of a list, unpacked: twenty thousand feeds need less.
LARGEST_LIST = 5 * 1024 * 1024
#: Subscriptions of one list.
MOST_SUBSCRIPTIONS = 20_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """One publication that somebody follows."""

    #: None where the list names only the home page, which may announce feeds.
    feed: str | None
    title: str | None = None
    homepage: str | None = None
    language: str | None = None
    #: The folders and categories it stands in, each as its path from the outside in.
    groups: tuple[tuple[str, ...], ...] = ()
    #: The name of the source, where newsdesk itself has written the list.
    source: str | None = None

    @property
    def url(self) -> str:
        """The address to watch: the feed, or else the home page."""
        return self.feed or self.homepage or ""


@dataclass(frozen=True, slots=True)
class OtherList:
    """Another list that this one names; nobody asks for it."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of the list that is no subscription, and why."""

    title: str | None
    address: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ListHead:
    """What a list says about itself."""

    title: str | None = None
    owner: str | None = None
    owner_email: str | None = None
    owner_url: str | None = None
    created_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionList:
    """A list of subscriptions as read."""

    subscriptions: tuple[Subscription, ...] = ()
    lists: tuple[OtherList, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    head: ListHead = ListHead()
    version: str | None = None
    #: What in it is not as it should be, though everything else could be read.
    remarks: tuple[str, ...] = ()
    #: What is wrong with its XML, where that is beyond repair: there may have been more subscriptions.
    damage: str | None = None
