"""The heartbeat as its own process: due work is done, stops lose nothing, and there is never a second one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from crawler.clock import utc_now
from storage import Archive, open_archive
from tests.newsroom.crawling import everything, expected_urls
from tests.newsroom.server import Newsroom

NEWSDESK = Path(sys.executable).with_name("newsdesk")
SOURCES = ("daily-meridian", "harbour-ledger", "elbe-anzeiger")


class Scheduler:
    """`newsdesk schedule` on an archive, with a quick heartbeat."""

    def __init__(self, archive_url: str, sources: Path, *, delay: str = "0") -> None:
        self.process = subprocess.Popen(
            [NEWSDESK, "schedule", "--sources", sources],
            env={
                **os.environ,
                "NEWSDESK_DATABASE_URL": archive_url,
                "NEWSDESK_TICK": "0.3",
                "NEWSDESK_DELAY": delay,
                "NEWSDESK_EXTRACTION_PROCESSES": "2",
            },
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self) -> float:
        """SIGTERM; returns how long the end took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        return time.monotonic() - started

    def kill(self) -> None:
        """SIGKILL, as the kernel or a power cut would."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(crawl_delay=0, slow_seconds=0.5, sources=SOURCES) as running:
        yield running


@pytest.fixture
def sources(newsroom: Newsroom, tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(newsroom.sources_toml(), encoding="utf-8")
    return path


@pytest.fixture
def start(archive_url: str, sources: Path) -> Iterator[Callable[..., Scheduler]]:
    started: list[Scheduler] = []

    def one(**options: str) -> Scheduler:
        started.append(Scheduler(archive_url, sources, **options))
        return started[-1]

    yield one
    for scheduler in started:
        if scheduler.process.poll() is None:
            scheduler.kill()
        assert scheduler.process.stderr is not None
        scheduler.process.stderr.close()


def wait_for(is_so: Callable[[], bool], *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"not so after {seconds} s")
        time.sleep(0.2)


def stored(archive: Archive) -> list[str]:
    return [article.canonical_url for article in everything(archive)]


@pytest.mark.parametrize("archive_url", ["sqlite"], indirect=True)
@pytest.mark.slow
def test_it_crawls_what_is_due_and_sees_what_is_published_later(
    archive_url: str, newsroom: Newsroom, start: Callable[..., Scheduler]
):
    with open_archive(archive_url) as archive:
        scheduler = start()
        wait_for(lambda: set(stored(archive)) == expected_urls(newsroom))
        url = newsroom.publish("daily-meridian", "cyclone-warning-lifted")
        with archive.begin() as tx:
            tx.seeds.make_due([source.id for source in tx.sources.all()], now=utc_now())
        wait_for(lambda: url in stored(archive))
        with archive.read() as tx:
            runs = tx.runs.latest(100)
        assert scheduler.stop() < 10
    assert scheduler.process.returncode == 0
    assert {run.kind for run in runs} == {"visit"}


@pytest.mark.slow
def test_sigterm_in_the_middle_of_a_crawl_loses_nothing(
    archive_url: str, newsroom: Newsroom, start: Callable[..., Scheduler]
):
    with open_archive(archive_url) as archive:
        first = start(delay="0.2")
        wait_for(lambda: len(stored(archive)) > 5)
        before = set(stored(archive))
        children = first.children
        assert first.stop() < 10
        assert not psutil.wait_procs(children, timeout=5)[1], "nothing is left running"
        assert set(stored(archive)) >= before
        assert len(stored(archive)) < len(expected_urls(newsroom))
        start()
        wait_for(lambda: set(stored(archive)) == expected_urls(newsroom))
        assert Counter(stored(archive)).most_common(1)[0][1] == 1


@pytest.mark.slow
def test_a_killed_scheduler_takes_its_children_along_and_is_succeeded_at_once(
    archive_url: str, newsroom: Newsroom, start: Callable[..., Scheduler]
):
    with open_archive(archive_url) as archive:
        first = start(delay="0.2")
        wait_for(lambda: len(stored(archive)) > 5)
        children = first.children
        assert children
        first.kill()
        assert not psutil.wait_procs(children, timeout=8)[1]
        start()
        wait_for(lambda: set(stored(archive)) == expected_urls(newsroom), seconds=20)
        assert Counter(stored(archive)).most_common(1)[0][1] == 1


@pytest.mark.parametrize("archive_url", ["sqlite"], indirect=True)
@pytest.mark.slow
def test_a_crawl_process_that_dies_is_replaced_and_its_work_is_done_again(
    archive_url: str, newsroom: Newsroom, start: Callable[..., Scheduler]
):
    with open_archive(archive_url) as archive:
        scheduler = start(delay="0.2")
        wait_for(lambda: len(stored(archive)) > 3)
        (crawl_process,) = psutil.Process(scheduler.process.pid).children()
        crawl_process.kill()
        wait_for(lambda: set(stored(archive)) == expected_urls(newsroom))
        assert scheduler.process.poll() is None


@pytest.mark.parametrize("archive_url", ["sqlite"], indirect=True)
@pytest.mark.slow
def test_a_second_scheduler_refuses_and_nothing_is_crawled_twice(
    archive_url: str, newsroom: Newsroom, start: Callable[..., Scheduler]
):
    with open_archive(archive_url) as archive:
        first = start(delay="0.1")
        wait_for(lambda: len(stored(archive)) > 0)
        second = start(delay="0.1")
        _, complaint = second.process.communicate(timeout=60)
        assert second.process.returncode == 1
        assert f"another scheduler runs on this archive (process {first.process.pid} on " in complaint
        wait_for(lambda: set(stored(archive)) == expected_urls(newsroom))
        first.stop()
    asked = Counter(request.path for request in newsroom.log if request.source == "elbe-anzeiger")
    assert [path for path, count in asked.items() if count > 1] == []
