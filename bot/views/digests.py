"""The daily reminder: overdue, today, coming up; updated in place as items are finished."""

from __future__ import annotations

from typing import Any

from bot.digests import DigestContents, DigestPage, Items, Waiting, is_put_off
from bot.texts import _, n_
from bot.views import blocks, complaints, episodes, follow_ups, times
from bot.views.blocks import Block, Message
from storage.complaints import Complaint
from storage.digests import Digest, Record, Section
from storage.episodes import Episode
from storage.follow_ups import FollowUp


def reminder(contents: DigestContents) -> Message:
    """The digest's message; a frozen one has no buttons."""
    digest, items = contents.digest, contents.items
    said = _summary(contents)
    return blocks.message(
        said,
        blocks.header(times.day(digest.local_date)),
        blocks.section(said),
        blocks.context(_late(digest)) if digest.is_late else None,
        *_section(_("Overdue"), Section.OVERDUE, items, digest),
        *_section(_("Today"), Section.TODAY, items, digest),
        *_section(_("Unhappy clients"), Section.UNHAPPY, items, digest),
        *_section(_("Complaints"), Section.COMPLAINTS, items, digest),
        _more(digest, contents.more) if contents.more and not digest.is_frozen else None,
        blocks.context(_coming_up(digest)) if digest.coming_up else None,
    )


def rest(page: DigestPage) -> dict[str, Any]:
    """The modal of what the message has no room for, page by page."""
    digest = page.digest
    body = [block for _heading, record in page.items for block in _item(digest, record, True)]
    return follow_ups.paged_modal(
        "digest",
        times.day(digest.local_date),
        body,
        number=page.number,
        pages=page.pages,
        digest=digest.id,
    )


def _summary(contents: DigestContents) -> str:
    if not contents.waiting.all:
        return _("All done for {day}.", day=times.day(contents.digest.local_date))
    return waiting_for_you(contents.waiting)


def waiting_for_you(waiting: Waiting) -> str:
    """How much of each kind there is to see to, in a sentence; of something at least."""
    return n_(
        "{what} is waiting for you",
        "{what} are waiting for you",
        waiting.all,
        what=_listed(_counted(waiting)),
    )


def _counted(waiting: Waiting) -> list[str]:
    """How many of each kind there are, without those there are none of."""
    said = [
        (waiting.follow_ups, n_("{count} follow-up", "{count} follow-ups", waiting.follow_ups)),
        (waiting.unhappy, n_("{count} unhappy client", "{count} unhappy clients", waiting.unhappy)),
        (waiting.complaints, n_("{count} complaint", "{count} complaints", waiting.complaints)),
    ]
    return [words for count, words in said if count]


def _listed(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return _("{first} and {last}", first=", ".join(parts[:-1]), last=parts[-1])


def _late(digest: Digest) -> str:
    return _(
        ":hourglass: Late: Rapport was off at your usual hour and made this at {when}.",
        when=times.instant(digest.made_at),
    )


def _section(title: str, section: Section, items: Items, digest: Digest) -> list[Block]:
    inside = [record for heading, record in items if heading == section]
    if not inside:
        return []
    has_buttons = not digest.is_frozen
    drawn = [block for each in inside for block in _item(digest, each, has_buttons)]
    return [blocks.section(f"*{title}*"), *drawn]


def _item(digest: Digest, record: Record, has_buttons: bool) -> list[Block]:
    match record:
        case FollowUp():
            return _follow_up(digest, record, has_buttons)
        case Episode():
            return _unhappy(digest, record, has_buttons)
        case Complaint():
            return _complaint(digest, record, has_buttons)


def _follow_up(digest: Digest, follow_up: FollowUp, has_buttons: bool) -> list[Block]:
    if follow_up.is_open and follow_up.assignee_id != digest.user_id:
        said = follow_ups.line(follow_up, follow_ups.WHAT_IN_LIST, digest.local_date)
        return [_passed_on(said, follow_up.assignee_id)]
    if follow_up.is_open and follow_up.due_on > digest.local_date:
        return [blocks.section(follow_ups.put_off(follow_up))]
    return follow_ups.item(follow_up, has_buttons=has_buttons, today=digest.local_date)


def _unhappy(digest: Digest, episode: Episode, has_buttons: bool) -> list[Block]:
    said = episodes.line(episode)
    if episode.is_live and episode.manager_id != digest.user_id:
        return [_passed_on(said, episode.manager_id)]
    if not has_buttons or is_put_off(episode, digest.local_date):
        return [blocks.section(said)]
    return [block for block in (blocks.section(said), episodes.buttons(episode)) if block]


def _complaint(digest: Digest, complaint: Complaint, has_buttons: bool) -> list[Block]:
    said = complaints.line(complaint)
    if complaint.is_open and complaint.owner_id not in (None, digest.user_id):
        return [_passed_on(said, complaint.owner_id)]
    has_button = has_buttons and complaint.is_open
    return [blocks.section(said, complaints.show_button(complaint) if has_button else None)]


def _passed_on(said: str, to: str | None) -> Block:
    """An item that somebody else sees to by now."""
    return blocks.section(f"~{said}~ · " + _("Passed on to <@{who}>", who=to))


def _more(digest: Digest, more: int) -> Block:
    label = n_("{count} more", "{count} more", more)
    return blocks.actions(
        blocks.button(label, "digest.more", str(digest.id)), block_id=f"digest:{digest.id}"
    )


def _coming_up(digest: Digest) -> str:
    first = times.day(digest.coming_up_first) if digest.coming_up_first else ""
    return n_(
        "Coming up: {count} in the next 7 days, on {first}",
        "Coming up: {count} in the next 7 days, the first on {first}",
        digest.coming_up,
        first=first,
    )
