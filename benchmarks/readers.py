"""The extractors that are compared, each a function from a page to what the scorer wants to know of it."""

from __future__ import annotations

import base64
import json
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import trafilatura

from crawler.errors import ExtractionError
from crawler.extraction import Guidance, SiteProfile, read_article
from crawler.extraction.line_filter.model import Model

PEERS = Path(__file__).with_name("peers.py")

Reading = dict[str, Any]
#: Page and URL → title, text, authors, date and `ms`, the CPU milliseconds it took.
Reader = Callable[[bytes, str], Reading]


def newsdesk(model: Model | None, site: SiteProfile | None = None) -> Reader:
    """newsdesk with a model that has not seen the page's publisher, and what was learnt from the site, if anything."""
    guidance = Guidance(line_model=model, site=site)

    def read(page: bytes, url: str) -> Reading:
        try:
            article = read_article(page, url, None, guidance)
        except ExtractionError:
            return {}
        return {
            "title": article.title,
            "text": article.text,
            "authors": list(article.authors),
            "date": article.published_at and article.published_at.date().isoformat(),
        }

    return read


def plain_trafilatura(page: bytes, url: str, **options: bool) -> Reading:
    """What trafilatura reads by itself, with metadata and without comments."""
    found = trafilatura.bare_extraction(page, url=url, with_metadata=True, include_comments=False, **options)
    if not isinstance(found, trafilatura.settings.Document):
        return {}
    authors = found.author.split("; ") if found.author else []
    return {"title": found.title, "text": found.text, "authors": authors, "date": found.date}


def precise_trafilatura(page: bytes, url: str) -> Reading:
    """The same, told to favour precision."""
    return plain_trafilatura(page, url, favor_precision=True)


def timed(reader: Reader, page: bytes, url: str) -> Reading:
    """What the reader reads, with the CPU time of this process that it took."""
    started = time.process_time()
    found = reader(page, url)
    return {**found, "ms": (time.process_time() - started) * 1000}


@contextmanager
def peers(python: Path) -> Iterator[Callable[[bytes, str], Mapping[str, Reading]]]:
    """The other extractors, in a process of their own environment: page and URL → name → reading."""
    process = subprocess.Popen([python, PEERS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None and process.stdout is not None
    asking, answering = process.stdin, process.stdout

    def read(page: bytes, url: str) -> Mapping[str, Reading]:
        asking.write(json.dumps({"page": base64.b64encode(page).decode(), "url": url}) + "\n")
        asking.flush()
        answer: Mapping[str, Reading] = json.loads(answering.readline())
        return answer

    try:
        yield read
    finally:
        asking.close()
        process.wait()
