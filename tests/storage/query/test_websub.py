"""What hubs may do: verify what was asked for, and tell that there is news, with the right signature."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from storage import Archive
from storage.query.websub import LARGEST_PUSH, METHODS, lease_of
from storage.subscriptions import Subscription, SubscriptionState
from tests.storage.builders import make_desk
from tests.storage.query.conftest import serving

HUB, TOPIC = "https://hub.example/", "https://news.example/feed"
TOKEN, SECRET = "a-token-nobody-can-guess", "a-secret-of-two"
LATER = timedelta(hours=1)


@dataclass(frozen=True)
class Line:
    """A server that a hub may call, with one subscription that was asked for just now."""

    archive: Archive
    #: Knows no API token.
    hub: httpx.Client
    seed_id: int

    def verify(self, token: str = TOKEN, **said: str) -> tuple[int, str]:
        usual = {"mode": "subscribe", "topic": TOPIC, "challenge": "echo me", "lease_seconds": "7200"}
        given = {f"hub.{name}": value for name, value in {**usual, **said}.items() if value}
        answer = self.hub.get(f"/websub/{token}", params=given)
        return answer.status_code, answer.text if answer.status_code == 200 else ""

    def push(self, body: bytes = b"<feed/>", *, token: str = TOKEN, signature: str | None = None) -> int:
        headers = {"X-Hub-Signature": signature} if signature is not None else {}
        return self.hub.post(f"/websub/{token}", content=body, headers=headers).status_code

    @property
    def subscription(self) -> Subscription | None:
        with self.archive.read() as tx:
            return tx.subscriptions.of_seed(self.seed_id)

    @property
    def is_due(self) -> bool:
        with self.archive.read() as tx:
            seed = tx.seeds.by_id(self.seed_id)
        assert seed is not None
        return seed.next_check_at <= datetime.now(UTC)


@pytest.fixture
def line(archive: Archive) -> Iterator[Line]:
    desk, now = make_desk(archive), datetime.now(UTC)
    desk.list(next_check_at=now + LATER)
    with archive.begin() as tx:
        tx.subscriptions.ask(desk.seed.id, hub=HUB, topic=TOPIC, token=TOKEN, secret=SECRET, now=now)
    with (
        serving(archive, public_url="https://newsdesk.example") as client,
        httpx.Client(base_url=client.base_url, headers={"Host": "newsdesk.example"}) as hub,
    ):
        yield Line(archive, hub, desk.seed.id)


def signed(body: bytes, method: str, secret: str = SECRET) -> str:
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


def test_what_was_asked_for_is_verified_by_its_challenge_and_held_for_the_lease(line: Line):
    assert line.verify() == (200, "echo me")
    kept = line.subscription
    assert kept is not None
    assert kept.state is SubscriptionState.active
    assert kept.lease_until is not None
    assert timedelta(hours=1, minutes=59) < kept.lease_until - datetime.now(UTC) <= timedelta(hours=2)


def test_a_challenge_is_no_page_that_a_browser_would_run(line: Line):
    answer = line.hub.get(
        f"/websub/{TOKEN}",
        params={"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "<script>alert(1)</script>"},
    )
    assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == (
        "text/plain; charset=utf-8",
        "nosniff",
    )


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("another-token", {}),
        (TOKEN, {"topic": "https://news.example/other"}),
        (TOKEN, {"mode": "unsubscribe"}),
        (TOKEN, {"mode": ""}),
        (TOKEN, {"challenge": ""}),
        (TOKEN, {"challenge": "x" * 3000}),
    ],
)
def test_what_was_not_asked_for_is_not_found(line: Line, token: str, said: dict[str, str]):
    before = line.subscription
    assert line.verify(token, **said) == (404, "")
    assert line.subscription == before


def test_a_hub_that_verifies_days_later_is_too_late(line: Line):
    with line.archive.begin() as tx:
        long_ago = datetime.now(UTC) - timedelta(days=2)
        tx.subscriptions.ask(line.seed_id, hub=HUB, topic=TOPIC, token=TOKEN, secret=SECRET, now=long_ago)
    assert line.verify() == (404, "")


def test_a_hub_may_refuse(line: Line):
    assert line.verify(mode="denied", reason="no such feed") == (200, "")
    kept = line.subscription
    assert kept is not None
    assert (kept.state, kept.reason) == (SubscriptionState.refused, "no such feed")


@pytest.mark.parametrize("method", METHODS)
def test_a_push_with_the_right_signature_makes_the_seed_due_at_once(line: Line, method: str):
    body = b"<feed>nobody reads this</feed>" * 9000
    assert (line.is_due, line.push(body, signature=signed(body, method)), line.is_due) == (False, 202, True)


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "sha256=",
        signed(b"<feed/>", "sha256", secret="guessed"),
        signed(b"<other/>", "sha256"),
        signed(b"<feed/>", "md5"),
        signed(b"<feed/>", "sha256").removeprefix("sha256="),
        "sha256=\u00e9",
    ],
)
def test_a_push_with_a_wrong_signature_gets_the_same_answer_and_changes_nothing(
    line: Line, signature: str | None
):
    raw = signature.encode("latin-1") if signature is not None else None
    headers = {b"X-Hub-Signature": raw} if raw is not None else {}
    answer = line.hub.post(f"/websub/{TOKEN}", content=b"<feed/>", headers=headers)
    assert (answer.status_code, line.is_due) == (202, False)


def test_a_push_to_an_address_that_nobody_has_is_gone(line: Line):
    assert line.push(token="another-token") == 410


def test_a_push_larger_than_any_feed_is_not_taken(line: Line):
    body = b" " * (LARGEST_PUSH + 1)
    assert (line.push(body, signature=signed(body, "sha1")), line.is_due) == (413, False)


def test_without_a_public_url_nobody_can_call(archive: Archive):
    with serving(archive) as client:
        assert client.get(f"/websub/{TOKEN}").status_code == 404
        assert client.post(f"/websub/{TOKEN}", content=b"").status_code == 404


def test_a_renewal_keeps_token_secret_and_lease_and_another_hub_gets_new_ones(line: Line):
    line.verify()
    before = line.subscription
    assert before is not None
    with line.archive.begin() as tx:
        now = datetime.now(UTC)
        renewed = tx.subscriptions.ask(line.seed_id, hub=HUB, topic=TOPIC, token="new", secret="new", now=now)
        moved = tx.subscriptions.ask(
            line.seed_id, hub="https://other.example/", topic=TOPIC, token="new", secret="new", now=now
        )
    assert (renewed.token, renewed.secret, renewed.state, renewed.lease_until) == (
        before.token,
        before.secret,
        before.state,
        before.lease_until,
    )
    assert (moved.token, moved.state, moved.lease_until) == ("new", SubscriptionState.asked, None)


@pytest.mark.parametrize(
    ("seconds", "lease"),
    [
        ("864000", timedelta(days=10)),
        (None, timedelta(days=1)),
        ("soon", timedelta(days=1)),
        ("-5", timedelta(days=1)),
        ("9" * 40, timedelta(days=1)),
    ],
)
def test_a_lease_is_what_the_hub_says_or_a_day(seconds: str | None, lease: timedelta):
    assert lease_of(seconds) == lease
