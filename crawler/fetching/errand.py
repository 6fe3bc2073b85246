"""One errand on the network for a command by hand: a reactor, the ordinary fetcher, and nothing stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess

from crawler.clock import utc_now
from crawler.fetching.fetcher import Fetcher
from crawler.fetching.scrapy_settings import scrapy_settings
from crawler.settings import CrawlerSettings

T = TypeVar("T")
Act = Callable[[Fetcher], Awaitable[T]]


class _Errand(Spider):
    name = "errand"

    def __init__(self, *, make_result: Callable[[Any], Awaitable[None]]) -> None:
        super().__init__()
        self._make_result = make_result

    async def start(self) -> AsyncIterator[Any]:
        await self._make_result(self.crawler.engine.download_async)
        return
        yield


def run_errand(act: Act[T], settings: CrawlerSettings, *, waits: Mapping[str, datetime]) -> T:
    """Do `act` with a fetcher that heeds these waits of hosts. Runs a reactor, so it works once in a process."""
    results: list[T] = []
    errors: list[BaseException] = []

    async def make_result(download: Any) -> None:
        fetcher = Fetcher(download, settings, clock=utc_now)
        for host, until in waits.items():
            fetcher.remember_wait(host, until)
        try:
            results.append(await act(fetcher))
        except BaseException as error:  # noqa: BLE001 - raised again outside, where Scrapy does not swallow it
            errors.append(error)

    process = AsyncCrawlerProcess(scrapy_settings(settings))
    process.crawl(_Errand, make_result=make_result)
    # Ctrl-C ends the command as it does elsewhere, instead of Scrapy's slow farewell.
    process.start(install_signal_handlers=False)
    if errors:
        raise errors[0]
    if not results:
        raise KeyboardInterrupt
    return results[0]
