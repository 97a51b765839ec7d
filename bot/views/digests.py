"""The daily reminder: overdue, today, coming up; updated in place as items are finished."""

from __future__ import annotations

from typing import Any

from bot.digests import DigestContents, DigestPage, Items
from bot.texts import _, n_
from bot.views import blocks, follow_ups, times
from bot.views.blocks import Block, Message
from storage.digests import Digest, Section
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
        _more(digest, contents.more) if contents.more and not digest.is_frozen else None,
        blocks.context(_coming_up(digest)) if digest.coming_up else None,
    )


def rest(page: DigestPage) -> dict[str, Any]:
    """The modal of what the message has no room for, page by page."""
    digest = page.digest
    body = [block for _each, follow_up in page.items for block in _item(digest, follow_up, True)]
    return follow_ups.paged_modal(
        "digest",
        times.day(digest.local_date),
        body,
        number=page.number,
        pages=page.pages,
        digest=digest.id,
    )


def _summary(contents: DigestContents) -> str:
    if not contents.waiting:
        return _("All done for {day}.", day=times.day(contents.digest.local_date))
    return n_(
        "{count} follow-up is waiting for you",
        "{count} follow-ups are waiting for you",
        contents.waiting,
    )


def _late(digest: Digest) -> str:
    return _(
        ":hourglass: Late: Rapport was off at your usual hour and made this at {when}.",
        when=times.instant(digest.made_at),
    )


def _section(title: str, section: Section, items: Items, digest: Digest) -> list[Block]:
    inside = [follow_up for item, follow_up in items if item.section == section]
    if not inside:
        return []
    has_buttons = not digest.is_frozen
    drawn = [block for each in inside for block in _item(digest, each, has_buttons)]
    return [blocks.section(f"*{title}*"), *drawn]


def _item(digest: Digest, follow_up: FollowUp, has_buttons: bool) -> list[Block]:
    if follow_up.is_open and follow_up.due_on > digest.local_date:
        return [blocks.section(follow_ups.put_off(follow_up))]
    return follow_ups.item(follow_up, has_buttons=has_buttons, today=digest.local_date)


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
