"""One scheduler per archive: the others refuse, and a dead one is succeeded within half a minute."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import psutil

from storage import Archive
from storage.errors import StorageError

LEASE_NAME = "scheduler"
#: Long enough for a busy machine to miss a few beats, short enough to succeed a dead scheduler soon.
LEASE = timedelta(seconds=30)


class AnotherScheduler(StorageError):
    """Another scheduler runs on this archive."""

    def __init__(self, owner: str) -> None:
        host, _, rest = owner.partition(":")
        pid = rest.partition(":")[0]
        super().__init__(
            f"another scheduler runs on this archive (process {pid} on {host}): stop it first; two would crawl twice"
        )
        self.owner = owner


class Leadership:
    """The right to crawl this archive on a schedule, while it is renewed."""

    def __init__(self, archive: Archive, owner: str, *, clock: Callable[[], datetime]) -> None:
        self._archive = archive
        self._owner = owner
        self._clock = clock

    def take(
        self, *, patience: float = LEASE.total_seconds() + 2, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Take the lead; a holder that is dead or does not renew is succeeded. Raises AnotherScheduler."""
        first = self._try()
        if first is None:
            return
        if is_dead(first):
            self._bury(first)
            if self._try() is None:
                return
        held_until = self._held_until()
        for _ in range(int(patience)):
            sleep(1.0)
            holder = self._try()
            if holder is None:
                self._release_visits(first)
                return
            if self._held_until() != held_until:
                raise AnotherScheduler(holder)
        raise AnotherScheduler(first)

    def renew(self) -> None:
        """Keep the lead; raises AnotherScheduler when it was lost."""
        holder = self._try()
        if holder is not None:
            raise AnotherScheduler(holder)

    def give_up(self) -> None:
        """Let the next scheduler start at once."""
        with self._archive.begin() as tx:
            tx.leases.release(LEASE_NAME, self._owner)

    def _try(self) -> str | None:
        with self._archive.begin() as tx:
            holder: str | None = tx.leases.take(LEASE_NAME, self._owner, now=self._clock(), duration=LEASE)
        return holder

    def _held_until(self) -> datetime | None:
        with self._archive.read() as tx:
            until: datetime | None = tx.leases.until(LEASE_NAME)
        return until

    def _bury(self, owner: str) -> None:
        with self._archive.begin() as tx:
            tx.leases.release(LEASE_NAME, owner)
        self._release_visits(owner)

    def _release_visits(self, owner: str) -> None:
        with self._archive.begin() as tx:
            tx.visits.release_all(owner)


def is_alive(archive: Archive, *, now: datetime) -> bool:
    """True while a scheduler holds and renews the lead of this archive; one that was killed here is known at once."""
    with archive.read() as tx:
        until, holder = tx.leases.until(LEASE_NAME), tx.leases.holder(LEASE_NAME)
    return until is not None and until > now and holder is not None and not is_dead(holder)


def is_dead(owner: str) -> bool:
    """True where the owner was a process of this machine that is no more; elsewhere nobody can tell."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    # In a container the scheduler always has the same number: its own number means its former life.
    return int(pid) == os.getpid() or not _runs(int(pid))


def _runs(pid: int) -> bool:
    """True for a process that is there and has not ended yet, be it that nobody has asked how it ended."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
