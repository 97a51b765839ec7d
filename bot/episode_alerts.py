"""Who hears of an unhappy client: the card to its manager, and the alarm when nobody answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import changes, digest_plan, posts
from bot.desk import Desk
from bot.posts import PostKind
from bot.working_time import WORK_BEGINS, add_working_time, at_local
from storage import complaints, interactions, people, teams
from storage import episodes as kept
from storage.complaints import Complaint
from storage.episodes import Episode, EpisodeCause, EpisodeStatus
from storage.interactions import Interaction
from storage.people import Person
from storage.posts import Post

NOUN = "episode"
# Working time in the manager's zone after which an unanswered card is told to the lead.
UNANSWERED_FOR = timedelta(hours=24)
# With nobody to see to it, or to hear of it, working time after which that is tried again.
AGAIN = timedelta(hours=1)
SCORES_SHOWN = 5
COMPLAINTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """An episode as it is now and all that speaks for it.

    `causes` are those that stand, the newest first; `scores` the entries with the newest scores.
    """

    episode: Episode
    causes: list[EpisodeCause]
    scores: list[Interaction]
    complaints: list[Complaint]


def send_card(desk: Desk, session: Session, episode: Episode) -> None:
    """Show the episode to its manager in a card of its own, in the caller's transaction."""
    if episode.manager_id is None:
        return
    posts.want(
        session,
        episode.team_id,
        PostKind.EPISODE_CARD,
        episode.id,
        episode.manager_id,
        at=desk.machine_now(),
        key=_card_key(episode),
    )


def is_newest_card(post: Post, episode: Episode) -> bool:
    """Whether this card is the one that speaks; else a worse one or another's took its place."""
    return post.key == _card_key(episode)


def _card_key(episode: Episode) -> str:
    return f"{PostKind.EPISODE_CARD}:{episode.id}:{episode.card}:{episode.manager_id}"


def changed(session: Session, episode: Episode) -> None:
    """Bring up to date every message that shows the episode, in the caller's transaction."""
    episode.version += 1
    session.flush()
    posts.episode_changed(session, episode.team_id, episode.id)


def evidence_changed(session: Session, team_id: str, account_id: int) -> None:
    """What is logged or filed about an account has changed: its card shows it as it is now.

    So does what a lead was told of it.
    """
    live = kept.live_of(session, team_id, account_id)
    if live is not None:
        session.flush()
        for kind in (PostKind.EPISODE_CARD, PostKind.EPISODE_ESCALATED):
            posts.show_anew(session, team_id, kind, [live.id])


def entrust(desk: Desk, session: Session, episode: Episode, manager: Person | None) -> None:
    """Make it somebody's to see to; they will get a digest."""
    episode.manager_id = manager.user_id if manager else None
    if manager is not None:
        team = teams.of(session, episode.team_id)
        digest_plan.plan_if_unplanned(manager, team, desk.clock.now())


def watch(desk: Desk, session: Session, episode: Episode, span: timedelta = UNANSWERED_FOR) -> None:
    """Start, or start again, the working time within which somebody has to answer."""
    manager = people.find(session, episode.team_id, episode.manager_id or "")
    zone = manager.zone if manager else ZoneInfo("UTC")
    episode.alarm_at = add_working_time(desk.clock.now(), span if manager else AGAIN, zone)


def wait_anew(desk: Desk, session: Session, episode: Episode) -> None:
    """What had been answered, or told to the lead, is to be answered anew."""
    episode.status = EpisodeStatus.OPEN
    episode.acknowledged_at = episode.acknowledged_by = None
    episode.snoozed_until = episode.snoozed_by = episode.snooze_reason = None
    episode.escalated_at = None
    watch(desk, session, episode)


def sleep(session: Session, episode: Episode) -> None:
    """Wake it on the day it is snoozed until, in time for that morning's digest."""
    manager = people.find(session, episode.team_id, episode.manager_id or "")
    assert episode.snoozed_until is not None, "a snoozed episode has a day"
    hour = min(WORK_BEGINS, teams.of(session, episode.team_id).digest_at)
    zone = manager.zone if manager else ZoneInfo("UTC")
    episode.alarm_at = at_local(episode.snoozed_until, hour, zone)


def escalate(desk: Desk, session: Session, episode: Episode, boss: Person) -> None:
    """Tell a person that nobody has answered the card, in the caller's transaction."""
    posts.want(
        session,
        episode.team_id,
        PostKind.EPISODE_ESCALATED,
        episode.id,
        boss.user_id,
        at=desk.machine_now(),
        key=_escalation_key(episode, boss.user_id),
    )


def is_escalated_now(post: Post, episode: Episode) -> bool:
    """Whether what a lead was told still holds."""
    is_open = episode.status == EpisodeStatus.OPEN
    return is_open and post.key == _escalation_key(episode, post.recipient)


def _escalation_key(episode: Episode, user_id: str) -> str:
    since = f"{episode.escalated_at:%Y-%m-%dT%H:%M:%S}" if episode.escalated_at else ""
    return f"{PostKind.EPISODE_ESCALATED}:{episode.id}:{user_id}:{since}"


def pass_on(desk: Desk, session: Session, episode: Episode, heir: Person | None, by: str) -> None:
    """Another person sees to it from now on, and gets the card, in the caller's transaction.

    Somebody else's being on it stands. With no heir it is nobody's until its alarm finds one.
    """
    before = episode.manager_id
    entrust(desk, session, episode, heir)
    if episode.status == EpisodeStatus.SNOOZED:
        sleep(session, episode)
    elif episode.status == EpisodeStatus.OPEN or episode.acknowledged_by == before:
        wait_anew(desk, session, episode)
    _hand_over(desk, session, episode, before, by)


def leave(desk: Desk, session: Session, episode: Episode, by: str) -> None:
    """Who is on it no longer is: its manager gets a card anew, in the caller's transaction."""
    before = episode.acknowledged_by
    wait_anew(desk, session, episode)
    episode.card += 1
    _hand_over(desk, session, episode, before, by)


def _hand_over(desk: Desk, session: Session, episode: Episode, before: str | None, by: str) -> None:
    details = {"from": before, "to": episode.manager_id}
    record(desk, session, episode, "handed_over", by, details)
    send_card(desk, session, episode)
    changed(session, episode)


def record(
    desk: Desk,
    session: Session,
    episode: Episode,
    verb: str,
    by: str,
    details: Mapping[str, object] | None = None,
    request: str | None = None,
) -> None:
    """Write down a step in an episode's life, in the caller's transaction."""
    changes.record(
        desk,
        session,
        team_id=episode.team_id,
        noun=NOUN,
        record_id=episode.id,
        verb=verb,
        by=by,
        details=details,
        request=request,
    )


def evidence(session: Session, team_id: str, episode_id: int) -> Evidence | None:
    """What an episode's messages show at this moment; None when there is no such episode."""
    episode = kept.find(session, team_id, episode_id)
    return evidence_of(session, episode) if episode else None


def evidence_of(session: Session, episode: Episode) -> Evidence:
    team_id, account_id = episode.team_id, episode.account_id
    return Evidence(
        episode,
        kept.causes_of(session, episode)[::-1],
        interactions.latest_scored(session, team_id, account_id, SCORES_SHOWN),
        complaints.open_for_account(session, team_id, account_id, COMPLAINTS_SHOWN),
    )
