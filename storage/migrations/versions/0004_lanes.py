"""The lanes of messages, one to each recipient; an index of the dead; names sorted by code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import BY_CODE, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lanes",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("free_at", UtcDateTime(), nullable=False),
        sa.Column("new_at", UtcDateTime(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "recipient", name="pk_lanes"),
    )
    op.create_index(
        "ix_posts_dead",
        "posts",
        ["id"],
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # How a name begins is looked up in an index, which needs them sorted as SQLite does.
        op.alter_column("account_names", "folded", type_=BY_CODE)
