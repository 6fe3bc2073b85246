"""The links that section pages had at earlier visits."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "section_link",
        sa.Column("seed_id", ROW_ID, nullable=False),
        sa.Column("link", sa.BigInteger(), nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["seed_id"], ["seed.id"], name=op.f("fk_section_link_seed_id_seed"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seed_id", "link", name=op.f("pk_section_link")),
    )
