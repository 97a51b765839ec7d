"""Instants before which nobody takes a post, a lane or a Home, brought nearer all at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from storage.homes import OpenedHome
from storage.lanes import Lane
from storage.posts import UNSHOWN, Post


def bring_nearer(session: Session, latest: datetime) -> None:
    """Have nothing that is to be shown wait beyond an instant."""
    for column, *which in (
        (Post.try_at, UNSHOWN),
        (Lane.free_at,),
        (Lane.new_at,),
        (OpenedHome.try_at,),
    ):
        session.execute(
            update(column.class_)
            .where(column > latest, *which)
            .values({column: latest})
            .execution_options(synchronize_session=False)
        )
