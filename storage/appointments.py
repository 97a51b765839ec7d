"""Appointments: who asked for a role, and what an admin decided."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, literal_column, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Owned


class Outcome(StrEnum):
    """What became of the request."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


class Appointment(Owned):
    """One person's request to be an account manager."""

    __tablename__ = "appointments"

    user_id: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    held_line_id: Mapped[int | None]
    outcome: Mapped[Outcome] = mapped_column(String(16), default=Outcome.WAITING)
    decided_by: Mapped[str | None] = mapped_column(String(32))
    decided_at: Mapped[datetime | None]


_IS_WAITING = Appointment.outcome == literal_column("'waiting'")
Index(
    "uq_appointments_waiting",
    Appointment.team_id,
    Appointment.user_id,
    unique=True,
    sqlite_where=_IS_WAITING,
    postgresql_where=_IS_WAITING,
)


def find(
    session: Session, team_id: str, appointment_id: int, *, for_change: bool = False
) -> Appointment | None:
    return session.get(Appointment, (team_id, appointment_id), with_for_update=for_change)


def waiting_of(session: Session, team_id: str, user_id: str) -> Appointment | None:
    return session.scalars(
        select(Appointment).where(
            Appointment.team_id == team_id, Appointment.user_id == user_id, _IS_WAITING
        )
    ).first()
