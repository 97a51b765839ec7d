"""Steps in a follow-up's life: done, put off, moved, handed over; each once for its request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from bot import digest_plan, follow_up_series, posts
from bot.desk import Desk
from bot.due import Due, SnoozeUntil, require_to_come, snooze_day, told_today
from bot.follow_up_access import found, open_and_theirs, owner_of
from bot.follow_up_record import close, move, record
from bot.follow_up_series import repeat_of
from bot.people import Actor, Person
from bot.posts import PostKind
from bot.recurrence import Repeat
from bot.refusals import Refused
from bot.texts import _, escape
from bot.unavailable import asked_again
from storage import people as kept_people
from storage import teams
from storage.follow_ups import FollowUp, FollowUpStatus


@asked_again
def finish(desk: Desk, actor: Actor, follow_up_id: int) -> FollowUp:
    """Mark as done; of a series the next one is made with it.

    Raises Refused when it is not open any more or the actor may not.
    """
    with desk.write(actor.team_id) as session:
        follow_up = open_and_theirs(session, actor, follow_up_id)
        if follow_up is None:
            return found(session, actor, follow_up_id)
        close(desk, follow_up, actor, FollowUpStatus.DONE)
        follow_up_series.make_next(desk, session, follow_up)
        record(desk, session, actor, follow_up, "done", {}, actor.request)
        return follow_up


def snooze(
    desk: Desk,
    actor: Actor,
    follow_up_id: int,
    until: SnoozeUntil,
    day: date | None,
    reason: str = "",
) -> FollowUp:
    """Put off an open follow-up, counted from its owner's today; a `day` given is what counts.

    Raises Refused when it is not open any more, the day is past or missing, or the actor may not.
    """

    def due(today: date) -> Due:
        if day is None and until == SnoozeUntil.DATE:
            raise Refused(_("Choose the day."), "due_on")
        return Due(day or snooze_day(until, today), None)

    return _postpone(desk, actor, follow_up_id, due, "snoozed", reason)


def reschedule(
    desk: Desk, actor: Actor, follow_up_id: int, due: Due, repeat: Repeat | None
) -> FollowUp:
    """Move an open follow-up to a day, perhaps a time, to come, in its owner's zone.

    Another `repeat` begins a series on that day, none ends it. Raises Refused when it is not open
    any more, the day is past, or the actor may not.
    """
    return _postpone(
        desk, actor, follow_up_id, lambda _today: due, "rescheduled", repeat=lambda _kept: repeat
    )


def _postpone(
    desk: Desk,
    actor: Actor,
    follow_up_id: int,
    due: Callable[[date], Due],
    verb: str,
    reason: str = "",
    repeat: Callable[[FollowUp], Repeat | None] = repeat_of,
) -> FollowUp:
    with desk.write(actor.team_id) as session:
        follow_up = open_and_theirs(session, actor, follow_up_id)
        if follow_up is None:
            return found(session, actor, follow_up_id)
        now, zone = desk.clock.now(), owner_of(session, follow_up).zone
        wanted = due(now.astimezone(zone).date())
        require_to_come(wanted, now, zone)
        before, often = follow_up.due_at.isoformat(), _often(follow_up)
        follow_up_series.change(follow_up, repeat(follow_up), wanted)
        move(desk, session, follow_up, wanted)
        details: dict[str, object] = {
            "from": before,
            "to": follow_up.due_at.isoformat(),
            "reason": reason,
        }
        if often != _often(follow_up):
            details["often"] = [often, _often(follow_up)]
        record(desk, session, actor, follow_up, verb, details, actor.request)
        return follow_up


def _often(follow_up: FollowUp) -> str:
    """How often it comes again, as its history says it: "2 week"; empty when it doesn't."""
    repeat = repeat_of(follow_up)
    return f"{repeat.every} {repeat.unit}" if repeat else ""


def hand_over(
    desk: Desk, actor: Actor, follow_up_id: int, to: str | None, note: str = ""
) -> FollowUp:
    """Give an open follow-up to a person with a role; both people are told, but not the actor.

    Its day stays, a named time is the new person's own. Raises Refused when it is not open any
    more, the actor may not, or the person has no role.
    """
    with desk.write(actor.team_id) as session:
        follow_up = open_and_theirs(session, actor, follow_up_id)
        if follow_up is None:
            return found(session, actor, follow_up_id)
        giver, heir = follow_up.assignee_id, _heir(session, actor, to)
        if heir.user_id == giver:
            raise Refused(_("It is theirs already. Choose somebody else."), "assignee")
        digest_plan.plan_if_unplanned(heir, teams.of(session, heir.team_id), desk.clock.now())
        follow_up.assignee_id = heir.user_id
        due = told_today(Due(follow_up.due_on, follow_up.due_time), heir, desk.clock.now())
        move(desk, session, follow_up, due)
        details = {"from": giver, "to": heir.user_id, "note": note}
        change = record(desk, session, actor, follow_up, "handed_over", details, actor.request)
        for reader in sorted({giver, heir.user_id} - {actor.user_id}):
            posts.want(
                session,
                actor.team_id,
                PostKind.FOLLOW_UP_PASSED,
                change.id,
                reader,
                at=desk.machine_now(),
            )
        return follow_up


def _heir(session: Session, actor: Actor, user_id: str | None) -> Person:
    """Raises Refused for nobody, and for whoever has no role."""
    person = kept_people.find(session, actor.team_id, user_id or "")
    if person is None or not person.has_role:
        raise Refused(
            _(
                "{who} has no role in Rapport, so they could not see it. Choose an account "
                "manager, a lead or an admin.",
                who=escape(person.name) if person and person.name else _("That person"),
            ),
            "assignee",
        )
    return person
