"""Brings the tables of an archive to the newest revision, once, whoever comes first."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from storage.engine import BEGIN
from storage.errors import MissingArchive, NewerArchive, NotAnArchive, UnsuitableDatabase
from storage.schema import NEWEST_REVISION, VERSION_TABLE, metadata
from storage.trouble import location_of, told_plainly

#: How long a second program waits while the first one changes the tables.
UPGRADE_WAIT = 60.0

#: Names the advisory lock on PostgreSQL; any number that no other program uses.
_LOCK = 0x6E657773_6465736B

#: SQLite: RETURNING and FTS5. PostgreSQL: the oldest that its makers still mend.
_OLDEST = {"sqlite": (3, 35), "postgresql": (15,)}

_FOLDER = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, url: URL, *, create: bool) -> None:
    """Makes or upgrades the tables when need be; refuses what is newer than this program or not ours."""
    with told_plainly(url):
        if engine.dialect.name == "sqlite":
            _use_write_ahead_log(engine, url, create=create)
        with engine.connect() as connection, connection.begin():
            _refuse_old(connection, url)
            found = _revision(connection, url, create=create)
        if found != NEWEST_REVISION:
            _upgrade(engine, url, create=create)


def _revision(connection: Connection, url: URL, *, create: bool) -> str | None:
    """The revision of the tables; None where there are none yet."""
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE in tables:
        row = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).first()  # noqa: S608
        if row is not None:
            return str(row[0])
    place = location_of(url)
    if tables & set(metadata.tables) or (tables and connection.dialect.name == "sqlite"):
        raise NotAnArchive(place, f"The database {place} belongs to another program; choose another place.")
    if not create:
        raise MissingArchive(
            place, f"There is no archive in {place} yet; make it with `newsdesk db upgrade` or a first crawl."
        )
    return None


def _refuse_old(connection: Connection, url: URL) -> None:
    """A database without what is needed would fail later, and in words that help nobody."""
    place, kind = location_of(url), connection.dialect.name
    version = connection.dialect.server_version_info or ()
    if version and version < _OLDEST[kind]:
        name = "SQLite" if kind == "sqlite" else "PostgreSQL"
        have, need = (".".join(str(part) for part in one) for one in (version, _OLDEST[kind]))
        raise UnsuitableDatabase(
            place, f"The archive {place} runs on {name} {have}; newsdesk needs {name} {need} or newer."
        )
    if (
        kind == "sqlite"
        and not connection.execute(text("SELECT sqlite_compileoption_used('ENABLE_FTS5')")).scalar()
    ):
        raise UnsuitableDatabase(
            place, "This Python's SQLite lacks FTS5, which the search needs; use another build."
        )


def _upgrade(engine: Engine, url: URL, *, create: bool) -> None:
    # Alembic takes a third of a second to import, and is needed only on the first start of a new version.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.connect().execution_options(**{BEGIN: "IMMEDIATE"}) as connection:
        _wait_longer(connection)
        try:
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                # Looked at again under the lock: another program may have been faster.
                found = _revision(connection, url, create=create)
                if found is not None and found not in known:
                    raise _newer(found, url)
                if found != NEWEST_REVISION:
                    config.attributes["connection"] = connection
                    command.upgrade(config, "head")
        finally:
            # This connection has a long wait; it does not go back to the others.
            connection.invalidate()


def _newer(found: str, url: URL) -> NewerArchive:
    place = location_of(url)
    return NewerArchive(
        place,
        f"The archive {place} has schema {found}, but this newsdesk knows only up to {NEWEST_REVISION}: "
        "upgrade newsdesk.",
    )


def _wait_longer(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        _driver_of(connection).execute(f"PRAGMA busy_timeout = {round(UPGRADE_WAIT * 1000)}")
    else:
        connection.execute(text(f"SET lock_timeout = {round(UPGRADE_WAIT * 1000)}"))
        connection.commit()


def _use_write_ahead_log(engine: Engine, url: URL, *, create: bool) -> None:
    """Readers and the writer do not wait for each other then. The file remembers it for good."""
    # SQLite does not wait for a lock here as it does elsewhere, so that two first starts may collide.
    give_up_at = time.monotonic() + UPGRADE_WAIT
    while True:
        try:
            with engine.connect() as connection:
                raw = _driver_of(connection)
                if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                    _refuse_strangers(engine, url, create=create)
                    raw.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)


def _driver_of(connection: Connection) -> sqlite3.Connection:
    """The connection below SQLAlchemy, for what must happen outside any transaction."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def _refuse_strangers(engine: Engine, url: URL, *, create: bool) -> None:
    """Looks before anything is written, so that the database of another program is left as it was."""
    try:
        with engine.connect() as connection, connection.begin():
            _revision(connection, url, create=create)
    except OperationalError as error:
        if isinstance(error.orig, sqlite3.OperationalError):
            raise error.orig from error
        raise
