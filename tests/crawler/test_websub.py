"""A feed that names a hub is subscribed to: by a real crawl, at a small hub, over real HTTP."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

import pytest

from crawler.discovery import Feed
from crawler.settings import CrawlerSettings
from crawler.visit.websub import Announced, announced_in, must_ask
from storage import Archive
from storage.model import Seed
from storage.query.server import start_in_thread
from storage.query.settings import ServeSettings
from storage.subscriptions import Subscription, SubscriptionState
from tests.crawler.hostile import story
from tests.newsroom.crawling import crawl_url

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
URL, HUB, OTHER = "https://news.example/feed", "https://hub.example/", "https://other.example/"


@pytest.mark.parametrize(
    ("link", "feed", "announced"),
    [
        (None, None, None),
        (None, Feed((), self_url=URL), None),
        (None, Feed((), hubs=(HUB, OTHER)), Announced(HUB, URL)),
        (None, Feed((), hubs=(HUB,), self_url=f"{URL}?a"), Announced(HUB, f"{URL}?a")),
        (f'<{HUB}>; rel="hub", <{URL}/self>; rel=self', None, Announced(HUB, f"{URL}/self")),
        (f'<{HUB}>; title="a, b; c"; REL="other hub"', None, Announced(HUB, URL)),
        (f"<{OTHER}>; rel=hub", Feed((), hubs=(HUB,), self_url=URL), Announced(OTHER, URL)),
        ("</hub>; rel=hub", None, Announced("https://news.example/hub", URL)),
        ("<ftp://hub.example/>; rel=hub", None, None),
        (f"<{HUB}>; rel=hubs", None, None),
        ("<" * 9000, None, None),
    ],
)
def test_the_header_names_the_hub_before_the_document(
    link: str | None, feed: Feed | None, announced: Announced | None
):
    assert announced_in(link, feed, URL) == announced


def subscription(state: str, *, asked: timedelta, left: timedelta | None = None) -> Subscription:
    lease_until = NOW + left if left is not None else None
    return Subscription(
        1, HUB, URL, "token", "secret", SubscriptionState(state), None, NOW - asked, lease_until
    )


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("known", "is_due"),
    [
        (None, True),
        (subscription("asked", asked=HOUR), False),
        (subscription("asked", asked=DAY), True),
        (subscription("active", asked=9 * DAY, left=2 * DAY), False),
        (subscription("active", asked=9 * DAY, left=HOUR), True),
        (subscription("active", asked=HOUR / 2, left=HOUR), False),
        (subscription("active", asked=9 * DAY, left=-DAY), True),
        (subscription("refused", asked=DAY), False),
        (subscription("refused", asked=8 * DAY), True),
        (replace(subscription("active", asked=HOUR, left=9 * DAY), hub=OTHER), True),
    ],
)
def test_a_hub_is_asked_at_first_again_after_a_while_and_before_its_lease_ends(
    known: Subscription | None, is_due: bool
):
    assert must_ask(known, Announced(HUB, URL), NOW) is is_due


class Hub:
    """A feed with one story, and the hub that it names, which verifies what it is asked before it answers."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.echoes: list[str] = []
        self.moves_once = False
        self.answer = 202
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = hub.content(self.path)
                self.reply(200 if content else 404, content or b"")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hub.moves_once:
                    hub.moves_once = False
                    self.reply(307, b"", Location="/new-hub")
                    return
                hub.forms.append({name: values[0] for name, values in parse_qs(body.decode()).items()})
                if hub.answer == 202:
                    hub.verify(hub.forms[-1])
                self.reply(hub.answer, b"")

            def reply(self, status: int, body: bytes, **headers: str) -> None:
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def feed(self) -> str:
        return f"{self.url}/feed.xml"

    def content(self, path: str) -> bytes | None:
        if path == "/robots.txt":
            # About pages; the hub is asked all the same, as the feed names it to be asked.
            return b"User-agent: *\nDisallow: /hub"
        if path == "/story.html":
            return story(1)
        if path != "/feed.xml":
            return None
        return (
            '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title>'
            f'<atom:link rel="hub" href="{self.url}/hub"/><atom:link rel="self" href="{self.feed}"/>'
            f"<item><title>Story</title><link>{self.url}/story.html</link></item></channel></rss>"
        ).encode()

    def verify(self, form: dict[str, str]) -> None:
        query = f"hub.mode=subscribe&hub.topic={form['hub.topic']}&hub.challenge=abc&hub.lease_seconds=432000"
        with urlopen(f"{form['hub.callback']}?{query}", timeout=20) as answer:
            self.echoes.append(answer.read().decode())

    def publish(self, form: dict[str, str]) -> int:
        body = b"<rss>what it says does not matter</rss>"
        seal = hmac.new(form["hub.secret"].encode(), body, "sha256").hexdigest()
        push = Request(form["hub.callback"], body, {"X-Hub-Signature": f"sha256={seal}"})
        with urlopen(push, timeout=20) as answer:
            return int(answer.status)


@pytest.fixture
def hub() -> Iterator[Hub]:
    running = Hub()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def public_url(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """`newsdesk serve` over the archive, and its address as the crawl is told."""
    monkeypatch.setenv("NEWSDESK_DELAY", "0")
    monkeypatch.setenv("NEWSDESK_ALLOW_NETWORKS", "127.0.0.0/8")
    token = "a-token-that-only-the-tests-know"
    settings = ServeSettings.model_validate(
        {"port": 0, "api_token": token, "public_url": "https://newsdesk.example"}
    )
    with ExitStack() as stack:
        running = start_in_thread(archive, settings)
        stack.callback(running.stop)
        monkeypatch.setenv("NEWSDESK_PUBLIC_URL", running.url)
        yield running.url


def seed_of(archive: Archive, url: str) -> Seed:
    with archive.read() as tx:
        (seed,) = tx.seeds.at(url)
    return seed


def kept(archive: Archive, url: str) -> Subscription | None:
    seed_id = seed_of(archive, url).id
    with archive.read() as tx:
        return tx.subscriptions.of_seed(seed_id)


def test_a_crawl_subscribes_and_a_push_makes_the_feed_due(archive: Archive, hub: Hub, public_url: str):
    crawl_url(archive, hub.feed)
    (form,) = hub.forms
    subscribed = kept(archive, hub.feed)
    assert subscribed is not None
    assert form == {
        "hub.mode": "subscribe",
        "hub.topic": hub.feed,
        "hub.callback": f"{public_url}/websub/{subscribed.token}",
        "hub.secret": subscribed.secret,
        "hub.lease_seconds": "864000",
    }
    assert (hub.echoes, subscribed.state) == (["abc"], SubscriptionState.active)
    assert min(len(subscribed.token), len(subscribed.secret)) >= 32

    assert seed_of(archive, hub.feed).next_check_at > datetime.now(UTC)
    assert hub.publish(form) == 202
    assert seed_of(archive, hub.feed).next_check_at <= datetime.now(UTC)

    crawl_url(archive, hub.feed)
    assert len(hub.forms) == 1, "a lease that holds is not renewed"
    with archive.begin() as tx:
        tx.connection.exec_driver_sql("UPDATE subscription SET asked_at = '2026-01-01 00:00:00+00:00', lease_until = '2026-01-02 00:00:00+00:00'")  # fmt: skip # noqa: E501
    crawl_url(archive, hub.feed)
    renewed = kept(archive, hub.feed)
    assert renewed is not None
    assert (len(hub.forms), hub.forms[1] == form, renewed.state) == (2, True, SubscriptionState.active)


def test_a_hub_that_has_moved_is_followed_and_one_that_refuses_fails_no_seed(
    archive: Archive, hub: Hub, public_url: str
):
    hub.moves_once, hub.answer = True, 400
    report = crawl_url(archive, hub.feed)
    refused = kept(archive, hub.feed)
    assert refused is not None
    assert (len(hub.forms), refused.state, refused.reason) == (
        1,
        SubscriptionState.refused,
        "HTTP status 400",
    )
    (counts,) = report.tally.counts.values()
    assert (counts.new, counts.failed) == (1, 0)


def test_without_a_public_url_no_hub_is_asked(
    sqlite_archive: Archive, hub: Hub, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NEWSDESK_DELAY", "0")
    monkeypatch.setenv("NEWSDESK_ALLOW_NETWORKS", "127.0.0.0/8")
    crawl_url(sqlite_archive, hub.feed)
    assert (hub.forms, kept(sqlite_archive, hub.feed)) == ([], None)


def test_a_hub_at_a_forbidden_address_is_not_asked(
    sqlite_archive: Archive, hub: Hub, monkeypatch: pytest.MonkeyPatch
):
    """Only the feed's own address is allowed: the hub that it names is on another one of loopback."""
    monkeypatch.setenv("NEWSDESK_DELAY", "0")
    monkeypatch.setenv("NEWSDESK_ALLOW_NETWORKS", "127.0.0.1/32")
    monkeypatch.setenv("NEWSDESK_PUBLIC_URL", "https://newsdesk.example")
    content = hub.content

    def elsewhere(path: str) -> bytes | None:
        found = content(path)
        return found.replace(b"127.0.0.1:", b"127.0.0.2:", 1) if found and path == "/feed.xml" else found

    hub.content = elsewhere  # type: ignore[method-assign]
    crawl_url(sqlite_archive, hub.feed)
    refused = kept(sqlite_archive, hub.feed)
    assert refused is not None
    assert (hub.forms, refused.state) == ([], SubscriptionState.refused)
    assert (refused.reason or "").startswith("127.0.0.2 is not a public address")


@pytest.mark.parametrize(
    ("value", "kept_as"),
    [
        ("", ""),
        ("https://news.example/", "https://news.example"),
        (" http://h:8000/sub/ ", "http://h:8000/sub"),
    ],
)
def test_the_public_url_is_kept_without_a_slash(value: str, kept_as: str):
    assert CrawlerSettings(public_url=value).public_url == kept_as


@pytest.mark.parametrize(
    "value", ["news.example", "ftp://a.example", "https://u:p@a.example", "https://a/?q"]
)
def test_what_is_no_address_is_refused(value: str):
    with pytest.raises(ValueError, match="it has to be"):
        CrawlerSettings(public_url=value)
