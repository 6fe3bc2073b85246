"""Loaded once, in the process that all reading processes are forked from: what they would each load for themselves.

Reading one page brings in trafilatura, the language model and the compiled rules: more than a second of CPU and
most of a reading process's memory, which the forked processes then share.
"""

from __future__ import annotations

import contextlib

from crawler.errors import CrawlerError
from crawler.reading import worker

_SENTENCE = (
    "The ferry left the harbour at nine in the morning, and nobody on board knew when it would be back. "
)
_PARAGRAPHS = f"<p>{_SENTENCE * 3}</p>" * 5
_PAGE = f"<html><head><title>A page</title></head><body><h1>A page</h1>{_PARAGRAPHS}</body></html>"

with contextlib.suppress(CrawlerError):
    worker.read_page(_PAGE.encode(), "https://warm.example/page.html", "text/html")
