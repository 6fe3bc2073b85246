"""One URL fetched by the ordinary fetcher, for `newsdesk extract URL`: same manners, same guard, nothing stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess

from crawler.clock import utc_now
from crawler.errors import CrawlerError, NetworkError
from crawler.fetching.fetcher import Fetched, Fetcher, parsed_networks
from crawler.fetching.scrapy_settings import scrapy_settings
from crawler.settings import CrawlerSettings


class _OneRequest(Spider):
    name = "one-request"

    def __init__(
        self, *, url: str, settings: CrawlerSettings, allow: tuple[str, ...], answer: list[Any]
    ) -> None:
        super().__init__()
        self._url, self._own_settings, self._allow, self._answer = url, settings, allow, answer

    async def start(self) -> AsyncIterator[Any]:
        fetcher = Fetcher(self.crawler.engine.download_async, self._own_settings, clock=utc_now)
        networks = parsed_networks(*self._own_settings.networks, *self._allow)
        try:
            self._answer.append(
                await fetcher.get(self._url, limit_mib=self._own_settings.page_mib, allow=networks)
            )
        except CrawlerError as error:
            self._answer.append(error)
        return
        yield


def fetch_once(url: str, settings: CrawlerSettings, *, allow: tuple[str, ...] = ()) -> Fetched:
    """GET one URL; raises CrawlerError. Runs a reactor, so it works once in a process."""
    answer: list[Any] = []
    process = AsyncCrawlerProcess(scrapy_settings(settings))
    process.crawl(_OneRequest, url=url, settings=settings, allow=allow, answer=answer)
    # Ctrl-C ends the command as it does elsewhere, instead of Scrapy's slow farewell.
    process.start(install_signal_handlers=False)
    if not answer:
        raise NetworkError(url, "the request was interrupted")
    if isinstance(answer[0], CrawlerError):
        raise answer[0]
    fetched: Fetched = answer[0]
    return fetched
