"""What origins answered when they were asked for their robots.txt, in the archive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import randbytes

from storage import Archive
from storage.robots import LARGEST, RobotsText

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ORIGIN = "https://news.example"


def keep(archive: Archive, origin: str, text: RobotsText) -> None:
    with archive.begin() as tx:
        tx.robots.keep(origin, text, forget_before=text.fetched_at - DAY)


def kept(archive: Archive, origin: str = ORIGIN) -> RobotsText | None:
    with archive.read() as tx:
        return tx.robots.of(origin)


def test_the_last_answer_of_an_origin_is_kept_whole(archive: Archive):
    keep(archive, ORIGIN, RobotsText(NOW - DAY, None, b"", "connection refused"))
    answer = RobotsText(NOW, 200, b"User-agent: *\nDisallow: /private\n")
    keep(archive, ORIGIN, answer)
    assert (kept(archive), kept(archive, "http://news.example")) == (answer, None)


def test_answers_older_than_a_day_are_forgotten_with_the_next_one(archive: Archive):
    keep(archive, "https://old.example", RobotsText(NOW - DAY - timedelta(seconds=1), 200, b""))
    keep(archive, ORIGIN, RobotsText(NOW, 404))
    assert kept(archive, "https://old.example") is None


def test_what_is_too_large_even_packed_is_not_kept(archive: Archive):
    keep(archive, ORIGIN, RobotsText(NOW, 200, randbytes(LARGEST + 1000)))
    assert kept(archive) is None
