"""The engine below the archive: how SQLite and PostgreSQL are opened, and how their transactions begin."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

#: Execution option that says how a transaction begins on SQLite.
BEGIN = "newsdesk_begin"


def make_engine(url: URL, *, wait: float) -> Engine:
    """An engine whose every connection has our settings; nothing is opened yet."""
    return _sqlite(url, wait) if url.get_backend_name() == "sqlite" else _postgresql(url, wait)


def _sqlite(url: URL, wait: float) -> Engine:
    engine = create_engine(
        url,
        # The driver must not begin or commit by itself: _begin below does.
        connect_args={"timeout": wait, "isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        # With less than FULL a committed article may be gone after a power cut.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        how = connection.get_execution_options().get(BEGIN, "DEFERRED")
        # A reader that wrote by mistake would wait for nobody and fail late: it is stopped here instead.
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if how == 'IMMEDIATE' else 'ON'}")
        connection.exec_driver_sql(f"BEGIN {how}")

    return engine


def _postgresql(url: URL, wait: float) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        # A connection that a restarted server has dropped is noticed and replaced before use.
        pool_pre_ping=True,
        pool_timeout=wait * 2,
        connect_args={"connect_timeout": max(2, round(wait)), "application_name": "newsdesk"},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # SET, not start-up options: connection poolers in front of PostgreSQL refuse those.
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {round(wait * 1000)}")
            cursor.execute("SET TIME ZONE 'UTC'")
            # Compiling a statement takes longer than any of ours should run.
            cursor.execute("SET jit = off")
        connection.commit()

    return engine
