"""The reading pool: what a page does to its worker is that page's named failure, and the next page is read."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from crawler.errors import ExtractionError, ExtractionFailed, ExtractionTimeout, NoArticle, WrongType
from crawler.reading.pool import ReadingPool
from crawler.reading.worker import Act
from crawler.settings import CrawlerSettings

URL = "https://example.org/story"


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    """One worker, so that what a page leaves behind would be felt by the next."""
    settings = CrawlerSettings(extraction_processes=1, extraction_seconds=2, extraction_mib=200)
    opened = ReadingPool(settings)
    yield opened
    opened.close()


def burn_cpu(body: bytes, url: str, content_type: str | None) -> str:
    while True:
        pass


def sleep_long(body: bytes, url: str, content_type: str | None) -> str:
    time.sleep(600)
    return "woken"


def eat_memory(body: bytes, url: str, content_type: str | None) -> str:
    eaten = []
    while True:
        eaten.append(bytearray(10 * 1024 * 1024))


def leave(body: bytes, url: str, content_type: str | None) -> str:
    os._exit(3)


def be_killed(body: bytes, url: str, content_type: str | None) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return "still here"


def break_memory(body: bytes, url: str, content_type: str | None) -> str:
    # What a fault in a C library comes to.
    os.kill(os.getpid(), signal.SIGSEGV)
    return "still here"


def raise_what_cannot_be_carried(body: bytes, url: str, content_type: str | None) -> str:
    class Local(Exception):
        def __init__(self, first: object, second: object) -> None:
            super().__init__("cannot be\nunpickled")

    raise Local(1, 2)


def end_the_program(body: bytes, url: str, content_type: str | None) -> str:
    raise SystemExit(5)


def find_nothing(body: bytes, url: str, content_type: str | None) -> str:
    raise NoArticle(url, "only links")


def pid_and_body(body: bytes, url: str, content_type: str | None) -> tuple[int, bytes]:
    return os.getpid(), body


def die_the_first_time(body: bytes, url: str, content_type: str | None) -> str:
    """Be killed from outside once; `body` is the path that remembers it."""
    mark = Path(body.decode())
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    return "read"


def run(pool: ReadingPool, act: Act[object], body: bytes = b"") -> object:
    return asyncio.run(pool.run(act, body, URL, None))


@pytest.mark.parametrize(
    ("act", "failure"),
    [
        (burn_cpu, ExtractionTimeout(URL, "reading the page took more than 2 s of CPU")),
        (eat_memory, ExtractionFailed(URL, "reading the page needs more than 200 MiB of memory")),
        (leave, ExtractionFailed(URL, "the process that read the page died (exit code 3)")),
        (be_killed, ExtractionFailed(URL, "the process that read the page died (SIGKILL)")),
        (break_memory, ExtractionFailed(URL, "the process that read the page died (SIGSEGV)")),
        (
            raise_what_cannot_be_carried,
            ExtractionFailed(URL, "the page upset its reader (Local: cannot be unpickled)"),
        ),
        (end_the_program, ExtractionFailed(URL, "the page upset its reader (SystemExit: 5)")),
        (find_nothing, NoArticle(URL, "only links")),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_a_page_does_to_its_worker_is_its_own_failure_and_the_next_page_is_read(
    pool: ReadingPool, act: Act[object], failure: ExtractionError
):
    with pytest.raises(type(failure)) as caught:
        run(pool, act)
    assert (type(caught.value), caught.value.args) == (type(failure), failure.args)
    assert run(pool, pid_and_body, b"the next page")[1] == b"the next page"  # type: ignore[index]


def test_pages_beside_a_failing_one_are_read(pool: ReadingPool):
    async def all_at_once() -> list[object]:
        acts = [(pid_and_body, b"one"), (be_killed, b""), (pid_and_body, b"two"), (eat_memory, b"")]
        reading = (pool.run(act, body, URL, None) for act, body in acts)
        return await asyncio.gather(*reading, return_exceptions=True)

    one, killed, two, hungry = asyncio.run(all_at_once())
    assert (one[1], two[1]) == (b"one", b"two")  # type: ignore[index]
    assert (type(killed), type(hungry)) == (ExtractionFailed, ExtractionFailed)


def test_a_page_whose_worker_was_ended_from_outside_is_read_again(pool: ReadingPool, tmp_path: Path):
    assert run(pool, die_the_first_time, bytes(tmp_path / "mark")) == "read"


def test_an_idle_worker_that_dies_is_replaced(pool: ReadingPool):
    pid, _ = run(pool, pid_and_body)  # type: ignore[misc]
    os.kill(pid, signal.SIGKILL)
    assert wait_for(lambda: not psutil.pid_exists(pid))
    time.sleep(0.5)
    assert run(pool, pid_and_body, b"again")[1] == b"again"  # type: ignore[index]


def test_a_page_that_waits_for_ever_is_ended_by_the_clock():
    settings = CrawlerSettings(extraction_processes=1, extraction_seconds=0.3)
    sleepy = ReadingPool(settings)
    try:
        with pytest.raises(ExtractionTimeout) as caught:
            run(sleepy, sleep_long)
        assert caught.value.reason == "reading the page took more than 1.8 s"
    finally:
        sleepy.close()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "an image"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"", "nothing at all"),
        (bytes(range(32)) * 40, "bytes of no known kind"),
        (b'{"items": 1}', "JSON of another kind"),
        (b"<rss><channel/></rss>", "a feed"),
    ],
    ids=["image", "pdf", "empty", "binary", "json", "feed"],
)
def test_what_is_no_page_is_told_for_what_it_is(pool: ReadingPool, body: bytes, told: str):
    with pytest.raises(WrongType) as caught:
        asyncio.run(pool.read_page(body, URL, None))
    assert caught.value.reason == f"not a page, but {told}"


READER = """
import asyncio, sys
sys.path.insert(0, {root!r})
from crawler.reading.pool import ReadingPool
from crawler.settings import CrawlerSettings
from tests.crawler.test_pool import sleep_long

async def read():
    pool = ReadingPool(CrawlerSettings(extraction_processes=2))
    print("reading", flush=True)
    await asyncio.gather(*(pool.run(sleep_long, b"", "https://example.org/", None) for _ in range(2)))

if __name__ == "__main__":
    asyncio.run(read())
"""


def test_workers_end_with_the_process_they_read_for_even_when_it_is_killed(tmp_path: Path):
    script = tmp_path / "reader.py"
    script.write_text(READER.format(root=str(Path(__file__).parents[2])))
    reader = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    try:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"reading\n"
        process = psutil.Process(reader.pid)
        # The server that starts workers, two workers, and multiprocessing's own watcher.
        assert wait_for(lambda: len(process.children(recursive=True)) >= 4)
        family = process.children(recursive=True)
    finally:
        reader.kill()
        reader.wait()
        assert reader.stdout is not None
        reader.stdout.close()
    assert wait_for(lambda: not [one for one in family if is_alive(one)]), family


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """True as soon as the condition holds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return condition()
