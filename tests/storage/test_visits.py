"""Visits: what is due, site by site, each handed to one owner."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from storage import Archive, open_archive
from storage.model import FetchOutcome, SeedOutcome, SourceSpec, Visit
from tests.storage.builders import NOW, Desk, at, check, draft, entry

LEASE = timedelta(minutes=5)


def claim(archive: Archive, owner: str = "me", now: datetime = NOW, **values: object) -> list[str]:
    with archive.begin() as tx:
        visits = tx.visits.claim(owner, **{"now": now, "lease": LEASE, "limit": 9, **values})  # type: ignore[arg-type]
    return [visit.site for visit in visits]


def watch(archive: Archive, *sites: str) -> list[int]:
    """A source with a seed for each site, due at once."""
    with archive.begin() as tx:
        ids = []
        for site in sites:
            source = tx.sources.put(SourceSpec(site), now=NOW)
            tx.seeds.add(source.id, f"https://{site}/feed", site=site, kind=None, now=NOW)
            ids.append(source.id)
    return ids


def test_a_site_is_claimed_once_until_its_lease_ends(desk: Desk) -> None:
    with desk.archive.begin() as tx:
        visits = tx.visits.claim("me", now=NOW, lease=LEASE, limit=9)
    assert visits == (Visit("news.example", "me", at(minutes=5)),)
    assert claim(desk.archive) == []
    assert claim(desk.archive, "you", at(minutes=4)) == []
    assert claim(desk.archive, "you", at(minutes=5)) == ["news.example"]


def test_nothing_due_is_no_visit(desk: Desk) -> None:
    desk.list()
    assert claim(desk.archive) == []
    assert claim(desk.archive, now=at(minutes=15)) == ["news.example"]


def test_a_pending_entry_makes_its_site_due(desk: Desk) -> None:
    desk.list(entry("a"), entry("b", url="https://other.example/b", site="other.example"))
    assert claim(desk.archive) == ["news.example", "other.example"]
    with desk.archive.begin() as tx:
        tx.visits.release_all("me")
        tx.entries.record(
            1, outcome=FetchOutcome.http_error, reason=None, now=NOW, next_attempt_at=at(minutes=1)
        )
        tx.entries.record(2, outcome=FetchOutcome.gone, reason=None, now=NOW, next_attempt_at=None)
    assert claim(desk.archive) == []
    assert claim(desk.archive, now=at(minutes=1)) == ["news.example"]


def test_an_article_to_be_checked_makes_its_site_due(desk: Desk) -> None:
    desk.list()
    desk.keep(draft(desk.source.id, site="elsewhere.example"), next_check_at=at(minutes=1))
    assert claim(desk.archive) == []
    assert claim(desk.archive, now=at(minutes=1)) == ["elsewhere.example"]


def test_the_earliest_due_comes_first_and_the_limit_holds(archive: Archive) -> None:
    watch(archive, "a.example", "b.example", "c.example")
    with archive.begin() as tx:
        for seed_id, minutes in ((1, 3), (2, 1), (3, 2)):
            seed = tx.seeds.by_id(seed_id)
            assert seed is not None
            tx.seeds.record_check(check(seed, next_check_at=at(minutes=minutes)), None)
    assert claim(archive, now=at(hours=1), limit=2) == ["b.example", "c.example"]


def test_only_the_named_sources_count(archive: Archive) -> None:
    first, second = watch(archive, "a.example", "b.example")
    assert claim(archive, source_ids=[second]) == ["b.example"]
    assert claim(archive, source_ids=[]) == []
    with archive.read() as tx:
        assert not tx.visits.work("a.example", now=NOW, limit=9, source_ids=[second])
        assert len(tx.visits.work("a.example", now=NOW, limit=9, source_ids=[first]).seeds) == 1


def test_only_the_named_seeds_count_with_what_they_list(desk: Desk) -> None:
    desk.list(entry("a"), next_check_at=NOW)
    with desk.archive.begin() as tx:
        other = tx.seeds.add(
            desk.source.id, "https://news.example/map", site="news.example", kind=None, now=NOW
        )
        tx.seeds.record_check(check(other, next_check_at=NOW), [entry("b"), entry("c")])
    desk.keep(draft(desk.source.id, "c"), entry_id=3, next_check_at=NOW)
    with desk.archive.read() as tx:
        works = [
            tx.visits.work("news.example", now=NOW, limit=9, source_ids=(), seed_ids=seed_ids)
            for seed_ids in ([desk.seed.id], [other.id], [])
        ]
    assert [([seed.id for seed in work.seeds], [one.id for one in work.entries]) for work in works] == [
        ([desk.seed.id], [1]),
        ([other.id], [2]),
        ([], []),
    ]
    assert [[recheck.article_id for recheck in work.rechecks] for work in works] == [[], [1], []]
    assert claim(desk.archive, source_ids=(), seed_ids=[other.id]) == ["news.example"]
    with desk.archive.read() as tx:
        assert [visit.site for visit in tx.visits.leased((), seed_ids=[other.id])] == ["news.example"]
        assert tx.visits.leased(()) == ()


def test_work_gives_what_is_due_the_newest_entries_first(desk: Desk) -> None:
    desk.list(
        entry("undated"),
        entry("old", published_at=at(days=-2)),
        entry("new", published_at=at(days=1)),
        entry("second"),
        entry("elsewhere", site="other.example"),
    )
    desk.keep(draft(desk.source.id, "x"), next_check_at=at(minutes=20))
    with desk.archive.read() as tx:
        early = tx.visits.work("news.example", now=NOW, limit=9)
        late = tx.visits.work("news.example", now=at(minutes=20), limit=3)
    paths = [one.found.url.rsplit("/", 1)[1] for one in early.entries]
    assert (paths, early.seeds, early.rechecks) == (["new", "undated", "second", "old"], (), ())
    assert [one.id for one in late.seeds] == [desk.seed.id]
    assert len(late.entries) == 3
    assert [one.article_id for one in late.rechecks] == [1]


def test_leases_are_extended_and_given_back_by_their_owner_only(archive: Archive) -> None:
    watch(archive, "a.example", "b.example", "c.example")
    claim(archive, "me", limit=2)
    claim(archive, "you")
    with archive.begin() as tx:
        tx.visits.extend("me", ["a.example", "c.example"], until=at(hours=1))
        tx.visits.release("me", ["b.example", "c.example"])
    assert claim(archive, "she") == ["b.example"]
    assert claim(archive, "she", at(minutes=5)) == ["b.example", "c.example"]
    with archive.begin() as tx:
        tx.visits.release_all("she")
    assert claim(archive, "he", at(minutes=5)) == ["b.example", "c.example"]


def test_what_others_hold_is_told(archive: Archive) -> None:
    first, second = watch(archive, "a.example", "b.example")
    claim(archive, "you", source_ids=[first])
    held = (Visit("a.example", "you", at(minutes=5)),)
    with archive.read() as tx:
        assert tx.visits.leased([first, second]) == held
        assert tx.visits.leased([second]) == ()
        assert tx.visits.leased([first], owner="you") == ()
        assert tx.visits.leased([first], owner="me", now=NOW) == held
        assert tx.visits.leased([first], now=at(minutes=5)) == ()


def test_a_host_that_asked_to_wait_has_nothing_due(desk: Desk) -> None:
    desk.list(entry("a"), entry("b", url="https://img.news.example/b"))
    with desk.archive.begin() as tx:
        tx.visits.wait_until("news.example", "news.example", at(hours=1))
        tx.visits.wait_until("news.example", "news.example", at(hours=2))
        assert tx.visits.waits("news.example") == {"news.example": at(hours=2)}
        assert tx.visits.waits("other.example") == {}
        work = tx.visits.work("news.example", now=at(hours=1), limit=9)
        assert [one.id for one in work.entries] == [2]
        assert work.seeds == ()
        tx.visits.wait_until("news.example", "img.news.example", at(hours=2))
    assert claim(desk.archive, now=at(hours=1)) == []
    assert claim(desk.archive, now=at(hours=2)) == ["news.example"]
    with desk.archive.begin() as tx:
        tx.visits.forget_waits(before=at(hours=2))
        assert tx.visits.waits("news.example") == {}


def test_a_failed_seed_is_due_when_it_should_be(desk: Desk) -> None:
    with desk.archive.begin() as tx:
        failed = check(desk.seed, outcome=SeedOutcome.network_error, next_check_at=at(hours=3))
        tx.seeds.record_check(failed, None)
    assert claim(desk.archive, now=at(hours=2)) == []
    assert claim(desk.archive, now=at(hours=3)) == ["news.example"]


CLAIM = """
import sys
from datetime import timedelta
from storage import open_archive
from tests.storage.builders import NOW

_, url, owner = sys.argv
with open_archive(url) as archive:
    print("ready", flush=True)
    sys.stdin.readline()
    while True:
        with archive.begin() as tx:
            visits = tx.visits.claim(owner, now=NOW, lease=timedelta(hours=1), limit=3)
        if not visits:
            break
        print(*(visit.site for visit in visits), flush=True)
"""


@pytest.mark.parametrize("processes", [2])
def test_processes_that_claim_at_once_never_get_the_same_site(
    archive_url: str, processes: int, children: Callable[..., list[subprocess.Popen[str]]]
) -> None:
    sites = [f"site-{number}.example" for number in range(90)]
    with open_archive(archive_url) as archive:
        watch(archive, *sites)
    started = [
        child
        for number in range(processes)
        for child in children([sys.executable, "-c", CLAIM, archive_url, f"owner {number}"], 1)
    ]
    for child in started:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in started:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    outputs = [child.communicate(timeout=60) for child in started]
    assert [error for _, error in outputs] == [""] * processes
    shares = [output.split() for output, _ in outputs]
    assert sorted(site for share in shares for site in share) == sorted(sites)


def test_the_work_of_many_sites_is_that_of_each(desk: Desk) -> None:
    watch(desk.archive, "one.example", "two.example", "rests.example")
    desk.list(entry("a"), entry("b", url="https://two.example/b", site="two.example"))
    desk.keep(draft(desk.source.id, "c", site="news.example"), next_check_at=NOW)
    with desk.archive.begin() as tx:
        tx.visits.wait_until("rests.example", "rests.example", at(minutes=5))
        sites = ["news.example", "one.example", "two.example", "rests.example", "unknown.example"]
        alone = {site: tx.visits.work(site, now=NOW, limit=9) for site in sites}
        assert tx.visits.work_at(sites, now=NOW, limit=9) == alone
    counts = [(len(work.seeds), len(work.entries), len(work.rechecks)) for work in alone.values()]
    assert counts == [(0, 1, 1), (1, 0, 0), (1, 1, 0), (0, 0, 0), (0, 0, 0)]
