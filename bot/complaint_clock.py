"""The clock of a complaint: by when somebody must take it, and who hears if nobody does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import changes, complaint_alerts
from bot.desk import Desk
from bot.due_teams import in_each_team
from bot.responsible import above, responsible_for
from bot.working_time import add_working_time
from storage import complaints as kept
from storage import teams
from storage.complaints import Alarm, Complaint, Severity
from storage.people import Person
from storage.teams import Team

# Working minutes from filing to taking: 1 h, 4 h, 1 day, 2 days of 9 h.
DEFAULT_MINUTES: Mapping[Severity, int] = {
    Severity.CRITICAL: 60,
    Severity.HIGH: 240,
    Severity.MEDIUM: 540,
    Severity.LOW: 1080,
}
# Alarms rung in one transaction: whoever types a command meanwhile waits for no more.
AT_ONCE = 20
# With nobody there to hear of it, a working hour later somebody may be.
AGAIN = timedelta(hours=1)
# The warning comes when a quarter of the time is left.
WARN_AFTER = 0.75


def minutes_for(team: Team, severity: Severity) -> int:
    """The workspace's working minutes to take a complaint of this severity."""
    return (team.acknowledge_within or {}).get(severity, DEFAULT_MINUTES[severity])


def start(desk: Desk, session: Session, complaint: Complaint) -> None:
    """Let the clock run from now, in the caller's transaction."""
    complaint.clock_from = desk.clock.now()
    _set(session, complaint)
    complaint.alarm = Alarm.WARN
    complaint.alarm_at = _warn_at(session, complaint)


def adjust(session: Session, complaint: Complaint) -> None:
    """Fit a running clock to another severity or account, counted from when it began.

    The time that is set for the severity now counts. What is over by then rings at once; what
    has reached the lead stays late and rings no more.
    """
    has_escalated = complaint.alarm is None
    if has_escalated or not complaint.waits_for_owner:
        return
    before = complaint.acknowledge_by
    _set(session, complaint)
    if complaint.acknowledge_by != before:
        complaint.alarm = Alarm.WARN
        complaint.alarm_at = _warn_at(session, complaint)


def stop(complaint: Complaint) -> None:
    """Somebody has taken it, or it is over."""
    complaint.alarm = complaint.alarm_at = None


def _set(session: Session, complaint: Complaint) -> None:
    complaint.acknowledge_by = add_working_time(
        complaint.clock_from, _allowance(session, complaint), _zone(session, complaint)
    )


def _warn_at(session: Session, complaint: Complaint) -> datetime:
    allowance, zone = _allowance(session, complaint), _zone(session, complaint)
    return add_working_time(complaint.clock_from, allowance * WARN_AFTER, zone)


def _allowance(session: Session, complaint: Complaint) -> timedelta:
    team = teams.of(session, complaint.team_id)
    return timedelta(minutes=minutes_for(team, complaint.severity))


def _zone(session: Session, complaint: Complaint) -> ZoneInfo:
    """Working time is that of whoever answers for the account."""
    responsible = responsible_for(session, complaint.account)
    return responsible.zone if responsible else ZoneInfo("UTC")


def alarms_due(desk: Desk) -> int:
    """Ring the alarms that have come; gives how many."""
    return in_each_team(desk, kept.teams_with_alarms_due, _ring_some)


def _ring_some(desk: Desk, team_id: str) -> int:
    with desk.write(team_id) as session:
        due = kept.alarms_due(session, team_id, desk.clock.now(), AT_ONCE)
        for complaint in due:
            _ring(desk, session, complaint)
        return len(due)


def _ring(desk: Desk, session: Session, complaint: Complaint) -> None:
    is_too_late = complaint.acknowledge_by <= desk.clock.now()
    if complaint.alarm == Alarm.ESCALATE or is_too_late:
        _escalate(desk, session, complaint)
    else:
        _warn(desk, session, complaint)


def _warn(desk: Desk, session: Session, complaint: Complaint) -> None:
    complaint.alarm, complaint.alarm_at = Alarm.ESCALATE, complaint.acknowledge_by
    complaint.warnings += 1
    responsible = responsible_for(session, complaint.account)
    if responsible is not None:
        complaint_alerts.warn(desk, session, complaint, responsible)
    _record(desk, session, complaint, "warned", [responsible.user_id] if responsible else [])


def _escalate(desk: Desk, session: Session, complaint: Complaint) -> None:
    hearing = _who_hears(session, complaint)
    if not hearing:
        now, zone = desk.clock.now(), _zone(session, complaint)
        complaint.alarm, complaint.alarm_at = Alarm.ESCALATE, add_working_time(now, AGAIN, zone)
        return
    stop(complaint)
    for person in hearing:
        complaint_alerts.escalate(desk, session, complaint, person)
    _record(desk, session, complaint, "escalated", [person.user_id for person in hearing])


def _who_hears(session: Session, complaint: Complaint) -> list[Person]:
    """Those above whoever answers for the account; else they themselves, if anybody does."""
    responsible = responsible_for(session, complaint.account)
    others = above(session, complaint.team_id, responsible.user_id if responsible else "")
    return others or ([responsible] if responsible else [])


def _record(desk: Desk, session: Session, complaint: Complaint, verb: str, told: list[str]) -> None:
    team = teams.of(session, complaint.team_id)
    change = changes.record(
        desk,
        session,
        team_id=complaint.team_id,
        noun="complaint",
        record_id=complaint.id,
        verb=verb,
        by=team.bot_user_id or complaint.filed_by,
        details={"told": told, "acknowledge_by": complaint.acknowledge_by.isoformat()},
    )
    complaint_alerts.changed(desk, session, complaint, change)
