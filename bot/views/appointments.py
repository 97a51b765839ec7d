"""A request to be appointed, as the admins and the person who asked see it."""

from __future__ import annotations

from bot.texts import _
from bot.views import blocks
from bot.views.blocks import Message
from storage.appointments import Appointment, Outcome


def request(asked: Appointment) -> Message:
    """To an admin: who asks, with Approve and Decline until it is decided."""
    said = _("<@{who}> asks to be an account manager in Rapport.", who=asked.user_id)
    if asked.outcome == Outcome.WAITING:
        own = str(asked.id)
        means = _("Account managers see and change the client records of this workspace.")
        return blocks.message(
            said,
            blocks.section(said),
            blocks.context(means),
            blocks.actions(
                blocks.button(_("Approve"), "appointment.approve", own, style="primary"),
                blocks.button(_("Decline"), "appointment.decline", own),
            ),
        )
    decided = (
        _("Approved by <@{who}>.", who=asked.decided_by)
        if asked.outcome == Outcome.APPROVED
        else _("Declined by <@{who}>.", who=asked.decided_by)
    )
    return blocks.message(f"{said} {decided}", blocks.section(f"~{said}~\n{decided}"))


def answer(asked: Appointment) -> Message:
    """To the person who asked: what was decided, and the line they had typed."""
    if asked.outcome != Outcome.APPROVED:
        said = _(
            "<@{who}> declined your request to be an account manager. Talk to them if that is "
            "a surprise.",
            who=asked.decided_by,
        )
        return blocks.message(said, blocks.section(said))
    said = _("You are an account manager now: <@{who}> approved it.", who=asked.decided_by)
    if asked.held_line_id is None:
        how = _("Log your first call: `/log-call Acme agreed the pilot 4/5`")
        return blocks.message(said, blocks.section(f"{said}\n{how}"))
    kept = _("The line you typed was kept.")
    again = blocks.button(
        _("Log it now"), "held_line.again", str(asked.held_line_id), style="primary"
    )
    return blocks.message(said, blocks.section(f"{said}\n{kept}"), blocks.actions(again))
