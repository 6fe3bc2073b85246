"""What Alembic runs before a migration: it uses the connection and the transaction it is given."""

from alembic import context

from storage.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    # The caller's transaction holds the lock; all migrations happen in it or none does.
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
