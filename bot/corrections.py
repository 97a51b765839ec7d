"""Corrections: a logged entry is edited or taken back, with all that it has made."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot import accounts, changes, episodes, follow_ups, interactions, people
from bot.accounts import NewAccount
from bot.desk import Desk
from bot.due import Due, require_to_come
from bot.follow_up_access import owner_of
from bot.follow_up_record import move
from bot.interactions import FORM_FIELDS, InteractionDraft, Logged
from bot.people import Actor
from bot.refusals import Refused
from bot.texts import _
from bot.unavailable import asked_again
from storage import follow_ups as kept_follow_ups
from storage.changes import of_request as change_of_request
from storage.interactions import Interaction


def to_edit(desk: Desk, actor: Actor, interaction_id: int) -> Logged:
    """An entry that the actor may still correct. Raises Refused when not."""
    with desk.read() as session:
        interaction = _changeable(session, actor, interaction_id)
        _require_standing(interaction)
        return interactions.on_record(session, interaction, None)


def _require_standing(interaction: Interaction) -> None:
    if interaction.undone_at is not None:
        raise Refused(_("This entry was undone. Type `/log-call` to make a new one."))


def _changeable(
    session: Session, actor: Actor, interaction_id: int, *, to_change: bool = False
) -> Interaction:
    people.require_role(actor)
    interaction = interactions.found(session, actor, interaction_id, to_change=to_change)
    person = actor.person
    if interaction.author_id != actor.user_id and not (person.is_lead or person.is_admin):
        raise Refused(
            _(
                "Only <@{author}>, who logged it, or a lead or admin can change this entry.",
                author=interaction.author_id,
            )
        )
    return interaction


@asked_again
def undo(desk: Desk, actor: Actor, interaction_id: int) -> Logged:
    """Take back an entry and all it made: follow-ups, and its account if nothing else uses it.

    Undone twice, it stays undone. Raises Refused when the actor may not.
    """
    with desk.write(actor.team_id) as session:
        interaction = _changeable(session, actor, interaction_id, to_change=True)
        if interaction.undone_at is None:
            _take_back(desk, session, actor, interaction)
        return interactions.on_record(session, interaction, None)


def _take_back(desk: Desk, session: Session, actor: Actor, interaction: Interaction) -> None:
    interaction.undone_at, interaction.undone_by = desk.clock.now(), actor.user_id
    _record(desk, session, actor, interaction, "undone", {})
    if interaction.satisfaction is not None:
        episodes.score_corrected(desk, session, actor, interaction.account_id, interaction.id)
    for made in kept_follow_ups.of_interaction(session, actor.team_id, interaction.id):
        follow_ups.take_back(desk, session, actor, made)
    if interaction.made_account:
        accounts.take_back_if_unused(desk, session, actor, interaction.account_id)


@asked_again
def edit(
    desk: Desk,
    actor: Actor,
    interaction_id: int,
    wanted: int | NewAccount,
    draft: InteractionDraft,
    shown: str,
) -> Logged:
    """Correct an entry as its form says; its open follow-up is moved, made or taken back with it.

    `shown` is the version that the form was filled in with. The same request changes it once.
    Raises Refused, ArchivedAccount.
    """
    with desk.write(actor.team_id) as session:
        interaction = _changeable(session, actor, interaction_id, to_change=True)
        _require_standing(interaction)
        if change_of_request(session, actor.team_id, actor.request) is None:
            _require_unchanged(interactions.on_record(session, interaction, None), shown)
            left, scored = interaction.account_id, interaction.satisfaction is not None
            _move(desk, session, actor, interaction, wanted)
            _correct(desk, session, actor, interaction, draft)
            if scored or interaction.satisfaction is not None:
                for about in dict.fromkeys((left, interaction.account_id)):
                    episodes.score_corrected(desk, session, actor, about, interaction.id)
        return interactions.on_record(session, interaction, draft.follow_up_past)


def _require_unchanged(logged: Logged, shown: str) -> None:
    """A form opened before somebody's change would take that change back."""
    if logged.version != shown:
        raise Refused(
            _(
                "This entry was changed after you had opened the form, so nothing was stored. "
                "Copy your text, close the form and press Edit again."
            ),
            "notes",
        )


def _move(
    desk: Desk,
    session: Session,
    actor: Actor,
    interaction: Interaction,
    wanted: int | NewAccount,
) -> None:
    """To another account, if one is wanted; the one it made goes if nothing else uses it."""
    left, made_it = interaction.account_id, interaction.made_account
    if wanted == left:
        return
    account, is_new = accounts.settle_on(desk, session, actor, wanted)
    if account.id == left:
        return
    interaction.account_id, interaction.made_account = account.id, is_new
    for follow_up in kept_follow_ups.of_interaction(session, actor.team_id, interaction.id):
        follow_up.account_id = account.id
    _record(desk, session, actor, interaction, "moved", {"account_id": [left, account.id]})
    if made_it:
        accounts.take_back_if_unused(desk, session, actor, left)


def _correct(
    desk: Desk, session: Session, actor: Actor, interaction: Interaction, draft: InteractionDraft
) -> None:
    before = {name: str(getattr(interaction, name)) for name in FORM_FIELDS}
    for name in FORM_FIELDS:
        setattr(interaction, name, getattr(draft, name))
    after = {name: str(getattr(interaction, name)) for name in FORM_FIELDS}
    changed = {n: [before[n], after[n]] for n in FORM_FIELDS if before[n] != after[n]}
    _record(desk, session, actor, interaction, "edited", changed, request=actor.request)
    session.flush()
    _correct_follow_up(desk, session, actor, interaction, draft)


def _record(
    desk: Desk,
    session: Session,
    actor: Actor,
    interaction: Interaction,
    verb: str,
    details: dict[str, Any],
    request: str | None = None,
) -> None:
    changes.record(
        desk,
        session,
        team_id=actor.team_id,
        noun="interaction",
        record_id=interaction.id,
        verb=verb,
        by=actor.user_id,
        details=details,
        request=request,
    )


def _correct_follow_up(
    desk: Desk, session: Session, actor: Actor, interaction: Interaction, draft: InteractionDraft
) -> None:
    made = kept_follow_ups.of_interaction(session, actor.team_id, interaction.id)
    standing = [each for each in made if each.is_open]
    if not standing:
        interactions.make_follow_up(desk, session, actor, interaction, draft)
        return
    follow_up = standing[0]
    if draft.follow_up_due is None:
        follow_ups.take_back(desk, session, actor, follow_up)
        return
    if draft.follow_up_due != Due(follow_up.due_on, follow_up.due_time):
        zone = owner_of(session, follow_up).zone
        require_to_come(draft.follow_up_due, desk.clock.now(), zone, "follow_up")
    follow_up.what = draft.follow_up_what or follow_up.what
    move(desk, session, follow_up, draft.follow_up_due)
