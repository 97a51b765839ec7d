"""A request to be appointed, as the admins and the person who asked see it."""

from __future__ import annotations

from bot.texts import _, n_
from bot.views import blocks
from bot.views.blocks import Block, Element, Message
from storage.appointments import Appointment, Outcome
from storage.held_lines import HeldLine

# As many of a person's waiting lines as one message can hold in its 50 blocks: of the newest the
# words stand there, of the rest a beginning.
LINES = 40
WITH_WORDS = 5
WORDS = 1000
BEGINNING = 150
_LABELS = {"/follow-up": _("Add it now"), "/complaint": _("File it now")}
# Blocks of people's words, next to the two that say what this is.
ROOM = 45


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
    older, newest = lines[:-WITH_WORDS], lines[-WITH_WORDS:]
    shown = [
        *(_in_short(line) for line in older),
        *(block for line in newest for block in _to_go_on_with(line)),
    ]
    return blocks.message(said, blocks.section(f"{said}\n{kept}"), *shown)


def _to_go_on_with(line: HeldLine) -> list[Block]:
    press = blocks.actions(_go_on(line, style="primary"))
    return [blocks.code(f"{line.command} {line.text}", WORDS), press]


def _in_short(line: HeldLine) -> Block:
    words = " ".join(blocks.visible(f"{line.command} {line.text}").split())
    return blocks.section(blocks.cut_escaped(words, BEGINNING), _go_on(line))


def _go_on(line: HeldLine, style: str | None = None) -> Element:
    label = _LABELS.get(line.command, _("Log it now"))
    return blocks.button(label, "held_line.again", str(line.id), style=style)


def _declined(asked: Appointment, lines: list[HeldLine]) -> Message:
    said = _(
        "<@{who}> declined your request to be an account manager. Talk to them if that is a "
        "surprise.",
        who=asked.decided_by,
    )
    typed = [f"{line.command} {line.text}" for line in lines]
    if not typed:
        return blocks.message(said, blocks.section(said))
    yours, kept = _("What you typed, to copy:"), [b for words in typed for b in blocks.typed(words)]
    if len(kept) > ROOM:
        yours = _("What you typed was long; this is how each line begins:")
        kept = [blocks.code(words, WORDS) for words in typed]
    return blocks.message(said, blocks.section(said), blocks.context(yours), *kept)
