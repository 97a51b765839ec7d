"""What Rapport tells a channel and its admins about itself."""

from __future__ import annotations

from bot.status import Status
from bot.texts import _, escape, n_
from bot.views import blocks, times
from bot.views.blocks import Message
from storage.posts import Post, PostState

_REASONS = {
    "is_archived": "the channel is archived",
    "channel_not_found": "Rapport can't see the channel",
    "not_in_channel": "Rapport is not a member of the channel",
    "restricted_action": "the channel's settings don't let Rapport post",
    "user_not_found": "there is no such person any more",
    "user_disabled": "the account is deactivated",
    "messages_tab_disabled": "Rapport's Messages tab is off",
}


def channel_hello() -> Message:
    """Said once in the channel that was chosen for complaints."""
    said = _("Rapport will tell this channel of clients' complaints.")
    return blocks.message(said, blocks.section(said))


def channel_fault(dead: Post) -> Message:
    """To an admin: where a message can't be shown, why, and what to do; or that it is by now."""
    is_channel = dead.recipient.startswith(("C", "G"))
    where = f"<#{dead.recipient}>" if is_channel else f"<@{dead.recipient}>"
    if dead.state != PostState.DEAD:
        said = _("A message for {where} could not be shown at first.", where=where)
        now = _("Rapport has been let in since and shows it.")
        return blocks.message(f"{said} {now}", blocks.section(f"~{said}~\n{now}"))
    why = _(_REASONS.get(dead.fault or "", escape(dead.fault or "")))
    said = _(":warning: A message for {where} could not be shown: {why}.", where=where, why=why)
    return blocks.message(said, blocks.section(f"{said}\n{way_out(dead)}"))


def way_out(dead: Post) -> str:
    """What an admin can do about a message that can't be shown."""
    if dead.fault == "messages_tab_disabled":
        return _("Turn the Messages tab on: api.slack.com/apps, Rapport, App Home.")
    if dead.recipient.startswith(("C", "G")):
        return _(
            "For a private channel type `/invite @Rapport` there; else choose another channel in "
            "`/rapport settings`."
        )
    return _(
        "See whether that person is still with you; if not, appoint somebody else in "
        "`/rapport settings`."
    )


def status(found: Status) -> Message:
    """The answer to `/rapport status`."""
    lines = [
        n_("{count} message is on its way", "{count} messages are on their way", found.unshown)
        if found.unshown
        else _("Every message has been delivered."),
        _("Your next reminder: {when}", when=times.instant(found.next_digest_at))
        if found.next_digest_at
        else _("You get no daily reminder: nothing is due for you."),
    ]
    faults = [block for dead in found.dead for block in channel_fault(dead).blocks]
    said = lines[0]
    return blocks.message(said, blocks.section("\n".join(lines)), *faults)
