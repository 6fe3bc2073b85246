"""The archive: one database, opened, with transactions that you can see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine

from storage.articles import Articles
from storage.captures import Captures
from storage.engine import BEGIN, make_engine
from storage.entries import Entries
from storage.fetches import Fetches
from storage.leases import Leases
from storage.location import archive_url, check_file
from storage.rereading import Rereading
from storage.robots import RobotsTexts
from storage.runs import Runs
from storage.section_links import SectionLinks
from storage.seeds import Seeds
from storage.settings import StorageSettings
from storage.site_profiles import SiteProfiles
from storage.soundness import problems_of
from storage.sources import Sources
from storage.subscriptions import Subscriptions
from storage.tokens import Tokens
from storage.trouble import location_of, told_plainly
from storage.upgrade import bring_up_to_date
from storage.visits import Visits

Dialect = Literal["sqlite", "postgresql"]


class Transaction:
    """One transaction, with a room for each noun; everything done through it holds together or not at all."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of the transaction: an exception that passes undoes it alone, and the rest may go on."""
        with told_plainly(self.connection.engine.url), self.connection.begin_nested():
            yield

    @cached_property
    def sources(self) -> Sources:
        """The publications we watch."""
        return Sources(self.connection)

    @cached_property
    def seeds(self) -> Seeds:
        """The feeds, sitemaps and pages that crawls start from."""
        return Seeds(self.connection)

    @cached_property
    def section_links(self) -> SectionLinks:
        """What section pages linked to at earlier visits."""
        return SectionLinks(self.connection)

    @cached_property
    def entries(self) -> Entries:
        """The frontier: promises of articles."""
        return Entries(self.connection)

    @cached_property
    def articles(self) -> Articles:
        """The articles with their revisions and raw pages."""
        return Articles(self.connection)

    @cached_property
    def captures(self) -> Captures:
        """Pages as they were met at a moment, whoever fetched them."""
        return Captures(self.connection)

    @cached_property
    def rereading(self) -> Rereading:
        """The kept pages, to be read again."""
        return Rereading(self.connection)

    @cached_property
    def site_profiles(self) -> SiteProfiles:
        """What was learnt about the pages of each source."""
        return SiteProfiles(self.connection)

    @cached_property
    def fetches(self) -> Fetches:
        """The requests that were made."""
        return Fetches(self.connection)

    @cached_property
    def runs(self) -> Runs:
        """The records of crawls."""
        return Runs(self.connection)

    @cached_property
    def visits(self) -> Visits:
        """What is due, site by site, and who works on it."""
        return Visits(self.connection)

    @cached_property
    def robots(self) -> RobotsTexts:
        """What origins answered when they were asked for their robots.txt."""
        return RobotsTexts(self.connection)

    @cached_property
    def leases(self) -> Leases:
        """Things of which there may be only one at a time, such as the heartbeat."""
        return Leases(self.connection)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        """What the hubs of feeds were asked to tell us."""
        return Subscriptions(self.connection)

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens that open the HTTP API."""
        return Tokens(self.connection)


class Archive:
    """An open archive; threads may share it, processes each open their own."""

    def __init__(self, url: URL, engine: Engine) -> None:
        self._url = url
        self._engine = engine

    @property
    def url(self) -> str:
        """What `open_archive` takes to open it again. It holds the password: never show it."""
        return self._url.render_as_string(hide_password=False)

    @property
    def location(self) -> str:
        """The file or server, as it may be shown to people."""
        return location_of(self._url)

    @property
    def dialect(self) -> Dialect:
        """Which database it is kept in."""
        return "sqlite" if self._engine.dialect.name == "sqlite" else "postgresql"

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """A transaction that writes: it commits at the end and rolls back when an exception passes."""
        with self._transaction(**{BEGIN: "IMMEDIATE"}) as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that only reads, and sees one moment however long it takes."""
        how: dict[str, Any] = {BEGIN: "DEFERRED"}
        if self.dialect == "postgresql":
            how |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._transaction(**how) as tx:
            yield tx

    @contextmanager
    def _transaction(self, **how: Any) -> Iterator[Transaction]:
        with (
            told_plainly(self._url),
            self._engine.connect().execution_options(**how) as connection,
            connection.begin(),
        ):
            yield Transaction(connection)

    def check(self) -> tuple[str, ...]:
        """What is wrong with the archive, a sentence each; it may take minutes on a large one."""
        with told_plainly(self._url), self._engine.connect() as connection:
            return problems_of(connection)

    def close(self) -> None:
        """Gives all connections back."""
        self._engine.dispose()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Archive {self.location}>"


def open_archive(url: str | None = None, *, create: bool = True) -> Archive:
    """Opens the archive at a file path or database URL, makes its tables and upgrades older ones.

    Without a URL: NEWSDESK_DATABASE_URL, else ./newsdesk.db when it exists, else a file in the user-data folder.
    With create=False an archive that is not there is a MissingArchive. Raises an ArchiveError in every case
    that a person can mend.
    """
    settings = StorageSettings()
    place = archive_url(url, settings)
    if place.get_backend_name() == "sqlite":
        check_file(place, create=create)
    engine = make_engine(place, wait=settings.database_wait)
    try:
        bring_up_to_date(engine, place, create=create)
    except BaseException:
        engine.dispose()
        raise
    return Archive(place, engine)
