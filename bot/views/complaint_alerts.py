"""A complaint's alert, and the alarms that ring while nobody takes it."""

from __future__ import annotations

from bot.audience import Audience
from bot.complaint_alerts import Alert, Names, Step
from bot.complaint_rules import Action
from bot.texts import _
from bot.views import blocks, complaint_steps, times
from bot.views import complaints as views
from bot.views.blocks import Block, Message
from bot.views.complaint_steps import name_of
from storage.complaints import Complaint
from storage.complaints import ComplaintStatus as Status

WHAT = 1500  # characters of what happened that an alert shows
WHAT_IN_ALARM = 600  # and an alarm


def alert(shown: Alert, audience: Audience) -> Message:
    """The one message that follows a complaint's life; for outsiders without the client's data."""
    complaint = shown.complaint
    if audience == Audience.OUTSIDERS:
        return _redacted(complaint, shown.names)
    said = views.title(complaint)
    in_short = blocks.cut_escaped(" ".join(blocks.visible(complaint.what).split()), 200)
    if complaint.status == Status.WITHDRAWN:
        return blocks.message(said, blocks.section(said))
    return blocks.message(
        f"{said}: {in_short}",
        blocks.section(said, views.show_button(complaint, _("Show details"))),
        blocks.quote(complaint.what, WHAT),
        blocks.section("\n".join(views.facts(complaint, shown.names))),
        views.ending(complaint),
        views.buttons(complaint),
        *_prompt(shown),
        _lost(shown.lost_channel) if shown.lost_channel and complaint.is_open else None,
    )


def _redacted(complaint: Complaint, names: Names) -> Message:
    said = _("*A client's complaint*")
    if complaint.status == Status.WITHDRAWN:
        said = f"~{said}~ · " + _("withdrawn")
        return blocks.message(said, blocks.section(said))
    said = f"{said} · {views.SEVERITY_NAMES[complaint.severity]} · {views.state(complaint, names)}"
    why = _("No details here: people from outside this company can read this channel.")
    return blocks.message(
        said,
        blocks.section(said),
        blocks.context(why),
        blocks.actions(
            views.button(complaint, Action.TAKE, _("Take")) if complaint.waits_for_owner else None,
            views.show_button(complaint, _("Show details")),
        ),
    )


def _prompt(shown: Alert) -> list[Block]:
    """While no complaints channel is chosen, leads and admins are asked for one."""
    if not shown.asks_for_channel:
        return []
    why = _("You get this because no complaints channel is chosen yet.")
    if not shown.may_choose:
        return [blocks.context(f"{why} " + _("An admin does that: `/rapport settings`."))]
    choose = blocks.button(_("Choose a channel"), "settings.open", "settings")
    return [blocks.context(why), blocks.actions(choose)]


def _lost(channel: str) -> Block:
    words = _("<#{channel}> can't be reached, so the leads and admins get this.", channel=channel)
    return blocks.context(words)


def step(told: Step, audience: Audience) -> Message:
    """One step of its life, as a reply in an alert's thread."""
    return complaint_steps.reply(told, audience)


def warning(complaint: Complaint, is_over: bool) -> Message:
    """To whoever answers for the account: the time to take it runs out."""
    said = _(
        ":hourglass: Nobody has taken the complaint from *{name}* yet. It should be taken by {by}.",
        name=blocks.cut_escaped(complaint.account.name, 150),
        by=times.instant(complaint.acknowledge_by),
    )
    return _alarm(complaint, said, is_over)


def escalated(complaint: Complaint, names: Names, is_over: bool) -> Message:
    """To the leads: nobody has taken it in time."""
    said = _(
        ":warning: Nobody has taken the complaint from *{name}* in time. Its account manager is "
        "{manager}.",
        name=blocks.cut_escaped(complaint.account.name, 150),
        manager=_manager(complaint, names),
    )
    return _alarm(complaint, said, is_over)


def _manager(complaint: Complaint, names: Names) -> str:
    manager_id = complaint.account.manager_id
    return name_of(names, manager_id) if manager_id else _("nobody yet")


def _alarm(complaint: Complaint, said: str, is_over: bool) -> Message:
    if is_over:
        struck = f"~{said}~"
        return blocks.message(struck, blocks.section(f"{struck}\n{views.line(complaint)}"))
    return blocks.message(
        said,
        blocks.section(said),
        blocks.quote(complaint.what, WHAT_IN_ALARM),
        blocks.actions(
            views.button(complaint, Action.TAKE, _("Take")),
            views.button(complaint, Action.HAND_OVER, _("Hand over")),
            views.show_button(complaint, _("Show details")),
        ),
    )
