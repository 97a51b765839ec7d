"""The daily reminder: overdue, today, coming up; updated in place as items are finished."""

from __future__ import annotations

from bot.digests import SHOWN_AT_ONCE, DigestContents
from bot.texts import _, n_
from bot.views import blocks, follow_ups, times
from bot.views.blocks import Block, Message
from storage.digests import Digest, DigestItem, Section
from storage.follow_ups import FollowUp


def reminder(contents: DigestContents) -> Message:
    """The digest's message; a frozen one has no buttons."""
    digest, items = contents.digest, contents.items
    said = _summary(digest, items)
    shown = items[:SHOWN_AT_ONCE]
    body = [
        *_section(_("Overdue"), Section.OVERDUE, shown, digest),
        *_section(_("Today"), Section.TODAY, shown, digest),
    ]
    more = len(items) - len(shown)
    return blocks.message(
        said,
        blocks.header(times.day(digest.local_date)),
        blocks.context(_late(digest)) if digest.is_late else None,
        *body,
        _more(digest, more) if more and not digest.is_frozen else None,
        blocks.context(_coming_up(digest)) if digest.coming_up else None,
    )


def _summary(digest: Digest, items: list[tuple[DigestItem, FollowUp]]) -> str:
    is_open = sum(1 for _item, follow_up in items if _still_due(digest, follow_up))
    if not is_open:
        return _("All done for {day}.", day=times.day(digest.local_date))
    return n_(
        "{count} follow-up is waiting for you", "{count} follow-ups are waiting for you", is_open
    )


def _late(digest: Digest) -> str:
    return _(
        ":hourglass: Late: Rapport was off at your usual hour and made this at {when}.",
        when=times.instant(digest.made_at),
    )


def _section(
    title: str, section: Section, items: list[tuple[DigestItem, FollowUp]], digest: Digest
) -> list[Block]:
    inside = [follow_up for item, follow_up in items if item.section == section]
    if not inside:
        return []
    drawn = [block for each in inside for block in _item(digest, each)]
    return [blocks.section(f"*{title}*"), *drawn]


def _item(digest: Digest, follow_up: FollowUp) -> list[Block]:
    if follow_up.is_open and not _still_due(digest, follow_up):
        moved = _("Put off to {when}", when=times.due(follow_up))
        return [blocks.section(f"~{follow_ups.what(follow_up)}~ · {moved}")]
    return follow_ups.item(follow_up, has_buttons=not digest.is_frozen)


def _still_due(digest: Digest, follow_up: FollowUp) -> bool:
    return follow_up.is_open and follow_up.due_on <= digest.local_date


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
