"""The clock of an episode: nobody's answer becomes the lead's to hear, and a snooze ends."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import episode_alerts
from bot.desk import Desk
from bot.due_teams import in_each_team
from bot.episode_alerts import AGAIN
from bot.responsible import above, responsible_for
from storage import episodes as kept
from storage import people, teams
from storage.episodes import Episode, EpisodeStatus
from storage.people import Person


def alarms_due(desk: Desk) -> int:
    """Ring every alarm that has come; gives how many."""
    return in_each_team(desk, kept.teams_with_alarms_due, _ring_some)


def _ring_some(desk: Desk, team_id: str) -> int:
    """Ring a hundred at most: people's commands wait meanwhile."""
    with desk.write(team_id) as session:
        due = kept.alarms_due(session, team_id, desk.clock.now())
        for episode in due:
            _ring(desk, session, episode)
        return len(due)


def _ring(desk: Desk, session: Session, episode: Episode) -> None:
    manager = people.find(session, episode.team_id, episode.manager_id or "")
    if episode.status == EpisodeStatus.SNOOZED:
        _wake(desk, session, episode)
    elif manager is None or not manager.has_role:
        _entrust_anew(desk, session, episode)
    else:
        _escalate(desk, session, episode, manager)


def _entrust_anew(desk: Desk, session: Session, episode: Episode) -> None:
    """Nobody could see to it; somebody may have been given a role since."""
    heir = responsible_for(session, episode.account)
    if heir is None:
        episode_alerts.watch(desk, session, episode, AGAIN)
    else:
        episode_alerts.pass_on(desk, session, episode, heir, _by(session, episode))


def _wake(desk: Desk, session: Session, episode: Episode) -> None:
    episode_alerts.wait_anew(desk, session, episode)
    episode_alerts.record(desk, session, episode, "woken", _by(session, episode))
    episode_alerts.changed(session, episode)


def _escalate(desk: Desk, session: Session, episode: Episode, manager: Person) -> None:
    hearing = above(session, episode.team_id, manager.user_id)
    if not hearing:
        episode_alerts.watch(desk, session, episode, AGAIN)
        return
    episode.alarm_at, episode.escalated_at = None, desk.clock.now()
    for boss in hearing:
        episode_alerts.escalate(desk, session, episode, boss)
    told = {"told": [boss.user_id for boss in hearing]}
    episode_alerts.record(desk, session, episode, "escalated", _by(session, episode), told)
    episode_alerts.changed(session, episode)


def _by(session: Session, episode: Episode) -> str:
    """Whose doing it is: Rapport's own, where its name is known."""
    return teams.of(session, episode.team_id).bot_user_id or episode.opened_by
