"""The yardstick of `benchmarks.polling`: Scrapy asks for the same feeds and keeps nothing.

Prints how many there were, and the seconds by the clock and of CPU.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

from benchmarks.feed_server import FEED_PATH, host_of


class _Asker(Spider):
    name = "asker"
    handle_httpstatus_list = (304,)
    count = port = answered = 0

    async def start(self) -> AsyncIterator[Any]:
        for number in range(self.count):
            yield Request(
                f"http://{host_of(number)}:{self.port}{FEED_PATH}",
                headers={"If-None-Match": '"1"'},
                dont_filter=True,
            )

    def parse(self, _response: Any) -> None:
        type(self).answered += 1


def main() -> None:
    """Ask for each feed once."""
    _Asker.count, _Asker.port = int(sys.argv[1]), int(sys.argv[2])
    settings = {
        "CONCURRENT_REQUESTS": int(sys.argv[3]),
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue",
        "ROBOTSTXT_OBEY": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
    }
    logging.disable(logging.CRITICAL)
    process = AsyncCrawlerProcess(settings)
    process.crawl(_Asker)
    started, cpu_before = time.perf_counter(), time.process_time()
    process.start()
    print(_Asker.answered, time.perf_counter() - started, time.process_time() - cpu_before)


if __name__ == "__main__":
    main()
