"""An unhappy client as people see it: the card with its evidence, a line of it, the escalation."""

from __future__ import annotations

from datetime import datetime

from bot.episode_actions import Action
from bot.episode_alerts import Evidence
from bot.texts import _
from bot.views import blocks, complaints, times
from bot.views.blocks import Block, Element, Message
from storage.complaints import Complaint
from storage.episodes import Cause, Episode, EpisodeCause, EpisodeStatus
from storage.interactions import Interaction

WORDS = 300  # characters of an entry's notes that the card shows
REASON = 300  # and of a reason somebody gave
ON_CARD = "alert"

# What each state offers; the rest is refused in words where an old message still has the button.
_OFFERED = {
    EpisodeStatus.OPEN: (Action.PLAN_CALL, Action.ACKNOWLEDGE, Action.SNOOZE, Action.CLOSE),
    EpisodeStatus.ACKNOWLEDGED: (Action.PLAN_CALL, Action.CLOSE),
    EpisodeStatus.SNOOZED: (Action.ACKNOWLEDGE, Action.CLOSE),
}
_LABELS = {
    Action.PLAN_CALL: _("Plan a call"),
    Action.ACKNOWLEDGE: _("Already on it"),
    Action.SNOOZE: _("Snooze…"),
    Action.CLOSE: _("Close…"),
}


def card(shown: Evidence) -> Message:
    """The manager's card: why, the evidence, how it stands, and what to do."""
    episode = shown.episode
    if not episode.is_live:
        return _finished(episode)
    said = f":warning: {_headline(shown)}"
    return blocks.message(
        said,
        blocks.section(said),
        *_scores(shown.scores),
        *_complaints(shown.complaints),
        blocks.context(_standing(episode)),
        buttons(episode),
    )


def superseded(episode: Episode) -> Message:
    """A card whose place a newer one, or another person's, has taken."""
    return _struck(episode, _("A newer card has taken its place"))


def _finished(episode: Episode) -> Message:
    return _struck(episode, _standing(episode))


def _struck(episode: Episode, outcome: str) -> Message:
    name = blocks.cut_escaped(episode.account.name, 200)
    said = f"~{_('*{account}* is unhappy', account=name)}~ · {outcome}"
    return blocks.message(said, blocks.section(said))


def _headline(shown: Evidence) -> str:
    name = blocks.cut_escaped(shown.episode.account.name, 200)
    return _("*{account}* is unhappy: {why}", account=name, why=why(shown))


def why(shown: Evidence) -> str:
    """What spoke last, and when."""
    return _cause(shown, shown.causes[0]) if shown.causes else _("what is said below.")


def _cause(shown: Evidence, cause: EpisodeCause) -> str:
    when = times.instant(cause.at)
    if cause.cause == Cause.COMPLAINT:
        return _("a serious complaint was opened {when}.", when=when)
    if cause.cause == Cause.LOW_SCORE:
        return _("{score}/5 was logged {when}.", score=cause.score, when=when)
    return _fall(shown, cause, when)


def _fall(shown: Evidence, cause: EpisodeCause, when: str) -> str:
    """From which score, while that one is among those shown."""
    pairs = zip(shown.scores, shown.scores[1:], strict=False)
    before = [old.satisfaction for new, old in pairs if new.id == cause.record_id]
    if not before:
        return _("satisfaction fell to {score}/5, logged {when}.", score=cause.score, when=when)
    return _(
        "satisfaction fell from {before} to {score}/5, logged {when}.",
        before=before[0],
        score=cause.score,
        when=when,
    )


def _scores(scores: list[Interaction]) -> list[Block]:
    if not scores:
        return []
    title = blocks.section(_("*What was logged, the newest first*"))
    return [title, *(blocks.section(_score(entry)) for entry in scores)]


def _score(entry: Interaction) -> str:
    when = times.instant(entry.occurred_at)
    head = f"*{entry.satisfaction}/5* · {when} · <@{entry.author_id}>"
    return f"{head}\n{blocks.quoted(entry.notes, WORDS)}" if entry.notes.strip() else head


def _complaints(open_ones: list[Complaint]) -> list[Block]:
    if not open_ones:
        return []
    title = blocks.section(_("*Open complaints*"))
    return [title, *(_complaint(each) for each in open_ones)]


def _complaint(each: Complaint) -> Block:
    return blocks.section(complaints.line(each), complaints.show_button(each))


def _standing(episode: Episode) -> str:
    """How the episode stands, and since when."""
    match episode.status:
        case EpisodeStatus.ACKNOWLEDGED:
            return _(
                "<@{who}> is on it since {when}",
                who=episode.acknowledged_by,
                when=_instant(episode.acknowledged_at),
            )
        case EpisodeStatus.SNOOZED:
            return _snoozed(episode)
        case EpisodeStatus.CLOSED:
            return _closed(episode)
        case EpisodeStatus.WITHDRAWN:
            return _("Withdrawn: what it rested on was taken back")
    if episode.escalated_at is not None:
        return _(
            "Nobody is on it yet; the lead was told {when}", when=_instant(episode.escalated_at)
        )
    return _("Nobody is on it yet. After 24 working hours without an answer the leads hear.")


def _snoozed(episode: Episode) -> str:
    day = times.day(episode.snoozed_until) if episode.snoozed_until else ""
    return _(
        "Snoozed by <@{who}> until {day}: {reason}",
        who=episode.snoozed_by,
        day=day,
        reason=_one_line(episode.snooze_reason),
    )


def _closed(episode: Episode) -> str:
    when = _instant(episode.closed_at)
    if episode.recovered_with is not None:
        return _(":white_check_mark: Closed: a good score was logged {when}", when=when)
    return _(
        ":white_check_mark: Closed by <@{who}> {when}: {reason}",
        who=episode.closed_by,
        when=when,
        reason=_one_line(episode.close_reason),
    )


def _instant(at: datetime | None) -> str:
    return times.instant(at) if at else ""


def _one_line(words: str | None) -> str:
    return blocks.cut_escaped(blocks.visible(words or "").replace("\n", " "), REASON)


def buttons(episode: Episode) -> Block | None:
    """What can be done about it as it stands; None once it is over."""
    offered = _OFFERED.get(episode.status)
    if not offered:
        return None
    own = str(episode.id)
    return blocks.actions(*(_button(each, own) for each in offered), block_id=f"{ON_CARD}:{own}")


def _button(action: Action, own: str) -> Element:
    style = "primary" if action is Action.PLAN_CALL else None
    return blocks.button(_LABELS[action], f"alert.{action}", own, style=style)


def line(episode: Episode) -> str:
    """One episode in one line among others; struck through once it is over."""
    name = blocks.cut_escaped(episode.account.name, 100)
    if not episode.is_live:
        return f"~*{name}* · {_('unhappy')}~ · {_standing(episode)}"
    since = _("unhappy since {when}", when=times.instant(episode.opened_at))
    lowest = _("lowest score {score}/5", score=episode.lowest) if episode.lowest else ""
    return " · ".join(filter(None, (f"*{name}*", since, lowest, _in_short(episode))))


def _in_short(episode: Episode) -> str:
    if episode.status != EpisodeStatus.OPEN:
        return _standing(episode)
    if episode.escalated_at is not None:
        return _("nobody is on it, and the lead knows")
    return _("nobody is on it yet")


def escalated(shown: Evidence, is_for_now: bool) -> Message:
    """What a lead is told of a card that nobody has answered; struck through once it was."""
    if not is_for_now:
        return _struck(shown.episode, _standing(shown.episode))
    owner = f"<@{shown.episode.manager_id}>"
    said = _(
        ":rotating_light: Nobody has answered for 24 working hours: {about} It is {owner}'s.",
        about=_headline(shown),
        owner=owner,
    )
    return blocks.message(
        said,
        blocks.section(said),
        *_scores(shown.scores),
        *_complaints(shown.complaints),
        buttons(shown.episode),
    )


def started(episode: Episode) -> str:
    """What the answer to a score says of the alert that it opened, fed, or closed."""
    if episode.recovered_with is not None and not episode.is_live:
        return _("*Alert closed:* the client is content again.")
    if not episode.is_live:
        return _("*Alert:* {standing}", standing=_standing(episode))
    if episode.manager_id is None:
        return _(
            "*Alert:* the client is unhappy, and nobody here answers for it: ask an admin to "
            "appoint somebody with `/rapport settings`. A lead gets a card within a working hour."
        )
    return _(
        "*Alert:* the client is unhappy. <@{owner}> has a card with what to do; if nobody answers "
        "it within 24 working hours, the leads hear of it.",
        owner=episode.manager_id,
    )
