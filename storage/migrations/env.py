"""Alembic's environment: one transaction for all steps, so a killed migration leaves nothing."""

from alembic import context

from storage.postgres import all_alone
from storage.tables import Base

MIGRATION_PATIENCE_SECONDS = 600

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transactional_ddl=True,
        transaction_per_migration=False,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # Another replica may be at the same; what it has done is seen once it has ended.
            all_alone(connection, MIGRATION_PATIENCE_SECONDS)
        context.run_migrations()
    connection.commit()
