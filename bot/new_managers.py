"""New managers: what is told anew when accounts have changed hands."""

from __future__ import annotations

from collections.abc import Container

from sqlalchemy.orm import Session

from bot import complaint_alerts, episode_alerts, posts
from bot.desk import Desk
from bot.responsible import responsible_for
from storage import complaints, episodes


def take_over(desk: Desk, session: Session, team_id: str, ids: Container[int], by: str) -> None:
    """Let those who answer for these accounts now have their alerts and open complaints.

    In the caller's transaction. The cost grows with what is open in the workspace, not with the
    accounts.
    """
    for episode in episodes.live_in_team(session, team_id):
        heir = responsible_for(session, episode.account) if episode.account_id in ids else None
        if heir is not None and heir.user_id != episode.manager_id:
            episode_alerts.pass_on(desk, session, episode, heir, by)
    for complaint in complaints.open_in_team(session, team_id):
        if complaint.account_id in ids:
            complaint_alerts.want_alerts(desk, session, complaint)
            posts.complaint_changed(session, team_id, complaint.id)
