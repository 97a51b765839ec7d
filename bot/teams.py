"""The workspace: its name in Slack, kept when Rapport connects."""

from __future__ import annotations

from bot.desk import Desk
from storage import teams as kept


def keep(desk: Desk, team_id: str, name: str, bot_user_id: str) -> None:
    """Store what Slack calls the workspace and us."""
    with desk.write(team_id) as session:
        team = kept.of(session, team_id)
        team.name, team.bot_user_id = name, bot_user_id


def ids(desk: Desk) -> list[str]:
    """The workspaces on record."""
    with desk.read() as session:
        return kept.all_ids(session)
