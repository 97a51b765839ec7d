"""The workspaces Rapport is installed in, and what their admins have set."""

from __future__ import annotations

from datetime import time

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base

DEFAULT_DIGEST_AT = time(9, 0)


class Team(Base):
    """One Slack workspace."""

    __tablename__ = "teams"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    bot_user_id: Mapped[str] = mapped_column(String(32), default="")
    complaints_channel: Mapped[str | None] = mapped_column(String(32))
    digest_at: Mapped[time] = mapped_column(default=DEFAULT_DIGEST_AT)
    # Working minutes by severity, and the causes to choose from; empty means the defaults.
    acknowledge_within: Mapped[dict[str, int] | None] = mapped_column(JSON)
    root_causes: Mapped[list[str] | None] = mapped_column(JSON)


def of(session: Session, team_id: str) -> Team:
    """The workspace's row; made, not yet stored, when it is new."""
    team = session.get(Team, team_id)
    if team is None:
        team = Team(team_id=team_id, name="", bot_user_id="", digest_at=DEFAULT_DIGEST_AT)
        session.add(team)
    return team


def all_ids(session: Session) -> list[str]:
    return list(session.scalars(select(Team.team_id).order_by(Team.team_id)))
