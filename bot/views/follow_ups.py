"""Follow-ups as people see them: an item with its buttons, a list, a ping, an answer."""

from __future__ import annotations

from typing import Any

from bot.follow_ups import PAGE, Page
from bot.texts import _, escape, n_
from bot.views import blocks, times
from bot.views.blocks import Block, Message
from storage.follow_ups import FollowUp, FollowUpStatus

WHAT = 1500  # characters of a follow-up's text that a message shows


def what(follow_up: FollowUp) -> str:
    words = blocks.visible(follow_up.what).replace("\n", " ")
    return blocks.cut_escaped(words, WHAT)


def line(follow_up: FollowUp) -> str:
    """Account, what to do and when, in one line; struck through once it is finished."""
    about = f"*{escape(follow_up.account.name)}* · {what(follow_up)}"
    match follow_up.status:
        case FollowUpStatus.DONE:
            return f"~{about}~ · :white_check_mark: " + _("Done")
        case FollowUpStatus.UNDONE:
            return f"~{about}~ · " + _("Withdrawn")
        case _:
            return f"{about} · {times.due(follow_up)}"


def buttons(follow_up: FollowUp) -> Block:
    """Done, Snooze, Reschedule."""
    own = str(follow_up.id)
    return blocks.actions(
        blocks.button(_("Done"), "follow_up.done", own, style="primary"),
        blocks.button(_("Snooze"), "follow_up.snooze", own),
        blocks.button(_("Reschedule"), "follow_up.reschedule", own),
        block_id=f"follow_up:{own}",
    )


def item(follow_up: FollowUp, has_buttons: bool = True) -> list[Block]:
    shown = blocks.section(line(follow_up))
    return [shown, buttons(follow_up)] if has_buttons and follow_up.is_open else [shown]


def ping(follow_up: FollowUp) -> Message:
    """The message at a named time, and what it becomes when the follow-up is finished or moved."""
    if not follow_up.is_open:
        return blocks.message(line(follow_up), blocks.section(line(follow_up)))
    if follow_up.ping_at is not None or follow_up.due_time is None:
        moved = _("Put off to {when}", when=times.due(follow_up))
        said = f"~*{escape(follow_up.account.name)}* · {what(follow_up)}~ · {moved}"
        return blocks.message(said, blocks.section(said))
    said = f":alarm_clock: {line(follow_up)}"
    return blocks.message(said, blocks.section(said), buttons(follow_up))


def created(follow_up: FollowUp) -> Message:
    """The answer to `/follow-up <account> <when> <what>`."""
    if follow_up.status == FollowUpStatus.UNDONE:
        said = _("Undone: the follow-up is withdrawn.")
        return blocks.message(said, blocks.section(f"{said}\n{line(follow_up)}"))
    said = _("Follow-up saved: {line}", line=line(follow_up))
    return blocks.message(
        said,
        blocks.section(said),
        blocks.context(reminded(follow_up)),
        blocks.actions(
            blocks.button(_("Reschedule"), "follow_up.reschedule", str(follow_up.id)),
            blocks.button(_("Undo"), "follow_up.undo", str(follow_up.id)),
        ),
    )


def reminded(follow_up: FollowUp) -> str:
    """How its owner will hear of it."""
    if follow_up.due_time is not None:
        return _("You will be told at that time.")
    return _("It will be in your reminder that morning.")


def mine(page: Page) -> Message:
    """The answer to a bare `/follow-up`."""
    if not page.total:
        said = _("You have no open follow-ups.")
        how = _("Make one in a line: `/follow-up Acme Friday 3pm send the contract`")
        return blocks.message(said, blocks.section(f"{said}\n{how}"))
    said = n_("You have {count} open follow-up", "You have {count} open follow-ups", page.total)
    more = page.total - len(page.items)
    return blocks.message(
        said,
        blocks.section(f"*{said}*"),
        *(block for each in page.items for block in item(each)),
        _more_button(more) if more > 0 else None,
    )


def _more_button(more: int) -> Block:
    label = n_("{count} more", "{count} more", more)
    return blocks.actions(blocks.button(label, "follow_up.more", "0"), block_id="more")


def page_modal(page: Page) -> dict[str, Any]:
    """All of a person's open follow-ups, PAGE at a time."""
    last = max(0, (page.total - 1) // PAGE)
    body = [block for each in page.items for block in item(each)]
    if not body:
        body = [blocks.section(_("You have no open follow-ups."))]
    where = _(
        "Page {page} of {pages}, {total} in all",
        page=page.number + 1,
        pages=last + 1,
        total=page.total,
    )
    steps = [
        blocks.button(_("Previous"), "follow_up.page.previous", str(page.number - 1))
        if page.number > 0
        else None,
        blocks.button(_("Next"), "follow_up.page.next", str(page.number + 1))
        if page.number < last
        else None,
    ]
    body.append(blocks.context(where))
    if any(steps):
        body.append(blocks.actions(*steps, block_id="pages"))
    return blocks.modal(
        "follow_ups", _("Open follow-ups"), body, close=_("Close"), metadata=str(page.number)
    )
