"""What the record holds, read past everything that a person sees."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot import accounts
from storage import names, people
from storage.accounts import Account, AccountStatus
from storage.changes import Change
from storage.complaints import Complaint
from storage.follow_ups import FollowUp
from storage.interactions import Interaction
from tests.conftest import Office


def knows(office: Office, *called: str, by: str = "ana", alias: str = "") -> int:
    """Accounts that somebody manages; the id of the last one."""
    actor = office.actor(by, "knows")
    with office.rapport.desk.write() as session:
        for name in called:
            account = accounts.create(office.rapport.desk, session, actor, name)
            if alias:
                names.remember(session, account.team_id, account.id, alias, is_alias=True)
        return account.id


def archives(office: Office, name: str) -> None:
    """An account that is no longer worked."""
    with office.rapport.desk.write() as session:
        account = session.scalars(select(Account).where(Account.name == name)).one()
        account.status = AccountStatus.ARCHIVED


def entries(office: Office) -> list[Interaction]:
    """Every interaction, undone or not, oldest first."""
    with office.rapport.desk.read() as session:
        return list(session.scalars(select(Interaction).order_by(Interaction.id)))


def entry(office: Office) -> Interaction:
    """The only interaction there is."""
    (only,) = entries(office)
    return only


def changes(office: Office) -> list[Change]:
    """Every change, oldest first."""
    with office.rapport.desk.read() as session:
        return list(session.scalars(select(Change).order_by(Change.id)))


def account_names(office: Office) -> list[str]:
    """The names of the accounts that stand."""
    with office.rapport.desk.read() as session:
        standing = select(Account.name).where(Account.undone_at.is_(None))
        return list(session.scalars(standing.order_by(Account.id)))


def account_of(office: Office, interaction: Interaction) -> str:
    """The name of the account that an interaction is about."""
    with office.rapport.desk.read() as session:
        account = session.get(Account, (interaction.team_id, interaction.account_id))
        assert account is not None
        return account.name


def follow_ups(office: Office) -> list[FollowUp]:
    """Every follow-up, whatever its status, oldest first."""
    with office.rapport.desk.read() as session:
        return list(session.scalars(select(FollowUp).order_by(FollowUp.id)))


def complaints(office: Office) -> list[Complaint]:
    """Every complaint, whatever its status, oldest first."""
    with office.rapport.desk.read() as session:
        return list(session.scalars(select(Complaint).order_by(Complaint.id)))


def complaint(office: Office) -> Complaint:
    """The only complaint there is."""
    (only,) = complaints(office)
    return only


def not_heard_of(office: Office, *handles: str) -> None:
    """Slack was last asked about these people two days ago."""
    ids = [office.slack.person(handle).id for handle in handles]
    with office.rapport.desk.write() as session:
        for person in people.with_ids(session, office.slack.team_id, ids):
            person.fetched_at -= timedelta(days=2)
