"""Golden pairs: each feed or sitemap in a folder, and beside it what must be read from it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.discovery import parse_feed, parse_sitemap

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 10, tzinfo=UTC)


def documents(folder: str) -> list[Path]:
    """The documents of a folder: add a pair of files, and it is tested."""
    return sorted(path for path in (HERE / folder).iterdir() if not path.name.endswith(".expected.json"))


@pytest.mark.parametrize("path", documents("feeds"), ids=lambda path: path.stem)
def test_a_feed_reads_as_its_golden_file_says(path: Path) -> None:
    feed = parse_feed(path.read_bytes(), "https://feeds.example/feed", now=NOW)
    assert shown(feed) == expected(path)


@pytest.mark.parametrize("path", documents("sitemaps"), ids=lambda path: path.stem)
def test_a_sitemap_reads_as_its_golden_file_says(path: Path) -> None:
    sitemap = parse_sitemap(path.read_bytes(), "https://feeds.example/sitemap.xml", now=NOW)
    assert shown(sitemap) == expected(path)


def expected(path: Path) -> Any:
    """The golden file beside a document."""
    return json.loads(path.with_name(f"{path.stem}.expected.json").read_text("utf-8"))


def shown(value: Any) -> Any:
    """A read value as the golden files write it: without what is empty, times as text."""
    if hasattr(value, "__dataclass_fields__"):
        value = asdict(value)
    if isinstance(value, dict):
        return {name: shown(part) for name, part in value.items() if part not in (None, (), 0, False)}
    if isinstance(value, tuple):
        return [shown(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value
