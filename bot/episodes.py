"""Episodes: what is logged and filed opens an alert about a client, worsens it, or ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot import episode_alerts, satisfaction
from bot.desk import Desk
from bot.people import Actor
from bot.responsible import responsible_for
from storage import accounts as kept_accounts
from storage import episodes as kept
from storage import interactions as kept_interactions
from storage.accounts import Account
from storage.base import new_id
from storage.complaints import Complaint
from storage.episodes import Cause, Episode, EpisodeCause, EpisodeStatus
from storage.interactions import Interaction, Score

# How far back a correction looks for what still holds.
LOOKED_BACK = 20


@dataclass(frozen=True, slots=True)
class _Said:
    """An account's newest scores after one of its entries was corrected, and which one."""

    interaction_id: int
    scores: list[Score]

    @property
    def values(self) -> list[int]:
        return _values(self.scores)

    def speaks_for(self, cause: EpisodeCause) -> bool:
        """Whether the cause holds: a complaint isn't ours to judge, nor a score from long ago."""
        if cause.score is None:
            return True
        places = [n for n, s in enumerate(self.scores) if s.interaction_id == cause.record_id]
        if not places or places[0] == LOOKED_BACK - 1:
            return cause.record_id != self.interaction_id
        said = self.values[places[0] :]
        return said[0] == cause.score and satisfaction.cause_in(said) == cause.cause


def score_logged(
    desk: Desk, session: Session, actor: Actor, account: Account, interaction: Interaction
) -> Episode | None:
    """What a new entry's score opens, worsens or closes, in the caller's transaction.

    A score said before one that is on record already is shown, and changes nothing.
    """
    if interaction.satisfaction is None:
        return None
    scores = kept_interactions.scores(session, account.team_id, account.id, 2)
    is_newest = scores[0].interaction_id == interaction.id
    if is_newest and satisfaction.is_unhappy(_values(scores)):
        return _blame_newest(desk, session, actor, account, scores)
    if not kept.has_live(session, account.team_id, account.id):
        return None
    live = kept.live_of(session, account.team_id, account.id, to_change=True)
    if live and is_newest and satisfaction.is_recovered(_values(scores)):
        return _recover(desk, session, actor, live, interaction.id)
    episode_alerts.evidence_changed(session, account.team_id, account.id)
    return None


def score_corrected(
    desk: Desk, session: Session, actor: Actor, account_id: int, interaction_id: int
) -> None:
    """An entry with a score came to the account, left it, or changed, in the caller's transaction.

    What it says no more is taken back: an episode that nothing speaks for is withdrawn, one closed
    by a good score that isn't there any more is open again.
    """
    session.flush()
    team_id = actor.team_id
    account = kept_accounts.with_ids(session, team_id, [account_id])[0]
    said = _Said(
        interaction_id, kept_interactions.scores(session, team_id, account_id, LOOKED_BACK)
    )
    live = kept.live_to_open_or_change(session, team_id, account_id)
    live = _unless_recovered(desk, session, actor, account, live, said)
    _retract(desk, session, team_id, live, said)
    if said.scores and not kept.causes_from(session, team_id, said.scores[0].interaction_id):
        live = _blame_newest(desk, session, actor, account, said.scores) or live
    _settle(desk, session, actor, live)
    if live and live.is_live and _has_ended(session, live, said):
        _recover(desk, session, actor, live, said.scores[0].interaction_id)


def complaint_is_serious(desk: Desk, session: Session, actor: Actor, complaint: Complaint) -> None:
    """A complaint is high or critical from now on, in the caller's transaction."""
    cause = EpisodeCause(cause=Cause.COMPLAINT, record_id=complaint.id)
    _blame(desk, session, actor, complaint.account, cause)


def complaint_is_not_serious(
    desk: Desk, session: Session, actor: Actor, complaint: Complaint
) -> None:
    """A complaint is withdrawn, or less than high from now on, in the caller's transaction."""
    session.flush()
    live = kept.live_to_open_or_change(session, actor.team_id, complaint.account_id)
    for cause in kept.causes_from(session, actor.team_id, complaint.id):
        cause.retracted_at = desk.clock.now()
    _settle(desk, session, actor, live)


def started_by(session: Session, interaction: Interaction) -> Episode | None:
    """The episode that an entry's score speaks for, or has closed; as it is now."""
    if interaction.satisfaction is None or interaction.undone_at is not None:
        return None
    team_id = interaction.team_id
    if satisfaction.is_recovered([interaction.satisfaction]):
        closed = kept.recovered_with(session, team_id, interaction.id)
        return next((e for e in closed if e.account_id == interaction.account_id), None)
    for cause in kept.causes_from(session, team_id, interaction.id):
        return kept.find(session, team_id, cause.episode_id)
    return None


def _values(scores: Sequence[Score]) -> list[int]:
    return [score.value for score in scores]


def _blame_newest(
    desk: Desk, session: Session, actor: Actor, account: Account, scores: Sequence[Score]
) -> Episode | None:
    why = satisfaction.cause_in(_values(scores))
    if why is None:
        return None
    newest = scores[0]
    cause = EpisodeCause(cause=why, record_id=newest.interaction_id, score=newest.value)
    return _blame(desk, session, actor, account, cause)


def _blame(
    desk: Desk, session: Session, actor: Actor, account: Account, cause: EpisodeCause
) -> Episode:
    """The account's episode that this speaks for: made by it, perhaps made worse."""
    session.flush()
    live = kept.live_to_open_or_change(session, actor.team_id, account.id)
    if live is None:
        live = _open(desk, session, actor, account, cause)
    elif any(known.record_id == cause.record_id for known in kept.causes_of(session, live)):
        episode_alerts.changed(session, live)
        return live
    elif cause.score is None or satisfaction.is_worse(cause.score, live.lowest):
        _worsen(desk, session, actor, live, cause)
    cause.team_id, cause.episode_id, cause.at = actor.team_id, live.id, desk.clock.now()
    session.add(cause)
    _measure(session, live)
    episode_alerts.changed(session, live)
    return live


def _open(
    desk: Desk, session: Session, actor: Actor, account: Account, cause: EpisodeCause
) -> Episode:
    episode = Episode(
        team_id=actor.team_id,
        id=new_id(),
        account_id=account.id,
        status=EpisodeStatus.OPEN,
        opened_at=desk.clock.now(),
        opened_by=actor.user_id,
        card=1,
        version=0,
    )
    kept.add(session, episode, account)
    episode_alerts.entrust(desk, session, episode, responsible_for(session, account))
    episode_alerts.watch(desk, session, episode)
    episode_alerts.record(desk, session, episode, "opened", actor.user_id, _told(cause))
    episode_alerts.send_card(desk, session, episode)
    return episode


def _worsen(
    desk: Desk, session: Session, actor: Actor, episode: Episode, cause: EpisodeCause
) -> None:
    """What had been answered is to be answered anew, on a card of its own."""
    episode.card += 1
    episode_alerts.wait_anew(desk, session, episode)
    episode_alerts.record(desk, session, episode, "worsened", actor.user_id, _told(cause))
    episode_alerts.send_card(desk, session, episode)


def _told(cause: EpisodeCause) -> dict[str, object]:
    return {"cause": cause.cause, "record_id": str(cause.record_id), "score": cause.score}


def _measure(session: Session, episode: Episode) -> list[EpisodeCause]:
    """Set the lowest score of what speaks for it; gives all that does."""
    session.flush()
    standing = kept.causes_of(session, episode)
    episode.lowest = min((c.score for c in standing if c.score is not None), default=None)
    return standing


def _recover(
    desk: Desk, session: Session, actor: Actor, episode: Episode, interaction_id: int
) -> Episode:
    episode.recovered_with = interaction_id
    _end(desk, episode, actor, EpisodeStatus.CLOSED)
    episode_alerts.record(desk, session, episode, "recovered", actor.user_id)
    episode_alerts.changed(session, episode)
    return episode


def _end(desk: Desk, episode: Episode, actor: Actor, status: EpisodeStatus) -> None:
    episode.status, episode.alarm_at = status, None
    episode.closed_at, episode.closed_by = desk.clock.now(), actor.user_id


def _retract(desk: Desk, session: Session, team_id: str, live: Episode | None, said: _Said) -> None:
    """Take back what the scores, as they are by now, say no more."""
    doubtful = kept.causes_from(session, team_id, said.interaction_id)
    doubtful += kept.causes_of(session, live) if live else []
    for cause in doubtful:
        if not said.speaks_for(cause):
            cause.retracted_at = desk.clock.now()
    session.flush()


def _unless_recovered(
    desk: Desk, session: Session, actor: Actor, account: Account, live: Episode | None, said: _Said
) -> Episode | None:
    """The account's live episode: one that a good score had closed, if that score is gone."""
    for closed in kept.recovered_with(session, account.team_id, said.interaction_id):
        causes = kept.causes_of(session, closed)
        if closed.account_id != account.id:
            continue
        if satisfaction.is_recovered(said.values):
            closed.recovered_with = said.scores[0].interaction_id
        elif live is not None:
            # An account has one at most, so what spoke for the closed one speaks for that.
            for cause in causes:
                cause.episode_id = live.id
        elif causes:
            live = _open_again(desk, session, actor, closed)
    return live


def _open_again(desk: Desk, session: Session, actor: Actor, episode: Episode) -> Episode:
    episode.closed_at = episode.closed_by = episode.recovered_with = None
    episode_alerts.wait_anew(desk, session, episode)
    episode_alerts.record(desk, session, episode, "opened_again", actor.user_id)
    return episode


def _has_ended(session: Session, live: Episode, said: _Said) -> bool:
    """Whether the newest score is good, and was logged after all that speaks for the episode."""
    if not satisfaction.is_recovered(said.values):
        return False
    # Ids rise with time: what was logged before a complaint says nothing about it.
    logged = said.scores[0].interaction_id
    return all(c.score is not None or c.id < logged for c in kept.causes_of(session, live))


def _settle(desk: Desk, session: Session, actor: Actor, episode: Episode | None) -> None:
    """Withdraw what nothing speaks for any more; show the rest as it is now."""
    if episode is None:
        return
    if not _measure(session, episode):
        _end(desk, episode, actor, EpisodeStatus.WITHDRAWN)
        episode_alerts.record(desk, session, episode, "withdrawn", actor.user_id)
    episode_alerts.changed(session, episode)
