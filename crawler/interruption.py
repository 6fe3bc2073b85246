"""Ctrl-C, SIGTERM and a closed terminal end a command in order: the first one stops it, more change nothing."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")

#: What ends a command.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the command to end. Like KeyboardInterrupt it passes by those who catch every Exception."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def exit_code(self) -> int:
        """What a shell reports for a command that this signal has ended."""
        return 128 + self.number


@contextmanager
def stoppable() -> Iterator[None]:
    """Within it the first signal raises Stopped in the main thread; what tidies up after it is left in peace."""
    # A signal that was ignored from the start (nohup, a shell's background job) stays so.
    taken = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]

    def stop(number: int, _frame: FrameType | None) -> None:
        for each in taken:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in taken}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def unless_stopped(work: Coroutine[Any, Any, T]) -> T:
    """What the work comes to; the first signal cancels it between two transactions, more change nothing."""
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    caught: list[int] = []

    def stop(number: int) -> None:
        if not caught:
            task.cancel()
        caught.append(number)

    for number in SIGNALS:
        # A signal that was ignored from the start (nohup, a shell's background job) stays so.
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, stop, number)
    try:
        return await task
    except asyncio.CancelledError:
        if not caught:
            raise
        raise Stopped(caught[0]) from None
