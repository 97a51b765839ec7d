"""A request to be appointed, as the admins and the person who asked see it."""

from __future__ import annotations

from bot.texts import _, n_
from bot.views import blocks
from bot.views.blocks import Block, Message
from storage.appointments import Appointment, Outcome
from storage.held_lines import HeldLine

# As many of a person's waiting lines as one message shows.
LINES = 5


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


def answer(asked: Appointment, lines: list[HeldLine]) -> Message:
    """To the person who asked: what was decided, and the lines they had typed meanwhile."""
    if asked.outcome != Outcome.APPROVED:
        return _declined(asked, lines)
    said = _("You are an account manager now: <@{who}> approved it.", who=asked.decided_by)
    if not lines:
        how = _("Log your first call: `/log-call Acme agreed the pilot 4/5`")
        return blocks.message(said, blocks.section(f"{said}\n{how}"))
    kept = n_("The line you typed was kept:", "The {count} lines you typed were kept:", len(lines))
    shown = [block for line in lines for block in _to_go_on_with(line)]
    return blocks.message(said, blocks.section(f"{said}\n{kept}"), *shown)


def _to_go_on_with(line: HeldLine) -> list[Block]:
    label = _("Add it now") if line.command == "/follow-up" else _("Log it now")
    press = blocks.button(label, "held_line.again", str(line.id), style="primary")
    return [*blocks.typed(f"{line.command} {line.text}"), blocks.actions(press)]


def _declined(asked: Appointment, lines: list[HeldLine]) -> Message:
    said = _(
        "<@{who}> declined your request to be an account manager. Talk to them if that is a "
        "surprise.",
        who=asked.decided_by,
    )
    kept = [block for line in lines for block in blocks.typed(f"{line.command} {line.text}")]
    yours = blocks.context(_("What you typed, to copy:")) if kept else None
    return blocks.message(said, blocks.section(said), yours, *kept)
