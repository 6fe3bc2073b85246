"""When each seed last listed something new."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seed", sa.Column("fresh_at", sa.DateTime(timezone=True), nullable=True))
    # A seed that was read lately is not called silent before it had its time.
    op.execute("UPDATE seed SET fresh_at = coalesce(last_checked_at, created_at)")
