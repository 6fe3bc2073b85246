"""Prints the canonical URL of every article that a crawler must get from the running newsroom, one a line."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tests.newsroom.model import load_sources
from tests.newsroom.sites import Site

#: Pages that nobody gets (404) or may not fetch (robots.txt).
UNREACHABLE = ("missing", "private")


def article_urls(host: str, port: int) -> Iterator[str]:
    """The articles online when nothing was published or edited since the newsroom began."""
    for source in load_sources():
        site = Site(source, f"http://{host}:{port + source.port_offset}")
        for article in site.articles:
            if article.kind == "article" and article.behaviour not in UNREACHABLE:
                yield site.url(article)


if __name__ == "__main__":
    print("\n".join(article_urls(sys.argv[1], int(sys.argv[2]))))
