"""Turns rows into the frozen values of the model, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.model import (
    Entry,
    EntryState,
    FetchOutcome,
    FoundEntry,
    Seed,
    SeedKind,
    SeedOutcome,
    Source,
    SourceRule,
    SourceSpec,
    Validators,
)
from storage.schema import source as source_table

Values = dict[str, Any]

_PARTS = ("body", "drop", "title", "author", "date")

#: SQLite takes this many parameters in one statement, PostgreSQL half of it.
BATCH = 10_000


def insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, for the database of this connection."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def batches(values: Sequence[Any], size: int = BATCH) -> list[Sequence[Any]]:
    """The values in runs that one statement can take."""
    return [values[start : start + size] for start in range(0, len(values), size)]


def source_of(row: Row[Any] | Mapping[str, Any]) -> Source:
    """A source from its own columns."""
    values = row._mapping if isinstance(row, Row) else row
    return Source(
        id=values["id"],
        spec=SourceSpec(
            name=values["name"],
            title=values["title"],
            homepage=values["homepage"],
            seeds=tuple(values["seeds"]),
            language=values["language"],
            check_every=values["check_every"],
            allow_networks=tuple(values["allow_networks"]),
            rules=tuple(_rule_of(rule) for rule in values["rules"]),
            is_declared=values["is_declared"],
        ),
        created_at=values["created_at"],
    )


def spec_values(spec: SourceSpec) -> Values:
    """The columns of a declaration."""
    names = {column.name for column in source_table.columns} - {"id", "created_at", "is_removed"}
    return {name: getattr(spec, name) for name in names} | {
        "rules": [rule_values(rule) for rule in spec.rules]
    }


def rule_values(rule: SourceRule) -> Values:
    """A rule as JSON: the keys of sources.toml, without those that it does not use."""
    values: Values = {"from": _iso(rule.first_day), "until": _iso(rule.end_day)}
    values |= {part: list(getattr(rule, part)) for part in _PARTS}
    return {key: value for key, value in values.items() if value}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _rule_of(values: Mapping[str, Any]) -> SourceRule:
    return SourceRule(
        **{part: tuple(values.get(part, ())) for part in _PARTS},
        first_day=date.fromisoformat(values["from"]) if "from" in values else None,
        end_day=date.fromisoformat(values["until"]) if "until" in values else None,
    )


def seed_of(row: Row[Any]) -> Seed:
    """A seed from its own columns."""
    return Seed(
        id=row.id,
        source_id=row.source_id,
        url=row.url,
        site=row.site,
        kind=SeedKind(row.kind) if row.kind else None,
        validators=validators_of(row),
        next_check_at=row.next_check_at,
        last_checked_at=row.last_checked_at,
        last_outcome=SeedOutcome(row.last_outcome) if row.last_outcome else None,
        last_reason=row.last_reason,
        failure_count=row.failure_count,
        fresh_at=row.fresh_at,
    )


def entry_of(row: Row[Any]) -> Entry:
    """An entry from its own columns."""
    return Entry(
        id=row.id,
        source_id=row.source_id,
        found=FoundEntry(
            url=row.url,
            canonical_url=row.canonical_url,
            site=row.site,
            title=row.title,
            published_at=row.published_at,
            modified_at=row.modified_at,
            authors=tuple(row.authors),
            summary=row.summary,
            language=row.language,
        ),
        state=EntryState(row.state),
        outcome=FetchOutcome(row.outcome) if row.outcome else None,
        reason=row.reason,
        attempt_count=row.attempt_count,
        next_attempt_at=row.next_attempt_at,
        first_seen_at=row.first_seen_at,
        article_id=row.article_id,
    )


def validators_of(row: Row[Any]) -> Validators:
    """The validators kept with a seed or an article."""
    return Validators(row.etag, row.last_modified, row.body_hash)


def validator_values(validators: Validators | None) -> Values:
    """Their columns; none where the old ones stay."""
    if validators is None:
        return {}
    return {
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "body_hash": validators.body_hash,
    }
