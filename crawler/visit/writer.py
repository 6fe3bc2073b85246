"""The one thread of a crawl process that writes to the archive: what waits together is committed together.

A commit is a wait for the disk, a few milliseconds whatever it holds. Sixty visits at once would spend most of
their time in that queue; together they pay for it once. Each act is still whole or undone by itself (a savepoint),
and nobody is told that it is done before the commit.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from storage import Archive, Transaction

T = TypeVar("T")

#: Acts that one commit may hold: more would make the first of them wait for the last.
MOST_TOGETHER = 64


@dataclass(frozen=True, slots=True)
class _Job:
    act: Callable[[Transaction], Any]
    future: Future[Any]


class ArchiveWriter:
    """Runs acts in transactions of the archive, in the order in which they come."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        threading.Thread(target=self._write, name="archive", daemon=True).start()

    def submit(self, act: Callable[[Transaction], T]) -> Future[T]:
        """What the act returns, once it is committed; what it raises, or what the commit raises, otherwise."""
        job = _Job(act, Future())
        self._jobs.put(job)
        return job.future

    def _write(self) -> None:
        while True:
            together = self._waiting()
            try:
                done = self._in_one_transaction(together)
            except BaseException as error:  # noqa: BLE001 - it is raised again where the act came from
                for job in together:
                    job.future.set_exception(error)
            else:
                for settle in done:
                    settle()

    def _waiting(self) -> list[_Job]:
        """The next acts: waits for the first, takes along what waits behind it."""
        together = [self._jobs.get()]
        while len(together) < MOST_TOGETHER:
            try:
                together.append(self._jobs.get_nowait())
            except queue.Empty:
                break
        return [job for job in together if job.future.set_running_or_notify_cancel()]

    def _in_one_transaction(self, together: list[_Job]) -> list[Callable[[], None]]:
        """Runs the acts and commits; returns what then tells their callers."""
        if not together:
            return []
        with self._archive.begin() as tx:
            if len(together) == 1:
                # Alone it needs no savepoint: the transaction is its own.
                result = together[0].act(tx)
                return [lambda: together[0].future.set_result(result)]
            return [_carried_out(tx, job) for job in together]


def _carried_out(tx: Transaction, job: _Job) -> Callable[[], None]:
    try:
        with tx.part():
            result = job.act(tx)
    except Exception as error:  # noqa: BLE001 - it belongs to this act alone
        failure = error
        return lambda: job.future.set_exception(failure)
    return lambda: job.future.set_result(result)
