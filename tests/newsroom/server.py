"""Serves the sample newsroom: one port a source, for tests, for the demo and by hand.

python -m tests.newsroom.server --port 8100
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections import Counter
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

from tests.newsroom.control import ControlHandler
from tests.newsroom.handlers import Handler, LoggedRequest, Server, SiteHandler
from tests.newsroom.model import Source, load_sources
from tests.newsroom.responses import Response, failure, respond
from tests.newsroom.sites import NoSuchNameError, Site

LOOPBACK = ("127.0.0.0/8",)
#: Where a newsroom lives that other machines reach: the networks of containers.
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")

#: How often a flaky page fails before it is fine.
FAILURE_COUNT = 2


class Newsroom:
    """The running newsroom; use it as a context manager.

    ports         "ephemeral", or the control port: each source is served at that number plus its port_offset
    crawl_delay   seconds, in every robots.txt in place of the sources' own; 0 asks for none
    slow_seconds  how long a slow page takes
    public_host   the name in URLs, where it is not the address listened at
    sources       the names of the sources to serve; None for all
    """

    def __init__(
        self,
        ports: int | Literal["ephemeral"] = "ephemeral",
        *,
        crawl_delay: float | None = None,
        slow_seconds: float = 3.0,
        host: str = "127.0.0.1",
        public_host: str | None = None,
        sources: Collection[str] | None = None,
    ) -> None:
        self.control_url = ""
        self._port = 0 if ports == "ephemeral" else ports
        self._host, self._public_host = host, public_host or host
        self._crawl_delay, self._slow_seconds = crawl_delay, slow_seconds
        self._sources = [each for each in load_sources() if sources is None or each.name in sources]
        self._servers: list[Server] = []
        self._sites: dict[str, Site] = {}
        #: What was answered since the site last changed, by source and path.
        self._responses: dict[tuple[str, str], Response] = {}
        self._failures: Counter[tuple[str, str]] = Counter()
        self._log: list[LoggedRequest] = []
        self._lock = threading.RLock()
        self._is_closing = threading.Event()

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        self.control_url = self._listen(ControlHandler, self._port)
        for source in self._sources:
            port = self._port and self._port + source.port_offset
            delay = source.crawl_delay if self._crawl_delay is None else self._crawl_delay
            base = self._listen(SiteHandler, port, source.name)
            self._sites[source.name] = Site(source, base, crawl_delay=delay)
        for server in self._servers:
            server.start()

    def _listen(self, handler: type[Handler], port: int, source: str | None = None) -> str:
        server = Server((self._host, port), handler, self, source)
        self._servers.append(server)
        return f"http://{self._public_host}:{server.server_port}"

    def close(self) -> None:
        """Stop serving; open connections end, also that of a slow page."""
        self._is_closing.set()
        with ThreadPoolExecutor(max_workers=16) as pool:
            list(pool.map(Server.stop, self._servers))
        self._servers.clear()

    # What is online

    @property
    def sites(self) -> tuple[str, ...]:
        """The names of the sources that are served."""
        return tuple(self._sites)

    def site(self, source: str) -> Site:
        """A source as it stands online now; raises NoSuchNameError."""
        if source not in self._sites:
            raise NoSuchNameError(f"there is no source {source}; there are: {', '.join(self._sites)}")
        return self._sites[source]

    def url(self, source: str, path: str = "/") -> str:
        """The URL of a path at a source."""
        return self.site(source).base + path

    def article_url(self, source: str, slug: str) -> str:
        """The canonical URL of an article or draft."""
        site = self.site(source)
        for article in site.source.articles + site.source.drafts:
            if article.slug == slug:
                return site.url(article)
        raise NoSuchNameError(f"{source} has no article {slug}")

    def sources_toml(self) -> str:
        """A sources.toml for this newsroom; sources that do not declare their seeds have only a home page."""
        networks = LOOPBACK if urlsplit(self.control_url).hostname in ("127.0.0.1", "localhost") else PRIVATE
        return "\n".join(_declaration(site, networks) for site in self._sites.values())

    # What changes

    def publish(self, source: str, slug: str) -> str:
        """Put a draft online and return its URL."""
        with self._lock:
            self._change(self.site(source).publish(slug))
        return self.article_url(source, slug)

    def edit(self, source: str, slug: str) -> str:
        """Put an article's edited state online and return its URL."""
        with self._lock:
            self._change(self.site(source).edit(slug))
        return self.article_url(source, slug)

    def reset(self) -> None:
        """Back to the beginning: nothing published or edited, flaky pages fail again, the log is empty."""
        with self._lock:
            for site in list(self._sites.values()):
                self._change(replace(site, published=frozenset(), edited=frozenset()))
            self._failures.clear()
            self._log.clear()

    def _change(self, site: Site) -> None:
        self._sites[site.source.name] = site
        self._responses.clear()

    # What is asked and answered

    def respond(self, source: str, target: str) -> Response:
        """The answer to GET, with the page's bad behaviour."""
        path = target.partition("?")[0]
        with self._lock:
            response = self._responses.get((source, path)) or respond(self._sites[source], path)
            self._responses[source, path] = response
        article = response.article
        if article and article.behaviour == "slow":
            self._is_closing.wait(self._slow_seconds)
        if article and article.behaviour == "flaky" and self._fails_again(source, article.slug):
            return failure(self._sites[source], 500)
        return response

    def _fails_again(self, source: str, slug: str) -> bool:
        with self._lock:
            self._failures[source, slug] += 1
            return self._failures[source, slug] <= FAILURE_COUNT

    def record(self, request: LoggedRequest) -> None:
        """Remember a request that is about to be answered."""
        with self._lock:
            self._log.append(request)

    @property
    def log(self) -> tuple[LoggedRequest, ...]:
        """What was asked of the sources, in the order in which it came in."""
        with self._lock:
            return tuple(sorted(self._log, key=lambda each: each.received_at))

    def clear_log(self) -> None:
        """Forget what was asked so far."""
        with self._lock:
            self._log.clear()


def _declaration(site: Site, networks: tuple[str, ...]) -> str:
    source: Source = site.source
    values: dict[str, object] = {
        "name": source.name,
        "title": source.title,
        "homepage": f"{site.base}/",
        "language": source.language,
        "seeds": [feed.url for feed in site.feeds] if source.declares_seeds else [],
        "allow_networks": list(networks),
    }
    # TOML writes these strings and lists as JSON does.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if value]
    return "\n".join(["[[source]]", *lines, ""])


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom.server", description=__doc__)
    parser.add_argument("--port", type=int, default=8100, help="control port; the sources follow it")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at")
    parser.add_argument("--public-host", help="host name in URLs, if not the address")
    parser.add_argument("--crawl-delay", type=float, help="seconds, for every source; 0 for none")
    options = parser.parse_args(arguments)

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    newsroom = Newsroom(
        options.port, host=options.host, public_host=options.public_host, crawl_delay=options.crawl_delay
    )
    try:
        with newsroom:
            for name in newsroom.sites:
                print(f"{name:20} {newsroom.url(name)}")
            print(f"{'(control)':20} {newsroom.control_url}/", flush=True)
            stop.wait()
    except OSError as error:
        print(
            f"the newsroom cannot listen at port {options.port} and those after it: {error}", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
