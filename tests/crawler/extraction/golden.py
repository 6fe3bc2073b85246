"""Reads golden pairs and writes what extraction makes of a page in their form."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.errors import NoArticle
from crawler.extraction import extract_article

PAGES = Path(__file__).parent / "pages"


def read_page(file: Path) -> dict[str, Any]:
    """Everything that extraction says about the page, but for the names of the versions that read it."""
    url = f"https://daily.example/{'' if file.stem == 'front-page' else f'news/{file.name}'}"
    try:
        article = asdict(extract_article(file.read_bytes(), url))
    except NoArticle as error:
        return {"no_article": error.reason}
    del article["method"], article["rules"], article["trace"]
    # Most pages have neither, and need not say so.
    if not article["entries"]:
        del article["entries"]
    if not article["is_teaser"]:
        del article["is_teaser"]
    article["text"] = article["text"].split("\n\n")
    article["dropped"] = [f"{line['reason']} | {line['text']}" for line in article["dropped"]]
    return {name: _as_json(value) for name, value in article.items()}


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _as_json(each) for name, each in value.items()}
    return [_as_json(each) for each in value] if isinstance(value, tuple) else value
