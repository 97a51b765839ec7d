"""Complaints, unhappy clients, recurring follow-ups, replies in threads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "episode_causes",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("episode_id", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("retracted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_episode_causes"),
    )
    op.create_index("ix_episode_causes_episode", "episode_causes", ["team_id", "episode_id"])
    op.create_index("ix_episode_causes_record", "episode_causes", ["team_id", "record_id"])

    op.create_table(
        "complaints",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("filed_by", sa.String(length=32), nullable=False),
        sa.Column("filed_at", UtcDateTime(), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("clock_from", UtcDateTime(), nullable=False),
        sa.Column("acknowledge_by", UtcDateTime(), nullable=False),
        sa.Column("alarm", sa.String(length=16), nullable=True),
        sa.Column("alarm_at", UtcDateTime(), nullable=True),
        sa.Column("warnings", sa.BigInteger(), nullable=False),
        sa.Column("client_told", sa.Boolean(), nullable=True),
        sa.Column("told_how", sa.String(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("root_cause", sa.String(), nullable=True),
        sa.Column("corrective_action", sa.String(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("source_author", sa.String(length=64), nullable=True),
        sa.Column("source_url", sa.String(), nullable=True),
        sa.Column("made_account", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("request", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["accounts.team_id", "accounts.id"],
            name="fk_complaints_team_id_account_id",
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_complaints"),
    )
    op.create_index("ix_complaints_account", "complaints", ["team_id", "account_id"])
    op.create_index(
        "ix_complaints_alarm_at",
        "complaints",
        ["alarm_at"],
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
    )
    op.create_index(
        "ix_complaints_owner",
        "complaints",
        ["team_id", "owner_id"],
        sqlite_where=sa.text("status IN ('filed', 'taken', 'told', 'reopened')"),
        postgresql_where=sa.text("status IN ('filed', 'taken', 'told', 'reopened')"),
    )
    op.create_index("uq_complaints_request", "complaints", ["team_id", "request"], unique=True)

    op.create_table(
        "episodes",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("manager_id", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", sa.String(length=32), nullable=False),
        sa.Column("lowest", sa.BigInteger(), nullable=True),
        sa.Column("card", sa.BigInteger(), nullable=False),
        sa.Column("alarm_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=32), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("snoozed_by", sa.String(length=32), nullable=True),
        sa.Column("snooze_reason", sa.String(), nullable=True),
        sa.Column("escalated_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=True),
        sa.Column("recovered_with", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["accounts.team_id", "accounts.id"],
            name="fk_episodes_team_id_account_id",
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_episodes"),
    )
    op.create_index(
        "ix_episodes_alarm_at",
        "episodes",
        ["alarm_at"],
        sqlite_where=sa.text("alarm_at IS NOT NULL"),
        postgresql_where=sa.text("alarm_at IS NOT NULL"),
    )
    op.create_index(
        "ix_episodes_recovered_with",
        "episodes",
        ["team_id", "recovered_with"],
        sqlite_where=sa.text("recovered_with IS NOT NULL"),
        postgresql_where=sa.text("recovered_with IS NOT NULL"),
    )
    op.create_index(
        "ix_episodes_manager",
        "episodes",
        ["team_id", "manager_id"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "uq_episodes_live",
        "episodes",
        ["team_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )

    op.drop_index("ix_digest_items_follow_up", "digest_items")
    op.alter_column("digest_items", "follow_up_id", new_column_name="record_id")
    op.create_index("ix_digest_items_record", "digest_items", ["team_id", "record_id", "section"])

    op.add_column("follow_ups", sa.Column("repeat_every", sa.BigInteger(), nullable=True))
    op.add_column("follow_ups", sa.Column("repeat_unit", sa.String(length=8), nullable=True))
    op.add_column("follow_ups", sa.Column("series_id", sa.BigInteger(), nullable=True))
    op.add_column("follow_ups", sa.Column("series_from", sa.Date(), nullable=True))
    op.add_column("follow_ups", sa.Column("series_at", sa.Time(), nullable=True))
    op.add_column("follow_ups", sa.Column("occurrence", sa.BigInteger(), nullable=True))
    op.add_column("follow_ups", sa.Column("next_on", sa.Date(), nullable=True))
    op.add_column("follow_ups", sa.Column("source_author", sa.String(length=64), nullable=True))
    op.add_column("follow_ups", sa.Column("source_url", sa.String(), nullable=True))
    op.create_index(
        "uq_follow_ups_series", "follow_ups", ["team_id", "series_id", "occurrence"], unique=True
    )

    op.add_column("held_lines", sa.Column("source_author", sa.String(length=64), nullable=True))
    op.add_column("held_lines", sa.Column("source_url", sa.String(), nullable=True))
    op.add_column("held_lines", sa.Column("said_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_held_lines_messages",
        "held_lines",
        ["team_id", "held_at"],
        sqlite_where=sa.text("settled_at IS NULL AND said_at IS NOT NULL"),
        postgresql_where=sa.text("settled_at IS NULL AND said_at IS NOT NULL"),
    )

    op.add_column("interactions", sa.Column("source_author", sa.String(length=64), nullable=True))
    op.add_column("interactions", sa.Column("source_url", sa.String(), nullable=True))
    op.create_index(
        "ix_interactions_scores",
        "interactions",
        ["team_id", "account_id", "occurred_at", "id"],
        sqlite_where=sa.text("satisfaction IS NOT NULL AND undone_at IS NULL"),
        postgresql_where=sa.text("satisfaction IS NOT NULL AND undone_at IS NULL"),
    )

    op.add_column("posts", sa.Column("parent_id", sa.BigInteger(), nullable=True))
    op.create_index("ix_posts_parent", "posts", ["team_id", "parent_id"])
    op.add_column("posts", sa.Column("audience", sa.String(length=16), nullable=True))
    op.create_index(
        "ix_posts_audience",
        "posts",
        ["team_id", "recipient", "audience"],
        sqlite_where=sa.text("audience IS NOT NULL"),
        postgresql_where=sa.text("audience IS NOT NULL"),
    )

    op.add_column("teams", sa.Column("acknowledge_within", sa.JSON(), nullable=True))
    op.add_column("teams", sa.Column("root_causes", sa.JSON(), nullable=True))
