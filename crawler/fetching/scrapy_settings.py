"""How Scrapy is set up: what of its defaults is not ours, and why.

Robots, redirects, retries, pauses and cookies are decided in `fetcher`, hop by hop, because each hop has to pass
the guard and the robots rules of its own host; Scrapy is left with HTTP itself: connections, TLS, bodies.
"""

from __future__ import annotations

from typing import Any

from crawler.settings import MEBIBYTE, CrawlerSettings


def scrapy_settings(settings: CrawlerSettings) -> dict[str, Any]:
    """The Scrapy settings of the crawl process."""
    return {
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "TWISTED_DNS_RESOLVER": "crawler.fetching.resolver.GuardedResolver",
        # Names are looked up in threads, each of which a name server that does not answer holds up for a while.
        "REACTOR_THREADPOOL_MAXSIZE": 32,
        # A localhost server in each crawl process that runs any Python it is sent: on by default since 2.19.
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        # Only http and https are the press; the others read this machine's files or its cloud's keys.
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.fetching.http_handler.StrictHandler",
            "https": "crawler.fetching.http_handler.StrictHandler",
            "file": None,
            "data": None,
            "ftp": None,
            "s3": None,
        },
        # Takes half a gzip stream for the whole page; `content_encoding` does not.
        "COMPRESSION_ENABLED": False,
        # Off by default: any certificate would do.
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        # 1 GiB by default; each request names its own limit below this one.
        "DOWNLOAD_MAXSIZE": int(settings.sitemap_mib * MEBIBYTE),
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": settings.request_timeout,
        "NEWSDESK_CONNECT_TIMEOUT": settings.connect_timeout,
        # A body cut short is an error, never a page.
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        # A second bar behind the pauses of `fetcher`: one request per host at a time.
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_REQUESTS": settings.concurrent_sites,
        "DOWNLOAD_DELAY": 0,
        "USER_AGENT": settings.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "*",
        },
        "ROBOTSTXT_OBEY": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        # A proxy would connect in our place, past the guard.
        "HTTPPROXY_ENABLED": False,
        "SPIDER_MIDDLEWARES_BASE": {},
        # Of the rest nothing is left to do but the two headers of every request.
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
            "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
        },
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,
        "LOGSTATS_INTERVAL": 0,
    }
