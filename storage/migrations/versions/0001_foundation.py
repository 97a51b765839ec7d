"""The foundation: people, accounts, interactions, follow-ups, digests, posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_names",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("is_alias", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_account_names"),
    )
    op.create_index("ix_account_names_account", "account_names", ["team_id", "account_id"])
    op.create_index("ix_account_names_folded", "account_names", ["team_id", "folded"])
    op.create_index(
        "uq_account_names_name",
        "account_names",
        ["team_id", "folded"],
        unique=True,
        sqlite_where=sa.text("NOT is_alias"),
        postgresql_where=sa.text("NOT is_alias"),
    )

    op.create_table(
        "accounts",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("manager_id", sa.String(length=32), nullable=True),
        sa.Column("tier", sa.String(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=32), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_accounts"),
    )
    op.create_index("ix_accounts_manager", "accounts", ["team_id", "manager_id"])

    op.create_table(
        "appointments",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("held_line_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_appointments"),
    )
    op.create_index(
        "uq_appointments_waiting",
        "appointments",
        ["team_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("outcome = 'waiting'"),
        postgresql_where=sa.text("outcome = 'waiting'"),
    )

    op.create_table(
        "changes",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("noun", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("request", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_changes"),
    )
    op.create_index("ix_changes_record", "changes", ["team_id", "noun", "record_id"])
    op.create_index("uq_changes_request", "changes", ["team_id", "request"], unique=True)

    op.create_table(
        "digest_items",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("digest_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("follow_up_id", sa.BigInteger(), nullable=False),
        sa.Column("section", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "digest_id", "position", name="pk_digest_items"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_digest_items_follow_up", "digest_items", ["team_id", "follow_up_id"])

    op.create_table(
        "digests",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_frozen", sa.Boolean(), nullable=False),
        sa.Column("coming_up", sa.BigInteger(), nullable=False),
        sa.Column("coming_up_first", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_digests"),
        sa.UniqueConstraint(
            "team_id", "user_id", "local_date", name="uq_digests_team_id_user_id_local_date"
        ),
    )
    op.create_table(
        "held_lines",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("command", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("request", sa.String(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_held_lines"),
    )
    op.create_index("uq_held_lines_request", "held_lines", ["team_id", "request"], unique=True)

    op.create_table(
        "name_trigrams",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("trigram", sa.String(length=12), nullable=False),
        sa.Column("name_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "trigram", "name_id", name="pk_name_trigrams"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "people",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("tz", sa.String(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("is_manager", sa.Boolean(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("next_digest_at", UtcDateTime(), nullable=True),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_people"),
    )
    op.create_index(
        "ix_people_next_digest_at",
        "people",
        ["next_digest_at"],
        sqlite_where=sa.text("next_digest_at IS NOT NULL"),
        postgresql_where=sa.text("next_digest_at IS NOT NULL"),
    )

    op.create_table(
        "posts",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("wanted", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("try_at", UtcDateTime(), nullable=False),
        sa.Column("sending_since", UtcDateTime(), nullable=True),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_posts"),
    )
    op.create_index("ix_posts_subject", "posts", ["team_id", "kind", "subject_id"])
    op.create_index(
        "ix_posts_unshown",
        "posts",
        ["try_at"],
        sqlite_where=sa.text("state = 'live' AND wanted > shown"),
        postgresql_where=sa.text("state = 'live' AND wanted > shown"),
    )
    op.create_index("uq_posts_key", "posts", ["team_id", "key"], unique=True)

    op.create_table(
        "teams",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot_user_id", sa.String(length=32), nullable=False),
        sa.Column("complaints_channel", sa.String(length=32), nullable=True),
        sa.Column("digest_at", sa.Time(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_teams"),
    )
    op.create_table(
        "follow_ups",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("assignee_id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_time", sa.Time(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("ping_at", UtcDateTime(), nullable=True),
        sa.Column("hat", sa.String(length=16), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("interaction_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("made_account", sa.Boolean(), nullable=False),
        sa.Column("request", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["accounts.team_id", "accounts.id"],
            name="fk_follow_ups_team_id_account_id",
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_follow_ups"),
    )
    op.create_index("ix_follow_ups_account", "follow_ups", ["team_id", "account_id"])
    op.create_index("ix_follow_ups_interaction", "follow_ups", ["team_id", "interaction_id"])
    op.create_index(
        "ix_follow_ups_open",
        "follow_ups",
        ["team_id", "assignee_id", "due_on"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_follow_ups_ping_at",
        "follow_ups",
        ["ping_at"],
        sqlite_where=sa.text("ping_at IS NOT NULL"),
        postgresql_where=sa.text("ping_at IS NOT NULL"),
    )
    op.create_index("uq_follow_ups_request", "follow_ups", ["team_id", "request"], unique=True)

    op.create_table(
        "interactions",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("contacts", sa.String(), nullable=True),
        sa.Column("satisfaction", sa.BigInteger(), nullable=True),
        sa.Column("hat", sa.String(length=16), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("made_account", sa.Boolean(), nullable=False),
        sa.Column("request", sa.String(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "account_id"],
            ["accounts.team_id", "accounts.id"],
            name="fk_interactions_team_id_account_id",
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_interactions"),
    )
    op.create_index(
        "ix_interactions_account", "interactions", ["team_id", "account_id", "occurred_at"]
    )
    op.create_index("uq_interactions_request", "interactions", ["team_id", "request"], unique=True)


def downgrade() -> None:

    op.drop_table("interactions")

    op.drop_table("follow_ups")
    op.drop_table("teams")

    op.drop_table("posts")

    op.drop_table("people")
    op.drop_table("name_trigrams")

    op.drop_table("held_lines")
    op.drop_table("digests")

    op.drop_table("digest_items")

    op.drop_table("changes")

    op.drop_table("appointments")

    op.drop_table("accounts")

    op.drop_table("account_names")
