"""Every row is found by its workspace first, so that a record can be sharded by it."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, UniqueConstraint

from storage.tables import Base

TABLES = list(Base.metadata.tables.values())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_begin_with_the_workspace(table: Table) -> None:
    unique = [list(index.columns) for index in table.indexes if index.unique]
    unique += [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    for columns in (list(table.primary_key.columns), *unique):
        assert columns[0].name == "team_id", columns


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_refers_to_its_own_workspace_alone(table: Table) -> None:
    for foreign in table.foreign_key_constraints:
        first = foreign.elements[0]
        assert (first.parent.name, first.column.name) == ("team_id", "team_id"), foreign.name
