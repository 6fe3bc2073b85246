"""Asks the hub of a feed to tell us of its news (W3C WebSub), and asks again before that ends.

A hub saves no look at the feed, it only brings one forward; without NEWSDESK_PUBLIC_URL none is asked.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from crawler.discovery import Feed
from crawler.discovery.links import http_url
from crawler.errors import CrawlerError
from crawler.fetching.fetcher import Fetched
from crawler.outcomes import reason_of
from crawler.visit.checks import SeedTask
from crawler.visit.context import Context
from storage import Transaction
from storage.subscriptions import CALLBACK_PATH, Subscription, SubscriptionState

log = structlog.get_logger("websub")

#: A lease is renewed when so little of it is left; feeds are looked at far more often.
RENEW_BEFORE = timedelta(days=1)
#: Waits before a hub is asked again: one that did not verify yet, one that refused, and between two renewals.
UNVERIFIED_WAIT = timedelta(hours=6)
REFUSED_WAIT = timedelta(days=7)
RENEWAL_WAIT = timedelta(hours=1)
#: What we ask for; the hub has the last word.
WISHED_LEASE = timedelta(days=10)
#: Characters of a Link header that are looked at.
LONGEST_LINK = 8 * 1024

_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Announced:
    """Where a feed can be subscribed to: its hub, and its name there."""

    hub: str
    topic: str


def announced_in(link: str | None, feed: Feed | None, url: str) -> Announced | None:
    """The hub that the Link header names, else the document (WebSub §4); None where there is none."""
    hubs, topics = _links(link, "hub", url), _links(link, "self", url)
    if feed is not None:
        hubs, topics = [*hubs, *feed.hubs], [*topics, *filter(None, (feed.self_url,))]
    return Announced(hubs[0], topics[0] if topics else url) if hubs else None


def must_ask(known: Subscription | None, wished: Announced, now: datetime) -> bool:
    """True where the hub is to be asked now: for the first time, again after a while, or for a longer lease."""
    if known is None or (known.hub, known.topic) != (wished.hub, wished.topic):
        return True
    since = now - known.asked_at
    if known.state is SubscriptionState.refused:
        return since >= REFUSED_WAIT
    if known.lease_until is None:
        return since >= UNVERIFIED_WAIT
    return known.lease_until - now < RENEW_BEFORE and since >= RENEWAL_WAIT


async def keep_subscribed(
    context: Context, task: SeedTask, fetched: Fetched, feed: Feed | None = None
) -> None:
    """See to it that the hub of this feed tells us of its news; without a feed, for one that has not changed."""
    if not context.settings.public_url:
        return
    seed_id, now = task.seed.id, context.clock()
    known = await context.look(lambda tx: tx.subscriptions.of_seed(seed_id))
    wished = announced_in(fetched.link, feed, fetched.url)
    if wished is None and feed is None and known is not None:
        wished = Announced(known.hub, known.topic)
    if wished is None:
        if known is not None:
            await context.transact(lambda tx: tx.subscriptions.drop(seed_id))
    elif must_ask(known, wished, now):
        await _ask(context, task, wished, now)


async def _ask(context: Context, task: SeedTask, wished: Announced, now: datetime) -> None:
    """Ask the hub; it verifies with `newsdesk serve`, often before it answers, so the question is kept first."""

    def note(tx: Transaction) -> Subscription | None:
        if tx.seeds.by_id(task.seed.id) is None:
            return None  # somebody has taken it out meanwhile
        token, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        return tx.subscriptions.ask(
            task.seed.id, hub=wished.hub, topic=wished.topic, token=token, secret=secret, now=now
        )

    kept = await context.transact(note)
    if kept is None:
        return
    form = {
        "hub.mode": "subscribe",
        "hub.topic": kept.topic,
        "hub.callback": f"{context.settings.public_url}{CALLBACK_PATH}{kept.token}",
        "hub.secret": kept.secret,
        "hub.lease_seconds": str(int(WISHED_LEASE.total_seconds())),
    }
    try:
        await context.fetcher.post(kept.hub, form, allow=context.networks_of(task.source))
    except CrawlerError as error:
        # The feed itself is well: what its hub does is no failure of the seed.
        reason = reason_of(error)
        log.info("hub does not take the subscription", hub=kept.hub, topic=kept.topic, reason=reason)
        await context.transact(lambda tx: tx.subscriptions.refuse(kept.token, reason))


def _links(header: str | None, rel: str, base: str) -> list[str]:
    """The targets of the Link header's links of this relation, absolute."""
    found: list[str] = []
    for target, parameters in _LINK.findall((header or "")[:LONGEST_LINK]):
        match = _REL.search(parameters)
        named = (match[1] or match[2] or "").lower().split() if match else []
        if rel in named and (url := http_url(target, base)):
            found.append(url)
    return found
