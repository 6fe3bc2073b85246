"""Other extractors, each asked for the article of a page; runs in an environment of its own.

Reads one JSON object a line ({"page": base64, "url": …}) and answers with one that maps each extractor's name to
what it read and to the CPU milliseconds that it took.
"""

from __future__ import annotations

import base64
import json
import logging
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

from newspaper import Article  # noqa: E402
from newsplease import NewsPlease  # noqa: E402
from readability import Document  # noqa: E402
from resiliparse.extract.html2text import extract_plain_text  # noqa: E402
from resiliparse.parse.encoding import bytes_to_str, detect_encoding  # noqa: E402

Reading = dict[str, Any]


def newspaper4k(page: bytes, url: str) -> Reading:
    """newspaper4k, fed with the page instead of downloading it."""
    article = Article(url, fetch_images=False)
    article.download(input_html=_text(page))
    article.parse()
    return {
        "title": article.title,
        "text": article.text,
        "authors": list(article.authors),
        "date": _day(article.publish_date),
    }


def news_please(page: bytes, url: str) -> Reading:
    """news-please, which asks newspaper4k, readability-lxml and others and compares their answers."""
    article = NewsPlease.from_html(_text(page), url=url, fetch_images=False)
    return {
        "title": article.title,
        "text": article.maintext or "",
        "authors": list(article.authors or ()),
        "date": _day(article.date_publish),
    }


def readability_lxml(page: bytes, url: str) -> Reading:
    """readability-lxml; it knows neither author nor date."""
    document = Document(_text(page), url=url)
    text = extract_plain_text(document.summary(html_partial=True), main_content=False, list_bullets=False)
    return {"title": document.short_title(), "text": text}


def resiliparse(page: bytes, _url: str) -> Reading:
    """resiliparse's main content; it knows no metadata."""
    return {"text": extract_plain_text(_text(page), main_content=True)}


PEERS: dict[str, Callable[[bytes, str], Reading]] = {
    "readability-lxml": readability_lxml,
    "newspaper4k": newspaper4k,
    "news-please": news_please,
    "resiliparse": resiliparse,
}


def _text(page: bytes) -> str:
    return bytes_to_str(page, detect_encoding(page))


def _day(moment: Any) -> str | None:
    return str(moment)[:10] if moment else None


def _read(extract: Callable[[bytes, str], Reading], page: bytes, url: str) -> Reading:
    started = time.process_time()
    try:
        found = extract(page, url)
    except Exception as error:  # noqa: BLE001 - an extractor that gives up has read nothing
        found = {"error": f"{type(error).__name__}: {error}"}
    return {**found, "ms": (time.process_time() - started) * 1000}


def main() -> None:
    """Answer line by line until the input ends."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        asked = json.loads(line)
        page = base64.b64decode(asked["page"])
        read = {name: _read(extract, page, asked["url"]) for name, extract in PEERS.items()}
        answers.write(json.dumps(read) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
