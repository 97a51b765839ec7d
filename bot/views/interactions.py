"""A logged call as its author sees it: what was understood, with Edit and Undo."""

from __future__ import annotations

from datetime import datetime

from bot.interaction_form import HATS, KINDS, SCORES
from bot.interactions import Logged
from bot.texts import _, escape
from bot.views import blocks, episodes, follow_ups, sources, times
from bot.views.blocks import Block, Message
from storage.follow_ups import FollowUp

_KINDS, _SCORES, _HATS = dict(KINDS), dict(SCORES), dict(HATS)


def answer(logged: Logged) -> Message:
    """The answer to `/log-call`, and what it becomes after Edit and Undo."""
    if logged.is_undone:
        return _undone(logged)
    said = _headline(logged)
    return blocks.message(
        said,
        blocks.section(said),
        blocks.quote(logged.interaction.notes) if logged.interaction.notes.strip() else None,
        blocks.section("\n".join(_understood(logged))),
        _buttons(logged),
    )


def _headline(logged: Logged) -> str:
    kind = _KINDS[logged.interaction.kind]
    name = escape(logged.account.name)
    if logged.interaction.made_account:
        return _("Logged: *{kind}* with *{name}*, a new account of yours.", kind=kind, name=name)
    return _("Logged: *{kind}* with *{name}*.", kind=kind, name=name)


def _understood(logged: Logged) -> list[str]:
    entry = logged.interaction
    lines = [_("*When:* {when}", when=times.instant(entry.occurred_at))]
    if entry.satisfaction is not None:
        lines.append(_("*Satisfaction:* {score}", score=_SCORES[str(entry.satisfaction)]))
    if logged.episode is not None:
        lines.append(episodes.started(logged.episode))
    if entry.contacts:
        lines.append(_("*Who was there:* {who}", who=blocks.cut_escaped(entry.contacts, 300)))
    if entry.hat is not None:
        lines.append(_("*Hat:* {hat}", hat=_HATS[entry.hat]))
    if source := sources.source(entry):
        lines.append(source)
    lines.extend(_follow_up_line(each) for each in logged.follow_ups if not _withdrawn(each))
    if not entry.notes.strip():
        lines.append(_("*Notes:* none yet. Edit adds them."))
    return [*lines, *_unread(logged), *_not_made(logged)]


def _unread(logged: Logged) -> list[str]:
    """What was stated in vain; the notes hold it as typed."""
    entry, unread, lines = logged.interaction, logged.unread, []
    if unread.score and entry.satisfaction is None:
        typed = blocks.cut_escaped(unread.score, 30)
        lines.append(
            _("*No satisfaction was noted:* {typed} is no score such as 4/5 or 8/10.", typed=typed)
        )
    if unread.kind:
        typed, kind = blocks.cut_escaped(unread.kind, 30), _KINDS[entry.kind]
        lines.append(_("*No such kind:* {typed}. This stands as *{kind}*.", typed=typed, kind=kind))
    return [f"{each} {_('Edit changes it.')}" for each in lines]


def _not_made(logged: Logged) -> list[str]:
    """Why words that ask for a follow-up have made none, if they haven't."""
    if logged.past is not None:
        return [_unmade(logged.past, logged.interaction.created_at)]
    if logged.lacks_day:
        return [_("*No follow-up was made:* no day was understood. Set one with the button below.")]
    return []


def _unmade(when: datetime, asked_at: datetime) -> str:
    said = (
        _("*No follow-up was made:* {when} is past. Set one with the button below.")
        if when <= asked_at
        else _("*No follow-up was made:* {when} is too far ahead. Set one with the button below.")
    )
    return said.format(when=times.instant(when))


def _follow_up_line(follow_up: FollowUp) -> str:
    what = follow_ups.what(follow_up)
    if not follow_up.is_open:
        return _("*Follow-up:* ~{what}~ · done", what=what)
    when = " · ".join(filter(None, (times.due(follow_up), follow_ups.often(follow_up))))
    return _(
        "*Follow-up:* {when} · {what}\n_{how}_",
        when=when,
        what=what,
        how=follow_ups.reminded(follow_up),
    )


def _withdrawn(follow_up: FollowUp) -> bool:
    return follow_up.status == "undone"


def _buttons(logged: Logged) -> Block:
    own = str(logged.interaction.id)
    set_one = (
        blocks.button(_("Set a follow-up"), "interaction.set_follow_up", own, style="primary")
        if _not_made(logged)
        else None
    )
    return blocks.actions(
        set_one,
        blocks.button(_("Edit"), "interaction.edit", own),
        blocks.button(_("Undo"), "interaction.undo", own),
    )


def _undone(logged: Logged) -> Message:
    said = _("Undone: nothing of this entry is on record.")
    again = _("Your text, if you want to type it again:")
    line = f"/log-call {logged.account.name} | {logged.interaction.notes}"
    return blocks.message(said, blocks.section(said), blocks.context(again), *blocks.typed(line))
