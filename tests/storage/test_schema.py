"""The migrations make what the tables say."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import storage.migrations
from storage import Archive
from storage.schema import NEWEST_REVISION, VERSION_TABLE, metadata


def test_the_migrations_and_the_tables_agree(archive: Archive) -> None:
    def is_ours(thing: object, name: str | None, kind: str, *_: object) -> bool:
        return kind != "table" or not str(name).startswith("article_search")

    with archive.read() as tx:
        context = MigrationContext.configure(
            tx.connection,
            opts={"include_object": is_ours, "version_table": VERSION_TABLE, "compare_type": False},
        )
        assert compare_metadata(context, metadata) == []


def test_the_newest_revision_is_the_head_of_the_migrations() -> None:
    folder = Path(storage.migrations.__file__ or "").parent
    assert ScriptDirectory(str(folder)).get_heads() == [NEWEST_REVISION]


def test_the_due_queries_are_answered_by_indexes(sqlite_archive: Archive) -> None:
    questions = {
        "SELECT site, min(next_check_at) FROM seed WHERE next_check_at <= '2026' GROUP BY site": "ix_seed",
        "SELECT site FROM entry WHERE state = 'pending' AND next_attempt_at <= '2026'": "ix_entry_pending",
        "SELECT site FROM article WHERE next_check_at <= '2026'": "ix_article_next_check_at",
        "SELECT * FROM entry WHERE state = 'pending' AND site = 'a' AND next_attempt_at <= '2026'": "ix_entry_pending",
        "SELECT id FROM article WHERE sort_key > 5 ORDER BY sort_key DESC LIMIT 20": "sort_key",
        "SELECT id FROM article WHERE canonical_url = 'x'": "uq_article_canonical_url",
    }
    with sqlite_archive.read() as tx:
        for question, index in questions.items():
            plan = str(tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}").all())
            assert index in plan or "sqlite_autoindex" in plan, plan
            assert "SCAN article" not in plan.replace("USING", "")
