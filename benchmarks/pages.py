"""The pages that the benchmarks crawl: the newsroom's templates filled to a publisher's size, or real pages."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.newsroom.model import load_sources
from tests.newsroom.render import article_page
from tests.newsroom.sites import Site

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
#: The sets of real news pages.
NEWS_SETS = ("aeb", "fundus", "fundus_eval", "fundus_old", "naeb", "wcxb_news")
SMALLEST, LARGEST = 40_000, 200_000


def generated_pages(count: int, *, seed: int = 1) -> Iterator[bytes]:
    """`count` different article pages of 40–200 KB."""
    chance = random.Random(seed)
    sites = [Site(source, f"http://127.0.0.1:{9000 + source.port_offset}") for source in load_sources()]
    for number in range(count):
        site = sites[number % len(sites)]
        articles = [article for article in site.source.articles if article.kind == "article"]
        first, *rest = chance.sample(articles, 3)
        blocks = list(first.blocks)
        for other in rest:
            blocks += chance.sample(other.blocks, len(other.blocks) // 2)
        page = article_page(site, replace(first, title=f"{first.title} ({number})", blocks=tuple(blocks)))
        yield _filled(page, chance.randint(SMALLEST, LARGEST), chance)


def real_pages() -> list[bytes]:
    """The real news pages beside the project; none where they are missing."""
    return [
        gzip.decompress(path.read_bytes())
        for name in NEWS_SETS
        for path in sorted((CORPUS / name).glob("*.html.gz"))
    ]


def _filled(page: bytes, size: int, chance: random.Random) -> bytes:
    """The page with the scripts, styles, menus and teasers that make publishers' pages heavy."""
    head, body = [], []
    while len(page) + sum(map(len, head)) + sum(map(len, body)) < size:
        words = " ".join(f"{chance.randrange(16**6):06x}" for _ in range(150))
        kind = chance.random()
        if kind < 0.5:
            head.append(f'<script>window.state = window.state || []; state.push("{words}");</script>')
        elif kind < 0.7:
            head.append(
                f"<style>.c{words[:6]} {{ margin: 0; padding: 4px; color: #{words[:6]} }}</style>" * 8
            )
        else:
            links = "".join(
                f'<li class="teaser"><a href="/{word}.html"><img src="/img/{word}.jpg" alt="">{word}</a></li>'
                for word in words.split()[:40]
            )
            body.append(f'<div class="grid"><ul>{links}</ul></div>')
    filled = page.replace(b"</head>", "".join(head).encode() + b"</head>", 1)
    return filled.replace(b"</body>", b"<footer>" + "".join(body).encode() + b"</footer></body>", 1)
