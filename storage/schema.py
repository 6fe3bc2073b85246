"""The tables of the archive; what changes here needs a new migration in storage/migrations/versions."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)

from storage.columns import CleanJson, CleanText, Microseconds, RowId, Seconds, UtcDateTime

#: The newest migration: an archive at this revision is opened without asking Alembic. A test compares them.
NEWEST_REVISION = "0008"

#: Alembic's own table under our name, so that a database shared with another program does not mix them up.
VERSION_TABLE = "newsdesk_version"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

source = Table(
    "source",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", CleanText, nullable=False, unique=True),
    Column("title", CleanText),
    Column("homepage", CleanText),
    Column("seeds", CleanJson, nullable=False),
    Column("language", CleanText),
    Column("check_every", Seconds, nullable=False),
    Column("allow_networks", CleanJson, nullable=False),
    Column("rules", CleanJson, nullable=False, server_default=text("'[]'")),
    Column("is_declared", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # A removed source keeps its row, because its articles are kept.
    Column("is_removed", Boolean, nullable=False),
)

seed = Table(
    "seed",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("source_id", RowId, ForeignKey(source.c.id, ondelete="CASCADE"), nullable=False),
    Column("url", CleanText, nullable=False),
    Column("site", CleanText, nullable=False),
    Column("host", CleanText, nullable=False),
    Column("kind", CleanText),
    Column("etag", CleanText),
    Column("last_modified", CleanText),
    Column("body_hash", CleanText),
    Column("next_check_at", UtcDateTime, nullable=False),
    Column("last_checked_at", UtcDateTime),
    Column("last_outcome", CleanText),
    Column("last_reason", CleanText),
    Column("failure_count", Integer, nullable=False, server_default=text("0")),
    Column("created_at", UtcDateTime, nullable=False),
    # When it last listed something new; when it was added, as long as it has listed nothing.
    Column("fresh_at", UtcDateTime),
    UniqueConstraint("source_id", "url"),
    Index(None, "next_check_at"),
    Index(None, "site", "next_check_at"),
)

article = Table(
    "article",
    metadata,
    Column("id", RowId, primary_key=True),
    # The place in every listing by date (see storage.identity.sort_key); NULL only inside the transaction
    # that inserts the row, because it contains the id.
    Column("sort_key", BigInteger, unique=True),
    Column("source_id", RowId, ForeignKey(source.c.id), nullable=False),
    Column("url", CleanText, nullable=False),
    Column("canonical_url", CleanText, nullable=False, unique=True),
    Column("site", CleanText, nullable=False),
    Column("host", CleanText, nullable=False),
    Column("agency", CleanText),
    Column("published_at", UtcDateTime),
    Column("date_precision", CleanText),
    Column("date_from", CleanText),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("revised_at", UtcDateTime),
    # When the archive last learnt something new here: first kept, revised, or read better.
    Column("changed_at", UtcDateTime, nullable=False),
    Column("language", CleanText),
    Column("section", CleanText),
    Column("tags", CleanJson, nullable=False),
    Column("image", CleanJson),
    Column("is_free", Boolean),
    Column("kind", CleanText, nullable=False),
    Column("revision_count", Integer, nullable=False),
    Column("etag", CleanText),
    Column("last_modified", CleanText),
    Column("body_hash", CleanText),
    Column("next_check_at", UtcDateTime),
    # When the page was last seen or said to be unchanged; fetched_at is when it was last read.
    Column("checked_at", UtcDateTime, nullable=False),
    Column("last_outcome", CleanText),
    Column("check_count", Integer, nullable=False, server_default=text("0")),
    # What the publisher asks of those who keep the page: "noarchive", "noindex", "tdm".
    Column("wishes", CleanJson, nullable=False, server_default=text("'[]'")),
    Index(None, "source_id", "sort_key"),
    Index(None, "changed_at"),
    Index(None, "next_check_at"),
    Index(None, "site", "next_check_at"),
)

revision = Table(
    "revision",
    metadata,
    Column("article_id", RowId, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", CleanText, nullable=False),
    Column("standfirst", CleanText),
    Column("authors", CleanJson, nullable=False),
    Column("modified_at", UtcDateTime),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("content_hash", CleanText, nullable=False),
    Column("method", CleanText, nullable=False),
    # Long values stand last: SQLite reads a row from its beginning.
    Column("text", CleanText, nullable=False),
    Column("dropped", CleanJson, nullable=False),
)

raw_page = Table(
    "raw_page",
    metadata,
    Column("article_id", RowId, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("body_hash", CleanText, nullable=False),
    Column("content_type", CleanText),
    Column("body_zstd", LargeBinary, nullable=False),
)

# How far a re-reading has come; apart from the revisions, so that they are looked through without their texts.
reread = Table(
    "reread",
    metadata,
    Column("article_id", RowId, ForeignKey(article.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    # The extractor, and what it knew of the source, that read the page of this revision last.
    Column("read_with", CleanText, nullable=False),
)

site_profile = Table(
    "site_profile",
    metadata,
    Column("source_id", RowId, ForeignKey(source.c.id, ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("data_zstd", LargeBinary, nullable=False),
)

_is_pending = text("state = 'pending'")

entry = Table(
    "entry",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("source_id", RowId, ForeignKey(source.c.id, ondelete="CASCADE"), nullable=False),
    Column("url", CleanText, nullable=False),
    Column("canonical_url", CleanText, nullable=False),
    Column("site", CleanText, nullable=False),
    Column("host", CleanText, nullable=False),
    Column("state", CleanText, nullable=False),
    Column("outcome", CleanText),
    Column("reason", CleanText),
    Column("attempt_count", Integer, nullable=False, server_default=text("0")),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("article_id", RowId, ForeignKey(article.c.id)),
    Column("title", CleanText),
    Column("published_at", UtcDateTime),
    Column("modified_at", UtcDateTime),
    Column("authors", CleanJson, nullable=False),
    Column("summary", CleanText),
    Column("language", CleanText),
    UniqueConstraint("source_id", "canonical_url"),
    Index(None, "article_id"),
    Index(
        "ix_entry_pending",
        "site",
        "next_attempt_at",
        sqlite_where=_is_pending,
        postgresql_where=_is_pending,
    ),
    Index(
        "ix_entry_pending_due",
        "next_attempt_at",
        sqlite_where=_is_pending,
        postgresql_where=_is_pending,
    ),
)

listing = Table(
    "listing",
    metadata,
    Column("seed_id", RowId, ForeignKey(seed.c.id, ondelete="CASCADE"), primary_key=True),
    Column("entry_id", RowId, ForeignKey(entry.c.id, ondelete="CASCADE"), primary_key=True),
    Index(None, "entry_id"),
)

# What a section page linked to, by keys of the addresses: what is there at every visit is no news.
section_link = Table(
    "section_link",
    metadata,
    Column("seed_id", RowId, ForeignKey(seed.c.id, ondelete="CASCADE"), primary_key=True),
    Column("link", BigInteger, primary_key=True, autoincrement=False),
    Column("is_taken", Boolean, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", CleanText, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", CleanText),
    Column("counts", CleanJson, nullable=False),
)

fetch = Table(
    "fetch",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("run_id", RowId, ForeignKey(run.c.id, ondelete="CASCADE")),
    Column("source_id", RowId, ForeignKey(source.c.id, ondelete="CASCADE"), nullable=False),
    Column("url", CleanText, nullable=False),
    Column("outcome", CleanText, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("duration", Microseconds, nullable=False),
    Column("status", Integer),
    Column("byte_count", BigInteger, nullable=False),
    Column("reason", CleanText),
    Index(None, "run_id"),
    Index(None, "source_id", "requested_at"),
)

site = Table(
    "site",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("lease_owner", CleanText),
    Column("lease_until", UtcDateTime),
)

host_wait = Table(
    "host_wait",
    metadata,
    Column("site", CleanText, primary_key=True),
    Column("host", CleanText, primary_key=True),
    Column("until", UtcDateTime, nullable=False),
)

# The robots.txt of each origin, at most a day old: a new crawl process need not ask for it again.
robots = Table(
    "robots",
    metadata,
    Column("origin", CleanText, primary_key=True),
    Column("fetched_at", UtcDateTime, nullable=False, index=True),
    # NULL where no answer came; the reason says why everything is forbidden then.
    Column("status", Integer),
    Column("reason", CleanText),
    Column("body_zstd", LargeBinary, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("owner", CleanText, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

# What a feed's hub was asked to tell us (WebSub); one a seed.
subscription = Table(
    "subscription",
    metadata,
    Column("seed_id", RowId, ForeignKey(seed.c.id, ondelete="CASCADE"), primary_key=True),
    Column("hub", CleanText, nullable=False),
    Column("topic", CleanText, nullable=False),
    # The unguessable end of the address that the hub calls, and the key that it signs with.
    Column("token", CleanText, nullable=False, unique=True),
    Column("secret", CleanText, nullable=False),
    Column("state", CleanText, nullable=False),
    Column("reason", CleanText),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
)

token = Table(
    "token",
    metadata,
    Column("sha256", CleanText, primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
)
