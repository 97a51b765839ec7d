"""Interactions: a call is logged from one line or a form, once for each request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import account_search, accounts, episodes, follow_ups, held_lines, people
from bot.accounts import BroughtBack, NewAccount
from bot.desk import Desk
from bot.due import LATEST, Due, require_to_come
from bot.people import Actor, Person
from bot.quick_entry import ALL_READ, Entry, Unread, read_entry
from bot.refusals import Refused
from bot.texts import _
from bot.unavailable import asked_again
from storage import accounts as kept_accounts
from storage import direct
from storage import follow_ups as kept_follow_ups
from storage import held_lines as kept_held_lines
from storage import interactions as kept
from storage import people as kept_people
from storage.accounts import Account
from storage.base import new_id
from storage.episodes import Episode
from storage.follow_ups import FollowUp
from storage.held_lines import HeldLine
from storage.interactions import Hat, Interaction, Kind

# What an entry's form shows and corrects of the entry itself.
FORM_FIELDS = ("notes", "kind", "occurred_at", "satisfaction", "hat", "contacts")


@dataclass(frozen=True, slots=True)
class InteractionDraft:
    """What was asked to be logged, parsed and not yet true."""

    notes: str
    kind: Kind
    occurred_at: datetime
    satisfaction: int | None = None
    hat: Hat | None = None
    contacts: str | None = None
    follow_up_what: str = ""
    follow_up_due: Due | None = None
    follow_up_past: datetime | None = None
    lacks_day: bool = False
    unread: Unread = ALL_READ


@dataclass(frozen=True, slots=True)
class Logged:
    """An interaction on record with all that was made with it.

    `past` is the day of a follow-up that was asked for and can't be made: it lies behind us, or
    too far ahead; `lacks_day` if words asked for one on no day that was understood; `unread` is
    what else was not. `episode` is what its score opened, fed or closed.
    """

    interaction: Interaction
    account: Account
    follow_ups: list[FollowUp]
    past: datetime | None = None
    episode: Episode | None = None
    lacks_day: bool = False
    unread: Unread = ALL_READ

    @property
    def is_undone(self) -> bool:
        return self.interaction.undone_at is not None

    @property
    def standing(self) -> FollowUp | None:
        """The open follow-up, which the entry's form shows."""
        return next((each for each in self.follow_ups if each.is_open), None)

    @property
    def version(self) -> str:
        """Differs once anything that the entry's form shows has changed."""
        entry = self.interaction
        shown = [str(getattr(entry, name)) for name in ("account_id", *FORM_FIELDS)]
        for made in self.follow_ups:
            shown += [str(made.status), made.what, str(made.due_on), str(made.due_time)]
        return sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def log_line(desk: Desk, actor: Actor, line: str) -> Logged:
    """Log what `/log-call` was given. Raises WhichAccount, ArchivedAccount, NotAppointed."""
    people.require_role(actor)
    try:
        return _log_typed(desk, actor, line)
    except Refused:
        # An earlier delivery may have been taken while the record still allowed it.
        earlier = of_request(desk, actor)
        if earlier is None:
            raise
        return earlier


def _log_typed(desk: Desk, actor: Actor, line: str) -> Logged:
    account_id, rest = account_search.id_at_start_of(desk, actor.team_id, line)
    now = desk.clock.now()
    draft = draft_of(read_entry(rest, now=now, tz=actor.zone), actor, now)
    return log(desk, actor, account_id, draft)


def of_request(desk: Desk, actor: Actor) -> Logged | None:
    """What an earlier delivery of this request has put on record, as it is now."""
    with desk.read() as session:
        earlier = kept.of_request(session, actor.team_id, actor.request)
        return _on_record_again(session, actor, earlier) if earlier else None


def _on_record_again(session: Session, actor: Actor, earlier: Interaction) -> Logged:
    logged = on_record(session, earlier, None)
    held = kept_held_lines.of_request(session, actor.team_id, actor.request)
    if held is not None and held.said_at is not None:
        # In a message, unlike in a typed line, "follow up" asks nothing of Rapport.
        return logged
    typed_at = held.held_at if held else earlier.created_at
    entry = read_entry(earlier.notes, now=typed_at, tz=actor.zone)
    logged = replace(logged, unread=entry.unread)
    if logged.follow_ups:
        return logged
    past = _unmade(entry, actor, earlier.created_at)
    return replace(logged, past=past, lacks_day=entry.lacks_day)


def _unmade(entry: Entry, actor: Actor, now: datetime) -> datetime | None:
    """The day of a follow-up that can't be made: gone by, perhaps since it was typed, or too far
    ahead."""
    asked = entry.follow_up
    if asked is None:
        return entry.follow_up_past
    due = Due.of_instant(asked.due_at, asked.timed, actor.zone)
    return asked.due_at if due.on >= LATEST or due.is_over(now, actor.zone) else None


def draft_of(entry: Entry, actor: Actor, now: datetime) -> InteractionDraft:
    """What a quick entry, typed just now or before, asks for."""
    unmade = _unmade(entry, actor, now)
    asked = None if unmade else entry.follow_up
    what = entry.follow_up.what if entry.follow_up else entry.follow_up_what
    return InteractionDraft(
        notes=entry.notes,
        kind=Kind(entry.kind),
        occurred_at=entry.occurred_at,
        satisfaction=entry.satisfaction,
        follow_up_what=what,
        follow_up_due=Due.of_instant(asked.due_at, asked.timed, actor.zone) if asked else None,
        follow_up_past=unmade,
        lacks_day=entry.lacks_day,
        unread=entry.unread,
    )


@asked_again
def log(
    desk: Desk,
    actor: Actor,
    account: int | NewAccount | BroughtBack,
    draft: InteractionDraft,
    held: HeldLine | None = None,
) -> Logged:
    """Put an interaction on record, with its follow-up and, if asked, its new account.

    The same request gives the same record; what comes of a held line bears the line's own request.
    Raises Refused, ArchivedAccount.
    """
    people.require_role(actor)
    if held is not None:
        actor = replace(actor, request=held.request or actor.request)
    may_be_there = held is not None
    for _attempt in range(2):
        try:
            with desk.write(actor.team_id) as session:
                earlier = may_be_there and kept.of_request(session, actor.team_id, actor.request)
                if earlier:
                    return _same_again(session, actor, earlier, draft)
                if held is not None:
                    held_lines.settle(desk, session, actor, held.id)
                return _log_in(desk, session, actor, account, draft, held)
        except IntegrityError:
            # This request, or an account of this name, is on record since just now.
            may_be_there = True
    raise Refused(
        _("Somebody stored the same thing just now. Look at the account, then try again.")
    )


def _same_again(
    session: Session, actor: Actor, earlier: Interaction, draft: InteractionDraft
) -> Logged:
    """Raises Refused when a form says otherwise than what its line has become meanwhile."""
    if earlier.undone_at is None and any(
        getattr(earlier, name) != getattr(draft, name)
        for name in FORM_FIELDS
        if name != "occurred_at"
    ):
        raise Refused(
            _("That is on record already, and this form changes it. Press Edit on its answer.")
        )
    again = _on_record_again(session, actor, earlier)
    # A form's notes ask nothing of Rapport, unlike a typed line: the draft knows what was meant.
    return replace(again, unread=draft.unread, lacks_day=again.lacks_day and draft.lacks_day)


def _log_in(
    desk: Desk,
    session: Session,
    actor: Actor,
    wanted: int | NewAccount | BroughtBack,
    draft: InteractionDraft,
    held: HeldLine | None,
) -> Logged:
    account, is_new = accounts.settle_on(desk, session, actor, wanted)
    interaction = Interaction(
        team_id=actor.team_id,
        id=new_id(),
        account_id=account.id,
        kind=draft.kind,
        occurred_at=draft.occurred_at,
        author_id=actor.user_id,
        notes=draft.notes,
        contacts=draft.contacts,
        satisfaction=draft.satisfaction,
        hat=draft.hat,
        created_at=desk.clock.now(),
        made_account=is_new,
        source_author=held.source_author if held else None,
        source_url=held.source_url if held else None,
        request=actor.request,
    )
    direct.insert(session, interaction)
    made = make_follow_up(desk, session, actor, interaction, draft)
    episode = episodes.score_logged(desk, session, actor, account, interaction)
    follow_ups_made = [made] if made else []
    past, lacks_day = draft.follow_up_past, draft.lacks_day
    return Logged(interaction, account, follow_ups_made, past, episode, lacks_day, draft.unread)


def make_follow_up(
    desk: Desk, session: Session, actor: Actor, interaction: Interaction, draft: InteractionDraft
) -> FollowUp | None:
    """The follow-up that a draft asks for, if any, in the caller's transaction. Raises Refused."""
    if draft.follow_up_due is None:
        return None
    owner = _owner_of_new(session, actor, interaction)
    require_to_come(draft.follow_up_due, desk.clock.now(), owner.zone, "follow_up")
    asked = follow_ups.FollowUpAsked(draft.follow_up_what, draft.follow_up_due, draft.hat)
    return follow_ups.make(
        desk,
        session,
        actor,
        interaction.account_id,
        asked,
        interaction_id=interaction.id,
        owner=owner,
    )


def _owner_of_new(session: Session, actor: Actor, interaction: Interaction) -> Person:
    """The entry's author, whoever corrects it; the actor when the author has no role any more."""
    if interaction.author_id == actor.user_id:
        return actor.person
    author = kept_people.find(session, actor.team_id, interaction.author_id)
    return author if author is not None and author.has_role else actor.person


def on_record(session: Session, interaction: Interaction, past: datetime | None) -> Logged:
    """An interaction with its account and everything it made, as they are now."""
    account = kept_accounts.with_ids(session, interaction.team_id, [interaction.account_id])[0]
    made = kept_follow_ups.of_interaction(session, interaction.team_id, interaction.id)
    episode = episodes.started_by(session, interaction)
    return Logged(interaction, account, made, past, episode)


def find(desk: Desk, actor: Actor, interaction_id: int) -> Logged:
    """An interaction that the actor may see. Raises Refused when there is none."""
    people.require_role(actor)
    with desk.read() as session:
        return on_record(session, found(session, actor, interaction_id), None)


def found(
    session: Session, actor: Actor, interaction_id: int, *, to_change: bool = False
) -> Interaction:
    """The interaction, locked if it is to be changed. Raises Refused when there is none."""
    interaction = kept.find(session, actor.team_id, interaction_id, to_change=to_change)
    if interaction is None:
        raise Refused(_("That entry is no longer on record. Type `/log-call` to make a new one."))
    return interaction
