"""Follow-ups as people see them: an item with its buttons, a list, a ping, an answer."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from typing import Any

from bot.follow_ups import PAGE, Page
from bot.texts import _, escape, n_
from bot.views import blocks, times
from bot.views.blocks import Block, Message
from bot.working_time import next_working_day
from storage.follow_ups import FollowUp, FollowUpStatus

WHAT = 1500  # characters of a follow-up's text that a message of its own shows
WHAT_IN_LIST = 300  # and one among others


class Where(StrEnum):
    """Which answer an item's buttons stand in: a block_id's first part."""

    CARD = "follow_up"
    MINE = "my_follow_up"
    SAVED = "saved_follow_up"


def what(follow_up: FollowUp, limit: int = WHAT) -> str:
    words = blocks.visible(follow_up.what).replace("\n", " ")
    return blocks.cut_escaped(words, limit)


def _about(follow_up: FollowUp, limit: int) -> str:
    return f"*{escape(follow_up.account.name)}* · {what(follow_up, limit)}"


def line(follow_up: FollowUp, limit: int = WHAT, today: date | None = None) -> str:
    """Account, what to do and when, in one line; struck through once it is finished.

    Under the heading of `today` its date isn't said again.
    """
    about = _about(follow_up, limit)
    match follow_up.status:
        case FollowUpStatus.DONE:
            return f"~{about}~ · :white_check_mark: " + _("Done")
        case FollowUpStatus.UNDONE:
            return f"~{about}~ · " + _("Withdrawn")
        case _:
            return " · ".join(filter(None, (about, times.due(follow_up, today))))


def put_off(follow_up: FollowUp) -> str:
    """The line of a follow-up in a message of a day that it has been moved from."""
    moved = _("Put off to {when}", when=times.due(follow_up))
    return f"~{_about(follow_up, WHAT_IN_LIST)}~ · {moved}"


def buttons(follow_up: FollowUp, where: Where = Where.CARD) -> Block:
    """Done, Snooze, Reschedule."""
    own = str(follow_up.id)
    return blocks.actions(
        blocks.button(_("Done"), "follow_up.done", own, style="primary"),
        blocks.button(_("Snooze"), "follow_up.snooze", own),
        blocks.button(_("Reschedule"), "follow_up.reschedule", own),
        block_id=f"{where}:{own}",
    )


def item(
    follow_up: FollowUp,
    has_buttons: bool = True,
    where: Where = Where.CARD,
    today: date | None = None,
) -> list[Block]:
    """One follow-up among others, with its buttons while it is open."""
    shown = blocks.section(line(follow_up, WHAT_IN_LIST, today))
    return [shown, buttons(follow_up, where)] if has_buttons and follow_up.is_open else [shown]


def ping(follow_up: FollowUp) -> Message:
    """The message at a named time."""
    said = f":alarm_clock: {line(follow_up)}"
    return blocks.message(said, blocks.section(said), buttons(follow_up))


def ping_over(follow_up: FollowUp) -> Message:
    """What a ping becomes when its follow-up is finished or moved."""
    said = put_off(follow_up) if follow_up.is_open else line(follow_up)
    return blocks.message(said, blocks.section(said))


def created(follow_up: FollowUp) -> Message:
    """The answer to `/follow-up <account> <when> <what>`."""
    if follow_up.status == FollowUpStatus.UNDONE:
        said = _("Undone: the follow-up is withdrawn.")
        return blocks.message(said, blocks.section(f"{said}\n{line(follow_up)}"))
    if follow_up.status == FollowUpStatus.DONE:
        return blocks.message(line(follow_up), blocks.section(line(follow_up)))
    said = _("Follow-up saved: {line}", line=line(follow_up))
    own = str(follow_up.id)
    return blocks.message(
        said,
        blocks.section(said),
        blocks.context(reminded(follow_up)),
        blocks.actions(
            blocks.button(_("Reschedule"), "follow_up.reschedule", own),
            blocks.button(_("Undo"), "follow_up.undo", own),
            block_id=f"{Where.SAVED}:{own}",
        ),
    )


def reminded(follow_up: FollowUp) -> str:
    """How its owner will hear of it."""
    if follow_up.due_time is not None:
        return _("You will be told at that time.")
    morning = next_working_day(follow_up.due_on)
    if morning != follow_up.due_on:
        return _("It will be in your reminder on {day}.", day=times.day(morning))
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
        *(block for each in page.items for block in item(each, where=Where.MINE)),
        _more_button(more) if more > 0 else None,
    )


def _more_button(more: int) -> Block:
    label = n_("{count} more", "{count} more", more)
    return blocks.actions(blocks.button(label, "follow_up.more", "1"), block_id="more")


def page_modal(page: Page) -> dict[str, Any]:
    """All of a person's open follow-ups, PAGE at a time."""
    body = [block for each in page.items for block in item(each)]
    return paged_modal(
        "follow_ups",
        _("Open follow-ups"),
        body or [blocks.section(_("You have no open follow-ups."))],
        number=page.number,
        pages=max(1, -(-page.total // PAGE)),
    )


def paged_modal(
    callback_id: str,
    title: str,
    body: list[Block],
    *,
    number: int,
    pages: int,
    **remembered: int,
) -> dict[str, Any]:
    """A modal with one page of a list; it remembers which, to be drawn anew."""
    place = blocks.context(_("Page {page} of {pages}", page=number + 1, pages=pages))
    return blocks.modal(
        callback_id,
        title,
        [*body, *([place, _steps(number, pages)] if pages > 1 else [])],
        close=_("Close"),
        metadata=json.dumps({"page": number, **remembered}),
    )


def _steps(number: int, pages: int) -> Block:
    previous, following = str(number - 1), str(number + 1)
    return blocks.actions(
        blocks.button(_("Previous"), "follow_up.page.previous", previous) if number > 0 else None,
        blocks.button(_("Next"), "follow_up.page.next", following) if number + 1 < pages else None,
        block_id="pages",
    )
