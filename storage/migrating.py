"""Bringing the database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.database import Database, told_plainly


class NewerSchema(Exception):
    """The database was made by a newer Rapport than this one."""


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = database.engine
    return config


def migrate(database: Database) -> None:
    """Upgrade to the newest schema; nothing happens when it is there already.

    Raises RecordUnavailable and NewerSchema.
    """
    with told_plainly():
        if not is_current(database):
            command.upgrade(_config(database), "head")


def is_current(database: Database) -> bool:
    """Whether the database has the newest schema. Raises NewerSchema."""
    scripts = ScriptDirectory.from_config(_config(database))
    with database.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {
        each.revision for each in scripts.walk_revisions()
    }:
        raise NewerSchema(
            f"This database has schema {revision}, made by a newer Rapport. Run that version."
        )
    return revision == scripts.get_current_head()
