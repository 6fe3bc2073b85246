"""Fetches, runs, leases and tokens."""

from __future__ import annotations

import re
from datetime import timedelta

from storage import Archive
from storage.model import Fetch, FetchOutcome, Run, SourceCounts
from tests.storage.builders import NOW, Desk, at

MINUTE = timedelta(minutes=1)


def test_fetches_come_back_with_their_run(desk: Desk) -> None:
    with desk.archive.begin() as tx:
        run_id = tx.runs.start("crawl", now=NOW)
        made = Fetch(
            source_id=desk.source.id,
            url="https://news.example/a",
            outcome=FetchOutcome.http_error,
            requested_at=NOW,
            duration=timedelta(seconds=1, microseconds=234_567),
            run_id=run_id,
            status=503,
            byte_count=5_000_000_000,
            reason="the server is busy",
        )
        bare = Fetch(desk.source.id, "https://news.example/b", FetchOutcome.new, NOW, timedelta(0))
        tx.fetches.add(made)
        tx.fetches.add(bare)
        assert tx.fetches.of_run(run_id) == (made,)
        assert tx.fetches.of_run(99) == ()


def test_a_run_tells_what_it_came_to(archive: Archive) -> None:
    counts = {"ledger": SourceCounts(9, 2, 1, 5, 1, (("HTTP 404", 1),)), "khabar": SourceCounts()}
    with archive.begin() as tx:
        first, second = tx.runs.start("crawl", now=NOW), tx.runs.start("heartbeat", now=at(minutes=1))
        tx.runs.finish(first, now=at(minutes=2), outcome="finished", counts=counts)
        assert tx.runs.latest(5) == (
            Run(second, "heartbeat", at(minutes=1), None, None, {}),
            Run(first, "crawl", NOW, at(minutes=2), "finished", counts),
        )
        assert len(tx.runs.latest(1)) == 1


def test_many_runs_begin_and_end_together(archive: Archive) -> None:
    counts = {"ledger": SourceCounts(9, 2, 1, 5, 1, (("HTTP 404", 1),))}
    with archive.begin() as tx:
        assert tx.runs.start_all("visit", 0, now=NOW) == ()
        first, second, third = tx.runs.start_all("visit", 3, now=NOW)
        tx.runs.finish_all({}, now=NOW)
        tx.runs.finish_all({first: ("finished", counts), third: ("interrupted", {})}, now=at(minutes=2))
        assert sorted(tx.runs.latest(5), key=lambda run: run.id) == [
            Run(first, "visit", NOW, at(minutes=2), "finished", counts),
            Run(second, "visit", NOW, None, None, {}),
            Run(third, "visit", NOW, at(minutes=2), "interrupted", {}),
        ]


def test_a_lease_has_one_owner_at_a_time(archive: Archive) -> None:
    with archive.begin() as tx:
        assert tx.leases.take("heartbeat", "a", now=NOW, duration=MINUTE) is None
        assert tx.leases.take("heartbeat", "b", now=NOW, duration=MINUTE) == "a"
        assert tx.leases.take("heartbeat", "a", now=at(seconds=50), duration=MINUTE) is None
        assert tx.leases.take("heartbeat", "b", now=at(seconds=70), duration=MINUTE) == "a"
        assert tx.leases.take("heartbeat", "b", now=at(seconds=110), duration=MINUTE) is None
        tx.leases.release("heartbeat", "a")
        assert tx.leases.take("heartbeat", "a", now=at(seconds=111), duration=MINUTE) == "b"
        tx.leases.release("heartbeat", "b")
        assert tx.leases.take("heartbeat", "a", now=at(seconds=111), duration=MINUTE) is None
        assert tx.leases.take("other", "b", now=NOW, duration=MINUTE) is None


def test_a_token_is_shown_once_and_then_only_recognised(archive: Archive) -> None:
    with archive.begin() as tx:
        token = tx.tokens.ensure(now=NOW)
        assert token is not None
        assert re.fullmatch(r"[\w-]{43}", token)
        assert tx.tokens.ensure(now=NOW) is None
    with archive.read() as tx:
        assert tx.tokens.is_valid(token)
        assert not tx.tokens.is_valid(token[:-1])
        assert not tx.tokens.is_valid("")
        assert not tx.tokens.is_valid("\ud800\0")
        assert token not in str(tx.connection.exec_driver_sql("SELECT * FROM token").all())


def test_a_renewed_token_replaces_the_old_one(archive: Archive) -> None:
    with archive.begin() as tx:
        old = tx.tokens.ensure(now=NOW)
        new = tx.tokens.renew(at(days=1))
        assert old is not None
        assert (tx.tokens.is_valid(old), tx.tokens.is_valid(new)) == (False, True)
