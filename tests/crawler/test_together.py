"""What many visits need at the same time is done together, and fails each by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from crawler.visit.together import MOST_TOGETHER, Together
from storage import ArchiveBusy


def answers(together: Together[int, int], *items: int) -> list[int | BaseException]:
    async def all_at_once() -> list[int | BaseException]:
        return await asyncio.gather(*map(together.of, items), return_exceptions=True)

    return asyncio.run(all_at_once())


def test_what_comes_together_is_one_act_and_each_gets_its_own_result() -> None:
    acts: list[Sequence[int]] = []

    async def double(items: Sequence[int]) -> list[int]:
        acts.append(items)
        return [2 * item for item in items]

    count = MOST_TOGETHER + 3
    assert answers(Together(double), *range(count)) == [2 * item for item in range(count)]
    assert [len(act) for act in acts] == [MOST_TOGETHER, 3]


def test_one_that_fails_fails_alone() -> None:
    async def invert(items: Sequence[int]) -> list[int]:
        return [12 // item for item in items]

    first, failed, last = answers(Together(invert), 3, 0, 4)
    assert (first, last) == (4, 3)
    assert isinstance(failed, ZeroDivisionError)


def test_a_busy_archive_is_not_asked_again_by_each() -> None:
    acts: list[Sequence[int]] = []

    async def ask(items: Sequence[int]) -> list[int]:
        acts.append(items)
        raise ArchiveBusy("news.db", "It is busy.")

    failures = answers(Together(ask), 1, 2)
    assert [str(failure) for failure in failures] == ["It is busy."] * 2
    assert acts == [[1, 2]]


def test_who_no_longer_waits_does_not_hold_up_the_others() -> None:
    async def same(items: Sequence[int]) -> Sequence[int]:
        await asyncio.sleep(0)
        return items

    async def one_leaves() -> int:
        together = Together(same)
        leaving = asyncio.create_task(together.of(1))
        staying = asyncio.create_task(together.of(2))
        await asyncio.sleep(0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        return await staying

    assert asyncio.run(one_leaves()) == 2
