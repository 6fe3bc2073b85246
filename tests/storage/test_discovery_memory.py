"""What the archive remembers for discovery: links of section pages, judged addresses, entries of the past."""

from __future__ import annotations

from datetime import timedelta

from storage.model import FetchOutcome
from tests.storage.builders import NOW, Desk, at, entry


def test_a_section_page_is_compared_with_its_earlier_visits(desk: Desk) -> None:
    with desk.archive.begin() as tx:
        assert tx.section_links.of(desk.seed.id) is None
        tx.section_links.keep(desk.seed.id, {1: True, -2: False}, now=NOW)
        tx.section_links.keep(desk.seed.id, {-2: True, 3: False}, now=at(days=1))
        assert tx.section_links.of(desk.seed.id) == {1: True, -2: True, 3: False}
        tx.section_links.keep(desk.seed.id, {3: False}, now=at(days=91))
        assert tx.section_links.of(desk.seed.id) == {-2: True, 3: False}, "what is gone for long is forgotten"
        tx.section_links.keep(desk.seed.id, {}, now=at(days=91))


def test_entries_of_the_past_wait_as_others_do_and_change_nothing_about_the_seed(desk: Desk) -> None:
    desk.list(entry("a"))
    with desk.archive.begin() as tx:
        before = tx.seeds.by_id(desk.seed.id)
        found = [entry("a"), entry("b"), entry("b"), entry("c")]
        assert tx.seeds.promise(desk.source.id, found, now=at(hours=1)) == (2, 1)
        assert tx.seeds.promise(desk.source.id, found, now=at(hours=2)) == (0, 3)
        assert tx.seeds.by_id(desk.seed.id) == before
        work = tx.visits.work("news.example", now=at(hours=1), limit=9)
    assert {one.found.url[-1] for one in work.entries} == {"a", "b", "c"}


def test_addresses_of_read_pages_tell_articles_from_others(desk: Desk) -> None:
    desk.list(entry("a"), entry("b"), entry("c"))
    with desk.archive.begin() as tx:
        _, other, failed = tx.entries.of(desk.source.id)
        for one, outcome in ((other, FetchOutcome.no_article), (failed, FetchOutcome.gone)):
            tx.entries.record(one.id, outcome=outcome, reason=None, now=NOW, next_attempt_at=None)
        assert tx.entries.judged(desk.source.id, limit=9) == (("https://news.example/b", False),)


def test_a_wanted_site_is_claimed_without_due_work_and_seeds_do_not_count(desk: Desk) -> None:
    with desk.archive.begin() as tx:
        claim = {"lease": timedelta(minutes=1), "limit": 9, "source_ids": (desk.source.id,)}
        assert tx.visits.claim("me", now=NOW, wanted=(), **claim) == (), "only a seed is due"
        (visit,) = tx.visits.claim("me", now=NOW, wanted=("news.example",), **claim)
        assert visit.site == "news.example"
        assert tx.visits.claim("you", now=NOW, wanted=("news.example",), **claim) == ()
        tx.visits.release_all("me")
    desk.list(entry("a"))
    with desk.archive.begin() as tx:
        assert len(tx.visits.claim("me", now=at(hours=1), wanted=(), **claim)) == 1, "an entry is due"


def test_a_seed_is_fresh_when_it_lists_something_new(desk: Desk) -> None:
    def fresh_at():
        with desk.archive.read() as tx:
            return tx.seeds.by_id(desk.seed.id).fresh_at

    assert fresh_at() == NOW, "when it was added"
    desk.list(entry("a"), checked_at=at(days=1))
    desk.list(entry("a"), checked_at=at(days=2))
    assert fresh_at() == at(days=1)
