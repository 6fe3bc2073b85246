"""Builders with defaults: a test says only what matters to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from storage import Archive, Transaction
from storage.model import (
    ArticleDraft,
    FoundEntry,
    Kept,
    RawPage,
    Seed,
    SeedCheck,
    SeedOutcome,
    Source,
    SourceSpec,
    Validators,
)

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def at(**later: float) -> datetime:
    """So much later than NOW."""
    return NOW + timedelta(**later)


def entry(path: str = "a", **values: Any) -> FoundEntry:
    url = f"https://news.example/{path}"
    return FoundEntry(**{"url": url, "canonical_url": url, "site": "news.example", **values})


def draft(source_id: int = 1, path: str = "a", **values: Any) -> ArticleDraft:
    url = f"https://news.example/{path}"
    defaults = {
        "url": url,
        "canonical_url": url,
        "title": f"Title of {path}",
        "text": f"Text of {path}.",
        "fetched_at": NOW,
        "method": "rules 1",
    }
    return ArticleDraft(source_id, **{**defaults, **values})


def page(of: ArticleDraft) -> RawPage:
    return RawPage(of.text.encode(errors="replace"), f"hash of {of.title} {of.text}", "text/html")


def check(seed: Seed, **values: Any) -> SeedCheck:
    defaults = {"outcome": SeedOutcome.new, "checked_at": NOW, "next_check_at": at(minutes=15)}
    return SeedCheck(seed.id, **{**defaults, **values})


@dataclass(frozen=True)
class Desk:
    """An archive with one source and one seed."""

    archive: Archive
    source: Source
    seed: Seed

    def list(self, *entries: FoundEntry, **values: Any) -> tuple[int, int]:
        with self.archive.begin() as tx:
            return tx.seeds.record_check(check(self.seed, **values), entries)

    def keep(self, made: ArticleDraft | None = None, **values: Any) -> Kept:
        made = made or draft(self.source.id)
        with self.archive.begin() as tx:
            return keep(tx, made, **values)


def keep(tx: Transaction, made: ArticleDraft, **values: Any) -> Kept:
    defaults = {"entry_id": None, "next_check_at": None}
    validators = values.pop("validators", Validators(body_hash=page(made).body_hash))
    raw = values.pop("raw", page(made))
    return tx.articles.keep(made, raw, validators, **{**defaults, **values})


def make_desk(archive: Archive) -> Desk:
    with archive.begin() as tx:
        source = tx.sources.put(SourceSpec("ledger", seeds=("https://news.example/feed",)), now=NOW)
        seed = tx.seeds.add(source.id, "https://news.example/feed", site="news.example", kind=None, now=NOW)
    return Desk(archive, source, seed)
