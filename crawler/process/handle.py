"""The parent's handle on the crawl process, a supervised child in which Scrapy runs (`crawler.process.child`).

One child a machine: it takes visits as lines on its standard input and tells what comes of them on its standard
output. When the parent is gone the input ends, and the child ends with it.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import structlog

from crawler.messages import Event, Order, StopOrder, event_of, to_line

log = structlog.get_logger("crawl process")


@dataclass(frozen=True, slots=True)
class Died:
    """The crawl process ended without being told to."""

    exit_code: int


class CrawlProcess:
    """A running crawl process, as its parent sees it."""

    def __init__(self, module: str, *, database_url: str) -> None:
        """Start `python -m module`, which must call `run_crawl_process`."""
        self.started_at = time.monotonic()
        self.heard_at = self.started_at
        self.memory = 0
        self._events: queue.SimpleQueue[Event | Died] = queue.SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "NEWSDESK_DATABASE_URL": database_url},
            # A group of its own: Ctrl-C at the terminal is for us, who let the visits end in order.
            process_group=0,
        )
        self._listener = threading.Thread(target=self._listen, name="crawl-events", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def order(self, order: Order) -> None:
        """Tell the child; a child that is gone is reported by `events`, not here."""
        assert self._process.stdin is not None  # noqa: S101 - opened as a pipe
        try:
            self._process.stdin.write(to_line(order))
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            log.debug("crawl process takes no more orders", order=order.name)

    def events(self, timeout: float) -> Iterator[Event | Died]:
        """What the child has told; waits up to `timeout` seconds for the first."""
        try:
            yield self._events.get(timeout=timeout)
            while True:
                yield self._events.get_nowait()
        except queue.Empty:
            return

    def stop(self, grace: float) -> None:
        """Let the visits break off where they are; kill the child when it has not ended after `grace` seconds."""
        self.order(StopOrder())
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            log.warning("crawl process killed", pid=self.pid, grace=grace)
            self.kill()
        self._listener.join(grace)

    def close(self) -> None:
        """Give back what a child that has died leaves open."""
        if self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        self._listener.join()

    def kill(self) -> None:
        """End the child at once; what it had not kept stays pending in the archive."""
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe
        for line in self._process.stdout:
            self.heard_at = time.monotonic()
            try:
                self._events.put(event_of(line))
            except (ValueError, TypeError):
                log.warning("crawl process said something strange", line=line[:200])
        self._process.stdout.close()
        self._events.put(Died(self._process.wait()))
