"""In what form articles are exported."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """In what form articles are exported."""

    warc = "warc"
    jsonl = "jsonl"
    csv = "csv"
