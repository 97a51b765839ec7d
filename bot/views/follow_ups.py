"""Follow-ups as people see them: an item with its buttons, a list, a ping, an answer."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from typing import Any

from bot.follow_ups import PAGE, Page
from bot.interaction_form import HATS
from bot.texts import _, escape, n_
from bot.views import blocks, sources, times
from bot.views.blocks import Block, Message
from bot.working_time import next_working_day
from storage.changes import Change
from storage.follow_ups import FollowUp, FollowUpStatus, RepeatUnit
from storage.interactions import Hat

WHAT = 1500  # characters of a follow-up's text that a message of its own shows
WHAT_IN_LIST = 300  # and one among others
_HATS = dict(HATS)


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
    """Account, what to do, when, how often and the hat, in one line; struck through once finished.

    Under the heading of `today` its date isn't said again.
    """
    about = _about(follow_up, limit)
    match follow_up.status:
        case FollowUpStatus.DONE:
            done = f"~{about}~ · :white_check_mark: " + _("Done")
            return f"{done} · {_next(follow_up.next_on)}" if follow_up.next_on else done
        case FollowUpStatus.UNDONE:
            return f"~{about}~ · " + _("Withdrawn")
        case _:
            facts = (times.due(follow_up, today), often(follow_up), hat(follow_up))
            return " · ".join(filter(None, (about, *facts)))


def _next(on: date) -> str:
    return _("next on {day}", day=times.day(on))


def often(follow_up: FollowUp) -> str:
    """How often it comes again; empty when it doesn't."""
    every, unit = follow_up.repeat_every, follow_up.repeat_unit
    if every is None or unit is None:
        return ""
    match unit:
        case RepeatUnit.DAY:
            return n_("every day", "every {count} days", every)
        case RepeatUnit.WEEK:
            return n_("every week", "every {count} weeks", every)
        case _:
            return n_("every month", "every {count} months", every)


def hat(follow_up: FollowUp) -> str:
    """Which of the manager's jobs it belongs to; empty when nobody has said."""
    worn = _HATS.get(Hat(follow_up.hat)) if follow_up.hat else None
    return _("hat: {hat}", hat=worn) if worn else ""


def put_off(follow_up: FollowUp) -> str:
    """The line of a follow-up in a message of a day that it has been moved from."""
    moved = _("Put off to {when}", when=times.due(follow_up))
    return f"~{_about(follow_up, WHAT_IN_LIST)}~ · {moved}"


def passed(follow_up: FollowUp) -> str:
    """The line of a follow-up in a message to whom it no longer belongs."""
    to = _("Passed on to {who}", who=f"<@{follow_up.assignee_id}>")
    return f"~{_about(follow_up, WHAT_IN_LIST)}~ · {to}"


def passed_on(change: Change, follow_up: FollowUp, reader: str) -> Message:
    """To whom it was given and whose it was: who handed it over, with their words.

    Whose it is now has its buttons while it is open.
    """
    by, to = f"<@{change.actor_id}>", f"<@{change.details['to']}>"
    is_heir = reader == change.details["to"]
    head = (
        _("{by} handed this over to you:", by=by)
        if is_heir
        else _("{by} handed this over to {to}:", by=by, to=to)
    )
    note = str(change.details.get("note") or "")
    is_theirs = reader == follow_up.assignee_id
    shown = line(follow_up) if is_theirs or not follow_up.is_open else passed(follow_up)
    return blocks.message(
        f"{head} {shown}",
        blocks.section(f"{head}\n{shown}"),
        blocks.quote(note) if note else None,
        buttons(follow_up) if is_theirs and follow_up.is_open else None,
    )


def buttons(follow_up: FollowUp, where: Where = Where.CARD) -> Block:
    """Done, Snooze, Reschedule, Hand over."""
    own = str(follow_up.id)
    return blocks.actions(
        blocks.button(_("Done"), "follow_up.done", own, style="primary"),
        blocks.button(_("Snooze"), "follow_up.snooze", own),
        blocks.button(_("Reschedule"), "follow_up.reschedule", own),
        blocks.button(_("Hand over"), "follow_up.reassign", own),
        block_id=f"{where}:{own}",
    )


def item(
    follow_up: FollowUp,
    has_buttons: bool = True,
    where: Where = Where.CARD,
    today: date | None = None,
    says_whose: bool = False,
) -> list[Block]:
    """One follow-up among others, with its buttons while it is open."""
    whose = f" · <@{follow_up.assignee_id}>" if says_whose else ""
    shown = blocks.section(line(follow_up, WHAT_IN_LIST, today) + whose)
    return [shown, buttons(follow_up, where)] if has_buttons and follow_up.is_open else [shown]


def ping(follow_up: FollowUp) -> Message:
    """The message at a named time."""
    said = f":alarm_clock: {line(follow_up)}"
    return blocks.message(said, blocks.section(said), buttons(follow_up))


def ping_over(follow_up: FollowUp, reader: str) -> Message:
    """What a ping becomes when its follow-up is finished, moved or somebody else's."""
    if not follow_up.is_open:
        said = line(follow_up)
    else:
        said = put_off(follow_up) if reader == follow_up.assignee_id else passed(follow_up)
    return blocks.message(said, blocks.section(said))


def created(follow_up: FollowUp) -> Message:
    """The answer to `/follow-up <account> <when> <what>`."""
    if follow_up.status == FollowUpStatus.UNDONE:
        said = _("Undone: the follow-up is withdrawn.")
        return blocks.message(said, blocks.section(f"{said}\n{line(follow_up)}"))
    if follow_up.status == FollowUpStatus.DONE:
        return blocks.message(line(follow_up), blocks.section(line(follow_up)))
    said = _("Follow-up saved: {line}", line=line(follow_up))
    own, source = str(follow_up.id), sources.source(follow_up)
    return blocks.message(
        said,
        blocks.section(said),
        blocks.context(" · ".join(filter(None, (reminded(follow_up), source)))),
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
